"""Blocks to WordprocessingML: paragraphs, lists, tables, fields in a document's styles.

The text produced is self-contained markup; what it needs elsewhere in the package (numberings,
comments) is recorded in the :class:`Ledger` for whoever holds the package.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from docgen.blocks import (
    Blank,
    Block,
    Entry,
    Heading,
    Inlines,
    Item,
    ListBlock,
    Note,
    Paragraph,
    Reference,
    Table,
    Text,
    blank_text,
    inline_text,
)
from docgen.entry_xml import entry_control, ruled, ruled_spacing, spaced
from docgen.render import RenderedClause
from docgen.table_xml import (
    CELL_MARGIN,
    SHADE,
    natural_shares,
    stands_low,
    table_opening,
)
from docgen.word_mark import marked
from insertion.typography import NO_BREAK, french

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
"""The namespace of documents saved as « Strict Open XML »."""
TEXT_WIDTH = 9070  # twentieths of a point: A4 with margins of 2.5 cm


@dataclass(frozen=True, slots=True)
class Look:
    """The target's styles, by role; an absent style is ``None`` and direct formatting stands in.

    ``body`` and ``run`` are ready-made ``w:pPr``/``w:rPr`` contents for plain paragraphs, the style
    apart.
    """

    headings: Mapping[int, str | None]
    body_style: str | None = None
    list_style: str | None = None
    cell_style: str | None = None
    body: str = ""
    run: str = ""
    width: int = TEXT_WIDTH


@dataclass
class Ledger:
    """What the markup refers to: fresh numberings, bookmarks, comments; and the numbers of clauses.

    ``numbers`` gives « 1.4 » for the clauses of this piece; ``elsewhere`` gives the piece that
    holds a clause of another one. When numbers are unknown, a reference names the title.
    """

    first_numbering: int = 100
    first_bookmark: int = 100
    first_comment: int = 0
    numbers: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    lists: list[tuple[int, bool]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    bookmarks: int = 0
    entries: int = 0

    def new_entry(self) -> int:
        """Return the rank of one more place to fill."""
        self.entries += 1
        return self.entries

    def new_list(self, ordered: bool) -> int:
        """Return the number of a fresh list, whose items start again at 1."""
        number = self.first_numbering + len(self.lists)
        self.lists.append((number, ordered))
        return number

    def new_comment(self, text: str) -> int:
        """Record a comment and return its identifier."""
        self.comments.append(text)
        return self.first_comment + len(self.comments) - 1

    def new_bookmark(self) -> int:
        """Return a fresh bookmark identifier."""
        self.bookmarks += 1
        return self.first_bookmark + self.bookmarks - 1


def bookmark_name(clause: str) -> str:
    """Return the bookmark of a clause, within the forty characters allowed."""
    return ("clausier_" + clause.replace("-", "_"))[:40]


class Writer:
    """Writes rendered clauses in one document."""

    def __init__(self, look: Look, ledger: Ledger) -> None:
        self.look = look
        self.ledger = ledger

    def clause(self, rendered: RenderedClause, shift: int = 0) -> str:
        """Return a clause inside its content control; ``shift`` moves its headings down.

        Its printed number is the control's last paragraph: it goes where the clause goes.
        """
        tag = rendered.clause.tag
        identity = zlib.crc32(tag.encode()) & 0x7FFFFFFF
        content = self.blocks(rendered.blocks, shift, rendered.clause.id)
        content = marked(rendered, content, self.look.body_style, self.look.run)
        return (
            f'<w:sdt xmlns:w="{W}"><w:sdtPr><w:alias w:val="{escape(rendered.title, _QUOTE)}"/>'
            f'<w:tag w:val="{tag}"/><w:id w:val="{identity}"/><w:lock w:val="sdtLocked"/></w:sdtPr>'
            f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )

    def blocks(self, blocks: tuple[Block, ...], shift: int = 0, anchor: str | None = None) -> str:
        """Return the markup of ``blocks``; the first heading bears the bookmark of ``anchor``."""
        parts: list[str] = []
        notes = _notes_by_host(blocks)
        after_table = False
        for index, block in enumerate(blocks):
            comments = [self.ledger.new_comment(text) for text in notes.get(index, [])]
            match block:
                case Heading(level, inlines):
                    parts.append(self.heading(level + shift, inlines, anchor, comments))
                    anchor = None
                case Paragraph(inlines):
                    space = '<w:spacing w:before="120"/>' if after_table else ""
                    follows = blocks[index + 1] if index + 1 < len(blocks) else None
                    leads = isinstance(follows, ListBlock | Table)
                    parts.append(self.paragraph(inlines, comments, space, keep=leads))
                case ListBlock():
                    parts.append(self.list_block(block))
                case Table():
                    parts.append(self.table(block))
                case _:
                    continue
            after_table = isinstance(block, Table)
        return "".join(parts)

    def heading(self, level: int, inlines: Inlines, anchor: str | None, comments: list[int]) -> str:
        """Return a heading in the target's own style, or a bold outline paragraph without one."""
        style = self.look.headings.get(level)
        if style is not None:
            properties, run = f"{_style(style)}<w:keepNext/>", ""
        else:
            properties = (
                f"{_style(self.look.body_style)}<w:keepNext/>{self.look.body}"
                f'<w:outlineLvl w:val="{min(level, 9) - 1}"/>'
            )
            run = _with_bold(self.look.run)
        content = self.runs(inlines, run)
        if anchor is not None:
            number = self.ledger.new_bookmark()
            content = (
                f'<w:bookmarkStart w:id="{number}" w:name="{bookmark_name(anchor)}"/>{content}'
                f'<w:bookmarkEnd w:id="{number}"/>'
            )
        return _paragraph(properties, _commented(content, comments))

    def title(self, level: int, text: str) -> str:
        """Return a section title without a clause."""
        return self.heading(level, (Text(french(text)),), None, [])

    def paragraph(
        self, inlines: Inlines, comments: list[int], extra: str = "", *, keep: bool = False
    ) -> str:
        """Return a body paragraph; ``keep`` holds it on the page of what it announces."""
        properties = self.look.body
        extra = spaced(inlines) or extra
        if extra and "<w:spacing" not in properties:
            properties = _ordered_properties(properties, extra)
        line = "" if "<w:tabs" in properties else ruled(inlines, self.look.width)
        held = "<w:keepNext/>" if keep else ""
        held += "<w:keepLines/>" if ruled_spacing(inlines) else ""
        properties = _style(self.look.body_style) + held + line + properties
        runs = self.runs(inlines, self.look.run, line=bool(line))
        return _paragraph(properties, _commented(runs, comments))

    def list_block(self, block: ListBlock, level: int = 0, number: int | None = None) -> str:
        """Return a list with its own numbering, nested lists one level deeper."""
        number = self.ledger.new_list(block.ordered) if number is None else number
        last = len(block.items) - 1
        return "".join(
            self._item(item, block, level, number, last=level == 0 and index == last)
            for index, item in enumerate(block.items)
        )

    def _item(self, item: Item, block: ListBlock, level: int, number: int, *, last: bool) -> str:
        style = _style(self.look.list_style or self.look.body_style)
        indent = 425 + 425 * level
        after = 120 if last and item.nested is None else 40
        line = ruled(item.inlines, self.look.width)
        properties = (
            f'{style}<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>{line}'
            f'<w:spacing w:after="{after}"/><w:ind w:left="{indent}" w:hanging="425"/>'
            '<w:contextualSpacing w:val="0"/>'
        )
        text = _paragraph(properties, self.runs(item.inlines, self.look.run, line=bool(line)))
        if item.nested is None:
            return text
        same_kind = item.nested.ordered == block.ordered
        inner = number if same_kind else self.ledger.new_list(item.nested.ordered)
        return text + self.list_block(item.nested, level + 1, inner)

    def table(self, block: Table) -> str:
        """Return a table with thin rules, a shaded repeated header and unbroken rows."""
        shares = block.widths or natural_shares(block)
        widths = [self.look.width * share // sum(shares) for share in shares]
        rows = [self._row(block.header, block, widths, header=True)]
        for index, row in enumerate(block.rows):
            last = index == len(block.rows) - 1
            held = bool(block.row_height) and not last  # room for a hand is not cut in two
            rows.append(self._row(row, block, widths, total=block.total and last, keep=held))
        return f'<w:tbl xmlns:w="{W}">{table_opening(widths)}{"".join(rows)}</w:tbl>'

    def _row(
        self,
        cells: tuple[Inlines, ...],
        block: Table,
        widths: list[int],
        *,
        header: bool = False,
        total: bool = False,
        keep: bool = False,
    ) -> str:
        repeated = "<w:tblHeader/>" if header else ""
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>' if header else ""
        run = _with_bold(self.look.run) if header or total else self.look.run
        style = _style(self.look.cell_style or self.look.body_style)
        low = (
            '<w:vAlign w:val="bottom"/>' if stands_low(cells, block) and not header else ""
        )  # a hand writes there
        written: list[str] = []
        for index, cell in enumerate(cells):
            numeric = bool(block.numeric) and block.numeric[index]
            align = '<w:jc w:val="right"/>' if numeric else '<w:jc w:val="left"/>'
            held = "<w:keepNext/>" if header or keep else ""
            spacing = (
                ""
                if style
                else '<w:spacing w:before="20" w:after="20"/><w:ind w:left="0" w:firstLine="0"/>'
            )
            line = ruled(cell, widths[index] - CELL_MARGIN)
            runs = self.runs(cell, run, line=bool(line))
            written.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{widths[index]}" w:type="dxa"/>{shade}{low}</w:tcPr>'
                + _paragraph(f"{style}{held}{line}{ruled_spacing(cell) or spacing}{align}", runs)
                + "</w:tc>"
            )
        height = 0 if header else block.row_height
        tall = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{tall}{repeated}</w:trPr>{''.join(written)}</w:tr>"

    def runs(self, inlines: Inlines, run: str, *, line: bool = False) -> str:
        """Return the runs of a paragraph; ``line`` tells it ends by a line to write on."""
        parts: list[str] = []
        for at, inline in enumerate(inlines):
            properties = _with_bold(run) if inline.strong else run
            match inline:
                case Text(text, _, locked):
                    written = _run(text, properties)
                    parts.append(_LOCKED.format(written) if locked else written)
                case Blank(_, label, _):
                    shown = french(blank_text(label))
                    parts.append(_run(shown, _with_highlight(properties)))
                case Reference(clause, _):
                    parts.append(self._reference(clause, properties))
                case Entry():
                    rank = self.ledger.new_entry()
                    last = line and at == len(inlines) - 1
                    parts.append(entry_control(inline, rank, properties, line=last))
                case _:
                    raise TypeError(f"not rendered: {inline!r}")
        return "".join(parts)

    def _reference(self, clause: str, properties: str) -> str:
        if clause in self.ledger.elsewhere:
            title, piece = self.ledger.titles[clause], self.ledger.elsewhere[clause]
            return _run(french(f"article « {title} » {piece}"), properties)
        if clause not in self.ledger.titles:
            raise LookupError(clause)
        target = bookmark_name(clause)
        if clause in self.ledger.numbers:
            number = _field(f"REF {target} \\n \\h", self.ledger.numbers[clause], properties)
            return _run(f"article{NO_BREAK}", properties) + number
        # A link, not a field: LibreOffice empties a reference to words inside a content control.
        words = _run(self.ledger.titles[clause], properties)
        link = f'<w:hyperlink w:anchor="{target}" w:history="1">{words}</w:hyperlink>'
        return _run(french("article « "), properties) + link + _run(french(" »"), properties)


