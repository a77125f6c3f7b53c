"""What a page posts: the contract file, the facts it lacks, the wishes; all kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from clausier.server_answers import refusal
from clausier.server_settings import MAX_BODY

FACTS = ("le", "acheteur", "nature")
"""Form fields that give a fact the law needs and the file may not say."""
YES = "oui"
MAX_FIELD = 10_000
"""Bytes of a field that is no file."""
MAX_NAME = 255


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent, with the name it bears on the sender's computer."""

    content: bytes
    name: str


class _InMemory(MultiPartParser):
    """A parser that never spills an upload to the disk: nothing of a contract is kept."""

    spool_max_size = MAX_BODY + 1


@dataclass(frozen=True, slots=True)
class Sending:
    """A form that was posted."""

    fields: dict[str, str]
    files: dict[str, Upload]

    @property
    def sheet(self) -> str | None:
        """The sheet to read, when the sender chose one."""
        return self.fields.get("feuille") or None

    @property
    def facts(self) -> dict[str, str]:
        """The facts given with the file, by the name of their field."""
        return {name: self.fields[name] for name in FACTS if self.fields.get(name)}

    @property
    def final(self) -> bool:
        """Whether final pieces are asked, rather than drafts."""
        return self.fields.get("final", "").strip().lower() == YES

    @property
    def size(self) -> int:
        """The bytes of its files."""
        return sum(len(each.content) for each in self.files.values())

    def file(self, field: str) -> Upload:
        """Return a file of the form.

        Raises:
            HttpFault: 400 when it was not sent.
        """
        if field not in self.files:
            raise refusal(400, "FICHIER_NON_JOINT", field, field=field)
        return self.files[field]


async def read_form(request: Request) -> Sending:
    """Return the form of a request.

    Raises:
        HttpFault: 400 when the body is no form.
    """
    try:
        parsed = await _parsed(request)
    except (HTTPException, MultiPartException, UnicodeDecodeError, ValueError, KeyError) as error:
        detail = "le formulaire n'est pas complet"
        raise refusal(400, "REQUETE_ILLISIBLE", request.url.path, detail=detail) from error
    sending = Sending({}, {})
    for name, value in parsed.multi_items():
        if isinstance(value, UploadFile):
            shown = (value.filename or "").replace("\\", "/").rsplit("/", 1)[-1][:MAX_NAME]
            sending.files[name] = Upload(await value.read(), shown)
            await value.close()
        else:
            sending.fields[name] = value
    return sending


async def _parsed(request: Request) -> FormData:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise ValueError("no multipart form")
    stream: Any = request.stream()
    parser = _InMemory(request.headers, stream, max_files=4, max_fields=30, max_part_size=MAX_FIELD)
    return await parser.parse()
