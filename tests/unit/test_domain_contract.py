"""The contract as facts: its bounds, and what is deduced from it without any method."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from insertion import vocabulary
from insertion.contract import BuyerKind, Contract, Lot, Mechanism
from insertion.quantities import Direction, Rounding


def lot(number: str = "1", **values: Any) -> Lot:
    return Lot(number=number, title="Gros œuvre", **values)


def test_the_known_amount_is_the_sum_of_those_typed_and_the_others_are_named():
    whole = Contract(
        lots=(
            lot("1", amount_excl_tax=Decimal("0.10")),
            lot("2"),
            lot("3", amount_excl_tax=Decimal("0.20")),
            lot("4"),
        )
    )
    assert whole.known_amount == Decimal("0.30")
    assert whole.lots_without_amount == ("2", "4")
    nothing = Contract(lots=(lot("7"),))
    assert str(nothing.known_amount) == "0"
    assert nothing.lots_without_amount == ("7",)


def test_a_contract_is_allotted_from_two_lots():
    assert not Contract(lots=(lot(),)).allotted
    assert Contract(lots=(lot("1"), lot("2"))).allotted


@pytest.mark.parametrize("kind", [None, *BuyerKind])
def test_only_a_private_buyer_is_outside_the_code(kind: BuyerKind | None):
    assert Contract(lots=(lot(),), buyer_kind=kind).under_the_code == (kind != "prive")


def test_the_rounding_is_that_of_the_contract():
    assert Contract(lots=(lot(),)).rounding == Rounding(Direction.NEAREST, 1)
    chosen = Contract(lots=(lot(),), rounding_direction="superieur", rounding_multiple=35)
    assert chosen.rounding == Rounding(Direction.UP, 35)


@pytest.mark.parametrize("mechanism", list(Mechanism))
def test_two_mechanisms_ask_the_firm_for_hours(mechanism: Mechanism):
    asks = {"condition_execution", "clause_et_critere"}
    assert lot(mechanism=mechanism).has_hours == (mechanism.value in asks)


def test_a_fact_is_built_and_read_by_its_french_key_too():
    rows = [{"numero": "1", "intitule": "Gros œuvre"}]
    built = Contract.model_validate({"objet_marche": "École", "lots": rows})
    assert built == Contract(subject="École", lots=(lot(),))
    assert built.value_of("objet_marche") == "École"
    with pytest.raises(ValidationError):
        Contract.model_validate({"couleur": "bleu", "lots": rows})


# --- Inputs of methods that have no field of their own ----------------------------------------


def test_an_input_is_read_by_its_name_wherever_it_is_held():
    filled = lot(amount_excl_tax=Decimal(5), inputs={"years": Decimal(2), "fte": Decimal(3)})
    assert filled.inputs == (("fte", Decimal(3)), ("years", Decimal(2)))
    assert filled.value("years") == 2
    assert filled.value("amount_excl_tax") == 5
    assert filled.value("payroll") is None
    assert filled.value("hourly_cost") is None
    with pytest.raises(AttributeError):
        filled.value("colour")


LIMITS = {
    "money": Decimal(10) ** 12,
    "share": Decimal(1),
    "hours": Decimal(10) ** 9,
    "number": Decimal(10) ** 9,
}
OTHER_INPUTS = {
    name: LIMITS[term.type]
    for name, term in vocabulary.lot_terms().items()
    if name not in Lot.model_fields and term.type in LIMITS
}


@pytest.mark.parametrize("name", OTHER_INPUTS)
def test_an_input_has_the_range_of_its_type_both_ends_included(name: str):
    most = OTHER_INPUTS[name]
    for value in (Decimal(0), most):
        assert lot(inputs={name: value}).value(name) == value
    for value in (Decimal("-0.01"), most + Decimal("0.01")):
        with pytest.raises(ValidationError, match=f"{name}: not an input, or out of range"):
            lot(inputs={name: value})
    for value in (Decimal("NaN"), Decimal("Infinity")):
        with pytest.raises(ValidationError, match="finite number"):
            lot(inputs={name: value})


@pytest.mark.parametrize("name", ["colour", "number", "title"])
def test_what_no_method_reads_is_no_input(name: str):
    with pytest.raises(ValidationError, match="not an input"):
        lot(inputs={name: Decimal(1)})
