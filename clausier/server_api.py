"""The routes of the page: a contract file comes in, a document or a file goes out."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from clausier import desk
from clausier.desk_files import Archive
from clausier.server_answers import UNUSABLE, answer, refused
from clausier.server_forms import Sending, read_form
from clausier.server_work import workshop_for
from insertion.errors import ClausierError

router = APIRouter(prefix="/api")
Worked = Callable[[desk.Sent, Sending], Response]


def _state(sent: desk.Sent, asked: Sending) -> Response:
    return answer(desk.state_document(sent, asked.facts))


def _comparison(sent: desk.Sent, asked: Sending) -> Response:
    return answer(desk.comparison_document(sent, asked.facts, asked.fields.get("lot") or None))


def _set(sent: desk.Sent, asked: Sending) -> Response:
    return attached(desk.set_archive(sent, asked.facts, final=asked.final))


def _inserted(sent: desk.Sent, asked: Sending) -> Response:
    host = asked.file("document")
    return attached(desk.inserted(sent, asked.facts, host.content, host.name, final=asked.final))


def _hours(sent: desk.Sent, asked: Sending) -> Response:
    return attached(desk.with_hours(sent, asked.facts))


def attached(made: Archive) -> Response:
    """Return a made file as a download, under its French name."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}"}
    return Response(made.content, headers=headers, media_type=made.type)


def _route(path: str, work: Worked) -> None:
    async def endpoint(request: Request) -> Response:
        asked = await read_form(request)
        workshop = workshop_for(request, asked.size)
        return await workshop.made(lambda: _worked(work, asked))

    router.add_api_route(path, endpoint, methods=["POST"], name=path, response_model=None)


def _worked(work: Worked, asked: Sending) -> Response:
    upload = asked.file("fichier")
    try:
        sent = desk.read_upload(upload.content, upload.name, asked.sheet)
    except ClausierError as error:
        return refused(UNUSABLE, error.faults)
    try:
        return work(sent, asked)
    except ClausierError as error:
        return answer(desk.error_document(error, sent), UNUSABLE)


for _path, _work in (
    ("/etat", _state),
    ("/comparer", _comparison),
    ("/pieces", _set),
    ("/inserer", _inserted),
    ("/heures", _hours),
):
    _route(_path, _work)
