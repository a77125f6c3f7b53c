"""Excel for Windows, played for the real classic xlwings: run as a script, JSON in, JSON out.

Only what lies beyond xlwings is faked: pywin32, the Windows calls of ctypes, and the COM objects of
Excel (a workbook, its VBA project, cells). xlwings' own engine, its VBA writer and its COM server
are the installed ones. A process of its own, because they are imported as on Windows.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import ctypes
import json
import logging
import multiprocessing
import subprocess
import sys
import tempfile
import types
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import MagicMock

from tests.unit.com_objects import ComApplication, ComCells, ComError, ComWorkbook

MODULES_FIRST = (asyncio, concurrent.futures, multiprocessing, subprocess, tempfile, logging)
"""Imported under this system: they would look for Windows once it is played."""
MISSING = -2147352572
"""What COM gives for an optional argument left out (DISP_E_PARAMNOTFOUND)."""


class ComTime(datetime):
    """A date as pywin32 gives it, with a time zone."""


def _stub(name: str, **contents: Any) -> types.ModuleType:
    module = types.ModuleType(name)
    vars(module).update(contents)
    sys.modules[name] = module
    return module


def windows_xlwings() -> Any:
    """Return xlwings imported as on Windows, with pywin32's names where it looks for them."""
    _stub("pywintypes", com_error=ComError, error=ComError, TimeType=ComTime, IID=str)
    _stub(
        "pythoncom", __file__=None, CoInitialize=lambda: None, ole_error=ComError,
        IID_IDispatch="dispatch", TypeIIDs={"dispatch": type("PyIDispatch", (), {})},
        new=None,
    )  # fmt: skip
    for name in ("win32api", "win32con", "win32gui", "win32process", "win32event"):
        sys.modules[name] = MagicMock()
    _stub("win32timezone", TimeZoneInfo=types.SimpleNamespace(utc=lambda: UTC))
    base = type("CDispatch", (), {})
    client = _stub(
        "win32com.client", CDispatch=base, CoClassBaseClass=type("Co", (), {}),
        DispatchBaseClass=type("Base", (), {}), Dispatch=lambda found: found, DispatchEx=None,
        gencache=MagicMock(),
    )  # fmt: skip
    util = _stub("win32com.server.util", unwrap=MagicMock(side_effect=ComError))
    server = _stub("win32com.server", util=util)
    for name in ("dispatcher", "policy"):
        vars(server)[name] = _stub(f"win32com.server.{name}")
    _stub("win32com", client=client, server=server)
    for name in ("windll", "oledll", "PyDLL"):
        setattr(ctypes, name, MagicMock())
    real, sys.platform = sys.platform, "win32"
    import xlwings  # noqa: PLC0415  what it imports depends on the platform said just before

    sys.platform = real
    return xlwings


def as_com(argument: Any) -> Any:
    """Return a value of the JSON as COM gives it: numbers are floats, areas tuples of rows."""
    if isinstance(argument, list):
        return tuple(tuple(as_com(cell) for cell in row) for row in argument)
    if isinstance(argument, dict):
        ((kind, value),) = argument.items()
        return {
            "cells": lambda: ComCells.holding(as_com(value)),
            "currency": lambda: Decimal(value),
            "date": lambda: ComTime.fromisoformat(value).replace(tzinfo=UTC),
            "error": lambda: int(value),
            "missing": lambda: MISSING,
        }[kind]()
    is_number = isinstance(argument, int) and not isinstance(argument, bool)
    return float(argument) if is_number else argument


def main() -> None:
    """Import the functions as the ribbon does, then call those asked for."""
    asked = json.load(sys.stdin)
    xlwings = windows_xlwings()
    from xlwings.com_server import XLPython  # noqa: PLC0415  it needs the same

    excel = ComApplication()
    macros = excel.open(ComWorkbook("essai.xlsm", {"Feuil1": ()}))
    xlwings.import_udfs(asked["modules"], macros)
    book = excel.open(ComWorkbook("marche.xlsx", asked["book"]))
    server = XLPython()
    answers = []
    for module, name, arguments in asked["calls"]:
        values = [as_com(each) for each in arguments]
        answers.append(server.CallUDF(module, name, values, macros, ComCells.holding(None)))
    document = {
        "vba": macros.vba,
        "help": macros.help,
        "answers": answers,
        "book": {sheet.Name: sheet.shown() for sheet in book.Worksheets},
        "paid": sorted(name for name in sys.modules if name == "xlwings.pro"),
        "keyed": xlwings.__pro__,
    }
    sys.stdout.write("\n" + json.dumps(document, default=str))


if __name__ == "__main__":
    main()
