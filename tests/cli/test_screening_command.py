"""« clausier reperer »: two files from a list of planned contracts, and nothing in doubt hidden."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from clausier.programme_example import example_programme
from insertion.screening import Verdict
from insertion.typography import plain
from tests.cli.command import Outcome, clausier
from tests.docgen.docx_reading import body_text

OPTIONS = ("--taux", "5%", "--cout", "35", "--minimum", "150", "--acheteur", "commune")


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    path = tmp_path / "achats-2027.xlsx"
    path.write_bytes(example_programme())
    return path


def reperer(programme: Path, *options: Any) -> Outcome:
    return clausier("reperer", programme, "--sortie", programme.parent / "sortie", *options)


def listed(tmp_path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    path = tmp_path / "liste.xlsx"
    book.save(path)
    return path


def test_a_list_gives_a_workbook_and_a_page(programme: Path):
    done = reperer(programme, *OPTIONS)
    assert done.code == 0
    folder = programme.parent / "sortie"
    assert sorted(each.name for each in folder.iterdir()) == [
        "achats-2027_reperage.xlsx",
        "achats-2027_synthese-elus.docx",
    ]
    book = openpyxl.load_workbook(folder / "achats-2027_reperage.xlsx", data_only=True)
    assert book.sheetnames == ["Synthèse", "Repérage", "Hypothèses"]
    assert "achats 2027" in plain(str(book["Repérage"]["A2"].value))
    first_line = plain(done.out.splitlines()[0])
    assert "21 marchés, 9 à étudier, 6 avec obligation" in first_line
    assert "À regrouper, Peinture intérieure : 2027-07, 2027-08, 200 heures" in plain(done.out)


def test_the_document_for_machines_says_what_the_sheet_says(programme: Path):
    document = reperer(programme, *OPTIONS, "--json").document
    assert list(document) == [
        "version",
        "dossier",
        "marches",
        "regroupements",
        "synthese",
        "fichiers",
        "avertissements",
        "erreurs",
    ]
    assert document["erreurs"] == []
    by_number = {each["numero"]: each for each in document["marches"]}
    road = by_number["2027-03"]
    assert road["part_mo"]["origine"] == "ordre_de_grandeur"
    assert road["heures"]["ordre_de_grandeur"] is True
    # 780 000 € × 20 % and 40 % × 5 % ÷ 35 €
    assert (road["heures"]["au_moins"], road["heures"]["au_plus"]) == (223, 446)
    assert Decimal(road["heures"]["exactes_au_moins"][:12]) == Decimal("222.85714285")
    assert road["lancement"] == {"du": "2027-02-01", "au": "2027-02-28"}
    assert by_number["2027-04"]["part_mo"]["origine"] == "liste"
    assert by_number["2027-14"]["manque"] == ["montant HT"]
    assert by_number["2027-12"]["verdict"] == "a_etudier"
    assert document["synthese"]["verdicts"] == {
        "a_etudier": 9,
        "a_confirmer": 3,
        "trop_petit": 6,
        "sans_main_oeuvre": 1,
        "donnees_manquantes": 2,
    }
    assert sum(document["synthese"]["verdicts"].values()) == len(document["marches"])
    assert [each["piece"] for each in document["fichiers"]] == ["reperage", "synthese"]


def test_without_a_rate_and_a_cost_they_are_asked_for_and_nothing_is_written(programme: Path):
    done = reperer(programme, "--json")
    assert (done.code, done.codes) == (3, ["HYPOTHESE_MANQUANTE"] * 2)
    assert done.document["marches"] == []
    assert not (programme.parent / "sortie").exists()


def test_every_unreadable_option_is_said_at_once(programme: Path):
    done = reperer(
        programme, "--cout", "0", "--taux", "1", "--minimum", "peu", "--acheteur", "club",
        "--le", "demain", "--json",
    )  # fmt: skip
    assert done.code == 2
    assert {each["lieu"]: each["code"] for each in done.document["erreurs"]} == {
        "option --cout": "HORS_BORNES",
        "option --taux": "PART_AMBIGUE",
        "option --minimum": "MONTANT_ILLISIBLE",
        "option --acheteur": "CHOIX_INCONNU",
        "option --le": "DATE_ILLISIBLE",
    }


@pytest.mark.parametrize("cost", ["0", "1000,01", "35000"])
def test_a_cost_out_of_its_bounds_is_refused_with_them(programme: Path, cost: str):
    done = reperer(programme, "--taux", "5%", "--cout", cost, "--json")
    assert (done.code, done.codes) == (2, ["HORS_BORNES"])
    assert "de plus de 0 à 1 000 €/h" in plain(done.document["erreurs"][0]["cause"])
    assert reperer(programme, "--taux", "5%", "--cout", "1000").code == 0


def test_without_a_minimum_the_terminal_says_that_nothing_is_called_too_small(programme: Path):
    done = reperer(programme, "--taux", "5%", "--cout", "35")
    assert "Sans --minimum, aucun marché n'est dit trop petit" in plain(done.out)


TERRITORY = """schema: bareme/1
nom: Barème d'essai
territoire: Val d'Aubrelle
auteur: Maison de l'emploi
date: 2026-06-15
minimum_heures_utiles: 100
taux_insertion:
  travaux: 10 %
