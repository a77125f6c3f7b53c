"""Custom functions for Excel, decorated once for every xlwings runtime; only here is xlwings used.

The functions are those of :mod:`xlplugin.function_catalogue`: each one becomes here a function of
this module, with a signature xlwings can read. Without a licence key the decorator does nothing and
they are plain Python.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

if os.environ.get("XLWINGS_ON_SERVER") == "true" and "pyodide" not in sys.modules:
    # On its server, xlwings retries « from pyodide.ffi import … » for every cell; saying once that
    # it is absent makes a call five times faster. The process is then the server's own: everywhere
    # else (someone's interpreter, the browser, where it exists) nothing is touched.
    sys.modules["pyodide"] = None  # type: ignore[assignment]
    sys.modules["pyodide.ffi"] = None  # type: ignore[assignment]

import xlwings as xw

from insertion.errors import ClausierError
from xlplugin.excel_function import Argument, ExcelFunction
from xlplugin.function_catalogue import FUNCTIONS, NAMESPACE, as_cells
from xlplugin.function_columns import sentence

__xlwings_func_namespace__ = NAMESPACE


def adapter(function: ExcelFunction) -> Callable[..., Any]:
    """Return a function xlwings can register; a fault becomes Excel's own error, in French."""

    def call(*arguments: Any) -> Any:
        try:
            return as_cells(function.call(*arguments))
        except ClausierError as error:
            raise xw.XlwingsError(sentence(error.faults)) from error

    parameters = [_parameter(each) for each in function.arguments]
    call.__name__ = call.__qualname__ = function.name
    call.__doc__ = function.doc
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {each.name: each.annotation for each in parameters}
    return call


def _parameter(taken: Argument) -> inspect.Parameter:
    # An error cell arrives as its text, so that the row says it; else it would pass for empty.
    options = {"doc": taken.doc, "ndim": 2, "err_to_str": True}
    default = None if taken.optional else inspect.Parameter.empty
    kind = (
        inspect.Parameter.VAR_POSITIONAL
        if taken.repeated
        else inspect.Parameter.POSITIONAL_OR_KEYWORD
    )
    return inspect.Parameter(taken.name, kind, default=default, annotation=Annotated[Any, options])


for _each in FUNCTIONS:
    globals()[_each.name] = xw.func(adapter(_each))
