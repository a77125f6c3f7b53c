"""The hours of a framework agreement: they follow what is ordered and invoiced, never its maximum.

Two bases lead to one ratio of hours to euros. A maximum is published anyway, so the contract states
the hours of the maximum. An estimate stays inside: the contract states the euros that earn an hour,
from which the estimate cannot be found again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from insertion.contract import AmountBase
from insertion.hours import LotHours
from insertion.quantities import MAX_AMOUNT, Rounding, round_money

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class FrameworkRatio:
    """``hours`` of insertion for ``amount`` euros excluding tax, as the contract prints them.

    ``hours`` is 1 where the ratio hides an estimate.
    """

    hours: int
    amount: Decimal

    def exact(self, invoiced: Decimal) -> Fraction:
        """Return the unrounded hours earned by an amount invoiced, in euros excluding tax."""
        return Fraction(invoiced) * self.hours / Fraction(self.amount)

    def due(self, invoiced: Decimal, rounding: Rounding) -> int:
        """Return the hours due for an amount invoiced since the notification, rounded once."""
        return rounding.apply(self.exact(invoiced))

    def of_orders(self, orders: Sequence[Decimal], rounding: Rounding) -> tuple[int, ...]:
        """Return the hours each order adds; rounding on the running total loses none of them.

        >>> FrameworkRatio(2000, Decimal(4_000_000)).of_orders([Decimal(1000)] * 4, Rounding())
        (1, 0, 1, 0)
        """
        totals = [self.due(sum(orders[:n], Decimal(0)), rounding) for n in range(len(orders) + 1)]
        return tuple(after - before for before, after in pairwise(totals))

    def first_hours(self, rounding: Rounding) -> Decimal:
        """Return the smallest amount invoiced that owes hours, in euros to the cent."""
        low, high = 0, int(MAX_AMOUNT * 100)
        while low < high:
            middle = (low + high) // 2
            if self.due(middle * CENT, rounding) > 0:
                high = middle
            else:
                low = middle + 1
        return low * CENT


def framework_ratio(each: LotHours) -> FrameworkRatio | None:
    """Return what the hours of a framework's lot follow; ``None`` without hours or amount."""
    amount = each.lot.amount_excl_tax
    if not amount or not each.contract_hours:
        return None
    if each.amount_base is AmountBase.MAXIMUM:
        return FrameworkRatio(each.contract_hours, amount)
    agreed = each.retained is not None or not each.exact
    hours = Fraction(each.contract_hours) if agreed else each.exact
    assert hours
    euros = round_money(Fraction(amount) / hours)
    return FrameworkRatio(1, euros) if euros else None
