"""The sheets « Comparaison » and « Barèmes » as they are built: cached values, words and names."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from insertion.comparison import compare_methods
from insertion.contract import Contract, ContractType, Lot, Retained
from insertion.differences import reasons
from insertion.methods import METHODS
from insertion.outcomes import Comparison, Group
from insertion.reference import Reference, all_references
from insertion.territory import load_set
from insertion.typography import plain
from insertion.vocabulary import options
from tests.comparison_sheet import Read, read_comparison
from xlplugin.comparison_lines import Found, lines_of
from xlplugin.lot_formulas import LotRow
from xlplugin.sheet_references import HEAD
from xlplugin.sheet_references import NAME as REFERENCES
from xlplugin.workbook import workbook_bytes

DAY = date(2026, 12, 1)
MILLION: dict[str, Any] = {
    "amount_excl_tax": Decimal(1_000_000),
    "labour_share": Decimal("0.5"),
    "insertion_rate": Decimal("0.05"),
    "hourly_cost": Decimal(30),
    "method": "montant_main_oeuvre",
    "trade": "batiment_tce",
    "inputs": {"slice_amount": Decimal(2000)},
}


def contract_of(*lots: dict[str, Any], **facts: Any) -> Contract:
    made = tuple(Lot(number=str(i), title=f"Lot {i}", **each) for i, each in enumerate(lots, 1))
    usual: dict[str, Any] = {"contract_type": ContractType.WORKS, "consultation_date": DAY}
    return Contract(lots=made, **usual | facts)


def cached(content: bytes, sheet: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def shown(contract: Contract, lot: str | None = None) -> Read:
    return read_comparison(
        cached(workbook_bytes(contract, capacity=3, compared=lot), "Comparaison")
    )


def compared(contract: Contract, index: int = 0) -> Comparison:
    return compare_methods(contract.lots[index], contract, all_references(), DAY)


def test_the_published_table_is_shown_with_training_apart():
    seen = shown(contract_of(MILLION))
    assert [each.hours for each in seen.ranked] == [426, 500, 500, 710, 825, 833, 1000]
    (training,) = (e for e in seen.methods if plain(e.label) == "Barème de formation par montant")
    assert (training.hours, training.gap) == (900, "hors écart")
    assert (seen.low, seen.high, seen.spread, seen.ratio) == (426, 1000, 574, 2.35)
    assert seen.chosen == 833


def test_each_line_bears_its_gap_to_the_calculation_of_the_lot():
    seen = shown(contract_of(MILLION))
    assert [each.gap for each in seen.ranked] == [-407, -333, -333, -123, -8, 0, 167]
    own = [each for each in seen.ranked if "calcul du lot" in each.label]
    assert [each.hours for each in own] == [833]


def test_orders_of_magnitude_stand_in_their_own_block_out_of_the_spread():
    seen = shown(contract_of({**MILLION, "trade": "gros_oeuvre"}))
    doubtful = [each for each in seen.magnitudes if each.hours is not None]
    # 45 % from memory at 30 €, then 50 % at 41 € from memory.
    assert [each.hours for each in doubtful] == [750, 610]
    assert not {750, 610} & {each.hours for each in seen.ranked}
    assert all("ordre de grandeur à confirmer" in plain(each.third) for each in doubtful)


def test_each_published_figure_is_shown_with_its_source_and_age():
    seen = shown(contract_of(MILLION))
    newest = next(each for each in seen.borrowed if plain(each.label).endswith("35,20 €/h"))
    assert plain(newest.third) == "source de 2020, 6 ans"
    assert "INSEE" in newest.second
    undated = shown(contract_of(MILLION, consultation_date=None))
    newest = next(each for each in undated.borrowed if plain(each.label).endswith("35,20 €/h"))
    assert plain(newest.third) == (
        "source de 2020 ; âge non compté, date de lancement à renseigner"
    )


def test_what_a_method_lacks_is_asked_for_in_the_words_of_the_domain():
    contract = contract_of(MILLION)
    seen = shown(contract)
    said = {plain(each.label): plain(each.third) for each in seen.methods}
    asked = compared(contract).asked
    assert len(asked) > 5
    for each in asked:
        assert said[plain(each.label)] == plain(each.sentence)
    (excluded,) = compared(contract).excluded
    assert said[plain(excluded.label)] == plain(excluded.reason)
    assert said["Heure par tranche facturée, sans seuil"] == "Rien."


def test_every_method_has_one_line_with_the_inputs_it_needs():
    seen = shown(contract_of(MILLION))
    assert len(seen.methods) == len(METHODS)


@pytest.mark.parametrize(
    "lot",
    [
        MILLION,
        {**MILLION, "trade": None},
        {**MILLION, "trade": "gros_oeuvre", "retained": {
            "hours": 2000, "reason": "Accord", "author": "Service", "decided_on": DAY}},
        {**MILLION, "hourly_cost": Decimal("35.20")},
        {"amount_excl_tax": Decimal(500)},
        {"worked_hours": Decimal(4000), "insertion_rate": Decimal("0.05"), "inputs": {
            "posts": Decimal(2), "hours_per_post": Decimal(400)}},
        {"worked_hours": Decimal(4000), "insertion_rate": Decimal("0.05")},
    ],
)  # fmt: skip
def test_the_reasons_are_those_of_the_domain_without_their_details(lot: dict[str, Any]):
    """Sentences that the sheet shortens begin as the domain's do; the others are the same."""
    contract = contract_of(lot)
    told = [plain(each) for each in shown(contract).reasons]
    domain = [plain(each) for each in reasons(compared(contract))]
    assert told
    for sentence in told:
        beginning = sentence[:36] if "(" in sentence else sentence[:-1].split(" : à confirmer")[0]
        assert [each for each in domain if each.startswith(beginning)], sentence


