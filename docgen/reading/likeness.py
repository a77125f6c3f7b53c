"""How alike two wordings are, word for word in order, variables apart; and what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from docgen.reading.points import is_variable, longest_value, variable_name, variable_type


class Part(StrEnum):
    """A run of words of an alignment; the value is its published key."""

    SAME = "commun"
    OURS = "bibliotheque"
    THEIRS = "document"
    VALUE = "valeur"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words aligned: common, only in the library, only in the document, or a variable's value.

    ``ours`` and ``theirs`` are ranges of words; ``name`` and ``type`` are the variable's, when the
    words stand for one only.
    """

    part: Part
    ours: tuple[int, int]
    theirs: tuple[int, int]
    name: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two sentences laid side by side; ``score`` goes from 0 to 1, the same words in order."""

    score: float
    pieces: tuple[Piece, ...]


def aligned(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Alignment:
    """Return how ``theirs`` follows ``ours``.

    The score is twice the words in common over all the words compared; a variable's words, on
    either side, are not compared. Nothing legal is decided by it: it is a float for sorting.
    """
    pieces: list[Piece] = []
    common = cost = 0
    for ours_range, theirs_range in _gaps(ours, theirs):
        if ours_range is None:
            continue
        (a, b), (c, d) = ours_range, theirs_range
        if ours[a:b] == theirs[c:d]:
            common += b - a
            pieces.append(Piece(Part.SAME, (a, b), (c, d)))
            continue
        for piece, price in _gap(ours, (a, b), (c, d)):
            pieces.append(piece)
            cost += price
    total = 2 * common + cost
    return Alignment(2 * common / total if total else 0.0, tuple(pieces))


def _gaps(
    ours: tuple[str, ...], theirs: tuple[str, ...]
) -> Iterator[tuple[tuple[int, int] | None, tuple[int, int]]]:
    """Yield the common runs and what stands between them, in order."""
    a = c = 0
    for step in Indel.opcodes(ours, theirs):
        if step.tag != "equal":
            continue
        if a < step.src_start or c < step.dest_start:
            yield (a, step.src_start), (c, step.dest_start)
        yield (step.src_start, step.src_end), (step.dest_start, step.dest_end)
        a, c = step.src_end, step.dest_end
    if a < len(ours) or c < len(theirs):
        yield (a, len(ours)), (c, len(theirs))


def _gap(
    ours: tuple[str, ...], own: tuple[int, int], other: tuple[int, int]
) -> Iterator[tuple[Piece, int]]:
    """Yield what a gap is made of: a variable takes the words written in its place."""
    (a, b), (c, d) = own, other
    names = [at for at in range(a, b) if is_variable(ours[at])]
    if not names:
        if a < b:
            yield Piece(Part.OURS, own, (c, c)), b - a
        if c < d:
            yield Piece(Part.THEIRS, (b, b), other), d - c
        return
    fixed = (b - a) - len(names)
    before, after = names[0] - a, b - 1 - names[-1]
    # words of ours around the variable that the document replaced are set against as many of its
    left = min(before, max(0, d - c - 1)) if fixed else 0
    right = min(after, max(0, d - c - 1 - left)) if fixed else 0
    if before:
        yield Piece(Part.OURS, (a, names[0]), (c, c)), before
    if left:
        yield Piece(Part.THEIRS, (names[0], names[0]), (c, c + left)), left
    value = (c + left, d - right)
    room = sum(longest_value(ours[at]) for at in names)
    excess = max(0, value[1] - value[0] - room)
    inner = (names[-1] - names[0] + 1) - len(names)
    only = ours[names[0]] if len(names) == 1 else ""
    name, kind = (variable_name(only), variable_type(only)) if only else ("", "")
    yield Piece(Part.VALUE, (names[0], names[-1] + 1), value, name, kind), excess + inner
    if after:
        yield Piece(Part.OURS, (names[-1] + 1, b), (value[1], value[1])), after
    if right:
        yield Piece(Part.THEIRS, (b, b), (value[1], d)), right
