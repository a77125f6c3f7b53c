"""How each type of the record and of clauses is printed in French."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from insertion import typography
from insertion.quantities import Days

RECORD_TYPES = {
    "siret": "text", "email": "text", "lot_number": "text", "age": "number",
    "share": "ratio", "whole_hours": "hours",
}  # fmt: skip
"""Types of the record that print as another type."""


def _days(value: Days) -> str:
    return str(value)


def _party(value: list[str]) -> str:
    return ", ".join(value)


PRINTERS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "long_text": str,
    "date": typography.date_text,
    "month_count": typography.months_text,
    "days": _days,
    "hours": typography.hours_text,
    "headcount": lambda value: typography.counted(value, "personne"),
    "number": lambda value: typography.decimal_text(value, at_most=6),
    "money": typography.money_text,
    "ratio": typography.share_text,
    "choice": str,
    "party": _party,
}


def printed(kind: str, value: Any) -> str:
    """Return ``value`` as it is read in a document.

    ``kind`` is a type of the record or of a clause. An age prints with its years.
    """
    if kind == "age":
        return typography.counted(value, "an")
    text = PRINTERS[RECORD_TYPES.get(kind, kind)](value)
    return typography.french(text)
