"""Money, shares and hours: exact figures with their limits, and rounding that bears a name.

Money and shares are ``Decimal``; hours are ``Fraction`` until they are rounded. Nothing here is a
float, and nothing calls the built-in ``round``, which rounds halves to even. The types of the
models of a contract, which check these limits, are in :mod:`insertion.bounded`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction

MAX_AMOUNT = Decimal("1e12")  # euros: a thousand billion, beyond any public contract
MAX_HOURS = 10**9
MAX_DAYS = 3660


class DayKind(StrEnum):
    """How days are counted."""

    CALENDAR = "calendaires"
    WORKED = "ouvrés"
    WORKING = "ouvrables"


@dataclass(frozen=True, slots=True)
class Days:
    """A delay: a number of days, from 1 to ten years, and the way they are counted.

    Raises:
        ValueError: when the number is out of range.
    """

    count: int
    kind: DayKind

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MAX_DAYS:
            raise ValueError(f"{self.count}: not a number of days from 1 to {MAX_DAYS}")

    def __str__(self) -> str:
        kind = self.kind.value if self.count > 1 else self.kind.value.removesuffix("s")
        return f"{self.count} jour{'s' if self.count > 1 else ''} {kind}"


class Direction(StrEnum):
    """Where a figure that falls between two steps goes."""

    NEAREST = "plus_proche"
    UP = "superieur"
    DOWN = "inferieur"


NINE_DECIMALS = 10**9


@dataclass(frozen=True, slots=True)
class Rounding:
    """A named rounding rule for non-negative hours.

    ``NEAREST`` sends an exact half away from zero. ``multiple`` is the step, in hours (1 by
    default, 7 for a day, 35 for a week).
    """

    direction: Direction = Direction.NEAREST
    multiple: int = 1

    def apply(self, exact: Fraction) -> int:
        """Return ``exact`` hours as a whole number of steps.

        The figure is first taken at nine decimals, as the workbook takes it: a third typed as
        0.333333333333333 must not lose an hour on one side only.
        """
        return self.apply_ratio(exact.numerator, exact.denominator)

    def apply_ratio(self, numerator: int, denominator: int) -> int:
        """Return :meth:`apply` of a ratio, whose ``denominator`` is positive, reduced or not."""
        steps = _nearest(numerator * NINE_DECIMALS, denominator * self.multiple)
        match self.direction:
            case Direction.NEAREST:
                count = _nearest(steps, NINE_DECIMALS)
            case Direction.UP:
                count = -(-steps // NINE_DECIMALS)
            case Direction.DOWN:
                count = steps // NINE_DECIMALS
        return count * self.multiple


def _nearest(numerator: int, denominator: int) -> int:
    """Return the whole number nearest to a ratio, in integers alone: columns are long."""
    magnitude = (abs(numerator) * 2 + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def round_half_up(value: Fraction) -> int:
    """Return the nearest whole number, an exact half going away from zero."""
    return _nearest(value.numerator, value.denominator)


def round_money(value: Fraction) -> Decimal:
    """Return ``value`` in whole cents, a half cent going away from zero."""
    return Decimal(round_half_up(value * 100)).scaleb(-2)


def exact_text(value: Fraction, digits: int = 28) -> str:
    """Return an exact figure with up to ``digits`` significant digits, in plain notation."""
    context = Context(prec=digits, rounding=ROUND_HALF_UP)
    quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    text = format(quotient, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def from_cell(number: float) -> Decimal:
    """Return a spreadsheet number at the fifteen significant digits a spreadsheet shows.

    A cell that shows 0,07 holds a binary neighbour of it; what the person typed is 7/100.
    """
    return Decimal(number) if isinstance(number, int) else Decimal(f"{number:.15g}")
