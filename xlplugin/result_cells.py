"""Where the hours of each lot go in a user's workbook, and what forbids to write there.

A cell that holds something is never replaced without being told to; a cell that cannot be written
without breaking another one (merged, filled by an array formula, lent to others) never is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from insertion.errors import Fault, InvalidInput, WrongUsage, fault
from insertion.hours import HoursResult, LotHours
from insertion.quantities import from_cell
from insertion.typography import french, plain
from xlplugin.canvas import column_letter
from xlplugin.gate import content_of
from xlplugin.head_rows import find_head
from xlplugin.opening import Cell, Grid, Opened, open_content
from xlplugin.patch import Owned, PatchedWorkbook
from xlplugin.patch_cells import NewValue
from xlplugin.patch_sheet import At, FoundCell, corner, holds
from xlplugin.result_columns import Choice, ResultColumn, neighbour_style
from xlplugin.result_headings import titles_of
from xlplugin.result_sheets import Destination, Scan, Sheets
from xlplugin.sheet import is_ours
from xlplugin.sheet_xml import Area

WRITTEN, SAME, REPLACED = "ecrite", "inchangee", "remplacee"
_CELL = re.compile(r"[A-Z]+(\d+)")


@dataclass(frozen=True, slots=True)
class ResultCell:
    """A cell that shows a result: what it holds now, and what became of it.

    ``lot`` is the lot's number, empty for a heading; ``before``: what was replaced.
    """

    sheet: str
    new: NewValue
    state: str
    lot: str = ""
    before: str = ""

    @property
    def place(self) -> str:
        """Return the cell as people look for it."""
        return f"{self.sheet}!{self.new.reference}"


@dataclass(frozen=True, slots=True)
class Placement:
    """Every result cell of a workbook, and what its reader has to know."""

    cells: tuple[ResultCell, ...]
    warnings: tuple[str, ...]

    @property
    def values(self) -> dict[str, list[NewValue]]:
        """Return what is to be written, by sheet."""
        found: dict[str, list[NewValue]] = {}
        for each in self.cells:
            if each.state != SAME:
                found.setdefault(each.sheet, []).append(each.new)
        return found


@dataclass(frozen=True, slots=True)
class Target:
    """A user's workbook, as cells to look at and as bytes to write in."""

    opened: Opened
    book: PatchedWorkbook


def open_target(path: Path) -> Target:
    """Open the workbook at ``path`` for its hours to be written in a copy.

    Raises:
        WrongUsage: when it is one of ours, which computes by itself.
        InvalidInput: when it cannot be read, or bears a signature that a change would break.
    """
    return target_of(content_of(path), path.name)


def target_of(content: bytes, name: str) -> Target:
    """Open the bytes of a workbook as :func:`open_target` does; ``name`` is the file's.

    Raises:
        WrongUsage: when it is one of ours, which computes by itself.
        InvalidInput: when it cannot be read, or bears a signature that a change would break.
    """
    opened = open_content(content, name)
    if is_ours(opened):
        raise WrongUsage([fault("CLASSEUR_QUI_CALCULE", opened.file)])
    return Target(opened, PatchedWorkbook(content, opened.file))


def place_results(
    target: Destination,
    result: HoursResult,
    places: Sequence[str],
    *,
    column: str | None = None,
    overwrite: bool = False,
    beside: bool = False,
) -> Placement:
    """Return where the hours of ``result`` go; ``places`` says where each lot was read.

    ``column``: the letter or the heading of the column to fill, when no heading announces hours;
    ``beside``: without it, the first free column at the right of the table then.

    Raises:
        InvalidInput: with every cell that cannot be written, or when no column is there for it.
    """
    by_sheet: dict[str, list[tuple[int, LotHours]]] = {}
    for each, place in zip(result.lots, places, strict=True):
        sheet, _, cell = place.rpartition("!")
        found = _CELL.fullmatch(cell)
        assert found is not None, place
        by_sheet.setdefault(sheet, []).append((int(found[1]), each))
    faults: list[Fault] = []
    cells: list[ResultCell] = []
    warnings: list[str] = []
    for sheet, lots in by_sheet.items():
        table = _Table(target.opened, target.book, sheet, lots, overwrite=overwrite)
        cells += table.cells(column, beside=beside)
        faults += table.faults
        warnings += table.warnings
    if faults:
        raise InvalidInput(faults)
    return Placement(tuple(cells), tuple(warnings))


