"""The placeholders of other social conditions: their lots, their figures, their legal ground."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.blocks import Inlines, Table, Text
from docgen.formats import RECORD_TYPES, printed
from docgen.lot_values import Published, lot_list
from insertion.hours import HoursResult
from insertion.house_terms import house_terms
from insertion.obligations import Level
from insertion.social_conditions import bound_by_law, figures, social_lots
from insertion.typography import french
from insertion.vocabulary import label_of

UNDECIDED = "À choisir"


def values(result: HoursResult) -> Iterator[Published]:
    """Yield what is published of other social conditions, and the settings no law fixes."""
    contract = result.contract
    public, concession = contract.under_the_code, contract.concession
    bound = bound_by_law(result)
    yield "condition_sociale_marche", "boolean", public and not concession
    yield "condition_sociale_concession", "boolean", public and concession
    yield "obligation_sociale_marche", "boolean", bound and not concession
    yield "obligation_sociale_concession", "boolean", bound and concession
    yield "portee_obligation_sociale", "text", _bound_lots(result)
    yield "tableau_conditions_sociales", "lot_table", _table(result)
    for key, kind, value in (*figures(contract), *house_terms()):
        yield key, RECORD_TYPES.get(kind, kind), printed(kind, value)


def _cell(text: str) -> Inlines:
    return (Text(french(text)),)


def _bound_lots(result: HoursResult) -> str:
    """Return the lots the law binds, between brackets; nothing when they are the whole contract."""
    lots = [each.lot for each in social_lots(result) if each.obligation.level is Level.MANDATORY]
    return f" ({lot_list(lots)})" if lots and result.contract.allotted else ""


def _table(result: HoursResult) -> Table:
    rows = []
    for each in social_lots(result):
        kind = each.lot.social_condition
        what = UNDECIDED if kind is None else label_of("social_condition", kind.value)
        rows.append((_cell(each.lot.number), _cell(each.lot.title), _cell(what)))
    header = (_cell("Lot"), _cell("Intitulé"), _cell("Condition sociale"))
    return Table(header, tuple(rows), widths=(10, 50, 40))
