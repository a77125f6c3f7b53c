"""What final pieces still wait for: one rule, for the workbook's count and for the final draft.

A field is asked when it is neither optional nor internal, and when what it depends on calls for it:
the age of young people matters only if young people are among the eligible persons, the weight of
a criterion only if a lot has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from insertion import vocabulary
from insertion.contract import Contract, Mechanism
from insertion.vocabulary import Term

OTHERWISE = "indice"
"""In a condition, every option of the list that no other field's condition names."""
ON_LOTS = "mechanism"
"""The field of a lot that a condition may look at."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a field depends on: another field, and the options of it that call for the first.

    Without options, the other field has only to be stated. The field :data:`ON_LOTS` is that of
    any lot of the contract.
    """

    field: str
    options: tuple[str, ...]

    def holds(self, contract: Contract) -> bool:
        """Tell whether the contract, or one of its lots, chose one of the options."""
        if self.field == ON_LOTS:
            return any(each.mechanism.value in self.options for each in contract.lots)
        chosen = getattr(contract, self.field)
        if not self.options:
            return chosen not in (None, ())
        if isinstance(chosen, tuple):
            return any(option in chosen for option in self.options)
        return chosen is not None and chosen.value in self.options

    @property
    def label(self) -> str:
        """Return the French label of the field looked at."""
        terms: Mapping[str, Term] = (
            vocabulary.lot_terms() if self.field == ON_LOTS else vocabulary.contract_terms()
        )
        return terms[self.field].label

    @property
    def holds_by_default(self) -> bool:
        """Tell whether a lot that states no mechanism meets the condition."""
        return self.field == ON_LOTS and Mechanism.EXECUTION_CONDITION in self.options


def is_asked(term: Term) -> bool:
    """Tell whether final pieces ask for the field, when its conditions hold."""
    return not (term.optional or term.internal)


@cache
def condition_of(term: Term) -> Condition | None:
    """Return what the field itself depends on, ``None`` when nothing but its group decides.

    Raises:
        KeyError: when the vocabulary names a field or an option that does not exist.
    """
    return _condition(term.when) if term.when else None


@cache
def conditions_of(term: Term) -> tuple[Condition, ...]:
    """Return everything the field depends on: its group's condition, then its own.

    Raises:
        KeyError: when the vocabulary names a field or an option that does not exist.
    """
    group = vocabulary.group_condition(term.group)
    own = condition_of(term)
    return (*((_condition(group),) if group else ()), *((own,) if own is not None else ()))


def is_expected(term: Term, contract: Contract) -> bool:
    """Tell whether the contract calls for the field, whether or not it states it."""
    return all(each.holds(contract) for each in conditions_of(term))


def _condition(when: str) -> Condition:
    key, _, named = when.partition(".")
    if key == vocabulary.lot_terms()[ON_LOTS].key:
        field = ON_LOTS
    else:
        field = {each.key: name for name, each in vocabulary.contract_terms().items()}[key]
    if not named:
        return Condition(field, ())
    options = vocabulary.options(field)
    if named == OTHERWISE:
        others = {each.when for each in vocabulary.contract_terms().values()}
        return Condition(field, tuple(each for each in options if f"{key}.{each}" not in others))
    return Condition(field, tuple(options[each].key for each in named.split("|")))


def missing_facts(contract: Contract) -> tuple[Term, ...]:
    """Return the fields that final pieces need and ``contract`` does not state, in their order."""
    return tuple(
        term
        for name, term in vocabulary.contract_terms().items()
        if is_asked(term) and getattr(contract, name) in (None, ()) and is_expected(term, contract)
    )
