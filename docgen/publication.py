"""The values a notice and the essential data ask for: codes to key in, not sentences.

Code lists: eForms SDK 1.16 and DECP schema 2.0.3. What marks a lot as reserved is its reservation
alone, never an insertion condition; « no social consideration » never stands beside another value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docgen.blocks import Block, Inlines, Paragraph, Table, Text
from docgen.lot_tables import NOT_APPLICABLE
from insertion.clause_choices import ReservedFor, SocialCondition
from insertion.contract import Contract, Lot, Mechanism
from insertion.hours import HoursResult
from insertion.typography import decimal_text, french, numbered

STRATEGIC, NOTHING_STRATEGIC = "soc-obj", "none"
OPPORTUNITIES, OTHER_OBJECTIVE = "opp", "other"
NOT_RESERVED, WORKSHOPS, PUBLIC_SERVICE = "none", "res-ws", "res-pub-ser"
NO = "no"
QUALITY = "quality"
DECP_CLAUSE, DECP_CRITERION = "Clause sociale", "Critère social"
DECP_RESERVED, DECP_RESERVED_CONCESSION = "Marché réservé", "Concession réservée"
DECP_NOTHING = "Pas de considération sociale"
NOTICE = "Reprendre le texte de l'extrait d'avis"
TO_CONFIRM = "(à vérifier)"
OBJECTIVES = {
    SocialCondition.EQUALITY: "gen-eq",
    SocialCondition.WORKING_CONDITIONS: "work-cond",
    SocialCondition.ACCESSIBILITY: "acc-all",
}
"""The social objective of a condition other than insertion; « other » without one of its own."""

FIELDS = {
    "BT-06": "Achat stratégique",
    "BT-775": "Objectif social",
    "BT-777": "Description",
    "BT-70": "Conditions d'exécution",
    "BT-539": "Type du critère d'attribution",
    "BT-540": "Description du critère",
    "BT-541": "Poids du critère, en pourcentage exact",
    "BT-71": "Participation réservée",
    "BT-736": "Exécution réservée",
    "DECP": "Considérations sociales",
}
ABREAST = 4
"""Columns of values that stay readable on a page; the others follow in a table of their own."""

Values = tuple[tuple[str, str], ...]
"""Fields of a lot and what to key in, in the order of the fields."""


@dataclass(frozen=True, slots=True)
class _Coded:
    """The codes of one lot. ``objective`` is none when the lot has no social purpose."""

    objective: str | None
    decp: tuple[str, ...]
    reserved: str = NOT_RESERVED
    sheltered: str = NO
    condition: bool = False
    weight: str = ""


def publication_blocks(result: HoursResult) -> tuple[Block, ...]:
    """Return the values to key in: a row a field, a column for the lots that share their values.

    Empty for a buyer outside the code.
    """
    contract = result.contract
    if not contract.under_the_code:
        return ()
    groups: dict[Values, list[Lot]] = {}
    for each in result.lots:
        groups.setdefault(lot_values(each.lot, contract), []).append(each.lot)
    columns = [(_heading(lots, contract), dict(rows)) for rows, lots in groups.items()]
    intro = Paragraph(_cell("Ces valeurs ne font pas partie du texte de l'avis."))
    starts = range(0, len(columns), ABREAST)
    return (intro, *(_table(columns[start : start + ABREAST]) for start in starts))


def _heading(lots: list[Lot], contract: Contract) -> str:
    if not contract.allotted:
        return "Le marché"
    return ("Lot " if len(lots) == 1 else "Lots ") + numbered([each.number for each in lots])


def lot_values(lot: Lot, contract: Contract) -> Values:
    """Return the fields of a lot and the value to key in each."""
    return tuple(_rows(_coded(lot, contract)))


def decp_values(lot: Lot, contract: Contract) -> tuple[str, ...]:
    """Return the social considerations of the essential data, which never contradict each other.

    None for an insertion service, which has no value of its own: the buyer answers.
    """
    return _coded(lot, contract).decp


def _coded(lot: Lot, contract: Contract) -> _Coded:
    weight = contract.criterion_weight
    shown = "Poids du critère, à saisir" if weight is None else decimal_text(weight * 100)
    match lot.mechanism:
        case Mechanism.EXECUTION_CONDITION:
            return _Coded(OPPORTUNITIES, (DECP_CLAUSE,), condition=True)
        case Mechanism.AWARD_CRITERION:
            return _Coded(OPPORTUNITIES, (DECP_CRITERION,), condition=True, weight=shown)
        case Mechanism.CLAUSE_AND_CRITERION:
            both = (DECP_CLAUSE, DECP_CRITERION)
            return _Coded(OPPORTUNITIES, both, condition=True, weight=shown)
        case Mechanism.RESERVED:
            return _reserved(lot, contract)
        case Mechanism.INSERTION_SERVICE:
            return _Coded(OPPORTUNITIES, decp=())
        case Mechanism.SOCIAL_CONDITION:
            kind = lot.social_condition
            objective = OTHER_OBJECTIVE if kind is None else OBJECTIVES.get(kind, OTHER_OBJECTIVE)
            return _Coded(objective, (DECP_CLAUSE,), condition=True)
        case Mechanism.NONE:
            return _Coded(None, (DECP_NOTHING,))


def _reserved(lot: Lot, contract: Contract) -> _Coded:
    decp = (DECP_RESERVED_CONCESSION if contract.concession else DECP_RESERVED,)
    to_choose = "yes ou no, selon que l'exécution est elle-même réservée à des emplois protégés"
    match lot.reserved_for:
        case ReservedFor.SOCIAL_ECONOMY:
            return _Coded(OTHER_OBJECTIVE, decp, reserved=PUBLIC_SERVICE)
        case ReservedFor.PRISON:
            none = f"Aucun code propre : choix à faire, et mention en texte libre {TO_CONFIRM}"
            return _Coded(OPPORTUNITIES, decp, reserved=none, sheltered=to_choose)
        case ReservedFor.INTEGRATION | ReservedFor.DISABILITY | ReservedFor.MIXED:
            return _Coded(OPPORTUNITIES, decp, reserved=WORKSHOPS, sheltered=to_choose)
        case None:
            asked = "Selon la structure à qui le lot est réservé, à préciser"
            return _Coded(OPPORTUNITIES, decp, reserved=asked, sheltered=to_choose)


def _rows(coded: _Coded) -> Iterator[tuple[str, str]]:
    if coded.objective is None:
        yield "BT-06", f"{NOTHING_STRATEGIC}, sauf autre considération du lot"
    else:
        yield "BT-06", STRATEGIC
        yield "BT-775", coded.objective
        yield "BT-777", NOTICE
    if coded.condition:
        yield "BT-70", NOTICE
    if coded.weight:
        yield "BT-539", QUALITY
        yield "BT-540", NOTICE
        yield "BT-541", coded.weight
    yield "BT-71", coded.reserved
    yield "BT-736", coded.sheltered
    yield "DECP", _decp_text(coded)


def _decp_text(coded: _Coded) -> str:
    if not coded.decp:
        return (
            f"{DECP_CLAUSE}, si une condition sociale s'impose à l'exécution ; sinon "
            f"{DECP_NOTHING}. Réponse à donner par l'acheteur"
        )
    return " et ".join(coded.decp)


def _table(columns: list[tuple[str, dict[str, str]]]) -> Table:
    shown = [field for field in FIELDS if any(field in values for _, values in columns)]
    return Table(
        header=(_cell("Champ"), _cell("Libellé"), *(_cell(heading) for heading, _ in columns)),
        rows=tuple(
            (
                _cell(field),
                _cell(FIELDS[field]),
                *(_cell(values.get(field, NOT_APPLICABLE)) for _, values in columns),
            )
            for field in shown
        ),
        widths=(9, 21, *(70 // len(columns) for _ in columns)),
    )


def _cell(text: str) -> Inlines:
    return (Text(french(text)),)
