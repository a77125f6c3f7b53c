"""The workbook of a screening: its figures are the domain's, and follow what people correct."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from clausier.programme_example import example_programme
from docgen.summary import summary_document
from docgen.summary_host import summary_host
from insertion.contract import BuyerKind
from insertion.programme import PlannedContract, Programme, build_programme
from insertion.screening import Screening, Verdict, screen, volume_of
from insertion.screening_figures import Assumptions
from insertion.typography import plain
from tests.office import validator
from tests.office.libreoffice import recalculated
from xlplugin.programme import read_programme
from xlplugin.screening_workbook import screening_workbook
from xlplugin.sheet_screening import FIRST_ROW, NAME, cells_of
from xlplugin.sheet_screening_basis import NAME as BASIS
from xlplugin.sheet_screening_summary import NAME as SUMMARY

DAY = date(2026, 11, 21)
USUAL = Assumptions(
    buyer_kind=BuyerKind.LOCAL_AUTHORITY,
    insertion_rate=Decimal("0.05"),
    hourly_cost=Decimal(35),
    minimum_hours=150,
)
WITHOUT_MINIMUM = Assumptions(
    buyer_kind=BuyerKind.LOCAL_AUTHORITY,
    insertion_rate=Decimal("0.05"),
    hourly_cost=Decimal(35),
)


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    path = tmp_path_factory.mktemp("liste") / "exemple.xlsx"
    path.write_bytes(example_programme())
    return build_programme(read_programme(path))


def book_of(screening: Screening, *, values: bool = True) -> openpyxl.Workbook:
    content = screening_workbook(screening, "Essai", DAY)
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


@pytest.mark.parametrize("assumptions", [USUAL, WITHOUT_MINIMUM], ids=["minimum", "none"])
def test_each_row_shows_the_hours_the_verdict_and_the_reason_of_the_domain(
    programme: Programme, assumptions: Assumptions
):
    screening = screen(programme, assumptions, "x")
    sheet = book_of(screening)[NAME]
    for row, each in enumerate(screening.contracts, start=FIRST_ROW):
        at = {name: sheet[cell].value for name, cell in cells_of(row).items()}
        hours = (None, None) if each.hours is None else (each.hours.low, each.hours.high)
        assert (at["low"] or None, at["high"] or None) == hours
        assert at["verdict"] == each.verdict.label
        assert at["reason"] == each.reason
        assert plain(at["subject"]) == plain(each.contract.subject)


def test_the_same_screening_gives_the_same_bytes(programme: Programme):
    screening = screen(programme, USUAL, "x")
    first, second = (screening_workbook(screening, "Essai", DAY) for _ in range(2))
    assert first == second


def test_the_summary_counts_every_contract_once(programme: Programme):
    screening = screen(programme, USUAL, "x")
    sheet = book_of(screening)[SUMMARY]
    rows = {plain(str(row[0].value)): row for row in sheet.iter_rows() if row[0].value}
    for verdict in Verdict:
        chosen = screening.of(verdict)
        shown = [cell.value for cell in rows[plain(verdict.label)][1:6]]
        volume = volume_of(chosen)
        amount = sum(each.contract.amount_excl_tax or 0 for each in chosen)
        assert shown == [len(chosen), amount, volume.low, volume.high, volume.magnitude_high]
    assert rows["Total"][1].value == len(screening.contracts)
    assert "Peinture intérieure" in rows


def test_the_sheets_have_a_chart_filters_frozen_headings_and_named_settings(programme: Programme):
    book = book_of(screen(programme, USUAL, "x"), values=False)
    assert len(book[SUMMARY]._charts) == 1
    assert book[NAME].auto_filter.ref.startswith("A5:")
    assert book[NAME].freeze_panes == f"C{FIRST_ROW + 1}"
    assert {"Minimum_utile", "Duree_minimale", "Heures_par_mois"} <= set(book.defined_names)
    assert all(sheet.page_setup.orientation == "landscape" for sheet in book.worksheets)


def test_the_assumptions_say_the_age_of_every_source(programme: Programme):
    sheet = book_of(screen(programme, USUAL, "x"))[BASIS]
    texts = [plain(str(cell.value)) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("antérieure à 2016" in text for text in texts)
    assert "Ordre de grandeur à confirmer" in texts
    assert any("rien n'est décidé ici" in text for text in texts)


def test_a_screening_of_nothing_but_one_unknown_contract_is_a_workbook():
    alone = PlannedContract(rank=1, place="Liste!B2", subject="Objet & <inconnu>")
    book = book_of(screen(Programme((alone,)), WITHOUT_MINIMUM, "x"))
    assert book[NAME][cells_of(FIRST_ROW)["verdict"]].value == Verdict.MISSING.label


# --- Recalculated ------------------------------------------------------------------------------


def saved(tmp_path: Path, screening: Screening) -> Path:
    path = tmp_path / "reperage.xlsx"
    path.write_bytes(screening_workbook(screening, "Essai", DAY))
    return path


@pytest.mark.needs("soffice", "uno")
@pytest.mark.parametrize("assumptions", [USUAL, WITHOUT_MINIMUM], ids=["minimum", "none"])
def test_libreoffice_finds_every_cached_value(
    tmp_path: Path, programme: Programme, assumptions: Assumptions
):
    path = saved(tmp_path, screen(programme, assumptions, "x"))
    formulas, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    answer = recalculated(path, [{"read": [f"{name}!*" for name in (SUMMARY, NAME)]}])[0]
    compared = 0
    for name in (SUMMARY, NAME):
        rows = answer[f"{name}!*"]
        for line in formulas[name].iter_rows():
            for cell in line:
                if cell.data_type != "f":
                    continue
                expected = cached[name][cell.coordinate].value
                found = rows[cell.row - 1][cell.column - 1]
                if isinstance(expected, int | float):
                    assert found == pytest.approx(expected, abs=1e-6), (name, cell.coordinate)
                else:
                    assert (found or "") == (expected or ""), (name, cell.coordinate)
                compared += 1
    assert compared > 100


@pytest.mark.needs("soffice", "uno")
def test_a_corrected_share_changes_hours_verdict_and_reason(tmp_path: Path, programme: Programme):
    screening = screen(programme, USUAL, "x")
    path = saved(tmp_path, screening)
    rank = next(
        index for index, each in enumerate(screening.contracts) if each.contract.rank == 19
    )  # the contract of 40 000 € without code nor share
    at = cells_of(FIRST_ROW + rank)
    read = [f"{NAME}!{at[name]}" for name in ("low", "verdict", "reason")]

    def case(**cells: Any) -> dict[str, Any]:
        return {"set": {f"{NAME}!{at[name]}": v for name, v in cells.items()}, "read": read}

    first, second = recalculated(path, [case(share_low=0.5), case(amount=400_000, share_low=0.5)])
    # 40 000 × 50 % × 5 % ÷ 35 = 28.57, and ten times the amount 285.7
    assert [first[each][0][0] for each in read][:2] == [29, Verdict.TOO_SMALL.label]
    assert [second[each][0][0] for each in read][:2] == [286, Verdict.TO_STUDY.label]


@pytest.mark.slow
@pytest.mark.needs("ooxml-validate")
def test_the_open_xml_sdk_finds_nothing_wrong(tmp_path: Path, programme: Programme):
    path = saved(tmp_path, screen(programme, USUAL, "x"))
    listed = tmp_path / "programme.xlsx"
    listed.write_bytes(example_programme())
    page = tmp_path / "synthese.docx"
    page.write_bytes(
        summary_document(screen(programme, USUAL, "x"), "Essai", DAY, host=summary_host())
    )
    found = validator.sdk_errors_by_file([path, listed, page])
    assert {each.name: errors for each, errors in found.items() if errors} == {}
    assert len(found) == 3
