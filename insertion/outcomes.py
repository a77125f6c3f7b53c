"""What a comparison finds on one lot: outcomes by group, what is asked for, what is excluded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from insertion import vocabulary
from insertion.contract import Lot
from insertion.method import HoursKind, Method
from insertion.quantities import Rounding
from insertion.reference import Reference
from insertion.typography import french


class Group(StrEnum):
    """Which outcomes may be compared; the value is a French key."""

    COMPARABLE = "comparables"
    UNCONFIRMED = "ordre_de_grandeur"
    """With a figure from memory."""
    TRAINING = "formation"
    """Hours of training, never those of a job."""
    APART = "a_part"
    """What no clause states: a benchmark, or the hours of another amount."""

    @property
    def label(self) -> str:
        """Return what people read above the group."""
        return french(vocabulary.label_of("comparison_group", self.value))


@dataclass(frozen=True, slots=True)
class InputUsed:
    """A figure of a calculation, in French, and where it comes from.

    ``reference`` is ``None`` for a figure of the lot; ``bound`` says which end of a published range
    it is; ``age`` is empty when nothing dates it.
    """

    name: str
    label: str
    value: Decimal
    shown: str
    source: str
    age: str
    reference: Reference | None = None
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The hours one method gives with one set of inputs.

    ``hours`` follow the contract's rounding rule, ``exact`` none. ``chosen`` marks the lot's own
    calculation.
    """

    method: Method
    group: Group
    inputs: tuple[InputUsed, ...]
    exact: Fraction
    hours: int
    sentence: str
    warnings: tuple[str, ...]
    chosen: bool = False

    @property
    def replaced(self) -> tuple[InputUsed, ...]:
        """Return the inputs taken from references in place of the lot's own."""
        return tuple(each for each in self.inputs if each.reference is not None)

    @property
    def label(self) -> str:
        """Return the method in words, with the references it borrows."""
        name = vocabulary.label_of("method", self.method.id)
        borrowed = ", ".join(
            f"{vocabulary.quantity(each.name).short} {each.shown}" for each in self.replaced
        )
        return french(f"{name} – repère : {borrowed}" if borrowed else name)

    @property
    def kind(self) -> HoursKind:
        """Return what the hours stand for."""
        return self.method.kind


@dataclass(frozen=True, slots=True)
class Asked:
    """A method that lacks inputs: their labels, and the references that may help to fill them."""

    method: Method
    missing: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return the method in words."""
        return french(vocabulary.label_of("method", self.method.id))

    @property
    def sentence(self) -> str:
        """Return what to fill in."""
        return french("À renseigner : " + ", ".join(self.missing) + ".")


@dataclass(frozen=True, slots=True)
class Excluded:
    """A method that gives no hours with the lot's figures, and why."""

    method: Method
    reason: str

    @property
    def label(self) -> str:
        """Return the method in words."""
        return french(vocabulary.label_of("method", self.method.id))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every method, before one lot; ``outcomes`` follow the order of the methods.

    ``costs`` are the hourly costs that may size its hours, the lot's own figure or not: a lot that
    states the newest one must not make an older one look the newest.
    """

    lot: Lot
    on: date
    rounding: Rounding
    outcomes: tuple[Outcome, ...]
    asked: tuple[Asked, ...]
    excluded: tuple[Excluded, ...]
    costs: tuple[InputUsed, ...] = ()

    def of(self, group: Group) -> tuple[Outcome, ...]:
        """Return the outcomes of a group, from the fewest hours to the most."""
        return tuple(sorted((e for e in self.outcomes if e.group is group), key=lambda e: e.exact))

    @property
    def low(self) -> Outcome | None:
        """Return the comparable outcome with the fewest hours, ``None`` without any."""
        return next(iter(self.of(Group.COMPARABLE)), None)

    @property
    def high(self) -> Outcome | None:
        """Return the comparable outcome with the most hours, ``None`` without any."""
        comparable = self.of(Group.COMPARABLE)
        return comparable[-1] if comparable else None

    @property
    def spread(self) -> int:
        """Return how many hours part the lowest from the highest."""
        return 0 if self.low is None or self.high is None else self.high.hours - self.low.hours

    @property
    def ratio(self) -> Fraction | None:
        """Return how many times the lowest goes into the highest, ``None`` when it is zero."""
        if self.low is None or self.high is None or self.low.exact == 0:
            return None
        return self.high.exact / self.low.exact

    @property
    def chosen(self) -> Outcome | None:
        """Return the lot's own calculation, ``None`` when it has none."""
        return next((each for each in self.outcomes if each.chosen), None)
