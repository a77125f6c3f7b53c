"""No request may be endless: neither its size, nor the time it takes to arrive."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clausier.server_answers import HttpFault, refusal, refused
from clausier.server_origin import SAFE_METHODS
from clausier.server_settings import ServerSettings
from insertion.errors import fault
from insertion.typography import size_text

DRAINED = 4
"""Times the limit that are read and thrown away, so that a browser shows the refusal instead of a
broken connection."""
QUESTION = 10_000
"""Bytes of a question (GET, HEAD), which needs none: anyone may ask the public pages, and nobody
fills the memory by asking."""
AT_ONCE = 8
"""Times the limit that all the bodies under way may weigh together: what one machine can hold."""


class PlainLength:
    """Refuses a request that tells its length twice: two servers would not cut it alike."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if "content-length" in headers and "transfer-encoding" in headers:
                twice = fault("REQUETE_ILLISIBLE", "envoi", detail="elle dit deux fois sa longueur")
                await refused(400, [twice], {"Connection": "close"})(scope, receive, send)
                return
        await self.app(scope, receive, send)


class Limits:
    """Holds the body of a request, counted as it comes, before anything looks at it."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self.app = app
        self.most = settings.max_body
        self.seconds = settings.max_seconds
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = bytearray()
        try:
            try:
                await asyncio.wait_for(self._fill(body, scope, receive), self.seconds)
            except TimeoutError:
                seconds = f"{self.seconds:g}"
                raise refusal(408, "REQUETE_TROP_LENTE", "envoi", seconds=seconds) from None
        except HttpFault as error:
            self.held -= len(body)
            closing = {"Connection": "close"}
            await refused(error.status, error.faults, closing)(scope, receive, send)
            return
        try:
            await self.app(scope, _replayed(bytes(body), receive), send)
        finally:
            self.held -= len(body)

    async def _fill(self, body: bytearray, scope: Scope, receive: Receive) -> None:
        """Put in ``body`` what comes.

        Raises:
            HttpFault: when it is too large, alone or with all those under way.
        """
        most = min(self.most, QUESTION) if scope["method"] in SAFE_METHODS else self.most
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":  # the caller has left: half a body is none
                self.held -= len(body)
                body.clear()
                return
            part = message.get("body", b"")
            size += len(part)
            if size <= most:
                body += part
                self.held += len(part)
            if self.held > AT_ONCE * self.most:
                raise refusal(503, "SERVEUR_OCCUPE", "envoi")
            if size > most and (size > DRAINED * most or not message.get("more_body")):
                raise refusal(413, "REQUETE_TROP_GROSSE", "envoi", limit=size_text(self.most))
            if not message.get("more_body"):
                return


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
