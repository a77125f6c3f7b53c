"""What must not be signed, and what must be looked at, of a funder's charter."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from insertion.clause_choices import CharterKind
from insertion.contract import Contract
from insertion.errors import fault
from insertion.finding import Blocking, Finding, Reservation
from insertion.hours import HoursResult
from insertion.method import NUMBERED, Statement
from insertion.typography import share_text

COUNTED = (Statement.WORKED_SHARE, *NUMBERED)
"""What a rate of hours worked can be compared with; an hour a slice of euros cannot."""
URBAN = "qpv"


def rate_contradicted(result: HoursResult) -> Iterable[Finding]:
    """A share of the worked hours below the charter's rate breaks the charter in one document."""
    rate = _rate(result.contract)
    for each in result.lots:
        own = each.lot.insertion_rate
        shares = each.statement is Statement.WORKED_SHARE
        if rate is not None and shares and own is not None and own < rate:
            number = each.lot.number
            shown = {"own": share_text(own), "rate": share_text(rate)}
            yield Finding(fault("CHARTE_TAUX", f"lot {number}", number=number, **shown))


def nothing_counted(result: HoursResult) -> Iterable[Finding]:
    """A rate of hours needs a volume in hours."""
    counted = any(each.statement in COUNTED for each in result.lots)
    if _quantified(result.contract) and not counted:
        yield Finding(fault("CHARTE_SANS_HEURES", "charte_convention"))


def no_neighbourhood(result: HoursResult) -> Iterable[Finding]:
    """The charter is written for people who live in these neighbourhoods and are far from work."""
    contract = result.contract
    if contract.charter and contract.publics and URBAN not in contract.publics:
        yield Finding(fault("CHARTE_SANS_QPV", "publics"))


def rate_to_check(result: HoursResult) -> Iterable[str]:
    """A fixed volume is compared with the charter's rate by a person, who knows the hours worked.

    Where the hours worked are known, they are compared here.
    """
    rate = _rate(result.contract)
    if rate is None:
        return
    for each in result.lots:
        if each.statement not in NUMBERED:
            continue
        worked, number = each.lot.worked_hours, each.lot.number
        if worked and each.contract_hours is not None and each.contract_hours < worked * rate:
            yield (
                f"Lot {number} : les heures du marché restent sous le taux de la charte, "
                f"{share_text(rate)} des heures travaillées."
            )
        elif not worked:
            yield (
                f"Lot {number} : vérifier que le volume fixé atteint le taux de la charte, "
                f"{share_text(rate)} des heures travaillées."
            )


def _quantified(contract: Contract) -> bool:
    kinds = (CharterKind.WORKS, CharterKind.LOCAL_MANAGEMENT)
    return contract.charter is not None and contract.charter_kind in kinds


def _rate(contract: Contract) -> Decimal | None:
    return contract.charter_rate if _quantified(contract) else None


BLOCKING: tuple[Blocking, ...] = (rate_contradicted, nothing_counted, no_neighbourhood)
RESERVATIONS: tuple[Reservation, ...] = (rate_to_check,)
