"""Tables of our Word hosts: a header repeated, and a row that a docxtpl loop repeats."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as DocumentObject
from docx.oxml import parse_xml

from docgen.table_xml import SHADE, table_opening
from docgen.wordml import W
from insertion.typography import french

CELL, DENSE_CELL = "Cellule", "Celluledense"  # style identifiers: names without their spaces


def fields(row: str, *names: str) -> tuple[str, ...]:
    """Return the cells of a row a loop repeats."""
    return tuple(f"{{{{ {row}.{name} }}}}" for name in names)


def loop_table(
    document: DocumentObject,
    header: Sequence[str],
    cells: Sequence[str],
    loop: str,
    *,
    widths: Sequence[int],
    right: Sequence[int] = (),
    total: Sequence[str] = (),
    style: str = CELL,
) -> None:
    """Add a table whose rows a docxtpl loop repeats."""
    section = document.sections[0]
    assert section.page_width
    assert section.left_margin
    assert section.right_margin
    available = (section.page_width - section.left_margin - section.right_margin) // 635
    sizes = [available * each // sum(widths) for each in widths]
    rows = [
        row_xml([french(each) for each in header], sizes, right, style, header=True),
        row_xml([f"{{%tr for {loop} %}}", *[""] * (len(header) - 1)], sizes, (), style),
        row_xml(cells, sizes, right, style),
        row_xml(["{%tr endfor %}", *[""] * (len(header) - 1)], sizes, (), style),
    ]
    if total:
        rows.append(row_xml(total, sizes, right, style, bold=True))
    table = parse_xml(f'<w:tbl xmlns:w="{W}">{table_opening(sizes)}{"".join(rows)}</w:tbl>')
    document.element.body._insert_tbl(table)


def row_xml(
    cells: Sequence[str],
    sizes: Sequence[int],
    right: Sequence[int],
    style: str,
    *,
    header: bool = False,
    bold: bool = False,
) -> str:
    """Return the markup of a row; a row is never split across pages."""
    written: list[str] = []
    for index, text in enumerate(cells):
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>' if header else ""
        align = "right" if index in right else "left"
        weight = "<w:rPr><w:b/></w:rPr>" if header or bold else ""
        written.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{sizes[index]}" w:type="dxa"/>{shade}</w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{align}"/></w:pPr>'
            f'<w:r>{weight}<w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:tc>'
        )
    repeated = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(written)}</w:tr>"
