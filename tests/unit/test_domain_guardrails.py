"""What refuses the pieces and what is only pointed out: each rule on both sides of its boundary."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from insertion.contract import Contract, Lot, Mechanism, Retained
from insertion.guardrails import BLOCKING, RESERVATIONS, blocking, reservations
from insertion.hours import HoursResult, compute
from insertion.penalties import penalty_warning
from insertion.typography import french, plain

SIZED: dict[str, Any] = {
    "amount_excl_tax": Decimal(1_000_000),
    "labour_share": Decimal("0.5"),
    "insertion_rate": Decimal("0.05"),
    "hourly_cost": Decimal(30),
}
LAUNCH = date(2026, 12, 1)
DECIDED = {"reason": "Négocié", "author": "Service", "decided_on": date(2026, 9, 22)}


def lot(number: str = "1", **values: Any) -> Lot:
    return Lot(number=number, title="Gros œuvre", **SIZED | values)


def result(*lots: Lot, **facts: Any) -> HoursResult:
    return compute(Contract(lots=lots or (lot(),), **facts))


def refusals(*lots: Lot, final: bool = True, **facts: Any) -> list[tuple[str, str]]:
    return [(each.code, each.place) for each in blocking(result(*lots, **facts), final=final)]


def causes(*lots: Lot, **facts: Any) -> list[str]:
    return [plain(each.cause) for each in blocking(result(*lots, **facts), final=True)]


def pointed_out(*lots: Lot, **facts: Any) -> list[str]:
    found = reservations(result(*lots, **facts))
    assert found == [french(each) for each in found]
    return [plain(each) for each in found]


def test_an_ordinary_contract_is_neither_refused_nor_questioned():
    assert refusals() == []
    assert pointed_out() == []


def test_no_rule_is_listed_twice():
    assert len(set(BLOCKING)) == len(BLOCKING)
    assert len(set(RESERVATIONS)) == len(RESERVATIONS)


def test_all_the_refusals_of_a_contract_come_together():
    found = refusals(
        lot("1", mechanism=Mechanism.RESERVED),
        lot("2", insertion_rate=Decimal(0)),
        contract_type="concession",
        penalty_cap=Decimal(0),
        amount_base="maximum",
        order_threshold=Decimal(4000),
    )
    expected = {
        ("VOLUME_NUL", "lot 2"),
        ("PLAFOND_NUL", "penalite_plafond"),
        ("BON_SEUIL_SANS_BONS", "bon_seuil"),
    }
    assert expected <= set(found)
    assert len(set(found)) == len(found)


# --- What the library can write ---------------------------------------------------------------


def test_a_contract_without_any_condition_is_not_refused_and_says_it_has_no_tender_piece():
    nothing = lot("2", mechanism=Mechanism.NONE)
    assert refusals(nothing) == []
    (told,) = pointed_out(nothing)
    assert "aucune pièce à joindre" in told
    assert not any("aucune pièce" in each for each in pointed_out(lot("1"), nothing))


# --- Volumes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("base", ["maximum", "estime", "total", "ferme", None])
def test_hours_sized_on_a_framework_follow_its_orders_and_are_not_refused(base: str | None):
    assert refusals(amount_base=base) == []
    share: dict[str, Any] = {
        "method": "heures_travaillees",
        "worked_hours": Decimal(10_000),
        "insertion_rate": Decimal("0.05"),
    }
    rule = Lot(number="1", title="Nettoyage", **share)
    assert refusals(rule, lot("2"), amount_base=base) == []


def test_a_clause_for_no_hour_is_refused_from_the_rounded_figure():
    one_hour: dict[str, Any] = {"amount_excl_tax": Decimal(1_200), "labour_share": Decimal(1)}
    half = lot(**one_hour, insertion_rate=Decimal("0.0125"))  # half an hour: rounded to one
    below = lot(**one_hour, insertion_rate=Decimal("0.0124"))
    assert refusals(half) == []
    assert refusals(below) == [("VOLUME_NUL", "lot 1")]
    assert causes(below) == [
        "Le lot 1 est soumis à la clause pour 0 heure : elle n'obligerait à rien."
    ]
    assert refusals(lot("2"), lot(insertion_rate=Decimal(0), mechanism=Mechanism.NONE)) == []


def test_a_retained_figure_of_no_hour_is_refused_and_of_one_hour_accepted():
    assert refusals(lot(retained=Retained(hours=0, **DECIDED))) == [("VOLUME_NUL", "lot 1")]
    assert refusals(lot(retained=Retained(hours=1, **DECIDED))) == []


# --- Dates and penalties ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deadline", "refused"),
    [
        (date(2026, 11, 30), True),
        (LAUNCH, True),
        (date(2026, 12, 2), False),
        (None, False),
    ],
)
def test_hours_cannot_be_due_before_the_day_after_the_consultation(
    deadline: date | None, refused: bool
):
    found = refusals(consultation_date=LAUNCH, deadline=deadline)
    assert found == ([("DATE_LIMITE_ANTERIEURE", "date_limite")] if refused else [])
    assert refusals(deadline=deadline) == []


def test_the_two_dates_are_told():
    (cause,) = causes(consultation_date=LAUNCH, deadline=date(2026, 11, 30))
    assert cause == (
        "La date limite des heures, le 30 novembre 2026, précède le lancement de la consultation, "
        "le 1er décembre 2026."
    )


def test_a_cap_of_nothing_is_refused():
    assert refusals(penalty_cap=Decimal(0)) == [("PLAFOND_NUL", "penalite_plafond")]
    assert refusals(penalty_cap=Decimal("0.0001")) == []
    assert refusals(penalty_cap=None) == []


# --- Reservations -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("launch", "months", "deadline", "questioned"),
    [
        (LAUNCH, 12, date(2027, 11, 30), True),
        (LAUNCH, 12, date(2027, 12, 1), False),
        (LAUNCH, 1, date(2026, 12, 31), True),
        (LAUNCH, 1, date(2027, 1, 1), False),
        (date(2026, 1, 1), 11, date(2026, 11, 30), True),
        (date(2026, 1, 1), 11, date(2026, 12, 1), False),
        (date(2026, 1, 31), 1, date(2026, 2, 27), True),  # February has no 31st: the 28th
        (date(2026, 1, 31), 1, date(2026, 2, 28), False),
        (LAUNCH, None, date(2026, 12, 2), False),
        (None, 12, date(2026, 12, 2), False),
        (LAUNCH, 12, None, False),
    ],
)
def test_a_deadline_before_the_earliest_end_of_the_contract_is_questioned(
    launch: date | None, months: int | None, deadline: date | None, questioned: bool
):
    found = pointed_out(consultation_date=launch, duration_months=months, deadline=deadline)
    assert len(found) == questioned


def test_a_short_deadline_is_told_with_its_day():
    (told,) = pointed_out(consultation_date=LAUNCH, duration_months=12, deadline=date(2027, 11, 30))
    assert told == (
        "La date limite des heures, le 30 novembre 2027, tombe avant la fin du marché, même s'il "
        "commençait au lancement : vérifier qu'elle est tenable."
    )


def test_a_penalty_below_the_dearest_hour_is_questioned():
    facts: dict[str, Any] = {"penalty_base": "forfait", "penalty_lump_sum": Decimal("29.99")}
    cheaper = lot("2", hourly_cost=Decimal(20))
    (told,) = pointed_out(cheaper, lot("1"), **facts)
    assert told == (
        "La pénalité par heure manquante, 29,99 €, est inférieure au coût horaire retenu pour le "
        "calcul, 30,00 €."
    )
    assert pointed_out(cheaper, lot("1"), **facts | {"penalty_lump_sum": Decimal(30)}) == []
    retained = Lot(number="1", title="a", retained=Retained(hours=5, **DECIDED))
    assert pointed_out(retained, **facts) == []


def test_a_penalty_that_cannot_be_known_yet_is_not_judged():
    smic: dict[str, Any] = {"penalty_base": "smic", "penalty_coefficient": Decimal("0.01")}
    assert pointed_out(**smic) == []
    assert pointed_out(**smic, consultation_date=date(2020, 1, 1)) == []  # no index known then
    assert len(pointed_out(**smic, consultation_date=LAUNCH)) == 1


def test_a_rate_above_the_house_mark_is_questioned():
    (told,) = pointed_out(lot("4", insertion_rate=Decimal("0.3001")), lot("5"))
    assert told == (
        "Lot 4 : un taux de 30,01 % dépasse 30 % (repère interne, non légal) : vérifier la "
        "faisabilité."
    )
    assert pointed_out(lot(insertion_rate=Decimal("0.30"))) == []
    high: dict[str, Any] = {"insertion_rate": Decimal("0.5")}
    assert pointed_out(lot("4", **high, mechanism=Mechanism.NONE), lot("5")) == []


# --- The age of an index ----------------------------------------------------------------------


def smic_contract(on: date | None, base: str = "smic") -> Contract:
    return Contract(
        lots=(lot(),),
        penalty_base=base,
        penalty_coefficient=Decimal(2),
        penalty_lump_sum=Decimal(100),
        consultation_date=on,
    )


def test_an_index_used_beyond_the_last_day_it_is_known_for_is_told():
    assert penalty_warning(smic_contract(date(2026, 12, 31))) is None
    told = penalty_warning(smic_contract(date(2027, 1, 1)))
    assert told is not None
    assert told == french(told)
    label, _, rest = plain(told).partition(" : ")
    assert label == "SMIC horaire brut"
    assert rest == ("la valeur retenue n'est connue que jusqu'au 31 décembre 2026, à reconfirmer.")


def test_a_penalty_without_an_index_never_ages():
    assert penalty_warning(smic_contract(date(2040, 1, 1), "forfait")) is None
    assert penalty_warning(smic_contract(None)) is None


# --- Periods and lots -------------------------------------------------------------------------


def spans(*amounts: object) -> tuple[dict[str, Any], ...]:
    kinds = ("ferme", "tranche", "reconduction")
    return tuple(
        {"title": kind, "period_kind": kind, "amount_excl_tax": amount, "duration_months": 12}
        for kind, amount in zip(kinds, amounts, strict=True)
    )


@pytest.mark.parametrize(
    ("base", "amounts", "told"),
    [
        ("total", ("400000", "300000", "300000"), False),
        ("total", ("400000", "300000", "299999.99"), True),
        (None, ("400000", "300000", "300000.01"), True),
        ("ferme", ("1000000", "300000", "300000"), False),
        ("ferme", ("400000", "300000", "300000"), True),
        ("ferme", ("999999.99", None, None), True),
        ("ferme", ("1000000", None, None), False),
        ("total", ("400000", None, "300000"), False),
    ],
)
def test_periods_that_do_not_add_up_to_the_lots_are_pointed_out(
    base: str | None, amounts: tuple[str | None, ...], told: bool
):
    periods = spans(*(None if each is None else Decimal(each) for each in amounts))
    found = pointed_out(amount_base=base, periods=periods)
    assert any(each.startswith("Les montants HT des périodes") for each in found) is told


def test_periods_and_lots_that_differ_are_told_with_both_amounts():
    periods = spans(*(Decimal(each) for each in (400_000, 300_000, 100_000)))
    (total,) = pointed_out(amount_base="total", periods=periods)
    assert "font 800 000,00 € et ceux des lots 1 000 000,00 €" in total
    (firm,) = pointed_out(amount_base="ferme", periods=periods)
    assert "des périodes fermes font 400 000,00 €" in firm
    assert "ne couvrent que la partie ferme" in firm


def test_periods_are_not_weighed_against_lots_whose_amount_is_unknown():
    periods = spans(*(Decimal(each) for each in (400_000, 300_000, 100_000)))
    worked = Lot(
        number="2",
        title="Propreté",
        worked_hours=Decimal(8000),
        insertion_rate=Decimal("0.05"),
    )
    assert pointed_out(lot(), worked, amount_base="total", periods=periods) == []
