"""A formula tree in French: the sentence of the method, and the reasoning with its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from insertion import typography, vocabulary
from insertion.formula import (
    Binary,
    Brackets,
    Constant,
    Expr,
    Extreme,
    Named,
    Rounded,
    Slices,
    Values,
    Variable,
    bracket,
    evaluate,
)
from insertion.formula_text import joined, weight_of
from insertion.quantities import Direction, Rounding

_FRENCH_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_EXTREME_WORDS = {"min": "le plus petit", "max": "le plus grand"}


def to_french(expr: Expr, rounding: Rounding | None = None) -> str:
    """Return ``expr`` as a French phrase, with the names people know."""

    def read(each: Expr) -> str:
        return to_french(each, rounding)

    match expr:
        case Constant(value, unit):
            return _constant(value, unit)
        case Variable(name):
            return vocabulary.quantity(name).short
        case Named(_, inner):
            return read(inner)
        case Binary(operator, left, right):
            return joined(expr, read, f" {_FRENCH_SIGNS[operator]} ", weight_of)
        case Extreme(kind, left, right):
            return f"{_EXTREME_WORDS[kind]} de [{read(left)}] et [{read(right)}]"
        case Rounded(inner):
            rule = rounding_phrase(rounding) if rounding else "arrondi"
            return f"{rule} de [{read(inner)}]"
        case Slices(amount, size):
            return f"une heure par tranche entière de [{read(size)}] dans [{read(amount)}]"
        case Brackets(on, rows):
            bounds = [
                _range_words(expr, index, lambda e: _bracketed(e, read))
                for index in range(len(rows))
            ]
            found = [f"{read(then)} {at}" for (_, then), at in zip(rows, bounds, strict=True)]
            return f"selon {read(on)} : {' ; '.join(found)}"


def _bracketed(expr: Expr, read: Callable[[Expr], str]) -> str:
    return read(expr) if isinstance(expr, Constant) else f"[{read(expr)}]"


def _constant(value: Fraction, unit: str) -> str:
    if not unit:
        return typography.decimal_text(value, at_most=6)
    return show(value, vocabulary.unit_exponents(unit))


def _range_words(expr: Brackets, index: int, read: Callable[[Expr], str]) -> str:
    """Return the bounds of a row, so that no amount is left out nor counted twice."""
    bounds = [bound for bound, _ in expr.rows]
    low = read(bounds[index])
    if index + 1 == len(bounds):
        return f"à partir de {low}"
    high = read(bounds[index + 1])
    lowest = bounds[index]
    if isinstance(lowest, Constant) and lowest.value == 0:
        return f"sous {high}"
    return f"de {low} inclus à {high} exclu"


def rounding_phrase(rounding: Rounding, *, halves: bool = False) -> str:
    """Return the rule in words: « arrondi à l'heure la plus proche ».

    ``halves`` also says where an exact half goes, as a contract must.
    """
    many = rounding.multiple != 1
    to = f"au multiple de {rounding.multiple} heures" if many else "à l'heure"
    half = f", {'la moitié' if many else 'la demi-heure'} allant vers le haut" if halves else ""
    match rounding.direction:
        case Direction.NEAREST:
            return f"arrondi {to} {'le' if many else 'la'} plus proche{half}"
        case Direction.UP:
            return f"arrondi {to} {'supérieur' if many else 'supérieure'}"
        case Direction.DOWN:
            return f"arrondi {to} {'inférieur' if many else 'inférieure'}"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the reasoning: what is computed, from what, and the result."""

    label: str
    detail: str
    result: str

    def __str__(self) -> str:
        return typography.french(f"{self.label} : {self.detail} = {self.result}")


def steps(
    expr: Expr, values: Values, rounding: Rounding, result_name: str = "exact_hours"
) -> list[Step]:
    """Return the reasoning of ``expr`` with its figures, one line an operation, rounding last."""
    found: list[Step] = []
    _walk(expr, values, rounding, result_name, found)
    return found


