"""Hours split between firms, territories, lots or periods without losing or adding one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

RULE = (
    "Chaque part reçoit d'abord les heures entières de son prorata ; les heures restantes vont une "
    "à une aux parts dont le reste est le plus grand, la première nommée l'emportant à égalité : "
    "la somme des parts est le total."
)
"""The rule in words, for whoever receives a split."""


def allocate(total: int, weights: Sequence[Fraction | Decimal]) -> tuple[int, ...]:
    """Return ``total`` whole hours split pro rata of ``weights``, by largest remainder.

    The parts add up to ``total`` and each is within one hour of its exact share. Equal remainders
    are served in the order of the weights; a weight of zero gets nothing.

    Raises:
        ValueError: when ``total`` or a weight is negative, or when nothing weighs.

    >>> allocate(833, [Fraction(60), Fraction(40)])
    (500, 333)
    """
    exact_weights = [Fraction(each) for each in weights]
    whole = sum(exact_weights)
    if total < 0 or any(each < 0 for each in exact_weights):
        raise ValueError("hours and weights are never negative")
    if whole == 0:
        raise ValueError("nothing weighs: hours have nowhere to go")
    exact = [total * each / whole for each in exact_weights]
    parts = [each.numerator // each.denominator for each in exact]
    # Sorting keeps the order of equal remainders; a weight of zero leaves none, and comes last.
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return tuple(parts)
