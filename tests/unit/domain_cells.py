"""One cell read through the closed list of readers."""

from __future__ import annotations

from typing import Any

import pytest

from insertion.reading import READERS, RawCell, Unreadable
from insertion.vocabulary import Term


def read(value: Any, term: Term, **options: Any) -> Any:
    """Return the value of a cell, as any border reads it."""
    return READERS[term.type](RawCell(value, "Lots!D14", **options), term)


def refused(value: Any, term: Term, **options: Any) -> str:
    """Return the code with which a cell is refused."""
    with pytest.raises(Unreadable) as caught:
        read(value, term, **options)
    assert caught.value.fault.place == "Lots!D14"
    return caught.value.fault.code
