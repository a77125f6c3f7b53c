"""Facts of a contract that come without it: a profile's, a territory's. Written and shown one way.

Which facts may be shared is decided by their group in the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from insertion import vocabulary
from insertion.safe_yaml import written
from insertion.typography import (
    counted,
    date_text,
    decimal_text,
    french,
    hours_text,
    money_text,
    months_text,
    share_text,
)
from insertion.vocabulary import Term

Facts = Mapping[str, Any]
"""Values by English field name, as :class:`~insertion.contract.Contract` holds them."""


def terms_of(groups: Collection[str]) -> dict[str, Term]:
    """Return the fields of some groups of the vocabulary, by English field name."""
    terms = vocabulary.contract_terms()
    return {name: term for name, term in terms.items() if term.group in groups}


def fact_lines(facts: Facts) -> list[str]:
    """Return facts as lines of YAML, under the title of their group, in the vocabulary's order."""
    lines: list[str] = []
    group = ""
    for name, term in vocabulary.contract_terms().items():
        value = facts.get(name)
        if value is None or value == ():
            continue
        if term.group != group:
            group = term.group
            lines += ["", f"# {vocabulary.groups()[group]}"]
        lines.append(f"{term.key}: {written(value, term.type)}")
    return lines


def published(value: Any) -> Any:
    """Return a value as a JSON document bears it: exact figures and dates are texts."""
    match value:
        case tuple():
            return list(value)
        case Enum():
            return value.value
        case bool() | int() | None:
            return value
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


_WORDS: dict[str, Callable[[Any], str]] = {
    "boolean": lambda value: "oui" if value else "non",
    "money": money_text,
    "share": share_text,
    "date": date_text,
    "month_count": months_text,
    "age": lambda value: counted(value, "an"),
    "headcount": lambda value: counted(value, "personne"),
    "whole_hours": hours_text,
    "number": lambda value: decimal_text(value, at_most=6),
}
"""How each type of field is read aloud; the others are texts."""


def fact_text(term: Term, value: Any) -> str:
    """Return a fact as a person reads it, with its unit; nothing when it is not stated."""
    if value is None or value == ():
        return ""
    if term.type in ("choice", "choices"):
        chosen = value if isinstance(value, tuple) else (value,)
        # Some labels hold commas.
        return french(" ; ".join(vocabulary.label_of(term.id, str(each)) for each in chosen))
    return french(_WORDS.get(term.type, str)(value))
