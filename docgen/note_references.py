"""The typical ranges beside the inputs of the note: what a source gives, then what none does.

An order of magnitude has no source: it stands in a table of its own, under words that say so.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from docgen.blocks import Block, Inlines, Paragraph, Table, Text
from insertion import vocabulary
from insertion.formula_french import show
from insertion.hours import HoursResult, LotHours
from insertion.reference import Figure, Reference, age_words, references
from insertion.typography import french, numbered

FIGURES = {
    "labour_share": Figure.LABOUR_SHARE,
    "insertion_rate": Figure.INSERTION_RATE,
    "hourly_cost": Figure.HOURLY_COST,
    "fte_hours": Figure.HOURS_CONVERSION,
}
"""The inputs that a reference measures."""
MONTHLY = "conversion_heures.etp_mensuel"  # the input counts hours a year
UNDATED = date.min  # no consultation date: a source is not given an age


def reference_blocks(result: HoursResult) -> tuple[Block, ...]:
    """Return the ranges that concern the inputs of this contract; empty when none is known."""
    on = result.contract.consultation_date or UNDATED
    found = [(name, lots, each) for (name, each), lots in _used(result).items()]
    sourced = [row for row in found if not row[2].order_of_magnitude]
    recalled = [row for row in found if row[2].order_of_magnitude]
    blocks: list[Block] = []
    if sourced:
        blocks += [_intro("Repères publiés."), _table(sourced, on)]
    if recalled:
        words = "Sans source lue : à confirmer avant tout emploi."
        blocks += [_intro("Ordres de grandeur à confirmer.", words), _table(recalled, on)]
    return tuple(blocks)


def _used(result: HoursResult) -> dict[tuple[str, Reference], list[LotHours]]:
    """Return, by input and reference that measures it, the lots it may be compared with."""
    groups: dict[tuple[str, Reference], list[LotHours]] = {}
    for name, figure in FIGURES.items():
        for each in result.lots:
            if each.method is not None and name in each.method.inputs:
                for known in _concerned(figure, each.lot.trade):
                    groups.setdefault((name, known), []).append(each)
    return groups


@cache
def _concerned(figure: Figure, trade: str | None) -> tuple[Reference, ...]:
    """Return what may size hours here; without a trade, only what holds for any."""
    return tuple(
        each
        for each in references(figure, trade)
        if each.sizing and not each.scope and each.id != MONTHLY and (trade or not each.trades)
    )


def range_text(each: Reference, unit: str) -> str:
    """Return the range of a reference: bounds, typical figure, or both."""

    def shown(value: Decimal) -> str:
        return show(Fraction(value), vocabulary.unit_exponents(unit))

    if each.low is not None and each.high is not None:
        typical = f", souvent {shown(each.typical)}" if each.typical is not None else ""
        return french(f"de {shown(each.low)} à {shown(each.high)}{typical}")
    if each.typical is not None:
        return french(shown(each.typical))
    if each.low is not None:
        return french(f"au moins {shown(each.low)}")
    assert each.high is not None
    return french(f"au plus {shown(each.high)}")


def _table(rows: list[tuple[str, list[LotHours], Reference]], on: date) -> Table:
    header = ("Donnée", "Lots et valeurs saisies", "Repère", "Valeur du repère", "Source et âge")
    written: list[tuple[Inlines, ...]] = []
    for name, lots, each in rows:
        term = vocabulary.quantity(name)
        age = "" if each.order_of_magnitude else f", {age_words(each, on)}"
        written.append(
            tuple(
                _words(text)
                for text in (
                    term.short[:1].upper() + term.short[1:],
                    _stated(name, lots),
                    each.label,
                    range_text(each, term.unit),
                    f"{each.source}{age}",
                )
            )
        )
    return Table(
        header=tuple(_words(text) for text in header),
        rows=tuple(written),
        widths=(13, 22, 20, 18, 27),
    )


def _stated(name: str, lots: list[LotHours]) -> str:
    """Return the lots and the least and most they state."""
    values = [value for each in lots if (value := each.lot.value(name)) is not None]
    unit = vocabulary.unit_exponents(vocabulary.quantity(name).unit)
    low, high = (show(Fraction(pick(values)), unit) for pick in (min, max))
    numbers = numbered([each.lot.number for each in lots])
    which = f"lot{'s' if len(lots) > 1 else ''} {numbers}"
    return f"{which} : {low}" + (f" à {high}" if low != high else "")


def _intro(title: str, words: str = "") -> Paragraph:
    found = (Text(french(title), strong=True),)
    return Paragraph((*found, Text(french(f" {words}"))) if words else found)


def _words(text: str) -> Inlines:
    return (Text(french(text)),)
