"""The reasoning of the internal note: by method, every input of every lot and what follows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from docgen.blocks import Block, Heading, Inlines, Paragraph, Table, Text
from insertion import vocabulary
from insertion.contract import Lot
from insertion.dated import Certainty
from insertion.formula_french import show, to_french
from insertion.hours import HoursResult, LotHours
from insertion.method import Method, Source
from insertion.methods import METHODS
from insertion.typography import date_text, french, hours_text

LOT_WIDTH, TITLE_WIDTH, INPUT_WIDTH = 5, 16, 9
"""Widths of the columns, in hundredths of the page; the reasoning takes what is left."""


def calculation_blocks(result: HoursResult) -> tuple[Block, ...]:
    """Return one part a method used, then the lots no method sizes.

    A lot holds in one row, which Word never splits: its reasoning is read on one page.
    """
    found: list[Block] = []
    for method in METHODS:
        lots = [each for each in result.lots if each.method is method]
        if lots:
            found += _method_part(method, lots, result)
    apart = [each for each in result.lots if each.method is None]
    if apart:
        found += [Heading(2, _words("Lots sans calcul")), _without_method(apart)]
    return tuple(found)


def input_text(lot: Lot, name: str) -> str:
    """Return an input as the reasoning shows it, empty when the lot does not state it."""
    value = lot.value(name)
    if value is None:
        return ""
    return french(show(Fraction(value), vocabulary.unit_exponents(vocabulary.quantity(name).unit)))


def _method_part(method: Method, lots: list[LotHours], result: HoursResult) -> list[Block]:
    label = vocabulary.label_of("method", method.id)
    sentence = to_french(method.rounded, result.contract.rounding)
    sources = " ; ".join(_source(each) for each in method.sources)
    doubtful = method.certainty is Certainty.TO_VERIFY
    # One paragraph: its lines stay with the table they announce.
    introduction: Inlines = (
        Text(french(f"{_capital(sentence)}.\nSource : {sources}. Certitude : ")),
        Text(french(f"{method.certainty.label}."), strong=doubtful),
    )
    if method.caution:
        introduction = (*introduction, Text(french(f"\nÀ savoir : {method.caution}")))
    return [Heading(2, _words(label)), Paragraph(introduction), _method_table(method, lots)]


def _source(each: Source) -> str:
    read = f"relevé le {date_text(date.fromisoformat(each.checked_on))}"
    return f"{each.text} ({each.url}, {read})" if each.url else f"{each.text} ({read})"


def _method_table(method: Method, lots: list[LotHours]) -> Table:
    inputs = method.inputs
    names = [_capital(vocabulary.quantity(name).short) for name in inputs]
    left = 100 - LOT_WIDTH - TITLE_WIDTH - INPUT_WIDTH * len(inputs)
    return Table(
        header=tuple(_words(text) for text in ("Lot", "Intitulé", *names, "Raisonnement")),
        rows=tuple(
            (
                _words(each.lot.number),
                _words(each.lot.title),
                *(_words(input_text(each.lot, name)) for name in inputs),
                _words("\n".join(_reasoning(each))),
            )
            for each in lots
        ),
        numeric=(False, False, *(True for _ in inputs), False),
        widths=(LOT_WIDTH, TITLE_WIDTH, *(INPUT_WIDTH for _ in inputs), left),
    )


def _reasoning(each: LotHours) -> list[str]:
    """Return the steps of a lot, and the figure that replaces their result when people agreed."""
    found = [str(step) for step in each.steps]
    if each.retained is not None:
        hours = hours_text(each.retained.hours)
        found.append(f"Heures retenues à la place : {hours}, pour le motif donné plus haut")
    return found


def _without_method(lots: list[LotHours]) -> Table:
    return Table(
        header=tuple(_words(text) for text in ("Lot", "Intitulé", "Situation", "Données connues")),
        rows=tuple(
            (
                _words(each.lot.number),
                _words(each.lot.title),
                _words(_situation(each)),
                _words("\n".join(_known(each.lot)) or "aucune"),
            )
            for each in lots
        ),
        widths=(LOT_WIDTH, 30, 28, 36),
    )


def _situation(each: LotHours) -> str:
    return "Heures retenues sans calcul" if each.lot.has_hours else "Sans heures d'insertion"


def _known(lot: Lot) -> list[str]:
    """Return every number the lot states, though no method uses it."""
    found: list[str] = []
    for name, term in vocabulary.lot_terms().items():
        if term.unit and (text := input_text(lot, name)):
            found.append(f"{_capital(term.short)} : {text}")
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _words(text: str) -> Inlines:
    return (Text(french(text)),)
