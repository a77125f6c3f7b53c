"""What the server answers: one document for every error, in French, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from insertion.errors import Fault, fault

VERSION = 1
"""Version of the documents the server answers."""
JSON = "application/json"
UNUSABLE = 422
"""Status of a file that was read, or tried, and cannot serve as it stands."""


class HttpFault(Exception):
    """A request refused with a status and the faults that say why."""

    def __init__(self, status: int, *faults: Fault) -> None:
        self.status = status
        self.faults = faults
        super().__init__("\n".join(str(each) for each in faults))


def refusal(status: int, code: str, place: str, **values: object) -> HttpFault:
    """Return the refusal of a request, in the words of one fault."""
    return HttpFault(status, fault(code, place, **values))


def sentence(faults: Sequence[Fault]) -> str:
    """Return faults as the text of a cell or of Excel's own message."""
    return " ".join(f"{each.cause} {each.remedy}" for each in faults)


def error_document(faults: Sequence[Fault]) -> dict[str, Any]:
    """Return the document of a refusal.

    ``detail`` repeats it in one text: the key that xlwings's own page shows.
    """
    return {
        "version": VERSION,
        "detail": sentence(faults),
        "erreurs": [each.as_record() for each in faults],
    }


def encoded(document: Any) -> bytes:
    """Return a document as JSON.

    Raises:
        ValueError: when it holds an infinite number, which JSON cannot carry.
    """
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def answer(document: Any, status: int = 200) -> Response:
    """Return a document as an HTTP answer."""
    return Response(encoded(document), status, media_type=JSON)


def refused(
    status: int, faults: Sequence[Fault], headers: Mapping[str, str] | None = None
) -> Response:
    """Return faults as an HTTP answer."""
    content = encoded(error_document(faults))
    return Response(content, status, headers=headers, media_type=JSON)
