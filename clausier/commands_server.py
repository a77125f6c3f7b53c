"""The verbs of the server: ``clausier serveur`` and those of its own."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from clausier.access_tokens import default_file
from clausier.command import Overwrite, Reported, app
from clausier.files import check_suffix, write_all
from clausier.french_help import FrenchCommand, FrenchGroup
from clausier.server_settings import ServerSettings
from insertion.errors import WrongUsage, fault
from insertion.typography import french

NEEDED = {
    "fastapi": "fastapi", "uvicorn": "uvicorn", "python_multipart": "python-multipart",
    "cryptography": "cryptography",
}  # fmt: skip
"""Modules of the extra that the server cannot do without, with the package that gives each."""


def group(told: str, examples: str, *, acts_alone: bool = False) -> typer.Typer:
    """Return a verb that has verbs of its own, and may also act by itself."""
    return typer.Typer(
        cls=FrenchGroup,
        add_completion=False,
        help=french(told),
        invoke_without_command=acts_alone,
        no_args_is_help=not acts_alone,
        rich_markup_mode="rich",
        subcommand_metavar="[COMMANDE] [ARGUMENTS]...",
        epilog=f"Exemples : {examples}",
    )


serveur = group(
    "Sert la page, et les fonctions et le volet d'Excel, sur ce poste ou pour un service.",
    "clausier serveur --ouvrir · clausier serveur manifeste clausier.xml",
    acts_alone=True,
)
app.add_typer(serveur, name="serveur")


def verb(
    owner: typer.Typer, name: str, examples: str
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a verb of ``owner``, with the examples that end its help."""
    return owner.command(name, cls=FrenchCommand, epilog=f"Exemples : {examples}")


AccessFile = Annotated[
    Path | None,
    typer.Option("--acces", metavar="FICHIER", help="Fichier des jetons.", show_default=False),
]


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
        typer.Option("--sans-tls", help="Sans chiffrement : Excel refusera le volet."),
    ] = False,
    travailleurs: Annotated[
        int,
        typer.Option("--travailleurs", metavar="N", min=1, max=64, help="Processus qui calculent."),
    ] = 1,
    acces_fichier: AccessFile = None,
    certificat: Annotated[
        Path | None,
        typer.Option(
            "--certificat", metavar="FICHIER.pem", help="Certificat du serveur et sa chaîne.",
            show_default=False,
        ),
    ] = None,
    cle: Annotated[
        Path | None,
        typer.Option(
            "--cle", metavar="FICHIER.pem", help="Clé du certificat.", show_default=False
        ),
    ] = None,
    derriere_proxy: Annotated[
        bool,
        typer.Option(
            "--derriere-proxy", help="Un mandataire inverse chiffre et transmet les demandes."
        ),
    ] = False,
    entete_utilisateur: Annotated[
        str,
        typer.Option(
            "--entete-utilisateur", metavar="EN-TETE",
            help="En-tête où le mandataire nomme la personne, par exemple X-Remote-User.",
            show_default=False,
        ),
    ] = "",
    adresse_publique: Annotated[
        str,
        typer.Option(
            "--adresse-publique", metavar="https://…",
            help="Adresse que les collègues ouvrent.", show_default=False,
        ),
    ] = "",
    ouvrir: Annotated[
        bool, typer.Option("--ouvrir", help="Ouvre la page dans le navigateur.")
    ] = False,
) -> None:  # fmt: skip
    """Sert la page, et les fonctions et le volet d'Excel, sur ce poste ou pour un service."""
    if context.invoked_subcommand is not None:
        return
    with Reported(as_json=False, empty={}):
        _check_installed()
        # The other verbs do not pay for the server.
        from clausier.server_checks import check, entra_providers  # noqa: PLC0415
        from clausier.server_start import certificate, listening, run, say_where  # noqa: PLC0415

        if (certificat is None) != (cle is None):
            detail = "--certificat et --cle vont ensemble"
            raise WrongUsage([fault("CERTIFICAT_ILLISIBLE", "--certificat", detail=detail)])
        settings = ServerSettings(
            host=hote,
            port=port,
            tls=not sans_tls and (certificat is not None or not derriere_proxy),
            public_address=adresse_publique.rstrip("/"),
            access_file=str(acces_fichier) if acces_fichier else "",
            behind_proxy=derriere_proxy,
            user_header=entete_utilisateur,
            providers=entra_providers(),
        )
        if not settings.local and not settings.access_file:
            settings = settings.with_changes(access_file=str(default_file()))
        check(settings, with_certificate=certificat is not None)
        pair = certificate(settings, certificat, cle)
        opened = listening(hote, port)
        settings = settings.with_changes(port=opened.getsockname()[1])
        say_where(settings)
        run(settings, opened, workers=travailleurs, certificate=pair, browser=ouvrir)


def _check_installed() -> None:
    missing = [
        package for name, package in NEEDED.items() if importlib.util.find_spec(name) is None
    ]
    if missing:
        raise WrongUsage([fault("SERVEUR_ABSENT", "serveur", missing=missing)])


@verb(
    serveur,
    "manifeste",
    "clausier serveur manifeste clausier.xml"
    " · clausier serveur manifeste clausier.xml --adresse https://clausier.exemple.fr",
)
def manifeste(
    sortie: Annotated[
        Path, typer.Argument(metavar="SORTIE.xml", help="Fichier à écrire.", show_default=False)
    ],
    adresse: Annotated[
        str,
        typer.Option("--adresse", metavar="https://…", help="Adresse du serveur."),
    ] = "https://localhost:8443",
    ecraser: Overwrite = False,
) -> None:
    """Écrit le fichier qui met les fonctions, le volet et l'onglet « Insertion » dans Excel."""
    with Reported(as_json=False, empty={}):
        _check_installed()
        from clausier.manifest import manifest, manifest_version  # noqa: PLC0415
        from clausier.server_checks import entra_client, is_address  # noqa: PLC0415

        check_suffix(sortie, ".xml", "un manifeste d'Excel")
        if not (is_address(adresse) and adresse.startswith("https://")):
            raise WrongUsage([fault("ADRESSE_DU_SERVEUR", "--adresse", value=adresse)])
        content = manifest(adresse, entra_client()).encode()
        write_all({sortie: content}, overwrite=ecraser)
        print(french(f"{sortie} : manifeste de {adresse}, version {manifest_version()}."))
