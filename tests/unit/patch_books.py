"""Workbooks written part by part, with what no library writes: made to be patched."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.microsoft.com/office"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "xl/worksheets/sheet1.xml"
HEAD = ("N°", "Désignation", "Montant HT", "Part MO", "Taux", "Coût horaire", "Heures d'insertion")
LOTS = (
    (1, "Gros œuvre", 1_000_000, 0.5, 0.05, 30),
    (2, "Charpente", 300_000, 0.4, 0.05, 30),
    (3, "Peinture", 210_000, 0.7, 0.05, 30),
)
HOURS = (833, 200, 245)
"""The hours of these lots: amount × share × rate ÷ cost, to the nearest hour."""
LETTERS = "ABCDEFGHIJ"

Cells = dict[tuple[int, int], tuple[str, str, str, str]]


def cell(reference: str, value: object, attributes: str = "") -> str:
    """Return a cell as Excel writes it; « =… » is a formula whose value is 0."""
    if value is None:
        return f'<c r="{reference}"{attributes}/>'
    if isinstance(value, str) and value.startswith("="):
        return f'<c r="{reference}"{attributes}><f>{escape(value[1:])}</f><v>0</v></c>'
    if isinstance(value, str):
        inline = f"<is><t>{escape(value)}</t></is>"
        return f'<c r="{reference}"{attributes} t="inlineStr">{inline}</c>'
    return f'<c r="{reference}"{attributes}><v>{value}</v></c>'


def row(number: int, *values: object) -> str:
    """Return a row of cells from column A."""
    cells = (cell(f"{LETTERS[i]}{number}", value) for i, value in enumerate(values))
    return f'<row r="{number}" spans="1:{len(values)}">{"".join(cells)}</row>'


def sheet(rows: str, *, dimension: str = "A1:G5", after: str = "") -> str:
    """Return the XML of a worksheet; ``after`` follows its cells."""
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{RELATION}">'
        f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def table(*, last: object = None, head: tuple[str, ...] = HEAD, total: bool = True) -> str:
    """Return the rows of a table of lots: heading in row 2, lots in rows 3 to 5, a total."""
    rows = [row(2, *head)]
    rows += [row(3 + i, *lot, *([last] if len(head) > 6 else [])) for i, lot in enumerate(LOTS)]
    if total:
        sums = [None, "TOTAL", "=SUM(C3:C5)", None, None, None, "=SUM(G3:G5)"]
        rows.append(row(6, *sums))
    return "".join(rows)


def workbook_xml(calc: str = "", name: str = "Lots") -> str:
    """Return ``workbook.xml`` with one sheet; ``calc`` stands where ``calcPr`` does."""
    return (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>'
        f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets>{calc}</workbook>'
    )


def relations(*targets: tuple[str, str]) -> str:
    """Return a part of relations: ``(type or its end, target)``, numbered from rId1."""
    lines = "".join(
        f'<Relationship Id="rId{i}" Type="{t if "/" in t else f"{RELATION}/{t}"}" Target="{to}"/>'
        for i, (t, to) in enumerate(targets, start=1)
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def types(**overrides: str) -> str:
    """Return ``[Content_Types].xml``, with one more line for each of these parts."""
    lines = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides.items()
    )
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return (
        f'{DECLARATION}<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="'
        'application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        '<Default Extension="data" ContentType="application/vnd.openxmlformats-officedocument'
        '.model+data"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{spreadsheet}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{spreadsheet}.worksheet+xml"/>'
        f"{lines}</Types>"
    )


def parts(sheet_xml: str | bytes, **changes: str | bytes) -> dict[str, str | bytes]:
    """Return the least parts of a workbook, some changed or added by path."""
    return {
        "[Content_Types].xml": types(),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook_xml(),
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
        SHEET: sheet_xml,
        **changes,
    }


def packed(content: dict[str, str | bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """Return the archive of these parts, in order; those ``stored`` are not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for index, (name, part) in enumerate(content.items()):
            entry = zipfile.ZipInfo(name, (2024, 1 + index % 12, 3, 10, 20, 30))
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, part)
        archive.comment = b"fait main"
    return buffer.getvalue()


def book(path: Path, sheet_xml: str | bytes | None = None, **changes: str | bytes) -> Path:
    """Write a workbook of one sheet, the table of lots by default."""
    path.write_bytes(packed(parts(sheet(table()) if sheet_xml is None else sheet_xml, **changes)))
    return path


def members(content: bytes | Path) -> dict[str, bytes]:
    """Return every part by name, in the order of the archive."""
    source = content if isinstance(content, Path) else io.BytesIO(content)
    with zipfile.ZipFile(source) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def cells_of(content: bytes) -> Cells:
    """Read a sheet with another parser: ``(row, column) → type, style, formula, value``."""
    found: Cells = {}
    root = etree.fromstring(content)
    space = f"{{{etree.QName(root).namespace}}}"
    line = 0
    for each in root.iterfind(f"{space}sheetData/{space}row"):
        line = int(each.get("r") or line + 1)
        column = 0
        for one in each.iterfind(f"{space}c"):
            letters = re.match(r"[A-Z]+", one.get("r") or "")
            column = _number(letters.group()) if letters else column + 1
            held = [x for x in one if x.tag in (f"{space}v", f"{space}is")]
            text = "".join(str(each) for x in held for each in x.itertext())
            formula = str(one.findtext(f"{space}f") or "")
            found[line, column] = (one.get("t", ""), one.get("s", ""), formula, text)
    return found


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
