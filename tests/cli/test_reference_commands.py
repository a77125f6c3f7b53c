"""Reference figures, territory sets and profiles, as people and programs meet them."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from clausier.files import read_contract
from clausier.profiles_store import FOLDER_VARIABLE
from insertion.contract import Contract, PenaltyBase
from insertion.typography import plain
from tests.cli.command import Outcome, clausier

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "workbooks" / "exemple-renovation-ecole.yaml"
SAMPLE_SET = ROOT / "workbooks" / "exemple-bareme.yaml"
SET = """schema: bareme/1
nom: Barème 2026
territoire: Vaurelle
auteur: Mission
date: 2026-09-01
parts_mo: {peinture: 65 %, vrd: 30 %}
couts_horaires: {tous: 40}
taux_insertion: {travaux: 7 %}
delai_alerte: 5 jours ouvrés
age_jeunes: 25
publics: [jeunes]
penalite_base: forfait
penalite_forfait_heure: 60
"""
LOTS = """schema: marche/1
nature: travaux
entite_adjudicatrice: non
delai_alerte: 3 jours ouvrés
lots:
  - {numero: "1", intitule: Peinture, montant_ht: 100000, metier: peinture}
  - {numero: "2", intitule: VRD, montant_ht: 100000, metier: vrd, part_mo: 25 %}
  - {numero: "3", intitule: Divers, montant_ht: 100000}
  - {numero: "4", intitule: Heures, heures_travaillees: 1000}
  - {numero: "5", intitule: Sans clause, montant_ht: 100000, metier: vrd, mecanisme: aucun}
"""
PROFILE = """schema: profil/1
nom: Ville
acheteur_nom: Ville de Test
entite_adjudicatrice: oui
penalite_base: smic
penalite_coefficient: 2
age_jeunes: 26
delai_alerte: 8 jours ouvrés
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the profiles of the tests out of the user's own folder."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "config"))
    return tmp_path / "config"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def said(outcome: Outcome) -> str:
    return plain(outcome.out + " " + outcome.err)


# --- References -------------------------------------------------------------------------------


def test_figures_are_shown_with_their_source_age_and_certainty():
    shown = clausier("references", "--figure", "cout_horaire", "--le", "2026-11-21")
    assert shown.code == 0
    text = plain(shown.out)
    assert "35,20 €/h" in text
    assert "source de 2020, 6 ans" in text
    assert "vérifié" in text
    assert "Parts de main-d'œuvre" not in text


def test_orders_of_magnitude_stand_apart_under_a_title_that_says_what_they_are():
    text = plain(clausier("references", "--figure", "part_mo").out)
    sourced, guessed = text.split("ordre de grandeur à confirmer, sans source, jamais repris")
    assert "≈" not in sourced
    assert "Peinture intérieure" in sourced
    assert len(re.findall("≈ ", guessed)) == 32
    assert "Plaine Commune" in guessed.split("Lu et non repris")[1]


def test_the_age_follows_the_day_asked_for():
    for day, expected in (("2030-01-01", 10), ("2021-06-01", 1)):
        shown = clausier("references", "--figure", "cout_horaire", "--le", day, "--json")
        ages = {each["id"]: each["age"] for each in shown.document["references"]}
        assert ages["cout_horaire.construction_2020"] == expected
    assert clausier("references", "--json").document["le"] >= "2026"


def test_a_document_of_references_holds_exact_figures_and_every_reserve():
    shown = clausier(
        "references", "--metier", "Peinture intérieure", "--le", "2026-11-21", "--json"
    )
    assert set(shown.document) == {
        "version", "le", "references", "ecartees", "avertissements", "erreurs",
    }  # fmt: skip
    rows = {each["id"]: each for each in shown.document["references"]}
    share = rows["part_mo.peinture_mef"]
    assert (share["usuel"], share["annee"], share["anterieure_a"]) == ("0.70", None, 2016)
    assert rows["tarif_facture.tarif_peinture"]["dimensionne"] is False
    assert rows["taux_insertion.solideo"]["portee"] == "ouvrages olympiques"
    assert rows["cout_horaire.construction_2026_memoire"]["ordre_de_grandeur"] is True
    assert "part_mo.vrd_memoire" not in rows


