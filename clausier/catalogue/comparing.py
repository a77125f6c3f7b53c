"""Texts of a clause side by side: its variants, and a version with the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clausier.catalogue.shelf import Shelf
from clausier.clauses_text import readable
from docgen.blocks import Block
from docgen.clause import Clause
from docgen.clause_source import version_rank
from docgen.frozen import frozen
from docgen.text_diff import LineChange, Words, aligned, line_changes, three_columns, words_between
from insertion.typography import french, plain

MOST_COLUMNS = 3
MOST_SIGNS, MOST_LINES, LONGEST_LINE = 16_000, 150, 1_000
"""What is compared, up to twice the longest clause shipped: a stranger's text, written so that
comparing it never ends, is shown without its differences."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line in each text, words marked against the text before it; ``None`` where it is absent."""

    cells: tuple[tuple[Words, ...] | None, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Texts in columns, under their names."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class VersionChange:
    """What a version changed in a variant of the one before it."""

    before: str
    after: str
    variant: str
    lines: tuple[LineChange, ...]


def variants_compared(clause: Clause, shelf: Shelf) -> list[SideBySide]:
    """Return the variants side by side, the usual one first; nothing for a single wording."""
    variants = clause.sheet.variants
    first = next(name for name, each in variants.items() if each.default)
    names = [first, *(name for name in variants if name != first)]
    texts = {name: _lines(clause.blocks[name], shelf) for name in names}
    if not _comparable(texts.values()):
        return []
    groups = [names] if len(names) <= MOST_COLUMNS else [[first, each] for each in names[1:]]
    return [
        SideBySide(
            tuple(french(variants[name].label) for name in group),
            tuple(_row(each) for each in _columns([texts[name] for name in group])),
        )
        for group in groups
        if len(group) > 1
    ]


def _comparable(texts: Iterable[Sequence[str]]) -> bool:
    return all(
        len(each) <= MOST_LINES
        and sum(map(len, each)) <= MOST_SIGNS
        and max(map(len, each), default=0) <= LONGEST_LINE
        for each in texts
    )


def _lines(blocks: tuple[Block, ...], shelf: Shelf) -> list[str]:
    return [each.text for each in readable(blocks, shelf.library, shelf.on)]


def _columns(texts: Sequence[Sequence[str]]) -> list[tuple[str | None, ...]]:
    if len(texts) == MOST_COLUMNS:
        return [(each.then, each.now, each.ours) for each in three_columns(*texts)]
    return [*aligned(texts[0], texts[1], plain)]


def _row(cells: tuple[str | None, ...]) -> Row:
    shown: list[tuple[Words, ...] | None] = []
    before: str | None = None
    for rank, text in enumerate(cells):
        if text is None:
            shown.append(None)
        else:
            shown.append(words_between(text if rank == 0 else before or "", text))
            before = text
    return Row(tuple(shown), all(each is not None and plain(each) == plain(cells[0] or "")
                                 for each in cells))  # fmt: skip


def versions_compared(clause: Clause, shelf: Shelf) -> list[VersionChange]:
    """Return what each version changed in the text of the one before it, the latest first."""
    current = shelf.library.clauses[clause.id]
    versions = sorted(
        (*frozen(shelf.library, clause.id), current),
        key=lambda each: version_rank(each.sheet.version),
    )
    found: list[VersionChange] = []
    for older, newer in pairwise(versions):
        for name, variant in newer.sheet.variants.items():
            before = _lines(older.blocks[name], shelf) if name in older.blocks else []
            after = _lines(newer.blocks[name], shelf)
            changes = line_changes(before, after) if _comparable((before, after)) else []
            if changes:
                said = french(variant.label)
                told = (older.sheet.version, newer.sheet.version, said, tuple(changes))
                found.append(VersionChange(*told))
    return found[::-1]
