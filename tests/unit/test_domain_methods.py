"""Methods: what each says of itself, and whether the shared cases would see any of them change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion.contract import Contract, Lot, Mechanism, Retained
from insertion.formula import (
    Binary,
    Brackets,
    Constant,
    Expr,
    Extreme,
    Named,
    Slices,
    Variable,
    evaluate,
    parts,
)
from insertion.formula_excel import to_excel
from insertion.formula_french import steps, to_french
from insertion.hours import choose_method, compute
from insertion.method import HoursKind, Method, Statement
from insertion.methods import (
    LABOUR_AMOUNT,
    METHODS,
    SLICES_ABOVE,
    SLICES_FROM_FIRST,
    SLICES_ONCE_REACHED,
    TRAINING_TABLE,
    everyday_inputs,
)
from insertion.quantities import Rounding
from insertion.record import load_record
from insertion.refusals import refusal
from insertion.vocabulary import lot_terms
from tests.unit.hours_cases import hours_cases

CASES = hours_cases()
RETAINED = Retained(hours=800, reason="Négocié", author="Service", decided_on=date(2026, 9, 22))
M1_INPUTS: dict[str, Any] = {
    "amount_excl_tax": Decimal(1_000_000),
    "labour_share": Decimal("0.5"),
    "insertion_rate": Decimal("0.05"),
    "hourly_cost": Decimal(30),
}


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
    changed = list(mutants(method.exact))
    assert changed or isinstance(method.exact, Variable)  # one input alone: no node to change
    assert cases
    for mutant in changed:
        after = [exact_or_none(mutant, each) for each in cases]
        assert after != before, to_french(mutant)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_whatever_node_of_a_method_changes_its_excel_its_sentence_or_its_steps_say_so(
    method: Method,
):
    names = {name: name for name in method.inputs}
    values = computed_cases(method)[0]
    changed = list(mutants(method.exact))
    assert changed or isinstance(method.exact, Variable)  # one input alone: no node to change
    for mutant in changed:
        assert to_excel(mutant, names, Rounding()) != to_excel(method.exact, names, Rounding())
        if constants_of(mutant) == constants_of(method.exact):  # words show cents, and no less
            assert to_french(mutant) != to_french(method.exact)
        if exact_or_none(mutant, values) not in (None, exact_or_none(method.exact, values)):
            assert steps(mutant, values, Rounding()) != steps(method.exact, values, Rounding())


def constants_of(tree: Expr) -> list[Fraction]:
    own = [tree.value] if isinstance(tree, Constant) else []
    return own + [each for part in parts(tree) for each in constants_of(part)]


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
        else:  # an amount alone, which a bracket table could read, is an M1 still to complete
            assert (chosen, code) == (LABOUR_AMOUNT, None)


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
    training = method.kind is HoursKind.TRAINING
    assert agreed.statement is (Statement.TRAINING if training else Statement.VOLUME)
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
