"""The sheet « Note de calcul »: the reasoning to print and defend; formulas follow the lots."""

from __future__ import annotations

from datetime import date

from insertion import vocabulary
from insertion.contract import Contract
from insertion.formula import rounding_phrase
from insertion.methods import Method
from insertion.quantities import Direction, Rounding
from insertion.record import lot_value
from insertion.typography import date_text, french
from xlplugin import methods_list
from xlplugin.canvas import Book, Page
from xlplugin.limits import shown_label
from xlplugin.lot_columns import columns, numeric_inputs
from xlplugin.lot_formulas import (
    APPLIED_DIRECTION,
    APPLIED_MULTIPLE,
    LotRow,
    calculated_value,
    contract_value,
    shown_exact,
)
from xlplugin.pairing import (
    Paired,
    Rule,
    Value,
    either,
    filled_in,
    first,
    grouped,
    joined,
    literal,
    words,
)
from xlplugin.sheet_contract import cell_value
from xlplugin.sheet_lots import NAME as LOTS
from xlplugin.sheet_lots import TOTAL_NAME, contract_total, row_height
from xlplugin.styles import GREY

NAME = "Note de calcul"
_INPUT_LOOKS = {
    "money": ("note_money", 16.0),
    "share": ("note_share", 11.0),
    "hours": ("note_hours", 11.0),
}
_ANY_MULTIPLE = 987
"""A multiple that no sentence contains, to find where the figure goes."""


def write_note(book: Book, page: Page, contract: Contract | None, rows: list[LotRow]) -> None:
    """Write the note for ``rows``."""
    del book
    page.look(GREY)
    page.height(0, 30)
    page.put(0, 0, "Note de calcul des heures d’insertion", "title")
    page.put(1, 0, french(
        "Document interne, à ne pas joindre au dossier de consultation. Il suit les feuilles "
        "« Marché » et « Lots » : rien n'est à saisir ici."), "lead")  # fmt: skip
    line = _write_facts(page, contract, rows)
    line = _write_methods(page, line)
    head = _write_table_head(page, line, contract, rows)
    for index, row in enumerate(rows):
        _write_row(page, head + 1 + index, row)
    widths = [width for _, _, width in _layout()]
    page.widths(widths)
    last = head + len(rows) + 1
    area = f"A{head + 2}:{chr(ord('A') + len(widths) - 1)}{last}"
    page.highlight(area, f'$A{head + 2}&$B{head + 2}<>""', "if_filled")
    page.print_as(repeated=(head - 1, head))


def _fact(name: str, contract: Contract | None) -> Paired:
    """Return a fact of « Marché », or the words for its absence."""
    term = vocabulary.contract_terms()[name]
    value = None if contract is None else getattr(contract, name)
    shown = cell_value(term, value)
    there = Paired(f'TRIM({term.key})<>""', value is not None)
    return either(there, Paired(term.key, "" if shown is None else shown), words("à renseigner"))


def _date_fact(name: str, contract: Contract | None) -> Paired:
    term = vocabulary.contract_terms()[name]
    value = None if contract is None else getattr(contract, name)
    shown = "" if value is None else f"{value:%d/%m/%Y}"
    there = Paired(f"ISNUMBER({term.key})", value is not None)
    return either(there, Paired(_date_formula(term.key), shown), words("à renseigner"))


def _date_formula(cell: str) -> str:
    """Write a date in figures: TEXT() would need the codes of the reader's own language."""
    day, month = f'RIGHT("0"&DAY({cell}),2)', f'RIGHT("0"&MONTH({cell}),2)'
    return f'{day}&"/"&{month}&"/"&YEAR({cell})'


def _write_facts(page: Page, contract: Contract | None, rows: list[LotRow]) -> int:
    rounding = Rounding() if contract is None else contract.rounding
    facts: list[tuple[str, Paired]] = [
        ("Marché", _fact("subject", contract)),
        ("Acheteur", _fact("buyer_name", contract)),
        ("Consultation", joined(_fact("consultation_number", contract), words(", lancée le "),
                                _date_fact("consultation_date", contract))),
        ("Valeurs", _fact("values_source", contract)),
        ("Relevées le", _date_fact("values_date", contract)),
        ("Arrondi", _rounding_words(rounding)),
        ("Total", joined(grouped(_total(rows)), words(" heures d'insertion au marché"))),
    ]  # fmt: skip
    line = 3
    for label, paired in facts:
        page.put(line, 0, label, "lead")
        page.compute(line, 1, paired, "strong" if label in ("Marché", "Total") else "plain")
        line += 1
    return line + 1


def _total(rows: list[LotRow]) -> Paired:
    return Paired(TOTAL_NAME, contract_total(rows))


def _rounding_words(rounding: Rounding) -> Paired:
    """Return the applied rule in words, whatever people choose."""
    rules: list[Rule] = []
    for direction in (Direction.UP, Direction.DOWN, Direction.NEAREST):
        label = literal(shown_label("rounding_direction", direction))
        phrase = french(rounding_phrase(Rounding(direction, _ANY_MULTIPLE)))
        for one in (True, False):
            pattern = phrase.replace(str(_ANY_MULTIPLE), "⟦multiple⟧")
            multiple = Paired(APPLIED_MULTIPLE, rounding.multiple)
            then = (
                words(rounding_phrase(Rounding(direction, 1)))
                if one
                else filled_in(pattern, {"multiple": multiple})
            )
            holds = rounding.direction is direction and (rounding.multiple == 1) == one
            test = "=1" if one else "<>1"
            when = f"AND({APPLIED_DIRECTION}={label},{APPLIED_MULTIPLE}{test})"
            rules.append(Rule(Paired(when, holds), then))
    return first(rules, words("règle d'arrondi à corriger dans la feuille « Marché »"))


