"""Reads a buyer's own table of lots: French headings anywhere, extra columns, total rows, notes.

What is left aside or completed is said in a warning; what could be read two ways is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from insertion import vocabulary
from insertion.errors import Fault, InvalidInput, fault
from insertion.intake import RawRecord
from insertion.quantities import from_cell
from insertion.reading import RawCell
from insertion.typography import french, plain
from xlplugin.headings import AMOUNT, Head, find_head, head_of
from xlplugin.lot_grid import fields_of, place_of, raw_lot
from xlplugin.opening import Cell, Grid, Opened, Row, open_workbook

_TOTAL = re.compile(
    r"^(?:sous[ -]?totaux|sous[ -]?total|t\s?v\s?a|t\s?t\s?c|dont tva|montant tva)\b"
)
_SUM = re.compile(r"^(?:(?:montant )?(?:total|totaux)|montant ttc|ensemble|recapitulatif)\b")
"""What a total begins with, but also the title of a real lot: the rest of the text decides."""
_OF_A_SUM = re.compile(
    r"de|du|des|d|la|les?|l|un|et|en|a|totaux|total|montants?|general|generale|generaux|h|t|c|ht|ttc|"
    r"tva|hors|taxes?|toutes|comprises|euros?|eur|k|m|lots?|marches?|operation|projet|travaux|"
    r"tranches?|ferme|optionnelle|options?|variantes?|batiments?|chapitre|section|phase|pse|base|"
    r"estimation|estimee?|previsionnel|heures|insertion"
)
_LOT_NUMBER = re.compile(
    r"^(?:lot)?\s*(?:n\s*[°º]\s*)?[\w.\-/]{1,10}(?:\s?(?:bis|ter|quater))?$", re.IGNORECASE
)
_NUMBER_AND_TITLE = re.compile(
    r"^(?:lots?\b)?\s*(?:n\s*[°º]\s*)?(?P<number>\d{1,4}\s?(?:bis|ter|[a-z])?)"
    r"\s*[-–—:.]\s*(?P<title>\D.*)$",
    re.IGNORECASE | re.DOTALL,
)
_DESCRIPTIVE = {"number", "title"}
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
    grid, head = _chosen(opened, sheet)
    return _Table(grid, head).record()


def _chosen(opened: Opened, sheet: str | None) -> tuple[Grid, Head]:
    visible = [grid for grid in opened.grids if grid.visible]
    if sheet is not None:
        wanted = [grid for grid in visible if plain(grid.name) == plain(sheet)]
        if not wanted:
            names = ", ".join(grid.name for grid in visible)
            raise InvalidInput(
                [fault("FEUILLE_INTROUVABLE", opened.file, value=sheet, sheets=names)]
            )
        visible = wanted
    tables = [(grid, head) for grid in visible if (head := find_head(grid.rows)) is not None]
    if not tables:
        raise InvalidInput([fault("TABLEAU_INTROUVABLE", opened.file)])
    if len(tables) > 1:
        names = ", ".join(grid.name for grid, _ in tables)
        raise InvalidInput([fault("TABLEAUX_MULTIPLES", opened.file, sheets=names)])
    return tables[0]


@dataclass
class _Table:
    grid: Grid
    head: Head
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    kept: list[tuple[int, dict[str, Cell]]] = field(default_factory=list)

    def record(self) -> RawRecord:
        self._judge_head()
        for number, row in self.grid.rows:
            if number > self.head.row and not self._one_row(number, row):
                break
        lots = [raw_lot(cells, self.faults, self._adjusted) for _, cells in self.kept]
        places = [place_of(self.grid, number, self.head.fields) for number, _ in self.kept]
        self._number(lots)
        return RawRecord({}, lots, places, self.grid.name, self.faults, self.warnings)

    def _place(self, row: int) -> str:
        return f"{self.grid.name}!ligne {row}"

    def _warn(self, row: int, text: str) -> None:
        self.warnings.append(french(f"{self._place(row)} : {text}"))

    def _judge_head(self) -> None:
        """Refuse two columns for one field, and an amount that only exists with tax."""
        for name, group in self.head.doubled.items():
            columns = ", ".join(f"« {plain(str(each.cell.value))} »" for each in group)
            label = vocabulary.lot_terms()[name].label
            self.faults.append(
                fault("COLONNE_EN_DOUBLE", self._place(self.head.row), columns=columns, label=label)
            )
        amount = self.head.of(AMOUNT)
        if amount is not None and amount.with_tax:
            self.faults.append(
                fault("MONTANT_TTC", amount.cell.place, value=plain(str(amount.cell.value)))
            )

    def _one_row(self, number: int, row: Row) -> bool:
        """Keep, or leave aside with a word, one row; return whether the table goes on."""
        again = head_of(number, row)
        if again is not None:
            if again.fields == self.head.fields:
                return True
            self._warn(number, "un autre tableau commence ici, il n'est pas lu.")
            return False
        cells = fields_of(row, self.head.fields)
        if not cells:
            return True
        total = _is_total(row, cells)
        if total and cells.keys() >= _FIGURES:
            self._warn(
                number, f"« {_first_text(row)} » porte toutes les données d'un lot, lu comme tel."
            )
            self.kept.append((number, cells))
        elif total:
            self._warn(number, f"« {_first_text(row)} » est une ligne de total, laissée de côté.")
        elif self._is_note(cells):
            self._warn(number, f"« {_first_text(row)} » n'est pas un lot, laissé de côté.")
        else:
            self.kept.append((number, cells))
        return True

    def _is_note(self, cells: Mapping[str, Cell]) -> bool:
        """Tell a section title or a remark: words alone, where a lot would have figures."""
        if cells.keys() - _DESCRIPTIVE:
            return False
        if "number" not in cells:
            return self.head.of("number") is not None
        text = plain(str(cells["number"].value))
        alone = "title" not in cells and self.head.of("title") is not None
        return alone and _LOT_NUMBER.match(text) is None

    def _adjusted(self, name: str, cell: Cell) -> RawCell:
        """Apply what the heading says of the whole column."""
        heading = self.head.of(name)
        assert heading is not None
        value = cell.value
        if heading.scale and isinstance(value, int | float) and not isinstance(value, bool):
            shown = format(from_cell(value), "f").replace(".", ",")
            return RawCell(f"{shown} {heading.scale}", cell.place)
        if heading.scale and isinstance(value, str) and not re.search(r"[€kKmM]", value):
            return RawCell(f"{value} {heading.scale}", cell.place)
        if heading.percent and _could_be_a_share(cell):
            term = vocabulary.lot_terms()[name]
            self.faults.append(
                fault("PART_AMBIGUE", cell.place, value=_shown(cell), label=term.label)
            )
            return RawCell(None, cell.place)
        return cell.raw

    def _number(self, lots: list[dict[str, RawCell]]) -> None:
        """Complete the identity of lots when the table has a single column for it."""
        has_number, has_title = self.head.of("number"), self.head.of("title")
        if has_number and has_title:
            return
        name = "number" if has_number else "title"
        if lots and all(_splits(lot.get(name)) for lot in lots):
            for lot in lots:
                _split(lot, name)
            return
        if has_title:
            for index, lot in enumerate(lots, start=1):
                if "title" in lot:
                    lot["number"] = RawCell(str(index), lot["title"].place)
            self._warn(
                self.head.row, "aucune colonne de numéro, les lots sont numérotés dans l'ordre."
            )
            return
        for lot in lots:
            if "number" in lot:
                number = re.sub(r"^lot\s*", "", _text(lot["number"]), flags=re.IGNORECASE)
                lot["title"] = RawCell(f"Lot {number}", lot["number"].place)
        self._warn(
            self.head.row, "aucune colonne d'intitulé, chaque lot prend son numéro pour intitulé."
        )


def _text(cell: RawCell) -> str:
    value = cell.value
    return format(from_cell(value), "f") if isinstance(value, float) else plain(str(value))


def _splits(cell: RawCell | None) -> bool:
    return cell is not None and _NUMBER_AND_TITLE.match(_text(cell)) is not None


def _split(lot: dict[str, RawCell], name: str) -> None:
    """Take « Lot 1 - Gros œuvre » apart."""
    cell = lot[name]
    parts = _NUMBER_AND_TITLE.match(_text(cell))
    assert parts is not None
    lot["number"] = RawCell(plain(parts["number"]), cell.place)
    lot["title"] = RawCell(plain(parts["title"]), cell.place)


def _is_total(row: Row, cells: Mapping[str, Cell]) -> bool:
    """Tell a total row: its number, its title or its first text says so."""
    number = cells.get("number")
    if number is not None and not _says_total(number):
        return False
    suspects = [cells[name] for name in ("number", "title") if name in cells]
    suspects += [cell for cell in row if isinstance(cell.value, str)][:1]
    return any(_says_total(cell) for cell in suspects)


def _says_total(cell: Cell) -> bool:
    if not isinstance(cell.value, str):
        return False
    text = vocabulary.folded(cell.value)
    if _TOTAL.match(text):
        return True
    begun = _SUM.match(text)
    if begun is None:
        return False
    rest = re.findall(r"[^\W\d_]+", text[begun.end() :])
    return all(_OF_A_SUM.fullmatch(word) for word in rest)


def _first_text(row: Row) -> str:
    text = next((plain(cell.value) for cell in row if isinstance(cell.value, str)), "")
    return text if len(text) <= 60 else text[:59] + "…"


def _could_be_a_share(cell: Cell) -> bool:
    """Tell a bare figure under « % » that may be a share or a very small percentage."""
    value = cell.value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and not cell.percent and 0 < float(value) <= 1  # type: ignore[arg-type]


def _shown(cell: Cell) -> str:
    value = cell.value
    assert isinstance(value, int | float)
    return str(from_cell(value)).replace(".", ",")
