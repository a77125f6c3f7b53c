"""The placeholders of the hours asked of young people of an overseas territory."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from docgen.blocks import Blank
from docgen.lot_values import Published
from insertion import vocabulary
from insertion.contract import Contract
from insertion.hours import HoursResult
from insertion.overseas import OverseasCase, overseas_case
from insertion.typography import counted, decimal_text, french, hours_text

EXAMPLE_WORKED_HOURS = Fraction(10_051)  # an example must show the rounding of a real total


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of an overseas territory."""
    contract = result.contract
    case = overseas_case(contract)
    yield "outre_mer_age", "text", french(counted(case.age, "an")) if case else ""
    yield "outre_mer_rapport_legal", "text", decimal_text(case.least_ratio) if case else ""
    yield "outre_mer_rapport", "text", _ratio(contract, case)
    share = case.share if case else None
    due = contract.rounding.apply(EXAMPLE_WORKED_HOURS * share) if share else 0
    known = share is not None
    yield "outre_mer_exemple_heures", "hours", hours_text(EXAMPLE_WORKED_HOURS) if known else ""
    yield "outre_mer_exemple_dues", "hours", hours_text(due) if known else ""


def _ratio(contract: Contract, case: OverseasCase | None) -> str | Blank:
    if case is None:
        return ""
    if case.ratio is not None:
        return decimal_text(case.ratio, at_most=3)
    name = "national_unemployment" if contract.local_unemployment else "local_unemployment"
    term = vocabulary.contract_terms()[name]
    return Blank(term.key, term.label)
