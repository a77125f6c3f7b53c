"""Hours of a framework follow its orders: figures by hand, boundaries, sums and secrets."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion.contract import Contract, Lot, Retained
from insertion.framework import FrameworkRatio, framework_ratio
from insertion.guardrails import blocking, reservations
from insertion.hours import HoursResult, compute
from insertion.method import Statement
from insertion.quantities import Direction, Rounding
from insertion.typography import plain

FIVE_HUNDRED = FrameworkRatio(2000, Decimal(4_000_000))
"""The example of the clause's brief: 2 000 hours for a maximum of 4 M€; 1 M€ owes 500 hours."""
YEARS = [
    {"title": "Première année", "period_kind": "ferme", "duration_months": 12},
    {"title": "Deuxième année", "period_kind": "reconduction", "duration_months": 12},
]


def lot(number: str = "1", amount: str = "4000000", **changed: Any) -> Lot:
    """Return a lot of 2 000 hours: 4 M€, half labour, 3 %, 30 € an hour."""
    figures = {"labour_share": "0.5", "insertion_rate": "0.03", "hourly_cost": "30"}
    typed = {
        name: Decimal(value) for name, value in (figures | {"amount_excl_tax": amount}).items()
    }
    return Lot(number=number, title="Entretien", **typed, **changed)


def result(*lots: Lot, **facts: Any) -> HoursResult:
    return compute(Contract(lots=lots or (lot(),), **{"amount_base": "maximum"} | facts))


def codes(*lots: Lot, **facts: Any) -> list[tuple[str, str]]:
    found = blocking(result(*lots, **facts), final=True)
    return [(each.code, each.place) for each in found]


def kept(hours: int) -> Retained:
    return Retained.model_validate(
        {"hours": hours, "reason": "a", "author": "b", "decided_on": "2026-09-22"}
    )


@pytest.mark.parametrize(
    ("invoiced", "hours"),
    [("0", 0), ("999.99", 0), ("1000", 1), ("1000000", 500), ("4000000", 2000)],
)
def test_a_quarter_of_the_maximum_owes_a_quarter_of_the_hours(invoiced: str, hours: int):
    assert FIVE_HUNDRED.due(Decimal(invoiced), Rounding()) == hours


@pytest.mark.parametrize(
    ("direction", "first"),
    [(Direction.NEAREST, "1000.00"), (Direction.UP, "0.01"), (Direction.DOWN, "2000.00")],
)
def test_the_first_hour_begins_where_the_rounding_rule_says(direction: Direction, first: str):
    rounding = Rounding(direction)
    found = FIVE_HUNDRED.first_hours(rounding)
    assert found == Decimal(first)
    assert FIVE_HUNDRED.due(found, rounding) == 1
    assert FIVE_HUNDRED.due(found - Decimal("0.01"), rounding) == 0


amounts = st.decimals(min_value=0, max_value=10**7, places=2)
roundings = st.builds(Rounding, st.sampled_from(list(Direction)), st.sampled_from([1, 5, 7, 35]))


@given(st.lists(amounts, max_size=12), roundings)
def test_orders_add_up_to_the_hours_of_all_of_them_together(
    orders: list[Decimal], rounding: Rounding
):
    added = FIVE_HUNDRED.of_orders(orders, rounding)
    assert len(added) == len(orders)
    assert all(each >= 0 for each in added)
    assert sum(added) == FIVE_HUNDRED.due(sum(orders, Decimal(0)), rounding)


@given(st.integers(1, 10**6), st.decimals(min_value=1, max_value=10**9, places=2), roundings)
def test_the_first_amount_that_owes_is_a_boundary_to_the_cent(
    hours: int, amount: Decimal, rounding: Rounding
):
    ratio = FrameworkRatio(hours, amount)
    first = ratio.first_hours(rounding)
    assert ratio.due(first, rounding) > 0
    assert ratio.due(first - Decimal("0.01"), rounding) == 0