@pytest.mark.parametrize(
    ("option", "word", "advice"),
    [
        ("--figure", "prix", "part_mo"),
        ("--metier", "peintur", "peinture"),
        ("--metier", "astronome", "gros_oeuvre"),
        ("--le", "demain", "date"),
    ],
)
def test_a_word_nobody_knows_is_refused_with_what_to_choose(option: str, word: str, advice: str):
    refused = clausier("references", option, word, "--json")
    assert refused.code == (3 if option == "--le" else 2)
    assert refused.codes == ["DATE_ILLISIBLE" if option == "--le" else "CHOIX_INCONNU"]
    assert advice in refused.document["erreurs"][0]["remede"]
    assert refused.document["references"] == []


def test_the_figures_of_a_set_stand_beside_the_others(tmp_path: Path):
    path = written(tmp_path, "bareme.yaml", SET)
    shown = clausier("references", "--metier", "peinture", "--bareme", path, "--json")
    rows = {each["id"]: each for each in shown.document["references"]}
    assert rows["bareme.part_mo.peinture"]["usuel"] == "0.65"
    assert plain(rows["bareme.part_mo.peinture"]["source"]) == "Barème 2026, 1er septembre 2026"
    assert "bareme.part_mo.vrd" not in rows
    assert "part_mo.peinture_mef" in rows


# --- Sets -------------------------------------------------------------------------------------


def test_a_new_set_is_blank_and_is_refused_until_it_says_whose_it_is(tmp_path: Path):
    path = tmp_path / "bareme.yaml"
    assert clausier("bareme", "nouveau", path).code == 0
    refused = clausier("bareme", "verifier", path, "--json")
    assert refused.code == 3
    assert refused.codes == ["CLE_ABSENTE"] * 4
    again = clausier("bareme", "nouveau", path, "--json")
    assert (again.code, again.codes) == (2, ["SORTIE_EXISTANTE"])
    assert clausier("bareme", "nouveau", path, "--ecraser").code == 0
    assert clausier("bareme", "nouveau", tmp_path / "b.xlsx", "--json").codes == [
        "SORTIE_MAL_NOMMEE"
    ]


def test_checking_a_set_ends_with_one_when_something_is_to_be_looked_at(tmp_path: Path):
    assert clausier("bareme", "verifier", SAMPLE_SET).code == 0
    assert "Rien à revoir" in said(clausier("bareme", "verifier", SAMPLE_SET))
    path = written(tmp_path, "bareme.yaml", SET.replace("age_jeunes: 25\n", ""))
    found = clausier("bareme", "verifier", path, "--json")
    assert found.code == 1
    assert [each["cle"] for each in found.document["remarques"]] == ["age_jeunes"]
    assert "age_jeunes" in clausier("bareme", "verifier", path).out


def test_a_set_is_shown_whole(tmp_path: Path):
    text = said(clausier("bareme", "montrer", SAMPLE_SET))
    for words in ("Vaurelle", "1er septembre 2026", "65 %", "40,00 €/h", "7 %", "150 heures",
                  "15 jours calendaires", "à fixer par le territoire"):  # fmt: skip
        assert words in text
    path = written(tmp_path, "bareme.yaml", SET)
    document = clausier("bareme", "montrer", path, "--json").document
    assert document["bareme"]["parts_mo"]["peinture"] == {
        "valeur": "0.65", "source": None, "date": None,
    }  # fmt: skip
    assert document["bareme"]["informations"]["publics"] == ["jeunes"]


