"""What must not be signed, and what must be looked at, of another social condition."""

from __future__ import annotations

from collections.abc import Iterable

from insertion.clause_choices import Ambition, SocialCondition
from insertion.contract import ContractType
from insertion.errors import fault
from insertion.finding import Blocking, Finding, Reservation
from insertion.hours import HoursResult
from insertion.obligations import Level
from insertion.social_conditions import social_lots
from insertion.vocabulary import label_of

NEAR_THE_LAW = (SocialCondition.WORKING_CONDITIONS, SocialCondition.DISCRIMINATION)
"""Conditions whose lowest level stays close to what any employer owes: an effect to check."""


def undecided(result: HoursResult) -> Iterable[Finding]:
    """A lot under a social condition that nobody chose would bear none."""
    for each in social_lots(result):
        if each.lot.social_condition is None:
            number = each.lot.number
            yield Finding(fault("CONDITION_SOCIALE_ABSENTE", f"lot {number}", number=number))


def chosen_without_mechanism(result: HoursResult) -> Iterable[Finding]:
    """A social condition chosen for a lot that has another mechanism would be printed nowhere."""
    social = social_lots(result)
    for each in result.lots:
        if each.lot.social_condition is not None and each not in social:
            number, named = each.lot.number, label_of("mechanism", each.lot.mechanism.value)
            yield Finding(
                fault(
                    "CONDITION_SOCIALE_SANS_EFFET",
                    f"lot {number}",
                    number=number,
                    mechanism=named,
                )
            )


def mere_reminder(result: HoursResult) -> Iterable[str]:
    """A condition that repeats the labour code may not meet the obligation of the law."""
    level = result.contract.ambition or Ambition.ESSENTIAL
    for each in social_lots(result):
        kind = each.lot.social_condition
        bound = each.obligation.level is Level.MANDATORY
        if bound and kind in NEAR_THE_LAW and level is Ambition.ESSENTIAL:
            assert kind is not None
            yield (
                f"Lot {each.lot.number} : au niveau essentiel, la condition "
                f"« {label_of('social_condition', kind.value)} » reste proche de ce que tout "
                "employeur doit déjà ; choisir le niveau renforcé répond plus sûrement à "
                "l'obligation."
            )


def nothing_to_read(result: HoursResult) -> Iterable[str]:
    """Accessibility needs something a person reads, uses or is welcomed by."""
    works = (ContractType.WORKS, ContractType.SUPPLIES)
    if result.contract.contract_type not in works:
        return
    for each in social_lots(result):
        if each.lot.social_condition is SocialCondition.ACCESSIBILITY:
            yield (
                f"Lot {each.lot.number} : vérifier que le contrat comporte des contenus, des "
                "outils ou un accueil à rendre accessibles."
            )


BLOCKING: tuple[Blocking, ...] = (undecided, chosen_without_mechanism)
RESERVATIONS: tuple[Reservation, ...] = (mere_reminder, nothing_to_read)
