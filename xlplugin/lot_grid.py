"""From the cells of a sheet to raw rows of lots, given which column holds what."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from insertion.errors import Fault, fault
from insertion.reading import RawCell
from xlplugin.canvas import column_letter
from xlplugin.opening import Cell, Grid, Row

Adjust = Callable[[str, Cell], RawCell]
"""How a cell of a field becomes raw: a heading may say « k€ » for the whole column."""


def as_found(field: str, cell: Cell) -> RawCell:
    """Return the cell as it is."""
    del field
    return cell.raw


def usable(cell: Cell, faults: list[Fault]) -> bool:
    """Tell whether a cell has a value; an error or a formula never computed is a fault."""
    if cell.error:
        faults.append(fault("CELLULE_EN_ERREUR", cell.place, value=cell.error))
    elif cell.pending:
        faults.append(fault("FORMULE_SANS_VALEUR", cell.place))
    return not cell.error and not cell.pending


def fields_of(row: Row, fields: Mapping[int, str]) -> dict[str, Cell]:
    """Return the non-empty cells of a row that belong to a known column, by field."""
    return {fields[cell.column]: cell for cell in row if cell.column in fields and not cell.empty}


def place_of(grid: Grid, row: int, fields: Mapping[int, str]) -> str:
    """Return the cell that stands for a lot: its number, or its title."""
    by_field = {name: column for column, name in fields.items()}
    column = by_field.get("number", by_field.get("title", min(fields, default=1)))
    return f"{grid.name}!{column_letter(column - 1)}{row}"


def raw_lot(
    cells: Mapping[str, Cell], faults: list[Fault], adjust: Adjust = as_found
) -> dict[str, RawCell]:
    """Return the raw cells of one lot; faulty ones are left empty, in their place, and reported."""
    return {
        field: adjust(field, cell) if usable(cell, faults) else RawCell(None, cell.place)
        for field, cell in cells.items()
    }