def test_two_sets_are_compared_and_only_what_differs_is_shown(tmp_path: Path):
    a = written(tmp_path, "a.yaml", SET)
    b = written(tmp_path, "b.yaml", SET.replace("65 %", "70 %").replace("tous: 40", "tous: 38"))
    shown = clausier("bareme", "comparer", a, b)
    assert shown.code == 0
    assert "+5 points" in said(shown)
    assert "−2,00 €" in said(shown)
    assert "2 lignes diffèrent, 7 identiques" in said(shown)
    assert "VRD" not in shown.out
    assert "VRD" in clausier("bareme", "comparer", a, b, "--tout").out
    lines = clausier("bareme", "comparer", a, b, "--json").document["lignes"]
    assert [(each["cle"], each["ecart"]) for each in lines] == [
        ("parts_mo.peinture", "5"), ("couts_horaires.tous", "-2"),
    ]  # fmt: skip
    assert "0 ligne diffère" in said(clausier("bareme", "comparer", a, a))


OLD = "{valeur: 30 %, source: dix marchés, date: 2019-03-01}"


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("{valeur: 30 %, source: douze marchés, date: 2019-03-01}", "même valeur, source changée"),
        ("{valeur: 30 %, source: dix marchés, date: 2026-12-01}", "même valeur, date changée"),
        ("{valeur: 30 %}", "même valeur, source et date changées"),
        (OLD, None),
    ],
)
def test_a_same_value_of_another_source_or_date_is_not_called_identical(
    tmp_path: Path, new: str, told: str | None
):
    a = written(tmp_path, "a.yaml", SET.replace("vrd: 30 %", f"vrd: {OLD}"))
    b = written(tmp_path, "b.yaml", SET.replace("vrd: 30 %", f"vrd: {new}"))
    shown = said(clausier("bareme", "comparer", a, b))
    lines = clausier("bareme", "comparer", a, b, "--json").document["lignes"]
    if told is None:
        assert lines == []
        assert "0 ligne diffère, 9 identiques" in shown
    else:
        assert told in shown
        assert "1 ligne diffère, dont 1 par la source ou la date seulement, 8 identiques" in shown
        (line,) = lines
        assert (line["ecart"], line["identique"]) == ("0", False)
        assert told == f"même valeur, {line['origine']}"


def test_a_value_that_changes_with_its_source_shows_its_gap(tmp_path: Path):
    a = written(tmp_path, "a.yaml", SET.replace("vrd: 30 %", f"vrd: {OLD}"))
    b = written(tmp_path, "b.yaml", SET.replace("vrd: 30 %", "vrd: 32 %"))
    assert "+2 points" in said(clausier("bareme", "comparer", a, b))


@pytest.mark.parametrize("verb", ["montrer", "verifier"])
def test_a_file_that_is_no_set_is_refused(tmp_path: Path, verb: str):
    assert clausier("bareme", verb, tmp_path / "rien.yaml", "--json").codes == ["FICHIER_ABSENT"]
    other = ROOT / "workbooks" / "exemple-renovation-ecole.xlsx"
    assert clausier("bareme", verb, other, "--json").codes == ["FICHIER_ILLISIBLE"]
    assert "VERSION_INCONNUE" in clausier("bareme", verb, SAMPLE, "--json").codes


# --- Profiles ---------------------------------------------------------------------------------


def test_a_profile_is_saved_listed_shown_and_removed(own_folder: Path):
    assert clausier("profil", "liste", "--json").document["profils"] == []
    made = clausier("profil", "enregistrer", "Ville d'Été", "--depuis", SAMPLE)
    assert made.code == 0
    (path,) = (own_folder / "profils").iterdir()
    assert path.name == "ville-d-ete.yaml"
    assert str(path) in made.out
    listed = clausier("profil", "liste", "--json").document["profils"]
    assert listed == [{"nom": "Ville d'Été", "informations": 34}]
    shown = clausier("profil", "montrer", "ville d ete", "--json").document["profil"]
    assert shown["informations"]["penalite_base"] == "smic"
    assert "objet_marche" not in shown["informations"]
    assert "SMIC horaire brut" in clausier("profil", "montrer", "Ville d'Été").out
    assert clausier("profil", "supprimer", "Ville d'Été").code == 0
    assert list((own_folder / "profils").iterdir()) == []


