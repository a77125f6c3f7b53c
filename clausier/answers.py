"""The documents machines read: hours, files and faults under their published French keys.

Nothing here prints: the command line, the server and the task pane share them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clausier.documents import GeneratedSet, hours_warnings
from insertion.errors import ClausierError
from insertion.hours import HoursResult, LotHours
from insertion.intake import Record
from insertion.method import HoursKind
from insertion.obligations import Obligation
from insertion.periods import PeriodHours
from insertion.quantities import exact_text
from insertion.typography import counted

VERSION = "1"
"""Version of every JSON document printed; it changes when a key changes its meaning."""


def hours_document(result: HoursResult, record: Record) -> dict[str, Any]:
    """Return the computed hours under their published keys."""
    return {
        "version": VERSION,
        "lots": [lot_document(each) for each in result.lots],
        "total_heures": result.total,
        "total_heures_formation": result.total_of(HoursKind.TRAINING),
        "heures_offertes": result.offered,
        "avertissements": list(hours_warnings(record, result)),
        "erreurs": [],
    }


def obligation_document(obligation: Obligation) -> dict[str, Any]:
    """Return what the law asks, and on what ground, under its published keys."""
    return {
        "obligation": obligation.level.value,
        "fondement": {
            "article": obligation.article,
            "citation": obligation.citation,
            "certitude": obligation.certainty.label,
            "explication": obligation.reason,
            "seuil": None if obligation.threshold is None else f"{obligation.threshold:f}",
        },
    }


def lot_document(each: LotHours) -> dict[str, Any]:
    """Return the hours of one lot and their ground, under its published keys."""
    obligation = each.obligation
    retained = each.retained
    return {
        "numero": each.lot.number,
        "intitule": each.lot.title,
        "mecanisme": each.lot.mechanism.value,
        "methode": None if each.method is None else each.method.id,
        "heures_exactes": None if each.exact is None else exact_text(each.exact),
        "heures": each.calculated,
        "heures_retenues": each.contract_hours,
        "nature_heures": each.kind.value,
        "retenue": None
        if retained is None
        else {
            "motif": retained.reason,
            "auteur": retained.author,
            "date": retained.decided_on.isoformat(),
        },
        **obligation_document(obligation),
        "periodes": [_period_document(part) for part in each.periods],
        "etapes": [str(step) for step in each.steps],
        "avertissements": list(each.warnings),
    }


def _period_document(part: PeriodHours) -> dict[str, Any]:
    """Return hours of a period; those not ``comprise`` come on top of the lot's own."""
    return {
        "intitule": part.period.title,
        "nature": part.period.period_kind.value,
        "heures": part.hours,
        "comprise": part.included,
        "conditionnelle": part.conditional,
    }


def file_document(path: Path, key: str, label: str, folder: str = "") -> dict[str, str]:
    """Return a file written, under its published keys; ``folder`` is its place in a set."""
    return {"chemin": path.as_posix(), "dossier": folder, "piece": key, "libelle": label}


def set_document(made: GeneratedSet, folder: str) -> dict[str, Any]:
    """Return the list of generated files under its published keys."""
    return {
        "version": VERSION,
        "dossier": folder,
        "fichiers": [
            file_document(each.path, each.key, each.label, each.folder) for each in made.files
        ],
        "a_completer": [
            {"cle": each.key, "libelle": each.label, "pieces": list(each.pieces)}
            for each in made.missing
        ],
        "avertissements": list(made.warnings),
        "erreurs": [],
    }


def error_document(error: ClausierError, empty: dict[str, Any]) -> dict[str, Any]:
    """Return the faults of a refused command, beside the empty keys of its usual document."""
    return {"version": VERSION, **empty, "erreurs": [each.as_record() for each in error.faults]}


def summary_sentence(result: HoursResult) -> str:
    """Return the hours in one sentence, telling apart those a share of worked hours estimates."""
    rules = [each.contract_hours or 0 for each in result.lots if each.states_a_rule]
    estimated = sum(rules)
    if estimated and estimated == result.total:
        among = ", toutes estimées" if estimated > 1 else ", estimée"
    else:
        among = f", dont {counted(estimated, 'estimée')}" if estimated else ""
    hours = counted(result.total, "heure")
    return f"{hours} d'insertion{among}, {counted(len(result.lots), 'lot')}."
