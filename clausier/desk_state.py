"""The state of a contract as a pane shows it: hours, law, what is wrong, what is left to fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from clausier.answers import file_document, lot_document, summary_sentence
from clausier.desk_places import Places
from clausier.documents import SetFile, hours_warnings, planned_set
from clausier.records import Understood
from docgen.production import Missing
from insertion import vocabulary
from insertion.completeness import missing_facts
from insertion.contract import BuyerKind
from insertion.equivalents import HOURS_A_DAY, HOURS_A_WEEK
from insertion.errors import Fault, InvalidInput
from insertion.facts import fact_text
from insertion.hours import HoursResult, LotHours
from insertion.intake import Intake, RawRecord, Record, read_facts
from insertion.obligations import Level
from insertion.typography import NO_BREAK, counted, decimal_text, french, money_text, plain

ASKED = {"le": "consultation_date", "acheteur": "buyer_kind", "nature": "contract_type"}
"""What the law needs to know and a buyer's table rarely says, by the name of its form field."""
READY, INCOMPLETE, FAULTY, EMPTY = "pret", "a_completer", "a_corriger", "vide"
_NO_LOT = "AUCUN_LOT"


@dataclass(frozen=True)
class Found:
    """A contract as read, and what could be understood of it."""

    raw: RawRecord
    understood: Understood
    places: Places
    ours: bool

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return the facts of the contract that can be read, by English field name."""
        record = self.understood.record
        if record is None:
            return read_facts(self.raw.contract, Intake())
        return {name: getattr(record.contract, name) for name in vocabulary.contract_terms()}


def state_of(found: Found) -> dict[str, Any]:
    """Return the state of a contract under its published keys, whatever is wrong with it."""
    faults = found.understood.faults
    document = blank_state() | {
        "marche": list(_known(found)),
        "faits_a_donner": list(_asked(found.facts)),
        "erreurs": faults_listed(faults, found.places),
    }
    record, result = found.understood.record, found.understood.result
    if record is None or result is None:
        document["avertissements"] = [_warning(each, found.places) for each in found.raw.warnings]
        empty = {each.code for each in faults} == {_NO_LOT}
        return document | (_empty_words(found.ours) if empty else _faulty_words(faults, ()))
    document["lots"] = [
        _lot(each, place, found.places, whole=not faults)
        for each, place in zip(result.lots, record.lot_places, strict=True)
    ]
    warnings = hours_warnings(record, result)
    document["avertissements"] = [_warning(each, found.places) for each in warnings]
    if faults:
        return document | _faulty_words(faults, result.lots)
    return document | _whole(record, result)


def blank_state() -> dict[str, Any]:
    """Return the keys of a state about which nothing is known."""
    return {
        "marche": [],
        "faits_a_donner": [],
        "resume": "",
        "etat": FAULTY,
        "etat_phrase": french("Aucun tableau de lots n'a pu être lu."),
        "total_heures": None,
        "total_texte": "",
        "lots": [],
        "avertissements": [],
        "erreurs": [],
        "a_completer": [],
        "pieces": {"possibles": False, "raisons": [], "fichiers": []},
        "ecrit": None,
    }


def faults_listed(faults: Sequence[Fault], places: Places) -> list[dict[str, Any]]:
    """Return faults under their published keys, each with the cell to look at."""
    return [_fault(each, places) for each in faults]


def missing_listed(missing: Sequence[Missing]) -> list[dict[str, Any]]:
    """Return the facts still to fill, and the pieces that print each."""
    return [
        {
            "cle": each.key,
            "libelle": french(each.label),
            "pieces": [french(piece) for piece in each.pieces],
        }
        for each in missing
    ]


def _fault(each: Fault, places: Places) -> dict[str, Any]:
    sheet, cell = places.spot(each.place)
    return each.as_record() | {"remede": each.at_the_desk, "feuille": sheet, "cellule": cell}


def _warning(text: str, places: Places) -> dict[str, Any]:
    sheet, cell = places.spot_of_sentence(text)
    told = french(text)
    if sheet is not None and plain(told).startswith(plain(sheet)):
        # The place stands above the sentence: it is not said twice.
        told = told.partition(f"{NO_BREAK}: ")[2] or told
    return {"texte": told[:1].upper() + told[1:], "feuille": sheet, "cellule": cell}


def _known(found: Found) -> Iterator[dict[str, str]]:
    """Yield the facts someone stated: what the law supposes of the others is no answer."""
    facts = found.facts
    for name, term in vocabulary.contract_terms().items():
        cell = found.raw.contract.get(name)
        text = "" if cell is None or cell.empty else fact_text(term, facts.get(name))
        if text:
            yield {"cle": term.key, "libelle": french(term.label), "valeur": text}


def _asked(facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what the obligation of each lot depends on; a private buyer is bound by none."""
    if facts.get("buyer_kind") is BuyerKind.PRIVATE:
        return
    for form_field, name in ASKED.items():
        term = vocabulary.contract_terms()[name]
        if facts.get(name) is None:
            choices = vocabulary.options(name).values() if term.type == "choice" else ()
            yield {
                "cle": term.key,
                "libelle": french(term.label),
                "champ": form_field,
                "type": "choix" if choices else "date",
                "aide": french(term.help),
                "choix": [{"cle": each.key, "libelle": french(each.label)} for each in choices],
            }


