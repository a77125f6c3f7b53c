"""The workbook « calcul-heures-insertion.xlsx », built from the methods and the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from insertion import vocabulary
from insertion.contract import Contract
from insertion.reference import Reference, all_references
from insertion.typography import french
from xlplugin import limits, methods_list, period_columns, period_grid
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.comparison_lines import Found
from xlplugin.comparison_working import NAME as WORKING
from xlplugin.comparison_working import write_working
from xlplugin.lot_messages import REMARKS_NAME, remark_of
from xlplugin.sheet_comparison import NAME as COMPARISON
from xlplugin.sheet_comparison import row_of, write_comparison
from xlplugin.sheet_contract import NAME as CONTRACT
from xlplugin.sheet_contract import write_contract
from xlplugin.sheet_guide import NAME as GUIDE
from xlplugin.sheet_guide import write_guide
from xlplugin.sheet_lots import NAME as LOTS
from xlplugin.sheet_lots import write_lots
from xlplugin.sheet_methods import NAME as METHODS
from xlplugin.sheet_methods import write_methods
from xlplugin.sheet_note import NAME as NOTE
from xlplugin.sheet_note import write_note
from xlplugin.sheet_periods import write_periods
from xlplugin.sheet_references import NAME as REFERENCES
from xlplugin.sheet_references import write_references
from xlplugin.sheet_split import NAME as SPLIT
from xlplugin.sheet_split import write_split
from xlplugin.sheet_summary import NAME as SUMMARY
from xlplugin.sheet_summary import write_summary
from xlplugin.sheet_thresholds import NAME as THRESHOLDS
from xlplugin.sheet_thresholds import write_thresholds

LISTS = "Listes"
CAPACITY = 60
"""Rows of lots prefilled with formulas."""
SPARE_ROWS = 10
"""Rows left free when a contract has more lots than the usual capacity."""


def workbook_bytes(
    contract: Contract | None = None,
    *,
    capacity: int = CAPACITY,
    references: Sequence[Reference] | None = None,
    compared: str | None = None,
) -> bytes:
    """Return the workbook, filled with ``contract`` or blank.

    ``references`` are the published figures it shows, those of the project by default; ``compared``
    is the number of the lot that « Comparaison » shows at first, the first one by default.

    The same contract always gives the same bytes. ``capacity`` grows with the contract's lots.
    A figure beyond fifteen significant digits keeps the fifteen that a spreadsheet holds.
    """
    if contract is not None and len(contract.lots) > capacity:
        capacity = len(contract.lots) + SPARE_ROWS
    book = Book()
    subject = None if contract is None else contract.subject
    book.describe(
        "Calcul des heures d’insertion", subject or "", "clause sociale, insertion, heures, lots"
    )
    known = all_references() if references is None else references
    guide, facts, lots, periods = (
        book.page(name) for name in (GUIDE, CONTRACT, LOTS, period_columns.NAME)
    )
    summary, comparison, note, split, methods, figures = (
        book.page(name) for name in (SUMMARY, COMPARISON, NOTE, SPLIT, METHODS, REFERENCES)
    )
    _write_lists(book, book.page(LISTS))
    thresholds, grid = book.page(THRESHOLDS), book.page(period_grid.NAME)
    write_guide(guide)
    write_contract(book, facts, contract)
    rows = write_lots(book, lots, contract, capacity)
    write_thresholds(book, thresholds, contract, rows[-1].row)
    period_grid.write_grid(grid, write_periods(book, periods, contract, rows))
    write_summary(book, summary, contract, rows)
    write_note(book, note, contract, rows)
    write_split(book, split, contract, rows)
    write_methods(book, methods, rows)
    found = Found(row_of(compared, rows), contract, known)
    write_comparison(book, comparison, write_working(book, book.page(WORKING), found, rows))
    write_references(book, figures, contract, known)
    return book.content()


def build_workbook(
    target: Path | str | BinaryIO, contract: Contract | None = None, *, capacity: int = CAPACITY
) -> None:
    """Write the workbook to a path or an open binary stream."""
    content = workbook_bytes(contract, capacity=capacity)
    if isinstance(target, str | Path):
        Path(target).write_bytes(content)
    else:
        target.write(content)


def _write_lists(book: Book, page: Page) -> None:
    """Write the closed lists the drop-downs read, one a column, on a hidden sheet."""
    terms = [
        *vocabulary.contract_terms().values(),
        *vocabulary.lot_terms().values(),
        *period_columns.terms().values(),
    ]
    lists = {
        limits.list_name(each): (each.label, limits.labels(each.id))
        for each in terms
        if each.type == "choice"
    }
    remarks = [remark_of(each) for each in methods_list.every()]
    lists[REMARKS_NAME] = ("À savoir de chaque méthode", remarks)
    for column, (name, (title, shown)) in enumerate(lists.items()):
        page.put(0, column, french(title), "strong")
        for row, label in enumerate(shown, start=1):
            page.put(row, column, label, "plain")
        letter = column_letter(column)
        book.define(name, f"'{LISTS}'!${letter}$2:${letter}${len(shown) + 1}")
    page.hide()
