"""Workbooks of every origin, patched: they open, recalculate, and nothing in them breaks."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import DataBarRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.cli.command import clausier
from tests.office import validator
from tests.office.libreoffice import recalculated
from tests.unit.patch_books import HEAD, HOURS, LOTS, book, members

TOTAL = sum(HOURS)
"""833 + 200 + 245 hours."""


def by_openpyxl(path: Path) -> Path:
    """Charts, a comment, a list, a data bar, two sheets, a total and what depends on it."""
    written = openpyxl.Workbook()
    page = written.active
    page.title = "Lots"
    page["A1"] = "Opération fictive"
    page.merge_cells("A1:G1")
    page.append(HEAD)
    for lot in LOTS:
        page.append(lot)
    page.append((None, "TOTAL", "=SUM(C3:C5)", None, None, None, "=SUM(G3:G5)"))
    for kind, place in ((BarChart, "A9"), (LineChart, "H9")):
        chart = kind()
        chart.add_data(Reference(page, min_col=7, min_row=2, max_row=5), titles_from_data=True)
        page.add_chart(chart, place)
    page["B3"].comment = Comment("à vérifier", "bureau")
    choice = DataValidation(type="list", formula1='"oui,non"')
    page.add_data_validation(choice)
    choice.add("I3:I5")
    page.conditional_formatting.add("G3:G5", DataBarRule("min", None, "max", None, "638EC6"))
    written.create_sheet("Synthèse")["A1"] = "=Lots!G6*2"
    written.save(path)
    return path


def by_xlsxwriter(path: Path) -> Path:
    """Shared texts, a chart, sparklines, x14 data bars, notes, a macro project, stored totals."""
    written = xlsxwriter.Workbook(path)
    page = written.add_worksheet("Lots")
    bold = written.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    hours = written.add_format({"num_format": "# ##0", "border": 1})
    page.write_row("A2", HEAD, bold)
    for number, lot in enumerate(LOTS, start=2):
        page.write_row(number, 0, lot)
        page.write_blank(number, 6, None, hours)
        page.add_sparkline(number, 8, {"range": f"Lots!C{number + 1}:G{number + 1}"})
    page.write("B6", "TOTAL", bold)
    page.write_formula("C6", "=SUM(C3:C5)", None, 1_510_000)
    page.write_formula("G6", "=SUM(G3:G5)", hours, 0)
    page.conditional_format("G3:G5", {"type": "data_bar", "data_bar_2010": True})
    page.data_validation("H3:H5", {"validate": "list", "source": "=Synthèse!$B$1:$B$2"})
    page.write_comment("B4", "à vérifier")
    page.insert_checkbox("J3", True)
    page.autofilter("A2:G5")
    page.protect("mot de passe")
    chart = written.add_chart({"type": "column"})
    chart.add_series({"values": "=Lots!$G$3:$G$5", "categories": "=Lots!$B$3:$B$5"})
    page.insert_chart("A9", chart)
    written.add_worksheet("Synthèse").write_formula("A1", "=Lots!G6*2", None, 0)
    written.define_name("total_heures_lots", "=Lots!$G$6")
    written.close()
    return path


def by_a_structured_table(path: Path) -> Path:
    """Write a structured table that has the column of hours, and a total outside it."""
    written = openpyxl.Workbook()
    page = written.active
    page.title = "Lots"
    page.append(("Opération fictive",))
    page.append(HEAD)
    for lot in LOTS:
        page.append(lot)
    page.add_table(Table(displayName="Lots_du_marche", ref="A2:G5"))
    page["G6"] = "=SUM(Lots_du_marche[Heures d''insertion])"
    page["B6"] = "TOTAL"
    written.create_sheet("Synthèse")["A1"] = "=Lots!G6*2"
    written.save(path)
    return path


def by_libreoffice(path: Path) -> Path:
    """The same workbook, saved as OpenDocument and back by LibreOffice."""
    source = by_openpyxl(path.with_name("origine.xlsx"))
    for suffix, start in (("ods", source), ("xlsx", source.with_suffix(".ods"))):
        folder = path.parent / suffix
        profile = f"-env:UserInstallation={(path.parent / 'profil').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", suffix, "--outdir"]
        subprocess.run([*command, str(folder), str(start)], check=True, capture_output=True)
        (folder / f"origine.{suffix}").rename(
            path if suffix == "xlsx" else path.with_name("origine.ods")
        )
    return path


def by_hand(path: Path) -> Path:
    """The least workbook, with neither style nor shared text."""
    return book(path)


MAKERS = (by_openpyxl, by_xlsxwriter, by_a_structured_table, by_libreoffice, by_hand)


def copy_of(source: Path, *options: str) -> Path:
    copy = source.with_name("copie.xlsx")
    outcome = clausier("calculer", source, "--resultat", copy, *options, "--json")
    assert outcome.code == 0, outcome.out
    return copy


@pytest.mark.slow
@pytest.mark.needs("soffice", "uno")
@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl would drop it; not we
@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_a_patched_workbook_opens_and_its_totals_follow(
    tmp_path: Path, maker: Callable[[Path], Path]
):
    copy = copy_of(maker(tmp_path / "lots.xlsx"))
    page = openpyxl.load_workbook(copy)["Lots"]
    assert tuple(page[f"G{row}"].value for row in (3, 4, 5)) == HOURS
    further = [] if maker is by_hand else ["Synthèse!A1"]
    (seen,) = recalculated(copy, [{"read": ["Lots!G3:G6", *further]}])
    assert [row[0] for row in seen["Lots!G3:G6"]] == [*HOURS, TOTAL]
    assert [seen[each] for each in further] == [[[TOTAL * 2]]] * len(further)


@pytest.mark.slow
@pytest.mark.needs("soffice")
@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_every_part_but_two_keeps_its_bytes(tmp_path: Path, maker: Callable[[Path], Path]):
    source = maker(tmp_path / "lots.xlsx")
    old, new = members(source), members(copy_of(source))
    assert list(old) == list(new)
    changed = {name for name in old if old[name] != new[name]}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert "xl/worksheets/sheet1.xml" in changed
    assert b'fullCalcOnLoad="1"' in new["xl/workbook.xml"]


@pytest.mark.slow
@pytest.mark.needs("soffice", "ooxml-validate")
def test_the_open_xml_sdk_finds_nothing_new_in_a_patched_workbook(tmp_path: Path):
    pairs: dict[Path, Path] = {}
    for maker in MAKERS:
        for options in ((), ("--colonne", "L")):
            folder = tmp_path / f"{maker.__name__}-{len(options)}"
            folder.mkdir()
            source = maker(folder / "lots.xlsx")
            pairs[source] = copy_of(source, *options)
    found = validator.sdk_errors_by_file([*pairs, *pairs.values()])
    fresh = {
        copy.parent.name: [e for e in found[copy.resolve()] if e not in found[source.resolve()]]
        for source, copy in pairs.items()
    }
    assert fresh == {name: [] for name in fresh}
    assert len(fresh) == 2 * len(MAKERS)


@pytest.mark.needs("soffice", "uno")
def test_a_replaced_formula_leaves_a_workbook_that_opens(tmp_path: Path):
    source = by_xlsxwriter(tmp_path / "lots.xlsx")
    with zipfile.ZipFile(source) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<c r="G4" s="' in page
    filled = page.replace('<c r="G4" s="2"/>', '<c r="G4" s="2"><f>C4/1500</f><v>200</v></c>')
    assert filled != page
    changed = {**members(source), "xl/worksheets/sheet1.xml": filled.encode()}
    with zipfile.ZipFile(source, "w") as archive:
        for name, part in changed.items():
            archive.writestr(name, part)
    (seen,) = recalculated(copy_of(source, "--ecraser"), [{"read": ["Lots!G3:G6"]}])
    assert [row[0] for row in seen["Lots!G3:G6"]] == [*HOURS, TOTAL]
