"""The sheet « Marché »: one row a fact, its cell named by its French key, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from insertion import vocabulary
from insertion.contract import Contract
from insertion.quantities import Days
from insertion.typography import french
from insertion.vocabulary import Term
from xlplugin import limits
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.pairing import Paired, Rule, either, first, joined, literal, words
from xlplugin.styles import ACCENT

NAME = "Marché"
PUBLICS = "publics"
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
WRONG = "À corriger : "


def public_name(option: str) -> str:
    """Return the defined name of the cell that says whether a public is eligible."""
    return f"{PUBLICS}_{option}"


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
    row = _FIRST_ROW
    group = ""
    missing = 0
    for name, term in vocabulary.contract_terms().items():
        if term.group != group:
            group = term.group
            page.height(row, 26)
            for column in range(4):
                title = french(vocabulary.groups()[group]) if column == LABEL else None
                page.put(row, column, title, "section")
            row += 1
        value = None if contract is None else getattr(contract, name)
        if term.type == "choices":
            row, lacking = _write_options(book, page, row, term, contract)
        else:
            lacking = _write_fact(book, page, row, term, value, contract)
            row += 1
        missing += lacking
    letter = column_letter(MESSAGE)
    area = f"${letter}${_FIRST_ROW + 1}:${letter}${row}"
    page.compute(2, LABEL, _summary(area, missing), "status")
    top = f"{letter}{_FIRST_ROW + 1}"
    shown = f"{letter}{_FIRST_ROW + 1}:{letter}{row}"
    page.highlight(shown, f"LEFT(${top},{len(WRONG)})={literal(french(WRONG))}", "if_wrong")
    page.highlight(shown, f"LEFT(${top},{len(TO_FILL)})={literal(TO_FILL)}", "if_caution")
    page.freeze(_FIRST_ROW, 1)
    page.start_at(_FIRST_ROW + 1, INPUT)
    page.print_as(repeated=(_FIRST_ROW - 1, _FIRST_ROW - 1))


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
) -> bool:
    """Write one row; return whether it says « À renseigner »."""
    cell = f"${column_letter(INPUT)}${row + 1}"
    page.put(row, LABEL, french(term.label), "label")
    page.put(row, INPUT, cell_value(term, value), style_of(term))
    page.put(row, HELP, _help(term), "help")
    message = _message(term, cell, value, contract)
    page.compute(row, MESSAGE, message, "message")
    rule = limits.validation(term)
    if rule is not None:
        page.validate(row, INPUT, rule, row)
    book.define(term.key, f"'{NAME}'!{cell}")
    page.height(row, _row_height(term, value))
    return str(message.value).startswith(TO_FILL)


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
    if term.when:
        parts.append(f"Seulement si « {_condition_words(term)} ».")
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


def _message(term: Term, cell: str, value: Any, contract: Contract | None) -> Paired:
    blank = Paired(f'TRIM({cell})=""', value is None)
    rules = [Rule(Paired(f'AND({cell}<>"",{wrong})', value=False), words(WRONG + advice))
             for wrong, advice in _mistakes(term, cell)]  # fmt: skip
    if not term.optional:
        expected = _when(term, contract)
        missing = Paired(
            f"AND({blank.formula},{expected.formula})", bool(blank.value and expected.value)
        )
        rules.append(Rule(missing, words(TO_FILL)))
    return first(rules, words(""))


def _mistakes(term: Term, cell: str) -> list[tuple[str, str]]:
    """Return what pasting may bring in past the validation: a condition, and the advice."""
    if term.type == "choice":
        return [(f"COUNTIF({limits.list_name(term)},{cell})=0", "choisir dans la liste.")]
    if term.type == "boolean":
        return [(f'{cell}<>"{limits.YES}",{cell}<>"{limits.NO}"', "choisir Oui ou Non.")]
    if term.type == "date":
        return [(f"NOT(ISNUMBER({cell}))", "saisir une date, par exemple 01/09/2026.")]
    if term.type == "siret":
        return [(f'LEN(SUBSTITUTE({cell}," ",""))<>14', "un SIRET a quatorze chiffres.")]
    if term.type == "email":
        return [(f'ISERROR(FIND("@",{cell}))', "saisir une adresse électronique.")]
    if term.type == "days":
        advice = "écrire le nombre et la nature des jours, par exemple « 10 jours ouvrés »."
        return [(f'ISERROR(SEARCH("jour",{cell}))', advice)]
    if limits.is_numeric(term):
        low, high = limits.limits(term)
        below = f"{cell}<={low}" if limits.is_open_below(term) else f"{cell}<{low}"
        outside = f"IF(ISNUMBER({cell}),OR({below},{cell}>{high}),TRUE)"
        found = [(outside, f"saisir un nombre {limits.range_words(term)}.")]
        if limits.is_whole(term):
            part = f"IF(ISNUMBER({cell}),{cell}<>INT({cell}),FALSE)"
            found.append((part, "saisir un nombre entier."))
        return found
    return []


def _when(term: Term, contract: Contract | None) -> Paired:
    """Return the condition under which the pieces need the field."""
    if not term.when:
        return Paired("TRUE", value=True)
    key, _, option = term.when.partition(".")
    if key == PUBLICS:
        chosen = contract is not None and option in contract.publics
        return Paired(f'{public_name(option)}="{limits.YES}"', chosen)
    name, labels = _condition(term)
    value = None if contract is None else getattr(contract, name)
    truth = value is not None and limits.shown_label(name, value.value) in labels
    tests = [f"{key}={literal(label)}" for label in labels]
    return Paired(f"OR({','.join(tests)})", truth)


def _condition(term: Term) -> tuple[str, list[str]]:
    """Return the field a condition looks at and the labels that fulfil it."""
    key, _, option = term.when.partition(".")
    name = next(n for n, each in vocabulary.contract_terms().items() if each.key == key)
    options = vocabulary.options(name)
    if option in options:
        return name, [limits.shown_label(name, option)]
    # « indice »: every base that is not the lump sum in euros.
    named = {each.when.partition(".")[2] for each in vocabulary.contract_terms().values()
             if each.when.startswith(key + ".")}  # fmt: skip
    return name, [limits.shown_label(name, each) for each in options if each not in named]


def _condition_words(term: Term) -> str:
    key, _, option = term.when.partition(".")
    if key == PUBLICS:
        return vocabulary.label_of(PUBLICS, option)
    return " » ou « ".join(_condition(term)[1])


def _write_options(
    book: Book, page: Page, row: int, term: Term, contract: Contract | None
) -> tuple[int, bool]:
    """Write a list of yes or no; return the next row and whether nothing is chosen."""
    options: Mapping[str, vocabulary.Option] = vocabulary.options(term.id)
    letter = column_letter(INPUT)
    area = f"${letter}${row + 2}:${letter}${row + 1 + len(options)}"
    chosen: tuple[str, ...] = () if contract is None else getattr(contract, term.id)
    none = Paired(f'COUNTIF({area},"{limits.YES}")=0', not chosen)
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
        each = Term(id=option.key, key=option.key, type="boolean", label=option.label)
        page.put(index, LABEL, "    " + label, "label")
        page.put(index, INPUT, cell_value(each, value), "fact_choice")
        page.put(index, HELP, limits.EXPECTED["boolean"], "help")
        page.compute(index, MESSAGE, _message(
            Term(id=option.key, key=option.key, type="boolean", label="", optional=True),
            cell, value, contract), "message")  # fmt: skip
        rule = limits.validation(each)
        assert rule is not None
        page.validate(index, INPUT, rule, index)
        page.height(index, 21)
        book.define(public_name(option.key), f"'{NAME}'!{cell}")
    return row + 1 + len(options), not chosen
