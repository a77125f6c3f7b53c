"""A volume that varies, overseas hours and charters: what is refused, on both sides of a bound."""

from __future__ import annotations

from typing import Any

import pytest

from insertion.contract import Contract, Lot
from insertion.guardrails import blocking, reservations
from insertion.hours import compute
from insertion.typography import plain

OVERSEAS = {
    "buyer_kind": "collectivite",
    "contract_type": "travaux",
    "consultation_date": "2026-12-01",
    "overseas_territory": "reunion",
    "local_unemployment": "0.36",
    "national_unemployment": "0.24",
    "unemployment_year": "2025",
    "unemployment_source": "institut national de la statistique",
    "youth_hours_share": "0.30",
}
CHARTER = {"charter": "convention du quartier", "charter_rate": "0.05", "charter_kind": "travaux"}


def fixed(number: str = "1", **changed: Any) -> Lot:
    return Lot.model_validate(
        {
            "number": number,
            "title": "Gros œuvre",
            "method": "montant_main_oeuvre",
            "amount_excl_tax": "1000000",
            "labour_share": "0.5",
            "insertion_rate": "0.05",
            "hourly_cost": "30",
        }
        | changed
    )


def share(rate: str) -> Lot:
    return Lot.model_validate(
        {"number": "2", "title": "Voirie", "worked_hours": "24000", "insertion_rate": rate}
    )


def slices() -> Lot:
    return Lot.model_validate(
        {
            "number": "3",
            "title": "Maintenance",
            "method": "tranches_sans_seuil",
            "amount_excl_tax": "5000000",
            "inputs": {"slice_amount": "2000"},
        }
    )


def codes(*lots: Lot, **facts: Any) -> list[tuple[str, str]]:
    contract = Contract.model_validate({"lots": lots or (fixed(),), **facts})
    return [(each.code, each.place) for each in blocking(compute(contract), final=True)]


def told(*lots: Lot, **facts: Any) -> list[str]:
    contract = Contract.model_validate({"lots": lots or (fixed(),), **facts})
    return [plain(each) for each in reservations(compute(contract))]


# --- A variation of the amount ----------------------------------------------------------------


def test_a_rule_that_already_follows_the_amount_is_not_adjusted_a_second_time():
    expected = [("MODIFICATION_SANS_VOLUME", "seuil_variation")]
    assert codes(slices(), variation_threshold="0.1") == expected
    assert codes(share("0.05"), variation_threshold="0.1") == expected
    assert codes(amount_base="maximum", variation_threshold="0.1") == expected
    assert codes(slices(), fixed(), variation_threshold="0.1") == []
    assert codes(slices()) == []


# --- Overseas ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("local", "refused"), [("0.36", False), ("0.35", True)])
def test_thirty_six_for_twenty_four_opens_the_right_and_thirty_five_does_not(
    local: str, refused: bool
):
    expected = [("OUTRE_MER_RAPPORT", "outre_mer_taux_local")] if refused else []
    assert codes(**OVERSEAS | {"local_unemployment": local}) == expected


@pytest.mark.parametrize(("asked", "refused"), [("0.30", False), ("0.2999", True)])
def test_the_share_asked_is_at_least_the_share_of_the_law(asked: str, refused: bool):
    expected = [("OUTRE_MER_PART", "outre_mer_part")] if refused else []
    assert codes(**OVERSEAS | {"youth_hours_share": asked}) == expected


def test_only_the_code_lets_a_buyer_look_at_where_people_live():
    found = codes(**OVERSEAS | {"buyer_kind": "prive"})
    assert found == [("OUTRE_MER_HORS_CODE", "outre_mer_territoire")]


def test_an_unknown_rate_refuses_nothing_before_it_is_known():
    assert codes(**OVERSEAS | {"national_unemployment": None}) == []
    assert codes(**OVERSEAS | {"consultation_date": "2019-03-31"}) == []


@pytest.mark.parametrize(("asked", "pointed"), [("0.30", False), ("0.31", True)])
def test_a_share_above_the_law_is_pointed_out(asked: str, pointed: bool):
    found = told(**OVERSEAS | {"youth_hours_share": asked})
    assert any("dépasse la part minimale de la loi, 30 %" in each for each in found) == pointed


@pytest.mark.parametrize(("year", "pointed"), [("2024", False), ("2023", True), ("été", False)])
def test_rates_three_years_old_are_pointed_out(year: str, pointed: bool):
    found = told(**OVERSEAS | {"unemployment_year": year})
    assert any(f"sont ceux de {year}" in each for each in found) == pointed


# --- A funder's charter -----------------------------------------------------------------------


@pytest.mark.parametrize(("own", "refused"), [("0.05", False), ("0.0499", True)])
def test_a_share_below_the_charters_rate_contradicts_it(own: str, refused: bool):
    expected = [("CHARTE_TAUX", "lot 2")] if refused else []
    assert codes(share(own), **CHARTER) == expected
    assert codes(share(own), **CHARTER | {"charter_kind": "ingenierie"}) == []


def test_a_rate_of_hours_needs_a_volume_in_hours():
    assert codes(slices(), **CHARTER) == [("CHARTE_SANS_HEURES", "charte_convention")]
    assert codes(slices(), fixed(), **CHARTER) == []
    assert codes(slices(), **CHARTER | {"charter_kind": "ingenierie"}) == []


def test_a_charter_names_the_people_it_is_written_for():
    found = codes(**CHARTER, publics=("iae", "jeunes"))
    assert found == [("CHARTE_SANS_QPV", "publics")]
    assert codes(**CHARTER, publics=("iae", "qpv")) == []
    assert codes(**CHARTER) == []


@pytest.mark.parametrize(
    ("worked", "words"),
    [("16660", None), ("16661", "restent sous le taux"), (None, "vérifier que le volume fixé")],
)
def test_a_fixed_volume_is_compared_with_the_charters_rate(worked: str | None, words: str | None):
    found = [each for each in told(fixed(worked_hours=worked), **CHARTER) if "charte" in each]
    if words is None:
        assert found == []
    else:
        (one,) = found
        assert words in one
