"""Hours of a lot spread over the periods of its contract: firm ones, tranches, renewals.

The amounts of a contract cover its firm part, its total, its maximum or an estimate. What they
cover shares the lot's hours and adds up to them; what they do not cover would add hours of its own,
should the buyer affirm or renew it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from insertion.allocation import allocate
from insertion.contract import AmountBase, Contract, Period, PeriodKind
from insertion.errors import Fault, fault
from insertion.typography import french


class Weight(StrEnum):
    """What hours are split by; the value is the French phrase."""

    AMOUNTS = "des montants HT des périodes"
    MONTHS = "des durées des périodes"


@dataclass(frozen=True, slots=True)
class PeriodHours:
    """The hours of one lot in one period.

    ``included``: part of the lot's own hours; otherwise they come on top of them. ``conditional``:
    due only if the buyer affirms the tranche or renews the contract.
    """

    period: Period
    hours: int
    included: bool
    weight: Weight

    @property
    def conditional(self) -> bool:
        """Tell whether the hours wait for a decision of the buyer."""
        return self.period.period_kind is not PeriodKind.FIRM


def period_faults(contract: Contract, place: str = "periodes") -> list[Fault]:
    """Return why the hours of this contract cannot be spread over its periods."""
    if not contract.periods:
        return []
    if not any(_covered(contract)):
        return [fault("PERIODES_SANS_FERME", place)]
    return [] if _weights(contract) else [fault("PERIODES_SANS_POIDS", place)]


def split_by_period(
    contract: Contract, hours: int, exact: Fraction | None = None
) -> tuple[PeriodHours, ...]:
    """Return the ``hours`` of a lot by period, in the order of the contract; none without periods.

    The periods the amounts cover share ``hours`` by largest remainder. The others get hours on top,
    pro rata of ``exact`` (the unrounded hours; ``hours`` when people agreed upon them), under the
    contract's rounding rule. Nothing is returned for periods that :func:`period_faults` refuses.
    """
    found = _weights(contract)
    if found is None:
        return ()
    weight, weights = found
    covered = _covered(contract)
    inside = [each if kept else Fraction(0) for each, kept in zip(weights, covered, strict=True)]
    shared = allocate(hours, inside)
    base = Fraction(hours) if exact is None else exact
    whole = sum(inside)
    return tuple(
        PeriodHours(
            period,
            shared[i] if covered[i] else contract.rounding.apply(base * weights[i] / whole),
            covered[i],
            weight,
        )
        for i, period in enumerate(contract.periods)
    )


def split_sentence(parts: Sequence[PeriodHours]) -> str:
    """Return how the hours of a lot were split, in French; nothing without periods."""
    if not parts:
        return ""
    told = f"Heures réparties au prorata {parts[0].weight.value}, sans en perdre ni en ajouter."
    if any(each.conditional and each.included for each in parts):
        told += " Celles d'une tranche ou d'une reconduction ne sont dues que si elle a lieu."
    if any(not each.included for each in parts):
        told += (
            " Hors de la partie ferme, des heures s'ajoutent au même prorata si la tranche est "
            "affermie ou le marché reconduit."
        )
    return french(told)


def covered_amount(contract: Contract) -> Decimal | None:
    """Return the amount HT of the periods that the amounts of the lots cover, in euros.

    ``None`` when the contract has no such period or when the amount of one is unknown.
    """
    covered = zip(contract.periods, _covered(contract), strict=True)
    amounts = [period.amount_excl_tax for period, kept in covered if kept]
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None


def _covered(contract: Contract) -> list[bool]:
    """Tell which periods the amounts of the lots cover."""
    firm_only = contract.amount_base is AmountBase.FIRM
    return [not firm_only or each.period_kind is PeriodKind.FIRM for each in contract.periods]


def _weights(contract: Contract) -> tuple[Weight, list[Fraction]] | None:
    """Return what each period weighs: its amount if all are known, else its months."""
    covered = _covered(contract)
    columns = (
        (Weight.AMOUNTS, [each.amount_excl_tax for each in contract.periods]),
        (Weight.MONTHS, [each.duration_months for each in contract.periods]),
    )
    for weight, column in columns:
        weights = [Fraction(each) for each in column if each is not None]
        if len(weights) == len(covered) and any(
            each for each, kept in zip(weights, covered, strict=True) if kept
        ):
            return weight, weights
    return None
