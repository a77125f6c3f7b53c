"""Where a message points: a place in words, turned into a sheet and a cell people can be led to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from insertion.intake import PERIODS_KEY, RawRecord
from insertion.typography import plain
from xlplugin.opening import Names, Opened

_CELL = re.compile(r"(?P<cell>[A-Z]{1,3}\d{1,7})(?![\w])")
_ROW = re.compile(r"lignes? (?P<row>\d{1,7})(?!\d)")
_COLUMN = re.compile(r"colonne (?P<column>[A-Z]{1,3})(?!\w)")
_LOT = re.compile(r"[Ll]ot (?P<number>.{1,40}?)(?= : |$)")
Spot = tuple[str | None, str | None]
"""A sheet and a cell; ``None`` for what is not known."""
NOWHERE: Spot = (None, None)


@dataclass(frozen=True)
class Places:
    """The sheets of a workbook, its names, and where each lot was read; empty for a text file."""

    sheets: tuple[str, ...] = ()
    names: Names = field(default_factory=dict)
    lots: Mapping[str, str] = field(default_factory=dict)
    periods: str = ""

    def spot(self, place: str) -> Spot:
        """Return the sheet and the cell of a fault's place.

        « Lots!C5 » is a cell, « Lots!ligne 5 » the first of its row, « lot 3 » where that lot
        was read, « date_limite » the cell that bears this name.
        """
        bare = plain(place)
        if bare in self.names:
            sheet, area = self.names[bare]
            return (sheet, area.partition(":")[0]) if sheet in self.sheets else NOWHERE
        found = _LOT.fullmatch(bare)
        if found and found["number"] in self.lots:
            return self.spot(self.lots[found["number"]])
        return self._in_sheet(place)

    def spot_of_sentence(self, sentence: str) -> Spot:
        """Return the sheet and the cell that a warning begins with, if it does."""
        bare = plain(sentence)
        found = _LOT.match(bare)
        if found and found["number"] in self.lots:
            return self.spot(self.lots[found["number"]])
        return self._in_sheet(sentence)

    def _in_sheet(self, text: str) -> Spot:
        # The longest name first: a sheet may be called « Lots!C5 », or « Lots » beside « Lots 2 ».
        for sheet in sorted(self.sheets, key=len, reverse=True):
            for link in ("!", ", "):
                rest = plain(text).removeprefix(f"{plain(sheet)}{link}")
                if rest != plain(text) and (link == "!" or _ROW.match(rest)):
                    return sheet, _cell_of(rest)
            if plain(text) == plain(sheet):
                return sheet, None
            if plain(text) == f"{plain(sheet)}:{PERIODS_KEY}":
                return self.spot(self.periods) if self.periods else (sheet, None)
        return NOWHERE


def _cell_of(text: str) -> str | None:
    if found := _CELL.match(text):
        return found["cell"]
    if found := _ROW.match(text):
        return f"A{found['row']}"
    if found := _COLUMN.match(text):
        return f"{found['column']}1"
    return None


def places_of(opened: Opened | None, raw: RawRecord | None) -> Places:
    """Return the places of a workbook and of what was read in it."""
    if opened is None:
        return Places()
    return Places(
        tuple(grid.name for grid in opened.grids),
        opened.names,
        {} if raw is None else dict(_lot_places(raw)),
        "" if raw is None else next(iter(raw.period_places), ""),
    )


def _lot_places(raw: RawRecord) -> Iterator[tuple[str, str]]:
    for row, place in zip(raw.lots, raw.lot_places, strict=True):
        cell = row.get("number")
        if cell is not None and cell.value is not None:
            yield plain(str(cell.value)), place
