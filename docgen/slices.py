"""Hours owed by slice of what is invoiced: the rule in words, its tables, its worked example.

The hours a method forecasts for such a lot never go to firms: with the slice and the trigger, which
are the rule and are printed, they would give the estimated amount back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from docgen.blocks import Inlines, Table, Text
from insertion.formula import evaluate
from insertion.hours import LotHours
from insertion.method import Method
from insertion.methods import SLICES_ABOVE, SLICES_FROM_FIRST, SLICES_ONCE_REACHED
from insertion.quantities import Rounding
from insertion.typography import decimal_text, french, money_text

READINGS: tuple[Method, ...] = (SLICES_ABOVE, SLICES_ONCE_REACHED, SLICES_FROM_FIRST)
"""The three readings of one rule, in the order a contract lists them."""
READING_NAMES = {
    SLICES_ABOVE.id: "Au-delà du seuil",
    SLICES_ONCE_REACHED.id: "Dès le seuil atteint",
    SLICES_FROM_FIRST.id: "Sans seuil",
}
CENT = Decimal("0.01")
NO_TRIGGER = "aucun"
EXAMPLE_SLICES = 10


def reading_of(each: LotHours) -> Method:
    """Return which reading the contract states; a trigger of zero triggers nothing."""
    assert each.method in READINGS
    return each.method if trigger_of(each) else SLICES_FROM_FIRST


def trigger_of(each: LotHours) -> Decimal:
    """Return the trigger in euros excluding tax, zero when the rule has none."""
    assert each.method is not None
    if "trigger" not in each.method.inputs:
        return Decimal(0)
    return each.lot.value("trigger") or Decimal(0)


def slice_of(each: LotHours) -> Decimal:
    """Return the euros excluding tax that earn an hour."""
    return each.lot.value("slice_amount") or Decimal(0)


def rule_words(each: LotHours) -> str:
    """Return the rule of a lot as the object of a sentence."""
    hour = f"une heure d'insertion par tranche entière de {money_text(slice_of(each))} hors taxes"
    trigger = f"{money_text(trigger_of(each))} hors taxes"
    reading = reading_of(each)
    if reading is SLICES_ABOVE:
        return french(f"{hour} facturée au-delà de {trigger}")
    first = f"{hour} facturée depuis le premier euro"
    if reading is SLICES_ONCE_REACHED:
        return french(f"{first}, dès que le montant facturé atteint {trigger}")
    return french(first)


def slices_table(lots: Iterable[LotHours]) -> Table:
    """Return the slice, the trigger and the reading of each lot."""
    rows = tuple(
        _cells(
            each.lot.number,
            each.lot.title,
            money_text(slice_of(each)),
            money_text(trigger_of(each)) if trigger_of(each) else NO_TRIGGER,
            READING_NAMES[reading_of(each).id],
        )
        for each in lots
    )
    return Table(
        header=_cells(
            "Lot", "Intitulé", "Tranche valant une heure (HT)", "Seuil (HT)", "Tranches comptées"
        ),
        rows=rows,
        numeric=(False, False, True, True, False),
        widths=(9, 34, 19, 18, 20),
    )


def example_table(lots: Iterable[LotHours], rounding: Rounding, *, allotted: bool) -> Table:
    """Return a worked example of each reading, on both sides of its boundaries.

    The amounts come from the slice and the trigger alone. They do not depend on the estimate, not
    even to avoid it: an example that moved away from a figure would point at it.
    """
    examples: dict[str, LotHours] = {}
    for each in lots:
        examples.setdefault(reading_of(each).id, each)
    rows: list[tuple[Inlines, ...]] = []
    for each in examples.values():
        for amount in example_amounts(each):
            base, whole, due = example_line(each, amount, rounding)
            figures = (money_text(amount), money_text(base), decimal_text(whole), decimal_text(due))
            rows.append(_cells(*((each.lot.number,) if allotted else ()), *figures))
    header = (
        "Montant facturé (HT)", "Montant divisé en tranches", "Tranches entières", "Heures dues",
    )  # fmt: skip
    return Table(
        header=_cells(*(("Lot",) if allotted else ()), *header),
        rows=tuple(rows),
        numeric=(False,) * allotted + (True,) * len(header),
        widths=(10,) * allotted + (25, 27, 19, 19),
    )


def example_amounts(each: LotHours) -> Iterator[Decimal]:
    """Yield invoiced amounts that show where the first hours begin, then a slice begun."""
    size, trigger = slice_of(each), trigger_of(each)
    begun = (size / 2).quantize(CENT, rounding="ROUND_DOWN")
    if reading_of(each) is SLICES_ONCE_REACHED:
        yield from (trigger - CENT, trigger)
    else:
        yield from (trigger + size - CENT, trigger + size)
    yield trigger + EXAMPLE_SLICES * size + begun


def example_line(
    each: LotHours, amount: Decimal, rounding: Rounding
) -> tuple[Fraction, Fraction, Fraction]:
    """Return what is cut in slices, the complete slices and the hours due for an amount."""
    reading, trigger = reading_of(each), trigger_of(each)
    values = {
        "amount_excl_tax": Fraction(amount),
        "trigger": Fraction(trigger),
        "slice_amount": Fraction(slice_of(each)),
    }
    base = Fraction(amount)
    if reading is SLICES_ABOVE:
        base = max(base - Fraction(trigger), Fraction(0))
    elif amount < trigger:
        base = Fraction(0)
    return (
        base,
        evaluate(reading.exact, values, rounding),
        evaluate(reading.rounded, values, rounding),
    )


def _cells(*texts: str) -> tuple[Inlines, ...]:
    return tuple((Text(french(text)),) for text in texts)
