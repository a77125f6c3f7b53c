"""Buyers' own tables: what is recognised, what is left aside with a word, what is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from insertion.errors import InvalidInput
from insertion.hours import compute
from insertion.intake import Record, build_record
from insertion.typography import plain
from xlplugin.sheet import read_any
from xlplugin.table import read_table

HEAD: list[Any] = [
    "N°",
    "Désignation",
    "Montant (€ HT)",
    "Part MO (%)",
    "Taux d'insertion",
    "Coût horaire",
]
ROWS: list[list[Any]] = [
    [1, "Gros œuvre", 1_000_000, 50, "5 %", 30],
    [2, "Peinture", 210_000, 70, "5 %", 30],
]


def written(path: Path, sheets: dict[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def table(tmp_path: Path, rows: list[list[Any]]) -> Path:
    return written(tmp_path / "tableau.xlsx", {"Estimation": rows})


def read(path: Path, sheet: str | None = None) -> Record:
    return build_record(read_any(path, sheet))


def faults_of(path: Path, sheet: str | None = None) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        read(path, sheet)
    return [(each.code, each.place) for each in caught.value.faults]


def test_a_plain_table_of_lots_gives_its_hours(tmp_path: Path):
    record = read(table(tmp_path, [HEAD, *ROWS]))
    result = compute(record.contract, record.lot_places)
    assert [each.calculated for each in result.lots] == [833, 245]
    assert record.lot_places == ("Estimation!A2", "Estimation!A3")


def test_the_table_may_start_anywhere_below_titles_with_columns_in_any_order(tmp_path: Path):
    rows: list[list[Any]] = [
        ["COMMUNE DE SAINT-ORVIN"],
        [],
        [None, "Rénovation de l'école : estimation", None, None],
        [None, "Observations", "Coût\nhoraire (€/h)", "TAUX D’INSERTION", "% main d’œuvre",
         "Estimation\n€ HT", "DÉSIGNATION", "Lot n°"],
        [None, "à voir", 30, 0.05, "50 %", "1 000 000,00 €", "Gros œuvre", "01"],
    ]  # fmt: skip
    record = read(table(tmp_path, rows))
    (lot,) = record.contract.lots
    assert (lot.number, lot.title, lot.amount_excl_tax) == ("01", "Gros œuvre", Decimal(1_000_000))
    assert (lot.labour_share, lot.insertion_rate) == (Decimal("0.5"), Decimal("0.05"))
    assert record.lot_places == ("Estimation!H5",)


def test_titles_merged_above_the_table_do_not_matter(tmp_path: Path):
    path = table(tmp_path, [["Marché de travaux"], [], HEAD, *ROWS])
    book = openpyxl.load_workbook(path)
    book["Estimation"].merge_cells("A1:F1")
    book.save(path)
    assert len(read(path).contract.lots) == 2


@pytest.mark.parametrize(
    "heading",
    ["Montant HT", "MONTANT H.T. (€)", "Montant (€ HT)", "montant  estimé\nHT", "Estimation HT",
     "Coût estimé HT (€)", "Montant HT (en euros)"],
)  # fmt: skip
def test_headings_are_read_whatever_their_case_accents_breaks_and_units(
    tmp_path: Path, heading: str
):
    head = [*HEAD[:2], heading, *HEAD[3:]]
    assert read(table(tmp_path, [head, *ROWS])).contract.lots[0].amount_excl_tax == 1_000_000


@pytest.mark.parametrize(
    ("heading", "value", "amount"),
    [("Montant HT (k€)", 1250.5, 1_250_500), ("Montant (M€ HT)", 1.25, 1_250_000),
     ("Montant HT (k€)", "1 250", 1_250_000), ("Montant HT (k€)", "1 250 k€", 1_250_000)],
)  # fmt: skip
def test_thousands_of_euros_announced_by_the_heading_are_counted(
    tmp_path: Path, heading: str, value: Any, amount: int
):
    rows = [[*HEAD[:2], heading], [1, "Gros œuvre", value]]
    assert read(table(tmp_path, rows)).contract.lots[0].amount_excl_tax == amount


@pytest.mark.parametrize(
    "label", ["TOTAL", "Total HT", "Sous-total bâtiment", "TVA 20 %", "TOTAL T.T.C.", "TTC"]
)
@pytest.mark.parametrize("column", [0, 1])
def test_total_rows_are_left_aside_and_said_so(tmp_path: Path, label: str, column: int):
    total: list[Any] = [None, None, 1_210_000]
    total[column] = label
    record = read(table(tmp_path, [HEAD, *ROWS, total]))
    assert len(record.contract.lots) == 2
    (warning,) = [each for each in record.warnings if "ligne de total" in each]
    assert warning.startswith("Estimation, ligne 4")
    assert label in warning.replace("\u00a0", " ")


def test_a_lot_whose_title_begins_with_total_is_a_lot(tmp_path: Path):
    rows = [HEAD, [1, "Total renouvellement du réseau", 100_000, 50, "5 %", 30]]
    assert len(read(table(tmp_path, rows)).contract.lots) == 1


@pytest.mark.parametrize(
    "label",
    ["Ensemble", "Ensemble des lots", "Total général", "Montant total HT (€)", "Total lot 1",
     "Récapitulatif", "TOTAL TRANCHE FERME", "Totaux", "Montant TTC"],
)  # fmt: skip
def test_words_that_only_sum_up_are_a_total(tmp_path: Path, label: str):
    head, rows = HEAD[1:], [each[1:] for each in ROWS]
    record = read(table(tmp_path, [head, *rows, [label, 1_210_000]]))
    assert [each.title for each in record.contract.lots] == ["Gros œuvre", "Peinture"]
    assert any("ligne de total" in each for each in record.warnings)


@pytest.mark.parametrize(
    "title",
    ["Ensemble menuisé extérieur", "Total renouvellement du réseau", "Ensemble vitré",
     "Récapitulatif numérique des ouvrages"],
)  # fmt: skip
def test_a_lot_without_number_whose_title_begins_like_a_total_is_a_lot(tmp_path: Path, title: str):
    rows = [HEAD[1:], ROWS[0][1:], [title, 300_000, 50, "5 %", 30]]
    record = read(table(tmp_path, rows))
    assert [each.title for each in record.contract.lots] == ["Gros œuvre", title]
    assert not any("total" in each and "laissée" in each for each in record.warnings)


def test_a_row_with_all_the_figures_of_a_lot_is_kept_and_said_so(tmp_path: Path):
    rows = [HEAD[1:], ROWS[0][1:], ["Ensemble", 300_000, 50, "5 %", 30]]
    record = read(table(tmp_path, rows))
    assert [each.title for each in record.contract.lots] == ["Gros œuvre", "Ensemble"]
    (warning,) = [each for each in record.warnings if "lu comme tel" in each]
    assert warning.startswith("Estimation, ligne 3")


def test_section_titles_and_remarks_are_left_aside_and_said_so(tmp_path: Path):
    rows = [HEAD, [None, "BÂTIMENT A"], *ROWS, [], ["(1) valeur de juin, hors option"]]
    record = read(table(tmp_path, rows))
    assert [lot.number for lot in record.contract.lots] == ["1", "2"]
    assert sum("n’est pas un lot" in each for each in record.warnings) == 2


def test_blank_rows_and_repeated_headings_are_passed_over(tmp_path: Path):
    record = read(table(tmp_path, [HEAD, ROWS[0], [], [], HEAD, ROWS[1]]))
    assert len(record.contract.lots) == 2


def test_a_second_table_below_is_not_read_and_said_so(tmp_path: Path):
    other: list[list[Any]] = [
        ["Lot", "Intitulé", "Taux d'insertion", "Montant HT"],
        [7, "Autre", 0.05, 1],
    ]
    record = read(table(tmp_path, [HEAD, *ROWS, [], *other]))
    assert len(record.contract.lots) == 2
    assert any("un autre tableau" in each for each in record.warnings)


def test_amounts_with_tax_beside_amounts_without_are_ignored(tmp_path: Path):
    rows = [[*HEAD[:2], "Montant TTC", "Montant HT"], [1, "Gros œuvre", 1200, 1000]]
    assert read(table(tmp_path, rows)).contract.lots[0].amount_excl_tax == 1000


def test_amounts_that_only_exist_with_tax_are_refused_at_their_heading(tmp_path: Path):
    rows = [[*HEAD[:2], "Montant T.T.C. (€)"], [1, "Gros œuvre", 1200]]
    assert ("MONTANT_TTC", "Estimation!C1") in faults_of(table(tmp_path, rows))


def test_a_bare_half_under_a_percent_heading_is_asked_about(tmp_path: Path):
    rows = [HEAD, [1, "Gros œuvre", 1_000_000, 0.5, "5 %", 30]]
    assert faults_of(table(tmp_path, rows)) == [("PART_AMBIGUE", "Estimation!D2")]


def test_a_percent_format_settles_the_share_under_a_percent_heading(tmp_path: Path):
    path = table(tmp_path, [HEAD, [1, "Gros œuvre", 1_000_000, 0.5, "5 %", 30]])
    book = openpyxl.load_workbook(path)
    book["Estimation"]["D2"].number_format = "0%"
    book.save(path)
    assert read(path).contract.lots[0].labour_share == Decimal("0.5")


def test_a_percent_sign_that_is_only_text_in_the_format_settles_nothing(tmp_path: Path):
    path = table(tmp_path, [HEAD, [1, "Gros œuvre", 1_000_000, 0.5, "5 %", 30]])
    book = openpyxl.load_workbook(path)
    book["Estimation"]["D2"].number_format = '0.0" %"'
    book.save(path)
    assert faults_of(path) == [("PART_AMBIGUE", "Estimation!D2")]


def test_two_columns_for_the_same_thing_are_refused_by_name(tmp_path: Path):
    rows = [[*HEAD[:3], "Estimation HT"], [1, "Gros œuvre", 1000, 900]]
    assert faults_of(table(tmp_path, rows)) == [("COLONNE_EN_DOUBLE", "Estimation!C1")]


def test_a_column_lot_beside_a_column_number_is_the_title(tmp_path: Path):
    rows: list[list[Any]] = [["N°", "Lot", "Montant HT"], [1, "Gros œuvre", 1000]]
    (lot,) = read(table(tmp_path, rows)).contract.lots
    assert (lot.number, lot.title) == ("1", "Gros œuvre")


def test_a_single_column_holding_number_and_title_is_taken_apart(tmp_path: Path):
    rows: list[list[Any]] = [
        ["Lot", "Montant HT"],
        ["Lot 1 - Gros œuvre", 1000],
        ["02 : Peinture", 500],
    ]
    lots = read(table(tmp_path, rows)).contract.lots
    assert [(lot.number, lot.title) for lot in lots] == [("1", "Gros œuvre"), ("02", "Peinture")]


def test_lots_without_number_column_are_numbered_in_order_and_said_so(tmp_path: Path):
    record = read(table(tmp_path, [row[1:] for row in [HEAD, *ROWS]]))
    assert [lot.number for lot in record.contract.lots] == ["1", "2"]
    assert any("numérotés dans l’ordre" in each for each in record.warnings)


def test_lots_without_title_column_bear_their_number_and_said_so(tmp_path: Path):
    record = read(table(tmp_path, [[row[0], *row[2:]] for row in [HEAD, *ROWS]]))
    assert [lot.title for lot in record.contract.lots] == ["Lot 1", "Lot 2"]
    assert any("aucune colonne d’intitulé" in each for each in record.warnings)


def test_hours_retained_are_enough_for_a_table(tmp_path: Path):
    head = ["Lot", "Intitulé", "Heures retenues", "Motif retenue", "Retenue décidée par",
            "Date retenue"]  # fmt: skip
    row = [1, "Gros œuvre", 800, "Accord", "Service", date(2026, 9, 22)]
    record = read(table(tmp_path, [head, row]))
    assert compute(record.contract).total == 800


def test_a_lot_with_figures_but_no_number_is_asked_about(tmp_path: Path):
    rows = [HEAD, ROWS[0], [None, "Peinture", 210_000, 70, "5 %", 30]]
    assert faults_of(table(tmp_path, rows)) == [("LOT_SANS_NUMERO", "Estimation!A3")]


def test_cells_in_error_and_formulas_without_result_are_reported_where_they_matter(tmp_path: Path):
    rows = [[*HEAD, "Notes"], [1, "a", "#REF!", 50, "5 %", 30, "#N/A"],
            [2, "b", "=C2*2", 50, "5 %", 30, "=1"]]  # fmt: skip
    assert faults_of(table(tmp_path, rows)) == [
        ("CELLULE_EN_ERREUR", "Estimation!C2"),
        ("FORMULE_SANS_VALEUR", "Estimation!C3"),
    ]


def test_several_sheets_with_a_table_ask_which_one(tmp_path: Path):
    path = written(tmp_path / "deux.xlsx", {"APS": [HEAD, *ROWS], "APD": [HEAD, ROWS[0]]})
    with pytest.raises(InvalidInput) as caught:
        read(path)
    (found,) = caught.value.faults
    assert found.code == "TABLEAUX_MULTIPLES"
    assert "APS, APD" in found.cause
    assert len(read(path, "APD").contract.lots) == 1


def test_a_sheet_that_does_not_exist_is_refused_with_the_list(tmp_path: Path):
    path = table(tmp_path, [HEAD, *ROWS])
    with pytest.raises(InvalidInput) as caught:
        read(path, "Synthèse")
    (found,) = caught.value.faults
    assert found.code == "FEUILLE_INTROUVABLE"
    assert "Estimation" in found.remedy


def test_hidden_sheets_are_not_looked_at(tmp_path: Path):
    sheets = {"Ancien": [HEAD, ROWS[0]], "Estimation": [HEAD, *ROWS]}
    path = written(tmp_path / "cache.xlsx", sheets, hidden=("Ancien",))
    assert len(read(path).contract.lots) == 2
    assert faults_of(path, "Ancien") == [("TABLEAU_MASQUE", "Ancien")]


@pytest.mark.parametrize(
    "rows",
    [[["Bonjour"]], [["Lot", "Observations"], [1, "rien"]], [["Montant HT"], [1000]], []],
)
def test_a_workbook_without_table_of_lots_is_said_to_have_none(
    tmp_path: Path, rows: list[list[Any]]
):
    assert faults_of(table(tmp_path, rows)) == [("TABLEAU_INTROUVABLE", "tableau.xlsx")]


def test_a_table_of_headings_alone_has_no_lot(tmp_path: Path):
    assert faults_of(table(tmp_path, [HEAD])) == [("AUCUN_LOT", "Estimation")]


def test_a_title_of_any_length_or_kind_never_breaks_the_reading(tmp_path: Path):
    rows = [[*HEAD, None, 12, date(2026, 1, 1), "x" * 500], *ROWS]
    assert len(read(table(tmp_path, rows)).contract.lots) == 2


def test_reading_a_table_leaves_the_file_as_it_was(tmp_path: Path):
    path = table(tmp_path, [HEAD, *ROWS])
    before = path.read_bytes()
    read_table(path)
    assert path.read_bytes() == before


@pytest.mark.slow
def test_five_thousand_lots_are_read_and_computed_quickly(tmp_path: Path):
    rows = [[i, f"Lot {i}", 100_000 + i, 50, "5 %", 30] for i in range(1, 5001)]
    record = read(table(tmp_path, [HEAD, *rows]))
    assert len(compute(record.contract, record.lot_places).lots) == 5000


def test_thousands_of_euros_are_read_and_said_so(tmp_path: Path):
    rows = [[*HEAD[:2], "Montant HT (k€)"], [1, "Gros œuvre", 1250.5]]
    (warning,) = [each for each in read(table(tmp_path, rows)).warnings if "milliers" in each]
    assert plain(warning) == (
        "Estimation, ligne 1 : « Montant HT (k€) » : les montants sont lus en milliers d'euros."
    )


def test_the_column_with_tax_left_for_the_one_without_is_named(tmp_path: Path):
    rows = [[*HEAD[:2], "Montant TTC", "Montant HT"], [1, "Gros œuvre", 1200, 1000]]
    (warning,) = [each for each in read(table(tmp_path, rows)).warnings if "TTC" in each]
    assert plain(warning).endswith("Colonnes laissées de côté : « Montant TTC ».")


@pytest.mark.parametrize("heading", ["% MO", "Part MO (%)"])
def test_a_small_percentage_under_a_percent_heading_is_one(tmp_path: Path, heading: str):
    rows = [[*HEAD[:3], heading], [1, "Gros œuvre", 1_000_000, 1.5]]
    assert read(table(tmp_path, rows)).contract.lots[0].labour_share == Decimal("0.015")
