"""The insertion criterion: its points, and each guard-rail on both sides of its boundary."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion.award_criterion import (
    criterion_points,
    example,
    hours_points,
    maximum,
    possible_points,
    rulings,
    scale,
    scored,
    sub_criteria,
)
from insertion.contract import Contract, Lot, Mechanism
from insertion.criterion_rules import BLOCKING, RESERVATIONS
from insertion.guardrails import blocking, reservations
from insertion.hours import compute
from insertion.law import articles
from insertion.offer import Floor, floor_of
from insertion.typography import plain
from insertion.vocabulary import contract_terms

CRITERION, BOTH = Mechanism.AWARD_CRITERION, Mechanism.CLAUSE_AND_CRITERION
SIZED: dict[str, Any] = {
    "amount_excl_tax": Decimal(960_000),
    "labour_share": Decimal("0.5"),
    "insertion_rate": Decimal("0.05"),
    "hourly_cost": Decimal(30),
}
SOUND: dict[str, Any] = {
    "buyer_kind": "collectivite",
    "contract_type": "travaux",
    "consultation_date": date(2026, 12, 1),
    "criterion_weight": Decimal("0.15"),
    "welcome_weight": Decimal("0.3"),
    "tutoring_weight": Decimal("0.3"),
    "training_weight": Decimal("0.2"),
    "follow_up_weight": Decimal("0.1"),
    "hours_weight": Decimal("0.1"),
    "environmental_criterion": True,
    "plausible_hours": Decimal("0.2"),
}
NO_PART: dict[str, Any] = dict.fromkeys((each.field for each in sub_criteria()), None)


def lot(mechanism: Mechanism, number: str = "1", **values: Any) -> Lot:
    return Lot(number=number, title="Espaces verts", mechanism=mechanism, **SIZED | values)


def contract(*lots: Lot, **facts: Any) -> Contract:
    return Contract(lots=lots or (lot(BOTH),), **SOUND | facts)


def refusals(*lots: Lot, final: bool = True, **facts: Any) -> list[tuple[str, str]]:
    found = blocking(compute(contract(*lots, **facts)), final=final)
    return [(each.code, each.place) for each in found if each.code.startswith("CRITERE")]


def cause(code: str, *lots: Lot, **facts: Any) -> str:
    found = blocking(compute(contract(*lots, **facts)), final=True)
    return plain(next(each.cause for each in found if each.code == code))


def told(*lots: Lot, **facts: Any) -> list[str]:
    result = compute(contract(*lots, **facts))
    return [plain(text) for rule in RESERVATIONS for text in rule(result)]


# --- The scale and its points -----------------------------------------------------------------


def test_the_scale_goes_down_from_everything_to_nothing():
    points = [each.points for each in scale()]
    assert points == sorted(points, reverse=True)
    assert points[0] == 1
    assert points[-1] == 0
    assert all(each.label and each.text for each in scale())


def test_each_sub_criterion_rests_on_a_weight_of_the_record():
    terms = contract_terms()
    assert [terms[each.field].key for each in sub_criteria()] == [
        "sc_accueil",
        "sc_tutorat",
        "sc_formation",
        "sc_suites",
        "sc_heures",
    ]
    assert [each.name for each in sub_criteria() if not each.graded] == ["heures"]


def test_what_has_no_weight_is_not_scored():
    some = contract(training_weight=None, follow_up_weight=Decimal(0), hours_weight=None)
    assert [each.name for each in scored(some)] == ["accueil", "tutorat"]


def test_points_are_the_weight_of_the_mark():
    known = contract()
    assert criterion_points(known) == 15
    by_name = {each.name: possible_points(each, known) for each in scored(known)}
    assert by_name["accueil"] == Fraction(9, 2)  # 30 % of 15 points
    assert by_name["heures"] == Fraction(3, 2)
    assert sum(by_name.values()) == 15


@given(st.lists(st.integers(1, 100), min_size=5, max_size=5), st.integers(1, 99))
def test_the_points_of_the_parts_are_those_of_the_criterion(shares: list[int], weight: int):
    total = sum(shares)
    weights = [Fraction(each, total) for each in shares]
    parts = sum(each * Fraction(weight, 100) * maximum() for each in weights)
    assert parts == weight


def test_hours_earn_in_proportion_to_the_best_offer_and_nothing_when_none_adds_any():
    assert hours_points(Fraction(6), 200, 300) == 4
    assert hours_points(Fraction(6), 300, 300) == 6
    assert hours_points(Fraction(6), 0, 300) == 0
    assert hours_points(Fraction(6), 0, 0) == 0


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.fractions(0, 100))
def test_no_offer_earns_more_than_is_possible(hours: int, best: int, possible: Fraction):
    earned = hours_points(possible, min(hours, best), best)
    assert 0 <= earned <= possible


def test_the_example_names_a_level_of_each_graded_part():
    graded = {each.name for each in sub_criteria() if each.graded}
    assert example().levels.keys() == graded
    assert all(0 <= level < len(scale()) for level in example().levels.values())
    assert example().hours_scored <= example().hours_best


def test_each_ruling_is_in_the_law_data():
    assert [each.article for each in rulings()] == ["ce:364950", "ce:417580"]
    assert all(each.article in articles() for each in rulings())


# --- What refuses the pieces ------------------------------------------------------------------


@pytest.mark.parametrize("mechanism", [CRITERION, BOTH])
def test_a_sound_criterion_is_neither_refused_nor_questioned(mechanism: Mechanism):
    assert refusals(lot(mechanism)) == []
    assert told(lot(mechanism)) == []


def test_the_rules_do_not_speak_of_a_contract_without_a_criterion():
    bare = lot(Mechanism.EXECUTION_CONDITION)
    facts: dict[str, Any] = dict.fromkeys(("criterion_weight", "hours_weight"), Decimal(1))
    assert refusals(bare, **facts, welcome_weight=Decimal("0.4")) == []
    assert told(bare, **facts, plausible_hours=None) == []


@pytest.mark.parametrize(
    ("last", "refused"), [("0.10", False), ("0.11", True), ("0.09", True), ("0.1000001", True)]
)
def test_sub_criteria_make_the_whole_criterion(last: str, refused: bool):
    found = refusals(follow_up_weight=Decimal(last))
    assert found == ([("CRITERE_SOUS_CRITERES", "sc_accueil")] if refused else [])


def test_the_parts_that_do_not_add_up_are_told():
    words = cause("CRITERE_SOUS_CRITERES", follow_up_weight=Decimal("0.2"))
    assert "font 110 % du critère" in words
    assert "Accueil et intégration 30 %" in words


def test_a_criterion_without_parts_waits_for_them_in_a_draft_only():
    assert refusals(**NO_PART) == [("CRITERE_SANS_SOUS_CRITERE", "critere_poids")]
    assert refusals(**NO_PART, final=False) == []


def test_hours_are_never_the_only_part():
    alone = NO_PART | {"hours_weight": Decimal(1)}
    assert refusals(**alone) == [("CRITERE_HEURES_SEULES", "sc_heures")]
    with_another = NO_PART | {"hours_weight": Decimal("0.9"), "welcome_weight": Decimal("0.1")}
    assert refusals(**with_another) == []


@pytest.mark.parametrize(("weight", "refused"), [("0", 1), ("0.01", 0), ("0.99", 0), ("1", 1)])
def test_the_criterion_is_neither_nothing_nor_the_whole_mark(weight: str, refused: int):
    found = refusals(criterion_weight=Decimal(weight))
    assert found == [("CRITERE_POIDS", "critere_poids")] * refused


@pytest.mark.parametrize(
    ("on", "refused"),
    [(date(2026, 8, 20), False), (date(2026, 8, 21), True), (date(2026, 8, 22), True)],
)
def test_the_environment_is_judged_from_august_2026_on(on: date, refused: bool):
    found = refusals(consultation_date=on, environmental_criterion=False)
    expected = [("CRITERE_ENVIRONNEMENTAL_ABSENT", "critere_environnemental")]
    assert found == (expected if refused else [])


def test_price_alone_is_refused_whatever_the_mechanism():
    code = "CRITERE_ENVIRONNEMENTAL_ABSENT"
    bare = lot(Mechanism.EXECUTION_CONDITION)
    words = cause(code, bare, environmental_criterion=False)
    assert "article L. 2152-7" in words
    assert "21 août 2026" in words
    assert "le prix seul" in words


def test_the_environment_is_not_asked_of_whom_the_code_does_not_bind():
    assert refusals(buyer_kind="prive", environmental_criterion=False) == []
    assert refusals(environmental_criterion=None) == []
    assert refusals(consultation_date=None, environmental_criterion=False) == []


def test_a_defence_contract_is_pointed_out_and_not_refused():
    facts = {"defence": True, "environmental_criterion": False}
    assert refusals(**facts) == []
    assert any("défense" in text for text in told(**facts))


def test_a_concession_has_no_criterion_of_ours():
    assert refusals(lot(CRITERION, "7"), contract_type="concession") == [
        ("CRITERE_EN_CONCESSION", "lot 7")
    ]
    bare = lot(Mechanism.EXECUTION_CONDITION)
    assert refusals(bare, contract_type="concession") == []


@pytest.mark.parametrize(("base", "refused"), [("maximum", 1), ("estime", 1), ("total", 0)])
def test_offered_hours_of_a_framework_without_a_number_are_refused(base: str, refused: int):
    expected = [("CRITERE_ACCORD_CADRE", "lot 1")] * refused
    rule: dict[str, Any] = {"method": "heures_travaillees", "worked_hours": Decimal(12_000)}
    assert refusals(lot(CRITERION), amount_base=base) == expected
    assert refusals(lot(BOTH, **rule), amount_base=base) == expected


@pytest.mark.parametrize(("base", "refused"), [("maximum", 0), ("estime", 1), ("ferme", 0)])
def test_offered_hours_of_a_framework_follow_its_published_maximum(base: str, refused: int):
    found = refusals(lot(BOTH), amount_base=base)
    assert found == [("CRITERE_ACCORD_CADRE", "lot 1")] * refused


def test_an_offer_adds_no_hour_of_employment_to_hours_of_training():
    training = {"method": "bareme_formation"}
    assert refusals(lot(BOTH, "3", **training)) == [("CRITERE_FORMATION", "lot 3")]
    assert refusals(lot(Mechanism.EXECUTION_CONDITION, "3", **training)) == []


@pytest.mark.parametrize(
    ("mechanism", "values", "base", "floor"),
    [
        (Mechanism.EXECUTION_CONDITION, {}, "total", None),
        (CRITERION, {}, "total", Floor.NONE),
        (BOTH, {}, "total", Floor.NUMBER),
        (BOTH, {}, "maximum", Floor.MAXIMUM),
        (BOTH, {}, "estime", Floor.UNFIT),
        (BOTH, {"method": "heures_travaillees", "worked_hours": 12_000}, "total", Floor.RULE),
        (BOTH, {"method": "heures_travaillees", "worked_hours": 12_000}, "maximum", Floor.UNFIT),
        (BOTH, {"method": "bareme_formation"}, "total", Floor.UNFIT),
    ],
)
def test_what_an_offer_starts_from(
    mechanism: Mechanism, values: dict[str, Any], base: str, floor: Floor | None
):
    (only,) = compute(contract(lot(mechanism, **values), amount_base=base)).lots
    assert floor_of(only) is floor


# --- What is pointed out ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weight", "unusual"), [("0.0499", 1), ("0.05", 0), ("0.2", 0), ("0.2001", 1)]
)
def test_a_weight_outside_the_usual_range_is_pointed_out_as_a_practice(weight: str, unusual: int):
    found = told(criterion_weight=Decimal(weight))
    assert len(found) == unusual
    assert all("usage, non règle de droit" in text for text in found)


@pytest.mark.parametrize(
    ("hours", "welcome", "heavy"), [("0.3", "0.3", 1), ("0.29", "0.31", 0), ("0.5", "0.1", 1)]
)
def test_hours_that_weigh_the_most_are_pointed_out(hours: str, welcome: str, heavy: int):
    rest = Decimal(1) - Decimal(hours) - Decimal(welcome)
    facts = NO_PART | {
        "hours_weight": Decimal(hours),
        "welcome_weight": Decimal(welcome),
        "training_weight": min(rest, Decimal("0.2")),
        "follow_up_weight": rest - min(rest, Decimal("0.2")),
    }
    assert len([text for text in told(**facts) if "ne pèse plus" in text]) == heavy


def test_hours_scored_without_a_limit_are_pointed_out():
    assert any("sans limite" in text for text in told(plausible_hours=None))
    unscored = {"hours_weight": None, "welcome_weight": Decimal("0.4")}
    assert told(plausible_hours=None, **unscored) == []


def test_hours_neither_asked_nor_scored_are_pointed_out_in_their_lots():
    unscored = {"hours_weight": None, "welcome_weight": Decimal("0.4")}
    found = told(lot(CRITERION, "1"), lot(BOTH, "2"), **unscored)
    (only,) = found
    assert only.startswith("Lot 1 : le marché ne fixe aucune heure et le critère n'en note pas")


@pytest.mark.parametrize(("amount", "bound"), [(5_403_999, 0), (5_404_000, 1)])
def test_a_lot_at_the_threshold_with_a_criterion_only_is_to_be_checked(amount: int, bound: int):
    found = told(lot(CRITERION, amount_excl_tax=Decimal(amount)))
    assert len(found) == bound
    assert all("qu'il suffise est à vérifier" in text for text in found)
    assert told(lot(BOTH, amount_excl_tax=Decimal(amount))) == []


def test_every_rule_is_read_by_the_guardrails():
    result = compute(contract(criterion_weight=Decimal(1)))
    assert [each.code for each in blocking(result, final=False)] == ["CRITERE_POIDS"]
    light = compute(contract(criterion_weight=Decimal("0.01")))
    assert len(reservations(light)) == 1
    assert len(set(BLOCKING)) == len(BLOCKING)
    assert len(set(RESERVATIONS)) == len(RESERVATIONS)
