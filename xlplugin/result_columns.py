"""Which column of a buyer's own table receives the hours: the one that says so, or the one named.

Nothing is guessed: a table without such a column gets none until someone names one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from insertion import vocabulary
from insertion.errors import Fault, fault
from insertion.typography import plain
from xlplugin.canvas import column_letter
from xlplugin.headings import Head
from xlplugin.opening import Grid
from xlplugin.patch_sheet import At, FoundCell, FoundRow
from xlplugin.result_headings import CONTRACT_HOURS, Title, written_heading
from xlplugin.sheet_xml import LAST_COLUMN, column_number

_LETTERS = re.compile(r"[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column to fill. ``result``: the English identifier of the figure its heading announces.

    ``heading``: what to write above it, when nothing is there yet.
    """

    number: int
    result: str
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What the choice of a column looks at; ``free`` tells whether a whole column can be used.

    ``beside``: when no heading announces hours, they go in the first free column at the right.
    """

    grid: Grid
    head: Head
    titles: dict[int, Title]
    last_row: int
    free: Callable[[int], bool]
    beside: bool = False

    def columns(self, wanted: str | None, faults: list[Fault]) -> list[ResultColumn]:
        """Return the columns to fill: those announced, or the only one ``wanted``."""
        return self._announced(faults) if wanted is None else self._named(wanted, faults)

    @property
    def _place(self) -> str:
        return f"{self.grid.name}!ligne {self.head.row}"

    def _announced(self, faults: list[Fault]) -> list[ResultColumn]:
        by_result: dict[str, list[int]] = {}
        for column, title in sorted(self.titles.items()):
            result = title.result()
            if result is not None and column not in self.head.fields:
                by_result.setdefault(result, []).append(column)
        for result, columns in by_result.items():
            if len(columns) > 1:
                shown = ", ".join(f"« {self.titles[each].whole} »" for each in columns)
                label = vocabulary.quantity(result).label
                faults.append(fault("COLONNE_EN_DOUBLE", self._place, columns=shown, label=label))
        if not by_result and self.beside and self.free(self.first_free):
            return [ResultColumn(self.first_free, CONTRACT_HOURS, written_heading())]
        if not by_result:
            faults.append(
                fault(
                    "RESULTAT_SANS_COLONNE",
                    self._place,
                    letter=column_letter(self.first_free - 1),
                    heading=written_heading(),
                )
            )
        return [ResultColumn(each[0], result) for result, each in by_result.items()]

    @property
    def first_free(self) -> int:
        """Return the first column, right of the table, where nothing stands in the way."""
        last = max(
            cell.column
            for number, row in self.grid.rows
            if self.head.row <= number <= self.last_row
            for cell in row
        )
        return next(
            (each for each in range(last + 1, LAST_COLUMN + 1) if self.free(each)), last + 1
        )

    def _named(self, wanted: str, faults: list[Fault]) -> list[ResultColumn]:
        """Read capital letters as a column, any other words as a heading, then as letters."""
        name = plain(wanted)
        columns: list[int] = []
        if not _LETTERS.fullmatch(name):
            columns = [c for c, title in sorted(self.titles.items()) if title.is_called(name)]
        if not columns and _LETTERS.fullmatch(name.upper()):
            column = column_number(name)
            columns = [column] if column <= LAST_COLUMN else []
        if len(columns) != 1:
            known = ", ".join(f"« {each.whole} »" for _, each in sorted(self.titles.items()))
            letters = ", ".join(column_letter(each - 1) for each in columns)
            faults.append(
                fault("COLONNE_AMBIGUE", self._place, value=name, columns=letters)
                if columns
                else fault("COLONNE_INTROUVABLE", self._place, value=name, headings=known)
            )
            return []
        (column,) = columns
        field = self.head.fields.get(column)
        if field is not None:
            label = vocabulary.lot_terms()[field].label
            place = f"{self.grid.name}!{column_letter(column - 1)}{self.head.row}"
            faults.append(fault("COLONNE_DE_DONNEES", place, label=label))
            return []
        title = self.titles.get(column)
        if title is None:
            return [ResultColumn(column, CONTRACT_HOURS, written_heading())]
        return [ResultColumn(column, title.result() or CONTRACT_HOURS)]


def neighbour_style(
    rows: Mapping[int, FoundRow], at: At, suited: Callable[[FoundCell], bool]
) -> str | None:
    """Return the style of the nearest cell on the left that is ``suited``."""
    row = rows.get(at[0])
    if row is None:
        return None
    for column in sorted((each for each in row.cells if each < at[1]), reverse=True):
        cell = row.cells[column]
        if cell.style is not None and suited(cell):
            return cell.style
    return None
