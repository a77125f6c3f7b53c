"""The placeholders of lots left without a condition: what is public, and what the notes alone say.

Grounds, facts, amounts and opinions stay in the buyer's office: only a clause written for internal
notes may print them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.blocks import Blank, Entry, Inlines, Table, Text
from docgen.formats import printed
from docgen.lot_values import Published, lot_list
from insertion import vocabulary
from insertion.contract import Contract
from insertion.derogations import derogating, freely_left_out, ground_of, grounds
from insertion.hours import HoursResult, LotHours
from insertion.typography import french, money_text

CHOSEN, NOT_CHOSEN = "\N{BALLOT BOX WITH X}", "\N{BALLOT BOX}"
NONE_STATED = "Aucun"
UNKNOWN_AMOUNT = "Non saisi"
FACTS = {
    "facilitator_opinion": "long_text",
    "text_checked_on": "date",
    "text_checked_by": "text",
    "signatory": "text",
}
"""Internal facts of the contract a note prints, or leaves room for by hand."""


def values(result: HoursResult) -> Iterator[Published]:
    """Yield what may be known of it outside: whether a note is made."""
    yield "avec_derogation", "boolean", bool(derogating(result))
    yield "avec_choix_sans_clause", "boolean", bool(freely_left_out(result))


def internal_values(result: HoursResult) -> Iterator[Published]:
    """Yield what the internal notes alone may print."""
    contract = result.contract
    derogated, free = derogating(result), freely_left_out(result)
    yield "lots_deroges", "text", lot_list([each.lot for each in derogated])
    yield "lots_choix_sans_clause", "text", lot_list([each.lot for each in free])
    yield "tableau_deroges", "lot_table", _threshold_table(derogated)
    yield "tableau_motifs", "lot_table", _ground_table(derogated, contract)
    yield "tableau_faits", "lot_table", _facts_table(derogated)
    yield "phrases_derogation", "choices", tuple(_sentences(derogated, contract))
    yield "tableau_choix", "lot_table", _choice_table(free)
    for name, kind in FACTS.items():
        yield vocabulary.contract_terms()[name].key, kind, _fact(contract, name, kind)


def _fact(contract: Contract, name: str, kind: str) -> str | Entry:
    value = getattr(contract, name)
    if value is not None:
        return printed(kind, value)
    match kind:
        case "long_text" | "date":
            return Entry(kind)
        case _:
            return Entry("text")


def _cell(text: str) -> Inlines:
    return (Text(french(text)),)


def _missing(name: str) -> Inlines:
    term = vocabulary.lot_terms()[name]
    return (Blank(term.key, term.label),)


def _amount(each: LotHours) -> str:
    amount = each.lot.amount_excl_tax
    return UNKNOWN_AMOUNT if amount is None else money_text(amount)


def _threshold_table(lots: Sequence[LotHours]) -> Table:
    header = ("Lot", "Intitulé", "Montant HT estimé", "Seuil européen HT", "Obligation")
    return Table(
        tuple(_cell(each) for each in header),
        tuple(
            (
                _cell(each.lot.number),
                _cell(each.lot.title),
                _cell(_amount(each)),
                _cell(
                    "Non connu"
                    if each.obligation.threshold is None
                    else money_text(each.obligation.threshold)
                ),
                _cell(_level(each)),
            )
            for each in lots
        ),
        (False, False, True, True, False),
        (8, 32, 22, 22, 16),
    )


def _level(each: LotHours) -> str:
    return vocabulary.label_of("obligation", each.obligation.level.value)


def _ground_table(lots: Sequence[LotHours], contract: Contract) -> Table:
    """Return the grounds the law allows, each ticked for the lots that invoke it."""
    rows: list[tuple[Inlines, ...]] = []
    for ground in grounds(concession=contract.concession).values():
        own = [each.lot for each in lots if each.lot.derogation_ground is ground.ground]
        rows.append(
            (
                _cell(CHOSEN if own else NOT_CHOSEN),
                _cell(f"{ground.label} : {ground.words}"),
                _cell(lot_list(own) or NONE_STATED),
                _cell(ground.certainty.label),
            )
        )
    header = ("Choix", "Motif", "Lots", "Certitude")
    return Table(tuple(_cell(each) for each in header), tuple(rows), widths=(9, 57, 14, 20))


def _facts_table(lots: Sequence[LotHours]) -> Table:
    return Table(
        (_cell("Lot"), _cell("Faits propres au lot")),
        tuple(
            (
                _cell(each.lot.number),
                _cell(each.lot.derogation_facts)
                if each.lot.derogation_facts
                else _missing("derogation_facts"),
            )
            for each in lots
        ),
        widths=(10, 90),
    )


def _sentences(lots: Sequence[LotHours], contract: Contract) -> Iterator[Inlines]:
    """Yield, lot by lot, what the presentation report may take over."""
    for each in lots:
        head = f"lot {each.lot.number}, « {each.lot.title} » : "
        ground = ground_of(each, contract)
        reason: Inlines = (
            _missing("derogation_ground")
            if ground is None
            else _cell(f"aucune condition sociale n'est prévue, car {ground.words}")
        )
        yield (*_cell(head), *reason)


def _choice_table(lots: Sequence[LotHours]) -> Table:
    header = ("Lot", "Intitulé", "Montant HT estimé", "Ce que dit la loi", "Raison du choix")
    return Table(
        tuple(_cell(each) for each in header),
        tuple(
            (
                _cell(each.lot.number),
                _cell(each.lot.title),
                _cell(_amount(each)),
                _cell(each.obligation.reason),
                _cell(each.lot.no_clause_reason)
                if each.lot.no_clause_reason
                else (Entry("long_text"),),
            )
            for each in lots
        ),
        (False, False, True, False, False),
        (8, 20, 18, 28, 26),
    )
