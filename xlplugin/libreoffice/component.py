"""The Calc functions, on LibreOffice's side; run by the Python that LibreOffice carries.

Shipped as a file of the extension, beside ``contents.json``; never imported by clausier itself. It
must be read by any Python since 3.8, if only to say which one is needed.
"""

from __future__ import annotations

import importlib.machinery
import json
import os
import platform
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import uno
import unohelper

HERE = Path(__file__).resolve().parent
CONTENTS: dict[str, Any] = json.loads((HERE / "contents.json").read_text(encoding="utf-8"))
SERVICES: tuple[str, ...] = (CONTENTS["service"], "com.sun.star.sheet.AddIn")
MODULES = cast("dict[str, ModuleType | None]", sys.modules)  # None: not to be looked for
NO_PLUGINS = "PYDANTIC_DISABLE_PLUGINS"


class OwnModules:
    """The modules of the extension: in place while one of its functions runs, out of sight after.

    All the extensions share one Python. Another one may carry a library of the same name and of
    another version: each must find its own. So ours are in ``sys.modules`` and their folders in
    ``sys.path`` only within this context, which Calc enters for one cell at a time. A package that
    is ``absent`` from the extension is not looked for elsewhere: its version would be another one.
    """

    def __init__(
        self, folders: Iterable[Path], packages: Iterable[str], absent: Iterable[str]
    ) -> None:
        self._folders = [str(each) for each in folders]
        self._packages = frozenset(packages)
        self._modules: dict[str, ModuleType | None] = dict.fromkeys(absent)
        self._others: dict[str, ModuleType | None] = {}
        self._environment: str | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()
        self._others = self._taken_away()
        MODULES.update(self._modules)
        sys.path[:0] = self._folders
        # A plugin of another Python library has no business in our models.
        self._environment = os.environ.get(NO_PLUGINS)
        os.environ[NO_PLUGINS] = "__all__"

    def __exit__(self, *exception: object) -> None:
        if self._environment is None:
            del os.environ[NO_PLUGINS]
        else:
            os.environ[NO_PLUGINS] = self._environment
        for folder in self._folders:
            sys.path.remove(folder)
        self._modules = self._taken_away()
        MODULES.update(self._others)
        self._others = {}
        self._lock.release()

    def _taken_away(self) -> dict[str, ModuleType | None]:
        """Remove every module of these packages from the process, and return them."""
        names = [name for name in list(MODULES) if name.partition(".")[0] in self._packages]
        return {name: MODULES.pop(name) for name in names}


def compiled_folder() -> Path | None:
    """Return the folder of the compiled library that this Python can load, if there is one."""
    for tag in CONTENTS["compiled"]:
        folder: Path = HERE / "compiled" / tag
        fits = sys.platform != "darwin" or platform.machine() in tag or "universal2" in tag
        if fits and any(
            (folder / (CONTENTS["library"] + suffix)).exists()
            for suffix in importlib.machinery.EXTENSION_SUFFIXES
        ):
            return folder
    return None


LIBRARY: str = CONTENTS["library"].split("/")[0]
COMPILED = compiled_folder()
WITHOUT_ANSWER: set[str] = set()
"""Functions that asked in vain for the compiled library: asking again, cell by cell, is slow."""
OWN = OwnModules(
    [HERE / "python", *([COMPILED] if COMPILED else [])],
    CONTENTS["packages"],
    absent=[] if COMPILED else [LIBRARY],
)


def this_python() -> str:
    """Return the version and the system of this Python, which say the wheel it needs."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return f"Python {version} ({sys.platform}, {platform.machine()})"


def told(phrase: str, found: str) -> str:
    """Return a sentence for the cell, which is all that Calc can show."""
    return refused(CONTENTS["phrases"][phrase].replace("{found}", found))


def refused(sentence: str) -> str:
    """Return a sentence as that of an error."""
    words: str = CONTENTS["phrases"]["refused"]
    return words.replace("{found}", sentence)


def answer(name: str, arguments: Sequence[Any]) -> Any:
    """Return what the function answers to these arguments: a value, rows of values or a sentence.

    An optional argument equal to zero counts as absent: zero is what Calc gives for an empty cell.
    """
    # Within OWN only: anybody else would find somebody else's modules.
    from insertion.errors import ClausierError  # noqa: PLC0415
    from xlplugin.function_catalogue import as_cells, function  # noqa: PLC0415
    from xlplugin.function_columns import sentence  # noqa: PLC0415

    found = function(name)
    values = list(arguments)
    if found.arguments[-1].repeated:
        values[-1:] = values[-1] or ()
    for index, each in enumerate(found.arguments):
        if each.optional and not each.repeated and values[index] == 0:
            values[index] = None
    try:
        return as_cells(found.call(*values))
    except ClausierError as error:
        return refused(sentence(error.faults))


def answered(name: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """Return an answer as Calc takes it; whatever happens, a cell says it in French."""
    if sys.version_info[:2] < tuple(CONTENTS["python"]):
        return grid(told("python", this_python()))
    if name in WITHOUT_ANSWER:
        return grid(told("library", this_python()))
    try:
        with OWN:
            return grid(answer(name, arguments))
    except Exception as error:  # noqa: BLE001  the last border: Calc would only show #VALUE!
        missing = isinstance(error, ImportError) and error.name == LIBRARY
        if missing and COMPILED is None:
            WITHOUT_ANSWER.add(name)
            return grid(told("library", this_python()))
        return grid(told("unforeseen", repr(error)))


def grid(answer: Any) -> Sequence[Sequence[Any]]:
    """Return rows of numbers and texts: what Calc takes for an answer, whatever its size."""
    rows = answer if isinstance(answer, list) else [[answer]]
    return tuple(tuple(map(cell, row)) for row in rows)


def cell(value: Any) -> Any:
    """Return a number or a text; Calc's true and false are 1 and 0."""
    if value is None:
        return ""
    return float(value) if isinstance(value, (int, float)) else str(value)


class Functions(
    unohelper.Base,  # type: ignore[misc]
    uno.getClass(CONTENTS["interface"]),  # type: ignore[misc]
    uno.getClass("com.sun.star.lang.XServiceInfo"),  # type: ignore[misc]
):
    """The object Calc calls: a method a function, in capital letters."""

    def __init__(self, *context: object) -> None:
        """Accept what every component is given, and need none of it."""

    def __getattr__(self, method: str) -> Callable[..., Any]:
        if method.lower() not in CONTENTS["functions"] or not method.isupper():
            raise AttributeError(method)
        return lambda *arguments: answered(method.lower(), arguments)

    def getImplementationName(self) -> str:  # noqa: N802  UNO's own name, like the next two
        """Return the name the extension declares."""
        return SERVICES[0]

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Tell whether the component is of a kind."""
        return name in SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        """Return what the component is: itself, and an add-in of Calc."""
        return SERVICES


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  the name LibreOffice reads
g_ImplementationHelper.addImplementation(Functions, SERVICES[0], SERVICES)
