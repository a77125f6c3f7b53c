"""The text of a clause before any contract, as people read it: fields by their French name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clausier.clauses_words import condition_words, field_label
from docgen.blocks import (
    Blank,
    Block,
    Citation,
    Condition,
    Heading,
    Inlines,
    ListBlock,
    Note,
    Paragraph,
    Reference,
    Table,
    Text,
    Variable,
    blank_text,
)
from docgen.library import Library
from insertion.law import articles
from insertion.typography import date_text, french


class Kind(StrEnum):
    """What a line is; the value is its published French key."""

    TITLE = "titre"
    PARAGRAPH = "paragraphe"
    ITEM = "element"
    ROW = "ligne_de_tableau"
    CONDITION = "condition"
    NOTE = "note_au_redacteur"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a clause; ``depth`` counts the conditions and lists it is in."""

    kind: Kind
    depth: int
    text: str


def readable(blocks: tuple[Block, ...], library: Library, on: date) -> list[Line]:
    """Return a body line by line: fields in brackets, articles as cited on ``on``, titles."""
    return list(_Reader(library, on).lines(blocks, 0))


@dataclass(frozen=True, slots=True)
class _Reader:
    library: Library
    on: date

    def lines(self, blocks: tuple[Block, ...], depth: int) -> Iterator[Line]:
        for block in blocks:
            match block:
                case Heading(_, inlines):
                    yield Line(Kind.TITLE, depth, self.words(inlines))
                case Paragraph(inlines):
                    yield Line(Kind.PARAGRAPH, depth, self.words(inlines))
                case Note(inlines):
                    said = french("Note au rédacteur : ")
                    words = self.words(inlines)
                    yield Line(
                        Kind.NOTE, depth, words if words.startswith("Note") else said + words
                    )
                case ListBlock():
                    yield from self.items(block, depth)
                case Table(header, rows):
                    for row in (header, *rows):
                        text = " | ".join(self.words(cell) for cell in row)
                        yield Line(Kind.ROW, depth, text)
                case Condition(flag, negated, inner):
                    opening = "Sauf si" if negated else "Si"
                    said = french(f"{opening} {condition_words(flag)} :")
                    yield Line(Kind.CONDITION, depth, said)
                    yield from self.lines(inner, depth + 1)

    def items(self, block: ListBlock, depth: int) -> Iterator[Line]:
        for number, item in enumerate(block.items, start=1):
            mark = f"{number}." if block.ordered else "–"
            yield Line(Kind.ITEM, depth, f"{mark} {self.words(item.inlines)}")
            if item.nested is not None:
                yield from self.items(item.nested, depth + 1)

    def words(self, inlines: Inlines) -> str:
        said: list[str] = []
        for inline in inlines:
            match inline:
                case Text(text, _):
                    said.append(text)
                case Variable(name, _):
                    said.append(f"[{field_label(name)}]")
                case Citation(article, _):
                    said.append(self.cited(article))
                case Reference(clause, _):
                    known = self.library.clauses.get(clause)
                    said.append(f"article « {known.sheet.title if known else clause} »")
                case Blank(_, label, _):
                    said.append(blank_text(label))
        return french("".join(said))

    def cited(self, name: str) -> str:
        article = articles().get(name)
        if article is None:
            return f"{name} (article inconnu)"
        if article.at(self.on) is None:
            return f"{article.cite} (pas en vigueur au {date_text(self.on)})"
        return article.citation(self.on)
