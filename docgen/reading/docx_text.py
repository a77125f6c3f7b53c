"""A .docx read into lines: what Word shows, deleted and hidden words apart.

Text boxes, content controls and tables inside tables are read where they stand; a table of one
column is a frame, and its paragraphs are paragraphs.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lxml import etree

from docgen.gate import open_document, parse_xml
from docgen.package import unpacked
from docgen.reading.numbering import NS, Numbering, read_numbering, whole
from docgen.reading.structure import structured
from docgen.reading.styles import Style, numbered, outline, read_styles
from docgen.reading.text import Kind, Line, ReadDocument, cleaned
from docgen.wordml import STRICT, W
from insertion.errors import InvalidInput, fault
from insertion.typography import decimal_text

_SKIPPED = frozenset(
    f"{NS}{name}"
    for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "instrText", "delText", "delInstrText")
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_POINTS = re.compile(r"^\s*(?:REF|PAGEREF|NOTEREF)\s+\"?([^\s\"\\]+)", re.IGNORECASE)
_MARGIN = re.compile(r"^word/(?:header|footer)\d*\.xml$")
_SIGNS = {f"{NS}tab": "\t", f"{NS}br": " ", f"{NS}cr": " ", f"{NS}noBreakHyphen": "-"}
MOST_COLUMNS = 60
MOST_LINES = 60_000
"""Paragraphs of a document: a thousand pages; beyond, reading would not end."""
LONGEST_LINE = 5_000
"""Characters of a line: a longer paragraph is read in several, as a reader would."""


def read_document(content: bytes, name: str) -> ReadDocument:
    """Return the text of a stranger's document.

    Raises:
        InvalidInput: when it is not a readable .docx.
        Refused: when it could do harm.
    """
    return read_parts(open_document(content, name).parts, name)


def read_own(content: bytes, name: str) -> ReadDocument:
    """Return the text of a piece this program has just made."""
    return read_parts(unpacked(content), name)


def read_parts(parts: Mapping[str, bytes], name: str) -> ReadDocument:
    """Return the text of a document from its parts."""
    reader = _Reader(
        _styles(parts.get("word/styles.xml", b"")),
        read_numbering(_root(parts, "word/numbering.xml")),
        name,
    )
    document = _root(parts, "word/document.xml")
    body = None if document is None else document.find(f"{NS}body")
    if body is not None:
        reader.block(body)
    kept = list(structured(reader.lines))
    notes = [*_notes(parts, reader), *_margins(parts, reader)]
    return ReadDocument(name, (*kept, *notes), frozenset(reader.bookmarks), dict(reader.pointed))


@lru_cache(maxsize=8)
def _styles(part: bytes) -> Mapping[str, Style]:
    """Return the styles of a part; the pieces of a set often share theirs."""
    return read_styles(_root({"": part}, "") if part else None)


def _root(parts: Mapping[str, bytes], name: str) -> etree._Element | None:
    part = parts.get(name)
    return None if part is None else parse_xml(part.replace(STRICT.encode(), W.encode()))


def _notes(parts: Mapping[str, bytes], reader: _Reader) -> Iterator[Line]:
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        root = _root(parts, name)
        for paragraph in () if root is None else root.iter(f"{NS}p"):
            text, marked = reader.text(paragraph)
            if cleaned(text):
                yield Line(0, Kind.NOTE, cleaned(text), highlighted=marked)


def _margins(parts: Mapping[str, bytes], reader: _Reader) -> Iterator[Line]:
    for name in sorted(parts):
        if _MARGIN.match(name):
            root = _root(parts, name)
            for paragraph in () if root is None else root.iter(f"{NS}p"):
                text, marked = reader.text(paragraph)
                if cleaned(text):
                    yield Line(0, Kind.MARGIN, cleaned(text), highlighted=marked)


@dataclass
class _Reader:
    styles: Mapping[str, Style]
    numbering: Numbering
    name: str
    lines: list[Line] = field(default_factory=list)
    bookmarks: set[str] = field(default_factory=set)
    pointed: dict[str, int] = field(default_factory=dict)
    rank: int = 0
    tables: int = 0
    clause: str = ""

    def block(self, parent: etree._Element) -> None:
        for child in parent:
            tag: object = child.tag  # a comment or an instruction has no name
            if tag == f"{NS}p":
                self.paragraph(child)
            elif tag == f"{NS}tbl":
                self.table(child)
            elif tag == f"{NS}sdt":
                self.control(child)
            elif tag == f"{NS}bookmarkStart":
                self.bookmarks.add(child.get(f"{NS}name", ""))
            elif isinstance(tag, str) and tag not in _SKIPPED and tag != _FALLBACK:
                self.block(child)

    def add(self, line: Line) -> None:
        if len(self.lines) == MOST_LINES:
            detail = f"il compte plus de {decimal_text(MOST_LINES)} paragraphes"
            raise InvalidInput([fault("DOCUMENT_ILLISIBLE", self.name, detail=detail)])
        self.lines.append(line)

    def control(self, element: etree._Element) -> None:
        """Read a content control; those of ours name their clause."""
        tag = element.find(f"{NS}sdtPr/{NS}tag")
        value = "" if tag is None else tag.get(f"{NS}val", "")
        outer, inner = self.clause, element.find(f"{NS}sdtContent")
        if value.startswith("clause:"):
            self.clause = value.removeprefix("clause:").partition("@")[0]
        if inner is not None:
            self.block(inner)
        self.clause = outer

    def paragraph(self, element: etree._Element) -> None:
        self.rank += 1
        rank = self.rank
        raw, marked = self.text(element)
        text = cleaned(raw)
        label, form, style, level = self.look(element)
        if text:
            kind = Kind.PARAGRAPH
            if style.contents or re.search(r"\t\d{1,4}\s*$", raw):
                kind = Kind.CONTENTS
            elif level:
                kind = Kind.HEADING
            elif form:
                kind = Kind.ITEM
            bold = bool(level) or style.bold or _all_bold(element)
            for part in textwrap.wrap(text, LONGEST_LINE) if len(text) > LONGEST_LINE else [text]:
                line = Line(rank, kind, part, number=cleaned(label), highlighted=marked,
                            clause=self.clause)  # fmt: skip
                self.add(replace(line, level=level, styled=bool(level), row=int(bold)))
        for box in element.iter(f"{NS}txbxContent"):
            if not any(each.tag == _FALLBACK for each in box.iterancestors()):
                self.block(box)

    def look(self, element: etree._Element) -> tuple[str, str, Style, int]:
        """Return what is printed before a paragraph, in which format, its style and level."""
        properties = element.find(f"{NS}pPr")
        named = None if properties is None else properties.find(f"{NS}pStyle")
        key = "" if named is None else named.get(f"{NS}val", "")
        style = self.styles.get(key, Style())
        level = outline(properties) or style.level
        number, depth = numbered(properties)
        if not number and style.number:
            number = style.number
            depth = self.numbering.by_style.get(key, ("", style.depth))[1]
        label, form = self.numbering.label(number, depth) if number not in ("", "0") else ("", "")
        return label, form, style, level

    def text(self, element: etree._Element) -> tuple[str, bool]:
        """Return the words of a paragraph as shown, and whether some are highlighted."""
        found: list[str] = []
        marked = self._walk(element, found)
        return "".join(found), marked

    def _walk(self, element: etree._Element, found: list[str]) -> bool:
        marked = False
        for child in element:
            tag: object = child.tag
            if tag == f"{NS}r":
                marked |= self._run(child, found)
            elif tag == f"{NS}bookmarkStart":
                self.bookmarks.add(child.get(f"{NS}name", ""))
            elif tag == f"{NS}fldSimple":
                self._point(child.get(f"{NS}instr", ""))
                marked |= self._walk(child, found)
            elif isinstance(tag, str) and tag not in _SKIPPED:
                marked |= self._walk(child, found)
        return marked

    def _run(self, run: etree._Element, found: list[str]) -> bool:
        look = run.find(f"{NS}rPr")
        if _is_on(None if look is None else look.find(f"{NS}vanish")):
            return False
        shown = False
        for child in run:
            if child.tag == f"{NS}t":
                found.append(child.text or "")
                shown = shown or bool((child.text or "").strip())
            elif child.tag in _SIGNS:
                found.append(_SIGNS[child.tag])
            elif child.tag == f"{NS}instrText":
                self._point(child.text or "")
        light = None if look is None else look.find(f"{NS}highlight")
        return shown and light is not None and light.get(f"{NS}val") != "none"

    def _point(self, instruction: str) -> None:
        if found := _POINTS.match(instruction):
            self.pointed.setdefault(found[1], self.rank)

    def table(self, element: etree._Element) -> None:
        rows = [
            each for each in element.iterfind(f".//{NS}tr")
            if _table_of(each) is element and each.find(f"{NS}trPr/{NS}del") is None
        ]  # fmt: skip
        cells = [_cells(row) for row in rows]
        if max(map(len, cells), default=0) <= 1:  # a frame around paragraphs
            for each in (cell for row in cells for cell, _, _ in row):
                self.block(each)
            return
        self.tables += 1
        table, above, header = self.tables, [], ()  # type: tuple[int, list[str], tuple[str, ...]]
        for at, row in enumerate(cells, start=1):
            rank = self.rank + 1
            shown, marked = self.row(row, above)
            above = shown
            if at == 1:
                header = tuple(shown)
            if any(shown):
                text = " | ".join(each for each in shown if each)
                self.add(
                    Line(rank, Kind.ROW, text, cells=tuple(shown), header=header, table=table,
                         row=at, highlighted=marked, clause=self.clause)
                )  # fmt: skip

    def row(
        self, row: list[tuple[etree._Element, int, bool]], above: list[str]
    ) -> tuple[list[str], bool]:
        """Return the text of each column of a row; a cell merged with the one above repeats it."""
        shown: list[str] = []
        marked = False
        for cell, span, merged in row:
            words: list[str] = []
            for paragraph in cell.iter(f"{NS}p"):
                self.rank += 1
                text, light = self.text(paragraph)
                label, form, *_ = self.look(paragraph)
                words.append(f"{label} {text}" if label and form != "bullet" else text)
                marked |= light
            text = cleaned(" ".join(words))[:LONGEST_LINE]
            if merged and not text and len(shown) < len(above):
                text = above[len(shown)]
            shown += [text] + [""] * (min(span, MOST_COLUMNS) - 1)
        return shown, marked


def _is_on(switch: etree._Element | None) -> bool:
    """Tell whether a switch of Word's is on: it is when it is there and says nothing else."""
    return switch is not None and switch.get(f"{NS}val", "true") not in ("0", "false", "off")


