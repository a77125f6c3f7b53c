"""What a Calc extension declares of the functions, written from their one list.

LibreOffice reads four files: the interface (UNO's IDL, which it takes as source: no tool of its SDK
is needed), the help of the functions, the component, and the list of it all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from insertion.errors import fault
from insertion.typography import french
from xlplugin.excel_function import Argument, ExcelFunction
from xlplugin.function_catalogue import NAMESPACE

SERVICE = NAMESPACE
"""The name of the component. Calc makes a function's name in files and macros from it: with the
namespace alone, what is saved is what is typed, CLAUSIER.HEURES_INSERTION."""
INTERFACE = "org.clausier.calc.XFunctions"
IDENTIFIER = "org.clausier.calc"
COMPONENT = "clausier_calc.py"
LOCALES = ("fr", "en-US")
"""The help is French for everybody; the second locale is the one LibreOffice falls back on."""
OLDEST_PYTHON = (3, 11)
OLDEST_LIBREOFFICE = "7.4"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def declared_files(
    functions: Sequence[ExcelFunction], version: str, contents: Mapping[str, Any]
) -> dict[str, bytes]:
    """Return the files of an extension besides the libraries, by path.

    ``contents`` is what the component must know of the libraries; see :func:`contents_file`.
    """
    component = resources.files("xlplugin.libreoffice") / "component.py"
    texts = {
        "META-INF/manifest.xml": manifest(),
        "description.xml": description(version),
        "description-fr.txt": french(ABOUT) + "\n",
        "clausier.idl": interface(functions),
        "clausier.components": components(),
        "CalcAddIns.xcu": help_of(functions),
        "contents.json": contents_file(functions, contents),
        COMPONENT: component.read_text(encoding="utf-8"),
    }
    return {path: text.encode() for path, text in texts.items()}


ABOUT = (
    "Heures d'insertion, explications, comparaison des méthodes, seuils et obligations dans Calc :"
    " les fonctions CLAUSIER.… se trouvent dans l'assistant, catégorie « Add-in »."
)


def identifier(name: str) -> str:
    """Return a name that UNO's language accepts: only all in capitals may it hold an underscore."""
    return name.upper()


def interface(functions: Iterable[ExcelFunction]) -> str:
    """Return the interface of the component: a method a function.

    A required argument and the answer are rows of values: Calc makes rows of a single cell too, and
    shows the first value where one is expected. « any » is how Calc knows an optional argument, and
    a last sequence takes any number of them.
    """
    *modules, last = INTERFACE.split(".")
    methods = [
        f"  sequence< sequence<any> > {identifier(each.name)}("
        + ", ".join(f"[in] {_type(taken)} {identifier(taken.name)}" for taken in each.arguments)
        + ");\n"
        for each in functions
    ]
    opening = "".join(f"module {name} {{ " for name in modules)
    body = f"interface {last}: com::sun::star::uno::XInterface {{\n{''.join(methods)}}};\n"
    return f"{opening}\n{body}{'}; ' * len(modules)}\n"


def _type(taken: Argument) -> str:
    if taken.repeated:
        return "sequence<any>"
    return "any" if taken.optional else "sequence< sequence<any> >"


def help_of(functions: Iterable[ExcelFunction]) -> str:
    """Return the names and the French help that Calc's function wizard shows."""
    nodes = "".join(_function_help(each) for each in functions)
    return (
        f'{XML}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"'
        ' oor:package="org.openoffice.Office" oor:name="CalcAddIns">\n'
        f'<node oor:name="AddInInfo"><node oor:name={quoteattr(SERVICE)} oor:op="replace">'
        f'<node oor:name="AddInFunctions">\n{nodes}</node></node></node>\n'
        "</oor:component-data>\n"
    )


