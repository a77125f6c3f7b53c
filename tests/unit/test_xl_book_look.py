"""What a spreadsheet is asked of a book, so that no formula, format or merged cell is missed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.open_books import open_book, payload
from xlplugin import book_look
from xlplugin.book_look import CLASSIC, LITE, asking, looks_asked
from xlplugin.canvas import column_letter
from xlplugin.patch_sheet import At, holds
from xlplugin.sheet_look import SheetLook
from xlplugin.sheet_xml import Area


@dataclass
class FakeSheet:
    """A sheet of a spreadsheet of this computer: its formulas, formats and merged cells."""

    formulas: Mapping[At, str] = field(default_factory=dict)
    formats: Mapping[At, str] = field(default_factory=dict)
    merged: Area | None = None
    asked: int = 0


@dataclass
class FakeRange:
    """The part of xlwings' range that is asked: classic at once, Lite when awaited."""

    sheet: FakeSheet
    row: int
    column: int
    height: int
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.height, self.width

    @property
    def address(self) -> str:
        last = f"${column_letter(self.column + self.width - 2)}${self.row + self.height - 1}"
        return f"${column_letter(self.column - 1)}${self.row}:{last}"

    def __getitem__(self, key: tuple[slice, slice]) -> FakeRange:
        rows, columns = (range(size)[each] for each, size in zip(key, self.shape, strict=True))
        return FakeRange(
            self.sheet, self.row + rows.start, self.column + columns.start, len(rows), len(columns)
        )

    def cells(self) -> Iterator[At]:
        for row in range(self.row, self.row + self.height):
            for column in range(self.column, self.column + self.width):
                yield row, column

    def common(self, found: set[Any]) -> Any:
        self.sheet.asked += 1
        return next(iter(found)) if len(found) == 1 else None

    @property
    def formula(self) -> Any:
        rows = [
            tuple(
                self.sheet.formulas.get((row, column), "12")
                for column in range(self.column, self.column + self.width)
            )
            for row in range(self.row, self.row + self.height)
        ]
        return rows[0][0] if self.shape == (1, 1) else tuple(rows)

    @property
    def number_format(self) -> str | None:
        found = {self.sheet.formats.get(at, "General") for at in self.cells()}
        return cast("str | None", self.common(found))

    @property
    def merge_cells(self) -> bool | None:
        area = self.sheet.merged
        found = {area is not None and holds(area, at) for at in self.cells()}
        return cast("bool | None", self.common(found))

    async def get_formula(self) -> Any:
        return self.formula

    async def get_number_format(self) -> str | None:
        return self.number_format

    async def get_merge_cells(self) -> bool | None:
        return self.merge_cells


HEIGHT, WIDTH = 6, 5
CORNER = (3, 2)
PLACES = st.tuples(
    st.integers(CORNER[0], CORNER[0] + HEIGHT - 1), st.integers(CORNER[1], CORNER[1] + WIDTH - 1)
)


def used(sheet: FakeSheet, height: int = HEIGHT, width: int = WIDTH) -> FakeRange:
    return FakeRange(sheet, *CORNER, height, width)


def look(area: FakeRange, how: book_look.Asking = CLASSIC) -> SheetLook:
    return asyncio.run(book_look._look(cast("Any", area), how))


@given(
    st.dictionaries(PLACES, st.just("=SOMME(A1)"), max_size=6),
    st.dictionaries(PLACES, st.sampled_from(["0%", '#,##0 "k€"', "General"]), max_size=8),
    st.sampled_from([None, Area(3, 2, 3, 4), Area(5, 3, 8, 3)]),
    st.sampled_from([CLASSIC, LITE]),
)
def test_every_cell_is_told_as_it_is(
    formulas: dict[At, str], formats: dict[At, str], merged: Area | None, how: book_look.Asking
):
    area = used(FakeSheet(formulas, formats, merged))
    found = look(area, how)
    for at in area.cells():
        assert found.has_formula(at) == (at in formulas)
        assert (found.format_of(at) or "General") == formats.get(at, "General")
        assert any(holds(each, at) for each in found.merged) == (
            merged is not None and holds(merged, at)
        )


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1)])
def test_a_cell_a_line_and_a_column_are_read_too(shape: tuple[int, int]):
    found = look(used(FakeSheet({CORNER: "=1+1"}), *shape))
    assert found.has_formula(CORNER)
    assert not found.has_formula((CORNER[0] + 1, CORNER[1]))


def test_columns_of_one_format_cost_few_questions():
    formats = {(row, 3): "0%" for row in range(1, 5_003)}
    sheet = FakeSheet(formats=formats)
    found = look(used(sheet, height=5_000, width=8))
    assert found.formats == ((Area(3, 3, 5_002, 3), "0%"),)
    assert sheet.asked < 12


def book_of(sheets: Mapping[str, Any], engine: str = "desktop") -> Any:
    return SimpleNamespace(
        app=SimpleNamespace(engine=SimpleNamespace(type=engine)),
        sheets=[SimpleNamespace(name=name, used_range=each) for name, each in sheets.items()],
    )


def test_only_the_sheets_asked_are_looked_at_and_an_endless_one_is_left_unknown(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(book_look, "MOST_QUESTIONS", 20)
    patchwork = {at: "0%" for at in used(FakeSheet()).cells() if sum(at) % 2}
    sheets = {
        "Lots": used(FakeSheet({CORNER: "=1"})),
        "Notes": used(FakeSheet()),
        "Damier": used(FakeSheet(formats=patchwork)),
    }
    looks = asyncio.run(looks_asked(book_of(sheets), ["Lots", "Damier"]))
    assert list(looks.sheets) == ["Lots"]


def test_who_is_asked_depends_on_the_runtime(monkeypatch: pytest.MonkeyPatch):
    sent = open_book(payload({"Lots": [[1]]}))
    assert asking(sent) is None
    assert asyncio.run(looks_asked(sent, ["Lots"])).sheets == {}
    assert asking(book_of({})) is CLASSIC
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert asking(sent) is LITE


def test_an_engine_that_does_not_know_leaves_the_sheet_unknown(monkeypatch: pytest.MonkeyPatch):
    # On a JSON book, Lite's questions have nobody to go to.
    sent = open_book(payload({"Lots": [[1]]}))
    monkeypatch.setattr(book_look, "asking", lambda _: LITE)
    assert asyncio.run(looks_asked(sent, ["Lots"])).sheets == {}
