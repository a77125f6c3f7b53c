"""What must not be signed, and what must be looked at, of the hours of young people overseas."""

from __future__ import annotations

from insertion.finding import Blocking, Reservation

BLOCKING: tuple[Blocking, ...] = ()
RESERVATIONS: tuple[Reservation, ...] = ()
