"""The row of totals above the lots, and what other sheets show of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from insertion.equivalents import HOURS_A_DAY, HOURS_A_WEEK
from insertion.method import HoursKind
from xlplugin import methods_list
from xlplugin.canvas import Book, Page
from xlplugin.cell_rules import WRONG
from xlplugin.lot_columns import FIRST, HOURS_RESULTS, TOTAL, TOTAL_NAME, area, cell, columns, shown
from xlplugin.lot_formulas import (
    LotRow,
    contract_value,
    is_wrong,
    shown_calculated,
    shown_exact,
)
from xlplugin.lot_messages import LOTS
from xlplugin.pairing import Paired, either, grouped, joined, literal, words

ESTIMATED_NAME = "heures_estimees"
"""Name of the hidden cell that holds the hours a rule only forecasts."""


def write_total(book: Book, page: Page, rows: list[LotRow], last: int) -> None:
    """Write the totals of the lots, and those that are never added to them."""
    page.height(TOTAL - 1, 32)
    looks = {
        "amount_excl_tax": "total_money",
        "exact_hours": "total_decimals",
        "calculated_hours": "total_hours",
        "contract_hours": "total_hours",
    }
    page_total = cell("contract_hours", TOTAL)
    for each in shown():
        name = each.term.id
        if name in looks:
            paired = Paired(_sum_of_usable(name, last), lots_total(name, rows).value)
            page.compute(TOTAL - 1, each.index, paired, looks[name])
        elif name in ("contract_days", "contract_weeks"):
            unit = HOURS_A_DAY if name == "contract_days" else HOURS_A_WEEK
            value = float(Fraction(contract_total(rows), unit))
            page.compute(
                TOTAL - 1, each.index, Paired(f"{page_total}/{unit}", value), "total_small"
            )
        elif name == "title":
            page.compute(TOTAL - 1, each.index, total_label(rows), "total_label")
        elif name == "message":
            page.compute(TOTAL - 1, each.index, _apart(rows, last), "total_message")
        else:
            page.put(TOTAL - 1, each.index, None, "total_blank")
    estimated = columns()["raw_exact"]
    page.compute(TOTAL - 1, estimated.index, _estimated(rows, last), "plain")
    book.define(ESTIMATED_NAME, f"'{LOTS}'!${estimated.letter}${TOTAL}")
    book.define(TOTAL_NAME, f"'{LOTS}'!${columns()['contract_hours'].letter}${TOTAL}")


def _sum_of_usable(name: str, last: int) -> str:
    """Add a column, the rows to correct left out; their texts and errors do not count either."""
    figures, told = area(name, FIRST, last), area("message", FIRST, last)
    total = f"SUMIF({told},{USABLE},{figures})"
    return f"{total}-({_training(name, last)})" if name in HOURS_RESULTS else total


USABLE = f'"<>"&{literal(WRONG.partition(" :")[0] + "*")}'
"""The criterion that a message asks for no correction, for a sum under conditions."""


def _training(name: str, last: int) -> str:
    """Add the hours of training of a column: they never add to hours of employment."""
    figures, told = area(name, FIRST, last), area("message", FIRST, last)
    used = area("applied_method", FIRST, last)
    return "+".join(
        f"SUMIFS({figures},{told},{USABLE},{used},{literal(label)})"
        for label in methods_list.labels_of(HoursKind.TRAINING)
    )


def _apart(rows: list[LotRow], last: int) -> Paired:
    """Say the hours of training and the hours offered, which the totals leave out."""
    training = sum(contract_value(row) or 0 for row in rows if not of_employment(row))
    offered = sum(_offered(row) for row in rows)
    found = (
        ("Heures de formation", Paired(_training("contract_hours", last), training)),
        ("Heures offertes en plus", Paired(_sum_of_usable("offered_hours", last), offered)),
    )
    told = [
        either(
            Paired(f"{figure.formula}>0", bool(figure.value)),
            joined(words(f"{label}, à part : "), figure, words(". ")),
            words(""),
        )
        for label, figure in found
    ]
    return joined(*told)


def _offered(row: LotRow) -> int:
    return 0 if row.lot is None or row.wrong else row.lot.offered_hours or 0


def lots_total(name: str, rows: list[LotRow]) -> Paired:
    """Return a total of the sheet « Lots », for another sheet to show."""
    values = {
        "amount_excl_tax": _total_of([row for row in rows if not row.wrong], "amount_excl_tax"),
        "exact_hours": _sum([shown_exact(row) for row in rows if of_employment(row)]),
        "calculated_hours": _sum([shown_calculated(row) for row in rows if of_employment(row)]),
        "contract_hours": Fraction(contract_total(rows)),
    }
    return Paired(f"{LOTS}!{cell(name, TOTAL)}", _number(values[name]))


def total_label(rows: list[LotRow]) -> Paired:
    """Return the words beside the totals, which say how many rows they leave out."""
    wrong = wrong_rows(rows)
    several = joined("Total, ", wrong, words(" lignes à corriger non comptées"))
    return either(
        Paired(f"{wrong.formula}=0", not wrong.value),
        words("Total"),
        either(
            Paired(f"{wrong.formula}=1", wrong.value == 1),
            words("Total, 1 ligne à corriger non comptée"),
            several,
        ),
    )


def contract_total(rows: list[LotRow]) -> int:
    """Return the hours of the whole contract."""
    return sum(contract_value(row) or 0 for row in rows if of_employment(row))


def _estimated(rows: list[LotRow], last: int) -> Paired:
    """Add the hours that only forecast a rule: those of its lots that agreed on none."""
    hours, used = area("contract_hours", FIRST, last), area("applied_method", FIRST, last)
    agreed = area("hours_agreed", FIRST, last)
    sums = [
        f"SUMIFS({hours},{used},{literal(methods_list.label(each))},{agreed},FALSE)"
        for each in methods_list.every()
        if each.is_rule
    ]
    value = sum(
        contract_value(row) or 0
        for row in rows
        if row.chosen is not None and row.chosen.is_rule and not row.agreed().value
    )
    return Paired("+".join(sums) or "0", value)


def estimated_words(rows: list[LotRow]) -> Paired:
    """Say how many of the total hours are the forecast of a rule, nothing when none is."""
    found = Paired(ESTIMATED_NAME, _estimated(rows, rows[-1].row).value)
    there = Paired(f"{ESTIMATED_NAME}>0", bool(found.value))
    return either(there, joined(words(", dont estimées : "), grouped(found)), words(""))


def of_employment(row: LotRow) -> bool:
    """Tell whether the hours of the row add to those of the contract."""
    return row.chosen is None or row.chosen.kind is HoursKind.EMPLOYMENT


def _sum(values: list[Any]) -> Fraction:
    return sum((Fraction(value) for value in values if value is not None), Fraction(0))


def _total_of(rows: list[LotRow], name: str) -> Fraction:
    return _sum([None if row.lot is None else row.lot.value(name) for row in rows])


def _number(value: Fraction | Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def wrong_rows(rows: list[LotRow]) -> Paired:
    """Count the rows to correct."""
    messages = f"{LOTS}!{area('message', rows[0].row, rows[-1].row)}"
    return Paired(f"SUMPRODUCT(--({is_wrong(messages)}))", sum(row.wrong for row in rows))
