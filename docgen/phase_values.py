"""The placeholders of the periods of a contract: firm part, tranches, renewals."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.lot_tables import firm_hours, period_table, waiting_words
from docgen.lot_values import Published, stated
from insertion.contract import Lot, PeriodKind
from insertion.hours import HoursResult
from insertion.method import NUMBERED
from insertion.typography import french, hours_text


def with_periods(result: HoursResult) -> list[Lot]:
    """Return the lots whose fixed hours are told period by period."""
    return [each.lot for each in stated(result, *NUMBERED) if each.periods]


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of the periods of fixed volumes."""
    fixed = stated(result, *NUMBERED)
    kinds = {part.period.period_kind for each in fixed for part in each.periods}
    yield "phases_tranches", "boolean", PeriodKind.TRANCHE in kinds
    yield "phases_reconductions", "boolean", PeriodKind.RENEWAL in kinds
    yield "periodes_conditionnelles", "boolean", bool(kinds - {PeriodKind.FIRM})
    yield "heures_fermes", "hours", hours_text(sum(map(firm_hours, fixed)))
    alone = waiting_words(fixed[0]) if len(fixed) == 1 else ""
    yield "heures_conditionnelles", "text", french(alone)
    table = period_table(fixed, allotted=result.contract.allotted)
    yield "tableau_periodes", "lot_table", table
