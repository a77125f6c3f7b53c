"""Whether the law asks for a social or employment condition in a lot, as of the consultation date.

The obligation is a condition of a social kind, not hours: insertion is one way to meet it. The rule
is read lot by lot (the ministry's kit does so; a doctrine, not the text), hence the uncertain
cases.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from insertion.contract import BuyerKind, Contract, ContractType, Lot
from insertion.dated import Certainty, weakest
from insertion.law import LegalFigure, articles, european_threshold
from insertion.typography import date_text, french, money_text, numbered

CONDITION = "ccp:L2112-2"
OBLIGATION = "ccp:L2112-2-1"
CONCESSION_CONDITION = "ccp:L3114-2"
CONCESSION_OBLIGATION = "ccp:L3114-2-1"
DEFENCE = "ccp:L2312-1-1"
NAMED_LOTS = 5


class Level(StrEnum):
    """How strongly the law asks."""

    MANDATORY = "obligatoire"
    OPTIONAL = "facultatif"
    UNCERTAIN = "incertain"


@dataclass(frozen=True, slots=True)
class Obligation:
    """The answer for one lot: level, article, why, how surely, and what to look at again."""

    level: Level
    article: str | None
    citation: str | None
    certainty: Certainty
    reason: str
    threshold: Decimal | None = None
    warnings: tuple[str, ...] = ()


def obligation_of(lot: Lot, contract: Contract) -> Obligation:
    """Return the obligation of ``lot`` at the contract's consultation date."""
    if contract.buyer_kind is BuyerKind.PRIVATE:
        return _answer(
            Level.OPTIONAL,
            None,
            Certainty.VERIFIED,
            "L'acheteur n'est pas soumis au code de la commande publique.",
        )
    missing = _missing_facts(contract)
    on = contract.consultation_date
    if missing or on is None:
        return _answer(
            Level.UNCERTAIN, None, Certainty.TO_VERIFY, f"Il manque : {', '.join(missing)}."
        )
    concession = contract.contract_type is ContractType.CONCESSION
    condition = CONCESSION_CONDITION if concession else CONDITION
    rule = CONCESSION_OBLIGATION if concession else OBLIGATION
    if contract.defence:
        outside = "Marché de défense ou de sécurité : hors du champ de l'obligation."
        if concession:  # the article on defence we know is about contracts, not concessions
            return _answer(Level.OPTIONAL, None, Certainty.TO_VERIFY, outside)
        return _on(on, Level.OPTIONAL, DEFENCE, outside)
    in_force = articles()[rule].at(on)
    if in_force is None:
        return _on(on, Level.OPTIONAL, condition, "La consultation est antérieure à l'obligation.")
    threshold = european_threshold(threshold_category(contract), on)
    answer = _by_threshold(lot, contract, on, threshold, condition, rule)
    warnings = list(answer.warnings)
    if threshold.stale and answer.threshold is not None:
        warnings.append(
            f"Le seuil connu valait jusqu'au {date_text(threshold.figure.until or on)} : "
            "à reconfirmer."
        )
    if in_force.contested_day == on and answer.level is Level.MANDATORY:
        warnings.append(
            f"Consultation du {date_text(on)} : les sources hésitent d'un jour "
            "sur l'entrée en vigueur. À vérifier sur Légifrance."
        )
        answer = replace(answer, certainty=Certainty.TO_VERIFY)
    return replace(answer, warnings=tuple(french(each) for each in warnings))


def _missing_facts(contract: Contract) -> list[str]:
    facts = {
        "le type d'acheteur": contract.buyer_kind,
        "la date de lancement": contract.consultation_date,
        "la nature du marché": contract.contract_type,
    }
    return [name for name, value in facts.items() if value is None]


def threshold_category(contract: Contract) -> str:
    """Return which European threshold applies: it depends on the buyer and on what is bought."""
    if contract.contract_type in (ContractType.WORKS, ContractType.CONCESSION):
        return "travaux_concessions"
    if contract.contracting_entity:
        return "fs_entite_ou_defense"
    return "fs_central" if contract.buyer_kind is BuyerKind.STATE else "fs_autres"


def _by_threshold(
    lot: Lot, contract: Contract, on: date, threshold: LegalFigure, condition: str, rule: str
) -> Obligation:
    limit = threshold.figure.value
    shown = money_text(limit)
    amount = lot.amount_excl_tax
    unknown = contract.lots_without_amount
    if amount is None:
        return _on(
            on,
            Level.UNCERTAIN,
            rule,
            f"Montant HT non saisi pour ce lot ; le seuil est de {shown} HT.",
            limit,
        )
    if (
        amount >= limit
        and contract.social_services
        and contract.contract_type is ContractType.SERVICES
    ):
        return _on(
            on,
            Level.UNCERTAIN,
            rule,
            "Services sociaux : un seuil propre pourrait s'appliquer, à faire trancher.",
            limit,
        )
    if amount >= limit:
        answer = _on(
            on,
            Level.MANDATORY,
            rule,
            f"Le montant estimé du lot atteint le seuil européen de {shown} HT : une condition "
            "d'exécution sociale ou d'emploi est due, sauf dérogation motivée.",
            limit,
        )
        return replace(answer, certainty=weakest([answer.certainty, threshold.figure.certainty]))
    if unknown:
        return _on(
            on,
            Level.UNCERTAIN,
            rule,
            f"Montant HT non saisi pour {_named(unknown)} : la valeur totale du marché n'est pas "
            "connue.",
            limit,
        )
    if contract.known_amount >= limit:
        return _on(
            on,
            Level.UNCERTAIN,
            rule,
            f"La valeur totale du marché atteint le seuil de {shown} HT, mais pas ce lot : "
            "clause recommandée.",
            limit,
        )
    answer = _on(
        on,
        Level.OPTIONAL,
        condition,
        f"Le montant estimé reste sous le seuil européen de {shown} HT.",
        limit,
    )
    return replace(answer, certainty=weakest([answer.certainty, threshold.figure.certainty]))


def _named(numbers: tuple[str, ...]) -> str:
    """Name the first few lots: enough to find them."""
    if len(numbers) == 1:
        return f"le lot {numbers[0]}"
    shown = numbered(numbers[:NAMED_LOTS])
    return f"les lots {shown}" + (" et d'autres" if len(numbers) > NAMED_LOTS else "")


def _on(
    on: date, level: Level, article: str, reason: str, threshold: Decimal | None = None
) -> Obligation:
    version = articles()[article].at(on)
    if version is None:
        return _answer(level, None, Certainty.TO_VERIFY, reason, threshold)
    certainty = Certainty.TO_VERIFY if level is Level.UNCERTAIN else version.certainty
    return _answer(level, article, certainty, reason, threshold, articles()[article].citation(on))


def _answer(
    level: Level,
    article: str | None,
    certainty: Certainty,
    reason: str,
    threshold: Decimal | None = None,
    citation: str | None = None,
) -> Obligation:
    return Obligation(
        level, article, french(citation) if citation else None, certainty, french(reason), threshold
    )
