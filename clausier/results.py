"""Hours written into a copy of the workbook they were computed from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from clausier.files import WORKBOOK_SUFFIXES, YAML_SUFFIXES, check_suffix
from insertion.errors import WrongUsage, fault
from insertion.hours import HoursResult
from insertion.intake import Record
from xlplugin.result_cells import (
    Placement,
    Target,
    open_target,
    place_results,
)


@dataclass(frozen=True, slots=True)
class WrittenCopy:
    """The copy to write: its path, its content, and the cells that show hours."""

    path: Path
    content: bytes
    placement: Placement


def open_for_hours(source: Path, target: Path) -> Target:
    """Open ``source`` for its hours to be written in ``target``, a copy of it.

    Raises:
        WrongUsage: when ``source`` is no workbook, or one that computes by itself; when the copy
            would have another extension: a workbook with macros does not open under another one.
        InvalidInput: when ``source`` cannot be read, or may not be modified.
    """
    check_suffix(target, workbook_suffix(source.name), "la copie de l'entrée")
    return open_target(source)


def workbook_suffix(name: str) -> str:
    """Return the extension of a workbook where hours may be written.

    Raises:
        WrongUsage: when the file ``name`` is no workbook.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in WORKBOOK_SUFFIXES:
        yaml = "Écrire d'abord un classeur : clausier classeur SORTIE.xlsx --depuis {name}."
        other = "Enregistrer l'entrée au format .xlsx dans un tableur, puis recommencer."
        advice = yaml.format(name=name) if suffix in YAML_SUFFIXES else other
        raise WrongUsage(
            [fault("RESULTAT_SANS_CLASSEUR", name, suffix=suffix or "rien", advice=advice)]
        )
    return suffix


def copy_with_hours(
    workbook: Target,
    path: Path,
    result: HoursResult,
    record: Record,
    *,
    column: str | None,
    overwrite: bool,
    beside: bool = False,
) -> WrittenCopy:
    """Return the copy of ``workbook``, for ``path``, where each lot of ``record`` has its hours.

    Raises:
        InvalidInput: with every cell that cannot be written; nothing is written here anyway.
    """
    places = record.lot_places
    placement = place_results(
        workbook, result, places, column=column, overwrite=overwrite, beside=beside
    )
    return WrittenCopy(path, workbook.book.with_values(placement.values), placement)


def copy_document(made: WrittenCopy) -> dict[str, Any]:
    """Return what was written, under its published keys."""
    cells = made.placement.cells
    return {
        "chemin": made.path.as_posix(),
        "feuille": ", ".join(dict.fromkeys(each.sheet for each in cells)),
        "cellules": [
            {
                "cellule": each.new.reference,
                "numero": each.lot or None,
                "valeur": each.new.value,
                "etat": each.state,
                "ancienne_valeur": each.before or None,
            }
            for each in cells
        ],
        "avertissements": list(made.placement.warnings),
    }
