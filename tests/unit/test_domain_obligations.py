"""The obligation of each lot: buyer, nature, amount and day decide level, article and certainty."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion import vocabulary
from insertion.contract import BuyerKind, Contract, ContractType, Lot
from insertion.dated import Certainty
from insertion.obligations import Level, Obligation, obligation_of
from insertion.typography import plain

CENT = Decimal("0.01")
A, B, C = Certainty.VERIFIED, Certainty.SECONDARY, Certainty.TO_VERIFY
OBLIGATION, CONDITION = "ccp:L2112-2-1", "ccp:L2112-2"
CONCESSION_OBLIGATION, CONCESSION_CONDITION = "ccp:L3114-2-1", "ccp:L3114-2"
DAY_BEFORE, FIRST_DAY, NEXT_DAY = (date(2026, 8, day) for day in (20, 21, 22))
LATER = date(2026, 12, 1)


def contract(*amounts: Decimal | int | None, **facts: Any) -> Contract:
    facts = {
        "buyer_kind": BuyerKind.LOCAL_AUTHORITY,
        "contract_type": ContractType.WORKS,
        "consultation_date": LATER,
    } | facts
    lots = tuple(
        Lot(
            number=str(index),
            title="Lot",
            amount_excl_tax=None if amount is None else Decimal(amount),
        )
        for index, amount in enumerate(amounts, start=1)
    )
    return Contract(**facts, lots=lots)


def answer(*amounts: Decimal | int | None, **facts: Any) -> Obligation:
    whole = contract(*amounts, **facts)
    return obligation_of(whole.lots[0], whole)


def summary(found: Obligation) -> tuple[Level, str | None, Certainty]:
    return found.level, found.article, found.certainty


# --- Thresholds: who buys, what, how much -----------------------------------------------------

STATE, CITY = BuyerKind.STATE, BuyerKind.LOCAL_AUTHORITY
WORKS, SERVICES = ContractType.WORKS, ContractType.SERVICES
SUPPLIES, CONCESSION = ContractType.SUPPLIES, ContractType.CONCESSION
CATEGORIES = [
    (STATE, SERVICES, False, 140_000),
    (STATE, SUPPLIES, False, 140_000),
    (STATE, SERVICES, True, 432_000),
    (STATE, WORKS, False, 5_404_000),
    (STATE, WORKS, True, 5_404_000),
    (STATE, CONCESSION, False, 5_404_000),
    (CITY, SERVICES, False, 216_000),
    (CITY, SUPPLIES, False, 216_000),
    (CITY, SERVICES, True, 432_000),
    (CITY, SUPPLIES, True, 432_000),
    (CITY, WORKS, False, 5_404_000),
    (CITY, CONCESSION, True, 5_404_000),
    *(
        (kind, SERVICES, False, 216_000)
        for kind in BuyerKind
        if kind not in (STATE, CITY, BuyerKind.PRIVATE)
    ),
]


@pytest.mark.parametrize(("buyer", "nature", "entity", "threshold"), CATEGORIES)
@pytest.mark.parametrize("on", [NEXT_DAY, LATER, date(2027, 12, 31)])
def test_the_threshold_itself_obliges_and_one_cent_less_does_not(
    buyer: BuyerKind, nature: ContractType, entity: bool, threshold: int, on: date
):
    facts: dict[str, Any] = {
        "buyer_kind": buyer,
        "contract_type": nature,
        "contracting_entity": entity,
        "consultation_date": on,
    }
    at, below = answer(threshold, **facts), answer(threshold - CENT, **facts)
    concession = nature is CONCESSION
    rule = CONCESSION_OBLIGATION if concession else OBLIGATION
    condition = CONCESSION_CONDITION if concession else CONDITION
    assert summary(at) == (Level.MANDATORY, rule, B)
    assert summary(below) == (Level.OPTIONAL, condition, B)
    assert at.threshold == below.threshold == threshold
    assert at.warnings == below.warnings == ()
    assert "atteint le seuil européen" in at.reason
    assert "reste sous le seuil" in below.reason


@pytest.mark.parametrize(("buyer", "nature", "entity", "threshold"), CATEGORIES)
def test_each_threshold_of_2024_is_still_known_but_obliges_to_nothing(
    buyer: BuyerKind, nature: ContractType, entity: bool, threshold: int
):
    found = [
        answer(
            threshold * 2,
            buyer_kind=buyer,
            contract_type=nature,
            contracting_entity=entity,
            consultation_date=on,
        )
        for on in (date(2024, 1, 1), date(2025, 12, 31), DAY_BEFORE)
    ]
    assert [each.level for each in found] == [Level.OPTIONAL] * 3
    assert [each.threshold for each in found] == [None] * 3
    assert [each.warnings for each in found] == [()] * 3


def test_the_reason_is_a_whole_sentence_with_its_figure():
    reasons = [
        plain(answer(*amounts).reason)
        for amounts in ([5_404_000], [1], [None], [1, 5_404_000], [1, None])
    ]
    assert reasons == [
        (
            "Le montant estimé du lot atteint le seuil européen de 5 404 000,00 € HT : une "
            "condition d'exécution sociale ou d'emploi est due, sauf dérogation motivée."
        ),
        "Le montant estimé reste sous le seuil européen de 5 404 000,00 € HT.",
        "Montant HT non saisi pour ce lot ; le seuil est de 5 404 000,00 € HT.",
        (
            "La valeur totale du marché atteint le seuil de 5 404 000,00 € HT, "
            "mais pas ce lot : clause recommandée."
        ),
        "Montant HT non saisi pour le lot 2 : la valeur totale du marché n'est pas connue.",
    ]


# --- The days of August 2026 ------------------------------------------------------------------


def test_on_20_august_2026_the_old_wording_leaves_the_choice():
    found = answer(6_000_000, consultation_date=DAY_BEFORE)
    assert summary(found) == (Level.OPTIONAL, CONDITION, A)
    assert found.citation is not None
    assert "L. 2112-2 du code" in plain(found.citation)
    assert "antérieure à l'obligation" in plain(found.reason)
    assert found.warnings == ()


def test_on_21_august_2026_the_condition_is_due_and_the_doubt_is_told():
    found = answer(6_000_000, consultation_date=FIRST_DAY)
    assert summary(found) == (Level.MANDATORY, OBLIGATION, C)
    (warning,) = found.warnings
    assert "les sources hésitent d'un jour" in plain(warning)
    assert "21 août 2026" in plain(warning)


def test_on_22_august_2026_the_condition_is_due_without_doubt():
    found = answer(6_000_000, consultation_date=NEXT_DAY)
    assert summary(found) == (Level.MANDATORY, OBLIGATION, B)
    assert found.warnings == ()


def test_a_concession_knows_the_same_three_days():
    days = [
        answer(6_000_000, contract_type=CONCESSION, consultation_date=on)
        for on in (DAY_BEFORE, FIRST_DAY, NEXT_DAY)
    ]
    assert [summary(each) for each in days] == [
        (Level.OPTIONAL, None, C),
        (Level.MANDATORY, CONCESSION_OBLIGATION, C),
        (Level.MANDATORY, CONCESSION_OBLIGATION, B),
    ]
    assert [len(each.warnings) for each in days] == [0, 1, 0]


def test_below_the_threshold_the_contested_day_changes_nothing():
    found = answer(1_000, consultation_date=FIRST_DAY)
    assert summary(found) == (Level.OPTIONAL, CONDITION, B)
    assert found.warnings == ()


# --- Beyond the last known figure -------------------------------------------------------------


@pytest.mark.parametrize("amount", [1_000, 6_000_000])
def test_from_2028_the_latest_threshold_serves_and_asks_to_be_checked(amount: int):
    before = answer(amount, consultation_date=date(2027, 12, 31))
    after = answer(amount, consultation_date=date(2028, 1, 1))
    assert before.warnings == ()
    (warning,) = after.warnings
    assert "valait jusqu'au 31 décembre 2027 : à reconfirmer" in plain(warning)
    assert summary(after) == summary(before)
    assert after.threshold == before.threshold == 5_404_000


# --- Out of the field, uncertain, unknown -----------------------------------------------------


@given(
    nature=st.none() | st.sampled_from(ContractType),
    on=st.none() | st.dates(date(2019, 1, 1), date(2035, 1, 1)),
    amount=st.none() | st.decimals(0, 10**8, places=2),
    defence=st.booleans(),
)
def test_a_private_buyer_is_told_no_article_whatever_the_rest(
    nature: ContractType | None, on: date | None, amount: Decimal | None, defence: bool
):
    found = answer(
        amount,
        buyer_kind=BuyerKind.PRIVATE,
        contract_type=nature,
        consultation_date=on,
        defence=defence,
    )
    assert summary(found) == (Level.OPTIONAL, None, A)
    assert found.citation is None
    assert found.warnings == ()
    assert not any(character.isdigit() for character in found.reason)


@pytest.mark.parametrize(
    ("on", "article", "certainty"),
    [(FIRST_DAY, None, C), (NEXT_DAY, "ccp:L2312-1-1", A), (LATER, "ccp:L2312-1-1", A)],
)
def test_defence_is_out_of_the_field_at_any_amount(
    on: date, article: str | None, certainty: Certainty
):
    found = answer(10**9, defence=True, consultation_date=on)
    assert summary(found) == (Level.OPTIONAL, article, certainty)
    assert found.threshold is None


@pytest.mark.parametrize(
    ("amount", "nature", "level"),
    [
        (215_999, SERVICES, Level.OPTIONAL),
        (216_000, SERVICES, Level.UNCERTAIN),
        (750_000, SERVICES, Level.UNCERTAIN),
        (216_000, SUPPLIES, Level.MANDATORY),
        (5_404_000, WORKS, Level.MANDATORY),
    ],
)
def test_social_services_above_the_threshold_are_left_to_be_settled(
    amount: int, nature: ContractType, level: Level
):
    found = answer(amount, contract_type=nature, social_services=True)
    assert found.level is level
    if level is Level.UNCERTAIN:
        assert summary(found) == (level, OBLIGATION, C)
        assert found.threshold == 216_000
        assert plain(found.reason) == (
            "Services sociaux : un seuil propre pourrait s'appliquer, à faire trancher."
        )


def test_a_small_lot_of_a_large_contract_is_uncertain_and_recommended():
    found = answer(404_000, 5_000_000)
    assert summary(found) == (Level.UNCERTAIN, OBLIGATION, C)
    assert found.threshold == 5_404_000
    assert "clause recommandée" in found.reason
    just_below = answer(404_000 - CENT, 5_000_000)
    assert summary(just_below) == (Level.OPTIONAL, CONDITION, B)


def test_the_large_lot_of_that_contract_is_obliged():
    whole = contract(404_000, 5_404_000)
    levels = [obligation_of(lot, whole).level for lot in whole.lots]
    assert levels == [Level.UNCERTAIN, Level.MANDATORY]


def test_an_unknown_amount_leaves_its_lot_uncertain_and_the_small_ones_with_it():
    whole = contract(None, 1_000, 6_000_000)
    found = [obligation_of(lot, whole) for lot in whole.lots]
    assert [each.level for each in found] == [Level.UNCERTAIN, Level.UNCERTAIN, Level.MANDATORY]
    assert "non saisi pour ce lot" in plain(found[0].reason)
    assert "non saisi pour le lot 1" in plain(found[1].reason)
    assert {each.threshold for each in found} == {Decimal(5_404_000)}


@pytest.mark.parametrize(
    ("unknown", "named"),
    [
        (1, "le lot 2"),
        (2, "les lots 2 et 3"),
        (4, "les lots 2 à 5"),
        (5, "les lots 2 à 6"),
        (6, "les lots 2 à 6 et d'autres"),
    ],
)
def test_the_first_lots_without_an_amount_are_named(unknown: int, named: str):
    found = answer(1, *[None] * unknown)
    assert plain(found.reason) == (
        f"Montant HT non saisi pour {named} : la valeur totale du marché n'est pas connue."
    )


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("buyer_kind", "le type d'acheteur"),
        ("consultation_date", "la date de lancement"),
        ("contract_type", "la nature du marché"),
    ],
)
def test_a_missing_fact_is_named_and_nothing_is_concluded(missing: str, words: str):
    found = answer(6_000_000, **{missing: None})
    assert summary(found) == (Level.UNCERTAIN, None, C)
    assert plain(found.reason) == f"Il manque : {words}."


def test_all_missing_facts_are_named_together():
    found = answer(1, buyer_kind=None, consultation_date=None, contract_type=None)
    assert plain(found.reason) == (
        "Il manque : le type d'acheteur, la date de lancement, la nature du marché."
    )


def test_levels_are_the_options_people_read():
    assert {level.value for level in Level} == set(vocabulary.options("obligation"))


@given(
    amounts=st.lists(st.none() | st.decimals(0, 10**7, places=2), min_size=1, max_size=5),
    kind=st.none() | st.sampled_from(BuyerKind),
    nature=st.none() | st.sampled_from(ContractType),
    on=st.none() | st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_an_answer_exists_for_every_contract_and_cites_only_law_in_force(
    amounts: list[Decimal | None],
    kind: BuyerKind | None,
    nature: ContractType | None,
    on: date | None,
    flags: tuple[bool, bool, bool],
):
    whole = contract(
        *amounts,
        buyer_kind=kind,
        contract_type=nature,
        consultation_date=on,
        defence=flags[0],
        social_services=flags[1],
        contracting_entity=flags[2],
    )
    assert len(whole.lots) == len(amounts) > 0
    for lot in whole.lots:
        found = obligation_of(lot, whole)
        assert (found.article is None) == (found.citation is None)
        assert found.reason.endswith(".")
        if found.level is Level.UNCERTAIN:
            assert found.certainty is C
        if found.level is Level.MANDATORY:
            assert on is not None
            assert on >= FIRST_DAY
            assert lot.amount_excl_tax is not None
            assert found.threshold is not None
            assert lot.amount_excl_tax >= found.threshold


def test_a_copy_with_other_lots_forgets_the_total_of_the_first():
    first = Contract(lots=(Lot(number="1", title="a", amount_excl_tax=Decimal(100)),))
    assert first.known_amount == 100
    assert first.lots_without_amount == ()
    other = first.model_copy(update={"lots": (Lot(number="1", title="a"),)})
    assert other.known_amount == 0
    assert list(other.lots_without_amount) == ["1"]
    assert first.known_amount == 100
    assert list(first.lots_without_amount) == []
