"""The files people bring: workbooks as files for the page, the same as books open in Excel."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import docx
import openpyxl
from openpyxl.workbook import Workbook

from clausier.example import WORKBOOK

HEADINGS = [
    "N°", "Intitulé du lot", "Montant HT", "Part de main-d'œuvre", "Taux d'insertion",
    "Coût horaire", "Heures d'insertion",
]  # fmt: skip
LOTS: list[list[Any]] = [
    [1, "Gros œuvre", 1_000_000, 0.5, 0.05, 30, None],  # 833,33 → 833
    [2, "Peinture", 210_000, 0.7, 0.05, 30, None],  # 245
    [3, "Menuiseries", 310_000, 0.25, 0.05, 30, None],  # 129,17 → 129
]
HOURS = [833, 245, 129]
"""Hours of :data:`LOTS`: amount × share × rate ÷ cost, to the nearest hour."""
OFFSET = 3
"""Rows above the headings of the buyer's table, which starts in column B."""
FAULTY: list[list[Any]] = [
    [1, "Gros œuvre", 1_000_000, 0.5, 0.05, 30, None],
    [2, "Peinture", "douze mille", 0.7, 0.05, 30, None],
    [3, "Menuiseries", 310_000, 0.25, 0.05, None, None],
]
MARKER = "[CLAUSE INSERTION]"
EXCEL_EPOCH = date(1899, 12, 30)


def write_all(folder: Path) -> None:
    """Write every file the journeys use into ``folder``."""
    table = _table({"Estimation": LOTS})
    faulty = _table({"Estimation": FAULTY})
    table.save(folder / "tableau.xlsx")
    faulty.save(folder / "a-corriger.xlsx")
    _table({"Bâtiment": LOTS, "Voirie": LOTS[:1]}).save(folder / "deux-tableaux.xlsx")
    shutil.copy(str(resources.files("workbooks") / WORKBOOK), folder / "exemple.xlsx")
    (folder / "photo.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    _host().save(str(folder / "ccap.docx"))
    _open_in_excel(folder / "tableau.xlsx")
    _open_in_excel(folder / "a-corriger.xlsx")
    _open_in_excel(folder / "exemple.xlsx", active="Lots")


def _table(sheets: dict[str, Sequence[list[Any]]]) -> Workbook:
    book = Workbook()
    del book["Sheet"]
    for name, lots in sheets.items():
        sheet = book.create_sheet(name)
        sheet["B1"] = "Programme de travaux"
        for down, row in enumerate([HEADINGS, *lots]):
            for right, value in enumerate(row):
                sheet.cell(row=OFFSET + down + 1, column=right + 2, value=value)
    notes = book.create_sheet("Notes")
    notes["A1"] = "Cette feuille n'a rien à voir avec les lots."
    return book


def _host() -> Any:
    document = docx.Document()
    document.add_heading("Cahier des clauses administratives particulières", level=1)
    document.add_heading("Insertion professionnelle", level=2)
    document.add_paragraph(MARKER)
    document.add_paragraph("Fin du document.")
    return document


def _open_in_excel(path: Path, active: str | None = None) -> None:
    """Write beside a workbook what Excel would show of it: values, formats, names."""
    book = openpyxl.load_workbook(path, data_only=True)
    sheets = [
        {
            "name": sheet.title,
            "hidden": sheet.sheet_state != "visible",
            "values": [[_value(cell.value) for cell in row] for row in sheet.iter_rows()],
            "formats": [[cell.number_format for cell in row] for row in sheet.iter_rows()],
        }
        for sheet in book
    ]
    names = [
        {"name": name, "formula": f"={defined.attr_text}"}
        for name, defined in book.defined_names.items()
    ]
    shown = 0 if active is None else book.sheetnames.index(active)
    content = {"name": path.name, "sheets": sheets, "names": names, "active": shown}
    path.with_suffix(".json").write_text(json.dumps(content), encoding="utf-8")


def _value(value: Any) -> Any:
    """Return a cell as Excel gives it to JavaScript: a date is a number of days."""
    if isinstance(value, (date, datetime)):
        day = value.date() if isinstance(value, datetime) else value
        return (day - EXCEL_EPOCH).days
    if value is None:
        return ""
    return value if isinstance(value, (int, float, str, bool)) else str(value)
