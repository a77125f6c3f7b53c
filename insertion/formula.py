"""A calculation written once as a tree, and its readings: value, Excel, French, steps.

The nodes below are a closed list, counted by a test. Adding one takes a real method that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Union

from insertion import typography, vocabulary
from insertion.quantities import Direction, Rounding, from_cell

Expr = Union["Constant", "Variable", "Named", "Binary", "Extreme", "Rounded"]


class _Operators:
    """Lets a method be written as the formula people know."""

    def __add__(self, other: Expr) -> Binary:
        return Binary("+", self, other)  # type: ignore[arg-type]

    def __sub__(self, other: Expr) -> Binary:
        return Binary("-", self, other)  # type: ignore[arg-type]

    def __mul__(self, other: Expr) -> Binary:
        return Binary("*", self, other)  # type: ignore[arg-type]

    def __truediv__(self, other: Expr) -> Binary:
        return Binary("/", self, other)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Constant(_Operators):
    """A fixed number."""

    value: Fraction


@dataclass(frozen=True)
class Variable(_Operators):
    """An input, by its English identifier in the vocabulary."""

    name: str


@dataclass(frozen=True)
class Named(_Operators):
    """An intermediate result people recognise, such as the labour amount."""

    name: str
    expr: Expr


@dataclass(frozen=True)
class Binary(_Operators):
    """One of the four operations."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Extreme(_Operators):
    """The smaller (``min``) or the larger (``max``) of two values."""

    kind: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Rounded(_Operators):
    """Rounding by the contract's named rule."""

    expr: Expr


NODES = (Constant, Variable, Named, Binary, Extreme, Rounded)
Values = Mapping[str, Fraction]


def variables(expr: Expr) -> tuple[str, ...]:
    """Return the inputs of ``expr``, each once, in reading order."""
    match expr:
        case Constant():
            return ()
        case Variable(name):
            return (name,)
        case Named(_, inner) | Rounded(inner):
            return variables(inner)
        case Binary(_, left, right) | Extreme(_, left, right):
            return tuple(dict.fromkeys(variables(left) + variables(right)))


def evaluate(expr: Expr, values: Values, rounding: Rounding) -> Fraction:
    """Return the exact value of ``expr``.

    Raises:
        ZeroDivisionError: when a divisor is zero.
        KeyError: when an input is missing.
    """
    match expr:
        case Constant(value):
            return value
        case Variable(name):
            return values[name]
        case Named(_, inner):
            return evaluate(inner, values, rounding)
        case Rounded(inner):
            return Fraction(rounding.apply(evaluate(inner, values, rounding)))
        case Binary(operator, left, right):
            a, b = evaluate(left, values, rounding), evaluate(right, values, rounding)
            return _OPERATIONS[operator](a, b)
        case Extreme(kind, left, right):
            a, b = evaluate(left, values, rounding), evaluate(right, values, rounding)
            return min(a, b) if kind == "min" else max(a, b)


_OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_FRENCH_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_EXTREME_WORDS = {"min": "le plus petit", "max": "le plus grand"}


def _joined(
    node: Binary, read: Callable[[Expr], str], sign: str, weigh: Callable[[Expr], int]
) -> str:
    """Write an operation with only the parentheses it needs."""
    left, right = node.left, node.right
    strength = _STRENGTH[node.operator]
    first = f"({read(left)})" if weigh(left) < strength else read(left)
    tight = node.operator in "-/"
    second_weight = weigh(right)
    wrap = second_weight < strength or (tight and second_weight == strength)
    second = f"({read(right)})" if wrap else read(right)
    return f"{first}{sign}{second}"


def _weight(expr: Expr, rounded: int = 3) -> int:
    """Return how tightly ``expr`` holds when written; ``rounded``: the weight of a rounding."""
    match expr:
        case Named(_, inner):
            return _weight(inner, rounded)
        case Binary(operator, _, _):
            return _STRENGTH[operator]
        case Rounded():
            return rounded
        case _:
            return 3


@dataclass(frozen=True)
class RoundingCells:
    """Where a workbook keeps the rounding rule: two references, and the words of the drop-down."""

    direction: str
    multiple: str


