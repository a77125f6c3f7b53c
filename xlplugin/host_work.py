"""What each script does with an open book: one document back, and at most the cells meant for it.

Nothing here knows which runtime called; :mod:`xlplugin.host` declares the scripts to xlwings.
"""

from __future__ import annotations

import base64
import binascii
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from insertion.errors import ClausierError, InvalidInput, fault
from insertion.typography import french
from xlplugin.book_look import looks_asked
from xlplugin.host_desk import Desk, Document
from xlplugin.host_report import report
from xlplugin.open_book import forget_values, names_of, needed_sheets, opened_book
from xlplugin.open_cells import OpenBook
from xlplugin.opening import Opened
from xlplugin.patch_cells import NewValue
from xlplugin.result_cells import place_results
from xlplugin.sheet import is_ours
from xlplugin.sheet_look import Looks, looks_of

if TYPE_CHECKING:
    import xlwings as xw

PANE = "volet"
"""The callback of the pane that receives the document."""
YES = "oui"
UNKNOWN_LOOK = (
    "Les formats des cellules n'ont pas été transmis : vérifier les unités des montants (euros HT)."
)
_REPLACEABLE = {"CELLULE_OCCUPEE"}


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {name: _text(value) for name, value in values.items()}


@dataclass(frozen=True)
class Asked:
    """What a person asks of an open book: the facts given, the sheet chosen, and how to answer."""

    book: xw.Book
    action: str
    facts: Mapping[str, str]
    sheet: str = ""
    look: str = ""
    pane: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        book: xw.Book,
        action: str,
        facts: Mapping[str, object],
        *,
        sheet: object = "",
        look: object = "",
        pane: object = "",
        **options: object,
    ) -> Asked:
        """Return what was asked, whatever a caller sent for a text."""
        return cls(
            book, action, _texts(facts), _text(sheet), _text(look), _text(pane), _texts(options)
        )

    def wants(self, option: str) -> bool:
        """Tell whether an option was answered by yes."""
        return self.options.get(option, "").lower() == YES

    @property
    def has_pane(self) -> bool:
        """Tell whether a pane waits for the document; a sheet of its own receives it otherwise."""
        if self.pane:
            return self.pane.lower() == YES
        return self.book.app.engine.type == "remote" and sys.platform != "emscripten"


@dataclass(frozen=True)
class Seen:
    """The book as read: its cells, what is known besides, and the contract received."""

    opened: Opened
    looks: Looks
    sent: Any

    @property
    def ours(self) -> bool:
        """Tell whether it is the product's own workbook."""
        return is_ours(self.opened)


async def done(desk: Desk, asked: Asked) -> None:
    """Do what is asked and answer; a refusal is a document too, and writes nothing."""
    seen: Seen | None = None
    try:
        seen = await _seen(desk, asked)
        document = _WORK[asked.action](desk, asked, seen)
    except ClausierError as error:
        told = desk.error_document(error, None if seen is None else seen.sent)
        document = told | {"action": asked.action}
    try:
        _answer(asked, document)
    finally:
        forget_values()


async def _seen(desk: Desk, asked: Asked) -> Seen:
    book = asked.book
    every = [each.name for each in book.sheets]
    chosen = asked.sheet
    names = names_of(book)
    wanted = [chosen] if chosen else needed_sheets(names, every, book.sheets.active.name)
    seen = await _read(desk, asked, wanted, chosen or None)
    if chosen or seen.ours or _has_table(seen):
        return seen
    # The sheet one looks at has no table of lots: another one may have.
    whole = await _read(desk, asked, every, None)
    several = any(each.code == "TABLEAUX_MULTIPLES" for each in whole.sent.faults)
    return whole if _has_table(whole) or several else seen


def _has_table(seen: Seen) -> bool:
    return seen.sent.raw is not None


async def _read(desk: Desk, asked: Asked, sheets: list[str], chosen: str | None) -> Seen:
    looks = looks_of(asked.look)
    unknown = [each for each in sheets if looks.of(each) is None]
    if unknown:
        told = await looks_asked(asked.book, unknown)
        looks = Looks({**told.sheets, **looks.sheets})
    opened = opened_book(asked.book, sheets, looks)
    return Seen(opened, looks, desk.read_book(opened, chosen))


def _state(desk: Desk, asked: Asked, seen: Seen) -> Document:
    document = desk.state_document(seen.sent, asked.facts, asked.action)
    sheet = document.get("feuille")
    if not seen.ours and sheet and seen.looks.of(sheet) is None:
        warning = {"texte": french(UNKNOWN_LOOK), "feuille": sheet, "cellule": None}
        document["avertissements"] = [*document["avertissements"], warning]
    return document


def _calculate(desk: Desk, asked: Asked, seen: Seen) -> Document:
    document = _state(desk, asked, seen)
    if seen.ours or document["erreurs"]:
        return document
    try:
        document["ecrit"] = _write_hours(desk, asked, seen) | {"refus": [], "remplacable": False}
    except ClausierError as error:
        refused = desk.error_document(error, seen.sent)["erreurs"]
        replaceable = all(each.code in _REPLACEABLE for each in error.faults)
        document["ecrit"] = {
            "feuille": document["feuille"],
            "cellules": [],
            "phrase": french("Les heures n'ont pas été écrites dans le tableau."),
            "refus": refused,
            "remplacable": replaceable,
        }
    return document


