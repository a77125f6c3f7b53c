"""Hours asked of young people of an overseas territory: what the law allows, and when.

A buyer may ask it only where the unemployment of the young exceeds the national one by a ratio the
law fixes, and for a share of all the hours worked that the law fixes too.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from insertion.contract import Contract
from insertion.law import overseas_figure


@dataclass(frozen=True, slots=True)
class OverseasCase:
    """What a contract states, beside what the law asks.

    ``ratio`` and ``share`` are ``None`` while a figure they rest on is unknown.
    """

    ratio: Fraction | None
    share: Fraction | None
    least_ratio: Fraction
    least_share: Fraction
    age: int

    @property
    def allowed(self) -> bool:
        """Tell whether the ratio opens the right to ask such hours; equal to the bound, it does."""
        return self.ratio is not None and self.ratio >= self.least_ratio


def overseas_case(contract: Contract) -> OverseasCase | None:
    """Return what the law says of the contract's territory.

    ``None`` without a territory or a date, and before the law: the clause is refused at that date.
    """
    on = contract.consultation_date
    if contract.overseas_territory is None or on is None:
        return None
    names = ("unemployment_ratio", "youth_share", "youth_age")
    try:
        bounds = {name: Fraction(overseas_figure(name, on).figure.value) for name in names}
    except LookupError:  # the wording that states these hours does not serve that day either
        return None
    local, national = contract.local_unemployment, contract.national_unemployment
    share = contract.youth_hours_share
    return OverseasCase(
        ratio=Fraction(local) / Fraction(national) if local is not None and national else None,
        share=None if share is None else Fraction(share),
        least_ratio=bounds["unemployment_ratio"],
        least_share=bounds["youth_share"],
        age=int(bounds["youth_age"]),
    )
