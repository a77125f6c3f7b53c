"""The XML of one sheet, seen as byte ranges: which bytes are a cell, and what else holds it.

One pass tells where the wanted rows stand and what forbids to write there (merged cells, array
formulas); :mod:`xlplugin.patch_cells` then changes these bytes and no other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from xml.parsers import expat

from xlplugin.patch_tags import NotEditable, encoding_of, tag_at, to_utf8
from xlplugin.sheet_xml import Area, area_of, column_number

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_NAMES = {
    f"{space} {name}": name
    for space in (MAIN, STRICT)
    for name in ("dimension", "sheetData", "row", "c", "f", "v", "t", "mergeCell")
}

At = tuple[int, int]
"""Where a cell is: its row and its column, from 1."""


def holds(area: Area, at: At) -> bool:
    """Tell whether a cell is in an area, its four sides included."""
    return area.top <= at[0] <= area.bottom and area.left <= at[1] <= area.right


def corner(area: Area) -> At:
    """Return the top left cell of an area."""
    return area.top, area.left


@dataclass(slots=True)
class FoundCell:
    """A cell of a wanted row: its bytes, and what it holds. ``text``: the value as written."""

    column: int
    start: int
    end: int = 0
    kind: str = ""
    style: str | None = None
    text: str = ""
    formula: bool = False


@dataclass(slots=True)
class FoundRow:
    """A wanted row: where its opening tag starts, where its content ends, its cells by column."""

    number: int
    start: int
    close: int = 0
    cells: dict[int, FoundCell] = field(default_factory=dict)


@dataclass(slots=True)
class SheetScan:
    """What was seen of a sheet. ``source`` is in UTF-8; ``codec`` is what the part came in."""

    source: bytes
    codec: str
    rows: dict[int, FoundRow] = field(default_factory=dict)
    next_row: dict[int, int] = field(default_factory=dict)
    """Where the first row after a wanted but absent one starts."""
    data_start: int = -1
    data_close: int = -1
    """Where ``sheetData`` starts, and where its content ends."""
    dimension: int = -1
    merged: list[Area] = field(default_factory=list)
    arrays: list[Area] = field(default_factory=list)
    """Formulas that fill several cells at once, data tables included."""
    shared: dict[str, list[At]] = field(default_factory=dict)
    """The cells of each shared formula."""
    masters: dict[str, At] = field(default_factory=dict)
    """The cell that holds the words of each shared formula."""

    def cell(self, at: At) -> FoundCell | None:
        """Return a cell of a wanted row, if it is written."""
        row = self.rows.get(at[0])
        return None if row is None else row.cells.get(at[1])

    def orphaned_by(self, replaced: Collection[At]) -> set[At]:
        """Return the cells among ``replaced`` whose formula other cells go on borrowing."""
        return {
            master
            for index, master in self.masters.items()
            if master in replaced and not set(self.shared[index]) <= set(replaced)
        }


def scan_sheet(content: bytes, rows: Collection[int]) -> SheetScan:
    """Return where the cells of some ``rows`` stand in the XML of a sheet.

    Raises:
        NotEditable: when its bytes cannot be told apart with certainty.
    """
    codec = encoding_of(content)
    walk = _Walk(SheetScan(to_utf8(content, codec), codec), rows)
    try:
        walk.parser.Parse(walk.scan.source, True)  # noqa: FBT003 - expat takes no name for « final »
    except expat.ExpatError as error:
        raise NotEditable("le XML de la feuille est endommagé") from error
    if walk.scan.data_start < 0:
        raise NotEditable("la feuille n'a pas de cellules")
    return walk.scan


class _Walk:
    """One pass over the XML of a sheet."""

    def __init__(self, scan: SheetScan, rows: Collection[int]) -> None:
        self.scan = scan
        self.pending = sorted(set(rows), reverse=True)
        self.wanted = frozenset(rows)
        self.number = self.column = 0
        self.row: FoundRow | None = None
        self.cell: FoundCell | None = None
        self.reading = False
        self.parser = parser = expat.ParserCreate("utf-8", " ")
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.StartDoctypeDeclHandler = self.doctype

    def doctype(self, *_: object) -> None:
        raise NotEditable("la feuille contient une définition XML interdite")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _NAMES.get(tag)
        if name == "c":
            self._cell(attributes)
        elif name in ("v", "t"):
            self.reading = self.cell is not None
        elif name == "row":
            self._row(attributes.get("r"))
        elif name == "f":
            self._formula(attributes)
        elif name == "mergeCell":
            self._area(attributes.get("ref", ""), self.scan.merged)
        elif name == "sheetData":
            self.scan.data_start = self.parser.CurrentByteIndex
        elif name == "dimension":
            self.scan.dimension = self.parser.CurrentByteIndex

    def end(self, tag: str) -> None:
        name = _NAMES.get(tag)
        if name in ("v", "t"):
            self.reading = False
        elif name == "c" and self.cell is not None:
            self.cell.end = self._after(self.cell.start)
            self.cell = None
        elif name == "row" and self.row is not None:
            self.row.close = self.parser.CurrentByteIndex
            self.row = None
            self.parser.CharacterDataHandler = None
        elif name == "sheetData":
            self.scan.data_close = self.parser.CurrentByteIndex

    def _after(self, start: int) -> int:
        """Return where the element that began at ``start`` and now ends is over."""
        here = self.parser.CurrentByteIndex  # after an empty tag, else before the closing one
        empty = tag_at(self.scan.source, start).empty
        return here if empty else self.scan.source.index(b">", here) + 1

    def text(self, data: str) -> None:
        if self.reading and self.cell is not None:
            self.cell.text += data

    def _row(self, number: str | None) -> None:
        try:
            self.number = self.number + 1 if number is None else int(float(number))
        except (ValueError, OverflowError):
            raise NotEditable("une ligne de la feuille n'a pas de numéro lisible") from None
        self.column = 0
        here = self.parser.CurrentByteIndex
        while self.pending and self.pending[-1] < self.number:
            self.scan.next_row[self.pending.pop()] = here
        if self.number not in self.wanted:
            return
        if self.number in self.scan.rows:
            raise NotEditable(f"la ligne {self.number} y figure deux fois")
        self.row = self.scan.rows[self.number] = FoundRow(self.number, here)
        self.parser.CharacterDataHandler = self.text

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column = column_number(attributes.get("r", "")) or self.column + 1
        if self.row is None:
            return
        if self.column in self.row.cells:
            raise NotEditable(f"une cellule de la ligne {self.row.number} y figure deux fois")
        self.cell = FoundCell(
            self.column,
            self.parser.CurrentByteIndex,
            kind=attributes.get("t", ""),
            style=attributes.get("s"),
        )
        self.row.cells[self.column] = self.cell

    def _formula(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("t", "normal")
        at = (self.number, self.column)
        if kind == "shared" and "si" in attributes:
            index = attributes["si"]
            self.scan.shared.setdefault(index, []).append(at)
            if "ref" in attributes:
                self.scan.masters[index] = at
        elif kind in ("array", "dataTable"):
            self._area(attributes.get("ref", ""), self.scan.arrays)
        if self.cell is not None:
            self.cell.formula = True

    @staticmethod
    def _area(reference: str, among: list[Area]) -> None:
        area = area_of(reference)
        if area is not None and corner(area) != (area.bottom, area.right):
            among.append(area)
