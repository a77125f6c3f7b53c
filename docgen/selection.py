"""Which clauses a contract takes, where, and on what ground: the one decision, with its reason.

The pieces are made of what is kept here; the command that explains reads the same choices.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from docgen.blocks import Blank
from docgen.clause import Clause
from docgen.frozen import serving
from docgen.library import Library
from docgen.lot_values import STATED_FLAGS, stated
from docgen.mechanism_values import MECHANISM_FLAGS, Taken
from docgen.modification_values import adjusted
from docgen.phase_values import with_periods
from docgen.piece_list import document_of
from docgen.placeholders import Placeholders
from docgen.render import RenderedClause, render_clause
from insertion.contract import Contract, ContractType
from insertion.errors import Fault, InvalidInput
from insertion.hours import HoursResult
from insertion.typography import french


class Outcome(StrEnum):
    """What becomes of a clause in a piece; the value is its published French key."""

    KEPT = "retenue"
    LEFT_OUT = "ecartee"
    REFUSED = "refusee"
    """Called for, but it cannot serve: the whole set is refused until someone decides."""


class Ground(StrEnum):
    """What decided; the value is its published French key."""

    DOCUMENT = "document"
    CONTRACT_TYPE = "nature"
    MECHANISM = "mecanisme"
    FACT = "fait"
    LAW = "date"
    """The consultation date: the clause, or an article it cites, is not in force on it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is decided of one clause for one piece.

    ``document`` is empty when no piece calls the clause. ``value`` is what the clause's condition
    is worth in the contract, a blank when nobody answered. ``lots`` are the numbers of the lots
    the clause speaks of, none when it is left out.
    """

    clause: Clause
    document: str
    outcome: Outcome
    ground: Ground
    lots: tuple[str, ...] = ()
    value: bool | Blank | None = None
    faults: tuple[Fault, ...] = ()
    rendered: RenderedClause | None = None


_CONCESSION = ContractType.CONCESSION.name.lower()
LOOKED_AT: Taken = {
    **MECHANISM_FLAGS,
    "modification_du_volume": adjusted,
    "avec_periodes": with_periods,
}
"""The lots a clause under one of these flags speaks of, fewer than those of its mechanisms."""
Selected = Mapping[str, tuple[tuple[str, tuple[Choice, ...]], ...]]
"""By document, the titled sections of its plan and what is decided of each clause."""


def select(
    library: Library, result: HoursResult, places: Placeholders, *, notes: bool = True
) -> Selected:
    """Return what is decided of every clause the plans call, in their order.

    ``notes`` keeps the drafting notes of the clauses worded. An older consultation takes the
    frozen versions that serve it.
    """
    on = result.contract.consultation_date
    selected: dict[str, list[tuple[str, tuple[Choice, ...]]]] = {}
    for document, sections in library.plans.items():
        for section in sections:
            if section.when is not None and places.flag(section.when) is False:
                continue
            there = section.annex if _annexed(places) and section.annex else document
            choices = tuple(
                choose(
                    serving(library, each, on), there, result, places, home=document, notes=notes
                )
                for each in section.clauses
            )
            selected.setdefault(there, []).append((french(section.title), choices))
        selected.setdefault(document, [])
    return {document: tuple(sections) for document, sections in selected.items()}


def _annexed(places: Placeholders) -> bool:
    """Tell whether the clause stands in an annex that the contract's articles refer to."""
    return places.flag("clause_en_annexe") is True


def choose(
    clause: Clause,
    document: str,
    result: HoursResult,
    places: Placeholders,
    *,
    home: str = "",
    notes: bool = True,
) -> Choice:
    """Return what is decided of a clause that ``document`` calls, worded when it is kept.

    ``home`` is the document whose plan calls it, when an annex takes its place.
    """
    sheet = clause.sheet
    contract = result.contract
    value = None if sheet.when is None else places.flag(sheet.when)
    if document_of(home or document) not in sheet.applies_to.documents:
        return Choice(clause, document, Outcome.LEFT_OUT, Ground.DOCUMENT, value=value)
    if not _serves(sheet.applies_to.contract_types, contract):
        return Choice(clause, document, Outcome.LEFT_OUT, Ground.CONTRACT_TYPE, value=value)
    lots = _lots(clause, result)
    if not lots:
        return Choice(clause, document, Outcome.LEFT_OUT, Ground.MECHANISM, value=value)
    if value is False:
        return Choice(clause, document, Outcome.LEFT_OUT, Ground.FACT, value=value)
    ground = Ground.MECHANISM if sheet.when is None else Ground.FACT
    try:
        rendered = render_clause(clause, places, contract.consultation_date, notes=notes)
    except InvalidInput as error:
        refused = Outcome.REFUSED
        return Choice(clause, document, refused, Ground.LAW, lots, value, error.faults)
    return Choice(clause, document, Outcome.KEPT, ground, lots, value, rendered=rendered)


def _serves(contract_types: Collection[str], contract: Contract) -> bool:
    """Tell whether a clause serves the nature of a contract; one not stated is no concession."""
    if contract.contract_type is None:
        return bool(set(contract_types) - {_CONCESSION})
    return contract.contract_type.name.lower() in contract_types


def uncalled(library: Library, told: Collection[str], document: str | None = None) -> list[Choice]:
    """Return the clauses nothing is ``told`` of: no plan calls them, in ``document`` or at all."""
    return [
        Choice(clause, document or "", Outcome.LEFT_OUT, Ground.DOCUMENT)
        for name, clause in library.clauses.items()
        if name not in told
    ]


def _lots(clause: Clause, result: HoursResult) -> tuple[str, ...]:
    """Return the lots of the clause's mechanisms, those its condition looks at when it does."""
    when = clause.sheet.when or ""
    mechanisms = clause.sheet.applies_to.mechanisms
    own = [each.lot for each in result.lots if each.lot.mechanism.name.lower() in mechanisms]
    looked_at = [each.lot for each in stated(result, *STATED_FLAGS.get(when, ()))]
    if when in LOOKED_AT:
        looked_at = list(LOOKED_AT[when](result))
    narrower = {each.number for each in looked_at or own}
    return tuple(each.number for each in own if each.number in narrower)
