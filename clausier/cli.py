"""The command line: French verbs, results on standard output, talk on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.text import Text
from typer.exceptions import TyperException

from clausier import reports
from clausier.documents import GeneratedSet, generate, hours_of, insert
from clausier.example import example_files
from clausier.files import beside, check_suffix, read_contract, write_all
from clausier.french_help import FrenchCommand, FrenchGroup, speak_french, usage_error
from insertion.errors import ClausierError
from insertion.typography import counted, french
from xlplugin.workbook import workbook_bytes

EPILOG = (
    "Exemples : clausier exemple · clausier calculer marche.xlsx"
    " · clausier generer marche.xlsx --sortie pieces"
)
MANY_LOTS = 500
"""Rows of a workbook above which writing it takes long enough to say so."""
LEFT_TO_THE_BUYER = (
    "À faire : mettre à jour le sommaire ; reporter pénalités, résiliation et dérogations"
    " dans vos articles ; ajouter l'annexe à la liste des pièces."
)
app = typer.Typer(
    name="clausier",
    cls=FrenchGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
    help="Heures d'insertion dans Excel, clauses sociales dans Word :"
    " le même marché, les mêmes chiffres.",
    epilog=EPILOG,
)

Source = Annotated[
    Path,
    typer.Argument(
        metavar="FICHIER", help="Classeur .xlsx ou fichier marche.yaml.", show_default=False
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Écrit un document JSON stable au lieu du tableau.")
]
Sheet = Annotated[
    str | None,
    typer.Option(
        "--feuille",
        metavar="NOM",
        help="Feuille à lire, s'il y en a plusieurs.",
        show_default=False,
    ),
]
Launch = Annotated[
    str | None,
    typer.Option(
        "--le",
        metavar="DATE",
        help="Date de lancement de la consultation, par exemple 2026-09-01.",
        show_default=False,
    ),
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--acheteur",
        metavar="TYPE",
        help="Type d'acheteur, si le fichier ne le dit pas.",
        show_default=False,
    ),
]
Nature = Annotated[
    str | None,
    typer.Option(
        "--nature",
        metavar="NATURE",
        help="Travaux, services ou fournitures, si le fichier ne le dit pas.",
        show_default=False,
    ),
]
Overwrite = Annotated[bool, typer.Option("--ecraser", help="Remplace les fichiers existants.")]
Final = Annotated[
    bool, typer.Option("--final", help="Pièces définitives : refuse toute mention à compléter.")
]


def _command(name: str, examples: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return app.command(name, cls=FrenchCommand, epilog=f"Exemples : {examples}")


def _facts(launch: str | None, kind: str | None, nature: str | None) -> dict[str, str]:
    given = {"consultation_date": launch, "buyer_kind": kind, "contract_type": nature}
    return {name: value for name, value in given.items() if value is not None}


@_command(
    "calculer", "clausier calculer marche.xlsx · clausier calculer lots.xlsx --le 2026-09-01 --json"
)
def calculer(
    fichier: Source,
    as_json: AsJson = False,
    feuille: Sheet = None,
    le: Launch = None,
    acheteur: Kind = None,
    nature: Nature = None,
) -> None:
    """Calcule les heures de chaque lot, avec leur raisonnement. Ne modifie aucun fichier."""
    with _Reported(as_json, {"lots": [], "total_heures": None, "avertissements": []}):
        record = read_contract(fichier, feuille, _facts(le, acheteur, nature))
        result = hours_of(record)
        if as_json:
            reports.print_json(reports.hours_document(result, record))
        else:
            reports.print_hours(result, record, fichier.name)


@_command(
    "generer",
    "clausier generer marche.xlsx --sortie pieces"
    " · clausier generer marche.yaml --sortie pieces --final",
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
    feuille: Sheet = None,
) -> None:
    """Produit les pièces Word : DCE/ pour les entreprises, interne/ pour l'acheteur."""
    with _Reported(
        as_json, {"dossier": str(sortie), "fichiers": [], "a_completer": [], "avertissements": []}
    ):
        record = read_contract(fichier, feuille)
        with _Progress() as say:
            made = generate(record, sortie, final=final, templates=modele or [], progress=say)
        write_all(
            {each.path: each.content for each in made.files},
            overwrite=ecraser,
            sources=[fichier, *(modele or [])],
        )
        _told(made, sortie, as_json)


