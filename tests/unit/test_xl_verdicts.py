"""The cells of our own workbook: what its formulas cannot use is refused, with what to type."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion import vocabulary
from insertion.completeness import missing_facts
from insertion.contract import Contract, Lot
from insertion.errors import Fault, InvalidInput
from insertion.intake import build_record, comparable_number
from insertion.reading import RawCell, read_lot_number
from insertion.record import load_record
from insertion.typography import plain
from xlplugin.lot_columns import FIRST, TOTAL, columns, inputs, shown
from xlplugin.lot_numbers import KEY_STEPS, READING_STEPS, folded_number, number_key
from xlplugin.rebuild import EXAMPLE, FOLDER
from xlplugin.sheet import read_any
from xlplugin.sheet_contract import TO_FILL
from xlplugin.sheet_lots import SPARE_PRINTED
from xlplugin.workbook import workbook_bytes

SAMPLE = FOLDER / f"{EXAMPLE}.xlsx"


def sample() -> Contract:
    return load_record((FOLDER / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")).contract


def faults_with(tmp_path: Path, cells: dict[str, Any]) -> tuple[Fault, ...]:
    """Return the faults of the sample with cells of « Lots » changed."""
    book = openpyxl.load_workbook(SAMPLE)
    for address, value in cells.items():
        book["Lots"][address] = value
    path = tmp_path / "classeur.xlsx"
    book.save(path)
    with pytest.raises(InvalidInput) as caught:
        build_record(read_any(path))
    return caught.value.faults


RETAINED, DECIDED = (
    f"{columns()[each].letter}{FIRST}" for each in ("retained_hours", "retained_date")
)


@pytest.mark.parametrize(
    ("cell", "value", "code", "remedy"),
    [
        ("E7", "1 000 000 €", "NOMBRE_EN_TEXTE", "Saisir 1000000, sans unité ni espace."),
        ("E7", "1 250,50 €", "NOMBRE_EN_TEXTE", "Saisir 1250,5, sans unité ni espace."),
        ("F7", "45 %", "NOMBRE_EN_TEXTE", "Saisir 45 %, et non un texte."),
        ("H7", "30 €/h", "NOMBRE_EN_TEXTE", "Saisir 30, sans unité ni espace."),
        ("H7", "33,41", "NOMBRE_AU_FORMAT_TEXTE", "format Nombre, puis ressaisir 33,41."),
        (RETAINED, "800", "NOMBRE_AU_FORMAT_TEXTE", "format Nombre, puis ressaisir 800."),
        (RETAINED, "800 h", "NOMBRE_EN_TEXTE", "Saisir 800, sans unité ni espace."),
        (DECIDED, "1er octobre 2026", "DATE_EN_TEXTE", "par exemple 01/10/2026."),
        (DECIDED, date(1926, 9, 22), "HORS_BORNES", "Corriger"),
        ("C7", "clause sociale", "CHOIX_HORS_LISTE", "Choisir « Condition d'exécution »"),
        ("D7", "M1", "CHOIX_HORS_LISTE", "Choisir « Montant et main-d'œuvre »"),
    ],
)
def test_what_only_the_common_rules_understand_is_refused_with_what_to_type(
    tmp_path: Path, cell: str, value: Any, code: str, remedy: str
):
    (found,) = faults_with(tmp_path, {cell: value})
    assert (found.code, found.place) == (code, f"Lots!{cell}")
    assert remedy in plain(found.remedy)


def test_one_cell_gives_one_fault_even_when_no_rule_can_read_it(tmp_path: Path):
    faults = faults_with(tmp_path, {"E7": "beaucoup", "C8": "jamais", DECIDED: "bientôt"})
    assert sorted(each.code for each in faults) == [
        "CHOIX_INCONNU", "DATE_ILLISIBLE", "MONTANT_ILLISIBLE",
    ]  # fmt: skip


def test_a_share_is_read_as_the_formulas_read_it_whatever_its_format(tmp_path: Path):
    book = openpyxl.load_workbook(SAMPLE)
    for cell in ("F7", "F8"):
        book["Lots"][cell].number_format = "General"
    book["Lots"]["F7"] = 1
    path = tmp_path / "classeur.xlsx"
    book.save(path)
    record = build_record(read_any(path))
    assert [str(lot.labour_share) for lot in record.contract.lots[:2]] == ["1", "0.2"]
    assert record.warnings == ()


NUMBERS = st.text(st.sampled_from("0123 aébB.-/"), min_size=1, max_size=8).filter(
    lambda text: any(each.isalnum() for each in text)
)


def _key(number: str) -> Any:
    *_, folded = folded_number("A7", number, ["W7"] * READING_STEPS)
    *_, key = number_key("W7", str(folded.value), ["X7"] * KEY_STEPS)
    return key.value


def _domain_key(number: str) -> str:
    term = vocabulary.lot_terms()["number"]
    return comparable_number(read_lot_number(RawCell(number, "A7"), term))


@given(NUMBERS, NUMBERS, st.sampled_from(["", "Lot ", "lot n° ", "LOT", "Lot no "]))
def test_two_numbers_are_one_for_the_sheet_when_they_are_one_for_the_domain(
    first: str, second: str, prefix: str
):
    if _domain_key(first) == _domain_key(f"{prefix}{second}") != "":
        assert _key(first) == _key(f"{prefix}{second}")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("1", "01", True), ("1", "Lot 1", True), ("1", "lot n° 001", True), ("1", "LOT1", True),
        ("1 bis", "1bis", True), ("1-bis", "1BIS", True), ("Électricité", "electricite", True),
        ("1.1", "11", False), ("1.1", "1-1", True), ("10", "1", False), ("1a", "1b", False),
        ("Lot Nord", "Nord", True), ("Lot Nord", "Lot Sud", False), ("1 1 2", "11 2", False),
    ],
)  # fmt: skip
def test_numbers_are_compared_in_the_sheet_as_in_the_domain(first: str, second: str, same: bool):
    assert (_domain_key(first) == _domain_key(second)) is same
    assert (_key(first) == _key(second)) is same


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"subject": "École", "publics": ("jeunes", "seniors")},
        {"penalty_base": "forfait", "publics": ("iae",)},
        {"penalty_base": "smic", "amount_base": "total", "duration_months": 12},
    ],
)
def test_the_sheet_counts_the_missing_facts_that_final_pieces_ask_for(facts: dict[str, Any]):
    contract = Contract(lots=(Lot(number="1", title="a"),), **facts)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(contract)), data_only=True)
    wanted = len(missing_facts(contract))
    sheet = book["Marché"]
    told = sum(str(row[0].value or "").startswith(TO_FILL) for row in sheet["D1:D120"])
    assert told == wanted
    assert str(sheet["A3"].value).endswith(f" {wanted}") or f"\u00a0{wanted}" in sheet["A3"].value


def test_only_the_filled_rows_and_a_few_more_are_printed_inputs_then_results():
    book = openpyxl.load_workbook(SAMPLE)
    last = FIRST - 1 + len(sample().lots) + SPARE_PRINTED
    areas = book["Lots"].print_area.replace("$", "").split(",")
    typed, results = inputs()[-1].letter, [each.letter for each in shown() if not each.is_input]
    assert areas == [f"'Lots'!A1:{typed}{last}", f"'Lots'!{results[0]}4:{results[-1]}{last}"]
    note = book["Note de calcul"]
    rows = [row[0].row for row in note.iter_rows(max_col=1) if "Lots!$A" in str(row[0].value)]
    assert note.print_area.replace("$", "").endswith(f"{rows[0] + last - FIRST}")
    for name in ("Lots", "Note de calcul", "Marché"):
        assert book[name].sheet_properties.pageSetUpPr.fitToPage
        assert (book[name].page_setup.fitToWidth or 1, book[name].page_setup.fitToHeight) == (1, 0)


def test_the_header_of_each_page_names_the_contract_and_its_number():
    contract = sample().model_copy(update={"subject": "Bâti & réseaux"})
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(contract)))
    for name in ("Marché", "Lots", "Note de calcul"):
        header = book[name].oddHeader.left.text
        assert "Bâti && réseaux – n°\u00a02026-TVX-014" in header
        assert "&F" not in header


def test_a_row_to_correct_enters_no_total_and_the_total_says_so():
    lots = sample().lots
    wrong = lots[1].model_copy(update={"number": "1"})
    contract = sample().model_copy(update={"lots": (lots[0], wrong, lots[2])})
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(contract)), data_only=True)
    sheet = book["Lots"]

    def total(name: str) -> Any:
        return sheet[f"{columns()[name].letter}{TOTAL}"].value

    assert total("contract_hours") == 800 + 285
    assert total("calculated_hours") == 833 + 285
    assert total("amount_excl_tax") == 1_000_000 + 380_000
    assert total("title") == "Total, 1 ligne à corriger non comptée"


def test_the_note_adds_up_what_it_shows_and_says_why_a_lot_has_no_hours():
    book = openpyxl.load_workbook(SAMPLE, data_only=True)
    rows = [[cell.value for cell in row] for row in book["Note de calcul"].iter_rows()]
    head = next(i for i, row in enumerate(rows) if "Heures calculées" in row)
    column, result = rows[head].index("Heures calculées"), rows[head].index("Heures au marché")
    lots = [row for row in rows[head + 1 :] if row[0]]
    assert len(lots) == len(sample().lots)
    assert rows[head - 1][column] == sum(row[column] for row in lots)
    assert rows[head - 1][result] == sum(row[result] or 0 for row in lots)
    words = plain(" ".join(str(cell) for row in rows for cell in row if cell))
    assert "lancement prévu le 01/12/2026" in words
    assert "Sans clause d'insertion : Volume trop faible" in words
    for name in ("Établie par", "Décision", "Visa et date"):
        assert name in words
    method = rows[head].index("Méthode appliquée")
    assert {row[method] for row in lots} == {"Montant et main-d’œuvre"}
