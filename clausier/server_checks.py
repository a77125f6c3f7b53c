"""What is refused before a server listens: never open to others without asking who calls."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from clausier.access_tokens import read_accesses
from clausier.server_access import ENTRA, SECRET_HEADER
from clausier.server_origin import EVERYWHERE
from clausier.server_settings import PROXY_SECRET, ServerSettings, is_loopback
from insertion.errors import Fault, WrongUsage, fault

PROVIDERS = "XLWINGS_AUTH_PROVIDERS"
ENTRA_CLIENT = "XLWINGS_AUTH_ENTRAID_CLIENT_ID"
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")


def entra_providers() -> tuple[str, ...]:
    """Return the identity providers that xlwings-server's own variable names.

    Raises:
        WrongUsage: when one of them is not Entra ID: the bundled « custom » one admits a test
            token that everybody knows.
    """
    text = os.environ.get(PROVIDERS, "").strip()
    if not text:
        return ()
    try:
        found = json.loads(text)
    except ValueError:
        found = [text]
    names = [str(each) for each in (found if isinstance(found, list) else [found])]
    unknown = [each for each in names if each != ENTRA]
    if unknown:
        raise WrongUsage(fault("SERVEUR_FOURNISSEUR", PROVIDERS, name=each) for each in unknown)
    return tuple(names)


def entra_client() -> str:
    """Return the application's identifier where Entra ID tells who calls, else nothing."""
    return os.environ.get(ENTRA_CLIENT, "") if entra_providers() else ""


def check(settings: ServerSettings, *, with_certificate: bool) -> None:
    """Check that what was asked is safe to serve.

    Raises:
        WrongUsage: with every reason why it is not.
    """
    faults = [*_address_faults(settings), *_header_faults(settings)]
    if not settings.local:
        if not _asks_who(settings):
            faults.append(fault("SERVEUR_SANS_ACCES", "serveur"))
        if not is_loopback(settings.host) and not settings.behind_proxy:
            if not settings.tls:
                faults.append(fault("SERVEUR_EN_CLAIR", "--sans-tls"))
            elif not with_certificate:
                faults.append(fault("SERVEUR_SANS_CERTIFICAT", "--hote", host=settings.host))
        public = settings.public_address
        if is_address(public) and not public.startswith("https://"):
            faults.append(fault("ADRESSE_EN_CLAIR", "--adresse-publique", value=public))
    if faults:
        raise WrongUsage(faults)


def _asks_who(settings: ServerSettings) -> bool:
    tokens = settings.access_file and read_accesses(Path(settings.access_file))
    return bool(tokens or settings.providers or settings.user_header)


def _address_faults(settings: ServerSettings) -> list[Fault]:
    public = settings.public_address
    if not public:
        if settings.host in EVERYWHERE:
            return [fault("ADRESSE_DU_SERVEUR", "--adresse-publique", value=settings.host)]
        return []
    return (
        []
        if is_address(public)
        else [fault("ADRESSE_DU_SERVEUR", "--adresse-publique", value=public)]
    )


def is_address(text: str) -> bool:
    """Tell whether a text is the address of a server: a scheme, a name, perhaps a port."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    bare = not (parts.query or parts.fragment or parts.username) and parts.path in {"", "/"}
    return bool(parts.scheme in {"http", "https"} and parts.hostname and bare and port != 0)


def _header_faults(settings: ServerSettings) -> list[Fault]:
    if not settings.user_header:
        return []
    named = _HEADER_NAME.fullmatch(settings.user_header)
    if settings.behind_proxy and os.environ.get(PROXY_SECRET) and named:
        return []
    return [
        fault("ENTETE_SANS_SECRET", "--entete-utilisateur", variable=PROXY_SECRET,
              header=SECRET_HEADER)
    ]  # fmt: skip