def to_excel(expr: Expr, names: Mapping[str, str], rounding: Rounding | RoundingCells) -> str:
    """Return ``expr`` as an Excel formula in file form (English functions, commas), without « = ».

    Rounding goes through ``ROUND(…,9)`` first, so that binary noise never adds nor loses an hour.
    """

    def read(each: Expr) -> str:
        return to_excel(each, names, rounding)

    def weigh(each: Expr) -> int:
        # Rounding to a multiple is written as a product: « ROUND(x/7,0)*7 ».
        one = isinstance(rounding, Rounding) and rounding.multiple == 1
        return _weight(each, rounded=3 if one else _STRENGTH["*"])

    match expr:
        case Constant(value):
            return _excel_number(value)
        case Variable(name):
            return names[name]
        case Named(_, inner):
            return read(inner)
        case Binary(operator, _, _):
            return _joined(expr, read, operator, weigh)
        case Extreme(kind, left, right):
            return f"{kind.upper()}({read(left)},{read(right)})"
        case Rounded(inner):
            return _excel_rounding(read(inner), weigh(inner), rounding)


def _excel_number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return format(from_cell(value.numerator / value.denominator), "f")


def _excel_rounding(inner: str, weight: int, rounding: Rounding | RoundingCells) -> str:
    grouped = inner if weight >= 2 else f"({inner})"
    if isinstance(rounding, Rounding):
        one = rounding.multiple == 1
        step = inner if one else f"{grouped}/{rounding.multiple}"
        return _excel_direction(rounding.direction, step) + ("" if one else f"*{rounding.multiple}")
    step = f"{grouped}/{rounding.multiple}"
    labels = {d: vocabulary.label_of("rounding_direction", d.value) for d in Direction}
    up = f'{rounding.direction}="{labels[Direction.UP]}"'
    down = f'{rounding.direction}="{labels[Direction.DOWN]}"'
    choice = (
        f"IF({up},{_excel_direction(Direction.UP, step)},"
        f"IF({down},{_excel_direction(Direction.DOWN, step)},"
        f"{_excel_direction(Direction.NEAREST, step)}))"
    )
    return f"{choice}*{rounding.multiple}"


def _excel_direction(direction: Direction, step: str) -> str:
    # A spreadsheet finds 162 950 × 50 % × 5 % ÷ 65,18 a hair under 62,5: the half would go down.
    function = {Direction.NEAREST: "ROUND", Direction.UP: "ROUNDUP", Direction.DOWN: "ROUNDDOWN"}
    return f"{function[direction]}(ROUND({step},9),0)"


def to_french(expr: Expr, rounding: Rounding | None = None) -> str:
    """Return ``expr`` as a French phrase, with the names people know."""

    def read(each: Expr) -> str:
        return to_french(each, rounding)

    match expr:
        case Constant(value):
            return typography.decimal_text(value, at_most=6)
        case Variable(name):
            return vocabulary.quantity(name).short
        case Named(_, inner):
            return read(inner)
        case Binary(operator, left, right):
            return _joined(expr, read, f" {_FRENCH_SIGNS[operator]} ", _weight)
        case Extreme(kind, left, right):
            return f"{_EXTREME_WORDS[kind]} de [{read(left)}] et [{read(right)}]"
        case Rounded(inner):
            rule = rounding_phrase(rounding) if rounding else "arrondi"
            return f"{rule} de [{read(inner)}]"


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
            label = vocabulary.quantity(name).label if name else "Résultat intermédiaire"
            if isinstance(expr, Extreme):
                detail = f"{_EXTREME_WORDS[operator]} de {first} et de {second}"
            else:
                detail = f"{first} {_FRENCH_SIGNS[operator]} {second}"
            found.append(Step(label, detail, result))
            return result
        case Constant() | Variable():
            return show(evaluate(expr, values, rounding), unit_of(expr))


Unit = tuple[int, int] | None
"""Powers of (euro, hour); ``None`` when quantities of different kinds were added."""


def unit_of(expr: Expr) -> Unit:
    """Return the unit of ``expr``, derived from its inputs."""
    match expr:
        case Constant():
            return (0, 0)
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
            return (a[0] + sign * b[0], a[1] + sign * b[1])


def show(value: Fraction, unit: Unit) -> str:
    """Return a figure of the reasoning in its unit."""
    match unit:
        case (1, 0):
            return typography.money_text(value)
        case (0, 1):
            return typography.hours_text(value)
        case (1, -1):
            return f"{typography.decimal_text(value, at_least=2)}{typography.NO_BREAK}€/h"
        case (0, 0):
            return typography.share_text(value)
        case _:
            return typography.decimal_text(value)
