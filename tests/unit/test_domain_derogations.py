"""A lot the law binds may be left without a condition only on a ground of the law, with facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from insertion.clause_choices import DerogationGround as Ground
from insertion.contract import Contract, Lot, Mechanism
from insertion.dated import Certainty
from insertion.derogations import derogating, freely_left_out, grounds
from insertion.guardrails import blocking, reservations
from insertion.hours import HoursResult, compute
from insertion.typography import plain

THRESHOLD, BELOW = Decimal(216_000), Decimal(215_999)  # services of local authorities, 2026
FACTS = "Le code source appartient au seul éditeur."


def lot(**changes: Any) -> Lot:
    facts = {
        "number": "1",
        "title": "Maintenance",
        "mechanism": Mechanism.NONE,
        "amount_excl_tax": THRESHOLD,
    }
    return Lot(**facts | changes)


def result(*lots: Lot, **changes: Any) -> HoursResult:
    facts = {
        "buyer_kind": "collectivite",
        "contract_type": "services",
        "consultation_date": date(2026, 12, 1),
        "duration_months": 12,
    }
    return compute(Contract(lots=lots, **facts | changes))


def codes(*lots: Lot, final: bool = True, **changes: Any) -> list[str]:
    return [each.code for each in blocking(result(*lots, **changes), final=final)]


@pytest.mark.parametrize(
    ("amount", "day", "bound"),
    [
        (THRESHOLD, date(2026, 8, 20), False),
        (THRESHOLD, date(2026, 8, 21), True),
        (THRESHOLD, date(2026, 8, 22), True),
        (BELOW, date(2026, 8, 22), False),
    ],
)
def test_a_lot_derogates_from_the_threshold_and_from_the_day_of_the_law(
    amount: Decimal, day: date, bound: bool
):
    found = result(lot(amount_excl_tax=amount), consultation_date=day)
    assert bool(derogating(found)) is bound
    assert bool(freely_left_out(found)) is not bound


def test_only_final_pieces_wait_for_the_ground_and_its_facts():
    assert codes(lot()) == ["DEROGATION_NON_MOTIVEE"]
    assert codes(lot(derogation_ground=Ground.NO_LINK)) == ["DEROGATION_SANS_FAITS"]
    assert codes(lot(derogation_ground=Ground.NO_LINK, derogation_facts=FACTS)) == []
    assert codes(lot(), final=False) == []
    assert codes(lot(derogation_ground=Ground.NO_LINK), final=False) == []


def test_the_reason_of_a_free_choice_is_no_derogation():
    assert codes(lot(no_clause_reason="Trop petit")) == ["DEROGATION_NON_MOTIVEE"]


def test_a_contract_has_four_grounds_and_a_concession_two():
    assert set(grounds(concession=False)) == set(Ground)
    assert set(grounds(concession=True)) == {Ground.NO_LINK, Ground.COMPETITION_OR_DIFFICULTY}


@pytest.mark.parametrize("ground", list(Ground))
def test_a_concession_refuses_the_grounds_of_contracts_alone(ground: Ground):
    chosen = lot(
        amount_excl_tax=Decimal(6_000_000), derogation_ground=ground, derogation_facts=FACTS
    )
    found = codes(chosen, contract_type="concession", duration_months=5, final=False)
    allowed = ground in grounds(concession=True)
    assert found == ([] if allowed else ["DEROGATION_MOTIF_EXCLU"])


@pytest.mark.parametrize(("months", "refused"), [(5, False), (6, True)])
def test_a_short_contract_lasts_less_than_six_months(months: int, refused: bool):
    short = lot(derogation_ground=Ground.SHORT_DURATION, derogation_facts=FACTS)
    found = codes(short, duration_months=months)
    assert found == (["DEROGATION_DUREE"] if refused else [])


def test_a_ground_on_a_lot_under_condition_or_below_the_threshold_is_refused():
    stated = {"derogation_ground": Ground.NO_LINK, "derogation_facts": FACTS}
    reserved = lot(mechanism=Mechanism.RESERVED, reserved_for="siae", **stated)
    assert "DEROGATION_ET_CONDITION" in codes(reserved, final=False)
    assert codes(lot(amount_excl_tax=BELOW, **stated), final=False) == ["DEROGATION_SANS_OBJET"]


def test_an_uncertain_obligation_lets_a_buyer_be_careful():
    """The amount of one lot is unknown: nobody can say that the law does not bind it."""
    careful = lot(amount_excl_tax=None, derogation_ground=Ground.NO_LINK, derogation_facts=FACTS)
    assert codes(careful) == []
    assert derogating(result(careful))


def test_a_ground_known_from_memory_and_a_silent_facilitator_are_pointed_out():
    uncertain = grounds(concession=False)[Ground.AVAILABLE_SOLUTION]
    assert uncertain.certainty is Certainty.TO_VERIFY
    chosen = lot(derogation_ground=Ground.AVAILABLE_SOLUTION, derogation_facts=FACTS)
    told = [plain(each) for each in reservations(result(chosen))]
    assert any("à vérifier dans le texte" in each for each in told)
    assert any("pas d'avis du facilitateur" in each for each in told)
    sure = lot(derogation_ground=Ground.NO_LINK, derogation_facts=FACTS)
    told = [plain(each) for each in reservations(result(sure, facilitator_opinion="Rien"))]
    assert not any("à vérifier dans le texte" in each for each in told)
    assert not any("avis du facilitateur" in each for each in told)
