"""What Excel's task pane sends of a workbook: built from its file, as xlwings' client builds it.

The shape is that of ``getBookData`` in xlwings-server's ``custom-scripts/index.js``: values from A1
to the last cell with a value, moments in ISO form when their format is one, errors as texts.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlplugin.canvas import column_letter
from xlplugin.gate import admitted
from xlplugin.number_format import number_format
from xlplugin.parts import BookParts, SheetPart, read_parts
from xlplugin.sheet_xml import Area, StoredCell, area_of, read_sheet

if TYPE_CHECKING:
    import xlwings as xw

DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's dates have no time zone


def open_book(payload: Mapping[str, Any]) -> xw.Book:
    """Open a book as the server does, with a key for this use; other tests load xlwings without."""
    os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")
    xlwings = importlib.import_module("xlwings")
    if "remote" not in [each.name for each in xlwings.engines]:
        remote = importlib.import_module("xlwings.pro._xlremote")
        xlwings.engines.add(xlwings.main.Engine(impl=remote.engine))
    return xlwings.Book(json={**payload, "version": xlwings.__version__})  # type: ignore[no-any-return]


def actions(book: xw.Book) -> list[dict[str, Any]]:
    """Return what the book answers to the pane."""
    return book.json()["actions"]  # type: ignore[no-any-return]


def payload(
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    *,
    at: Mapping[str, str] | None = None,
    active: str | None = None,
    names: Sequence[Mapping[str, Any]] = (),
    hidden: Collection[str] = (),
    name: str = "classeur.xlsx",
) -> dict[str, Any]:
    """Return the message of a book of plain values; ``at`` says where those of a sheet begin."""
    order = list(sheets)
    return {
        "client": "Office.js",
        "book": {
            "name": name,
            "active_sheet_index": order.index(active) if active else 0,
            "selection": "A1",
            "calculation": "Automatic",
        },
        "names": list(names),
        "sheets": [
            _sheet(each, rows, (at or {}).get(each, "A1"), visible=each not in hidden)
            for each, rows in sheets.items()
        ],
    }


def _sheet(name: str, rows: Sequence[Sequence[Any]], at: str, *, visible: bool) -> dict[str, Any]:
    corner = area_of(at)
    assert corner is not None
    row, column = corner.top, corner.left
    width = max((len(each) for each in rows), default=0)
    blank = [""] * (column - 1 + width)
    values = [list(blank) for _ in range(row - 1)]
    for each in rows:
        filled = ["" if value is None else value for value in each]
        values.append([*[""] * (column - 1), *filled, *[""] * (width - len(filled))])
    filled_area = None
    if rows and width:
        last = f"{column_letter(column + width - 2)}{row + len(rows) - 1}"
        filled_area = at if at == last else f"{at}:{last}"
    return {
        "name": name,
        "visibility": "Visible" if visible else "Hidden",
        "show_gridlines": True,
        "print_area": None,
        "notes": [],
        "notes_supported": True,
        "used_range_address": filled_area,
        "used_range_row_count": len(rows),
        "used_range_column_count": width,
        "values": values if filled_area else [[""]],
        "pictures": [],
        "shapes": [],
        "charts": [],
        "tables": [],
        "pivot_tables": [],
    }


class Sent:
    """The message of a file, and the look that goes with it."""

    def __init__(self, path: Path, include: Collection[str] | None = None) -> None:
        self.package = admitted(path.read_bytes(), path.name)
        self.book = read_parts(self.package)
        self.looks: dict[str, dict[str, Any]] = {}
        content: dict[str, list[list[Any]]] = {}
        for part in self.book.sheets:
            wanted = include is None or part.name in include
            content[part.name] = self._rows(part) if wanted else []
        hidden = [each.name for each in self.book.sheets if not each.visible]
        order = list(content)
        self.payload = payload(
            content, names=_names(self.book, order), hidden=hidden, name=path.name
        )
        for sheet in self.payload["sheets"]:
            _shrink(sheet)

    def _rows(self, part: SheetPart) -> list[list[Any]]:
        with self.package.open(part.path) as source:
            stored = read_sheet(source)
        cells = {(number, each.column): each for number, row in stored.rows.items() for each in row}
        height = max((row for row, _ in cells), default=0)
        width = max((column for _, column in cells), default=0)
        rows: list[list[Any]] = [[""] * width for _ in range(height)]
        formats: dict[str, list[tuple[int, int]]] = {}
        formulas: list[tuple[int, int]] = []
        for (row, column), cell in cells.items():
            code = self.book.formats[cell.style] if self.book.formats else "General"
            rows[row - 1][column - 1] = _value(cell, code, self.book)
            if code != "General":
                formats.setdefault(code, []).append((row, column))
            if cell.formula:
                formulas.append((row, column))
        self.looks[part.name] = {
            "formats": [[area, code] for code, ats in formats.items() for area in areas(ats)],
            "formules": areas(formulas),
            "fusions": [_reference(each) for each in stored.merged],
            "lignes_masquees": sorted(stored.hidden_rows),
            "colonnes_masquees": sorted(stored.hidden_columns)[:200],
            "protegee": False,
        }
        return rows

    @property
    def look(self) -> str:
        """Return the look as a pane writes it."""
        return json.dumps(self.looks, ensure_ascii=False)


def areas(ats: Sequence[tuple[int, int]]) -> list[str]:
    """Return cells as vertical runs, column by column, as the pane's script gathers them."""
    found: list[str] = []
    ordered = sorted(ats, key=lambda at: (at[1], at[0]))
    for (column, _), run in groupby(
        enumerate(ordered), lambda each: (each[1][1], each[1][0] - each[0])
    ):
        rows = [at[0] for _, at in run]
        found.append(_reference(Area(rows[0], column, rows[-1], column)))
    return found


