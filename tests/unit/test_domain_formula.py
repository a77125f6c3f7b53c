"""The formula tree: whatever is written, the Excel text, the French text and the value agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from insertion import formula, vocabulary
from insertion.formula import (
    Binary,
    Brackets,
    Constant,
    Expr,
    Extreme,
    Named,
    Rounded,
    Slices,
    Variable,
    bracket,
    divisors,
    evaluate,
    parts,
    variables,
)
from insertion.formula_excel import RoundingCells, to_excel
from insertion.formula_french import rounding_phrase, show, steps, to_french, unit_of
from insertion.quantities import Direction, Rounding, round_half_up
from insertion.typography import plain

INPUTS = ("amount_excl_tax", "labour_share", "insertion_rate", "hourly_cost", "worked_hours")
CELLS = {name: f"X{index}" for index, name in enumerate(INPUTS, start=1)}
ZERO = Constant(Fraction(0))


# --- Random trees -----------------------------------------------------------------------------

constants = st.integers(-400, 400).map(lambda n: Constant(Fraction(n, 8)))
inputs = st.sampled_from(INPUTS).map(Variable)
operators = st.sampled_from("+-*/")
signs_and_names = st.sampled_from(["labour_amount", "insertion_effort"])


def arithmetic(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.builds(Binary, operators, inner, inner) | st.builds(Named, signs_and_names, inner)


def not_negative(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    # Rounding and slices are defined for hours and amounts, which are never negative.
    return inner.map(lambda each: Extreme("max", each, ZERO))


def look_ups(results: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    rows = st.lists(st.tuples(leaves, results), min_size=1, max_size=4).map(tuple)
    return st.builds(Brackets, leaves, rows)


def every_node(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return nodes_but_look_ups(inner) | look_ups(inner)


def nodes_but_look_ups(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return (
        arithmetic(inner)
        | st.builds(Extreme, st.sampled_from(["min", "max"]), inner, inner)
        | not_negative(inner).map(Rounded)
        | st.builds(Slices, not_negative(inner), not_negative(inner))
    )


def explained_nodes(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """Every node, the rows of a look-up being figures or slices: of one unit, as in a method."""
    slices = st.builds(Slices, not_negative(inner), not_negative(inner))
    return nodes_but_look_ups(inner) | look_ups(constants) | look_ups(slices)


leaves: st.SearchStrategy[Expr] = constants | inputs
trees = st.recursive(leaves, every_node, max_leaves=12)
explained_trees = st.recursive(leaves, explained_nodes, max_leaves=12)
arithmetic_trees = st.recursive(leaves, arithmetic, max_leaves=12)
values = st.fixed_dictionaries(
    {name: st.integers(0, 4000).map(lambda n: Fraction(n, 16)) for name in INPUTS}
)
roundings = st.builds(Rounding, st.sampled_from(Direction), st.sampled_from([1, 2, 7, 10, 35]))


# --- An independent reader of Excel formulas --------------------------------------------------


def excel_round(number: Fraction, digits: int) -> Fraction:
    rounded = Fraction(round_half_up(number * 10**digits), 10**digits)
    if digits == 9:
        # Closer than a billionth to a step: spreadsheets are made to ignore it, on purpose.
        assume(ceil(number) == ceil(rounded) and floor(number) == floor(rounded))
        assume(round_half_up(number) == round_half_up(rounded))
    return rounded


def away(number: Fraction, _digits: int) -> Fraction:
    return Fraction(ceil(number) if number >= 0 else floor(number))


def toward(number: Fraction, _digits: int) -> Fraction:
    return Fraction(floor(number) if number >= 0 else ceil(number))


EXCEL: dict[str, Any] = {
    "ROUND": excel_round,
    "ROUNDUP": away,
    "ROUNDDOWN": toward,
    "MIN": min,
    "MAX": max,
    "Fraction": Fraction,
}


class LazyIf(ast.NodeTransformer):
    """A spreadsheet computes only the branch of an IF that serves; so does a Python condition."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "IF":
            condition, yes, no = node.args
            return ast.IfExp(condition, yes, no)
        return node


def excel_value(text: str, cells: Mapping[str, Any]) -> Fraction:
    """Evaluate a formula with exact fractions; Python's precedence is Excel's for + - * /."""
    pieces = re.split(r'("[^"]*")', text)
    for index in range(0, len(pieces), 2):
        exact = re.sub(r"(?<![A-Za-z0-9_.])(\d+(?:\.\d+)?)", r"Fraction('\1')", pieces[index])
        pieces[index] = re.sub(r"(?<![<>])=", "==", exact)
    code = "".join(pieces).replace(",Fraction('9'))", ",9)").replace(",Fraction('6'))", ",6)")
    tree = ast.fix_missing_locations(LazyIf().visit(ast.parse(code, mode="eval")))
    found = eval(compile(tree, "formula", "eval"), {"__builtins__": {}}, EXCEL | dict(cells))
    return Fraction(found)


