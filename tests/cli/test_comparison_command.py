"""« clausier comparer »: every method on a lot, with its sources, its spread and its reasons."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from insertion.typography import plain
from tests.cli.command import clausier

FACTS = """schema: marche/1
objet_marche: Construction d'un groupe scolaire
date_lancement: 2026-12-01
nature: travaux
"""
MILLION = """  - numero: "{number}"
    intitule: Bâtiment tous corps d'état
    metier: batiment_tce
    montant_ht: 1000000
    part_mo: 0.5
    taux_insertion: 0.05
    cout_horaire: 30
    methode: montant_main_oeuvre
    montant_tranche: 2000
"""
SET = """schema: bareme/1
nom: "Barème 2026"
territoire: "Département de la Vaurelle"
auteur: "Mission départementale des clauses sociales"
date: 2026-09-01
couts_horaires:
  batiment_tce: 40
"""
# The table of the study, 1 000 000 € and 5 %: facilitator guide at 30 and at 25 €, INSEE 2020, the
# share of a cost-estimating site, an hour per 2 000 € invoiced.
PUBLISHED = {833, 1000, 710, 426, 500}


def written(tmp_path: Path, *lots: str, facts: str = "") -> Path:
    path = tmp_path / "marche.yaml"
    path.write_text(f"{FACTS}{facts}lots:\n{''.join(lots)}", encoding="utf-8")
    return path


@pytest.fixture
def million(tmp_path: Path) -> Path:
    return written(tmp_path, MILLION.format(number=1))


def by_group(lot: dict[str, Any], group: str) -> list[dict[str, Any]]:
    return [each for each in lot["calculs"] if each["groupe"] == group]


def test_the_published_table_is_found_again_with_training_apart(million: Path):
    (lot,) = clausier("comparer", million, "--json").document["lots"]
    comparable = by_group(lot, "comparables")
    assert {each["heures"] for each in comparable} >= PUBLISHED
    assert [each["heures"] for each in by_group(lot, "formation")] == [900]
    assert (lot["plus_bas"], lot["plus_haut"], lot["ecart"]) == (426, 1000, 574)
    # 1 000 ÷ (1 000 000 × 30 % × 5 % ÷ 35,20)
    assert Decimal(lot["rapport"][:12]) == Decimal("2.3466666666")
    (own,) = (each for each in comparable if each["calcul_du_lot"])
    assert (own["heures"], own["ecart_au_calcul"]) == (833, 0)
    assert all(each["ecart_au_calcul"] is None for each in by_group(lot, "formation"))


def test_the_table_shows_each_group_with_its_figures_and_bars(million: Path):
    done = clausier("comparer", million)
    assert done.code == 0
    lines = [plain(each) for each in done.out.splitlines()]
    for hours, gap in (("426", "−407"), ("710", "−123"), ("1 000", "+167")):
        assert [each for each in lines if f" {hours} {gap} █" in each], hours
    assert [
        each for each in lines if each.startswith("Montant et main-d'œuvre – calcul du lot 833")
    ]
    assert [each for each in lines if each.startswith("Barème de formation par montant 900 ░")]
    told = plain(done.out)
    assert told.index("Heures d'emploi comparables") < told.index("Ordre de grandeur à confirmer")
    assert "source de 2020, 6 ans" in told
    assert "du plus bas" not in told
    assert "2,35 fois le plus bas" in told


def test_the_longest_bar_is_that_of_the_most_hours(million: Path):
    done = clausier("comparer", million)
    bars = {
        plain(line).rsplit(" ", 1)[0].split()[-1]: line.count("█") + line.count("░")
        for line in done.out.splitlines()
        if "█" in line or "░" in line
    }
    assert max(bars.values()) == 24
    assert bars["+167"] == 24
    assert bars["−407"] == round(24 * 0.426)


def test_every_input_of_the_document_has_its_source_and_borrowed_ones_their_age(million: Path):
    (lot,) = clausier("comparer", million, "--json").document["lots"]
    used = [each for outcome in lot["calculs"] for each in outcome["donnees"]]
    assert all(each["source"] for each in used)
    assert all(each["age_en_clair"] for each in used if each["repere"])
    newest = [each for each in used if each["repere"] == "cout_horaire.construction_2020"]
    assert {(each["annee"], each["age"], plain(each["age_en_clair"])) for each in newest} == {
        (2020, 6, "source de 2020, 6 ans")
    }


def test_ages_are_counted_to_the_day_asked_for(million: Path):
    done = clausier("comparer", million, "--le", "2021-03-01")
    assert "source de 2020, 1 an" in plain(done.out)
    assert "Âge des repères au 1er mars 2021" in plain(done.out)


def test_figures_from_memory_are_in_a_group_of_their_own(million: Path):
    (lot,) = clausier("comparer", million, "--json").document["lots"]
    doubtful = by_group(lot, "ordre_de_grandeur")
    assert [each["heures"] for each in doubtful] == [610]  # 1 000 000 × 50 % × 5 % ÷ 41
    elsewhere = [each for each in lot["calculs"] if each not in doubtful]
    assert not [u for each in elsewhere for u in each["donnees"] if u["ordre_de_grandeur"]]


def test_a_contract_that_cannot_be_computed_yet_is_compared_with_what_it_has(tmp_path: Path):
    begun = """  - numero: "2"
    intitule: Peinture
    metier: peinture
    montant_ht: 200000
    taux_insertion: 0.05
