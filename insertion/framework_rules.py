"""What must not be signed, and what must be looked at, of a framework agreement."""

from __future__ import annotations

from insertion.finding import Blocking, Reservation

BLOCKING: tuple[Blocking, ...] = ()
RESERVATIONS: tuple[Reservation, ...] = ()
