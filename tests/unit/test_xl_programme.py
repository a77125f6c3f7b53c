"""Lists of planned contracts as buyers keep them: what is recognised, told or refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from clausier.programme_example import PROGRAMME, example_programme
from insertion.errors import InvalidInput
from insertion.programme import Period, PlannedContract, Programme, build_programme
from insertion.typography import plain
from xlplugin.programme import read_programme
from xlplugin.programme_headings import _index

HEAD: list[Any] = [
    "N°",
    "Objet",
    "CPV",
    "Nature",
    "Date de lancement",
    "Durée (mois)",
    "Montant HT",
]
ROW: list[Any] = ["M1", "Voirie", "45233140-2", "Travaux", date(2027, 3, 1), 6, 780_000]


def written(tmp_path: Path, *sheets: list[list[Any]], hidden: int | None = None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for index, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Liste{index + 1}")
        for row in rows:
            sheet.append(row)
        if index == hidden:
            sheet.sheet_state = "hidden"
    path = tmp_path / "programme.xlsx"
    book.save(path)
    return path


def read(tmp_path: Path, *rows: list[Any], sheet: str | None = None) -> Programme:
    return build_programme(read_programme(written(tmp_path, list(rows)), sheet))


def one(tmp_path: Path, *rows: list[Any]) -> PlannedContract:
    (contract,) = read(tmp_path, *rows).contracts
    return contract


def faults(tmp_path: Path, *rows: list[Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, *rows)
    return [(each.code, each.place) for each in caught.value.faults]


def test_a_plain_list_is_read_with_its_units(tmp_path: Path):
    contract = one(tmp_path, HEAD, ROW)
    assert contract == PlannedContract(
        rank=1,
        place="Liste1!B2",
        subject="Voirie",
        number="M1",
        cpv="45233140",
        contract_type=contract.contract_type,
        period=Period(date(2027, 3, 1), date(2027, 3, 1)),
        duration=Decimal(6),
        amount_excl_tax=Decimal(780_000),
    )
    assert contract.contract_type is not None
    assert contract.contract_type.value == "travaux"


def test_headings_far_from_the_corner_and_foreign_columns_do_not_matter(tmp_path: Path):
    rows: list[list[Any]] = [["Programme 2027"], [], [None, None, *HEAD, "Service"]]
    rows += [[None, None, *ROW, "Voirie"], [], [None, None, *ROW, "Parcs"]]
    found = read(tmp_path, *rows)
    assert [each.place for each in found.contracts] == ["Liste1!D4", "Liste1!D6"]
    assert "« Service »" in plain(found.warnings[0])


@pytest.mark.parametrize(
    ("heading", "value", "amount"),
    [
        ("Montant (k€ HT)", 780, 780_000),
        ("Montant HT en M€", "0,78", 780_000),
        ("Estimation HT (€)", "780 000,00 €", 780_000),
        ("Montant prévisionnel HT", "780 k€", 780_000),
        ("Enveloppe", 780_000, 780_000),
    ],
)
def test_amounts_follow_the_unit_of_their_heading(
    tmp_path: Path, heading: str, value: Any, amount: int
):
    assert one(tmp_path, ["Objet", heading], ["Voirie", value]).amount_excl_tax == amount


def test_an_amount_with_tax_only_is_refused_and_beside_its_ht_is_ignored(tmp_path: Path):
    assert faults(tmp_path, ["Objet", "Montant TTC", "CPV"], ["Voirie", 12, "45"]) == [
        ("MONTANT_TTC", "Liste1!B1")
    ]
    both = one(tmp_path, ["Objet", "Montant TTC", "Montant HT"], ["Voirie", 120, 100])
    assert both.amount_excl_tax == 100


@pytest.mark.parametrize(
    ("heading", "value", "months"),
    [
        ("Durée (mois)", 18, 18),
        ("Durée en années", 4, 48),
        ("Durée (ans)", "1,5", 18),
        ("Durée (mois)", "2 ans", 24),
        ("Durée du marché", "36 mois", 36),
    ],
)
def test_durations_follow_the_unit_of_their_heading(
    tmp_path: Path, heading: str, value: Any, months: int
):
    rows = (["Objet", "CPV", heading], ["Nettoyage", "90911200", value])
    assert one(tmp_path, *rows).duration == months


def test_a_duration_without_any_unit_is_asked_about_at_its_cell(tmp_path: Path):
    assert faults(tmp_path, ["Objet", "CPV", "Durée"], ["Nettoyage", "90911200", 4]) == [
        ("DUREE_AMBIGUE", "Liste1!C2")
    ]


def test_a_share_under_a_percent_heading_may_be_two_things(tmp_path: Path):
    rows = (["Objet", "Montant HT", "Part MO (%)"], ["Voirie", 1000, 0.5])
    assert faults(tmp_path, *rows) == [("PART_AMBIGUE", "Liste1!C2")]
    settled = one(tmp_path, ["Objet", "Montant HT", "Part MO (%)"], ["Voirie", 1000, 50])
    assert settled.labour_share == Decimal("0.5")


def test_totals_and_section_titles_are_left_aside_with_a_word(tmp_path: Path):
    blank: list[Any] = [None] * 5
    rows = (HEAD, ["TRAVAUX"], ROW, [None, "Sous-total travaux", *blank[:4], 780_000])
    found = read(tmp_path, *rows, ["Total général", *blank, 780_000])
    assert len(found.contracts) == 1
    told = [plain(each) for each in found.warnings]
    assert [each.split(" : ")[0] for each in told] == [
        "Liste1, ligne 2",
        "Liste1, ligne 4",
        "Liste1, ligne 5",
    ]


def test_a_contract_whose_object_begins_like_a_total_is_kept(tmp_path: Path):
    row: list[Any] = ["M2", "Totalité des façades", "45443000", "Travaux", "T2 2027", 4, 10]
    assert [each.subject for each in read(tmp_path, HEAD, ROW, row).contracts] == [
        "Voirie",
        "Totalité des façades",
    ]


def test_a_list_that_starts_again_is_told_and_headings_repeated_are_not_contracts(tmp_path: Path):
    again = read(tmp_path, HEAD, ROW, HEAD, ROW)
    assert (len(again.contracts), again.warnings) == (2, ())
    other = read(tmp_path, HEAD, ROW, ["Objet", "CPV"], ["Voirie", "45"])
    assert len(other.contracts) == 1
    assert "une autre liste" in plain(other.warnings[0])


def test_weak_headings_give_way_to_a_real_object(tmp_path: Path):
    contract = one(tmp_path, ["Marché", "Objet", "CPV"], ["2027-01", "Voirie", "45"])
    assert contract.subject == "Voirie"
    assert one(tmp_path, ["Marché", "CPV"], ["Voirie", "45"]).subject == "Voirie"


@pytest.mark.parametrize("heading", ["Intitulé du besoin", "Objet de l'achat", "Libellé court"])
def test_the_first_word_of_a_heading_is_enough_for_the_object(tmp_path: Path, heading: str):
    assert one(tmp_path, [heading, "CPV"], ["Voirie", "45"]).subject == "Voirie"


def test_columns_nobody_reads_are_named(tmp_path: Path):
    found = read(tmp_path, ["Direction", *HEAD, "Insertion (oui/non)"], ["DST", *ROW, "oui"])
    assert [plain(each) for each in found.warnings] == [
        "Liste1, ligne 1 : colonnes laissées de côté : « Direction », « Insertion (oui/non) »."
    ]


def test_a_nature_alone_is_never_taken_for_an_object(tmp_path: Path):
    assert faults(tmp_path, ["Nature", "CPV"], ["Travaux", "45"]) == [
        ("PROGRAMME_INTROUVABLE", "programme.xlsx")
    ]


def test_a_note_above_the_list_that_contradicts_its_heading_is_a_fault(tmp_path: Path):
    rows = (["Montants en k€"], ["Objet", "Montant HT"], ["Voirie", 780])
    assert faults(tmp_path, *rows) == [("UNITE_INCERTAINE", "Liste1!B2")]


def test_a_format_that_shows_thousands_is_not_read_as_euros(tmp_path: Path):
    path = written(tmp_path, [["Objet", "Montant HT"], ["Voirie", 780]])
    book = openpyxl.load_workbook(path)
    book["Liste1"]["B2"].number_format = '#,##0 "k€"'
    book.save(path)
    (contract,) = build_programme(read_programme(path)).contracts
    assert contract.amount_excl_tax == 780_000


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path):
    path = written(tmp_path, [HEAD, ROW, ROW])
    book = openpyxl.load_workbook(path)
    book["Liste1"].row_dimensions[3].hidden = True
    book["Liste1"].column_dimensions["C"].hidden = True
    book.save(path)
    found = build_programme(read_programme(path))
    assert len(found.contracts) == 2
    assert [plain(each) for each in found.warnings] == [
        "Liste1 : lignes masquées mais lues : 3.",
        "Liste1, ligne 1 : la colonne « CPV » est masquée mais lue.",
    ]


def test_a_row_with_figures_and_no_object_is_refused_at_its_place(tmp_path: Path):
    row: list[Any] = ["M2", None, "45", None, None, None, 1000]
    assert faults(tmp_path, HEAD, row) == [("MARCHE_SANS_OBJET", "Liste1!A2")]


def test_two_columns_for_one_fact_are_refused(tmp_path: Path):
    rows = (["Objet", "Montant HT", "Estimation HT"], ["Voirie", 1, 2])
    assert faults(tmp_path, *rows) == [("COLONNE_EN_DOUBLE", "Liste1!C1")]


def test_a_workbook_without_list_is_refused(tmp_path: Path):
    assert faults(tmp_path, ["Nom", "Adresse"], ["a", "b"]) == [
        ("PROGRAMME_INTROUVABLE", "programme.xlsx")
    ]
    assert faults(tmp_path, ["Objet", "Responsable"], ["Voirie", "b"])[0][0] == (
        "PROGRAMME_INTROUVABLE"
    )


def test_several_lists_ask_for_a_sheet_and_hidden_ones_do_not_count(tmp_path: Path):
    path = written(tmp_path, [HEAD, ROW], [HEAD, ROW, ROW])
    with pytest.raises(InvalidInput) as caught:
        read_programme(path)
    assert caught.value.faults[0].code == "PROGRAMMES_MULTIPLES"
    assert len(read_programme(path, "Liste2").rows) == 2
    with pytest.raises(InvalidInput) as caught:
        read_programme(path, "Liste9")
    assert caught.value.faults[0].code == "FEUILLE_INTROUVABLE"
    hidden = written(tmp_path, [HEAD, ROW], [HEAD, ROW, ROW], hidden=1)
    assert len(read_programme(hidden).rows) == 1


def test_an_error_and_a_formula_never_computed_are_said_at_their_cell(tmp_path: Path):
    rows = (["Objet", "Montant HT", "CPV"], ["Voirie", "=1+1", "45"], ["Sol", "#REF!", "45"])
    assert faults(tmp_path, *rows) == [
        ("FORMULE_SANS_VALEUR", "Liste1!B2"),
        ("CELLULE_EN_ERREUR", "Liste1!B3"),
    ]


def test_no_heading_names_two_facts():
    assert len(_index()) > 100


def test_the_sample_list_reads_back_as_it_is_written(tmp_path: Path):
    path = tmp_path / "exemple.xlsx"
    path.write_bytes(example_programme())
    source = Path(__file__).parents[2] / "workbooks" / PROGRAMME
    rows = yaml.safe_load(source.read_text("utf-8"))["marches"]
    found = build_programme(read_programme(path))
    assert [each.number for each in found.contracts] == [each["numero"] for each in rows]
    assert [plain(each.subject) for each in found.contracts] == [each["objet"] for each in rows]
    assert [each.amount_excl_tax for each in found.contracts] == [
        None if isinstance(each["montant"], str) else each["montant"] for each in rows
    ]
    total = "« Total des montants connus » est une ligne de total, laissée de côté."
    assert [plain(each) for each in found.warnings] == [
        f"Programme, ligne 27 : {total}",
        "Programme!G19 : « à définir » est lu comme inconnu.",
    ]
