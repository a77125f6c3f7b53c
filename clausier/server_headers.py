"""Headers of every answer: nothing of ours calls another host, nor is shown inside another site."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clausier.server_settings import ServerSettings

OFFICE_HOSTS = (
    "officeapps.live.com", "office.com", "office365.com", "office.net", "sharepoint.com",
    "microsoft365.com", "cloud.microsoft", "onedrive.live.com",
)  # fmt: skip
"""Sites where Excel on the web shows the pane in a frame."""
FRAMED = frozenset({"/taskpane", "/taskpane.html"})
ICONS = "/volet/icones/"
READ_BY_EXCEL = (
    ICONS, "/xlwings/custom-functions-meta", "/xlwings/custom-functions-code",
    "/xlwings/custom-scripts-meta",
)  # fmt: skip
"""What Excel on the web reads from its own site: public, and the same for everyone."""
UNKEPT = ("/api/", "/xlwings/custom-functions-call", "/xlwings/custom-scripts-call", "/sante")
POLICY = (
    "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
)
_COMMON = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
ONE_YEAR = 31_536_000
ONE_HOUR = 3_600


class ProtectiveHeaders:
    """Sets the headers of what leaves, xlwings-server's answers included."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self.app = app
        self.lasting = not settings.local and settings.address.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wanted = self._headers(str(scope["path"]), Headers(scope=scope).get("origin", ""))

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, dressed)

    def _headers(self, path: str, origin: str) -> Mapping[str, str]:
        shared = path.startswith(READ_BY_EXCEL)
        found = dict(_COMMON)
        found["content-security-policy"] = POLICY.format(ancestors=_ancestors(path))
        found["cross-origin-resource-policy"] = "cross-origin" if shared else "same-origin"
        found["cache-control"] = _caching(path)
        if shared:
            found["vary"] = "Origin"
            if is_office(origin):
                found["access-control-allow-origin"] = origin
        if self.lasting:
            found["strict-transport-security"] = f"max-age={ONE_YEAR}"
        return found


def is_office(origin: str) -> bool:
    """Tell whether an origin is one of Excel on the web."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    return parts.scheme == "https" and any(
        host == each or host.endswith(f".{each}") for each in OFFICE_HOSTS
    )


def _ancestors(path: str) -> str:
    if path not in FRAMED:
        return "'self'"
    return " ".join(["'self'", *(f"https://{each} https://*.{each}" for each in OFFICE_HOSTS)])


def _caching(path: str) -> str:
    if path.startswith(UNKEPT):
        return "no-store"
    if path.startswith(ICONS):
        return f"public, max-age={ONE_HOUR}"
    return "no-cache"  # kept, but asked again: a new version shows at once
