"""The number and the title of lots whose table has a single column for both, or for one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from insertion.quantities import from_cell
from insertion.reading import RawCell
from insertion.typography import plain

_NUMBER_AND_TITLE = re.compile(
    r"^(?:lots?\b)?\s*(?:n\s*[°º]\s*)?(?P<number>\d{1,4}\s?(?:bis|ter|[a-z])?)"
    r"\s*[-–—:.]\s*(?P<title>\D.*)$",
    re.IGNORECASE | re.DOTALL,
)


def complete_identities(lots: Sequence[dict[str, RawCell]], columns: Collection[str]) -> str:
    """Give each lot the number or the title its table has no column for; return what to say of it.

    « Lot 1 - Gros œuvre » is taken apart when every lot is written so.
    """
    if "number" in columns and "title" in columns:
        return ""
    name = "number" if "number" in columns else "title"
    if lots and all(_splits(lot.get(name)) for lot in lots):
        for lot in lots:
            _split(lot, name)
        return ""
    if name == "title":
        for index, lot in enumerate(lots, start=1):
            if "title" in lot:
                lot["number"] = RawCell(str(index), lot["title"].place)
        return "aucune colonne de numéro, les lots sont numérotés dans l'ordre."
    for lot in lots:
        if "number" in lot:
            number = re.sub(r"^lot\s*", "", _text(lot["number"]), flags=re.IGNORECASE)
            lot["title"] = RawCell(f"Lot {number}", lot["number"].place)
    return "aucune colonne d'intitulé, chaque lot prend son numéro pour intitulé."


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