def test_a_retained_figure_is_placed_against_the_spread():
    agreed = Retained(hours=100, reason="Accord", author="Service", decided_on=DAY)
    told = " ".join(shown(contract_of({**MILLION, "retained": agreed})).reasons)
    assert "Les 100 heures retenues se situent sous le plus bas" in plain(told)


def test_the_lot_asked_for_is_the_one_shown():
    contract = contract_of(MILLION, {**MILLION, "amount_excl_tax": Decimal(100_000)})
    assert shown(contract, "2").chosen == 83
    assert shown(contract).chosen == 833


def test_a_blank_workbook_compares_nothing_and_says_what_to_do():
    seen = read_comparison(cached(workbook_bytes(capacity=3), "Comparaison"))
    assert "Aucun lot sur la première ligne" in plain(seen.status)
    assert [
        e for e in (*seen.ranked, *seen.borrowed, *seen.magnitudes) if e.hours is not None
    ] == []


def test_the_lines_are_those_of_the_domain_in_their_order():
    lines = {each.key: each.place for each in lines_of(all_references())}
    contract = contract_of(*({**MILLION, "trade": key} for key in options("trade")))
    for index, lot in enumerate(contract.lots):
        row = LotRow(7, lot, contract.rounding)
        keys = list(Found(row, contract, all_references()).outcomes)
        assert len(keys) == len(compared(contract, index).outcomes)
        assert [lines[key] for key in keys] == sorted(lines[key] for key in keys)


PAINTING = {**MILLION, "trade": "peinture", "labour_share": Decimal("0.6"), "inputs": {}}
TERRITORY = load_set("""schema: bareme/1
nom: Barème
territoire: Vaurelle
auteur: Mission
date: 2026-09-01
parts_mo: {tous: 40 %, peinture: 65 %}
couts_horaires: {tous: 38, peinture: 36.50}
""").as_references()


def test_a_share_stands_with_the_costs_of_its_own_source():
    small = {"amount_excl_tax": Decimal(100_000), "hourly_cost": Decimal(40)}
    seen = shown(contract_of({**PAINTING, **small}))
    pairs = {
        plain(each.label).partition(", ")[2]: each.hours
        for each in seen.borrowed
        if "repère : part" in plain(each.label) and "coût" in each.label
    }
    assert pairs == {
        "coût horaire 25,00 €/h": 140,
        "coût horaire 30,00 €/h": 117,
        "coût horaire 35,20 €/h": 99,
    }
    assert seen.high == 140


@pytest.mark.parametrize("trade", ["peinture", "gros_oeuvre", None])
def test_a_territory_s_figures_are_shown_as_the_domain_finds_them(trade: str | None):
    contract = contract_of({**PAINTING, "trade": trade, "hourly_cost": Decimal(33)})
    known = (*TERRITORY, *all_references())
    content = workbook_bytes(contract, capacity=3, references=known)
    seen = read_comparison(cached(content, "Comparaison"))
    found = compare_methods(contract.lots[0], contract, known, DAY)
    assert [each.hours for each in seen.ranked] == [e.hours for e in found.of(Group.COMPARABLE)][
        :10
    ]
    newest = [plain(each) for each in seen.reasons if "publié le plus récent" in plain(each)]
    (told,) = newest
    assert told.startswith("Le coût horaire publié le plus récent, 35,20 €/h, date de 2020 :")


