"""Values put into the XML of a sheet: the bytes of their cells change, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from xlplugin.canvas import column_letter
from xlplugin.patch_sheet import FoundCell, FoundRow, SheetScan
from xlplugin.patch_tags import Edit, Tag, from_utf8, spliced, tag_at
from xlplugin.sheet_xml import Area, area_of

_OF_THE_OLD_VALUE = ("t", "cm", "vm")
"""What a cell says of its value: its type, its dynamic array, its rich value."""


@dataclass(frozen=True, slots=True)
class NewValue:
    """A whole number or a text for a cell; ``style`` serves only where no cell was written."""

    row: int
    column: int
    value: int | str
    style: str | None = None

    @property
    def reference(self) -> str:
        """Return « B12 »."""
        return f"{column_letter(self.column - 1)}{self.row}"


def with_values(scan: SheetScan, values: Iterable[NewValue]) -> bytes:
    """Return the sheet with ``values`` written, in its own encoding.

    A cell that exists keeps its style and its place. Rows and cells that do not exist are inserted
    in order. Only ``dimension`` and the ``spans`` of a row follow, when the sheet grows.
    """
    ordered = sorted(values, key=lambda each: (each.row, each.column))
    if not ordered:
        return from_utf8(scan.source, scan.codec)
    edits: list[Edit] = []
    created: list[bytes] = []
    for number, group in groupby(ordered, key=lambda each: each.row):
        row = scan.rows.get(number)
        if row is not None:
            edits += _in_row(scan, row, list(group))
        elif number in scan.next_row:
            place = scan.next_row[number]
            edits.append((place, place, _new_row(scan, number, list(group))))
        else:
            created.append(_new_row(scan, number, list(group)))
    edits += _appended(scan, b"".join(created))
    edits += _grown(scan, ordered)
    return from_utf8(spliced(scan.source, edits), scan.codec)


def _in_row(scan: SheetScan, row: FoundRow, values: Sequence[NewValue]) -> list[Edit]:
    tag = tag_at(scan.source, row.start)
    wider = _spanning(tag, values)
    fresh = [each for each in values if each.column not in row.cells]
    if tag.empty:
        content = b"".join(_cell(tag.prefix, each) for each in fresh)
        return [(row.start, row.close, wider.opened().text + content + tag.closing)]
    edits: list[Edit] = []
    if wider != tag:
        edits.append((row.start, row.start + len(tag.text), wider.text))
    for each in values:
        found = row.cells.get(each.column)
        if found is not None:
            edits.append((found.start, found.end, _replaced(scan, found, each)))
            continue
        after = [cell.start for cell in row.cells.values() if cell.column > each.column]
        place = min(after, default=row.close)
        edits.append((place, place, _cell(tag.prefix, each)))
    return edits


def _replaced(scan: SheetScan, found: FoundCell, new: NewValue) -> bytes:
    tag = tag_at(scan.source, found.start)
    kept = tag.without(*_OF_THE_OLD_VALUE).opened()
    return _filled(kept, new) + tag.closing


def _cell(prefix: bytes, new: NewValue) -> bytes:
    tag = Tag(b"<" + prefix + b"c>").having("r", new.reference)
    if new.style is not None:
        tag = tag.having("s", new.style)
    return _filled(tag, new) + tag.closing


def _filled(tag: Tag, new: NewValue) -> bytes:
    """Return the opening tag and the content; a text stays in its cell, not in the shared ones."""
    prefix = tag.prefix.decode()
    if isinstance(new.value, str):
        content = f"<{prefix}is><{prefix}t>{escape(new.value)}</{prefix}t></{prefix}is>"
        return tag.having("t", "inlineStr").text + content.encode()
    return tag.text + f"<{prefix}v>{new.value}</{prefix}v>".encode()


def _new_row(scan: SheetScan, number: int, values: Sequence[NewValue]) -> bytes:
    prefix = tag_at(scan.source, scan.data_start).prefix
    tag = Tag(b"<" + prefix + b"row>").having("r", str(number))
    return tag.text + b"".join(_cell(prefix, each) for each in values) + tag.closing


def _appended(scan: SheetScan, rows: bytes) -> list[Edit]:
    if not rows:
        return []
    tag = tag_at(scan.source, scan.data_start)
    if tag.empty:
        whole = tag.opened().text + rows + tag.closing
        return [(scan.data_start, scan.data_start + len(tag.text), whole)]
    return [(scan.data_close, scan.data_close, rows)]


def _spanning(tag: Tag, values: Sequence[NewValue]) -> Tag:
    """Return the tag of a row whose ``spans``, if it has any, cover the new columns."""
    spans = tag.attribute("spans")
    first, mark, last = (spans or "").partition(":")
    if not mark or not first.isdecimal() or not last.isdecimal():
        return tag
    columns = [each.column for each in values]
    low, high = min(int(first), *columns), max(int(last), *columns)
    return tag if (low, high) == (int(first), int(last)) else tag.having("spans", f"{low}:{high}")


def _grown(scan: SheetScan, values: Sequence[NewValue]) -> list[Edit]:
    """Return the edit of ``dimension``, when the sheet says its size and outgrows it."""
    if scan.dimension < 0:
        return []
    tag = tag_at(scan.source, scan.dimension)
    area = area_of(tag.attribute("ref") or "")
    if area is None:
        return []
    grown = Area(
        min(area.top, *(each.row for each in values)),
        min(area.left, *(each.column for each in values)),
        max(area.bottom, *(each.row for each in values)),
        max(area.right, *(each.column for each in values)),
    )
    if grown == area:
        return []
    corners = (grown.left, grown.top), (grown.right, grown.bottom)
    reference = ":".join(f"{column_letter(column - 1)}{row}" for column, row in corners)
    return [(scan.dimension, scan.dimension + len(tag.text), tag.having("ref", reference).text)]
