"""Small neighbouring contracts of one trade, which together could carry a pathway.

Hours of several contracts joined for one person need the facilitator's agreement: what is found
here is a proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from insertion.datafiles import load_data
from insertion.programme import DATA
from insertion.screening import Ground, Screened, Screening, Verdict, Volume, volume_of


@dataclass(frozen=True, slots=True)
class Pool:
    """Just enough contracts of one trade, planned within a year, and their hours together.

    ``certain``: the least of their hours reaches the minimum; otherwise only the most does.
    """

    trade: str
    contracts: tuple[Screened, ...]
    volume: Volume
    certain: bool


def pools(screening: Screening) -> tuple[Pool, ...]:
    """Return the groups worth proposing, in the order of their hours; none without a minimum."""
    minimum = screening.assumptions.minimum
    if minimum is None:
        return ()
    small = [
        each
        for each in screening.of(Verdict.TOO_SMALL)
        if each.trade is not None and each.ground is not Ground.ZERO
    ]
    found: list[Pool] = []
    for trade in dict.fromkeys(each.trade for each in small):
        assert trade is not None
        for neighbours in _neighbours([each for each in small if each.trade == trade]):
            for group in _just_enough(neighbours, minimum):
                volume = volume_of(group)
                if len(group) > 1 and volume.high >= minimum:
                    found.append(Pool(trade, tuple(group), volume, volume.low >= minimum))
    return tuple(sorted(found, key=lambda each: -each.volume.high))


def _just_enough(neighbours: Sequence[Screened], minimum: int) -> list[list[Screened]]:
    """Part neighbours into groups that reach the minimum: fewer contracts are easier to join.

    What is left and does not reach it by itself joins the last group.
    """
    groups: list[list[Screened]] = []
    open_group: list[Screened] = []
    for each in neighbours:
        open_group.append(each)
        if len(open_group) > 1 and volume_of(open_group).low >= minimum:
            groups.append(open_group)
            open_group = []
    if open_group and groups and volume_of(open_group).high < minimum:
        groups[-1] += open_group
    elif open_group:
        groups.append(open_group)
    return groups


def _neighbours(contracts: Sequence[Screened]) -> Iterator[list[Screened]]:
    """Yield contracts planned within a year of the first of them; those without date together."""
    months = int(load_data(DATA)["pooling_months"])
    undated = [each for each in contracts if each.contract.period is None]
    if undated:
        yield undated
    group: list[Screened] = []
    for each in sorted((e for e in contracts if e.contract.period), key=_start):
        if group and _start(each) >= _later(_start(group[0]), months):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _start(each: Screened) -> date:
    assert each.contract.period is not None
    return each.contract.period.first


def _later(day: date, months: int) -> date:
    """Return the first day that is ``months`` after the month of ``day``."""
    total = day.month - 1 + months
    return date(day.year + total // 12, total % 12 + 1, 1)