def _write_methods(page: Page, line: int) -> int:
    for column in range(len(_layout())):
        page.put(line, column, "Méthodes" if column == 0 else None, "section")
    line += 1
    for method in methods_list.every():
        page.put(line, 0, method_words(method), "strong")
        page.put(line + 1, 0, source_words(method), "lead")
        line += 2
    return line + 1


def method_words(method: Method) -> str:
    """Return a method's name and its formula in words."""
    return french(f"{methods_list.label(method)} : {methods_list.sentence(method)}")


def source_words(method: Method) -> str:
    """Return where a method was read, and how surely."""
    sources = [
        f"{each.text}, lu le {date_text(date.fromisoformat(each.checked_on))}"
        for each in method.sources
    ]
    return french(f"Source : {' ; '.join(sources)} ({method.certainty.label}).")


def _layout() -> list[tuple[str, str, float]]:
    """Return the columns of the note: field, style, width."""
    layout: list[tuple[str, str, float]] = [
        ("number", "note_number", 12),
        ("title", "note_text", 34),
        ("applied_method", "note_small", 23),
    ]
    for name in numeric_inputs():
        term = vocabulary.lot_terms()[name]
        style, width = _INPUT_LOOKS[term.type]
        if term.unit == "euros_par_heure":
            style, width = "note_rate", 12
        layout.append((name, style, width))
    return [
        *layout,
        ("exact_hours", "note_exact", 11),
        ("calculated_hours", "note_whole", 11),
        ("retained_hours", "note_whole", 12),
        ("retained_reason", "note_small", 44),
        ("contract_hours", "note_result", 11),
    ]


def _write_table_head(page: Page, line: int, contract: Contract | None, rows: list[LotRow]) -> int:
    """Write the two rows repeated on each page: contract and total, then headings."""
    title = joined(
        _fact("subject", contract), words(" – total : "), grouped(_total(rows)), words(" heures")
    )
    page.compute(line, 0, title, "section_plain")
    for column in range(1, len(_layout())):
        page.put(line, column, None, "section_plain")
    page.height(line, 24)
    for column, (name, _, _) in enumerate(_layout()):
        heading = columns()[name].heading
        if name == "retained_reason":
            heading = french("Motif, auteur et date de la retenue")
        page.put(line + 1, column, heading, "head")
    page.height(line + 1, 50)
    return line + 1


def _write_row(page: Page, line: int, row: LotRow) -> None:
    page.height(line, row_height(row))
    for column, (name, style, _) in enumerate(_layout()):
        page.compute(line, column, _shown(row, name), style)


def _shown(row: LotRow, name: str) -> Paired:
    there = _there(row, name)
    if name == "applied_method":
        mechanism = row.cell("mechanism")
        label = "" if row.lot is None else shown_label("mechanism", row.lot.mechanism)
        idle = Paired(_there_ref(mechanism), label)
        asked = row.has_hours()
        outside = asked.formula.replace(mechanism, f"{LOTS}!{mechanism}")
        return either(Paired(outside, asked.value), there, idle)
    if name == "retained_reason":
        retained = None if row.lot is None else row.lot.retained
        author, dated = (f"{LOTS}!{row.cell(each)}" for each in
                         ("retained_author", "retained_date"))  # fmt: skip
        shown_date = Paired(
            _date_formula(dated), "" if retained is None else f"{retained.decided_on:%d/%m/%Y}"
        )
        reason = Paired(f"{LOTS}!{row.cell(name)}", "" if retained is None else retained.reason)
        who = Paired(author, "" if retained is None else retained.author)
        told = joined(reason, " (", who, words(", le "), shown_date, ")")
        given = Paired(f'TRIM({LOTS}!{row.cell("retained_hours")})<>""', retained is not None)
        return either(given, told, words(""))
    return there


def _there_ref(cell: str) -> str:
    return f"{LOTS}!{cell}"


def _there(row: LotRow, name: str) -> Paired:
    """Return what the sheet « Lots » shows in a column of the same row, blank when blank."""
    reference = f"{LOTS}!{row.cell(name)}"
    value = _value(row, name)
    return Paired(f'IF({reference}="","",{reference})', value)


def _value(row: LotRow, name: str) -> Value:
    if row.lot is None:
        return ""
    found: object
    if name == "applied_method":
        return "" if row.chosen is None else methods_list.label(row.chosen)
    if name == "exact_hours":
        exact = shown_exact(row)
        return "" if exact is None else float(exact)
    if name == "calculated_hours":
        found = calculated_value(row)
    elif name == "contract_hours":
        found = contract_value(row)
    else:
        found = cell_value(vocabulary.lot_terms()[name], lot_value(row.lot, name))
    return "" if found is None else found
