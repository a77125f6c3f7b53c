"""The rows that head a table of lots: one, or up to three when headings have sub-headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from insertion import vocabulary
from insertion.typography import plain
from xlplugin.headings import AMOUNT, LONGEST_HEADING, Head, Heading, read_heading, says_with_tax
from xlplugin.opening import Cell, Grid, Row

DEEPEST = 3
"""Rows of headings one above the other."""
_IDENTITY = {"number", "title"}


def find_head(grid: Grid) -> Head | None:
    """Return the first headings of a table of lots, with their sub-headings."""
    rows = dict(grid.rows)
    for number in rows:
        heads = [head for head in _ending_at(grid, rows, number) if head.complete]
        if heads:
            best = max(heads, key=lambda each: len(each.headings))
            return _with_group_above(grid, rows, _extended(grid, rows, best))
    return None


def nearest_head(grid: Grid) -> Head | None:
    """Return the row that most looks like headings although it lacks some, or ``None``."""
    rows = dict(grid.rows)
    heads = [head for number in rows for head in _ending_at(grid, rows, number)]
    likely = [each for each in heads if len(each.headings) > 1]
    return max(likely, key=lambda each: len(each.headings), default=None)


def head_of(number: int, row: Row) -> Head | None:
    """Return the headings of a single row, if they are those of a table of lots."""
    found = _head(number, number, {cell.column: cell for cell in row}, {})
    return found if found.complete else None


def _ending_at(grid: Grid, rows: Mapping[int, Row], last: int) -> Iterator[Head]:
    """Yield the headings whose last row is ``last``, on one row, then more."""
    deepest = DEEPEST if _all_text(rows[last]) else 1  # a figure may head a column: « 2026 »
    for first in range(last, last - deepest, -1):
        if first not in rows:
            break
        yield _head_of_block(grid, rows, first, last)


def _extended(grid: Grid, rows: Mapping[int, Row], head: Head) -> Head:
    """Take in the rows below: sub-headings, units, or true headings of which these are groups."""
    best = head
    for last in range(head.row + 1, head.row + DEEPEST):
        if last not in rows or not _all_text(rows[last]):
            break
        wider = max(
            (each for each in _ending_at(grid, rows, last) if each.first_row >= head.first_row),
            key=lambda each: len(each.headings),
        )
        equal = len(wider.headings) == len(best.headings) and _is_below(rows[last], best)
        if wider.complete and (equal or len(wider.headings) > len(best.headings)):
            best = wider
    return best


def _all_text(row: Row) -> bool:
    return all(
        isinstance(cell.value, str) and len(cell.value) <= LONGEST_HEADING
        for cell in row
        if not cell.empty
    )


def _is_below(row: Row, head: Head) -> bool:
    """Tell sub-headings from a lot: nothing under the number nor the title, and no figure."""
    named = {each.cell.column for each in head.headings if each.field in _IDENTITY}
    filled = [cell for cell in row if not cell.empty]
    return bool(filled) and not any(
        cell.column in named or re.search(r"\d{2}", str(cell.value)) for cell in filled
    )


def _head_of_block(grid: Grid, rows: Mapping[int, Row], first: int, last: int) -> Head:
    """Return what the rows from ``first`` to ``last`` say together, column by column."""
    texts: dict[int, list[str]] = {}
    cells: dict[int, Cell] = {}
    below = {cell.column for cell in rows[last] if not cell.empty}
    for number in range(first, last + 1):
        written = {cell.column: cell for cell in rows[number] if not cell.empty}
        spread = _spread(grid, number, written)
        for column, cell in spread.items():
            texts.setdefault(column, []).append(str(cell.value))
            if column in written:
                cells[column] = cell
        if number < last:
            _carry(written, spread, below, texts)
    return _head(first, last, cells, texts)


def _spread(grid: Grid, number: int, written: Mapping[int, Cell]) -> dict[int, Cell]:
    """Return the cells of a row, those merged to the right standing over all their columns."""
    spread = dict(written)
    for area in grid.merged:
        if area.top == number and area.right > area.left and area.left in written:
            for column in range(area.left, area.right + 1):
                spread[column] = written[area.left]
    return spread


def _carry(
    written: Mapping[int, Cell],
    spread: Mapping[int, Cell],
    below: set[int],
    texts: dict[int, list[str]],
) -> None:
    """Carry a group to the bare « HT » or « TTC » on its right: nobody merged its cells."""
    for column in sorted(below - spread.keys()):
        left = max((each for each in written if each < column), default=None)
        if left is not None and all(each in below for each in range(left, column)):
            texts.setdefault(column, []).append(str(written[left].value))


def _head(first: int, last: int, cells: Mapping[int, Cell], texts: Mapping[int, list[str]]) -> Head:
    found: list[Heading] = []
    unknown: list[Cell] = []
    for column in sorted(cells):
        cell = cells[column]
        pieces = texts.get(column, [])
        heading = read_heading(cell, pieces[:-1])
        if heading is not None:
            found.append(heading)
        elif isinstance(cell.value, str) and plain(cell.value):
            unknown.append(cell)
    found = _title_among(found)
    before_tax = [each for each in found if not each.with_tax]
    if any(each.field == AMOUNT for each in before_tax):
        unknown += [each.cell for each in found if each.with_tax]
        unknown.sort(key=lambda cell: cell.column)
        found = before_tax
    by_field: dict[str, list[Heading]] = {}
    for each in found:
        by_field.setdefault(each.field, []).append(each)
    doubled = {name: group for name, group in by_field.items() if len(group) > 1}
    kept = tuple(group[0] for group in by_field.values())
    return Head(last, kept, doubled, tuple(unknown), first)


def _title_among(found: list[Heading]) -> list[Heading]:
    """Read « Lot » beside « N° » as the title, when no other column is one."""
    numbers = [each for each in found if each.field == "number"]
    if len(numbers) < 2 or any(each.field == "title" for each in found):
        return found
    named = [each for each in numbers if vocabulary.folded(str(each.cell.value)) in ("lot", "lots")]
    if len(named) != 1:
        return found
    return [replace(each, field="title") if each is named[0] else each for each in found]


def _with_group_above(grid: Grid, rows: Mapping[int, Row], head: Head) -> Head:
    """Let the group right above « Montant » say that it is with tax."""
    amount, row = head.of(AMOUNT), rows.get(head.first_row - 1)
    if amount is None or row is None or amount.before_tax or amount.with_tax:
        return head
    written = {cell.column: cell for cell in row if isinstance(cell.value, str)}
    group = _spread(grid, head.first_row - 1, written).get(amount.cell.column)
    if group is None or not says_with_tax(plain(str(group.value))):
        return head
    taxed = replace(amount, with_tax=True)
    kept = tuple(taxed if each is amount else each for each in head.headings)
    return replace(head, headings=kept)
