"""The unit of a figure in a buyer's table: by its heading, its format, the cell beside, a note.

What one says and another contradicts is never settled here: it is a fault that asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from insertion import vocabulary
from insertion.errors import Fault, fault
from insertion.number_text import expected_of
from insertion.quantities import from_cell
from insertion.reading import RawCell
from insertion.typography import plain
from xlplugin.headings import AMOUNT, Heading, says_with_tax, scale_of
from xlplugin.opening import Cell

_FACTORS = {"k€": 1, "M€": 2}
"""How many times a thousand each scale is."""
_UNIT_ALONE = re.compile(
    r"(?:(?:en )?(?:(?:k|m|milliers d'|millions d')?\s?(?:€|euros?|eur))\s?(?:h\.?t\.?|ttc)?"
    r"|h\.?t\.?|t\.?t\.?c\.?|hors taxes?|toutes taxes comprises)",
    re.IGNORECASE,
)
_EUROS = re.compile(r"€|\beuros?\b|\beur\b", re.IGNORECASE)
_KNOWN = re.compile(r"k|m|€|euros?|eur|ht|h\.t\.?|hors taxes?|ttc|[\s./()]", re.IGNORECASE)
_FIGURE = re.compile(
    r"\d[\d\s.,']*(?:k|m|milliers d'|millions d')?\s?(?:€|euros?)?\s*(?:ht|ttc)?", re.IGNORECASE
)


def is_unit(cell: Cell | None) -> bool:
    """Tell whether a cell holds nothing but the unit of the figure on its left."""
    if cell is None or not isinstance(cell.value, str):
        return False
    return _UNIT_ALONE.fullmatch(plain(cell.value)) is not None


def with_unit(heading: Heading, cell: Cell, beside: Cell | None, faults: list[Fault]) -> RawCell:
    """Return a figure with the unit it is given elsewhere than in its cell.

    ``beside``: the next cell on the right, when it holds a unit. A fault leaves the cell empty.
    """
    found = _with_unit(heading, cell, beside)
    if isinstance(found, Fault):
        faults.append(found)
        return RawCell(None, cell.place)
    return found


def _with_unit(heading: Heading, cell: Cell, beside: Cell | None) -> RawCell | Fault:
    term = vocabulary.lot_terms()[heading.field]
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and cell.percent:
        return fault("TYPE_INATTENDU", cell.place, value=_percentage(cell), label=term.label,
                     expected=expected_of(term.type))  # fmt: skip
    if heading.field != AMOUNT:
        return cell.raw
    written = cell.shown.text if is_number else str(value)
    told = f"{written} {plain(str(beside.value))}" if beside is not None else written
    if is_number and _KNOWN.sub("", cell.shown.text):
        return _uncertain(cell, f"son format affiche « {cell.shown.text.strip()} »")
    if says_with_tax(told):
        return fault("MONTANT_TTC", cell.place, value=_seen(cell, told))
    own = scale_of(plain(told))
    if is_number and own and heading.scale and own != heading.scale:
        return _uncertain(cell, f"l'en-tête dit {heading.scale} et la cellule {own}")
    if heading.scale and not own and not cell.shown.thousands and _EUROS.search(told):
        return _uncertain(cell, f"l'en-tête dit {heading.scale} et la cellule des euros")
    scale = own or heading.scale
    if not is_number:
        return _text_in(scale, cell)
    return _figure_in(scale, cell)


def _text_in(scale: str, cell: Cell) -> RawCell:
    """Return a text with the scale it lacks; what is no money is left for the reading rules."""
    value = str(cell.value)
    if not scale or not isinstance(cell.value, str) or re.search(r"[€kKmM]", value):
        return cell.raw
    return RawCell(f"{value} {scale}", cell.place)


def _figure_in(scale: str, cell: Cell) -> RawCell | Fault:
    """Return a stored figure in euros; a format may show it divided by a thousand."""
    divided = cell.shown.thousands
    if not scale:
        if divided:
            return _uncertain(cell, "son format la divise par mille sans dire l'unité")
        return cell.raw
    if divided == _FACTORS[scale]:
        return cell.raw
    if divided:
        return _uncertain(cell, f"son format la divise autrement que pour des {scale}")
    assert isinstance(cell.value, int | float)
    figure = from_cell(cell.value)
    if not figure.is_finite():
        return cell.raw
    return RawCell(f"{format(figure, 'f').replace('.', ',')} {scale}", cell.place)


def _uncertain(cell: Cell, detail: str) -> Fault:
    return fault("UNITE_INCERTAINE", cell.place, value=_seen(cell), detail=detail)


def _percentage(cell: Cell) -> str:
    assert isinstance(cell.value, int | float)
    figure = from_cell(cell.value)
    if not figure.is_finite():
        return str(figure)
    return f"{format((figure * 100).normalize(), 'f')} %".replace(".", ",")


def _seen(cell: Cell, told: str = "") -> str:
    value = cell.value
    if not isinstance(value, int | float):
        return plain(str(value))
    return f"{str(from_cell(value)).replace('.', ',')} {told}".strip()


def judge_notes(heading: Heading, notes: Iterable[Cell]) -> Fault | None:
    """Return the fault of a note outside the table that contradicts a heading without unit."""
    for note in notes:
        text = _FIGURE.sub(" ", plain(str(note.value)))
        scale = scale_of(text)
        taxed = says_with_tax(text) and not (heading.before_tax or heading.with_tax)
        if taxed or (scale and not heading.euros):
            said = f"« {plain(str(note.value))} » ({note.place.rpartition('!')[2]}) le contredit"
            return fault("UNITE_INCERTAINE", heading.cell.place,
                         value=plain(str(heading.cell.value)), detail=said)  # fmt: skip
    return None
