"""The placeholders of forms and letters: the places a reader fills."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.blocks import Entry
from docgen.entries import ENTRIES
from docgen.lot_values import Published
from insertion.hours import HoursResult


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of forms and letters."""
    for name, (kind, entry) in ENTRIES.items():
        yield name, kind, Entry(entry)
