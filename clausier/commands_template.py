"""The verbs of a buyer's own Word hosts: check one before use, start from ours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from clausier import answers, reports
from clausier.command import AsJson, Overwrite, Reported, Working, family
from clausier.example import example_record
from clausier.files import read_bytes, read_contract, write_all
from clausier.profile_look import look_of
from clausier.records import hours_of
from clausier.template_examples import example_hosts
from clausier.template_report import EMPTY, print_templates, template_document
from docgen.gate import MAX_FILE
from docgen.library import builtin_library
from docgen.piece_list import PIECES, Piece
from docgen.pieces import Dossier, prepare
from docgen.production import own_piece
from docgen.template_check import CheckedTemplate, check_template
from insertion.errors import InvalidInput, WrongUsage, fault
from insertion.intake import Record
from insertion.typography import counted, french

modele = family(
    "modele",
    "Vos propres modèles Word : les vérifier avant usage, partir des nôtres.",
    "clausier modele verifier mon-ccap.docx · clausier modele exemples modeles",
)
EXAMPLES: dict[str, object] = {"dossier": "", "fichiers": []}


@modele(
    "verifier",
    "clausier modele verifier mon-ccap.docx"
    " · clausier modele verifier note.docx --piece note --marche marche.xlsx --json",
)
def verifier(
    modeles: Annotated[
        list[Path],
        typer.Argument(metavar="MODELE.docx", help="Modèle à vérifier.", show_default=False),
    ],
    marche: Annotated[
        Path | None,
        typer.Option(
            "--marche",
            metavar="FICHIER",
            help="Marché du remplissage d'essai ; celui d'exemple à défaut.",
            show_default=False,
        ),
    ] = None,
    piece: Annotated[
        str | None,
        typer.Option(
            "--piece",
            metavar="PIECE",
            help="Pièce que le modèle remplacera (ccap, rc, note…) ; une pièce de plus à défaut.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Vérifie des modèles et les remplit à l'essai ; code 1 si l'un ne peut pas servir."""
    with Reported(as_json, EMPTY):
        of = _piece(piece)
        dossiers = _dossiers(example_record() if marche is None else read_contract(marche))
        checked: dict[Path, CheckedTemplate] = {}
        with Working(shown=not as_json) as say:
            for path in modeles:
                say(path.name)
                content = read_bytes(path, MAX_FILE)
                checked[path] = check_template(
                    content, path.name, of or own_piece(path.stem), dossiers
                )
        if as_json:
            reports.print_json(template_document(checked))
        else:
            print_templates(reports.console(), checked)
    if not all(each.serves for each in checked.values()):
        raise typer.Exit(1)


def _piece(key: str | None) -> Piece | None:
    if key is None:
        return None
    known = {each.key: each for each in PIECES}
    if key not in known:
        choices = list(known)
        named = {"value": key, "label": "--piece", "choices": choices}
        raise WrongUsage([fault("CHOIX_INCONNU", "--piece", **named)])
    return known[key]


def _dossiers(record: Record) -> list[Dossier]:
    """Return the contract as a draft, and as final pieces when it allows them."""
    result = hours_of(record)
    made = [prepare(result, builtin_library(), warnings=record.warnings)]
    try:
        made.append(prepare(result, builtin_library(), final=True, warnings=record.warnings))
    except InvalidInput:
        return made  # a contract not ready for final pieces still tries a host as a draft
    return made


@modele(
    "exemples",
    "clausier modele exemples modeles · clausier modele exemples modeles --profil ville",
)
def exemples(
    dossier: Annotated[
        Path,
        typer.Argument(metavar="DOSSIER", help="Dossier où écrire.", show_default=False),
    ],
    profil: Annotated[
        str | None,
        typer.Option(
            "--profil",
            metavar="NOM",
            help="Profil dont prendre le logo, les polices, la couleur et les numéros.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Écrit nos modèles Word, prêts à reprendre, avec une fiche de lecture."""
    with Reported(as_json, EXAMPLES):
        look, _ = look_of(profil)
        made = example_hosts(look)
        write_all(
            {dossier / name: content for name, content in made.items()},
            overwrite=ecraser,
            sources=look.files,
        )
        if as_json:
            files = [
                answers.file_document(dossier / name, "modele", name.removesuffix(".docx"))
                for name in made
            ]
            document = {"dossier": dossier.as_posix(), "fichiers": files, "erreurs": []}
            reports.print_json({"version": answers.VERSION, **document})
            return
        told = french(f"{counted(len(made), 'fichier')} écrits dans ") + str(dossier)
        reports.console().print(Text(told), soft_wrap=True)
        for name in made:
            reports.console().print(Text(f"  {name}"), soft_wrap=True)
