"""Places to fill in a form: their published names, and the label each takes from what is around it.

A screen reader, or the list of controls of Word, knows a place by its label alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from docgen.blocks import Entry, EntryKind, Inlines, Item, ListBlock, Table, Text, inline_text

ENTRIES: Mapping[str, tuple[str, EntryKind]] = {
    "saisie": ("text", "text"),
    "saisie_longue": ("long_text", "long_text"),
    "saisie_date": ("date", "date"),
    "saisie_nombre": ("number", "number"),
    "saisie_oui_non": ("text", "yes_no"),
    "case_a_cocher": ("text", "tick"),
}
"""The published names of places to fill, with the type a clause declares and the kind of place."""

ROOM = 380
"""Least height of a row to fill, in twentieths of a point: nearly seven millimetres."""
LONGEST_LABEL = 60
UNTOLD = "À remplir"


def labelled(inlines: Inlines, around: str = "") -> Inlines:
    """Return inlines in which each place to fill bears a label.

    It is what is said before it, after it for a box to tick, or else ``around``.
    """
    return tuple(
        Entry(each.kind, _label(inlines, at, around), each.strong)
        if isinstance(each, Entry)
        else each
        for at, each in enumerate(inlines)
    )


def labelled_table(table: Table) -> Table:
    """Return a table whose places to fill bear the names of their row and column."""
    if not to_fill(table):
        return table
    rows = []
    for row in table.rows:
        first = "" if has_entry(row[0]) else inline_text(row[0])
        cells = []
        for at, cell in enumerate(row):
            column = inline_text(table.header[at])
            around = first if len(row) == 2 and at and first else column
            if first and len(row) > 2:
                around = f"{first}, {column}"
            cells.append(labelled(cell, around))
        rows.append(tuple(cells))
    room = table.row_height or ROOM
    return Table(table.header, tuple(rows), table.numeric, table.widths, table.total, room)


def labelled_list(block: ListBlock) -> ListBlock:
    """Return a list whose places to fill bear labels."""
    return ListBlock(
        block.ordered,
        tuple(
            Item(
                labelled(each.inlines),
                None if each.nested is None else labelled_list(each.nested),
            )
            for each in block.items
        ),
    )


def to_fill(table: Table) -> bool:
    """Tell whether a table has places to fill."""
    return any(has_entry(cell) for row in table.rows for cell in row)


def has_entry(inlines: Inlines) -> bool:
    """Tell whether there is a place to fill."""
    return any(isinstance(each, Entry) for each in inlines)


def _label(inlines: Inlines, at: int, around: str) -> str:
    before = _said(inlines[at - 1]) if at else ""
    after = _said(inlines[at + 1]) if at + 1 < len(inlines) else ""
    entry = inlines[at]
    ticked = isinstance(entry, Entry) and entry.kind == "tick"
    said = (after or before) if ticked else before
    label = said or around or UNTOLD
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"


def _said(inline: object) -> str:
    """Return the last words of a text that name something, without what ends the sentence."""
    if not isinstance(inline, Text):
        return ""
    return inline.text.strip(" \u00a0\u202f:,;.()").rpartition("\n")[2]
