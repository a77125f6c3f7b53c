"""The verb by which whoever publishes a library records what it says, so that it cannot change."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from clausier import answers, reports
from clausier.command import AsJson, Reported
from clausier.commands_clauses import clauses
from clausier.files import write_all
from clausier.libraries import library_folder
from docgen.freezing import Freeze, freeze
from docgen.library import load_library
from insertion.errors import WrongUsage, fault
from insertion.typography import counted, french, listed

FROZEN: dict[str, Any] = {
    "dossier": None, "versions": [], "numeros": {}, "conservees": [], "fichiers": [],
}  # fmt: skip


@clauses(
    "figer",
    "clausier clauses figer mes-clauses · clausier clauses figer mes-clauses --lettres VN"
    " · clausier clauses figer mes-clauses --archiver volume-fixe",
)
def figer(
    dossier: Annotated[
        Path,
        typer.Argument(metavar="DOSSIER", help="Bibliothèque à figer.", show_default=False),
    ],
    archiver: Annotated[
        list[str] | None,
        typer.Option(
            "--archiver",
            metavar="ID",
            help="Conserve la version en cours d'une clause avant de la changer : elle servira"
            " encore les consultations passées. Se répète.",
            show_default=False,
        ),
    ] = None,
    lettres: Annotated[
        str | None,
        typer.Option(
            "--lettres",
            metavar="XX",
            help="Deux à quatre majuscules par lesquelles commencent les numéros d'une"
            " bibliothèque qui n'en a pas encore.",
            show_default=False,
        ),
    ] = None,
    numeros: Annotated[
        bool,
        typer.Option(
            "--numeros", help="Donne seulement les numéros : les textes peuvent encore changer."
        ),
    ] = False,
    textes: Annotated[
        bool, typer.Option("--textes", help="Conserve aussi le texte attendu de chaque variante.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Enregistre l'empreinte des versions publiées et donne les numéros qui manquent."""
    with Reported(as_json, FROZEN):
        if lettres is not None and not re.fullmatch("[A-Z]{2,4}", lettres):
            raise WrongUsage([fault("LETTRES_DE_NUMERO", "option --lettres", value=lettres)])
        library = load_library(library_folder(dossier))
        made = freeze(
            library, letters=lettres, archive=archiver or (), texts=textes, versions=not numeros
        )
        write_all({dossier / path: text for path, text in made.files.items()}, overwrite=True)
        if as_json:
            reports.print_json(_document(made, dossier))
        else:
            _print(made, dossier)


def _document(made: Freeze, folder: Path) -> dict[str, Any]:
    return {
        "version": answers.VERSION,
        "dossier": folder.as_posix(),
        "versions": [f"{name}@{version}" for name, version in made.versions],
        "numeros": made.numbers,
        "conservees": made.archived,
        "fichiers": sorted(made.files),
        "erreurs": [],
    }


def _print(made: Freeze, folder: Path) -> None:
    out = reports.console()
    told = [
        f"{counted(len(made.versions), 'version')} inscrite{'s' if len(made.versions) > 1 else ''}",
        counted(len(made.numbers), "numéro donné", "numéros donnés"),
        counted(len(made.files), "fichier écrit", "fichiers écrits"),
    ]
    said = "rien à inscrire" if not made.files else listed(told)
    out.print(Text(f"{folder}" + french(f" : {said}.")), soft_wrap=True)
    for name, number in made.numbers.items():
        out.print(Text(french(f"  {number} : {name}")), soft_wrap=True)
    for name, version in made.versions:
        out.print(Text(f"  {name}@{version}", style="dim"), soft_wrap=True)
