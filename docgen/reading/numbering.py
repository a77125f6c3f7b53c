"""The numbers Word prints before paragraphs: lists and headings numbered by style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from docgen.wordml import W

NS = f"{{{W}}}"
LEVELS = 9


def _value(element: etree._Element | None, name: str) -> str | None:
    found = None if element is None else element.find(f"{NS}{name}")
    return None if found is None else found.get(f"{NS}val")


def whole(text: str | None, default: int) -> int:
    """Return the integer a stranger's attribute holds, ``default`` when it holds none."""
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,6}", text) else default


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass
class Numbering:
    """The numberings of a document, counted as its paragraphs are read in order."""

    abstracts: dict[str, dict[int, _Level]] = field(default_factory=dict)
    numbers: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    restarted: set[str] = field(default_factory=set)

    def label(self, number: str, level: int) -> tuple[str, str]:
        """Count one paragraph; return what is printed before it, and the format of its level.

        A number unknown to the document prints nothing.
        """
        abstract, starts = self.numbers.get(number, ("", {}))
        levels = self.abstracts.get(abstract)
        if levels is None or not 0 <= level < LEVELS:
            return "", ""
        counts = self.counts.setdefault(abstract, [None] * LEVELS)
        if number not in self.restarted:
            self.restarted.add(number)
            for at in starts:
                counts[at] = None
        for at in range(level):
            if counts[at] is None:
                counts[at] = _start(levels, starts, at)
        current = counts[level]
        counts[level] = _start(levels, starts, level) if current is None else current + 1
        counts[level + 1 :] = [None] * (LEVELS - level - 1)
        own = levels.get(level, _Level())
        return _printed(own.text, levels, counts), own.format


def _start(levels: dict[int, _Level], starts: dict[int, int], at: int) -> int:
    return starts.get(at, levels.get(at, _Level()).start)


def _printed(text: str, levels: dict[int, _Level], counts: list[int | None]) -> str:
    def one(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        return _figure(counts[at] or 0, levels.get(at, _Level()).format)

    return re.sub(r"%([1-9])", one, text).strip()


def _figure(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else ""
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman.lower() if form == "lowerRoman" else roman
    return "" if form in ("bullet", "none") else str(count)


def _roman(count: int) -> str:
    figures = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    text = ""
    for value, letters in figures:
        while value <= count < 4000:
            text += letters
            count -= value
    return text


def read_numbering(root: etree._Element | None) -> Numbering:
    """Return the numberings of ``numbering.xml``; none when the document has no such part."""
    found = Numbering()
    if root is None:
        return found
    for abstract in root.iterfind(f"{NS}abstractNum"):
        key = abstract.get(f"{NS}abstractNumId", "")
        levels: dict[int, _Level] = {}
        for level in abstract.iterfind(f"{NS}lvl"):
            at = whole(level.get(f"{NS}ilvl"), 0)
            levels[at] = _Level(
                whole(_value(level, "start"), 1),
                _value(level, "numFmt") or "decimal",
                _value(level, "lvlText") or "",
            )
            style = _value(level, "pStyle")
            if style:
                found.by_style.setdefault(style, (key, at))
        found.abstracts[key] = levels
    for number in root.iterfind(f"{NS}num"):
        key = number.get(f"{NS}numId", "")
        starts = {
            whole(each.get(f"{NS}ilvl"), 0): whole(_value(each, "startOverride"), 1)
            for each in number.iterfind(f"{NS}lvlOverride")
            if each.find(f"{NS}startOverride") is not None
        }
        found.numbers[key] = (_value(number, "abstractNumId") or "", starts)
    return found
