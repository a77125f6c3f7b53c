"""A calculation written once as a tree, and its value.

Its other readings have their own modules: the Excel formula in :mod:`insertion.formula_excel`, the
French sentence and the reasoning in :mod:`insertion.formula_french`.

The nodes below are a closed list, counted by a test. Adding one takes a real method that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Union

from insertion.quantities import Direction, Rounding

Expr = Union["Constant", "Variable", "Named", "Binary", "Extreme", "Rounded", "Slices", "Brackets"]


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
    """A fixed number, in a unit of the vocabulary when it has one."""

    value: Fraction
    unit: str = ""


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


@dataclass(frozen=True)
class Slices(_Operators):
    """The hours earned by an amount, one for each complete slice of ``size`` euros."""

    amount: Expr
    size: Expr


@dataclass(frozen=True)
class Brackets(_Operators):
    """A look-up: each row gives its value from its bound, included, to the next one, excluded.

    Rows are ordered by bound. Below the first bound the value is zero.
    """

    on: Expr
    rows: tuple[tuple[Expr, Expr], ...]


NODES = (Constant, Variable, Named, Binary, Extreme, Rounded, Slices, Brackets)
Values = Mapping[str, Fraction]


def parts(expr: Expr) -> tuple[Expr, ...]:
    """Return the nodes right under ``expr``, in reading order."""
    match expr:
        case Constant() | Variable():
            return ()
        case Named(_, inner) | Rounded(inner):
            return (inner,)
        case Binary(_, left, right) | Extreme(_, left, right) | Slices(left, right):
            return (left, right)
        case Brackets(on, rows):
            return (on, *(each for row in rows for each in row))


def variables(expr: Expr) -> tuple[str, ...]:
    """Return the inputs of ``expr``, each once, in reading order."""
    if isinstance(expr, Variable):
        return (expr.name,)
    return tuple(dict.fromkeys(name for part in parts(expr) for name in variables(part)))


def divisors(expr: Expr) -> tuple[str, ...]:
    """Return the inputs that ``expr`` divides by, and which therefore cannot be zero."""
    under: Expr | None = None
    match expr:
        case Binary("/", _, right) | Slices(_, right):
            under = right
    own = variables(under) if under is not None else ()
    below = (name for part in parts(expr) for name in divisors(part))
    return tuple(dict.fromkeys([*own, *below]))


Ratio = tuple[int, int]
"""A numerator and a positive denominator, not reduced: what columns are computed with."""
Ratios = Mapping[str, Ratio]
Computation = Callable[[Ratios, Rounding], Ratio]


def evaluate(expr: Expr, values: Values, rounding: Rounding) -> Fraction:
    """Return the exact value of ``expr``.

    Raises:
        ZeroDivisionError: when a divisor is zero.
        KeyError: when an input is missing.
    """
    ratios = {name: value.as_integer_ratio() for name, value in values.items()}
    return Fraction(*computation(expr)(ratios, rounding))


def computation(expr: Expr) -> Computation:
    """Return what computes ``expr``: the tree is walked once, then serves a whole column.

    It computes in whole numbers, which never reduce a fraction midway: as exact, and several times
    faster than reducing at each step.
    """
    match expr:
        case Constant(value):
            ratio = value.as_integer_ratio()
            return lambda values, rounding: ratio
        case Variable(name):
            return lambda values, rounding: values[name]
        case Named(_, inner):
            return computation(inner)
        case Rounded(inner):
            return _rounded(inner)
        case Binary(operator, left, right):
            return _combined(_OPERATIONS[operator], left, right)
        case Extreme(kind, left, right):
            return _combined(_EXTREMES[kind], left, right)
        case Slices(amount, size):
            return _rounded(Binary("/", amount, size), WHOLE_ONLY)
        case Brackets():
            return _looked_up(expr)


def _rounded(expr: Expr, own: Rounding | None = None) -> Computation:
    exact = computation(expr)
    return lambda values, rounding: ((own or rounding).apply_ratio(*exact(values, rounding)), 1)


def _combined(operation: Callable[[Ratio, Ratio], Ratio], left: Expr, right: Expr) -> Computation:
    a, b = computation(left), computation(right)
    return lambda values, rounding: operation(a(values, rounding), b(values, rounding))


def _looked_up(expr: Brackets) -> Computation:
    on = computation(expr.on)
    rows = [(computation(bound), computation(value)) for bound, value in expr.rows]

    def compute(values: Ratios, rounding: Rounding) -> Ratio:
        row = _reached(on(values, rounding), [bound(values, rounding) for bound, _ in rows])
        return (0, 1) if row is None else rows[row][1](values, rounding)

    return compute


def bracket(expr: Brackets, values: Values, rounding: Rounding) -> int | None:
    """Return which row of a look-up serves these values, ``None`` below the first bound."""
    ratios = {name: value.as_integer_ratio() for name, value in values.items()}
    bounds = [computation(bound)(ratios, rounding) for bound, _ in expr.rows]
    return _reached(computation(expr.on)(ratios, rounding), bounds)


def _reached(figure: Ratio, bounds: Sequence[Ratio]) -> int | None:
    reached = [index for index, bound in enumerate(bounds) if _at_most(bound, figure)]
    return reached[-1] if reached else None


WHOLE_ONLY = Rounding(Direction.DOWN)
"""A slice begun earns nothing; the count is taken at nine decimals, as a workbook takes it."""


def _at_most(a: Ratio, b: Ratio) -> bool:
    return a[0] * b[1] <= b[0] * a[1]


def _divide(a: Ratio, b: Ratio) -> Ratio:
    if b[0] == 0:
        raise ZeroDivisionError("a divisor is zero")
    numerator, denominator = a[0] * b[1], a[1] * b[0]
    return (numerator, denominator) if denominator > 0 else (-numerator, -denominator)


_OPERATIONS: dict[str, Callable[[Ratio, Ratio], Ratio]] = {
    "+": lambda a, b: (a[0] * b[1] + b[0] * a[1], a[1] * b[1]),
    "-": lambda a, b: (a[0] * b[1] - b[0] * a[1], a[1] * b[1]),
    "*": lambda a, b: (a[0] * b[0], a[1] * b[1]),
    "/": _divide,
}
_EXTREMES: dict[str, Callable[[Ratio, Ratio], Ratio]] = {
    "min": lambda a, b: a if _at_most(a, b) else b,
    "max": lambda a, b: b if _at_most(a, b) else a,
}
