"""Every method before the lots asked for, for the command and for the desk alike."""

from __future__ import annotations

from datetime import date

from clausier.comparison_answers import Compared
from clausier.records import hours_of
from insertion.comparison import compare_methods
from insertion.contract import Contract, Lot
from insertion.errors import Fault, InvalidInput, WrongUsage, fault
from insertion.intake import Record, comparable_number
from insertion.lot_pooling import PoolingProposal, pooling_proposal
from insertion.reference import Reference, all_references
from insertion.territory import TerritorySet

SHOWN_CHOICES = 20
"""Lot numbers told to who asked for another one."""


def asked_lots(
    contract: Contract, number: str | None, place: str = "option --lot"
) -> tuple[Lot, ...]:
    """Return the lots to compare; ``place`` is where the number was asked.

    Raises:
        WrongUsage: when no lot bears the number asked for.
    """
    if number is None:
        return contract.lots
    wanted = comparable_number(number)
    found = tuple(each for each in contract.lots if comparable_number(each.number) == wanted)
    if not found:
        known = [each.number for each in contract.lots]
        more = ["…"] if len(known) > SHOWN_CHOICES else []
        choices = ", ".join(known[:SHOWN_CHOICES] + more)
        raise WrongUsage(
            [fault("CHOIX_INCONNU", place, value=number, label="Lot", choices=choices)]
        )
    return found


def compared(
    record: Record,
    lots: tuple[Lot, ...],
    known: tuple[Reference, ...],
    on: date,
    warnings: tuple[str, ...],
) -> Compared:
    """Compare the lots; hours that cannot be computed yet stop nothing, and are told."""
    contract = record.contract
    comparisons = tuple(compare_methods(each, contract, known, on) for each in lots)
    proposal: PoolingProposal | None = None
    waiting: tuple[Fault, ...] = ()
    try:
        proposal = pooling_proposal(hours_of(record))
    except InvalidInput as error:
        waiting = tuple(error.faults)
    return Compared(contract, comparisons, proposal, waiting, (*record.warnings, *warnings))


def references_of(contract: Contract, territory: TerritorySet | None) -> tuple[Reference, ...]:
    """Return the published figures, those of a territory first."""
    own = () if territory is None else territory.as_references(contract.contract_type)
    return (*own, *all_references())
