"""What the server writes down: the route, the answer and its time; nothing about people.

No address, no name, no file, no cell: a line says that « POST /api/etat » was answered 200 in
153 ms, and a failure where in our code it happened.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clausier.server_answers import refused
from insertion.errors import fault

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
ELSEWHERE = "(autre)"
_LOGGER = logging.getLogger("clausier.serveur")


def start_log() -> None:
    """Write to standard error, one line each, and nowhere else."""
    # uvicorn would print the message of an exception, which may hold a cell: we say where it was.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    # The parser of forms quotes what it could not read.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    if not _LOGGER.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        _LOGGER.addHandler(handler)
        _LOGGER.setLevel(logging.INFO)
        _LOGGER.propagate = False


def log_failure(name: str, error: BaseException) -> None:
    """Write that our code failed, with its kind and its place; its message could hold a cell."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f"{last[0].filename.rsplit('/', 1)[-1]}:{last[0].lineno}" if last else "?"
    _LOGGER.error("%s échec %s %s %s", _now(), name, type(error).__name__, place)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Journal:
    """Writes a line for each request, and turns what nothing foresaw into a French answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._logged(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _logged(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, status, size, whole = time.perf_counter(), 0, 0, False

        async def counting(message: Message) -> None:
            nonlocal status, size, whole
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
                whole = not message.get("more_body", False)
            await send(message)

        try:
            await self.app(scope, receive, counting)
        except Exception as error:
            log_failure(route_of(scope), error)
            if status and not whole:
                raise  # half an answer has left: the connection must be cut
            if not status:
                sorry = refused(500, [fault("ERREUR_DU_SERVEUR", "serveur")])
                await sorry(scope, receive, counting)
        finally:
            _LOGGER.info(
                "%s %s %s %d %.0f ms %d o",
                _now(),
                scope["method"] if scope["method"] in METHODS else ELSEWHERE,
                route_of(scope),
                status,
                1000 * (time.perf_counter() - begun),
                size,
            )


def route_of(scope: Scope) -> str:
    """Return the route that was found, never the words that were typed in the address."""
    route: Any = scope.get("route")
    if route is not None:
        return str(getattr(route, "path", ELSEWHERE))
    return str(scope.get("clausier.route", ELSEWHERE))