def _table_of(row: etree._Element) -> etree._Element | None:
    return next((each for each in row.iterancestors() if each.tag == f"{NS}tbl"), None)


def _cells(row: etree._Element) -> list[tuple[etree._Element, int, bool]]:
    """Return the cells of a row: each with the columns it spans, and whether it goes on one."""
    found: list[tuple[etree._Element, int, bool]] = []
    for cell in row.iterfind(f".//{NS}tc"):
        if next((e for e in cell.iterancestors() if e.tag == f"{NS}tr"), None) is not row:
            continue
        if cell.find(f"{NS}tcPr/{NS}cellDel") is not None:
            continue
        span = cell.find(f"{NS}tcPr/{NS}gridSpan")
        merge = cell.find(f"{NS}tcPr/{NS}vMerge")
        goes_on = merge is not None and merge.get(f"{NS}val", "continue") == "continue"
        width = 1 if span is None else max(1, whole(span.get(f"{NS}val"), 1))
        found.append((cell, width, goes_on))
    return found


def _all_bold(paragraph: etree._Element) -> bool:
    """Tell whether every word of a paragraph is bold: a heading typed by hand often is."""
    runs = [run for run in paragraph.iter(f"{NS}r") if run.find(f"{NS}t") is not None]
    return bool(runs) and all(_is_on(run.find(f"{NS}rPr/{NS}b")) for run in runs)
