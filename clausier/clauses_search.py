"""Whole-text search in a library: accents and case folded, best first, nothing to install."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clausier.clauses_text import readable
from clausier.clauses_words import field_label, legal_basis
from docgen.clause import Clause
from docgen.library import Library
from insertion.errors import WrongUsage, fault
from insertion.typography import french

_WORD = re.compile(r"[a-z0-9]+")
EMPTY_WORDS = frozenset({
    "a", "au", "aux", "avec", "ce", "ces", "d", "dans", "de", "des", "du", "en", "et", "il", "l",
    "la", "le", "les", "leur", "n", "ne", "ou", "par", "pas", "pour", "qu", "que", "qui", "s",
    "sa", "se", "ses", "son", "sous", "sur", "un", "une",
})  # fmt: skip
"""Words too common to tell one clause from another; sought only when nothing else is asked."""
SHORTEST_OPENING = 4  # letters: a shorter word is sought whole, or « fin » would find « finance »
TITLE, SHEET, BODY = 8, 4, 1
"""Weight of a word by where it stands: the title, the sheet, the text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of a clause; ``marks`` are the places of the words sought, start and end."""

    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found: the words it holds, in the order asked, and its best passage."""

    clause: Clause
    words: tuple[str, ...]
    score: int
    passage: Passage


def search(library: Library, sought: Sequence[str], on: date) -> tuple[list[Hit], bool]:
    """Return the clauses that hold the words, best first, and whether they hold them all.

    When no clause holds every word, those that hold the most are returned.

    Raises:
        WrongUsage: when there is no word to look for.
    """
    words = _sought(sought)
    hits = [hit for each in library.clauses.values() if (hit := _hit(each, words, library, on))]
    most = max((len(hit.words) for hit in hits), default=0)
    best = [hit for hit in hits if len(hit.words) == most]
    return sorted(best, key=lambda hit: (-hit.score, hit.clause.id)), most == len(words)


def _sought(given: Sequence[str]) -> list[str]:
    words = list(dict.fromkeys(word for each in given for word, _, _ in _words(each)))
    told = [each for each in words if each not in EMPTY_WORDS] or words
    if not told:
        raise WrongUsage([fault("RECHERCHE_VIDE", "MOTS", value=" ".join(given))])
    return told


def _hit(clause: Clause, words: Sequence[str], library: Library, on: date) -> Hit | None:
    score = 0
    held: set[str] = set()
    best: tuple[tuple[int, int], Passage] | None = None
    for text, weight in _texts(clause, library, on):
        marks: list[tuple[int, int]] = []
        here: set[str] = set()
        for spelled, start, end in _words(text):
            found = [each for each in words if _names(each, spelled)]
            if found:
                here.update(found)
                marks.append((start, end))
        if not marks:
            continue
        held |= here
        score += weight * len(here)
        rank = (len(here), weight)
        if best is None or rank > best[0]:
            best = (rank, Passage(text, tuple(marks)))
    if best is None:
        return None
    return Hit(clause, tuple(each for each in words if each in held), score, best[1])


def _texts(clause: Clause, library: Library, on: date) -> Iterator[tuple[str, int]]:
    """Yield each text of a clause once, with its weight."""
    sheet = clause.sheet
    yield french(sheet.title), TITLE
    yield clause.id, TITLE
    for text in (sheet.short_title, sheet.summary, *sheet.situations):
        yield french(text), SHEET
    for basis in legal_basis(clause, on):
        yield basis.citation, SHEET
    for name in sheet.variables:
        yield field_label(name), BODY
    yield from ((french(text), BODY) for text in sheet.vigilance)
    seen = dict.fromkeys(
        line.text for blocks in clause.blocks.values() for line in readable(blocks, library, on)
    )
    yield from ((text, BODY) for text in seen)


def _names(sought: str, spelled: str) -> bool:
    """Tell whether a word of a text is the one sought, or begins as it does."""
    if len(sought) < SHORTEST_OPENING:
        return sought == spelled
    return spelled.startswith(sought.removesuffix("s")) or sought == spelled + "s"


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word without accent nor capital, with its place in ``text``."""
    letters: list[str] = []
    places: list[int] = []
    for index, letter in enumerate(text):
        spelled = {"œ": "oe", "æ": "ae"}.get(letter.lower()) or unicodedata.normalize(
            "NFKD", letter
        )
        for each in spelled.lower():
            if not unicodedata.combining(each):
                letters.append(each)
                places.append(index)
    for match in _WORD.finditer("".join(letters)):
        yield match.group(), places[match.start()], places[match.end() - 1] + 1
