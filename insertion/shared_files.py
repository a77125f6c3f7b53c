"""Words and rules common to the files people share beside ``marche.yaml``: sets and profiles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from insertion.datafiles import load_data
from insertion.errors import Fault, InvalidInput, fault
from insertion.intake import Intake
from insertion.reading import RawCell
from insertion.vocabulary import Term

SCHEMA_KEY = "schema"


@cache
def _words() -> dict[str, Any]:
    return load_data("shared_files.fr.yaml")  # type: ignore[no-any-return]


@cache
def terms(section: str) -> dict[str, Term]:
    """Return the fields of a section (``set``, ``line``, ``profile``) by English identifier."""
    return {name: Term(id=name, **row) for name, row in _words()[section].items()}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a set: the lot field it feeds, its key, and the list that names its lines."""

    field: str
    key: str
    label: str
    named_after: str


@cache
def tables() -> tuple[Table, ...]:
    """Return the tables of a territory's set, in the order of its file."""
    return tuple(Table(field=name, **row) for name, row in _words()["tables"].items())


def everyone() -> tuple[str, str]:
    """Return the key and label of the line that holds whatever the trade or contract type."""
    row = _words()["everyone"]
    return row["key"], row["label"]


def read_terms(section: str, cells: dict[str, RawCell], name: str, intake: Intake) -> Any:
    """Return the values of a section; a field neither optional nor filled is a fault."""
    values: dict[str, Any] = {}
    for field, term in terms(section).items():
        cell = cells.get(field, RawCell(None, name))
        values[field] = intake.one(cell, term)
        if cell.empty and not term.optional:
            intake.faults.append(absent(term, cell.place))
    return values


def absent(term: Term, place: str) -> Fault:
    """Return the fault of a field the file cannot do without."""
    return fault("CLE_ABSENTE", place, label=term.label, key=term.key)


def not_a_mapping(name: str) -> InvalidInput:
    """Return the refusal of a file that holds no « clé : valeur » lines."""
    detail = "des lignes « clé: valeur » sont attendues"
    return InvalidInput([fault("YAML_ILLISIBLE", name, detail=detail)])
