"""Words and rules common to the files people share beside ``marche.yaml``: sets and profiles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from insertion.datafiles import load_data
from insertion.errors import Fault, InvalidInput, fault
from insertion.intake import Intake, read_facts
from insertion.reading import RawCell
from insertion.safe_yaml import (
    SCHEMA_KEY,
    cell_of,
    check_schema,
    compose,
    entries,
    line_of,
    unknown_key,
)
from insertion.vocabulary import Term

Reader = Callable[[yaml.Node], None]
"""What reads the value of a key that is neither a fact nor a word of the file's head."""


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


def read_shared(
    text: str,
    name: str,
    *,
    schema: str,
    section: str,
    facts: Mapping[str, Term],
    intake: Intake,
    readers: Mapping[str, Reader] | None = None,
) -> tuple[Any, dict[str, Any]]:
    """Return the head of a shared file, then the contract's facts it states.

    ``section`` names the words of the head, ``facts`` the facts it may state by field;
    ``readers`` read what the file holds besides, by key. ``name`` is the file's name in messages.

    Raises:
        InvalidInput: with every fault found, each with its key and line.
    """
    root = compose(text, name)
    if root is None:
        raise not_a_mapping(name)
    others = readers or {}
    head: dict[str, RawCell] = {}
    stated: dict[str, RawCell] = {}
    fields = {term.key: (field, term, stated) for field, term in facts.items()}
    fields |= {term.key: (field, term, head) for field, term in terms(section).items()}
    for key, node in entries(root, name, intake.faults):
        place = f"{name}:{key} {line_of(node)}"
        if key == SCHEMA_KEY:
            check_schema(node, place, schema, intake.faults)
        elif key in others:
            others[key](node)
        elif key in fields:
            field, term, cells = fields[key]
            cell = cell_of(node, place, term.label, intake.faults)
            if cell is not None:
                cells[field] = cell
        else:
            intake.faults.append(unknown_key(key, place, [*fields, *others, SCHEMA_KEY]))
    found = read_terms(section, head, name, intake)
    values = read_facts(stated, intake)
    if intake.faults:
        raise InvalidInput(intake.faults)
    return found, values


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
