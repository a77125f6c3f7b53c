"""The lines a clause may print, as a pattern: its words, with holes where a contract's facts go.

Matching keeps a set of places in the pattern and moves them line by line: no text, however hostile,
makes it try combinations without end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from docgen.blocks import (
    BLANK_OPENING,
    Block,
    Citation,
    Condition,
    Heading,
    Inline,
    Inlines,
    ListBlock,
    Note,
    Paragraph,
    Reference,
    Table,
    Text,
    Variable,
)
from docgen.piece_list import PIECES
from insertion.law import articles
from insertion.typography import french, plain

MAX_PLACES = 5_000
"""Places followed at once, far above what any clause needs; beyond, the text is another one."""


@dataclass(frozen=True, slots=True)
class Hole:
    """What a contract fills: what ``form`` says, or words that end no sentence unless ``long``."""

    name: str = "…"
    form: re.Pattern[str] | None = None
    long: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A line: fixed words and holes."""

    parts: tuple[str | Hole, ...]

    def shown(self, line: str = "") -> str:
        """Return the line as people read it, holes by name; ``line`` fills those it can."""
        said: list[str] = []
        at = 0
        folded = plain(line)
        for part in self.parts:
            found = part.form.search(folded, at) if isinstance(part, Hole) and part.form else None
            if found is not None:
                at = found.end()
                said.append(found.group())
            else:
                said.append(part if isinstance(part, str) else f"[{part.name}]")
        return french("".join(said))


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


def pattern_of(
    blocks: tuple[Block, ...], types: Mapping[str, str] | None = None
) -> tuple[Step, ...]:
    """Return the pattern of a body, or of a clause already worded; ``types`` are its variables'."""
    steps: list[Step] = []
    _add(steps, blocks, types or {})
    return tuple(steps)


def _add(steps: list[Step], blocks: tuple[Block, ...], types: Mapping[str, str]) -> None:
    for block in blocks:
        match block:
            case Note():
                continue
            case Condition(flag, negated, inner):
                at = len(steps)
                steps.append(Free())  # its place, until the end is known
                _add(steps, inner, types)
                steps[at] = Opening(flag, not negated, len(steps))
            case Paragraph((Variable(),)):
                steps.append(Free())
            case Paragraph(inlines) | Heading(_, inlines):
                steps.append(_line(inlines, types))
            case ListBlock():
                steps.extend(_line(each, types) for each in _items(block))
            case Table(header, rows):
                cells = (cell for row in (header, *rows) for cell in row)
                steps.extend(_line(cell, types) for cell in cells if cell)


def _items(block: ListBlock) -> Iterator[Inlines]:
    for item in block.items:
        yield item.inlines
        if item.nested is not None:
            yield from _items(item.nested)


def _line(inlines: Inlines, types: Mapping[str, str]) -> Step:
    parts: list[str | Hole] = []
    for each in inlines:
        if isinstance(each, Text):
            words = _folded(french(each.text))
            last = parts.pop() if parts and isinstance(parts[-1], str) else ""
            parts.append(f"{last}{words}")
        else:
            parts.append(_hole(each, types))
    if len(parts) == 1 and isinstance(parts[0], Hole):
        return Free()
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return Words(tuple(parts))


_BLANK = r"\[À compléter : [^\]]*\]"


def _hole(inline: Inline, types: Mapping[str, str]) -> Hole:
    match inline:
        case Reference():
            return Hole(form=_reference())
        case Citation(article):
            return Hole(form=_citation(article))
        case Variable(name):
            return Hole(name, long=types.get(name) == "long_text")
        case _:
            return Hole(long=True)  # a place to fill, or a fact still missing


@cache
def _reference() -> re.Pattern[str]:
    """Return what a reference prints: a number, or a title and the piece that holds it."""
    within = {plain(french(each.within)) for each in PIECES if each.within}
    pieces = "|".join(re.escape(each) for each in sorted(within, key=len, reverse=True))
    return re.compile(
        rf"article (?:« [^»]+ »(?: (?:{pieces}))?|[0-9A-Z]+(?:[.-][0-9A-Z]+)*)|{_BLANK}"
    )


@cache
def _citation(article: str) -> re.Pattern[str]:
    """Return every way the law data cites an article, on any day."""
    known = articles().get(article)
    days = [] if known is None else [each.start or date.min for each in known.versions]
    texts = {plain(french(known.citation(day))) for day in days if known and known.at(day)}
    texts |= {plain(french(known.cite))} if known else set()
    ways = "|".join(re.escape(each) for each in sorted(texts, key=len, reverse=True))
    return re.compile(f"{ways}|{_BLANK}" if ways else _BLANK)


def _folded(text: str) -> str:
    """Return ``text`` with one kind of space and apostrophe; its ends keep theirs."""
    inner = plain(text)
    opening = " " if text[:1].isspace() else ""
    return f"{opening}{inner}{' ' if inner and text[-1:].isspace() else ''}"


_SENTENCE = re.compile(r"(?:(?<=\w{4})|(?<=[»)%€\]]))\. (?=[A-ZÀÂÇÉÈÊÎÔ])")


def answers(words: Words, line: str) -> bool:
    """Tell whether a line, folded by :func:`plain`, is these words with something in each hole."""
    parts = words.parts
    if not parts:
        return not line
    # a place left empty at an end took with it the space that parts it from the words
    line = f"{' ' * isinstance(parts[0], Hole)}{line}{' ' * isinstance(parts[-1], Hole)}"
    at = 0
    free: Hole | None = None
    for index, part in enumerate(parts):
        if isinstance(part, Hole) and part.form is None:
            free = part if free is None or part.long else free
            continue
        found = _found(part, line, at, free=free is not None, last=index == len(parts) - 1)
        if found is None or not _fills(free, line[at : found[0]]):
            return False
        at, free = found[1], None
    return _fills(free, line[at:])


def _found(
    part: str | Hole, line: str, at: int, *, free: bool, last: bool
) -> tuple[int, int] | None:
    """Return where a part stands: at ``at``, or later when what precedes it is ``free``."""
    if isinstance(part, str):
        if last:
            start = len(line) - len(part)
            fits = line.endswith(part) and (start >= at if free else start == at)
            return (start, len(line)) if fits else None
        start = line.find(part, at) if free else (at if line.startswith(part, at) else -1)
        return None if start < 0 else (start, start + len(part))
    assert part.form is not None
    if not free:
        at += line[at:].startswith(" ") and at == 0  # the space set before a first hole
    found = part.form.search(line, at) if free else part.form.match(line, at)
    return None if found is None else found.span()


def _fills(hole: Hole | None, text: str) -> bool:
    """Tell whether a text may fill a hole: nothing where there is none, no sentence of its own."""
    if hole is None:
        return not text.strip()
    return hole.long or _SENTENCE.search(text) is None


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