def test_the_lot_is_chosen_in_a_list_of_the_numbers_of_the_lots():
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(contract_of(MILLION), capacity=3)))
    (rule,) = book["Comparaison"].data_validations.dataValidation
    assert rule.type == "list"
    assert rule.formula1 == "Lots!$A$7:$A$9"
    assert book.defined_names["comparer_lot"].attr_text == f"'Comparaison'!${str(rule.sqref)[0]}$4"
    assert book["Comparaison"][str(rule.sqref)].value == "1"


def test_the_chart_is_described_for_those_who_cannot_see_it():
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(contract_of(MILLION), capacity=3))) as package:
        drawings = [package.read(n).decode() for n in package.namelist() if "drawings/draw" in n]
        charts = [package.read(n).decode() for n in package.namelist() if "charts/chart" in n]
    assert [each for each in drawings if "les heures de chaque calcul comparable" in each]
    (chart,) = (each for each in charts if "Comparaison" in each)
    assert re.search(r"<c:f>Comparaison!\$E\$\d+:\$E\$\d+</c:f>", chart)


# --- « Barèmes » --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def figures() -> list[list[Any]]:
    return cached(workbook_bytes(contract_of(MILLION), capacity=3), REFERENCES)[HEAD:]


def test_every_reference_has_one_row_with_its_figures_and_its_source(figures: list[list[Any]]):
    by_key = {row[13]: row for row in figures if row[13]}
    assert by_key.keys() == {each.id for each in all_references()}
    for each in all_references():
        row = by_key[each.id]
        assert row[1] == each.label
        found = [None if value is None else Decimal(str(value)) for value in row[3:6]]
        assert found == [each.low, each.typical, each.high]
        assert row[7] == each.source


def test_figures_from_memory_stand_below_the_others_and_say_so(figures: list[list[Any]]):
    (parting,) = (i for i, row in enumerate(figures) if not row[13])
    doubtful = {each.id for each in all_references() if each.order_of_magnitude}
    assert {row[13] for row in figures[parting + 1 :]} == doubtful
    assert {plain(row[10]) for row in figures[parting + 1 :]} == {"ordre de grandeur à confirmer"}
    assert {row[11] for row in figures[parting + 1 :]} == {"ne dimensionne pas"}


def test_figures_from_memory_look_different():
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(capacity=3)))
    fonts: dict[bool, set[bool]] = {True: set(), False: set()}
    doubtful = {each.id: each.order_of_magnitude for each in all_references()}
    for row in book[REFERENCES].iter_rows(min_row=HEAD + 1):
        if row[13].value:
            fonts[doubtful[row[13].value]].add(bool(row[4].font.italic))
    assert fonts == {True: {True}, False: {False}}


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("cout_horaire.construction_2020", "source de 2020, 6 ans"),
        ("part_mo.peinture_mef", "source non datée, antérieure à 2016"),
        ("conversion_heures.etp_mensuel", "résultat d'un calcul"),
        ("part_mo.vrd_memoire", "ordre de grandeur à confirmer"),
    ],
)
def test_the_age_of_a_figure_is_told(figures: list[list[Any]], key: str, told: str):
    (row,) = (row for row in figures if row[13] == key)
    assert plain(row[9]) == told


def test_what_must_not_size_hours_says_so(figures: list[list[Any]]):
    said = {row[13]: plain(row[11]) for row in figures if row[13]}
    assert said["tarif_facture.tarif_peinture"] == "ne dimensionne pas"
    assert said["cout_horaire.construction_2020"] == "dimensionne"
    assert said["taux_insertion.solideo"] == "dimensionne, seulement : ouvrages olympiques"


def test_the_columns_are_named_filtered_and_kept_in_view():
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(capacity=3)))
    sheet = book[REFERENCES]
    last = HEAD + len(all_references()) + 1
    assert sheet.auto_filter.ref == f"A{HEAD}:M{last}"
    assert sheet.freeze_panes == f"C{HEAD + 1}"
    for name, letter in (("bareme_cle", "N"), ("bareme_usuel", "E"), ("bareme_source", "H")):
        text = book.defined_names[name].attr_text
        assert text == f"'{REFERENCES}'!${letter}${HEAD + 1}:${letter}${last}"


def test_another_list_of_references_is_shown_as_given():
    known: tuple[Reference, ...] = all_references()[:3]
    rows = cached(workbook_bytes(capacity=3, references=known), REFERENCES)[HEAD:]
    assert [row[13] for row in rows if row[13]] == [each.id for each in known]


def test_groups_out_of_the_spread_borrow_nothing():
    apart = [e for e in lines_of(all_references()) if e.group in (Group.TRAINING, Group.APART)]
    assert apart
    assert not [each for each in apart if each.borrowed]
