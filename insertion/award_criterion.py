"""The insertion criterion: what is scored, on which scale, and how points are worked out.

The sub-criteria, the scale and the example are data: the rules of the consultation, the answer
frame and the analysis grid print the same ones. Points are exact until they are printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from insertion.contract import Contract
from insertion.datafiles import load_data

FILE = "award_criterion.yaml"


@dataclass(frozen=True, slots=True)
class Level:
    """A step of the scale: its share of the points, its name and what an answer must show."""

    points: Fraction
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class SubCriterion:
    """What a part of the criterion scores.

    ``field`` is the fact of the contract that holds its weight, a share of the criterion; ``flag``
    the published boolean that says it is scored; ``rubrics`` the lines of its answer frame, none
    for the hours, which are counted and not graded.
    """

    field: str
    flag: str
    name: str
    title: str
    expected: str
    rubrics: tuple[str, ...] = ()

    @property
    def graded(self) -> bool:
        """Tell whether a level of the scale decides its points; hours are a proportion."""
        return bool(self.rubrics)

    def weight(self, contract: Contract) -> Fraction:
        """Return its share of the criterion, zero when the contract does not score it."""
        return Fraction(getattr(contract, self.field) or 0)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision of a court on the criterion, by article id, and what the grid draws from it."""

    article: str
    reason: str


@dataclass(frozen=True, slots=True)
class Example:
    """What the worked example supposes: levels by sub-criterion, and hours."""

    levels: dict[str, int]
    hours_scored: int
    hours_best: int
    hours_added: Fraction


@cache
def _document() -> dict[str, Any]:
    return load_data(FILE)  # type: ignore[no-any-return]


@cache
def scale() -> tuple[Level, ...]:
    """Return the levels, the highest first; the last one earns nothing."""
    return tuple(
        Level(Fraction(each["points"]), each["label"], each["text"])
        for each in _document()["levels"]
    )


@cache
def sub_criteria() -> tuple[SubCriterion, ...]:
    """Return what may be scored, in the order of the pieces, hours last."""
    return tuple(
        SubCriterion(**{**each, "rubrics": tuple(each.get("rubrics", ()))})
        for each in _document()["sub_criteria"]
    )


@cache
def rulings() -> tuple[Ruling, ...]:
    """Return the decisions the internal grid gives as reasons."""
    return tuple(Ruling(**each) for each in _document()["rulings"])


@cache
def example() -> Example:
    """Return the figures of the worked examples."""
    row = _document()["example"]
    added = Fraction(row["hours_added"])
    return Example(row["levels"], row["hours_scored"], row["hours_best"], added)


def maximum() -> int:
    """Return the points of the whole mark."""
    return int(_document()["maximum"])


def scored(contract: Contract) -> tuple[SubCriterion, ...]:
    """Return the sub-criteria the contract scores, those with a weight above zero."""
    return tuple(each for each in sub_criteria() if each.weight(contract) > 0)


def criterion_points(contract: Contract) -> Fraction:
    """Return the points of the whole criterion, zero while its weight is unknown."""
    return Fraction(contract.criterion_weight or 0) * maximum()


def possible_points(each: SubCriterion, contract: Contract) -> Fraction:
    """Return the most points a sub-criterion can earn."""
    return each.weight(contract) * criterion_points(contract)


def hours_points(possible: Fraction, hours: int, best: int) -> Fraction:
    """Return the points of ``hours``, in proportion to ``best``, the most any offer adds.

    Nothing is earned when no offer adds an hour. Both figures are hours, not negative, and
    ``hours`` is at most ``best``.
    """
    return possible * Fraction(hours, best) if best else Fraction(0)
