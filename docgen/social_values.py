"""The placeholders of other social conditions: their lots, their figures, their legal ground."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.blocks import Inlines, Table, Text
from docgen.formats import RECORD_TYPES, printed
from docgen.lot_values import Published, lot_list
from insertion.clause_choices import Ambition, SocialCondition
from insertion.hours import HoursResult
from insertion.house_terms import house_terms
from insertion.obligations import Level
from insertion.social_conditions import bound_by_law, figures, social_lots, summary_parts
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
    kinds = dict.fromkeys(each.lot.social_condition for each in social_lots(result))
    names = [label_of("social_condition", kind.value) for kind in kinds if kind is not None]
    listed = ", ".join(name[:1].lower() + name[1:] for name in names)
    yield "noms_conditions_sociales", "text", french(listed or UNDECIDED.lower())
    yield "tableau_conditions_sociales", "lot_table", _table(result)
    for key, kind, value in (*figures(contract), *house_terms()):
        yield key, RECORD_TYPES.get(kind, kind), printed(kind, value)


def _cell(text: str) -> Inlines:
    return (Text(french(text)),)


def _bound_lots(result: HoursResult) -> str:
    """Return the lots the law binds, between brackets; nothing when they are the whole contract."""
    lots = [each.lot for each in social_lots(result) if each.obligation.level is Level.MANDATORY]
    return f" ({lot_list(lots)})" if lots and result.contract.allotted else ""


def _summary(result: HoursResult, kind: SocialCondition) -> str:
    """Return the measures of the condition in a few words, with their figures."""
    contract = result.contract
    told = {key: printed(type_, value) for key, type_, value in figures(contract)}
    parts = summary_parts(kind, contract.ambition or Ambition.ESSENTIAL)
    text = " ; ".join(part.format_map(told) for part in parts)
    return text[:1].upper() + text[1:]


def _table(result: HoursResult) -> Table:
    rows = []
    for each in social_lots(result):
        kind = each.lot.social_condition
        what = UNDECIDED if kind is None else label_of("social_condition", kind.value)
        asked = UNDECIDED if kind is None else _summary(result, kind)
        rows.append(tuple(map(_cell, (each.lot.number, each.lot.title, what, asked))))
    header = ("Lot", "Intitulé", "Condition sociale", "Résumé, pour information")
    return Table(tuple(map(_cell, header)), tuple(rows), widths=(8, 24, 24, 44))
