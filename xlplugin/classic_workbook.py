"""A macro workbook ready for the functions of classic xlwings: an example to try, and their help.

It carries the VBA project of xlwings' own quickstart workbook, which has the reference to the
add-in that a person would otherwise set in the VBA editor.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import xlwings

from insertion.typography import french
from xlplugin.canvas import Book, Page
from xlplugin.classic import PREFIX
from xlplugin.excel_function import Argument
from xlplugin.function_catalogue import FUNCTIONS, function
from xlplugin.pairing import Paired
from xlplugin.styles import ACCENT, GREY

TRIAL, HELP = "Essai", "Fonctions"
_PROJECT = "xl/vbaProject.bin"
_INPUTS = (
    ("Montant HT (€)", 1_000_000, "input_money"),
    ("Part de main-d'œuvre", 0.5, "input_share"),
    ("Taux d'insertion", 0.05, "input_share"),
    ("Coût horaire (€/h)", 30, "input_rate"),
)
_HOURS = function("heures_insertion").call(*(value for _, value, _ in _INPUTS))
_STEPS = (
    "Ruban « xlwings », bouton « Import Functions », une fois par classeur.",
    (f"Ctrl+Alt+F9 recalcule : la cellule en gras doit montrer {_HOURS}. « #NOM? » veut dire que"
    " l'import reste à faire."),
    ("Les autres fonctions sont dans la feuille « Fonctions », et dans l'assistant d'Excel (fx),"
    " catégorie « clausier »."),
)  # fmt: skip
_TO_KNOW = (
    "Une cellule ou une colonne entière ; une donnée illisible est dite en français à sa place."
    " Entre crochets : facultatif."
)
_FIRST = 5
_HEAD = 3
_WIDTHS = (38, 120)


def classic_workbook() -> bytes:
    """Return the workbook: ``.xlsm`` content."""
    book = Book()
    book.describe(french("Fonctions clausier"), french("Essai des fonctions"), "xlwings classique")
    book.carry_macros(_quickstart_project())
    _write_trial(book.page(TRIAL))
    _write_help(book.page(HELP))
    return book.content()


def _quickstart_project() -> bytes:
    path = Path(xlwings.__file__).parent / "quickstart.xlsm"
    with zipfile.ZipFile(path) as package:
        return package.read(_PROJECT)


def _write_trial(page: Page) -> None:
    page.look(ACCENT)
    page.widths((44, 18, 70))
    page.height(0, 34)
    page.put(0, 0, french("Essai des fonctions clausier"), "title")
    for row, step in enumerate(_STEPS, start=1):
        page.put(row, 0, french(f"{row}. {step}"), "plain")
    for row, (label, value, style) in enumerate(_INPUTS, start=_FIRST):
        page.put(row, 0, french(label), "label")
        page.put(row, 1, value, style)
    last = _FIRST + len(_INPUTS)
    cells = ",".join(f"B{row + 1}" for row in range(_FIRST, last))
    name = PREFIX + "heures_insertion"
    page.put(last, 0, french("Heures d'insertion"), "label_strong")
    page.compute(last, 1, Paired(f"{name}({cells})", _HOURS), "output_hours")
    page.put(last, 2, french(f"={name}(…)"), "plain_indented")
    page.print_as(header=french("Essai des fonctions"), repeated=None)


def _write_help(page: Page) -> None:
    page.look(GREY)
    page.widths(_WIDTHS)
    page.height(0, 34)
    page.put(0, 0, french("Fonctions"), "title")
    page.put(1, 0, french(_TO_KNOW), "lead")
    for column, heading in enumerate(("Fonction et arguments", "Ce qu'elle donne et attend")):
        page.put(_HEAD, column, french(heading), "head_left")
    row = _HEAD + 1
    for each in FUNCTIONS:
        lines = [(PREFIX + each.name, each.doc)]
        lines += [(_shown(argument), argument.doc) for argument in each.arguments]
        for index, (name, told) in enumerate(lines):
            page.put(row, 0, name, "label_within" if index else "label_strong")
            page.put(row, 1, told, "help" if index else "cell_text")
            page.height(row, 5 + 15 * -(-len(told) // (_WIDTHS[1] - 8)))
            row += 1
    page.freeze(_HEAD + 1)
    page.print_as(header=french("Fonctions clausier"), repeated=(_HEAD, _HEAD))


def _shown(argument: Argument) -> str:
    if argument.repeated:
        return f"{argument.name}…"
    return f"[{argument.name}]" if argument.optional else argument.name
