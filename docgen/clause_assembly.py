"""From paragraphs and tables to the blocks of one body: titles, lists, conditions, notes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.blocks import (
    Block,
    Condition,
    Heading,
    Inlines,
    Item,
    ListBlock,
    Note,
    Paragraph,
    Table,
    Text,
)
from docgen.clause import Clause, citations_of, inlines_of, references_of, variables_of
from docgen.clause_edit import known_fields
from docgen.clause_inlines import Altered, read_inlines
from docgen.clause_word import (
    CLOSING_STYLE,
    NOTE_AUTHOR,
    OPENING_STYLE,
    Words,
    is_closing,
    opening_of,
)
from docgen.library import Library
from docgen.lint_text import LITERAL
from docgen.markup import MarkupError, parse, write
from docgen.word_lines import Comment, Grid, Line
from docgen.word_remarks import Remarks
from insertion.law import articles

_BY_HAND = re.compile(r"(?:\d{1,2}|[a-z])[.)°] |[-–—•·▪*] ?\S")
_DEEPEST_TITLE = 3


@dataclass(frozen=True, slots=True)
class _Opening:
    line: Line
    flag: str
    negated: bool
    blocks: list[Block]


class Assembly:
    """Puts the lines of one variant together."""

    def __init__(
        self,
        clause: Clause,
        library: Library,
        words: Words,
        remarks: Remarks,
        comments: Mapping[str, Comment],
    ) -> None:
        self.clause = clause
        self.library = library
        self.fields = known_fields(clause, library)
        self.words = words
        self.remarks = remarks
        self.comments = comments
        self.root: list[Block] = []
        self.open: _Opening | None = None
        self.notes: list[tuple[Line, Note]] = []

    def blocks(self, lines: Sequence[Line | Grid]) -> tuple[Block, ...]:
        """Return the blocks; the first line is the one that opens the text, and has no words."""
        at = 0
        while at < len(lines):
            at += self._take(lines, at)
        if self.open is not None:
            self.remarks.block_line("WORD_SI_OUVERT", self.open.line)
        return tuple(self.root)

    @property
    def _into(self) -> list[Block]:
        return self.root if self.open is None else self.open.blocks

    def _take(self, lines: Sequence[Line | Grid], at: int) -> int:
        """Read one block and return how many lines it took."""
        line = lines[at]
        if isinstance(line, Grid):
            self._table(line)
            return 1
        if at == 0:
            self._notes_of([line])
        elif line.heading is not None:
            self._heading(line)
        elif line.level is not None:
            taken = _list_lines(lines[at:])
            self._list(taken)
            return len(taken)
        elif not self._marker(line):
            self._paragraph(line)
        return 1

    # --- Conditions ---------------------------------------------------------------------------

    def _marker(self, line: Line) -> bool:
        """Open or close a condition when the line says so."""
        opening, text = opening_of(line.text), line.text.strip()
        ours = line.style in (OPENING_STYLE.lower(), CLOSING_STYLE.lower())
        if not text or not (ours or is_closing(text) or self._tests(opening)):
            return False
        if is_closing(text):
            self._close(line)
        elif opening is None or not self._tests(opening):
            self.remarks.block_line("WORD_SI_ILLISIBLE", line)
        elif self.open is not None:
            self.remarks.block_line("WORD_SI_IMBRIQUE", line)
        else:
            self.open = _Opening(line, *opening, [])
        self._notes_of([line])
        return True

    def _tests(self, opening: tuple[str, bool] | None) -> bool:
        """Tell whether an opening names a boolean some clause tests."""
        return opening is not None and self.fields.get(opening[0]) == "boolean"

    def _close(self, line: Line) -> None:
        if self.open is None:
            self.remarks.block_line("WORD_FIN_SANS_SI", line)
            return
        closed, self.open = self.open, None
        self.root.append(Condition(closed.flag, closed.negated, tuple(closed.blocks)))

    # --- Blocks -------------------------------------------------------------------------------

    def _heading(self, line: Line) -> None:
        assert line.heading is not None
        self.remarks.judge(line)
        inlines = self._inlines(line)
        if inlines and not 2 <= line.heading <= _DEEPEST_TITLE:
            self.remarks.block_line("WORD_TITRE", line, level=line.heading)
        elif inlines:
            self._keep(Heading(line.heading, inlines), line)
        self._notes_of([line])

    def _paragraph(self, line: Line) -> None:
        self.remarks.judge(line)
        inlines = self._inlines(line)
        if inlines:
            first = inlines[0]
            if isinstance(first, Text) and _BY_HAND.match(first.text):
                self.remarks.block_line("WORD_NUMEROTATION", line)
            else:
                self._keep(Paragraph(inlines), line)
        self._notes_of([line])

    def _list(self, lines: list[Line]) -> None:
        items: list[Item] = []
        for line in lines:
            self.remarks.judge(line)
        top = min(_level(line) for line in lines)
        at = 0
        while at < len(lines):
            line = lines[at]
            nested = _nested(lines, at + 1, top)
            items.append(Item(self._inlines(line), self._nested_list(nested, top)))
            at += 1 + len(nested)
        self._keep(ListBlock(lines[0].ordered, tuple(items)), lines[0])
        self._notes_of(lines)

    def _nested_list(self, lines: Sequence[Line], top: int) -> ListBlock | None:
        if not lines:
            return None
        for line in lines:
            if _level(line) > top + 1 or line.ordered != lines[0].ordered:
                self.remarks.block_line("WORD_LISTE", line)
        return ListBlock(lines[0].ordered, tuple(Item(self._inlines(line)) for line in lines))

    def _table(self, grid: Grid) -> None:
        self.remarks.judge(grid)
        for line in grid.lines():
            self.remarks.judge(line)
        rows = [tuple(self._cell(cell) for cell in row) for row in grid.rows]
        if len(rows) < 2 or len({len(row) for row in rows}) != 1:
            self.remarks.block_line("WORD_TABLEAU", grid)
        else:
            numeric = tuple(any(line.right for line in cell) for cell in grid.rows[0])
            self._keep(Table(rows[0], tuple(rows[1:]), numeric), grid)
        self._notes_of(list(grid.lines()))

    def _cell(self, lines: Sequence[Line]) -> Inlines:
        said = [(line, self._inlines(line)) for line in lines]
        full = [(line, inlines) for line, inlines in said if inlines]
        for line, _ in full[1:] + [(line, each) for line, each in full[:1] if line.level]:
            self.remarks.block_line("WORD_CELLULE", line)
        return full[0][1] if full else ()

    def _inlines(self, line: Line) -> Inlines:
        try:
            return read_inlines(line.spans, self.words)
        except Altered as error:
            self.remarks.block_line(
                "WORD_RENVOI_MODIFIE", line, said=error.words, expected=error.expected
            )
            return ()

    # --- Notes --------------------------------------------------------------------------------

    def _notes_of(self, lines: Sequence[Line]) -> None:
        """Put the drafting notes anchored on these lines after the block they are in."""
        for line in lines:
            for key in line.comments:
                comment = self.comments.get(key)
                if comment is not None and comment.author == NOTE_AUTHOR:
                    inlines = read_inlines(comment.spans, self.words)
                    if inlines:
                        self._keep(Note(inlines), line)

    # --- Checks -------------------------------------------------------------------------------

    def _keep(self, block: Block, line: Line | Grid) -> None:
        """Keep a block, and tell what is wrong in it."""
        self._into.append(block)
        self._check_names(block, line)
        if not isinstance(block, Note):
            self._check_words(block, line)
        try:
            same = parse(write((block,))) == (block,)
            detail = "il se lirait autrement dans le texte de la clause"
        except MarkupError as error:
            same, detail = False, error.detail
        if not same:
            self.remarks.block_line("WORD_ECRITURE", line, detail=detail)

    def _check_words(self, block: Block, line: Line | Grid) -> None:
        for inline in inlines_of((block,)):
            if isinstance(inline, Text) and (found := LITERAL.search(inline.text)):
                self.remarks.block_line("WORD_CHIFFRE", line, figure=_around(inline.text, found))

    def _check_names(self, block: Block, line: Line | Grid) -> None:
        for name in sorted(variables_of((block,)) - self.fields.keys()):
            near = difflib.get_close_matches(name, self.fields, n=3)
            own = near or sorted(self.clause.sheet.variables)
            self.remarks.block_line("WORD_CHAMP", line, name=name, near=own)
        for name in sorted(citations_of((block,)) - articles().keys()):
            self.remarks.block_line("WORD_ARTICLE", line, name=name)
        for name in sorted(references_of((block,)) - self.library.clauses.keys()):
            self.remarks.block_line("WORD_RENVOI", line, name=name)


def _level(line: Line) -> int:
    assert line.level is not None
    return line.level


def _list_lines(lines: Sequence[Line | Grid]) -> list[Line]:
    """Return the lines of the list that begins here: items of its kind, or deeper ones.

    Two lists of one kind side by side read as one in a piece; what number Word gives each is noise.
    """
    return list(_same_list(lines))


def _same_list(lines: Sequence[Line | Grid]) -> Iterator[Line]:
    first = lines[0]
    assert isinstance(first, Line)
    for each in lines:
        if not isinstance(each, Line) or each.level is None or each.heading is not None:
            return
        if _level(each) <= _level(first) and each.ordered != first.ordered:
            return
        yield each


def _nested(lines: Sequence[Line], at: int, top: int) -> list[Line]:
    end = at
    while end < len(lines) and _level(lines[end]) > top:
        end += 1
    return list(lines[at:end])


def _around(text: str, found: re.Match[str]) -> str:
    """Return the word a figure is in."""
    start = text.rfind(" ", 0, found.start()) + 1
    end = text.find(" ", found.end())
    return text[start : end if end >= 0 else len(text)]
