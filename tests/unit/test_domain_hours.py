"""Hours: the shared cases, the choice of a method, retained figures, and what the result states."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion import hours
from insertion.contract import BuyerKind, Contract, ContractType, Lot, Mechanism, Retained
from insertion.errors import InvalidInput
from insertion.formula import (
    Binary,
    Named,
)
from insertion.formula_excel import to_excel
from insertion.formula_french import steps, to_french
from insertion.hours import compute, method_warnings
from insertion.method import HoursKind
from insertion.methods import (
    LABOUR_AMOUNT,
    METHODS,
    WORKED_HOURS_SHARE,
)
from insertion.quantities import Rounding
from insertion.typography import french, plain
from tests.unit.hours_cases import HoursCase, hours_cases

CASES = hours_cases()
M1_INPUTS: dict[str, Any] = {
    "amount_excl_tax": Decimal(1_000_000),
    "labour_share": Decimal("0.5"),
    "insertion_rate": Decimal("0.05"),
    "hourly_cost": Decimal(30),
}
RETAINED = Retained(hours=800, reason="Négocié", author="Service", decided_on=date(2026, 9, 22))


def one_lot(**values: Any) -> Contract:
    return Contract(lots=(Lot(number="1", title="Gros œuvre", **values),))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_shared_case_gives_its_hours_or_its_fault(case: HoursCase):
    record = case.record()
    if case.fault is not None:
        with pytest.raises(InvalidInput) as refused:
            compute(record.contract, record.lot_places)
        assert {fault.code for fault in refused.value.faults} == {case.fault}
        assert refused.value.faults[0].place == "marche.yaml:lots[1] (ligne 5)"
        return
    (lot,) = compute(record.contract, record.lot_places).lots
    assert lot.exact == case.exact
    assert lot.calculated == lot.contract_hours == case.hours
    assert lot.method is not None
    standing = [french(each) for each in method_warnings(lot.method)]
    assert [each for each in lot.warnings if each in standing] == standing
    others = [each for each in lot.warnings if each not in standing]
    warnings = [plain(each) for each in (*record.warnings, *others)]
    if case.warning is None:
        assert warnings == []
    else:
        assert any(case.warning in each for each in warnings)


def test_the_shared_cases_keep_their_names_every_rule_and_every_method():
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 160
    rules = {(case.direction, case.multiple) for case in CASES}
    directions = ("plus_proche", "superieur", "inferieur")
    assert rules >= {(each, step) for each in directions for step in (1, 7, 35)}
    assert {case.method for case in CASES} == {None, *(method.id for method in METHODS)}
    refused = {case.fault for case in CASES} - {None}
    assert refused >= {
        "COUT_HORAIRE_NUL", "DIVISEUR_NUL", "METHODE_HORS_DOMAINE", "METHODE_A_NOMMER",
        "ENTREE_MANQUANTE",
    }  # fmt: skip


def test_a_retained_figure_rules_the_contract_and_leaves_the_calculation_visible():
    (lot,) = compute(one_lot(**M1_INPUTS, retained=RETAINED)).lots
    assert (lot.calculated, lot.contract_hours) == (833, 800)
    assert lot.exact == Fraction(2500, 3)
    assert lot.retained is RETAINED
    assert lot.steps


def test_a_retained_figure_stands_alone_without_any_input():
    (lot,) = compute(one_lot(retained=RETAINED)).lots
    assert (lot.exact, lot.calculated, lot.contract_hours) == (None, None, 800)
    assert lot.method is None
    assert lot.sentence == ""
    assert lot.steps == ()


@pytest.mark.parametrize("retained", [None, RETAINED])
def test_a_zero_hourly_cost_is_refused_only_when_the_calculation_is_needed(
    retained: Retained | None,
):
    contract = one_lot(**M1_INPUTS | {"hourly_cost": Decimal(0)}, retained=retained)
    if retained:
        assert compute(contract).total == 800
        return
    with pytest.raises(InvalidInput, match="COUT_HORAIRE_NUL"):
        compute(contract)


def test_a_retained_figure_of_zero_hours_is_questioned():
    nothing = RETAINED.model_copy(update={"hours": 0})
    (lot,) = compute(one_lot(**M1_INPUTS, retained=nothing)).lots
    assert lot.contract_hours == 0
    (warning,) = lot.warnings
    assert "sans volume" in warning


@pytest.mark.parametrize("mechanism", list(Mechanism))
def test_only_a_clause_puts_hours_in_the_contract(mechanism: Mechanism):
    result = compute(one_lot(**M1_INPUTS, mechanism=mechanism))
    (lot,) = result.lots
    clause = mechanism in (Mechanism.EXECUTION_CONDITION, Mechanism.CLAUSE_AND_CRITERION)
    assert lot.calculated == 833
    assert lot.contract_hours == (833 if clause else None)
    assert result.total == (833 if clause else 0)


def test_a_lot_without_clause_may_miss_every_input():
    (lot,) = compute(one_lot(mechanism=Mechanism.NONE)).lots
    assert (lot.calculated, lot.contract_hours, lot.warnings) == (None, None, ())


@pytest.mark.parametrize(
    "values",
    [{"mechanism": Mechanism.NONE}, {"mechanism": Mechanism.RESERVED}, {"retained": RETAINED}],
)
def test_an_amount_typed_for_the_threshold_asks_for_no_other_input(values: dict[str, Any]):
    contract = one_lot(amount_excl_tax=Decimal(6_000_000), **values)
    (lot,) = compute(contract).lots
    assert (lot.calculated, lot.method) == (None, None)


def test_the_total_adds_calculated_and_retained_hours_and_leaves_out_lots_without_clause():
    lots = (
        Lot(number="1", title="a", **M1_INPUTS, retained=RETAINED),
        Lot(number="2", title="b", **M1_INPUTS),
        Lot(number="3", title="c", **M1_INPUTS, mechanism=Mechanism.NONE),
    )
    assert compute(Contract(lots=lots)).total == 800 + 833


def test_only_a_share_of_worked_hours_states_a_rule_and_a_retained_figure_replaces_it():
    share = {"worked_hours": Decimal(24_000), "insertion_rate": Decimal("0.05")}
    (rule,) = compute(one_lot(**share)).lots
    (fixed,) = compute(one_lot(**share, retained=RETAINED)).lots
    (amount,) = compute(one_lot(**M1_INPUTS)).lots
    (absent,) = compute(one_lot(**share, mechanism=Mechanism.NONE)).lots
    stated = [each.states_a_rule for each in (rule, fixed, amount, absent)]
    assert stated == [True, False, False, False]
    assert any("volume fixe" in warning for warning in fixed.warnings)
    assert not any("volume fixe" in warning for warning in rule.warnings)


def test_every_missing_input_of_every_lot_is_reported_at_once_at_its_place():
    lots = (
        Lot(number="1", title="a", amount_excl_tax=Decimal(10)),
        Lot(number="2", title="b", method="heures_travaillees"),
        Lot(number="3", title="c"),
    )
    with pytest.raises(InvalidInput) as refused:
        compute(Contract(lots=lots), ("Lots!A4", "Lots!A5"))
    assert [(each.code, each.place) for each in refused.value.faults] == [
        ("ENTREE_MANQUANTE", "Lots!A4"),
        ("ENTREE_MANQUANTE", "Lots!A4"),
        ("ENTREE_MANQUANTE", "Lots!A4"),
        ("ENTREE_MANQUANTE", "Lots!A5"),
        ("ENTREE_MANQUANTE", "Lots!A5"),
        ("METHODE_INDETERMINEE", "lot 3"),
    ]
    assert "Coût horaire" in refused.value.faults[2].cause


BIG = {"buyer_kind": BuyerKind.LOCAL_AUTHORITY, "contract_type": ContractType.WORKS}


@pytest.mark.parametrize("mechanism", list(Mechanism))
def test_an_obligatory_lot_without_execution_condition_is_warned_about(mechanism: Mechanism):
    lot = Lot(
        number="1",
        title="a",
        **M1_INPUTS | {"amount_excl_tax": Decimal(6_000_000)},
        mechanism=mechanism,
    )
    contract = Contract(lots=(lot,), consultation_date=date(2026, 12, 1), **BIG)
    (computed,) = compute(contract).lots
    warned = any("est obligatoire pour ce lot" in each for each in computed.warnings)
    assert warned == (mechanism in (Mechanism.NONE, Mechanism.AWARD_CRITERION))


# --- Monotone ---------------------------------------------------------------------------------

amounts = st.decimals(0, 10**9, places=2)
shares = st.decimals(0, 1, places=4)
costs = st.decimals("0.01", 500, places=2)


def calculated(**values: Decimal) -> int:
    (lot,) = compute(one_lot(**values)).lots
    assert lot.calculated is not None
    return lot.calculated


@given(a=amounts, b=amounts, share=shares, rate=shares, cost=costs)
def test_hours_never_fall_when_the_amount_rises(
    a: Decimal, b: Decimal, share: Decimal, rate: Decimal, cost: Decimal
):
    rest = {"labour_share": share, "insertion_rate": rate, "hourly_cost": cost}
    low, high = (calculated(amount_excl_tax=each, **rest) for each in sorted((a, b)))
    assert low <= high


@given(amount=amounts, a=shares, b=shares, share=shares, c=costs, d=costs)
def test_hours_never_fall_when_the_rate_rises_nor_rise_with_the_cost(
    amount: Decimal, a: Decimal, b: Decimal, share: Decimal, c: Decimal, d: Decimal
):
    rest = {"amount_excl_tax": amount, "labour_share": share}
    low, high = (calculated(insertion_rate=each, hourly_cost=c, **rest) for each in sorted((a, b)))
    assert low <= high
    cheap, dear = (
        calculated(insertion_rate=a, hourly_cost=each, **rest) for each in sorted((c, d))
    )
    assert cheap >= dear


@given(amount=amounts, share=shares, rate=shares, cost=costs)
def test_exact_hours_lose_nothing_of_the_decimals_typed(
    amount: Decimal, share: Decimal, rate: Decimal, cost: Decimal
):
    values = {"labour_share": share, "insertion_rate": rate, "hourly_cost": cost}
    (lot,) = compute(one_lot(amount_excl_tax=amount, **values)).lots
    assert lot.exact == Fraction(amount) * Fraction(share) * Fraction(rate) / Fraction(cost)


# --- The formula in the result ----------------------------------------------------------------


def test_a_changed_formula_changes_hours_sentence_and_steps_of_the_result(
    monkeypatch: pytest.MonkeyPatch,
):
    contract = one_lot(**M1_INPUTS, method=LABOUR_AMOUNT.id)
    assert isinstance(LABOUR_AMOUNT.exact, Binary)
    tree = Binary("+", LABOUR_AMOUNT.exact.left, LABOUR_AMOUNT.exact.right)
    other = replace(LABOUR_AMOUNT, exact=tree)
    (before,) = compute(contract).lots
    monkeypatch.setattr(hours, "method", lambda _: other)
    (after,) = compute(contract).lots
    assert (before.exact, after.exact) == (Fraction(2500, 3), Fraction(25_030))
    assert before.calculated != after.calculated
    assert before.sentence != after.sentence
    assert before.steps != after.steps


def test_an_inner_operator_changes_the_four_readings_too():
    assert isinstance(LABOUR_AMOUNT.exact, Binary)
    effort = LABOUR_AMOUNT.exact.left
    assert isinstance(effort, Named)
    assert isinstance(effort.expr, Binary)
    inner = Named(effort.name, Binary("-", effort.expr.left, effort.expr.right))
    other = Binary("/", inner, LABOUR_AMOUNT.exact.right)
    names = {name: name for name in LABOUR_AMOUNT.inputs}
    values = {name: Fraction(M1_INPUTS[name]) for name in LABOUR_AMOUNT.inputs}
    rule = Rounding()
    assert to_excel(other, names, rule) == (
        "(amount_excl_tax*labour_share-insertion_rate)/hourly_cost"
    )
    assert to_french(other) != to_french(LABOUR_AMOUNT.exact)
    assert steps(other, values, rule) != steps(LABOUR_AMOUNT.exact, values, rule)


def test_the_two_methods_read_as_people_write_them():
    names = {"amount_excl_tax": "A", "labour_share": "S", "insertion_rate": "R", "hourly_cost": "C"}
    assert to_excel(LABOUR_AMOUNT.rounded, names, Rounding()) == "ROUND(ROUND(A*S*R/C,9),0)"
    assert plain(to_french(LABOUR_AMOUNT.rounded, Rounding())) == (
        "arrondi à l'heure la plus proche de "
        "[montant HT × part de main-d'œuvre × taux d'insertion ÷ coût horaire]"
    )
    assert plain(to_french(WORKED_HOURS_SHARE.exact)) == "heures travaillées × taux d'insertion"


def test_the_steps_of_the_published_example_can_be_followed_by_hand():
    (lot,) = compute(one_lot(**M1_INPUTS)).lots
    assert [plain(str(step)) for step in lot.steps] == [
        "Main-d'œuvre : 1 000 000,00 € × 50 % = 500 000,00 €",
        "Effort d'insertion : 500 000,00 € × 5 % = 25 000,00 €",
        "Heures exactes : 25 000,00 € ÷ 30,00 €/h = 833,33 heures",
        "Heures calculées : 833,33 heures, arrondi à l'heure la plus proche = 833 heures",
    ]


@pytest.mark.parametrize("amount", [None, Decimal(150_000)])
def test_agreed_hours_of_training_stay_hours_of_training(amount: Decimal | None):
    agreed = {"hours": 150, "reason": "Accord", "author": "Service", "decided_on": "2026-09-01"}
    lot = Lot(number="1", title="a", method="bareme_formation", amount_excl_tax=amount,
              retained=Retained.model_validate(agreed))  # fmt: skip
    result = compute(Contract(lots=(lot,)))
    assert (result.total, result.total_of(HoursKind.TRAINING)) == (0, 150)
