"""Lot numbers and titles as people write them, and as spreadsheets convert them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.bad_xlsx.case import FIRST, HEAD, SECOND, SHEET, Case, read, refused, stored, table
from tests.bad_xlsx.case import text_cell as text


def _numbers(first: Any, second: Any) -> Callable[[Path], None]:
    return table(HEAD, [first, *FIRST[1:]], [second, *SECOND[1:]])


def _titles(first: Any, second: Any = "Peinture") -> Callable[[Path], None]:
    return table(HEAD, [1, first, *FIRST[2:]], [2, second, *SECOND[2:]])


def _title_stored(title: str) -> Callable[[Path], None]:
    return stored(
        '<c r="A2"><v>1</v></c>',
        text("B2", title),
        '<c r="C2"><v>1000000</v></c>',
        text("D2", "50 %"),
        text("E2", "5 %"),
        '<c r="F2"><v>30</v></c>',
    )


A2, A3, B2 = f"{SHEET}!A2", f"{SHEET}!A3", f"{SHEET}!B2"
TWICE = ("LOT_EN_DOUBLE", A3)

IDENTITIES: list[Case] = [
    refused("1 and 01", _numbers(1, "01"), TWICE),
    refused("1 and Lot 1", _numbers("1", "Lot 1"), TWICE),
    refused("01 and LOT N° 1", _numbers("01", "LOT N° 1"), TWICE),
    refused("1 and 1.0", _numbers(1, 1.0), TWICE),
    refused("1 bis and 1BIS", _numbers("1 bis", "1BIS"), TWICE),
    read("1 and 1bis", _numbers(1, "1bis")),
    read("1 and 1.1", _numbers(1, "1.1")),
    read("1.1 and 11", _numbers(1.1, 11)),
    read("A and B", _numbers("A", "B")),
    read("floats", _numbers(1.0, 2.0)),
    read("numbers as text with an apostrophe or spaces", _numbers("1 ", "\u00a02")),
    read("words before the number", _numbers("Lot n°1", "Lot n° 2")),
    refused(
        "a number turned into a date",
        _numbers(date(2026, 2, 1), 2),
        ("NUMERO_CONVERTI", A2),
        words=["format Texte"],
    ),
    refused("a boolean for a number", _numbers(True, 2), ("TYPE_INATTENDU", A2)),
    refused("an error for a number", _numbers("#REF!", 2), ("CELLULE_EN_ERREUR", A2)),
    refused("a number never computed", _numbers("=1+0", 2), ("FORMULE_SANS_VALEUR", A2)),
    refused("no number", _numbers(None, 2), ("LOT_SANS_NUMERO", A2)),
    refused("no title", _titles(None), ("LOT_SANS_INTITULE", A2)),
    refused("a title of spaces", _titles("\u00a0 \u200b"), ("LOT_SANS_INTITULE", A2)),
    refused("an error for a title", _titles("#REF!"), ("CELLULE_EN_ERREUR", B2)),
    refused("a title that is a date", _titles(date(2026, 5, 1)), ("TYPE_INATTENDU", B2)),
    refused("a title of a thousand letters", _titles("x" * 1000), ("TEXTE_TROP_LONG", B2)),
    refused("a title in the wrong order", _titles("Gros \u202eœuvre"), ("CARACTERE_INTERDIT", B2)),
    refused("a control character", _title_stored("Gros_x0007_œuvre"), ("CARACTERE_INTERDIT", B2)),
    refused("half a character", _title_stored("Gros _xD800_œuvre"), ("CARACTERE_INTERDIT", B2)),
    read("an escaped underscore", _title_stored("Gros_x005F_x0007_œuvre")),
    read("a title on two lines", _titles("Gros œuvre\net fondations")),
    read("a title that is a figure", _titles(2026)),
    read("a title that begins like a total", _titles("Total renouvellement du réseau")),
    read(
        "number and title in one cell",
        table(
            ["Lot", *HEAD[2:]],
            ["Lot 1 - Gros œuvre", *FIRST[2:]],
            ["LOT N°2 : Peinture", *SECOND[2:]],
        ),
    ),
    read(
        "number and title in one cell, a dot between",
        table(["Lots", *HEAD[2:]], ["1. Gros œuvre", *FIRST[2:]], ["2. Peinture", *SECOND[2:]]),
    ),
    read("no column of numbers", table(HEAD[1:], FIRST[1:], SECOND[1:]), "numérotés dans l'ordre"),
    read(
        "no column of titles",
        table(["Lot", *HEAD[2:]], [1, *FIRST[2:]], [2, *SECOND[2:]]),
        "aucune colonne d'intitulé",
    ),
]
