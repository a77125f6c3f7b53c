"""Many rows in aligned columns, written as they come: no cell is wrapped nor cut."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

WIDEST = 60
"""Characters beyond which a column lets its longest cells push the rest of their line."""
_GAP = "  "


def aligned_lines(
    titles: Sequence[str], rows: Sequence[Sequence[str]], figures: Collection[str] = ()
) -> Iterator[str]:
    """Yield the titles, then each row; columns named in ``figures`` are aligned on the right.

    >>> list(aligned_lines(("Lot", "Heures"), [("1", "833"), ("12", "7")], ("Heures",)))
    ['Lot  Heures', '1       833', '12        7']
    """
    on_the_right = [title in figures for title in titles]
    columns = zip(titles, *rows, strict=True)
    widths = [min(max(len(cell) for cell in column), WIDEST) for column in columns]
    for row in (titles, *rows):
        cells = zip(row, widths, on_the_right, strict=True)
        line = _GAP.join(c.rjust(w) if right else c.ljust(w) for c, w, right in cells)
        yield line.rstrip()
