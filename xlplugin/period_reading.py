"""Reads the periods of our own workbook, by the headings of their table."""

from __future__ import annotations

import re

from insertion.errors import Fault, fault
from insertion.reading import RawCell
from insertion.vocabulary import folded
from xlplugin.canvas import column_letter
from xlplugin.lot_grid import fields_of, place_of, raw_lot
from xlplugin.opening import Cell, Grid, Opened
from xlplugin.own_cells import own_cell
from xlplugin.period_columns import HEADINGS_NAME, USED_NAME, heading, terms

_AREA = re.compile(r"(?P<first>[A-Z]+)(?P<top>\d+)(?::(?P<last>[A-Z]+)(?P<bottom>\d+))?")


def read_periods(opened: Opened, faults: list[Fault]) -> tuple[list[dict[str, RawCell]], list[str]]:
    """Return the raw periods of a workbook and where each stands; none in one without the sheet."""
    sheet, area = opened.names.get(HEADINGS_NAME, ("", ""))
    grid, ends = opened.grid(sheet), _AREA.fullmatch(area)
    if grid is None or ends is None:
        return [], []
    head = int(ends["top"])
    fields = _fields(grid, head)
    prepared = _prepared(opened)

    def as_the_sheet(field: str, cell: Cell) -> RawCell:
        return own_cell(terms()[field], cell, faults)

    periods: list[dict[str, RawCell]] = []
    places: list[str] = []
    for number, row in grid.rows:
        cells = fields_of(row, fields)
        # What is written under the table is a remark, unless it fills more than its first column.
        if number <= head or not cells or _is_remark(number, cells, prepared):
            continue
        place = place_of(grid, number, fields)
        if number not in prepared:
            faults.append(fault("LIGNE_SANS_CALCUL", place))
        periods.append(raw_lot(cells, faults, as_the_sheet))
        places.append(place)
    return periods, places


def _fields(grid: Grid, head: int) -> dict[int, str]:
    """Return the field of each column, wherever people moved it."""
    known = {folded(heading(name)): name for name in terms()}
    row = next((row for number, row in grid.rows if number == head), ())
    return {
        cell.column: known[folded(str(cell.value))]
        for cell in row
        if folded(str(cell.value)) in known
    }


def _prepared(opened: Opened) -> range | set[int]:
    """Return the rows that bear the formulas of the table."""
    sheet, area = opened.names.get(USED_NAME, ("", ""))
    grid, ends = opened.grid(sheet), _AREA.fullmatch(area)
    if grid is None or ends is None:
        return range(0)
    rows = range(int(ends["top"]), int(ends["bottom"] or ends["top"]) + 1)
    return {
        number
        for number, row in grid.rows
        if number in rows and any(column_letter(cell.column - 1) == ends["first"] for cell in row)
    }


def _is_remark(number: int, cells: dict[str, Cell], prepared: range | set[int]) -> bool:
    return number > max(prepared, default=0) and set(cells) == {"title"}
