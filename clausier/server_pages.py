"""The routes that need no contract: the page, its files, the sample workbooks, the health."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

from clausier import server_xlwings
from clausier.example import WORKBOOK
from clausier.manifest import manifest
from clausier.server_answers import answer
from clausier.server_checks import entra_client
from xlplugin.rebuild import BLANK

PANES = Path(__file__).parent / "panes"
READ = ["GET", "HEAD"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
router = APIRouter()


@router.api_route("/", methods=READ, response_model=None)
async def page() -> Response:
    """Return the page a newcomer opens."""
    return FileResponse(PANES / "index.html", media_type="text/html")


@router.api_route("/favicon.ico", methods=READ, response_model=None)
async def icon() -> Response:
    """Return the icon of the browser's tab."""
    return FileResponse(PANES / "icones" / "clausier-32.png", media_type="image/png")


@router.api_route("/sante", methods=READ, response_model=None)
async def health() -> Response:
    """Tell that this process answers, its version, and whether Excel's part is open."""
    return answer(
        {"etat": "ok", "version": version("clausier"), "xlwings": server_xlwings.xlwings_state()}
    )


@router.api_route("/manifeste.xml", methods=READ, response_model=None)
async def excel_manifest(request: Request) -> Response:
    """Return the manifest of this server, for Excel."""
    address = request.app.state.settings.address
    headers = {"Content-Disposition": 'attachment; filename="clausier.xml"'}
    return Response(manifest(address, entra_client()), headers=headers, media_type="text/xml")


def _workbook(path: str, name: str) -> None:
    async def endpoint() -> Response:
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(_shipped(name), headers=headers, media_type=XLSX)

    router.add_api_route(path, endpoint, methods=READ, name=path, response_model=None)


@cache
def _shipped(name: str) -> bytes:
    return (resources.files("workbooks") / name).read_bytes()


_workbook("/api/classeur.xlsx", BLANK)
_workbook("/api/exemple.xlsx", WORKBOOK)


def mount_files(app: FastAPI) -> None:
    """Serve the files of the page and the pane."""
    app.mount("/volet", StaticFiles(directory=PANES), name="volet")
