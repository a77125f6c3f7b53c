"""What stands above each column of a buyer's own table, and which column waits for hours."""

from __future__ import annotations

import re
from dataclasses import dataclass

from insertion import vocabulary
from insertion.typography import french, plain
from xlplugin.headings import Head
from xlplugin.opening import Grid

CONTRACT_HOURS = "contract_hours"
_UNIT = re.compile(r"[(\[][^)\]]*[)\]]|\ben heures?$", re.IGNORECASE)
_DONE = re.compile(r"\b(?:realise|effectue|execut|valide|saisi|bilan|declare)")
"""Groups of columns about hours done: none of them waits for hours to do."""


@dataclass(frozen=True, slots=True)
class Title:
    """The words above a column: its own, and those of the group it belongs to, if any."""

    own: str
    group: str = ""

    @property
    def whole(self) -> str:
        """Return the group, then the column."""
        return f"{self.group} {self.own}".strip()

    def is_called(self, name: str) -> bool:
        """Tell whether people would call the column that."""
        return vocabulary.folded(name) in (
            vocabulary.folded(self.own),
            vocabulary.folded(self.whole),
        )

    def result(self) -> str | None:
        """Return the result it waits for, by English identifier; a unit does not matter."""
        if _DONE.search(vocabulary.folded(self.group)):
            return None
        for text in (self.own, self.whole):
            for candidate in (text, _UNIT.sub(" ", text)):
                found = vocabulary.find_result_heading(candidate)
                if found is not None:
                    return found
        return None


def written_heading() -> str:
    """Return the heading written above a free column."""
    return french(vocabulary.quantity(CONTRACT_HOURS).headings[0])


def titles_of(grid: Grid, head: Head) -> dict[int, Title]:
    """Return the title of each column that has one.

    A title is the lowest text above the column, merged downwards or not; what is above it, or
    merged over it and its neighbours, is its group.
    """
    first = head.first_row or head.row
    texts: dict[int, list[str]] = {}
    groups: dict[int, list[str]] = {}
    covering = {(area.top, area.left): area for area in grid.merged if area.bottom >= first}
    for number, row in grid.rows:
        for cell in row:
            area = covering.get((number, cell.column))
            bottom = number if area is None else area.bottom
            if number > head.row or bottom < first or cell.empty:
                continue
            text = plain(str(cell.value))
            if first <= number or bottom == head.row:
                texts.setdefault(cell.column, []).append(text)
            for column in range(cell.column + 1, area.right + 1) if area else ():
                groups.setdefault(column, []).append(text)
    return {
        column: Title(found[-1], " ".join([*groups.get(column, ()), *found[:-1]]))
        for column, found in texts.items()
    }
