"""What must not be signed, and what must be looked at, of an overseas territory's hours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from insertion.errors import fault
from insertion.finding import Blocking, Finding, Reservation
from insertion.hours import HoursResult
from insertion.overseas import overseas_case
from insertion.typography import decimal_text, share_text

STALE_YEARS = 3  # house setting: unemployment moves, the law fixes no age of the figures


def outside_the_code(result: HoursResult) -> Iterable[Finding]:
    """Only the code lets a contract look at where people live."""
    contract = result.contract
    if contract.overseas_territory is not None and not contract.under_the_code:
        yield Finding(fault("OUTRE_MER_HORS_CODE", "outre_mer_territoire"))


def ratio_too_low(result: HoursResult) -> Iterable[Finding]:
    """Below the ratio of the law, asking where people live is discrimination."""
    case = overseas_case(result.contract)
    if case is not None and case.ratio is not None and not case.allowed:
        shown = {
            "ratio": decimal_text(case.ratio, at_most=3),
            "least": decimal_text(case.least_ratio),
        }
        yield Finding(fault("OUTRE_MER_RAPPORT", "outre_mer_taux_local", **shown))


def share_too_low(result: HoursResult) -> Iterable[Finding]:
    """The law fixes the least share that may be asked."""
    case = overseas_case(result.contract)
    if case is not None and case.share is not None and case.share < case.least_share:
        shown = {"share": share_text(case.share), "least": share_text(case.least_share)}
        yield Finding(fault("OUTRE_MER_PART", "outre_mer_part", **shown))


def share_above_the_law(result: HoursResult) -> Iterable[str]:
    """More than the law's share needs young people enough for it."""
    case = overseas_case(result.contract)
    if case is not None and case.share is not None and case.share > case.least_share:
        yield (
            f"La part d'heures des jeunes du territoire, {share_text(case.share)}, dépasse la part "
            f"minimale de la loi, {share_text(case.least_share)} : vérifier qu'elle est tenable."
        )


def old_unemployment(result: HoursResult) -> Iterable[str]:
    """Figures of unemployment several years old may no longer open the right."""
    contract = result.contract
    on, stated = contract.consultation_date, contract.unemployment_year
    years = re.findall(r"\d{4}", stated or "") if contract.overseas_territory else []
    if on is not None and years and on.year - int(years[-1]) >= STALE_YEARS:
        yield (
            f"Les taux de chômage des jeunes sont ceux de {stated} : chercher des taux plus "
            "récents avant de lancer la consultation."
        )


BLOCKING: tuple[Blocking, ...] = (outside_the_code, ratio_too_low, share_too_low)
RESERVATIONS: tuple[Reservation, ...] = (share_above_the_law, old_unemployment)
