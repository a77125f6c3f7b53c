"""``body.md`` and blocks: a closed grammar, read and written.

Law: ``parse(write(blocks)) == blocks``. Whatever the grammar does not know is refused with its
line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from docgen.blocks import (
    Blank,
    Block,
    Citation,
    Condition,
    Entry,
    Heading,
    Inline,
    Inlines,
    Item,
    ListBlock,
    Note,
    Paragraph,
    Reference,
    Table,
    Text,
    Variable,
)

CITED_CODES = ("ccp", "ctrav", "casf", "loi", r"ccag-[a-z]+")
_INLINE = re.compile(
    r"\*\*(?P<strong>.+?)\*\*"
    r"|\{\{ ?(?P<variable>[a-z][a-z0-9_]*) ?\}\}"
    rf"|\[(?P<citation>(?:{'|'.join(CITED_CODES)}):[^\]\s]+)\]"
    r"|\[clause:(?P<clause>[a-z0-9-]+)\]"
)
_FORBIDDEN = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|\*\*|<[a-zA-Z/!]|!\[|\t|\[clause:|`")
_ITEM = re.compile(r"(?P<indent> *)(?P<mark>-|\d+\.) (?P<text>.*)")


class MarkupError(ValueError):
    """A line outside the grammar; ``line`` counts from 1, ``detail`` is French."""

    def __init__(self, line: int, detail: str) -> None:
        super().__init__(f"ligne {line} : {detail}")
        self.line = line
        self.detail = detail


def parse(text: str) -> tuple[Block, ...]:
    """Return the blocks of a body.

    Raises:
        MarkupError: at the first line outside the grammar.
    """
    return _Parser(text).blocks()


class _Parser:
    def __init__(self, text: str) -> None:
        self.lines = text.replace("\r\n", "\n").split("\n")
        self.at = 0

    def blocks(self, inside: bool = False) -> tuple[Block, ...]:
        found: list[Block] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip():
                self.at += 1
            elif line.strip() == ":::":
                if not inside:
                    raise self.error("« ::: » sans condition ouverte")
                return tuple(found)
            else:
                found.append(self.block(line, inside))
        if inside:
            raise MarkupError(len(self.lines), "une condition n'est pas fermée par « ::: »")
        return tuple(found)

    def error(self, detail: str) -> MarkupError:
        return MarkupError(self.at + 1, detail)

    def block(self, line: str, inside: bool) -> Block:
        if line.startswith(":::"):
            return self.condition(line, inside)
        if line.startswith("#"):
            return self.heading(line)
        if line.startswith(">"):
            return Note(self.inlines_from(self.at, self.gathered(">")))
        if line.startswith("|"):
            return self.table()
        if _ITEM.fullmatch(line):
            return self.list_block(0)
        return Paragraph(self.inlines_from(self.at, self.paragraph_text()))

    def condition(self, line: str, inside: bool) -> Condition:
        match = re.fullmatch(r":::(if|unless) ([a-z][a-z0-9_]*)", line.strip())
        if match is None:
            raise self.error("écrire « :::if nom » ou « :::unless nom »")
        if inside:
            raise self.error("une condition ne peut pas en contenir une autre")
        self.at += 1
        blocks = self.blocks(inside=True)
        self.at += 1
        return Condition(match[2], match[1] == "unless", blocks)

    def heading(self, line: str) -> Heading:
        match = re.fullmatch(r"(##|###) (\S.*)", line)
        if match is None:
            raise self.error("seuls « ## » et « ### » sont des titres")
        inlines = self.inlines(match[2].strip())
        self.at += 1
        return Heading(len(match[1]), inlines)

    def gathered(self, mark: str) -> str:
        """Join the lines that begin with ``mark``."""
        words: list[str] = []
        start = self.at
        while self.at < len(self.lines) and self.lines[self.at].startswith(mark):
            words.append(self.lines[self.at][len(mark) :].strip())
            self.at += 1
        self.at = start + len(words) - 1
        text = " ".join(words)
        self.at += 1
        return text

    def paragraph_text(self) -> str:
        words: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip() or line.startswith((":::", "#", ">", "|")) or _ITEM.fullmatch(line):
                break
            if line != line.lstrip():
                raise self.error("un paragraphe ne commence pas par une espace")
            words.append(line.strip())
            self.at += 1
        return " ".join(words)

    def list_block(self, indent: int) -> ListBlock:
        first = _ITEM.fullmatch(self.lines[self.at])
        assert first is not None
        ordered = first["mark"] != "-"
        items: list[Item] = []
        while self.at < len(self.lines):
            match = _ITEM.fullmatch(self.lines[self.at])
            if match is None or len(match["indent"]) < indent:
                break
            if len(match["indent"]) > indent:
                if indent > 0 or len(match["indent"]) not in (2, 3) or not items:
                    raise self.error("un seul niveau de liste imbriquée, décalé de deux espaces")
                items[-1] = Item(items[-1].inlines, self.list_block(len(match["indent"])))
                continue
            if (match["mark"] != "-") != ordered:
                break
            inlines = self.inlines(match["text"].strip())
            self.at += 1
            items.append(Item(inlines))
        return ListBlock(ordered, tuple(items))

    def table(self) -> Table:
        rows: list[tuple[Inlines, ...]] = []
        while self.at < len(self.lines) and self.lines[self.at].startswith("|"):
            line = self.lines[self.at].strip()
            if not line.endswith("|") or len(line) < 2:
                raise self.error("une ligne de tableau se termine par « | »")
            cells = [cell.strip() for cell in line[1:-1].split("|")]
            if len(rows) == 1 and all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                numeric = tuple(cell.endswith(":") for cell in cells)
                rows.append(tuple((Text(cell),) for cell in cells))
            else:
                rows.append(tuple(self.inlines(cell) for cell in cells))
            if len(rows[-1]) != len(rows[0]):
                raise self.error(
                    "toutes les lignes du tableau n'ont pas le même nombre de cellules"
                )
            self.at += 1
            if len(rows) == 2 and rows[1] and not isinstance(rows[1][0][0], Text):
                raise self.error("la deuxième ligne du tableau sépare l'en-tête : « |---|---| »")
        if len(rows) < 3:
            detail = "un tableau a un en-tête, une ligne de tirets et au moins une ligne"
            raise MarkupError(self.at, detail)
        return Table(rows[0], tuple(rows[2:]), numeric)

    def inlines_from(self, start: int, text: str) -> Inlines:
        """Read a text of several lines; a fault is told at the first of them."""
        after, self.at = self.at, start
        found = self.inlines(text)
        self.at = after
        return found

    def inlines(self, text: str) -> Inlines:
        return tuple(self._inlines(text, strong=False))

    def _inlines(self, text: str, *, strong: bool) -> Iterable[Inline]:
        position = 0
        for match in _INLINE.finditer(text):
            yield from self._words(text[position : match.start()], strong)
            position = match.end()
            if match["strong"] is not None:
                if strong:
                    raise self.error("gras imbriqué")
                yield from self._inlines(match["strong"], strong=True)
            elif match["variable"] is not None:
                yield Variable(match["variable"], strong)
            elif match["citation"] is not None:
                yield Citation(match["citation"], strong)
            else:
                yield Reference(match["clause"], strong)
        yield from self._words(text[position:], strong)

    def _words(self, text: str, strong: bool) -> Iterable[Text]:
        if forbidden := _FORBIDDEN.search(text):
            raise self.error(f"« {forbidden.group()} » n'appartient pas à la grammaire")
        if text:
            yield Text(text, strong)


def write(blocks: Iterable[Block]) -> str:
    """Return blocks as the text of a body."""
    return "\n\n".join(_write(block) for block in blocks) + "\n"


def _write(block: Block) -> str:
    match block:
        case Heading(level, inlines):
            return f"{'#' * level} {_write_inlines(inlines)}"
        case Paragraph(inlines):
            return _write_inlines(inlines)
        case Note(inlines):
            return f"> {_write_inlines(inlines)}"
        case ListBlock():
            return "\n".join(_write_list(block, ""))
        case Table(header, rows, numeric):
            flags = numeric or tuple(False for _ in header)
            lines = [header, *rows]
            written = ["| " + " | ".join(_write_inlines(c) for c in row) + " |" for row in lines]
            rule = "|" + "|".join("---:" if flag else "---" for flag in flags) + "|"
            return "\n".join([written[0], rule, *written[1:]])
        case Condition(flag, negated, inner):
            word = "unless" if negated else "if"
            return f":::{word} {flag}\n{write(inner)}:::"


def _write_list(block: ListBlock, indent: str) -> Iterable[str]:
    for number, item in enumerate(block.items, start=1):
        mark = f"{number}." if block.ordered else "-"
        yield f"{indent}{mark} {_write_inlines(item.inlines)}"
        if item.nested is not None:
            yield from _write_list(item.nested, indent + "  ")


def _write_inlines(inlines: Inlines) -> str:
    parts: list[str] = []
    strong = False
    for inline in inlines:
        if inline.strong != strong:
            parts.append("**")
            strong = inline.strong
        match inline:
            case Text(text, _):
                parts.append(text)
            case Variable(name, _):
                parts.append(f"{{{{ {name} }}}}")
            case Citation(article, _):
                parts.append(f"[{article}]")
            case Reference(clause, _):
                parts.append(f"[clause:{clause}]")
            case Blank() | Entry():
                raise TypeError("a blank belongs to a rendered document, not to a body")
    return "".join(parts) + ("**" if strong else "")
