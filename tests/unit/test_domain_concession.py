"""Concessions: hours by year, no CCAG, and the mechanisms that have a text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion.concession_rules import BLOCKING, RESERVATIONS, hours_of_contract
from insertion.contract import Contract, Lot, Retained
from insertion.hours import compute
from insertion.method import Statement
from insertion.typography import plain

FACTS: dict[str, Any] = {
    "contract_type": "concession",
    "buyer_kind": "collectivite",
    "consultation_date": date(2026, 12, 1),
    "duration_months": 96,
    "yearly_hours": 900,
    "review_months": 24,
}


def restaurant(hours: int = 7200, number: str = "1", **values: Any) -> Lot:
    kept = Retained(hours=hours, reason="Effectif", author="Service", decided_on=date(2026, 10, 1))
    return Lot(number=number, title="Restaurant", **{"retained": kept} | values)


def found(*lots: Lot, **facts: Any) -> list[str]:
    result = compute(Contract(lots=lots or (restaurant(),), **FACTS | facts))
    return [f"{each.fault.code} {each.fault.place}" for rule in BLOCKING for each in rule(result)]


def test_nine_hundred_hours_a_year_for_eight_years_are_accepted():
    assert found() == []
    (lot,) = compute(Contract(lots=(restaurant(),), **FACTS)).lots
    assert (lot.statement, lot.yearly_hours) == (Statement.YEARLY, 900)


def test_the_same_lot_outside_a_concession_states_one_volume():
    (lot,) = compute(Contract(lots=(restaurant(),), **FACTS | {"contract_type": "services"})).lots
    assert lot.statement is Statement.VOLUME
    assert found(contract_type="services", ccag="fcs") == []


@pytest.mark.parametrize("hours", [7199, 7201])
def test_the_hours_of_the_years_are_those_of_the_lot(hours: int):
    assert found(restaurant(hours)) == ["CONCESSION_HEURES heures_par_an"]


def test_unknown_hours_or_duration_are_only_missing():
    assert found(yearly_hours=None) == []
    assert found(duration_months=None) == []


@pytest.mark.parametrize(("ccag", "refused"), [("fcs", True), ("aucun", False), (None, False)])
def test_a_concession_refers_to_no_ccag(ccag: str | None, refused: bool):
    assert found(ccag=ccag) == ["CONCESSION_CCAG ccag"] * refused


@pytest.mark.parametrize("mechanism", ["marche_insertion"])
def test_some_mechanisms_have_no_text_for_a_concession(mechanism: str):
    other = Lot(number="2", title="Plage", mechanism=mechanism)
    assert found(restaurant(), other) == ["CONCESSION_MECANISME lot 2"]
    assert found(restaurant(), Lot(number="2", title="Plage", mechanism="aucun")) == []


def test_the_hours_a_year_belong_to_one_lot():
    assert found(restaurant(), restaurant(number="2")) == ["CONCESSION_PLUSIEURS_LOTS lots"]


def test_a_rule_does_not_state_hours_a_year():
    share = Lot(
        number="1",
        title="Restaurant",
        method="heures_travaillees",
        worked_hours=Decimal(10_000),
        insertion_rate=Decimal("0.05"),
    )
    assert found(share) == ["CONCESSION_SANS_VOLUME lot 1"]


@pytest.mark.parametrize(("every", "pointed_out"), [(95, False), (96, True)])
def test_a_review_after_the_end_never_takes_place(every: int, pointed_out: bool):
    result = compute(Contract(lots=(restaurant(),), **FACTS | {"review_months": every}))
    texts = [plain(each) for rule in RESERVATIONS for each in rule(result)]
    assert bool(texts) == pointed_out
    assert all("aucun réexamen n'aura lieu" in each for each in texts)


@given(yearly=st.integers(1, 100_000), years=st.integers(1, 50))
def test_whole_years_add_up(yearly: int, years: int):
    contract = Contract(
        lots=(restaurant(),), **FACTS | {"yearly_hours": yearly, "duration_months": 12 * years}
    )
    assert hours_of_contract(contract) == yearly * years


def test_half_an_hour_of_an_incomplete_year_goes_up():
    # 901 hours for six months: 450.5 hours.
    contract = Contract(lots=(restaurant(),), **FACTS | {"yearly_hours": 901, "duration_months": 6})
    assert hours_of_contract(contract) == 451
