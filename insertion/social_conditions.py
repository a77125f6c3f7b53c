"""Other social conditions: what each asks in figures, by level; house settings, never law."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from insertion.clause_choices import Ambition, SocialCondition
from insertion.contract import Contract, Mechanism
from insertion.datafiles import load_data
from insertion.hours import HoursResult, LotHours
from insertion.obligations import Level
from insertion.quantities import DayKind, Days

DATA = "social_conditions.yaml"
SUMMARIES = "social_summaries.yaml"
MASKED = "masked_headcount"


@cache
def _figures() -> dict[str, Any]:
    return load_data(DATA)  # type: ignore[no-any-return]


def figures(contract: Contract) -> Iterator[tuple[str, str, Any]]:
    """Yield the French key, the type and the value of each figure at the contract's level.

    The headcount below which figures are masked is the contract's own when it states one.
    """
    level = contract.ambition or Ambition.ESSENTIAL
    for name, entry in _figures().items():
        value = typed(entry["type"], entry["values"][level.value])
        if name == MASKED and contract.masking_threshold is not None:
            value = contract.masking_threshold
        yield entry["key"], entry["type"], value


@cache
def _summaries() -> dict[str, Any]:
    return load_data(SUMMARIES)  # type: ignore[no-any-return]


def summary_parts(kind: SocialCondition, level: Ambition) -> tuple[str, ...]:
    """Return what the condition asks at this level, in parts; braces name the figures to print."""
    ranks = list(Ambition)
    return tuple(
        part["text"]
        for part in _summaries()[kind.value]
        if ranks.index(Ambition(part["from"])) <= ranks.index(level)
    )


def typed(kind: str, value: Any) -> Any:
    """Return a setting as its type wants it: an exact share, days of a kind, or as written."""
    match kind:
        case "share":
            return Decimal(value)
        case "days":
            count, _, kind = value.partition(" jours ")
            return Days(int(count), DayKind(kind))
        case _:
            return value


def social_lots(result: HoursResult) -> tuple[LotHours, ...]:
    """Return the lots under another social condition than insertion."""
    return tuple(each for each in result.lots if each.lot.mechanism is Mechanism.SOCIAL_CONDITION)


def bound_by_law(result: HoursResult) -> bool:
    """Tell whether the law asks a social condition of one of these lots."""
    return any(each.obligation.level is Level.MANDATORY for each in social_lots(result))
