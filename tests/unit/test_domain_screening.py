"""Screening planned contracts: what is computed, what stays unknown, and which verdict follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion import vocabulary
from insertion.contract import BuyerKind, ContractType
from insertion.dated import Certainty
from insertion.errors import InvalidInput
from insertion.obligations import Level
from insertion.pooling import pools
from insertion.programme import Period, PlannedContract, Programme
from insertion.reference import Figure, references
from insertion.screening import (
    Ground,
    Screened,
    Screening,
    Verdict,
    minimum_months,
    screen,
    volume_of,
)
from insertion.screening_figures import (
    Assumptions,
    Origin,
    family_label,
    hours_a_month,
    hours_a_year,
    nature_of_cpv,
    source_words,
    trade_of_cpv,
)
from insertion.territory import TerritorySet, load_set
from insertion.typography import plain

DAY = date(2027, 3, 1)
MANDATORY = "Condition sociale ou d'emploi obligatoire : à étudier quel que soit le volume."
USUAL = Assumptions(
    buyer_kind=BuyerKind.LOCAL_AUTHORITY,
    insertion_rate=Decimal("0.05"),
    hourly_cost=Decimal(30),
    minimum_hours=150,
)


def planned(rank: int = 1, **changes: Any) -> PlannedContract:
    facts: dict[str, Any] = {
        "subject": f"Marché {rank}",
        "contract_type": ContractType.WORKS,
        "period": Period(DAY, DAY),
        "duration": Decimal(12),
        "amount_excl_tax": Decimal(1_000_000),
        "labour_share": Decimal("0.5"),
    }
    return PlannedContract(rank=rank, place=f"Liste!B{rank + 1}", **{**facts, **changes})


def screened(*contracts: PlannedContract, **changes: Any) -> Screening:
    given_for_all = {name: getattr(USUAL, name) for name in USUAL.__slots__}
    return screen(Programme(contracts), Assumptions(**{**given_for_all, **changes}), "liste.xlsx")


def alone(changes: dict[str, Any] | None = None, **facts: Any) -> Screened:
    return screened(planned(**facts), **(changes or {})).contracts[0]


# --- Hours ------------------------------------------------------------------------------------


def test_the_worked_example_of_the_guides_gives_its_published_hours() -> None:
    # 1 000 000 € × 50 % × 5 % ÷ 30 €: worked-examples.csv, R01
    hours = alone().hours
    assert hours is not None
    assert (hours.low, hours.high, hours.firm) == (833, 833, True)


def test_a_trade_known_only_from_memory_gives_a_range_that_is_never_firm() -> None:
    found = alone(trade="vrd", labour_share=None)
    shares = [e for e in references(Figure.LABOUR_SHARE, "vrd") if "vrd" in e.trades]
    assert all(each.order_of_magnitude for each in shares)
    assert found.share is not None
    assert found.hours is not None
    assert (found.share.low, found.share.high) == (shares[0].low, shares[0].high)
    assert found.share.origin is Origin.MAGNITUDE
    # 20 % and 40 % of a million, 5 %, 30 €
    assert (found.hours.low, found.hours.high, found.hours.firm) == (333, 667, False)


def test_a_sourced_share_wins_over_an_order_of_magnitude() -> None:
    found = alone(trade="gros_oeuvre", labour_share=None)
    assert found.share is not None
    assert found.share.origin is Origin.SOURCE
    assert found.share.low == found.share.high == Decimal("0.50")
    assert "antérieure à 2016" in source_words(found.share, DAY)


def test_two_sources_that_disagree_make_a_range_and_neither_is_chosen() -> None:
    found = alone(trade="batiment_tce", labour_share=None)
    assert found.share is not None
    assert (found.share.low, found.share.high) == (Decimal("0.30"), Decimal("0.50"))
    assert len(found.share.references) == 2
    assert found.share.firm


def test_what_the_list_says_wins_over_everything_else() -> None:
    found = alone(trade="gros_oeuvre", labour_share=Decimal("0.6"), hourly_cost=Decimal(40))
    assert found.share is not None
    assert found.cost is not None
    assert (found.share.origin, found.share.low) == (Origin.LIST, Decimal("0.6"))
    assert (found.cost.origin, found.cost.low) == (Origin.LIST, Decimal(40))
    assert found.rate is not None
    assert found.rate.origin is Origin.OPTION


@pytest.mark.parametrize("name", ["amount_excl_tax", "labour_share"])
def test_what_is_unknown_stays_unknown_and_is_named(name: str) -> None:
    found = alone(**{name: None})
    assert found.hours is None
    assert found.missing == (vocabulary.lot_terms()[name].short,)
    assert found.verdict is Verdict.MISSING
    assert found.missing[0] in plain(found.reason)


def test_a_rate_and_a_cost_are_asked_for_and_never_taken_from_published_figures() -> None:
    with pytest.raises(InvalidInput) as caught:
        screened(planned(), insertion_rate=None, hourly_cost=None)
    assert [each.code for each in caught.value.faults] == ["HYPOTHESE_MANQUANTE"] * 2
    assert ["--taux" in plain(e.remedy) for e in caught.value.faults] == [True, False]
    assert "--cout" in plain(caught.value.faults[1].remedy)


def test_a_list_of_supplies_asks_for_no_rate() -> None:
    found = screened(
        planned(
            contract_type=ContractType.SUPPLIES,
            labour_share=None,
            amount_excl_tax=Decimal(90_000),
        ),
        insertion_rate=None,
        hourly_cost=None,
    )
    assert [each.verdict for each in found.contracts] == [Verdict.NO_LABOUR]


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(sorted(vocabulary.options("trade"))),
)
def test_the_least_hours_never_exceed_the_most(amount: Decimal, trade: str) -> None:
    hours = alone(amount_excl_tax=amount, trade=trade, labour_share=None).hours
    assert hours is not None
    assert 0 <= hours.low <= hours.high
    assert hours.exact_low <= hours.exact_high


# --- Territory set ----------------------------------------------------------------------------


TERRITORY = """schema: bareme/1
nom: Barème d'essai
territoire: Val d'Aubrelle
auteur: Maison de l'emploi
date: 2026-06-15
minimum_heures_utiles: 200
taux_insertion:
  travaux: 8 %
