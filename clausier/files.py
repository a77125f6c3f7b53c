"""Files in and out: contracts read from what people have, results written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from insertion.errors import Fault, InvalidInput, WrongUsage, fault
from insertion.hours import compute
from insertion.intake import RawRecord, Record, build_record, readable_part
from insertion.reading import RawCell
from insertion.record import parse_record
from insertion.territory import TerritorySet, load_set
from insertion.typography import size_text
from xlplugin.sheet import read_any

YAML_SUFFIXES = (".yaml", ".yml")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
MAX_YAML = 5_000_000
TEMPORARY = ".clausier-"
Facts = Mapping[str, str | date]
FACT_OPTIONS = {
    "consultation_date": "--le",
    "buyer_kind": "--acheteur",
    "contract_type": "--nature",
}
"""The option that gives each fact on the command line, by English field name."""


def read_contract(path: Path, sheet: str | None = None, facts: Facts | None = None) -> Record:
    """Return the contract of a workbook, of a buyer's own table or of a ``marche.yaml``.

    ``facts`` are given on the command line, by a field name of :data:`FACT_OPTIONS`, and win over
    the file's.

    Raises:
        InvalidInput: with every fault found; the file is never modified.
    """
    raw = read_raw(path, sheet)
    given = {
        name: RawCell(value, f"option {FACT_OPTIONS[name]}")
        for name, value in (facts or {}).items()
    }
    raw = replace(raw, contract={**raw.contract, **given})
    try:
        return build_record(raw)
    except InvalidInput as error:
        raise InvalidInput([*error.faults, *_further_faults(raw, error.faults)]) from None


def read_raw(path: Path, sheet: str | None = None) -> RawRecord:
    """Return the cells of a contract file before their reading, each with its place.

    Raises:
        InvalidInput: when the file cannot be opened or has no known shape.
    """
    return parse_record(read_text(path), path.name) if _is_yaml(path) else read_any(path, sheet)


def read_set(path: Path) -> TerritorySet:
    """Return the territory's set a file holds.

    Raises:
        InvalidInput: with every fault found.
    """
    return load_set(read_text(path), path.name)


def _further_faults(raw: RawRecord, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return what computing would refuse in the lots that could be read: one report, not two."""
    rest = readable_part(raw, faults)
    if rest is None:
        return ()
    try:
        record = build_record(rest)
        compute(record.contract, record.lot_places)
    except InvalidInput as error:
        return error.faults
    return ()


def _is_yaml(path: Path) -> bool:
    if not _is_there(path, follow=True):
        raise InvalidInput([fault("FICHIER_ABSENT", str(path))])
    suffix = path.suffix.lower()
    if path.is_dir() or suffix not in YAML_SUFFIXES + WORKBOOK_SUFFIXES:
        shown = "dossier" if path.is_dir() else suffix or "aucune"
        raise InvalidInput([fault("FORMAT_INCONNU", path.name, value=shown)])
    return suffix in YAML_SUFFIXES


def _is_there(path: Path, *, follow: bool = False) -> bool:
    """Tell whether something bears that name, or what a link points to when ``follow``ing it."""
    try:
        path.stat(follow_symlinks=follow)
    except OSError:  # a name the system cannot hold included
        return False
    return True


def read_text(path: Path) -> str:
    """Return the text of a YAML file.

    Raises:
        InvalidInput: when it is absent, too large or not in UTF-8.
    """
    content = read_bytes(path, MAX_YAML)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        detail = f"le caractère de rang {error.start + 1} n'est pas en UTF-8"
        raise _unreadable(path, detail, "YAML en UTF-8") from error


