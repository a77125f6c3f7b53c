"""The lines a clause may print, as a pattern: its words, with holes where a contract's facts go.

Matching keeps a set of places in the pattern and moves them line by line: no text, however hostile,
makes it try combinations without end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.blocks import (
    BLANK_OPENING,
    Block,
    Condition,
    Heading,
    Inlines,
    ListBlock,
    Note,
    Paragraph,
    Table,
    Text,
    Variable,
)
from insertion.typography import french, plain

MAX_PLACES = 5_000
"""Places followed at once, far above what any clause needs; beyond, the text is another one."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line: fixed words, and ``None`` for each hole; ``shown`` is how people read it."""

    parts: tuple[str | None, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class Free:
    """Any number of lines: a table or a list made of the contract's facts."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A condition: the lines up to ``end`` stand when ``flag`` is what ``wanted`` says."""

    flag: str
    wanted: bool
    end: int


Step = Words | Free | Opening


def pattern_of(blocks: tuple[Block, ...]) -> tuple[Step, ...]:
    """Return the pattern of a body, or of a clause already worded."""
    steps: list[Step] = []
    _add(steps, blocks)
    return tuple(steps)


def _add(steps: list[Step], blocks: tuple[Block, ...]) -> None:
    for block in blocks:
        match block:
            case Note():
                continue
            case Condition(flag, negated, inner):
                at = len(steps)
                steps.append(Free())  # its place, until the end is known
                _add(steps, inner)
                steps[at] = Opening(flag, not negated, len(steps))
            case Paragraph((Variable(),)):
                steps.append(Free())
            case Paragraph(inlines) | Heading(_, inlines):
                steps.append(_line(inlines))
            case ListBlock():
                steps.extend(map(_line, _items(block)))
            case Table(header, rows):
                cells = (cell for row in (header, *rows) for cell in row)
                steps.extend(_line(cell) for cell in cells if cell)


def _items(block: ListBlock) -> Iterator[Inlines]:
    for item in block.items:
        yield item.inlines
        if item.nested is not None:
            yield from _items(item.nested)


def _line(inlines: Inlines) -> Step:
    parts: list[str | None] = []
    shown: list[str] = []
    for each in inlines:
        if isinstance(each, Text):
            words = _folded(french(each.text))
            if parts and parts[-1] is not None:
                parts[-1] += words
            else:
                parts.append(words)
            shown.append(each.text)
        else:
            if not parts or parts[-1] is not None:
                parts.append(None)
            shown.append(f"[{getattr(each, 'name', '') or '…'}]")
    if parts == [None]:
        return Free()
    if parts and parts[0] is not None:
        parts[0] = parts[0].lstrip()
    if parts and parts[-1] is not None:
        parts[-1] = parts[-1].rstrip()
    return Words(tuple(parts), french("".join(shown)))


def _folded(text: str) -> str:
    """Return ``text`` with one kind of space and apostrophe; its ends keep theirs."""
    inner = plain(text)
    opening = " " if text[:1].isspace() else ""
    return f"{opening}{inner}{' ' if inner and text[-1:].isspace() else ''}"


def answers(words: Words, line: str) -> bool:
    """Tell whether a line, folded by :func:`plain`, is these words with something in each hole."""
    parts = words.parts
    if None not in parts:
        return "".join(each or "" for each in parts) == line
    # a place left empty at an end took with it the space that parts it from the words
    line = f"{' ' * (parts[0] is None)}{line}{' ' * (parts[-1] is None)}"
    at = 0
    for index, part in enumerate(parts):
        if part is None:
            continue
        if index == 0:
            if not line.startswith(part):
                return False
            at = len(part)
        elif index == len(parts) - 1:
            return line.endswith(part) and len(line) - len(part) >= at
        else:
            found = line.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
    return True  # the last part is a hole


def is_blank(line: str) -> bool:
    """Tell whether a line is nothing but a fact still missing."""
    return line.startswith(plain(BLANK_OPENING)) and line.endswith("]")


Place = tuple[int, frozenset[tuple[str, bool]]]
"""A step of the pattern, and what the lines read so far say of each condition."""


def matches(pattern: Sequence[Step], lines: Sequence[str]) -> bool:
    """Tell whether lines are the pattern's, each condition kept or left out throughout."""
    places = _reached(pattern, {(0, frozenset())})
    for line in map(plain, lines):
        if is_blank(line):
            continue
        moved: set[Place] = set()
        for at, known in places:
            step = pattern[at] if at < len(pattern) else None
            if isinstance(step, Free):
                moved.add((at, known))
            elif isinstance(step, Words) and answers(step, line):
                moved.add((at + 1, known))
        places = _reached(pattern, moved)
        if not places or len(places) > MAX_PLACES:
            return False
    return any(at == len(pattern) for at, _ in places)


def _reached(pattern: Sequence[Step], places: set[Place]) -> set[Place]:
    """Return the places one comes to without reading a line."""
    found: set[Place] = set()
    left = list(places)
    while left:
        place = left.pop()
        if place in found or len(found) > MAX_PLACES:
            continue
        found.add(place)
        at, known = place
        step = pattern[at] if at < len(pattern) else None
        if isinstance(step, Free):
            left.append((at + 1, known))
        elif isinstance(step, Opening):
            said = dict(known)
            for value, following in ((step.wanted, at + 1), (not step.wanted, step.end)):
                if said.get(step.flag, value) is value:
                    left.append((following, known | {(step.flag, value)}))
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line with words, at its rank in the pattern; ``optional`` when a condition bears on it."""

    at: int
    words: Words
    optional: bool


def wanted_lines(pattern: Sequence[Step]) -> Iterator[Wanted]:
    """Yield every line with words of a pattern, in order."""
    until = 0
    for at, step in enumerate(pattern):
        if isinstance(step, Opening):
            until = step.end
        elif isinstance(step, Words):
            yield Wanted(at, step, at < until)
