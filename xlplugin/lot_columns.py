"""The columns of the sheet « Lots »: the lot fields of the vocabulary, results, hidden workings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from insertion import vocabulary
from insertion.typography import NO_BREAK, french
from insertion.vocabulary import Term
from xlplugin import methods_list
from xlplugin.canvas import column_letter

RESULTS = (
    "applied_method",
    "exact_hours",
    "calculated_hours",
    "contract_hours",
    "contract_days",
    "contract_weeks",
    "message",
)
WORKINGS = {
    "row_used": "Cellules remplies",
    "number_read": "Numéro lu",
    "number_key": "Numéro comparé",
    "cell_fault": "Saisie à corriger",
    "raw_exact": "Calcul exact",
    "raw_hours": "Calcul arrondi",
}
"""Hidden columns that the visible ones read, with their headings; never typed in, never printed."""
_INPUT_STYLES = {
    "lot_number": ("input_short", 8),
    "text": ("input_text", 30),
    "choice": ("input_choice", 17),
    "money": ("input_money", 17),
    "share": ("input_share", 12),
    "hours": ("input_hours", 11),
    "whole_hours": ("input_whole", 11),
    "date": ("input_date_cell", 12),
}
_WIDTHS = {"retained_author": 17, "no_clause_reason": 22, "retained_reason": 24}
"""Texts that need less room than a title."""
_RESULT_STYLES = {
    "applied_method": ("output_text", 22),
    "exact_hours": ("output_exact", 14),
    "calculated_hours": ("output_hours", 13),
    "contract_hours": ("output_hours", 13),
    "contract_days": ("output_small", 13),
    "contract_weeks": ("output_small", 13),
    "message": ("message", 76),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, heading, place, look and width in characters."""

    term: Term
    index: int
    style: str
    width: float
    is_input: bool
    is_hidden: bool = False

    @property
    def letter(self) -> str:
        """Return the letters of the column."""
        return column_letter(self.index)

    @property
    def heading(self) -> str:
        """Return what stands at the top of the column."""
        # « (7 h) » stays in one piece where the heading wraps.
        return french(self.term.label).replace(" h)", f"{NO_BREAK}h)")


@cache
def columns() -> dict[str, Column]:
    """Return every column by English identifier, in order."""
    found: dict[str, Column] = {}
    for name, term in vocabulary.lot_terms().items():
        style, width = _INPUT_STYLES[term.type]
        if term.unit == "euros_par_heure":
            style, width = "input_rate", 12
        width = _WIDTHS.get(name, width)
        found[name] = Column(term, len(found), style, width, is_input=True)
    for name in RESULTS:
        style, width = _RESULT_STYLES[name]
        found[name] = Column(vocabulary.quantity(name), len(found), style, width, is_input=False)
    for name, label in WORKINGS.items():
        term = Term(id=name, key=name, type="working", label=label)
        found[name] = Column(term, len(found), "plain", 12, is_input=False, is_hidden=True)
    return found


def shown() -> list[Column]:
    """Return the columns people see, in order."""
    return [each for each in columns().values() if not each.is_hidden]


def inputs() -> list[Column]:
    """Return the columns people fill."""
    return [each for each in columns().values() if each.is_input]


def numeric_inputs() -> tuple[str, ...]:
    """Return the numbers the methods need, in column order."""
    needed = {name for each in methods_list.every() for name in each.inputs}
    return tuple(name for name in columns() if name in needed)


def cell(name: str, row: int) -> str:
    """Return the cell of column ``name`` on the spreadsheet row ``row`` (counted from 1)."""
    return f"${columns()[name].letter}{row}"


def area(name: str, first: int, last: int) -> str:
    """Return the fixed area of column ``name`` between two rows."""
    letter = columns()[name].letter
    return f"${letter}${first}:${letter}${last}"
