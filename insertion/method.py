"""What a method is: a formula, where it was read, and what its hours stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from insertion.dated import Certainty
from insertion.formula import Computation, Expr, Rounded, computation, divisors, variables


@dataclass(frozen=True, slots=True)
class Source:
    """Where a method was read, and when; ``url`` is empty for a practice no text states."""

    text: str
    url: str
    checked_on: str


class HoursKind(StrEnum):
    """What an hour stands for: hours of different kinds are never added."""

    EMPLOYMENT = "emploi"
    TRAINING = "formation"


class Statement(StrEnum):
    """How a contract states what the method gives."""

    VOLUME = "volume"
    """A number of hours."""
    WORKED_SHARE = "part_heures"
    """A share of the worked hours; the number is an estimate."""
    INVOICED_SLICES = "tranches_facturees"
    """An hour a slice of what is invoiced; the number is a forecast."""
    FRAMEWORK = "accord_cadre"
    """Hours that follow what a framework agreement has ordered; the number is that of its base."""
    POSTS = "postes"
    """A number of posts and the hours of each; only the hours are measured."""
    TRAINING_TABLE = "bareme"
    """Training hours read in a table of amounts; the number is a forecast."""
    TRAINING = "formation"
    """A number of training hours."""
    YEARLY = "annuel"
    """A number of hours each year of a concession; the lot's number is that of all its years."""
    UNWRITTEN = "sans_clause"
    """No clause of the library states it."""


RULES = (
    Statement.WORKED_SHARE,
    Statement.INVOICED_SLICES,
    Statement.FRAMEWORK,
    Statement.TRAINING_TABLE,
)
"""What leaves the hours to what happens: the number computed is only an estimate or a forecast."""

NUMBERED = (Statement.VOLUME, Statement.POSTS)
"""What fixes a number of employment hours once and for all."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A method that holds only below a figure of one of its inputs."""

    name: str
    below: Decimal


@dataclass(frozen=True, slots=True)
class Method:
    """One way to size hours.

    ``id`` is the French key of the vocabulary's list ``method``; ``exact`` gives unrounded hours.
    ``caution`` is what a person must know before using it. ``example`` gives inputs, as typed, for
    the documentation. ``inferred``: a lot that names no method may get this one.
    """

    id: str
    exact: Expr
    sources: tuple[Source, ...]
    certainty: Certainty
    example: Mapping[str, str]
    kind: HoursKind = HoursKind.EMPLOYMENT
    statement: Statement = Statement.VOLUME
    inferred: bool = False
    ceiling: Ceiling | None = None
    caution: str = ""
    inputs: tuple[str, ...] = field(init=False, repr=False, compare=False)
    divisors: tuple[str, ...] = field(init=False, repr=False, compare=False)
    rounded: Expr = field(init=False, repr=False, compare=False)
    compute: Computation = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Walk the tree once: tables of thousands of lots ask for its inputs at each row."""
        object.__setattr__(self, "inputs", variables(self.exact))
        object.__setattr__(self, "divisors", divisors(self.exact))
        object.__setattr__(self, "rounded", Rounded(self.exact))
        object.__setattr__(self, "compute", computation(self.rounded))

    def __hash__(self) -> int:
        """Hash by the key, which is unique, not by the whole tree."""
        return hash(self.id)

    @property
    def is_rule(self) -> bool:
        """Tell whether the contract states the rule itself, the hours being an estimate."""
        return self.statement in RULES
