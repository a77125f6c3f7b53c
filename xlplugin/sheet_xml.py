"""The XML of a sheet, read in one pass that keeps only the cells that hold something.

A few bytes may announce a row two thousand million lines down, or a million empty cells: gaps cost
nothing here, and what no spreadsheet could have made is refused before it costs anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from string import digits
from typing import IO, NamedTuple

from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.xml.constants import MAX_COLUMN, MAX_ROW

from insertion.typography import size_text
from xlplugin.parts import MOST_TEXT, LocalNames, safe_parser

LAST_ROW: int = MAX_ROW
LAST_COLUMN: int = MAX_COLUMN
"""The last row and the last column of a sheet, in every spreadsheet."""
MOST_CELLS = 1_000_000
"""Cells that hold something, in all the sheets of a workbook together."""
MOST_EMPTY = 5_000_000
"""Cells written although empty: a whole sheet given a colour."""
MOST_MERGED = 100_000
"""Merged areas of a sheet: each is compared with the rows of headings."""
LAST_ADDRESS = 18_278
"""« ZZZ », the last column an address can name."""
_FLAT = re.compile(r"0+(\.0*)?")


class Unbounded(Exception):
    """A sheet too large to be read; the message completes, in French, « la feuille … »."""


class Malformed(Exception):
    """A sheet no spreadsheet could have written; the message completes « la feuille … »."""


class StoredCell(NamedTuple):
    """A cell as stored. ``kind``: the type letter of the format; ``text``: ``None`` without any."""

    column: int
    kind: str
    style: int
    text: str | None
    formula: bool


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells, bounds included, from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class StoredSheet:
    """What a sheet holds: its cells by row number, and what people do not see of it."""

    rows: dict[int, list[StoredCell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    cells: int = 0
    """Cells that hold something."""


def area_of(reference: str) -> Area | None:
    """Return the block « B2:D5 » names; ``None`` when it is none, or whole rows or columns."""
    try:
        left, top, right, bottom = range_boundaries(reference)
    except ValueError:
        return None
    if None in (left, top, right, bottom):
        return None
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def column_number(reference: str) -> int:
    """Return the column of « AB12 », or zero without any.

    Raises:
        ValueError: when it is no reference.
    """
    letters = reference.rstrip(digits)
    return int(column_index_from_string(letters)) if letters else 0


def read_sheet(
    source: IO[bytes], most_cells: int = MOST_CELLS, reach: int = LAST_ADDRESS
) -> StoredSheet:
    """Return what the XML of a sheet holds.

    ``most_cells``: how many are left by other sheets; ``reach``: the last column to keep.

    Raises:
        Unbounded: when it holds more than can be read.
        Malformed: when no spreadsheet could have written it.
        ForbiddenType, expat.ExpatError: see :func:`xlplugin.parts.walk`.
    """
    reading = _Reading(most_cells, reach)
    reading.parser.ParseFile(source)
    return reading.sheet


class _Reading:
    """One pass over the XML of a sheet."""

    def __init__(self, most_cells: int, reach: int) -> None:
        self.sheet = StoredSheet()
        self.most_cells = most_cells
        self.reach = reach
        self.written = 0
        self.described = self.characters = 0
        self.spans: dict[int, int] = {}
        self.row = self.column = 0
        self.row_text = "0"
        self.cells: list[StoredCell] = []
        self.in_cell = self.phonetic = self.formula = False
        self.pieces: list[str] | None = None
        self.kind = "n"
        self.style = 0
        self.local = LocalNames()
        self.parser = safe_parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self.local[name]
        if tag == "c":
            self._cell(attributes)
        elif self.in_cell:
            self._inside(tag)
        elif tag == "row":
            self._row(attributes)
        elif tag == "col":
            self._columns(attributes)
        elif tag == "mergeCell":
            self._merged(area_of(attributes.get("ref", "")))

    def end(self, name: str) -> None:
        tag = self.local[name]
        if self.in_cell:
            if tag == "c":
                self._cell_ends()
            elif tag in ("v", "t"):
                self._collect(None)
            elif tag == "rPh":
                self.phonetic = False
        elif tag == "row":
            self._row_ends()

    def _collect(self, pieces: list[str] | None) -> None:
        """Keep the text that follows: that of a formula, often long, is not even decoded."""
        self.parser.CharacterDataHandler = None if pieces is None else pieces.append

    def _row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self.row = self.row + 1 if number is None else _row_number(number)
        if not 0 < self.row <= LAST_ROW:
            raise Malformed(
                f"porte une ligne numérotée {self.row}, alors qu'un classeur en compte {LAST_ROW}"
            )
        if self.row in self.sheet.rows:
            raise Malformed(f"porte deux fois une même cellule, ligne {self.row}")
        self.row_text = str(self.row)
        if _hidden(attributes, "ht"):
            self.sheet.hidden_rows.add(self.row)
        self.column = 0
        self.cells = []

    def _row_ends(self) -> None:
        if not self.cells:
            return
        columns = [each.column for each in self.cells]
        if len(set(columns)) < len(columns):
            raise Malformed(f"porte deux fois une même cellule, ligne {self.row}")
        if columns != sorted(columns):
            self.cells.sort(key=lambda each: each.column)
        self.sheet.rows[self.row] = self.cells

    def _columns(self, attributes: dict[str, str]) -> None:
        if _hidden(attributes, "width"):
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            columns = range(max(first, 1), min(last, LAST_COLUMN) + 1)
            self.described += len(columns)
            if self.described > 2 * LAST_COLUMN:
                raise Malformed("décrit plusieurs fois les mêmes colonnes")
            self.sheet.hidden_columns.update(columns)

    def _merged(self, area: Area | None) -> None:
        """Keep a merged area; a spreadsheet never lets two of them overlap."""
        if area is None:
            return
        if len(self.sheet.merged) >= MOST_MERGED:
            raise Unbounded(f"compte plus de {MOST_MERGED} fusions de cellules")
        width = self.spans.get(area.top, 0) + area.right - area.left + 1
        if width > 2 * LAST_COLUMN:
            raise Malformed(f"porte des fusions de cellules qui se recouvrent, ligne {area.top}")
        self.spans[area.top] = width
        self.sheet.merged.append(area)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.written += 1
        if self.written > MOST_EMPTY:
            raise Unbounded(f"compte plus de {MOST_EMPTY} cellules, même vides")
        reference = attributes.get("r")
        self.column = self.column + 1 if reference is None else self._column_of(reference)
        if self.column > self.reach:
            return
        self.kind = attributes.get("t", "n")
        self.style = int(attributes.get("s", "0"))
        self.in_cell, self.formula, self.pieces = True, False, None

    def _column_of(self, reference: str) -> int:
        try:
            return int(column_index_from_string(reference.removesuffix(self.row_text)))
        except ValueError:
            raise Malformed(
                f"porte une cellule d'adresse « {reference[:20]} », ligne {self.row}"
            ) from None

    def _inside(self, tag: str) -> None:
        if tag in ("v", "is"):
            self.pieces = []
            self._collect(self.pieces if tag == "v" else None)
        elif tag == "t":
            self._collect(None if self.phonetic else self.pieces)
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "f":
            self.formula = True

    def _cell_ends(self) -> None:
        self.in_cell = self.phonetic = False
        if self.pieces is None and not self.formula:
            return
        text = None if self.pieces is None else "".join(self.pieces)
        if not text and not self.formula:
            return
        if self.column > LAST_COLUMN:
            raise Malformed(f"porte une colonne de rang {self.column}, ligne {self.row}")
        self.sheet.cells += 1
        if self.sheet.cells > self.most_cells:
            raise Unbounded(f"porte le classeur au-delà de {MOST_CELLS} cellules remplies")
        self.characters += len(text or "")
        if self.characters > MOST_TEXT:
            raise Unbounded(f"porte plus de {size_text(MOST_TEXT)} de textes")
        if text is not None and "_x" in text and self.kind in ("str", "inlineStr"):
            text = unescape(text)
        self.cells.append(StoredCell(self.column, self.kind, self.style, text, self.formula))


def _hidden(attributes: dict[str, str], size: str) -> bool:
    """Tell whether a row or a column is hidden, or drawn with no size at all."""
    flat = size in attributes and _FLAT.fullmatch(attributes[size]) is not None
    return flat or attributes.get("hidden") in ("1", "true")


def _row_number(text: str) -> int:
    """Return the number of a row; some programs write « 12.0 »."""
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        raise Malformed(f"porte une ligne numérotée « {text[:20]} »") from None
