"""What the cells of amounts, shares and costs may hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl.workbook import Workbook

from tests.bad_xlsx.case import (
    FIRST,
    HEAD,
    SECOND,
    SHEET,
    Case,
    amount_cell,
    changed,
    read,
    refused,
    table,
)

C2, D2 = f"{SHEET}!C2", f"{SHEET}!D2"
UNREADABLE = ("MONTANT_ILLISIBLE", C2)
SPACES = {
    "no-break": "\u00a0",
    "narrow no-break": "\u202f",
    "figure": "\u2007",
    "thin": "\u2009",
    "hair": "\u200a",
    "ordinary": " ",
    "apostrophe": "'",
    "curly apostrophe": "\u2019",
    "ideographic": "\u3000",
    "tabulation": "\t",
}


def _shares(
    first: Any,
    second: Any,
    formats: tuple[str, str] = ("General", "General"),
    heading: str = "Part MO",
) -> Callable[[Path], None]:
    def edit(book: Workbook) -> None:
        for row, shown in zip((2, 3), formats, strict=True):
            book[SHEET][f"D{row}"].number_format = shown

    rows = [[*FIRST[:3], first, *FIRST[4:]], [*SECOND[:3], second, *SECOND[4:]]]
    return table([*HEAD[:3], heading, *HEAD[4:]], *rows, edit=edit)


def _scaled(
    heading: str,
    amount: Any,
    shown: str = "General",
    caption: str | None = None,
    beside: str | None = None,
) -> Callable[[Path], None]:
    """Return a table of one lot: its amount, its format, a caption above, a word beside."""

    def edit(book: Workbook) -> None:
        book[SHEET]["C4"].number_format = shown

    head = [*HEAD[:2], heading, *([] if beside is None else [None]), *HEAD[3:]]
    row = [*FIRST[:2], amount, *([] if beside is None else [beside]), *FIRST[3:]]
    return table([caption], [], head, row, edit=edit)


C4 = f"{SHEET}!C4"
TEXTS_READ = {
    **{f"{name} spaces": f"1{space}000{space}000,00" for name, space in SPACES.items()},
    "euros": "1 000 000 €",
    "euros without tax": "1 000 000,00 € HT",
    "written euros": "1000000 euros",
    "code of the currency": "1 000 000 EUR HT",
    "thousands": "1000 k€",
    "capital thousands": "1 000 K€",
    "thousands of EUR": "1000 kEUR HT",
    "millions": "1 M€",
    "decimals of millions": "1,0 M€ HT",
    "points between thousands": "1.000.000",
    "points and a comma": "1.000.000,00",
    "commas and a point": "1,000,000.00",
    "spaces around": "  1000000  ",
    "zero-width space": "1\u200b000000",
    "byte order mark": "\ufeff1000000",
    "no-break space before the sign": "1000000\u00a0€",
    "hors taxes in words": "1 000 000 € hors taxes",
    "sign first": "€ 1 000 000",
}
TEXTS_REFUSED = {
    **dict.fromkeys(
        (
            "néant",
            "-",
            "PM",
            "à définir",
            "sans objet",
            "cf. DPGF",
            "inclus lot 2",
            "NaN",
            "Infinity",
            "-inf",
            "1e6",
            "1,2E+06",
            "environ 1 000 000",
            "1 000 000 à 1 200 000",
            "1 000 000 ?",
            "1 000 000 $",
            "1 000 000 CHF",
            "0x10",
            "\u0661\u0660\u0660\u0660",
            "1/2",
            "1 000 000 + 5 000",
            "1000000 x",
            "1 2 3 €€",
        ),
        UNREADABLE,
    ),
    "1 200 000 € TTC": ("MONTANT_TTC", C2),
    "1 200 000 TTC": ("MONTANT_TTC", C2),
    "1 200 k€ T.T.C.": ("MONTANT_TTC", C2),
    "1.000": ("NOMBRE_AMBIGU", C2),
    "1,000": ("NOMBRE_AMBIGU", C2),
    "(12 000,00)": ("NOMBRE_NEGATIF", C2),
    "-12 000": ("NOMBRE_NEGATIF", C2),
    "\u221212 000": ("NOMBRE_NEGATIF", C2),
    "12 000-": UNREADABLE,
    "9" * 400: ("NOMBRE_DEMESURE", C2),
    "9" * 40: ("NOMBRE_DEMESURE", C2),
    "2 000 000 M€": ("NOMBRE_DEMESURE", C2),
    "50 %": ("TYPE_INATTENDU", C2),
    "12 500 €/mois": ("TYPE_INATTENDU", C2),
    "12 mois": ("TYPE_INATTENDU", C2),
    "500 h": ("TYPE_INATTENDU", C2),
}

AMOUNTS: list[Case] = [
    *(read(f"amount as text: {name}", changed("C", text)) for name, text in TEXTS_READ.items()),
    *(
        refused(f"amount « {text[:24]} » of {len(text)} signs", changed("C", text), found)
        for text, found in TEXTS_REFUSED.items()
    ),
    read("currency format", changed("C", 1_000_000, '#,##0.00\\ "€"')),
    read("accounting format", changed("C", 1_000_000, '_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-')),
    read("currency symbol in brackets", changed("C", 1_000_000, "#,##0.00\\ [$€-40C]")),
    read("scientific format", changed("C", 1e6, "0.00E+00")),
    read("a figure that hides itself", changed("C", 1_000_000, ";;;"), "masquée par son format"),
    read("an amount of zero", changed("C", 0), "0 heure", hours=(0, 245)),
    refused(
        "negative in accounting brackets",
        changed("C", -12_000, "#,##0;(#,##0)"),
        ("NOMBRE_NEGATIF", C2),
    ),
    refused("a boolean", changed("C", True), ("TYPE_INATTENDU", C2)),
    refused("a date", changed("C", date(2026, 9, 1)), ("TYPE_INATTENDU", C2), words=["01/09/2026"]),
    refused(
        "an amount shown as a date", changed("C", 1_000_000, "dd/mm/yyyy"), ("TYPE_INATTENDU", C2)
    ),
    refused(
        "a date beyond the calendar", changed("C", 9e9, "dd/mm/yyyy"), ("CELLULE_EN_ERREUR", C2)
    ),
    refused("a time", changed("C", time(10, 30)), UNREADABLE, words=["10:30"]),
    refused(
        "a duration", changed("C", timedelta(hours=1500), "[h]:mm"), UNREADABLE, words=["1500:00"]
    ),
    refused(
        "a moment",
        changed("C", datetime.combine(date(2026, 9, 1), time(8))),
        ("TYPE_INATTENDU", C2),
    ),
    refused("a percentage", changed("C", 0.5, "0%"), ("TYPE_INATTENDU", C2)),
    *(
        refused(f"the error {code}", changed("C", code), ("CELLULE_EN_ERREUR", C2))
        for code in ("#DIV/0!", "#N/A", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#VALUE!")
    ),
    refused("a formula never computed", changed("C", "=1000000*1"), ("FORMULE_SANS_VALEUR", C2)),
    refused(
        "a formula that gave an empty text",
        amount_cell('<c r="C2" t="str"><f>""</f><v></v></c>'),
        ("ENTREE_MANQUANTE", f"{SHEET}!A2"),
    ),
    read("a computed formula", amount_cell('<c r="C2"><f>5*200000</f><v>1000000</v></c>')),
    read(
        "a formula that gave a text", amount_cell('<c r="C2" t="str"><f>A1</f><v>1 000 k€</v></c>')
    ),
    read(
        "an external link, as last computed",
        amount_cell('<c r="C2"><f>[1]Feuil1!$A$1</f><v>1000000</v></c>'),
    ),
    read("binary dust", amount_cell('<c r="C2"><v>1000000.0000000001</v></c>')),
    read("scientific storage", amount_cell('<c r="C2"><v>1E6</v></c>')),
    read(
        "rich text",
        amount_cell(
            '<c r="C2" t="inlineStr"><is><r><t>1 000</t></r><r><t xml:space="preserve"> 000'
            '</t></r><rPh sb="0" eb="1"><t>9</t></rPh></is></c>'
        ),
    ),
    refused(
        "four hundred digits",
        amount_cell(f'<c r="C2"><v>{"9" * 400}</v></c>'),
        ("NOMBRE_DEMESURE", C2),
    ),
    refused(
        "nine thousand digits",
        amount_cell(f'<c r="C2"><v>{"9" * 9000}</v></c>'),
        ("NOMBRE_DEMESURE", C2),
    ),
    refused("no number stored", amount_cell('<c r="C2"><v>NaN</v></c>'), UNREADABLE),
    refused("infinity stored", amount_cell('<c r="C2"><v>1E999</v></c>'), UNREADABLE),
    refused("letters stored as a number", amount_cell('<c r="C2"><v>abc</v></c>'), UNREADABLE),
    refused(
        "a word of control characters",
        amount_cell('<c r="C2" t="inlineStr"><is><t>_x0007_12_xD800_</t></is></c>'),
        UNREADABLE,
    ),
    read("thousands in the heading", _scaled("Montant HT (k€)", 1000), hours=(833,)),
    read(
        "thousands of euros in words", _scaled("Montant HT en milliers d'euros", 1000), hours=(833,)
    ),
    read("millions in the heading", _scaled("Montant (M€ HT)", 1), hours=(833,)),
    read("thousands in heading and cell", _scaled("Montant HT (k€)", "1 000 k€"), hours=(833,)),
    read(
        "thousands written by the format", _scaled("Montant HT", 1000, '#,##0" k€"'), hours=(833,)
    ),
    read(
        "thousands cut and written by the format",
        _scaled("Montant HT", 1_000_000, '#,##0," k€"'),
        hours=(833,),
    ),
    read(
        "millions cut and written by the format",
        _scaled("Montant HT", 1_000_000, '#,##0.0,," M€"'),
        hours=(833,),
    ),
    read(
        "thousands cut by the format under a heading in thousands",
        _scaled("Montant HT (k€)", 1_000_000, "#,##0,"),
        hours=(833,),
    ),
    refused(
        "thousands cut by the format, said nowhere",
        _scaled("Montant HT", 1_000_000, "#,##0,"),
        ("UNITE_INCERTAINE", C4),
    ),
    refused(
        "millions in the format under a heading in thousands",
        _scaled("Montant HT (k€)", 1, '0" M€"'),
        ("UNITE_INCERTAINE", C4),
    ),
    refused(
        "tax written by the format",
        _scaled("Montant", 1_200_000, '#,##0.00" € TTC"'),
        ("MONTANT_TTC", C4),
    ),
    refused(
        "another currency in the format",
        _scaled("Montant HT", 1_000_000, "#,##0.00\\ [$CHF]"),
        ("UNITE_INCERTAINE", C4),
    ),
    read("thousands in the cell beside", _scaled("Montant HT", 1000, beside="k€"), hours=(833,)),
    refused(
        "euros in the cell under a heading in thousands",
        _scaled("Montant HT (k€)", "1 000 €"),
        ("UNITE_INCERTAINE", C4),
    ),
    refused(
        "euros in the format under a heading in thousands",
        _scaled("Montant HT (k€)", 1000, '#,##0.00\\ "€"'),
        ("UNITE_INCERTAINE", C4),
    ),
    refused(
        "euros beside under a heading in thousands",
        _scaled("Montant HT (k€)", 1000, beside="€"),
        ("UNITE_INCERTAINE", C4),
    ),
    read(
        "thousands in the cell under a heading in euros",
        _scaled("Montant HT (€)", "1 000 k€"),
        hours=(833,),
    ),
    read(
        "milliers d'€ in the heading",
        _scaled("Montant HT (en milliers d'€)", 1000),
        hours=(833,),
    ),
    read("« en milliers » in the heading", _scaled("Montant HT (en milliers)", 1000), hours=(833,)),
    read("K€ after the heading", _scaled("Montant HT K€", 1000), hours=(833,)),
    read("€ HT written by the format", _scaled("Montant", 1e6, '#,##0" € HT"'), hours=(833,)),
    read("euros in the cell beside", _scaled("Montant HT", 1_000_000, beside="€ HT"), hours=(833,)),
    refused(
        "tax in the cell beside", _scaled("Montant", 1_200_000, beside="TTC"), ("MONTANT_TTC", C4)
    ),
    refused(
        "a note above says thousands",
        _scaled("Montant HT", 1000, caption="Montants en k€"),
        ("UNITE_INCERTAINE", f"{SHEET}!C3"),
        words=["« Montants en k€ » (A1)"],
    ),
    refused(
        "a note above says with tax",
        _scaled("Montant", 1000, caption="Tous les montants sont TTC"),
        ("UNITE_INCERTAINE", f"{SHEET}!C3"),
    ),
    read(
        "a note above, the heading says euros without tax",
        _scaled("Montant (€ HT)", 1_000_000, caption="Budget global : 1 452 k€ TTC"),
        hours=(833,),
    ),
]

ASKED = ("PART_AMBIGUE", D2)
SHARES: list[Case] = [
    read("shares with their sign", _shares("50 %", "70%")),
    read("shares with decimals and sign", _shares("50,0%", "70.0 %")),
    read("shares in a percent format", _shares(0.5, 0.7, ("0%", "0.00%"))),
    read("shares between zero and one", _shares(0.5, 0.7)),
    read("shares between zero and one, as text", _shares("0,5", "0.7")),
    read("bare percentages", _shares(50, 70), "lu en pourcentage"),
    read("bare percentages, as text", _shares("50", "70,0"), "lu en pourcentage"),
    read("percentages under « % »", _shares(50, 70, heading="% MO"), "lu en pourcentage"),
    read("pour cent in words", _shares("50 pour cent", "70 p. 100")),
    read("a sign and a share", _shares("50 %", 0.7)),
    refused("a percentage and a share", _shares(50, 0.7), ASKED, ("PART_AMBIGUE", f"{SHEET}!D3")),
    refused("one", _shares(1, 0.7), ASKED),
    refused("one under percentages", _shares(1, 70), ASKED),
    refused("a share under « % »", _shares(0.5, 70, heading="Part MO (%)"), ASKED),
    refused("more than everything", _shares("150 %", "70 %"), ("PART_HORS_BORNES", D2)),
    refused(
        "a percent format over a percentage",
        _shares(50, 0.7, ("0%", "0%")),
        ("PART_HORS_BORNES", D2),
    ),
    refused("a share in words", _shares("la moitié", "70 %"), ("PART_ILLISIBLE", D2)),
    refused("a range of shares", _shares("50 à 60 %", "70 %"), ("PART_ILLISIBLE", D2)),
    refused("a share in euros", _shares("50 €", "70 %"), ("TYPE_INATTENDU", D2)),
    refused("a negative share", _shares(-0.5, 0.7), ("NOMBRE_NEGATIF", D2)),
    refused(
        "a share that is a date",
        _shares(date(2026, 5, 1), "70 %", ("dd/mm/yyyy", "General")),
        ("TYPE_INATTENDU", D2),
    ),
    refused("a share that is a boolean", _shares(True, "70 %"), ("TYPE_INATTENDU", D2)),
    refused("a missing share", _shares(None, "70 %"), ("ENTREE_MANQUANTE", f"{SHEET}!A2")),
    refused("a dash for a share", _shares("-", "70 %"), ("PART_ILLISIBLE", D2)),
    read(
        "a per cent sign only written by the format",
        _shares(50, 70, ('0" %"', '0" %"')),
        "lu en pourcentage",
    ),
]