def _walk(expr: Expr, values: Values, rounding: Rounding, name: str, found: list[Step]) -> str:
    """Append the steps of ``expr`` and return how its value is shown."""
    match expr:
        case Named(inner_name, inner):
            return _walk(inner, values, rounding, inner_name, found)
        case Rounded(inner):
            before = _walk(inner, values, rounding, name, found)
            after = show(evaluate(expr, values, rounding), unit_of(inner))
            label = vocabulary.quantity("calculated_hours").label
            found.append(Step(label, f"{before}, {rounding_phrase(rounding)}", after))
            return after
        case Binary(operator, left, right) | Extreme(operator, left, right):
            first = _walk(left, values, rounding, "", found)
            second = _walk(right, values, rounding, "", found)
            result = show(evaluate(expr, values, rounding), unit_of(expr))
            if isinstance(expr, Extreme):
                detail = f"{_EXTREME_WORDS[operator]} de {first} et de {second}"
            else:
                detail = f"{first} {_FRENCH_SIGNS[operator]} {second}"
            found.append(Step(_label(name), detail, result))
            return result
        case Slices(amount, size):
            first = _walk(amount, values, rounding, "", found)
            second = _walk(size, values, rounding, "", found)
            result = show(evaluate(expr, values, rounding), unit_of(expr))
            found.append(Step(_label(name), f"{first} ÷ {second}, tranches entières", result))
            return result
        case Brackets():
            return _walk_bracket(expr, values, rounding, name, found)
        case Constant() | Variable():
            return show(evaluate(expr, values, rounding), unit_of(expr))


def _label(name: str) -> str:
    return vocabulary.quantity(name).label if name else "Résultat intermédiaire"


def _walk_bracket(
    expr: Brackets, values: Values, rounding: Rounding, name: str, found: list[Step]
) -> str:
    """Append which row of a look-up serves, after the reasoning of its value."""

    def shown(each: Expr) -> str:
        return show(evaluate(each, values, rounding), unit_of(each))

    row = bracket(expr, values, rounding)
    if row is None:
        where, value = f"sous {shown(expr.rows[0][0])}", None
    else:
        where, value = _range_words(expr, row, shown), expr.rows[row][1]
    told = f"{shown(expr.on)}, {where}"
    if value is None or isinstance(value, Constant):
        result = show(evaluate(expr, values, rounding), unit_of(expr))
        found.append(Step(_label(name), told, result))
        return result
    found.append(Step("Montant comparé au seuil", told, "seuil atteint"))
    return _walk(value, values, rounding, name, found)


Unit = tuple[int, int, int] | None
"""Powers of (euro, hour, count); ``None`` when quantities of different kinds were added.

A count of people, years or posts changes no display: twelve full-time jobs of 1 607 hours are
hours. It only tells a number from a share.
"""


def unit_of(expr: Expr) -> Unit:
    """Return the unit of ``expr``, derived from its inputs."""
    match expr:
        case Constant(_, unit):
            return vocabulary.unit_exponents(unit) if unit else (0, 0, 0)
        case Slices():
            return vocabulary.unit_exponents("heures")
        case Brackets(_, rows):
            return unit_of(rows[0][1])
        case Variable(name):
            return vocabulary.unit_exponents(vocabulary.quantity(name).unit)
        case Named(_, inner) | Rounded(inner):
            return unit_of(inner)
        case Extreme(_, left, right):
            return unit_of(left) if unit_of(left) == unit_of(right) else None
        case Binary(operator, left, right):
            a, b = unit_of(left), unit_of(right)
            if a is None or b is None:
                return None
            if operator in "+-":
                return a if a == b else None
            sign = 1 if operator == "*" else -1
            return (a[0] + sign * b[0], a[1] + sign * b[1], a[2] + sign * b[2])


def show(value: Fraction, unit: Unit) -> str:
    """Return a figure of the reasoning in its unit."""
    match unit:
        case (1, 0, 0):
            return typography.money_text(value)
        case (0, 1, _):
            return typography.hours_text(value)
        case (1, -1, _):
            return f"{typography.decimal_text(value, at_least=2)}{typography.NO_BREAK}€/h"
        case (0, 0, 0):
            return typography.share_text(value)
        case _:
            return typography.decimal_text(value)
