"""Insertion services: what refuses them and what is pointed out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from insertion.contract import Contract, Lot
from insertion.hours import compute
from insertion.service_rules import BLOCKING, RESERVATIONS
from insertion.typography import plain

FACTS: dict[str, Any] = {
    "contract_type": "services",
    "buyer_kind": "collectivite",
    "social_services": True,
    "pathways": 12,
    "pathway_hours": 900,
    "pathway_months": 9,
}


def service(number: str = "1") -> Lot:
    return Lot(number=number, title="Sentiers", mechanism="marche_insertion")


def found(*lots: Lot, **facts: Any) -> list[str]:
    result = compute(Contract(lots=lots, **FACTS | facts))
    return [f"{each.fault.code} {each.fault.place}" for rule in BLOCKING for each in rule(result)]


def told(*lots: Lot, **facts: Any) -> list[str]:
    result = compute(Contract(lots=lots, **FACTS | facts))
    return [plain(each) for rule in RESERVATIONS for each in rule(result)]


@pytest.mark.parametrize("nature", ["services", None])
def test_pathways_are_bought_as_services(nature: str | None):
    assert found(service(), contract_type=nature) == []


@pytest.mark.parametrize("nature", ["travaux", "fournitures", "concession"])
def test_works_and_supplies_are_not_disguised_as_pathways(nature: str):
    assert found(service(), contract_type=nature) == ["SERVICE_INSERTION_NATURE lot 1"]


def test_the_number_of_pathways_is_stated_once():
    assert found(service("1"), service("2")) == ["SERVICE_INSERTION_PLUSIEURS lots"]


@pytest.mark.parametrize(("hours", "refused"), [(1368, False), (1369, True), (None, False)])
def test_a_pathway_holds_no_more_hours_than_its_months(hours: int | None, refused: bool):
    assert 9 * 152 == 1368
    assert (
        found(service(), pathway_hours=hours) == ["PARCOURS_IMPOSSIBLE parcours_heures"] * refused
    )


def test_above_the_threshold_the_object_may_not_be_the_condition_the_law_asks():
    lot = service().model_copy(update={"amount_excl_tax": Decimal(216_000)})
    facts = {"consultation_date": date(2026, 12, 1), "social_services": False}
    assert sum("rien ne confirme" in each for each in told(lot, **facts)) == 1
    below = lot.model_copy(update={"amount_excl_tax": Decimal(215_999)})
    assert not any("rien ne confirme" in each for each in told(below, **facts))


def test_the_threshold_of_social_services_and_the_object_are_to_be_checked():
    assert len(told(service())) == 2
    assert len(told(service(), social_services=False)) == 3
    assert len(told(service(), buyer_kind="prive")) == 1
    assert told(Lot(number="1", title="Rien", mechanism="aucun")) == []
