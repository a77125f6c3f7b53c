"""A formula tree as an Excel formula, in the form files keep: English functions and commas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from insertion import vocabulary
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
)
from insertion.formula_text import ALONE, STRENGTH, joined, weight_of
from insertion.quantities import Direction, Rounding, from_cell


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
        return weight_of(each, rounded=ALONE if one else STRENGTH["*"])

    match expr:
        case Constant(value, _):
            return _excel_number(value)
        case Variable(name):
            return names[name]
        case Named(_, inner):
            return read(inner)
        case Binary(operator, _, _):
            return joined(expr, read, operator, weigh)
        case Extreme(kind, left, right):
            return f"{kind.upper()}({read(left)},{read(right)})"
        case Rounded(inner):
            return _excel_rounding(read(inner), weigh(inner), rounding)
        case Slices(amount, size):
            # A subtraction leaves binary noise, which a small slice magnifies past nine decimals.
            ratio = f"ROUND({read(amount)},6)/{_grouped(size, read)}"
            return _excel_direction(Direction.DOWN, ratio)
        case Brackets(on, rows):
            result = "0"
            for bound, then in rows:
                result = f"IF({read(on)}>={read(bound)},{read(then)},{result})"
            return result


def _grouped(expr: Expr, read: Callable[[Expr], str]) -> str:
    return read(expr) if isinstance(expr, Constant | Variable) else f"({read(expr)})"


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
