"""The text of a document as a reader meets it: lines, each with its place.

A line is a paragraph, a list item, a heading or a table row. Spaces are ordinary and apostrophes
straight, so that two documents set by two hands compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from insertion.typography import french, plain

EXCERPT = 9
"""Words of a line shown to find it again."""


class Kind(StrEnum):
    """What a line is on the page."""

    HEADING = "titre"
    PARAGRAPH = "paragraphe"
    ITEM = "liste"
    ROW = "tableau"
    NOTE = "note"
    MARGIN = "en-tete"
    CONTENTS = "sommaire"
    """A line of the table of contents: it repeats a heading, and states nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document.

    ``rank`` counts the paragraphs from 1, tables included. ``number`` is what is printed or typed
    before the text (« 12.3 »), ``article`` the number of the article the line stands in, and
    ``titles`` the headings above it, outermost first. ``styled`` tells a heading that is one for
    Word, at ``level``. A row has ``cells``, in the columns of ``header``.
    """

    rank: int
    kind: Kind
    text: str
    number: str = ""
    article: str = ""
    titles: tuple[str, ...] = ()
    level: int = 0
    styled: bool = False
    highlighted: bool = False
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    table: int = 0
    row: int = 0
    clause: str = ""
    """The library clause a content control of ours says this line belongs to."""


@dataclass(frozen=True)
class ReadDocument:
    """A document read: its lines, the bookmarks it holds, and those its fields point at."""

    name: str
    lines: tuple[Line, ...]
    bookmarks: frozenset[str] = frozenset()
    pointed: Mapping[str, int] = field(default_factory=dict)
    """Bookmark → rank of the first line whose field points at it."""

    @property
    def body(self) -> tuple[Line, ...]:
        """Return what the document states: margins and contents apart."""
        return tuple(e for e in self.lines if e.kind not in (Kind.MARGIN, Kind.CONTENTS))

    @property
    def numbers(self) -> frozenset[str]:
        """Return the numbers of its articles and numbered paragraphs."""
        return frozenset(each.number for each in self.lines if each.number)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is read: the file, the article, the line, and its first words."""

    document: str
    article: str
    rank: int
    table: int
    row: int
    excerpt: str

    def __str__(self) -> str:
        where = f"article {self.article}" if self.article else f"paragraphe {self.rank}"
        if self.table:
            where += f", tableau {self.table}, ligne {self.row}"
        elif self.article:
            where += f", paragraphe {self.rank}"
        return french(f"{self.document}, {where} : « {self.excerpt} »")

    def as_record(self) -> dict[str, object]:
        """Return the place under its published French keys."""
        return {
            "fichier": self.document,
            "article": self.article or None,
            "paragraphe": self.rank or None,
            "tableau": self.table or None,
            "ligne": self.row or None,
            "debut": self.excerpt,
        }


def place_of(document: ReadDocument | str, line: Line, about: str = "") -> Place:
    """Return where ``line`` stands; ``about`` is the part of it to show instead of its opening."""
    name = document if isinstance(document, str) else document.name
    return Place(name, line.article, line.rank, line.table, line.row, excerpt(about or line.text))


def excerpt(text: str) -> str:
    """Return the first words of a text, French, an ellipsis when more follow."""
    words = text.split()
    shown = " ".join(words[:EXCERPT])[:110]
    return french(shown + (" …" if len(words) > EXCERPT or len(shown) == 110 else ""))


_SPACES = re.compile(r"\s+")


def cleaned(text: str) -> str:
    """Return ``text`` with one ordinary space between words and straight apostrophes."""
    return _SPACES.sub(" ", plain(text).replace("\u00ad", "").replace("\u2011", "-")).strip()


_FOLDED = str.maketrans(
    "àâäáãåçéèêëîïíìôöóòõùûüúÿñÀÂÄÁÃÅÇÉÈÊËÎÏÍÌÔÖÓÒÕÙÛÜÚŸÑ",
    "aaaaaaceeeeiiiiooooouuuuynaaaaaaceeeeiiiiooooouuuuyn",
)


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Return ``text`` without case nor accents, of the same length; every check asks it again."""
    return text.translate(_FOLDED).lower()


_STOP = re.compile(r"[.!?…]\s+(?=[A-ZÀÂÇÉÈÊÎÔÛ«(])")
_SHORTENED = re.compile(
    r"(?:^|[\s('])(?:[A-Z]|art|obs|max|min|ref|réf|tel|tél|MM|n|p|cf)$", re.IGNORECASE
)


@lru_cache(maxsize=20_000)
def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a line; an abbreviation (« L. 2112-2 », « art. 3 ») ends none."""
    return tuple(_sentences(text))


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for stop in _STOP.finditer(text):
        if _SHORTENED.search(text, max(0, stop.start() - 8), stop.start()):
            continue
        yield text[start : stop.start() + 1].strip()
        start = stop.end()
    if rest := text[start:].strip():
        yield rest


def said(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """Yield every sentence of ``lines`` with its line; each cell of a row is apart."""
    for line in lines:
        for part in line.cells or (line.text,):
            for sentence in sentences(part):
                yield line, sentence
