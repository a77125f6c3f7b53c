"""What no clause states is refused before a piece is made; what is sudden is pointed out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from docgen.library import builtin_library
from docgen.pieces import prepare
from insertion.errors import InvalidInput
from insertion.guardrails import blocking, reservations
from insertion.hours import HoursResult, compute
from insertion.method import HoursKind, Statement
from insertion.methods import METHODS
from insertion.typography import plain
from tests.docgen.contracts import (
    TRAINING_FACTS,
    contract_record,
    example_lot,
    fixed_lot,
    retained,
    slices_lot,
)


def result_of(*lots: dict[str, str], **changes: Any) -> HoursResult:
    return compute(contract_record(list(lots), **changes).contract)


def codes(*lots: dict[str, str], **changes: Any) -> list[tuple[str, str]]:
    found = blocking(result_of(*lots, **changes), final=True)
    return [(each.code, each.place) for each in found]


@pytest.mark.parametrize("method", METHODS, ids=lambda each: each.id)
def test_a_method_makes_pieces_exactly_when_a_clause_states_it(method: Any):
    lot = example_lot("2", method.id)
    facts = TRAINING_FACTS if method.kind is HoursKind.TRAINING else {}
    written = method.statement is not Statement.UNWRITTEN
    refusal = "METHODE_AVENANT" if method.id == "avenant" else "METHODE_SANS_CLAUSE"
    expected = [] if written else [(refusal, "lot 2")]
    assert codes(fixed_lot("1"), lot, **facts) == expected
    result = result_of(fixed_lot("1"), lot, **facts)
    if written:
        assert "ccap" in prepare(result, builtin_library()).compositions
    else:
        with pytest.raises(InvalidInput, match=refusal):
            prepare(result, builtin_library())


def test_the_refusal_names_the_method_and_says_what_to_do():
    (fault,) = blocking(result_of(example_lot("7", "estimateur_public")), final=False)
    assert plain(fault.cause).startswith("Le lot 7 est calculé par la méthode « Estimateur public")
    assert "repère d'achat qui ne dimensionne pas" in plain(fault.cause)
    (amended,) = blocking(result_of(example_lot("7", "avenant")), final=False)
    assert "ajuste un marché en cours" in plain(amended.cause)
    assert "seuil_variation" in plain(amended.remedy)


@pytest.mark.parametrize("method", ["avenant", "estimateur_public"])
def test_retained_hours_state_a_volume_whatever_gave_the_figure(method: str):
    lot = retained(example_lot("1", method), "300")
    assert codes(lot) == []
    assert result_of(lot).lots[0].statement is Statement.VOLUME


def test_retained_hours_of_training_remain_hours_of_training():
    lot = retained(example_lot("1", "bareme_formation"), "300")
    for each in (lot, lot | {"montant_ht": ""}):
        assert codes(each, **TRAINING_FACTS) == []
        result = result_of(each, **TRAINING_FACTS)
        assert result.lots[0].statement is Statement.TRAINING
        assert (result.total, result.total_of(HoursKind.TRAINING)) == (0, 300)


@pytest.mark.parametrize("status", [None, "alternance"])
def test_hours_of_training_are_those_of_pupils_and_of_no_one_else(status: str | None):
    lot = example_lot("1", "bareme_formation")
    found = codes(lot, formation_statut=status, formation_duree_mois="2")
    assert found == [("FORMATION_SANS_STATUT_SCOLAIRE", "formation_statut")]
    assert codes(lot, **TRAINING_FACTS) == []


def test_an_article_on_pupils_needs_hours_of_training():
    expected = [("STATUT_SCOLAIRE_SANS_HEURES", "formation_statut")]
    assert codes(fixed_lot("1"), **TRAINING_FACTS) == expected
    apprentices = TRAINING_FACTS | {"formation_statut": "alternance"}
    assert codes(fixed_lot("1"), **apprentices) == []


def test_a_lot_that_asks_no_hours_may_keep_any_method():
    aside = example_lot("2", "bareme_formation") | {"mecanisme": "aucun"}
    assert codes(fixed_lot("1"), aside) == []


def test_in_a_framework_a_number_agreed_upon_still_follows_the_orders():
    slices = slices_lot("1", "tranches_au_dela")
    free = result_of(slices, montant_base="maximum")
    agreed = result_of(retained(slices, "900"), montant_base="maximum")
    assert free.lots[0].statement is Statement.INVOICED_SLICES
    assert agreed.lots[0].statement is Statement.FRAMEWORK
    assert codes(slices, montant_base="maximum") == []
    assert codes(retained(slices, "900"), montant_base="maximum") == []


@pytest.mark.parametrize(("amount", "hours"), [("2701999.99", 0), ("2702000", 1)])
def test_a_forecast_of_no_slice_refuses_nothing_and_is_told(amount: str, hours: int):
    lot = slices_lot("1", "tranches_au_dela", montant_ht=amount)
    result = result_of(lot)
    assert result.lots[0].calculated == hours
    assert blocking(result, final=True) == []
    told = any("0 heure" in plain(each) for each in result.lots[0].warnings)
    assert told == (hours == 0)


@pytest.mark.parametrize(
    ("method", "sudden"),
    [("tranches_seuil_atteint", True), ("tranches_au_dela", False), ("tranches_sans_seuil", False)],
)
def test_the_reading_that_owes_everything_at_once_is_pointed_out(method: str, sudden: bool):
    found = [plain(each) for each in reservations(result_of(slices_lot("1", method)))]
    told = [each for each in found if "1 350 heures deviennent dues d'un coup" in each]
    assert len(told) == sudden
    instead = result_of(retained(slices_lot("1", method), "900"))
    assert not any("d'un coup" in each for each in reservations(instead))


def test_hours_offered_and_hours_of_training_enter_no_total_of_the_pieces():
    lots = [fixed_lot("1", heures_offertes="40"), slices_lot("2", "tranches_sans_seuil")]
    result = result_of(*lots)
    assert (result.total, result.offered) == (833 + 2500, 40)
    values = prepare(result, builtin_library()).places.values
    assert plain(str(values["heures_total"].value)) == "833 heures"
    assert values["heures_volume_fixe"].value == values["heures_total"].value
    assert Decimal(result.total_of(HoursKind.TRAINING)) == 0