def test_a_maximum_is_stated_with_its_hours_and_an_estimate_only_as_euros_an_hour():
    (stated,) = result().lots
    assert stated.statement is Statement.FRAMEWORK
    assert framework_ratio(stated) == FIVE_HUNDRED
    (hidden,) = result(amount_base="estime").lots
    assert framework_ratio(hidden) == FrameworkRatio(1, Decimal("2000.00"))


def test_agreed_hours_on_an_estimate_change_the_euros_an_hour():
    (hidden,) = result(lot(retained=kept(1900)), amount_base="estime").lots
    assert framework_ratio(hidden) == FrameworkRatio(1, Decimal("2105.26"))  # 4 000 000 ÷ 1 900


@pytest.mark.parametrize("amount", ["1000000", "4000000", "7654321.98"])
def test_the_euros_an_hour_do_not_tell_the_estimate(amount: str):
    (hidden,) = result(lot(amount=amount), amount_base="estime").lots
    ratio = framework_ratio(hidden)
    assert ratio is not None
    assert ratio.amount == Decimal("2000.00")  # 30 ÷ (50 % × 3 %), whatever the amount
    assert ratio.exact(ratio.amount) == Fraction(1)


def test_a_lot_without_an_amount_has_nothing_to_follow():
    posts: dict[str, Any] = {"method": "postes", "inputs": {"posts": "2", "hours_per_post": "400"}}
    bare = Lot(number="7", title="Étude", **posts)
    assert codes(bare) == [("ACCORD_CADRE_SANS_MONTANT", "lot 7")]
    assert codes(bare.model_copy(update={"amount_excl_tax": Decimal(1)})) == []
    assert codes(bare, amount_base="total") == []


def test_hours_by_period_need_periods():
    expected = [("ACCORD_CADRE_SANS_PERIODE", "accord_cadre_regle")]
    assert codes(framework_rule="par_periode") == expected
    assert codes(framework_rule="par_periode", periods=YEARS) == []
    assert codes(framework_rule="prorata") == []


@pytest.mark.parametrize("rule", [None, "prorata", "par_periode", "marches_subsequents"])
def test_a_threshold_of_orders_belongs_to_hours_by_order(rule: str | None):
    threshold = Decimal(4000)
    found = codes(framework_rule=rule, periods=YEARS, order_threshold=threshold)
    assert found == [("BON_SEUIL_SANS_BONS", "bon_seuil")]
    assert codes(framework_rule="par_bon", order_threshold=threshold) == []


@pytest.mark.parametrize(("hours", "refused"), [(2000, False), (2001, True)])
def test_a_minimum_never_exceeds_the_whole_framework(hours: int, refused: bool):
    expected = [("MINIMUM_GARANTI_EXCESSIF", "minimum_garanti_heures")] if refused else []
    assert codes(guaranteed_hours=hours) == expected


def test_a_minimum_without_a_volume_to_bind_is_pointed_out():
    rate = Decimal("0.05")
    share = Lot(number="1", title="a", worked_hours=Decimal(10_000), insertion_rate=rate)
    told = [plain(each) for each in reservations(result(share, guaranteed_hours=100))]
    assert any("minimum garanti ne paraissent dans aucune pièce" in each for each in told)
    fixed = [plain(each) for each in reservations(result(guaranteed_hours=100))]
    assert not any("minimum garanti" in each for each in fixed)


def test_a_training_table_needs_an_amount_known_at_the_signature():
    training = Lot(
        number="3", title="a", method="bareme_formation", amount_excl_tax=Decimal(150_000)
    )
    found = codes(training, training_status="scolaire")
    assert found == [("BAREME_ACCORD_CADRE", "lot 3")]
    agreed = training.model_copy(update={"retained": kept(300)})
    assert codes(agreed, training_status="scolaire") == []
    assert codes(training, training_status="scolaire", amount_base="total") == []