@dataclass
class _Table:
    """The table of one sheet: its lots with their rows, and the cells that wait for hours."""

    opened: Opened
    book: Sheets
    sheet: str
    lots: list[tuple[int, LotHours]]
    overwrite: bool = field(kw_only=True)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        grid = self.opened.grid(self.sheet)
        head = None if grid is None else find_head(grid)
        if grid is None or head is None:
            raise InvalidInput([fault("TABLEAU_INTROUVABLE", self.opened.file)])
        self.grid: Grid = grid
        self.head = head
        rows = {head.row, *(row for row, _ in self.lots)}
        self.scan: Scan = self.book.scan(self.sheet, rows)
        self.owned: tuple[Owned, ...] = self.book.owned(self.sheet)
        self.shown: dict[At, Cell] = {
            (number, cell.column): cell for number, row in grid.rows if number in rows
            for cell in row
        }  # fmt: skip

    def cells(self, wanted: str | None, *, beside: bool) -> list[ResultCell]:
        """Return the cells to fill; what forbids it joins the faults."""
        titles = titles_of(self.grid, self.head)
        last = max(row for row, _ in self.lots)
        choice = Choice(self.grid, self.head, titles, last, self._is_free, beside)
        found: list[ResultCell] = []
        for column in choice.columns(wanted, self.faults):
            if column.heading is not None:
                found += self._heading(column, column.heading)
            for row, lot in self.lots:
                found += self._figure(column, row, lot)
        self._judge_formats(found)
        self._judge_lent({(e.new.row, e.new.column) for e in found if e.state == REPLACED})
        return found

    def _place(self, at: At) -> str:
        return f"{self.sheet}!{column_letter(at[1] - 1)}{at[0]}"

    def _is_free(self, column: int) -> bool:
        ats = [(self.head.row, column), *((row, column) for row, _ in self.lots)]
        taken = [*self.scan.merged, *self.scan.arrays, *(each.area for each in self.owned)]
        return all(
            not self._filled(at) and not any(holds(area, at) for area in taken) for at in ats
        )

    def _shows_whole_numbers(self, cell: FoundCell) -> bool:
        holds_something = bool(cell.text) or cell.formula
        return holds_something and cell.style in self.book.whole_number_styles

    def _filled(self, at: At) -> bool:
        found = self.scan.cell(at)
        shown = self.shown.get(at)
        return bool(found and found.formula) or not (shown is None or shown.empty)

    def _heading(self, column: ResultColumn, text: str) -> list[ResultCell]:
        at = (self.head.row, column.number)
        if not self._may_write(at, heading=True):
            return []
        style = neighbour_style(self.scan.rows, at, lambda _: True)
        return [ResultCell(self.sheet, NewValue(*at, text, style), WRITTEN)]

    def _figure(self, column: ResultColumn, row: int, lot: LotHours) -> list[ResultCell]:
        at = (row, column.number)
        hours = getattr(lot, _FIGURES[column.result]) if lot.lot.has_hours else None
        if hours is None:
            if self._filled(at):
                told = f"{self._place(at)} : le lot {lot.lot.number} est sans heures, "
                self.warnings.append(french(told + "la cellule garde son contenu."))
            return []
        if not self._may_write(at):
            return []
        style = neighbour_style(self.scan.rows, at, self._shows_whole_numbers)
        new = NewValue(*at, hours, style)
        found = self.scan.cell(at)
        if not self._filled(at):
            return [ResultCell(self.sheet, new, WRITTEN, lot.lot.number)]
        assert found is not None
        if _same(found, hours):
            return [ResultCell(self.sheet, new, SAME, lot.lot.number)]
        if found.formula and self.book.keeps_formulas:
            return self._kept_formula(at, found, new, lot)
        before = self._content(at, found)
        if not self.overwrite:
            self.faults.append(
                fault("CELLULE_OCCUPEE", self._place(at), content=before, hours=hours)
            )
            return []
        self.warnings.append(french(f"{self._place(at)} : {hours} remplace {before}."))
        return [ResultCell(self.sheet, new, REPLACED, lot.lot.number, before)]

    def _kept_formula(
        self, at: At, found: FoundCell, new: NewValue, lot: LotHours
    ) -> list[ResultCell]:
        """Leave a formula alone: it agrees with the hours, or someone must choose."""
        assert isinstance(new.value, int)
        if _is_number(found, new.value):
            return [ResultCell(self.sheet, new, SAME, lot.lot.number)]
        self._forbid(at, "elle porte une formule")
        return []

    def _content(self, at: At, found: FoundCell) -> str:
        if found.formula:
            return "une formule"
        shown = self.shown[at]
        value = shown.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"« {format(from_cell(value), 'f').replace('.', ',')} »"
        return f"« {plain(shown.error or str(value))} »"

    def _may_write(self, at: At, *, heading: bool = False) -> bool:
        """Tell whether writing in a cell harms no other; report it when it would."""
        merged = next((a for a in self.scan.merged if holds(a, at) and corner(a) != at), None)
        array = next((a for a in self.scan.arrays if holds(a, at)), None)
        owner = next((each for each in self.owned if _forbids(each, at)), None)
        if merged is not None:
            detail = f"elle est fusionnée dans {_shown(merged)}"
        elif array is not None:
            detail = f"une formule remplit d'un bloc {_shown(array)}"
        elif owner is not None and owner.kind == "table":
            detail = "c'est l'en-tête d'un tableau structuré"
        elif owner is not None:
            detail = "elle fait partie d'un tableau croisé dynamique"
        elif self.book.locks(self.sheet, at):
            detail = "la feuille est protégée"
        else:
            return True
        self._forbid(at, detail, "l'en-tête" if heading else "les heures")
        return False

    def _forbid(self, at: At, detail: str, subject: str = "les heures") -> None:
        self.faults.append(
            fault("CELLULE_INTOUCHABLE", self._place(at), detail=detail, subject=subject)
        )

    def _judge_formats(self, cells: Sequence[ResultCell]) -> None:
        """Warn of cells whose own format, which stays, would show hours as something else."""
        misread: list[str] = []
        for each in cells:
            found = self.scan.cell((each.new.row, each.new.column))
            if each.lot and found is not None and found.style in self.book.misleading_styles:
                misread.append(each.place)
        if misread:
            told = "leur format montre mal des heures (pourcentage, date, milliers ou masque)."
            self.warnings.append(french(f"{_listed(misread)} : {told}"))

    def _judge_lent(self, replaced: set[At]) -> None:
        """Refuse to remove a formula whose words other cells, which stay, go on using."""
        for at in sorted(self.scan.orphaned_by(replaced)):
            self._forbid(at, "d'autres cellules, qui restent, partagent sa formule")


_FIGURES = {"contract_hours": "contract_hours", "calculated_hours": "calculated"}
"""The attribute of a lot's hours that each announced result shows."""


def _forbids(owner: Owned, at: At) -> bool:
    """Tell whether a table's heading, or any cell of a pivot table, stands there."""
    if not holds(owner.area, at):
        return False
    return owner.kind != "table" or at[0] < owner.area.top + owner.header


def _listed(places: Sequence[str]) -> str:
    """Return one place, or the first and the last of several."""
    return places[0] if len(places) == 1 else f"{places[0]} à {places[-1].rpartition('!')[2]}"


def _shown(area: Area) -> str:
    corners = (area.left, area.top), (area.right, area.bottom)
    return ":".join(f"{column_letter(column - 1)}{row}" for column, row in corners)


def _same(found: FoundCell, hours: int) -> bool:
    """Tell whether the cell already holds this very number."""
    return not found.formula and _is_number(found, hours)


def _is_number(found: FoundCell, hours: int) -> bool:
    if found.kind not in ("", "n"):
        return False
    try:
        return Decimal(found.text.strip()) == hours
    except InvalidOperation:
        return False
