"""The placeholders of tranches, renewals and variations."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.lot_values import Published
from insertion.hours import HoursResult


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of tranches, renewals and variations."""
    yield from ()
