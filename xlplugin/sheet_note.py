"""The sheet « Note de calcul »: the reasoning to print and defend; formulas follow the lots."""

from __future__ import annotations

from itertools import zip_longest

from insertion import vocabulary
from insertion.contract import Contract, Mechanism
from insertion.formula_french import rounding_phrase
from insertion.quantities import Direction, Rounding
from insertion.record import lot_value
from insertion.typography import french
from xlplugin import methods_list
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.cell_rules import is_blank, spelled
from xlplugin.contract_facts import date_formula, date_shown, fact_shown
from xlplugin.limits import shown_label
from xlplugin.lot_columns import TOTAL_NAME, columns
from xlplugin.lot_formulas import (
    APPLIED_DIRECTION,
    APPLIED_MULTIPLE,
    LotRow,
    contract_value,
    is_wrong,
    shown_calculated,
    shown_exact,
)
from xlplugin.lot_totals import contract_total, estimated_words, lots_total, total_label
from xlplugin.note_inputs import MOST_OWN, everyday, is_read, own_figure, own_of, own_text
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
from xlplugin.sheet_contract import cell_value, header
from xlplugin.sheet_lots import NAME as LOTS
from xlplugin.sheet_lots import last_printed
from xlplugin.sheet_methods import METHOD_NAMES, RANKS, SENTENCES, SOURCES, used, used_methods
from xlplugin.styles import GREY

NAME = "Note de calcul"
_INPUT_LOOKS = {
    "money": ("note_money", 17.0),
    "share": ("note_share", 12.0),
    "hours": ("note_hours", 11.0),
}
REASON = "retained_reason"
OWN = "own_inputs"
"""The column that tells the inputs only some methods read."""
_OWN_HEADING = "Autres données de la méthode"
_REASON_HEADING = "Motif de la retenue ou de l'absence d'heures"
_ONE_LINE, _TWO_LINES = 22.0, 32.0
_TITLE_LINE, _TOLD_LINE = 31, 40
"""Characters that fit on a line of the column of titles, and of that of reasons."""
_LEFT, _RIGHT = (0, 5), (7, 12)
"""The columns of the two lists of facts, ends included."""
_LINE = 85
"""Characters that fit on a line beside the name of a fact."""
_SIGNED = ((0, 2, "Établie par"), (3, 7, "Décision"), (8, 12, "Visa et date"))
"""What is signed by hand: the column of its name, the one after its line, its name."""
METHODS_SHOWN = 2
"""Methods whose words the note prints; a contract rarely uses more."""
_ANY_MULTIPLE = 987
"""A multiple that no sentence contains, to find where the figure goes."""


def write_note(book: Book, page: Page, contract: Contract | None, rows: list[LotRow]) -> None:
    """Write the note for ``rows``."""
    del book
    page.look(GREY)
    page.widths([width for _, _, width in _layout()])
    page.conceal(len(_layout()), len(_layout()) + 2 * MOST_OWN - 1)
    page.height(0, 30)
    page.put(0, 0, "Note de calcul des heures d’insertion", "title")
    page.put(1, 0, french(
        "Document interne, à ne pas joindre au dossier de consultation. Il suit les feuilles "
        "« Marché » et « Lots » : rien n'est à saisir ici."), "lead")  # fmt: skip
    line = _write_facts(page, contract, rows)
    line = _write_decision(page, line)
    line = _write_methods(page, line, rows)
    head = _write_table_head(page, line, contract, rows)
    for index, row in enumerate(rows):
        _write_row(page, head + 1 + index, row)
    letter = column_letter(len(_layout()) - 1)
    page.highlight(
        f"A{head + 2}:{letter}{head + len(rows) + 1}",
        f'$A{head + 2}&$B{head + 2}<>""',
        "if_filled",
    )
    printed = head + 1 + last_printed(rows) - rows[0].row + 1
    page.print_as(
        header=header(contract), repeated=(head - 2, head), areas=(f"A1:{letter}{printed}",)
    )


