"""What a guard-rail finds: a fault that refuses the pieces, all of them or only the final ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from insertion.errors import Fault
from insertion.hours import HoursResult


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that refuses the pieces (``final_only``: only the final ones)."""

    fault: Fault
    final_only: bool = False


Blocking = Callable[[HoursResult], Iterable[Finding]]
"""A rule that yields why the pieces cannot be made."""
Reservation = Callable[[HoursResult], Iterable[str]]
"""A rule that yields, in French, what a person should look at again before signing."""
