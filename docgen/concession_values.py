"""The placeholders of concessions: the hours of the whole contract, and what the law asks."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.blocks import Blank
from docgen.formats import printed
from docgen.lot_values import Published
from insertion.concession_rules import hours_of_contract
from insertion.contract import Contract
from insertion.hours import HoursResult
from insertion.obligations import CONCESSION_OBLIGATION, Level
from insertion.typography import french
from insertion.vocabulary import contract_terms

CAP_BASE = "chiffre d'affaires hors taxes tiré du contrat pendant l'année concernée"
"""What the cap of the penalties is a share of: a concession has no amount paid by the buyer."""


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of concessions."""
    contract = result.contract
    bound = any(
        each.obligation.level is Level.MANDATORY
        and each.obligation.article == CONCESSION_OBLIGATION
        and each.lot.has_hours
        for each in result.lots
    )
    asked = any(each.lot.has_insertion for each in result.lots)
    yield "insertion_en_concession", "boolean", asked and contract.concession
    yield "insertion_en_marche", "boolean", asked and not contract.concession
    yield "obligation_concession", "boolean", bound
    yield "heures_concession", "hours", _whole_hours(contract) if contract.concession else ""
    if contract.concession:
        yield "penalite_assiette", "text", french(CAP_BASE)


def _whole_hours(contract: Contract) -> str | Blank:
    """Return the hours of all the years, or the fact that is missing to know them."""
    for name in ("yearly_hours", "duration_months"):
        if getattr(contract, name) is None:
            term = contract_terms()[name]
            return Blank(term.key, term.label)
    hours = hours_of_contract(contract)
    assert hours is not None
    return printed("hours", hours)
