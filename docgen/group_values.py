"""The placeholders of a group of firms: an example of how its members share the hours."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.blocks import Inlines, Table, Text
from docgen.lot_values import Published, stated
from insertion.allocation import allocate
from insertion.hours import HoursResult
from insertion.method import NUMBERED
from insertion.typography import decimal_text, french, share_text

EXAMPLE_SHARES = (Decimal("0.5"), Decimal("0.3"), Decimal("0.2"))
EXAMPLE_HOURS = 1001  # where the contract's own hours leave no remainder to show, or are no number
MEMBERS = ("Mandataire", "Deuxième membre", "Troisième membre")


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of a group's split."""
    fixed = stated(result, *NUMBERED)
    hours = (fixed[0].contract_hours if fixed else None) or 0
    if all((hours * share) % 1 == 0 for share in EXAMPLE_SHARES):
        hours = EXAMPLE_HOURS
    yield "exemple_heures_groupement", "number", decimal_text(hours)
    yield "tableau_exemple_groupement", "lot_table", split_table(hours)


def split_table(hours: int) -> Table:
    """Return ``hours`` shared by the example's members: exact, then whole."""
    parts = allocate(hours, EXAMPLE_SHARES)
    rows = [
        _cells(name, share_text(share), decimal_text(hours * share, at_most=2), decimal_text(part))
        for name, share, part in zip(MEMBERS, EXAMPLE_SHARES, parts, strict=True)
    ]
    whole = decimal_text(hours)
    rows.append(_cells("Ensemble", share_text(sum(EXAMPLE_SHARES, Decimal(0))), whole, whole))
    return Table(
        header=_cells("Membre", "Part du montant HT", "Part exacte", "Heures du membre"),
        rows=tuple(rows),
        numeric=(False, True, True, True),
        widths=(34, 22, 22, 22),
        total=True,
    )


def _cells(*texts: str) -> tuple[Inlines, ...]:
    return tuple((Text(french(text)),) for text in texts)
