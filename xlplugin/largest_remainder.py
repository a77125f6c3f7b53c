"""Hours shared by largest remainder in cells, as :func:`insertion.allocation.allocate` shares.

A spreadsheet holds fifteen digits. A product of hours and amounts needs more: weights are kept as
whole numbers whose sum has twelve digits at most, and remainders are computed in two halves of six
digits, every step of which stays below a million billion. Up to a thousand million hours, nothing
is then lost: equal remainders are equal, and served in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from insertion.quantities import round_half_up

DIGITS = 12
"""Digits of the sum of the weights: cents count below ten thousand million euros."""
_HALF = 10**6


def scale_formula(total: str) -> str:
    """Return the power of ten that gives the sum of the weights twelve digits at most."""
    return f"10^({DIGITS}-LEN(INT({total})))"


def scale_of(total: Fraction) -> Fraction:
    """Return what :func:`scale_formula` finds for a sum of weights that is not negative."""
    return Fraction(10) ** (DIGITS - len(str(int(total))))


def kept_formula(weight: str, scale: str) -> str:
    """Return a weight as the whole number that shares the hours."""
    return f"ROUND({weight}*{scale},0)"


def kept_of(weights: Sequence[Fraction]) -> list[int]:
    """Return the whole numbers that stand for the weights."""
    scale = scale_of(sum(weights, Fraction(0)))
    return [round_half_up(each * scale) for each in weights]


@dataclass(frozen=True, slots=True)
class Shared:
    """Where one share is computed: cells of the hours, of its weight, of the sum of the weights."""

    hours: str
    weight: str
    whole: str

    def remainder(self) -> str:
        """Return the formula of hours × weight modulo the sum of the weights."""
        near = f"ROUND({self.hours}*{self.weight}/{self.whole},0)"

        def low(cell: str) -> str:
            return f"({cell}-{_HALF}*INT({cell}/{_HALF}))"

        left = (
            f"({self.hours}*INT({self.weight}/{_HALF})-{near}*INT({self.whole}/{_HALF}))*{_HALF}"
            f"+{self.hours}*{low(self.weight)}-{near}*{low(self.whole)}"
        )
        # The nearest quotient may be one too many: what is left is then negative.
        return f"IF({left}<0,{left}+{self.whole},{left})"

    def share(self, own: str, every: str, before: str | None) -> str:
        """Return the formula of the whole hours of the share.

        ``own`` is the cell of its remainder, ``every`` the area of all of them, ``before`` the area
        of those named earlier: they win when remainders are equal.
        """
        rank = f"SUMPRODUCT(--({every}>{own}))"
        if before is not None:
            rank += f"+SUMPRODUCT(--({before}={own}))"
        odd = f"ROUND(SUM({every})/{self.whole},0)"
        return f"ROUND(({self.hours}*{self.weight}-{own})/{self.whole},0)+IF({rank}<{odd},1,0)"
