"""Reads a buyer's list of planned contracts, wherever its headings are, without changing the file.

What is left aside is said in a warning; what could be read two ways is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from insertion import vocabulary
from insertion.errors import Fault, InvalidInput, fault
from insertion.programme import RawProgramme, columns
from insertion.quantities import from_cell
from insertion.reading import RawCell
from insertion.typography import french, plain
from xlplugin.amount_units import is_unit, judge_notes, with_unit
from xlplugin.headings import AMOUNT, Head, Heading
from xlplugin.lot_grid import fields_of, raw_lot
from xlplugin.opening import Cell, Grid, Opened, Row, open_workbook
from xlplugin.programme_headings import programme_head

_TOTAL = re.compile(r"^(?:sous )?(?:total|totaux)\b")
_BARE = re.compile(r"\d+(?:[.,]\d+)?")
_OF_A_CONTRACT = {"cpv", "contract_type", "consultation_date", "trade"}
"""What no total row has."""
LONGEST_SHOWN = 60
MOST_NAMED = 10


def read_programme(path: Path | str, sheet: str | None = None) -> RawProgramme:
    """Return the rows of a list of contracts; ``sheet`` names one when several sheets have one.

    Raises:
        InvalidInput: when no list, or several, are recognised, or the file cannot be read.
    """
    opened = open_workbook(path)
    grid, head = _chosen(opened, sheet)
    return _List(grid, head).raw(opened.file)


def _chosen(opened: Opened, sheet: str | None) -> tuple[Grid, Head]:
    visible = [grid for grid in opened.grids if grid.visible]
    if sheet is not None:
        wanted = [grid for grid in visible if plain(grid.name) == plain(sheet)]
        if not wanted:
            names = ", ".join(grid.name for grid in visible)
            missing = fault("FEUILLE_INTROUVABLE", opened.file, value=sheet, sheets=names)
            raise InvalidInput([missing])
        visible = wanted
    lists = [(grid, head) for grid in visible if (head := _first_head(grid)) is not None]
    if not lists:
        raise InvalidInput([fault("PROGRAMME_INTROUVABLE", opened.file)])
    if len(lists) > 1:
        names = ", ".join(grid.name for grid, _ in lists)
        raise InvalidInput([fault("PROGRAMMES_MULTIPLES", opened.file, sheets=names)])
    return lists[0]


def _first_head(grid: Grid) -> Head | None:
    return next((head for number, row in grid.rows if (head := programme_head(number, row))), None)


@dataclass
class _List:
    grid: Grid
    head: Head
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unseen: list[int] = field(default_factory=list)

    def raw(self, file: str) -> RawProgramme:
        self._judge_head()
        self._judge_notes()
        self._name_unread()
        rows: list[dict[str, RawCell]] = []
        places: list[str] = []
        for number, row in self.grid.rows:
            if number <= self.head.row:
                continue
            again = programme_head(number, row)
            if again is not None and again.fields != self.head.fields:
                self._warn(number, "une autre liste commence ici, elle n'est pas lue.")
                break
            cells = {} if again is not None else fields_of(row, self.head.fields)
            if not cells or self._aside(number, row, cells):
                continue
            rows.append(self._contract(row, cells))
            places.append(f"{self.grid.name}!{_first_cell(number, cells)}")
            self.unseen += [number] if number in self.grid.hidden_rows else []
        self._tell_what_is_unseen()
        return RawProgramme(rows, places, file, self.faults, self.warnings)

    def _warn(self, row: int, text: str) -> None:
        self.warnings.append(french(f"{self.grid.name}, ligne {row} : {text}"))

    def _judge_head(self) -> None:
        """Refuse two columns for one fact, and an amount that only exists with tax."""
        for name, group in self.head.doubled.items():
            shown = ", ".join(f"« {plain(str(each.cell.value))} »" for each in group)
            place = group[1].cell.place
            label = columns()[name].label
            self.faults.append(fault("COLONNE_EN_DOUBLE", place, columns=shown, label=label))
        amount = self.head.of(AMOUNT)
        if amount is not None and amount.with_tax:
            shown = plain(str(amount.cell.value))
            self.faults.append(fault("MONTANT_TTC", amount.cell.place, value=shown))

    def _judge_notes(self) -> None:
        """Refuse « Montants en k€ » written above a heading that says nothing of units."""
        amount = self.head.of(AMOUNT)
        above = (row for number, row in self.grid.rows if number < self.head.row)
        notes = [cell for row in above for cell in row if isinstance(cell.value, str)]
        found = None if amount is None else judge_notes(amount, notes)
        self.faults += [] if found is None else [found]

    def _tell_what_is_unseen(self) -> None:
        """Say which rows and columns are read although people do not see them."""
        if self.unseen:
            named = ", ".join(str(each) for each in self.unseen[:MOST_NAMED])
            more = ", …" if len(self.unseen) > MOST_NAMED else ""
            self.warnings.append(
                french(f"{self.grid.name} : lignes masquées mais lues : {named}{more}.")
            )
        for each in self.head.headings:
            if each.cell.column in self.grid.hidden_columns:
                heading = plain(str(each.cell.value))
                self._warn(self.head.row, f"la colonne « {heading} » est masquée mais lue.")

    def _name_unread(self) -> None:
        """Say which columns nobody reads: a heading in other words must not go unnoticed."""
        row = next(row for number, row in self.grid.rows if number == self.head.row)
        known = self.head.fields
        unread = [
            f"« {plain(cell.value)} »"
            for cell in row
            if isinstance(cell.value, str) and cell.column not in known and not cell.empty
        ]
        if unread:
            self._warn(self.head.row, f"colonnes laissées de côté : {', '.join(unread)}.")

    def _aside(self, number: int, row: Row, cells: Mapping[str, Cell]) -> bool:
        """Tell whether a row is a total or a title, and say so."""
        words = next((plain(cell.value) for cell in row if isinstance(cell.value, str)), "")
        shown = words if len(words) <= LONGEST_SHOWN else words[: LONGEST_SHOWN - 1] + "…"
        if _TOTAL.match(vocabulary.folded(words)) and not cells.keys() & _OF_A_CONTRACT:
            self._warn(number, f"« {shown} » est une ligne de total, laissée de côté.")
            return True
        if len(row) == 1 and isinstance(row[0].value, str):
            self._warn(number, f"« {shown} » est seul sur sa ligne, laissé de côté.")
            return True
        return False

    def _contract(self, row: Row, cells: Mapping[str, Cell]) -> dict[str, RawCell]:
        def adjusted(name: str, cell: Cell) -> RawCell:
            heading = self.head.of(name)
            assert heading is not None
            if name == AMOUNT:
                beside = next((each for each in row if each.column == cell.column + 1), None)
                unit = beside if is_unit(beside) else None
                return with_unit(heading, cell, unit, self.faults)
            return self._with_its_heading(heading, cell)

        return raw_lot(cells, self.faults, adjusted)

    def _with_its_heading(self, heading: Heading, cell: Cell) -> RawCell:
        """Apply what the heading says of the whole column: months, years, percentages."""
        value = cell.value
        number = _number(value)
        if heading.percent and number is not None and not cell.percent and 0 < number <= 1:
            label = columns()[heading.field].label
            shown = _figure(number)
            self.faults.append(fault("PART_AMBIGUE", cell.place, value=shown, label=label))
            return RawCell(None, cell.place)
        if heading.field != "duration" or not heading.scale:
            return cell.raw
        if number is not None:
            return RawCell(f"{_figure(number)} {heading.scale}", cell.place)
        if isinstance(value, str) and _BARE.fullmatch(plain(value)):
            return RawCell(f"{value} {heading.scale}", cell.place)
        return cell.raw


def _number(value: object) -> int | float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _figure(value: float) -> str:
    return format(from_cell(value), "f").replace(".", ",")


def _first_cell(number: int, cells: Mapping[str, Cell]) -> str:
    """Return the cell that stands for a contract: its object, else the first that is filled."""
    cell = cells.get("subject") or next(iter(cells.values()))
    return cell.place.rpartition("!")[2] or str(number)
