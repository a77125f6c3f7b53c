"""From raw cells to a contract, whatever they were read from; all faults are told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from insertion.errors import Fault, InvalidInput
from insertion.hours import HoursResult, compute
from insertion.intake import RawRecord, Record, build_record, readable_part
from insertion.reading import RawCell

MOST_LOOKS = 4
"""How often what is left is looked at again: reading, then computing, each may find faults."""


def with_facts(raw: RawRecord, given: Mapping[str, RawCell]) -> RawRecord:
    """Return ``raw`` where the facts ``given``, by English field name, win over the file's."""
    return replace(raw, contract={**raw.contract, **given})


def hours_of(record: Record) -> HoursResult:
    """Return the hours of a contract, with faults at the place each lot was read."""
    return compute(record.contract, record.lot_places)


def record_of(raw: RawRecord) -> Record:
    """Return the contract that ``raw`` states.

    Raises:
        InvalidInput: with every fault found, those of computing the readable lots included.
    """
    try:
        return build_record(raw)
    except InvalidInput as error:
        raise InvalidInput([*error.faults, *_further_faults(raw, error.faults)]) from None


def _further_faults(raw: RawRecord, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return what computing would refuse in the lots that could be read: one report, not two."""
    rest = readable_part(raw, faults)
    if rest is None:
        return ()
    try:
        hours_of(build_record(rest))
    except InvalidInput as error:
        return error.faults
    return ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What could be computed of a contract, and every fault that keeps the rest from being so.

    ``record`` and ``result`` leave out the lots at fault; both are ``None`` when no lot is left.
    """

    record: Record | None
    result: HoursResult | None
    faults: tuple[Fault, ...]


def understood(raw: RawRecord) -> Understood:
    """Return the hours of the lots that can be computed, and all that is wrong with the others."""
    faults: dict[Fault, None] = {}
    rest: RawRecord | None = raw
    for _ in range(MOST_LOOKS):
        if rest is None:
            break
        try:
            record = build_record(rest)
            return Understood(record, hours_of(record), tuple(faults))
        except InvalidInput as error:
            faults |= dict.fromkeys(error.faults)
            rest = readable_part(rest, error.faults)
    return Understood(None, None, tuple(faults))
