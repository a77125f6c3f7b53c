"""Lots too small for a pathway, and which of them could share one.

The minimum is a setting of the office, not law. A proposal changes no hours: each contractor keeps
those of its lot, and a common pathway is agreed with the facilitator.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from insertion.hours import HoursResult, LotHours
from insertion.method import HoursKind
from insertion.typography import counted, french, hours_text, listed, numbered

SHOWN = 10
"""Groups told one by one; a sentence with more would not be read."""


@dataclass(frozen=True, slots=True)
class PoolingProposal:
    """The lots below ``minimum`` hours, grouped so that each group reaches it.

    ``alone`` are those that no group could take: together they stay below the minimum.
    """

    minimum: int
    groups: tuple[tuple[LotHours, ...], ...]
    alone: tuple[LotHours, ...]

    @property
    def small(self) -> tuple[LotHours, ...]:
        """Return every lot below the minimum, group by group."""
        return (*(each for group in self.groups for each in group), *self.alone)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return the proposal in French; nothing when every lot reaches the minimum."""
        if not self.small:
            return ()
        return tuple(french(each) for each in _sentences(self))


def hours_together(lots: Sequence[LotHours]) -> int:
    """Return the hours of some lots, in hours."""
    return sum(each.contract_hours or 0 for each in lots)


def pooling_proposal(result: HoursResult) -> PoolingProposal | None:
    """Return how the small lots could be pooled, ``None`` when no minimum is set.

    The largest lot left is completed by the smallest ones until the group reaches the minimum;
    equal lots keep their order. Lots without hours and hours of training are left out.
    """
    minimum = result.contract.minimum_useful_hours
    if minimum is None:
        return None
    small = [
        each
        for each in result.lots
        if each.kind is HoursKind.EMPLOYMENT and 0 < (each.contract_hours or 0) < minimum
    ]
    left = deque(sorted(small, key=lambda each: -(each.contract_hours or 0)))
    total = hours_together(small)
    groups: list[tuple[LotHours, ...]] = []
    rank = {id(each): index for index, each in enumerate(small)}

    def in_order(lots: Sequence[LotHours]) -> tuple[LotHours, ...]:
        return tuple(sorted(lots, key=lambda each: rank[id(each)]))

    while total >= minimum:
        group = [left.popleft()]
        hours = hours_together(group)
        while hours < minimum:
            group.append(left.pop())
            hours += group[-1].contract_hours or 0
        total -= hours
        groups.append(in_order(group))
    return PoolingProposal(minimum, tuple(groups), in_order(left))


def _numbers(lots: Sequence[LotHours]) -> str:
    return numbered([each.lot.number for each in lots])


def _sentences(proposal: PoolingProposal) -> list[str]:
    count = len(proposal.small)
    below = "sont sous" if count > 1 else "est sous"
    first = (
        f"{counted(count, 'lot')} {below} le minimum d'heures utiles de "
        f"{hours_text(proposal.minimum)} (repère interne, non légal)."
    )
    told = [first]
    if proposal.groups:
        shown = [
            f"lots {_numbers(group)} ({hours_text(hours_together(group))})"
            for group in proposal.groups[:SHOWN]
        ]
        if len(proposal.groups) > SHOWN:
            shown.append(counted(len(proposal.groups) - SHOWN, "autre groupe", "autres groupes"))
        told.append(
            f"Mutualisation possible, avec l'accord du facilitateur : {listed(shown)}. Chaque "
            "titulaire garde les heures de son lot."
        )
    if proposal.alone:
        many = len(proposal.alone) > 1
        told.append(
            f"{'Les lots' if many else 'Le lot'} {_numbers(proposal.alone)} "
            f"({hours_text(hours_together(proposal.alone))}) "
            f"{'restent' if many else 'reste'} hors groupe : joindre ces heures à un autre "
            "parcours, ou renoncer à la clause."
        )
    return told
