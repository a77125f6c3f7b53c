"""Values that depend on a date: which one holds on a given day, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from insertion import vocabulary


class Certainty(StrEnum):
    """How a fact was established; the member's value is the code used in data files."""

    VERIFIED = "A"
    SECONDARY = "B"
    TO_VERIFY = "C"

    @property
    def key(self) -> str:
        """Return the French key of the vocabulary's list ``certainty``."""
        listed = vocabulary.options("certainty").items()
        return next(key for key, option in listed if option.details["code"] == self.value)

    @property
    def label(self) -> str:
        """Return what people read: « vérifié », « source secondaire », « à vérifier »."""
        return vocabulary.label_of("certainty", self.key)


def weakest(certainties: Sequence[Certainty]) -> Certainty:
    """Return the least sure of several certainties."""
    return max(certainties, key=lambda each: each.value)


class Dated(Protocol):
    """Anything that begins on a day (``None``: beginning unknown) and may end on a day."""

    @property
    def start(self) -> date | None:
        """Return the first day, if known."""

    @property
    def until(self) -> date | None:
        """Return the last known day, if any."""


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Found(Generic[D]):
    """The version that serves a date; ``stale`` when the date lies beyond its last known day."""

    version: D
    stale: bool


def version_at(versions: Sequence[D], on: date) -> Found[D] | None:
    """Return the version in force on ``on``, or ``None`` before the first one.

    ``versions`` are ordered; each one ends where the next begins. When the last version has a last
    known day and ``on`` is later, that version still serves and is marked stale.
    """
    serving: D | None = None
    for version in versions:
        if version.start is None or version.start <= on:
            serving = version
    if serving is None:
        return None
    return Found(serving, stale=serving.until is not None and on > serving.until)
