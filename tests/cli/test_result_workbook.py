"""``calculer --resultat``: hours in a copy, in the intended cells, and nowhere else."""

from __future__ import annotations

import shutil
import time
from importlib import resources
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font, PatternFill

from insertion.typography import plain
from tests.cli.command import Outcome, clausier
from tests.unit.patch_books import (
    HEAD,
    HOURS,
    LOTS,
    MAIN,
    SHEET,
    book,
    cells_of,
    members,
    packed,
    parts,
    relations,
    row,
    sheet,
    table,
)

HEADING = "Heures d’insertion"
NO_COLUMN = HEAD[:6]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return book(tmp_path / "lots.xlsx")


def run(source: Path, *options: object, name: str = "copie.xlsx") -> Outcome:
    return clausier("calculer", source, "--resultat", source.parent / name, *options, "--json")


def copied(source: Path, *options: object) -> dict[tuple[int, int], Any]:
    """Run, then read the sheet of the copy."""
    outcome = run(source, *options)
    assert outcome.code == 0, outcome.out
    return cells_of(members(source.parent / "copie.xlsx")[SHEET])


def refused(source: Path, *options: object, code: int = 3) -> list[tuple[str, str]]:
    """Run, check that nothing was written, and return the faults with their places."""
    before = {path: path.read_bytes() for path in source.parent.iterdir()}
    outcome = run(source, *options)
    assert outcome.code == code, outcome.out
    assert {path: path.read_bytes() for path in source.parent.iterdir()} == before
    assert outcome.document["resultat"] is None
    return [(each["code"], each["lieu"]) for each in outcome.document["erreurs"]]


def remedies(source: Path, *options: object) -> str:
    return plain(" ".join(e["remede"] for e in run(source, *options).document["erreurs"]))


# --- The intended cells -------------------------------------------------------------------------


def test_the_column_that_waits_for_hours_receives_them_and_the_source_stays(source: Path):
    before = source.read_bytes()
    old = cells_of(members(source)[SHEET])
    new = copied(source)
    assert source.read_bytes() == before
    assert [new[r, 7] for r in (3, 4, 5)] == [("", "", "", str(each)) for each in HOURS]
    assert {at for at in new if new[at] != old.get(at)} == {(3, 7), (4, 7), (5, 7)}


def test_the_document_names_the_copy_and_each_cell(source: Path):
    written = run(source).document["resultat"]
    assert written["chemin"] == (source.parent / "copie.xlsx").as_posix()
    assert written["feuille"] == "Lots"
    assert written["cellules"] == [
        {"cellule": f"G{3 + i}", "numero": str(LOTS[i][0]), "valeur": HOURS[i], "etat": "ecrite",
         "ancienne_valeur": None}
        for i in range(3)
    ]  # fmt: skip
    assert "resultat" not in clausier("calculer", source, "--json").document


def test_people_read_which_cells_were_filled(source: Path):
    outcome = clausier("calculer", source, "--resultat", source.parent / "copie.xlsx")
    told = plain(outcome.out)
    assert "Copie écrite :" in told
    assert "3 cellules d'heures, Lots!G3 à G5." in told
    assert "recalcule" in told


def test_a_second_run_on_the_copy_changes_no_byte(source: Path):
    run(source)
    copy = source.parent / "copie.xlsx"
    outcome = run(copy, name="encore.xlsx")
    assert outcome.code == 0
    assert (source.parent / "encore.xlsx").read_bytes() == copy.read_bytes()
    assert {e["etat"] for e in outcome.document["resultat"]["cellules"]} == {"inchangee"}


@pytest.mark.parametrize(
    "heading",
    ["Heures d'insertion", "HEURES D’INSERTION (h)", "Nb d'heures\nd'insertion",
     "Volume d'heures d'insertion", "Heures au marché", "Objectif d'insertion (en heures)"],
)  # fmt: skip
def test_headings_that_ask_for_hours_are_recognised(tmp_path: Path, heading: str):
    new = copied(book(tmp_path / "a.xlsx", sheet(table(head=(*NO_COLUMN, heading)))))
    assert [new[r, 7][3] for r in (3, 4, 5)] == [str(each) for each in HOURS]


