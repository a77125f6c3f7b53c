"""The penalty for a missing hour, as a figure printed in the contract."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from insertion.contract import Contract, PenaltyBase
from insertion.law import LegalFigure, index_value
from insertion.quantities import round_money
from insertion.typography import date_text, french


@dataclass(frozen=True, slots=True)
class HourPenalty:
    """Euros due for one missing hour, and the index it rests on if it does."""

    amount: Decimal
    index: LegalFigure | None


def penalty_warning(contract: Contract) -> str | None:
    """Return a reservation when the index is older than the last day it is known to hold."""
    penalty = hour_penalty(contract)
    if penalty is None or penalty.index is None or not penalty.index.stale:
        return None
    until = penalty.index.figure.until
    assert until is not None
    return french(
        f"{penalty.index.label} : la valeur retenue n'est connue que jusqu'au {date_text(until)}, "
        "à reconfirmer."
    )


def hour_penalty(contract: Contract) -> HourPenalty | None:
    """Return the penalty for a missing hour; ``None`` while a fact it needs is missing.

    The index is the one in force at the consultation date: every bidder reads the same figure.

    Raises:
        LookupError: when the index is not known at that date.
    """
    if contract.penalty_base is None:
        return None
    if contract.penalty_base is PenaltyBase.LUMP_SUM:
        amount = contract.penalty_lump_sum
        return None if amount is None else HourPenalty(amount, None)
    if contract.penalty_coefficient is None or contract.consultation_date is None:
        return None
    index = index_value(contract.penalty_base.value, contract.consultation_date)
    amount = round_money(Fraction(contract.penalty_coefficient) * Fraction(index.figure.value))
    return HourPenalty(amount, index)
