"""A profile: what an office states in every contract, and nothing that belongs to one contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insertion import vocabulary
from insertion.contract import PenaltyBase
from insertion.errors import Fault, InvalidInput
from insertion.facts import fact_text, published, terms_of
from insertion.profile import GROUPS, Profile, dump_profile, load_profile
from insertion.quantities import DayKind, Days
from insertion.record import load_record
from insertion.typography import plain

SAMPLE = Path(__file__).parents[2] / "workbooks" / "exemple-renovation-ecole.yaml"
HEAD = "schema: profil/1\nnom: Ville\n"


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(InvalidInput) as caught:
        load_profile(text)
    return caught.value.faults


def test_a_profile_keeps_the_habits_of_an_office_and_nothing_of_one_contract():
    kept = terms_of(GROUPS)
    assert {"buyer_name", "facilitator_email", "penalty_base", "reporting_days"} <= kept.keys()
    one_contract = {"subject", "consultation_date", "deadline", "activities", "duration_months",
                    "values_source", "consultation_number"}  # fmt: skip
    assert not one_contract & kept.keys()
    assert set(GROUPS) < vocabulary.groups().keys()


def test_the_profile_of_a_contract_goes_through_its_file_unchanged():
    contract = load_record(SAMPLE.read_text(encoding="utf-8")).contract
    stated = contract.model_fields_set
    facts = {name: getattr(contract, name) for name in terms_of(GROUPS) if name in stated}
    made = Profile("Communauté de communes", facts)
    assert made.facts["facilitator_role"] == contract.facilitator_role
    assert len(made.facts) == 34
    assert load_profile(dump_profile(made)) == made


@settings(max_examples=40)
@given(
    st.text("abcé '\"#:{}[]-«»", min_size=1, max_size=20).map(str.strip).filter(bool),
    st.fixed_dictionaries(
        {},
        optional={
            "buyer_name": st.text("abc: #'\"é-", min_size=1).map(str.strip).filter(bool),
            "contracting_entity": st.booleans(),
            "penalty_base": st.sampled_from(PenaltyBase),
            "penalty_lump_sum": st.decimals(0, 10**6, places=3),
            "penalty_cap": st.decimals(0, 1, places=3),
            "publics": st.sampled_from([("iae",), ("iae", "qpv")]),
            "alert_days": st.builds(
                Days, count=st.integers(1, 3660), kind=st.sampled_from(DayKind)
            ),
        },
    ),
)
def test_any_profile_written_then_read_is_the_same(name: str, facts: dict[str, object]):
    made = Profile(name, facts)
    assert load_profile(dump_profile(made)) == made


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (HEAD + "objet_marche: École", "CLE_INCONNUE", "objet_marche (ligne 3)"),
        (HEAD + "lots: []", "CLE_INCONNUE", "lots (ligne 3)"),
        (HEAD + "delai_alerte: 5 jours", "DELAI_ILLISIBLE", "delai_alerte (ligne 3)"),
        (HEAD + "acheteur_nom: {a: b}", "TEXTE_ATTENDU", "acheteur_nom (ligne 3)"),
        (HEAD + "penalite_coefficient: 0", "HORS_BORNES", "penalite_coefficient (ligne 3)"),
        (HEAD + "nom: b", "CLE_EN_DOUBLE", "nom (ligne 3)"),
        ("schema: marche/1\nnom: a", "VERSION_INCONNUE", "schema (ligne 1)"),
        ("schema: profil/1\nnom:", "CLE_ABSENTE", "nom (ligne 2)"),
    ],
)
def test_a_fault_has_its_key_and_line(text: str, code: str, place: str):
    (found,) = faults_of(text + "\n")
    assert (found.code, found.place) == (code, f"profil.yaml:{place}")


def test_what_is_no_profile_is_refused():
    assert [each.code for each in faults_of("- a")] == ["YAML_ILLISIBLE"]
    (found,) = faults_of("schema: profil/1\n")
    assert (found.code, found.place) == ("CLE_ABSENTE", "profil.yaml")
    (near,) = faults_of(HEAD + "acheteur_nam: Ville\n")
    assert "acheteur_nom" in near.remedy


def test_a_percentage_read_as_such_is_told():
    assert "pourcentage" in load_profile(HEAD + "penalite_plafond: 5\n").warnings[0]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("penalty_base", PenaltyBase.MINIMUM_WAGE, "SMIC horaire brut"),
        ("publics", ("jeunes", "qpv"),
         "Jeunes peu qualifiés sans emploi ; Habitants de QPV éloignés de l'emploi"),
        ("contracting_entity", False, "non"),
        ("penalty_lump_sum", 60, "60,00 €"),
        ("youth_age", 26, "26 ans"),
        ("masking_threshold", 1, "1 personne"),
        ("retention_months", 12, "12 mois"),
        ("buyer_name", None, ""),
        ("publics", (), ""),
    ],
)  # fmt: skip
def test_a_fact_is_shown_in_words_with_its_unit(field: str, value: object, expected: str):
    assert plain(fact_text(vocabulary.contract_terms()[field], value)) == expected


def test_a_json_document_bears_exact_figures_as_text():
    shown = [published(each) for each in (PenaltyBase.LUMP_SUM, ("a",), True, 3, None)]
    assert shown == ["forfait", ["a"], True, 3, None]
    assert published(Decimal("12.50")) == "12.50"
    assert published(Decimal("1E+3")) == "1000"
    assert published(date(2026, 9, 1)) == "2026-09-01"
    assert published(Days(5, DayKind.WORKED)) == "5 jours ouvrés"
