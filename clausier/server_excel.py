"""The routes Excel calls: one function, one command, and many functions in one request."""

from __future__ import annotations

import importlib

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from clausier.server_answers import JSON, refused
from clausier.server_calls import Calls, Reply
from clausier.server_settings import ServerSettings
from clausier.server_work import Workshop, workshop_for
from insertion.errors import Fault

FUNCTION = "/xlwings/custom-functions-call"
SCRIPT = "/xlwings/custom-scripts-call/{name}"
BATCH = "/api/fonctions"


def router(closed: Fault | None, settings: ServerSettings) -> APIRouter:
    """Return the routes; without xlwings or its key, each says what is missing."""
    made = APIRouter()
    if closed is not None:
        for path in (FUNCTION, SCRIPT, BATCH):
            _closed(made, path, closed)
        return made
    calls = Calls(
        importlib.import_module("custom_functions"),
        importlib.import_module("custom_scripts"),
        settings.max_seconds,
    )

    @made.post(FUNCTION, response_model=None)
    async def one(request: Request) -> Response:
        body = await request.body()
        return _answered(await workshop_for(request, len(body)).made(lambda: calls.one(body)))

    @made.post(BATCH, response_model=None)
    async def many(request: Request) -> Response:
        body = await request.body()
        content = await workshop_for(request, len(body)).made(lambda: calls.many(body))
        return Response(content, media_type=JSON)

    @made.post(SCRIPT, response_model=None)
    async def script(request: Request, name: str) -> Response:
        body = await request.body()
        alone: Workshop = request.app.state.one_by_one
        return _answered(await alone.made(lambda: calls.script(name, body)))

    return made


def _closed(made: APIRouter, path: str, reason: Fault) -> None:
    @made.post(path, name=path, response_model=None)
    async def closed() -> Response:
        return refused(403, [reason])


def _answered(reply: Reply) -> Response:
    return Response(reply.content, reply.status, media_type=JSON)
