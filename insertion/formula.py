"""A calculation written once as a tree, and its value.

Its other readings have their own modules: the Excel formula in :mod:`insertion.formula_excel`, the
French sentence and the reasoning in :mod:`insertion.formula_french`.

The nodes below are a closed list, counted by a test. Adding one takes a real method that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import add, mul, sub, truediv
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


Computation = Callable[[Values, Rounding], Fraction]


def evaluate(expr: Expr, values: Values, rounding: Rounding) -> Fraction:
    """Return the exact value of ``expr``.

    Raises:
        ZeroDivisionError: when a divisor is zero.
        KeyError: when an input is missing.
    """
    return computation(expr)(values, rounding)


def computation(expr: Expr) -> Computation:
    """Return what computes ``expr`` from values: the tree is walked once for a whole column."""
    match expr:
        case Constant(value):
            return lambda values, rounding: value
        case Variable(name):
            return lambda values, rounding: values[name]
        case Named(_, inner):
            return computation(inner)
        case Rounded(inner):
            exact = computation(inner)
            return lambda values, rounding: Fraction(rounding.apply(exact(values, rounding)))
        case Binary(operator, left, right):
            return _combined(_OPERATIONS[operator], left, right)
        case Extreme(kind, left, right):
            return _combined(_EXTREMES[kind], left, right)
        case Slices(amount, size):
            ratio = computation(Binary("/", amount, size))
            return lambda values, rounding: Fraction(WHOLE_ONLY.apply(ratio(values, rounding)))
        case Brackets():
            return _looked_up(expr)


def _combined(
    operation: Callable[[Fraction, Fraction], Fraction], left: Expr, right: Expr
) -> Computation:
    a, b = computation(left), computation(right)
    return lambda values, rounding: operation(a(values, rounding), b(values, rounding))


def _looked_up(expr: Brackets) -> Computation:
    found = [computation(value) for _, value in expr.rows]

    def compute(values: Values, rounding: Rounding) -> Fraction:
        row = bracket(expr, values, rounding)
        return Fraction(0) if row is None else found[row](values, rounding)

    return compute


WHOLE_ONLY = Rounding(Direction.DOWN)
"""A slice begun earns nothing; the count is taken at nine decimals, as a workbook takes it."""


def bracket(expr: Brackets, values: Values, rounding: Rounding) -> int | None:
    """Return which row of a look-up serves these values, ``None`` below the first bound."""
    figure = evaluate(expr.on, values, rounding)
    reached = [
        index
        for index, (bound, _) in enumerate(expr.rows)
        if evaluate(bound, values, rounding) <= figure
    ]
    return reached[-1] if reached else None


_OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
}
_EXTREMES: dict[str, Callable[[Fraction, Fraction], Fraction]] = {"min": min, "max": max}