def value_or_none(tree: Expr, inputs_given: Mapping[str, Fraction], rule: Rounding) -> Any:
    try:
        return evaluate(tree, inputs_given, rule)
    except ZeroDivisionError:
        return None


@given(tree=trees, given_values=values, rule=roundings)
def test_the_excel_formula_gives_the_value_of_the_tree(
    tree: Expr, given_values: dict[str, Fraction], rule: Rounding
):
    expected = value_or_none(tree, given_values, rule)
    cells = {CELLS[name]: value for name, value in given_values.items()}
    text = to_excel(tree, CELLS, rule)
    if expected is None:
        with pytest.raises(ZeroDivisionError):
            excel_value(text, cells)
    else:
        assert excel_value(text, cells) == expected


@given(tree=trees, given_values=values, rule=roundings)
def test_the_excel_formula_reads_its_rounding_rule_from_two_cells(
    tree: Expr, given_values: dict[str, Fraction], rule: Rounding
):
    expected = value_or_none(tree, given_values, rule)
    assume(expected is not None)
    cells: dict[str, Any] = {CELLS[name]: value for name, value in given_values.items()}
    cells["Sens"] = vocabulary.label_of("rounding_direction", rule.direction.value)
    cells["Pas"] = Fraction(rule.multiple)
    text = to_excel(tree, CELLS, RoundingCells("Sens", "Pas"))
    assert excel_value(text, cells) == expected


@given(tree=arithmetic_trees, given_values=values)
def test_the_french_phrase_means_the_value_of_the_tree(
    tree: Expr, given_values: dict[str, Fraction]
):
    expected = value_or_none(tree, given_values, Rounding())
    assume(expected is not None)
    text = plain(to_french(tree))
    for name in INPUTS:
        text = text.replace(plain(vocabulary.quantity(name).short), CELLS[name])
    for sign, operator in (("÷", "/"), ("×", "*"), ("−", "-"), (",", ".")):
        text = text.replace(sign, operator)
    cells = {CELLS[name]: value for name, value in given_values.items()}
    assert excel_value(text.replace("(-", "( -"), cells) == expected


@given(tree=trees, rule=roundings)
def test_the_french_phrase_closes_what_it_opens_and_names_every_input(tree: Expr, rule: Rounding):
    text = to_french(tree, rule)
    opened: list[str] = []
    for character in text:
        if character in "([":
            opened.append({"(": ")", "[": "]"}[character])
        elif character in ")]":
            assert opened.pop() == character
    assert opened == []
    for name in variables(tree):
        assert vocabulary.quantity(name).short in text


@given(tree=explained_trees, given_values=values, rule=roundings)
def test_the_last_step_ends_on_the_value(
    tree: Expr, given_values: dict[str, Fraction], rule: Rounding
):
    expected = value_or_none(tree, given_values, rule)
    assume(expected is not None)
    reasoning = steps(tree, given_values, rule)
    assert len(reasoning) == lines_of_reasoning(tree, given_values, rule)
    if reasoning:
        assert reasoning[-1].result == show(expected, unit_of(tree))


def lines_of_reasoning(tree: Expr, inputs_given: Mapping[str, Fraction], rule: Rounding) -> int:
    """One line an operation; a look-up has one, then those of the row that serves."""
    if isinstance(tree, Brackets):
        row = bracket(tree, inputs_given, rule)
        below: tuple[Expr, ...] = () if row is None else (tree.rows[row][1],)
    else:
        below = parts(tree)
    own = isinstance(tree, Binary | Extreme | Rounded | Slices | Brackets)
    return own + sum(lines_of_reasoning(each, inputs_given, rule) for each in below)


@given(tree=trees, given_values=values, rule=roundings)
def test_a_division_by_zero_always_comes_from_under_a_slash_or_from_a_slice(
    tree: Expr, given_values: dict[str, Fraction], rule: Rounding
):
    if value_or_none(tree, given_values, rule) is None:
        assert any(isinstance(each, Slices) or is_division(each) for each in nodes(tree))
    assert set(divisors(tree)) <= set(variables(tree))


def is_division(tree: Expr) -> bool:
    return isinstance(tree, Binary) and tree.operator == "/"


def nodes(tree: Expr) -> list[Expr]:
    return [tree, *(below for part in parts(tree) for below in nodes(part))]


# --- Readings settled by hand -----------------------------------------------------------------

A, B, C = Variable("amount_excl_tax"), Variable("hourly_cost"), Variable("worked_hours")
NAMES = {"amount_excl_tax": "A", "hourly_cost": "B", "worked_hours": "C"}


