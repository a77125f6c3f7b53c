"""What final pieces still wait for."""

from __future__ import annotations

from pathlib import Path

import pytest

from insertion import vocabulary
from insertion.completeness import is_asked, is_expected, missing_facts
from insertion.contract import Contract, Lot, Mechanism
from insertion.record import load_record

SAMPLE = Path(__file__).parents[2] / "workbooks" / "exemple-renovation-ecole.yaml"
LOTS = (Lot(number="1", title="Gros œuvre"),)


def missing(**facts: object) -> set[str]:
    return {term.id for term in missing_facts(Contract(lots=LOTS, **facts))}


def test_the_sample_contract_lacks_nothing():
    contract = load_record(SAMPLE.read_text(encoding="utf-8")).contract
    assert missing_facts(contract) == ()


def test_an_empty_contract_lacks_every_field_that_nothing_makes_superfluous():
    terms = vocabulary.contract_terms()
    assert missing() == {
        name
        for name, term in terms.items()
        if is_asked(term) and is_expected(term, Contract(lots=LOTS))
    }


def test_optional_and_internal_fields_are_never_asked():
    asked = missing_facts(Contract(lots=LOTS))
    assert len(asked) > 10
    for term in asked:
        assert not term.optional
        assert not term.internal


@pytest.mark.parametrize(
    ("facts", "asked", "not_asked"),
    [
        ({}, {"publics"}, {"youth_age", "senior_age", "penalty_lump_sum", "penalty_coefficient"}),
        ({"publics": ("jeunes",)}, {"youth_age"}, {"publics", "senior_age"}),
        ({"penalty_base": "forfait"}, {"penalty_lump_sum"}, {"penalty_coefficient"}),
        ({"penalty_base": "smic"}, {"penalty_coefficient"}, {"penalty_lump_sum"}),
        ({"penalty_base": "plafond_ss"}, {"penalty_coefficient"}, {"penalty_lump_sum"}),
        ({"training_counted": False}, {"training_centre_counted"}, {"training_counted"}),
    ],
)
def test_a_field_is_asked_only_when_what_it_depends_on_calls_for_it(
    facts: dict[str, object], asked: set[str], not_asked: set[str]
):
    found = missing(**facts)
    assert asked <= found
    assert not found & not_asked


MECHANISMS = [
    ("condition_execution", {"penalty_base", "deadline"}, {"criterion_weight", "status_date"}),
    ("critere", {"penalty_base", "criterion_weight"}, {"status_date", "pathways"}),
    ("clause_et_critere", {"deadline", "environmental_criterion"}, {"status_days"}),
    ("reserve", {"status_date", "retention_months"}, {"deadline", "penalty_base", "publics"}),
    ("marche_insertion", {"pathways", "publics"}, {"deadline", "penalty_base"}),
    ("autre_condition_sociale", {"reporting_rhythm"}, {"publics", "deadline", "criterion_weight"}),
    ("aucun", {"buyer_name"}, {"facilitator_body", "penalty_base", "retention_months"}),
]


@pytest.mark.parametrize(("mechanism", "asked", "not_asked"), MECHANISMS)
def test_the_mechanism_of_the_lots_decides_what_is_asked(
    mechanism: str, asked: set[str], not_asked: set[str]
):
    lots = (Lot(number="1", title="Nettoyage", mechanism=Mechanism(mechanism)),)
    found = {term.id for term in missing_facts(Contract(lots=lots))}
    assert asked <= found
    assert not found & not_asked


def test_one_lot_of_a_mechanism_is_enough_to_ask_for_its_facts():
    lots = (*LOTS, Lot(number="2", title="Nettoyage", mechanism=Mechanism.RESERVED))
    found = {term.id for term in missing_facts(Contract(lots=lots))}
    assert {"deadline", "status_date"} <= found


def test_a_field_may_wait_for_another_to_be_stated():
    assert "charter_rate" not in missing()
    assert {"charter_rate", "charter_kind"} <= missing(charter="Convention des Tilleuls")


def test_missing_facts_come_in_the_order_people_fill_them():
    order = list(vocabulary.contract_terms())
    found = [order.index(term.id) for term in missing_facts(Contract(lots=LOTS))]
    assert len(found) > 10
    assert found == sorted(found)