def _lot(each: LotHours, place: str, places: Places, *, whole: bool) -> dict[str, Any]:
    if not whole and each.obligation.level is Level.OPTIONAL and each.obligation.threshold:
        reason = "Des lots restent à corriger : la valeur totale du marché n'est pas connue."
        unsure = replace(each.obligation, level=Level.UNCERTAIN, reason=french(reason))
        each = replace(each, obligation=unsure)
    sheet, cell = places.spot(place)
    hours = each.contract_hours
    amount = each.lot.amount_excl_tax
    document = lot_document(each)
    return document | {
        "intitule": french(each.lot.title),
        "montant_texte": "" if amount is None else money_text(amount),
        "mecanisme_libelle": french(vocabulary.label_of("mechanism", each.lot.mechanism.value)),
        "methode_libelle": ""
        if each.method is None
        else french(vocabulary.label_of("method", each.method.id)),
        "obligation_libelle": vocabulary.label_of("obligation", each.obligation.level.value),
        "fondement": document["fondement"] | {"seuil_texte": _money(each.obligation.threshold)},
        "heures_texte": "" if hours is None else hours_short(hours),
        "equivalents": "" if not hours else _equivalents(hours),
        "regle": each.sentence,
        "retenue": _retained(document["retenue"]),
        "feuille": sheet,
        "cellule": cell,
    }


def _retained(document: Mapping[str, str] | None) -> dict[str, str] | None:
    if document is None:
        return None
    return {name: french(text) for name, text in document.items()}


def _money(value: Decimal | None) -> str:
    return "" if value is None else f"{money_text(value)}{NO_BREAK}HT"


def hours_short(value: int) -> str:
    """Return hours as a figure stands in a column: « 833 h »."""
    return f"{decimal_text(value)}{NO_BREAK}h"


def _equivalents(hours: int) -> str:
    """Return hours in days and weeks, at one decimal as the pieces print them.

    The hours and the bases are said: they stand under a calculation that may give other hours.
    """
    days = counted(Fraction(hours, HOURS_A_DAY), "jour", at_most=1)
    weeks = counted(Fraction(hours, HOURS_A_WEEK), "semaine", at_most=1)
    return french(f"{hours_short(hours)} = {days} de {HOURS_A_DAY} h, {weeks} de {HOURS_A_WEEK} h")


def _empty_words(ours: bool) -> dict[str, Any]:
    told = (
        "Aucun lot n'est saisi : remplir la feuille « Lots », une ligne par lot."
        if ours
        else "Aucun lot n'a été trouvé sous les en-têtes du tableau."
    )
    return {"etat": EMPTY, "etat_phrase": french(told), "resume": french("Aucun lot.")}


def _faulty_words(faults: Sequence[Fault], lots: Sequence[LotHours]) -> dict[str, Any]:
    points = counted(len(faults), "point à corriger", "points à corriger")
    if not lots:
        told = f"{points} avant de calculer les heures."
        return {"etat": FAULTY, "etat_phrase": french(told), "resume": french(f"{points}.")}
    among = counted(len(lots), "lot déjà calculé", "lots déjà calculés")
    told = f"{points} avant de connaître les heures du marché ; {among}."
    return {"etat": FAULTY, "etat_phrase": french(told), "resume": french(f"{points}, {among}.")}


def _whole(record: Record, result: HoursResult) -> dict[str, Any]:
    files: tuple[SetFile, ...] = ()
    reasons: list[str] = []
    try:
        made = planned_set(record, result, Path())
        missing, files = made.missing, made.files
    except InvalidInput as error:
        missing = tuple(
            Missing(term.key, term.label, ()) for term in missing_facts(record.contract)
        )
        reasons = [french(f"{each.cause} {each.at_the_desk}") for each in error.faults]
    return {
        "resume": french(summary_sentence(result)),
        "etat": FAULTY if reasons else INCOMPLETE if missing else READY,
        "etat_phrase": french(_sentence(reasons, missing)),
        "total_heures": result.total,
        "total_texte": hours_short(result.total),
        "a_completer": missing_listed(missing),
        "pieces": {
            "possibles": not reasons,
            "raisons": reasons,
            "fichiers": [
                file_document(each.path, each.key, french(each.label), each.folder)
                for each in files
            ],
        },
    }


def _sentence(reasons: Sequence[str], missing: Sequence[Missing]) -> str:
    if reasons:
        return "Les heures sont calculées, mais les pièces ne peuvent pas encore être générées."
    if not missing:
        return "Tout est renseigné : les pièces définitives peuvent être générées."
    left = counted(len(missing), "mention reste", "mentions restent")
    return f"Les heures sont calculées ; {left} à compléter avant les pièces définitives."
