"""What must not be signed, and what must be looked at, of a reserved lot.

A reserved lot names the operators it is reserved for; so may insertion services. The bounds of each
reservation come from the law data, as of the consultation date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from insertion.clause_choices import ReservedFor
from insertion.contract import BuyerKind, Contract, ContractType, Lot, Mechanism
from insertion.dated import Certainty
from insertion.errors import fault
from insertion.finding import Blocking, Finding, Reservation
from insertion.hours import HoursResult
from insertion.law import articles, reservation_figure
from insertion.obligations import Level
from insertion.typography import date_text, months_text
from insertion.vocabulary import label_of

PRISON_ARTICLE = "ccp:L2113-13-1"
ANNOUNCING_ARTICLE = "ccp:R2113-7"
FOUNDING_ARTICLES = {
    ReservedFor.INTEGRATION: "ccp:L2113-13",
    ReservedFor.DISABILITY: "ccp:L2113-12",
    ReservedFor.MIXED: "ccp:L2113-14",
    ReservedFor.PRISON: PRISON_ARTICLE,
    ReservedFor.SOCIAL_ECONOMY: "ccp:L2113-15",
}
"""The article each reservation rests on, in a contract that is no concession."""
MAY_BE_RESERVED = (Mechanism.RESERVED, Mechanism.INSERTION_SERVICE)
BY_STRUCTURE = (ReservedFor.INTEGRATION, ReservedFor.DISABILITY, ReservedFor.MIXED)
"""Reservations to structures whose purpose is integration or disability; the only ones we hold the
texts of for a concession."""
BY_WORKERS = (*BY_STRUCTURE, ReservedFor.PRISON)
"""Reservations that ask for a share of the workers."""
FEW_OPERATORS = "trois"  # house setting: below, competition is doubtful


def is_reserved(lot: Lot) -> bool:
    """Tell whether the participation in the lot is reserved, insertion services included."""
    if lot.mechanism is Mechanism.INSERTION_SERVICE:
        return lot.reserved_for is not None
    return lot.mechanism is Mechanism.RESERVED


def is_reserved_for(lot: Lot, kinds: Sequence[ReservedFor]) -> bool:
    """Tell whether the participation in the lot is reserved for one of ``kinds``."""
    return is_reserved(lot) and lot.reserved_for in kinds


def reserved_lots(result: HoursResult) -> Iterator[tuple[Lot, ReservedFor]]:
    """Yield the lots reserved, and for whom; a lot that does not say so is told elsewhere."""
    for each in result.lots:
        if is_reserved(each.lot) and each.lot.reserved_for is not None:
            yield each.lot, each.lot.reserved_for


def without_operators(result: HoursResult) -> Iterable[Finding]:
    """A reserved lot says for whom; a lot that is not reserved does not."""
    for each in result.lots:
        lot = each.lot
        place = f"lot {lot.number}"
        if lot.mechanism is Mechanism.RESERVED and lot.reserved_for is None:
            yield Finding(fault("RESERVE_SANS_DESTINATAIRE", place, number=lot.number))
        if lot.mechanism not in MAY_BE_RESERVED and lot.reserved_for is not None:
            named = label_of("mechanism", lot.mechanism.value)
            found = fault("RESERVE_SANS_MECANISME", place, number=lot.number, mechanism=named)
            yield Finding(found)


def private_buyer(result: HoursResult) -> Iterable[Finding]:
    """A buyer outside the code chooses whom it consults: there is nothing to reserve."""
    if result.contract.buyer_kind is BuyerKind.PRIVATE:
        for lot, _ in reserved_lots(result):
            found = fault("RESERVE_HORS_CODE", f"lot {lot.number}", number=lot.number)
            yield Finding(found)


def not_in_force(result: HoursResult) -> Iterable[Finding]:
    """A reservation whose article is not in force yet reserves nothing."""
    on = result.contract.consultation_date
    if on is None or result.contract.concession:
        return
    for lot, kind in reserved_lots(result):
        needed = [FOUNDING_ARTICLES[kind], *([ANNOUNCING_ARTICLE] if kind in BY_WORKERS else [])]
        for article in (articles()[each] for each in needed):
            if article.at(on) is None:
                told = {"number": lot.number, "date": date_text(on), "article": article.cite}
                yield Finding(fault("RESERVE_PAS_EN_VIGUEUR", f"lot {lot.number}", **told))


def concession_kind(result: HoursResult) -> Iterable[Finding]:
    """The library has no text for every reservation of a concession."""
    if not result.contract.concession:
        return
    for lot, kind in reserved_lots(result):
        if kind not in BY_STRUCTURE:
            label = label_of("reserved_for", kind.value)
            found = fault("RESERVE_CONCESSION", f"lot {lot.number}", number=lot.number, label=label)
            yield Finding(found)


def social_economy(result: HoursResult) -> Iterable[Finding]:
    """The reservation for the social economy is narrow: who buys, what, and for how long."""
    contract = result.contract
    if contract.concession:
        return
    for lot, kind in reserved_lots(result):
        if kind is not ReservedFor.SOCIAL_ECONOMY:
            continue
        place, number = f"lot {lot.number}", lot.number
        if contract.contracting_entity:
            yield Finding(fault("ESS_ENTITE_ADJUDICATRICE", place, number=number))
        nature = contract.contract_type
        if nature not in (None, ContractType.SERVICES) or not contract.social_services:
            yield Finding(fault("ESS_HORS_SERVICES", place, number=number))
        months, longest = possible_months(contract), _longest(contract)
        if months is not None and longest is not None and months > longest:
            told = {"months": months_text(months), "longest": months_text(longest)}
            yield Finding(fault("ESS_TROP_LONG", place, number=number, **told))


def possible_months(contract: Contract) -> int | None:
    """Return how long the contract may last, every period included."""
    known = [each.duration_months for each in contract.periods]
    periods = sum(each or 0 for each in known)
    if contract.duration_months is None:
        return periods or None
    return max(contract.duration_months, periods)


def _longest(contract: Contract) -> int | None:
    on = contract.consultation_date
    return None if on is None else int(reservation_figure("ess_duree", on).figure.value)


def doubtful_condition(result: HoursResult) -> Iterable[str]:
    """Above the threshold, a reservation alone may not be the condition the law asks for."""
    for each in result.lots:
        lot = each.lot
        bound = each.obligation.level is Level.MANDATORY
        if bound and lot.mechanism is Mechanism.RESERVED:
            yield (
                f"Lot {lot.number} : une condition d'exécution sociale ou d'emploi est due. Le "
                "maintien du statut est écrit comme condition d'exécution, mais rien ne confirme "
                "qu'il suffise (à vérifier) : envisager une autre condition, ou le motiver."
            )


def few_operators(result: HoursResult) -> Iterable[str]:
    """A reservation nobody can answer ends without an offer."""
    for lot, kind in reserved_lots(result):
        label = label_of("reserved_for", kind.value)
        yield (
            f"Lot {lot.number}, réservé à « {label} » : vérifier qu'au moins {FEW_OPERATORS} "
            "opérateurs peuvent y répondre, et que le lot est à leur taille (repère interne)."
        )


def social_economy_bounds(result: HoursResult) -> Iterable[str]:
    """What a person must check of a reservation for the social economy."""
    contract = result.contract
    on = contract.consultation_date
    for lot, kind in reserved_lots(result):
        if kind is not ReservedFor.SOCIAL_ECONOMY or contract.concession or on is None:
            continue
        longest = reservation_figure("ess_duree", on).figure
        if longest.certainty is not Certainty.VERIFIED:
            yield (
                f"Lot {lot.number} : la durée maximale de {months_text(int(longest.value))} d'un "
                "marché réservé à l'économie sociale et solidaire est à vérifier sur Légifrance."
            )
        codes = contract.reserved_cpv
        named = f"les codes {codes}" if codes else "les codes CPV du lot, non saisis,"
        yield (
            f"Lot {lot.number} : vérifier que {named} figurent dans la liste des services "
            "réservables, et que l'attributaire pressenti n'a pas déjà obtenu un tel marché pour "
            "les mêmes services (périmètre à vérifier)."
        )


def concession_articles(result: HoursResult) -> Iterable[str]:
    """Some articles on reserved concessions were not read: the pieces cite no number."""
    if not result.contract.concession:
        return
    for lot, kind in reserved_lots(result):
        if kind is not ReservedFor.DISABILITY:
            yield (
                f"Lot {lot.number} : les articles sur la réservation d'une concession à "
                "l'insertion, seule ou avec le handicap, sont à vérifier sur Légifrance ; les "
                "pièces n'en citent aucun."
            )
        yield (
            f"Lot {lot.number} : la part minimale de travailleurs qui vaut pour une concession "
            "réservée est à vérifier ; les pièces la désignent sans chiffre."
        )


BLOCKING: tuple[Blocking, ...] = (
    without_operators,
    private_buyer,
    not_in_force,
    concession_kind,
    social_economy,
)
RESERVATIONS: tuple[Reservation, ...] = (
    doubtful_condition,
    few_operators,
    social_economy_bounds,
    concession_articles,
)
