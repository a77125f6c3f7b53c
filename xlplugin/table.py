"""Reads a buyer's own table of lots: French headings anywhere, extra columns, total rows, notes.

What is left aside or completed is said in a warning; what could be read two ways is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from insertion import vocabulary
from insertion.errors import Fault, fault
from insertion.intake import RawRecord
from insertion.quantities import from_cell
from insertion.reading import RawCell
from insertion.typography import french, plain
from xlplugin.amount_units import is_unit, judge_notes, with_unit
from xlplugin.canvas import column_letter
from xlplugin.head_rows import find_head, head_of
from xlplugin.headings import AMOUNT, Head, says_tax
from xlplugin.lot_grid import fields_of, place_of, raw_lot
from xlplugin.lot_identity import complete_identities
from xlplugin.opening import Cell, Grid, Opened, Row, open_workbook
from xlplugin.table_choice import MOST_NAMED, chosen_table, shortened
from xlplugin.totals import RunningSums, begins_like_a_total, is_total

_LOT_NUMBER = re.compile(
    r"^(?:lot)?\s*(?:n\s*[°º]\s*)?[\w.\-/]{1,10}(?:\s?(?:bis|ter|quater))?$", re.IGNORECASE
)
_WORD = re.compile(r"(?!lot)[^\W\d_]{4,}", re.IGNORECASE)
"""« ÉCOLE », alone on its row: a section, not the number of a lot without title nor figures."""
_RATE = re.compile(r"^(?:taux|prix|tarif) horaire")
"""Headings that name a cost for some, a billed price for others."""
_DESCRIPTIVE = {"number", "title"}
_FILLED_DOWN = {"labour_share", "insertion_rate", "hourly_cost"}
_FIGURE_TYPES = {"money", "hours", "whole_hours"}
_FIGURES = {"amount_excl_tax", "labour_share", "insertion_rate", "hourly_cost"}
"""All that hours are computed with: no total has a share of its own, nor a cost."""


def read_table(path: Path | str, sheet: str | None = None) -> RawRecord:
    """Return the lots of a buyer's own table; ``sheet`` names one when several sheets have one.

    Raises:
        InvalidInput: when no table, or several, are recognised, or the file cannot be read.
    """
    return table_of(open_workbook(path), sheet)


def table_of(opened: Opened, sheet: str | None) -> RawRecord:
    """Return the lots of an opened workbook."""
    grid, head = chosen_table(opened, sheet)
    table = _Table(grid, head)
    for other in opened.grids:
        if not other.visible and find_head(other) is not None:
            table.warnings.append(
                french(f"La feuille « {other.name} » est masquée : son tableau n'est pas lu.")
            )
    return table.record()


@dataclass
class _Table:
    grid: Grid
    head: Head
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    kept: list[tuple[int, Row, dict[str, Cell]]] = field(default_factory=list)
    notes: list[Cell] = field(default_factory=list)
    sums: RunningSums = field(default_factory=RunningSums)
    below_total: bool = False
    defaults: list[int] = field(default_factory=list)
    """Rows where only shares, rates or costs were filled down, with nothing to apply them to."""

    def __post_init__(self) -> None:
        self.fields = self.head.fields
        self.by_name = {each.field: each for each in self.head.headings}

    def record(self) -> RawRecord:
        self._judge_head()
        for number, row in self.grid.rows:
            if number < self.head.first_row:
                self.notes += [cell for cell in row if isinstance(cell.value, str)]
            elif number > self.head.row and not self._one_row(number, row):
                break
        self._judge_notes()
        lots = [self._lot(row, cells) for _, row, cells in self.kept]
        places = [place_of(self.grid, number, self.fields) for number, _, _ in self.kept]
        told = complete_identities(lots, self.by_name.keys())
        if told:
            self._warn(self.head.row, told)
        self._tell_what_is_unseen()
        return RawRecord({}, lots, places, self.grid.name, self.faults, self.warnings)

    def _warn(self, row: int, text: str) -> None:
        self.warnings.append(french(f"{self.grid.name}, ligne {row} : {text}"))

    def _judge_head(self) -> None:
        """Refuse two columns for one field, and an amount that only exists with tax."""
        for name, group in self.head.doubled.items():
            columns = ", ".join(
                f"« {plain(each.text)} » ({column_letter(each.cell.column - 1)})" for each in group
            )
            label = vocabulary.lot_terms()[name].label
            self.faults.append(
                fault("COLONNE_EN_DOUBLE", group[0].cell.place, columns=columns, label=label)
            )
        amount = self.by_name.get(AMOUNT)
        if amount is not None and amount.with_tax:
            self.faults.append(fault("MONTANT_TTC", amount.cell.place, value=plain(amount.text)))
        elif amount is not None and amount.scale:
            thousands = "milliers" if amount.scale == "k€" else "millions"
            self._warn(
                self.head.row,
                f"« {shortened(amount.text)} » : les montants sont lus en {thousands} d'euros.",
            )
        # A column that waits for the hours is not left aside: it is where they go.
        unknown = [
            each
            for each in self.head.unknown
            if vocabulary.find_result_heading(str(each.value)) is None
        ]
        if unknown:
            words = [f"« {shortened(str(each.value))} »" for each in unknown[:MOST_NAMED]]
            more = ", …" if len(unknown) > MOST_NAMED else ""
            self._warn(self.head.row, f"Colonnes laissées de côté : {', '.join(words)}{more}.")

    def _judge_notes(self) -> None:
        amount = self.by_name.get(AMOUNT)
        found = None if amount is None else judge_notes(amount, self.notes)
        if found is not None:
            self.faults.append(found)
        elif amount is not None and not (amount.before_tax or amount.with_tax):
            told = any(says_tax(plain(str(each.value))) for each in self.notes)
            if not told:
                self._warn(
                    self.head.row,
                    f"« {shortened(amount.text)} » ne dit ni HT ni TTC : les montants sont lus HT.",
                )
        cost = self.by_name.get("hourly_cost")
        if cost is not None and _RATE.search(vocabulary.folded(cost.text)):
            self._warn(
                self.head.row,
                f"« {shortened(cost.text)} » est lu comme le coût d'une heure, charges comprises : "
                "un tarif facturé donnerait trop peu d'heures.",
            )

    def _one_row(self, number: int, row: Row) -> bool:
        """Keep, or leave aside with a word, one row; return whether the table goes on."""
        again = None if self._has_figures(row) else head_of(number, row)
        if again is not None:
            if again.fields == self.fields:
                return True
            self._warn(number, "un autre tableau commence ici, il n'est pas lu.")
            return False
        cells = fields_of(row, self.fields)
        if not cells:
            self.notes += [cell for cell in row[:1] if isinstance(cell.value, str)]
            return True
        if not cells.keys() & _DESCRIPTIVE and not any(map(_says_something, cells.items())):
            self.defaults.append(number)
            return True
        if number == self.head.row + 1 and _numbers_columns(row):
            self._warn(number, "ce sont des numéros de colonnes, laissés de côté.")
            return True
        reason = self._why_no_lot(number, row, cells)
        if reason:
            self._warn(number, reason)
            return True
        self.kept.append((number, row, cells))
        self.sums.add(self._amount(row, cells))
        return True

    def _has_figures(self, row: Row) -> bool:
        """Tell whether a known column holds a number: such a row heads no other table."""
        return any(
            isinstance(cell.value, int | float) and cell.column in self.fields for cell in row
        )

    def _why_no_lot(self, number: int, row: Row, cells: Mapping[str, Cell]) -> str:
        """Return why a row is left aside, or nothing when it is a lot."""
        anonymous = "number" not in cells and self.by_name.get("number") is not None
        total = is_total(row, cells)
        if not total and (cells.keys() >= _FIGURES or cells.keys() > _DESCRIPTIVE):
            return ""
        named = f"« {_first_text(row)} »"
        amount = self._amount(row, cells)
        if total:
            if cells.keys() >= _FIGURES:
                self._warn(number, f"{named} porte toutes les données d'un lot, lu comme tel.")
                return ""
            self.below_total = self.below_total or self.sums.is_whole(amount)
            self.sums.total_passed()
            return f"{named} est une ligne de total, laissée de côté."
        if self._is_note(cells):
            self.notes += [cell for cell in cells.values() if isinstance(cell.value, str)][:1]
            return f"{named} n'est pas un lot, laissé de côté."
        if "number" in cells:
            return ""
        if begins_like_a_total(cells) and self.sums.gives(amount):
            self.sums.total_passed()
            return f"{named} est une ligne de total, laissée de côté."
        if not cells.keys() & _DESCRIPTIVE and self.sums.gives(amount):
            self.below_total = True
            return "ce montant est la somme des lignes qui précèdent, laissé de côté."
        if anonymous and self.below_total and "title" in cells:
            return f"{named} est sous le total, sans numéro de lot, laissé de côté."
        return ""

    def _is_note(self, cells: Mapping[str, Cell]) -> bool:
        """Tell a section title or a remark: words alone, where a lot would have figures."""
        if cells.keys() - _DESCRIPTIVE:
            return False
        if "number" not in cells:
            return self.by_name.get("number") is not None
        text = plain(str(cells["number"].value))
        alone = "title" not in cells and self.by_name.get("title") is not None
        return alone and (_LOT_NUMBER.match(text) is None or _WORD.fullmatch(text) is not None)

    def _amount(self, row: Row, cells: Mapping[str, Cell]) -> RawCell | None:
        """Return the amount of a row in euros, for sums; its faults are told elsewhere."""
        heading, cell = self.by_name.get(AMOUNT), cells.get(AMOUNT)
        if heading is None or cell is None:
            return None
        return with_unit(heading, cell, self._beside(row, cell), [])

    def _beside(self, row: Row, cell: Cell) -> Cell | None:
        """Return the cell on the right when it only says the unit of this one."""
        column = cell.column + 1
        if column in self.fields:
            return None
        found = next((each for each in row if each.column == column), None)
        return found if is_unit(found) else None

    def _lot(self, row: Row, cells: Mapping[str, Cell]) -> dict[str, RawCell]:
        def adjusted(name: str, cell: Cell) -> RawCell:
            heading = self.by_name.get(name)
            assert heading is not None
            term = vocabulary.lot_terms()[name]
            if cell.shown.hidden:
                self.warnings.append(
                    french(
                        f"{cell.place} : la valeur est masquée par son format, mais elle est lue."
                    )
                )
            if term.type in _FIGURE_TYPES:
                return with_unit(heading, cell, self._beside(row, cell), self.faults)
            if heading.percent and _could_be_a_share(cell):
                self.faults.append(
                    fault("PART_AMBIGUE", cell.place, value=_shown(cell), label=term.label)
                )
                return RawCell(None, cell.place)
            if heading.percent and _is_bare(cell) and 1 < float(cell.value) < 2:  # type: ignore[arg-type]
                # Alone it would ask; under « % » it is 1,5 %.
                return RawCell(f"{_shown(cell)} %", cell.place)
            return cell.raw

        return raw_lot(cells, self.faults, adjusted)

    def _tell_what_is_unseen(self) -> None:
        """Say which lots and which columns people do not see although they are read."""
        rows = [number for number, _, _ in self.kept if number in self.grid.hidden_rows]
        if rows:
            named = ", ".join(str(each) for each in rows[:MOST_NAMED])
            more = ", …" if len(rows) > MOST_NAMED else ""
            told = (
                f"ligne {named} : masquée, mais lue comme un lot."
                if len(rows) == 1
                else f"lignes {named}{more} : masquées, mais lues comme des lots."
            )
            self.warnings.append(french(f"{self.grid.name}!{told}"))
        if self.defaults:
            first, last = self.defaults[0], self.defaults[-1]
            told = "ni numéro, ni intitulé, ni montant, laissé de côté."
            where = f"ligne {first}" if first == last else f"lignes {first} à {last}"
            self.warnings.append(french(f"{self.grid.name}!{where} : {told}"))
        for each in self.head.headings:
            if each.cell.column in self.grid.hidden_columns:
                letter = column_letter(each.cell.column - 1)
                self.warnings.append(
                    french(
                        f"{self.grid.name}!colonne {letter} : « {plain(each.text)} » est masquée,"
                        " mais elle est lue."
                    )
                )


def _says_something(cell: tuple[str, Cell]) -> bool:
    """Tell whether a cell is more than a share or a cost filled down, or a sum of nothing."""
    name, found = cell
    return name not in _FILLED_DOWN and not (found.value == 0 and found.value is not False)


def _numbers_columns(row: Row) -> bool:
    """Tell a row that numbers the columns, from 1 or from A, in brackets or not."""
    words = [plain(str(cell.value)).strip("()[] ").lower() for cell in row if not cell.empty]
    return len(words) > 3 and words in (
        [str(each) for each in range(1, len(words) + 1)],
        list("abcdefghijklmnopqrstuvwxyz"[: len(words)]),
    )


def _first_text(row: Row) -> str:
    return shortened(next((cell.value for cell in row if isinstance(cell.value, str)), ""))


def _could_be_a_share(cell: Cell) -> bool:
    """Tell a bare figure under « % » that may be a share or a very small percentage."""
    return _is_bare(cell) and 0 < float(cell.value) <= 1  # type: ignore[arg-type]


def _is_bare(cell: Cell) -> bool:
    """Tell a figure that no format of its own makes a percentage."""
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return number and not cell.percent


def _shown(cell: Cell) -> str:
    value = cell.value
    assert isinstance(value, int | float)
    return str(from_cell(value)).replace(".", ",")
