"""The cases of a clause as examples people read: the facts, then the text they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from clausier.catalogue.shelf import Shelf
from clausier.catalogue.wording import Wording
from docgen.cases import Case, base_facts, case_values, cases_of
from docgen.clause import Clause
from docgen.render import applies, render_clause
from insertion import vocabulary
from insertion.errors import InvalidInput
from insertion.facts import fact_text
from insertion.intake import PERIODS_KEY
from insertion.record import LOTS_KEY
from insertion.typography import date_text, french, hours_text
from insertion.vocabulary import Term

SCHEMA_KEY = "schema"
FIGURES = ("money", "share", "number", "hours", "whole_hours", "headcount", "month_count", "age")
"""The types of field whose value reads better with its unit."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact laid over the usual contract; ``rows`` are those of its lots or periods."""

    label: str
    value: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A case: its facts and what they give, a text, a refusal, or nothing to print."""

    name: str
    day: str
    facts: tuple[Fact, ...]
    text: Markup | None
    variant: str
    refusals: tuple[str, ...]


def examples_of(clause: Clause, shelf: Shelf, wording: Wording) -> list[Example]:
    """Return the examples of a clause, those that print a text first."""
    made = [_example(each, clause, shelf, wording) for each in cases_of(clause, shelf.library)]
    return sorted(made, key=lambda each: (each.text is None, bool(each.refusals)))


def usual_facts(shelf: Shelf) -> tuple[Fact, ...]:
    """Return the contract that every example starts from; nothing when the library has none."""
    try:
        return tuple(_facts(base_facts(shelf.library)))
    except InvalidInput:  # a folder of clauses without examples
        return ()


def _example(case: Case, clause: Clause, shelf: Shelf, wording: Wording) -> Example:
    text: Markup | None = None
    variant = ""
    refusals: tuple[str, ...] = ()
    try:
        places = case_values(case, clause, shelf.library)
        if applies(clause, places):
            rendered = render_clause(clause, places, case.on)
            text = wording.html(rendered.blocks)
            if len(clause.sheet.variants) > 1:
                variant = french(clause.sheet.variants[rendered.variant].label)
    except InvalidInput as error:
        refusals = tuple(french(f"{each.cause} {each.remedy}") for each in error.faults)
    except (KeyError, TypeError):  # a library not yet checked: « clausier clauses controler »
        refusals = (french("Ce cas ne peut pas être rejoué : la bibliothèque est à contrôler."),)
    facts = tuple(_facts(case.given or {}))
    return Example(french(case.name), date_text(case.on), facts, text, variant, refusals)


def _facts(given: Mapping[str, Any]) -> Iterable[Fact]:
    terms = {each.key: each for each in vocabulary.contract_terms().values()}
    inner = {each.key: each for each in vocabulary.lot_terms().values()}
    periods = {each.key: each for each in vocabulary.period_terms().values()}
    for key, value in given.items():
        if key == SCHEMA_KEY:
            continue
        if key == LOTS_KEY:
            yield Fact("Lots", "", tuple(_rows(value, inner)))
        elif key == PERIODS_KEY:
            yield Fact(french("Périodes"), "", tuple(_rows(value, periods)))
        else:
            yield Fact(_label(key, terms), _value(value, terms.get(key)))


def _rows(rows: Any, terms: Mapping[str, Term]) -> Iterable[str]:
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, Mapping):
            said = [f"{_label(str(k), terms)} : {_value(v, terms.get(str(k)))}" for k, v in
                    row.items()]  # fmt: skip
            yield french(" ; ".join(said))


def _label(key: str, terms: Mapping[str, Term]) -> str:
    return french(terms[key].label if key in terms else key.replace("_", " "))


def _value(value: Any, term: Term | None) -> str:
    if value is None:
        return french("non renseigné")
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return french(", ".join(_value(each, term) for each in value))
    if isinstance(value, date):
        return date_text(value)
    if term is not None and term.type in ("choice", "choices"):
        option = vocabulary.options(term.id).get(str(value))
        return french(option.label if option else str(value))
    if term is not None and term.type in FIGURES:
        try:
            figure = Decimal(str(value))
            return hours_text(Fraction(figure)) if term.type == "hours" else fact_text(term, figure)
        except ArithmeticError:  # a case may give what no contract takes, to see it refused
            return french(str(value))
    return french(str(value))
