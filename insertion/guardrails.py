"""What must not be signed, and what must be looked at: one list of rules for every way in.

A blocking rule refuses the pieces; a reservation is printed beside the hours and in the note.
Thresholds that are house settings, not law, are named as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain

from insertion import (
    charter_rules,
    concession_rules,
    criterion_rules,
    derogation_rules,
    framework_rules,
    overseas_rules,
    reserved_rules,
    service_rules,
    social_rules,
    volume_rules,
)
from insertion.contract import AmountBase, Contract
from insertion.errors import Fault, fault
from insertion.finding import Blocking, Finding, Reservation
from insertion.formula import WHOLE_ONLY
from insertion.hours import HoursResult, LotHours
from insertion.lot_pooling import pooling_proposal
from insertion.method import Statement
from insertion.methods import AMENDMENT, SLICES_ONCE_REACHED
from insertion.penalties import hour_penalty
from insertion.periods import covered_amount
from insertion.typography import date_text, french, hours_text, money_text, share_text
from insertion.vocabulary import label_of

_AREAS = (
    criterion_rules,
    reserved_rules,
    service_rules,
    concession_rules,
    framework_rules,
    volume_rules,
    overseas_rules,
    charter_rules,
    social_rules,
    derogation_rules,
)
"""The rules of each mechanism, and of what only some contracts have."""

HIGH_RATE = Decimal("0.30")  # house setting: above it, few firms can recruit and train so many


def blocking(result: HoursResult, *, final: bool) -> list[Fault]:
    """Return why the pieces of this contract cannot be made."""
    found = [each for rule in BLOCKING for each in rule(result)]
    return [each.fault for each in found if final or not each.final_only]


def reservations(result: HoursResult) -> list[str]:
    """Return what a person should look at again before signing."""
    return [french(each) for rule in RESERVATIONS for each in rule(result)]


def unwritten_method(result: HoursResult) -> Iterable[Finding]:
    """A lot whose hours no clause states has no place in the pieces."""
    for each in result.lots:
        if each.statement is not Statement.UNWRITTEN or each.method is None:
            continue
        number, label = each.lot.number, label_of("method", each.method.id)
        amended = each.method is AMENDMENT
        found = (
            fault("METHODE_AVENANT", f"lot {number}", number=number)
            if amended
            else fault("METHODE_SANS_CLAUSE", f"lot {number}", number=number, method=label)
        )
        yield Finding(found)


def empty_volume(result: HoursResult) -> Iterable[Finding]:
    """A clause for no hour obliges to nothing; a forecast of none leaves the rule whole."""
    for each in result.lots:
        forecast = each.statement is Statement.INVOICED_SLICES
        if each.lot.has_hours and each.contract_hours == 0 and not forecast:
            number = each.lot.number
            yield Finding(fault("VOLUME_NUL", f"lot {number}", number=number))


def early_deadline(result: HoursResult) -> Iterable[Finding]:
    """Hours cannot be due before the consultation."""
    deadline, launch = result.contract.deadline, result.contract.consultation_date
    if deadline and launch and deadline <= launch:
        dates = {"deadline": date_text(deadline), "launch": date_text(launch)}
        yield Finding(fault("DATE_LIMITE_ANTERIEURE", "date_limite", **dates))


def empty_cap(result: HoursResult) -> Iterable[Finding]:
    """A cap of nothing cancels every penalty."""
    if result.contract.penalty_cap == 0:
        yield Finding(fault("PLAFOND_NUL", "penalite_plafond"))


def short_deadline(result: HoursResult) -> Iterable[str]:
    """Hours due before the contract ends may be due before the work that carries them."""
    contract = result.contract
    if contract.deadline and contract.consultation_date and contract.duration_months:
        end = _months_later(contract.consultation_date, contract.duration_months)
        if contract.deadline < end:
            yield (
                f"La date limite des heures, le {date_text(contract.deadline)}, tombe avant la fin "
                "du marché, même s'il commençait au lancement : vérifier qu'elle est tenable."
            )


def light_penalty(result: HoursResult) -> Iterable[str]:
    """A penalty below the cost of the hour makes failing cheaper than doing."""
    penalty = _known_penalty(result.contract)
    costs = [each.lot.hourly_cost for each in result.lots if each.lot.hourly_cost is not None]
    if penalty is not None and costs and penalty < max(costs):
        yield (
            f"La pénalité par heure manquante, {money_text(penalty)}, est inférieure au coût "
            f"horaire retenu pour le calcul, {money_text(max(costs))}."
        )


def high_rate(result: HoursResult) -> Iterable[str]:
    """A very high rate is legal, and rarely feasible."""
    for each in result.lots:
        rate = each.lot.insertion_rate
        if each.lot.has_hours and rate is not None and rate > HIGH_RATE:
            yield (
                f"Lot {each.lot.number} : un taux de {share_text(rate)} dépasse "
                f"{share_text(HIGH_RATE)} (repère interne, non légal) : vérifier la faisabilité."
            )


def sudden_volume(result: HoursResult) -> Iterable[str]:
    """With everything due once a trigger is reached, one cent invoiced may owe years of work."""
    for each in result.lots:
        size, trigger = each.lot.value("slice_amount"), each.lot.value("trigger")
        if _states(each, SLICES_ONCE_REACHED.id) and size and trigger:
            at_once = hours_text(WHOLE_ONLY.apply(Fraction(trigger) / Fraction(size)))
            yield (
                f"Lot {each.lot.number} : {at_once} deviennent dues d'un coup lorsque le montant "
                f"facturé atteint {money_text(trigger)} ; au-dessous, aucune. Vérifier que c'est "
                "bien la règle voulue, et non les seules tranches au-delà du seuil."
            )


def _states(each: LotHours, method_id: str) -> bool:
    slices = each.statement is Statement.INVOICED_SLICES
    return slices and each.method is not None and each.method.id == method_id


def other_amounts(result: HoursResult) -> Iterable[str]:
    """Periods that do not add up to the lots they cover: one of the two sides is wrong."""
    contract = result.contract
    covered = covered_amount(contract)
    if covered is None or contract.lots_without_amount or covered == contract.known_amount:
        return
    firm = contract.amount_base is AmountBase.FIRM
    yield (
        f"Les montants HT des périodes {'fermes ' if firm else ''}font {money_text(covered)} et "
        f"ceux des lots {money_text(contract.known_amount)}, alors que les lots "
        f"{'ne couvrent que la partie ferme' if firm else 'couvrent toutes les périodes'} : "
        "corriger les uns, les autres, ou ce que couvrent les montants."
    )


def small_lots(result: HoursResult) -> Iterable[str]:
    """A few hours build no pathway: alone, they are spent without use."""
    proposal = pooling_proposal(result)
    if proposal is not None:
        yield from proposal.sentences


def _known_penalty(contract: Contract) -> Decimal | None:
    try:
        penalty = hour_penalty(contract)
    except LookupError:  # refused elsewhere, with its own fault
        return None
    return None if penalty is None else penalty.amount


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))


BLOCKING: tuple[Blocking, ...] = (
    unwritten_method,
    empty_volume,
    early_deadline,
    empty_cap,
    *chain.from_iterable(each.BLOCKING for each in _AREAS),
)
RESERVATIONS: tuple[Reservation, ...] = (
    short_deadline,
    light_penalty,
    high_rate,
    sudden_volume,
    other_amounts,
    small_lots,
    *chain.from_iterable(each.RESERVATIONS for each in _AREAS),
)
