"""The sheet « Lots »: one row a lot, prefilled formulas, the total above the table."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from insertion import vocabulary
from insertion.contract import Contract
from insertion.quantities import Direction, Rounding
from insertion.record import lot_value
from insertion.typography import french
from xlplugin import limits, methods_list
from xlplugin.canvas import Book, Page
from xlplugin.lot_columns import Column, area, cell, columns, inputs, numeric_inputs
from xlplugin.lot_formulas import (
    APPLIED_DIRECTION,
    APPLIED_MULTIPLE,
    HOURS_A_DAY,
    HOURS_A_WEEK,
    LotRow,
    applied_method,
    calculated_hours,
    calculated_value,
    contract_hours,
    contract_value,
    exact_hours,
    in_units,
    shown_exact,
)
from xlplugin.lot_messages import WRONG, is_caution, is_one_of, is_wrong, message
from xlplugin.pairing import Paired, Rule, either, first, joined, literal, words
from xlplugin.sheet_contract import cell_value
from xlplugin.styles import ACCENT

NAME = "Lots"
HEADINGS_NAME = "lots_entetes"
TOTAL_NAME = "total_heures"
STATUS, RULE, TOTAL, HEAD, FIRST = 3, 4, 5, 6, 7
"""Spreadsheet rows, counted from 1: messages, rounding, total, headings, first lot."""
ROWS_WATCHED_BELOW = 1000


def write_lots(book: Book, page: Page, contract: Contract | None, capacity: int) -> list[LotRow]:
    """Write the lots and ``capacity`` rows of formulas; return the rows."""
    rounding = Rounding() if contract is None else contract.rounding
    lots = () if contract is None else contract.lots
    rows = [
        LotRow(FIRST + i, lots[i] if i < len(lots) else None, rounding) for i in range(capacity)
    ]
    last = FIRST + capacity - 1
    messages = [message(row, (FIRST, last), contract) for row in rows]
    wrong = sum(str(each.value).startswith(french(WRONG)) for each in messages)
    page.look(ACCENT)
    page.widths([each.width for each in columns().values()])
    _write_top(book, page, rows, wrong, contract)
    for each in columns().values():
        style = "head" if each.is_input else "head_result"
        page.put(HEAD - 1, each.index, each.heading, style)
    page.height(HEAD - 1, 50)
    ends = list(columns().values())
    book.define(HEADINGS_NAME, f"'{NAME}'!${ends[0].letter}${HEAD}:${ends[-1].letter}${HEAD}")
    for row, told in zip(rows, messages, strict=True):
        _write_row(page, row, told)
    _restrict(page, last)
    _highlight(page, last)
    page.put(last, columns()["applied_method"].index, french(
        f"Fin des {capacity} lignes préparées : au-delà, recopier une ligne entière vers le bas."
    ), "lead")  # fmt: skip
    page.freeze(HEAD, columns()["mechanism"].index)
    page.start_at(FIRST - 1, 0)
    page.print_as(repeated=(RULE - 1, HEAD - 1), wide=2, first_columns=2)
    return rows


def row_height(row: LotRow) -> float:
    """Return the height of a lot's row, in points: two lines, more for long texts."""
    texts = (
        (len(str(lot_value(row.lot, each.term.id) or "")), each.width)
        for each in inputs()
        if row.lot is not None and each.term.type == "text"
    )
    lines = max((-(-length // int(width - 2)) for length, width in texts), default=1)
    return 15.0 * max(lines, 2) + 1


def _write_row(page: Page, row: LotRow, told: Paired) -> None:
    line = row.row - 1
    page.height(line, row_height(row))
    for each in inputs():
        value = None if row.lot is None else lot_value(row.lot, each.term.id)
        page.put(line, each.index, cell_value(each.term, value), each.style)
    results = {
        "applied_method": applied_method(row),
        "exact_hours": exact_hours(row),
        "calculated_hours": calculated_hours(row),
        "contract_hours": contract_hours(row),
        "contract_days": in_units(row, HOURS_A_DAY),
        "contract_weeks": in_units(row, HOURS_A_WEEK),
        "message": told,
    }
    for name, paired in results.items():
        page.compute(line, columns()[name].index, paired, columns()[name].style)


def _write_top(
    book: Book, page: Page, rows: list[LotRow], wrong_rows: int, contract: Contract | None
) -> None:
    last = rows[-1].row
    page.height(0, 30)
    page.put(0, 0, "Lots et heures d’insertion", "title")
    page.put(1, 0, french(
        "Une ligne par lot : remplir les cellules jaunes utiles à la méthode, les heures se "
        "calculent à droite. Un lot sans mécanisme choisi est une condition d'exécution."),
        "lead")  # fmt: skip
    page.compute(STATUS - 1, 0, _status(rows, last, wrong_rows), "status")
    _write_rounding(book, page, rows[0].rounding)
    _write_subject(page, contract)
    _write_total(book, page, rows, last)


def _status(rows: list[LotRow], last: int, wrong_rows: int) -> Paired:
    ends = inputs()
    below = f"${ends[0].letter}${last + 1}:${ends[-1].letter}${last + ROWS_WATCHED_BELOW}"
    messages = area("message", FIRST, last)
    wrong = f"SUMPRODUCT(--({is_wrong(messages)}))"
    used = sum(row.lot is not None for row in rows)
    span = f'({area("number", FIRST, last)}<>"")+({area("title", FIRST, last)}<>"")'
    count = Paired(f"SUMPRODUCT(--({span}>0))", used)
    return first(
        [
            Rule(Paired(f"COUNTA({below})>0", value=False), words(
                f"À corriger : des données sont saisies sous la ligne {last}, où rien ne se "
                "calcule. Recopier une ligne entière vers le bas, ou remonter ces lots.")),
            Rule(Paired(f"{wrong}>0", value=wrong_rows > 0), joined(
                words("À corriger, voir la colonne « À lire » ; lignes concernées : "),
                Paired(wrong, wrong_rows))),
            Rule(Paired(f"{count.formula}=0", used == 0),
                 words("Saisir le premier lot ci-dessous.")),
        ],
        joined(words("Rien à corriger. Lots saisis : "), count),
    )  # fmt: skip


def _write_subject(page: Page, contract: Contract | None) -> None:
    """Show the contract's name above the table, where it is repeated on each printed page."""
    subject = None if contract is None else contract.subject
    key = vocabulary.contract_terms()["subject"].key
    named = Paired(f'TRIM({key})<>""', subject is not None)
    shown = either(named, Paired(key, subject or ""), words(""))
    page.compute(RULE - 1, columns()["amount_excl_tax"].index, shown, "section_plain")


def _write_rounding(book: Book, page: Page, rounding: Rounding) -> None:
    """Show the rule applied: that of « Marché », or the default when nothing is chosen there."""
    terms = vocabulary.contract_terms()
    direction, multiple = terms["rounding_direction"].key, terms["rounding_multiple"].key
    default = literal(limits.shown_label("rounding_direction", Direction.NEAREST))
    low, high = limits.limits(terms["rounding_multiple"])
    page.put(RULE - 1, 0, "Arrondi", "plain")
    page.compute(
        RULE - 1,
        1,
        Paired(
            f'IF(TRIM({direction})="",{default},{direction})',
            limits.shown_label("rounding_direction", rounding.direction),
        ),
        "strong",
    )
    page.put(RULE - 1, 2, "au multiple de (heures)", "plain")
    kept = f"IF(AND({multiple}>={low},{multiple}<={high}),INT({multiple}),1)"
    page.compute(
        RULE - 1, 3, Paired(f"IF(ISNUMBER({multiple}),{kept},1)", rounding.multiple), "strong_left"
    )
    book.define(APPLIED_DIRECTION, f"'{NAME}'!$B${RULE}")
    book.define(APPLIED_MULTIPLE, f"'{NAME}'!$D${RULE}")


def _write_total(book: Book, page: Page, rows: list[LotRow], last: int) -> None:
    page.height(TOTAL - 1, 24)
    sums: dict[str, tuple[str, int | float]] = {
        "amount_excl_tax": ("total_money", _number(_total_of(rows, "amount_excl_tax"))),
        "exact_hours": ("total_decimals", _number(_sum([shown_exact(row) for row in rows]))),
        "calculated_hours": ("total_hours", _number(_sum([calculated_value(r) for r in rows]))),
        "contract_hours": ("total_hours", contract_total(rows)),
    }
    page_total = cell("contract_hours", TOTAL)
    for each in columns().values():
        name = each.term.id
        if name in sums:
            style, value = sums[name]
            paired = Paired(f"SUM({area(name, FIRST, last)})", value)
            page.compute(TOTAL - 1, each.index, paired, style)
        elif name in ("contract_days", "contract_weeks"):
            unit = HOURS_A_DAY if name == "contract_days" else HOURS_A_WEEK
            value = float(Fraction(contract_total(rows), unit))
            page.compute(
                TOTAL - 1, each.index, Paired(f"{page_total}/{unit}", value), "total_small"
            )
        else:
            label = french(vocabulary.quantity("total_hours").label) if each.index == 1 else None
            style = "total_label" if each.index < 2 else "total_blank"
            page.put(TOTAL - 1, each.index, label, style)
    book.define(TOTAL_NAME, f"'{NAME}'!${columns()['contract_hours'].letter}${TOTAL}")


def contract_total(rows: list[LotRow]) -> int:
    """Return the hours of the whole contract."""
    return sum(contract_value(row) or 0 for row in rows)


def _sum(values: list[Any]) -> Fraction:
    return sum((Fraction(value) for value in values if value is not None), Fraction(0))


def _total_of(rows: list[LotRow], name: str) -> Fraction:
    return _sum([None if row.lot is None else getattr(row.lot, name) for row in rows])


def _number(value: Fraction | Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _restrict(page: Page, last: int) -> None:
    """Set the drop-downs and ranges of the input columns, all rows at once."""
    for each in inputs():
        rule = limits.validation(each.term)
        if rule is not None:
            page.validate(FIRST - 1, each.index, rule, last - 1)
    page.accept_text_numbers(_area_shown(columns()["number"], last))


def _area_shown(column: Column, last: int) -> str:
    return f"{column.letter}{FIRST}:{column.letter}{last}"


def _highlight(page: Page, last: int) -> None:
    """Colour the messages, and grey the inputs that the applied method does not read."""
    shown = columns()["message"]
    top = cell("message", FIRST)
    page.highlight(_area_shown(shown, last), is_wrong(top), "if_wrong")
    page.highlight(_area_shown(shown, last), is_caution(top), "if_caution")
    page.highlight(f"A{STATUS}", f'LEFT($A${STATUS},10)="À corriger"', "if_wrong")
    used = cell("applied_method", FIRST)
    every = [literal(methods_list.label(each)) for each in methods_list.every()]
    for name in numeric_inputs():
        readers = [literal(methods_list.label(each)) for each in methods_list.every()
                   if name in each.inputs]  # fmt: skip
        if len(readers) == len(every):
            continue
        condition = f"AND({is_one_of(every, used)},NOT({is_one_of(readers, used)}))"
        page.highlight(_area_shown(columns()[name], last), condition, "if_idle")
