"""The verbs of one contract: its hours, its pieces, its workbook, the sample."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from clausier import answers, reports
from clausier.command import (
    AsJson,
    Final,
    Kind,
    Launch,
    Nature,
    Overwrite,
    Reported,
    Sheet,
    Source,
    Territory,
    Working,
    command,
)
from clausier.copy_report import print_copy
from clausier.documents import GeneratedSet, generate, insert
from clausier.example import example_files
from clausier.files import beside, check_suffix, read_contract, write_all
from clausier.libraries import Libraries, files_read, library_to_print
from clausier.prefilled import prefilled
from clausier.profile_look import look_of
from clausier.records import hours_of
from clausier.results import copy_document, copy_with_hours, open_for_hours
from insertion.errors import WrongUsage, fault
from insertion.typography import counted, french
from xlplugin.workbook import workbook_bytes

MANY_LOTS = 500
"""Rows of a workbook above which writing it takes long enough to say so."""
LEFT_TO_THE_BUYER = (
    "À faire : mettre à jour le sommaire ; reporter pénalités, résiliation et dérogations"
    " dans vos articles ; ajouter l'annexe à la liste des pièces."
)


def _facts(launch: str | None, kind: str | None, nature: str | None) -> dict[str, str]:
    given = {"consultation_date": launch, "buyer_kind": kind, "contract_type": nature}
    return {name: value for name, value in given.items() if value is not None}


@command(
    "calculer",
    "clausier calculer marche.xlsx · clausier calculer lots.xlsx --le 2026-09-01 --json"
    " · clausier calculer lots.xlsx --resultat lots-heures.xlsx",
)
def calculer(
    fichier: Source,
    as_json: AsJson = False,
    feuille: Sheet = None,
    le: Launch = None,
    acheteur: Kind = None,
    nature: Nature = None,
    resultat: Annotated[
        Path | None,
        typer.Option(
            "--resultat",
            metavar="SORTIE.xlsx",
            help="Copie du classeur où écrire les heures ; le reste n'y change pas.",
            show_default=False,
        ),
    ] = None,
    colonne: Annotated[
        str | None,
        typer.Option(
            "--colonne",
            metavar="J",
            help="Colonne de la copie, par sa lettre ou son intitulé ; à défaut, celle des"
            " « heures d'insertion ».",
            show_default=False,
        ),
    ] = None,
    ecraser: Annotated[
        bool,
        typer.Option("--ecraser", help="Remplace la copie existante et les cellules remplies."),
    ] = False,
) -> None:
    """Calcule les heures de chaque lot, avec leur raisonnement. Ne modifie jamais FICHIER."""
    empty: dict[str, object] = {
        "lots": [],
        "total_heures": None,
        "total_heures_formation": None,
        "heures_offertes": None,
        "avertissements": [],
    }
    with Reported(as_json, empty if resultat is None else empty | {"resultat": None}):
        if resultat is None and colonne is not None:
            raise WrongUsage([fault("COLONNE_SANS_RESULTAT", "--colonne")])
        workbook = None if resultat is None else open_for_hours(fichier, resultat)
        record = read_contract(fichier, feuille, _facts(le, acheteur, nature))
        result = hours_of(record)
        made = None
        if resultat is not None and workbook is not None:
            made = copy_with_hours(
                workbook, resultat, result, record, column=colonne, overwrite=ecraser
            )
            write_all({resultat: made.content}, overwrite=ecraser, sources=[fichier])
        if as_json:
            document = answers.hours_document(result, record)
            if made is not None:
                document["resultat"] = copy_document(made)
            reports.print_json(document)
            return
        reports.print_hours(result, record, fichier.name)
        if made is not None:
            print_copy(reports.console(), made)
            reports.print_warnings(reports.console(), made.placement.warnings)


@command(
    "generer",
    "clausier generer marche.xlsx --sortie pieces"
    " · clausier generer marche.yaml --sortie pieces --final"
    " · clausier generer marche.yaml --sortie pieces --bibliotheque clauses.toml"
    " · clausier generer marche.xlsx --sortie pieces --profil ville",
)
def generer(
    fichier: Source,
    sortie: Annotated[
        Path,
        typer.Option(
            "--sortie", metavar="DOSSIER", help="Dossier où écrire les pièces.", show_default=False
        ),
    ],
    final: Final = False,
    modele: Annotated[
        list[Path] | None,
        typer.Option(
            "--modele",
            metavar="MODELE.docx",
            help="Modèle Word de l'acheteur à remplir aussi ; répétable.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
    bibliotheque: Libraries = None,
    profil: Annotated[
        str | None,
        typer.Option(
            "--profil",
            metavar="NOM",
            help="Profil dont prendre la présentation : logo, polices, numéros, modèles, noms.",
            show_default=False,
        ),
    ] = None,
    feuille: Sheet = None,
    le: Launch = None,
    acheteur: Kind = None,
    nature: Nature = None,
) -> None:
    """Produit les pièces Word : DCE/ pour les entreprises, interne/ pour l'acheteur."""
    with Reported(
        as_json, {"dossier": str(sortie), "fichiers": [], "a_completer": [], "avertissements": []}
    ):
        record = read_contract(fichier, feuille, _facts(le, acheteur, nature))
        given = library_to_print(bibliotheque)
        look, habits = look_of(profil)
        with Working() as say:
            made = generate(
                record,
                sortie,
                final=final,
                templates=modele or [],
                library=given.library,
                look=look,
                progress=say,
            )
        told = habits.warnings if habits is not None else ()
        made = replace(made, warnings=(*told, *given.warnings, *made.warnings))
        write_all(
            {each.path: each.content for each in made.files},
            overwrite=ecraser,
            sources=[fichier, *(modele or []), *files_read(bibliotheque), *look.files],
        )
        _told(made, sortie, as_json)


