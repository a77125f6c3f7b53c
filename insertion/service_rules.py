"""What must not be signed, and what must be looked at, of insertion services.

Here the pathway itself is bought; the activity only carries it. Works, or hours to penalise, would
make it another contract.
"""

from __future__ import annotations

from collections.abc import Iterable

from insertion.contract import ContractType, Lot, Mechanism
from insertion.errors import fault
from insertion.finding import Blocking, Finding, Reservation
from insertion.hours import HoursResult
from insertion.obligations import Level
from insertion.typography import hours_text
from insertion.vocabulary import label_of

FULL_MONTH = 152  # hours of a month at thirty-five hours a week, rounded up


def service_lots(result: HoursResult) -> list[Lot]:
    """Return the lots that buy insertion services, in order."""
    found = [each.lot for each in result.lots]
    return [each for each in found if each.mechanism is Mechanism.INSERTION_SERVICE]


def other_nature(result: HoursResult) -> Iterable[Finding]:
    """Only services are bought so: works or supplies under that name would be disguised."""
    nature = result.contract.contract_type
    if nature is None or nature is ContractType.SERVICES:
        return
    label = label_of("contract_type", nature.value)
    for lot in service_lots(result):
        found = fault(
            "SERVICE_INSERTION_NATURE", f"lot {lot.number}", number=lot.number, nature=label
        )
        yield Finding(found)


def one_pathway_for_all(result: HoursResult) -> Iterable[Finding]:
    """The number of pathways is stated once in the contract: two lots cannot share it."""
    lots = service_lots(result)
    if len(lots) > 1:
        numbers = tuple(each.number for each in lots)
        yield Finding(fault("SERVICE_INSERTION_PLUSIEURS", "lots", numbers=numbers))


def impossible_pathway(result: HoursResult) -> Iterable[Finding]:
    """A pathway cannot hold more hours than its months do."""
    contract = result.contract
    hours, months = contract.pathway_hours, contract.pathway_months
    if service_lots(result) and hours and months and hours > months * FULL_MONTH:
        told = {"hours": hours_text(hours), "most": hours_text(months * FULL_MONTH)}
        yield Finding(fault("PARCOURS_IMPOSSIBLE", "parcours_heures", **told))


def own_threshold(result: HoursResult) -> Iterable[str]:
    """Social services may have a threshold of their own, which we have not read."""
    contract = result.contract
    for lot in service_lots(result):
        if not contract.under_the_code:
            return
        if not contract.social_services:
            yield (
                f"Lot {lot.number} : la procédure adaptée quel que soit le montant suppose un "
                "service social ou spécifique de la liste légale : le vérifier, puis répondre oui "
                "à « Services sociaux ou autres services spécifiques »."
            )
        yield (
            f"Lot {lot.number} : un seuil de publicité propre aux services sociaux et spécifiques "
            "pourrait s'appliquer (à vérifier sur Légifrance)."
        )


def doubtful_condition(result: HoursResult) -> Iterable[str]:
    """Above the threshold, an object that is integration may not be the condition the law asks."""
    for each in result.lots:
        bound = each.obligation.level is Level.MANDATORY
        if bound and each.lot.mechanism is Mechanism.INSERTION_SERVICE:
            yield (
                f"Lot {each.lot.number} : une condition d'exécution sociale ou d'emploi est due. "
                "L'objet du lot est l'insertion elle-même, mais rien ne confirme que cela suffise "
                "(à vérifier)."
            )


def real_pathway(result: HoursResult) -> Iterable[str]:
    """A need met by the activity alone would be an ordinary contract under another name."""
    for lot in service_lots(result):
        yield (
            f"Lot {lot.number} : vérifier que le parcours des personnes est bien l'objet acheté, "
            "et non l'activité qui lui sert de support."
        )


BLOCKING: tuple[Blocking, ...] = (other_nature, one_pathway_for_all, impossible_pathway)
RESERVATIONS: tuple[Reservation, ...] = (own_threshold, doubtful_condition, real_pathway)
