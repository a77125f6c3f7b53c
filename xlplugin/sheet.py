"""Reads a workbook, ours by its names, anyone's by its headings; the file is never modified."""

from __future__ import annotations

import re
from pathlib import Path

from insertion import vocabulary
from insertion.errors import Fault, InvalidInput, fault
from insertion.intake import RawRecord
from insertion.reading import RawCell, Unreadable, read_boolean
from insertion.vocabulary import Term
from xlplugin.canvas import column_letter
from xlplugin.lot_grid import fields_of, place_of, raw_lot, usable
from xlplugin.opening import Cell, Grid, Names, Opened, open_workbook
from xlplugin.own_cells import own_cell
from xlplugin.period_columns import HEADINGS_NAME as PERIOD_HEADINGS
from xlplugin.period_columns import USED_NAME as PERIODS_USED
from xlplugin.period_reading import read_periods
from xlplugin.sheet_contract import public_name
from xlplugin.sheet_lots import HEADINGS_NAME, USED_NAME
from xlplugin.sheet_xml import area_of
from xlplugin.table import table_of

_AREA = re.compile(r"(?P<first>[A-Z]+)(?P<top>\d+):(?P<last>[A-Z]+)(?P<bottom>\d+)")
_YES_OR_NO = Term(id="", key="", type="boolean", label="")


def read_any(path: Path | str, sheet: str | None = None) -> RawRecord:
    """Return what a workbook says: ours whole, else the table of lots of the buyer's own.

    ``sheet`` chooses among several tables of a buyer's workbook.

    Raises:
        InvalidInput: when the file cannot be read or holds no table of lots.
    """
    return read_opened(open_workbook(path, needed_columns if sheet is None else None), sheet)


def read_opened(opened: Opened, sheet: str | None = None) -> RawRecord:
    """Return what an opened workbook says, as :func:`read_any` does.

    Raises:
        InvalidInput: when it holds no table of lots.
    """
    if sheet is None and is_ours(opened):
        return _record_of(opened)
    return table_of(opened, sheet)


def read_workbook(path: Path | str) -> RawRecord:
    """Return the contract and the lots of a workbook built by :mod:`xlplugin.workbook`.

    Raises:
        InvalidInput: when the file cannot be read or is not such a workbook.
    """
    opened = open_workbook(path, needed_columns)
    if not is_ours(opened):
        raise InvalidInput([fault("TABLEAU_INTROUVABLE", opened.file)])
    return _record_of(opened)


def is_ours(opened: Opened) -> bool:
    """Tell whether the workbook carries our names: the lots' headings and most of the facts."""
    return _bears_our_names(opened.names)


def _bears_our_names(names: Names) -> bool:
    keys = {term.key for term in vocabulary.contract_terms().values()}
    return HEADINGS_NAME in names and len(keys & names.keys()) * 2 > len(keys)


def needed_columns(names: Names) -> dict[str, int] | None:
    """Return the last column that a name designates in each sheet of our workbook.

    What is beyond, and the sheets without a name, are computed from the rest: two thirds of the
    cells. ``None`` for a workbook that is not ours.
    """
    if not _bears_our_names(names):
        return None
    last: dict[str, int] = {}
    for sheet, reference in names.values():
        area = area_of(reference)
        if area is not None:
            last[sheet] = max(area.right, last.get(sheet, 0))
    return last


def named_sheets(names: Names) -> set[str] | None:
    """Return the sheets that hold what is read of our workbook; ``None`` for any other one."""
    if not _bears_our_names(names):
        return None
    return {names[name][0] for name in needed_names() if name in names}


def needed_names() -> tuple[str, ...]:
    """Return the names that lead to what is read of our workbook, that of the lots first."""
    facts = [
        key
        for field, term in vocabulary.contract_terms().items()
        for key in (
            map(public_name, vocabulary.options(field)) if term.type == "choices" else (term.key,)
        )
    ]
    return (HEADINGS_NAME, USED_NAME, PERIOD_HEADINGS, PERIODS_USED, *facts)


