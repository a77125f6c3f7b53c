"""House settings that clauses print: delays and shares no text of law fixes, one value each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from insertion.datafiles import load_data
from insertion.social_conditions import typed

DATA = "house_terms.yaml"


@cache
def _terms() -> dict[str, Any]:
    return load_data(DATA)  # type: ignore[no-any-return]


def house_terms() -> Iterator[tuple[str, str, Any]]:
    """Yield the French key, the type and the value of each house setting."""
    for entry in _terms().values():
        yield entry["key"], entry["type"], typed(entry["type"], entry["value"])
