"""The placeholders of concessions."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.lot_values import Published
from insertion.hours import HoursResult


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of concessions."""
    yield from ()
