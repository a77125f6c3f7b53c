"""The clauses of a library as points: sentences whose variables stand for whatever is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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

    >>> tokens("L'heure, 1 200 €"), tokens("au plus le ⟦date:date_limite⟧")
    (('l', 'heure', '1 200'), ('au', 'plus', 'le', '⟦date:date_limite⟧'))
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
    return token[1:-1].partition(":")[2]


def variable_type(token: str) -> str:
    """Return the type of the placeholder a token stands for."""
    return token[1:-1].partition(":")[0]


LONGEST = {
    "date": 4, "month_count": 4, "days": 6, "hours": 4, "headcount": 4, "number": 3, "money": 4,
    "ratio": 3, "choice": 10, "choices": 40, "text": 20, "party": 25, "long_text": 250,
    "lot_table": 4, "boolean": 1, "article": 14,
}  # fmt: skip
"""Words a variable may stand for, by type: beyond, the document says something of its own."""


def longest_value(token: str) -> int:
    """Return how many words a variable may stand for."""
    return LONGEST.get(variable_type(token), LONGEST["text"])


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
    worder = _Worder(clause.sheet.variables, on)
    for block, optional in _settled(clause.blocks[variant], places, optional=False):
        publics = _publics(block)
        for text, heading in publics or worder.lines(block):
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
                (re.sub(r"\{([a-z_]+)\}", rf"{OPEN}text:\1{CLOSE}", cleaned(line)), False)
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


@dataclass(frozen=True, slots=True)
class _Worder:
    """Words the blocks of a clause, its variables between ⟦ ⟧ with their type."""

    types: Mapping[str, str]
    on: date | None

    def lines(self, block: Block) -> Iterator[tuple[str, bool]]:
        match block:
            case Heading(_, inlines):
                yield self.text(inlines), True
            case Paragraph(inlines):
                yield self.text(inlines), False
            case ListBlock(_, items):
                for item in items:
                    yield self.text(item.inlines), False
                    if item.nested is not None:
                        yield from self.lines(item.nested)
            case Table(header, rows):
                for row in (header, *rows):
                    for cell in row:
                        yield self.text(cell), False
            case Note() | Condition():
                return

    def text(self, inlines: Inlines) -> str:
        parts: list[str] = []
        for inline in inlines:
            match inline:
                case Text(text, _):
                    parts.append(text)
                case Variable(name, _):
                    parts.append(self.variable(name))
                case Reference():
                    parts.append(f"article {OPEN}article:{ARTICLE}{CLOSE}")
                case Citation(article, _):
                    parts.append(self.cited(article))
                case Blank(key, _, _):
                    parts.append(self.variable(key))
        return cleaned("".join(parts))

    def variable(self, name: str) -> str:
        return f"{OPEN}{self.types.get(name, 'text')}:{name}{CLOSE}"

    def cited(self, article: str) -> str:
        known = articles().get(article)
        if known is None or self.on is None or known.at(self.on) is None:
            return f"article {OPEN}article:{ARTICLE}{CLOSE}"
        return known.citation(self.on)
