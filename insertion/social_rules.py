"""What must not be signed, and what must be looked at, of another social condition."""

from __future__ import annotations

from insertion.finding import Blocking, Reservation

BLOCKING: tuple[Blocking, ...] = ()
RESERVATIONS: tuple[Reservation, ...] = ()
