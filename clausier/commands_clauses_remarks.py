"""The verbs by which a buyer tells what is wrong with a clause, and a curator reads it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from clausier import answers, reports
from clausier.clauses_named import named_clause
from clausier.command import AsJson, Overwrite, Reported
from clausier.commands_clauses import On, clauses
from clausier.consultation_day import day_of
from clausier.files import read_bytes, text_of, write_all
from clausier.libraries import Libraries, files_read, open_library
from docgen.frozen import serving
from docgen.library import Library
from docgen.remarks import Remark, merged, read_remarks, remark_on, remarks_text
from insertion.typography import counted, date_text, french

FILE = "remarques.yaml"
MAX_FILE = 2_000_000
NOTED: dict[str, Any] = {"fichier": None, "remarque": None, "nombre": None}
MERGED: dict[str, Any] = {"nombre": None, "clauses": [], "fichier": None}


@clauses(
    "remarque",
    "clausier clauses remarque volume-fixe --texte « Le jalon manque »"
    " · clausier clauses remarque CS-0003-Z --texte « … » --organisation « Ville de … »",
)
def remarque(
    identifiant: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Identifiant de la clause, ou numéro imprimé.", show_default=False
        ),
    ],
    texte: Annotated[
        str,
        typer.Option(
            "--texte",
            metavar="TEXTE",
            help="La remarque, en quelques phrases, sans nommer personne.",
            show_default=False,
        ),
    ],
    organisation: Annotated[
        str | None,
        typer.Option(
            "--organisation", metavar="NOM", help="L'organisation, si elle veut se nommer.",
            show_default=False,
        ),
    ] = None,
    sortie: Annotated[
        Path,
        typer.Option("--sortie", metavar="FICHIER", help="Fichier où la remarque s'ajoute."),
    ] = Path(FILE),
    le: On = None,
    bibliotheque: Libraries = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Ajoute une remarque sur une clause à un fichier à envoyer à qui publie la bibliothèque."""
    with Reported(as_json, NOTED):
        on = day_of(le)
        library = open_library(bibliotheque)
        clause = serving(library, named_clause(identifiant, library).id, on)
        said = remark_on(clause, library, texte, organisation, on)
        before = _read(sortie) if sortie.exists() else []
        kept = merged([*before, said])
        content = remarks_text(kept).encode()
        write_all({sortie: content}, overwrite=True, sources=files_read(bibliotheque))
        if as_json:
            reports.print_json(
                {
                    "version": answers.VERSION,
                    "fichier": sortie.as_posix(),
                    "remarque": said.model_dump(mode="json"),
                    "nombre": len(kept),
                    "erreurs": [],
                }
            )
        else:
            told = f" : {counted(len(kept), 'remarque')}, à envoyer à qui publie la bibliothèque."
            reports.console().print(Text(f"{sortie}{french(told)}"), soft_wrap=True)


@clauses(
    "remarques",
    "clausier clauses remarques recues/*.yaml"
    " · clausier clauses remarques a.yaml b.yaml --sortie toutes.yaml",
)
def remarques(
    fichiers: Annotated[
        list[Path],
        typer.Argument(metavar="FICHIERS...", help="Fichiers de remarques.", show_default=False),
    ],
    sortie: Annotated[
        Path | None,
        typer.Option(
            "--sortie", metavar="FICHIER", help="Écrit aussi les remarques réunies.",
            show_default=False,
        ),
    ] = None,
    ecraser: Overwrite = False,
    bibliotheque: Libraries = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Réunit des fichiers de remarques, chacune une fois, et les liste clause par clause."""
    with Reported(as_json, MERGED):
        library = open_library(bibliotheque)
        kept = merged(each for path in fichiers for each in _read(path))
        if sortie is not None:
            content = remarks_text(kept).encode()
            write_all({sortie: content}, overwrite=ecraser, sources=fichiers)
        if as_json:
            reports.print_json(_document(kept, library, sortie))
        else:
            _print(kept, library)


def _read(path: Path) -> list[Remark]:
    return read_remarks(text_of(read_bytes(path, MAX_FILE), path.name), path.name)


def _standing(name: str, version: str, library: Library) -> str:
    """Return how the version remarked upon compares with the library's."""
    clause = library.clauses.get(name)
    if clause is None:
        return "absente de la bibliothèque"
    current = clause.sheet.version
    return "version en cours" if version == current else f"version en cours : {current}"


def _document(kept: list[Remark], library: Library, written: Path | None) -> dict[str, Any]:
    return {
        "version": answers.VERSION,
        "nombre": len(kept),
        "clauses": [
            {
                "identifiant": name,
                "titre": french(library.clauses[name].sheet.title)
                if name in library.clauses
                else None,
                "version_en_cours": library.clauses[name].sheet.version
                if name in library.clauses
                else None,
                "remarques": [each.model_dump(mode="json") for each in said],
            }
            for name, said in groupby(kept, key=lambda each: each.clause)
        ],
        "fichier": None if written is None else written.as_posix(),
        "erreurs": [],
    }


def _print(kept: list[Remark], library: Library) -> None:
    out = reports.console()
    groups = [(name, list(said)) for name, said in groupby(kept, key=lambda each: each.clause)]
    told = f"{counted(len(kept), 'remarque')} sur {counted(len(groups), 'clause')}."
    out.print(Text(french(told)), soft_wrap=True)
    for name, said in groups:
        clause = library.clauses.get(name)
        title = f" : {clause.sheet.title}" if clause else ""
        out.print()
        out.print(Text(french(f"{name}{title}"), style="bold"), soft_wrap=True)
        for each in said:
            who = f", {each.organisation}" if each.organisation else ""
            standing = _standing(name, each.version, library)
            line = f"  {date_text(each.le)}, version {each.version} ({standing}){who}"
            out.print(Text(french(line), style="dim"), soft_wrap=True)
            out.print(Text(french(f"    {each.texte}")), soft_wrap=True)