couts_horaires:
  peinture: 32
parts_mo:
  peinture: 65 %
"""


def territory() -> TerritorySet:
    return load_set(TERRITORY)


def test_a_territory_set_gives_what_the_list_and_the_options_do_not() -> None:
    given_by_set = {
        "territory": territory(),
        "insertion_rate": None,
        "hourly_cost": None,
        "minimum_hours": None,
    }
    painting = planned(1, trade="peinture", labour_share=None)
    found = screened(painting, **given_by_set).contracts[0]
    assert found.share is not None
    assert found.rate is not None
    assert found.cost is not None
    assert {found.share.origin, found.rate.origin, found.cost.origin} == {Origin.TERRITORY}
    assert found.hours is not None
    # 1 000 000 × 65 % × 8 % ÷ 32 = 1 625
    assert (found.hours.low, found.hours.high, found.hours.firm) == (1625, 1625, True)
    assert "Barème d’essai" in source_words(found.share, DAY)


def test_a_set_that_says_nothing_of_a_trade_or_nature_leaves_it_unknown() -> None:
    given_by_set = {"territory": territory(), "insertion_rate": None, "hourly_cost": None}
    service = planned(1, contract_type=ContractType.SERVICES, trade="nettoyage")
    found = screened(service, **given_by_set).contracts[0]
    assert found.hours is None
    assert found.missing == ("taux d'insertion", "coût horaire")


@pytest.mark.parametrize(("option", "expected"), [(None, 200), (120, 120)])
def test_the_minimum_of_the_set_serves_unless_one_is_given(option: Any, expected: int) -> None:
    assert Assumptions(territory=territory(), minimum_hours=option).minimum == expected


# --- Verdicts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "ground"),
    [
        (180_000, Ground.ENOUGH),  # exactly 150 h
        (179_399, Ground.BELOW),  # 149.499…: 149 h
        (179_400, Ground.ENOUGH),  # 149.5: 150 h, rounded as the workbook shows
        (0, Ground.ZERO),
    ],
)
def test_the_minimum_is_reached_to_the_hour(amount: int, ground: Ground) -> None:
    assert alone(amount_excl_tax=Decimal(amount)).ground is ground


def test_a_range_across_the_minimum_is_to_be_confirmed() -> None:
    # VRD 20 % to 40 %: 100 to 200 hours around a minimum of 150
    found = alone(trade="vrd", labour_share=None, amount_excl_tax=Decimal(300_000))
    assert found.hours is not None
    assert (found.hours.low, found.hours.high) == (100, 200)
    assert (found.ground, found.verdict) == (Ground.ACROSS, Verdict.TO_CONFIRM)


@pytest.mark.parametrize(("months", "short"), [("1.99", True), ("2", False), (None, False)])
def test_less_than_two_months_is_too_short(months: str | None, short: bool) -> None:
    found = alone(duration=None if months is None else Decimal(months))
    assert (found.ground is Ground.TOO_SHORT) is short
    assert minimum_months() == 2


def test_the_reason_bears_the_figure_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plain(Ground.TOO_SHORT.text) == "Moins de 2 mois : trop court pour un parcours."
    monkeypatch.setattr("insertion.screening.minimum_months", lambda: 3)
    assert plain(Ground.TOO_SHORT.text) == "Moins de 3 mois : trop court pour un parcours."


def test_without_a_minimum_nothing_is_too_small_by_its_hours_and_the_reason_says_so() -> None:
    found = alone({"minimum_hours": None}, amount_excl_tax=Decimal(10_000))
    assert (found.ground, found.verdict) == (Ground.NO_MINIMUM, Verdict.TO_STUDY)
    assert "minimum" in found.reason


@pytest.mark.parametrize(
    "changes",
    [
        {"duration": Decimal(1)},
        {"labour_share": None},
        {"labour_share": None, "contract_type": ContractType.SUPPLIES},
        {"labour_share": Decimal(0)},
    ],
)
def test_a_mandatory_condition_is_looked_at_however_small(changes: dict[str, Any]) -> None:
    found = alone(amount_excl_tax=Decimal(6_000_000), **changes)
    assert found.obligation.level is Level.MANDATORY
    assert (found.ground, found.verdict) == (Ground.OBLIGATION, Verdict.TO_STUDY)


def test_supplies_with_a_stated_share_are_computed_like_the_others() -> None:
    found = alone(contract_type=ContractType.SUPPLIES, amount_excl_tax=Decimal(200_000))
    assert found.hours is not None
    assert found.verdict is Verdict.TO_STUDY


def test_contracts_are_ranked_by_hours_and_those_unknown_come_last_in_list_order() -> None:
    found = screened(
        planned(1, amount_excl_tax=None),
        planned(2, amount_excl_tax=Decimal(200_000)),
        planned(3, amount_excl_tax=Decimal(900_000)),
        planned(4, labour_share=None),
    )
    assert [each.contract.rank for each in found.contracts] == [3, 2, 1, 4]


def test_firm_hours_and_orders_of_magnitude_are_added_apart() -> None:
    found = screened(
        planned(1), planned(2, trade="vrd", labour_share=None), planned(3, amount_excl_tax=None)
    )
    volume = volume_of(found.contracts)
    assert (volume.firm_low, volume.firm_high) == (833, 833)
    assert (volume.magnitude_low, volume.magnitude_high, volume.unknown) == (333, 667, 1)
    assert (volume.low, volume.high) == (1166, 1500)


def test_every_verdict_and_ground_has_its_words() -> None:
    assert all(each.label and each.help for each in Verdict)
    assert {each.verdict for each in Ground} == set(Verdict)
    assert len({each.text for each in Ground}) == len(Ground)
    assert all(each.label for each in Origin)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "Volume égal ou supérieur au minimum utile."),
        (
            {"amount_excl_tax": None, "labour_share": None},
            "Le volume ne peut pas être calculé. Il manque : montant HT, part de main-d'œuvre.",
        ),
        (
            {"amount_excl_tax": Decimal(9_000_000), "labour_share": None},
            f"{MANDATORY} Il manque : part de main-d'œuvre.",
        ),
        (
            {"amount_excl_tax": Decimal(9_000_000)},
            MANDATORY,
        ),
        (
            {
                "contract_type": ContractType.SUPPLIES,
                "labour_share": None,
                "amount_excl_tax": Decimal(1000),
            },
            "Fournitures sans part de main-d'œuvre connue.",
        ),
    ],
)
def test_a_reason_is_a_sentence_and_names_what_is_missing_only_without_hours(
    changes: dict[str, Any], reason: str
) -> None:
    assert plain(alone(**changes).reason) == reason


def test_the_words_of_a_source_depend_on_where_the_figure_comes_from() -> None:
    declared = alone().share
    two_sources = alone(trade="batiment_tce", labour_share=None).share
    memory = alone(trade="vrd", labour_share=None).share
    assert declared is not None
    assert two_sources is not None
    assert memory is not None
    assert source_words(declared, DAY) == "Saisi dans la liste"
    first, second = plain(source_words(two_sources, DAY)).split(" ; ")
    assert first.endswith(", source non datée, antérieure à 2016")
    assert second.endswith(", source non datée")
    assert source_words(memory, DAY) == "ordre de grandeur à confirmer"


# --- Obligation -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "level"),
    [
        (date(2026, 8, 1), date(2026, 8, 20), Level.OPTIONAL),
        (date(2026, 7, 1), date(2026, 9, 30), Level.UNCERTAIN),
        (date(2026, 9, 1), date(2026, 9, 30), Level.MANDATORY),
    ],
)
def test_a_quarter_in_which_the_law_changes_leaves_the_answer_uncertain(
    first: date, last: date, level: Level
) -> None:
    found = alone(period=Period(first, last), amount_excl_tax=Decimal(6_000_000))
    assert found.obligation.level is level


def test_the_date_of_all_serves_only_contracts_without_their_own() -> None:
    before, after = date(2026, 1, 5), DAY
    found = screened(
        planned(1, period=None, amount_excl_tax=Decimal(6_000_000)),
        planned(2, period=Period(before, before), amount_excl_tax=Decimal(6_000_000)),
        consultation_date=after,
    )
    levels = {each.contract.rank: each.obligation.level for each in found.contracts}
    assert levels == {1: Level.MANDATORY, 2: Level.OPTIONAL}


def test_without_a_buyer_the_obligation_is_uncertain_and_the_hours_remain() -> None:
    found = alone({"buyer_kind": None})
    assert found.obligation.level is Level.UNCERTAIN
    assert found.hours is not None


def test_a_nature_deduced_from_the_code_makes_the_obligation_to_be_verified() -> None:
    found = alone(contract_type=None, cpv="45214200", amount_excl_tax=Decimal(6_000_000))
    assert found.nature is ContractType.WORKS
    assert found.nature_deduced
    assert found.obligation.level is Level.MANDATORY
    assert found.obligation.certainty is Certainty.TO_VERIFY


# --- CPV codes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cpv", "nature"),
    [
        ("45214200", ContractType.WORKS),
        ("44", ContractType.SUPPLIES),
        ("48000000", ContractType.SUPPLIES),
        ("50", ContractType.SERVICES),
        ("98390000", ContractType.SERVICES),
        ("99", None),
        ("47", None),
        (None, None),
    ],
)
def test_the_division_of_a_code_tells_the_nature(cpv: str | None, nature: Any) -> None:
    assert nature_of_cpv(cpv) is nature


@pytest.mark.parametrize(
    ("cpv", "trade"),
    [
        ("45442100", "peinture"),
        ("45112700", "espaces_verts_creation"),  # longer than the prefix of earthworks
        ("45112000", "terrassement"),
        ("45", None),
        ("99999999", None),
    ],
)
def test_the_longest_prefix_of_a_code_tells_the_trade(cpv: str, trade: str | None) -> None:
    assert trade_of_cpv(cpv) == trade


def test_a_trade_deduced_from_the_code_is_said_once_for_all() -> None:
    found = screened(*(planned(rank, cpv="45442100") for rank in (1, 2, 3)))
    assert [plain(each) for each in found.warnings] == [
        "Métier reconnu par le code CPV pour 3 marchés : à vérifier."
    ]


def test_natures_deduced_are_counted_and_stated_ones_are_not() -> None:
    found = screened(
        planned(1, contract_type=None, cpv="45"), planned(2, cpv="45"), planned(3, cpv=None)
    )
    assert [plain(each) for each in found.warnings] == [
        "Nature déduite du code CPV pour 1 marché : à vérifier."
    ]


def test_the_reservations_of_the_list_come_with_the_screening() -> None:
    found = screen(Programme((planned(),), ("dit une fois", "dit une fois")), USUAL, "x")
    assert found.warnings == ("dit une fois",)


def test_every_family_of_trades_has_a_name() -> None:
    names = {family_label(key) for key in vocabulary.options("trade")}
    assert len(names) > 1
    assert family_label(None) not in names


# --- Pooling ----------------------------------------------------------------------------------


def small(rank: int, start: date | None = DAY, **changes: Any) -> PlannedContract:
    """A painting contract of 100 hours, under a minimum of 150."""
    period = None if start is None else Period(start, start)
    return planned(
        rank, amount_excl_tax=Decimal(120_000), period=period, **{"trade": "peinture", **changes}
    )


def pooled(*contracts: PlannedContract, **changes: Any) -> list[list[int]]:
    found = pools(screened(*contracts, **changes))
    return [sorted(each.contract.rank for each in pool.contracts) for pool in found]


def test_small_contracts_of_one_trade_are_proposed_together() -> None:
    (pool,) = pools(screened(small(1), small(2), small(3, trade="sols")))
    assert [each.contract.rank for each in pool.contracts] == [1, 2]
    assert (pool.volume.low, pool.volume.high, pool.certain) == (200, 200, True)


def test_a_group_that_stays_under_the_minimum_is_not_proposed() -> None:
    assert pooled(small(1), small(2), minimum_hours=200) == [[1, 2]]
    assert pooled(small(1), small(2), minimum_hours=201) == []


def test_contracts_a_year_apart_are_no_neighbours() -> None:
    assert pooled(small(1), small(2, date(2028, 2, 29))) == [[1, 2]]
    assert pooled(small(1), small(2, date(2028, 3, 1))) == []


def test_a_group_holds_just_enough_contracts_and_what_is_left_joins_the_last() -> None:
    four = [small(rank, date(2027, rank, 1)) for rank in (1, 2, 3, 4)]
    assert sorted(pooled(*four)) == [[1, 2], [3, 4]]
    assert sorted(pooled(*four, small(5, date(2027, 5, 1)))) == [[1, 2], [3, 4, 5]]


def test_contracts_without_date_are_grouped_among_themselves() -> None:
    assert pooled(small(1, None), small(2, None), small(3)) == [[1, 2]]


def test_nothing_is_pooled_without_a_minimum_a_trade_or_hours() -> None:
    assert pooled(small(1), small(2), minimum_hours=None) == []
    assert pooled(small(1, trade=None), small(2, trade=None)) == []
    assert pooled(small(1, labour_share=Decimal(0)), small(2, labour_share=Decimal(0))) == []


def test_an_uncertain_group_says_so() -> None:
    rows = [
        planned(rank, trade="vrd", labour_share=None, amount_excl_tax=Decimal(150_000))
        for rank in (1, 2)
    ]
    (pool,) = pools(screened(*rows))  # 50 to 100 hours each
    assert (pool.volume.low, pool.volume.high, pool.certain) == (100, 200, False)


# --- One person -------------------------------------------------------------------------------


def test_a_year_and_a_month_of_one_person_are_of_the_same_kind() -> None:
    # 35 h × 52 weeks, and a twelfth of it rounded to the hundredth
    assert hours_a_year() == 35 * 52
    assert abs(hours_a_month() * 12 - hours_a_year()) < Decimal("0.1")
