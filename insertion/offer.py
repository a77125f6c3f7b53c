"""What an offer judged on insertion commits to, and the floor it starts from in each lot."""

from __future__ import annotations

from enum import StrEnum

from insertion.contract import AmountBase, Mechanism
from insertion.hours import LotHours
from insertion.method import NUMBERED, Statement

_RULES = (Statement.WORKED_SHARE, Statement.INVOICED_SLICES)


class Floor(StrEnum):
    """What the contract asks of a judged lot before the offer adds to it."""

    NONE = "aucun"
    """Nothing: the hours offered are the hours due."""
    NUMBER = "nombre"
    """A number of hours, which the total offered includes."""
    MAXIMUM = "maximum"
    """The hours of a framework's maximum, which the total offered for it includes."""
    RULE = "regle"
    """A rule, to whose result the hours offered are added."""
    UNFIT = "sans_engagement"
    """Hours an offer cannot add to: of training, or tied to an amount that is not published."""


def floor_of(each: LotHours) -> Floor | None:
    """Return the floor of a lot, ``None`` when its offers are not judged on insertion.

    In a framework agreement, an offer adds only to hours tied to the published maximum: any other
    number would be due without any order.
    """
    if not each.lot.has_criterion:
        return None
    framework = each.amount_base in (AmountBase.MAXIMUM, AmountBase.ESTIMATE)
    if each.lot.mechanism is Mechanism.AWARD_CRITERION:
        return Floor.UNFIT if framework else Floor.NONE
    if each.statement is Statement.FRAMEWORK:
        return Floor.MAXIMUM if each.amount_base is AmountBase.MAXIMUM else Floor.UNFIT
    if each.statement in NUMBERED:
        return Floor.NUMBER
    return Floor.RULE if each.statement in _RULES and not framework else Floor.UNFIT
