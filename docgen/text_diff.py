"""Two texts side by side, word by word: what stayed, what went, what came.

Which space or apostrophe was used never counts as a difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from insertion.typography import plain

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 2_500  # a repetitive text costs the cube of its length
"""Characters beyond which a line is shown whole, old then new: no clause has such a line."""
READ_TO_MATCH = 2_000  # characters: the beginning of two lines tells whether they are one
ALIKE = 0.4
"""Share of common words from which one line is read as the other, changed."""


class Mark(StrEnum):
    """What became of words; the value is its published French key."""

    KEPT = "garde"
    REMOVED = "retire"
    ADDED = "ajoute"


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a row that met the same fate."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of one text and the line that answers it in the other; ``None`` for none.

    ``words`` reads as one line where both are shown together.
    """

    before: str | None
    after: str | None
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of three texts: the base then, the base now, ours."""

    then: str | None
    now: str | None
    ours: str | None


def words_between(before: str, after: str) -> tuple[Words, ...]:
    """Return the two texts as one, each run of words marked."""
    if max(len(before), len(after)) > LONGEST and plain(before) != plain(after):
        whole = (Words(Mark.REMOVED, before), Words(Mark.ADDED, after))
        return tuple(each for each in whole if each.text)
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, _folded(old), _folded(new), autojunk=False)
    found: list[Words] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Words(Mark.KEPT, "".join(new[c:d])))
            continue
        if b > a:
            found.append(Words(Mark.REMOVED, "".join(old[a:b])))
        if d > c:
            found.append(Words(Mark.ADDED, "".join(new[c:d])))
    return _without_scraps(found)


def _folded(tokens: Sequence[str]) -> list[str]:
    return [" " if each.isspace() else plain(each) for each in tokens]


def _without_scraps(found: Sequence[Words]) -> tuple[Words, ...]:
    """Join changes that only a space parts: « dix jours » for « une semaine » reads as one."""
    joined: list[Words] = []
    pending: list[str] = ["", ""]  # removed, added

    def flush() -> None:
        for mark, text in zip((Mark.REMOVED, Mark.ADDED), pending, strict=True):
            if text:
                joined.append(Words(mark, text))
        pending[:] = ["", ""]

    for index, each in enumerate(found):
        inner = 0 < index < len(found) - 1
        if each.mark is Mark.KEPT and not (inner and each.text.isspace()):
            flush()
            joined.append(each)
        elif each.mark is Mark.KEPT:
            pending = [text + each.text for text in pending]
        else:
            pending[each.mark is Mark.ADDED] += each.text
    flush()
    return tuple(joined)


def line_changes(before: Sequence[str], after: Sequence[str]) -> list[LineChange]:
    """Return the lines that differ, in order; lines that stayed are left out."""
    return [
        LineChange(old, new, words_between(old or "", new or ""))
        for old, new in aligned(before, after, plain)
        if old is None or new is None or plain(old) != plain(new)
    ]


def aligned(
    before: Sequence[str], after: Sequence[str], key: Callable[[str], str]
) -> Iterator[tuple[str | None, str | None]]:
    """Yield the lines of two texts in order, each with the one that answers it, if any."""
    matcher = SequenceMatcher(None, [*map(key, before)], [*map(key, after)], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(before[a:b], after[c:d], strict=True)
        else:
            yield from _paired(before[a:b], after[c:d])


def _paired(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Yield changed lines, those alike together, without ever crossing."""
    at = 0
    for old in before:
        scores = [(likeness(old, new), -index) for index, new in enumerate(after[at:])]
        best, place = max(scores, default=(0.0, 0))
        if best < ALIKE:
            yield old, None
            continue
        for new in after[at : at - place]:
            yield None, new
        yield old, after[at - place]
        at += 1 - place
    for new in after[at:]:
        yield None, new


def likeness(one: str, other: str) -> float:
    """Return how much two lines have in common, from 0 to 1."""
    left, right = (plain(each[:READ_TO_MATCH]).lower().split() for each in (one, other))
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def three_columns(then: Sequence[str], now: Sequence[str], ours: Sequence[str]) -> list[Row]:
    """Return three texts line by line: the base then, the base now, ours.

    Lines are set against those of the base then; what one text adds comes where it stands.
    """
    of_now, of_ours = _against(then, now), _against(then, ours)
    rows: list[Row] = []
    for index in range(len(then) + 1):
        came_now, came_ours = of_now[1].get(index, []), of_ours[1].get(index, [])
        rows += _added(came_now, came_ours)
        if index < len(then):
            rows.append(Row(then[index], of_now[0].get(index), of_ours[0].get(index)))
    return rows


def _against(
    then: Sequence[str], other: Sequence[str]
) -> tuple[dict[int, str], dict[int, list[str]]]:
    """Return the lines that answer each line of ``then``, and those that come before each."""
    answers: dict[int, str] = {}
    added: dict[int, list[str]] = {}
    at = 0
    for old, new in aligned(then, other, plain):
        if old is None:
            assert new is not None
            added.setdefault(at, []).append(new)
        else:
            if new is not None:
                answers[at] = new
            at += 1
    return answers, added


def _added(now: Sequence[str], ours: Sequence[str]) -> Iterator[Row]:
    for new, own in aligned(now, ours, plain):
        yield Row(None, new, own)