def test_a_profile_is_never_replaced_by_accident():
    assert clausier("profil", "enregistrer", "ville", "--depuis", SAMPLE).code == 0
    again = clausier("profil", "enregistrer", "VILLE", "--depuis", SAMPLE, "--json")
    assert (again.code, again.codes) == (2, ["PROFIL_EXISTANT"])
    assert clausier("profil", "enregistrer", "VILLE", "--depuis", SAMPLE, "--ecraser").code == 0
    assert [each["nom"] for each in clausier("profil", "liste", "--json").document["profils"]] == [
        "VILLE"
    ]


@pytest.mark.parametrize("verb", ["montrer", "supprimer"])
def test_an_unknown_profile_is_refused_with_those_that_exist(verb: str):
    refused = clausier("profil", verb, "ville", "--json")
    assert (refused.code, refused.codes) == (2, ["PROFIL_INCONNU"])
    clausier("profil", "enregistrer", "ville", "--depuis", SAMPLE)
    refused = clausier("profil", verb, "vile", "--json")
    assert "« ville »" in plain(refused.document["erreurs"][0]["remede"])


def test_a_profile_can_be_shared_as_a_file_and_taken_in_under_another_name(tmp_path: Path):
    path = tmp_path / "ville.yaml"
    assert clausier("profil", "enregistrer", "v", "--depuis", SAMPLE, "--sortie", path).code == 0
    taken = clausier("profil", "enregistrer", "reçu", "--depuis", path, "--json").document
    own = clausier("profil", "montrer", path, "--json").document
    assert taken["profil"]["nom"] == "reçu"
    assert taken["profil"]["informations"] == own["profil"]["informations"]
    into_itself = clausier(
        "profil", "enregistrer", "v", "--depuis", path, "--sortie", path, "--ecraser", "--json"
    )
    assert into_itself.codes == ["SORTIE_EST_LA_SOURCE"]


def test_a_profile_needs_no_lot_but_needs_something_to_keep(tmp_path: Path):
    facts = written(tmp_path, "marche.yaml", "schema: marche/1\nacheteur_nom: Ville\nlots: []\n")
    assert clausier("profil", "enregistrer", "ville", "--depuis", facts).code == 0
    empty = written(tmp_path, "vide.yaml", "schema: marche/1\nobjet_marche: École\n")
    refused = clausier("profil", "enregistrer", "vide", "--depuis", empty, "--json")
    assert (refused.code, refused.codes) == (3, ["PROFIL_VIDE"])
    wrong = written(tmp_path, "faux.yaml", "schema: marche/1\ndelai_alerte: bientôt\n")
    assert clausier("profil", "enregistrer", "faux", "--depuis", wrong, "--json").codes == [
        "DELAI_ILLISIBLE"
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("!!!", "PROFIL_NOM"), ("", "PROFIL_NOM"), ("con", "PROFIL_NOM"), ("NUL", "PROFIL_NOM"),
        ("ville.yaml", "PROFIL_NOM"), ("ville.YML", "PROFIL_NOM"), ("a" * 61, "PROFIL_NOM"),
        ("a" * 301, "TEXTE_TROP_LONG"), ("vi\x07lle", "CARACTERE_INTERDIT"),
        ("vi\nlle", "CARACTERE_INTERDIT"), ("vi\u202elle", "CARACTERE_INTERDIT"),
    ],
)  # fmt: skip
def test_a_name_that_no_file_can_bear_is_refused(
    own_folder: Path, tmp_path: Path, name: str, code: str
):
    refused = clausier("profil", "enregistrer", name, "--depuis", SAMPLE, "--json")
    assert (refused.code, refused.codes) == (2, [code])
    shared = ("--sortie", tmp_path / "partage.yaml")
    refused = clausier("profil", "enregistrer", name, "--depuis", SAMPLE, *shared, "--json")
    assert refused.codes == [code]
    assert not own_folder.exists()


