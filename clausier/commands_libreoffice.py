"""The verb that brings the functions into LibreOffice Calc."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from clausier import answers, reports
from clausier.command import AsJson, Overwrite, Reported, Working, command
from clausier.files import check_suffix, write_all
from clausier.libreoffice import extension
from insertion.typography import counted, french, listed
from xlplugin.function_catalogue import FUNCTIONS

EXTENSION: dict[str, Any] = {"fichier": None, "fonctions": [], "pythons": []}
"""The keys of the document of a refused command: those of a done one."""


@command(
    "libreoffice",
    "clausier libreoffice clausier.oxt · clausier libreoffice clausier.oxt --roues roues",
)
def libreoffice(
    sortie: Annotated[
        Path,
        typer.Argument(
            metavar="SORTIE.oxt", help="Extension de LibreOffice à écrire.", show_default=False
        ),
    ],
    roues: Annotated[
        Path | None,
        typer.Option(
            "--roues",
            metavar="DOSSIER",
            help="Roues de pydantic_core pour d'autres systèmes ou d'autres Python.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Écrit l'extension qui met les fonctions CLAUSIER dans LibreOffice Calc."""
    with Reported(as_json, EXTENSION):
        check_suffix(sortie, ".oxt", "une extension de LibreOffice")
        with Working(shown=not as_json) as progress:
            progress("Extension de LibreOffice")
            made = extension(roues)
        write_all({sortie: made.content}, overwrite=ecraser)
        names = [each.name for each in FUNCTIONS]
        if as_json:
            document = {"fichier": str(sortie), "fonctions": names, "pythons": list(made.tags)}
            reports.print_json({"version": answers.VERSION, **document, "erreurs": []})
            return
        told = french(f"Extension écrite, {counted(len(names), 'fonction')} : ") + str(sortie)
        out = reports.console()
        out.print(Text(told), soft_wrap=True)
        served = french(f"Complète pour : {listed(list(made.tags))}.")
        out.print(Text(served), soft_wrap=True)
        out.print(Text(french(INSTALL)), soft_wrap=True)


INSTALL = (
    "Pour l'installer : un double clic sur le fichier, ou « unopkg add » suivi de son nom ; puis"
    " redémarrer LibreOffice."
)
