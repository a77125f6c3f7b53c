"""The placeholders of training: hours apart from those of employment, and their table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from docgen.blocks import Inlines, Table, Text
from docgen.lot_values import Published, lot_list, stated
from insertion.formula import Brackets, evaluate
from insertion.hours import HoursResult, LotHours
from insertion.method import HoursKind, Method, Statement
from insertion.methods import TRAINING_TABLE
from insertion.quantities import Rounding
from insertion.typography import decimal_text, french, hours_text, money_text

CENT = Decimal("0.01")


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of training and apprenticeship."""
    by_table = stated(result, Statement.TRAINING_TABLE)
    agreed = stated(result, Statement.TRAINING)
    employed = [
        each for each in result.lots if each.lot.has_hours and each.kind is HoursKind.EMPLOYMENT
    ]
    yield "bareme", "boolean", bool(by_table)
    yield "formation_convenue", "boolean", bool(agreed)
    yield "heures_emploi", "boolean", bool(employed)
    yield "emploi_et_formation", "boolean", bool(employed) and bool(by_table or agreed)
    yield "lots_formation", "text", lot_list([each.lot for each in (*by_table, *agreed)])
    yield "lots_bareme", "text", lot_list([each.lot for each in by_table])
    yield "lots_formation_convenue", "text", lot_list([each.lot for each in agreed])
    hours = sum(each.contract_hours or 0 for each in agreed)
    yield "heures_formation_convenues", "hours", hours_text(hours) if len(agreed) == 1 else ""
    yield "tableau_formation_convenue", "lot_table", agreed_table(agreed)
    rounding = result.contract.rounding
    yield "tableau_bareme", "lot_table", bracket_table(TRAINING_TABLE, rounding)
    example = bracket_example(TRAINING_TABLE, rounding)
    yield "tableau_exemple_bareme", "lot_table", example


def brackets_of(method: Method, rounding: Rounding) -> list[tuple[Decimal, int]]:
    """Return each first amount of a method's table, in euros, and the hours it gives."""
    assert isinstance(method.exact, Brackets)
    found = []
    for bound, _ in method.exact.rows:
        first = evaluate(bound, {}, rounding)
        amount = Decimal(first.numerator) / first.denominator
        found.append((amount, _hours(method, amount, rounding)))
    return found


def bracket_table(method: Method, rounding: Rounding) -> Table:
    """Return the table of a method: every amount falls in one row and one only."""
    rows = brackets_of(method, rounding)
    bounds = [*(amount for amount, _ in rows[1:]), None]
    return Table(
        header=_cells("Montant hors taxes", "Heures de formation"),
        rows=tuple(
            _cells(_interval(start, end), decimal_text(hours))
            for (start, hours), end in zip(rows, bounds, strict=True)
        ),
        numeric=(False, True),
        widths=(68, 32),
    )


def bracket_example(method: Method, rounding: Rounding) -> Table:
    """Return the hours on both sides of each bound of the table."""
    bounds = [amount for amount, _ in brackets_of(method, rounding)[1:]]
    rows = [
        _cells(money_text(amount), decimal_text(_hours(method, amount, rounding)))
        for bound in bounds
        for amount in (bound - CENT, bound)
    ]
    return Table(
        header=_cells("Montant hors taxes", "Heures de formation"),
        rows=tuple(rows),
        numeric=(True, True),
        widths=(50, 50),
    )


def agreed_table(lots: list[LotHours]) -> Table:
    """Return the training hours agreed upon, lot by lot."""
    return Table(
        header=_cells("Lot", "Intitulé", "Heures de formation (minimum)"),
        rows=tuple(
            _cells(each.lot.number, each.lot.title, decimal_text(each.contract_hours or 0))
            for each in lots
        ),
        numeric=(False, False, True),
        widths=(10, 60, 30),
    )


def _hours(method: Method, amount: Decimal, rounding: Rounding) -> int:
    return int(evaluate(method.rounded, {"amount_excl_tax": Fraction(amount)}, rounding))


def _interval(start: Decimal, end: Decimal | None) -> str:
    if end is None:
        return f"Égal ou supérieur à {money_text(start)}"
    if not start:
        return f"Inférieur à {money_text(end)}"
    return f"Égal ou supérieur à {money_text(start)} et inférieur à {money_text(end)}"


def _cells(*texts: str) -> tuple[Inlines, ...]:
    return tuple((Text(french(text)),) for text in texts)