def _function_help(each: ExcelFunction) -> str:
    name = f"{NAMESPACE}.{each.name.upper()}"
    arguments = "".join(
        f'<node oor:name={quoteattr(identifier(taken.name))} oor:op="replace">'
        f"{_words('DisplayName', taken.name)}{_words('Description', taken.doc)}</node>\n"
        for taken in each.arguments
    )
    return (
        f'<node oor:name={quoteattr(identifier(each.name))} oor:op="replace">\n'
        f"{_words('DisplayName', name)}{_words('Description', each.doc)}"
        '<prop oor:name="Category"><value>Add-In</value></prop>'
        f"{_words('CompatibilityName', name)}"
        f'<node oor:name="Parameters">\n{arguments}</node></node>\n'
    )


def _words(name: str, text: str) -> str:
    values = "".join(f'<value xml:lang="{each}">{escape(text)}</value>' for each in LOCALES)
    return f'<prop oor:name="{name}">{values}</prop>'


def components() -> str:
    """Return the declaration of the component: LibreOffice runs no code to install it."""
    return (
        f'{XML}<components xmlns="http://openoffice.org/2010/uno-components">\n'
        f'<component loader="com.sun.star.loader.Python" uri="{COMPONENT}">\n'
        f'<implementation name="{SERVICE}">'
        f'<service name="{SERVICE}"/><service name="com.sun.star.sheet.AddIn"/>'
        "</implementation>\n</component>\n</components>\n"
    )


def manifest() -> str:
    """Return the list of the files LibreOffice must read, each with what it is."""
    kinds = {
        "clausier.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
        "clausier.components": "application/vnd.sun.star.uno-components",
        "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
    }
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>\n'
        for path, kind in kinds.items()
    )
    space = "http://openoffice.org/2001/manifest"
    return f'{XML}<manifest:manifest xmlns:manifest="{space}">\n{entries}</manifest:manifest>\n'


def description(version: str) -> str:
    """Return what the extension manager shows, and the oldest LibreOffice that was tried."""
    name = escape(french("clausier – heures d'insertion"))
    names = "".join(f'<name lang="{each}">{name}</name>' for each in LOCALES)
    texts = "".join(f'<src lang="{each}" xlink:href="description-fr.txt"/>' for each in LOCALES)
    oldest = f"LibreOffice {OLDEST_LIBREOFFICE}"
    return (
        f'{XML}<description xmlns="http://openoffice.org/extensions/description/2006"'
        ' xmlns:d="http://openoffice.org/extensions/description/2006"'
        ' xmlns:l="http://libreoffice.org/extensions/description/2011"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f'<identifier value="{IDENTIFIER}"/>\n<version value={quoteattr(version)}/>\n'
        f"<display-name>{names}</display-name>\n"
        f"<extension-description>{texts}</extension-description>\n"
        f'<dependencies><l:LibreOffice-minimal-version value="{OLDEST_LIBREOFFICE}"'
        f' d:name="{oldest}"/></dependencies>\n</description>\n'
    )


def contents_file(functions: Iterable[ExcelFunction], contents: Mapping[str, Any]) -> str:
    """Return what the component reads when it starts, its sentences among them."""
    document = {
        "version": 1,
        "service": SERVICE,
        "interface": INTERFACE,
        "functions": [each.name for each in functions],
        "python": OLDEST_PYTHON,
        "phrases": phrases(),
        **contents,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def phrases() -> dict[str, str]:
    """Return what a cell says when a function cannot answer; ``{found}`` is filled on the spot."""
    found = "{found}"
    needed = ".".join(map(str, OLDEST_PYTHON))
    faults = {
        "python": fault("CALC_PYTHON_ANCIEN", "", found=found, needed=needed),
        "library": fault("CALC_BIBLIOTHEQUE_ABSENTE", "", found=found),
        "unforeseen": fault("CALC_IMPREVU", "", found=found),
    }
    sentences = {name: f"{each.cause} {each.remedy}" for name, each in faults.items()}
    return {**sentences, "refused": french(f"Erreur : {found}")}
