"""The verb that makes a library a site to read: a folder of pages, without any server."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from clausier import answers, reports
from clausier.catalogue.pages import catalogue_files
from clausier.catalogue.shelf import HOME, Shelf, latest_review
from clausier.command import AsJson, Overwrite, Reported, Working
from clausier.commands_clauses import clauses
from clausier.consultation_day import day_of
from clausier.files import write_all
from clausier.libraries import Libraries, files_read, open_library
from insertion.errors import InvalidInput, WrongUsage, fault
from insertion.typography import counted, date_text, french, listed

MADE: dict[str, Any] = {
    "dossier": None, "le": None, "clauses": None, "pages": None, "entree": None,
    "restes": [],
}  # fmt: skip


@clauses(
    "catalogue",
    "clausier clauses catalogue mon-catalogue"
    " · clausier clauses catalogue site --bibliotheque clauses.toml --le 2026-12-01",
)
def catalogue(
    sortie: Annotated[
        Path,
        typer.Argument(
            metavar="SORTIE", help="Dossier du site, créé s'il manque.", show_default=False
        ),
    ],
    le: Annotated[
        str | None,
        typer.Option(
            "--le",
            metavar="DATE",
            help="Date à laquelle le droit et les textes sont lus ; celle de la dernière relecture"
            " d'une clause à défaut.",
            show_default=False,
        ),
    ] = None,
    bibliotheque: Libraries = None,
    ecraser: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Écrit la bibliothèque en site à consulter : recherche, filtres, textes, droit, exemples."""
    with Reported(as_json, MADE):
        library = open_library(bibliotheque)
        if not library.clauses:
            raise InvalidInput([fault("BIBLIOTHEQUE_VIDE", str(bibliotheque))])
        on = latest_review(library) if le is None else day_of(le)
        if (sortie / HOME).exists() and not ecraser:  # one fault, not one for each page
            raise WrongUsage([fault("SORTIE_EXISTANTE", str(sortie / HOME))])
        shelf = Shelf(library, on)
        with Working(shown=not as_json) as told:
            files = catalogue_files(shelf, told)
        write_all(
            {sortie / path: content for path, content in files.items()},
            overwrite=ecraser,
            sources=files_read(bibliotheque),
        )
        left = _left_over(sortie, files)
        pages = sum(path.endswith(".html") for path in files)
        if as_json:
            reports.print_json(
                {
                    "version": answers.VERSION,
                    "dossier": sortie.as_posix(),
                    "le": on.isoformat(),
                    "clauses": len(shelf.clauses),
                    "pages": pages,
                    "entree": (sortie / HOME).as_posix(),
                    "restes": left,
                    "erreurs": [],
                }
            )
        else:
            count = f"{counted(len(shelf.clauses), 'clause')}, {counted(pages, 'page')}"
            said = french(f" : {count}, droit au {date_text(on)}.")
            reports.console().print(Text(f"{sortie / HOME}{said}"), soft_wrap=True)
            if left:
                told_left = french(f"Pages d'un catalogue précédent, à supprimer : {listed(left)}.")
                reports.console(to_errors=True).print(Text(told_left), soft_wrap=True)


def _left_over(folder: Path, files: Collection[str]) -> list[str]:
    """Return the pages of an earlier catalogue that the new one no longer has; none is removed."""
    kinds = sorted({path.partition("/")[0] for path in files if "/" in path})
    found = (each for kind in kinds for each in sorted((folder / kind).glob("*.html")))
    names = (each.relative_to(folder).as_posix() for each in found)
    return [each for each in names if each not in files]
