"""A book open in a spreadsheet, seen as :mod:`xlplugin.opening` shows a file.

xlwings gives values through one interface, be they sent by a task pane, read by Lite or through
Windows; what goes on from here cannot tell the book from its file, but for what values hide.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from insertion.errors import InvalidInput, fault
from insertion.reading import Scalar
from xlplugin.canvas import column_letter
from xlplugin.number_format import NumberFormat, moment_of
from xlplugin.opening import Cell, Grid, Names, Opened, Row
from xlplugin.sheet import named_sheets
from xlplugin.sheet_look import Looks, SheetLook
from xlplugin.sheet_xml import MOST_CELLS, MOST_EMPTY, Area

if TYPE_CHECKING:
    import xlwings as xw

_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's dates have no time zone
_FIRST_DAY = datetime(1900, 1, 1)  # noqa: DTZ001
_PLAIN = NumberFormat()
_HOURS = NumberFormat(moment=True, duration=True)
_EXACT = 1e15
"""Beyond, a float no longer tells every whole number."""
ERRORS = frozenset({
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!",
    "#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#DATA!",
    "#NOM?", "#NUL!", "#NOMBRE!", "#VALEUR!", "#PROPAGATION!", "#CHAMP!", "#BLOQUE!",
})  # fmt: skip
"""What a cell in error holds, in English or as a French spreadsheet shows it."""
_ISO = re.compile(r"-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_REFERENCE = re.compile(
    r"=?(?P<sheet>'(?:[^']|'')+'|[^'!#]+)!(?P<area>\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)"
)


def opened_book(
    book: xw.Book, sheets: Collection[str] | None = None, looks: Looks | None = None
) -> Opened:
    """Return what an open book holds; ``sheets``: those to read, the others staying empty.

    ``looks`` adds what values do not tell.

    Raises:
        InvalidInput: when a sheet is larger than this product reads.
    """
    known = looks or Looks()
    left = MOST_CELLS
    grids: list[Grid] = []
    for sheet in book.sheets:
        visible = bool(sheet.visible)
        if sheets is not None and sheet.name not in sheets:
            grids.append(Grid(sheet.name, visible, ()))
            continue
        grid = _grid(sheet, visible, known.of(sheet.name))
        left -= sum(len(row) for _, row in grid.rows)
        if left < 0:
            detail = f"porte le classeur au-delà de {MOST_CELLS} cellules remplies"
            raise _boundless(sheet.name, detail)
        grids.append(grid)
    forget_values()
    return Opened(book.name, tuple(grids), names_of(book))


def names_of(book: xw.Book) -> Names:
    """Return the defined names of a book, as « sheet, cell or area »; a sheet's own ones apart."""
    return names_among((each.name, each.refers_to) for each in book.names)


def names_among(defined: Iterable[tuple[str, str | None]]) -> Names:
    """Return the names that designate a cell or an area, from names and what they refer to."""
    names: Names = {}
    for name, reference in defined:
        found = _REFERENCE.fullmatch(reference or "")
        if found is None or "!" in name:
            continue
        sheet = found["sheet"]
        if sheet.startswith("'"):
            sheet = sheet[1:-1].replace("''", "'")
        names[name] = (sheet, found["area"].replace("$", ""))
    return names


def needed_sheets(names: Names, sheet_names: Sequence[str], active: str) -> list[str]:
    """Return the sheets worth sending: those our names designate in our workbook, else one.

    ``active`` is the sheet a person looks at, or the one chosen.
    """
    ours = named_sheets(names)
    if ours is None:
        return [active]
    return [each for each in sheet_names if each in ours]


def _boundless(sheet: str, detail: str) -> InvalidInput:
    return InvalidInput([fault("CLASSEUR_DEMESURE", sheet, sheet=sheet, detail=detail)])


def forget_values() -> None:
    """Make xlwings forget the values of the books it was sent.

    It keeps every one of them in memory, and would give « 1 » for a yes of another book that is
    otherwise the same: seen with xlwings 0.37.8.
    """
    remote = sys.modules.get("xlwings.pro._xlremote")
    forget = getattr(getattr(remote, "get_range_api", None), "cache_clear", None)
    if forget is not None:
        forget()


def _grid(sheet: xw.Sheet, visible: bool, look: SheetLook | None) -> Grid:
    forget_values()
    used = sheet.used_range
    height, width = used.shape
    if height * width > MOST_EMPTY:
        raise _boundless(sheet.name, f"compte plus de {MOST_EMPTY} cellules, même vides")
    top, left = used.row, used.column
    look = look or SheetLook()
    shown = look.shown(Area(top, left, top + height - 1, left + width - 1))
    rows: list[tuple[int, Row]] = []
    for number, values in enumerate(_values(used), start=top):
        row = tuple(
            _cell(
                value,
                f"{sheet.name}!{column_letter(column - 1)}{number}",
                column,
                shown.get((number, column), _PLAIN),
            )
            for column, value in enumerate(values, start=left)
            if value is not None and value != ""
        )
        if row:
            rows.append((number, row))
    return Grid(
        sheet.name,
        visible,
        tuple(rows),
        look.hidden_rows,
        look.hidden_columns,
        tuple(look.merged),
    )


def _values(used: xw.Range) -> Sequence[Sequence[Any]]:
    try:
        return used.options(ndim=2, err_to_str=True).value  # type: ignore[no-any-return]
    except ValueError:
        # A text that looks like a moment, which xlwings takes for one and cannot read.
        raw = used.raw_value
        return [[_moment_sent(each) for each in row] for row in raw]


def _moment_sent(value: Any) -> Any:
    """Return the moment that a pane wrote in ISO form; any other text stays one."""
    if isinstance(value, str) and _ISO.fullmatch(value):
        try:
            return datetime.fromisoformat(value.removesuffix("Z"))
        except ValueError:
            return value
    return value


def _cell(value: Any, place: str, column: int, shown: NumberFormat) -> Cell:
    if isinstance(value, str):
        if value in ERRORS:
            return Cell(None, place, column, error=value)
        return Cell(value, place, column)
    if isinstance(value, datetime):
        return _moment(value.replace(tzinfo=None), place, column, shown)
    if isinstance(value, bool | date):
        return Cell(value, place, column)
    if isinstance(value, Decimal):  # how Windows gives a cell in a currency format
        value = float(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)
    if not isinstance(value, int | float):
        return Cell(str(value), place, column)
    if shown.moment:  # a moment no calendar holds: the spreadsheet shows « #### »
        return _counted(value, place, column, shown)
    return Cell(value, place, column, percent=shown.percent, shown=shown)


def _moment(value: datetime, place: str, column: int, shown: NumberFormat) -> Cell:
    """Return a date, or the hours and minutes people see where there is no day."""
    serial = (value - _DAY_ZERO) / timedelta(days=1)
    if shown.duration or value < _FIRST_DAY:
        return _counted(serial, place, column, _HOURS)
    return Cell(value, place, column)


def _counted(serial: float, place: str, column: int, shown: NumberFormat) -> Cell:
    found: Scalar = moment_of(serial, shown, since_1904=False)
    return Cell(found, place, column, error="" if found is not None else "#VALUE!")
