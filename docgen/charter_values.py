"""The placeholders of a funder's insertion charter."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.lot_values import Published
from insertion.clause_choices import CharterKind
from insertion.hours import HoursResult


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of what is published of a charter."""
    contract = result.contract
    kind = contract.charter_kind if contract.charter is not None else None
    for each in CharterKind:
        yield f"charte_{each.value}", "boolean", kind is each
    quantified = kind in (CharterKind.WORKS, CharterKind.LOCAL_MANAGEMENT)
    yield "charte_avec_taux", "boolean", quantified
