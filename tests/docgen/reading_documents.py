"""Tender documents as other buyers write them, built from a few marks.

A line that begins with ``#`` is a Word heading of that level, ``!`` a bold paragraph (a heading
typed by hand), ``-`` a list item, ``|`` a table row; ``~…~`` is highlighted. Anything else is a
paragraph.
"""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from docx import Document
from docx.enum.text import WD_COLOR_INDEX

from docgen.reading.docx_text import read_document
from docgen.reading.pieces import ReadSet, read_set

CASES = Path(__file__).parent / "reading_cases"


def cases() -> dict[str, dict[str, Any]]:
    """Return every set of documents with its expected verdicts, by name."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(CASES.glob("*.yaml"))
    }


def built(text: str) -> bytes:
    """Return the .docx a marked text describes."""
    document = Document()
    rows: list[list[str]] = []
    for line in [*text.strip().split("\n"), ""]:
        if line.startswith("|"):
            rows.append([each.strip() for each in line.strip().strip("|").split("|")])
            continue
        if rows:
            _table(document, rows)
            rows = []
        if heading := re.match(r"(#+) (.+)", line):
            document.add_heading(heading[2], level=len(heading[1]))
        elif line.startswith("!"):
            document.add_paragraph().add_run(line[1:].strip()).bold = True
        elif line.startswith("- "):
            document.add_paragraph(line[2:], style="List Bullet")
        elif line.strip():
            _paragraph(document, line.strip())
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _paragraph(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    for at, part in enumerate(text.split("~")):
        run = paragraph.add_run(part)
        if at % 2:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _table(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=False):
            cell.text = text


def read_case(case: dict[str, Any]) -> ReadSet:
    """Return the documents of a case, read as a stranger's are."""
    on = case.get("le", date(2026, 9, 15))
    return read_set((read_document(built(text), name) for name, text in case["pieces"].items()), on)
