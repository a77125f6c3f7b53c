"""No request may be endless: neither its size, nor the time it takes to arrive."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clausier.server_answers import refused
from clausier.server_settings import ServerSettings
from insertion.errors import fault
from insertion.typography import size_text

DRAINED = 4
"""Times the limit that are read and thrown away, so that a browser shows the refusal instead of a
broken connection."""


class Limits:
    """Holds the body of a request, counted as it comes, before anything looks at it."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self.app = app
        self.most = settings.max_body
        self.seconds = settings.max_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await asyncio.wait_for(self._whole(receive), self.seconds)
        except TimeoutError:
            slow = fault("REQUETE_TROP_LENTE", "envoi", seconds=f"{self.seconds:g}")
            await refused(408, [slow], {"Connection": "close"})(scope, receive, send)
            return
        if body is None:
            large = fault("REQUETE_TROP_GROSSE", "envoi", limit=size_text(self.most))
            await refused(413, [large], {"Connection": "close"})(scope, receive, send)
            return
        await self.app(scope, _replayed(body, receive), send)

    async def _whole(self, receive: Receive) -> bytes | None:
        """Return the body, or None when it is too large."""
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":  # the caller has left
                return b""
            part = message.get("body", b"")
            size += len(part)
            if size <= self.most:
                parts.append(part)
            else:
                parts.clear()
            if not message.get("more_body"):
                return b"".join(parts) if size <= self.most else None
            if size > DRAINED * self.most:
                return None


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