"""
    path = written(tmp_path, MILLION.format(number=1), begun)
    done = clausier("comparer", path, "--json")
    assert done.code == 0
    first, second = done.document["lots"]
    assert first["plus_bas"] == 426
    assert second["heures_du_calcul"] is None
    asked = {each["methode"]: each for each in second["a_renseigner"]}
    assert [plain(each) for each in asked["montant_main_oeuvre"]["donnees"]] == [
        "Part de main-d'œuvre",
        "Coût horaire (€/h)",
    ]
    assert any("70 %" in plain(each) for each in asked["montant_main_oeuvre"]["reperes"])
    assert {each["code"] for each in done.document["en_attente"]} == {"ENTREE_MANQUANTE"}
    assert done.document["erreurs"] == []
    shown = clausier("comparer", path)
    assert "la comparaison emploie ce qui est saisi" in plain(shown.out)


def test_one_lot_is_asked_for_however_its_number_is_written(tmp_path: Path):
    path = written(tmp_path, MILLION.format(number="01"), MILLION.format(number="2"))
    (lot,) = clausier("comparer", path, "--lot", "1", "--json").document["lots"]
    assert lot["numero"] == "01"


def test_a_lot_that_is_not_there_is_refused_with_those_that_are(million: Path):
    done = clausier("comparer", million, "--lot", "7", "--json")
    assert done.code == 2
    assert done.codes == ["CHOIX_INCONNU"]
    assert done.document["erreurs"][0]["remede"].endswith(": 1.")
    assert done.document["lots"] == []


def test_small_lots_are_proposed_for_pooling_when_a_minimum_is_set(tmp_path: Path):
    small = MILLION.replace("1000000", "240000")
    lots = [small.format(number=number) for number in (1, 2)]
    path = written(tmp_path, *lots, facts="minimum_heures_utiles: 300\n")
    proposal = clausier("comparer", path, "--json").document["mutualisation"]
    assert proposal["minimum_heures_utiles"] == 300
    assert proposal["groupes"] == [{"lots": ["1", "2"], "heures": 400}]
    assert "Mutualisation, minimum utile 300 heures" in plain(clausier("comparer", path).out)


def test_the_figures_of_a_territory_join_the_comparison(million: Path, tmp_path: Path):
    shared = tmp_path / "bareme.yaml"
    shared.write_text(SET, encoding="utf-8")
    (lot,) = clausier("comparer", million, "--bareme", shared, "--json").document["lots"]
    from_set = [
        each for each in by_group(lot, "comparables")
        if any("Barème 2026" in used["source"] for used in each["donnees"])
    ]  # fmt: skip
    # 1 000 000 × 50 % or 30 % × 5 % ÷ 40: the cost of the set, the newest, joins the share.
    assert sorted(each["heures"] for each in from_set) == [375, 625]


def test_the_workbook_written_shows_the_lot_and_the_references(million: Path, tmp_path: Path):
    target = tmp_path / "comparaison.xlsx"
    shared = tmp_path / "bareme.yaml"
    shared.write_text(SET, encoding="utf-8")
    done = clausier("comparer", million, "--bareme", shared, "--sortie", target, "--json")
    assert [each["chemin"] for each in done.document["fichiers"]] == [target.as_posix()]
    book = openpyxl.load_workbook(target, data_only=True)
    sources = {str(row[7].value) for row in book["Barèmes"].iter_rows()}
    assert any("Barème 2026" in each for each in sources)
    hours = {row[4].value for row in book["Comparaison"].iter_rows()}
    assert hours >= {375, 625, 500, 710, 833, 1000}
    again = clausier("comparer", million, "--sortie", target)
    assert again.code == 2


def test_the_file_compared_is_never_overwritten(million: Path, tmp_path: Path):
    book = tmp_path / "marche.xlsx"
    assert clausier("classeur", book, "--depuis", million).code == 0
    before = book.read_bytes()
    assert clausier("comparer", book).code == 0
    refused = clausier("comparer", book, "--sortie", book, "--ecraser")
    assert refused.code != 0
    assert book.read_bytes() == before


def test_the_workbook_it_writes_compares_to_the_same_figures(million: Path, tmp_path: Path):
    book = tmp_path / "marche.xlsx"
    clausier("classeur", book, "--depuis", million)
    (from_yaml,) = clausier("comparer", million, "--json").document["lots"]
    (from_book,) = clausier("comparer", book, "--json").document["lots"]
    assert from_book == from_yaml


def test_many_lots_are_summed_up_in_one_table(tmp_path: Path):
    path = written(tmp_path, *(MILLION.format(number=number) for number in range(1, 25)))
    done = clausier("comparer", path)
    assert plain(done.out).count("× 2,35") == 24
    assert "Le détail d'un lot : ajouter --lot NUMERO." in plain(done.out)
    assert "Heures d'emploi comparables" not in plain(done.out)


@pytest.mark.parametrize(("lots", "rest"), [(3, ""), (9, ""), (11, " et 2 autres lots")])
def test_the_public_estimator_is_told_once_for_the_whole_contract(
    tmp_path: Path, lots: int, rest: str
):
    path = written(tmp_path, *(MILLION.format(number=number) for number in range(1, lots + 1)))
    told = plain(clausier("comparer", path).out)
    assert told.count("temps plein") == 1
    # 1 000 000 ÷ 3 700 = 270,27
    named = ", ".join(f"lot {number} 270" for number in range(1, min(lots, 9) + 1))
    assert f"postes d'un mois à temps plein, et non en heures : {named}{rest}." in told
    assert "ne donne plus des heures" not in told


def test_a_lot_below_the_ceiling_of_the_estimator_has_no_such_note(tmp_path: Path):
    small = MILLION.replace("1000000", "3699").format(number=1)
    told = plain(clausier("comparer", written(tmp_path, small)).out)
    assert "temps plein" not in told
    assert "Estimateur public (repère) 142" in told


def test_other_methods_without_result_still_say_why(tmp_path: Path):
    zero = MILLION.replace("montant_tranche: 2000", "montant_tranche: 0").format(number=1)
    told = plain(clausier("comparer", written(tmp_path, zero)).out)
    assert "Sans résultat avec ces données" in told
    assert "diviser par zéro" in told
