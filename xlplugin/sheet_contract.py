"""The sheet « Marché »: one row a fact, its cell named by its French key, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from insertion import vocabulary
from insertion.completeness import (
    ON_LOTS,
    Condition,
    condition_of,
    conditions_of,
    is_asked,
    is_expected,
    missing_facts,
)
from insertion.contract import Contract, Lot
from insertion.quantities import Days
from insertion.typography import french
from insertion.vocabulary import Term
from xlplugin import limits
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.cell_rules import WRONG, cell_rules, is_blank
from xlplugin.pairing import Paired, Rule, either, first, joined, literal, words
from xlplugin.styles import ACCENT

NAME = "Marché"
PUBLICS = "publics"
MECHANISMS_NAME = "lots_mecanismes"
"""Defined name of the mechanism of every prepared lot, the default one where none is chosen."""
LABEL, INPUT, HELP, MESSAGE = range(4)
_WIDTHS = (46, 54, 62, 48)
_FIRST_ROW = 5
_STYLES = {
    "long_text": "fact_long_text",
    "date": "fact_date",
    "boolean": "fact_choice",
    "choice": "fact_choice",
    "money": "fact_money",
    "share": "fact_share",
}
TO_FILL = "À renseigner"
_NOTHING = Contract(lots=(Lot(number="1", title="1"),))
"""What the blank form states: no fact at all."""


def public_name(option: str) -> str:
    """Return the defined name of the cell that says whether a public is eligible."""
    return f"{PUBLICS}_{option}"


def header(contract: Contract | None) -> str:
    """Return what the top of each printed page says of the contract; nothing when it is blank."""
    if contract is None:
        return ""
    number = contract.consultation_number
    parts = [contract.subject, number and f"n° {number}"]
    return french(" – ".join(part for part in parts if part))


def write_contract(book: Book, page: Page, contract: Contract | None) -> None:
    """Write the facts of ``contract``, or the empty form."""
    page.look(ACCENT)
    page.widths(_WIDTHS)
    page.height(0, 30)
    page.put(0, LABEL, NAME, "title")
    page.put(1, LABEL, french(
        "Remplir les cellules jaunes. La colonne « À lire » dit ce qui manque pour les pièces ; "
        "les heures se calculent sans attendre."), "lead")  # fmt: skip
    for column, text in enumerate(("Information", "Votre saisie", "Comment remplir", "À lire")):
        page.put(_FIRST_ROW - 1, column, french(text), "head_left")
    lacking = missing_facts(contract or _NOTHING)
    row = _FIRST_ROW
    group = ""
    for name, term in vocabulary.contract_terms().items():
        if term.group != group:
            group = term.group
            _write_title(page, row, group, contract)
            row += 1
        value = None if contract is None else getattr(contract, name)
        if term.type == "choices":
            row = _write_options(book, page, row, term, contract)
        else:
            _write_fact(book, page, row, term, value, contract)
            row += 1
    letter = column_letter(MESSAGE)
    area = f"${letter}${_FIRST_ROW + 1}:${letter}${row}"
    page.compute(2, LABEL, _summary(area, len(lacking)), "status")
    top = f"{letter}{_FIRST_ROW + 1}"
    shown = f"{letter}{_FIRST_ROW + 1}:{letter}{row}"
    page.highlight(shown, f"LEFT(${top},{len(WRONG)})={literal(french(WRONG))}", "if_wrong")
    page.highlight(shown, f"LEFT(${top},{len(TO_FILL)})={literal(TO_FILL)}", "if_caution")
    page.freeze(_FIRST_ROW, 1)
    page.start_at(_FIRST_ROW + 1, INPUT)
    page.print_as(header=header(contract), repeated=(_FIRST_ROW - 1, _FIRST_ROW - 1))


def _write_title(page: Page, row: int, group: str, contract: Contract | None) -> None:
    """Write the title of a group; one that few contracts need opens by its « + »."""
    occasional = vocabulary.is_occasional(group)
    texts = {LABEL: vocabulary.groups()[group]}
    if occasional:
        texts[HELP] = "Si le marché est concerné : ouvrir avec le « + » de la marge."
        page.opener(row, 26, closed=_is_closed(group, contract))
    else:
        page.height(row, 26)
    for column in range(4):
        page.put(row, column, french(texts[column]) if column in texts else None, "section")


def _is_closed(group: str, contract: Contract | None) -> bool:
    """Tell whether a group that few contracts need stays closed: nothing stated, nothing asked."""
    known = contract or _NOTHING
    terms = {n: each for n, each in vocabulary.contract_terms().items() if each.group == group}
    stated = any(getattr(known, name) is not None for name in terms)
    asked = any(is_asked(each) and is_expected(each, known) for each in terms.values())
    return vocabulary.is_occasional(group) and not stated and not asked


def _summary(area: str, missing: int) -> Paired:
    count = Paired(f"COUNTIF({area},{literal(TO_FILL + '*')})", missing)
    none = Paired(f"{count.formula}=0", missing == 0)
    return either(
        none,
        words("Tous les champs attendus par les pièces sont remplis."),
        joined(words("Champs encore à renseigner pour les pièces définitives : "), count),
    )


def _write_fact(
    book: Book, page: Page, row: int, term: Term, value: Any, contract: Contract | None
) -> None:
    """Write one row."""
    cell = f"${column_letter(INPUT)}${row + 1}"
    page.put(row, LABEL, french(term.label), "label")
    page.put(row, INPUT, cell_value(term, value), style_of(term))
    page.put(row, HELP, _help(term), "help")
    page.compute(row, MESSAGE, _message(term, cell, contract), "message")
    rule = limits.validation(term)
    if rule is not None:
        page.validate(row, INPUT, rule, row)
    book.define(term.key, f"'{NAME}'!{cell}")
    occasional = vocabulary.is_occasional(term.group)
    closed = _is_closed(term.group, contract)
    page.height(row, _row_height(term, value), within=occasional, closed=closed)


def _row_height(term: Term, value: Any) -> float:
    """Make room for a long text: Excel does not do so for a file it opens for the first time."""
    wanted = -(-len(str(value or "")) // _WIDTHS[INPUT])
    helped = -(-len(_help(term)) // (_WIDTHS[HELP] + 10))
    floor = 2 if term.type == "long_text" else 1
    return 6 + 15 * min(max(wanted, helped, floor), 8)


def _help(term: Term) -> str:
    parts = [term.help or limits.EXPECTED[term.type]]
    if limits.is_bounded(term):
        parts.append(limits.range_words(term).capitalize() + ".")
    if term.optional:
        parts.append("Facultatif.")
    if term.internal:
        parts.append("Interne : ne part jamais aux entreprises.")
    condition = condition_of(term)
    if condition is not None:
        parts.append(f"Seulement si « {_condition_words(condition)} »{_stated(condition)}.")
    return french(" ".join(parts))


def style_of(term: Term) -> str:
    """Return the style of the input cell of a contract field."""
    if limits.is_numeric(term):
        return _STYLES.get(term.type, "fact_whole" if limits.is_whole(term) else "fact_number")
    return _STYLES.get(term.type, "fact_text")


def cell_value(term: Term, value: Any) -> str | int | float | Any:
    """Return what a cell holds for a value of the model (a date stays a date)."""
    match value:
        case None:
            return None
        case bool():
            return limits.YES if value else limits.NO
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case Days():
            return str(value)
        case Enum():
            return limits.shown_label(term.id, str(value.value))
        case str() if term.type == "choice":
            return limits.shown_label(term.id, value)
        case _:
            return value


def _message(term: Term, cell: str, contract: Contract | None) -> Paired:
    rules = cell_rules(term, cell)
    if is_asked(term):
        expected = _expected(term)
        value = term in missing_facts(contract or _NOTHING)
        rules.append(Rule(Paired(f"AND({is_blank(cell)},{expected})", value), words(TO_FILL)))
    return first(rules, words(""))


def _expected(term: Term) -> str:
    """Return the condition under which the pieces need the field."""
    tests = [_test(each) for each in conditions_of(term)]
    return f"AND({','.join(tests)})" if tests else "TRUE"


def _test(condition: Condition) -> str:
    """Return a condition of a field as a formula: on the form, or on the lots."""
    if condition.field == ON_LOTS:
        labels = [limits.shown_label(ON_LOTS, each) for each in condition.options]
        tests = [f"COUNTIF({MECHANISMS_NAME},{literal(each)})>0" for each in labels]
        if condition.holds_by_default:  # a lot not typed yet will bear the default mechanism
            tests.append(f'COUNTIF({MECHANISMS_NAME},"?*")=0')
        return f"OR({','.join(tests)})"
    if not condition.options:
        return f"NOT({is_blank(vocabulary.contract_terms()[condition.field].key)})"
    list_term = vocabulary.contract_terms()[condition.field]
    if list_term.type == "choices":
        tests = [f'{public_name(option)}="{limits.YES}"' for option in condition.options]
    else:
        labels = [limits.shown_label(condition.field, each) for each in condition.options]
        tests = [f"{list_term.key}={literal(label)}" for label in labels]
    return f"OR({','.join(tests)})"


def _stated(condition: Condition) -> str:
    return "" if condition.options else " est rempli"


def _condition_words(condition: Condition) -> str:
    if not condition.options:
        return condition.label
    labels = [vocabulary.label_of(condition.field, each) for each in condition.options]
    return " » ou « ".join(labels)


def _write_options(book: Book, page: Page, row: int, term: Term, contract: Contract | None) -> int:
    """Write a list of yes or no; return the next row."""
    options: Mapping[str, vocabulary.Option] = vocabulary.options(term.id)
    letter = column_letter(INPUT)
    area = f"${letter}${row + 2}:${letter}${row + 1 + len(options)}"
    chosen: tuple[str, ...] = () if contract is None else getattr(contract, term.id)
    wanted = is_expected(term, contract or _NOTHING)
    none = Paired(f'AND(COUNTIF({area},"{limits.YES}")=0,{_expected(term)})', not chosen and wanted)
    page.put(row, LABEL, french(term.label), "label")
    page.put(row, INPUT, None, "label")
    page.put(row, HELP, french(f"{term.help} {limits.EXPECTED[term.type]}"), "help")
    message = either(none, words(f"{TO_FILL} : au moins une ligne à Oui"), words(""))
    page.compute(row, MESSAGE, message, "message")
    page.height(row, 6 + 15 * 2)
    for index, option in enumerate(options.values(), start=row + 1):
        cell = f"${letter}${index + 1}"
        label = french(option.label)
        value = None if contract is None else option.key in chosen
        each = Term(
            id=option.key, key=option.key, type="boolean", label=option.label, optional=True
        )
        page.put(index, LABEL, label, "label_within")
        page.put(index, INPUT, cell_value(each, value), "fact_choice")
        page.put(index, HELP, limits.EXPECTED["boolean"], "help")
        page.compute(index, MESSAGE, _message(each, cell, contract), "message")
        rule = limits.validation(each)
        assert rule is not None
        page.validate(index, INPUT, rule, index)
        page.height(index, 6 + 15 * -(-len(label) // (_WIDTHS[LABEL] - 6)))
        book.define(public_name(option.key), f"'{NAME}'!{cell}")
    return row + 1 + len(options)
