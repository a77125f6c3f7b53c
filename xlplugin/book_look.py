"""What the values of an open book do not tell, asked of the spreadsheet itself.

Classic xlwings answers at once, Lite when awaited; the server's engine knows nothing more than what
the pane sent, and then nothing is written.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlplugin.sheet_look import Looks, SheetLook
from xlplugin.sheet_xml import Area, area_of

if TYPE_CHECKING:
    import xlwings as xw

MOST_QUESTIONS = 2_000
"""Questions asked about the formats or the merged cells of a sheet; each may take milliseconds."""
_GENERAL = "General"


class _TooManyQuestions(Exception):
    """Internal: the looks of a sheet are too mixed to be asked one by one."""


_REFUSALS = (NotImplementedError, AttributeError, ImportError, _TooManyQuestions)
"""How an engine says that it does not know; the first is xlwings' own word for it."""
Answer = Awaitable[Any]


@dataclass(frozen=True)
class Asking:
    """How an engine is asked about an area; ``None`` means that its cells disagree."""

    formula: Callable[[xw.Range], Answer]
    number_format: Callable[[xw.Range], Answer]
    merged: Callable[[xw.Range], Answer]


async def _now(value: Any) -> Any:
    return value


CLASSIC = Asking(
    lambda area: _now(area.formula),
    lambda area: _now(area.number_format),
    lambda area: _now(area.merge_cells),
)
LITE = Asking(
    lambda area: area.get_formula(),
    lambda area: area.get_number_format(),
    lambda area: area.get_merge_cells(),
)


def asking(book: xw.Book) -> Asking | None:
    """Return how to ask about ``book``, ``None`` where only its pane could tell."""
    if book.app.engine.type != "remote":
        return CLASSIC
    return LITE if sys.platform == "emscripten" else None


async def looks_asked(book: xw.Book, sheets: Collection[str]) -> Looks:
    """Return what the spreadsheet tells of some sheets; nothing of those it cannot tell about."""
    how = asking(book)
    found: dict[str, SheetLook] = {}
    if how is not None:
        for sheet in book.sheets:
            if sheet.name in sheets:
                try:
                    found[sheet.name] = await _look(sheet.used_range, how)
                except _REFUSALS:
                    continue
    return Looks(found)


async def _look(used: xw.Range, how: Asking) -> SheetLook:
    formulas = await how.formula(used)
    formats = await _areas(used, how.number_format, lambda answer: answer in (None, _GENERAL))
    merged = await _areas(used, how.merged, lambda answer: not answer)
    return SheetLook(
        formats=tuple((area, str(answer)) for area, answer in formats),
        formulas=tuple(_with_formulas(used, formulas)),
        merged=tuple(area for area, _ in merged),
    )


def _with_formulas(used: xw.Range, formulas: Any) -> list[Area]:
    """Return the cells with a formula, from what an engine gives: a text, a line, or lines."""
    height, width = used.shape
    flat: list[Any] = []
    _flatten(formulas, flat)
    return [
        Area(used.row + row, used.column + column, used.row + row, used.column + column)
        for index, formula in enumerate(flat)
        for row, column in [divmod(index, width)]
        if row < height and isinstance(formula, str) and formula.startswith("=")
    ]


def _flatten(formulas: Any, flat: list[Any]) -> None:
    if isinstance(formulas, list | tuple):
        for each in formulas:
            _flatten(each, flat)
    else:
        flat.append(formulas)


async def _areas(
    used: xw.Range, ask: Callable[[xw.Range], Answer], plain: Callable[[Any], bool]
) -> Sequence[tuple[Area, Any]]:
    """Return the areas whose cells agree on something out of the ordinary, halved until they do."""
    found: list[tuple[Area, Any]] = []
    waiting = [used]
    asked = 0
    while waiting:
        area = waiting.pop()
        asked += 1
        if asked > MOST_QUESTIONS:
            raise _TooManyQuestions
        answer = await ask(area)
        if answer is None and area.shape != (1, 1):
            waiting += _halves(area)
        elif not plain(answer):
            covered = area_of(area.address.replace("$", ""))
            assert covered is not None
            found.append((covered, answer))
    return found


def _halves(area: xw.Range) -> list[xw.Range]:
    """Cut between columns first: a column has one format more often than a row."""
    height, width = area.shape
    if width > 1:
        return [area[:, : width // 2], area[:, width // 2 :]]
    return [area[: height // 2, :], area[height // 2 :, :]]
