"""Starting the server: its socket, its processes, the lines that say where it is."""

from __future__ import annotations

import errno
import logging
import socket
import sys
import webbrowser
from pathlib import Path

import uvicorn
from uvicorn.supervisors import Multiprocess

from clausier import reports
from clausier.private_files import server_folder
from clausier.server_certificate import given_certificate, own_certificate, trust_steps
from clausier.server_protocol import HEAD_BYTES, PromptProtocol
from clausier.server_settings import ServerSettings, to_environment
from clausier.server_xlwings import closed_reason
from insertion.errors import InvalidInput, fault
from insertion.typography import french

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
    to_environment(settings)
    logging.getLogger("uvicorn").setLevel(logging.ERROR)  # its own lines are in English
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        http=PromptProtocol,
        h11_max_incomplete_event_size=HEAD_BYTES,
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


def certificate(
    settings: ServerSettings, chain: Path | None, key: Path | None
) -> tuple[Path, Path] | None:
    """Return the certificate to serve with: the one given, or this computer's own."""
    if not settings.tls:
        return None
    if chain is not None and key is not None:
        return given_certificate(chain, key)
    own = own_certificate(server_folder())
    if own.fresh_authority:
        _say_trust(own.authority)
    return own.chain, own.key


def _say_trust(authority: Path) -> None:
    say = reports.console(to_errors=True).print
    say(french(
        "Un certificat a été fait pour ce poste. Il ne vaut que pour lui et sera renouvelé seul."
    ))  # fmt: skip
    say(french("Pour qu'Excel et le navigateur s'y fient, une seule fois, dans un terminal :"))
    for step in trust_steps(authority, sys.platform):
        say(f"  {step}", soft_wrap=True, markup=False, highlight=False)


def say_where(settings: ServerSettings) -> None:
    """Write where the page, the pane and the manifest are."""
    lines = [f"Page : {settings.address}/"]
    reason = closed_reason()
    if reason is None:
        lines.append(f"Volet d'Excel : {settings.address}/taskpane.html")
        lines.append(f"Manifeste à donner à Excel : {settings.address}/manifeste.xml")
        if not settings.address.startswith("https://"):
            lines.append("Excel n'ouvre le volet qu'en https : démarrer sans --sans-tls.")
    else:
        lines.append(f"Excel : {reason.cause} {reason.remedy}")
    if settings.protected:
        lines.append("Chaque appel demande un accès.")
    lines.append("Pour arrêter : Ctrl+C.")
    for line in lines:
        print(french(line), flush=True)
