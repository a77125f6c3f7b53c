"""What « clausier clauses » says to machines: stable documents, under French keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from clausier import answers
from clausier.clauses_search import Hit
from clausier.clauses_text import readable
from clausier.clauses_words import (
    Basis,
    basis_certainty,
    field_label,
    field_source,
    field_type,
    history,
    legal_basis,
    reason,
    selection_words,
    variant_words,
)
from docgen.blocks import Blank
from docgen.cases import cases_of
from docgen.clause import Clause
from docgen.frozen import served_days
from docgen.library import Library
from docgen.lint import Finding
from docgen.origin import origin_of
from docgen.render import out_of_force
from docgen.selection import Choice, Outcome
from docgen.standing import review_lapses, standing_words
from insertion import vocabulary
from insertion.contract import Contract, ContractType, Mechanism
from insertion.typography import french

LIST: dict[str, Any] = {"le": None, "nombre": None, "clauses": [], "hors_periode": []}
SHOWN: dict[str, Any] = {"le": None, "clause": None}
FOUND: dict[str, Any] = {"recherche": [], "tous_les_mots": None, "resultats": []}
CHECKED: dict[str, Any] = {
    "dossier": None, "clauses": None, "cas": None, "remarques": [], "a_relire": [],
}  # fmt: skip
EXPLAINED: dict[str, Any] = {
    "le": None, "document": None, "compte": None, "clauses": [], "avertissements": [],
}  # fmt: skip
"""The keys of the documents of refused commands: those of done ones."""


def _document(content: dict[str, Any]) -> dict[str, Any]:
    return {"version": answers.VERSION, **content, "erreurs": []}


def list_document(served: Sequence[Clause], other: Sequence[Clause], on: date) -> dict[str, Any]:
    """Return the clauses that serve a consultation of ``on``, and those that do not."""
    return _document(
        {
            "le": on.isoformat(),
            "nombre": len(served),
            "clauses": [_summary(each, on) for each in served],
            "hors_periode": [_summary(each, on) for each in other],
        }
    )


def _summary(clause: Clause, on: date) -> dict[str, Any]:
    sheet = clause.sheet
    certainty = basis_certainty(clause, on)
    review = sheet.provenance.reviewed
    return {
        "identifiant": clause.id,
        "numero": sheet.number,
        "titre": french(sheet.title),
        "resume": french(sheet.summary),
        "situations": [french(each) for each in sheet.situations],
        "documents": list(sheet.applies_to.documents),
        "mecanismes": [Mechanism[each.upper()].value for each in sheet.applies_to.mechanisms],
        "natures": [ContractType[each.upper()].value for each in sheet.applies_to.contract_types],
        "version_clause": sheet.version,
        "statut": vocabulary.label_of("clause_status", sheet.status),
        "en_vigueur_du": sheet.validity.start.isoformat(),
        "en_vigueur_au": _day(sheet.validity.end),
        "sert_a_cette_date": out_of_force(clause, on) is None,
        "certitude": None if certainty is None else certainty.key,
        "relecture": {
            "le": review.on.isoformat(),
            "par": review.by,
            "a_refaire_apres": review_lapses(clause).isoformat(),
        },
        "avertissements": standing_words(clause, on),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def clause_document(clause: Clause, library: Library, on: date) -> dict[str, Any]:
    """Return a whole clause as people read it, as of ``on``."""
    sheet = clause.sheet
    origin = origin_of(clause)
    whole = {
        **_summary(clause, on),
        "titre_court": french(sheet.short_title),
        "editeur": sheet.provenance.publisher,
        "licence": sheet.provenance.license,
        "adaptation": None
        if origin is None
        else {"base": origin.name, "motif": french(sheet.provenance.reason or "")},
        "selection": selection_words(clause),
        "exige": list(sheet.requires),
        "exclut": list(sheet.conflicts),
        "variantes": [
            {
                "nom": name,
                "libelle": french(variant.label),
                "niveau": variant.level,
                "demande": french(variant.asks) if variant.asks else None,
                "effet_sur_les_heures": french(variant.hours_effect)
                if variant.hours_effect
                else None,
                "condition": variant.when,
                "choisie": variant_words(variant),
                "texte": [
                    {"genre": each.kind.value, "retrait": each.depth, "texte": each.text}
                    for each in readable(clause.blocks[name], library, on)
                ],
            }
            for name, variant in sheet.variants.items()
        ],
        "champs": [
            {
                "nom": name,
                "libelle": field_label(name),
                "type": field_type(kind),
                "origine": field_source(name),
            }
            for name, kind in sheet.variables.items()
        ],
        "vigilance": [french(each) for each in sheet.vigilance],
        "fondement": [_basis(each) for each in legal_basis(clause, on)],
        "historique": [
            {"version": each.title, "effets": list(each.effects)}
            for each in history(clause, library)
        ],
        "versions": [
            {"version": each.sheet.version, "du": start.isoformat(), "au": _day(end)}
            for each, start, end in served_days(library, clause.id)
        ],
        "cas": len(cases_of(clause, library)),
        "empreinte": clause.sha256,
    }
    return _document({"le": on.isoformat(), "clause": whole})


def _basis(each: Basis) -> dict[str, Any]:
    return {
        "article": each.article,
        "citation": each.citation,
        "role": each.role,
        "en_vigueur": each.certainty is not None,
        "certitude": None if each.certainty is None else each.certainty.key,
        "du": _day(each.start),
        "au": _day(each.until),
        "source": each.source,
        "verifie_le": _day(each.checked_on),
    }


def search_document(sought: Sequence[str], hits: Sequence[Hit], *, whole: bool) -> dict[str, Any]:
    """Return what was found, best first; ``whole`` when every word is held."""
    return _document(
        {
            "recherche": list(sought),
            "tous_les_mots": whole,
            "resultats": [
                {
                    "identifiant": each.clause.id,
                    "titre": french(each.clause.sheet.title),
                    "documents": list(each.clause.sheet.applies_to.documents),
                    "mots": list(each.words),
                    "passage": each.passage.text,
                    "reperes": [list(mark) for mark in each.passage.marks],
                }
                for each in hits
            ],
        }
    )


def check_document(
    folder: str | None,
    library: Library | None,
    cases: int | None,
    findings: Sequence[Finding],
    due: Sequence[Clause],
) -> dict[str, Any]:
    """Return what the rules found in a library; ``folder`` is ``None`` for the built-in one.

    ``due`` are the clauses whose review is too old.
    """
    return _document(
        {
            "dossier": folder,
            "clauses": None if library is None else len(library.clauses),
            "cas": cases,
            "remarques": [
                {
                    "regle": each.rule,
                    "code": each.fault.code,
                    "fichier": each.file,
                    "ligne": each.line or None,
                    "cle": each.key or None,
                    "cause": each.fault.cause,
                    "remede": each.fault.remedy,
                }
                for each in findings
            ],
            "a_relire": [
                {
                    "identifiant": each.id,
                    "relue_le": each.sheet.provenance.reviewed.on.isoformat(),
                    "a_refaire_apres": review_lapses(each).isoformat(),
                }
                for each in due
            ],
        }
    )


def why_document(
    choices: Sequence[Choice], contract: Contract, document: str | None, warnings: Sequence[str]
) -> dict[str, Any]:
    """Return what is decided of each clause in a contract, and why."""
    counts = {each.value: sum(choice.outcome is each for choice in choices) for each in Outcome}
    return _document(
        {
            "le": _day(contract.consultation_date),
            "document": document,
            "compte": counts,
            "clauses": [_choice(each, contract) for each in choices],
            "avertissements": list(warnings),
        }
    )


def _choice(each: Choice, contract: Contract) -> dict[str, Any]:
    blank = isinstance(each.value, Blank)
    return {
        "identifiant": each.clause.id,
        "titre": french(each.clause.sheet.title),
        "document": each.document or None,
        "decision": each.outcome.value,
        "motif": each.ground.value,
        "raison": reason(each, contract),
        "condition": each.clause.sheet.when,
        "valeur": None if blank else each.value,
        "a_renseigner": each.value.key if isinstance(each.value, Blank) else None,
        "lots": list(each.lots),
    }