@pytest.mark.parametrize(
    ("tree", "excel"),
    [
        (A - B - C, "A-B-C"),
        (A - (B - C), "A-(B-C)"),
        (A - (B + C), "A-(B+C)"),
        (A + (B - C), "A+B-C"),
        (A / B / C, "A/B/C"),
        (A / (B / C), "A/(B/C)"),
        (A / (B * C), "A/(B*C)"),
        (A * (B / C), "A*B/C"),
        ((A + B) * C, "(A+B)*C"),
        (A * Named("labour_amount", B + C), "A*(B+C)"),
        (Extreme("min", A + B, C) * A, "MIN(A+B,C)*A"),
        (Constant(Fraction(7, 2)) * A, "3.5*A"),
        (Constant(Fraction(1, 3)) * A, "0.333333333333333*A"),
        (Constant(Fraction(1, 10**7)) * A, "0.0000001*A"),
        (Constant(Fraction(10**20)) * A, "100000000000000000000*A"),
        (A / Rounded(B), "A/(ROUND(ROUND(B/7,9),0)*7)"),
        (Rounded(A) / B, "ROUND(ROUND(A/7,9),0)*7/B"),
        (A / Named("labour_amount", Rounded(B)), "A/(ROUND(ROUND(B/7,9),0)*7)"),
        (Rounded(A + B), "ROUND(ROUND((A+B)/7,9),0)*7"),
        (Rounded(A * B), "ROUND(ROUND(A*B/7,9),0)*7"),
        (Slices(A, B), "ROUNDDOWN(ROUND(ROUND(A,6)/B,9),0)"),
        (Slices(A - C, B) * C, "ROUNDDOWN(ROUND(ROUND(A-C,6)/B,9),0)*C"),
        (Slices(A, B * C), "ROUNDDOWN(ROUND(ROUND(A,6)/(B*C),9),0)"),
        (Brackets(A, ((B, C),)), "IF(A>=B,C,0)"),
        (Brackets(A + B, ((ZERO, C), (C, A - B))), "IF(A+B>=C,A-B,IF(A+B>=0,C,0))"),
        (A - Brackets(A, ((B, C),)), "A-IF(A>=B,C,0)"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_parentheses_are_those_the_value_needs_and_no_more(tree: Expr, excel: str):
    assert to_excel(tree, NAMES, Rounding(multiple=7)) == excel


def test_a_single_step_is_not_divided_by_one():
    assert to_excel(A / Rounded(B), NAMES, Rounding()) == "A/ROUND(ROUND(B,9),0)"


def test_every_rounding_first_drops_the_noise_of_binary_floats():
    nearest = Rounding(multiple=7)
    assert to_excel(Rounded(A / B), NAMES, nearest) == "ROUND(ROUND(A/B/7,9),0)*7"
    up, down = Rounding(Direction.UP), Rounding(Direction.DOWN, 35)
    assert to_excel(Rounded(A / B), NAMES, up) == "ROUNDUP(ROUND(A/B,9),0)"
    assert to_excel(Rounded(A / B), NAMES, down) == "ROUNDDOWN(ROUND(A/B/35,9),0)*35"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rounding(), "arrondi à l'heure la plus proche"),
        (Rounding(Direction.UP), "arrondi à l'heure supérieure"),
        (Rounding(Direction.DOWN), "arrondi à l'heure inférieure"),
        (Rounding(multiple=7), "arrondi au multiple de 7 heures le plus proche"),
        (Rounding(Direction.UP, 35), "arrondi au multiple de 35 heures supérieur"),
        (Rounding(Direction.DOWN, 35), "arrondi au multiple de 35 heures inférieur"),
    ],
    ids=str,
)
def test_each_rounding_rule_has_its_words(rule: Rounding, words: str):
    assert plain(rounding_phrase(rule)) == words


def test_a_contract_is_told_where_an_exact_half_goes():
    told = [
        plain(rounding_phrase(Rounding(direction, step), halves=True))
        for step in (1, 7)
        for direction in Direction
    ]
    assert told == [
        "arrondi à l'heure la plus proche, la demi-heure allant vers le haut",
        "arrondi à l'heure supérieure",
        "arrondi à l'heure inférieure",
        "arrondi au multiple de 7 heures le plus proche, la moitié allant vers le haut",
        "arrondi au multiple de 7 heures supérieur",
        "arrondi au multiple de 7 heures inférieur",
    ]


def test_an_extreme_is_explained_in_words():
    tree = Extreme("min", Variable("worked_hours"), Constant(Fraction(1)) * C)
    (_, step) = steps(tree, {"worked_hours": Fraction(5)}, Rounding())
    assert plain(step.detail).startswith("le plus petit de 5 heures et de ")
    assert plain(to_french(Extreme("max", C, C))) == (
        "le plus grand de [heures travaillées] et [heures travaillées]"
    )