@pytest.mark.parametrize("heading", ["Observations", "Heures", "Total", "Commentaire insertion"])
def test_other_headings_are_not_taken_for_it(tmp_path: Path, heading: str):
    rows = table(head=(*NO_COLUMN, heading), total=False)
    source = book(tmp_path / "a.xlsx", sheet(rows))
    assert refused(source) == [("RESULTAT_SANS_COLONNE", "Lots!ligne 2")]
    assert "--colonne H," in remedies(source)


def test_retained_hours_are_those_of_the_contract_and_calculated_ones_stay_apart(tmp_path: Path):
    head = (*NO_COLUMN, "Heures retenues", "Motif de la retenue", "Auteur de la retenue",
            "Date de la retenue", "Heures calculées", "Heures d'insertion")  # fmt: skip
    agreed = (900, "négociation", "comité", "2026-03-01")
    path = tmp_path / "a.xlsx"
    written = openpyxl.Workbook()
    written.active.append(head)
    written.active.append((*LOTS[0], *agreed))
    written.active.append(LOTS[1])
    written.save(path)
    assert run(path).code == 0
    page = openpyxl.load_workbook(tmp_path / "copie.xlsx").active
    assert [[c.value for c in r] for r in page["K2:L3"]] == [[833, 900], [200, 200]]


def test_a_heading_merged_over_two_rows_still_says_its_column(tmp_path: Path):
    rows = row(1, *[None] * 6, "Heures d'insertion") + table(head=(*NO_COLUMN,), total=False)
    merged = '<mergeCells><mergeCell ref="G1:G2"/></mergeCells>'
    new = copied(book(tmp_path / "a.xlsx", sheet(rows, after=merged)))
    assert [new[r, 7][3] for r in (3, 4, 5)] == [str(each) for each in HOURS]


def grouped(group: str, sub: tuple[str, str], path: Path) -> Path:
    """Write a table whose last two columns have sub-headings under a merged group."""
    rows = row(1, *NO_COLUMN[:6], group) + row(2, *[None] * 6, *sub)
    rows += "".join(row(3 + i, *lot) for i, lot in enumerate(LOTS))
    areas = [f"{letter}1:{letter}2" for letter in "ABCDEF"] + ["G1:H1"]
    merged = "".join(f'<mergeCell ref="{each}"/>' for each in areas)
    return book(path, sheet(rows, after=f"<mergeCells>{merged}</mergeCells>"))


@pytest.mark.parametrize(
    ("group", "sub", "column"),
    [
        ("Insertion", ("Observations", "Heures"), 8),
        ("Insertion", ("Nombre d'heures", "Structure"), 7),
        ("Volet social", ("Heures d'insertion", "Structure"), 7),
    ],
)
def test_a_group_above_completes_what_a_sub_heading_says(
    tmp_path: Path, group: str, sub: tuple[str, str], column: int
):
    new = copied(grouped(group, sub, tmp_path / "a.xlsx"))
    assert [new[r, column][3] for r in (3, 4, 5)] == [str(each) for each in HOURS]


def test_hours_done_are_not_hours_to_do(tmp_path: Path):
    source = grouped("Réalisé en 2025", ("Heures d'insertion", "Écart"), tmp_path / "a.xlsx")
    assert refused(source) == [("RESULTAT_SANS_COLONNE", "Lots!ligne 2")]
    assert copied(source, "--colonne", "réalisé en 2025 écart")[3, 8][3] == "833"


def test_a_lot_without_hours_leaves_its_cell_as_it_is(tmp_path: Path):
    head = (*NO_COLUMN, "Heures d'insertion", "Clause sociale")
    rows = row(2, *head)
    rows += row(3, *LOTS[0], None, "oui") + row(4, *LOTS[1], "sans objet", "sans")
    source = book(tmp_path / "a.xlsx", sheet(rows))
    outcome = run(source)
    assert [each["cellule"] for each in outcome.document["resultat"]["cellules"]] == ["G3"]
    (told,) = outcome.document["resultat"]["avertissements"]
    assert "Lots!G4" in told
    assert "garde son contenu" in told
    assert cells_of(members(tmp_path / "copie.xlsx")[SHEET])[4, 7][3] == "sans objet"


# --- A column named by the user -----------------------------------------------------------------


