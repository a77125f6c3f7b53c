"""What must not be signed of a volume that varies, and of hours of training."""

from __future__ import annotations

from collections.abc import Iterable

from insertion.clause_choices import TrainingStatus
from insertion.contract import Mechanism
from insertion.errors import fault
from insertion.finding import Blocking, Finding, Reservation
from insertion.hours import HoursResult
from insertion.method import NUMBERED, Statement

TRAINING = (Statement.TRAINING_TABLE, Statement.TRAINING)


def variation_without_volume(result: HoursResult) -> Iterable[Finding]:
    """A rule that already follows what is invoiced or worked must not be adjusted a second time."""
    numbered = any(
        each.statement in NUMBERED or each.lot.mechanism is Mechanism.AWARD_CRITERION
        for each in result.lots
    )
    if result.contract.variation_threshold is not None and not numbered:
        yield Finding(fault("MODIFICATION_SANS_VOLUME", "seuil_variation"))


def mixed_training_status(result: HoursResult) -> Iterable[Finding]:
    """Hours of training are those of pupils; an apprentice's hours at work are employment."""
    if result.contract.training_status is TrainingStatus.SCHOOL:
        return
    for each in result.lots:
        if each.statement in TRAINING:
            number = each.lot.number
            yield Finding(
                fault("FORMATION_SANS_STATUT_SCOLAIRE", "formation_statut", number=number)
            )


def school_without_hours(result: HoursResult) -> Iterable[Finding]:
    """An article on pupils' training needs hours of training."""
    school = result.contract.training_status is TrainingStatus.SCHOOL
    if school and not any(each.statement in TRAINING for each in result.lots):
        yield Finding(fault("STATUT_SCOLAIRE_SANS_HEURES", "formation_statut"))


BLOCKING: tuple[Blocking, ...] = (
    variation_without_volume,
    mixed_training_status,
    school_without_hours,
)
RESERVATIONS: tuple[Reservation, ...] = ()
