"""The numbers of a lot that only some methods read, by the identifier of their field."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from insertion import vocabulary
from insertion.quantities import MAX_AMOUNT, MAX_HOURS


def _pairs(values: object) -> object:
    return tuple(sorted(values.items())) if isinstance(values, Mapping) else values


def _inputs(pairs: tuple[tuple[str, Decimal], ...]) -> tuple[tuple[str, Decimal], ...]:
    """Accept the numbers of methods, by identifier: known, not negative, a share at most 1."""
    terms = vocabulary.lot_terms()
    for name, value in pairs:
        limit = LARGEST.get(terms[name].type) if name in terms else None
        if limit is None or not value.is_finite() or not 0 <= value <= limit:
            raise ValueError(f"{name}: not an input, or out of range")
    return pairs


LARGEST = {
    "money": MAX_AMOUNT,
    "share": Decimal(1),
    "hours": Decimal(MAX_HOURS),
    "number": Decimal(MAX_HOURS),
}
Inputs = Annotated[
    tuple[tuple[str, Decimal], ...], BeforeValidator(_pairs), AfterValidator(_inputs)
]
"""Numbers that only some methods read, by the identifier of their lot field."""
