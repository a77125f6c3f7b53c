"""Sheets that announce more than they hold: refused or passed over, never waited for."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from insertion.errors import InvalidInput
from insertion.record import load_record
from insertion.typography import plain
from xlplugin import headings, parts, sheet_xml
from xlplugin.lot_columns import columns
from xlplugin.number_format import number_format
from xlplugin.opening import open_workbook
from xlplugin.parts import ForbiddenType
from xlplugin.rebuild import EXAMPLE, FOLDER
from xlplugin.sheet_xml import Malformed, read_sheet
from xlplugin.workbook import workbook_bytes

ROOT = Path(__file__).parents[2]
SHEET = "xl/worksheets/sheet1.xml"
SECONDS = 8
"""What opening any of these files must stay under, the start of Python included."""
_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_TAIL = b"</sheetData></worksheet>"
_OPEN = """
import sys
from insertion.errors import InvalidInput
from xlplugin.opening import open_workbook
try:
    for number, row in open_workbook(sys.argv[1]).grids[0].rows:
        print(number, *(f"{each.place}={each.value}" for each in row))
except InvalidInput as error:
    print(*(f"{each.code} {each.cause}" for each in error.faults))
"""


def crafted(tmp_path: Path, sheet: bytes, part: str = SHEET) -> Path:
    """Return an ordinary workbook, one part of which is replaced."""
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    path = tmp_path / "piege.xlsx"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(path, "w", 8) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name == part else source.read(name))
    return path


def opened_in_time(path: Path, seconds: int = SECONDS) -> str:
    """Return what another process, stopped when it lingers, reads in the file."""
    done = subprocess.run(
        [sys.executable, "-c", _OPEN, str(path)], cwd=ROOT, capture_output=True, text=True,
        timeout=seconds, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.replace("\u00a0", " ").replace("\u202f", " ").strip()


def written(rows: str) -> bytes:
    return _HEAD + rows.encode() + _TAIL


@pytest.mark.parametrize("number", ["2000000000", "1048577", "2e9", "0", "-4", "1e999", "nan", "x"])
def test_a_row_no_spreadsheet_has_is_refused_at_once(tmp_path: Path, number: str):
    path = crafted(tmp_path, written(f'<row r="{number}"><c><v>1</v></c></row>'))
    assert path.stat().st_size < 10_000
    told = opened_in_time(path)
    assert told.startswith("FICHIER_ILLISIBLE")
    assert "la feuille « Sheet » porte une ligne numérotée" in told


def test_the_last_row_of_a_sheet_is_read_without_waiting_for_those_before(tmp_path: Path):
    rows = '<row r="1"><c r="B1"><v>1</v></c></row><row r="1048576"><c r="SR1048576"><v>2</v></c>'
    told = opened_in_time(crafted(tmp_path, written(rows + "</row>")))
    assert told.splitlines() == ["1 Sheet!B1=1", "1048576 Sheet!SR1048576=2"]


def test_the_last_column_of_a_sheet_is_read_on_every_row_in_time(tmp_path: Path):
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="XFD{n}"><v>9</v></c></row>'
        for n in range(1, 4001)
    )
    told = opened_in_time(crafted(tmp_path, written(rows))).splitlines()
    assert len(told) == 4000
    assert told[-1] == "4000 Sheet!A4000=4000 Sheet!XFD4000=9"


def test_a_column_no_spreadsheet_has_is_refused(tmp_path: Path):
    rows = '<row r="1"><c r="XFE1"><v>9</v></c></row>'
    told = opened_in_time(crafted(tmp_path, written(rows)))
    assert "la feuille « Sheet » porte une colonne de rang 16385, ligne 1" in told


def test_cells_that_hold_nothing_do_not_stretch_a_sheet(tmp_path: Path):
    rows = '<row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert opened_in_time(crafted(tmp_path, written(rows))) == "1 Sheet!A1=7"


def test_a_sheet_all_given_a_colour_is_read_in_time(tmp_path: Path):
    rows = "".join('<row><c t="s"/>' + "<c/>" * 9 + "</row>" for _ in range(100_000))
    rows += "<row><c><v>7</v></c></row>"
    assert opened_in_time(crafted(tmp_path, written(rows))) == "100001 Sheet!A100001=7"


@pytest.mark.slow
def test_too_many_empty_cells_are_refused_in_time_and_said_so(tmp_path: Path):
    rows = "<row>" + "<c/>" * (sheet_xml.MOST_EMPTY + 1) + "</row>"
    told = opened_in_time(crafted(tmp_path, written(rows)), seconds=4 * SECONDS)
    assert told.startswith("CLASSEUR_DEMESURE La feuille « Sheet » compte plus de 5000000 cellules")


def test_too_many_cells_are_refused_in_time_and_said_so(tmp_path: Path):
    rows = "<row>" + "<c><v>1</v></c>" * 10 + "</row>"
    path = crafted(tmp_path, written(rows * (sheet_xml.MOST_CELLS // 10 + 1)))
    told = opened_in_time(path, seconds=4 * SECONDS)
    assert told.startswith("CLASSEUR_DEMESURE")
    assert "La feuille « Sheet » porte le classeur au-delà de 1000000 cellules remplies" in told


def test_the_cells_of_all_the_sheets_are_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    book = openpyxl.Workbook()
    for sheet in (book.worksheets[0], book.create_sheet("Autre")):
        sheet.append(["a", "b", "c"])
    path = tmp_path / "deux.xlsx"
    book.save(path)
    monkeypatch.setattr("xlplugin.opening.MOST_CELLS", 6)
    assert len(open_workbook(path).grids) == 2
    monkeypatch.setattr("xlplugin.opening.MOST_CELLS", 5)
    with pytest.raises(InvalidInput) as caught:
        open_workbook(path)
    assert "« Autre »" in plain(caught.value.faults[0].cause)


def test_rows_and_cells_without_reference_follow_one_another():
    rows = (
        '<row><c><v>1</v></c><c><is><t>a</t></is></c></row><row r="9"><c r="C9"><f>1</f></c></row>'
    )
    sheet = read_sheet(io.BytesIO(written(rows)))
    found = {(n, each.column, each.text) for n, row in sheet.rows.items() for each in row}
    assert found == {(1, 1, "1"), (1, 2, "a"), (9, 3, None)}
    assert read_sheet(io.BytesIO(written('<row r="3"><c r="F3" s="1"/></row>'))).rows == {}


@pytest.mark.parametrize(
    "rows",
    ['<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
     '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>'],
)  # fmt: skip
def test_two_values_for_one_cell_are_refused_since_either_could_be_meant(rows: str):
    with pytest.raises(Malformed, match="deux fois une même cellule, ligne 1"):
        read_sheet(io.BytesIO(written(rows)))


def test_a_type_declared_far_down_a_sheet_is_refused():
    text = b"<!--" + b" " * 200_000 + b"--><!DOCTYPE a [<!ENTITY b 'c'>]>" + written("")
    with pytest.raises(ForbiddenType):
        read_sheet(io.BytesIO(text))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_type_is_refused_whatever_the_encoding_of_the_part(tmp_path: Path, encoding: str):
    text = "<!DOCTYPE a [<!ENTITY b 'c'>]><styleSheet/>".encode(encoding)
    with pytest.raises(InvalidInput) as caught:
        open_workbook(crafted(tmp_path, text, "xl/styles.xml"))
    assert "XML interdite" in caught.value.faults[0].cause


def test_the_amount_of_a_lot_never_turns_grey_since_the_obligation_reads_it():
    contract = load_record((FOLDER / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")).contract
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(contract, capacity=3)))
    sheet = book["Lots"]
    heads = {cell.column_letter: str(cell.value) for row in sheet["A6:BZ6"] for cell in row}
    greyed = {
        heads[match[0]]
        for each in sheet.conditional_formatting
        for rule in each.rules
        if "NOT(" in rule.formula[0] and (match := re.match("[A-Z]+", str(each.sqref)))
    }
    assert any("main-d" in each for each in greyed)
    assert columns()["amount_excl_tax"].heading not in greyed


def merged(areas: list[str]) -> bytes:
    """Return a sheet of one cell and these merged areas."""
    told = "".join(f'<mergeCell ref="{each}"/>' for each in areas)
    tail = _TAIL.replace(b"</sheetData>", f"</sheetData><mergeCells>{told}</mergeCells>".encode())
    return _HEAD + b"<row><c><v>7</v></c></row>" + tail


def test_merged_areas_that_overlap_are_refused_at_once(tmp_path: Path):
    told = opened_in_time(crafted(tmp_path, merged(["A1:XFD1048576"] * 50_000)))
    assert told.startswith("FICHIER_ILLISIBLE")
    assert "porte des fusions de cellules qui se recouvrent, ligne 1" in told


def test_as_many_merged_areas_as_a_long_table_has_are_read(tmp_path: Path):
    rows = range(1, 50_001)
    areas = [f"{left}{row}:{right}{row}" for row in rows for left, right in ("AB", "CD")]
    assert len(areas) == sheet_xml.MOST_MERGED
    assert opened_in_time(crafted(tmp_path, merged(areas))) == "1 Sheet!A1=7"
    told = opened_in_time(crafted(tmp_path, merged([*areas, "F1:G1"])))
    assert told.startswith("CLASSEUR_DEMESURE La feuille « Sheet » compte plus de 100000 fusions")


def test_columns_hidden_a_hundred_thousand_times_are_refused_at_once(tmp_path: Path):
    columns = "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 100_000 + "</cols><sheetData>"
    content = written("<row><c><v>7</v></c></row>").replace(b"<sheetData>", columns.encode())
    told = opened_in_time(crafted(tmp_path, content))
    assert "la feuille « Sheet » décrit plusieurs fois les mêmes colonnes" in told


def test_texts_beyond_measure_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    own = FOLDER / f"{EXAMPLE}.xlsx"
    assert open_workbook(own).grids
    monkeypatch.setattr(parts, "MOST_TEXT", 1000)
    with pytest.raises(InvalidInput, match="FICHIER_TROP_GROS"):
        open_workbook(own)
    sheet = written('<row><c t="inlineStr"><is><t>douze signes</t></is></c></row>')
    path = crafted(tmp_path, sheet)
    monkeypatch.setattr(sheet_xml, "MOST_TEXT", 12)
    assert open_workbook(path).grids[0].rows
    monkeypatch.setattr(sheet_xml, "MOST_TEXT", 11)
    with pytest.raises(InvalidInput, match="CLASSEUR_DEMESURE"):
        open_workbook(path)


def test_what_a_server_remembers_of_the_words_it_reads_is_bounded():
    for remembering in (headings._field_of, headings._field_of_pieces, number_format):
        assert remembering.cache_info().maxsize is not None
