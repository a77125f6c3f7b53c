"""What the values of an open sheet do not tell: formats, formulas, merged, hidden, locked cells.

A pane sends it beside the values, as the JSON text :func:`looks_of` reads; classic xlwings is asked
for it (:mod:`xlplugin.book_look`). Where nothing is known, nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from insertion.errors import InvalidInput, fault
from xlplugin.number_format import NumberFormat, number_format
from xlplugin.patch_sheet import At, holds
from xlplugin.sheet_xml import LAST_COLUMN, LAST_ROW, Area, area_of

PLACE = "volet"
"""Where a fault of the message itself is."""
MOST_AREAS = 200_000
_PLAIN = NumberFormat()


@dataclass(frozen=True)
class SheetLook:
    """What is known of a sheet beside its values; areas may overlap, the last one wins."""

    formats: Sequence[tuple[Area, str]] = ()
    formulas: Sequence[Area] = ()
    merged: Sequence[Area] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    protected: bool = False
    unlocked: Sequence[Area] = ()
    """Where a protected sheet still lets people type."""

    def shown(self, used: Area) -> Mapping[At, NumberFormat]:
        """Return what the cells of ``used`` show around their figures, the plain ones left out."""
        found: dict[At, NumberFormat] = {}
        for area, code in self.formats:
            shown = number_format(code)
            for at in _cells(area, used):
                found[at] = shown
        return found

    def format_of(self, at: At) -> str | None:
        """Return the number format of a cell, ``None`` when it is the ordinary one."""
        return next((code for area, code in reversed(self.formats) if holds(area, at)), None)

    def has_formula(self, at: At) -> bool:
        """Tell whether a formula fills a cell."""
        return any(holds(area, at) for area in self.formulas)

    def is_locked(self, at: At) -> bool:
        """Tell whether the sheet refuses that the cell be typed in."""
        return self.protected and not any(holds(area, at) for area in self.unlocked)


@dataclass(frozen=True)
class Looks:
    """What is known of each sheet, by name; a sheet that is not there is known by values alone."""

    sheets: Mapping[str, SheetLook] = field(default_factory=dict)

    def of(self, sheet: str) -> SheetLook | None:
        """Return what is known of a sheet, ``None`` when only its values are."""
        return self.sheets.get(sheet)


def looks_of(text: str) -> Looks:
    """Return what a pane says of the sheets it sends; an empty text says nothing.

    Raises:
        InvalidInput: when it is not what a pane of this product writes.
    """
    if not text.strip():
        return Looks()
    try:
        document = json.loads(text)
        return Looks({str(name): _look(each) for name, each in document.items()})
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidInput([fault("APERCU_ILLISIBLE", PLACE)]) from error


def _look(document: Mapping[str, Any]) -> SheetLook:
    known = {"formats", "formules", "fusions", "lignes_masquees", "colonnes_masquees",
             "protegee", "deverrouillees"}  # fmt: skip
    if document.keys() - known or sum(map(_size, document.values())) > MOST_AREAS:
        raise ValueError(document.keys())
    return SheetLook(
        tuple((_area(where), str(code)) for where, code in document.get("formats", ())),
        tuple(_areas(document.get("formules", ()))),
        tuple(_areas(document.get("fusions", ()))),
        frozenset(int(each) for each in document.get("lignes_masquees", ())),
        frozenset(int(each) for each in document.get("colonnes_masquees", ())),
        bool(document.get("protegee", False)),
        tuple(_areas(document.get("deverrouillees", ()))),
    )


def _size(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def _areas(references: Iterable[str]) -> Iterator[Area]:
    return (_area(each) for each in references)


def _area(reference: str) -> Area:
    area = area_of(reference.replace("$", ""))
    if area is None or area.bottom > LAST_ROW or area.right > LAST_COLUMN:
        raise ValueError(reference)
    return area


def _cells(area: Area, within: Area) -> Iterator[At]:
    for row in range(max(area.top, within.top), min(area.bottom, within.bottom) + 1):
        for column in range(max(area.left, within.left), min(area.right, within.right) + 1):
            yield row, column