def styled(path: Path) -> Path:
    """Write a table where « Montant » is in euros and « Surface » in whole numbers."""
    written = openpyxl.Workbook()
    page = written.active
    page.title = "Lots"
    page.append((*NO_COLUMN[:5], "Surface", NO_COLUMN[5]))
    for number, title, amount, share, rate, cost in LOTS:
        page.append((number, title, amount, share, rate, 12, cost))
    for line in page["C2:C4"]:
        line[0].number_format = '#,##0 "€"'
    for line in page["D2:E4"]:
        line[0].number_format = line[1].number_format = "0%"
    for line in page["F2:F4"]:
        line[0].number_format = "#,##0"
        line[0].font = Font(italic=True)
    for line in page["G2:G4"]:
        line[0].number_format = "0.00"
    for cell in page[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
    written.save(path)
    return path


@pytest.mark.parametrize("column", ["H", "h"])
def test_a_free_column_gets_its_heading_and_the_look_of_its_neighbours(tmp_path: Path, column: str):
    source = styled(tmp_path / "a.xlsx")
    assert run(source, "--colonne", column).code == 0
    page = openpyxl.load_workbook(tmp_path / "copie.xlsx").active
    assert page["H1"].value == HEADING
    assert page["H1"].font.bold
    assert page["H1"].fill.fgColor.rgb == page["G1"].fill.fgColor.rgb
    assert [page[f"H{r}"].value for r in (2, 3, 4)] == list(HOURS)
    assert {page[f"H{r}"].number_format for r in (2, 3, 4)} == {
        "#,##0"
    }  # neither €, nor %, nor ,00
    assert page["H2"].font.italic
    assert page.dimensions == "A1:H4"


def test_texts_enter_the_cell_and_shared_texts_keep_their_bytes(tmp_path: Path):
    source = tmp_path / "a.xlsx"
    written = xlsxwriter.Workbook(source)
    page = written.add_worksheet("Lots")
    for number, line in enumerate((NO_COLUMN, *LOTS)):
        page.write_row(number, 0, line)
    page.write(4, 1, "TOTAL")
    page.write_formula(4, 2, "=SUM(C2:C4)", None, 1_510_000)
    written.close()
    assert run(source, "--colonne", "G").code == 0
    old, new = members(source), members(tmp_path / "copie.xlsx")
    assert b"Gros" in old["xl/sharedStrings.xml"]
    assert old.keys() == new.keys()
    assert {name for name in old if old[name] != new[name]} <= {SHEET, "xl/workbook.xml"}
    assert openpyxl.load_workbook(tmp_path / "copie.xlsx")["Lots"]["G1"].value == HEADING


def test_a_column_far_to_the_right_may_be_chosen_and_its_rows_are_ready(tmp_path: Path):
    source = book(tmp_path / "a.xlsx", sheet(table(head=NO_COLUMN, total=False)))
    new = copied(source, "--colonne", "AB")
    assert new[2, 28] == ("inlineStr", "", "", HEADING)
    assert [new[r, 28][3] for r in (3, 4, 5)] == [str(each) for each in HOURS]


def test_a_column_may_be_named_by_its_heading(tmp_path: Path):
    source = book(tmp_path / "a.xlsx", sheet(table(head=(*NO_COLUMN, "Résultat"))))
    new = copied(source, "--colonne", "resultat")
    assert new[2, 7][3] == "Résultat"
    assert new[3, 7][3] == "833"


def test_the_last_column_of_a_sheet_may_be_chosen(tmp_path: Path):
    source = book(tmp_path / "a.xlsx", sheet(table(head=NO_COLUMN, total=False)))
    assert copied(source, "--colonne", "XFD")[3, 16_384][3] == "833"  # XFE is refused below


def test_the_nearest_neighbour_lends_its_look(tmp_path: Path):
    written = openpyxl.Workbook()
    page = written.active
    page.append((*NO_COLUMN, "Surface", "Étage"))
    for number, lot in enumerate(LOTS, start=2):
        page.append((*lot, 12, 3))
        page.cell(number, 7).number_format = "#,##0"
        page.cell(number, 8).number_format = "0"
    written.save(tmp_path / "a.xlsx")
    assert run(tmp_path / "a.xlsx", "--colonne", "J").code == 0
    copy = openpyxl.load_workbook(tmp_path / "copie.xlsx").active
    assert {copy[f"J{r}"].number_format for r in (2, 3, 4)} == {"0"}


@pytest.mark.parametrize(
    ("column", "code", "place"),
    [
        ("Résultats", "COLONNE_INTROUVABLE", "Lots!ligne 2"),
        ("ZZZ", "COLONNE_INTROUVABLE", "Lots!ligne 2"),
        ("XFE", "COLONNE_INTROUVABLE", "Lots!ligne 2"),
        ("", "COLONNE_INTROUVABLE", "Lots!ligne 2"),
        ("7", "COLONNE_INTROUVABLE", "Lots!ligne 2"),
        ("À voir", "COLONNE_AMBIGUE", "Lots!ligne 2"),
        ("C", "COLONNE_DE_DONNEES", "Lots!C2"),
        ("montant ht", "COLONNE_DE_DONNEES", "Lots!C2"),
    ],
)
def test_a_column_that_cannot_be_is_refused_whatever_is_overwritten(
    tmp_path: Path, column: str, code: str, place: str
):
    rows = table(head=(*NO_COLUMN, "À voir", "à voir"), total=False)
    source = book(tmp_path / "a.xlsx", sheet(rows))
    assert refused(source, "--colonne", column) == [(code, place)]
    assert refused(source, "--colonne", column, "--ecraser") == [(code, place)]


def test_two_columns_for_one_figure_are_a_question(tmp_path: Path):
    rows = table(head=(*NO_COLUMN, "Heures d'insertion", "Heures au marché"), total=False)
    source = book(tmp_path / "a.xlsx", sheet(rows))
    assert refused(source) == [("COLONNE_EN_DOUBLE", "Lots!ligne 2")]
    assert copied(source, "--colonne", "H")[3, 8][3] == "833"


def test_the_column_proposed_is_the_first_where_nothing_stands(tmp_path: Path):
    rows = row(2, *NO_COLUMN) + row(3, *LOTS[0], 3) + row(4, *LOTS[1], None, "=C4")
    merged = '<mergeCells><mergeCell ref="I4:J9"/></mergeCells>'
    source = book(tmp_path / "a.xlsx", sheet(rows, after=merged))
    assert refused(source) == [("RESULTAT_SANS_COLONNE", "Lots!ligne 2")]
    assert "--colonne K," in remedies(source)
    assert copied(source, "--colonne", "K")[4, 11][3] == "200"


def test_a_long_title_or_a_note_below_does_not_push_the_column_away(tmp_path: Path):
    rows = row(1, *["titre"] * 10) + table(head=NO_COLUMN, total=False)
    rows += row(9, *[None] * 9, "note")
    source = book(tmp_path / "a.xlsx", sheet(rows))
    assert "--colonne G," in remedies(source)


# --- Nothing is lost ----------------------------------------------------------------------------


def filled(*values: object) -> str:
    """Return a table whose column of hours already holds these values, from row 3."""
    rows = row(2, *HEAD)
    return sheet(rows + "".join(row(3 + i, *LOTS[i], value) for i, value in enumerate(values)))


def test_a_cell_that_holds_something_is_not_replaced_silently(tmp_path: Path):
    source = book(tmp_path / "a.xlsx", filled(500, "=C4*2", "à voir"))
    assert refused(source) == [
        ("CELLULE_OCCUPEE", "Lots!G3"), ("CELLULE_OCCUPEE", "Lots!G4"),
        ("CELLULE_OCCUPEE", "Lots!G5"),
    ]  # fmt: skip
    causes = [plain(e["cause"]) for e in run(source).document["erreurs"]]
    assert causes == ["La cellule contient « 500 ».", "La cellule contient une formule.",
                      "La cellule contient « à voir »."]  # fmt: skip


def test_overwriting_is_said_cell_by_cell(tmp_path: Path):
    source = book(tmp_path / "a.xlsx", filled(500, "=C4*2", 245))
    outcome = run(source, "--ecraser")
    cells = outcome.document["resultat"]["cellules"]
    assert [each["etat"] for each in cells] == ["remplacee", "remplacee", "inchangee"]
    assert [each["ancienne_valeur"] and plain(each["ancienne_valeur"]) for each in cells] == [
        "« 500 »", "une formule", None
    ]  # fmt: skip
    told = [plain(each) for each in outcome.document["resultat"]["avertissements"]]
    assert told == ["Lots!G3 : 833 remplace « 500 ».", "Lots!G4 : 200 remplace une formule."]
    new = cells_of(members(tmp_path / "copie.xlsx")[SHEET])
    assert [new[r, 7] for r in (3, 4, 5)] == [("", "", "", str(each)) for each in HOURS]


@pytest.mark.parametrize(
    ("number_format", "warned"),
    [("General", False), ("0.00", False), ("@", False), ("0%", True), ("dd/mm/yyyy", True),
     (";;;", True), ("#,##0,", True)],
)  # fmt: skip
def test_a_format_that_shows_hours_as_something_else_stays_and_is_said(
    tmp_path: Path, number_format: str, warned: bool
):
    written = openpyxl.Workbook()
    page = written.active
    page.title = "Lots"
    page.append(HEAD)
    for number, lot in enumerate(LOTS, start=2):
        page.append(lot)
        page.cell(number, 7).number_format = number_format
    source = tmp_path / "a.xlsx"
    written.save(source)
    told = run(source).document["resultat"]["avertissements"]
    assert [plain(each).split(" : ")[0] for each in told] == ["Lots!G2 à G4"] * warned
    copy = openpyxl.load_workbook(tmp_path / "copie.xlsx")["Lots"]
    assert {copy[f"G{r}"].number_format for r in (2, 3, 4)} == {number_format}


@pytest.mark.parametrize("same", [833, "833.0", "8.33E2"])
def test_the_same_number_is_no_replacement(tmp_path: Path, same: object):
    rows = filled(None, None).replace('<c r="G3"/>', f'<c r="G3"><v>{same}</v></c>')
    source = book(tmp_path / "a.xlsx", rows)
    states = [e["etat"] for e in run(source).document["resultat"]["cellules"]]
    assert states == ["inchangee", "ecrite"]


@pytest.mark.parametrize("blank", ["", " ", "\u00a0"])
def test_a_blank_text_is_an_empty_cell(tmp_path: Path, blank: str):
    source = book(tmp_path / "a.xlsx", filled(blank, None))
    assert copied(source)[3, 7] == ("", "", "", "833")


@pytest.mark.parametrize(
    ("rows", "after", "place"),
    [
        (table(total=False), '<mergeCells><mergeCell ref="G3:G4"/></mergeCells>', "Lots!G4"),
        (
            filled(None, None).split("<sheetData>")[1].split("</sheetData>")[0].replace(
                '<c r="G3"/>', '<c r="G3"><f t="array" ref="G3:G4">C3:C4</f><v>1</v></c>'
            ),
            "",
            "Lots!G3",
        ),
    ],
)  # fmt: skip
def test_a_cell_that_others_depend_upon_is_never_written(
    tmp_path: Path, rows: str, after: str, place: str
):
    source = book(tmp_path / "a.xlsx", sheet(rows, after=after))
    for options in ((), ("--ecraser",)):
        found = refused(source, *options)
        assert ("CELLULE_INTOUCHABLE", place) in found
        assert {code for code, _ in found} == {"CELLULE_INTOUCHABLE"}


def shared(last: str) -> str:
    """Return a table whose hours are one formula filled down from G3."""
    rows = filled(None, None, None)
    rows = rows.replace('<c r="G3"/>', '<c r="G3"><f t="shared" ref="G3:G6" si="0">C3*2</f></c>')
    for place in ("G4", "G5"):
        rows = rows.replace(f'<c r="{place}"/>', f'<c r="{place}"><f t="shared" si="0"/></c>')
    return rows.replace("</sheetData>", f"{last}</sheetData>")


def test_a_formula_filled_down_is_replaced_whole_or_not_at_all(tmp_path: Path):
    whole = book(tmp_path / "a.xlsx", shared(""))
    assert [code for code, _ in refused(whole)] == ["CELLULE_OCCUPEE"] * 3
    assert copied(whole, "--ecraser")[3, 7] == ("", "", "", "833")
    lent = '<row r="6"><c r="G6"><f t="shared" si="0"/><v>0</v></c></row>'
    (tmp_path / "copie.xlsx").unlink()
    part = book(tmp_path / "a.xlsx", shared(lent))
    assert refused(part, "--ecraser") == [("CELLULE_INTOUCHABLE", "Lots!G3")]


def test_the_heading_of_a_structured_table_is_not_invented(tmp_path: Path):
    source = book(
        tmp_path / "a.xlsx",
        sheet(table(head=NO_COLUMN, total=False)),
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("table", "../tables/t.xml")),
            "xl/tables/t.xml": f'<table xmlns="{MAIN}" ref="A2:G5"/>',
        },
    )
    assert refused(source, "--colonne", "G") == [("CELLULE_INTOUCHABLE", "Lots!G2")]
    assert copied(source, "--colonne", "H")[3, 8][3] == "833"


