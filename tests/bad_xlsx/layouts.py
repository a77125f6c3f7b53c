"""Where the table is, how its headings are written, what surrounds its lots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table

from tests.bad_xlsx.case import FIRST, HEAD, SECOND, SHEET, TABLE, Case, read, refused, table

NONE: list[Any] = []
_TAXED = [1_200_000, 252_000]


def _shifted(rows: list[list[Any]], down: int, right: int) -> list[list[Any]]:
    return [NONE] * down + [[None] * right + row for row in rows]


def _merging(*areas: str) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        for area in areas:
            book[SHEET].merge_cells(area)

    return edit


def _as_list_object(book: Workbook) -> None:
    book[SHEET].add_table(Table(displayName="Lots", ref="A1:F3"))


_SUB: list[list[Any]] = [
    ["N°", "Désignation", "Montant", None, "Insertion", None, "Coût horaire"],
    [None, None, "HT", "TTC", "Part MO", "Taux", None],
    [1, "Gros œuvre", 1_000_000, 1_200_000, "50 %", "5 %", 30],
    [2, "Peinture", 210_000, 252_000, "70 %", "5 %", 30],
]
_SUB_MERGED = _merging("A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2")
_TAX_FIRST: list[list[Any]] = [
    ["N°", "Désignation", "Montant", None, "Part MO", "Taux d'insertion", "Coût horaire"],
    [None, None, "TTC", "HT", None, None, None],
    [1, "Gros œuvre", 1_200_000, 1_000_000, "50 %", "5 %", 30],
    [2, "Peinture", 252_000, 210_000, "70 %", "5 %", 30],
]
_UNITS_BELOW: list[list[Any]] = [
    ["N°", "Désignation", "Montant", "Part MO", "Taux d'insertion", "Coût horaire"],
    [None, None, "k€ HT", "%", "%", "€/h"],
    [1, "Gros œuvre", 1000, 50, 5, 30],
    [2, "Peinture", 210, 70, 5, 30],
]
_GROUPED: list[list[Any]] = [
    ["Lots", None, "Estimation", "Calcul", None, None],
    ["N°", "Désignation", "Montant HT", "Part MO", "Taux d'insertion", "Coût horaire"],
    FIRST,
    SECOND,
]
_BROKEN_LINES: list[list[Any]] = [
    ["N°", "Désignation", "Montant", "Part", "Taux", "Coût"],
    [None, None, "prévisionnel HT", "main d'œuvre", "d'insertion", "horaire"],
    FIRST,
    SECOND,
]
_THREE_LINES: list[list[Any]] = [
    ["Lot", None, "Estimation", None, "Insertion", None, None],
    ["N°", "Désignation", "Montant", None, "Part MO", "Taux", "Coût horaire"],
    [None, None, "HT", "TTC", None, None, None],
    [1, "Gros œuvre", 1_000_000, 1_200_000, "50 %", "5 %", 30],
    [2, "Peinture", 210_000, 252_000, "70 %", "5 %", 30],
]
_GROUP_TAX: list[list[Any]] = [
    ["Lots", None, "Estimation TTC", "Calcul", None, None],
    ["N°", "Désignation", "Montant", "Part MO", "Taux d'insertion", "Coût horaire"],
    FIRST,
    SECOND,
]
_BY_BUILDING: list[list[Any]] = [
    ["N°", "Désignation", "École (€ HT)", "Gymnase (€ HT)", "Total HT", *HEAD[3:]],
    [1, "Gros œuvre", 600_000, 400_000, 1_000_000, *FIRST[3:]],
    [2, "Peinture", 110_000, 100_000, 210_000, *SECOND[3:]],
]
_TOTAL = [None, "TOTAL HT", 1_210_000]

LAYOUTS: list[Case] = [
    read("an ordinary table", table(*TABLE)),
    read("header on row 14, from column F", table(*_shifted(TABLE, 13, 5))),
    read("columns in another order", table(*[row[::-1] for row in TABLE])),
    read(
        "extra columns between",
        table(*[[row[0], "x", *row[1:3], "remarque", *row[3:], "fin"] for row in TABLE]),
        "Colonnes laissées de côté",
    ),
    read("a blank row after each", table(HEAD, NONE, FIRST, NONE, NONE, SECOND)),
    read("forty blank rows before the last lot", table(HEAD, FIRST, *[NONE] * 40, SECOND)),
    read(
        "merged titles above",
        table(
            ["MAIRIE"], ["Rénovation d'une école"], NONE, *TABLE, edit=_merging("A1:F1", "A2:F2")
        ),
    ),
    read("sub-headings HT and TTC, merged", table(*_SUB, edit=_SUB_MERGED)),
    read("sub-headings HT and TTC, not merged", table(*_SUB)),
    read(
        "sub-headings TTC before HT, merged",
        table(*_TAX_FIRST, edit=_merging("A1:A2", "B1:B2", "C1:D1")),
    ),
    read("sub-headings TTC before HT, not merged", table(*_TAX_FIRST)),
    read("units under the headings", table(*_UNITS_BELOW), "lu en pourcentage"),
    read("groups above the headings, merged", table(*_GROUPED, edit=_merging("A1:B1", "D1:F1"))),
    read("groups above the headings, not merged", table(*_GROUPED)),
    read("headings cut in two cells", table(*_BROKEN_LINES)),
    read(
        "three lines of headings",
        table(*_THREE_LINES, edit=_merging("A1:B1", "C1:D1", "E1:F1", "C2:D2")),
    ),
    refused(
        "a group that says TTC over « Montant »",
        table(*_GROUP_TAX, edit=_merging("A1:B1", "D1:F1")),
        ("MONTANT_TTC", f"{SHEET}!C2"),
    ),
    refused(
        "amounts only with tax",
        table(["N°", "Désignation", "Montant TTC", *HEAD[3:]], FIRST),
        ("MONTANT_TTC", f"{SHEET}!C1"),
    ),
    read(
        "with tax beside without",
        table(
            [*HEAD[:3], "Montant TTC", *HEAD[3:]],
            *[[*row[:3], tax, *row[3:]] for row, tax in zip(TABLE[1:], _TAXED, strict=True)],
        ),
    ),
    read("one amount a building and a total", table(*_BY_BUILDING), "Colonnes laissées de côté"),
    read("a total row", table(*TABLE, _TOTAL), "est une ligne de total"),
    read(
        "a total in a merged label",
        table(*TABLE, ["TOTAL HT", None, 1_210_000], edit=_merging("A4:B4")),
        "est une ligne de total",
    ),
    read(
        "a total named after the building",
        table(*TABLE, [None, "Total école", 1_210_000]),
        "« Total école » est une ligne de total",
    ),
    read(
        "sub-totals by building",
        table(
            HEAD,
            [None, "ÉCOLE"],
            FIRST,
            [None, "Total école", 1_000_000],
            [None, "GYMNASE"],
            SECOND,
            [None, "Total gymnase", 210_000],
            [None, "Total général", 1_210_000],
        ),
        "« Total école »",
        "« Total gymnase »",
        "« Total général »",
        "« ÉCOLE » n'est pas un lot",
    ),
    read(
        "a total without any word",
        table(*TABLE, [None, None, 1_210_000]),
        "somme des lignes qui précèdent",
    ),
    refused(
        "figures without word nor sum",
        table(*TABLE, [None, None, 1_210_001]),
        ("LOT_SANS_NUMERO", f"{SHEET}!A4"),
    ),
    refused(
        "a « total » that sums nothing up",
        table(*TABLE, [None, "Total école", 999]),
        ("LOT_SANS_NUMERO", f"{SHEET}!A4"),
    ),
    read(
        "columns numbered under the headings",
        table(HEAD, [1, 2, 3, 4, 5, 6], ["A", *FIRST[1:]], ["B", *SECOND[1:]]),
        "numéros de colonnes",
    ),
    read(
        "columns lettered under the headings",
        table(HEAD, ["(a)", "(b)", "(c)", "(d)", "(e)", "(f)"], FIRST, SECOND),
        "numéros de colonnes",
    ),
    read(
        "a section of one word under the numbers",
        table(HEAD, ["ÉCOLE"], FIRST, ["GYMNASE"], SECOND, edit=_merging("A2:F2", "A4:F4")),
        "« ÉCOLE » n'est pas un lot",
        "« GYMNASE » n'est pas un lot",
    ),
    read(
        "rates and costs filled down to the bottom",
        table(*TABLE, *[[None, None, None, None, "5 %", 30]] * 20),
        "lignes 4 à 23 : ni numéro, ni intitulé, ni montant",
    ),
    read(
        "amounts of zero filled down by a formula",
        table(*TABLE, *[[None, None, 0, "50 %", "5 %", 30]] * 3),
        "lignes 4 à 6",
    ),
    refused(
        "numbers prepared without any lot",
        table(*TABLE, [3], [4]),
        ("LOT_SANS_INTITULE", f"{SHEET}!A4"),
        ("LOT_SANS_INTITULE", f"{SHEET}!A5"),
    ),
    read(
        "VAT and grand total under the table",
        table(*TABLE, _TOTAL, [None, "TVA 20 %", 242_000], [None, "TOTAL TTC", 1_452_000]),
        "« TVA 20 % »",
        "« TOTAL TTC »",
    ),
    read(
        "an unforeseen margin under the total",
        table(*TABLE, _TOTAL, [None, "Aléas 5 %", 60_500], [None, "Total général", 1_270_500]),
        "« Aléas 5 % » est sous le total",
    ),
    read("headings repeated on each page", table(HEAD, FIRST, HEAD, SECOND)),
    read(
        "another table under the first",
        table(*TABLE, NONE, ["Lot", "Intitulé", "Taux", "Montant HT"], [7, "Autre", "5 %", 1]),
        "un autre tableau commence ici",
    ),
    refused(
        "two tables side by side",
        table(*[[*row, None, *row] for row in TABLE]),
        *(("COLONNE_EN_DOUBLE", f"{SHEET}!{letter}1") for letter in "ABCDEF"),
    ),
    refused(
        "two columns of amounts",
        table([*HEAD, "Estimation HT"], [*FIRST, 900_000]),
        ("COLONNE_EN_DOUBLE", f"{SHEET}!C1"),
        words=["« Montant HT » (C)", "« Estimation HT » (G)"],
    ),
    read("a table object of the spreadsheet", table(*TABLE, edit=_as_list_object)),
    read(
        "a recapitulation by trade",
        table(
            ["RÉCAPITULATIF DPGF"],
            NONE,
            ["LOT", "DÉSIGNATION", "MONTANT € H.T.", *HEAD[3:]],
            ["LOT 01", "GROS ŒUVRE", 1_000_000, *FIRST[3:]],
            ["LOT 02", "PEINTURE", 210_000, *SECOND[3:]],
            [None, "TOTAL H.T.", 1_210_000],
            [None, "T.V.A.", 242_000],
            [None, "TOTAL T.T.C.", 1_452_000],
        ),
        "« TOTAL T.T.C. »",
    ),
    refused("no heading at all", table(FIRST, SECOND), ("TABLEAU_INTROUVABLE", "classeur.xlsx")),
    refused(
        "a heading that nobody knows",
        table(["N°", "Désignation", "Prix total net", *HEAD[3:]], FIRST),
        ("EN_TETE_INCOMPLET", f"{SHEET}!ligne 1"),
        words=["« Prix total net »"],
    ),
    refused("headings, no lot", table(HEAD), ("AUCUN_LOT", SHEET)),
    refused("an empty workbook", table(), ("TABLEAU_INTROUVABLE", "classeur.xlsx")),
    refused(
        "lots in columns",
        table(
            ["N°", 1, 2],
            ["Désignation", "Gros œuvre", "Peinture"],
            ["Montant HT", 1_000_000, 210_000],
        ),
        ("TABLEAU_INTROUVABLE", "classeur.xlsx"),
    ),
    refused(
        "a merged amount for two lots",
        table(HEAD, FIRST, [2, "Peinture", None, *SECOND[3:]], edit=_merging("C2:C3")),
        ("ENTREE_MANQUANTE", f"{SHEET}!A3"),
    ),
    refused(
        "a merged lot number",
        table(HEAD, FIRST, [None, "Peinture", 210_000, *SECOND[3:]], edit=_merging("A2:A3")),
        ("LOT_SANS_NUMERO", f"{SHEET}!A3"),
    ),
]
