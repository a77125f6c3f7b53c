"""What a set's authors should look at before sharing it: readable, and yet not sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from insertion.completeness import ON_LOTS, condition_of
from insertion.contract import Contract, Lot
from insertion.shared_files import tables
from insertion.territory import TerritorySet, fact_terms, line_label
from insertion.typography import date_text, french

OLD_AFTER = 5
"""Years beyond which a figure is worth a second look: ours, no text fixes it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A point to look at: the key in the file, and a French sentence."""

    key: str
    sentence: str


def remarks(parameters: TerritorySet) -> tuple[Remark, ...]:
    """Return the points to look at: dates that do not agree, facts that call for another."""
    return (*_about_figures(parameters), *_about_facts(parameters))


def _about_figures(parameters: TerritorySet) -> Iterator[Remark]:
    if not any(parameters.figures.values()):
        yield Remark("–", french("Le barème ne fixe ni part, ni coût, ni taux."))
    for table in tables():
        for line, figure in parameters.figures.get(table.field, {}).items():
            key, label = f"{table.key}.{line}", line_label(table, line)
            if figure.dated is None:
                continue
            day = date_text(figure.dated)
            if figure.dated > parameters.set_date:
                said = f"« {label} » est daté du {day}, après le barème lui-même."
                yield Remark(key, french(said))
            elif parameters.set_date.year - figure.dated.year > OLD_AFTER:
                said = f"« {label} » est daté du {day} : plus de {OLD_AFTER} ans avant le barème."
                yield Remark(key, french(said))


def _about_facts(parameters: TerritorySet) -> Iterator[Remark]:
    """Yield the facts that a fact of the set calls for: an age for the young, a lump sum."""
    proposed = Contract(**parameters.facts, lots=(Lot(number="1", title="1"),))
    for name, term in fact_terms().items():
        condition = condition_of(term)
        if condition is None or condition.field == ON_LOTS or getattr(proposed, name) is not None:
            continue
        if condition.holds(proposed):
            cause = condition.label
            said = f"« {term.label} » est attendu avec ce que fixe « {cause} »."
            yield Remark(term.key, french(said))
