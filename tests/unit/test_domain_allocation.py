"""Splitting hours: the sum is kept, nobody is an hour away from an exact share."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from insertion.allocation import RULE, allocate
from insertion.typography import french

weights = st.lists(
    st.integers(0, 10**6).map(lambda n: Fraction(n, 7)) | st.decimals(0, 10**9, places=2),
    min_size=1,
    max_size=30,
)

SPLITS = {
    # Two co-contractors share 833 hours 60/40: 499.8 and 333.2.
    "C13": (833, [60, 40], (500, 333)),
    "three equal parts, the first named wins the odd hour": (100, [1, 1, 1], (34, 33, 33)),
    "two odd hours go to the two first": (101, [1, 1, 1], (34, 34, 33)),
    "the largest remainder wins, wherever it stands": (10, [1, 2, 4], (1, 3, 6)),
    "naive rounding would add an hour": (3, [1, 1], (2, 1)),
    "naive rounding would lose an hour": (1, [1, 1, 1], (1, 0, 0)),
    "a weight of zero gets nothing": (7, [0, 1, 0, 1], (0, 4, 0, 3)),
    "nothing to split": (0, [3, 5], (0, 0)),
    "one alone takes all": (833, [1], (833,)),
    "fewer hours than parts": (2, [5, 3, 1], (1, 1, 0)),
}  # fmt: skip


@pytest.mark.parametrize("name", SPLITS)
def test_hours_are_split_by_largest_remainder(name: str):
    total, shares, expected = SPLITS[name]
    assert allocate(total, [Fraction(each) for each in shares]) == expected
    assert allocate(total, [Decimal(each) / 8 for each in shares]) == expected


@given(total=st.integers(0, 10**9), shares=weights)
def test_the_sum_is_kept_and_each_part_is_within_one_hour_of_its_share(
    total: int, shares: list[Fraction | Decimal]
):
    exact = [Fraction(each) for each in shares]
    assume(sum(exact) > 0)
    parts = allocate(total, shares)
    assert sum(parts) == total
    for part, weight in zip(parts, exact, strict=True):
        assert abs(part - total * weight / sum(exact)) < 1
        assert part >= 0
        assert weight > 0 or part == 0


@given(total=st.integers(0, 10**6), shares=weights, factor=st.integers(1, 1000))
def test_only_the_proportions_of_the_weights_count(
    total: int, shares: list[Fraction | Decimal], factor: int
):
    exact = [Fraction(each) for each in shares]
    assume(sum(exact) > 0)
    assert allocate(total, exact) == allocate(total, [each * factor for each in exact])


@given(total=st.integers(0, 10**6), shares=weights)
def test_a_heavier_part_never_gets_less(total: int, shares: list[Fraction | Decimal]):
    exact = [Fraction(each) for each in shares]
    assume(sum(exact) > 0)
    parts = allocate(total, exact)
    ranked = sorted(zip(exact, parts, strict=True))
    assert len(ranked) == len(shares) > 0
    for (light, few), (heavy, many) in pairwise(ranked):
        assert few <= many or light == heavy


@pytest.mark.parametrize(
    ("total", "shares"), [(1, []), (1, [0, 0]), (0, []), (0, [0]), (-1, [1]), (1, [2, -1])]
)
def test_hours_without_a_place_to_go_are_refused(total: int, shares: list[int]):
    with pytest.raises(ValueError, match=r"nothing weighs|never negative"):
        allocate(total, [Fraction(each) for each in shares])


def test_the_rule_is_told_in_french():
    assert french(RULE).endswith("la somme des parts est le total.")
    assert "reste est le plus grand" in RULE
