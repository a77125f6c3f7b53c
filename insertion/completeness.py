"""What final pieces still wait for: one rule, for the workbook's count and for the final draft.

A field is asked when it is neither optional nor internal, and when the fact it depends on calls for
it: the age of young people matters only if young people are among the eligible persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from insertion import vocabulary
from insertion.contract import Contract
from insertion.vocabulary import Term

OTHERWISE = "indice"
"""In a condition, every option of the list that no other field's condition names."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a field depends on: another field, and the options of it that call for the first."""

    field: str
    options: tuple[str, ...]

    def holds(self, contract: Contract) -> bool:
        """Tell whether the contract chose one of the options."""
        chosen = getattr(contract, self.field)
        if isinstance(chosen, tuple):
            return any(option in chosen for option in self.options)
        return chosen is not None and chosen.value in self.options


def is_asked(term: Term) -> bool:
    """Tell whether final pieces ask for the field, when its condition holds."""
    return not (term.optional or term.internal)


@cache
def condition_of(term: Term) -> Condition | None:
    """Return what the field depends on, ``None`` when it is always expected.

    Raises:
        KeyError: when the vocabulary names a field or an option that does not exist.
    """
    if not term.when:
        return None
    terms = vocabulary.contract_terms()
    key, _, option = term.when.partition(".")
    field = {each.key: name for name, each in terms.items()}[key]
    options = vocabulary.options(field)
    if option == OTHERWISE:
        named = {each.when for each in terms.values()}
        return Condition(field, tuple(each for each in options if f"{key}.{each}" not in named))
    return Condition(field, (options[option].key,))


def missing_facts(contract: Contract) -> tuple[Term, ...]:
    """Return the fields that final pieces need and ``contract`` does not state, in their order."""
    return tuple(
        term
        for name, term in vocabulary.contract_terms().items()
        if is_asked(term)
        and getattr(contract, name) in (None, ())
        and ((condition := condition_of(term)) is None or condition.holds(contract))
    )
