"""A territory's set: read with every fault, written back, compared, used as a source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insertion import vocabulary
from insertion.contract import ContractType
from insertion.datafiles import load_data
from insertion.dated import Certainty
from insertion.errors import Fault, InvalidInput
from insertion.reference import Figure, age_words, newest
from insertion.shared_files import everyone, tables, terms
from insertion.territory import SetFigure, TerritorySet, dump_set, load_set
from insertion.territory_blank import blank_set
from insertion.territory_check import remarks
from insertion.territory_comparison import compare
from insertion.typography import french, plain

SAMPLE = Path(__file__).parents[2] / "workbooks" / "exemple-bareme.yaml"
HEAD = "schema: bareme/1\nnom: Barème\nterritoire: Vaurelle\nauteur: Mission\ndate: 2026-09-01\n"
TRADES = tuple(vocabulary.options("trade"))


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(InvalidInput) as caught:
        load_set(text)
    return caught.value.faults


# --- Reading ----------------------------------------------------------------------------------


def test_a_set_is_read_with_the_source_and_date_of_each_figure():
    found = load_set(
        HEAD + "minimum_heures_utiles: 150\n"
        "parts_mo:\n"
        "  tous: 40 %\n"
        "  Peinture intérieure: 65 %\n"
        '  vrd: {valeur: 30 %, source: "dix marchés", date: 2026-03-01}\n'
        "couts_horaires: {nettoyage: '26,50'}\n"
        "taux_insertion: {Travaux: 7 %}\n"
        "publics: [iae, jeunes]\n"
        "delai_alerte: 5 jours ouvrés\n"
    )
    assert (found.name, found.territory, found.author) == ("Barème", "Vaurelle", "Mission")
    assert found.set_date == date(2026, 9, 1)
    assert found.minimum_useful_hours == 150
    assert found.figures["labour_share"] == {
        "tous": SetFigure(Decimal("0.4")),
        "peinture": SetFigure(Decimal("0.65")),
        "vrd": SetFigure(Decimal("0.3"), "dix marchés", date(2026, 3, 1)),
    }
    assert found.figures["hourly_cost"] == {"nettoyage": SetFigure(Decimal("26.50"))}
    assert found.figures["insertion_rate"] == {"travaux": SetFigure(Decimal("0.07"))}
    assert found.facts["publics"] == ("iae", "jeunes")
    assert str(found.facts["alert_days"]) == "5 jours ouvrés"


def test_the_line_for_all_serves_where_a_trade_has_none():
    found = load_set(HEAD + "couts_horaires: {tous: 40, nettoyage: 27}\n")
    assert found.figure("hourly_cost", "nettoyage") == SetFigure(Decimal(27))
    assert found.figure("hourly_cost", "peinture") == SetFigure(Decimal(40))
    assert found.figure("hourly_cost", None) == SetFigure(Decimal(40))
    assert found.figure("labour_share", "peinture") is None
    assert load_set(HEAD + "parts_mo: {vrd: 3 %}\n").figure("labour_share", None) is None


def test_a_line_left_blank_states_nothing():
    found = load_set(HEAD + "parts_mo:\n  peinture:\n  vrd: ~\ncouts_horaires:\n")
    assert found.figures == {"labour_share": {}, "hourly_cost": {}}


def test_shares_of_a_table_are_read_together_and_a_percentage_is_told():
    found = load_set(HEAD + "parts_mo: {peinture: 65, vrd: 30}\n")
    assert found.figures["labour_share"]["vrd"].value == Decimal("0.3")
    assert len(found.warnings) == 1
    assert "pourcentage" in found.warnings[0]
    codes = [each.code for each in faults_of(HEAD + "parts_mo: {peinture: 65, vrd: 0.3}\n")]
    assert codes == ["PART_AMBIGUE", "PART_AMBIGUE"]


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("couleur: bleu", "CLE_INCONNUE", "couleur (ligne 6)"),
        ("lots: []", "CLE_INCONNUE", "lots (ligne 6)"),
        ("acheteur_nom: Ville", "CLE_INCONNUE", "acheteur_nom (ligne 6)"),
        ("nom: Autre", "CLE_EN_DOUBLE", "nom (ligne 6)"),
        ("parts_mo: 40 %", "TABLE_ATTENDUE", "parts_mo (ligne 6)"),
        ("parts_mo: [a]", "TABLE_ATTENDUE", "parts_mo (ligne 6)"),
        ("parts_mo: {peintur: 40 %}", "CLE_INCONNUE", "parts_mo.peintur (ligne 6)"),
        (
            "parts_mo: {peinture: 40 %, Peinture intérieure: 50 %}",
            "CLE_EN_DOUBLE",
            "parts_mo.Peinture intérieure (ligne 6)",
        ),
        ("parts_mo: {vrd: {source: a}}", "CLE_ABSENTE", "parts_mo.vrd (ligne 6)"),
        ("parts_mo: {vrd: {valeur: 3 %, x: a}}", "CLE_INCONNUE", "parts_mo.vrd.x (ligne 6)"),
        ("parts_mo: {vrd: 140 %}", "PART_HORS_BORNES", "parts_mo.vrd (ligne 6)"),
        ("parts_mo: {vrd: 1}", "PART_AMBIGUE", "parts_mo.vrd (ligne 6)"),
        ("parts_mo: {vrd: [30]}", "TYPE_INATTENDU", "parts_mo.vrd (ligne 6)"),
        (
            "parts_mo: {vrd: {valeur: 3 %, date: hier}}",
            "DATE_ILLISIBLE",
            "parts_mo.vrd.date (ligne 6)",
        ),
        ("couts_horaires: {tous: 0}", "VALEUR_NULLE", "couts_horaires.tous (ligne 6)"),
        ("couts_horaires: {tous: -1}", "NOMBRE_NEGATIF", "couts_horaires.tous (ligne 6)"),
        ("couts_horaires: {tous: 40 TTC}", "MONTANT_TTC", "couts_horaires.tous (ligne 6)"),
        ("taux_insertion: {peinture: 5 %}", "CLE_INCONNUE", "taux_insertion.peinture (ligne 6)"),
        ("minimum_heures_utiles: 1.5", "ENTIER_ATTENDU", "minimum_heures_utiles (ligne 6)"),
        ("penalite_base: amende", "CHOIX_INCONNU", "penalite_base (ligne 6)"),
        ("penalite_base: {a: b}", "TEXTE_ATTENDU", "penalite_base (ligne 6)"),
    ],
)
def test_a_fault_has_its_key_and_line(line: str, code: str, place: str):
    (found,) = faults_of(f"{HEAD}{line}\n")
    assert (found.code, found.place) == (code, f"bareme.yaml:{place}")


def test_an_hourly_cost_just_above_nothing_is_a_cost():
    found = load_set(HEAD + "couts_horaires: {tous: '0,01'}\n")
    assert found.figure("hourly_cost", None) == SetFigure(Decimal("0.01"))
    assert load_set(HEAD + "parts_mo: {fournitures: 0 %}\n").figures["labour_share"]


def test_all_the_faults_of_a_set_come_together():
    found = faults_of("schema: autre/1\nparts_mo: {peintur: 3 %}\ncouts_horaires: {tous: 0}\n")
    assert sorted(each.code for each in found) == sorted(
        ["VERSION_INCONNUE", "CLE_INCONNUE", "VALEUR_NULLE"] + 4 * ["CLE_ABSENTE"]
    )
    advice = next(each.remedy for each in found if each.code == "CLE_INCONNUE")
    assert "peinture" in advice


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "YAML_ILLISIBLE"),
        ("- a", "YAML_ILLISIBLE"),
        ("a: [", "YAML_ILLISIBLE"),
        ("a: &b c", "YAML_ANCRE"),
        ("[" * 30, "YAML_ILLISIBLE"),
    ],
)
def test_what_is_no_set_is_refused(text: str, code: str):
    assert [each.code for each in faults_of(text)] == [code]


@pytest.mark.parametrize(
    ("value", "code"),
    [("valeur: beaucoup, ", "PART_ILLISIBLE"), ("valeur: 250 %, ", "PART_HORS_BORNES"),
     ("", "CLE_ABSENTE")],
)  # fmt: skip
def test_every_fault_of_a_line_is_said_at_once(value: str, code: str):
    long = "a" * 301
    line = f"parts_mo: {{peinture: {{{value}source: {long}, date: bientôt}}}}\n"
    assert sorted(each.code for each in faults_of(HEAD + line)) == sorted(
        [code, "TEXTE_TROP_LONG", "DATE_ILLISIBLE"]
    )


def test_what_is_missing_is_asked_for_by_its_key():
    (found,) = faults_of(HEAD.replace("territoire: Vaurelle\n", ""))
    assert found.place == "bareme.yaml"
    assert plain(found.cause) == "« Territoire » n'est pas renseigné."
    assert plain(found.remedy) == "Ajouter la ligne « territoire: » et sa valeur."


def test_a_text_that_is_no_mapping_is_told_what_a_set_looks_like():
    (found,) = faults_of("- a")
    assert found.place == "bareme.yaml"
    assert "des lignes « clé: valeur » sont attendues" in plain(found.cause)


def test_the_name_of_the_file_is_the_place_of_its_faults():
    for text in ("- a", HEAD + "couleur: bleu\n", "parts_mo: {x: 1}"):
        with pytest.raises(InvalidInput) as caught:
            load_set(text, "vaurelle.yaml")
        assert all(each.place.startswith("vaurelle.yaml") for each in caught.value.faults)


# --- Writing ----------------------------------------------------------------------------------

_texts = st.text("abcé '\"#:{}[]%-«»0", min_size=1, max_size=20).map(str.strip).filter(bool)
_days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
_shares = st.decimals(0, 1, places=4)
_costs = st.decimals(Decimal("0.01"), 999, places=3)


def _table(keys: tuple[str, ...], values: st.SearchStrategy[Decimal]) -> Any:
    figures = st.builds(SetFigure, values, st.none() | _texts, st.none() | _days)
    return st.dictionaries(st.sampled_from(("tous", *keys)), figures, min_size=1)


_sets = st.builds(
    TerritorySet,
    _texts, _texts, _texts, _days,
    st.fixed_dictionaries({}, optional={
        "labour_share": _table(TRADES, _shares),
        "hourly_cost": _table(TRADES, _costs),
        "insertion_rate": _table(tuple(vocabulary.options("contract_type")), _shares),
    }),
    st.fixed_dictionaries({}, optional={
        "minimum_useful_hours": st.integers(0, 10**9),
        "youth_age": st.integers(15, 99),
        "penalty_base": st.sampled_from(tuple(vocabulary.options("penalty_base"))),
        "penalty_lump_sum": st.decimals(0, 10**6, places=3),
        "penalty_cap": _shares,
        "publics": st.sampled_from([("iae",), ("iae", "jeunes")]),
    }),
)  # fmt: skip


few = settings(max_examples=25)  # each example is a whole file: enough, and quick


@few
@given(_sets)
def test_a_set_written_then_read_is_the_same(parameters: TerritorySet):
    assert load_set(dump_set(parameters)) == parameters


def test_the_shipped_sample_is_sound_and_says_its_figures_are_to_be_fixed():
    found = load_set(SAMPLE.read_text(encoding="utf-8"))
    assert remarks(found) == ()
    assert found.warnings == ()
    sources = {each.source for table in found.figures.values() for each in table.values()}
    assert sources == {"à fixer par le territoire"}
    assert "fictif" in found.territory


def test_a_blank_set_lists_every_line_and_fixes_none():
    text = blank_set()
    assert [each.code for each in faults_of(text)] == ["CLE_ABSENTE"] * 4
    filled = text
    for key in ("nom", "territoire", "auteur"):
        filled = filled.replace(f"\n{key}:", f"\n{key}: a", 1)
    found = load_set(filled.replace("\ndate:", "\ndate: 2026-01-01", 1))
    assert not any(found.figures.values())
    assert found.facts == {}
    assert found.minimum_useful_hours is None
    for table in tables():
        for key in (everyone()[0], *vocabulary.options(table.named_after)):
            assert f"\n  {key}:" in text


# --- Comparing --------------------------------------------------------------------------------


def test_two_sets_are_compared_line_by_line_with_their_gap():
    a = load_set(
        HEAD + "minimum_heures_utiles: 100\nparts_mo: {peinture: 65 %, vrd: 30 %}\n"
        "couts_horaires: {tous: 41}\nage_jeunes: 26\nduree_chomage_mois: 24\n"
        "delai_alerte: 5 jours ouvrés\npenalite_base: smic\npenalite_coefficient: 2\n"
    )
    b = load_set(
        HEAD + "minimum_heures_utiles: 150\nparts_mo: {peinture: '57,5 %'}\n"
        "couts_horaires: {tous: '43,50', nettoyage: 27}\n"
        "age_jeunes: 25\nduree_chomage_mois: 12\n"
        "delai_alerte: 10 jours ouvrés\npenalite_base: smic\npenalite_coefficient: '2,5'\n"
    )
    seen = {
        line.key: (plain(line.a), plain(line.b), plain(line.gap_words), line.same)
        for line in compare(a, b)
    }
    assert seen == {
        "minimum_heures_utiles": ("100 heures", "150 heures", "+50 heures", False),
        "parts_mo.peinture": ("65 %", "57,5 %", "−7,5 points", False),
        "parts_mo.vrd": ("30 %", "", "", False),
        "couts_horaires.tous": ("41,00 €", "43,50 €", "+2,50 €", False),
        "couts_horaires.nettoyage": ("", "27,00 €", "", False),
        "duree_chomage_mois": ("24 mois", "12 mois", "−12 mois", False),
        "age_jeunes": ("26 ans", "25 ans", "−1 an", False),
        "delai_alerte": ("5 jours ouvrés", "10 jours ouvrés", "", False),
        "penalite_base": ("SMIC horaire brut", "SMIC horaire brut", "", True),
        "penalite_coefficient": ("2", "2,5", "+0,5", False),
    }


@few
@given(_sets, _sets)
def test_a_comparison_reads_the_same_both_ways(a: TerritorySet, b: TerritorySet):
    ours, theirs = compare(a, b), compare(b, a)
    assert [each.key for each in ours] == [each.key for each in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert (one.a, one.b) == (other.b, other.a)
        assert (one.gap is None) == (other.gap is None)
        assert one.gap is None or one.gap == -(other.gap or 0)


@few
@given(_sets)
def test_a_set_does_not_differ_from_itself(parameters: TerritorySet):
    assert all(each.same and not each.gap for each in compare(parameters, parameters))


# --- As a source ------------------------------------------------------------------------------


def test_the_figures_of_a_set_are_references_that_bear_its_name_and_date():
    found = load_set(
        HEAD + "parts_mo: {tous: 40 %, vrd: {valeur: 30 %, source: relevé, date: 2024-03-01}}\n"
    ).as_references()
    general, roads = found
    assert plain(general.source) == "Barème, 1er septembre 2026"
    assert (general.figure, general.trades, general.value) == (
        Figure.LABOUR_SHARE, (), Decimal("0.4"),
    )  # fmt: skip
    assert (roads.trades, roads.year, roads.note) == (("vrd",), 2024, "relevé")
    assert plain(age_words(roads, date(2026, 9, 1))) == "source de 2024, 2 ans"
    assert (general.id, general.label) == ("bareme.part_mo.tous", "Tous")
    assert (roads.id, roads.label) == ("bareme.part_mo.vrd", "VRD, voirie et réseaux")
    for each in found:
        assert (each.low, each.high, each.url, each.before, each.scope) == (
            None, None, "", None, "",
        )  # fmt: skip
        assert each.sizing
    assert (general.note, general.year) == ("", 2026)
    assert general.certainty is Certainty.SECONDARY
    assert not general.order_of_magnitude
    assert newest(found, "vrd") is roads
    assert newest(found, "peinture") is general


def test_a_rate_belongs_to_its_type_of_contract():
    parameters = load_set(HEAD + "taux_insertion: {tous: 5 %, travaux: 7 %}\n")
    (works,) = parameters.as_references(ContractType.WORKS)
    (supplies,) = parameters.as_references(ContractType.SUPPLIES)
    assert (works.value, works.scope) == (Decimal("0.07"), "")
    assert supplies.value == Decimal("0.05")
    every = {each.label: each.scope for each in parameters.as_references()}
    # Without a type of contract, the rate of works is shown but never taken by itself.
    assert every == {"Tous": "", "Travaux": "Travaux"}
    found = newest(parameters.as_references(), None)
    assert found is not None
    assert found.value == Decimal("0.05")


# --- Checking ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("parts_mo: {vrd: {valeur: 3 %, date: 2026-09-01}}", []),
        ("parts_mo: {vrd: {valeur: 3 %, date: 2026-09-02}}", ["parts_mo.vrd"]),
        ("parts_mo: {vrd: {valeur: 3 %, date: 2021-01-01}}", []),
        ("parts_mo: {vrd: {valeur: 3 %, date: 2020-12-31}}", ["parts_mo.vrd"]),
        ("age_jeunes: 26", ["–"]),
        ("parts_mo: {vrd: 3 %}\npublics: [jeunes]", ["age_jeunes"]),
        ("parts_mo: {vrd: 3 %}\npublics: [jeunes]\nage_jeunes: 26", []),
        ("parts_mo: {vrd: 3 %}\npenalite_base: forfait", ["penalite_forfait_heure"]),
        ("parts_mo: {vrd: 3 %}\npenalite_base: smic", ["penalite_coefficient"]),
    ],
)
def test_a_readable_set_may_still_have_points_to_look_at(lines: str, expected: list[str]):
    assert [each.key for each in remarks(load_set(f"{HEAD}{lines}\n"))] == expected


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            "parts_mo: {vrd: {valeur: 3 %, date: 2026-10-01}}",
            "« VRD, voirie et réseaux » est daté du 1er octobre 2026, après le barème lui-même.",
        ),
        (
            "couts_horaires: {tous: {valeur: 30, date: 2019-03-02}}",
            "« Tous » est daté du 2 mars 2019 : plus de 5 ans avant le barème.",
        ),
        ("age_jeunes: 26", "Le barème ne fixe ni part, ni coût, ni taux."),
        (
            "parts_mo: {vrd: 3 %}\npublics: [jeunes]",
            "« Jeunes : moins de » est attendu avec ce que fixe « Personnes éligibles ».",
        ),
    ],
)
def test_a_point_to_look_at_is_a_sentence(lines: str, sentence: str):
    (found,) = remarks(load_set(f"{HEAD}{lines}\n"))
    assert plain(found.sentence) == sentence
    assert found.sentence == french(found.sentence)


def test_every_line_of_a_set_is_looked_at_not_only_those_before_one_without_a_date():
    lines = "parts_mo: {vrd: 3 %, sols: {valeur: 3 %, date: 2030-01-01}}\npenalite_base: forfait\n"
    found = remarks(load_set(HEAD + lines))
    assert [each.key for each in found] == ["parts_mo.sols", "penalite_forfait_heure"]


# --- Words ------------------------------------------------------------------------------------


def test_the_words_of_shared_files_are_complete_and_no_key_means_two_things():
    words = load_data("shared_files.fr.yaml")
    assert set(words) == {"set", "tables", "line", "everyone", "profile", "presentation"}
    own = {term.key for term in terms("set").values()} | {table.key for table in tables()}
    facts = {term.key for term in vocabulary.contract_terms().values()}
    assert not own & facts
    assert all(table.field in vocabulary.lot_terms() for table in tables())
    assert {Figure(vocabulary.lot_terms()[table.field].key) for table in tables()} == {
        Figure.LABOUR_SHARE, Figure.HOURLY_COST, Figure.INSERTION_RATE,
    }  # fmt: skip
