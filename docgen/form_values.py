"""The placeholders of forms and letters: the places a reader fills, and worked examples."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from docgen.blocks import Blank, Entry
from docgen.entries import ENTRIES
from docgen.formats import printed
from docgen.lot_values import Published
from insertion import vocabulary
from insertion.contract import PenaltyBase
from insertion.equivalents import HOURS_A_DAY, HOURS_A_WEEK
from insertion.hours import HoursResult
from insertion.penalties import hour_penalty
from insertion.typography import counted, french

EXAMPLE_WEEKS = 12
EXAMPLE_ABSENCE = 2 * HOURS_A_DAY
EXAMPLE_MISSING_HOURS = 100


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of forms and letters."""
    for name, (kind, entry) in ENTRIES.items():
        yield name, kind, Entry(entry)
    address = result.contract.facilitator_address
    yield "avec_facilitateur_adresse", "boolean", address is not None
    hours = result.contract.facilitator_hours
    yield "avec_facilitateur_horaires", "boolean", hours is not None
    owed = any(each.lot.has_insertion for each in result.lots)
    yield "avec_penalite_heure", "boolean", owed and not result.contract.concession
    planned = EXAMPLE_WEEKS * HOURS_A_WEEK
    yield "exemple_semaines", "text", french(counted(Fraction(EXAMPLE_WEEKS), "semaine"))
    yield "exemple_heures_semaine", "hours", printed("hours", HOURS_A_WEEK)
    yield "exemple_heures_prevues", "hours", printed("hours", planned)
    yield "exemple_heures_absence", "hours", printed("hours", EXAMPLE_ABSENCE)
    yield "exemple_heures_comptees", "hours", printed("hours", planned - EXAMPLE_ABSENCE)
    yield "exemple_penalite_heures", "hours", printed("hours", EXAMPLE_MISSING_HOURS)
    yield "exemple_penalite_montant", "money", _example_penalty(result)


def _example_penalty(result: HoursResult) -> str | Blank:
    """Return what the example's missing hours would cost, or the fact it still rests on."""
    contract = result.contract
    penalty = hour_penalty(contract)
    if penalty is not None:
        return printed("money", penalty.amount * EXAMPLE_MISSING_HOURS)
    lump = contract.penalty_base is PenaltyBase.LUMP_SUM
    named = "penalty_lump_sum" if lump else "penalty_coefficient"
    term = vocabulary.contract_terms()["penalty_base" if contract.penalty_base is None else named]
    return Blank(term.key, term.label)
