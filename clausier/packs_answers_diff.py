"""What the verbs that compare say to machines: stable documents, under French keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clausier import answers
from clausier.packs_sides import Stale
from docgen.clause import Clause
from docgen.clause_diff import ClauseDiff, Fate
from docgen.document_diff import Judged
from docgen.text_diff import LineChange
from insertion.typography import french

COMPARED: dict[str, Any] = {"avant": None, "apres": None, "compte": None, "clauses": []}
DOCUMENT: dict[str, Any] = {
    "fichier": None, "le": None, "valeurs_comparees": None, "compte": None, "clauses": [],
}  # fmt: skip
STALE: dict[str, Any] = {"pile": None, "adaptations": []}
"""The keys of the documents of refused commands: those of done ones."""


@dataclass(frozen=True, slots=True)
class Document:
    """A piece judged; ``with_values`` when the facts of its contract were read too."""

    name: str
    on: date | None
    clauses: tuple[Judged, ...]
    with_values: bool


def _document(content: dict[str, Any]) -> dict[str, Any]:
    return {"version": answers.VERSION, **content, "erreurs": []}


def compared_document(before: str, after: str, found: Sequence[ClauseDiff]) -> dict[str, Any]:
    """Return every clause of two sides that differs, and how many of each kind there are."""
    return _document(
        {
            "avant": before,
            "apres": after,
            "compte": {fate.value: sum(each.fate is fate for each in found) for fate in Fate},
            "clauses": [_compared(each) for each in found if each.fate is not Fate.SAME],
        }
    )


def _compared(each: ClauseDiff) -> dict[str, Any]:
    return {
        "identifiant": each.id,
        "sort": each.fate.value,
        "avant": _identity(each.before),
        "apres": _identity(each.after),
        "source": [{"fichier": one.name, "lignes": list(one.lines)} for one in each.source],
        "exemples_compares": each.cases,
        "effet": [
            {"exemples": list(one.cases), "lignes": lines(one.changes)} for one in each.effects
        ],
    }


def _identity(clause: Clause | None) -> dict[str, Any] | None:
    if clause is None:
        return None
    provenance = clause.sheet.provenance
    return {
        "titre": french(clause.sheet.title),
        "version": clause.sheet.version,
        "editeur": provenance.publisher,
        "empreinte": clause.sha256,
        "adaptee_de": provenance.derived_from,
        "motif": provenance.reason,
    }


def lines(changes: Iterable[LineChange]) -> list[dict[str, Any]]:
    """Return lines that differ, each with its words marked."""
    return [
        {
            "avant": each.before,
            "apres": each.after,
            "mots": [{"sort": one.mark.value, "texte": one.text} for one in each.words],
        }
        for each in changes
    ]


def document_document(judged: Document) -> dict[str, Any]:
    """Return what became of each clause a piece holds."""
    states: dict[str, int] = {}
    for each in judged.clauses:
        states[each.state.value] = states.get(each.state.value, 0) + 1
    return _document(
        {
            "fichier": judged.name,
            "le": None if judged.on is None else judged.on.isoformat(),
            "valeurs_comparees": judged.with_values,
            "compte": states,
            "clauses": [
                {
                    "identifiant": each.held.id,
                    "version_de_la_piece": each.held.version,
                    "etat": each.state.value,
                    "bibliotheque": _identity(each.current),
                    "texte_comme_ecrit": each.as_written,
                    "lignes": lines(each.changes),
                }
                for each in judged.clauses
            ],
        }
    )


def stale_document(name: str, found: Sequence[Stale]) -> dict[str, Any]:
    """Return every adaptation of a stack, and where it stands with its base."""
    return _document({"pile": name, "adaptations": [_stale(each) for each in found]})


def _stale(each: Stale) -> dict[str, Any]:
    adaptation = each.adaptation
    return {
        "identifiant": adaptation.clause.id,
        "bibliotheque": adaptation.library,
        "etat": adaptation.standing.value,
        "motif": adaptation.clause.sheet.provenance.reason,
        "base_d_alors": {
            "origine": adaptation.origin.name,
            "empreinte": adaptation.origin.sha256,
            "texte_connu": adaptation.base_then is not None,
        },
        "base_du_jour": _identity(adaptation.base_now),
        "nous": _identity(adaptation.clause),
        "fiche_seule": each.only_sheet,
        "variantes": [
            {
                "libelle": french(variant.label),
                "lignes": [
                    {"alors": row.then, "du_jour": row.now, "nous": row.ours}
                    for row in variant.rows
                ],
            }
            for variant in each.variants
        ],
    }
