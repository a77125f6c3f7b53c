"""The verb that makes Word building blocks (Quick Parts) of a library's clauses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from clausier import answers, reports
from clausier.clauses_named import mechanism_keys, option_key
from clausier.clauses_words import document_short, mechanism_label
from clausier.command import AsJson, Overwrite, Reported
from clausier.commands_clauses import Document, On, clauses
from clausier.commands_clauses_word import words
from clausier.consultation_day import day_of
from clausier.files import check_suffix, write_all
from clausier.libraries import Libraries, files_read, open_library
from docgen.building_blocks import BuildingBlock, building_blocks, entries
from docgen.clause import Clause
from docgen.frozen import serving
from docgen.render import out_of_force
from insertion import vocabulary
from insertion.errors import InvalidInput, fault
from insertion.typography import counted, french

TEMPLATE = ".dotx"
MADE: dict[str, Any] = {"version": answers.VERSION, "blocs": [], "fichiers": []}
"""What the document holds when the command fails; its faults are added."""


@clauses(
    "blocs",
    "clausier clauses blocs clauses.dotx"
    " · clausier clauses blocs ccap.dotx --document ccap --le 2026-09-01",
)
def blocs(
    sortie: Annotated[
        Path,
        typer.Argument(metavar="SORTIE.dotx", help="Modèle Word à écrire.", show_default=False),
    ],
    document: Document = None,
    mecanisme: Annotated[
        str | None,
        typer.Option(
            "--mecanisme",
            metavar="MECANISME",
            help="Un seul mécanisme, par exemple condition_execution.",
            show_default=False,
        ),
    ] = None,
    le: On = None,
    bibliotheque: Libraries = None,
    ecraser: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Met les clauses dans un modèle Word, prêtes à insérer (QuickPart)."""
    with Reported(as_json, MADE):
        check_suffix(sortie, TEMPLATE, "un modèle Word")
        on = day_of(le)
        piece = option_key("clause_document", "--document", "Pièce", document)
        mechanism = option_key("mechanism", "--mecanisme", "Mécanisme", mecanisme)
        library = open_library(bibliotheque)
        served = [serving(library, name, on) for name in library.clauses]
        wanted = [
            each
            for each in served
            if piece in (None, *each.sheet.applies_to.documents)
            and (mechanism is None or mechanism in mechanism_keys(each))
            and each.sheet.status == "published"
            and out_of_force(each, on) is None
        ]
        if not wanted:
            raise InvalidInput([fault("BLOCS_AUCUNE_CLAUSE", sortie.name)])
        given = words(library, on)
        found = list(entries(wanted, given, _category(piece, mechanism)))
        content = building_blocks(found, given)
        write_all({sortie: content}, overwrite=ecraser, sources=files_read(bibliotheque))
        if as_json:
            reports.print_json(_document(found, sortie))
        else:
            _print(found, sortie)


def _category(piece: str | None, mechanism: str | None) -> Callable[[Clause], str]:
    """Return what groups clauses in the gallery: the piece and the mechanism asked, or theirs."""

    def category(clause: Clause) -> str:
        applies = clause.sheet.applies_to
        name = document_short(piece or applies.documents[0])
        if mechanism is not None:
            return f"{name} – {vocabulary.label_of('mechanism', mechanism)}"
        several = len(applies.mechanisms) > 1
        shown = "plusieurs mécanismes" if several else mechanism_label(applies.mechanisms[0])
        return f"{name} – {shown}"

    return category


def _document(found: list[BuildingBlock], path: Path) -> dict[str, Any]:
    return {
        "version": answers.VERSION,
        "blocs": [
            {
                "clause": each.clause.id,
                "variante": each.variant,
                "nom": each.name,
                "categorie": each.category,
                "origine": each.description,
                "identite": each.identity,
            }
            for each in found
        ],
        "fichiers": [path.as_posix()],
        "erreurs": [],
    }


def _print(found: list[BuildingBlock], path: Path) -> None:
    out = reports.console()
    groups = len({each.category for each in found})
    count = f"{counted(len(found), 'bloc')} en {counted(groups, 'catégorie')}"
    out.print(Text(str(path) + french(f" : {count}.")), soft_wrap=True)
    told = "Dans Word : Insertion, QuickPart, Organisateur de blocs de construction."
    out.print(Text(french(told)), soft_wrap=True)
