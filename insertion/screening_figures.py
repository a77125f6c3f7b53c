"""The figures a screening may use, and how a trade or a nature is recognised by a CPV code.

A figure of the list comes first, then one given for the whole screening, then the territory set,
then published sources. What rests on memory is a range, never a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache

from insertion import vocabulary
from insertion.contract import BuyerKind, ContractType
from insertion.datafiles import load_data
from insertion.programme import DATA, PlannedContract
from insertion.quantities import Direction, Rounding
from insertion.reference import Figure, Reference, age_words, reference, references
from insertion.territory import TerritorySet
from insertion.typography import french

INPUTS = {
    "labour_share": Figure.LABOUR_SHARE,
    "insertion_rate": Figure.INSERTION_RATE,
    "hourly_cost": Figure.HOURLY_COST,
}

A_MONTH, A_YEAR = "conversion_heures.etp_mensuel", "conversion_heures.etp_annuel_paye"
"""The references that turn hours into months and years of one person."""


class Origin(StrEnum):
    """Where a figure comes from, strongest first."""

    LIST = "liste"
    OPTION = "option"
    TERRITORY = "bareme"
    SOURCE = "source"
    MAGNITUDE = "ordre_de_grandeur"

    @property
    def label(self) -> str:
        """Return what people read."""
        return french(str(load_data(DATA)["origins"][self.value]))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure used: its bounds (equal when it is one figure), where it comes from, how surely.

    ``references`` are the published rows or those of the territory set behind it.
    """

    low: Decimal
    high: Decimal
    origin: Origin
    references: tuple[Reference, ...] = ()

    @property
    def firm(self) -> bool:
        """Tell whether it may be counted on: not an order of magnitude."""
        return self.origin is not Origin.MAGNITUDE


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the whole screening rests on.

    ``insertion_rate`` (0 to 1) and ``hourly_cost`` (euros an hour) hold for every contract that
    states none; ``territory``, a department's own set, fills the rest. ``minimum_hours``: below, no
    pathway; ``None`` when nobody has said so. ``consultation_date`` is that of the contracts that
    state none.
    """

    buyer_kind: BuyerKind | None = None
    consultation_date: date | None = None
    insertion_rate: Decimal | None = None
    hourly_cost: Decimal | None = None
    minimum_hours: int | None = None
    territory: TerritorySet | None = None

    @property
    def minimum(self) -> int | None:
        """Return the minimum useful hours given, else those of the territory set."""
        if self.minimum_hours is not None or self.territory is None:
            return self.minimum_hours
        return self.territory.minimum_useful_hours

    def of_set(self, nature: ContractType | None) -> tuple[Reference, ...]:
        """Return the figures of the territory set that hold for a nature of contract."""
        if self.territory is None:
            return ()
        # Without a nature, a rate of one nature only must not serve another: it bears a scope.
        return tuple(each for each in self.territory.as_references(nature) if not each.scope)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a contract when a figure is looked for."""

    contract: PlannedContract
    nature: ContractType | None
    trade: str | None
    of_set: tuple[Reference, ...]


def share_of(known: Known, assumptions: Assumptions) -> Estimate | None:
    """Return the labour share: of the list, of the set, of sources, or an order of magnitude."""
    found = given("labour_share", known, assumptions)
    supplies = known.nature is ContractType.SUPPLIES
    if found is not None or known.trade is None or supplies:
        return found
    usable = [
        each
        for each in references(Figure.LABOUR_SHARE, known.trade)
        if each.sizing and not each.scope and known.trade in each.trades
    ]
    sourced = [each for each in usable if not each.order_of_magnitude]
    # Two sources that disagree are a range: choosing one would hide that.
    if sourced:
        return _between(sourced, Origin.SOURCE)
    return _between(usable, Origin.MAGNITUDE) if usable else None


def _between(among: Sequence[Reference], origin: Origin) -> Estimate:
    lows = [each.low if each.low is not None else each.value for each in among]
    highs = [each.high if each.high is not None else each.value for each in among]
    low = min(each for each in lows if each is not None)
    high = max(each for each in highs if each is not None)
    return Estimate(low, high, origin, tuple(among))


def given(name: str, known: Known, assumptions: Assumptions) -> Estimate | None:
    """Return a figure of the list, of the options, or of the territory set, in that order.

    Published rates and costs are never taken: a rate is a decision, and the costs are too old.
    """
    stated: Decimal | None = getattr(known.contract, name)
    if stated is not None:
        return Estimate(stated, stated, Origin.LIST)
    of_all: Decimal | None = getattr(assumptions, name, None)
    if of_all is not None:
        return Estimate(of_all, of_all, Origin.OPTION)
    of_set = [each for each in known.of_set if each.figure is INPUTS[name]]
    # What holds for any trade serves only where the set says nothing of this one.
    own = [each for each in of_set if known.trade is not None and known.trade in each.trades]
    kept = own or [each for each in of_set if not each.trades]
    return _between(kept, Origin.TERRITORY) if kept else None


@cache
def nature_of_cpv(cpv: str | None) -> ContractType | None:
    """Return the nature that the first two digits of a CPV code point to, if any."""
    if cpv is None:
        return None
    division = int(cpv[:2])
    for row in load_data(DATA)["cpv_natures"]:
        if row["from"] <= division <= row["to"]:
            return ContractType(row["nature"])
    return None


@cache
def trade_of_cpv(cpv: str | None) -> str | None:
    """Return the trade of the longest prefix a CPV code bears; ``None`` when none, or two, do."""
    if cpv is None:
        return None
    found: dict[int, set[str]] = {}
    for key, option in vocabulary.options("trade").items():
        for prefix in option.details.get("cpv", ()):
            if cpv.startswith(prefix):
                found.setdefault(len(prefix), set()).add(key)
    if not found:
        return None
    best = found[max(found)]
    return next(iter(best)) if len(best) == 1 else None


def family_label(trade: str | None) -> str:
    """Return the French name of the family of a trade; « Métier non reconnu » without one."""
    if trade is None:
        return french(load_data(DATA)["unknown_family"])
    family = vocabulary.options("trade")[trade].details["family"]
    return french(load_data(DATA)["families"][family])


def source_words(estimate: Estimate, on: date) -> str:
    """Return where a figure comes from, with the age of its source on ``on``."""
    if not estimate.references:
        return estimate.origin.label
    ages = dict.fromkeys(
        age_words(each, on)
        if estimate.origin is Origin.MAGNITUDE
        else f"{each.source}, {age_words(each, on)}"
        for each in estimate.references
    )
    return french(" ; ".join(ages))


def hours_a_month() -> Decimal:
    """Return the hours of one full-time person in a month."""
    value = reference(A_MONTH).value
    assert value is not None
    return value


def hours_a_year() -> Decimal:
    """Return the hours of one full-time person in a year, of the same kind as those of a month."""
    value = reference(A_YEAR).value
    assert value is not None
    return value


def years_of_work(hours: int, direction: Direction) -> Fraction:
    """Return hours as people at work for a year, in tenths.

    ``direction`` is down for what is said « au moins », up for what is said « au plus ».
    """
    tenths = Fraction(hours * 10) / Fraction(hours_a_year())
    return Fraction(Rounding(direction).apply(tenths), 10)
