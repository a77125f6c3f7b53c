"""The sheet « Lots »: one row a lot, prefilled formulas, the total above the table."""

from __future__ import annotations

from dataclasses import replace

from insertion import vocabulary
from insertion.contract import Contract
from insertion.equivalents import HOURS_A_DAY, HOURS_A_WEEK
from insertion.quantities import Direction, Rounding
from insertion.record import lot_value
from insertion.typography import french
from xlplugin import limits, methods_list
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.cell_rules import WRONG
from xlplugin.lot_columns import (
    FIRST,
    HEAD,
    RULE,
    STATUS,
    Column,
    area,
    cell,
    columns,
    folded,
    inputs,
    numeric_inputs,
    shown,
    steps,
)
from xlplugin.lot_formulas import (
    APPLIED_DIRECTION,
    APPLIED_MULTIPLE,
    LotRow,
    applied_method,
    begun_methods,
    calculated_hours,
    complete_methods,
    contract_hours,
    exact_hours,
    hours_agreed,
    hours_asked,
    in_units,
    is_wrong,
    method_exacts,
    own_inputs,
    raw_exact,
    raw_hours,
    row_used,
)
from xlplugin.lot_marks import marks
from xlplugin.lot_messages import CAUTION, LOTS, is_caution, is_one_of, messages
from xlplugin.lot_numbers import folded_number, number_key
from xlplugin.lot_totals import write_total, wrong_rows
from xlplugin.obligation_formulas import Ground, obligation_case, obligation_level
from xlplugin.pairing import Paired, Rule, either, first, joined, literal, words
from xlplugin.sheet_contract import MECHANISMS_NAME, cell_value, header
from xlplugin.styles import ACCENT

NAME = LOTS
HEADINGS_NAME = "lots_entetes"
USED_NAME = "lots_lignes"
"""Defined name of the hidden count of every prepared row: without it, nothing is computed."""
ROWS_WATCHED_BELOW = 1000
BLANK_PRINTED, SPARE_PRINTED = 12, 4
"""Rows on paper: those of a page when there is no lot yet, else a few more than the lots."""


def write_lots(book: Book, page: Page, contract: Contract | None, capacity: int) -> list[LotRow]:
    """Write the lots and ``capacity`` rows of formulas; return the rows."""
    last = FIRST + capacity - 1
    rows, told = _judged_rows(contract, capacity, last)
    page.look(ACCENT)
    page.widths([each.width for each in shown()])
    _write_top(book, page, rows, contract)
    for each in columns().values():
        style = "head" if each.is_input else "head_result"
        page.put(HEAD - 1, each.index, each.heading, style)
    page.height(HEAD - 1, 50)
    ends = shown()
    book.define(HEADINGS_NAME, f"'{NAME}'!${ends[0].letter}${HEAD}:${ends[-1].letter}${HEAD}")
    book.define(USED_NAME, f"'{NAME}'!{area('row_used', FIRST, last)}")
    book.define(MECHANISMS_NAME, f"'{NAME}'!{area('applied_mechanism', FIRST, last)}")
    ground = Ground(contract)
    for row, checks in zip(rows, told, strict=True):
        _write_row(page, row, {**checks, **_of_law(row, ground), **marks(row, ground)})
    page.conceal(ends[-1].index + 1, len(columns()) - 1)
    _fold(page, contract)
    _restrict(page, last)
    _highlight(page, last)
    page.put(last, columns()["applied_method"].index, french(
        f"Fin des {capacity} lignes préparées. Pour en ajouter : copier une ligne entière, puis "
        "l'insérer au-dessus de la dernière ligne."), "lead")  # fmt: skip
    page.freeze(HEAD, columns()["mechanism"].index)
    page.start_at(FIRST - 1, 0)
    _print(page, contract, last_printed(rows))
    return rows


def folds_away(contract: Contract | None) -> bool:
    """Tell whether no lot fills the columns that few methods read."""
    lots = () if contract is None else contract.lots
    return not any(lot_value(lot, each.term.id) is not None for lot in lots for each in folded())


def _fold(page: Page, contract: Contract | None) -> None:
    group = folded()
    after = next(each for each in shown() if each.index == group[-1].index + 1)
    widths = [each.width for each in group]
    page.fold(group[0].index, widths, after.width, closed=folds_away(contract))