# --- Files --------------------------------------------------------------------------------------


def test_a_workbook_of_ours_computes_by_itself(tmp_path: Path):
    source = tmp_path / "calcul.xlsx"
    assert clausier("classeur", source).code == 0
    sample = resources.files("workbooks") / "exemple-renovation-ecole.yaml"
    yaml = tmp_path / "marche.yaml"
    yaml.write_text(sample.read_text(encoding="utf-8"), encoding="utf-8")
    assert clausier("classeur", source, "--depuis", yaml, "--ecraser").code == 0
    assert refused(source, code=2) == [("CLASSEUR_QUI_CALCULE", "calcul.xlsx")]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("marche.yaml", "clausier classeur SORTIE.xlsx --depuis marche.yaml"),
        ("lots.ods", "au format .xlsx"),
        ("lots.xls", "au format .xlsx"),
        ("lots.csv", "au format .xlsx"),
    ],
)
def test_hours_are_written_in_a_workbook_only(tmp_path: Path, name: str, advice: str):
    source = tmp_path / name
    source.write_bytes(b"x")
    assert refused(source, code=2) == [("RESULTAT_SANS_CLASSEUR", name)]
    assert advice in remedies(source)


def test_the_copy_keeps_the_extension(tmp_path: Path, source: Path):
    macro = tmp_path / "lots.xlsm"
    shutil.copy(source, macro)
    assert refused(macro, code=2) == [("SORTIE_MAL_NOMMEE", str(tmp_path / "copie.xlsx"))]
    assert run(macro, name="copie.xlsm").code == 0


