"""Articles, thresholds and indices as of a consultation date, with source and certainty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from insertion.datafiles import load_data, load_folder
from insertion.dated import Certainty, Found, version_at


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One wording of an article: what it says in our words, since when, and how surely."""

    start: date | None
    until: date | None
    title: str
    summary: str
    certainty: Certainty
    source: str | None
    checked_on: date
    contested_day: date | None
    """A first day on which sources disagree whether this wording already applies."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article of law or of a CCAG; ``id`` has the form ``ccp:L2112-2``."""

    id: str
    cite: str
    cite_without_number: str | None
    versions: tuple[ArticleVersion, ...]

    def at(self, on: date) -> ArticleVersion | None:
        """Return the wording in force on ``on``; ``None`` before it exists or after it ends."""
        found = version_at(self.versions, on)
        return None if found is None or found.stale else found.version

    def citation(self, on: date) -> str:
        """Return how to name the article in a piece; a doubtful number is not printed.

        Raises:
            LookupError: when the article is not in force on ``on``.
        """
        version = self.at(on)
        if version is None:
            raise LookupError(f"{self.id} is not in force on {on}")
        if version.certainty is Certainty.TO_VERIFY and self.cite_without_number:
            return self.cite_without_number
        return self.cite


@cache
def articles() -> dict[str, Article]:
    """Return every known article by identifier."""
    return {key: _article(key, row) for key, row in load_folder("articles").items()}


def _article(key: str, row: dict[str, Any]) -> Article:
    versions = tuple(
        ArticleVersion(
            start=each["from"],
            until=each.get("until"),
            title=each["title"],
            summary=each["summary"],
            certainty=Certainty(each["certainty"]),
            source=each["source"],
            checked_on=each["checked_on"],
            contested_day=each["boundary"]["decree"] if "boundary" in each else None,
        )
        for each in row["versions"]
    )
    return Article(key, row["cite"], row.get("cite_without_number"), versions)


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount fixed by law from a day on; ``until`` is the last day it is known to hold."""

    start: date
    until: date | None
    value: Decimal
    certainty: Certainty
    source: str
    checked_on: date


def _figures(file: str, name: str) -> tuple[str, tuple[Figure, ...]]:
    row = load_data(f"parameters/{file}.yaml")[name]
    return row["label"], tuple(
        Figure(
            start=each["from"],
            until=each.get("until"),
            value=Decimal(each["value"]),
            certainty=Certainty(each["certainty"]),
            source=each["source"],
            checked_on=each["checked_on"],
        )
        for each in row["values"]
    )


@dataclass(frozen=True, slots=True)
class LegalFigure:
    """A named figure as of a date; ``stale`` asks for a new check."""

    label: str
    figure: Figure
    stale: bool


def _figure_at(file: str, name: str, on: date) -> LegalFigure:
    label, figures = _figures(file, name)
    found: Found[Figure] | None = version_at(figures, on)
    if found is None:
        known = ", ".join(str(each.start) for each in figures)
        raise LookupError(f"{name}: nothing known on {on}; known from {known}")
    return LegalFigure(label, found.version, found.stale)


def european_thresholds() -> dict[str, tuple[Figure, ...]]:
    """Return every known European threshold by category, oldest first, in euros excluding tax."""
    names = load_data("parameters/european_thresholds.yaml")
    return {name: _figures("european_thresholds", name)[1] for name in names}


def european_threshold(category: str, on: date) -> LegalFigure:
    """Return the European threshold of ``category`` on ``on``, in euros excluding tax.

    Raises:
        LookupError: before the first known value.
    """
    return _figure_at("european_thresholds", category, on)


def index_value(name: str, on: date) -> LegalFigure:
    """Return the index ``smic`` or ``plafond_ss`` on ``on``, in euros an hour.

    Raises:
        LookupError: before the first known value.
    """
    return _figure_at("indices", name, on)


def reservation_figure(name: str, on: date) -> LegalFigure:
    """Return the bound ``proportion``, ``ess_duree`` or ``ess_anteriorite`` on ``on``.

    The first is a share of the workers, the two others are months.

    Raises:
        LookupError: before the first known value.
    """
    return _figure_at("reservations", name, on)


def overseas_figure(name: str, on: date) -> LegalFigure:
    """Return ``youth_share``, ``unemployment_ratio`` or ``youth_age`` (in years) on ``on``.

    Raises:
        LookupError: before the first known value.
    """
    return _figure_at("overseas", name, on)
