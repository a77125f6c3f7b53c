"""The grounds on which a lot bound by law may be left without a social condition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from insertion.clause_choices import DerogationGround
from insertion.contract import Contract, Mechanism
from insertion.datafiles import load_data
from insertion.dated import Certainty
from insertion.hours import HoursResult, LotHours
from insertion.obligations import Level
from insertion.typography import french
from insertion.vocabulary import label_of

DATA = "derogations.yaml"


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground under the law of a contract: how surely it was read, and what it asks.

    ``months`` is the duration, in months, that the contract must stay below; ``None`` without one.
    """

    ground: DerogationGround
    certainty: Certainty
    words: str
    months: int | None

    @property
    def label(self) -> str:
        """Return its French name."""
        return label_of("derogation_ground", self.ground.value)


@cache
def grounds(*, concession: bool) -> dict[DerogationGround, Ground]:
    """Return the grounds the law allows: four for a contract, two for a concession."""
    law = "concession" if concession else "marche"
    return {
        DerogationGround(name): Ground(
            DerogationGround(name), Certainty(each[law]), french(each["words"]), each.get("months")
        )
        for name, each in load_data(DATA).items()
        if law in each
    }


def ground_of(each: LotHours, contract: Contract) -> Ground | None:
    """Return the ground a lot invokes, ``None`` when it invokes none or one the law refuses."""
    chosen = each.lot.derogation_ground
    return None if chosen is None else grounds(concession=contract.concession).get(chosen)


def derogating(result: HoursResult) -> tuple[LotHours, ...]:
    """Return the lots left without a condition that the law asks, or may ask, a condition of.

    A lot whose obligation is uncertain is one only if it invokes a ground: caution is free.
    """
    return tuple(
        each
        for each in result.lots
        if each.lot.mechanism is Mechanism.NONE
        and (
            each.obligation.level is Level.MANDATORY
            or (each.obligation.level is Level.UNCERTAIN and each.lot.derogation_ground is not None)
        )
    )


def freely_left_out(result: HoursResult) -> tuple[LotHours, ...]:
    """Return the lots left without a condition by a free choice of the buyer."""
    derogated = derogating(result)
    return tuple(
        each
        for each in result.lots
        if each.lot.mechanism is Mechanism.NONE and each not in derogated
    )
