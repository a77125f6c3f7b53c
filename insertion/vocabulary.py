"""Identifier to French: the labels, keys and units of ``data/vocabulary.fr.yaml``.

One mapping serves the workbook, ``marche.yaml``, the JSON, the Word placeholders and the messages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from insertion.datafiles import load_data


@dataclass(frozen=True, slots=True)
class Term:
    """A field of the record: its English identifier, French key and what people read."""

    id: str
    key: str
    type: str
    label: str
    group: str = ""
    help: str = ""
    short: str = ""
    unit: str = ""
    when: str = ""
    optional: bool = False
    internal: bool = False
    headings: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a closed list: its French key and label, and other words people use for it."""

    key: str
    label: str
    synonyms: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)


@cache
def _document() -> dict[str, Any]:
    return load_data("vocabulary.fr.yaml")  # type: ignore[no-any-return]


def _terms(section: str) -> dict[str, Term]:
    rows = _document()[section]
    return {row["id"]: Term(**{**row, "headings": tuple(row.get("headings", ()))}) for row in rows}


@cache
def contract_terms() -> dict[str, Term]:
    """Return the fields of a contract, by English identifier, in the order people fill them."""
    return _terms("fields")


@cache
def lot_terms() -> dict[str, Term]:
    """Return the fields of a lot, by English identifier, in column order."""
    return _terms("lot_fields")


@cache
def period_terms() -> dict[str, Term]:
    """Return the fields of a period of the contract, by English identifier."""
    return _terms("period_fields")


@cache
def function_terms() -> dict[str, Term]:
    """Return the arguments of the custom functions that no field of a contract names."""
    return _terms("function_fields")


@cache
def groups() -> dict[str, str]:
    """Return the French titles of the groups of contract fields."""
    return {name: row["label"] for name, row in _document()["groups"].items()}


@cache
def group_condition(name: str) -> str:
    """Return the ``when`` of a group's fields; empty when they are always expected.

    The groups of a lot's columns have none: they only gather what few lots need.
    """
    when: str = _document()["groups"].get(name, {}).get("when", "")
    return when


@cache
def is_occasional(group: str) -> bool:
    """Tell whether few contracts need the fields of a group."""
    return bool(_document()["groups"][group].get("occasional", False))


@cache
def options(list_name: str) -> dict[str, Option]:
    """Return a closed list by French key; ``list_name`` is the field's English identifier.

    A list that says ``from`` lives in a data file of its own, where its rows hold more.
    """
    rows: dict[str, Any] = _document()["choices"][list_name]
    if isinstance(elsewhere := rows.get("from"), str):
        rows = load_data(elsewhere)
    return {
        key: Option(key, row["label"], tuple(row.get("synonyms", ())), row)
        for key, row in rows.items()
    }


def choice_lists() -> tuple[str, ...]:
    """Return the names of every closed list."""
    return tuple(_document()["choices"])


def label_of(list_name: str, key: str) -> str:
    """Return the French label of one option."""
    return options(list_name)[key].label


@cache
def quantity(name: str) -> Term:
    """Return the term of a lot input or of a computed result, by English identifier."""
    if name in lot_terms():
        return lot_terms()[name]
    row = _document()["results"][name]
    headings = tuple(row.get("headings", ()))
    return Term(id=name, type="result", short=row["label"].lower(), **{**row, "headings": headings})


@cache
def unit_exponents(unit: str) -> tuple[int, int, int]:
    """Return the powers of (euro, hour, count) of a unit: euros an hour is ``(1, -1, 0)``."""
    euro, hour, count = _document()["units"][unit]["exponents"]
    return euro, hour, count


_NOT_A_WORD = re.compile(r"[^a-z0-9%€]+")


def folded(text: str) -> str:
    """Return ``text`` for comparing: no accent, no case, no punctuation, single spaces.

    >>> folded("Coût  horaire (€/h)")
    'cout horaire € h'
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    return _NOT_A_WORD.sub(" ", bare).strip()


@cache
def _option_index(list_name: str) -> dict[str, str]:
    index: dict[str, str] = {}
    for option in options(list_name).values():
        for word in (option.key, option.label, *option.synonyms):
            known = index.setdefault(folded(word), option.key)
            if known != option.key:
                raise ValueError(f"{list_name}: {word!r} names both {known} and {option.key}")
    return index


def find_option(list_name: str, text: str) -> str | None:
    """Return the key of the option that ``text`` names (key, label or synonym), or ``None``."""
    return _option_index(list_name).get(folded(text))


@cache
def _heading_index() -> dict[str, str]:
    index: dict[str, str] = {}
    for term in lot_terms().values():
        for word in (term.key, term.label, *term.headings):
            known = index.setdefault(folded(word), term.id)
            if known != term.id:
                raise ValueError(f"the heading {word!r} names both {known} and {term.id}")
    return index


def find_lot_heading(text: str) -> str | None:
    """Return the lot field that a column heading names, or ``None``."""
    return _heading_index().get(folded(text))


@cache
def _result_index() -> dict[str, str]:
    index: dict[str, str] = {}
    for name in _document()["results"]:
        term = quantity(name)
        for word in (term.label, *term.headings) if term.headings else ():
            known = index.setdefault(folded(word), find_lot_heading(word) or name)
            if known != name:
                raise ValueError(f"the heading {word!r} names both {known} and {name}")
    return index


def find_result_heading(text: str) -> str | None:
    """Return the computed result that a column heading asks for, or ``None``."""
    return _result_index().get(folded(text))