def _record_of(opened: Opened) -> RawRecord:
    faults: list[Fault] = []
    contract = _contract(opened, faults)
    sheet, area = opened.names[HEADINGS_NAME]
    grid = opened.grid(sheet)
    if grid is None:
        raise InvalidInput([fault("TABLEAU_INTROUVABLE", opened.file)])
    lots, places = _lots(grid, area, _prepared(opened), faults)
    periods, period_places = read_periods(opened, faults)
    return RawRecord(
        contract, lots, places, sheet, faults, periods=periods, period_places=period_places
    )


def _contract(opened: Opened, faults: list[Fault]) -> dict[str, RawCell]:
    cells = {cell.place: cell for sheet in _sheets_named(opened) for _, row in sheet.rows
             for cell in row}  # fmt: skip

    def named(name: str) -> Cell | None:
        sheet, area = opened.names.get(name, ("", ""))
        found = cells.get(f"{sheet}!{area}")
        return None if found is None or found.empty else found

    facts: dict[str, RawCell] = {}
    for field, term in vocabulary.contract_terms().items():
        if term.type == "choices":
            chosen = _chosen(term, named, faults)
            if chosen is not None:
                facts[field] = chosen
            continue
        cell = named(term.key)
        if cell is not None and usable(cell, faults):
            facts[field] = own_cell(term, cell, faults)
    return facts


def _sheets_named(opened: Opened) -> list[Grid]:
    """Return the sheets where the facts are, wherever people moved them."""
    keys = {term.key for term in vocabulary.contract_terms().values()}
    sheets = dict.fromkeys(sheet for name, (sheet, _) in opened.names.items() if name in keys)
    return [grid for name in sheets if (grid := opened.grid(name)) is not None]


def _chosen(term: Term, named: object, faults: list[Fault]) -> RawCell | None:
    """Return the options whose cell says yes."""
    assert callable(named)
    keys: list[str] = []
    place = ""
    for option in vocabulary.options(term.id):
        cell: Cell | None = named(public_name(option))
        if cell is None or not usable(cell, faults):
            continue
        place = place or cell.place
        try:
            if read_boolean(own_cell(_YES_OR_NO, cell, faults)):
                keys.append(option)
        except Unreadable as error:
            faults.append(error.fault)
    return RawCell(keys, place) if keys else None


def _prepared(opened: Opened) -> set[int] | None:
    """Return the rows that bear the formulas of the table.

    ``None`` when the workbook has lost its name: its lots are then read wherever they are.
    """
    sheet, area = opened.names.get(USED_NAME, ("", ""))
    grid, ends = opened.grid(sheet), _AREA.fullmatch(area)
    if grid is None or ends is None or ends["first"] != ends["last"]:
        return None
    rows = range(int(ends["top"]), int(ends["bottom"]) + 1)
    return {
        number
        for number, row in grid.rows
        if number in rows and any(column_letter(cell.column - 1) == ends["first"] for cell in row)
    }


def _lots(
    grid: Grid, area: str, prepared: set[int] | None, faults: list[Fault]
) -> tuple[list[dict[str, RawCell]], list[str]]:
    digits = re.search(r"\d+", area)
    head = int(digits.group()) if digits else 0
    ends = _AREA.fullmatch(area)
    last = ends["last"] if ends else ""
    heading_row = next((row for number, row in grid.rows if number == head), ())
    fields: dict[int, str] = {}
    for cell in heading_row:
        field = vocabulary.find_lot_heading(str(cell.value))
        # The hidden columns bear the labels of methods, some of which name an input too.
        letters = column_letter(cell.column - 1)
        beyond = last and (len(letters), letters) > (len(last), last)
        if field is not None and not beyond:
            fields.setdefault(cell.column, field)

    def as_the_sheet(field: str, cell: Cell) -> RawCell:
        return own_cell(vocabulary.lot_terms()[field], cell, faults)

    lots: list[dict[str, RawCell]] = []
    places: list[str] = []
    for number, row in grid.rows:
        if number <= head:
            continue
        cells = fields_of(row, fields)
        if cells:
            place = place_of(grid, number, fields)
            if prepared is not None and number not in prepared:
                faults.append(fault("LIGNE_SANS_CALCUL", place))
            lots.append(raw_lot(cells, faults, as_the_sheet))
            places.append(place)
    return lots, places
