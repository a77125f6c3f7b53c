"""What a person is told beside the hours of a lot: refusals, warnings, totals by kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from insertion.contract import Contract, Lot, Mechanism, Retained
from insertion.errors import InvalidInput
from insertion.hours import HoursResult, LotHours, compute
from insertion.method import HoursKind, Method, Statement
from insertion.methods import METHODS, method
from insertion.typography import plain

M1: dict[str, Any] = {
    "amount_excl_tax": Decimal(1_000_000),
    "labour_share": Decimal("0.5"),
    "insertion_rate": Decimal("0.05"),
    "hourly_cost": Decimal(30),
}
DIVIDING = [each for each in METHODS if each.divisors]


def lot(number: str = "1", **values: Any) -> Lot:
    fields = {name: value for name, value in values.items() if name in Lot.model_fields}
    inputs = {name: value for name, value in values.items() if name not in Lot.model_fields}
    return Lot(number=number, title="Gros œuvre", **fields, inputs=inputs)


def result(*lots: Lot) -> HoursResult:
    return compute(Contract(lots=lots))


def only(*lots: Lot) -> LotHours:
    (found,) = result(*lots).lots
    return found


def warnings(found: LotHours) -> list[str]:
    """Return the warnings of the hours, without those of the law."""
    count = len(found.warnings) - len(found.obligation.warnings)
    return [plain(each) for each in found.warnings[:count]]


def kept(hours: int) -> Retained:
    return Retained(hours=hours, reason="a", author="b", decided_on=date(2026, 9, 22))


def inputs_of(chosen: Method, **changed: Decimal) -> dict[str, Any]:
    return {name: Decimal(1) / 2 for name in chosen.inputs} | changed


def faults(*lots: Lot) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidInput) as caught:
        result(*lots)
    return [(each.code, each.place, plain(each.cause)) for each in caught.value.faults]


# --- Refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", DIVIDING, ids=lambda each: each.id)
def test_a_division_by_zero_is_refused_by_the_name_of_the_input(chosen: Method):
    for name in chosen.divisors:
        zero = lot("8", method=chosen.id, **inputs_of(chosen, **{name: Decimal(0)}))
        ((code, place, cause),) = faults(zero)
        assert code == ("COUT_HORAIRE_NUL" if name == "hourly_cost" else "DIVISEUR_NUL")
        assert place == "lot 8"
        assert "8" in cause
        unasked = zero.model_copy(update={"mechanism": Mechanism.NONE})
        assert only(unasked).exact is None
        assert only(zero.model_copy(update={"retained": kept(5)})).contract_hours == 5


def test_a_method_out_of_its_field_says_its_limit():
    estimator = method("estimateur_public")
    below, at = (
        lot(method=estimator.id, **inputs_of(estimator, amount_excl_tax=each))
        for each in (Decimal("3699.99"), Decimal(3700))
    )
    assert only(below).exact is not None
    ((code, place, cause),) = faults(at)
    assert (code, place) == ("METHODE_HORS_DOMAINE", "lot 1")
    assert "3 700" in cause
    assert "Estimateur public" in cause


def test_each_missing_input_is_named_with_its_lot_and_its_method():
    values = {name: value for name, value in M1.items() if name != "hourly_cost"}
    ((code, place, cause),) = faults(lot("6", **values))
    assert (code, place) == ("ENTREE_MANQUANTE", "lot 6")
    assert "lot 6" in cause
    assert "Montant et main-d'œuvre" in cause
    assert "oût horaire" in cause


# --- Warnings ---------------------------------------------------------------------------------


def test_an_ordinary_lot_is_not_warned_about():
    assert warnings(only(lot(**M1))) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            M1 | {"insertion_rate": Decimal(0)},
            "Le calcul donne 0 heure : une clause sans volume n'oblige à rien.",
        ),
        (
            M1 | {"retained": kept(0)},
            "Les heures retenues sont nulles : une clause sans volume n'oblige à rien.",
        ),
        (
            {
                "method": "heures_travaillees",
                "worked_hours": Decimal(10_000),
                "insertion_rate": Decimal("0.05"),
                "retained": kept(400),
            },
            (
                "Les 400 heures retenues remplacent la part d'heures travaillées : la clause "
                "énonce un volume fixe."
            ),
        ),
    ],
)
def test_a_figure_that_needs_a_second_look_is_told_in_a_sentence(values: dict[str, Any], told: str):
    assert warnings(only(lot(**values))) == [told]
    assert warnings(only(lot(**values, mechanism=Mechanism.CLAUSE_AND_CRITERION))) == [told]


def test_a_lot_without_hours_is_not_warned_about_them():
    none = lot(**M1 | {"insertion_rate": Decimal(0)}, mechanism=Mechanism.RESERVED)
    assert warnings(only(none)) == []


@pytest.mark.parametrize("chosen", METHODS, ids=lambda each: each.id)
def test_a_method_says_its_caution_then_that_no_text_was_read(chosen: Method):
    found = only(lot(method=chosen.id, **inputs_of(chosen)))
    wanted = [plain(chosen.caution)] if chosen.caution else []
    if chosen.certainty.value == "C":
        wanted.append("Méthode d'usage, sans texte de référence lu : à vérifier.")
    zero = ["Le calcul donne 0 heure : une clause sans volume n'oblige à rien."]
    assert warnings(found) == (zero if found.calculated == 0 else []) + wanted


# --- Totals and what the contract states ------------------------------------------------------


def test_hours_of_different_kinds_are_never_added():
    training = method("bareme_formation")
    whole = result(
        lot("1", **M1),
        lot("2", **M1, retained=kept(100), offered_hours=20),
        lot("3", **M1, mechanism=Mechanism.NONE),
        lot("4", method=training.id, **inputs_of(training, amount_excl_tax=Decimal(10**7))),
        lot("5", retained=kept(3), offered_hours=4),
    )
    taught = whole.lots[3].contract_hours
    assert taught
    assert whole.total == whole.total_of(HoursKind.EMPLOYMENT) == 833 + 100 + 3
    assert whole.total_of(HoursKind.TRAINING) == taught
    assert whole.offered == 24
    assert [each.kind for each in whole.lots] == [
        *[HoursKind.EMPLOYMENT] * 3,
        HoursKind.TRAINING,
        HoursKind.EMPLOYMENT,
    ]


@pytest.mark.parametrize("chosen", METHODS, ids=lambda each: each.id)
def test_a_lot_states_a_rule_only_when_its_method_does_and_nobody_agreed_otherwise(
    chosen: Method,
):
    training = chosen.id == "bareme_formation"
    rule = chosen.id == "heures_travaillees" or chosen.id.startswith("tranches") or training
    asked = lot(method=chosen.id, **inputs_of(chosen))
    assert only(asked).states_a_rule == rule
    assert only(asked).statement is chosen.statement
    agreed = only(asked.model_copy(update={"retained": kept(5)}))
    assert not agreed.states_a_rule
    assert agreed.statement is (Statement.TRAINING if training else Statement.VOLUME)
    none = only(asked.model_copy(update={"mechanism": Mechanism.NONE}))
    assert none.statement is None
    assert none.contract_hours is None


def test_the_place_of_a_lot_is_the_one_given_or_else_its_number():
    empty = Lot(number="3", title="a")
    other = Lot(number="4", title="b")
    with pytest.raises(InvalidInput) as caught:
        compute(Contract(lots=(empty, other)), ("Lots!A2",))
    assert [each.place for each in caught.value.faults] == ["Lots!A2", "lot 4"]
