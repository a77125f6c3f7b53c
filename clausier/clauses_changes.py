"""What changed between two texts of a clause, sentence by sentence, as a lawyer reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from clausier.clauses_text import Kind, readable
from docgen.blocks import Block
from docgen.library import Library

_MARK = re.compile(r"^(?:\d+\.|–) ")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-ÖØ-Þ«\[])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, under the title of its part; ``kind`` is the shape it stands in."""

    title: str
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Sentences that gave way to others, under the title of their part; either may be empty."""

    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changes(
    before: tuple[Block, ...], after: tuple[Block, ...], library: Library, on: date
) -> list[Change]:
    """Return what ``after`` says otherwise than ``before``; empty when they say the same."""
    old, new = list(sentences(before, library, on)), list(sentences(after, library, on))
    found: list[Change] = []
    matcher = SequenceMatcher(None, _said(old), _said(new), autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            title = (old[a:b] or new[c:d])[0].title
            gone, come = tuple(map(_unmarked, old[a:b])), tuple(map(_unmarked, new[c:d]))
            found.append(Change(title, gone, come))
    return found


def sentences(blocks: tuple[Block, ...], library: Library, on: date) -> Iterator[Sentence]:
    """Yield each sentence of a text; a title, an item or a row of a table is not cut."""
    title = ""
    for line in readable(blocks, library, on):
        if line.kind is Kind.TITLE:
            title = line.text
        cut = _END.split(line.text) if line.kind is Kind.PARAGRAPH else [line.text]
        for each in cut:
            yield Sentence(title, line.kind, each)


def _said(found: Sequence[Sentence]) -> list[tuple[Kind, str]]:
    return [(each.kind, _unmarked(each)) for each in found]


def _unmarked(sentence: Sentence) -> str:
    """Return the words without an item's mark: adding an item changes that item only."""
    return _MARK.sub("", sentence.text) if sentence.kind is Kind.ITEM else sentence.text
