"""A workbook someone sent, opened safely and never modified: sheets of plain cells.

What the file stores becomes what people see: texts, numbers, dates, errors, formulas without
result. Whatever is not an honest .xlsx is refused with the reason in French.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from openpyxl.utils.cell import get_column_letter

from insertion.errors import InvalidInput, fault
from insertion.reading import RawCell, Scalar
from insertion.typography import size_text
from xlplugin.gate import Package, admitted, content_of, unreadable
from xlplugin.number_format import NumberFormat, moment_of, number_format
from xlplugin.parts import (
    MOST_TEXT,
    BookParts,
    ForbiddenType,
    SheetPart,
    TooMuchText,
    read_parts,
)
from xlplugin.sheet_xml import (
    LAST_ADDRESS,
    MOST_CELLS,
    Area,
    Malformed,
    StoredCell,
    StoredSheet,
    Unbounded,
    read_sheet,
)

_BROKEN = (ValueError, LookupError, OSError, EOFError, BadZipFile, zlib.error, ExpatError)
"""What comes out of a damaged part: no number, an index of nothing, an encoding nobody knows."""
_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}
_NO_SUCH_DATE = "#VALUE!"
_PLAIN = NumberFormat()
_Item = TypeVar("_Item")
_LONGEST_INTEGER = 4000
"""Digits of a number that Python still turns into an integer at once."""
Names = dict[str, tuple[str, str]]
"""Defined names, and what each designates as « sheet, cell or area »."""
Reach = Callable[[Names], Mapping[str, int] | None]
"""Given the names of a workbook, the last column wanted of each sheet, or ``None`` for all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as found. ``error``: the code it shows; ``pending``: a formula never computed."""

    value: Scalar
    place: str
    column: int
    percent: bool = False
    error: str = ""
    pending: bool = False
    shown: NumberFormat = _PLAIN
    """What its format writes around a figure: « k€ », « TTC », or nothing at all."""

    @property
    def raw(self) -> RawCell:
        """Return the cell for the reading rules."""
        return RawCell(self.value, self.place, percent=self.percent)

    @property
    def empty(self) -> bool:
        """Tell whether nothing is there, not even an error."""
        return not self.error and not self.pending and self.raw.empty


Row = tuple[Cell, ...]
"""The cells of a row that hold something, in order."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its name, whether people see it, and its non-empty rows by number (from 1)."""

    name: str
    visible: bool
    rows: tuple[tuple[int, Row], ...]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook: its sheets in order, and its defined names as « sheet, cell or area »."""

    file: str
    grids: tuple[Grid, ...]
    names: Names

    def grid(self, name: str) -> Grid | None:
        """Return a sheet by name."""
        return next((each for each in self.grids if each.name == name), None)


def open_workbook(path: Path | str, reach: Reach | None = None) -> Opened:
    """Return what ``path`` holds; ``reach`` spares what the caller would not look at.

    Raises:
        InvalidInput: when it is absent, too large, or not a workbook this product reads.
    """
    source = Path(path)
    return open_content(content_of(source), source.name, reach)


def open_content(content: bytes, name: str, reach: Reach | None = None) -> Opened:
    """Return what the bytes of a workbook hold; ``name`` is the file's, for messages.

    Raises:
        InvalidInput: when it is too large, or not a workbook this product reads.
    """
    package = admitted(content, name)
    try:
        return _opened(package, name, reach)
    except ForbiddenType as error:
        raise unreadable(name, "il contient une définition XML interdite") from error
    except TooMuchText as error:
        shown = {"size": f"plus de {size_text(MOST_TEXT)} de textes", "limit": size_text(MOST_TEXT)}
        raise InvalidInput([fault("FICHIER_TROP_GROS", name, **shown)]) from error
    except KeyError as error:
        raise unreadable(name, "une partie du classeur manque dans le fichier") from error
    except _BROKEN as error:
        raise unreadable(name, "sa structure interne est endommagée") from error


def _opened(package: Package, file: str, reach: Reach | None) -> Opened:
    book = read_parts(package)
    if not book.sheets:
        raise unreadable(file, "il n'a aucune feuille de calcul")
    missing = [each.name for each in book.sheets if each.path not in package]
    if missing:
        raise unreadable(file, f"une feuille du classeur manque dans le fichier, « {missing[0]} »")
    formats = [number_format(code) for code in book.formats]
    names = _names(book)
    wanted = None if reach is None else reach(names)
    left = MOST_CELLS
    grids: list[Grid] = []
    for part in book.sheets:
        last = LAST_ADDRESS if wanted is None else wanted.get(part.name, 0)
        stored = _stored(package, part, left, last, file)
        left -= stored.cells
        grids.append(_grid(part, stored, book, formats))
    return Opened(file, tuple(grids), names)


def _stored(package: Package, part: SheetPart, left: int, last: int, file: str) -> StoredSheet:
    if not last:
        return StoredSheet()
    try:
        with package.open(part.path) as source:
            return read_sheet(source, left, last)
    except Malformed as error:
        raise unreadable(file, f"la feuille « {part.name} » {error}") from error
    except Unbounded as error:
        raise InvalidInput(
            [fault("CLASSEUR_DEMESURE", file, sheet=part.name, detail=error)]
        ) from error


def _grid(
    part: SheetPart, stored: StoredSheet, book: BookParts, formats: list[NumberFormat]
) -> Grid:
    rows: list[tuple[int, Row]] = []
    for number in sorted(stored.rows):
        row = tuple(
            _cell(each, f"{part.name}!{get_column_letter(each.column)}{number}", book, formats)
            for each in stored.rows[number]
        )
        rows.append((number, row))
    return Grid(
        part.name,
        part.visible,
        tuple(rows),
        frozenset(stored.hidden_rows),
        frozenset(stored.hidden_columns),
        tuple(stored.merged),
    )


def _cell(stored: StoredCell, place: str, book: BookParts, formats: list[NumberFormat]) -> Cell:
    column, text, kind = stored.column, stored.text, stored.kind
    if kind == "s" and text:
        return Cell(_at(book.strings, int(text)), place, column)
    if kind in ("str", "inlineStr"):
        return Cell(text or "", place, column)
    if not text or not text.strip():
        return Cell(None, place, column, pending=stored.formula)
    text = text.strip()
    if kind == "e":
        return Cell(None, place, column, error=text)
    if kind == "b":
        return Cell(_BOOLEANS.get(text, text), place, column)
    if kind == "d":
        return _iso_date(text, place, column)
    return _number(text, place, column, _at(formats, stored.style) if formats else _PLAIN, book)


def _at(items: Sequence[_Item], index: int) -> _Item:
    """Return an item; a negative index, which Python would take from the end, is a damage too."""
    if index < 0:
        raise IndexError(index)
    return items[index]


def _number(text: str, place: str, column: int, shown: NumberFormat, book: BookParts) -> Cell:
    try:
        whole = text.lstrip("-").isdecimal()
        # Python would take an underscore for a mere separator.
        if (whole and len(text) > _LONGEST_INTEGER) or "_" in text:
            return Cell(text, place, column)
        value: int | float = int(text) if whole else float(text)
    except ValueError:
        return Cell(text, place, column)  # no number: the reading rules will say so, there
    if shown.moment:
        found: datetime | str | None = moment_of(value, shown, since_1904=book.starts_in_1904)
        error = "" if found is not None else _NO_SUCH_DATE
        return Cell(found, place, column, error=error)
    return Cell(value, place, column, percent=shown.percent, shown=shown)


def _iso_date(text: str, place: str, column: int) -> Cell:
    try:
        moment = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return Cell(text, place, column)
    return Cell(moment.replace(tzinfo=None), place, column)


def _names(book: BookParts) -> Names:
    names: Names = {}
    for name, reference in book.names.items():
        sheet, mark, area = reference.rpartition("!")
        if mark and "#REF" not in reference:
            if sheet.startswith("'"):
                sheet = sheet[1:-1].replace("''", "'")
            names[name] = (sheet, area.replace("$", ""))
    return names
