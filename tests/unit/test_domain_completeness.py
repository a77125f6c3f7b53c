"""What final pieces still wait for."""

from __future__ import annotations

from pathlib import Path

import pytest

from insertion import vocabulary
from insertion.completeness import condition_of, is_asked, missing_facts
from insertion.contract import Contract, Lot
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
        name for name, term in terms.items() if is_asked(term) and condition_of(term) is None
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


def test_missing_facts_come_in_the_order_people_fill_them():
    order = list(vocabulary.contract_terms())
    found = [order.index(term.id) for term in missing_facts(Contract(lots=LOTS))]
    assert len(found) > 10
    assert found == sorted(found)
