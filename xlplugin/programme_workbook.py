"""Writes a plain list of planned contracts, such as a purchasing service keeps: the sample."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from insertion.typography import french
from xlplugin.canvas import Book
from xlplugin.styles import ACCENT

SHEET = "Programme"
_COLUMNS = (
    ("numero", "N°", "cell_code", 10),
    ("objet", "Objet du marché", "cell_text", 50),
    ("cpv", "Code CPV", "cell_code", 13),
    ("nature", "Nature", "cell_text", 13),
    ("lancement", "Lancement prévu", "cell_center", 16),
    ("duree", "Durée (mois)", "cell_number", 10),
    ("montant", "Montant estimé HT (€)", "cell_money", 17),
    ("part_mo", "Part de main-d'œuvre", "cell_share", 13),
)
_HEAD_ROW = 4


def programme_workbook(programme: Mapping[str, Any]) -> bytes:
    """Return a list of contracts as a workbook; ``programme`` has « titre » and « marches »."""
    book = Book()
    book.describe(french(programme["titre"]), french(programme["acheteur"]), "programme d’achats")
    page = book.page(SHEET)
    page.look(ACCENT)
    page.widths([width for *_, width in _COLUMNS])
    page.put(0, 0, french(programme["titre"]), "title")
    page.put(1, 0, french(programme["acheteur"]), "lead")
    page.put(2, 0, french(programme["remarque"]), "lead")
    page.height(_HEAD_ROW, 32)
    for column, (_, heading, _, _) in enumerate(_COLUMNS):
        page.put(_HEAD_ROW, column, french(heading), "head")
    contracts = programme["marches"]
    for row, contract in enumerate(contracts, start=_HEAD_ROW + 1):
        for column, (key, _, style, _) in enumerate(_COLUMNS):
            value = contract.get(key)
            shown = french(value) if isinstance(value, str) else value
            page.put(row, column, shown, style)
    known = [each["montant"] for each in contracts if not isinstance(each.get("montant"), str)]
    total = _HEAD_ROW + 1 + len(contracts)
    for column in range(len(_COLUMNS)):
        page.put(total, column, None, "total_blank")
    page.put(total, 1, french("Total des montants connus"), "total_label")
    page.put(total, 6, sum(known, Decimal(0)), "total_money")
    page.freeze(_HEAD_ROW + 1, 2)
    page.print_as(header=french(programme["titre"]), repeated=(_HEAD_ROW, _HEAD_ROW))
    return book.content()
