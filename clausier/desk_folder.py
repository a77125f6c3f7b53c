"""Files the desk puts beside an open workbook, or takes from there, where no pane carries them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from clausier.desk_files import ZIP, Archive
from clausier.files import beside, read_bytes, write_all
from docgen.gate import MAX_FILE
from insertion.errors import WrongUsage, fault
from insertion.typography import counted, french

DOCUMENT = ".docx"
MADE = "-insertion"
"""How the name of a document the product wrote ends: it is no document to write in again."""


def delivered(made: Archive, folder: str) -> str:
    """Write a file in ``folder``, the set in a new folder of its own; nothing is replaced.

    Raises:
        WrongUsage: when the workbook is in no folder of this computer.
        InvalidInput: when the disk refuses.
    """
    target = _folder(folder) / made.name
    if made.type != ZIP:
        path = _free(target)
        write_all({path: made.content}, overwrite=False)
        return french(f"Fichier écrit : {path.name}, à côté du classeur.")
    place = beside(target.with_suffix(""))
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        files = {place / each: archive.read(each) for each in archive.namelist()}
    write_all(files, overwrite=False)
    count = counted(len(files), "fichier écrit", "fichiers écrits")
    return french(f"{count} dans le dossier {place.name}, à côté du classeur.")


def fetched(folder: str, name: str) -> tuple[bytes, str]:
    """Return a document of ``folder`` and its name; without a name, the only one there.

    Raises:
        WrongUsage: when the workbook is in no folder, or the document cannot be told.
        InvalidInput: when it cannot be read.
    """
    place = _folder(folder)
    if name:
        return read_bytes(place / name, MAX_FILE), name
    found = sorted(
        each.name
        for each in place.glob(f"*{DOCUMENT}")
        if not each.name.startswith("~$") and not each.stem.endswith(MADE)
    )
    if len(found) != 1:
        told = ", ".join(found) if found else "aucun document .docx à côté du classeur"
        raise WrongUsage([fault("DOCUMENT_A_NOMMER", str(place.name), found=told)])
    return read_bytes(place / found[0], MAX_FILE), found[0]


def _folder(folder: str) -> Path:
    if not folder or not Path(folder).is_dir():
        raise WrongUsage([fault("COPIE_SANS_DOSSIER", folder or "classeur")])
    return Path(folder)


def _free(path: Path) -> Path:
    """Return ``path``, or the first free name beside it, the extension kept."""
    number = 2
    candidate = path
    while candidate.exists():
        candidate = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return candidate