@_command("inserer", "clausier inserer marche.xlsx CCAP.docx --sortie CCAP-insertion.docx")
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
    feuille: Sheet = None,
) -> None:
    """Remplace le repère [CLAUSE INSERTION] par les articles, dans les styles du document."""
    with _Reported(as_json, {"fichiers": [], "a_completer": []}):
        if fichier.suffix.lower() == ".docx":
            fichier, document = document, fichier
        target = sortie or document.parent / f"{document.stem}-insertion.docx"
        check_suffix(target, ".docx", "un document Word")
        content, missing = insert(read_contract(fichier, feuille), document, final=final)
        write_all({target: content}, overwrite=ecraser, sources=[fichier, document])
        if as_json:
            entry = {"chemin": target.as_posix(), "dossier": "", "piece": "ccap", "libelle": "CCAP"}
            blanks = [{"cle": each.key, "libelle": each.label} for each in missing]
            reports.print_json(
                {
                    "version": reports.VERSION,
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


@_command(
    "classeur", "clausier classeur calcul.xlsx · clausier classeur calcul.xlsx --depuis marche.yaml"
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
    with _Reported(as_json, {"fichiers": []}):
        check_suffix(sortie, ".xlsx", "un classeur")
        contract = None if depuis is None else read_contract(depuis).contract
        capacity = max(lots, len(contract.lots) if contract else 0)
        with _Progress(shown=capacity > MANY_LOTS) as say:
            say(french(f"Classeur de {counted(capacity, 'ligne')}"))
            content = workbook_bytes(contract, capacity=capacity)
        sources = [] if depuis is None else [depuis]
        write_all({sortie: content}, overwrite=ecraser, sources=sources)
        if as_json:
            entry = {
                "chemin": sortie.as_posix(),
                "dossier": "",
                "piece": "classeur",
                "libelle": "Classeur de calcul",
            }
            reports.print_json({"version": reports.VERSION, "fichiers": [entry], "erreurs": []})
        else:
            told = Text(french("Classeur écrit : ") + str(sortie))
            reports.console().print(told, soft_wrap=True)


@_command("exemple", "clausier exemple · clausier exemple mon-essai")
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
    with _Reported(as_json, {"dossier": str(dossier), "fichiers": []}):
        folder = beside(dossier)
        with _Progress() as say:
            made = example_files(folder, say)
        write_all({each.path: each.content for each in made.files}, overwrite=False)
        _told(made, folder, as_json)


def _told(made: GeneratedSet, folder: Path, as_json: bool) -> None:
    if as_json:
        reports.print_json(reports.set_document(made, folder.as_posix()))
    else:
        reports.print_set(made)


class _Reported:
    """Turns our errors into a report and an exit code, once, at the border."""

    def __init__(self, as_json: bool, empty: dict[str, Any]) -> None:
        self.as_json = as_json
        self.empty = empty

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ClausierError):
            if self.as_json:
                reports.print_json(reports.error_document(error, self.empty))
            reports.print_faults(error)
            raise typer.Exit(error.exit_code) from None


class _Progress:
    """A spinner on standard error that names the piece under way; silent when nobody watches."""

    def __init__(self, *, shown: bool = True) -> None:
        self.bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),  # a model's file name is no markup
            console=reports.console(to_errors=True),
            transient=True,
            disable=not shown or not sys.stderr.isatty(),
        )

    def __enter__(self) -> Callable[[str], None]:
        self.bar.start()
        task = self.bar.add_task("", total=None)
        return lambda label: self.bar.update(task, description=label)

    def __exit__(self, *exception: object) -> None:
        self.bar.stop()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code; no traceback reaches a user."""
    speak_french()
    reports.speak_utf8()
    try:
        given = None if arguments is None else list(arguments)
        code = app(args=given, prog_name="clausier", standalone_mode=False)
    except ClausierError as error:
        reports.print_faults(error)
        code = error.exit_code
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.exit(2)
        wrong = usage_error(error, "clausier")
        reports.print_faults(wrong)
        code = wrong.exit_code
    except (typer.Abort, KeyboardInterrupt):
        reports.console(to_errors=True).print("Interrompu.")
        code = 130
    except Exception as error:  # the last border: a person reads a sentence, not a trace
        if os.environ.get("CLAUSIER_TRACE"):
            raise
        detail = (
            f"{type(error).__name__}. Pour le signaler, relancer avec la variable CLAUSIER_TRACE=1."
        )
        reports.console(to_errors=True).print(
            Text(french(f"Erreur interne : {detail}"), style="bold red"), soft_wrap=True
        )
        code = 1
    sys.exit(code if isinstance(code, int) else 0)
