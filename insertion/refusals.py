"""The figures with which a method gives no hours, and the fault that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from insertion import vocabulary
from insertion.formula import Ratio
from insertion.method import Method
from insertion.typography import decimal_text

if TYPE_CHECKING:  # the arithmetic of methods needs no model of a contract
    from insertion.contract import Lot


@dataclass(frozen=True, slots=True)
class Refusal:
    """A figure with which a method gives no hours: zero under a division, or beyond its ceiling."""

    name: str
    code: str
    values: Mapping[str, str]
    from_: Fraction | None = None

    def holds(self, figure: Decimal | Fraction | None) -> bool:
        """Tell whether this figure of the input stops the method."""
        return figure is not None and self.stops(figure.as_integer_ratio())

    def stops(self, figure: Ratio) -> bool:
        """Tell whether a ratio of the input stops the method."""
        return figure[0] == 0 if self.from_ is None else Fraction(*figure) >= self.from_


@cache
def refusals_of(chosen: Method) -> tuple[Refusal, ...]:
    """Return every figure that stops a method, in the order they are told."""
    label = vocabulary.label_of("method", chosen.id)
    found: list[Refusal] = []
    for name in chosen.divisors:
        values = {"label": vocabulary.lot_terms()[name].label, "method": label}
        costly = name == "hourly_cost"
        found.append(
            Refusal(name, "COUT_HORAIRE_NUL", {})
            if costly
            else Refusal(name, "DIVISEUR_NUL", values)
        )
    if (ceiling := chosen.ceiling) is not None:
        values = {
            "label": vocabulary.lot_terms()[ceiling.name].label,
            "method": label,
            "limit": decimal_text(ceiling.below),
        }
        found.append(Refusal(ceiling.name, "METHODE_HORS_DOMAINE", values, Fraction(ceiling.below)))
    return tuple(found)


def refusal(lot: Lot, chosen: Method) -> Refusal | None:
    """Return why a method cannot be applied to a lot that has all its inputs."""
    return next((each for each in refusals_of(chosen) if each.holds(lot.value(each.name))), None)
