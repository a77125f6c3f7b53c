"""Classic xlwings on a Windows computer: its add-in, and the lines that lead it to this Python.

What was there before is kept beside the configuration, and comes back when clausier leaves.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from clausier import classic_windows as windows
from clausier.classic_config import put_back, value_of, with_values
from clausier.files import write_all
from insertion.errors import InvalidInput, WrongUsage, fault

OURS = ("xlplugin.classic", "clausier.classic_macros")
"""The modules that Excel imports: functions, and commands, which load more."""
RECORD = "clausier.json"
"""Beside the configuration: what was there before us."""
KEPT = ".avant-clausier"
"""What the name of a file put aside ends with."""
PYTHON, MODULES, NEIGHBOURS = "INTERPRETER_WIN", "UDF MODULES", "ADD_WORKBOOK_TO_PYTHONPATH"
CONDA, CONDA_NAME = "CONDA PATH", "CONDA ENV"
KEYS = (PYTHON, MODULES, NEIGHBOURS, CONDA, CONDA_NAME)
"""The keys that may be written; every other one belongs to the user."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What is in place: the add-in, the configuration, the Python it names."""

    addin: Path
    config: Path
    python: Path
    new: bool = False
    """Whether something had to be written."""
    replaced: str | None = None
    """The Python that was named before, when another takes its place."""


@dataclass(frozen=True, slots=True)
class Removal:
    """The files put back as they were; ``addin_stays`` when it was there before clausier."""

    config: Path
    addin: Path
    addin_stays: bool


@dataclass(frozen=True, slots=True)
class _Before:
    """What was there before us (``None`` for no file), and the digest of what we wrote.

    The digest is empty once someone else has written too: then only our lines are put back.
    """

    config: bytes | None
    addin: bytes | None
    addin_path: Path
    digest: str


def install(*, replace: bool) -> Installation:
    """Install xlwings' add-in and lead it to this Python and to our functions; idempotent.

    Raises:
        WrongUsage: elsewhere than on Windows, when Excel is open, or when another Python is named
            already and ``replace`` is not asked.
        InvalidInput: when Excel, the add-in's folder or the configuration cannot be used; all is
            then as before.
    """
    windows.check_windows()
    windows.check_python()
    config = windows.config_path()
    found = _content(config)
    written = _written(config, found or b"")
    before, addin = _recorded(config), windows.packaged_addin()
    if before is not None and written == found and _content(before.addin_path) == addin:
        return Installation(before.addin_path, config, windows.python())
    other = _other_python(found or b"")
    if other is not None and not replace:
        raise WrongUsage([fault("PYTHON_DEJA_CHOISI", str(config), value=other)])
    windows.check_excel_closed()
    place = windows.addin_folder() / windows.ADDIN
    there = _content(place)
    if before is None:
        now = _Before(found, there, place, _digest(written))
    else:
        ours_alone = before.digest and before.digest == _digest(found or b"")
        now = _Before(before.config, before.addin, place, _digest(written) if ours_alone else "")
    try:
        _record(config, now)
        if there != addin:
            windows.copy_addin(place)
        write_all({config: written}, overwrite=True)
    except BaseException:
        _restore(place, there)
        _restore(config, found)
        if before is None:
            _forget(config)
        else:
            _record(config, before)
        raise
    return Installation(place, config, windows.python(), new=True, replaced=other)


def remove() -> Removal | None:
    """Put everything back as it was before :func:`install`, or return ``None`` if it never was.

    When someone else has written in the configuration since, their lines stay.

    Raises:
        WrongUsage: elsewhere than on Windows, or when Excel is open.
        InvalidInput: when a file cannot be written or removed.
    """
    windows.check_windows()
    config = windows.config_path()
    before = _recorded(config)
    if before is None:
        return None
    windows.check_excel_closed()
    _restore(config, _as_before(_content(config), before))
    # « xlwings addin remove » would start Excel to find this folder, then do the same.
    _restore(before.addin_path, before.addin)
    _forget(config)
    return Removal(config, before.addin_path, before.addin is not None)


