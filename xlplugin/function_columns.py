"""Cells or columns in, cells or columns out: read by the common rules, answered row by row.

A value met many times is read once, and equal rows are answered once: columns of shares, rates and
trades hold few different values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from insertion.errors import Fault, InvalidInput, fault
from insertion.reading import READERS, RawCell, Scalar, Unreadable, read_shares
from insertion.typography import decimal_text
from insertion.vocabulary import Term

Grid = list[list[Any]]
Answer = Callable[..., Any]
"""What a function says of one row: a value, or several side by side; an ``Unreadable`` or an
``InvalidInput`` it raises is told in the row's place."""
BLANK = ""
LARGEST_RESULT = 10**15
"""A spreadsheet changes the digits beyond the fifteenth; a hostile divisor makes hundreds."""
_FIRST_DAY = date(1899, 12, 30)
_LAST_SERIAL = 2_958_465


@dataclass(frozen=True, slots=True)
class Taken:
    """How an argument is read: as a field of the vocabulary, which may be left empty.

    ``turned`` is what each different value becomes, once, before any answer.
    """

    term: Term
    optional: bool = False
    turned: Callable[[Any], Any] | None = None


def as_grid(argument: Any) -> Grid:
    """Return a cell, a column or an area as rows of cells."""
    if not isinstance(argument, list | tuple):
        return [[argument]]
    rows = [list(row) if isinstance(row, list | tuple) else [row] for row in argument]
    return rows if rows and rows[0] else [[None]]


def filled(arguments: Sequence[Any], count: int) -> list[Any]:
    """Return ``count`` arguments, those left out as empty cells."""
    return [*arguments, *[None] * (count - len(arguments))]


def sentence(faults: Sequence[Fault]) -> str:
    """Return faults as a cell shows them."""
    return " ".join(f"{each.cause} {each.remedy}" for each in faults)


@dataclass(slots=True)
class _Column:
    """An argument read: which different value each row has, and what each value is.

    ``rows`` points at ``values``; a value that cannot be read has its faults instead.
    """

    rows: list[int]
    values: list[Any]
    faults: dict[int, list[Fault]]
    blank: set[int]
    is_area: bool


def by_row(
    taken: Sequence[Taken], arguments: Sequence[Any], answer: Answer, *, wide: int = 1
) -> Any:
    """Return what ``answer`` says of single cells, or the grid of what it says of each row.

    ``wide`` is how many cells an answer fills. In an area, a row that cannot be read shows its
    fault in words and spoils no other; a row that is empty in every area stays empty.

    Raises:
        InvalidInput: for single cells, or when the areas do not go together.
    """
    grids = [as_grid(each) for each in arguments]
    height, width = _size(grids)
    if wide > 1 and width > 1:
        raise InvalidInput([fault("PLAGE_EN_COLONNE", "", wide=wide)])
    count = height * width
    columns = [
        _read(each, _stretched(grid, count), is_area=_is_area(grid))
        for each, grid in zip(taken, grids, strict=True)
    ]
    areas = [each for each in columns if each.is_area]
    if not areas:
        found = _answered(taken, columns, tuple(each.rows[0] for each in columns), answer)
        if isinstance(found, _Said):
            raise InvalidInput(found.faults)
        return [list(found)] if wide > 1 else found
    known: dict[tuple[int, ...], Any] = {}
    cells: list[Any] = []
    for key in zip(*(each.rows for each in columns), strict=True):
        if key not in known:
            known[key] = _row(taken, columns, key, answer, wide)
        cells.append(known[key])
    if wide > 1:
        return cells
    return [cells[start : start + width] for start in range(0, count, width)]


def single(taken: Sequence[Taken], arguments: Sequence[Any]) -> tuple[Any, ...]:
    """Return the values of arguments that each take one cell; those left empty are ``None``.

    Raises:
        InvalidInput: when one of them cannot be read, or is an area.
    """
    cells = [single_cell(each, one.term) for one, each in zip(taken, arguments, strict=True)]
    return tuple(by_row(taken, cells, lambda *values: values))


def single_cell(argument: Any, term: Term) -> Any:
    """Return the only cell of an argument.

    Raises:
        InvalidInput: when it has several.
    """
    grid = as_grid(argument)
    if _is_area(grid):
        told = f"« {term.label} » en a plusieurs"
        raise InvalidInput([fault("CELLULE_UNIQUE", term.label, detail=told)])
    return plain_cell(grid[0][0])


@dataclass(frozen=True, slots=True)
class _Said:
    """Why a row has no answer."""

    faults: Sequence[Fault]


