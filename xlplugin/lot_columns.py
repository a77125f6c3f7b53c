"""The columns of the sheet « Lots »: the lot fields of the vocabulary, results, hidden workings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from insertion import vocabulary
from insertion.typography import NO_BREAK, french
from insertion.vocabulary import Term
from xlplugin import methods_list
from xlplugin.canvas import column_letter
from xlplugin.lot_numbers import KEY_STEPS, READING_STEPS

RESULTS = (
    "applied_method",
    "exact_hours",
    "calculated_hours",
    "contract_hours",
    "contract_days",
    "contract_weeks",
    "obligation",
    "message",
)
STATUS, RULE, TOTAL, HEAD, FIRST = 3, 4, 5, 6, 7
"""Spreadsheet rows, counted from 1: messages, rounding, total, headings, first lot."""
TOTAL_NAME = "total_heures"
HOURS_RESULTS = ("exact_hours", "calculated_hours", "contract_hours")
"""Results whose total leaves out the hours that are not of employment."""
FOLDED = ("autres_methodes", "autres_mecanismes")
"""The groups of lot fields that only some methods or mechanisms need, next to each other."""
CHECKED_TOGETHER = 3
"""Input columns whose faults one hidden column looks for: more would make too long a formula."""
_INPUT_STYLES = {
    "lot_number": ("input_short", 8),
    "text": ("input_text", 30),
    "choice": ("input_choice", 17),
    "money": ("input_money", 17),
    "share": ("input_share", 12),
    "hours": ("input_hours", 11),
    "number": ("input_number", 10),
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
    "obligation": ("output_text", 14),
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


def columns() -> dict[str, Column]:
    """Return every column by English identifier, in order."""
    return _columns(tuple(each.id for each in methods_list.every()))


@cache
def _columns(method_ids: tuple[str, ...]) -> dict[str, Column]:
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
    typed = [each.letter for each in found.values() if each.is_input]
    for name, label in _workings(typed, method_ids).items():
        term = Term(id=name, key=name, type="working", label=label)
        found[name] = Column(term, len(found), "plain", 12, is_input=False, is_hidden=True)
    return found


def _workings(typed: Sequence[str], method_ids: Sequence[str]) -> dict[str, str]:
    """Return the hidden columns that the visible ones read, with their headings.

    Nobody types in them and they are never printed. ``typed`` are the letters of the inputs.
    """
    faults: dict[str, str] = {}
    for start in range(0, len(typed), CHECKED_TOGETHER):
        ends = typed[start : start + CHECKED_TOGETHER]
        faults[f"cell_fault_{len(faults) + 1}"] = f"Saisie à corriger, de {ends[0]} à {ends[-1]}"
    return {
        "row_used": "Cellules remplies",
        **_steps("number_read", "Numéro lu", READING_STEPS),
        **_steps("number_key", "Numéro comparé", KEY_STEPS),
        "hours_asked": "Clause avec heures",
        "hours_agreed": "Volume retenu saisi",
        "complete_methods": "Méthodes courantes complètes",
        "begun_methods": "Méthodes courantes commencées",
        "own_inputs": "Données d'une méthode à nommer",
        # Looked up by their heading: the label of the method, alone.
        **{method_exact(each): vocabulary.label_of("method", each) for each in method_ids},
        "raw_exact": "Calcul exact",
        "raw_hours": "Calcul arrondi",
        **faults,
        "identity_fault": "Lot à corriger",
        "retained_fault": "Retenue à corriger",
        "method_fault": "Méthode à corriger",
        **{input_fault(each): f"Calcul à corriger, {vocabulary.label_of('method', each)}"
           for each in method_ids},
        "obligation_case": "Cas d'obligation",
        "applied_mechanism": "Mécanisme appliqué",
        "employment_hours": "Heures d'emploi",
        "agreed_calculated": "Calcul remplacé par un accord",
        "rank_key": "Rang par heures",
        "wrong_place": "Place, à corriger",
        "caution_place": "Place, attention",
        "uncertain_place": "Place, obligation incertaine",
        "small_place": "Place, sous le minimum utile",
    }  # fmt: skip


def _steps(name: str, heading: str, count: int) -> dict[str, str]:
    """Name the columns of a result obtained in several steps; the last one bears its name."""
    before = {f"{name}_{step}": f"{heading}, étape {step}" for step in range(1, count)}
    return {**before, name: heading}


def steps(name: str) -> list[str]:
    """Return the columns of a result obtained in several steps, in order."""
    return [each for each in columns() if each == name or each.startswith(f"{name}_")]


def input_fault(method_id: str) -> str:
    """Return the hidden column that names what a method lacks."""
    return f"input_fault_{method_id}"


def method_exact(method_id: str) -> str:
    """Return the hidden column of the unrounded hours that a method gives."""
    return f"exact_{method_id}"


def folded() -> list[Column]:
    """Return the columns that few contracts need, kept closed until one of them is filled."""
    return [each for each in columns().values() if each.term.group in FOLDED]


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


def cell(name: str, row: int | str) -> str:
    """Return the cell of column ``name`` on the spreadsheet row ``row`` (counted from 1)."""
    return f"${columns()[name].letter}{row}"


def area(name: str, first: int, last: int) -> str:
    """Return the fixed area of column ``name`` between two rows."""
    letter = columns()[name].letter
    return f"${letter}${first}:${letter}${last}"
