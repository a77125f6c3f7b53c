"""Everything that changed in a library, from the latest day: the histories of all its clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from clausier.catalogue.shelf import Shelf
from clausier.clauses_words import history
from insertion.typography import MONTHS, date_text

_TITLE = re.compile(r"(?P<version>\S+), (?P<day>\d{1,2})(?:er)?\s(?P<month>\w+)\s(?P<year>\d{4})")


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A version of a clause: what its history says of it."""

    clause: str
    title: str
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What changed on a day; ``title`` is empty for histories that give none."""

    title: str
    entries: tuple[VersionEntry, ...]


def changes_by_day(shelf: Shelf) -> list[Day]:
    """Return the versions of every clause by day, the latest first, those without a day last."""
    found: dict[date | None, list[VersionEntry]] = {}
    for day, entry in _entries(shelf):
        found.setdefault(day, []).append(entry)
    dated = sorted((each for each in found if each is not None), reverse=True)
    days = [Day(date_text(each), tuple(found[each])) for each in dated]
    return [*days, Day("", tuple(found[None]))] if None in found else days


def _entries(shelf: Shelf) -> Iterator[tuple[date | None, VersionEntry]]:
    for name, clause in shelf.clauses.items():
        for each in history(clause, shelf.library):
            told = _TITLE.fullmatch(" ".join(each.title.split()))
            day = _day(told) if told else None
            title = told["version"] if told and day else each.title
            yield day, VersionEntry(name, title, each.effects)


def _day(told: re.Match[str]) -> date | None:
    try:
        return date(int(told["year"]), MONTHS.index(told["month"]) + 1, int(told["day"]))
    except ValueError:  # no such month, no such day: the history is shown as it is written
        return None
