"""The verbs of the server: ``clausier serveur`` and those of its own."""

from __future__ import annotations

import importlib.util
from typing import Annotated

import typer

from clausier.command import Reported, app
from clausier.french_help import FrenchGroup
from clausier.server_settings import ServerSettings
from insertion.errors import WrongUsage, fault
from insertion.typography import french

NEEDED = {
    "fastapi": "fastapi", "uvicorn": "uvicorn", "python_multipart": "python-multipart",
    "cryptography": "cryptography",
}  # fmt: skip
"""Modules of the extra that the server cannot do without, with the package that gives each."""
serveur = typer.Typer(
    cls=FrenchGroup,
    add_completion=False,
    invoke_without_command=True,
    rich_markup_mode="rich",
    subcommand_metavar="[COMMANDE] [ARGUMENTS]...",
    epilog="Exemples : clausier serveur --ouvrir · clausier serveur --port 9000 --sans-tls",
)
app.add_typer(serveur, name="serveur")


@serveur.callback()
def demarrer(
    context: typer.Context,
    hote: Annotated[
        str, typer.Option("--hote", metavar="ADRESSE", help="Adresse où le serveur écoute.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="Port d'écoute.")
    ] = 8443,
    sans_tls: Annotated[
        bool,
        typer.Option("--sans-tls", help="Sans chiffrement : la page seule, sur ce poste."),
    ] = False,
    ouvrir: Annotated[bool, typer.Option("--ouvrir", help="Ouvre la page.")] = False,
) -> None:
    """Sert la page, et les fonctions et le volet d'Excel, sur ce poste ou pour un service."""
    if context.invoked_subcommand is not None:
        return
    with Reported(as_json=False, empty={}):
        _check_installed()
        from clausier.server_start import listening, run

        opened = listening(hote, port)
        settings = ServerSettings(host=hote, port=opened.getsockname()[1], tls=not sans_tls)
        print(french(f"Page : {settings.address}/"), flush=True)
        run(settings, opened, browser=ouvrir)


def _check_installed() -> None:
    missing = [
        package for name, package in NEEDED.items() if importlib.util.find_spec(name) is None
    ]
    if missing:
        raise WrongUsage([fault("SERVEUR_ABSENT", "serveur", missing=missing)])
