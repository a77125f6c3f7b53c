"""The counting rules in the calculation note, each with its source and how sure it is."""

from __future__ import annotations

from docgen.blocks import Block, Inlines, Paragraph, Table, Text
from docgen.counting_values import counting_table
from insertion.counting import counting_rules
from insertion.hours import HoursResult
from insertion.typography import french


def counting_blocks(result: HoursResult) -> tuple[Block, ...]:
    """Return the rules the clause prints, with where they come from; nothing without hours."""
    if not any(each.lot.has_insertion for each in result.lots):
        return ()
    rules = counting_rules(result.contract)
    printed = counting_table(rules)
    rows = tuple(
        (*row, _cell(each.rule.certainty.label), _cell(each.rule.source))
        for row, each in zip(printed.rows, rules, strict=True)
    )
    intro = "Chaque heure vaut une heure. Ces règles sont celles que la clause imprime."
    return (
        Paragraph(_cell(intro)),
        Table(
            header=(*printed.header, _cell("Certitude"), _cell("Source")),
            rows=rows,
            widths=(30, 18, 14, 10, 28),
        ),
    )


def _cell(text: str) -> Inlines:
    return (Text(french(text)),)
