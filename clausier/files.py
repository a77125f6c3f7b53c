"""Files in and out: contracts read from what people have, results written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from insertion.errors import Fault, InvalidInput, WrongUsage, fault
from insertion.hours import compute
from insertion.intake import RawRecord, Record, build_record, readable_part
from insertion.reading import RawCell
from insertion.record import parse_record
from xlplugin.sheet import read_any

YAML_SUFFIXES = (".yaml", ".yml")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
MAX_YAML = 5_000_000
Facts = Mapping[str, str | date]


def read_contract(path: Path, sheet: str | None = None, facts: Facts | None = None) -> Record:
    """Return the contract of a workbook, of a buyer's own table or of a ``marche.yaml``.

    ``facts`` are given on the command line, by English field name, and win over the file's.

    Raises:
        InvalidInput: with every fault found; the file is never modified.
    """
    raw = parse_record(_text(path), path.name) if _is_yaml(path) else read_any(path, sheet)
    given = {name: RawCell(value, f"option --{name}") for name, value in (facts or {}).items()}
    raw = replace(raw, contract={**raw.contract, **given})
    try:
        return build_record(raw)
    except InvalidInput as error:
        raise InvalidInput([*error.faults, *_further_faults(raw, error.faults)]) from None


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
    if not path.exists():
        raise InvalidInput([fault("FICHIER_ABSENT", str(path))])
    suffix = path.suffix.lower()
    if path.is_dir() or suffix not in YAML_SUFFIXES + WORKBOOK_SUFFIXES:
        shown = "dossier" if path.is_dir() else suffix or "aucune"
        raise InvalidInput([fault("FORMAT_INCONNU", path.name, value=shown)])
    return suffix in YAML_SUFFIXES


def _text(path: Path) -> str:
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
            shown = f"{size // 1_000_000} Mo"
            limit_shown = f"{limit // 1_000_000} Mo"
            raise InvalidInput(
                [fault("FICHIER_TROP_GROS", path.name, size=shown, limit=limit_shown)]
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InvalidInput([fault("FICHIER_ABSENT", str(path))]) from error
    except OSError as error:
        raise _unreadable(path, _system_detail(error), "lisible") from error


def _unreadable(path: Path, detail: str, expected: str) -> InvalidInput:
    return InvalidInput([fault("FICHIER_ILLISIBLE", path.name, detail=detail, expected=expected)])


def _system_detail(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "le droit d'accès manque, ou le fichier est ouvert ailleurs"
    if isinstance(error, IsADirectoryError):
        return "c'est un dossier"
    return "le système a refusé l'accès"


def write_all(files: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """Write every file or none: temporary files first, then renamed into place.

    Raises:
        WrongUsage: when a file exists and ``overwrite`` is not asked.
        InvalidInput: when the disk refuses; nothing is left half written.
    """
    existing = [path for path in files if path.exists()]
    if existing and not overwrite:
        raise WrongUsage(fault("SORTIE_EXISTANTE", str(path)) for path in existing)
    waiting: dict[Path, Path] = {}
    current = Path()
    try:
        for path, content in files.items():
            current = path
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".clausier-")
            waiting[path] = Path(name)
            with os.fdopen(handle, "wb") as target:
                target.write(content)
            waiting[path].chmod(0o644)
        for path, temporary in waiting.items():
            current = path
            temporary.replace(path)
    except OSError as error:
        raise InvalidInput(
            [fault("SORTIE_IMPOSSIBLE", str(current), detail=_system_detail(error))]
        ) from error
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """Return ``path`` if nothing is there, else the first free name beside it: « exemple-2 »."""
    if not path.exists():
        return path
    number = 2
    while (candidate := path.with_name(f"{path.name}-{number}")).exists():
        number += 1
    return candidate


_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\s]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def file_stem(text: str | None, default: str = "marche") -> str:
    """Return ``text`` as a file name every system accepts."""
    stem = _UNSAFE.sub("-", text or "").strip("-. ")[:60].rstrip("-. ")
    return default if not stem or _RESERVED.match(stem) else stem


def output_fault(code: str, path: Path) -> Fault:
    """Return a fault about an output path."""
    return fault(code, str(path))
