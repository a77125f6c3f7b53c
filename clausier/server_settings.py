"""What a server was started with, carried to each of its processes through the environment."""

from __future__ import annotations

import ipaddress
import json
import os
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

VARIABLE = "CLAUSIER_SERVEUR"
"""Environment variable that carries the settings to the worker processes; it holds no secret."""
PROXY_SECRET = "CLAUSIER_SECRET_PROXY"  # noqa: S105  the name of a variable
"""Environment variable of the secret that a reverse proxy shows with the user's name."""
MAX_BODY = 25_000_000
"""Bytes of a request: a workbook, a Word file, a column of a hundred thousand rows."""
MAX_SECONDS = 60.0
"""Seconds one request may take, its reception and its computation each."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The choices made on the command line.

    ``public_address`` is where people reach the server when it is not its own address;
    ``access_file`` holds the tokens; ``user_header`` is what the reverse proxy names people with.
    """

    host: str = "127.0.0.1"
    port: int = 8443
    tls: bool = True
    public_address: str = ""
    access_file: str = ""
    behind_proxy: bool = False
    user_header: str = ""
    providers: tuple[str, ...] = ()
    max_body: int = MAX_BODY
    max_seconds: float = MAX_SECONDS

    @property
    def local(self) -> bool:
        """Whether only this computer reaches the server."""
        public = urlsplit(self.public_address).hostname or "localhost"
        return is_loopback(self.host) and not self.behind_proxy and is_loopback(public)

    @property
    def address(self) -> str:
        """The address people type, without a final slash."""
        if self.public_address:
            return self.public_address.rstrip("/")
        host = "localhost" if is_loopback(self.host) else self.host
        shown = f"[{host}]" if ":" in host else host
        return f"{'https' if self.tls else 'http'}://{shown}:{self.port}"

    @property
    def protected(self) -> bool:
        """Whether a caller must say who they are."""
        return bool(not self.local or self.access_file or self.user_header or self.providers)

    def with_changes(self, **values: Any) -> ServerSettings:
        """Return the same settings but for ``values``."""
        return replace(self, **values)


def is_loopback(host: str) -> bool:
    """Tell whether a name or an address is this computer's own."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def to_environment(settings: ServerSettings) -> None:
    """Leave the settings where the processes of the server find them."""
    os.environ[VARIABLE] = json.dumps(asdict(settings))


def from_environment() -> ServerSettings:
    """Return the settings left by :func:`to_environment`, or those of a local server."""
    kept = json.loads(os.environ.get(VARIABLE, "{}"))
    return ServerSettings(**{**kept, "providers": tuple(kept.get("providers", ()))})