_LOCKED = (
    '<w:sdt><w:sdtPr><w:lock w:val="sdtContentLocked"/></w:sdtPr>'
    "<w:sdtContent>{}</w:sdtContent></w:sdt>"
)
"""A control whose words are read and never changed."""
_QUOTE = {'"': "&quot;"}


def _style(identifier: str | None) -> str:
    return f'<w:pStyle w:val="{escape(identifier, _QUOTE)}"/>' if identifier else ""


def _notes_by_host(blocks: tuple[Block, ...]) -> dict[int, list[str]]:
    """Attach each drafting note to the heading or paragraph before it, or to the first one."""
    notes: dict[int, list[str]] = {}
    hosts = [i for i, block in enumerate(blocks) if isinstance(block, Heading | Paragraph)]
    for index, block in enumerate(blocks):
        if isinstance(block, Note) and hosts:
            host = max((i for i in hosts if i < index), default=hosts[0])
            notes.setdefault(host, []).append(inline_text(block.inlines))
    return notes


def _paragraph(properties: str, content: str) -> str:
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:p xmlns:w="{W}">{inner}{content}</w:p>'


def _run(text: str, properties: str) -> str:
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = escape(text).split("\n")
    content = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{inner}{content}</w:r>"


def _field(instruction: str, shown: str, properties: str) -> str:
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return (
        f'<w:r>{inner}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{inner}<w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r>{inner}<w:fldChar w:fldCharType="separate"/></w:r>'
        + _run(shown, properties)
        + f'<w:r>{inner}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def _commented(content: str, comments: list[int]) -> str:
    for number in comments:
        content = (
            f'<w:commentRangeStart w:id="{number}"/>{content}<w:commentRangeEnd w:id="{number}"/>'
            f'<w:r><w:commentReference w:id="{number}"/></w:r>'
        )
    return content


def _with_bold(properties: str) -> str:
    """Insert bold at its place in the schema's order: after the style and the fonts."""
    if "<w:b/>" in properties:
        return properties
    at = 0
    for name in ("rStyle", "rFonts"):
        start = properties.find(f"<w:{name} ")
        if start >= 0:
            at = properties.index(">", start) + 1
    return properties[:at] + "<w:b/>" + properties[at:]


def _with_highlight(properties: str) -> str:
    """Insert the yellow of a blank before the properties that follow it in the schema."""
    highlight = '<w:highlight w:val="yellow"/>'
    starts = [properties.find(f"<w:{name}") for name in ("u ", "lang")]
    found = [start for start in starts if start >= 0]
    at = min(found) if found else len(properties)
    return properties[:at] + highlight + properties[at:]


def _ordered_properties(properties: str, spacing: str) -> str:
    """Insert spacing before indentation and alignment, as the schema orders them."""
    for name in ("<w:ind", "<w:contextualSpacing", "<w:jc"):
        at = properties.find(name)
        if at >= 0:
            return properties[:at] + spacing + properties[at:]
    return properties + spacing