couts_horaires:
  peinture: 35
"""


def territory(folder: Path) -> Path:
    path = folder / "bareme.yaml"
    path.write_text(TERRITORY, encoding="utf-8")
    return path


def test_a_territory_set_stands_in_for_the_options(programme: Path):
    done = reperer(programme, "--bareme", territory(programme.parent), "--json")
    by_number = {each["numero"]: each for each in done.document["marches"]}
    painting = by_number["2027-07"]
    # 90 000 € × 70 % (guide) × 10 % ÷ 35 € (set)
    assert painting["heures"]["au_moins"] == painting["heures"]["au_plus"] == 180
    assert painting["taux_insertion"]["origine"] == "bareme"
    assert by_number["2027-03"]["manque"] == ["coût horaire"]
    assert by_number["2027-05"]["manque"] == ["taux d'insertion", "coût horaire"]
    assert done.document["synthese"]["minimum_heures_utiles"] == 100


def test_an_option_wins_over_the_set(programme: Path):
    done = reperer(
        programme, "--bareme", territory(programme.parent), "--taux", "5%", "--minimum", "60",
        "--json",
    )  # fmt: skip
    painting = next(e for e in done.document["marches"] if e["numero"] == "2027-07")
    assert painting["heures"]["au_moins"] == 90
    assert done.document["synthese"]["minimum_heures_utiles"] == 60


def test_the_date_of_all_serves_contracts_without_one(tmp_path: Path):
    path = listed(tmp_path, ["Objet", "Nature", "Montant HT"], ["École", "Travaux", 6_000_000])
    options = ("--taux", "5%", "--cout", "35", "--acheteur", "commune", "--json")
    levels = [
        reperer(path, *options, "--ecraser", "--le", day).document["marches"][0]["obligation"]
        for day in ("2026-08-20", "2026-09-01")
    ]
    assert levels == ["facultatif", "obligatoire"]


def test_what_exists_is_kept_unless_asked_and_the_list_is_never_written_over(programme: Path):
    assert reperer(programme, *OPTIONS).code == 0
    again = reperer(programme, *OPTIONS, "--json")
    assert (again.code, again.codes) == (2, ["SORTIE_EXISTANTE"] * 2)
    before = programme.read_bytes()
    assert reperer(programme, *OPTIONS, "--ecraser").code == 0
    assert programme.read_bytes() == before


@pytest.mark.parametrize("name", ["liste.csv", "liste.yaml", "liste"])
def test_another_kind_of_file_is_refused(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_text("objet;montant", encoding="utf-8")
    done = reperer(path, *OPTIONS, "--json")
    assert (done.code, done.codes) == (3, ["PROGRAMME_FORMAT"])


def test_the_faults_of_a_list_are_said_with_their_cells(tmp_path: Path):
    path = listed(
        tmp_path,
        ["Objet", "Code CPV", "Durée", "Montant HT"],
        ["École", "452", 12, "beaucoup"],
        [None, "abc", "longtemps", 5],
    )
    done = reperer(path, *OPTIONS, "--json")
    assert done.code == 3
    assert {(each["code"], each["lieu"]) for each in done.document["erreurs"]} == {
        ("DUREE_AMBIGUE", "Sheet!C2"),
        ("MONTANT_ILLISIBLE", "Sheet!D2"),
        ("MARCHE_SANS_OBJET", "Sheet!B3"),
        ("CPV_ILLISIBLE", "Sheet!B3"),
        ("DUREE_ILLISIBLE", "Sheet!C3"),
    }


def test_a_title_given_is_the_one_printed(programme: Path):
    reperer(programme, *OPTIONS, "--titre", "Achats de la ville")
    page = programme.parent / "sortie" / "achats-2027_synthese-elus.docx"
    assert "Nos marchés peuvent-ils créer de l’emploi" in plain(body_text(page)).replace("'", "’")
    book = openpyxl.load_workbook(programme.parent / "sortie" / "achats-2027_reperage.xlsx")
    assert book["Synthèse"]["A2"].value == "Achats de la ville"


def test_every_verdict_of_the_sample_is_met(programme: Path):
    document = reperer(programme, *OPTIONS, "--json").document
    assert {each["verdict"] for each in document["marches"]} == {each.value for each in Verdict}
