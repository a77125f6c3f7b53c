"""What counts as an insertion hour: dated rules, for the clause, the note and the follow-up."""

from __future__ import annotations

from datetime import date

import pytest

from insertion import vocabulary
from insertion.contract import Contract, Lot
from insertion.counting import FILE, Counted, counting_rules, proof_rules
from insertion.datafiles import load_data
from insertion.typography import french

LOTS = (Lot(number="1", title="Gros œuvre"),)
FIRST = date(2024, 1, 1)


def rules(**facts: object) -> dict[str, Counted]:
    facts = {"consultation_date": date(2026, 12, 1)} | facts
    return {each.rule.id: each for each in counting_rules(Contract(lots=LOTS, **facts))}


def test_each_situation_is_counted_or_not_and_says_so_in_words():
    found = rules(
        training_counted=True, training_centre_counted=False, permanent_contract_months=24
    )
    assert len(found) == len(load_data(FILE)["situations"]) >= 10
    for each in found.values():
        assert each.counted is not None
        assert each.words
        assert french(each.words) == french(french(each.words))


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize(
    ("situation", "field"),
    [("formation_poste", "training_counted"), ("centre_formation", "training_centre_counted")],
)
def test_training_is_counted_as_the_contract_says(situation: str, field: str, answer: bool):
    rule = rules(**{field: answer})[situation]
    assert rule.counted is answer
    assert rule.words.startswith("Comptée" if answer else "Non comptée")


def test_without_an_answer_nothing_is_guessed():
    rule = rules(training_counted=None)["formation_poste"]
    assert (rule.counted, rule.words) == (None, "")


@pytest.mark.parametrize("months", [1, 24, 48, None])
def test_a_permanent_contract_counts_for_the_months_of_the_contract(months: int | None):
    rule = rules(permanent_contract_months=months)["cdi"]
    assert rule.bounded
    assert rule.months == months


def test_an_hour_of_the_tutor_or_of_another_contract_never_counts():
    found = rules(training_counted=True, training_centre_counted=True)
    assert [found[each].counted for each in ("tuteur", "autre_marche", "absence")] == [False] * 3


def test_the_rules_serve_from_their_first_day_and_not_the_day_before():
    contract = Contract(lots=LOTS, consultation_date=date(2023, 12, 31))
    assert counting_rules(contract) == ()
    assert proof_rules(date(2023, 12, 31)) == ()
    assert len(rules(consultation_date=FIRST)) == len(rules())
    assert len(proof_rules(FIRST)) == 3


def test_without_a_date_the_latest_rules_are_read():
    assert counting_rules(Contract(lots=LOTS))
    assert [each.id for each in proof_rules(None)] == [each.id for each in proof_rules(FIRST)]


def test_every_rule_has_a_source_a_certainty_and_no_weight():
    text = load_data(FILE)
    for section in ("situations", "proofs"):
        for row in text[section].values():
            for version in row["versions"]:
                assert version["source"]
                assert version["checked_on"]
                assert not {"weight", "coefficient", "poids"} & version.keys()


def test_the_fields_a_rule_names_are_facts_of_a_contract():
    terms = vocabulary.contract_terms()
    named = [each.rule for each in rules().values()]
    for rule in named:
        assert rule.cap is None or terms[rule.cap].type == "month_count"
        assert isinstance(rule.counted, bool) or terms[rule.counted].type == "boolean"
    assert any(rule.cap for rule in named)
    assert any(isinstance(rule.counted, str) for rule in named)
