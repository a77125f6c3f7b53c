"""What a Windows computer says of itself, and what xlwings does to it: asked in one place."""

from __future__ import annotations

import contextlib
import io
import locale
import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import xlwings
import xlwings.cli

from insertion.errors import Fault, InvalidInput, WrongUsage, fault

ADDIN = "xlwings.xlam"
_CLI: Any = xlwings.cli
"""The functions behind the command ``xlwings``, which have no types."""
SYSTEMS = {"win32": "Windows", "darwin": "macOS", "linux": "Linux"}
SECONDS = 30
"""How long Windows may take to list what is running."""


def system() -> str:
    """Return the system as Python names it."""
    return sys.platform


def python() -> Path:
    """Return the Python that runs, the one Excel will call."""
    return Path(sys.executable)


def code_page() -> str:
    """Return the encoding in which VBA reads files."""
    return locale.getencoding()


def config_path() -> Path:
    """Return the configuration of xlwings of this user."""
    return Path(xlwings.USER_CONFIG_FILE)


def packaged_addin() -> bytes:
    """Return the add-in that goes with the xlwings installed: they must be of one version."""
    return (Path(xlwings.__file__).parent / "addin" / ADDIN).read_bytes()


def conda_environment() -> tuple[str, str] | None:
    """Return the folder of conda and the name of the environment this Python belongs to."""
    folder, name = _CLI.get_conda_settings()
    if folder and name and (Path(sys.prefix) / "conda-meta").is_dir():
        return folder, name
    return None


def check_windows() -> None:
    """Let only Windows through.

    Raises:
        WrongUsage: elsewhere; it names what serves there.
    """
    if system() != "win32":
        shown = SYSTEMS.get(system(), system())
        raise WrongUsage([fault("EXCEL_CLASSIQUE_AILLEURS", "Excel", system=shown)])


def check_python() -> None:
    """Make sure that Excel will find in this Python what it needs.

    Raises:
        InvalidInput: when pywin32 or the library that Excel loads is not there.
    """
    if not xlwings.has_pywin32:
        raise InvalidInput([_silent("le paquet pywin32 manque à ce Python")])
    folder = python().parent
    wanted = [f"xlwings{bits}-{xlwings.__version__}.dll" for bits in (64, 32)]
    if not any((place / name).is_file() for place in (folder, folder.parent) for name in wanted):
        raise InvalidInput([fault("PYTHON_SANS_XLWINGS", str(python()), value=wanted[0])])


def check_excel_closed() -> None:
    """Let through only when this person has no Excel open.

    Windows is asked, not xlwings: it does not see an Excel without workbook, and would end it as a
    stray when it leaves its own.

    Raises:
        WrongUsage: when Excel is open.
        InvalidInput: when Windows does not answer.
    """
    command = ["tasklist", "/FI", "IMAGENAME eq EXCEL.EXE", "/FO", "CSV", "/NH"]
    if user := os.environ.get("USERNAME"):
        command += ["/FI", f"USERNAME eq {user}"]
    try:
        ended = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise InvalidInput([_silent("Windows ne dit pas quels programmes sont ouverts")]) from error
    if b"EXCEL.EXE" in ended.stdout.upper():
        raise WrongUsage([fault("EXCEL_OUVERT", "Excel")])


def addin_folder() -> Path:
    """Return the folder whose workbooks Excel opens at each start; Excel is started to tell.

    Raises:
        InvalidInput: when Excel does not start.
    """
    try:
        return Path(_CLI.get_addin_dir())
    except Exception as error:  # whatever COM raises, whose classes exist on Windows only
        raise InvalidInput([_silent(_last_words(error))]) from error


def copy_addin(place: Path) -> None:
    """Have xlwings put its add-in in place, as ``xlwings addin install`` does.

    Raises:
        InvalidInput: when the add-in is not there once it is done.
    """
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        _CLI.addin_install(Namespace(glob=False, dir=None, file=None))
    if not place.is_file() or place.read_bytes() != packaged_addin():
        detail = " ".join(said.getvalue().split()) or "xlwings n'en dit pas plus"
        raise InvalidInput([fault("COMPLEMENT_REFUSE", str(place), detail=detail)])


def _silent(detail: str) -> Fault:
    return fault("EXCEL_MUET", "Excel", detail=detail)


def _last_words(error: Exception) -> str:
    """Return what COM says of its error: a number, then a sentence of Windows."""
    return next((each for each in error.args if isinstance(each, str)), type(error).__name__)
