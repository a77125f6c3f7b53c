"""What the file itself may be: other writers, other calendars, macros, traps in the parts."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook

from tests.bad_xlsx.case import FILE, SHEET, TABLE, Case, parts, read, refused, table

_SHEET = "xl/worksheets/sheet1.xml"
_BOOK = "xl/workbook.xml"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_RETAINED = ["Heures retenues", "Motif retenue", "Retenue décidée par", "Date retenue"]


def _by_xlsxwriter(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(SHEET)
    for number, row in enumerate(TABLE):
        sheet.write_row(number, 0, row)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": [SHEET, 1, 2, 2, 2]})
    sheet.insert_chart("H2", chart)
    book.add_chartsheet("Graphique")
    book.close()


def _charts_only(path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("Graphique")
    book.worksheets[0].title = "Vide"
    book.save(path)


def _replacing(*changes: tuple[str, bytes, bytes]) -> Callable[[Path], None]:
    """Return the ordinary table, bytes of some parts replaced; each must be there."""

    def replace(content: dict[str, bytes]) -> None:
        for part, old, new in changes:
            assert old in content[part], (part, old)
            content[part] = content[part].replace(old, new)

    return parts(table(*TABLE), replace)


def _strict(content: dict[str, bytes]) -> None:
    for name, data in content.items():
        content[name] = data.replace(_TRANSITIONAL, _STRICT).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )


def _prefixed(content: dict[str, bytes]) -> None:
    sheet = content[_SHEET].replace(b'xmlns="', b'xmlns:x="')
    content[_SHEET] = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", sheet)


def _in_utf16(content: dict[str, bytes]) -> None:
    text = content[_SHEET].decode()
    content[_SHEET] = ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")


def _without_references(content: dict[str, bytes]) -> None:
    content[_SHEET] = re.sub(rb' r="[A-Z]*\d+"', b"", content[_SHEET])


def _with_backslashes(content: dict[str, bytes]) -> None:
    for name in list(content):
        content[name.replace("/", "\\")] = content.pop(name)


def _in_capitals(content: dict[str, bytes]) -> None:
    content["xl/worksheets/Sheet1.XML"] = content.pop(_SHEET)


def _without_styles(content: dict[str, bytes]) -> None:
    content.pop("xl/styles.xml")
    sheet = re.sub(rb' s="\d+"', b"", content[_SHEET])
    content[_SHEET] = sheet


def _odd_styles(content: dict[str, bytes]) -> None:
    """Write what openpyxl refuses and every spreadsheet opens: a fill of an unknown kind."""
    styles = content["xl/styles.xml"]
    content["xl/styles.xml"] = styles.replace(b"<fills", b'<fills x="1"', 1).replace(
        b'patternType="gray125"', b'patternType="inconnu"'
    )


def _with_macros(content: dict[str, bytes]) -> None:
    content["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    kinds = content["[Content_Types].xml"]
    content["[Content_Types].xml"] = kinds.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )


def _with_everything_else(content: dict[str, bytes]) -> None:
    content["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    content["xl/slicers/slicer1.xml"] = b"<slicers/>"
    content["xl/media/image1.png"] = b"\x89PNG"
    content["customXml/item1.xml"] = b"<a/>"
    content["xl/model/item.data"] = bytes(100)
    content["xl/threadedComments/threadedComment1.xml"] = b"<ThreadedComments/>"


def _bomb(content: dict[str, bytes]) -> None:
    content["xl/media/bombe.bin"] = bytes(700_000_000)


def _many_parts(content: dict[str, bytes]) -> None:
    content.update({f"xl/media/{number}": b"" for number in range(20_001)})


def _no_sheet_listed(content: dict[str, bytes]) -> None:
    content[_BOOK] = re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", content[_BOOK])


def _unknown_relation(content: dict[str, bytes]) -> None:
    content[_BOOK] = content[_BOOK].replace(b'r:id="rId1"', b'r:id="rId99"')
    content[_BOOK] = content[_BOOK].replace(b' id="rId1"', b' id="rId99"')


def _bad_string_index(content: dict[str, bytes]) -> None:
    content[_SHEET] = content[_SHEET].replace(b't="s"><v>', b't="s"><v>99999', 1)


def _bad_style_index(content: dict[str, bytes]) -> None:
    content[_SHEET] = content[_SHEET].replace(b'<c r="C2"', b'<c r="C2" s="4096"', 1)


def _negative_string_index(content: dict[str, bytes]) -> None:
    content[_SHEET] = re.sub(rb't="s"><v>\d+', b't="s"><v>-1', content[_SHEET], count=1)


def _negative_style_index(content: dict[str, bytes]) -> None:
    content[_SHEET] = content[_SHEET].replace(b'<c r="C2"', b'<c r="C2" s="-1"', 1)


def _unknown_encoding(content: dict[str, bytes]) -> None:
    head = b'<?xml version="1.0" encoding="inconnu"?>'
    content[_SHEET] = head + re.sub(rb"^<\?xml.*?\?>", b"", content[_SHEET])


def _lying_dimension(content: dict[str, bytes]) -> None:
    content[_SHEET] = re.sub(
        rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', content[_SHEET]
    )


def _small_dimension(content: dict[str, bytes]) -> None:
    content[_SHEET] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', content[_SHEET])


def _entity(content: dict[str, bytes]) -> None:
    content[_SHEET] = b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 100 + b'">]>' + content[_SHEET]


def _encrypted(path: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "EncryptedPackage".encode("utf-16-le")
        + random.Random(1).randbytes(4000)
    )


def _old(path: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook".encode("utf-16-le")
    )


def _text(content: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    def build(path: Path) -> None:
        path.write_text(content, encoding=encoding)

    return build


def _archive(*names: str) -> Callable[[Path], None]:
    def build(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as target:
            for name in names:
                target.writestr(name, "x")

    return build


def _cut(path: Path) -> None:
    table(*TABLE)(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def _corrupted(path: Path) -> None:
    """Change bytes within the compressed sheet: the check sum of the archive no longer holds."""
    book = io.BytesIO()
    whole = openpyxl.Workbook()
    for row in TABLE * 50:
        whole.worksheets[0].append(row)
    whole.save(book)
    content = bytearray(book.getvalue())
    at = content.index(b"xl/worksheets/sheet1.xml") + 200
    content[at : at + 40] = bytes(40)
    path.write_bytes(bytes(content))


def _retained_on(
    moment: Any, shown: str | None = None, *, since_1904: bool = False
) -> Callable[[Path], None]:
    rows = [[*TABLE[0], *_RETAINED], [*TABLE[1], 800, "Accord", "Service", moment], TABLE[2]]

    def edit(book: Workbook) -> None:
        if since_1904:
            book.epoch = CALENDAR_MAC_1904
        if shown is not None:
            book[SHEET]["J2"].number_format = shown

    return table(*rows, edit=edit)


KEPT = (800, 245)
J2 = (f"{SHEET}!J2",)
DATES: list[Case] = [
    read("a date cell", _retained_on(date(2026, 9, 1)), hours=KEPT),
    read("a date of 1904's calendar", _retained_on(date(2026, 9, 1), since_1904=True), hours=KEPT),
    read("day, month, year", _retained_on("01/09/2026"), hours=KEPT),
    read("with hyphens", _retained_on("1-9-2026"), hours=KEPT),
    read("with points", _retained_on("01.09.2026"), hours=KEPT),
    read("year first", _retained_on("2026-09-01"), hours=KEPT),
    read("in words", _retained_on("1er septembre 2026"), hours=KEPT),
    read("in words with narrow spaces", _retained_on("1er\u202fseptembre\u00a02026"), hours=KEPT),
    read("in French format", _retained_on(46266, "[$-40C]d\\ mmmm\\ yyyy;@"), hours=KEPT),
    refused("a date stored as a number", _retained_on(46266), ("DATE_ILLISIBLE", *J2)),
    refused("a year on two digits", _retained_on("01/09/26"), ("DATE_ILLISIBLE", *J2)),
    refused("no such day", _retained_on("31/02/2026"), ("DATE_ILLISIBLE", *J2)),
    refused("the American order", _retained_on("09/13/2026"), ("DATE_ILLISIBLE", *J2)),
    refused("a month alone", _retained_on("septembre 2026"), ("DATE_ILLISIBLE", *J2)),
    refused("soon", _retained_on("à définir"), ("DATE_ILLISIBLE", *J2)),
    refused("before any contract", _retained_on(date(1926, 9, 1)), ("HORS_BORNES", *J2)),
    refused(
        "the calendars mixed up", _retained_on(46266 + 36525, "dd/mm/yyyy"), ("HORS_BORNES", *J2)
    ),
    refused("negative", _retained_on(-5, "dd/mm/yyyy"), ("CELLULE_EN_ERREUR", *J2)),
    refused("no date at all", _retained_on(None), ("RETENUE_INCOMPLETE", f"{SHEET}!A2")),
]

BROKEN = ("FICHIER_ILLISIBLE", FILE)
CONVERT = ("CLASSEUR_A_CONVERTIR", FILE)
PROTECTED = ("CLASSEUR_PROTEGE", FILE)
HTML = "<html><body><table><tr><td>Lot</td><td>Montant HT</td></tr></table></body></html>"

PACKAGES: list[Case] = [
    read("by XlsxWriter, with a chart and a chart sheet", _by_xlsxwriter),
    read("strict format", parts(table(*TABLE), _strict)),
    read("elements with a prefix", parts(table(*TABLE), _prefixed)),
    read("a sheet in UTF-16", parts(table(*TABLE), _in_utf16)),
    read("rows and cells without reference", parts(table(*TABLE), _without_references)),
    read("paths with backslashes", parts(table(*TABLE), _with_backslashes)),
    read("a part in capitals", parts(table(*TABLE), _in_capitals)),
    read("no styles", parts(table(*TABLE), _without_styles)),
    read("styles of an unknown kind", parts(table(*TABLE), _odd_styles)),
    read("macros", parts(table(*TABLE), _with_macros)),
    read("slicers, images, links, models, comments", parts(table(*TABLE), _with_everything_else)),
    read("a dimension that lies by far", parts(table(*TABLE), _lying_dimension)),
    read("a dimension too small", parts(table(*TABLE), _small_dimension)),
    read("a row number with decimals", _replacing((_SHEET, b'<row r="3"', b'<row r="3.0"'))),
    refused("only charts", _charts_only, ("TABLEAU_INTROUVABLE", FILE)),
    refused("no sheet at all", parts(table(*TABLE), _no_sheet_listed), BROKEN,
            words=["aucune feuille"]),
    refused("a sheet that leads nowhere", parts(table(*TABLE), _unknown_relation), BROKEN,
            words=["une partie du classeur manque"]),
    refused("a text that is not in the file", parts(_by_xlsxwriter, _bad_string_index), BROKEN,
            words=["endommagée"]),
    refused("a style that is not in the file", parts(table(*TABLE), _bad_style_index), BROKEN,
            words=["endommagée"]),
    refused("a text before the first", parts(_by_xlsxwriter, _negative_string_index), BROKEN,
            words=["endommagée"]),
    refused("a style before the first", parts(table(*TABLE), _negative_style_index), BROKEN,
            words=["endommagée"]),
    refused("an encoding nobody knows", parts(table(*TABLE), _unknown_encoding), BROKEN,
            words=["endommagée"]),
    refused("a row beyond the last", _replacing((_SHEET, b'<row r="3"', b'<row r="1048577"')),
            BROKEN, words=["numérotée 1048577"]),
    refused("a column beyond the last", _replacing((_SHEET, b'r="C3"', b'r="XFE3"')), BROKEN,
            words=["ligne 3"]),
    refused("a cell written twice", _replacing((_SHEET, b'r="D3"', b'r="C3"')), BROKEN,
            words=["deux fois", "ligne 3"]),
    refused("a row written twice", _replacing((_SHEET, b'<row r="3"', b'<row r="2"')), BROKEN,
            words=["deux fois"]),
    refused("an entity", parts(table(*TABLE), _entity), BROKEN, words=["interdite"]),
    refused("too many parts", parts(table(*TABLE), _many_parts), BROKEN, words=["démesuré"]),
    refused("a bomb", parts(table(*TABLE), _bomb), ("FICHIER_TROP_GROS", FILE)),
    refused("cut short", _cut, BROKEN, words=["tronquée"]),
    refused("bytes changed on the way", _corrupted, BROKEN, words=["endommagée"]),
    refused("nothing in it", _text(""), BROKEN, words=["vide"]),
    refused("encrypted", _encrypted, PROTECTED, words=["retirer la protection"]),
    refused("an old .xls renamed", _old, CONVERT, words=["ancien (.xls)"]),
    refused("HTML renamed", _text(HTML), CONVERT, words=["HTML"]),
    refused("CSV renamed", _text("Lot;Montant HT\n1;1000\n"), CONVERT, words=["CSV"]),
    refused("Unicode text renamed", _text("Lot\tMontant\n", "utf-16"), CONVERT, words=["CSV"]),
    refused("an .ods renamed", _archive("mimetype", "content.xml"), CONVERT, words=[".ods"]),
    refused("an .xlsb renamed", _archive("xl/workbook.bin"), CONVERT, words=[".xlsb"]),
    refused("a Word document renamed", _archive("word/document.xml"), BROKEN, words=["Word"]),
    refused("an ordinary archive", _archive("lots.txt"), BROKEN, words=["pas un classeur"]),
]  # fmt: skip
