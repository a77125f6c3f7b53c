"""Reading the sheet « Comparaison » as people do: by its titles, not by fixed rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

RANKING = "Calculs comparables, du plus bas"
REASONS = "Pourquoi ces écarts"
METHODS = "Chaque méthode"
BORROWED = "Avec les repères publiés"
MAGNITUDES = "Ordres de grandeur"


@dataclass(frozen=True)
class Calculation:
    """One row: its label, what stands beside it, its hours and its gap."""

    label: str
    second: str
    third: str
    exact: float | None
    hours: int | None
    gap: Any


@dataclass(frozen=True)
class Read:
    """What the sheet shows."""

    status: str
    chosen: Any
    low: Any
    high: Any
    spread: Any
    ratio: Any
    ranked: list[Calculation]
    reasons: list[str]
    methods: list[Calculation]
    borrowed: list[Calculation]
    magnitudes: list[Calculation]


def read_comparison(rows: list[list[Any]]) -> Read:
    """Read the sheet from its rows, the first one first; an empty text is no value."""
    rows = [[None if cell == "" else cell for cell in row] for row in rows]
    titles = {
        name: next(i for i, row in enumerate(rows) if str(row[0] or "").startswith(name))
        for name in (RANKING, REASONS, METHODS, BORROWED, MAGNITUDES)
    }
    starts = [*titles.values(), len(rows)]

    def block(name: str) -> list[list[Any]]:
        start = titles[name]
        return rows[start + 1 : starts[starts.index(start) + 1]]

    def calculations(name: str) -> list[Calculation]:
        shown = (row for row in block(name)[1:] if row[0])
        return [_calculation(row) for row in shown if name == METHODS or row[4] is not None]

    cards = next(i for i, row in enumerate(rows) if str(row[0]).startswith("Calcul du lot")) + 1
    return Read(
        status=str(rows[2][0]),
        chosen=rows[cards][0],
        low=rows[cards][1],
        high=rows[cards][2],
        spread=rows[cards][3],
        ratio=rows[cards][5],
        ranked=calculations(RANKING),
        reasons=[str(row[0]) for row in block(REASONS) if row[0]],
        methods=calculations(METHODS),
        borrowed=calculations(BORROWED),
        magnitudes=calculations(MAGNITUDES),
    )


def _calculation(row: list[Any]) -> Calculation:
    hours = row[4]
    return Calculation(
        label=str(row[0]),
        second=str(row[1] or ""),
        third=str(row[2] or ""),
        exact=row[3],
        hours=None if hours is None else int(hours),
        gap=row[5],
    )