@dataclass(frozen=True)
class _OpenTarget:
    opened: Opened
    book: OpenBook


def _write_hours(desk: Desk, asked: Asked, seen: Seen) -> Document:
    """Write the hours in the cells that wait for them, all or none; say which."""
    result, record = desk.hours_with(seen.sent, asked.facts)
    for sheet in dict.fromkeys(place.rpartition("!")[0] for place in record.lot_places):
        if seen.looks.of(sheet) is None:
            raise InvalidInput([fault("FEUILLE_NON_DECRITE", sheet, sheet=sheet)])
    target = _OpenTarget(seen.opened, OpenBook(asked.book, seen.opened, seen.looks))
    placement = place_results(target, result, record.lot_places, overwrite=asked.wants("remplacer"))
    _write(asked.book, placement.values, seen.opened)
    told = desk.written(placement)
    return told | {"avertissements": [french(each) for each in placement.warnings]}


def _write(book: xw.Book, values: Mapping[str, Iterable[NewValue]], opened: Opened) -> None:
    """Write every value, or put back what was there and refuse."""
    before = {cell.place: cell.value for grid in opened.grids for _, row in grid.rows
              for cell in row}  # fmt: skip
    written: list[tuple[str, list[NewValue]]] = []
    for sheet, run in ((sheet, run) for sheet, each in values.items() for run in runs(each)):
        try:
            _fill(book, sheet, run, [each.value for each in run])
        except Exception as error:
            # Each engine has its own way to say that Excel refuses: a cell being edited, a lock.
            for place, done_before in reversed(written):
                kept = [before.get(f"{place}!{each.reference}") for each in done_before]
                _fill(book, place, done_before, kept)
            detail = "le tableur a refusé l'écriture"
            where = f"{sheet}!{run[0].reference}"
            raise InvalidInput(
                [fault("CELLULE_INTOUCHABLE", where, detail=detail, subject="les heures")]
            ) from error
        written.append((sheet, run))


def _fill(book: xw.Book, sheet: str, run: Sequence[NewValue], values: Sequence[Any]) -> None:
    first = run[0]
    cells = book.sheets[sheet].range((first.row, first.column)).resize(len(run), 1)
    cells.value = [[each] for each in values]


def runs(values: Iterable[NewValue]) -> Iterator[list[NewValue]]:
    """Yield values that stand one under the other in a column, to be written at once."""
    ordered = sorted(values, key=lambda each: (each.column, each.row))
    for _, run in groupby(enumerate(ordered), lambda e: (e[1].column, e[1].row - e[0])):
        yield [value for _, value in run]


def _compare(desk: Desk, asked: Asked, seen: Seen) -> Document:
    return desk.comparison_document(seen.sent, asked.facts, asked.options.get("lot") or None)


def _generate(desk: Desk, asked: Asked, seen: Seen) -> Document:
    return _handed(
        desk, asked, desk.set_archive(seen.sent, asked.facts, final=asked.wants("final"))
    )


def _insert(desk: Desk, asked: Asked, seen: Seen) -> Document:
    name = asked.options.get("nom", "")
    if asked.options.get("contenu_base64"):
        content = _decoded(asked.options["contenu_base64"], name)
    else:
        content, name = desk.fetch(folder_of(asked.book), name)
    made = desk.inserted(seen.sent, asked.facts, content, name, final=asked.wants("final"))
    return _handed(desk, asked, made)


def _decoded(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        detail = "son contenu n'a pas été transmis en entier"
        raise InvalidInput(
            [fault("DOCUMENT_ILLISIBLE", name or "document", detail=detail)]
        ) from error


def _handed(desk: Desk, asked: Asked, made: Any) -> Document:
    """Return what is told of a file: the pane gets it whole, a folder receives it otherwise."""
    document = dict(made.document)
    if asked.has_pane:
        return document | {"contenu_base64": base64.b64encode(made.content).decode("ascii")}
    return document | {"phrase": desk.deliver(made, folder_of(asked.book))}


def folder_of(book: xw.Book) -> str:
    """Return the folder of a book on this computer; empty when it has none.

    A book sent to a server has none there, whatever name its sender gives it.
    """
    if sys.platform == "emscripten":
        return "/data"  # where xlwings Lite imports and exports files
    if book.app.engine.type == "remote":
        return ""
    name = book.fullname
    cut = max(name.rfind("/"), name.rfind("\\"))
    return "" if cut < 0 or name.lower().startswith("http") else name[: cut + 1]


def _answer(asked: Asked, document: Document) -> None:
    if asked.has_pane:
        asked.book.app.macro(PANE)(json.dumps(document, ensure_ascii=False))
    else:
        report(asked.book, document)


_WORK = {
    "calculer": _calculate,
    "verifier": _state,
    "comparer": _compare,
    "generer": _generate,
    "inserer": _insert,
}
