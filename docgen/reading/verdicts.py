"""What a check answers: pass, fail, not applicable, or for a person to read; where, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from docgen.reading.text import Line, Place, ReadDocument, place_of
from insertion.typography import french

MOST_REMARKS = 12
"""Remarks of one check told in full; those in excess are counted."""


class Outcome(StrEnum):
    """The answer; the value is its published key."""

    PASS = "conforme"  # noqa: S105 - a verdict
    FAIL = "non_conforme"
    NOT_APPLICABLE = "sans_objet"
    TO_READ = "a_lire"


class Level(StrEnum):
    """What a failure does; the value is its published key."""

    BLOCKS = "bloque"
    WARNS = "avertit"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing found, its places, and its own level when it differs from the check's."""

    text: str
    places: tuple[Place, ...] = ()
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check found; ``reason`` says why when there is no remark."""

    outcome: Outcome
    remarks: tuple[Remark, ...] = ()
    reason: str = ""


def remark(text: str, *at: tuple[ReadDocument, Line] | Place, level: Level | None = None) -> Remark:
    """Return a remark; a place is given as such, or as a line of a document."""
    places = tuple(each if isinstance(each, Place) else place_of(*each) for each in at)
    return Remark(french(text), places, level)


def failing(remarks: Iterable[Remark], otherwise: str = "") -> Answer:
    """Return a failure with its remarks, or a pass with its reason when there is none."""
    found = tuple(dict.fromkeys(remarks))
    if not found:
        return Answer(Outcome.PASS, reason=french(otherwise))
    return Answer(Outcome.FAIL, found)


def not_applicable(reason: str) -> Answer:
    """Return that a check has no object here."""
    return Answer(Outcome.NOT_APPLICABLE, reason=french(reason))


def to_read(reason: str, remarks: Sequence[Remark] = ()) -> Answer:
    """Return that a person must read, and what."""
    return Answer(Outcome.TO_READ, tuple(remarks), french(reason))
