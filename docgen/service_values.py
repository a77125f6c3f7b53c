"""The placeholders of insertion services: how much is bought, and from whom."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.blocks import Blank
from docgen.formats import printed
from docgen.lot_values import Published
from insertion.hours import HoursResult
from insertion.reserved_rules import is_reserved
from insertion.service_rules import service_lots
from insertion.vocabulary import contract_terms


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of insertion services."""
    lots = service_lots(result)
    reserved = [each for each in lots if is_reserved(each)]
    yield "parcours_reserve", "boolean", bool(reserved)
    yield "parcours_ouvert", "boolean", len(reserved) < len(lots)
    yield "parcours_heures_total", "hours", _whole_hours(result) if lots else ""


def _whole_hours(result: HoursResult) -> str | Blank:
    """Return the hours of all the pathways, or the fact that is missing to know them."""
    contract = result.contract
    for name in ("pathways", "pathway_hours"):
        if getattr(contract, name) is None:
            term = contract_terms()[name]
            return Blank(term.key, term.label)
    assert contract.pathways is not None
    assert contract.pathway_hours is not None
    return printed("hours", contract.pathways * contract.pathway_hours)
