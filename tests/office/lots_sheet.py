"""Typing into the sheet « Lots » and reading it, by field instead of by cell."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xlplugin.lot_columns import FIRST, cell, columns

LOTS = "Lots"


def address(field: str, line: int) -> str:
    """Return the cell of a field on the lot number ``line`` (from 0)."""
    return f"{LOTS}!{cell(field, FIRST + line).replace('$', '')}"


def typed(line: int, **values: Any) -> dict[str, Any]:
    """Return the cells to set for one lot."""
    return {address(field, line): value for field, value in values.items()}


def results_area(count: int) -> str:
    """Return the area of every column of the first ``count`` lots."""
    last = columns()["message"].letter
    return f"{LOTS}!A{FIRST}:{last}{FIRST + count - 1}"


@dataclass(frozen=True)
class Shown:
    """What the results of one lot show."""

    method: str
    exact: float | None
    calculated: int | None
    contract: int | None
    message: str


def shown(row: list[Any]) -> Shown:
    """Return the results of a row read with :func:`results_area`."""

    def of(field: str) -> Any:
        return row[columns()[field].index]

    def whole(field: str) -> int | None:
        value = of(field)
        assert value == "" or value == int(value), f"{field}: {value}"
        return None if value == "" else int(value)

    exact = of("exact_hours")
    return Shown(
        method=of("applied_method"),
        exact=None if exact == "" else exact,
        calculated=whole("calculated_hours"),
        contract=whole("contract_hours"),
        message=of("message"),
    )


def close(value: float | None, exact: Fraction) -> bool:
    """Tell whether an unrounded figure equals the exact one as the product promises."""
    return value is not None and abs(value - float(exact)) <= 1e-9 * max(1.0, float(exact))