@command("inserer", "clausier inserer marche.xlsx CCAP.docx --sortie CCAP-insertion.docx")
def inserer(
    fichier: Source,
    document: Annotated[
        Path,
        typer.Argument(
            metavar="CCAP.docx",
            help="Document de l'acheteur,"
            " avec le repère [CLAUSE INSERTION] seul dans un paragraphe.",
            show_default=False,
        ),
    ],
    sortie: Annotated[
        Path | None,
        typer.Option(
            "--sortie",
            metavar="SORTIE.docx",
            help="Fichier à écrire ; à défaut, à côté du document.",
            show_default=False,
        ),
    ] = None,
    final: Final = False,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
    bibliotheque: Libraries = None,
    feuille: Sheet = None,
    le: Launch = None,
    acheteur: Kind = None,
    nature: Nature = None,
) -> None:
    """Remplace le repère [CLAUSE INSERTION] par les articles, dans les styles du document."""
    with Reported(as_json, {"fichiers": [], "a_completer": []}):
        if fichier.suffix.lower() == ".docx":
            fichier, document = document, fichier
        target = sortie or document.parent / f"{document.stem}-insertion.docx"
        check_suffix(target, ".docx", "un document Word")
        record = read_contract(fichier, feuille, _facts(le, acheteur, nature))
        given = library_to_print(bibliotheque)
        content, missing = insert(record, document, final=final, library=given.library)
        sources = [fichier, document, *files_read(bibliotheque)]
        write_all({target: content}, overwrite=ecraser, sources=sources)
        reports.print_warnings(reports.console(to_errors=True), given.warnings)
        if as_json:
            entry = answers.file_document(target, "ccap", "CCAP")
            blanks = [{"cle": each.key, "libelle": each.label} for each in missing]
            reports.print_json(
                {
                    "version": answers.VERSION,
                    "fichiers": [entry],
                    "a_completer": blanks,
                    "erreurs": [],
                }
            )
            return
        out = reports.console()
        out.print(Text(french("Articles insérés : ") + str(target)), soft_wrap=True)
        if missing:
            told = f"{counted(len(missing), 'mention')} à compléter, en surbrillance."
            out.print(Text(french(told), style="yellow"))
        out.print(Text(french(LEFT_TO_THE_BUYER)), soft_wrap=True)


@command(
    "classeur",
    "clausier classeur calcul.xlsx · clausier classeur calcul.xlsx --depuis marche.yaml"
    " · clausier classeur calcul.xlsx --profil ville --bareme bareme.yaml",
)
def classeur(
    sortie: Annotated[
        Path, typer.Argument(metavar="SORTIE.xlsx", help="Classeur à écrire.", show_default=False)
    ],
    depuis: Annotated[
        Path | None,
        typer.Option(
            "--depuis",
            metavar="FICHIER",
            help="Marché à reporter dans le classeur.",
            show_default=False,
        ),
    ] = None,
    profil: Annotated[
        str | None,
        typer.Option(
            "--profil",
            metavar="NOM",
            help="Profil dont reprendre ce que le marché ne dit pas.",
            show_default=False,
        ),
    ] = None,
    bareme: Territory = None,
    lots: Annotated[
        int,
        typer.Option(
            "--lots",
            metavar="N",
            min=1,
            max=5000,
            help="Nombre de lignes de lots prêtes à remplir, de 1 à 5000.",
        ),
    ] = 60,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Écrit le classeur de calcul, vide ou rempli depuis un marché."""
    with Reported(as_json, {"fichiers": [], "repris": [], "avertissements": []}):
        check_suffix(sortie, ".xlsx", "un classeur")
        filled = prefilled(depuis, profil, bareme)
        contract = filled.contract
        capacity = max(lots, len(contract.lots) if contract else 0)
        with Working(shown=capacity > MANY_LOTS) as say:
            say(french(f"Classeur de {counted(capacity, 'ligne')}"))
            content = workbook_bytes(contract, capacity=capacity)
        read = [*filter(None, (depuis, bareme))] + ([Path(profil)] if profil else [])
        write_all({sortie: content}, overwrite=ecraser, sources=read)
        talk = reports.console(to_errors=True)
        for told in (line for each in filled.borrowed for line in each.sentences):
            talk.print(Text(told), soft_wrap=True)
        reports.print_warnings(talk, filled.warnings)
        if as_json:
            entry = answers.file_document(sortie, "classeur", "Classeur de calcul")
            borrowed = [each.as_record() for each in filled.borrowed]
            reports.print_json(
                {
                    "version": answers.VERSION,
                    "fichiers": [entry],
                    "repris": borrowed,
                    "avertissements": list(filled.warnings),
                    "erreurs": [],
                }
            )
        else:
            written = Text(french("Classeur écrit : ") + str(sortie))
            reports.console().print(written, soft_wrap=True)


@command("exemple", "clausier exemple · clausier exemple mon-essai")
def exemple(
    dossier: Annotated[
        Path,
        typer.Argument(
            metavar="DOSSIER", help="Dossier à créer ; s'il existe, un autre est créé à côté."
        ),
    ] = Path("exemple"),
    as_json: AsJson = False,
) -> None:
    """Produit le classeur et les pièces du marché d'exemple : une école, neuf lots."""
    with Reported(as_json, {"dossier": str(dossier), "fichiers": []}):
        folder = beside(dossier)
        with Working() as say:
            made = example_files(folder, say)
        write_all({each.path: each.content for each in made.files}, overwrite=False)
        _told(made, folder, as_json)


def _told(made: GeneratedSet, folder: Path, as_json: bool) -> None:
    if as_json:
        reports.print_json(answers.set_document(made, folder.as_posix()))
    else:
        reports.print_set(made)
