"""Hours: the shared cases, the choice of a method, retained figures, and what the result states."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
    Brackets,
    Constant,
    Expr,
    Extreme,
    Named,
    Slices,
    evaluate,
    parts,
)
from insertion.formula_excel import to_excel
from insertion.formula_french import steps, to_french
from insertion.hours import choose_method, compute, method_warnings
from insertion.method import HoursKind, Method, Statement
from insertion.methods import (
    LABOUR_AMOUNT,
    METHODS,
    SLICES_ABOVE,
    SLICES_FROM_FIRST,
    SLICES_ONCE_REACHED,
    TRAINING_TABLE,
    WORKED_HOURS_SHARE,
    everyday_inputs,
)
from insertion.quantities import Rounding
from insertion.record import load_record
from insertion.refusals import refusal
from insertion.typography import french, plain
from insertion.vocabulary import lot_terms
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


# --- One node changed -------------------------------------------------------------------------


def mutants(tree: Expr) -> Iterator[Expr]:
    """Every tree that differs from ``tree`` by one node."""
    match tree:
        case Binary(operator, left, right):
            yield from (Binary(other, left, right) for other in "+-*/" if other != operator)
            yield from (Binary(operator, each, right) for each in mutants(left))
            yield from (Binary(operator, left, each) for each in mutants(right))
        case Extreme(kind, left, right):
            yield Extreme("min" if kind == "max" else "max", left, right)
            yield left
            yield from (Extreme(kind, each, right) for each in mutants(left))
        case Named(name, inner):
            yield from (Named(name, each) for each in mutants(inner))
        case Slices(amount, size):
            yield Binary("/", amount, size)
            yield from (Slices(each, size) for each in mutants(amount))
        case Brackets(on, rows):
            for index, (bound, value) in enumerate(rows):
                before, after = rows[:index], rows[index + 1 :]
                if after or before:
                    yield Brackets(on, (*before, *after))
                if not (isinstance(bound, Constant) and bound.value == 0):
                    # The bound itself would belong to the row below.
                    later = bound + Constant(Fraction(1, 1000))
                    yield Brackets(on, (*before, (later, value), *after))
                    sooner = bound - Constant(Fraction(1, 100))
                    yield Brackets(on, (*before, (sooner, value), *after))
                yield from (
                    Brackets(on, (*before, (bound, each), *after)) for each in mutants(value)
                )
        case Constant(value):
            yield Constant(value + 1, tree.unit)
        case _:
            return


def exact_or_none(tree: Expr, values: dict[str, Fraction]) -> Fraction | None:
    try:
        return evaluate(tree, values, Rounding())
    except ZeroDivisionError:
        return None


def computed_cases(method: Method) -> list[dict[str, Fraction]]:
    found = []
    for case in CASES:
        if case.method == method.id and case.fault is None:
            (lot,) = case.record().contract.lots
            found.append({name: Fraction(lot.value(name) or 0) for name in method.inputs})
    return found


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_whatever_node_of_a_method_changes_a_shared_case_sees_it(method: Method):
    cases = computed_cases(method)
    before = [exact_or_none(method.exact, each) for each in cases]
    for mutant in mutants(method.exact):
        after = [exact_or_none(mutant, each) for each in cases]
        assert after != before, to_french(mutant)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_whatever_node_of_a_method_changes_its_excel_its_sentence_or_its_steps_say_so(
    method: Method,
):
    names = {name: name for name in method.inputs}
    values = computed_cases(method)[0]
    for mutant in mutants(method.exact):
        assert to_excel(mutant, names, Rounding()) != to_excel(method.exact, names, Rounding())
        if constants_of(mutant) == constants_of(method.exact):  # words show cents, and no less
            assert to_french(mutant) != to_french(method.exact)
        if exact_or_none(mutant, values) not in (None, exact_or_none(method.exact, values)):
            assert steps(mutant, values, Rounding()) != steps(method.exact, values, Rounding())


def constants_of(tree: Expr) -> list[Fraction]:
    own = [tree.value] if isinstance(tree, Constant) else []
    return own + [each for part in parts(tree) for each in constants_of(part)]


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


# --- What each method is ----------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_the_example_of_a_method_can_be_computed_and_names_its_inputs_only(method: Method):
    keys = {lot_terms()[name].key for name in method.inputs}
    assert set(method.example) == keys
    lot = {"numero": "1", "intitule": "a", "methode": method.id} | dict(method.example)
    text = "lots:\n  - " + json.dumps(lot, ensure_ascii=False) + "\n"
    (computed,) = compute(load_record(text).contract).lots
    assert computed.method is method
    assert computed.calculated


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_a_method_stops_at_zero_exactly_where_its_formula_cannot_divide(method: Method):
    values = {name: Fraction(1) for name in method.inputs}
    dividing = {
        name
        for name in method.inputs
        if exact_or_none(method.exact, values | {name: Fraction(0)}) is None
    }
    assert dividing == set(method.divisors)
    for name in method.inputs:
        inputs: dict[str, Any] = {each: Decimal(1) for each in method.inputs} | {name: Decimal(0)}
        found = refusal(lot_of(inputs, method), method)
        assert (found is not None) == (name in dividing)


def lot_of(values: dict[str, Any], method: Method) -> Lot:
    fields = {name: each for name, each in values.items() if name in Lot.model_fields}
    rest = {name: each for name, each in values.items() if name not in Lot.model_fields}
    return Lot(number="1", title="a", method=method.id, inputs=rest, **fields)


def test_only_two_methods_are_guessed_and_the_others_must_be_named():
    assert [each.id for each in METHODS if each.inferred] == [
        "montant_main_oeuvre", "heures_travaillees",
    ]  # fmt: skip
    for method in METHODS:
        values = {name: Decimal(1) for name in method.inputs}
        lot = lot_of(values, method).model_copy(update={"method": None})
        chosen, code = choose_method(lot)
        if method.inferred:
            assert (chosen, code) == (method, None)
        elif set(method.inputs) - everyday_inputs():
            assert (chosen, code) == (None, "METHODE_A_NOMMER")
        else:  # the amount alone: what a bracket table reads, and what many lots carry
            assert (chosen, code) == (None, "METHODE_INDETERMINEE")


def test_training_hours_and_offered_hours_are_counted_apart_from_employment_hours():
    training = lot_of({"amount_excl_tax": Decimal(400_000)}, TRAINING_TABLE)
    work = lot_of(dict(M1_INPUTS), LABOUR_AMOUNT).model_copy(
        update={"number": "2", "offered_hours": 120}
    )
    result = compute(Contract(lots=(training, work)))
    assert result.total == result.total_of(HoursKind.EMPLOYMENT) == 833
    assert result.total_of(HoursKind.TRAINING) == 900
    assert result.offered == 120
    assert [each.kind for each in result.lots] == [HoursKind.TRAINING, HoursKind.EMPLOYMENT]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_a_lot_states_what_its_method_states_unless_people_agreed_upon_a_figure(method: Method):
    values = {name: Decimal(1) for name in method.inputs}
    lot = lot_of(values, method)
    (free,) = compute(Contract(lots=(lot,))).lots
    (agreed,) = compute(Contract(lots=(lot.model_copy(update={"retained": RETAINED}),))).lots
    (without,) = compute(
        Contract(lots=(lot.model_copy(update={"mechanism": Mechanism.NONE}),))
    ).lots
    assert free.statement is method.statement
    assert agreed.statement is Statement.VOLUME
    assert without.statement is None
    assert free.states_a_rule == method.is_rule
    assert not agreed.states_a_rule


MORE_IS_MORE = {
    "amount_excl_tax", "labour_share", "insertion_rate", "worked_hours", "fte", "fte_hours",
    "years", "annual_hours", "payroll", "posts", "hours_per_post", "hours_per_million",
    "floor_hours", "initial_hours", "amended_amount",
}  # fmt: skip
MORE_IS_LESS = {"hourly_cost", "transferred_hours", "slice_amount", "trigger"}


@given(data=st.data(), method=st.sampled_from(METHODS))
def test_each_input_of_each_method_pulls_one_way(data: st.DataObject, method: Method):
    cents = st.integers(1, 10**9).map(lambda n: Fraction(n, 100))
    values = {name: data.draw(cents) for name in method.inputs}
    name = data.draw(st.sampled_from(method.inputs))
    other = values | {name: data.draw(cents)}
    low, high = sorted((values, other), key=lambda each: each[name])
    hours_low = evaluate(method.exact, low, Rounding())
    hours_high = evaluate(method.exact, high, Rounding())
    if method.id == "avenant" and name == "amount_excl_tax":
        assert hours_low >= hours_high  # the larger the first amount, the smaller the ratio
    elif name in MORE_IS_MORE:
        assert hours_low <= hours_high
    else:
        assert name in MORE_IS_LESS
        assert hours_low >= hours_high


@given(st.integers(0, 10**9), st.integers(1, 10**8), st.integers(0, 10**9))
def test_the_three_readings_of_slices_never_disagree_on_their_order(
    amount: int, size: int, trigger: int
):
    values = {
        "amount_excl_tax": Fraction(amount, 100),
        "slice_amount": Fraction(size, 100),
        "trigger": Fraction(trigger, 100),
    }
    above, reached, first = (
        evaluate(each.exact, values, Rounding())
        for each in (SLICES_ABOVE, SLICES_ONCE_REACHED, SLICES_FROM_FIRST)
    )
    assert above <= reached <= first
    if trigger == 0:
        assert above == reached == first
    elif amount < trigger:
        assert above == reached == 0
    else:
        assert reached == first


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
