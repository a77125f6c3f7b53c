"""The methods that size insertion hours, each written once.

A method is read four ways by :mod:`insertion.formula`: value, Excel formula, French sentence,
steps.
"""

from __future__ import annotations

from dataclasses import dataclass

from insertion.dated import Certainty
from insertion.formula import Expr, Named, Rounded, Variable, variables


@dataclass(frozen=True, slots=True)
class Source:
    """Where a method was read, and when."""

    text: str
    url: str
    checked_on: str


@dataclass(frozen=True, slots=True)
class Method:
    """One way to size hours.

    ``id`` is the French key of the vocabulary's list ``method``; ``exact`` gives unrounded hours.
    ``is_rule`` tells that the contract states the rule itself, the hours being an estimate.
    """

    id: str
    exact: Expr
    sources: tuple[Source, ...]
    certainty: Certainty
    is_rule: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the lot fields the method needs, in reading order."""
        return variables(self.exact)

    @property
    def rounded(self) -> Expr:
        """Return the whole hours: the exact ones under the contract's rounding rule."""
        return Rounded(self.exact)


amount_excl_tax = Variable("amount_excl_tax")
labour_share = Variable("labour_share")
insertion_rate = Variable("insertion_rate")
hourly_cost = Variable("hourly_cost")
worked_hours = Variable("worked_hours")

LABOUR_AMOUNT = Method(
    id="montant_main_oeuvre",
    exact=Named(
        "insertion_effort",
        Named("labour_amount", amount_excl_tax * labour_share) * insertion_rate,
    )
    / hourly_cost,
    sources=(
        Source(
            "Maison de l'emploi, guide aux entreprises",
            "http://www.mefsud77.fr/?page_id=28",
            "2026-11-20",
        ),
    ),
    certainty=Certainty.VERIFIED,
)

WORKED_HOURS_SHARE = Method(
    id="heures_travaillees",
    exact=worked_hours * insertion_rate,
    sources=(
        Source(
            "Charte nationale d'insertion de l'ANRU, 2015",
            "https://irev.fr/print/actualites-0/lanru-adopte-une-nouvelle-charte-dinsertion",
            "2026-11-20",
        ),
    ),
    certainty=Certainty.VERIFIED,
    is_rule=True,
)

METHODS: tuple[Method, ...] = (LABOUR_AMOUNT, WORKED_HOURS_SHARE)
"""Every method, in the order people meet them; the order of the drop-down."""


def method(method_id: str) -> Method:
    """Return a method by its French key.

    Raises:
        KeyError: when no method bears that key.
    """
    return {each.id: each for each in METHODS}[method_id]
