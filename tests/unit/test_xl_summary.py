"""The sheet « Synthèse » as a file: one page, nothing to type, a chart that speaks, named cells."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from insertion.contract import Contract, Lot, Mechanism
from insertion.reference import reference
from xlplugin.limits import shown_label
from xlplugin.sheet_summary import DRAWN, LISTED, NAME, PREFIX
from xlplugin.styles import INPUT_FILL
from xlplugin.workbook import workbook_bytes


def contract(count: int) -> Contract:
    return Contract(
        subject="Rénovation d'une école",
        lots=tuple(
            Lot(
                number=str(index),
                title=f"Lot {index}",
                worked_hours=Decimal(1000 * index),
                insertion_rate=Decimal("0.1"),
            )
            for index in range(1, count + 1)
        ),
    )


def cached(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def page(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))[NAME]


def head_row(sheet: Any) -> int:
    return next(row for row in range(1, 60) if sheet.cell(row, 1).value == "N°")


@pytest.mark.parametrize(("count", "areas"), [(1, 1), (DRAWN, 1), (DRAWN + 1, 2), (LISTED, 2)])
def test_fifteen_lots_hold_on_one_page_and_the_others_follow_on_the_next(count: int, areas: int):
    sheet = page(workbook_bytes(contract(count)))
    printed = re.findall(r"\$A\$\d+:\$J\$\d+", str(sheet.print_area))
    assert len(printed) == areas
    assert printed[0].startswith("$A$1:")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # Absent, each of the two means one page; zero, as many as needed.
    assert sheet.page_setup.fitToWidth is None
    assert sheet.page_setup.fitToHeight == (None if areas == 1 else 0)


def test_every_lot_is_listed_by_decreasing_hours_up_to_sixty():
    sheet = cached(workbook_bytes(contract(62)))[NAME]
    heads = [row for row in range(1, 120) if sheet.cell(row, 1).value == "N°"]
    assert len(heads) == 2
    rows = [*range(heads[0] + 1, heads[0] + 1 + DRAWN),
            *range(heads[1] + 1, heads[1] + 1 + LISTED - DRAWN)]  # fmt: skip
    listed = [(sheet.cell(row, 1).value, sheet.cell(row, 4).value) for row in rows]
    assert listed == [(str(n), 100 * n) for n in range(62, 2, -1)]
    told = sheet.cell(heads[0] + DRAWN + 1, 1).value.replace("\u202f", " ")
    assert sum(range(1, 48)) * 100 == 112_800
    assert told.endswith(": 47, pour 112 800 h.")


def test_nothing_is_typed_on_the_page_and_its_top_stays_in_view():
    sheet = page(workbook_bytes(contract(3)))
    fills = {cell.fill.fgColor.rgb for row in sheet.iter_rows() for cell in row}
    assert f"FF{INPUT_FILL.removeprefix('#')}" not in fills
    assert not sheet.data_validations.dataValidation
    assert sheet.freeze_panes == "A4"


def test_the_chart_draws_the_list_and_describes_itself_in_french():
    content = workbook_bytes(contract(3))
    head = head_row(cached(content)[NAME])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        charts = [package.read(n).decode() for n in package.namelist() if "charts/chart" in n]
        drawings = [package.read(n).decode() for n in package.namelist() if "drawings/draw" in n]
    area = f"{head + 1}:$D${head + DRAWN}"
    mine = [each for each in charts if "Synthèse" in each]
    assert len(mine) == 1
    assert f"$D${area}" in mine[0]
    assert "Heures d’insertion" in mine[0]
    assert any("Barres horizontales" in each for each in drawings)


def test_key_figures_are_named_cells_and_their_base_is_that_of_the_reference():
    book = cached(workbook_bytes(contract(3)))
    names = {
        name.removeprefix(PREFIX): each.attr_text.rpartition("!")[2].replace("$", "")
        for name, each in book.defined_names.items()
        if name.startswith(PREFIX)
    }
    sheet = book[NAME]
    legal, paid = (
        reference(f"conversion_heures.{each}").value
        for each in ("etp_annuel_legal", "etp_annuel_paye")
    )
    assert legal is not None
    assert paid is not None
    assert sheet[names["heures"]].value == 600
    assert sheet[names["etp_1820_h"]].value == pytest.approx(600 / float(paid))
    assert sheet[names["etp_1607_h"]].value == pytest.approx(600 / float(legal))
    label = sheet.cell(sheet[names["etp_1607_h"]].row - 1, sheet[names["etp_1607_h"]].column).value
    assert "à confirmer" in label.replace("\u00a0", " ")
    assert {"obligatoire", "incertain", "facultatif", "a_relire"} <= names.keys()


def test_every_mechanism_has_its_line_and_the_total_is_that_of_the_lots():
    lots = tuple(
        Lot(number=str(i), title="a", mechanism=each, worked_hours=Decimal(1000),
            insertion_rate=Decimal("0.1"))
        for i, each in enumerate(Mechanism, start=1)
    )  # fmt: skip
    sheet = cached(workbook_bytes(Contract(lots=lots)))[NAME]
    found = {
        sheet.cell(row, 8).value: (sheet.cell(row, 9).value, sheet.cell(row, 10).value)
        for row in range(11, 20)
    }
    for each in Mechanism:
        asks = each in (Mechanism.EXECUTION_CONDITION, Mechanism.CLAUSE_AND_CRITERION)
        assert found[shown_label("mechanism", each)] == (1, 100 if asks else 0)
    assert found["Total"] == (len(Mechanism), 200)
