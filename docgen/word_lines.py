"""A Word file read as a person does: paragraphs with their words, lists and tables, in order.

Revisions are taken as accepted. Whatever is neither words nor one of the shapes a clause may have
is noted on the paragraph it is in, for the reader of the clause to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from docgen.gate import MAIN_PART, Package, parse_xml
from docgen.word_styles import Numbering, Styles
from docgen.wordml import STRICT, W

COMMENTS = "word/comments.xml"
_WORD = (W, STRICT)


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one kind; ``holder`` numbers the content control around them, 0 without one.

    ``names`` is what a control's tag or a character style says these words stand for.
    """

    text: str
    strong: bool = False
    names: str = ""
    holder: int = 0


@dataclass(slots=True)
class Line:
    """A paragraph. ``seen`` holds what else was found in it: a kind, and the words concerned."""

    number: int
    spans: list[Span] = field(default_factory=list)
    style: str = ""
    heading: int | None = None
    level: int | None = None
    ordered: bool = False
    right: bool = False
    comments: list[str] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    merges: bool = False

    @property
    def text(self) -> str:
        """Return the words of the paragraph, as they stand."""
        return "".join(each.text for each in self.spans)


@dataclass(slots=True)
class Grid:
    """A table: rows of cells, each of some lines; ``seen`` as for a line."""

    number: int
    rows: list[list[list[Line]]] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        """Yield every line of every cell."""
        for row in self.rows:
            for cell in row:
                yield from cell


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: who signed it, and its words."""

    author: str
    spans: tuple[Span, ...]


def read_lines(package: Package) -> list[Line | Grid]:
    """Return the paragraphs and tables of a document that came through the gate."""
    return list(_Reader(package.parts).blocks(parse_xml(package.parts[MAIN_PART])))


def read_comments(package: Package) -> dict[str, Comment]:
    """Return the comments of a document by identifier."""
    if COMMENTS not in package.parts:
        return {}
    found: dict[str, Comment] = {}
    reader = _Reader(package.parts)
    for each in parse_xml(package.parts[COMMENTS]).iterfind("{*}comment"):
        spans: list[Span] = []
        for paragraph in each.iterfind(".//{*}p"):
            spans += [Span(" ")] if spans else []
            spans += reader.line(paragraph).spans
        found[value(each, "id")] = Comment(value(each, "author"), tuple(spans))
    return found


def value(element: etree._Element | None, name: str = "val") -> str:
    """Return an attribute in the element's own namespace, empty when it is not there."""
    if element is None:
        return ""
    return str(element.get(f"{{{etree.QName(element).namespace}}}{name}") or "")


def is_on(element: etree._Element | None) -> bool:
    """Tell whether a property that is true by its mere presence holds."""
    return element is not None and value(element).lower() not in ("0", "false", "off", "none")


def local(element: etree._Element) -> str:
    """Return the name of a WordprocessingML element, another namespace's after its prefix."""
    tag: object = element.tag
    if not isinstance(tag, str):  # a comment of the file, a processing instruction
        return ""
    name = etree.QName(tag)
    return name.localname if name.namespace in _WORD else f"other:{name.localname}"


_HARMLESS = frozenset(
    {
        "", "pPr", "rPr", "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd",
        "commentRangeStart", "commentRangeEnd", "lastRenderedPageBreak", "del", "moveFrom",
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "annotationRef", "instrText", "delText", "delInstrText", "softHyphen", "sectPr", "sdtPr",
        "sdtEndPr", "smartTagPr", "customXmlPr", "footnoteRef", "endnoteRef", "tblPr", "tblGrid",
        "tblPrEx", "trPr", "tcPr", "customXmlInsRangeStart", "customXmlInsRangeEnd",
        "customXmlDelRangeStart", "customXmlDelRangeEnd",
    }
)  # fmt: skip
_THROUGH = frozenset(
    {"ins", "moveTo", "smartTag", "customXml", "fldSimple", "sdtContent", "dir", "bdo"}
)
_TEXTS = {"tab": ("tabulation", " "), "br": ("retour", " "), "cr": ("retour", " ")}
_LOST = {
    "footnoteReference": "note de bas de page",
    "endnoteReference": "note de fin",
    "sym": "symbole",
    "object": "objet",
    "other:oMath": "formule",
    "other:oMathPara": "formule",
    "altChunk": "contenu importé",
}
"""What would take words away with it, by element."""
_FORMATS = {
    "i": "italique", "u": "souligné", "color": "couleur", "highlight": "surlignage",
    "vertAlign": "exposant", "smallCaps": "petites capitales", "caps": "capitales",
}  # fmt: skip
_WRONG = {"strike": "texte barré", "dstrike": "texte barré", "vanish": "texte masqué"}


