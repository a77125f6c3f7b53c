"""What people do not see: hidden rows, columns and sheets; and which of several sheets is meant."""

from __future__ import annotations

from collections.abc import Callable

from openpyxl.workbook import Workbook

from tests.bad_xlsx.case import (
    FIRST,
    HEAD,
    SECOND,
    SHEET,
    TABLE,
    Case,
    parts,
    read,
    refused,
    sheets,
    table,
)


def _row_hidden(book: Workbook) -> None:
    book[SHEET].row_dimensions[3].hidden = True


def _filtered(book: Workbook) -> None:
    sheet = book[SHEET]
    sheet.auto_filter.ref = "A1:F3"
    sheet.auto_filter.add_filter_column(1, ["Gros œuvre"])
    sheet.row_dimensions[3].hidden = True


def _column_hidden(book: Workbook) -> None:
    book[SHEET].column_dimensions["C"].hidden = True


def _flattened(content: dict[str, bytes]) -> None:
    part = "xl/worksheets/sheet1.xml"
    content[part] = content[part].replace(b'<row r="3"', b'<row r="3" ht="0.0" customHeight="1"')


def _grouped(book: Workbook) -> None:
    book[SHEET].row_dimensions.group(3, 3, hidden=True)


def _protected(book: Workbook) -> None:
    book[SHEET].protection.sheet = True
    book[SHEET].protection.password = "secret"


def _hiding(state: str, *titles: str) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        for title in titles:
            book[title].sheet_state = state

    return edit


_OLD = [HEAD, [1, "Gros œuvre", 900_000, *FIRST[3:]]]
_TEXT = [["Notice", "à lire"], ["Le tableau est plus loin"]]

VISIBILITY: list[Case] = [
    read("a hidden row", table(*TABLE, edit=_row_hidden), "ligne 3", "masquée"),
    read("a filtered row", table(*TABLE, edit=_filtered), "ligne 3", "masquée"),
    read("a row of no height", parts(table(*TABLE), _flattened), "ligne 3", "masquée"),
    read("a folded group", table(*TABLE, edit=_grouped), "ligne 3", "masquée"),
    read("a hidden column", table(*TABLE, edit=_column_hidden), "colonne C", "« Montant HT »"),
    read("a protected sheet", table(*TABLE, edit=_protected)),
    read(
        "a hidden sheet with a table",
        sheets({"Ancien": _OLD, SHEET: TABLE}, _hiding("hidden", "Ancien")),
        "« Ancien » est masquée",
    ),
    read(
        "a very hidden sheet with a table",
        sheets({"Ancien": _OLD, SHEET: TABLE}, _hiding("veryHidden", "Ancien")),
        "« Ancien » est masquée",
    ),
    read(
        "a hidden sheet without a table",
        sheets({"Listes": _TEXT, SHEET: TABLE}, _hiding("hidden", "Listes")),
    ),
    refused(
        "the only table on a hidden sheet",
        sheets({"Notice": _TEXT, SHEET: TABLE}, _hiding("hidden", SHEET)),
        ("TABLEAU_MASQUE", SHEET),
        words=["Afficher la feuille"],
    ),
    refused(
        "a hidden sheet asked for",
        sheets({"Ancien": _OLD, SHEET: TABLE}, _hiding("hidden", "Ancien")),
        ("TABLEAU_MASQUE", "Ancien"),
        sheet="Ancien",
    ),
    read("sheets of text around", sheets({"Notice": _TEXT, SHEET: TABLE, "Fin": [["-"]]})),
    refused(
        "two sheets with a table",
        sheets({"APS": _OLD, "APD": TABLE}),
        ("TABLEAUX_MULTIPLES", "classeur.xlsx"),
        words=["APS, APD", "--feuille"],
    ),
    read(
        "two sheets with a table, one asked for", sheets({"APS": _OLD, "APD": TABLE}), sheet="apd"
    ),
    refused(
        "a sheet that is not there",
        sheets({"APS": _OLD, "APD": TABLE}),
        ("FEUILLE_INTROUVABLE", "classeur.xlsx"),
        words=["APS, APD"],
        sheet="PRO",
    ),
    refused(
        "a sheet asked for that has no table",
        sheets({"Notice": _TEXT, SHEET: TABLE}),
        ("TABLEAU_INTROUVABLE", "classeur.xlsx"),
        sheet="Notice",
    ),
    read("a sheet name with an apostrophe and spaces", sheets({"Estim' n°1 (v2)": TABLE})),
    read(
        "a second table of other lots, on a hidden row",
        table(HEAD, FIRST, SECOND, [None, "TOTAL", 1_210_000], edit=_row_hidden),
        "masquée",
    ),
]
