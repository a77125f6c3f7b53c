"""Articles found in the lines of a document: numbered by Word, or typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from docgen.reading.text import Kind, Line

LONGEST_TITLE = 140  # characters
FEWEST_STYLED = 3
"""Headings of Word's own from which a document needs no guess at what else is a heading."""
_ARTICLE = re.compile(
    r"^(?:article|art\.?)\s+(?P<number>\d+(?:[.-]\d+)*|[IVXLC]+|1er)\b(?P<rest>.*)$", re.IGNORECASE
)
_DECIMAL = re.compile(r"^(?P<number>\d{1,3}(?:\.\d{1,3})+)\.?\)?\s*[-–—:.]?\s+(?P<rest>\S.*)$")
_SINGLE = re.compile(r"^(?P<number>\d{1,2}|[IVX]{1,5})\s*[.)°–—-]\s*[-–—]?\s*(?P<rest>\S.*)$")
_DIGITS = re.compile(r"\d+(?:[.-]\d+)*")


def structured(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines with their article, and the headings above each.

    A line comes with its boldness in ``row``, which is reset for whatever is no table.
    """
    lines = list(lines)
    by_hand = sum(each.styled for each in lines) < FEWEST_STYLED
    titles: list[tuple[int, str]] = []
    article = ""
    for line in lines:
        if line.kind in (Kind.ROW, Kind.CONTENTS):
            told = tuple(text for _, text in titles)
            yield replace(line, article=article, titles=told,
                          row=line.row if line.kind is Kind.ROW else 0)  # fmt: skip
            continue
        number, text = _number(line, bold=bool(line.row))
        level = _level(line, number, text, bold=bool(line.row), by_hand=by_hand)
        if number and (level or "." in number or line.kind is not Kind.ITEM):
            article = number
        elif level and level <= 2:
            article = ""
        if level:
            titles = [each for each in titles if each[0] < level]
        told = tuple(title for _, title in titles)
        if level:
            titles.append((level, text))
        kind = Kind.HEADING if level else line.kind
        yield replace(
            line, kind=kind, text=text, number=number, article=article, titles=told,
            level=level, row=0,
        )  # fmt: skip


def _number(line: Line, *, bold: bool) -> tuple[str, str]:
    """Return the number of a line and its text without it."""
    if line.number:
        found = _DIGITS.search(line.number)
        dotted = found is not None and ("." in found[0] or line.level)
        return (found[0].rstrip(".") if found and dotted else ""), line.text
    if match := _ARTICLE.match(line.text):
        rest = match["rest"].strip(" .:–—-\t")
        # « Article 5 du CCAG » opens a sentence, not an article
        if not re.match(r"(?:du|de la|de l'|des|et|,)\s", rest, re.IGNORECASE):
            return _arabic(match["number"]), rest or line.text
    if match := _DECIMAL.match(line.text):
        return match["number"], match["rest"]
    if (bold or line.level or line.text.isupper()) and (match := _SINGLE.match(line.text)):
        return _arabic(match["number"]), match["rest"]
    return "", line.text


def _arabic(number: str) -> str:
    if number.lower() == "1er":
        return "1"
    if not re.fullmatch(r"[IVXLC]+", number.upper()):
        return number
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    figures = [values[each] for each in number.upper()]
    return str(
        sum(-v if any(v < w for w in figures[i + 1 : i + 2]) else v for i, v in enumerate(figures))
    )


def _level(line: Line, number: str, text: str, *, bold: bool, by_hand: bool) -> int:
    """Return the level of a heading, typed ones included; 0 for a line that states something."""
    if line.level:
        return line.level
    short = len(text) <= LONGEST_TITLE and not re.search(r"[.;,]$", text)
    if line.kind is not Kind.PARAGRAPH or not short:
        return 0
    capitals = text.isupper() and bool(re.search(r"[A-ZÉÈÀ]{4}", text))
    if number and (bold or capitals or len(text.split()) <= 12):
        return number.count(".") + 1
    if by_hand and (bold or capitals) and len(text.split()) <= 14 and not text.endswith(":"):
        return 1 if capitals else 2
    return 0
