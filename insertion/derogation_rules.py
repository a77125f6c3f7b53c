"""What must not be signed, and what must be looked at, of a lot left without a social condition."""

from __future__ import annotations

from collections.abc import Iterable

from insertion.contract import Mechanism
from insertion.dated import Certainty
from insertion.derogations import derogating, ground_of, grounds
from insertion.errors import fault
from insertion.finding import Blocking, Finding, Reservation
from insertion.hours import HoursResult
from insertion.obligations import Level
from insertion.typography import months_text
from insertion.vocabulary import label_of


def unreasoned(result: HoursResult) -> Iterable[Finding]:
    """A lot bound by law and left without a condition needs its ground and its facts on file."""
    for each in derogating(result):
        lot = each.lot
        told = {"place": f"lot {lot.number}", "number": lot.number}
        if lot.derogation_ground is None:
            yield Finding(fault("DEROGATION_NON_MOTIVEE", **told), final_only=True)
        elif lot.derogation_facts is None:
            yield Finding(fault("DEROGATION_SANS_FAITS", **told), final_only=True)


def ground_not_allowed(result: HoursResult) -> Iterable[Finding]:
    """The law lists its grounds: two only for a concession."""
    allowed = grounds(concession=result.contract.concession)
    names = [each.label for each in allowed.values()]
    for each in result.lots:
        chosen = each.lot.derogation_ground
        if chosen is not None and chosen not in allowed:
            number, label = each.lot.number, label_of("derogation_ground", chosen.value)
            yield Finding(
                fault(
                    "DEROGATION_MOTIF_EXCLU",
                    f"lot {number}",
                    number=number,
                    ground=label,
                    allowed=names,
                )
            )


def not_short(result: HoursResult) -> Iterable[Finding]:
    """A contract as long as the limit is not short."""
    duration = result.contract.duration_months
    for each in derogating(result):
        ground = ground_of(each, result.contract)
        if ground is None or ground.months is None or duration is None:
            continue
        if duration >= ground.months:
            number = each.lot.number
            yield Finding(
                fault(
                    "DEROGATION_DUREE",
                    f"lot {number}",
                    number=number,
                    duration=months_text(duration),
                    limit=months_text(ground.months),
                )
            )


def needless(result: HoursResult) -> Iterable[Finding]:
    """A ground is for a lot the law binds and that has no condition: elsewhere it misleads."""
    for each in result.lots:
        lot = each.lot
        if lot.derogation_ground is None:
            continue
        told = {"place": f"lot {lot.number}", "number": lot.number}
        if lot.mechanism is not Mechanism.NONE:
            named = label_of("mechanism", lot.mechanism.value)
            yield Finding(fault("DEROGATION_ET_CONDITION", **told, mechanism=named))
        elif each.obligation.level is Level.OPTIONAL:
            yield Finding(fault("DEROGATION_SANS_OBJET", **told))


def uncertain_ground(result: HoursResult) -> Iterable[str]:
    """A ground known from memory must be read in the text before anyone signs."""
    for each in derogating(result):
        ground = ground_of(each, result.contract)
        if ground is not None and ground.certainty is Certainty.TO_VERIFY:
            yield (
                f"Lot {each.lot.number} : le motif de dérogation « {ground.label} » est à vérifier "
                "dans le texte en vigueur avant signature."
            )


def unheard_facilitator(result: HoursResult) -> Iterable[str]:
    """Whoever knows the persons and the structures says best whether insertion has a place."""
    derogated = derogating(result)
    if derogated and result.contract.facilitator_opinion is None:
        yield (
            "La fiche de dérogation ne porte pas d'avis du facilitateur : le demander avant de "
            "signer."
        )


def nothing_for_firms(result: HoursResult) -> Iterable[str]:
    """Without any condition the tender documents say nothing; the internal notes remain."""
    if all(each.lot.mechanism is Mechanism.NONE for each in result.lots):
        yield (
            "Aucun lot ne comporte de clause, de critère ni de réservation : il n'y a aucune pièce "
            "à joindre au dossier de consultation, seulement les fiches internes."
        )


BLOCKING: tuple[Blocking, ...] = (unreasoned, ground_not_allowed, not_short, needless)
RESERVATIONS: tuple[Reservation, ...] = (uncertain_ground, unheard_facilitator, nothing_for_firms)
