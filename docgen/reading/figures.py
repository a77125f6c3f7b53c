"""The figures of a text: hours, money, shares, delays and dates, in figures or in French words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from docgen.reading.text import folded
from insertion.typography import MONTHS


class Unit(StrEnum):
    """What a figure counts; the value is how people name it."""

    HOURS = "heures"
    MONEY = "€"
    SHARE = "%"
    DAYS = "jours"
    WEEKS = "semaines"
    MONTHS = "mois"
    YEARS = "ans"
    DATE = "date"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, where it stands in its text, and whether it was written in words."""

    unit: Unit
    value: Fraction | date
    text: str
    start: int
    end: int
    in_words: bool = False


_NUMBER = r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_UNITS = {
    Unit.HOURS: r"heures?|h(?![a-z\d])",
    Unit.MONEY: r"€|euros?|eur\b|k€",
    Unit.SHARE: r"%|pour ?cents?|p\. ?100",
    Unit.DAYS: r"jours?|j\b",
    Unit.WEEKS: r"semaines?",
    Unit.MONTHS: r"mois",
    Unit.YEARS: r"ans?\b|annees?",
    Unit.POINTS: r"points?\b|pts?\b",
}
_UNIT = "|".join(f"(?P<{unit.name}>{pattern})" for unit, pattern in _UNITS.items())
_COUNTED = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER})\)?(?: (?P<many>millions?|milliers?) d(?:e |'))?"
    rf" ?(?:{_UNIT})"
)
_UNIT_AFTER = re.compile(rf" ?(?:\([^)]{{1,40}}\) ?)?(?:{_UNIT})")
_SPELLED_DAY = re.compile(rf"\b(1er|\d{{1,2}}) ({'|'.join(map(folded, MONTHS))}) (\d{{4}})\b")
_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?![\d/])")
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_MONTHS = [folded(each) for each in MONTHS]
_FIRST = (
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "nonante": 90,
}  # fmt: skip
_SMALL = {name: value for value, name in enumerate(_FIRST)} | {"une": 1} | _TENS
_WORDS = "|".join(sorted([*_SMALL, "cents?", "mille"], key=len, reverse=True))
_SPELLED = re.compile(rf"\b(?:{_WORDS})(?:(?:[ -]| et |-et-)(?:{_WORDS}))*\b")


@lru_cache(maxsize=20_000)
def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of ``text`` in order; « 9 h 30 » and bare numbers are none."""
    plain = folded(text)
    if not _LIKELY.search(plain):
        return ()
    found = [*_dates(text, plain), *_counted(text, plain), *_spelled(text, plain)]
    found.sort(key=lambda each: (each.start, -each.end))
    kept: list[Figure] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return tuple(kept)


_LIKELY = re.compile(rf"\d|\b(?:{_WORDS})\b")


def of_unit(text: str, unit: Unit) -> list[Figure]:
    """Return the figures of one unit."""
    return [each for each in figures(text) if each.unit is unit]


def number_of(text: str) -> Fraction | None:
    """Return the number a cell holds, its unit apart; ``None`` when it holds anything else."""
    found = re.fullmatch(rf"(?:environ |minimum |mini )?({_NUMBER})(?: ?[a-z€%. ]{{0,24}})?",
                         folded(text).strip())  # fmt: skip
    return None if found is None else _value(found[1])


def _value(written: str) -> Fraction:
    bare = written.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", bare):
        bare = bare.replace(".", "")
    return Fraction(bare.replace(",", "."))


def _counted(text: str, plain: str) -> Iterator[Figure]:
    for match in _COUNTED.finditer(plain):
        unit = next(each for each in Unit if match.groupdict().get(each.name))
        if unit is Unit.HOURS and re.match(r"\d|h ?\d| ?\d{2}\b", plain[match.end() :][:3]):
            continue  # a time of day
        value = _value(match["number"])
        if match["many"]:
            value *= 1_000_000 if match["many"].startswith("million") else 1_000
        elif match["MONEY"] == "k€":
            value *= 1_000
        yield Figure(unit, value, text[match.start() : match.end()], match.start(), match.end())


def _dates(text: str, plain: str) -> Iterator[Figure]:
    for match in _SPELLED_DAY.finditer(plain):
        day = 1 if match[1] == "1er" else int(match[1])
        yield from _date(text, match, int(match[3]), _MONTHS.index(match[2]) + 1, day)
    for match in _DAY.finditer(plain):
        yield from _date(text, match, int(match[3]), int(match[2]), int(match[1]))
    for match in _ISO.finditer(plain):
        yield from _date(text, match, int(match[1]), int(match[2]), int(match[3]))


def _date(text: str, match: re.Match[str], year: int, month: int, day: int) -> Iterator[Figure]:
    try:
        value = date(year, month, day)
    except ValueError:  # 31/02/2026 is no date: nothing to compare
        return
    start, end = match.span()
    yield Figure(Unit.DATE, value, text[start:end], start, end)


def _spelled(text: str, plain: str) -> Iterator[Figure]:
    for match in _SPELLED.finditer(plain):
        after = _UNIT_AFTER.match(plain, match.end())
        if after is None or match[0] in ("un", "une"):  # an article more often than a number
            continue
        unit = next(each for each in Unit if after.groupdict().get(each.name))
        end = after.end()
        yield Figure(unit, Fraction(spelled_value(match[0])), text[match.start() : end],
                     match.start(), end, in_words=True)  # fmt: skip


def spelled_value(words: str) -> int:
    """Return the number French words spell, up to 999 999.

    >>> spelled_value("mille deux cents"), spelled_value("quatre-vingt-dix-sept")
    (1200, 97)
    """
    total = current = 0
    for word in re.split(r"[ -]", folded(words)):
        if word in ("et", ""):
            continue
        if word == "mille":
            total += max(current, 1) * 1000
            current = 0
        elif word in ("cent", "cents"):
            current = max(current, 1) * 100
        elif word in ("vingt", "vingts") and current % 100 == 4:
            current += 76  # quatre-vingts
        else:
            current += _SMALL[word]
    return total + current


_TWICE = re.compile(
    rf"\b(?P<words>(?:{_WORDS})(?:(?:[ -]| et |-et-)(?:{_WORDS}))*) ?\( ?(?P<figure>{_NUMBER}) ?"
    r"[a-z€% ]{0,16}\)"
)


def written_twice(text: str) -> Iterator[tuple[int, Fraction, str]]:
    """Yield what is written in words then in figures, « quinze (15) », with its text."""
    plain = folded(text)
    for match in _TWICE.finditer(plain):
        yield (
            spelled_value(match["words"]),
            _value(match["figure"]),
            text[match.start() : match.end()],
        )


def shown(figure: Figure) -> str:
    """Return a figure as it was written, on one line."""
    return " ".join(figure.text.split())
