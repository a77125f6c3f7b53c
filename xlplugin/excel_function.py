"""What a custom function is, before any runtime: a name, French help, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from insertion import vocabulary
from insertion.typography import french


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its French name, and what it takes in words.

    An ``optional`` argument may be left out or empty; a ``repeated`` one is the last, and takes any
    number of values.
    """

    name: str
    doc: str
    optional: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ExcelFunction:
    """One function of the namespace CLAUSIER.

    ``call`` takes one value an argument: what a cell holds, or rows of cells for an area. ``None``
    and empty text are empty cells; a date may be a date or a spreadsheet's number of days. It
    returns a value, or rows of values that spread over cells.
    It raises ``ClausierError`` when single cells cannot be used; in an area, each row that cannot
    be used holds its fault in words.
    """

    name: str
    doc: str
    arguments: tuple[Argument, ...]
    call: Callable[..., Any]


def argument(
    term_id: str, *, optional: bool = False, name: str = "", told: str = "", area: bool = True
) -> Argument:
    """Return the argument that takes a field of the vocabulary; ``told`` ends its help."""
    term = field_term(term_id)
    cells = " : une cellule ou une colonne." if area else "."
    text = term.label + (" (facultatif)" if optional else "") + cells
    if term.type == "share":
        text += " Part entre 0 % et 100 %."
    if term.type == "choice":
        text += f" {choices_words(term_id)}"
    return Argument(name or term.key, french(f"{text} {told}".rstrip()), optional)


def field_term(term_id: str) -> vocabulary.Term:
    """Return a field of a lot, of the contract or of a function, by English identifier."""
    for terms in (vocabulary.lot_terms, vocabulary.contract_terms, vocabulary.function_terms):
        if term_id in terms():
            return terms()[term_id]
    raise KeyError(term_id)


LONGEST_CHOICE = 8
"""Options of a list that a help can name; longer lists are shown elsewhere."""


def choices_words(list_id: str) -> str:
    """Return the options of a closed list in a row, the first ones when they are many."""
    labels = [option.label for option in vocabulary.options(list_id).values()]
    end = " ; …" if len(labels) > LONGEST_CHOICE else "."
    return " ; ".join(labels[:LONGEST_CHOICE]) + end
