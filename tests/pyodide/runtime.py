"""What a task pane does with a workbook's Python: the calls, and nothing of ours.

Runs under Pyodide (session.mjs), through xlwings' documented server functions: the public part of
what xlwings Lite and xlwings Wasm do. Arguments arrive as JavaScript objects, blanks included.
"""

import importlib
import importlib.util
import inspect
import json
import sys
import time
import traceback
import types
from pathlib import Path
from unittest.mock import MagicMock

import js  # type: ignore[import-not-found]
import xlwings as xw
import xlwings.server
from pyodide.ffi import to_js  # type: ignore[import-not-found]


def _js(value):
    return to_js(value, dict_converter=js.Object.fromEntries)


def load(data):
    """Run a text as the module « main », which has no file, as Lite does."""
    started = time.perf_counter()
    spec = importlib.util.spec_from_loader("main", loader=None)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    exec(compile(data.text, "main.py", "exec"), module.__dict__)
    sys.modules["main"] = module
    return time.perf_counter() - started


def functions(_data):
    """Return the metadata Excel is given."""
    return _js(xlwings.server.custom_functions_meta(sys.modules["main"]))


async def function(data):
    """Answer a function cell."""
    try:
        result = await xlwings.server.custom_functions_call(data.to_py(), sys.modules["main"])
    except xw.XlwingsError as error:
        return _js({"error": str(error)})
    return _js({"result": result})


def scripts(_data):
    """Return the scripts offered in the pane."""
    return _js(xlwings.server.custom_scripts_meta(sys.modules["main"]))


async def script(data):
    """Run a script on a book; return the book's actions, or the words of its error."""
    payload = data.book.to_py()
    arguments = data.args.to_py() if hasattr(data, "args") else []
    book = xw.Book(json=payload)
    try:
        book = await xlwings.server.custom_scripts_call(
            module=sys.modules["main"], script_name=data.name,
            typehint_to_value={xw.Book: book}, args=arguments,
        )  # fmt: skip
    except xw.XlwingsError as error:
        return _js({"error": str(error)})
    return json.dumps(book.json())


def stand_in_for_lxml(_data):
    """Let the modules of Word be imported where lxml, which no wheel brings here, is absent.

    What they then make of a document is worth nothing: only what needs none is tried.
    """

    class Etree(types.ModuleType):
        LXML_VERSION = (0, 0, 0, 0)

        class ElementBase:
            pass

        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            fault = type(name, (Exception,), {})
            value = fault if name.endswith("Error") else MagicMock(name=name)
            setattr(self, name, value)
            return value

    package, etree = types.ModuleType("lxml"), Etree("lxml.etree")
    vars(package).update(etree=etree, __path__=[])
    sys.modules.update({"lxml": package, "lxml.etree": etree})


def host_scripts(_data):
    """Return the scripts of the host itself."""
    return _js(xlwings.server.custom_scripts_meta(importlib.import_module("xlplugin.host")))


def modules(_data):
    """Return the file of each loaded module of ours, by name."""
    ours = ("insertion", "xlplugin", "docgen", "clausier")
    return _js({
        name: getattr(module, "__file__", None) or ""
        for name, module in sys.modules.items() if name.partition(".")[0] in ours
    })  # fmt: skip


def files(data):
    """Return the names of the files under a folder."""
    return _js(sorted(str(each) for each in Path(data.folder).rglob("*") if each.is_file()))


def evaluate(data):
    """Return an expression's value: for the state of the interpreter only."""
    return _js(eval(data.expression, {"sys": sys, "inspect": inspect, "traceback": traceback}))