def test_the_source_is_never_written_over(source: Path):
    for options in ((), ("--ecraser",)):
        before = source.read_bytes()
        assert run(source, *options, name=source.name).codes == ["SORTIE_EST_LA_SOURCE"]
        assert source.read_bytes() == before


def test_an_existing_copy_is_kept_until_told(source: Path):
    copy = source.parent / "copie.xlsx"
    copy.write_bytes(b"ancien")
    assert refused(source, code=2) == [("SORTIE_EXISTANTE", str(copy))]
    assert run(source, "--ecraser").code == 0


def test_a_column_without_a_copy_is_a_slip(source: Path):
    outcome = clausier("calculer", source, "--colonne", "H", "--json")
    assert (outcome.code, outcome.codes) == (2, ["COLONNE_SANS_RESULTAT"])


def test_a_signed_workbook_is_refused_with_its_name(tmp_path: Path):
    source = book(tmp_path / "a.xlsx", **{"_xmlsignatures/sig1.xml": "<a/>"})
    assert refused(source) == [("CLASSEUR_SIGNE", "a.xlsx")]


def test_a_contract_that_cannot_be_computed_writes_nothing(tmp_path: Path):
    source = book(tmp_path / "a.xlsx", filled(None).replace("<v>1000000</v>", "<v>-1</v>"))
    assert refused(source) == [("NOMBRE_NEGATIF", "Lots!C3")]


