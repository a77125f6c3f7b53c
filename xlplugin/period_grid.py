"""The hidden sheet « Parts »: the hours of every lot in every period, lot by lot.

The hours of the contract in a period are the sum of those of its lots, as the pieces state them:
splitting the total would give other figures.
"""

from __future__ import annotations

from insertion.typography import french
from xlplugin.canvas import Page, column_letter
from xlplugin.largest_remainder import Shared
from xlplugin.lot_columns import cell as lot_cell
from xlplugin.lot_formulas import LotRow
from xlplugin.lot_marks import employment_value
from xlplugin.lot_messages import LOTS
from xlplugin.pairing import Paired, Value
from xlplugin.period_columns import FIRST as FIRST_PERIOD
from xlplugin.period_columns import away, cell
from xlplugin.period_formulas import (
    KEPT,
    MODE,
    Periods,
    beyond_hours,
    exact_value,
    remainder_of,
    shared_hours,
)

NAME = "Parts"
LONGEST_BLANK = 200
"""Lots prepared when the contract has no period: beyond, the sheet would weigh on everybody."""
_KEPT, _WEIGHT, _COVERED, _FIRST = 2, 3, 4, 5
"""Spreadsheet rows: weights of the periods, then the first lot."""
_HOURS, _EXACT, _START = 0, 1, 2
"""Columns: hours of the lot, unrounded hours, first remainder."""


def write_grid(page: Page, table: Periods) -> None:
    """Write the sheet for the rows of « Lots », and hide it."""
    page.put(0, _HOURS, french("Heures d'emploi du lot"), "strong")
    page.put(0, _EXACT, french("Heures exactes"), "strong")
    for index in range(table.count):
        _write_head(page, table, index)
    for line, lot in enumerate(_covered(table)):
        _write_lot(page, table, _FIRST + line, lot)
    page.hide()


def _covered(table: Periods) -> list[LotRow]:
    lots = list(table.lots)
    return lots if table.listed or len(lots) <= LONGEST_BLANK else []


def _hours_column(table: Periods, index: int) -> str:
    return column_letter(_START + table.count + index)


def contract_hours(table: Periods, index: int) -> str:
    """Return the formula of the hours of the whole contract in a period."""
    letter = _hours_column(table, index)
    last = _FIRST + max(len(_covered(table)), 1) - 1
    return f"SUM({NAME}!${letter}${_FIRST}:${letter}${last})"


def _write_head(page: Page, table: Periods, index: int) -> None:
    """Bring the weights of a period above its two columns: remainders, then hours."""
    row = FIRST_PERIOD + index
    for column, title in (
        (_START + index, f"Reste, période {index + 1}"),
        (_START + table.count + index, f"Heures, période {index + 1}"),
    ):
        page.put(0, column, french(title), "strong")
        brought: tuple[tuple[int, str, Value], ...] = (
            (_KEPT, "kept", table.kept[index]),
            (_WEIGHT, "weight", float(table.weights[index])),
            (_COVERED, "covered", table.covered[index]),
        )
        for line, name, value in brought:
            page.compute(line - 1, column, Paired(away(cell(name, row)), value), "plain")


def _write_lot(page: Page, table: Periods, row: int, lot: LotRow) -> None:
    hours = employment_value(lot)
    own = f"{LOTS}!{lot.cell('employment_hours')}"
    retained, raw = (
        f"{LOTS}!{lot_cell(name, lot.row)}" for name in ("retained_hours", "raw_exact")
    )
    hours_cell, exact_cell = (f"${column_letter(each)}{row}" for each in (_HOURS, _EXACT))
    page.compute(row - 1, _HOURS, Paired(own, "" if hours is None else hours), "plain")
    exact = Paired(
        f'IF({hours_cell}="",0,IF(ISNUMBER({retained}),{hours_cell},{raw}))',
        exact_value(lot, hours),
    )
    page.compute(row - 1, _EXACT, exact, "plain")
    ends = [column_letter(_START + index) for index in (0, table.count - 1)]
    every = f"${ends[0]}{row}:${ends[1]}{row}"
    parts = table.parts(lot, hours)
    nothing = f'OR({hours_cell}="",{MODE}=0)'
    for index in range(table.count):
        letter = column_letter(_START + index)
        shared = Shared(hours_cell, f"{letter}${_KEPT}", KEPT)
        page.compute(
            row - 1,
            _START + index,
            Paired(
                f"IF({nothing},0,{shared.remainder()})",
                remainder_of(hours, table.kept, index),
            ),
            "plain",
        )
        before = None if index == 0 else f"${ends[0]}{row}:{column_letter(_START + index - 1)}{row}"
        found = shared_hours(
            shared,
            f"{letter}{row}",
            every,
            before,
            f"{letter}${_COVERED}",
            beyond_hours(exact_cell, f"{letter}${_WEIGHT}"),
        )
        value: Value = ""
        if parts:
            value = parts[index].hours if index < len(parts) else 0
        page.compute(
            row - 1,
            _START + table.count + index,
            Paired(f'IF({nothing},"",{found})', value),
            "plain",
        )