def _row(
    taken: Sequence[Taken],
    columns: Sequence[_Column],
    key: tuple[int, ...],
    answer: Answer,
    wide: int,
) -> Any:
    """Return the cell of a row, or its ``wide`` cells."""
    pairs = zip(columns, key, strict=True)
    if all(index in each.blank for each, index in pairs if each.is_area):
        found: Any = [BLANK] * wide if wide > 1 else BLANK
    else:
        found = _answered(taken, columns, key, answer)
    if isinstance(found, _Said):
        told = sentence(found.faults)
        return [told, *[BLANK] * (wide - 1)] if wide > 1 else told
    return list(found) if wide > 1 else found


def _answered(
    taken: Sequence[Taken], columns: Sequence[_Column], key: tuple[int, ...], answer: Answer
) -> Any:
    faults: list[Fault] = []
    values: list[Any] = []
    for each, column, index in zip(taken, columns, key, strict=True):
        faults += column.faults.get(index, ())
        if index in column.blank and not each.optional:
            faults.append(fault("ARGUMENT_MANQUANT", each.term.id, label=each.term.label))
        values.append(column.values[index])
    if faults:
        return _Said(faults)
    try:
        return _checked(answer(*values))
    except Unreadable as error:
        return _Said([error.fault])
    except InvalidInput as error:
        return _Said(error.faults)


def _checked(found: Any) -> Any:
    """Return an answer, unless a spreadsheet would show another number.

    Raises:
        InvalidInput: when it has more digits than a spreadsheet keeps.
    """
    if isinstance(found, (int, Fraction)) and found > LARGEST_RESULT:
        limit = decimal_text(LARGEST_RESULT)
        raise InvalidInput([fault("NOMBRE_DEMESURE", "", value="Le résultat", limit=limit)])
    return found


def _size(grids: Sequence[Grid]) -> tuple[int, int]:
    sizes = {(len(grid), len(grid[0])) for grid in grids} - {(1, 1)}
    ragged = any(len(row) != len(grid[0]) for grid in grids for row in grid)
    if len(sizes) > 1 or ragged:
        shown = ", ".join(f"{height} × {width}" for height, width in sorted(sizes))
        raise InvalidInput([fault("PLAGES_INEGALES", "", sizes=shown)])
    return sizes.pop() if sizes else (1, 1)


def _stretched(grid: Grid, count: int) -> list[Any]:
    flat = [cell for row in grid for cell in row]
    return flat * count if len(flat) == 1 and count != 1 else flat


def _is_area(grid: Grid) -> bool:
    return len(grid) > 1 or len(grid[0]) > 1


def _read(taken: Taken, cells: Sequence[Any], *, is_area: bool) -> _Column:
    """Read the different values of an argument; shares are settled together, as everywhere."""
    order: dict[tuple[type, Any], int] = {}
    rows = [order.setdefault((type(each), each), len(order)) for each in map(plain_cell, cells)]
    term = taken.term
    raw = [RawCell(_as_meant(value, term), term.label) for _, value in order]
    column = _Column(rows, [None] * len(raw), {}, set(), is_area)
    column.blank.update(index for index, cell in enumerate(raw) if cell.empty)
    if term.type == "share":
        placed = [RawCell(cell.value, str(index)) for index, cell in enumerate(raw)]
        column.values, faults, _ = read_shares(placed, term)
        for each in faults:
            said = Fault(each.code, term.label, each.cause, each.remedy)
            column.faults.setdefault(int(each.place), []).append(said)
    else:
        read = READERS[term.type]
        for index, cell in enumerate(raw):
            if index in column.blank:
                continue
            try:
                column.values[index] = read(cell, term)
            except Unreadable as error:
                column.faults[index] = [error.fault]
    if taken.turned is not None:
        turned = taken.turned
        column.values = [None if each is None else turned(each) for each in column.values]
    return column


def plain_cell(cell: Any) -> Scalar:
    """Return a cell the reading rules know; whatever else comes is read as its text."""
    if type(cell) in _KNOWN or isinstance(cell, _KNOWN):  # the first alone is the everyday case
        return cell  # type: ignore[no-any-return]
    return str(cell)


_KNOWN = (float, int, str, type(None), bool, Decimal, date)


def _as_meant(value: Scalar, term: Term) -> Scalar:
    """Return what a number stands for where a date, or yes or no, is expected."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if term.type == "boolean" and value in (0, 1):  # Calc's false and true
        return bool(value)
    if term.type != "date" or not 1 <= value <= _LAST_SERIAL:  # nor a figure that is no number
        return value
    return _FIRST_DAY + timedelta(days=int(value))