@pytest.mark.parametrize("hide", ['hidden="1"', 'ht="0" customHeight="1"'])
def test_hidden_rows_and_protected_sheets_are_written_and_stay_so(tmp_path: Path, hide: str):
    rows = table(total=False).replace('<row r="4"', f'<row r="4" {hide}')
    lock = '<sheetProtection sheet="1" objects="1" scenarios="1"/><autoFilter ref="A2:G5"/>'
    source = book(tmp_path / "a.xlsx", sheet(rows, after=lock))
    assert copied(source)[4, 7][3] == "200"
    part = members(tmp_path / "copie.xlsx")[SHEET].decode()
    assert lock in part
    assert f'<row r="4" {hide}' in part


def test_the_1904_calendar_changes_no_hour(tmp_path: Path):
    def workbook(part: bytes) -> str:
        return part.decode().replace("<sheets>", '<workbookPr date1904="1"/><sheets>')

    plain_book = members(book(tmp_path / "a.xlsx"))["xl/workbook.xml"]
    source = book(tmp_path / "a.xlsx", **{"xl/workbook.xml": workbook(plain_book)})
    new = copied(source)
    assert [new[r, 7][3] for r in (3, 4, 5)] == [str(each) for each in HOURS]


STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        "http://purl.oclc.org/ooxml/spreadsheetml/main"
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def test_a_strict_workbook_is_written_like_another(tmp_path: Path):
    def strict(part: str | bytes) -> str:
        text = part if isinstance(part, str) else part.decode()
        for usual, other in STRICT.items():
            text = text.replace(usual, other)
        return text

    content = {name: strict(part) for name, part in parts(sheet(table())).items()}
    source = tmp_path / "a.xlsx"
    source.write_bytes(packed({**content}))
    new = copied(source)
    assert [new[r, 7][3] for r in (3, 4, 5)] == [str(each) for each in HOURS]
    book_part = members(tmp_path / "copie.xlsx")["xl/workbook.xml"]
    assert b'</sheets><calcPr fullCalcOnLoad="1"/></workbook>' in book_part


