"""How far a sheet goes, told from its XML before anything unfolds it into rows and cells.

A few bytes may announce a row two thousand million lines down; a reader that fills the gaps would
never come back. The walk here keeps nothing: it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

LAST_ROW = 1_048_576
"""The last row of a sheet, in every spreadsheet."""
WIDEST = 512
"""Columns looked at: a table of lots stands well before."""
MOST_CELLS = 1_000_000
"""Cells written in a workbook, even empty ones."""
LARGEST_AREA = 20_000_000
"""Rows written times columns looked at: what a reader unfolds, the gaps included."""
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_CONTENTS = ("v", "is", "f")


class Unbounded(Exception):
    """A sheet that goes too far; the message completes, in French, « la feuille … »."""


@dataclass
class Extent:
    """The last row and the last column that hold something, from 1; zero when nothing does."""

    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    """Cells written, even empty ones."""


class _Walk:
    """One pass over the XML of a sheet."""

    def __init__(self, most_cells: int) -> None:
        self.extent = Extent()
        self.most_cells = most_cells
        self.row = self.column = self.rows = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(_NAMESPACE)
        if name == "c":
            self._cell(attributes.get("r", ""))
        elif name in _CONTENTS:
            self._content()
        elif name == "row":
            self._row(attributes.get("r"))

    def doctype(self, *_: object) -> None:
        raise Unbounded("contient une définition XML interdite")

    def _row(self, number: str | None) -> None:
        self.column = 0
        self.rows += 1
        self.row = self.row + 1 if number is None else _row_number(number)
        if not 0 < self.row <= LAST_ROW:
            raise Unbounded(
                f"porte une ligne numérotée {self.row}, alors qu'un classeur en compte {LAST_ROW}"
            )

    def _cell(self, reference: str) -> None:
        self.extent.cells += 1
        if self.extent.cells > self.most_cells:
            raise Unbounded(f"porte le classeur au-delà de {MOST_CELLS} cellules")
        self.column = _column_number(reference) or self.column + 1

    def _content(self) -> None:
        self.extent.last_row = max(self.extent.last_row, self.row)
        if self.column <= WIDEST:
            self.extent.last_column = max(self.extent.last_column, self.column)


def _row_number(text: str) -> int:
    """Return the number of a row; some programs write « 12.0 »."""
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        raise Unbounded(f"porte une ligne numérotée « {text[:20]} »") from None


def _column_number(reference: str) -> int:
    """Return the column of « AB12 », or zero without any."""
    number = 0
    for letter in reference[:8].upper():
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number


def extent_of(sheet: BinaryIO, most_cells: int = MOST_CELLS) -> Extent:
    """Return how far the XML of a sheet goes; columns beyond ``WIDEST`` are left aside.

    ``most_cells``: how many cells are left to it by the other sheets.

    Raises:
        Unbounded: when no spreadsheet could have made it, or when it is too large to be read.
        expat.ExpatError: when it is not XML.
    """
    walk = _Walk(most_cells)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = walk.start
    parser.StartDoctypeDeclHandler = walk.doctype
    parser.ParseFile(sheet)
    if walk.rows * walk.extent.last_column > LARGEST_AREA:
        raise Unbounded(f"étend {walk.rows} lignes sur {walk.extent.last_column} colonnes")
    return walk.extent
