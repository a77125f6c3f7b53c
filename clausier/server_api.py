"""The routes of the page: a contract file comes in, a document or a file goes out."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from clausier import desk
from clausier.server_answers import UNUSABLE, answer, refused
from clausier.server_forms import Sending, read_form
from clausier.server_work import Workshop
from insertion.errors import ClausierError

router = APIRouter(prefix="/api")
Worked = Callable[[Sending], Response]


def _sent(sending: Sending) -> desk.Sent:
    upload = sending.file("fichier")
    return desk.read_upload(upload.content, upload.name, sending.sheet)


def _state(sending: Sending) -> Response:
    return answer(desk.state_document(_sent(sending), sending.facts))


def _comparison(sending: Sending) -> Response:
    lot = sending.fields.get("lot") or None
    return answer(desk.comparison_document(_sent(sending), sending.facts, lot))


def _set(sending: Sending) -> Response:
    return attached(desk.set_archive(_sent(sending), sending.facts, final=sending.final))


def _inserted(sending: Sending) -> Response:
    host = sending.file("document")
    made = desk.inserted(
        _sent(sending), sending.facts, host.content, host.name, final=sending.final
    )
    return attached(made)


def _hours(sending: Sending) -> Response:
    return attached(desk.with_hours(_sent(sending), sending.facts))


def attached(made: desk.Archive) -> Response:
    """Return a made file as a download, under its French name."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}"}
    return Response(made.content, headers=headers, media_type=made.type)


def _route(path: str, work: Worked) -> None:
    async def endpoint(request: Request) -> Response:
        sending = await read_form(request)
        workshop: Workshop = request.app.state.workshop
        return await workshop.made(lambda: _worked(work, sending))

    router.add_api_route(path, endpoint, methods=["POST"], name=path, response_model=None)


def _worked(work: Worked, sending: Sending) -> Response:
    try:
        return work(sending)
    except ClausierError as error:
        return refused(UNUSABLE, error.faults)


for _path, _work in (
    ("/etat", _state),
    ("/comparer", _comparison),
    ("/pieces", _set),
    ("/inserer", _inserted),
    ("/heures", _hours),
):
    _route(_path, _work)
