"""Starting the server: its socket, its processes, the lines that say where it is."""

from __future__ import annotations

import errno
import logging
import socket
import webbrowser
from pathlib import Path

from clausier.server_settings import ServerSettings, to_environment
from insertion.errors import InvalidInput, fault

APPLICATION = "clausier.server:application"
BACKLOG = 2048
_REASONS = {
    errno.EADDRINUSE: "un autre programme y est déjà",
    errno.EACCES: "le système en refuse le droit",
    errno.EADDRNOTAVAIL: "cette adresse n'est pas celle de ce poste",
}


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that already listens; port 0 takes any free one.

    Raises:
        InvalidInput: when the system refuses the address.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(BACKLOG)
    except (OSError, UnicodeError) as error:
        number = error.errno if isinstance(error, OSError) else None
        detail = _REASONS.get(number or 0, "cette adresse n'existe pas")
        raise InvalidInput(
            [fault("PORT_REFUSE", "serveur", host=host, port=port, detail=detail)]
        ) from error
    opened.set_inheritable(True)
    return opened


def run(
    settings: ServerSettings,
    opened: socket.socket,
    *,
    workers: int = 1,
    certificate: tuple[Path, Path] | None = None,
    browser: bool = False,
) -> None:
    """Serve until interrupted."""
    import uvicorn  # noqa: PLC0415  the other verbs do not pay for the server
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415

    to_environment(settings)
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        workers=workers,
        log_config=None,
        access_log=False,
        proxy_headers=False,  # nobody's address is read, nor kept
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        ssl_certfile=str(certificate[0]) if certificate else None,
        ssl_keyfile=str(certificate[1]) if certificate else None,
        ws="none",
    )
    if browser:
        webbrowser.open(settings.address)
    if workers > 1:
        Multiprocess(config, sockets=[opened]).run()
    else:
        uvicorn.Server(config).run(sockets=[opened])
