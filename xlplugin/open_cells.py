"""The cells of an open book where hours may be written, as :mod:`xlplugin.patch` shows a file's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from insertion.quantities import from_cell
from xlplugin.number_format import number_format
from xlplugin.opening import Cell, Opened
from xlplugin.patch import Owned
from xlplugin.patch_sheet import At, FoundCell, FoundRow
from xlplugin.patch_styles import misleads
from xlplugin.sheet_look import Looks, SheetLook
from xlplugin.sheet_xml import Area, area_of

if TYPE_CHECKING:
    import xlwings as xw


@dataclass(frozen=True)
class OpenScan:
    """The cells of one open sheet, with what forbids to write there."""

    cells: Mapping[At, Cell]
    look: SheetLook

    @property
    def merged(self) -> list[Area]:
        """Return the merged areas."""
        return list(self.look.merged)

    @property
    def arrays(self) -> list[Area]:
        """Return nothing: a formula is kept whatever it fills."""
        return []

    @property
    def rows(self) -> Mapping[int, FoundRow]:
        """Return nothing: no style is lent to a cell that Excel already shows."""
        return {}

    def cell(self, at: At) -> FoundCell | None:
        """Return a cell that holds something, a format at least; its style is its format."""
        value = self.cells.get(at)
        formula = self.look.has_formula(at)
        style = self.look.format_of(at)
        if value is None and not formula and style is None:
            return None
        kind, text = ("", "") if value is None else _stored(value)
        return FoundCell(at[1], 0, kind=kind, style=style, text=text, formula=formula)

    def orphaned_by(self, replaced: Collection[At]) -> set[At]:
        """Return nothing: no formula is ever replaced."""
        del replaced
        return set()


def _stored(cell: Cell) -> tuple[str, str]:
    """Return the type letter and the text a file would hold."""
    if cell.error:
        return "e", cell.error
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return "", format(from_cell(cell.value), "f")
    return "str", str(cell.value)


class OpenBook:
    """An open book as a place where hours may be written; what is not known of it forbids to."""

    keeps_formulas = True

    def __init__(self, book: xw.Book, opened: Opened, looks: Looks) -> None:
        self._book = book
        self._opened = opened
        self._looks = looks

    def scan(self, sheet: str, rows: Collection[int]) -> OpenScan:
        """Return the cells of some rows of a sheet."""
        grid = self._opened.grid(sheet)
        cells = {
            (number, cell.column): cell
            for number, row in (grid.rows if grid is not None else ())
            if number in rows
            for cell in row
        }
        return OpenScan(cells, self._look(sheet))

    def owned(self, sheet: str) -> tuple[Owned, ...]:
        """Return the areas of the sheet's tables."""
        return tuple(_tables(self._book.sheets[sheet]))

    def locks(self, sheet: str, at: At) -> bool:
        """Tell whether the sheet refuses that the cell be typed in."""
        return self._look(sheet).is_locked(at)

    def _look(self, sheet: str) -> SheetLook:
        return self._looks.of(sheet) or SheetLook()

    @property
    def whole_number_styles(self) -> frozenset[str]:
        """Return nothing: formats stay as they are."""
        return frozenset()

    @property
    def misleading_styles(self) -> frozenset[str]:
        """Return the formats under which hours would read as a percentage, a date, nothing."""
        codes = {code for look in self._looks.sheets.values() for _, code in look.formats}
        return frozenset(each for each in codes if misleads(number_format(each)))


def _tables(sheet: xw.Sheet) -> Iterator[Owned]:
    for table in sheet.tables:
        area = area_of(table.range.address.replace("$", ""))
        if area is not None:
            yield Owned(area, "table", 1 if table.show_headers else 0)