def test_parts_are_found_where_relations_lead_whatever_their_case(tmp_path: Path):
    content = parts(sheet(table()))
    moved: dict[str, str | bytes] = {
        "[Content_Types].xml": content["[Content_Types].xml"],
        "_rels/.rels": relations(("officeDocument", "/Excel/Book.xml")),
        "excel/book.xml": content["xl/workbook.xml"],
        "EXCEL/_rels/book.xml.rels": relations(("worksheet", "Feuille.xml")),
        "Excel/feuille.XML": content[SHEET],
    }
    source = tmp_path / "a.xlsx"
    source.write_bytes(packed(moved))
    assert run(source).code == 0
    old, new = members(source), members(tmp_path / "copie.xlsx")
    assert {name for name in old if old[name] != new[name]} == {
        "excel/book.xml",
        "Excel/feuille.XML",
    }
    assert cells_of(new["Excel/feuille.XML"])[3, 7][3] == "833"


def test_a_sheet_in_utf_16_is_written_in_utf_16(tmp_path: Path):
    text = sheet(table(head=NO_COLUMN)).replace("UTF-8", "UTF-16")
    source = book(tmp_path / "a.xlsx", text.encode("utf-16"))
    new = copied(source, "--colonne", "J")
    assert new[2, 10][3] == HEADING
    part = members(tmp_path / "copie.xlsx")[SHEET]
    assert part.startswith(b"\xff\xfe")
    assert part.decode("utf-16").count(HEADING) == 1


def test_a_lot_alone_without_hours_copies_the_workbook_as_it_is(tmp_path: Path):
    rows = row(2, *HEAD, "Clause sociale") + row(3, *LOTS[0], None, "sans")
    source = book(tmp_path / "a.xlsx", sheet(rows))
    outcome = clausier("calculer", source, "--resultat", tmp_path / "copie.xlsx")
    assert outcome.code == 0
    assert "aucune cellule n'a été remplie" in plain(outcome.out)
    assert (tmp_path / "copie.xlsx").read_bytes() == source.read_bytes()


def test_thousands_of_lots_are_written_without_waiting(tmp_path: Path):
    lots = "".join(row(3 + i, i + 1, "Lot fictif", *LOTS[0][2:], None) for i in range(3000))
    source = book(tmp_path / "a.xlsx", sheet(row(2, *HEAD) + lots))
    start = time.perf_counter()
    outcome = run(source)
    assert time.perf_counter() - start < 30  # five seconds at most; room for a busy machine
    assert len(outcome.document["resultat"]["cellules"]) == 3000
    new = cells_of(members(tmp_path / "copie.xlsx")[SHEET])
    assert {new[3 + i, 7][3] for i in range(3000)} == {"833"}
