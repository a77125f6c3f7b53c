"""The text of ``main.py`` for xlwings Lite: the functions and scripts in full, then what runs them.

Each function is written out, with its help: xlwings Lite lists what a module itself defines, and a
person who opens the file sees what it holds. Nothing is computed there.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from importlib import resources
from typing import Any, get_args

from clausier.lite_archive import Packed
from clausier.lite_scripts import TITLES, Asked, fields, told_of
from insertion.typography import french
from xlplugin import functions
from xlplugin.function_catalogue import FUNCTIONS, NAMESPACE

IMPORTS = """\
import datetime
from typing import Annotated, Any, Literal

import xlwings as xw
from xlwings import func, script
"""

INSTALLED = "from clausier.lite_start import clausier_function, clausier_script\n"


def main_text(version: str, packed: Packed | None) -> str:
    """Return the module; without ``packed``, the one that finds clausier installed from a wheel."""
    parts = [
        f'"""{_presentation(version)}"""\n\n{IMPORTS}',
        *(_function(getattr(functions, each.name)) for each in FUNCTIONS),
        *(_script(name, asked) for name, asked in fields().items()),
        INSTALLED if packed is None else _start(packed),
    ]
    return "\n\n".join(parts)


def _presentation(version: str) -> str:
    """Return what App Mode shows above the buttons, in Markdown."""
    names = ", ".join(each.name.upper() for each in FUNCTIONS)
    return french(
        f"# clausier {version}\n\n"
        "Heures d'insertion et clauses sociales : les boutons ci-dessous lisent la feuille "
        f"ouverte.\n\nDans les cellules, taper `={NAMESPACE}.` puis choisir une fonction : "
        f"{names}.\n\nFichier produit par la commande « clausier excel lite » : ne pas le modifier."
        "\n"
    )


def _function(function: Callable[..., Any]) -> str:
    signature = inspect.signature(function)
    parameters = [_parameter(each) for each in signature.parameters.values()]
    passed = [_star(each) + each.name for each in signature.parameters.values()]
    name = function.__name__
    call = ", ".join((f'"{name}"', *passed))
    lines = [
        f'@func(namespace="{NAMESPACE}")',
        f"def {name}(",
        *(f"    {each}," for each in parameters),
        ") -> Any:",
        f"    {_docstring(function.__doc__ or '')}",
        f"    return clausier_function({call})",
    ]
    return "\n".join(lines) + "\n"


def _parameter(each: inspect.Parameter) -> str:
    _, options = get_args(each.annotation)
    written = f"{_star(each)}{each.name}: Annotated[Any, {options!r}]"
    return written if each.default is inspect.Parameter.empty else f"{written} = {each.default!r}"


def _star(each: inspect.Parameter) -> str:
    return "*" if each.kind is inspect.Parameter.VAR_POSITIONAL else ""


def _docstring(text: str) -> str:
    """Return a text as a docstring.

    Raises:
        ValueError: when its characters would end or change the docstring.
    """
    if '"""' in text or "\\" in text or text.endswith('"'):
        raise ValueError(text)
    return f'"""{text}"""'


def _script(name: str, asked: Sequence[Asked]) -> str:
    passed = ", ".join((f'"{name}"', "book", *(each.name for each in asked)))
    lines = [
        f'@script(name="{TITLES[name]}")',
        f"async def {name}(",
        "    book: xw.Book,",
        *(f"    {each.written}," for each in asked),
        ") -> None:",
        f"    {_docstring(told_of(name))}",
        f"    await clausier_script({passed})",
    ]
    return "\n".join(lines) + "\n"


def _start(packed: Packed) -> str:
    """Return the text that unpacks, then what it unpacks: the last assignment is the one read."""
    source = (resources.files("clausier") / "lite_start.py").read_text(encoding="utf-8")
    return f'{source}\n\nMARK = "{packed.mark}"\nARCHIVE = """\n{packed.text}\n"""\n'
