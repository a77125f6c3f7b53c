"""What must not be signed, and what must be looked at, of a framework agreement."""

from __future__ import annotations

from collections.abc import Iterable

from insertion.clause_choices import FrameworkRule
from insertion.errors import fault
from insertion.finding import Blocking, Finding, Reservation
from insertion.framework import framework_ratio
from insertion.hours import HoursResult, LotHours
from insertion.method import Statement
from insertion.typography import hours_text


def without_amount(result: HoursResult) -> Iterable[Finding]:
    """Hours follow what is invoiced: without an amount nothing says how fast."""
    for each in _lots(result):
        if each.contract_hours and framework_ratio(each) is None:
            number = each.lot.number
            yield Finding(fault("ACCORD_CADRE_SANS_MONTANT", f"lot {number}", number=number))


def without_periods(result: HoursResult) -> Iterable[Finding]:
    """Hours by period need periods."""
    contract = result.contract
    by_period = contract.framework_rule is FrameworkRule.BY_PERIOD
    if by_period and _lots(result) and not contract.periods:
        yield Finding(fault("ACCORD_CADRE_SANS_PERIODE", "accord_cadre_regle"))


def stray_order_threshold(result: HoursResult) -> Iterable[Finding]:
    """A threshold of orders has no meaning where orders state no hours."""
    contract = result.contract
    by_order = contract.framework_rule is FrameworkRule.BY_ORDER
    if contract.framework and contract.order_threshold and not (by_order and _lots(result)):
        yield Finding(fault("BON_SEUIL_SANS_BONS", "bon_seuil"))


def guaranteed_beyond_all(result: HoursResult) -> Iterable[Finding]:
    """The hours of a minimum cannot exceed those of the whole framework."""
    guaranteed, lots = result.contract.guaranteed_hours, _lots(result)
    whole = sum(each.contract_hours or 0 for each in lots)
    if guaranteed is not None and lots and guaranteed > whole:
        shown = {"guaranteed": hours_text(guaranteed), "whole": hours_text(whole)}
        yield Finding(fault("MINIMUM_GARANTI_EXCESSIF", "minimum_garanti_heures", **shown))


def training_table(result: HoursResult) -> Iterable[Finding]:
    """A table is read on an amount known when the contract is signed."""
    for each in result.lots:
        if each.framework_rule is not None and each.statement is Statement.TRAINING_TABLE:
            number = each.lot.number
            yield Finding(fault("BAREME_ACCORD_CADRE", f"lot {number}", number=number))


def stray_guarantee(result: HoursResult) -> Iterable[str]:
    """Guaranteed hours bind only where a volume follows the orders."""
    if result.contract.framework and result.contract.guaranteed_hours and not _lots(result):
        yield (
            "Les heures du minimum garanti ne paraissent dans aucune pièce : aucun lot n'énonce de "
            "volume au prorata des commandes."
        )


def _lots(result: HoursResult) -> list[LotHours]:
    return [each for each in result.lots if each.statement is Statement.FRAMEWORK]


BLOCKING: tuple[Blocking, ...] = (
    without_amount,
    without_periods,
    stray_order_threshold,
    guaranteed_beyond_all,
    training_table,
)
RESERVATIONS: tuple[Reservation, ...] = (stray_guarantee,)
