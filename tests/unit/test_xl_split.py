"""Largest remainder in cells: exact where a spreadsheet holds fifteen digits only."""

from __future__ import annotations

import io
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import openpyxl
from hypothesis import example, given
from hypothesis import strategies as st

from insertion.allocation import RULE, allocate
from insertion.contract import Contract, Lot
from insertion.quantities import MAX_HOURS, round_half_up
from insertion.typography import french
from xlplugin.largest_remainder import DIGITS, Shared, kept_of, scale_of
from xlplugin.sheet_split import FIRST, HOURS, JOINTLY, LAST, NAME
from xlplugin.workbook import workbook_bytes

EXACT_IN_A_CELL = 10**15
SHARED = Shared("h", "w", "t")


def as_a_spreadsheet(formula: str, **cells: float) -> float:
    """Compute a formula with binary numbers only, as a spreadsheet does; every step is watched."""

    class Figure(float):
        def _kept(self, value: float) -> Figure:
            return Figure(value)

        def __sub__(self, other: float) -> Figure:
            assert abs(self) <= EXACT_IN_A_CELL >= abs(other)
            return Figure(float(self) - float(other))

        def __mul__(self, other: float) -> Figure:
            return Figure(float(self) * float(other))

        def __rmul__(self, other: float) -> Figure:
            return self * other

        def __add__(self, other: float) -> Figure:
            return Figure(float(self) + float(other))

        def __truediv__(self, other: float) -> Figure:
            return Figure(float(self) / float(other))

    known = {
        "INT": lambda value: Figure(math.floor(value)),
        "ROUND": lambda value, _: Figure(round_half_up(Fraction(value))),
        "IF": lambda when, then, otherwise: then if when else otherwise,
        **{name: Figure(value) for name, value in cells.items()},
    }
    return float(eval(formula, {"__builtins__": {}}, known))


whole_weights = st.lists(st.integers(0, 10**11), min_size=1, max_size=8).filter(
    lambda found: 0 < sum(found) < 10**DIGITS
)


@given(st.integers(0, MAX_HOURS), whole_weights)
@example(MAX_HOURS, [1, 10**11])
@example(MAX_HOURS, [10**11 - 1] * 8)
@example(MAX_HOURS - 1, [333_333_333_333, 333_333_333_333, 333_333_333_333])
@example(1, [1, 1])
@example(0, [1, 2])
def test_the_remainder_of_a_share_is_exact(hours: int, weights: list[int]):
    whole = sum(weights)
    for weight in weights:
        found = as_a_spreadsheet(SHARED.remainder(), h=hours, w=weight, t=whole)
        assert found == hours * weight % whole


amounts = st.integers(0, 10**9).map(lambda cents: Fraction(cents, 100))


@given(st.integers(0, MAX_HOURS), st.lists(amounts, min_size=1, max_size=8).filter(any))
@example(833, [Fraction(60), Fraction(40)])
@example(100, [Fraction(1, 3)] * 3)
@example(7, [Fraction(1, 10**6), Fraction(2, 10**6)])
def test_weights_kept_as_whole_numbers_share_alike(hours: int, weights: list[Fraction]):
    assert allocate(hours, list(map(Fraction, kept_of(weights)))) == allocate(hours, weights)


@given(st.lists(st.fractions(0, 10**12), min_size=1, max_size=20).filter(any))
def test_weights_of_any_size_are_kept_within_what_a_cell_holds(weights: list[Fraction]):
    kept = kept_of(weights)
    assert sum(kept) <= 10**DIGITS + len(weights)
    assert scale_of(sum(weights, Fraction(0))) > 0


def book_of(contract: Contract | None = None) -> Any:
    content = workbook_bytes(contract)
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def test_the_sheet_is_written_blank_with_the_hours_of_the_contract_ready_to_share():
    lot = Lot(
        number="1",
        title="a",
        amount_excl_tax=Decimal(1_000_000),
        labour_share=Decimal("0.5"),
        insertion_rate=Decimal("0.05"),
        hourly_cost=Decimal(30),
    )
    sheet = book_of(Contract(lots=(lot,)))[NAME]
    assert sheet[f"B{HOURS}"].value == 833
    assert [
        sheet[f"{letter}{row}"].value for row in range(FIRST, LAST + 1) for letter in "ABE"
    ] == [None] * 3 * (LAST - FIRST + 1)


def test_the_sheet_says_its_rule_and_that_a_group_stays_jointly_bound():
    texts = [cell.value for row in book_of()[NAME].iter_rows() for cell in row]
    assert french(RULE) in texts
    assert french(JOINTLY) in texts
    assert "restent tenus ensemble du total" in JOINTLY
