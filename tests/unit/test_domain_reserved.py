"""Reserved lots: what refuses them and what is pointed out, each on both sides of its boundary."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from insertion.contract import Contract, Lot
from insertion.finding import Blocking, Reservation
from insertion.hours import compute
from insertion.reserved_rules import BLOCKING, RESERVATIONS
from insertion.typography import plain

ON = date(2026, 12, 1)
SERVICES: dict[str, Any] = {"contract_type": "services", "buyer_kind": "collectivite"}
SOCIAL: dict[str, Any] = SERVICES | {"social_services": True, "duration_months": 36}


def reserved(kind: str | None = "siae", number: str = "1", **values: Any) -> Lot:
    facts = {"mechanism": "reserve", "reserved_for": kind} | values
    return Lot(number=number, title="Entretien du linge", **facts)


def found(*lots: Lot, rules: tuple[Blocking, ...] = BLOCKING, **facts: Any) -> list[str]:
    contract = Contract(lots=lots, **{"consultation_date": ON, **SERVICES, **facts})
    result = compute(contract)
    return [f"{each.fault.code} {each.fault.place}" for rule in rules for each in rule(result)]


def told(*lots: Lot, rules: tuple[Reservation, ...] = RESERVATIONS, **facts: Any) -> list[str]:
    contract = Contract(lots=lots, **{"consultation_date": ON, **SERVICES, **facts})
    result = compute(contract)
    return [plain(each) for rule in rules for each in rule(result)]


@pytest.mark.parametrize("kind", ["siae", "handicap", "mixte", "penitentiaire"])
def test_a_lot_reserved_by_a_public_buyer_is_accepted(kind: str):
    assert found(reserved(kind)) == []


def test_a_reserved_lot_says_for_whom():
    assert found(reserved(None, "4")) == ["RESERVE_SANS_DESTINATAIRE lot 4"]


def test_only_a_reserved_lot_or_insertion_services_say_for_whom():
    lot = reserved("siae", mechanism="aucun")
    assert found(lot) == ["RESERVE_SANS_MECANISME lot 1"]
    assert found(reserved("siae", mechanism="marche_insertion")) == []


def test_a_buyer_outside_the_code_has_nothing_to_reserve():
    assert found(reserved(), buyer_kind="prive") == ["RESERVE_HORS_CODE lot 1"]
    assert found(reserved(), buyer_kind=None) == []


@pytest.mark.parametrize(
    ("kind", "on", "refused"),
    [
        # R2113-7, which fixes the share of workers, is known from the first day of 2023.
        ("siae", date(2022, 12, 31), True),
        ("siae", date(2023, 1, 1), False),
        ("ess", date(2022, 12, 31), False),
        # L2113-13-1 is in force from 20 October 2022.
        ("penitentiaire", date(2023, 1, 1), False),
    ],
)
def test_a_reservation_waits_for_its_articles(kind: str, on: date, refused: bool):
    codes = found(reserved(kind), consultation_date=on, **SOCIAL)
    assert codes == ["RESERVE_PAS_EN_VIGUEUR lot 1"] * refused


@pytest.mark.parametrize(
    ("on", "articles"), [(date(2022, 10, 19), 2), (date(2022, 10, 20), 1), (date(2023, 1, 1), 0)]
)
def test_prison_work_waits_for_its_own_article_too(on: date, articles: int):
    codes = found(reserved("penitentiaire"), consultation_date=on)
    assert codes == ["RESERVE_PAS_EN_VIGUEUR lot 1"] * articles


@pytest.mark.parametrize("kind", ["penitentiaire", "ess"])
def test_a_concession_is_not_reserved_under_articles_we_have_not_read(kind: str):
    facts: dict[str, Any] = {"contract_type": "concession"}
    assert found(reserved(kind), **facts) == ["RESERVE_CONCESSION lot 1"]
    assert found(reserved("handicap"), **facts) == []


# --- The social economy -----------------------------------------------------------------------


@pytest.mark.parametrize(("months", "refused"), [(36, False), (37, True), (None, False)])
def test_the_social_economy_is_served_three_years_at_most(months: int | None, refused: bool):
    codes = found(reserved("ess"), **SOCIAL | {"duration_months": months})
    assert codes == ["ESS_TROP_LONG lot 1"] * refused


def test_renewals_count_in_the_three_years():
    firm = {"title": "Ferme", "period_kind": "ferme", "duration_months": 24}
    renewal = {"title": "Reconduction", "period_kind": "reconduction", "duration_months": 12}
    within = found(reserved("ess"), **SOCIAL | {"duration_months": 24}, periodes=[firm, renewal])
    assert within == []
    longer = renewal | {"duration_months": 13}
    facts = SOCIAL | {"duration_months": 24, "periodes": [firm, longer]}
    assert found(reserved("ess"), **facts) == ["ESS_TROP_LONG lot 1"]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, False),
        ({"social_services": False}, True),
        ({"contract_type": "fournitures"}, True),
        ({"contract_type": "travaux"}, True),
        ({"contract_type": None}, False),
    ],
)
def test_the_social_economy_is_served_listed_services_only(changes: dict[str, Any], refused: bool):
    assert found(reserved("ess"), **SOCIAL | changes) == ["ESS_HORS_SERVICES lot 1"] * refused


def test_a_contracting_entity_reserves_nothing_for_the_social_economy():
    codes = found(reserved("ess"), **SOCIAL, contracting_entity=True)
    assert codes == ["ESS_ENTITE_ADJUDICATRICE lot 1"]
    assert found(reserved("siae"), contracting_entity=True) == []


# --- What is only pointed out -----------------------------------------------------------------


def test_above_the_threshold_the_status_kept_may_not_be_enough():
    threshold = Decimal(216_000)  # other contracting authorities, services, 2026
    (first, _) = told(reserved(amount_excl_tax=threshold))
    assert "rien ne confirme qu'il suffise (à vérifier)" in first
    assert len(told(reserved(amount_excl_tax=threshold - 1))) == 1


def test_the_bounds_of_the_social_economy_are_to_be_checked_by_a_person():
    texts = told(reserved("ess"), **SOCIAL, reserved_cpv="85312000-9")
    assert any("36 mois" in each and "à vérifier" in each for each in texts)
    assert any("les codes 85312000-9 figurent" in each for each in texts)
    assert any(
        "les codes CPV du lot, non saisis, figurent" in e for e in told(reserved("ess"), **SOCIAL)
    )


def test_the_articles_on_reserved_concessions_are_to_be_checked():
    facts: dict[str, Any] = {"contract_type": "concession"}
    assert sum("n'en citent aucun" in each for each in told(reserved("siae"), **facts)) == 1
    texts = told(reserved("handicap"), **facts)
    assert not any("n'en citent aucun" in each for each in texts)
    assert any("la désignent sans chiffre" in each for each in texts)
