"""What must not be signed, and what must be looked at, of a concession.

A concession has its own law: no CCAG, no article on contracts, hours owed each year of its life.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from insertion.contract import Ccag, Contract, Mechanism
from insertion.errors import fault
from insertion.finding import Blocking, Finding, Reservation
from insertion.hours import HoursResult, LotHours
from insertion.method import Statement
from insertion.typography import hours_text, months_text
from insertion.vocabulary import label_of

MONTHS_A_YEAR = 12
UNWRITTEN = (Mechanism.INSERTION_SERVICE,)
"""Mechanisms whose clauses speak of contracts only; criteria are told with the criterion."""


def hours_of_contract(contract: Contract) -> int | None:
    """Return the hours a year over the whole duration, rounded as the contract says.

    ``None`` when the hours or the duration are not stated.
    """
    if contract.yearly_hours is None or contract.duration_months is None:
        return None
    whole = Fraction(contract.yearly_hours * contract.duration_months, MONTHS_A_YEAR)
    return contract.rounding.apply(whole)


def under_condition(result: HoursResult) -> list[LotHours]:
    """Return the lots of a concession whose hours are owed; none in another contract."""
    if not result.contract.concession:
        return []
    return [each for each in result.lots if each.lot.has_hours]


def general_terms(result: HoursResult) -> Iterable[Finding]:
    """No CCAG was written for concessions."""
    contract = result.contract
    if contract.concession and contract.ccag not in (None, Ccag.NONE):
        assert contract.ccag is not None
        label = label_of("ccag", contract.ccag.value)
        yield Finding(fault("CONCESSION_CCAG", "ccag", ccag=label))


def unwritten_in_concession(result: HoursResult) -> Iterable[Finding]:
    """Some mechanisms have no clause for a concession."""
    for each in result.lots:
        if result.contract.concession and each.lot.mechanism in UNWRITTEN:
            number, label = each.lot.number, label_of("mechanism", each.lot.mechanism.value)
            place = f"lot {number}"
            yield Finding(fault("CONCESSION_MECANISME", place, number=number, mechanism=label))


def one_yearly_volume(result: HoursResult) -> Iterable[Finding]:
    """The hours a year are stated once: neither two lots nor a rule can state them too."""
    lots = under_condition(result)
    if len(lots) > 1:
        numbers = tuple(each.lot.number for each in lots)
        yield Finding(fault("CONCESSION_PLUSIEURS_LOTS", "lots", numbers=numbers))
    for each in lots:
        if each.statement is not Statement.YEARLY:
            number = each.lot.number
            yield Finding(fault("CONCESSION_SANS_VOLUME", f"lot {number}", number=number))


def same_hours(result: HoursResult) -> Iterable[Finding]:
    """The hours of the lot and those of its years are the same hours."""
    lots = under_condition(result)
    whole = hours_of_contract(result.contract)
    if len(lots) != 1 or whole is None or lots[0].statement is not Statement.YEARLY:
        return
    contract, hours = result.contract, lots[0].contract_hours
    if hours != whole:
        assert contract.yearly_hours is not None
        assert contract.duration_months is not None
        told = {
            "yearly": hours_text(contract.yearly_hours),
            "duration": months_text(contract.duration_months),
            "whole": hours_text(whole),
            "hours": hours_text(hours or 0),
        }
        number = lots[0].lot.number
        yield Finding(fault("CONCESSION_HEURES", "heures_par_an", number=number, **told))


def no_review(result: HoursResult) -> Iterable[str]:
    """A meeting to review the volume that falls after the end never takes place."""
    contract = result.contract
    months, every = contract.duration_months, contract.review_months
    if under_condition(result) and months and every and every >= months:
        yield (
            f"Le volume est réexaminé tous les {months_text(every)}, pour un contrat de "
            f"{months_text(months)} : aucun réexamen n'aura lieu."
        )


BLOCKING: tuple[Blocking, ...] = (
    general_terms,
    unwritten_in_concession,
    one_yearly_volume,
    same_hours,
)
RESERVATIONS: tuple[Reservation, ...] = (no_review,)
