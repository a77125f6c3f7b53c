"""HTTP as it is read: a head has a size and a time, or a few patient callers would hold the server.

uvicorn waits for ever for the end of a head, and its quicker parser lets one grow without end; the
other parser, h11, bounds it and refuses what two servers could read differently.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 20.0
"""Seconds a head may take to arrive, from the opening of the connection or its first byte."""
HEAD_BYTES = 65_536
"""Bytes of a head: an access of Entra ID and the cookies of a portal hold in it."""


class PromptProtocol(H11Protocol):
    """HTTP/1.1 that closes the connections where no whole head comes."""

    head_seconds = HEAD_SECONDS
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to count the time."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Read what came; the time counts while no request is under way."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting."""
        self._forget()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self._busy():
            self._forget()
        elif self._late is None:
            self._late = self.loop.call_later(self.head_seconds, self._close)

    def _forget(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close(self) -> None:
        self._late = None
        if not self._busy():
            self.transport.close()

    def _busy(self) -> bool:
        cycle: Any = self.cycle  # none before the first request
        return cycle is not None and not cycle.response_complete
