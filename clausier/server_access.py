"""Who calls, when the server is open to other computers: a token, Entra ID, or a proxy's word."""

from __future__ import annotations

import asyncio
import hmac
import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from clausier.access_tokens import MARK, TokenBook
from clausier.server_answers import refused
from clausier.server_log import log_failure
from clausier.server_settings import PROXY_SECRET, ServerSettings
from clausier.server_xlwings import OPEN_PAGES
from insertion.errors import fault

SECRET_HEADER = "x-clausier-secret"  # noqa: S105  the name of a header
ENTRA = "entraid"
PUBLIC_PAGES = OPEN_PAGES | {
    "/", "/favicon.ico", "/sante", "/manifeste.xml", "/api/classeur.xlsx", "/api/exemple.xlsx",
}  # fmt: skip
"""What anyone may read: it holds nothing of anyone."""
PUBLIC_FOLDERS = ("/volet/", "/static/")
SCRYPT_AT_ONCE = 2
"""Fingerprints computed at the same time: wrong tokens in number never fill the memory."""
LONGEST_TOKEN = 200


class Gatekeeper:
    """Asks who calls, of all but public pages; does nothing on a server for oneself."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self.app = app
        self.settings = settings
        self.book = TokenBook(Path(settings.access_file)) if settings.access_file else None
        self.secret = os.environ.get(PROXY_SECRET, "")
        self._turns = asyncio.Semaphore(SCRYPT_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if await self._may_pass(scope):
            await self.app(scope, receive, send)
            return
        asked = {"WWW-Authenticate": 'Bearer realm="clausier"'}
        await refused(401, [fault("ACCES_REFUSE", "serveur")], asked)(scope, receive, send)

    async def _may_pass(self, scope: Scope) -> bool:
        if scope["type"] != "http" or not self.settings.protected or is_public(scope):
            return True
        return await self._admitted(Headers(scope=scope))

    async def _admitted(self, headers: Headers) -> bool:
        if self.settings.user_header and self._named_by_proxy(headers):
            return True
        kind, _, token = headers.get("authorization", "").partition(" ")
        token = token.strip()
        if kind.lower() != "bearer" or not token:
            return False
        if self.book is not None and token.startswith(f"{MARK}_") and len(token) <= LONGEST_TOKEN:
            return await self._known(self.book, token)
        return ENTRA in self.settings.providers and await _known_to_entra(f"Bearer {token}")

    def _named_by_proxy(self, headers: Headers) -> bool:
        shown = headers.get(SECRET_HEADER, "").encode()
        same = hmac.compare_digest(shown, self.secret.encode())
        return bool(same and self.secret and headers.get(self.settings.user_header, "").strip())

    async def _known(self, book: TokenBook, token: str) -> bool:
        book.refresh()
        if book.remembers(token):
            return True
        async with self._turns:
            return await asyncio.to_thread(book.recognises, token)


def is_public(scope: Scope) -> bool:
    """Tell whether anyone may ask this."""
    path = str(scope["path"])
    asked = path in PUBLIC_PAGES or path.startswith(PUBLIC_FOLDERS)
    return asked and scope["method"] in {"GET", "HEAD"}


async def _known_to_entra(authorization: str) -> bool:
    """Ask xlwings-server's Entra ID provider, with the roles its settings require."""
    from xlwings_server import dependencies  # noqa: PLC0415  only where Entra ID is set

    try:
        user = await dependencies.authenticate(authorization, ENTRA)
        roles = dependencies.settings.auth_required_roles
        return bool(await user.has_required_roles(roles) and await user.is_authorized())
    except HTTPException:
        return False
    except Exception as error:  # noqa: BLE001  whatever fails there, nobody enters
        log_failure("entraid", error)
        return False
