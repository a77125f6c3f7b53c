"""Files the desk hands out: the set in one archive, a buyer's document, a workbook with hours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from clausier.answers import file_document
from clausier.desk_state import missing_listed
from clausier.documents import GeneratedSet, SetFile, generate, insert_into
from clausier.files import file_stem
from clausier.results import copy_document, copy_with_hours, workbook_suffix
from docgen.production import Missing
from insertion.hours import HoursResult
from insertion.intake import Record
from insertion.typography import counted, french
from xlplugin.result_cells import Placement, target_of

VERSION = 1
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOKS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
}
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first day a ZIP archive can tell: the same contract gives the same bytes on any day."""
_EVERYBODY_READS = 0o100644 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Archive:
    """A file to hand out: its name, its content, its media type and what is told of it."""

    name: str
    content: bytes
    type: str
    document: Mapping[str, Any]


def archive_of_set(record: Record, *, final: bool) -> Archive:
    """Return the whole set of pieces in one archive, folders ``DCE/`` and ``interne/``.

    Raises:
        InvalidInput: with every reason why the set cannot be made.
    """
    made: GeneratedSet = generate(record, Path(), final=final)
    stem = file_stem(record.contract.consultation_number)
    version = file_stem(record.contract.document_version, "1")
    name = f"{stem}_pieces-insertion_v{version}{'' if final else '_projet'}.zip"
    told = _told("generer", name, ZIP, made.files, made.missing, made.warnings)
    return Archive(name, zipped(made.files), ZIP, told)


def zipped(files: Iterable[SetFile]) -> bytes:
    """Return files in an archive whose bytes depend on nothing but them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in files:
            entry = zipfile.ZipInfo(each.path.as_posix(), EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _EVERYBODY_READS
            entry.create_system = _UNIX
            archive.writestr(entry, each.content)
    return buffer.getvalue()


def document_with_articles(record: Record, content: bytes, name: str, *, final: bool) -> Archive:
    """Return the buyer's document ``name`` with the articles at its marker.

    Raises:
        InvalidInput, Refused: when the document or the contract cannot be used.
    """
    written, missing = insert_into(record, content, name, final=final)
    made = f"{PurePath(name).stem}-insertion.docx"
    file = SetFile(Path(made), written, "", "ccap", "CCAP")
    return Archive(made, written, DOCX, _told("inserer", made, DOCX, [file], missing, ()))


def copy_of_workbook(
    content: bytes,
    name: str,
    result: HoursResult,
    record: Record,
    *,
    column: str | None = None,
    overwrite: bool = False,
) -> Archive:
    """Return a copy of the workbook ``name`` where each lot has its hours; nothing else changes.

    Raises:
        WrongUsage: when it is no workbook, or one of ours, which computes by itself.
        InvalidInput: with every cell that cannot be written.
    """
    suffix = workbook_suffix(name)
    path = Path(f"{PurePath(name).stem}-heures{suffix}")
    made = copy_with_hours(
        target_of(content, name),
        path,
        result,
        record,
        column=column,
        overwrite=overwrite,
        beside=True,
    )
    copied = copy_document(made)
    file = SetFile(path, made.content, "", "classeur", "Classeur avec les heures")
    told = _told("heures", path.name, WORKBOOKS[suffix], [file], (), made.placement.warnings)
    told["ecrit"] = written(made.placement) | {"detail": copied["cellules"]}
    return Archive(path.name, made.content, WORKBOOKS[suffix], told)


def written(placement: Placement) -> dict[str, Any]:
    """Return the cells that received something, and a sentence about them."""
    changed = [each for each in placement.cells if each.new in _changed(placement, each.sheet)]
    cells = [each.new.reference for each in changed]
    figures = [each for each in placement.cells if each.lot]
    sheet = placement.cells[0].sheet if placement.cells else None
    if not figures:
        told = "Aucun lot n'a d'heures : aucune cellule n'a été remplie."
    elif not cells:
        told = f"Les heures étaient déjà à jour : {counted(len(figures), 'cellule')}."
    else:
        count = counted(len(cells), "cellule écrite", "cellules écrites")
        told = f"{count} dans « {sheet} », de {cells[0]} à {cells[-1]}."
        if len(cells) == 1:
            told = f"{count} dans « {sheet} » : {cells[0]}."
    return {"feuille": sheet, "cellules": cells, "phrase": french(told)}


def _changed(placement: Placement, sheet: str) -> Sequence[object]:
    return placement.values.get(sheet, [])


def _told(
    action: str,
    name: str,
    media_type: str,
    files: Sequence[SetFile],
    missing: Sequence[Missing],
    warnings: Sequence[str],
) -> dict[str, Any]:
    return {
        "version": VERSION,
        "action": action,
        "nom": name,
        "type": media_type,
        "fichiers": [
            file_document(each.path, each.key, french(each.label), each.folder) for each in files
        ],
        "a_completer": missing_listed(missing),
        "avertissements": [french(each) for each in warnings],
        "erreurs": [],
    }
