"""French typography: the only place where a space, an apostrophe or a number takes its French form.

Texts are written with ordinary spaces and straight apostrophes; :func:`french` sets them right
once, when they leave. Comparing two texts goes through :func:`plain`, which forgets which space was
used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"'"), "’"),
    (re.compile(r" ([;!?])"), NARROW + r"\1"),
    (re.compile(r" ([:%€»])"), NO_BREAK + r"\1"),
    (re.compile(r"« "), "«" + NO_BREAK),
    (re.compile(r"\b([Nn])° "), r"\1°" + NO_BREAK),
    (re.compile(r"\b([LRD])\. (?=\d)"), r"\1." + NO_BREAK),
    (re.compile(r"\b([Ll]ots?) (?=\d)"), r"\1" + NO_BREAK),
    (re.compile(r"(?<=\d) (?=\d)"), NO_BREAK),
    (re.compile(r"(\d) (?=(?:fois|h)\b)"), r"\1" + NO_BREAK),
    (re.compile(r"\b([Aa]rticle) (?=\d|[LRD]\.)"), r"\1" + NO_BREAK),
    (re.compile(r"(\d) (?=(?:heures?|jours?|mois|semaines?|ans|euros)\b)"), r"\1" + NO_BREAK),
)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")


@lru_cache(maxsize=8_192)  # labels and sentences come back in every contract and every case
def french(text: str) -> str:
    r"""Return ``text`` with French spaces and apostrophes; applying it twice changes nothing.

    >>> french("Qui ? L'acheteur : 5 %") == "Qui\u202f? L’acheteur\u00a0: 5\u00a0%"
    True
    """
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def plain(text: str) -> str:
    """Return ``text`` with every kind of space as one ordinary space and straight apostrophes."""
    return _SPACES.sub(" ", text).replace("’", "'").strip()


def decimal_text(value: Decimal | Fraction | int, *, at_least: int = 0, at_most: int = 2) -> str:
    """Return a number the French way: narrow groups of three, a comma, half away from zero.

    >>> decimal_text(Fraction(2500, 3)) == "833,33"
    True
    """
    exact = Fraction(value)
    scaled = abs(exact) * 10**at_most
    units = int(scaled + Fraction(1, 2))
    whole, rest = divmod(units, 10**at_most)
    decimals = f"{rest:0{at_most}d}".rstrip("0") if at_most else ""
    decimals = decimals.ljust(at_least, "0")
    sign = "−" if exact < 0 and units else ""
    grouped = f"{whole:,}".replace(",", NARROW)
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def counted(
    value: int | Fraction | Decimal, singular: str, plural: str | None = None, *, at_most: int = 2
) -> str:
    """Return a number with its noun agreed: « 1 heure », « 833 heures » (plural from 2)."""
    scale = 10**at_most
    shown = int(abs(Fraction(value)) * scale + Fraction(1, 2))  # agrees with what is printed
    noun = singular if shown < 2 * scale else (plural or singular + "s")
    return f"{decimal_text(value, at_most=at_most)}{NO_BREAK}{noun}"


def hours_text(value: int | Fraction) -> str:
    """Return hours with their unit, at most two decimals."""
    return counted(value, "heure")


def months_text(value: int) -> str:
    """Return a duration in months."""
    return counted(value, "mois", "mois")


def money_text(value: Decimal | Fraction | int) -> str:
    """Return euros with two decimals: « 1 234 567,00 € »."""
    return f"{decimal_text(value, at_least=2)}{NO_BREAK}€"


def share_text(value: Decimal | Fraction) -> str:
    """Return a share between 0 and 1 as a percentage without losing a digit: « 7,5 % »."""
    exact = Fraction(value) * 100
    places = next((n for n in range(7) if (exact * 10**n).denominator == 1), 6)
    return f"{decimal_text(exact, at_most=places)}{NO_BREAK}%"


def size_text(count: int) -> str:
    """Return a file's size in millions of bytes, rounded up: a file over a limit never shows it."""
    return f"{decimal_text(Fraction(-(-count // 100_000), 10), at_most=1)}{NO_BREAK}Mo"


def date_text(value: date) -> str:
    """Return a date in words: « 1er septembre 2026 »."""
    day = "1er" if value.day == 1 else str(value.day)
    return f"{day}{NO_BREAK}{MONTHS[value.month - 1]} {value.year}"


SHORTEST_RUN = 4  # numbers in a row: below, they are easier to read one by one


def numbered(numbers: Sequence[str]) -> str:
    """Return lot numbers in words, runs shortened: « 1 à 8 et 12 »."""
    runs: list[list[str]] = []
    for number in numbers:
        last = runs[-1][-1] if runs else ""
        follows = last.isdecimal() and number.isdecimal() and int(number) == int(last) + 1
        if follows:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]} à {run[-1]}"] if len(run) >= SHORTEST_RUN else run
    return listed(parts)


def listed(items: list[str], last_link: str = "et") -> str:
    """Return « a, b et c »."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last_link} {items[-1]}"
