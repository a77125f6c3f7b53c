"""A column that waits for the hours is no input, and is not « laissée de côté »."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from insertion.intake import build_record
from insertion.typography import plain
from xlplugin.sheet import read_any


@pytest.mark.parametrize("heading", ["Heures d'insertion", "Insertion (heures)", "H. insertion"])
def test_a_column_that_waits_for_hours_is_neither_read_nor_left_aside(tmp_path: Path, heading: str):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Lot", "Intitulé", "Montant HT", "Part MO", "Taux", "Coût horaire", heading, "X"])
    sheet.append(["1", "Gros œuvre", 1000000, "50 %", "5 %", 30, None, "vu"])
    path = tmp_path / "lots.xlsx"
    book.save(path)
    record = build_record(read_any(path))
    (lot,) = record.contract.lots
    assert str(lot.insertion_rate) == "0.05"
    told = plain(" ".join(record.warnings))
    assert "« X »" in told
    assert heading not in told


@pytest.mark.parametrize(
    ("amount", "cost", "told"),
    [
        ("Estimation", "Coût horaire chargé", "ne dit ni HT ni TTC"),
        ("Estimation HT", "Taux horaire", "est lu comme le coût d'une heure"),
        ("Estimation HT", "Coût horaire chargé", ""),
    ],
)
def test_a_heading_that_leaves_a_doubt_on_money_is_said(
    tmp_path: Path, amount: str, cost: str, told: str
):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Lot", "Intitulé", amount, "Part MO", "Taux", cost])
    sheet.append(["1", "Gros œuvre", 1000000, "50 %", "5 %", 30])
    path = tmp_path / "lots.xlsx"
    book.save(path)
    warnings = build_record(read_any(path)).warnings
    assert len(warnings) == (1 if told else 0)
    assert told in plain(" ".join(warnings))
