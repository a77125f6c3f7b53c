"""The internal note, read back from the file: every figure of every method, and whence it comes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from docgen.library import builtin_library
from docgen.note import note_context
from docgen.note_references import FIGURES, MONTHLY, range_text
from docgen.piece_list import PIECES
from docgen.pieces import prepare
from docgen.production import builtin_host, make_piece
from insertion import vocabulary
from insertion.clause_choices import TrainingStatus
from insertion.contract import Contract, Lot, Mechanism
from insertion.dated import Certainty
from insertion.hours import HoursResult, compute
from insertion.method import HoursKind, Statement
from insertion.methods import METHODS, method
from insertion.reference import UNSOURCED, Reference, all_references
from insertion.typography import decimal_text, plain
from tests.docgen.contracts import (
    CONTRACTS,
    PERIODS,
    contract_record,
    example_lot,
    fixed_lot,
    retained,
    slices_lot,
)
from tests.docgen.docx_reading import body_of, body_text, headings_of, table_headed, tables_of, w
from tests.unit.hours_cases import HoursCase, hours_cases

Folder = Callable[[str], Path]
WRITTEN = [each for each in METHODS if each.statement is not Statement.UNWRITTEN]
(NOTE,) = (each for each in PIECES if each.key == "note")


def note_of(result: HoursResult) -> bytes:
    """Return the note of a draft."""
    dossier = prepare(result, builtin_library())
    return make_piece(dossier, NOTE, builtin_host(NOTE.key), "note.docx").content


def path_of(content: bytes, folder: Path) -> Path:
    path = folder / "note.docx"
    path.write_bytes(content)
    return path


def main_row(path: Path, number: str) -> list[str]:
    rows = table_headed(path, "Lot", "Intitulé", "Méthode")
    assert rows is not None
    (found,) = [row for row in rows if row[0] == number]
    return found


def method_rows(path: Path) -> dict[str, dict[str, str]]:
    """Return, by lot, the cells of the row that holds its reasoning."""
    found: dict[str, dict[str, str]] = {}
    for header, *rows in tables_of(path):
        if header[-1] == "Raisonnement":
            for row in rows:
                assert row[0] not in found
                found[row[0]] = dict(zip(map(plain, header), row, strict=True))
    return found


def usable(case: HoursCase) -> bool:
    """Tell whether a vector gives hours by a method that a clause states."""
    if case.hours is None:
        return False
    method = compute(case.record().contract).lots[0].method
    return method is not None and method.statement is not Statement.UNWRITTEN


def rounding_of(case: HoursCase) -> tuple[str, int]:
    return case.direction, case.multiple


def _training(lots: list[Lot]) -> dict[str, Any]:
    """Return the facts that lots of training hours ask for; others refuse them."""
    trained = any(each.method and method(each.method).kind is HoursKind.TRAINING for each in lots)
    status = {"training_status": TrainingStatus.SCHOOL, "training_months": 6}
    return status if trained else {}


VECTORS = {
    key: list(cases)
    for key, cases in groupby(
        sorted(filter(usable, hours_cases()), key=rounding_of), key=rounding_of
    )
}


@pytest.mark.parametrize("rounding", VECTORS, ids=str)
def test_the_note_prints_the_hours_of_every_vector(rounding: tuple[str, int], tmp_path: Path):
    cases = VECTORS[rounding]
    lots: list[Lot] = [
        Lot(number="0", title="Porteur", method="plancher_offre", inputs={"floor_hours": "500"})
    ]
    for index, case in enumerate(cases, start=1):
        (lot,) = case.record().contract.lots
        # a clause for no hour is refused: such a lot is computed all the same, without a clause
        mechanism = Mechanism.NONE if case.hours == 0 else lot.mechanism
        lots.append(lot.model_copy(update={"number": str(index), "mechanism": mechanism}))
    first = cases[0].record().contract
    contract = first.model_copy(
        update={
            "lots": tuple(lots),
            "consultation_date": date(2026, 12, 1),
            **_training(lots),
        }
    )
    path = path_of(note_of(compute(contract)), tmp_path)
    reasoned = method_rows(path)
    for index, case in enumerate(cases, start=1):
        assert case.hours is not None
        assert main_row(path, str(index))[5] == decimal_text(case.hours), case.name
        last = plain(reasoned[str(index)]["Raisonnement"]).rpartition(" = ")[2]
        assert last.startswith(plain(decimal_text(case.hours))), case.name
        if case.exact is not None:
            assert main_row(path, str(index))[4] == decimal_text(case.exact), case.name


def test_every_rounding_and_many_vectors_are_read():
    assert len(VECTORS) > 3
    assert sum(map(len, VECTORS.values())) > 30


def needs(method: Any) -> dict[str, str]:
    """Return the facts the clauses of a method ask for: hours of training have a status."""
    if method.kind is HoursKind.EMPLOYMENT:
        return {}
    return {"formation_statut": "scolaire", "formation_duree_mois": "6"}


@pytest.mark.parametrize("method", WRITTEN, ids=lambda each: each.id)
def test_every_input_of_a_method_has_its_column_and_its_value(method: Any, tmp_path: Path):
    result = compute(contract_record([example_lot("1", method.id)], **needs(method)).contract)
    path = path_of(note_of(result), tmp_path)
    row = method_rows(path)["1"]
    assert len(row) == 3 + len(method.inputs)
    for name in method.inputs:
        term = vocabulary.quantity(name)
        shown = row[term.short[:1].upper() + term.short[1:]]
        value = result.lots[0].lot.value(name)
        assert value is not None
        figures = {decimal_text(value), decimal_text(value, at_least=2), decimal_text(value * 100)}
        assert re.split(r"[\u00a0]", shown)[0] in figures, (name, shown)


@pytest.mark.parametrize("method", WRITTEN, ids=lambda each: each.id)
def test_a_method_is_printed_with_its_source_its_certainty_and_its_caution(
    method: Any, tmp_path: Path
):
    result = compute(contract_record([example_lot("1", method.id)], **needs(method)).contract)
    path = path_of(note_of(result), tmp_path)
    words = plain(body_text(path))
    for source in method.sources:
        assert plain(source.text) in words
        assert source.url in words
    assert f"Certitude : {plain(method.certainty.label)}." in words
    assert (f"À savoir : {plain(method.caution)}" in words) == bool(method.caution)
    bold = [
        "".join(t.text or "" for t in run.iter(w("t")))
        for run in body_of(path).iter(w("r"))
        if run.find(f"{w('rPr')}/{w('b')}") is not None
    ]
    assert ("à vérifier." in bold) == (method.certainty is Certainty.TO_VERIFY)


def test_only_the_methods_of_the_contract_are_told_and_each_once(final_set: Folder):
    (path,) = final_set("trois-enonces").glob("interne/*NOTE-CALCUL*")
    found = [plain(text) for level, text in headings_of(path) if level == 2]
    used = {each.method for each in compute(contract_of("trois-enonces")).lots if each.method}
    labels = [plain(vocabulary.label_of("method", each.id)) for each in METHODS if each in used]
    assert found == [*labels, "Lots sans calcul"]


def contract_of(name: str) -> Contract:
    return contract_record(**CONTRACTS[name]).contract


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_reasoning_of_a_lot_is_one_row_that_word_never_splits(name: str, final_set: Folder):
    (path,) = final_set(name).glob("interne/*NOTE-CALCUL*")
    sized = {each.lot.number for each in compute(contract_of(name)).lots if each.method}
    assert {plain(number) for number in method_rows(path)} == sized
    for table in body_of(path).iter(w("tbl")):
        for row in table.iter(w("tr")):
            assert row.find(f"{w('trPr')}/{w('cantSplit')}") is not None


@pytest.mark.parametrize("name", CONTRACTS)
def test_what_announces_a_table_stays_with_it(name: str, final_set: Folder):
    (path,) = final_set(name).glob("interne/*NOTE-CALCUL*")
    for table in body_of(path).iter(w("tbl")):
        header = table.findall(w("tr"))[0]
        if "Raisonnement" not in "".join(t.text or "" for t in header.iter(w("t"))):
            continue
        introduction = table.getprevious()
        assert introduction is not None
        heading = introduction.getprevious()
        assert heading is not None
        assert introduction.find(f"{w('pPr')}/{w('keepNext')}") is not None
        assert heading.find(f"{w('pPr')}/{w('keepNext')}") is not None


def test_the_hours_of_a_rule_are_marked_as_expected_only(final_set: Folder):
    (path,) = final_set("trois-enonces").glob("interne/*NOTE-CALCUL*")
    stated = {number: plain(main_row(path, number)[3]) for number in "1234567"}
    assert stated == {
        "1": "Volume fixe",
        "2": "5 % des heures travaillées (estimation)",
        "3": "Tranches de 2 000,00 € (prévision)",
        "4": "Tranches de 2 500,00 € (prévision)",
        "5": "Tranches de 1 500,00 € (prévision)",
        "6": "Sans condition d'insertion",
        "7": "Volume fixe",
    }
    assert "Heures retenues à la place : 900 heures" in plain(
        method_rows(path)["7"]["Raisonnement"]
    )


def test_training_and_offered_hours_stand_apart_from_the_total(tmp_path: Path):
    offering = [fixed_lot("1", heures_offertes="40"), fixed_lot("2", heures_offertes="2")]
    path = path_of(note_of(compute(contract_record(offering).contract)), tmp_path)
    rows = table_headed(path, "Lot", "Intitulé", "Méthode")
    assert rows is not None
    assert [plain(rows[-1][index]) for index in (0, 5, 7)] == ["Total", "1 666", "1 666"]
    words = plain(body_text(path))
    assert "Heures offertes en plus, comptées à part : 42 heures (lots 1 et 2)." in words
    assert "Heures de formation" not in words
    training = note_context(
        compute(contract_record([fixed_lot("1"), example_lot("2", "bareme_formation")]).contract)
    )
    assert plain(training["heures_formation"]) == "300 heures (lot 2)"
    assert (training["total_heures"], training["total_calcule"]) == ("833", "833")
    assert training["heures_offertes"] == ""


def test_a_warning_several_lots_share_is_told_once(tmp_path: Path):
    lots = [example_lot(str(number), "masse_salariale") for number in range(1, 6)]
    path = path_of(note_of(compute(contract_record(lots).contract)), tmp_path)
    lines = [plain(line) for line in body_text(path).split("\n") if "sans texte de réf" in line]
    assert len(lines) == 1
    assert lines[0].startswith("Lots 1 à 5 : ")


def test_a_lot_that_no_method_sizes_keeps_its_figures_in_the_note(tmp_path: Path):
    alone = retained({"numero": "1", "intitule": "Accueil", "mecanisme": "condition_execution",
                      "montant_ht": "123456.78"}, "400")  # fmt: skip
    path = path_of(note_of(compute(contract_record([alone]).contract)), tmp_path)
    rows = table_headed(path, "Lot", "Intitulé", "Situation")
    assert rows is not None
    assert [[plain(cell) for cell in row] for row in rows] == [
        ["1", "Accueil", "Heures retenues sans calcul", "Montant HT : 123 456,78 €"]
    ]


# --- Periods and lots to pool -------------------------------------------------------------------


def test_the_hours_of_each_lot_are_split_by_period_without_losing_one(final_set: Folder):
    (path,) = final_set("periodes").glob("interne/*NOTE-CALCUL*")
    rows = table_headed(path, "Lot", "Intitulé", "Tranche ferme")
    assert rows is not None
    shown = {plain(row[0]): [plain(cell) for cell in row[2:]] for row in rows}
    assert shown == {
        "1": ["500", "250", "83", "833"],
        "2": ["100", "50", "17", "167"],
        "3": ["690", "345", "115", "1 150"],
        "Total": ["1 290", "645", "215", "2 150"],
    }
    words = plain(body_text(path))
    assert "réparties au prorata des montants HT des périodes" in words
    assert "comprises dans les heures au marché, dues si elle a lieu" in words


def test_periods_the_amounts_do_not_cover_come_on_top(tmp_path: Path):
    record = contract_record([fixed_lot("1")], periodes=PERIODS, montant_base="ferme")
    path = path_of(note_of(compute(record.contract)), tmp_path)
    rows = table_headed(path, "Lot", "Intitulé", "Tranche ferme")
    assert rows is not None
    assert [plain(cell) for cell in rows[0][2:]] == ["833", "+ 417", "+ 139", "833"]
    assert "en plus, si elle a lieu" in plain(body_text(path))


def test_many_periods_are_shown_six_at_a_time_and_all_are_there(tmp_path: Path):
    periods = [
        {"intitule": f"Année {number}", "nature": "ferme", "duree_mois": "12"}
        for number in range(1, 14)
    ]
    record = contract_record([fixed_lot("1")], periodes=periods)
    path = path_of(note_of(compute(record.contract)), tmp_path)
    tables = [rows for rows in tables_of(path) if rows[0][-1] == "Heures au marché"][1:]
    titles = [plain(title) for rows in tables for title in rows[0][2:-1]]
    assert titles == [f"Année {number}" for number in range(1, 14)]
    assert sum(int(cell) for rows in tables for cell in rows[1][2:-1]) == 833


def test_a_contract_without_periods_or_minimum_has_neither_part(final_set: Folder):
    (path,) = final_set("exemple").glob("interne/*NOTE-CALCUL*")
    found = {plain(text) for _, text in headings_of(path)}
    assert not found & {"Heures par période", "Minimum d'heures utiles"}


@pytest.mark.parametrize(("minimum", "small"), [("167", False), ("168", True)])
def test_the_minimum_is_told_with_the_lots_below_it(minimum: str, small: bool, tmp_path: Path):
    lots = [fixed_lot("1"), fixed_lot("2", montant_ht="200000")]
    record = contract_record(lots, minimum_heures_utiles=minimum)
    words = plain(body_text(path_of(note_of(compute(record.contract)), tmp_path)))
    assert ("Chaque lot atteint le minimum" in words) != small
    assert ("sous le minimum d'heures utiles de 168 heures" in words) == small


def test_the_lots_to_pool_are_told_once_with_their_hours(tmp_path: Path):
    lots = [fixed_lot(str(number), montant_ht="200000") for number in range(1, 5)]
    record = contract_record(lots, minimum_heures_utiles="300")
    path = path_of(note_of(compute(record.contract)), tmp_path)
    rows = table_headed(path, "Groupe", "Lots")
    assert rows is not None
    assert [plain(row[3]) for row in rows] == ["334", "334"]
    assert [plain(row[2]) for row in rows] == ["167 + 167", "167 + 167"]
    assert plain(body_text(path)).count("Mutualisation possible") == 1


# --- Typical ranges ---------------------------------------------------------------------------


def ranges(path: Path) -> list[list[list[str]]]:
    return [rows for header, *rows in tables_of(path) if header[2:3] == ["Repère"]]


def test_published_ranges_come_first_and_orders_of_magnitude_apart(tmp_path: Path):
    lot = fixed_lot("1", metier="gros_oeuvre", montant_ht="1000000")
    path = path_of(note_of(compute(contract_record([lot]).contract)), tmp_path)
    published, recalled = ranges(path)
    words = plain(body_text(path))
    assert words.index("Repères publiés.") < words.index("Ordres de grandeur à confirmer.")
    assert "à confirmer avant tout emploi" in words
    assert all(plain(UNSOURCED) not in plain(row[4]) for row in published)
    assert all(plain(row[4]) == plain(UNSOURCED) for row in recalled)
    assert ["part de main-d'œuvre", "lot 1 : 50 %"] in [
        [plain(cell).lower() for cell in row[:2]] for row in published
    ]
    newest = [plain(row[4]) for row in published if "2020" in row[2]]
    assert newest
    assert newest[0].endswith("source de 2020, 6 ans")


def test_a_reference_that_several_lots_share_is_told_once_with_their_least_and_most(
    tmp_path: Path,
):
    lots = [
        fixed_lot("1", metier="gros_oeuvre", cout_horaire="28"),
        fixed_lot("2", metier="peinture", cout_horaire="41"),
        fixed_lot("3", metier="nettoyage", cout_horaire="50"),
    ]
    path = path_of(note_of(compute(contract_record(lots).contract)), tmp_path)
    published, _ = ranges(path)
    costs = [[plain(cell) for cell in row[1:3]] for row in published if "Coût" in row[0]]
    assert ["lots 1 et 2 : 28,00 €/h à 41,00 €/h", "Construction, France, 2020"] in costs
    assert len({row[1] for row in costs}) == len(costs)
    assert not any("3" in row[0].split(":")[0] for row in costs)


def test_without_a_trade_only_what_holds_for_any_trade_is_shown(tmp_path: Path):
    path = path_of(note_of(compute(contract_record([fixed_lot("1")]).contract)), tmp_path)
    (published,) = ranges(path)
    assert [plain(row[2]) for row in published] == ["Part d'insertion courante"]
    assert plain(published[0][3]) == "de 5 % à 20 %"


def test_a_contract_whose_inputs_no_reference_measures_has_no_ranges(tmp_path: Path):
    lots = [slices_lot("1", "tranches_sans_seuil")]
    path = path_of(note_of(compute(contract_record(lots).contract)), tmp_path)
    assert ranges(path) == []
    assert "Repères" not in body_text(path)


def units() -> dict[Any, str]:
    return {figure: vocabulary.quantity(name).unit for name, figure in FIGURES.items()}


@pytest.mark.parametrize("each", all_references(), ids=lambda each: each.id)
def test_every_reference_has_a_range_in_words(each: Reference):
    if each.figure not in units():
        return
    shown = plain(range_text(each, units()[each.figure]))
    for bound in (each.low, each.high, each.typical):
        if bound is not None:
            percent = plain(decimal_text(bound * 100, at_most=2))
            assert (
                plain(decimal_text(bound, at_least=2)) in shown
                or percent in shown
                or (plain(decimal_text(bound)) in shown)
            )


def test_the_monthly_figure_left_out_is_one_of_the_references():
    assert MONTHLY in {each.id for each in all_references()}