def _as_before(now: bytes | None, before: _Before) -> bytes | None:
    if now is None:
        return None  # taken away since: it does not come back
    if before.digest == _digest(now):
        return before.config
    rest = put_back(now, before.config or b"", KEYS)
    return rest if rest.strip() or before.config is not None else None


# --- The lines of the configuration ----------------------------------------------------------


def _written(config: Path, found: bytes) -> bytes:
    """Return the configuration with our lines."""
    page = windows.code_page()
    own = [each for each in (value_of(found, MODULES, page) or "").split(";") if each.strip()]
    values: dict[str, str | None] = {
        MODULES: ";".join([*own, *(each for each in OURS if each not in own)]),
        PYTHON: str(windows.python()),
        CONDA: None,
        CONDA_NAME: None,
    }
    if (conda := windows.conda_environment()) is not None:
        # A Python of conda only finds its libraries once its environment is activated.
        values |= {PYTHON: None, CONDA: conda[0], CONDA_NAME: conda[1]}
    if set(own) <= set(OURS) and value_of(found, NEIGHBOURS, page) is None:
        # Our functions are installed in this Python: a workbook's folder, which OneDrive may turn
        # into a web address, or where a stranger's code may lie, has no business in its path.
        values[NEIGHBOURS] = "False"
    try:
        return with_values(found, values, page)
    except UnicodeEncodeError as error:
        place, value = str(config), error.object
        raise InvalidInput([fault("CHEMIN_HORS_PAGE_DE_CODES", place, value=value)]) from None


def _other_python(found: bytes) -> str | None:
    """Return the Python the configuration names, unless it is ours."""
    page = windows.code_page()
    folder, name = value_of(found, CONDA, page), value_of(found, CONDA_NAME, page)
    if folder and name:
        return None if (folder, name) == windows.conda_environment() else f"{name} ({folder})"
    named = value_of(found, PYTHON, page)
    return named if named and Path(named) != windows.python() else None


# --- What was there before -------------------------------------------------------------------


def _record(config: Path, before: _Before) -> None:
    document = {
        "version": 1,
        "complement": str(before.addin_path),
        "complement_present": before.addin is not None,
        "configuration_presente": before.config is not None,
        "empreinte": before.digest,
    }
    files = {_beside(config, RECORD): json.dumps(document, indent=2).encode()}
    if before.config is not None:
        files[_beside(config, config.name + KEPT)] = before.config
    if before.addin is not None:
        files[_beside(config, windows.ADDIN + KEPT)] = before.addin
    write_all(files, overwrite=True)


def _recorded(config: Path) -> _Before | None:
    """Return what was recorded, or ``None`` when clausier is not installed."""
    path = _beside(config, RECORD)
    content = _content(path)
    if content is None:
        return None
    try:
        document = json.loads(content)
        place = Path(document["complement"])
        kept = document["configuration_presente"], document["complement_present"]
        digest = str(document["empreinte"])
    except (ValueError, KeyError, TypeError) as error:
        detail = "il a été modifié"
        expected = "écrit par clausier"
        raise InvalidInput(
            [fault("FICHIER_ILLISIBLE", str(path), detail=detail, expected=expected)]
        ) from error
    names = (config.name + KEPT, windows.ADDIN + KEPT)
    contents = [
        _needed(_beside(config, name)) if there else None
        for name, there in zip(names, kept, strict=True)
    ]
    return _Before(contents[0], contents[1], place, digest)


def _needed(path: Path) -> bytes:
    content = _content(path)
    if content is None:
        raise InvalidInput([fault("FICHIER_ABSENT", str(path))])
    return content


def _forget(config: Path) -> None:
    for name in (RECORD, config.name + KEPT, windows.ADDIN + KEPT):
        _restore(_beside(config, name), None)


def _beside(config: Path, name: str) -> Path:
    return config.with_name(name)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InvalidInput(
            [fault("FICHIER_ILLISIBLE", str(path), detail="accès refusé", expected="lisible")]
        ) from error


def _restore(path: Path, content: bytes | None) -> None:
    """Give a file this content, or none."""
    if content is not None:
        if _content(path) != content:
            write_all({path: content}, overwrite=True)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        detail = "le système a refusé l'accès"
        raise InvalidInput([fault("SORTIE_IMPOSSIBLE", str(path), detail=detail)]) from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
