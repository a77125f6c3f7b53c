"""What the pieces can say of a method: those no clause states, and those that owe all at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from insertion.contract import Contract, Lot, Mechanism, Retained
from insertion.guardrails import blocking, reservations
from insertion.hours import HoursResult, compute
from insertion.method import HoursKind, Method
from insertion.methods import METHODS, method
from insertion.typography import plain
from insertion.vocabulary import label_of

REFUSALS = {"avenant": "METHODE_AVENANT", "estimateur_public": "METHODE_SANS_CLAUSE"}
PUPILS = {"training_status": "scolaire"}
"""What a contract with hours of training says of who is trained."""
SLICES = {"amount_excl_tax": "5000000", "trigger": "2700000", "slice_amount": "2000"}


def lot(chosen: Method, number: str = "1", **changed: Any) -> Lot:
    kept = {name: changed.pop(name) for name in ("mechanism", "retained") if name in changed}
    typed = dict.fromkeys(chosen.inputs, "0.5") | changed
    values = {name: Decimal(text) for name, text in typed.items()}
    facts = {name: value for name, value in values.items() if name in Lot.model_fields}
    inputs = {name: value for name, value in values.items() if name not in Lot.model_fields}
    return Lot(number=number, title="a", method=chosen.id, inputs=inputs, **facts, **kept)


def result(*lots: Lot, **facts: Any) -> HoursResult:
    return compute(Contract(lots=lots, **facts))


def codes(*lots: Lot, **facts: Any) -> list[tuple[str, str]]:
    return [(each.code, each.place) for each in blocking(result(*lots, **facts), final=True)]


def retained(hours: int) -> Retained:
    return Retained(hours=hours, reason="a", author="b", decided_on=date(2026, 9, 22))


def sized(chosen: Method, number: str = "1", **changed: Any) -> Lot:
    """Return a lot whose method gives hours."""
    big = {"amount_excl_tax": "3000", "floor_hours": "40", "worked_hours": "4000", "fte": "50"}
    big |= {"annual_hours": "9000", "transferred_hours": "0", "payroll": "900000", "posts": "9"}
    big |= {"fte_hours": "1607", "hours_per_post": "400", "trigger": "1000", "years": "1"}
    big |= {"initial_hours": "800", "amended_amount": "3000", "hours_per_million": "7000"}
    values = {name: text for name, text in big.items() if name in chosen.inputs}
    return lot(chosen, number, **values | changed)


@pytest.mark.parametrize("chosen", METHODS, ids=lambda each: each.id)
def test_a_method_no_clause_states_is_refused_by_its_name(chosen: Method):
    volume = method("montant_main_oeuvre")
    facts = PUPILS if chosen.kind is HoursKind.TRAINING else {}
    found = blocking(result(sized(volume, "1"), sized(chosen, "2"), **facts), final=True)
    if chosen.id not in REFUSALS:
        assert found == []
        return
    (refused,) = found
    assert (refused.code, refused.place) == (REFUSALS[chosen.id], "lot 2")
    label = label_of("method", chosen.id).partition(",")[0]
    assert plain(refused.cause).startswith(f"Le lot 2 est calculé par la méthode « {label}")


def test_every_lot_is_looked_at_whatever_comes_before_it():
    amendment = method("avenant")
    agreed = Lot(number="1", title="a", retained=retained(5))
    without = sized(amendment, "2", mechanism=Mechanism.NONE)
    assert codes(agreed, without, sized(amendment, "3")) == [("METHODE_AVENANT", "lot 3")]


def test_hours_agreed_upon_replace_a_figure_and_not_what_it_counts():
    amendment, training = method("avenant"), method("bareme_formation")
    assert codes(sized(amendment, retained=retained(5))) == []
    bare = Lot(number="1", title="a", method="bareme_formation", retained=retained(5))
    for each in (sized(training, retained=retained(5)), bare):
        assert result(each).lots[0].kind is HoursKind.TRAINING
        assert codes(each) == [("FORMATION_SANS_STATUT_SCOLAIRE", "formation_statut")]
        assert codes(each, **PUPILS) == []


def test_a_forecast_of_no_hour_leaves_a_rule_of_slices_whole():
    above = method("tranches_au_dela")
    nothing = lot(above, **SLICES | {"amount_excl_tax": "2700000"})
    assert result(nothing).lots[0].contract_hours == 0
    assert codes(nothing) == []
    assert codes(lot(above, **SLICES, retained=retained(0))) == [("VOLUME_NUL", "lot 1")]


def test_what_falls_due_at_once_when_a_trigger_is_reached_is_told():
    once = method("tranches_seuil_atteint")
    told = [plain(each) for each in reservations(result(lot(once, "6", **SLICES)))]
    assert told == [
        (
            "Lot 6 : 1 350 heures deviennent dues d'un coup lorsque le montant facturé atteint "
            "2 700 000,00 € ; au-dessous, aucune. Vérifier que c'est bien la règle voulue, et non "
            "les seules tranches au-delà du seuil."
        )
    ]


@pytest.mark.parametrize("name", ["tranches_au_dela", "tranches_sans_seuil"])
def test_the_other_readings_of_slices_owe_nothing_at_once(name: str):
    chosen = method(name)
    values = {key: text for key, text in SLICES.items() if key in chosen.inputs}
    assert not [each for each in reservations(result(lot(chosen, **values))) if "coup" in each]


def test_a_volume_agreed_upon_or_a_lot_without_clause_owes_nothing_at_once():
    once = method("tranches_seuil_atteint")
    for changed in ({"retained": retained(900)}, {"mechanism": Mechanism.NONE}):
        found = result(lot(once, **SLICES, **changed))
        assert not [each for each in reservations(found) if "coup" in each]