def test_the_longest_name_is_accepted_and_two_names_are_two_files(own_folder: Path):
    for last in "ab":
        name = "a" * 59 + last
        assert clausier("profil", "enregistrer", name, "--depuis", SAMPLE).code == 0
    assert len(list((own_folder / "profils").iterdir())) == 2


def test_a_profile_is_known_by_the_name_it_bears_and_not_by_its_file(own_folder: Path):
    folder = own_folder / "profils"
    folder.mkdir(parents=True)
    other = written(folder, "ville.yaml", PROFILE.replace("nom: Ville", "nom: Département"))
    for verb in ("montrer", "supprimer"):
        assert clausier("profil", verb, "ville", "--json").codes == ["PROFIL_INCONNU"]
    shown = clausier("profil", "montrer", "departement", "--json").document["profil"]
    assert shown["fichier"] == other.as_posix()
    before = other.read_bytes()
    made = clausier("profil", "enregistrer", "Ville", "--depuis", SAMPLE, "--ecraser", "--json")
    assert Path(made.document["profil"]["fichier"]) == folder / "ville-2.yaml"
    assert other.read_bytes() == before
    assert clausier("profil", "supprimer", "ville").code == 0
    assert [each.name for each in folder.iterdir()] == ["ville.yaml"]


def test_a_bad_file_among_the_profiles_is_told_and_hides_none(own_folder: Path):
    clausier("profil", "enregistrer", "ville", "--depuis", SAMPLE)
    bad = written(own_folder / "profils", "mauvais.yaml", "schema: profil/1\ncouleur: bleu\n")
    listed = clausier("profil", "liste", "--json")
    assert listed.code == 0
    assert [each["nom"] for each in listed.document["profils"]] == ["ville"]
    (warning,) = listed.document["avertissements"]
    assert warning.startswith(str(bad))
    assert f"À vérifier : {bad}" in said(clausier("profil", "liste"))
    refused = clausier("profil", "montrer", "vile", "--json")
    assert "« ville »" in plain(refused.document["erreurs"][0]["remede"])
    # Asked for by its own name, the bad file says what is wrong in it, and stays.
    assert "CLE_INCONNUE" in clausier("profil", "montrer", "mauvais", "--json").codes
    assert clausier("profil", "supprimer", "mauvais").code == 3
    assert bad.exists()


def test_the_profiles_to_choose_from_are_named_whole():
    for index in range(9):
        name = f"communauté de communes {index}"
        clausier("profil", "enregistrer", name, "--depuis", SAMPLE)
    refused = clausier("profil", "montrer", "x", "--json")
    remedy = plain(refused.document["erreurs"][0]["remede"])
    assert "…" not in remedy
    assert remedy.endswith("communauté de communes 8.")


def test_a_shared_profile_without_any_fact_is_nothing_to_keep(tmp_path: Path):
    empty = written(tmp_path, "vide.yaml", "schema: profil/1\nnom: Ville\n")
    refused = clausier("profil", "enregistrer", "ville", "--depuis", empty, "--json")
    assert (refused.code, refused.codes) == (3, ["PROFIL_VIDE"])


def test_the_folder_of_the_profiles_may_begin_with_the_home_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(FOLDER_VARIABLE, "~/chez-moi")
    assert clausier("profil", "enregistrer", "ville", "--depuis", SAMPLE).code == 0
    assert (tmp_path / "chez-moi" / "profils" / "ville.yaml").is_file()
    monkeypatch.setenv(FOLDER_VARIABLE, "~personne-de-ce-nom/chez-moi")
    assert clausier("profil", "liste", "--json").codes == ["FICHIER_ABSENT"]


# --- A workbook filled beforehand --------------------------------------------------------------


def filled(folder: Path, *arguments: object) -> tuple[Outcome, Contract]:
    path = folder / "calcul.xlsx"
    outcome = clausier("classeur", path, "--ecraser", *arguments)
    assert outcome.code == 0, outcome.err
    return outcome, read_contract(path).contract


def test_the_contract_wins_over_the_profile_which_wins_over_the_set(tmp_path: Path):
    lots = written(tmp_path, "lots.yaml", LOTS)
    before = lots.read_bytes()
    profile, parameters = (
        written(tmp_path, "ville.yaml", PROFILE),
        written(tmp_path, "bareme.yaml", SET),
    )
    outcome, found = filled(tmp_path, "--depuis", lots, "--profil", profile, "--bareme", parameters)
    assert found.buyer_name == "Ville de Test"
    assert found.contracting_entity is False, "said by the contract, be it the usual value"
    assert str(found.alert_days) == "3 jours ouvrés"
    assert found.penalty_base is PenaltyBase.MINIMUM_WAGE
    assert found.publics == ("jeunes",)
    assert found.youth_age == 26, "called for by the publics of the set, stated by the profile"
    assert found.penalty_lump_sum is None, "no lump sum where the penalty is an index"
    assert lots.read_bytes() == before
    told = plain(outcome.err)
    assert "Profil « Ville » : 4 valeurs reprises" in told
    assert (
        "Lot 1 : part de main-d'œuvre (65 %, ligne « Peinture intérieure »), "
        "coût horaire (40,00 €/h, ligne « Tous »), taux d'insertion (7 %, ligne « Travaux »)."
    ) in told


def test_a_set_fills_only_what_the_method_of_each_lot_lacks(tmp_path: Path):
    lots = written(tmp_path, "lots.yaml", LOTS)
    parameters = written(tmp_path, "bareme.yaml", SET)
    outcome, found = filled(tmp_path, "--depuis", lots, "--bareme", parameters, "--json")
    figures = {
        lot.number: [
            None if value is None else str(value)
            for value in (lot.labour_share, lot.hourly_cost, lot.insertion_rate)
        ]
        for lot in found.lots
    }
    assert figures == {
        "1": ["0.65", "40", "0.07"],
        "2": ["0.25", "40", "0.07"],
        "3": [None, "40", "0.07"],
        "4": [None, None, "0.07"],
        "5": [None, None, None],
    }
    assert plain(found.values_source or "") == (
        "Barème 2026 (Mission), 1er septembre 2026, pour : part de main-d'œuvre, lot 1 ; "
        "coût horaire, lots 1, 2 et 3 ; taux d'insertion, lots 1 à 4. "
        "Autres valeurs : source à indiquer."
    )
    assert found.values_date is None, "the share of lot 2 is the contract's own"
    (borrowed,) = outcome.document["repris"]
    assert "lots.1.part_mo" in borrowed["champs"]
    assert "lots.2.part_mo" not in borrowed["champs"]
    assert "source_valeurs" in borrowed["champs"]


def test_a_source_already_given_is_kept_and_completed(tmp_path: Path):
    own = "source_valeurs: Estimation de l'économiste.\ndate_valeurs: 2026-01-15\n"
    lots = written(tmp_path, "lots.yaml", LOTS.replace("lots:", own + "lots:"))
    _, found = filled(tmp_path, "--depuis", lots, "--bareme", written(tmp_path, "b.yaml", SET))
    assert plain(found.values_source or "") == (
        "Estimation de l'économiste. Barème 2026 (Mission), 1er septembre 2026, pour : "
        "part de main-d'œuvre, lot 1 ; coût horaire, lots 1, 2 et 3 ; "
        "taux d'insertion, lots 1 à 4."
    )
    assert str(found.values_date) == "2026-01-15"


ALL_LENT = LOTS.split('  - {numero: "2"', maxsplit=1)[0]


def test_a_set_is_the_only_source_when_it_gives_every_value(tmp_path: Path):
    lots = written(tmp_path, "lots.yaml", ALL_LENT)
    parameters = written(tmp_path, "b.yaml", SET)
    outcome, found = filled(tmp_path, "--depuis", lots, "--bareme", parameters, "--json")
    assert plain(found.values_source or "") == "Barème 2026 (Mission), 1er septembre 2026"
    assert str(found.values_date) == "2026-09-01"
    (borrowed,) = outcome.document["repris"]
    shown = {each["cle"]: plain(each["en_clair"]) for each in borrowed["valeurs"]}
    assert shown["lots.1.part_mo"] == "65 %, ligne « Peinture intérieure »"
    assert shown["date_valeurs"] == "1er septembre 2026"


def test_a_value_of_another_day_leaves_the_date_of_the_values_to_fill(tmp_path: Path):
    dated = "{valeur: 65 %, source: dix marchés soldés, date: 2019-03-01}"
    parameters = written(tmp_path, "b.yaml", SET.replace("peinture: 65 %", f"peinture: {dated}"))
    lots = written(tmp_path, "lots.yaml", ALL_LENT)
    outcome, found = filled(tmp_path, "--depuis", lots, "--bareme", parameters)
    assert found.values_date is None
    assert "ligne « Peinture intérieure », dix marchés soldés, 1er mars 2019" in plain(outcome.err)


def test_a_figure_of_the_lot_that_the_set_does_not_share_is_kept_and_told(tmp_path: Path):
    lots = written(tmp_path, "lots.yaml", LOTS)
    outcome, found = filled(
        tmp_path, "--depuis", lots, "--bareme", written(tmp_path, "b.yaml", SET)
    )
    assert str(found.lots[1].labour_share) == "0.25"
    assert (
        "Lot 2 : part de main-d'œuvre 25 % au marché, conservé ; barème 30 % "
        "(ligne « VRD, voirie et réseaux »)."
    ) in plain(outcome.err)


@pytest.mark.parametrize(
    ("rates", "rate"),
    [("{travaux: 7 %, tous: 4 %}", None), ("{travaux: 7 %}", None), ("{tous: 4 %}", "0.04")],
)
def test_a_rate_by_nature_is_left_when_the_nature_is_unknown(
    tmp_path: Path, rates: str, rate: str | None
):
    """Only a set that parts no natures has a rate for a contract whose nature nobody knows."""
    lots = written(tmp_path, "lots.yaml", LOTS.replace("nature: travaux\n", ""))
    parameters = written(tmp_path, "b.yaml", SET.replace("{travaux: 7 %}", rates))
    outcome, found = filled(tmp_path, "--depuis", lots, "--bareme", parameters)
    assert {
        None if e.insertion_rate is None else str(e.insertion_rate) for e in found.lots[:4]
    } == {rate}
    assert ("Taux d'insertion : rien de repris" in plain(outcome.err)) is (rate is None)


def test_lots_filled_alike_are_told_together(tmp_path: Path):
    alike = "".join(
        f'  - {{numero: "{n}", intitule: Peinture, montant_ht: 9000, metier: peinture}}\n'
        for n in range(1, 41)
    )
    lots = written(tmp_path, "lots.yaml", f"schema: marche/1\nnature: travaux\nlots:\n{alike}")
    outcome, found = filled(
        tmp_path, "--depuis", lots, "--bareme", written(tmp_path, "b.yaml", SET)
    )
    assert "Lots 1 à 40 : part de main-d'œuvre (65 %" in plain(outcome.err)
    assert plain(found.values_source or "") == "Barème 2026 (Mission), 1er septembre 2026"


