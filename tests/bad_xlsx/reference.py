"""What a workbook holds according to openpyxl and according to us, in the same terms.

openpyxl is asked three times: the stored values and the formulas (read-only, so that merged cells
keep what they hold), then what is hidden or merged, which only a full load tells.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles.numbers import STRIP_RE, is_datetime
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.escape import unescape

from xlplugin.opening import Cell, open_workbook

_MINUTE = timedelta(minutes=1)
_FALSE_LEAP_DAY = datetime(1900, 3, 1)  # noqa: DTZ001 - spreadsheets know no time zone
_LAST_DAY = datetime(9999, 12, 31)  # noqa: DTZ001
_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")

EXCEPTIONS = {
    "escapes": "openpyxl leaves « _x000D_ » in a text; spreadsheets show the character",
    "hours": "openpyxl gives a time, or a day of 1900 beyond 24 hours; people see « 30:00 »",
    "first day": "openpyxl gives the first day of the 1904 calendar as midnight, without a day",
    "before the calendar": "openpyxl gives a day of 1899; spreadsheets show ####",
    "beyond the calendar": "openpyxl counts hours past the year 9999; spreadsheets show ####",
    "doubled apostrophes": "openpyxl leaves « Estim'' » in the sheet of a name; it is « Estim' »",
}
"""Where we part from openpyxl, and why. ``Seen.met`` tells which a workbook meets."""


@dataclass
class Seen:
    """What is read of a workbook; cells by place, « Sheet!B2 »."""

    visible: dict[str, bool] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    cells: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """Its kind – number, boolean, text, moment, error, pending – and its value."""
    percents: set[str] = field(default_factory=set)
    hidden_rows: dict[str, set[int]] = field(default_factory=dict)
    hidden_columns: dict[str, set[int]] = field(default_factory=dict)
    merged: dict[str, set[tuple[int, int, int, int]]] = field(default_factory=dict)
    blank: set[str] = field(default_factory=set, compare=False)
    """Cells that hold a text without a sign: a formula computed them all the same."""
    met: set[str] = field(default_factory=set, compare=False)


def differences(ours: Seen, theirs: Seen) -> list[str]:
    """Return what differs, one line each."""
    found = []
    for each in fields(Seen):
        one, other = getattr(ours, each.name), getattr(theirs, each.name)
        if not each.compare or one == other:
            continue
        if not isinstance(one, dict):
            found.append(f"{each.name}: {one ^ other}")
            continue
        found += [
            f"{each.name}, {key}: {one.get(key)!r}, openpyxl {other.get(key)!r}"
            for key in sorted(one.keys() | other.keys())
            if one.get(key) != other.get(key)
        ]
    return found


def by_us(path: Path) -> Seen:
    """Return what our reader sees."""
    opened, seen = open_workbook(path), Seen()
    seen.names = dict(opened.names)
    for grid in opened.grids:
        seen.visible[grid.name] = grid.visible
        seen.hidden_rows[grid.name] = set(grid.hidden_rows)
        seen.hidden_columns[grid.name] = set(grid.hidden_columns)
        seen.merged[grid.name] = {(a.left, a.top, a.right, a.bottom) for a in grid.merged}
        for _, row in grid.rows:
            for cell in row:
                if cell.value != "" and not (cell.value is None and cell.empty):
                    seen.cells[cell.place] = _ours(cell)
                if cell.percent:
                    seen.percents.add(cell.place)
    return seen


def _ours(cell: Cell) -> tuple[str, Any]:
    if cell.error:
        return "error", cell.error
    return ("pending", None) if cell.pending else _typed(cell.value)


def _typed(value: Any) -> tuple[str, Any]:
    match value:
        case bool():
            return "boolean", value
        case int() | float():
            return "number", value
        case datetime():
            return "moment", value
    return "text", value


def by_openpyxl(path: Path) -> Seen:
    """Return what openpyxl sees; whatever it raises when it cannot load the workbook."""
    seen = Seen()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = path.read_bytes()  # what it refuses, it leaves open
        values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        whole = openpyxl.load_workbook(io.BytesIO(content))
        for sheet in values.worksheets:
            _read_values(sheet, values.epoch, seen)
        for sheet in formulas.worksheets:
            _read_formulas(sheet, seen)
    for sheet in whole.worksheets:
        _read_shape(sheet, seen)
    for name, defined in whole.defined_names.items():
        if "#REF" not in (defined.value or "") and defined.type == "RANGE" and "!" in defined.value:
            (sheet, area), *others = defined.destinations
            seen.met |= {"doubled apostrophes"} if "''" in sheet else set()
            if not others:
                seen.names[name] = (sheet.replace("''", "'"), area.replace("$", ""))
    return seen


def _read_values(sheet: Any, epoch: datetime, seen: Seen) -> None:
    sheet.reset_dimensions()
    seen.visible[sheet.title] = sheet.sheet_state == "visible"
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None and cell.data_type != "str":
                continue
            place = f"{sheet.title}!{cell.coordinate}"
            if not cell.value and cell.data_type in ("s", "str"):
                seen.blank.add(place)
                continue
            seen.cells[place] = _theirs(cell, epoch, seen.met)
            bare = re.sub(r"\\.", "", STRIP_RE.sub("", cell.number_format.split(";")[0]))
            if seen.cells[place][0] == "number" and "%" in bare:
                seen.percents.add(place)


def _read_formulas(sheet: Any, seen: Seen) -> None:
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        for cell in row:
            place = f"{sheet.title}!{cell.coordinate}" if cell.data_type == "f" else ""
            if place and place not in seen.blank:
                seen.cells.setdefault(place, ("pending", None))


def _read_shape(sheet: Any, seen: Seen) -> None:
    rows = sheet.row_dimensions.items()
    seen.hidden_rows[sheet.title] = {n for n, each in rows if each.hidden or each.height == 0}
    seen.hidden_columns[sheet.title] = {
        column
        for each in sheet.column_dimensions.values()
        if each.hidden or each.width == 0
        for column in range(each.min, each.max + 1)
    }
    seen.merged[sheet.title] = {each.bounds for each in sheet.merged_cells.ranges}


def _theirs(cell: Any, epoch: datetime, met: set[str]) -> tuple[str, Any]:
    """Return the value of a cell in our terms, the exceptions applied."""
    value = cell.value
    if cell.data_type == "e":
        return "error", value
    if isinstance(value, str) and _ESCAPE.search(value):
        met.add("escapes")
        return "text", unescape(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if isinstance(value, timedelta) and value < timedelta(0):
        met.add("before the calendar")
        return "error", "#VALUE!"
    if isinstance(value, timedelta) and value >= _LAST_DAY - epoch + timedelta(1):
        met.add("beyond the calendar")
        return "error", "#VALUE!"
    if isinstance(value, datetime) and value < epoch and cell.is_date:
        met.add("before the calendar")
        return "error", "#VALUE!"
    shown_in_hours = is_datetime(cell.number_format) == "time"
    if isinstance(value, time) and epoch == CALENDAR_MAC_1904 and not shown_in_hours:
        met.add("first day")
        return "moment", datetime.combine(epoch, value)
    if isinstance(value, time | timedelta) or (isinstance(value, datetime) and shown_in_hours):
        met.add("hours")
        return "text", _hours(value, epoch)
    return _typed(value)


def _hours(value: time | timedelta | datetime, epoch: datetime) -> str:
    if isinstance(value, time):
        value = datetime.combine(epoch, value)
    if isinstance(value, datetime):
        counted = epoch != CALENDAR_MAC_1904 and epoch + timedelta(2) <= value < _FALSE_LEAP_DAY
        value = value - epoch - timedelta(1 if counted else 0)
    minutes = (value + _MINUTE / 2) // _MINUTE
    return f"{minutes // 60}:{minutes % 60:02d}"
