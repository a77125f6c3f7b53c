"""The placeholders of posts: how many, of how many hours, and the only figure that is measured."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.blocks import Inlines, Table, Text
from docgen.lot_tables import firm_hours
from docgen.lot_values import Published, lot_list, stated
from insertion.hours import HoursResult, LotHours
from insertion.method import Statement
from insertion.typography import counted, decimal_text, french, hours_text


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of lots sized by posts."""
    lots = stated(result, Statement.POSTS)
    alone = lots[0] if len(lots) == 1 else None
    yield "lots_postes", "text", lot_list([each.lot for each in lots])
    posts = _posts(alone) if alone else Decimal(0)
    yield "postes_nombre", "text", french(counted(posts, "poste")) if alone else ""
    yield "poste_heures", "hours", hours_text(_each(alone)) if alone else ""
    yield "heures_postes", "hours", hours_text(sum(map(firm_hours, lots)))
    yield "tableau_postes", "lot_table", posts_table(lots)


def posts_table(lots: list[LotHours]) -> Table:
    """Return the posts, the hours of each, and the hours due of each lot."""
    rows = [
        _cells(
            each.lot.number,
            each.lot.title,
            decimal_text(_posts(each)),
            decimal_text(_each(each)),
            decimal_text(firm_hours(each)),
        )
        for each in lots
    ]
    return Table(
        header=_cells(
            "Lot", "Intitulé", "Postes (repère)", "Heures par poste (repère)",
            "Heures dues (minimum)",
        ),
        rows=tuple(rows),
        numeric=(False, False, True, True, True),
        widths=(9, 37, 16, 19, 19),
    )  # fmt: skip


def _posts(each: LotHours) -> Decimal:
    return each.lot.value("posts") or Decimal(0)


def _each(each: LotHours) -> Decimal:
    return each.lot.value("hours_per_post") or Decimal(0)


def _cells(*texts: str) -> tuple[Inlines, ...]:
    return tuple((Text(french(text)),) for text in texts)
