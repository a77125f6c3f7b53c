"""What Excel in French posts for a function cell: arguments as cells hold them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

DAY_ZERO = date(1899, 12, 30)
RUNTIME = "1.4"


def cell(value: Any) -> Any:
    """Return a value as Excel sends it: numbers are floats or whole, dates a number of days."""
    match value:
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case date():
            return (value - DAY_ZERO).days
        case None:
            return ""
        case _:
            return value


def area(value: Any) -> Any:
    """Return an argument: rows of cells, of one cell for a single one."""
    if isinstance(value, list):
        return [[cell(each) for each in row] for row in value]
    return [[cell(value)]]


def call(name: str, *arguments: Any, left_out: int = 0, **changes: Any) -> dict[str, Any]:
    """Return the whole message; ``left_out`` trailing arguments arrive as nulls."""
    return {
        "client": "Office.js",
        "func_name": name,
        "args": [area(each) for each in arguments] + [None] * left_out,
        "caller_address": "[marche.xlsx]Feuil1!B6",
        "session_id": "c1a2",
        "culture_info_name": "fr-FR",
        "date_format": "jj/mm/aaaa",
        "version": "0.37.8",
        "runtime": RUNTIME,
    } | changes
