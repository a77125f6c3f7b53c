"""The workbook of a screening: what to look at, row by row, and what it rests on."""

from __future__ import annotations

from datetime import date

from insertion.screening import Screening
from insertion.typography import french
from xlplugin.canvas import Book
from xlplugin.sheet_screening import NAME as ROWS
from xlplugin.sheet_screening import write_screening
from xlplugin.sheet_screening_basis import NAME as BASIS
from xlplugin.sheet_screening_basis import write_basis
from xlplugin.sheet_screening_summary import NAME as SUMMARY
from xlplugin.sheet_screening_summary import write_summary


def screening_workbook(screening: Screening, title: str, on: date) -> bytes:
    """Return the workbook; ``title`` names the list, ``on`` is the day sources are aged at.

    The same screening always gives the same bytes.
    """
    book = Book()
    shown = french(title)
    book.describe("Repérage des marchés", shown, "clause sociale, insertion, programme d’achats")
    summary, rows, basis = (book.page(name) for name in (SUMMARY, ROWS, BASIS))
    write_summary(summary, screening, shown)
    write_screening(rows, screening, shown)
    write_basis(book, basis, screening, on)
    return book.content()
