"""Reading a produced .docx as a stranger would: its zip, its parts, their words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
WORD_PARTS = re.compile(r"word/(document|header\d*|footer\d*|comments|footnotes|endnotes)\.xml")


def w(name: str) -> str:
    """Return a WordprocessingML name in lxml's notation."""
    return f"{{{W}}}{name}"


def parts_of(source: Path | bytes) -> dict[str, bytes]:
    """Return every part of a package by name."""
    content = source if isinstance(source, bytes) else source.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(source: Path | bytes, **replaced: bytes) -> bytes:
    """Return the package with parts replaced or added; ``__`` in a name stands for a slash."""
    parts = parts_of(source) | {name.replace("__", "/"): part for name, part in replaced.items()}
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a package of ``parts``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def body_of(source: Path | bytes) -> etree._Element:
    """Return the root of the main part."""
    return etree.fromstring(parts_of(source)["word/document.xml"])


def paragraph_text(paragraph: etree._Element) -> str:
    """Return the words of one paragraph, line breaks and tabs included."""
    pieces: list[str] = []
    for each in paragraph.iter(w("t"), f"{{{STRICT}}}t", w("br"), w("tab")):
        parent = each.getparent()
        if each.tag == w("br"):
            pieces.append("\n")
        elif each.tag != w("tab"):
            pieces.append(each.text or "")
        elif parent is not None and parent.tag == w("r"):
            pieces.append("\t")
    return "".join(pieces)


def paragraphs_of(root: etree._Element) -> Iterator[str]:
    """Yield the words of each paragraph, in order."""
    for each in root.iter(w("p"), f"{{{STRICT}}}p"):
        yield paragraph_text(each)


def text_of(source: Path | bytes) -> str:
    """Return all the words a reader sees: body, headers, footers, notes, comments."""
    lines: list[str] = []
    for name, part in parts_of(source).items():
        if WORD_PARTS.fullmatch(name):
            lines.extend(paragraphs_of(etree.fromstring(part)))
    return "\n".join(lines)


def body_text(source: Path | bytes) -> str:
    """Return the words of the main part."""
    return "\n".join(paragraphs_of(body_of(source)))


def tables_of(source: Path | bytes) -> list[list[list[str]]]:
    """Return the tables of the main part: rows of cells."""
    return [
        [
            ["\n".join(paragraphs_of(cell)) for cell in row.iter(w("tc"))]
            for row in table.iter(w("tr"))
        ]
        for table in body_of(source).iter(w("tbl"))
    ]


def table_headed(source: Path | bytes, *header: str) -> list[list[str]] | None:
    """Return the rows, header apart, of the first table whose header begins so."""
    for rows in tables_of(source):
        if rows and rows[0][: len(header)] == list(header):
            return rows[1:]
    return None


def headings_of(source: Path | bytes) -> list[tuple[int, str]]:
    """Return (level, words) of each heading, by the name of its style."""
    parts = parts_of(source)
    levels: dict[str, int] = {}
    for style in etree.fromstring(parts["word/styles.xml"]).iter("{*}style"):
        name = style.find("{*}name")
        if name is not None:
            found = re.fullmatch(r"heading (\d)", name.get(_val(name), "").lower())
            if found:
                levels[style.get(style_id(style), "")] = int(found[1])
    made: list[tuple[int, str]] = []
    for paragraph in etree.fromstring(parts["word/document.xml"]).iter("{*}p"):
        named = paragraph.find("{*}pPr/{*}pStyle")
        level = None if named is None else levels.get(named.get(_val(named), ""))
        if level is not None:
            made.append((level, paragraph_text(paragraph)))
    return made


def _val(element: etree._Element) -> str:
    return f"{{{etree.QName(element).namespace}}}val"


def style_id(element: etree._Element) -> str:
    """Return the attribute that identifies a style."""
    return f"{{{etree.QName(element).namespace}}}styleId"


def core_title(source: Path | bytes) -> str:
    """Return the title in the document's properties."""
    root = etree.fromstring(parts_of(source)["docProps/core.xml"])
    return root.findtext("{http://purl.org/dc/elements/1.1/}title") or ""
