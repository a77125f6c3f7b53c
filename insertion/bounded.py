"""Money, shares and hours as the models of a contract take them: exact, and checked in range.

Apart from the figures themselves, so that what only counts does without pydantic, whose compiled
part does not exist for every Python.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from insertion.quantities import MAX_AMOUNT, MAX_HOURS


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("not a finite number")
    return value


Money = Annotated[Decimal, AfterValidator(_finite), Field(ge=0, le=MAX_AMOUNT)]
"""Euros excluding tax, from 0 to one thousand billion."""

Share = Annotated[Decimal, AfterValidator(_finite), Field(ge=0, le=1)]
"""A part of a whole, from 0 to 1; a percentage exists only on screen."""

Hours = Annotated[Decimal, AfterValidator(_finite), Field(ge=0, le=MAX_HOURS)]
"""Hours that may have decimals, as people enter them."""

WholeHours = Annotated[int, Field(ge=0, le=MAX_HOURS)]
"""Hours as a contract states them."""
