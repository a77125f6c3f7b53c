"""The sheet « Périodes » as a grid: its columns, its rows, its names, and where lots are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from insertion import vocabulary
from insertion.contract import Contract
from insertion.typography import french
from insertion.vocabulary import Term
from xlplugin.canvas import column_letter

NAME = "Périodes"
STATUS, CHOICE, TOTAL, HEAD, FIRST = 3, 4, 5, 6, 7
"""Spreadsheet rows, counted from 1: status, lot chosen, totals, headings, first period."""
PREPARED, SPARE = 12, 4
"""Rows ready for periods; rows left free when a contract has more."""
HEADINGS_NAME = "periodes_entetes"
USED_NAME = "periodes_lignes"
"""Defined name of the hidden count of every prepared row."""
LOTS_NAME = "lots_numeros"
"""Defined name of the numbers of lots, for the drop-downs that choose one."""
_RESULTS = {
    "contract_hours": ("Heures, tout le marché", "output_hours", 15),
    "lot_hours": ("Heures du lot choisi", "output_hours", 15),
    "due": ("Ces heures sont", "output_text", 34),
    "message": ("À lire", "message", 80),
}
_WORKINGS = {
    "row_used": "Cellules remplies",
    "figure_fault": "Durée ou montant à corriger",
    "covered": "Couverte par les montants",
    "weight": "Poids",
    "kept": "Poids entier",
    "remainder": "Reste du lot choisi",
    "setting_name": "Réglage",
    "setting": "Valeur",
}
_INPUT_STYLES = {
    "text": ("input_text", 34),
    "choice": ("input_choice", 26),
    "month_count": ("input_whole", 12),
    "money": ("input_money", 20),
}
_SHORT = {"duration_months": "Durée (mois)"}
"""Headings that bear the unit the label leaves out."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its identifier, heading, place, look and width in characters."""

    id: str
    heading: str
    index: int
    style: str
    width: float

    @property
    def letter(self) -> str:
        """Return the letters of the column."""
        return column_letter(self.index)


@cache
def terms() -> dict[str, Term]:
    """Return the fields of a period, by identifier.

    Their keys are prefixed: the list of natures is not that of the contract, which has its key.
    """
    found = vocabulary.period_terms()
    return {name: replace(term, key=f"periode_{term.key}") for name, term in found.items()}


@cache
def columns() -> dict[str, Column]:
    """Return every column by identifier, in order: inputs, results, hidden workings."""
    found: dict[str, Column] = {}
    for name, term in terms().items():
        style, width = _INPUT_STYLES[term.type]
        found[name] = Column(name, heading(name), len(found), style, width)
    for name, (title, style, width) in _RESULTS.items():
        found[name] = Column(name, french(title), len(found), style, width)
    for name, title in _WORKINGS.items():
        found[name] = Column(name, french(title), len(found), "plain", 12)
    return found


def heading(name: str) -> str:
    """Return what stands above an input, for people and for the reader."""
    return french(_SHORT.get(name, terms()[name].label))


def shown() -> list[Column]:
    """Return the columns people see."""
    return [each for each in columns().values() if each.id not in _WORKINGS]


def inputs() -> list[Column]:
    """Return the columns people fill."""
    return [each for each in columns().values() if each.id in terms()]


def cell(name: str, row: int) -> str:
    """Return the cell of a column on a spreadsheet row, its column fixed."""
    return f"${columns()[name].letter}{row}"


def area(name: str, first: int, last: int) -> str:
    """Return the fixed area of a column between two rows."""
    letter = columns()[name].letter
    return f"${letter}${first}:${letter}${last}"


def away(reference: str) -> str:
    """Return a reference to this sheet, from another one."""
    return f"'{NAME}'!{reference}"


def prepared_rows(contract: Contract | None) -> int:
    """Return how many rows are ready for periods."""
    count = 0 if contract is None else len(contract.periods)
    return max(PREPARED, count + SPARE)