EUROS = Constant(Fraction(100_000), "euros")
TABLE = Brackets(
    A,
    (
        (Constant(Fraction(0), "euros"), Constant(Fraction(150), "heures")),
        (EUROS, Constant(Fraction(300), "heures")),
    ),
)


@pytest.mark.parametrize(
    ("amount", "hours", "detail"),
    [
        ("-0.01", 0, "−0,01 €, sous 0,00 €"),
        ("0", 150, "0,00 €, sous 100 000,00 €"),
        ("99999.99", 150, "99 999,99 €, sous 100 000,00 €"),
        ("100000", 300, "100 000,00 €, à partir de 100 000,00 €"),
    ],
)
def test_a_look_up_takes_its_row_from_its_bound_included_and_says_which(
    amount: str, hours: int, detail: str
):
    given_values = {"amount_excl_tax": Fraction(amount)}
    assert evaluate(TABLE, given_values, Rounding()) == hours
    (step,) = steps(TABLE, given_values, Rounding())
    assert (plain(step.label), plain(step.detail)) == ("Heures exactes", detail)
    assert plain(step.result) == f"{hours} heure" + ("s" if hours else "")


def test_a_look_up_reads_without_gap_nor_overlap():
    middle = Brackets(A, (*TABLE.rows, (Constant(Fraction(200_000), "euros"), C)))
    assert plain(to_french(middle)) == (
        "selon montant HT : 150 heures sous 100 000,00 € ; "
        "300 heures de 100 000,00 € inclus à 200 000,00 € exclu ; "
        "heures travaillées à partir de 200 000,00 €"
    )


@pytest.mark.parametrize(
    ("amount", "slices"),
    [("0", 0), ("1999.99", 0), ("2000", 1), ("3999.99", 1), ("4000", 2), ("2000000.01", 1000)],
)
def test_a_slice_begun_earns_nothing(amount: str, slices: int):
    tree = Slices(A, Variable("slice_amount"))
    given_values = {"amount_excl_tax": Fraction(amount), "slice_amount": Fraction(2000)}
    for direction in Direction:
        assert evaluate(tree, given_values, Rounding(direction, 35)) == slices
    (step,) = steps(tree, given_values, Rounding())
    assert plain(step.detail).endswith("€ ÷ 2 000,00 €, tranches entières")


def test_the_inputs_under_a_slash_are_the_divisors():
    assert divisors(A / (B * C) + Slices(C, Variable("trigger"))) == (
        "hourly_cost", "worked_hours", "trigger",
    )  # fmt: skip
    assert divisors(A * B - C) == ()
    assert divisors(Rounded(Named("labour_amount", A / B))) == ("hourly_cost",)
    assert divisors(Brackets(A, ((B, Slices(A, C)),))) == ("worked_hours",)


@pytest.mark.parametrize(
    ("tree", "shown"),
    [
        (A, "1 250,00 €"),
        (C, "1 250 heures"),
        (B, "1 250,00 €/h"),
        (Variable("labour_share"), "125 000 %"),
        (A / B, "1 250 heures"),
        (B * C, "1 250,00 €"),
        (C / C, "125 000 %"),
        (A + A, "1 250,00 €"),
        (A + C, "1 250"),
        (A * (A + C), "1 250"),
        (A * A, "1 250"),
        (Extreme("min", A, A), "1 250,00 €"),
        (Extreme("min", A, C), "1 250"),
        (Named("labour_amount", C), "1 250 heures"),
        (Rounded(C), "1 250 heures"),
        (Slices(A, A), "1 250 heures"),
        (TABLE, "1 250 heures"),
        (Variable("fte") * C, "1 250 heures"),
        (Variable("fte") * Variable("years"), "1 250"),
        (A / Constant(Fraction(26), "euros_par_heure"), "1 250 heures"),
        (A / Constant(Fraction(10**6), "nombre") * Variable("hours_per_million"), "1 250 heures"),
    ],
    ids=str,
)
def test_a_result_is_shown_in_the_unit_its_inputs_give(tree: Expr, shown: str):
    assert plain(show(Fraction(1250), unit_of(tree))) == shown


def test_inputs_are_listed_once_in_reading_order():
    assert variables(B * (A + B) - Constant(Fraction(1))) == ("hourly_cost", "amount_excl_tax")


def test_a_missing_input_is_not_taken_for_zero():
    with pytest.raises(KeyError):
        evaluate(A, {}, Rounding())


def test_the_list_of_nodes_is_closed():
    assert len(formula.NODES) == 8
    written = {
        name
        for name, value in vars(formula).items()
        if isinstance(value, type)
        and issubclass(value, formula._Operators)
        and value is not formula._Operators
    }
    assert written == {node.__name__ for node in formula.NODES}