def _judged_rows(
    contract: Contract | None, capacity: int, last: int
) -> tuple[list[LotRow], list[dict[str, Paired]]]:
    """Return the rows, each knowing whether its message asks for a correction, and the checks."""
    rounding = Rounding() if contract is None else contract.rounding
    lots = () if contract is None else contract.lots
    rows = [
        LotRow(FIRST + i, lots[i] if i < len(lots) else None, rounding) for i in range(capacity)
    ]
    told = [messages(row, (FIRST, last), contract) for row in rows]
    judged = [
        replace(
            row,
            wrong=str(checks["message"].value).startswith(french(WRONG)),
            warned=str(checks["message"].value).startswith(french(CAUTION)),
        )
        for row, checks in zip(rows, told, strict=True)
    ]
    return judged, told


def last_printed(rows: list[LotRow]) -> int:
    """Return the last spreadsheet row that is printed: the lots, and room to add some."""
    used = sum(row.lot is not None for row in rows)
    return FIRST - 1 + min(len(rows), used + SPARE_PRINTED if used else BLANK_PRINTED)


def _print(page: Page, contract: Contract | None, last: int) -> None:
    """Print the inputs, then the results beside the number and the title of each lot."""
    typed, results = inputs(), [each for each in shown() if not each.is_input]
    page.print_as(
        header=header(contract),
        repeated=(RULE - 1, HEAD - 1),
        first_columns=columns()["mechanism"].index,
        areas=(
            f"{typed[0].letter}1:{typed[-1].letter}{last}",
            f"{results[0].letter}{RULE}:{results[-1].letter}{last}",
        ),
    )


