"""The functions that classic xlwings imports into Excel for Windows (BSD part only).

Classic xlwings turns each decorated function of this module into a VBA function. VBA has one flat
list of names: ours all begin with ``clausier_``. Elsewhere than in Excel for Windows the decorator
does nothing and these are plain functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import xlwings as xw

from insertion.errors import ClausierError
from xlplugin.excel_function import ExcelFunction
from xlplugin.function_catalogue import FUNCTIONS, as_cells
from xlplugin.function_columns import sentence
from xlplugin.functions import adapter

PREFIX = "clausier_"
CATEGORY = "clausier"
"""The category of these functions in Excel's function wizard."""
LONGEST_HELP = 255
"""Characters Excel's wizard takes for a function or an argument; it refuses longer texts."""
_FIRST_ERROR, _LAST_ERROR = -2146826288, -2146826188
"""The codes by which COM names error values, from #NULL! on: xlwings knows the older ones."""
_LARGEST_COM_INTEGER = 2**31 - 1


def exported(function: ExcelFunction) -> Callable[..., Any]:
    """Return a function of the catalogue as classic xlwings takes it.

    A fault is answered as text: an exception would reach the cell as a Python traceback.
    """

    def call(*arguments: Any) -> Any:
        try:
            return _sent(as_cells(function.call(*(_received(each) for each in arguments))))
        except ClausierError as error:
            return sentence(error.faults)

    taken = tuple(replace(each, doc=shortened(each.doc)) for each in function.arguments)
    name, doc = PREFIX + function.name, shortened(function.doc)
    return adapter(ExcelFunction(name, doc, taken, call))


def shortened(text: str) -> str:
    """Return a help Excel takes: cut after a word when it is too long."""
    if len(text) <= LONGEST_HELP:
        return text
    return text[: LONGEST_HELP - 1].rsplit(" ", 1)[0].rstrip(" ,;:(\u00a0\u202f") + "…"


def _received(argument: Any) -> Any:
    """Return an argument with the error values xlwings does not know told as errors."""
    if isinstance(argument, list | tuple):
        return [_received(each) for each in argument]
    is_code = isinstance(argument, int) and not isinstance(argument, bool)
    return "#ERREUR!" if is_code and _FIRST_ERROR <= argument <= _LAST_ERROR else argument


def _sent(answer: Any) -> Any:
    """Return an answer in the types Excel takes from COM, whose integers have 32 bits."""
    if isinstance(answer, list):
        return [_sent(each) for each in answer]
    if isinstance(answer, bool | str | date) or answer is None:
        return answer
    return answer if abs(answer) <= _LARGEST_COM_INTEGER else float(answer)


for _each in FUNCTIONS:
    globals()[PREFIX + _each.name] = xw.func(category=CATEGORY)(exported(_each))
