"""The placeholders of the article that makes a fixed volume follow the amount of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from docgen.blocks import Inlines, Table, Text
from docgen.lot_values import Published, stated
from insertion.contract import Lot, Mechanism
from insertion.formula import evaluate
from insertion.hours import HoursResult, LotHours
from insertion.method import NUMBERED
from insertion.methods import AMENDMENT
from insertion.quantities import Rounding
from insertion.typography import decimal_text, french, money_text, share_text

EXAMPLE_AMOUNT = Decimal(1_000_000)  # never the estimate, which stays inside
EXAMPLE_HOURS = 1000  # where the offers, unknown yet, give the number
EXAMPLE_VARIATION = Decimal("0.20")
EURO = Decimal(1)
MINUS = "\N{MINUS SIGN}"


def adjusted(result: HoursResult) -> list[Lot]:
    """Return the lots whose number of hours follows the amount: it is fixed, or offered alone."""
    return [
        each.lot
        for each in result.lots
        if each.statement in NUMBERED or each.lot.mechanism is Mechanism.AWARD_CRITERION
    ]


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of the modification of a volume."""
    fixed = stated(result, *NUMBERED)
    threshold = result.contract.variation_threshold
    numbered = bool(adjusted(result))
    judged = any(each.lot.has_criterion for each in result.lots)
    yield "modification_du_volume", "boolean", numbered and threshold is not None
    yield "reduction_au_prorata", "boolean", (numbered or judged) and threshold is None
    first = fixed[0] if fixed else None
    hours = None if first is None else _initial_hours(first)
    rows: list[tuple[Inlines, ...]] = []
    if threshold is not None and numbered:
        rows = [
            example_row(hours or EXAMPLE_HOURS, amount, threshold, result.contract.rounding)
            for amount in example_amounts(threshold)
        ]
    yield "tableau_exemple_modification", "lot_table", _table(rows)


def _initial_hours(each: LotHours) -> int | None:
    """Return what an example starts from: the hours of one period where each follows its own."""
    return each.periods[0].hours if each.periods else each.contract_hours


def example_amounts(threshold: Decimal) -> Iterator[Decimal]:
    """Yield amounts after a modification: on both sides of the threshold, then well beyond it."""
    reached = EXAMPLE_AMOUNT * (1 + threshold)
    if threshold:
        yield reached - EURO
    yield reached
    yield EXAMPLE_AMOUNT * (1 + max(2 * threshold, EXAMPLE_VARIATION))
    yield EXAMPLE_AMOUNT * max(1 - threshold, Decimal("0.5"))


def modified_hours(hours: int, amount: Decimal, threshold: Decimal, rounding: Rounding) -> int:
    """Return the hours due when the example's amount becomes ``amount``."""
    if abs(amount - EXAMPLE_AMOUNT) < threshold * EXAMPLE_AMOUNT:
        return hours
    figures = {
        "initial_hours": Fraction(hours),
        "amended_amount": Fraction(amount),
        "amount_excl_tax": Fraction(EXAMPLE_AMOUNT),
    }
    return int(evaluate(AMENDMENT.rounded, figures, rounding))


def example_row(
    hours: int, amount: Decimal, threshold: Decimal, rounding: Rounding
) -> tuple[Inlines, ...]:
    """Return the amounts, the variation and the hours due of one line of the example."""
    variation = (amount - EXAMPLE_AMOUNT) / EXAMPLE_AMOUNT
    sign = "+" if variation > 0 else MINUS if variation < 0 else ""
    due = modified_hours(hours, amount, threshold, rounding)
    return _cells(
        money_text(EXAMPLE_AMOUNT),
        money_text(amount),
        f"{sign} {share_text(abs(variation))}".strip(),
        decimal_text(hours),
        decimal_text(due),
    )


def _table(rows: list[tuple[Inlines, ...]]) -> Table:
    return Table(
        header=_cells(
            "Montant initial (HT)", "Montant modifié (HT)", "Variation", "Heures initiales",
            "Heures dues",
        ),
        rows=tuple(rows),
        numeric=(True,) * 5,
        widths=(23, 23, 18, 18, 18),
    )  # fmt: skip


def _cells(*texts: str) -> tuple[Inlines, ...]:
    return tuple((Text(french(text)),) for text in texts)
