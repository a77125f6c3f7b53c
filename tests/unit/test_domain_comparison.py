"""Methods compared on one lot: the published table, what is asked, what is left out, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from insertion.comparison import compare_methods
from insertion.contract import Contract, ContractType, Lot, Retained
from insertion.dated import Certainty
from insertion.differences import reasons
from insertion.hours import compute
from insertion.methods import METHODS
from insertion.outcomes import Comparison, Group, Outcome
from insertion.quantities import Direction
from insertion.reference import Figure, Reference, all_references, reference
from insertion.typography import french, hours_text, plain
from insertion.vocabulary import options

ON = date(2026, 12, 1)
REFERENCES = all_references()
MILLION: dict[str, Any] = {
    "amount_excl_tax": Decimal(1_000_000),
    "labour_share": Decimal("0.5"),
    "insertion_rate": Decimal("0.05"),
    "hourly_cost": Decimal(30),
    "method": "montant_main_oeuvre",
}
COST = "cout_horaire."


def lot_with(**values: Any) -> Lot:
    return Lot(number="1", title="Bâtiment", **MILLION | values)


def compared(lot: Lot, references: tuple[Reference, ...] = REFERENCES, **facts: Any) -> Comparison:
    return compare_methods(lot, Contract(lots=(lot,), **facts), references, ON)


def told(comparison: Comparison) -> str:
    return "\n".join(plain(each) for each in reasons(comparison))


def hours_of(outcomes: tuple[Outcome, ...]) -> list[int]:
    return [each.hours for each in outcomes]


BUILDING = lot_with(trade="batiment_tce", inputs={"slice_amount": Decimal(2000)})

COMPARED = {
    "bâtiment": BUILDING,
    "informatique": lot_with(
        amount_excl_tax=Decimal(5_000_000),
        trade="informatique",
        inputs={"slice_amount": Decimal(2000), "trigger": Decimal(2_700_000)},
    ),
}
SENTENCES: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "comparison.yaml").read_text("utf-8")
)


def test_the_same_million_gives_from_426_to_1000_hours_as_the_study_shows():
    found = compared(BUILDING)
    by_inputs = {
        (each.method.id, *(used.reference and used.reference.id for used in each.replaced)): each
        for each in found.of(Group.COMPARABLE)
    }
    m1 = "montant_main_oeuvre"
    share = "part_mo.batiment_tce_prix_de_vente"
    assert {key: each.hours for key, each in by_inputs.items()} == {
        (m1,): 833,
        (m1, f"{COST}travaux_mef"): 1000,
        (m1, f"{COST}construction_2012"): 825,
        (m1, f"{COST}construction_2020"): 710,
        (m1, share): 500,
        (m1, share, f"{COST}construction_2020"): 426,
        ("tranches_sans_seuil",): 500,
    }
    assert hours_of(found.of(Group.TRAINING)) == [900]
    assert found.low is not None
    assert found.high is not None
    assert (found.low.hours, found.high.hours, found.spread) == (426, 1000, 574)
    assert found.ratio == Fraction(1000 * 22, 9375)


def test_every_input_comes_with_its_source_and_age():
    lot = BUILDING
    found = compared(lot, values_source="Estimation de l'économiste.", values_date=date(2025, 3, 1))
    for outcome in found.outcomes:
        assert [each.name for each in outcome.inputs] == list(outcome.method.inputs)
        for used in outcome.inputs:
            if used.reference is None:
                assert used.value == lot.value(used.name)
                if used.name not in ("labour_share", "insertion_rate", "hourly_cost"):
                    # « Source des parts, taux et coûts »: no amount comes from there.
                    assert plain(used.source) == "donnée du lot, source non indiquée"
                    assert used.age == ""
                    continue
                assert plain(used.source) == (
                    "donnée du lot ; source indiquée pour le marché : Estimation de l'économiste"
                )
                assert plain(used.age) == "relevée le 1er mars 2025"
            else:
                assert used.reference.source in used.source
                assert used.value in (used.reference.value, used.reference.low, used.reference.high)
                assert used.age
    (newest,) = (
        each for each in found.of(Group.COMPARABLE)
        if [used.shown for used in each.replaced] == ["35,20\u00a0€/h"]
    )  # fmt: skip
    assert plain(newest.replaced[0].age) == "source de 2020, 6 ans"
    assert plain(newest.label) == "Montant et main-d'œuvre – repère : coût horaire 35,20 €/h"


def test_a_lot_whose_source_is_unknown_says_so():
    chosen = compared(BUILDING).chosen
    assert chosen is not None
    assert {plain(each.source) for each in chosen.inputs} == {"donnée du lot, source non indiquée"}
    assert {each.age for each in chosen.inputs} == {""}
    assert chosen.replaced == ()


@pytest.mark.parametrize("direction", list(Direction))
def test_the_chosen_outcome_is_the_hours_of_the_lot_under_the_contract_s_rounding(
    direction: Direction,
):
    facts: dict[str, Any] = {"rounding_direction": direction, "rounding_multiple": 35}
    found = compared(BUILDING, **facts)
    (computed,) = compute(Contract(lots=(BUILDING,), **facts)).lots
    assert found.chosen is not None
    assert (found.chosen.exact, found.chosen.hours) == (computed.exact, computed.calculated)
    assert found.chosen.sentence == computed.sentence
    assert sum(each.chosen for each in found.outcomes) == 1


def test_a_method_that_lacks_inputs_asks_for_them_and_invents_none():
    bare = Lot(number="1", title="a", amount_excl_tax=Decimal(1_000_000), trade="batiment_tce")
    found = compared(bare)
    asked = {each.method.id: each for each in found.asked}
    labour = asked["montant_main_oeuvre"]
    assert [plain(each) for each in labour.missing] == [
        "Part de main-d'œuvre", "Taux d'insertion", "Coût horaire (€/h)",
    ]  # fmt: skip
    assert plain(labour.sentence).startswith("À renseigner : Part de main-d'œuvre, Taux")
    hints = [plain(each) for each in labour.hints]
    assert any("35,20 €/h" in each and "6 ans" in each for each in hints)
    assert hints[0] == (
        "Part de main-d'œuvre : 50 %, Bâtiment tous corps d'état, moyenne retenue, source non "
        "datée, antérieure à 2016"
    )
    assert hints[-1] == (
        "Coût horaire (€/h) : ≈ 41,00 €/h (de 38,00 €/h à 46,00 €/h), Construction, France, 2026, "
        "ordre de grandeur à confirmer"
    )
    assert len(hints) == 6
    assert found.of(Group.COMPARABLE) == ()
    assert (found.low, found.high, found.spread, found.ratio) == (None, None, 0, None)
    groups: list[Any] = [*found.asked, *found.excluded, *found.outcomes]
    everything = {each.method.id for each in groups}
    assert everything == {method.id for method in METHODS}


@given(st.sampled_from(METHODS), st.data())
def test_each_method_is_either_computed_asked_for_or_excluded(method: Any, data: st.DataObject):
    values = {name: data.draw(st.sampled_from([0, 1, 5000])) for name in method.inputs}
    shares = {"labour_share", "insertion_rate"}
    figures = {n: Decimal(v) if n not in shares else Decimal(min(v, 1)) for n, v in values.items()}
    fields = {name: each for name, each in figures.items() if name in Lot.model_fields}
    rest = {name: each for name, each in figures.items() if name not in Lot.model_fields}
    lot = Lot(number="1", title="a", method=method.id, inputs=rest, **fields)
    found = compared(lot)
    places = [
        {each.method.id for each in group}
        for group in (found.outcomes, found.asked, found.excluded)
    ]
    assert sum(len(each) for each in places) == len(METHODS)
    assert set().union(*places) == {each.id for each in METHODS}
    assert method.id not in places[1]
    stops = any(figures[name] == 0 for name in method.divisors)
    above = method.ceiling is not None and figures[method.ceiling.name] >= method.ceiling.below
    assert (method.id in places[2]) == (stops or above)


def test_a_zero_divisor_excludes_a_method_with_its_reason():
    found = compared(lot_with(inputs={"slice_amount": Decimal(0)}))
    reasons_of = {each.method.id: plain(each.reason) for each in found.excluded}
    assert "ne peut pas diviser par zéro" in reasons_of["tranches_sans_seuil"]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("3700", "1 poste d'un mois"),
        ("5549.99", "1 poste d'un mois"),
        ("5550", "2 postes d'un mois"),
        ("9250", "3 postes d'un mois"),
        ("1000000", "270 postes d'un mois"),
    ],
)
def test_above_its_ceiling_the_public_estimator_counts_months_of_work(amount: str, words: str):
    found = compared(lot_with(amount_excl_tax=Decimal(amount)))
    (estimator,) = (each for each in found.excluded if each.method.id == "estimateur_public")
    assert words in plain(estimator.reason)
    assert "ne donne plus des heures" in plain(estimator.reason)


def test_below_its_ceiling_the_public_estimator_stands_apart():
    found = compared(lot_with(amount_excl_tax=Decimal(3699)))
    assert hours_of(found.of(Group.APART)) == [142]
    assert hours_of(found.of(Group.COMPARABLE)) == [3]


def test_an_amendment_is_shown_apart_it_sizes_another_amount():
    values = {"initial_hours": Decimal("833.5"), "amended_amount": Decimal(2_000_000)}
    found = compared(lot_with(inputs=values))
    assert hours_of(found.of(Group.APART)) == [1667]
    assert found.spread == 0


def test_an_order_of_magnitude_is_never_in_the_spread():
    found = compared(BUILDING)
    doubtful = found.of(Group.UNCONFIRMED)
    assert hours_of(doubtful) == [610]
    assert all(
        each.reference.certainty is Certainty.TO_VERIFY
        for outcome in doubtful
        for each in outcome.replaced
        if each.reference
    )
    assert "1 calcul repose sur un ordre de grandeur à confirmer" in told(found)
    sourced = tuple(each for each in REFERENCES if not each.order_of_magnitude)
    assert compared(BUILDING, sourced).of(Group.COMPARABLE) == found.of(Group.COMPARABLE)


@pytest.mark.parametrize(
    "forbidden",
    [
        replace(reference(f"{COST}construction_2020"), sizing=False),
        replace(reference(f"{COST}construction_2020"), scope="un programme"),
        replace(reference(f"{COST}construction_2020"), trades=("peinture",)),
        replace(reference(f"{COST}construction_2020"), figure=Figure.BILLING_RATE),
        replace(reference(f"{COST}construction_2020"), figure=Figure.INSERTION_RATE),
    ],
    ids=["not for sizing", "of a programme", "of another trade", "a billing rate", "a rate"],
)
def test_a_figure_that_does_not_concern_the_lot_replaces_nothing(forbidden: Reference):
    found = compared(BUILDING, (forbidden,))
    assert all(each.replaced == () for each in found.outcomes)


def test_a_lot_without_trade_meets_only_what_holds_for_all_works():
    lot = lot_with()
    works = compared(lot, contract_type=ContractType.WORKS)
    names = {used.name for each in works.outcomes for used in each.replaced}
    assert names == {"hourly_cost"}
    services = compared(lot, contract_type=ContractType.SERVICES)
    assert all(each.replaced == () for each in services.outcomes)
    for each in (works, services):
        assert "Indiquer le métier du lot" in told(each)
    assert "Indiquer le métier" not in told(compared(BUILDING))


def test_a_reference_equal_to_the_lot_s_own_figure_adds_no_line():
    found = compared(BUILDING)
    assert all(
        used.value != BUILDING.value(used.name) for each in found.outcomes for used in each.replaced
    )
    figures = [(each.method.id, *(used.value for used in each.inputs)) for each in found.outcomes]
    assert len(figures) == len(set(figures))


def test_the_payroll_method_takes_published_costs_too():
    lot = lot_with(trade="batiment_tce", inputs={"payroll": Decimal(300_000)})
    found = compared(lot)
    payroll = [e.hours for e in found.of(Group.COMPARABLE) if e.method.id == "masse_salariale"]
    assert payroll == [426, 495, 500, 600]


PAINTING = lot_with(
    amount_excl_tax=Decimal(100_000),
    labour_share=Decimal("0.6"),
    hourly_cost=Decimal(40),
    trade="peinture",
)


def test_a_share_is_also_taken_with_the_costs_of_its_own_source():
    found = compared(PAINTING)
    pairs = {
        tuple(used.shown for used in each.replaced): each.hours
        for each in found.of(Group.COMPARABLE)
        if len(each.replaced) == 2
    }
    # 100 000 € × 70 % × 5 %: the guide Sud 77 at 30 and at 25 €, then the newest published cost.
    assert {tuple(map(plain, key)): hours for key, hours in pairs.items()} == {
        ("70 %", "30,00 €/h"): 117,
        ("70 %", "25,00 €/h"): 140,
        ("70 %", "35,20 €/h"): 99,
    }
    assert found.high is not None
    assert found.high.hours == 140


def of_set(figure: Figure, value: str, *trades: str) -> Reference:
    model = reference(f"{COST}construction_2020")
    return replace(
        model,
        id=f"bareme.{figure.value}.{trades}",
        figure=figure,
        label=trades[0] if trades else "Tous",
        typical=Decimal(value),
        trades=trades,
        source="Barème d'essai, 1er septembre 2026",
        year=2026,
        territory=True,
    )


ANY = of_set(Figure.HOURLY_COST, "38")
OWN = of_set(Figure.HOURLY_COST, "36.50", "peinture")


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ((ANY, OWN), {OWN}),
        ((ANY,), {ANY}),
        ((ANY, of_set(Figure.HOURLY_COST, "37", "gros_oeuvre")), {ANY}),
        # The line of the trade is about another figure.
        ((ANY, of_set(Figure.LABOUR_SHARE, "0.65", "peinture")), {ANY}),
    ],
)
def test_a_set_s_line_for_any_trade_gives_way_to_the_line_of_the_trade(
    lines: tuple[Reference, ...], kept: set[Reference]
):
    found = compared(PAINTING, (*lines, *REFERENCES))
    used = {used.reference for each in found.outcomes for used in each.replaced}
    assert {e for e in used if e and e.territory and e.figure is Figure.HOURLY_COST} == kept
    hints = (
        compared(PAINTING.model_copy(update={"hourly_cost": None}), (*lines, *REFERENCES))
        .asked[0]
        .hints
    )
    told = [plain(each) for each in hints if "Barème d'essai" in plain(each)]
    assert any("Tous" in each for each in told) is (ANY in kept)


def test_a_published_line_for_any_trade_never_gives_way():
    published = replace(ANY, territory=False)
    found = compared(PAINTING, (published, OWN))
    used = {used.reference for each in found.outcomes for used in each.replaced}
    assert used == {published, OWN}


# --- Why --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SENTENCES)
def test_the_reasons_say_what_parts_the_extremes_and_by_how_much(name: str):
    assert told(compared(COMPARED[name])).split("\n") == SENTENCES[name]


def test_a_figure_borrowed_by_an_extreme_of_another_method_is_named():
    lot = lot_with(worked_hours=Decimal(60_000), trade="batiment_tce")
    text = told(compared(lot))
    assert "« Part des heures travaillées », le plus haut, de « heures travaillées » et" in text
    assert "Part de main-d'œuvre de 30 % : Bâtiment, part du prix de vente, source non dat" in text
    assert "Coût horaire de 35,20 €/h : Construction, France, 2020, source de 2020, 6 ans." in text


def test_the_reasons_of_the_year_of_a_source_do_not_call_it_old():
    (this_year,) = (replace(reference(f"{COST}construction_2020"), year=2026),)
    text = told(compared(BUILDING, (this_year,)))
    assert "date de 2026 : à confirmer" in text
    assert "un coût ancien" not in text


def test_published_costs_are_told_from_the_lowest_to_the_highest_undated_bounds_included():
    text = told(compared(PAINTING))
    assert (
        "Les coûts horaires publiés vont de 25,00 €/h (Travaux, guides de facilitateurs, borne "
        "basse, source non datée, antérieure à 2016) à 35,20 €/h : un coût ancien"
    ) in text


def test_a_territory_s_cost_is_named_and_is_never_called_published():
    text = told(compared(PAINTING, (replace(OWN, typical=Decimal(45)), *REFERENCES)))
    assert (
        "Coût horaire du barème de territoire : 45,00 €/h (peinture, Barème d'essai, "
        "1er septembre 2026)."
    ) in text
    assert "publiés vont de 25,00 €/h" in text
    assert "à 35,20 €/h : un coût ancien" in text
    assert "Le coût horaire publié le plus récent, 35,20 €/h, date de 2020, il y a 6 ans" in text


def test_a_lot_that_states_the_newest_cost_does_not_make_an_older_one_the_newest():
    text = told(compared(PAINTING.model_copy(update={"hourly_cost": Decimal("35.20")})))
    assert "publiés vont de 25,00 €/h" in text
    assert "à 35,20 €/h : un coût ancien" in text
    assert "Le coût horaire publié le plus récent, 35,20 €/h, date de 2020" in text


def test_costs_are_not_told_when_no_calculation_rests_on_one():
    worked = Lot(
        number="1",
        title="a",
        trade="peinture",
        worked_hours=Decimal(4000),
        insertion_rate=Decimal("0.05"),
    )
    assert "coût horaire publié" not in told(compared(worked)).lower()


def test_a_newer_cost_that_is_lower_is_not_explained_by_its_age():
    newer = replace(reference(f"{COST}construction_2012"), year=2024)
    text = told(compared(PAINTING, (newer, reference(f"{COST}construction_2020"))))
    assert "de 30,30 €/h (Construction, France, 2012, source de 2024, 2 ans) à 35,20" in text
    assert "un coût plus bas donne plus d'heures" in text


def test_readings_of_a_slice_are_set_side_by_side():
    inputs = {"slice_amount": Decimal(2000), "trigger": Decimal(2_700_000)}
    lot = lot_with(amount_excl_tax=Decimal(5_000_000), trade="informatique", inputs=inputs)
    found = compared(lot, ())
    assert hours_of(found.of(Group.COMPARABLE)) == [1150, 2500, 2500, 4167]
    text = told(found)
    assert "Les bases diffèrent" in text
    assert "au-delà du seuil » 1 150 heures" in text
    assert "Le texte du marché doit n'en laisser qu'une." in text
    below = lot_with(amount_excl_tax=Decimal(1000), inputs=inputs)
    assert "se lit de plusieurs façons" not in told(compared(below, ()))


def test_a_lot_with_one_method_or_none_is_told_that_nothing_compares():
    assert "Une seule méthode s'applique" in told(compared(lot_with(), ()))
    assert "Aucun calcul d'heures d'emploi" in told(compared(Lot(number="1", title="a"), ()))


def test_equal_results_are_said_equal():
    lot = lot_with(
        worked_hours=Decimal(50_000) / 3 + Decimal("0.0001"), method="heures_travaillees"
    )
    found = compared(lot, ())
    assert hours_of(found.of(Group.COMPARABLE)) == [833, 833]
    assert "Tous les calculs comparables donnent 833 heures" in told(found)


def test_a_ratio_is_not_taken_from_nothing():
    lot = lot_with(amount_excl_tax=Decimal(0), worked_hours=Decimal(24_000))
    found = compared(lot, ())
    assert (found.spread, found.ratio) == (1200, None)
    assert "vont de 0 heure à 1 200 heures." in told(found)


@pytest.mark.parametrize(
    ("hours", "where"),
    [(425, "sous le plus bas"), (426, "dans l'écart"), (1000, "dans l'écart"), (1001, "au-dessus")],
)
def test_a_retained_figure_is_placed_in_the_spread(hours: int, where: str):
    retained = Retained(hours=hours, reason="a", author="b", decided_on=date(2026, 9, 1))
    found = compared(BUILDING.model_copy(update={"retained": retained}))
    assert f"Les {plain(hours_text(hours))} retenues se situent {where}" in told(found)


def test_every_sentence_is_french_and_every_group_has_its_label():
    found = compared(BUILDING)
    groups: list[Any] = [*found.outcomes, *found.asked, *found.excluded]
    sentences = [
        *reasons(found),
        *(each.label for each in groups),
        *(each.sentence for each in found.asked),
        *(each.reason for each in found.excluded),
    ]
    for sentence in sentences:
        assert sentence == french(sentence)
    assert [each.value for each in Group] == list(options("comparison_group"))
    assert all(each.label for each in Group)
