"""The placeholders of the counting rules: what counts, for how long, and what proves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.blocks import Blank, Inlines, Table, Text
from docgen.lot_values import Published
from insertion import vocabulary
from insertion.counting import Counted, counting_rules, proof_rules
from insertion.hours import HoursResult
from insertion.typography import french, months_text

WHOLE_PERIOD = "Tout le décompte"
NOT_APPLICABLE = "sans objet"


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the tables of what counts and of what proves it, as of the consultation date."""
    contract = result.contract
    yield "tableau_comptage", "lot_table", counting_table(counting_rules(contract))
    yield "tableau_preuves", "lot_table", _proof_table(contract.consultation_date)


def counting_table(rules: tuple[Counted, ...]) -> Table:
    """Return one row a situation: counted or not, and for how long."""
    return Table(
        header=(_cell("Situation"), _cell("Décompte"), _cell("Durée")),
        rows=tuple((_cell(each.rule.situation), _answer(each), _period(each)) for each in rules),
        widths=(48, 28, 24),
    )


def _proof_table(on: date | None) -> Table:
    rules = proof_rules(on)
    return Table(
        header=(_cell("Voie"), _cell("Preuve")),
        rows=tuple((_cell(_capital(each.route)), _cell(each.proof)) for each in rules),
        widths=(30, 70),
    )


def _answer(each: Counted) -> Inlines:
    if each.counted is None:
        return (_blank(str(each.rule.counted)),)
    return _cell(each.words)


def _period(each: Counted) -> Inlines:
    if not each.counted:
        return _cell(NOT_APPLICABLE)
    if not each.bounded:
        return _cell(WHOLE_PERIOD)
    if each.months is None:
        return (_blank(str(each.rule.cap)),)
    return _cell(f"{months_text(each.months)} au plus à compter de l'embauche, de date à date")


def _blank(name: str) -> Blank:
    term = vocabulary.contract_terms()[name]
    return Blank(term.key, term.label)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _cell(text: str) -> Inlines:
    return (Text(french(text)),)
