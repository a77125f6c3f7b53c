"""The cells of our own workbook, judged as its formulas judge them: see :mod:`cell_rules`.

The common reading rules accept « 1 000 000 € », « 45 % » or « clause sociale » typed as texts. The
sheet cannot compute with them: here they are refused, with what to type instead.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from insertion import vocabulary
from insertion.errors import Fault, fault
from insertion.reading import READERS, RawCell, Unreadable, read_shares
from insertion.typography import plain, share_text
from insertion.vocabulary import Term
from xlplugin import limits
from xlplugin.opening import Cell

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's dates have no time zone
_FURTHEST = 2_958_465
"""The last day a spreadsheet counts: 31 December 9999."""


def own_cell(term: Term, cell: Cell, faults: list[Fault]) -> RawCell:
    """Return the cell as the sheet uses it; report one that only the common rules understand.

    A cell that these rules refuse as well is left to them: one fault a cell.
    """
    raw = _as_used(term, cell)
    found = _refused(term, raw)
    if found is not None:
        faults.append(found)
    return raw


def _as_used(term: Term, cell: Cell) -> RawCell:
    """Return the value that the formulas read, whatever format someone gave to the cell."""
    value = cell.value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if term.type == "share" and number:
        return RawCell(value, cell.place, percent=True)
    if term.type == "date" and number and 0 <= value <= _FURTHEST:  # type: ignore[operator]
        return RawCell(_EPOCH + timedelta(days=int(value)), cell.place)  # type: ignore[arg-type]
    return cell.raw


def _refused(term: Term, cell: RawCell) -> Fault | None:
    meant: Any = None
    if term.type == "share":
        (meant,), unread, _ = read_shares([cell], term)
        if unread:
            return None
    elif term.type in _JUDGED or limits.is_numeric(term):
        try:
            meant = READERS[term.type](cell, term)
        except Unreadable:
            return None
    match term.type:
        case "choice":
            return _choice(term, cell, meant)
        case "boolean":
            known = plain(str(cell.value)).lower() in (limits.YES.lower(), limits.NO.lower())
            return None if known else fault("OUI_NON_ATTENDU", cell.place, value=_shown(cell))
        case "date":
            return _date(term, cell, meant)
        case _ if limits.is_numeric(term) and isinstance(cell.value, str):
            if term.type != "share" and _PLAIN_NUMBER.fullmatch(_shown(cell)):
                return _fault("NOMBRE_AU_FORMAT_TEXTE", term, cell, example=_bare(meant))
            example = f"{plain(share_text(meant))}, et non un texte" if term.type == "share" else (
                f"{_bare(meant)}, sans unité ni espace")  # fmt: skip
            return _fault("NOMBRE_EN_TEXTE", term, cell, example=example)
    return None


_PLAIN_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
"""A text that only the format of its cell keeps from being a number."""
_JUDGED = ("choice", "boolean", "date")


def _shown(cell: RawCell) -> str:
    return plain(str(cell.value))


def _fault(code: str, term: Term, cell: RawCell, **values: str) -> Fault:
    return fault(code, cell.place, value=_shown(cell), label=term.label, **values)


def _bare(value: Decimal | int) -> str:
    text = format(Decimal(value), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _choice(term: Term, cell: RawCell, meant: str) -> Fault | None:
    """Take the label of the list, and nothing else; say which one another word means."""
    label = vocabulary.label_of(term.id, meant)
    if _shown(cell).lower() == plain(label).lower():
        return None
    return _fault("CHOIX_HORS_LISTE", term, cell, choices=f"« {label} »")


def _date(term: Term, cell: RawCell, meant: date) -> Fault | None:
    if isinstance(cell.value, str):
        return _fault("DATE_EN_TEXTE", term, cell, example=f"{meant:%d/%m/%Y}")
    return None