def _write_facts(page: Page, contract: Contract | None, rows: list[LotRow]) -> int:
    rounding = Rounding() if contract is None else contract.rounding
    consultation = joined(
        fact_shown("consultation_number", contract),
        words(", lancement prévu le "),
        date_shown("consultation_date", contract),
    )
    total = joined(
        grouped(_total(rows)), words(" heures d'insertion au marché"), estimated_words(rows)
    )
    left = {
        "Marché": fact_shown("subject", contract),
        "Acheteur": fact_shown("buyer_name", contract),
        "Consultation": consultation,
        "Total": total,
    }
    right = {
        "Arrondi": _rounding_words(rounding),
        "Relevées le": date_shown("values_date", contract),
        "Valeurs": fact_shown("values_source", contract),
    }
    for (start, end), facts in ((_LEFT, left), (_RIGHT, right)):
        for line, (label, paired) in enumerate(facts.items(), start=3):
            strong = label in ("Marché", "Total")
            style = "fact_shown_strong" if strong else "fact_shown"
            page.put(line, start, label, "fact_name")
            page.spread(line, start + 1, end, style)
            page.compute(line, start + 1, paired, style)
    pairs = zip_longest(left.values(), right.values(), fillvalue=words(""))
    for line, beside in enumerate(pairs, start=3):
        longest = max(len(str(paired.value)) for paired in beside)
        page.height(line, 4 + 15 * max(-(-longest // _LINE), 1))
    return 3 + len(left)


def _write_decision(page: Page, line: int) -> int:
    """Leave room to sign: a note without a decision and its author proves nothing."""
    page.height(line, 32)
    for start, end, label in _SIGNED:
        page.put(line, start, french(label), "to_name")
        for column in range(start + 1, end):
            page.put(line, column, None, "to_sign")
    return line + 2


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


def _write_methods(page: Page, line: int, rows: list[LotRow]) -> int:
    """Write the methods that lots use, as typed: the first few, then where to read the others."""
    for column in range(len(_layout())):
        page.put(line, column, "Méthodes employées" if column == 0 else None, "section")
    line += 1
    for rank in range(1, METHODS_SHOWN + 1):
        name, sentence = (used(rows, rank, each) for each in (METHOD_NAMES, SENTENCES))
        there = Paired(f'{name.formula}<>""', name.value != "")
        page.height(line, 18)
        page.compute(
            line, 0, either(there, joined(name, words(" : "), sentence), words("")), "strong"
        )
        told = either(there, joined(words("Source : "), used(rows, rank, SOURCES)), words(""))
        page.compute(line + 1, 0, told, "lead")
        line += 2
    others = Paired(f"MAX({RANKS})>{METHODS_SHOWN}", value=len(used_methods(rows)) > METHODS_SHOWN)
    page.compute(
        line,
        0,
        either(others, words("Autres méthodes : voir la feuille « Méthodes »."), words("")),
        "lead",
    )
    return line + 2


def _layout() -> list[tuple[str, str, float]]:
    """Return the columns of the note: field, style, width."""
    return [
        ("number", "note_number", 13),
        ("title", "note_text", 30),
        ("applied_method", "note_small", 22),
        *((name, *_input_look(name)) for name in everyday()),
        (OWN, "note_small", 30),
        ("exact_hours", "note_exact", 11),
        ("calculated_hours", "note_whole", 11),
        ("retained_hours", "note_whole", 11),
        (REASON, "note_small", 38),
        ("contract_hours", "note_result", 11),
    ]


def _heading(name: str) -> str:
    found = {OWN: _OWN_HEADING, REASON: _REASON_HEADING}.get(name)
    return columns()[name].heading if found is None else french(found)


def _input_look(name: str) -> tuple[str, float]:
    term = vocabulary.lot_terms()[name]
    return ("note_rate", 12) if term.unit == "euros_par_heure" else _INPUT_LOOKS[term.type]


def _write_table_head(page: Page, line: int, contract: Contract | None, rows: list[LotRow]) -> int:
    """Write the three rows repeated on each page: contract, totals, headings; return the last."""
    page.compute(line, 0, fact_shown("subject", contract), "section_plain")
    for column in range(1, len(_layout())):
        page.put(line, column, None, "section_plain")
    page.height(line, 26)
    totals = {
        "exact_hours": "total_decimals",
        "calculated_hours": "total_hours",
        "contract_hours": "total_hours",
        "amount_excl_tax": "total_money",
    }
    page.height(line + 1, 32)
    for column, (name, _, _) in enumerate(_layout()):
        if name in totals:
            page.compute(line + 1, column, lots_total(name, rows), totals[name])
        elif name == "title":
            page.compute(line + 1, column, total_label(rows), "total_label")
        else:
            page.put(line + 1, column, None, "total_blank")
        page.put(line + 2, column, _heading(name), "head")
    page.height(line + 2, 48)
    return line + 2


def _write_row(page: Page, line: int, row: LotRow) -> None:
    page.height(line, _row_height(row))
    layout = _layout()
    figures = [f"${column_letter(len(layout) + place)}{line + 1}" for place in range(MOST_OWN)]
    texts = [own_text(row, place, figure) for place, figure in enumerate(figures)]
    for place in range(MOST_OWN):
        page.compute(line, len(layout) + place, own_figure(row, place), "plain")
        page.compute(line, len(layout) + MOST_OWN + place, texts[place], "plain")
    told = [
        Paired(f"${column_letter(len(layout) + MOST_OWN + place)}{line + 1}", text.value)
        for place, text in enumerate(texts)
    ]
    for column, (name, style, _) in enumerate(layout):
        shown = unless_wrong(row, joined(*told)) if name == OWN else _shown(row, name)
        page.compute(line, column, shown, style)


def _row_height(row: LotRow) -> float:
    """Make room for the title and for the reason; a row without a lot keeps two lines of title."""
    if row.lot is None:
        return _TWO_LINES
    told = len(str(_why(row).value))
    own = (
        sum(len(vocabulary.quantity(name).short) + 12 for name in own_of(row.chosen))
        if (row.chosen)
        else 0
    )
    lines = max(
        -(-len(row.lot.title) // _TITLE_LINE), -(-told // _TOLD_LINE), -(-own // _TITLE_LINE)
    )
    return max(4 + 14.0 * lines, _ONE_LINE)


def _shown(row: LotRow, name: str) -> Paired:
    """Return what a column of the note shows; a row to correct keeps its number and its title."""
    if name in ("number", "title"):
        there = _there(row, name)
        return Paired(f'IFERROR({there.formula},"")', there.value)
    wrong = Paired(is_wrong(_in_lots(row, "message")), row.wrong)
    if name == REASON:
        return either(wrong, words("Ligne à corriger dans « Lots », non comptée."), _why(row))
    there = _there(row, name)
    if name in everyday() and name != "amount_excl_tax":
        there = either(is_read(row, name), there, words(""))
    return either(wrong, words(""), there)


def unless_wrong(row: LotRow, shown: Paired) -> Paired:
    """Return what is shown of a lot, nothing of a row to correct."""
    return either(Paired(is_wrong(_in_lots(row, "message")), row.wrong), words(""), shown)


def _why(row: LotRow) -> Paired:
    """Return why the hours of the contract are not the calculated ones, or why there are none."""
    retained = None if row.lot is None else row.lot.retained
    dated = _in_lots(row, "retained_date")
    shown_date = Paired(
        date_formula(dated), "" if retained is None else f"{retained.decided_on:%d/%m/%Y}"
    )
    reason = Paired(_in_lots(row, REASON), "" if retained is None else retained.reason)
    who = Paired(_in_lots(row, "retained_author"), "" if retained is None else retained.author)
    agreed = joined(reason, " (", who, words(", le "), shown_date, ")")
    given = Paired(_in_lots(row, "hours_agreed"), row.agreed().value)
    return either(
        Paired(f"{_in_lots(row, 'row_used')}=0", row.lot is None),
        words(""),
        either(_asked(row), either(given, agreed, words("")), _without_hours(row)),
    )


def _asked(row: LotRow) -> Paired:
    return Paired(_in_lots(row, "hours_asked"), row.has_hours().value)


def _without_hours(row: LotRow) -> Paired:
    """Return the mechanism of a lot that asks no hours, and the reason given for it."""
    lot = row.lot
    mechanism = Paired(
        _in_lots(row, "mechanism"), "" if lot is None else shown_label("mechanism", lot.mechanism)
    )
    reason = Paired(
        _in_lots(row, "no_clause_reason"), "" if lot is None else (lot.no_clause_reason or "")
    )
    unexplained = Paired(is_blank(_in_lots(row, "no_clause_reason")), not reason.value)
    none = shown_label("mechanism", Mechanism.NONE)
    asks_why = Paired(
        f"{spelled(_in_lots(row, 'mechanism'))}={literal(none)}", mechanism.value == none
    )
    silent = either(asks_why, words(" : motif à renseigner."), words("."))
    return joined(mechanism, either(unexplained, silent, joined(words(" : "), reason)))


def _in_lots(row: LotRow, name: str) -> str:
    return f"{LOTS}!{row.cell(name)}"


def _there(row: LotRow, name: str) -> Paired:
    """Return what the sheet « Lots » shows in a column of the same row, blank when blank."""
    reference = _in_lots(row, name)
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
        found = shown_calculated(row)
    elif name == "contract_hours":
        found = contract_value(row)
    else:
        found = cell_value(vocabulary.lot_terms()[name], lot_value(row.lot, name))
    return "" if found is None else found
