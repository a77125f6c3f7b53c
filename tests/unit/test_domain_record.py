"""``marche.yaml``: written then read, a contract is the same contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insertion import vocabulary
from insertion.contract import Contract, Lot
from insertion.hours import compute
from insertion.intake import comparable_number
from insertion.record import dump_record, load_record, lot_value
from tests.unit.domain_contracts import HARD_TEXTS, contracts

SAMPLE = Path(__file__).parents[2] / "workbooks" / "exemple-renovation-ecole.yaml"


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(contracts())
def test_a_contract_written_then_read_is_the_same_contract(contract: Contract):
    text = dump_record(contract)
    record = load_record(text)
    assert record.contract == contract
    assert record.warnings == ()
    assert dump_record(record.contract) == text


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_a_hard_text_survives_alone(text: str):
    kept = text.strip()
    contract = Contract(
        subject=kept, activities=f"{kept}\n{kept}", lots=(Lot(number="1", title=kept),)
    )
    assert load_record(dump_record(contract)).contract == contract


def test_leading_zeros_and_digits_of_money_are_kept_to_the_last():
    lot = Lot(
        number="010",
        title="0",
        amount_excl_tax=Decimal("999999999999.99"),
        insertion_rate=Decimal("0.0500000000000000000000000000000000001"),
        labour_share=Decimal(1),
    )
    read = load_record(dump_record(Contract(lots=(lot,)))).contract.lots[0]
    assert read == lot
    assert str(read.insertion_rate) == "0.0500000000000000000000000000000000001"


def test_every_field_of_the_vocabulary_is_written_when_it_has_a_value():
    text = dump_record(load_record(SAMPLE.read_text(encoding="utf-8")).contract)
    contract = load_record(text).contract
    assert text.count("\n") > len(contract.lots) > 5
    for name, term in vocabulary.contract_terms().items():
        present = getattr(contract, name) not in (None, ())
        assert (f"\n{term.key}: " in text) == present, name
    for name, term in vocabulary.lot_terms().items():
        present = any(lot_value(lot, name) is not None for lot in contract.lots)
        assert (f" {term.key}: " in text) == present, name


def test_the_sample_is_the_school_of_the_issue():
    record = load_record(SAMPLE.read_text(encoding="utf-8"), SAMPLE.name)
    result = compute(record.contract, record.lot_places)
    assert [lot.contract_hours for lot in result.lots] == [
        800, 140, 285, 129, 218, 245, 303, 227, None,
    ]  # fmt: skip
    assert [lot.calculated for lot in result.lots][0::8] == [833, 9]
    assert result.total == 2347
    assert record.warnings == ()
    assert record.contract.consultation_date == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1", "01", True),
        ("1", "Lot 1", True),
        ("1", "Lot n° 1", False),
        ("1bis", "1 bis", True),
        ("1 BIS", "1bis", True),
        ("A1", "a 1", True),
        ("1", "1bis", False),
        ("1.1", "11", False),
        ("1-1", "1.1", True),
        ("10", "1", False),
        ("0", "00", True),
        ("甲", "乙", False),
        ("Nord", "Sud", False),
    ],
)
def test_lot_numbers_are_compared_as_people_read_them(one: str, other: str, same: bool):
    assert (comparable_number(one) == comparable_number(other)) == same


@given(st.text(max_size=12))
def test_comparing_a_lot_number_is_stable(number: str):
    assert comparable_number(comparable_number(number)) == comparable_number(number)
