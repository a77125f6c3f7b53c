"""The clauses of a library as points: sentences whose variables stand for whatever is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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
)
from docgen.clause import Clause
from docgen.placeholders import Placeholders
from docgen.reading.text import cleaned, folded, sentences
from insertion import vocabulary
from insertion.law import articles

OPEN, CLOSE = "⟦", "⟧"
ARTICLE = "renvoi"
_TOKEN = re.compile(rf"{OPEN}[^{CLOSE}]+{CLOSE}|\d+(?:[ .]\d{{3}})*(?:[.,]\d+)*|[^\W\d_]+")


def tokens(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text, folded; a variable is one token.

    >>> tokens("L'heure, 1 200 €"), tokens("au plus le ⟦date_limite⟧")
    (('l', 'heure', '1 200'), ('au', 'plus', 'le', '⟦date_limite⟧'))
    """
    return tuple(_TOKEN.findall(folded(text)))


def spans(text: str) -> list[tuple[int, int]]:
    """Return where each token of a text stands in it."""
    return [each.span() for each in _TOKEN.finditer(folded(text))]


def is_variable(token: str) -> bool:
    """Tell whether a token stands for whatever a buyer writes."""
    return token.startswith(OPEN)


def variable_name(token: str) -> str:
    """Return the placeholder a token stands for."""
    return token[1:-1]


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence of a clause; ``optional`` when a fact unknown here decides whether it stands.

    ``text`` shows variables between ⟦ ⟧.
    """

    clause: str
    rank: int
    text: str
    tokens: tuple[str, ...]
    heading: bool = False
    optional: bool = False

    @property
    def words(self) -> int:
        """Return how many words of ours it has, variables apart."""
        return sum(not is_variable(each) for each in self.tokens)


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause in one variant, as points, with its title."""

    clause: Clause
    variant: str
    points: tuple[Point, ...]

    @property
    def words(self) -> int:
        """Return the words every contract of this kind would read."""
        return sum(each.words for each in self.points if not each.optional)


def wording(
    clause: Clause, variant: str, on: date | None, places: Placeholders | None = None
) -> Wording:
    """Return a clause as points; ``places``, when known, settles its conditions."""
    found: list[Point] = []
    for block, optional in _settled(clause.blocks[variant], places, optional=False):
        publics = _publics(block)
        for text, heading in publics or _lines(block, on):
            for sentence in sentences(text):
                words = tokens(sentence)
                if sum(not is_variable(each) for each in words) >= 2:
                    found.append(
                        Point(clause.id, len(found), sentence, words, heading,
                              optional or bool(publics))
                    )  # fmt: skip
    return Wording(clause, variant, tuple(found))


def _publics(block: Block) -> list[tuple[str, bool]]:
    """Return every line the buyer may choose where a clause prints the list of publics."""
    match block:
        case Paragraph((Variable(name),)) if name.startswith("publics_"):
            family = name.removeprefix("publics_").removesuffix("s")
            return [
                (re.sub(r"\{([a-z_]+)\}", rf"{OPEN}\1{CLOSE}", cleaned(line)), False)
                for option in vocabulary.options("publics").values()
                if option.details["family"] == family
                for line in option.details["clauses"]
            ]
        case _:
            return []


def _settled(
    blocks: tuple[Block, ...], places: Placeholders | None, *, optional: bool
) -> Iterator[tuple[Block, bool]]:
    for block in blocks:
        if not isinstance(block, Condition):
            yield block, optional
            continue
        value = None
        if places is not None and block.flag in places.values:
            value = places.flag(block.flag)
        if value is None or isinstance(value, Blank):
            yield from _settled(block.blocks, places, optional=True)
        elif value is not block.negated:
            yield from _settled(block.blocks, places, optional=optional)


def _lines(block: Block, on: date | None) -> Iterator[tuple[str, bool]]:
    match block:
        case Heading(_, inlines):
            yield _text(inlines, on), True
        case Paragraph(inlines):
            yield _text(inlines, on), False
        case ListBlock(_, items):
            for item in items:
                yield _text(item.inlines, on), False
                if item.nested is not None:
                    yield from _lines(item.nested, on)
        case Table(header, rows):
            for row in (header, *rows):
                for cell in row:
                    yield _text(cell, on), False
        case Note() | Condition():
            return


def _text(inlines: Inlines, on: date | None) -> str:
    parts: list[str] = []
    for inline in inlines:
        match inline:
            case Text(text, _):
                parts.append(text)
            case Variable(name, _):
                parts.append(f"{OPEN}{name}{CLOSE}")
            case Reference():
                parts.append(f"article {OPEN}{ARTICLE}{CLOSE}")
            case Citation(article, _):
                parts.append(_cited(article, on))
            case Blank(key, _, _):
                parts.append(f"{OPEN}{key}{CLOSE}")
    return cleaned("".join(parts))


def _cited(article: str, on: date | None) -> str:
    known = articles().get(article)
    if known is None or on is None or known.at(on) is None:
        return f"article {OPEN}{ARTICLE}{CLOSE}"
    return known.citation(on)