class _Reader:
    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.styles = Styles(parts)
        self.numbering = Numbering(parts)
        self.count = 0
        self.holders = 0

    def blocks(self, parent: etree._Element) -> Iterator[Line | Grid]:
        """Yield paragraphs and tables; a paragraph whose mark was deleted goes on in the next."""
        waiting: Line | None = None
        for element in self._block_elements(parent):
            if local(element) == "tbl":
                if waiting is not None:
                    yield waiting
                    waiting = None
                yield self.grid(element)
                continue
            line = self.line(element) if local(element) == "p" else self._foreign(element)
            if waiting is not None:
                waiting.spans += line.spans
                waiting.comments += line.comments
                waiting.seen += line.seen
                waiting.merges = line.merges
                line = waiting
            waiting = line if line.merges else None
            if waiting is None:
                yield line
        if waiting is not None:
            yield waiting

    def _block_elements(self, parent: etree._Element) -> Iterator[etree._Element]:
        for element in parent:
            name = local(element)
            if name in ("body", "sdt", "sdtContent", "customXml", "ins", "moveTo"):
                yield from self._block_elements(element)
            elif name in ("p", "tbl") or name not in _HARMLESS:
                yield element

    def _foreign(self, element: etree._Element) -> Line:
        self.count += 1
        found = Line(self.count)
        self._other(element, found)
        return found

    def grid(self, table: etree._Element) -> Grid:
        """Return a table; deleted rows are gone."""
        found = Grid(self.count + 1)
        for row in self._within(table, "tr"):
            if row.find("{*}trPr/{*}del") is not None:
                found.seen.append(("révision", ""))
                continue
            if row.find("{*}trPr/{*}ins") is not None:
                found.seen.append(("révision", ""))
            cells: list[list[Line]] = []
            for cell in self._within(row, "tc"):
                if cell.find("{*}tcPr/{*}cellDel") is not None:
                    found.seen.append(("révision", ""))
                    continue
                span = value(cell.find("{*}tcPr/{*}gridSpan"))
                merged = cell.find("{*}tcPr/{*}vMerge") is not None or span not in ("", "1")
                if merged or cell.find("{*}tcPr/{*}hMerge") is not None:
                    found.seen.append(("cellules fusionnées", ""))
                if cell.find(".//{*}tbl") is not None:
                    found.seen.append(("tableau dans un tableau", ""))
                cells.append([each for each in self.blocks(cell) if isinstance(each, Line)])
            found.rows.append(cells)
        return found

    def _within(self, parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
        for element in parent:
            if local(element) == wanted:
                yield element
            elif local(element) in ("sdt", "sdtContent", "customXml"):
                yield from self._within(element, wanted)

    def line(self, paragraph: etree._Element) -> Line:
        """Return one paragraph."""
        self.count += 1
        properties = paragraph.find("{*}pPr")
        style = value(paragraph.find("{*}pPr/{*}pStyle"))
        found = Line(self.count, style=self.styles.name(style), heading=self.styles.heading(style))
        numbered = self.numbering.of(properties, self.styles, style)
        if numbered is not None and found.heading is None:
            found.level, found.ordered = numbered
        found.right = value(paragraph.find("{*}pPr/{*}jc")) in ("right", "end")
        if paragraph.find("{*}pPr/{*}rPr/{*}del") is not None:
            found.merges = True
            found.seen.append(("révision", ""))
        elif paragraph.find("{*}pPr/{*}rPr/{*}ins") is not None:
            found.seen.append(("révision", ""))
        self._collect(paragraph, found, "", 0)
        return found

    def _collect(self, parent: etree._Element, line: Line, names: str, holder: int) -> None:
        for element in parent:
            name = local(element)
            if name in ("ins", "del", "moveFrom", "moveTo"):
                line.seen.append(("révision", ""))
            if name == "r":
                self._run(element, line, names, holder)
            elif name == "sdt":
                self.holders += 1
                tag = value(element.find("{*}sdtPr/{*}tag"))
                own = tag if tag.startswith(("var:", "cite:", "ref:")) else names
                content = element.find("{*}sdtContent")
                awaited = element.find("{*}sdtPr/{*}showingPlcHdr") is not None
                if content is not None and not (awaited and own):  # emptied: Word's own prompt
                    self._collect(content, line, own, self.holders)
            elif name == "hyperlink":
                line.seen.append(("lien", _words(element)))
                self._collect(element, line, names, holder)
            elif name in _THROUGH:
                self._collect(element, line, names, holder)
            elif name not in _HARMLESS:
                self._other(element, line)

    def _run(self, run: etree._Element, line: Line, names: str, holder: int) -> None:
        properties = run.find("{*}rPr")
        style = value(run.find("{*}rPr/{*}rStyle"))
        named = names or self.styles.identity(style)
        direct = None if properties is None else properties.find("{*}b")
        strong = self.styles.bold(style) if direct is None else is_on(direct)
        before = len(line.spans)
        for element in run:
            name = local(element)
            if name == "t":
                line.spans.append(Span(element.text or "", strong, named, holder))
            elif name in _TEXTS:
                kind, text = _TEXTS[name]
                if value(element, "type") in ("page", "column"):
                    kind = "saut de page"
                line.seen.append((kind, ""))
                line.spans.append(Span(text, strong, named, holder))
            elif name == "noBreakHyphen":
                line.spans.append(Span("-", strong, named, holder))
            elif name == "commentReference":
                line.comments.append(value(element, "id"))
            elif name not in ("fldChar", *_HARMLESS):
                self._other(element, line)
        said = "".join(each.text for each in line.spans[before:])
        if properties is not None and said.strip():
            for kind in _formats(properties):
                line.seen.append((kind, said))

    def _other(self, element: etree._Element, line: Line) -> None:
        """Note what is no word: a picture, a text box, a note."""
        name = local(element)
        boxes = list(element.iter("{*}txbxContent"))
        if boxes:
            line.seen.append(("zone de texte", _words(boxes[0])))
        elif name in _LOST:
            line.seen.append((_LOST[name], ""))
        elif name in ("drawing", "pict", "other:AlternateContent"):
            line.seen.append(("image", ""))
        else:
            line.seen.append(("contenu inconnu", name.removeprefix("other:")))


def _words(element: etree._Element) -> str:
    return "".join(each.text or "" for each in element.iter("{*}t"))


def _formats(properties: etree._Element) -> Iterator[str]:
    for element in properties:
        name = local(element)
        if name in _WRONG and is_on(element):
            yield _WRONG[name]
        elif name == "color":
            if value(element).lower() not in ("", "auto", "000000"):
                yield _FORMATS[name]
        elif name == "vertAlign":
            if value(element) != "baseline":
                yield _FORMATS[name]
        elif name in _FORMATS and is_on(element):
            yield _FORMATS[name]
