"""The placeholders of posts: how many, of how many hours, and the only figure that is measured."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from docgen.blocks import Inlines, Table, Text
from docgen.lot_tables import VOLUME_HEADS, firm_hours, waiting_hours
from docgen.lot_values import Published, lot_list, stated
from insertion.hours import HoursResult, LotHours
from insertion.method import Statement
from insertion.typography import counted, decimal_text, french, hours_text


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of lots sized by posts."""
    lots = stated(result, Statement.POSTS)
    alone = lots[0] if len(lots) == 1 else None
    yield "lots_postes", "text", lot_list([each.lot for each in lots])
    posts = _posts(alone) if alone else Fraction(0)
    yield "postes_nombre", "text", french(counted(posts, "poste")) if alone else ""
    yield "poste_heures", "hours", hours_text(_each(alone)) if alone else ""
    yield "heures_postes", "hours", hours_text(sum(each.contract_hours or 0 for each in lots))
    yield "tableau_postes", "lot_table", posts_table(lots)


def posts_table(lots: list[LotHours]) -> Table:
    """Return the hours due of each lot, then the posts they stand for.

    Hours that wait for a decision of the buyer have a column of their own, where there are any.
    """
    waiting = any(waiting_hours(each) for each in lots)
    rows = [
        _cells(
            each.lot.number,
            each.lot.title,
            decimal_text(firm_hours(each)),
            *[decimal_text(waiting_hours(each))] * waiting,
            decimal_text(_posts(each)),
            decimal_text(_each(each)),
        )
        for each in lots
    ]
    hours = VOLUME_HEADS[waiting]
    heads = (*hours, "Postes (repère)", "Heures par poste (repère)")
    return Table(
        header=_cells("Lot", "Intitulé", *heads),
        rows=tuple(rows),
        numeric=(False, False, *(True,) * len(heads)),
        widths=(9, 27, 18, 16, 13, 17) if waiting else (9, 37, 19, 16, 19),
    )


def _posts(each: LotHours) -> Fraction:
    return Fraction(each.lot.value("posts") or 0)


def _each(each: LotHours) -> Fraction:
    return Fraction(each.lot.value("hours_per_post") or 0)


def _cells(*texts: str) -> tuple[Inlines, ...]:
    return tuple((Text(french(text)),) for text in texts)
