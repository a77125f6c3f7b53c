"""What a case is: a workbook to build, and what reading it must give."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

HEAD: list[Any] = ["N°", "Désignation", "Montant HT", "Part MO", "Taux d'insertion", "Coût horaire"]
FIRST: list[Any] = [1, "Gros œuvre", 1_000_000, "50 %", "5 %", 30]
SECOND: list[Any] = [2, "Peinture", 210_000, "70 %", "5 %", 30]
TABLE: list[list[Any]] = [HEAD, FIRST, SECOND]
HOURS = (833, 245)
"""1 000 000 × 50 % × 5 % ÷ 30 = 833,33; 210 000 × 70 % × 5 % ÷ 30 = 245."""
SHEET = "Estimation"
FILE = "classeur.xlsx"


@dataclass(frozen=True)
class Case:
    """A workbook and what reading it must give: hours, or faults as (code, place).

    ``told``: words that warnings must hold; ``words``: words that the faults' messages must hold.
    """

    name: str
    build: Callable[[Path], None]
    hours: tuple[int, ...] | None = None
    faults: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    sheet: str | None = None
    slow: bool = False


def read(name: str, build: Callable[[Path], None], *told: str, hours: Sequence[int] = HOURS,
         sheet: str | None = None) -> Case:  # fmt: skip
    """Return a case that must be read, with these hours."""
    return Case(name, build, hours=tuple(hours), told=told, sheet=sheet)


def refused(name: str, build: Callable[[Path], None], *faults: tuple[str, str],
            words: Sequence[str] = (), sheet: str | None = None) -> Case:  # fmt: skip
    """Return a case that must be refused with exactly these faults."""
    return Case(name, build, faults=faults, words=tuple(words), sheet=sheet)


def table(*rows: Sequence[Any], edit: Callable[[Workbook], None] | None = None,
          name: str = SHEET) -> Callable[[Path], None]:  # fmt: skip
    """Return the builder of a sheet of rows, then changed by ``edit``."""
    return sheets({name: rows}, edit)


def sheets(
    content: Mapping[str, Sequence[Sequence[Any]]], edit: Callable[[Workbook], None] | None = None
) -> Callable[[Path], None]:
    """Return the builder of several sheets."""

    def build(path: Path) -> None:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in content.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        if edit is not None:
            edit(book)
        book.save(path)

    return build


def changed(column: str, value: Any, number_format: str | None = None) -> Callable[[Path], None]:
    """Return the ordinary table, one cell of its first lot changed: « C » for the amount."""

    def edit(book: Workbook) -> None:
        cell = book[SHEET][f"{column}2"]
        cell.value = value
        if number_format is not None:
            cell.number_format = number_format

    return table(*copy.deepcopy(TABLE), edit=edit)


def parts(
    build: Callable[[Path], None], replace: Callable[[dict[str, bytes]], None]
) -> Callable[[Path], None]:
    """Return a builder that changes the parts of another's file."""

    def rebuilt(path: Path) -> None:
        build(path)
        with zipfile.ZipFile(path) as source:
            content = {name: source.read(name) for name in source.namelist()}
        replace(content)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
            for name, data in content.items():
                target.writestr(name, data)
        path.write_bytes(packed.getvalue())

    return rebuilt


def stored(*cells: str) -> Callable[[Path], None]:
    """Return the ordinary table whose first lot is written as this XML, cell by cell from A2."""

    def replace(content: dict[str, bytes]) -> None:
        sheet = content["xl/worksheets/sheet1.xml"].decode()
        start, end = sheet.index('<row r="2"'), sheet.index('<row r="3"')
        row = f'<row r="2">{"".join(cells)}</row>'
        content["xl/worksheets/sheet1.xml"] = (sheet[:start] + row + sheet[end:]).encode()

    return parts(table(*TABLE), replace)


def text_cell(reference: str, text: str) -> str:
    """Return the XML of a text."""
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def amount_cell(xml: str) -> Callable[[Path], None]:
    """Return the ordinary table whose first amount, C2, is this XML."""
    return stored(
        '<c r="A2"><v>1</v></c>', text_cell("B2", "Gros œuvre"), xml, text_cell("D2", "50 %"),
        text_cell("E2", "5 %"), '<c r="F2"><v>30</v></c>',
    )  # fmt: skip
