"""Who may speak to the server: its own pages, under its own names.

A page of another site, open in the same browser, can send requests to this computer. It is stopped
twice: by the name it calls the server (DNS rebinding gives this computer a stranger's name), and by
the browser's word on where a POST comes from.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from clausier.server_answers import refused
from clausier.server_settings import ServerSettings
from insertion.errors import fault

LOOPBACK = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  the names of that choice
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_PAGES = frozenset({"same-origin", "none"})
HEALTH = "/sante"
"""Answered under any name: a load balancer calls an address, and learns only that we live."""


class Origins:
    """Refuses other names than the server's, and what pages of other sites post."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self.app = app
        public = urlsplit(settings.public_address)
        self.public = f"{public.scheme}://{public.netloc}".lower() if public.netloc else ""
        self.behind_proxy = settings.behind_proxy
        self.names = {settings.host.strip("[]"), public.hostname or "", *LOOPBACK} - EVERYWHERE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "http" and (code := self._refusal(scope)):
            await refused(403, [fault(code, "serveur")])(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if scope["path"] != HEALTH and _name(host) not in self.names:
            return "HOTE_REFUSE"
        if scope["method"] in SAFE_METHODS:
            return ""
        origin = headers.get("origin")
        scheme = "https" if self.behind_proxy else scope["scheme"]
        own = origin is None or origin.lower() in {
            self.public or None,
            f"{scheme}://{host.lower()}",
        }
        if not own or headers.get("sec-fetch-site", "none") not in OWN_PAGES:
            return "ORIGINE_REFUSEE"
        return ""


def _name(host: str) -> str:
    """Return the name of a Host header, without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""
