"""The sheet « Méthodes »: every method in words, its inputs, its source, and which lots use it."""

from __future__ import annotations

from datetime import date

from insertion import vocabulary
from insertion.method import Method
from insertion.typography import date_text, french
from xlplugin import methods_list
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.lot_columns import area
from xlplugin.lot_formulas import LotRow
from xlplugin.lot_messages import LOTS
from xlplugin.note_inputs import method_tables
from xlplugin.pairing import Paired, literal
from xlplugin.styles import GREY

NAME = "Méthodes"
HEAD, FIRST = 4, 5
"""Spreadsheet rows, counted from 1: headings, first method."""
_COLUMNS = (
    ("Méthode", 30), ("Calcul", 46), ("Données à saisir dans « Lots »", 34),
    ("Ce que donne le calcul", 22), ("À savoir", 44), ("Source", 44), ("Certitude", 15),
)  # fmt: skip
_RANK = len(_COLUMNS)
METHOD_NAMES = "methodes_nom"
RANKS, SENTENCES, SOURCES = "methodes_rang", "methodes_mots", "methodes_source"
"""Names of the columns other sheets read: order among the methods in use, words, source."""
_NAMED = {"A": METHOD_NAMES, "B": SENTENCES, "F": SOURCES, "H": RANKS}


def write_methods(book: Book, page: Page, rows: list[LotRow]) -> None:
    """Write one row a method; ``rows`` are those of the sheet « Lots »."""
    page.look(GREY)
    page.widths([width for _, width in _COLUMNS])
    page.height(0, 30)
    page.put(0, 0, "Méthodes de calcul", "title")
    page.put(1, 0, french(
        "Chaque méthode en mots, avec sa source. Rien n'est à saisir ici : la méthode d'un lot se "
        "choisit dans « Lots »."), "lead")  # fmt: skip
    for column, (heading, _) in enumerate(_COLUMNS):
        page.put(HEAD - 1, column, french(heading), "head_left")
    page.put(HEAD - 1, _RANK, "Rang parmi les méthodes employées", "plain")
    page.height(HEAD - 1, 24)
    ranks = _ranks(rows)
    for index, method in enumerate(methods_list.every()):
        _write_method(page, FIRST - 1 + index, method)
        page.compute(FIRST - 1 + index, _RANK, _rank(rows, index, ranks[index]), "plain")
    last = FIRST - 1 + len(ranks)
    named = dict(_NAMED)
    for column, (name, (heading, values)) in enumerate(method_tables().items(), start=_RANK + 1):
        page.put(HEAD - 1, column, french(heading), "plain")
        for line, value in enumerate(values, start=FIRST - 1):
            page.put(line, column, french(value) if isinstance(value, str) else value, "plain")
        named[column_letter(column)] = name
    for letter, name in named.items():
        book.define(name, f"'{NAME}'!${letter}${FIRST}:${letter}${last}")
    page.conceal(_RANK, _RANK + len(named) - len(_NAMED))
    page.freeze(HEAD, 1)
    page.print_as(header="", repeated=None, tall=1)


def _write_method(page: Page, line: int, method: Method) -> None:
    cells = (
        methods_list.label(method),
        sentence(method),
        ", ".join(vocabulary.quantity(name).label for name in method.inputs),
        _given(method),
        methods_list.to_know(method),
        source(method),
        method.certainty.label,
    )
    for column, text in enumerate(cells):
        page.put(line, column, french(text), "label_strong" if column == 0 else "label")
    lines = max(
        -(-len(text) // (width - 4)) for text, (_, width) in zip(cells, _COLUMNS, strict=True)
    )
    page.height(line, 6 + 15.0 * max(lines, 2))


def _given(method: Method) -> str:
    kind = vocabulary.label_of("hours_kind", method.kind.value)
    return f"{kind} ; le marché énonce {vocabulary.label_of('statement', method.statement.value)}."


def sentence(method: Method) -> str:
    """Return a method in words, as a sentence."""
    text = methods_list.sentence(method)
    return french(f"{text[:1].upper()}{text[1:]}.")


def source(method: Method) -> str:
    """Return where a method was read, and when."""
    found = [
        f"{each.text}, lu le {date_text(date.fromisoformat(each.checked_on))}"
        if each.url
        else each.text
        for each in method.sources
    ]
    return french(f"{' ; '.join(found)} ({method.certainty.label}).")


def used_methods(rows: list[LotRow]) -> list[Method]:
    """Return the methods that lots use, in the order of the list."""
    chosen = {row.chosen.id for row in rows if row.chosen is not None}
    return [each for each in methods_list.every() if each.id in chosen]


def _ranks(rows: list[LotRow]) -> list[int | str]:
    used = used_methods(rows)
    return [used.index(each) + 1 if each in used else "" for each in methods_list.every()]


def _rank(rows: list[LotRow], index: int, rank: int | str) -> Paired:
    label = literal(methods_list.label(methods_list.every()[index]))
    applied = f"{LOTS}!{area('applied_method', rows[0].row, rows[-1].row)}"
    above = f"$H${HEAD}:$H{HEAD + index}"
    return Paired(f'IF(COUNTIF({applied},{label})>0,1+COUNT({above}),"")', rank)


def used(rows: list[LotRow], rank: int, name: str) -> Paired:
    """Return a column of the ``rank``-th method in use, blank when fewer are."""
    found = used_methods(rows)
    read = {
        METHOD_NAMES: methods_list.label,
        SENTENCES: sentence,
        SOURCES: source,
    }
    value = read[name](found[rank - 1]) if rank <= len(found) else ""
    return Paired(f'IFERROR(INDEX({name},MATCH({rank},{RANKS},0)),"")', value)