def read_bytes(path: Path, limit: int) -> bytes:
    """Return a file's content.

    Raises:
        InvalidInput: when it is absent, too large or cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            shown = size_text(size)
            limit_shown = size_text(limit)
            raise InvalidInput(
                [fault("FICHIER_TROP_GROS", path.name, size=shown, limit=limit_shown)]
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InvalidInput([fault("FICHIER_ABSENT", str(path))]) from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise InvalidInput([fault("FICHIER_ABSENT", str(path))]) from error
        raise _unreadable(path, _system_detail(error), "lisible") from error


def _unreadable(path: Path, detail: str, expected: str) -> InvalidInput:
    return InvalidInput([fault("FICHIER_ILLISIBLE", path.name, detail=detail, expected=expected)])


def _system_detail(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "le droit d'accès manque, ou le fichier est ouvert ailleurs"
    if isinstance(error, IsADirectoryError):
        return "c'est un dossier"
    if error.errno == errno.ENAMETOOLONG:
        return "le nom est trop long"
    return "le système a refusé l'accès"


def check_suffix(path: Path, suffix: str, kind: str) -> None:
    """Check the extension of an output; ``kind`` says in French what the file will be.

    Raises:
        WrongUsage: when the name ends otherwise: nothing would open the file.
    """
    if path.suffix.lower() != suffix:
        example = f"{path.stem or 'sortie'}{suffix}"
        raise WrongUsage(
            [fault("SORTIE_MAL_NOMMEE", str(path), kind=kind, suffix=suffix, example=example)]
        )


def write_all(
    files: Mapping[Path, bytes], *, overwrite: bool, sources: Collection[Path] = ()
) -> None:
    """Write every file or none; on a failure each earlier file is back under its name.

    ``sources`` are the files the command read: none is ever written over.

    Raises:
        WrongUsage: when an output is a source, or exists and ``overwrite`` is not asked.
        InvalidInput: when the disk refuses; nothing is left half written.
    """
    own = [path for path in files if any(_same(path, source) for source in sources)]
    if own:
        raise WrongUsage(fault("SORTIE_EST_LA_SOURCE", str(path)) for path in own)
    existing = [path for path in files if _is_there(path)]
    if existing and not overwrite:
        raise WrongUsage(fault("SORTIE_EXISTANTE", str(path)) for path in existing)
    folders = [path for path in existing if path.is_dir() and not path.is_symlink()]
    if folders:
        raise InvalidInput(
            fault("SORTIE_IMPOSSIBLE", str(path), detail=_system_detail(IsADirectoryError()))
            for path in folders
        )
    waiting: dict[Path, Path] = {}
    current = Path()
    try:
        for path, content in files.items():
            current = path
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY)
            waiting[path] = Path(name)
            with os.fdopen(handle, "wb") as target:
                target.write(content)
            waiting[path].chmod(_usual_mode())
        _put_in_place(waiting, existing)
    except OSError as error:
        named = {str(error.filename), str(error.filename2)}
        at = next((path for path in files if str(path) in named), current)
        raise InvalidInput(
            [fault("SORTIE_IMPOSSIBLE", str(at), detail=_system_detail(error))]
        ) from error
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def _same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:  # one of them is not there: nothing can be lost
        return False


def _usual_mode() -> int:
    """Return the rights of a new file: those the person's own settings give."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _put_in_place(waiting: Mapping[Path, Path], existing: Sequence[Path]) -> None:
    """Give each waiting file its name, or put everything back as it was and raise."""
    aside: dict[Path, Path] = {}
    placed: list[Path] = []
    try:
        for path in existing:
            sibling = waiting[path].with_suffix(".ancien")
            path.replace(sibling)
            aside[path] = sibling
        for path, temporary in waiting.items():
            temporary.replace(path)
            placed.append(path)
    except BaseException:
        _put_back(aside, placed)
        raise
    for sibling in aside.values():
        with contextlib.suppress(OSError):  # every new file is in place: a leftover harms nobody
            sibling.unlink()


def _put_back(aside: Mapping[Path, Path], placed: Sequence[Path]) -> None:
    """Undo what :func:`_put_in_place` began.

    Raises:
        InvalidInput: naming what could not be undone, so that a person can finish.
    """
    lost: list[Fault] = []
    for path in placed:
        if path not in aside:
            try:
                path.unlink()
            except OSError:
                detail = "le nouveau fichier n'a pas pu être retiré"
                lost.append(fault("SORTIE_IMPOSSIBLE", str(path), detail=detail))
    for path, sibling in aside.items():
        try:
            sibling.replace(path)
        except OSError:
            detail = f"l'ancien fichier est resté sous le nom {sibling.name}"
            lost.append(fault("SORTIE_IMPOSSIBLE", str(path), detail=detail))
    if lost:
        raise InvalidInput(lost)


def beside(path: Path) -> Path:
    """Return ``path`` if nothing is there, else the first free name beside it: « exemple-2 »."""
    if not _is_there(path):
        return path
    number = 2
    while _is_there(candidate := path.with_name(f"{path.name}-{number}")):
        number += 1
    return candidate


_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\s]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def file_stem(text: str | None, default: str = "marche") -> str:
    """Return ``text`` as a file name every system accepts."""
    stem = _UNSAFE.sub("-", text or "").strip("-. ")[:60].rstrip("-. ")
    return default if not stem or _RESERVED.match(stem) else stem
