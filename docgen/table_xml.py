"""The shape every table of ours shares: rules, margins, and columns as wide as what they hold."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.blocks import Entry, EntryKind, Inlines, Table
from docgen.entries import to_fill
from docgen.entry_xml import ruled_spacing

RULE_COLOUR = "A6B1C2"
SHADE = "E8EDF4"
NARROWEST, WIDEST = 24, 60  # characters: a column is never a sliver, nor the whole page
CELL_MARGIN = 200  # twentieths of a point, to the right of each cell


def stands_low(cells: tuple[Inlines, ...], table: Table) -> bool:
    """Tell whether a row's words go to its foot, where a hand writes: not beside several lines."""
    return to_fill(table) and not any(map(ruled_spacing, cells))


def natural_shares(block: Table) -> tuple[int, ...]:
    """Return column widths in proportion to the longest text each column holds."""
    columns = zip(block.header, *block.rows, strict=True)
    longest = (max(len(_shown(cell)) for cell in column) for column in columns)
    return tuple(min(max(length, NARROWEST), WIDEST) for length in longest)


ENTRY_ROOM: dict[EntryKind, int] = {
    "text": 28,
    "long_text": 60,
    "date": 20,
    "number": 14,
    "yes_no": 14,
    "tick": 8,
}
"""Characters of room each kind of place to fill asks of its column."""


def _shown(cell: Inlines) -> str:
    rooms = [ENTRY_ROOM[each.kind] for each in cell if isinstance(each, Entry)]
    if rooms:
        return "x" * max(rooms)
    return "".join(getattr(each, "text", "") or getattr(each, "label", "") for each in cell)


def table_opening(widths: Sequence[int]) -> str:
    """Return the properties and grid every table of ours shares: thin rules, text on the margin."""
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{RULE_COLOUR}"/>'
        for edge in ("top", "bottom", "insideH")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        '<w:tblPr><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/>'
        f'<w:right w:w="{CELL_MARGIN}" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )
