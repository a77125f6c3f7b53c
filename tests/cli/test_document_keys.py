"""What every verb says alike: keys of its document, reservations of the files it read, titles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from clausier.profiles_store import FOLDER_VARIABLE
from clausier.programme_example import example_programme
from insertion.typography import plain
from tests.cli.command import Outcome, clausier

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "workbooks" / "exemple-renovation-ecole.yaml"
SAMPLE_SET = ROOT / "workbooks" / "exemple-bareme.yaml"
# Bare figures: read as percentages, with a reservation.
DOUBTFUL_SET = """schema: bareme/1
nom: Barème douteux
territoire: Vaurelle
auteur: Mission
date: 2026-09-01
parts_mo: {peinture: 65, vrd: 30}
"""
RESERVATION = "« Part de main-d'œuvre » a été lu en pourcentage (65 pour 65 %)."
LOTS = """schema: marche/1
nature: travaux
lots:
  - {numero: "1", intitule: Peinture, montant_ht: 100000, metier: peinture, taux_insertion: 7}
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "config"))


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    path = tmp_path / "achats-2027.xlsx"
    path.write_bytes(example_programme())
    return path


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def reperer(programme: Path, *options: Any) -> Outcome:
    target = programme.parent / "sortie"
    given = ("--taux", "5%", "--cout", "35", "--ecraser")
    return clausier("reperer", programme, "--sortie", target, *given, *options)


# --- Keys -------------------------------------------------------------------------------------

ABSENT = "absent.yaml"
VERBS = {
    "references": (("references",), ("references", "--metier", "astronome")),
    "bareme montrer": (("bareme", "montrer", SAMPLE_SET), ("bareme", "montrer", ABSENT)),
    "bareme verifier": (("bareme", "verifier", SAMPLE_SET), ("bareme", "verifier", ABSENT)),
    "bareme comparer": (
        ("bareme", "comparer", SAMPLE_SET, SAMPLE_SET),
        ("bareme", "comparer", SAMPLE_SET, ABSENT),
    ),
    "bareme nouveau": (("bareme", "nouveau", "b.yaml"), ("bareme", "nouveau", "b.xlsx")),
    "profil enregistrer": (
        ("profil", "enregistrer", "ville", "--depuis", SAMPLE),
        ("profil", "enregistrer", "con", "--depuis", SAMPLE),
    ),
    "profil montrer": (("profil", "montrer", "témoin"), ("profil", "montrer", ABSENT)),
    "profil supprimer": (("profil", "supprimer", "témoin"), ("profil", "supprimer", "autre")),
    "classeur": (("classeur", "c.xlsx"), ("classeur", "c.pdf")),
    "reperer": (
        ("reperer", "achats-2027.xlsx", "--sortie", "s", "--taux", "5%", "--cout", "35"),
        ("reperer", "achats-2027.xlsx", "--sortie", "s", "--taux", "beaucoup"),
    ),
    "comparer": (("comparer", SAMPLE), ("comparer", ABSENT)),
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_a_refused_command_has_the_keys_of_a_done_one(
    programme: Path, monkeypatch: pytest.MonkeyPatch, verb: str
):
    monkeypatch.chdir(programme.parent)
    assert clausier("profil", "enregistrer", "témoin", "--depuis", SAMPLE).code == 0
    good, bad = VERBS[verb]
    done, refused = clausier(*good, "--json"), clausier(*bad, "--json")
    assert (done.code, done.codes) == (0, [])
    assert refused.code in (2, 3)
    assert refused.codes
    assert list(refused.document) == list(done.document)


def test_a_list_of_profiles_that_cannot_be_had_has_its_keys(monkeypatch: pytest.MonkeyPatch):
    done = clausier("profil", "liste", "--json")
    monkeypatch.setenv(FOLDER_VARIABLE, "~personne-de-ce-nom")
    refused = clausier("profil", "liste", "--json")
    assert (done.code, refused.code) == (0, 3)
    assert list(refused.document) == list(done.document)


def keys_of(value: Any) -> set[str]:
    """Return every key of a document, however deep."""
    if isinstance(value, list):
        return set().union(*map(keys_of, value))
    if isinstance(value, dict):
        return {*value, *set().union(*map(keys_of, value.values()))}
    return set()


def test_one_thing_has_one_key_in_every_document(programme: Path):
    lots = LOTS + "minimum_heures_utiles: 300\n"
    source = written(
        programme.parent, "lots.yaml", lots.replace("7}", "7 %, part_mo: 50 %, cout_horaire: 40}")
    )
    compared = clausier("comparer", source, "--json").document
    computed = clausier("calculer", SAMPLE, "--json").document
    screened = reperer(programme, "--minimum", "150", "--json").document
    listed = clausier("references", "--json").document
    assert compared["mutualisation"]["minimum_heures_utiles"] == 300
    assert screened["synthese"]["minimum_heures_utiles"] == 150
    for document in (compared, computed):
        assert "nature_heures" in keys_of(document)
    for document in (compared, listed):
        assert {"age", "age_en_clair", "annee"} <= keys_of(document)
    other_names = {"nature_des_heures", "minimum", "minimum_utile"}
    for document in (compared, computed, screened, listed):
        assert not other_names & keys_of(document)


def test_an_age_is_a_whole_number_of_years_or_nothing():
    for document, path in (
        (clausier("references", "--json").document, "references"),
        (clausier("comparer", SAMPLE, "--json").document, "donnees"),
    ):
        rows = (
            document[path]
            if path in document
            else [
                used for lot in document["lots"] for each in lot["calculs"] for used in each[path]
            ]
        )
        assert {type(each["age"]) for each in rows} == {int, type(None)}
        assert {type(each["age_en_clair"]) for each in rows} == {str}


# --- Reservations of what was read -------------------------------------------------------------


def verbs_of_a_set(programme: Path, path: Path) -> dict[str, tuple[Any, ...]]:
    lots = written(programme.parent, "lots.yaml", LOTS)
    target = programme.parent / "s"
    return {
        "references": ("references", "--bareme", path),
        "montrer": ("bareme", "montrer", path),
        "verifier": ("bareme", "verifier", path),
        "comparer deux": ("bareme", "comparer", SAMPLE_SET, path),
        "comparer": ("comparer", lots, "--bareme", path),
        "classeur": ("classeur", programme.parent / "c.xlsx", "--ecraser", "--bareme", path),
        "reperer": ("reperer", programme, "--sortie", target, "--ecraser", "--taux", "5%",
                    "--cout", "35", "--bareme", path),
    }  # fmt: skip


@pytest.mark.parametrize(
    "verb",
    ["references", "montrer", "verifier", "comparer deux", "comparer", "classeur", "reperer"],
)
def test_the_reservations_of_a_set_reach_every_verb_that_reads_one(programme: Path, verb: str):
    path = written(programme.parent, "douteux.yaml", DOUBTFUL_SET)
    words = verbs_of_a_set(programme, path)[verb]
    document = clausier(*words, "--json").document
    told = [each for each in document["avertissements"] if RESERVATION in plain(each)]
    assert len(told) == 1
    assert told[0].startswith("douteux.yaml:")
    shown = clausier(*words)
    assert f"À vérifier : {plain(told[0])}" in plain(f"{shown.out} {shown.err}")


def test_the_reservations_of_a_contract_reach_the_workbook_and_the_comparison(tmp_path: Path):
    lots = written(tmp_path, "lots.yaml", LOTS)
    for words in (("classeur", tmp_path / "c.xlsx", "--depuis", lots), ("comparer", lots)):
        warnings = clausier(*words, "--json").document["avertissements"]
        assert any("lu en pourcentage (7 pour 7 %)" in plain(each) for each in warnings)


def test_a_set_is_asked_for_in_the_same_words_everywhere():
    told = {
        " ".join(clausier(verb, "--help").out.replace("│", " ").split())
        .partition("--bareme")[2]
        .partition("usages.")[0]
        for verb in ("references", "comparer", "classeur", "reperer")
    }
    assert len(told) == 1
    assert "Barème de territoire dont prendre" in told.pop()


# --- Titles -----------------------------------------------------------------------------------


def printed_title(programme: Path) -> str:
    book = openpyxl.load_workbook(programme.parent / "sortie" / "achats-2027_reperage.xlsx")
    return plain(str(book["Repérage"]["A2"].value))


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("a" * 301, "TEXTE_TROP_LONG"),
        ("cloche\x07", "CARACTERE_INTERDIT"),
        ("nul\x00", "CARACTERE_INTERDIT"),
        ("envers\u202e", "CARACTERE_INTERDIT"),
    ],
)
def test_a_title_that_no_document_can_bear_is_refused(programme: Path, title: str, code: str):
    refused = reperer(programme, "--titre", title, "--json")
    assert (refused.code, refused.codes) == (2, [code])
    assert refused.document["erreurs"][0]["lieu"] == "option --titre"
    assert not (programme.parent / "sortie").exists()


def test_the_longest_title_is_printed(programme: Path):
    title = "Programme " + "a" * 290
    assert reperer(programme, "--titre", title).code == 0
    assert title in printed_title(programme)


def test_a_blank_title_leaves_the_name_of_the_file(programme: Path):
    assert reperer(programme, "--titre", "  ").code == 0
    assert "achats 2027" in printed_title(programme)


def test_a_file_whose_name_bears_a_control_character_is_refused(programme: Path):
    odd = programme.rename(programme.with_name("achats\x07.xlsx"))
    refused = reperer(odd, "--json")
    assert (refused.code, refused.codes) == (3, ["CARACTERE_INTERDIT"])
    assert reperer(odd, "--titre", "Achats").code == 0
