"""Files in and out: contracts read from what people have, results written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePath

from clausier.records import record_of, with_facts
from insertion.errors import Fault, InvalidInput, WrongUsage, fault
from insertion.intake import RawRecord, Record
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
    given = {
        name: RawCell(value, f"option {FACT_OPTIONS[name]}")
        for name, value in (facts or {}).items()
    }
    return record_of(with_facts(read_raw(path, sheet), given))


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


def _is_yaml(path: Path) -> bool:
    if not _is_there(path, follow=True):
        raise InvalidInput([fault("FICHIER_ABSENT", str(path))])
    if path.is_dir():
        raise InvalidInput([fault("FORMAT_INCONNU", path.name, value="dossier")])
    return is_yaml(path.name)


def is_yaml(name: str) -> bool:
    """Tell a ``marche.yaml`` from a workbook by the end of its name.

    Raises:
        InvalidInput: when the name is that of neither.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in YAML_SUFFIXES + WORKBOOK_SUFFIXES:
        raise InvalidInput([fault("FORMAT_INCONNU", name, value=suffix or "aucune")])
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
    return text_of(read_bytes(path, MAX_YAML), path.name)


def text_of(content: bytes, name: str) -> str:
    """Return the text of the bytes of a YAML file; ``name`` is the file's, for messages.

    Raises:
        InvalidInput: when it is too large or not in UTF-8.
    """
    if len(content) > MAX_YAML:
        raise _too_large(name, len(content), MAX_YAML)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        detail = f"le caractère de rang {error.start + 1} n'est pas en UTF-8"
        raise _unreadable(name, detail, "YAML en UTF-8") from error


def read_bytes(path: Path, limit: int) -> bytes:
    """Return a file's content.

    Raises:
        InvalidInput: when it is absent, too large or cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise _too_large(path.name, size, limit)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InvalidInput([fault("FICHIER_ABSENT", str(path))]) from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise InvalidInput([fault("FICHIER_ABSENT", str(path))]) from error
        raise _unreadable(path.name, _system_detail(error), "lisible") from error


def _too_large(name: str, size: int, limit: int) -> InvalidInput:
    shown = {"size": size_text(size), "limit": size_text(limit)}
    return InvalidInput([fault("FICHIER_TROP_GROS", name, **shown)])


def _unreadable(name: str, detail: str, expected: str) -> InvalidInput:
    return InvalidInput([fault("FICHIER_ILLISIBLE", name, detail=detail, expected=expected)])


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


# Marks that turn the direction of writing would show « exe.txt » for « txt.exe ».
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\s\u200b-\u200f\u202a-\u202e\u2060-\u2069]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def file_stem(text: str | None, default: str = "marche") -> str:
    """Return ``text`` as a file name every system accepts."""
    stem = _UNSAFE.sub("-", text or "").strip("-. ")[:60].rstrip("-. ")
    return default if not stem or _RESERVED.match(stem) else stem