def test_a_source_names_many_scattered_lots_by_their_count(tmp_path: Path):
    scattered = "".join(
        f'  - {{numero: "{n}", intitule: Peinture, montant_ht: 9000, metier: peinture'
        f"{', part_mo: 50 %' if n % 2 else ''}}}\n"
        for n in range(1, 201)
    )
    lots = written(tmp_path, "l.yaml", f"schema: marche/1\nnature: travaux\nlots:\n{scattered}")
    _, found = filled(tmp_path, "--depuis", lots, "--bareme", written(tmp_path, "b.yaml", SET))
    assert "part de main-d'œuvre, 100 lots ; coût horaire, tous les lots" in plain(
        found.values_source or ""
    )


def test_what_reading_the_contract_left_aside_is_told(tmp_path: Path):
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ["N° lot", "Intitulé", "Montant HT", "Part MO", "Remarque du chef"],
        ["1", "Peinture", 100000, "70 %", "à voir"],
    ):
        book.active.append(row)
    source = tmp_path / "acheteur.xlsx"
    book.save(source)
    told = read_contract(source).warnings
    assert told
    outcome, _ = filled(tmp_path, "--depuis", source)
    for each in told:
        assert plain(each) in plain(outcome.err)


def test_a_blank_workbook_takes_the_habits_of_an_office(tmp_path: Path):
    clausier("profil", "enregistrer", "ville", "--depuis", written(tmp_path, "v.yaml", PROFILE))
    path = tmp_path / "vierge.xlsx"
    outcome = clausier("classeur", path, "--profil", "ville", "--bareme", SAMPLE_SET)
    assert outcome.code == 0
    told = plain(outcome.err)
    assert "Profil « ville » :" in told
    assert "lot par lot" in told
    # A workbook without lots keeps its facts: they can be saved again as a profile.
    clausier("profil", "enregistrer", "relu", "--depuis", path)
    shown = clausier("profil", "montrer", "relu", "--json").document["profil"]["informations"]
    assert shown["acheteur_nom"] == "Ville de Test"
    assert shown["delai_alerte"] == "8 jours ouvrés"
    assert shown["rythme_suivi"] == "trimestre"
    assert shown["penalite_coefficient"] == "2"


def test_without_profile_nor_set_nothing_is_taken_up(tmp_path: Path):
    lots = written(tmp_path, "lots.yaml", LOTS)
    outcome, found = filled(tmp_path, "--depuis", lots, "--json")
    assert outcome.document["repris"] == []
    assert outcome.err == ""
    assert found.buyer_name is None
    assert {lot.hourly_cost for lot in found.lots} == {None}


def test_a_profile_that_says_nothing_new_says_so(tmp_path: Path):
    profile = written(
        tmp_path, "p.yaml", "schema: profil/1\nnom: Ville\ndelai_alerte: 8 jours ouvrés\n"
    )
    lots = written(tmp_path, "lots.yaml", LOTS)
    outcome, _ = filled(tmp_path, "--depuis", lots, "--profil", profile)
    assert plain(outcome.err) == "Profil « Ville » : rien à reprendre."


def test_an_unknown_profile_writes_no_workbook(tmp_path: Path):
    path = tmp_path / "calcul.xlsx"
    refused = clausier("classeur", path, "--profil", "inconnu", "--json")
    assert (refused.code, refused.codes) == (2, ["PROFIL_INCONNU"])
    assert not path.exists()


# --- Help -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("references",),
        ("bareme",), ("bareme", "montrer"), ("bareme", "verifier"), ("bareme", "comparer"),
        ("bareme", "nouveau"),
        ("profil",), ("profil", "enregistrer"), ("profil", "liste"), ("profil", "montrer"),
        ("profil", "supprimer"),
    ],
)  # fmt: skip
def test_help_is_in_french_with_examples(words: tuple[str, ...]):
    outcome = clausier(*words, "--help")
    assert outcome.code == 0
    assert "Exemples" in outcome.out
    assert not re.search(r"\b(show|exit|required|default|path|text|this|message)\b", outcome.out)
