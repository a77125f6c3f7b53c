"""A clause before any contract, in WordprocessingML: fields, citations and references as controls.

Both the editable file and the building blocks are written here; they differ in what a field shows
and in what a control lets a person change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from docgen.blocks import (
    Block,
    Citation,
    Condition,
    Inline,
    Inlines,
    ListBlock,
    Note,
    Reference,
    Table,
    Text,
)
from docgen.clause_word import CLOSING_WORDS, Words, opening_words
from docgen.gate import parse_xml
from docgen.table_xml import NARROWEST, WIDEST
from docgen.wordml import Ledger, Look, W, Writer
from insertion.typography import french

FREE, FIXED = "", "contentLocked"
WHOLE = "sdtContentLocked"
"""What a control forbids: nothing, changing its words, or changing and deleting it."""


_LONGEST_TITLE = 64  # characters Word keeps of a control's title


@dataclass(frozen=True, slots=True)
class Control:
    """What stands for an inline: the words shown, its tag and title, its style and its lock."""

    tag: str
    title: str
    shown: str
    style: str
    lock: str = FIXED
    placeholder: bool = False


@dataclass(frozen=True, slots=True)
class MarkerLook:
    """The paragraph styles of the lines that open and close a condition."""

    opening: str
    closing: str
    header: str


class ControlWriter(Writer):
    """Writes a clause that no contract has filled in yet.

    ``control_of`` says how an inline is shown; plain text where it returns ``None``.
    """

    def __init__(
        self,
        look: Look,
        ledger: Ledger,
        words: Words,
        markers: MarkerLook,
        control_of: Callable[[Inline], Control | None],
    ) -> None:
        super().__init__(look, ledger)
        self.words = words
        self.markers = markers
        self.control_of = control_of
        self.controls = 0

    def new_control(self) -> int:
        """Return the number of a fresh content control."""
        self.controls += 1
        return self.controls

    def runs(self, inlines: Inlines, run: str, *, line: bool = False) -> str:  # noqa: ARG002
        """Return the runs of a paragraph; only what the body says in bold is bold.

        A body has no place to fill by hand, so that ``line`` is without effect.
        """
        return "".join(self._inline(each) for each in inlines)

    def _inline(self, inline: Inline) -> str:
        control = self.control_of(inline)
        if control is not None:
            return self.control(control, strong=inline.strong)
        match inline:
            case Text(text, strong):
                return run_markup(french(text), strong=strong)
            case Citation(article, strong):
                return run_markup(self.words.citation(article), strong=strong)
            case Reference(clause, strong):
                return run_markup(self.words.reference(clause), strong=strong)
            case _:
                raise TypeError(f"nothing shows {inline!r}")

    def control(self, control: Control, *, strong: bool = False) -> str:
        """Return a content control inside a paragraph."""
        lock = f'<w:lock w:val="{control.lock}"/>' if control.lock else ""
        title = quoteattr(control.title[:_LONGEST_TITLE])
        awaited = "<w:showingPlcHdr/>" if control.placeholder else ""
        return (
            f'<w:sdt xmlns:w="{W}"><w:sdtPr><w:alias w:val={title}/>'
            f'<w:tag w:val={quoteattr(control.tag)}/><w:id w:val="{self.new_control()}"/>'
            f"{lock}{awaited}</w:sdtPr><w:sdtContent>"
            f"{run_markup(control.shown, strong=strong, style=control.style)}"
            "</w:sdtContent></w:sdt>"
        )

    def around(self, elements: list[etree._Element], tag: str, title: str, lock: str) -> None:
        """Put consecutive elements of one parent inside a content control of their own."""
        held = f'<w:lock w:val="{lock}"/>' if lock else ""
        wrapped = parse_xml(
            f'<w:sdt xmlns:w="{W}"><w:sdtPr><w:alias w:val={quoteattr(title)}/>'
            f'<w:tag w:val={quoteattr(tag)}/><w:id w:val="{self.new_control()}"/>{held}</w:sdtPr>'
            "<w:sdtContent/></w:sdt>".encode()
        )
        elements[0].addprevious(wrapped)
        wrapped[1].extend(elements)

    def write(self, blocks: tuple[Block, ...], into: etree._Element, *, shift: int = 0) -> None:
        """Append the paragraphs of ``blocks`` to ``into``, conditions as marked passages.

        A drafting note becomes a comment on the last paragraph before it.
        """
        last: Block | None = None
        for block in blocks:
            if _continues(block, last):
                into.append(_spacer())
            last = last if isinstance(block, Note) else block
            match block:
                case Condition(flag, negated, inner):
                    tag = f"{'unless' if negated else 'if'}:{flag}"
                    self.marker(self.opening(block), tag, self.markers.opening, into)
                    self.write(inner, into, shift=shift)
                    self.marker(french(CLOSING_WORDS), "end", self.markers.closing, into)
                case Note(inlines):
                    self.note(inlines, into)
                case Table():
                    made = body_of(self.table(replace(block, widths=self._widths(block))))
                    self._mark_header(made)
                    made.append(_spacer())  # two tables side by side would read as one
                    into.extend(list(made))
                case _:
                    into.extend(list(body_of(self.blocks((block,), shift))))

    def opening(self, condition: Condition) -> str:
        """Return the line that opens a passage kept under a condition, its flag named."""
        said = self.words.condition(condition.flag)
        return opening_words(condition.flag, negated=condition.negated, condition=said)

    def marker(self, text: str, tag: str, style: str, into: etree._Element) -> None:
        """Append a line nobody may change, of a style of its own."""
        # The control is inside the paragraph: LibreOffice loses the words of a paragraph that is
        # inside a control and has a comment.
        shown = self.control(Control(tag, text, text, "", WHOLE))
        into.append(paragraph_of(shown, style))

    def note(self, inlines: Inlines, into: etree._Element) -> None:
        """Write a drafting note as a comment on the last paragraph of ``into``, if it has one."""
        filled = (f"{{{W}}}r", f"{{{W}}}sdt")
        hosts = [
            paragraph
            for paragraph in into.iter(f"{{{W}}}p")
            if any(paragraph.find(name) is not None for name in filled)
        ]
        number = self.ledger.new_comment("")
        self.comments_written(number, inlines)
        if hosts:
            comment_on(hosts[-1], number)

    def comments_written(self, number: int, inlines: Inlines) -> None:
        """Be told of a comment; the file that has comments keeps them."""

    def _widths(self, table: Table) -> tuple[int, ...]:
        """Return column widths that suit what is shown; a field is not cut, and asks for more."""
        columns = zip(table.header, *table.rows, strict=True)
        longest = (max(len(self._shown(cell)) for cell in column) for column in columns)
        return tuple(min(max(each, NARROWEST), WIDEST) for each in longest)

    def _shown(self, inlines: Inlines) -> str:
        return "".join(
            each.text if isinstance(each, Text) else self._room(self.control_of(each))
            for each in inlines
        )

    @staticmethod
    def _room(control: Control | None) -> str:
        return "" if control is None else control.shown + "x" * (len(control.shown) // 2)

    def _mark_header(self, made: etree._Element) -> None:
        row = made.find(f"{{{W}}}tbl/{{{W}}}tr")
        assert row is not None
        for style in row.iter(f"{{{W}}}pStyle"):
            style.set(f"{{{W}}}val", self.markers.header)


def run_markup(text: str, *, strong: bool = False, style: str = "") -> str:
    """Return a run of text in a character style, bold or not."""
    named = f"<w:rStyle w:val={quoteattr(style)}/>" if style else ""
    properties = named + ("<w:b/>" if strong else "")
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph_of(markup: str, style: str) -> etree._Element:
    """Return a paragraph of the runs in ``markup``."""
    return parse_xml(
        f'<w:p xmlns:w="{W}"><w:pPr><w:pStyle w:val={quoteattr(style)}/></w:pPr>'
        f"{markup}</w:p>".encode()
    )


def body_of(markup: str) -> etree._Element:
    """Return the elements of a piece of markup, under one parent."""
    return parse_xml(f'<w:body xmlns:w="{W}">{markup}</w:body>'.encode())


def comment_on(paragraph: etree._Element, number: int) -> None:
    """Anchor a comment on all the words of a paragraph."""
    own = f'xmlns:w="{W}" w:id="{number}"'
    start = 1 if paragraph.find(f"{{{W}}}pPr") is not None else 0
    paragraph.insert(start, parse_xml(f"<w:commentRangeStart {own}/>".encode()))
    paragraph.append(parse_xml(f"<w:commentRangeEnd {own}/>".encode()))
    paragraph.append(
        parse_xml(f'<w:r xmlns:w="{W}"><w:commentReference w:id="{number}"/></w:r>'.encode())
    )


def _continues(block: Block, last: Block | None) -> bool:
    """Tell whether a list would read as the end of the list before it."""
    if not isinstance(block, ListBlock) or not isinstance(last, ListBlock):
        return False
    return block.ordered == last.ordered


def _spacer() -> etree._Element:
    return parse_xml(
        f'<w:p xmlns:w="{W}"><w:pPr><w:spacing w:before="0" w:after="60"/></w:pPr></w:p>'.encode()
    )
