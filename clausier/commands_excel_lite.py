"""The verb that writes what xlwings Lite takes: functions and scripts without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from clausier import answers, reports
from clausier.command import AsJson, Overwrite, Reported
from clausier.commands_excel import excel
from clausier.files import write_all
from insertion.typography import french

WRITTEN: dict[str, Any] = {"fichiers": []}
"""The keys of the document of a refused command."""


@excel(
    "lite",
    "clausier excel lite complement · clausier excel lite complement --roue https://exemple.fr/roues",
)
def lite(
    sortie: Annotated[
        Path, typer.Argument(metavar="SORTIE", help="Dossier à écrire.", show_default=False)
    ],
    roue: Annotated[
        str | None,
        typer.Option(
            "--roue",
            metavar="ADRESSE",
            help="Écrit une roue Python (.whl) à déposer à cette adresse https, et un main.py court"
            " qui la prend là.",
            show_default=False,
        ),
    ] = None,
    ecraser: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Écrit ce qui se colle dans xlwings Lite, complément gratuit d'Excel : rien à installer."""
    with Reported(as_json, WRITTEN):
        # The other verbs do not pay for xlwings and for every function.
        from clausier.lite import lite_files  # noqa: PLC0415

        files = lite_files(sortie, roue)
        write_all(files, overwrite=ecraser)
        if as_json:
            listed = [
                {"chemin": str(path), "octets": len(content)} for path, content in files.items()
            ]
            document = {"version": answers.VERSION, "fichiers": listed, "erreurs": []}
            reports.print_json(document)
            return
        out = reports.console()
        out.print(Text(french(f"{len(files)} fichiers écrits :")))
        for path in files:
            out.print(Text(f"  {path}"), soft_wrap=True)
        told = f"À faire ensuite : lire {sortie / 'LISEZ-MOI.txt'}."
        out.print(Text(french(told)), soft_wrap=True)
