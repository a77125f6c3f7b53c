"""The server: our routes first, then what xlwings-server gives, behind one gate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from clausier import server_pages
from clausier.server_access import Gatekeeper
from clausier.server_answers import HttpFault, refused
from clausier.server_headers import ProtectiveHeaders
from clausier.server_limits import Limits, PlainLength
from clausier.server_log import Journal, start_log
from clausier.server_origin import Origins
from clausier.server_settings import ServerSettings, from_environment
from clausier.server_work import Workshop
from clausier.server_xlwings import Passage
from insertion.errors import fault


def application() -> ASGIApp:
    """Return the application of one process, as its environment describes it."""
    start_log()
    return build(from_environment())


def build(settings: ServerSettings) -> ASGIApp:
    """Return the application: what is asked passes the gate, then our routes, then xlwings'.

    The order of the gate matters: what is cheap to refuse is refused before the body is read.
    """
    app: ASGIApp = routes(settings)
    app = Limits(app, settings)
    app = Gatekeeper(app, settings)
    app = Origins(app, settings)
    app = PlainLength(app)
    return Journal(ProtectiveHeaders(app, settings))


def routes(settings: ServerSettings) -> FastAPI:
    """Return what answers, without the gate."""
    passage = Passage()  # first: xlwings' settings are made before anything imports it
    from clausier import server_api, server_excel  # noqa: PLC0415

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    app.state.settings = settings
    app.state.workshop = Workshop(settings.max_seconds)
    app.state.heavy = Workshop(settings.max_seconds, threads=1)
    # xlwings remembers the values of the books it was sent, for the whole process: commands are
    # done one after the other, so that no book is read with another's values in that memory.
    app.state.one_by_one = Workshop(settings.max_seconds, threads=1)
    app.add_exception_handler(HttpFault, _refused)
    app.add_exception_handler(HTTPException, _unknown)
    app.add_exception_handler(Exception, _failed)
    app.include_router(server_pages.router)
    app.include_router(server_api.router)
    app.include_router(server_excel.router(passage.reason, settings))
    server_pages.mount_files(app)
    app.mount("/", passage)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.workshop.close()
    app.state.heavy.close()
    app.state.one_by_one.close()


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HttpFault)
    return refused(error.status, error.faults)


async def _unknown(request: Request, error: Exception) -> Response:
    """Say in French what the framework refuses by itself: no such page, no such method."""
    assert isinstance(error, HTTPException)
    return refused(error.status_code, [fault("PAGE_INCONNUE", request.url.path)])


async def _failed(_: Request, __: Exception) -> Response:
    """Answer for what nothing foresaw; the journal writes where it happened."""
    return refused(500, [fault("ERREUR_DU_SERVEUR", "serveur")])