def _reference(area: Area) -> str:
    first = f"{column_letter(area.left - 1)}{area.top}"
    last = f"{column_letter(area.right - 1)}{area.bottom}"
    return first if first == last else f"{first}:{last}"


def _value(cell: StoredCell, code: str, book: BookParts) -> Any:
    text = cell.text
    if cell.kind == "s" and text:
        return book.strings[int(text)]
    if cell.kind in ("str", "inlineStr", "e"):
        return text or ""
    if not text or not text.strip():
        return 0 if cell.formula else ""
    if cell.kind == "b":
        return text.strip() in ("1", "true")
    if cell.kind == "d":
        return f"{datetime.fromisoformat(text.removesuffix('Z')).isoformat()}.000Z"
    try:
        value = int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        return text
    shown = number_format(code)
    if shown.moment:
        # What getBookData does of a moment: milliseconds since 1970, in ISO form.
        since = 1462 if book.starts_in_1904 else 0
        try:
            moment = DAY_ZERO + timedelta(milliseconds=int((value + since) * 86_400_000 + 0.5))
        except OverflowError:
            return value
        return f"{moment.isoformat(timespec='milliseconds')}Z"
    return value


def _names(book: BookParts, order: Sequence[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, reference in book.names.items():
        sheet, mark, area = reference.rpartition("!")
        bare = sheet.strip("'").replace("''", "'")
        known = bool(mark) and bare in order
        found.append(
            {
                "name": name,
                "refers_to": f"={reference}",
                "type": "Range" if known else "Error",
                "sheet_index": order.index(bare) if known else None,
                "address": area.replace("$", "") if known else None,
                "scope_sheet_name": None,
                "scope_sheet_index": None,
                "book_scope": True,
            }
        )
    return found


def _shrink(sheet: dict[str, Any]) -> None:
    """Let the used range begin at the first cell with a value, as Excel says it."""
    values = sheet["values"]
    filled = [
        (row, column)
        for row, cells in enumerate(values, 1)
        for column, value in enumerate(cells, 1)
        if value != ""
    ]
    if not filled:
        sheet.update(used_range_address=None, values=[[""]])
        return
    top, left = min(row for row, _ in filled), min(column for _, column in filled)
    bottom, right = max(row for row, _ in filled), max(column for _, column in filled)
    sheet["values"] = [row[:right] for row in values[:bottom]]
    sheet["used_range_address"] = _reference(Area(top, left, bottom, right))