def row_height(row: LotRow) -> float:
    """Return the height of a lot's row, in points: two lines, more for long texts."""
    texts = (
        (len(str(lot_value(row.lot, each.term.id) or "")), each.width)
        for each in inputs()
        if row.lot is not None and each.term.type == "text"
    )
    lines = max((-(-length // int(width - 2)) for length, width in texts), default=1)
    return 15.0 * max(lines, 2) + 1


def _write_row(page: Page, row: LotRow, checks: dict[str, Paired]) -> None:
    line = row.row - 1
    page.height(line, row_height(row))
    for each in inputs():
        value = None if row.lot is None else lot_value(row.lot, each.term.id)
        page.put(line, each.index, cell_value(each.term, value), each.style)
    results = {
        "row_used": row_used(row),
        **_compared_number(row),
        "hours_asked": hours_asked(row),
        "hours_agreed": hours_agreed(row),
        "complete_methods": complete_methods(row),
        "begun_methods": begun_methods(row),
        "own_inputs": own_inputs(row),
        **method_exacts(row),
        "raw_exact": raw_exact(row),
        "raw_hours": raw_hours(row),
        "applied_method": applied_method(row),
        "exact_hours": exact_hours(row),
        "calculated_hours": calculated_hours(row),
        "contract_hours": contract_hours(row),
        "contract_days": in_units(row, HOURS_A_DAY),
        "contract_weeks": in_units(row, HOURS_A_WEEK),
        **checks,
    }
    for name, paired in results.items():
        page.compute(line, columns()[name].index, paired, columns()[name].style)


def _of_law(row: LotRow, ground: Ground) -> dict[str, Paired]:
    """Return the obligation of a lot, and the hidden column that says why."""
    return {
        "obligation_case": obligation_case(row, ground),
        "obligation": obligation_level(row, ground),
    }


def _compared_number(row: LotRow) -> dict[str, Paired]:
    """Return the hidden columns that read the number of a lot and make it comparable."""
    number = "" if row.lot is None else row.lot.number
    reading, comparing = steps("number_read"), steps("number_key")
    read = folded_number(row.cell("number"), number, [row.cell(each) for each in reading])
    folded = str(read[-1].value)
    keys = number_key(row.cell("number_read"), folded, [row.cell(each) for each in comparing])
    return dict(zip([*reading, *comparing], [*read, *keys], strict=True))


def _write_top(book: Book, page: Page, rows: list[LotRow], contract: Contract | None) -> None:
    last = rows[-1].row
    page.height(0, 30)
    page.put(0, 0, "Lots et heures d’insertion", "title")
    page.put(1, 0, french(
        "Une ligne par lot : remplir les cellules jaunes utiles à la méthode, les heures se "
        "calculent à droite. Un lot sans mécanisme choisi est une condition d'exécution."),
        "lead")  # fmt: skip
    page.compute(STATUS - 1, 0, _status(rows, last), "status")
    page.height(RULE - 1, 22)
    _write_rounding(book, page, rows[0].rounding)
    _write_subject(page, contract)
    write_total(book, page, rows, last)


def _status(rows: list[LotRow], last: int) -> Paired:
    ends = inputs()
    below = f"${ends[0].letter}${last + 1}:${ends[-1].letter}${last + ROWS_WATCHED_BELOW}"
    wrong = wrong_rows(rows)
    used = sum(row.lot is not None for row in rows)
    counts = area("row_used", FIRST, last)
    named = f'({area("number", FIRST, last)}<>"")+({area("title", FIRST, last)}<>"")>0'
    bare = f'IFERROR(SUMPRODUCT(({named})*({counts}=""))>0,FALSE)'
    count = Paired(f"SUMPRODUCT(--({counts}>0))", used)
    beyond = f"SUM({area('row_used', last_printed(rows) + 1, last + 1)})"
    return first(
        [
            Rule(Paired(f"COUNTA({below})>0", value=False), words(
                "À corriger : des données sont saisies sous le tableau, où rien ne se calcule. "
                "Insérer des lignes dans le tableau, ou remonter ces lots.")),
            Rule(Paired(bare, value=False), words(
                "À corriger : une ligne n'a pas de formules. Y copier une ligne entière du "
                "tableau, puis ressaisir le lot.")),
            Rule(Paired(f"{wrong.formula}>0", value=bool(wrong.value)), joined(words(
                "À corriger, voir la colonne « À lire » ; lignes hors des totaux : "), wrong)),
            Rule(Paired(f"{count.formula}=0", used == 0),
                 words("Saisir le premier lot ci-dessous.")),
            Rule(Paired(f"{beyond}>0", value=False), joined(
                words("Rien à corriger. Lots saisis : "), count, words(
                ". Pour tout imprimer, agrandir la zone d'impression des lots et de la note."))),
        ],
        joined(words("Rien à corriger. Lots saisis : "), count),
    )  # fmt: skip


def _write_subject(page: Page, contract: Contract | None) -> None:
    """Show the contract's name above the inputs and above the results, on each printed page."""
    subject = None if contract is None else contract.subject
    key = vocabulary.contract_terms()["subject"].key
    named = Paired(f'TRIM({key})<>""', subject is not None)
    name = either(named, Paired(key, subject or ""), words(""))
    for column in ("worked_hours", "applied_method"):
        page.compute(RULE - 1, columns()[column].index, name, "section_plain")


def _write_rounding(book: Book, page: Page, rounding: Rounding) -> None:
    """Show the rule applied: that of « Marché », or the default when nothing is chosen there."""
    terms = vocabulary.contract_terms()
    direction, multiple = terms["rounding_direction"].key, terms["rounding_multiple"].key
    default = literal(limits.shown_label("rounding_direction", Direction.NEAREST))
    low, high = limits.limits(terms["rounding_multiple"])
    kept = f"IF(AND({multiple}>={low},{multiple}<={high}),INT({multiple}),1)"
    figures = {
        APPLIED_DIRECTION: Paired(
            f'IF(TRIM({direction})="",{default},{direction})',
            limits.shown_label("rounding_direction", rounding.direction),
        ),
        APPLIED_MULTIPLE: Paired(f"IF(ISNUMBER({multiple}),{kept},1)", rounding.multiple),
    }
    # Two words, two figures: the columns of the number and of the title repeat on each page.
    start = columns()["mechanism"].index
    places = (start, start + 3)
    for at, label, (name, paired) in zip(
        places, ("Arrondi", "au multiple de"), figures.items(), strict=True
    ):
        page.put(RULE - 1, at, label, "plain_right")
        page.compute(RULE - 1, at + 1, paired, "strong_left")
        letter = column_letter(at + 1)
        book.define(name, f"'{NAME}'!${letter}${RULE}")


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
    told = columns()["message"]
    top = cell("message", FIRST)
    page.highlight(_area_shown(told, last), is_wrong(top), "if_wrong")
    page.highlight(_area_shown(told, last), is_caution(top), "if_caution")
    page.highlight(f"A{STATUS}", f'LEFT($A${STATUS},10)="À corriger"', "if_wrong")
    used = cell("applied_method", FIRST)
    every = [literal(methods_list.label(each)) for each in methods_list.every()]
    for name in numeric_inputs():
        readers = [literal(methods_list.label(each)) for each in methods_list.every()
                   if name in each.inputs]  # fmt: skip
        if len(readers) == len(every) or name == "amount_excl_tax":
            continue  # whatever the method, the amount says which obligation weighs on the contract
        condition = f"AND({is_one_of(every, used)},NOT({is_one_of(readers, used)}))"
        page.highlight(_area_shown(columns()[name], last), condition, "if_idle")
