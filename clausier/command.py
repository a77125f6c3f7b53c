"""What every command shares: the application, its options, the report of faults, the progress."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from clausier import answers, reports
from clausier.french_help import FrenchCommand, FrenchGroup
from insertion.errors import ClausierError

EPILOG = (
    "Exemples : clausier exemple · clausier calculer marche.xlsx"
    " · clausier generer marche.xlsx --sortie pieces"
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
Territory = Annotated[
    Path | None,
    typer.Option(
        "--bareme",
        metavar="BAREME.yaml",
        help="Barème de territoire dont prendre les parts, coûts, taux et usages.",
        show_default=False,
    ),
]
Overwrite = Annotated[bool, typer.Option("--ecraser", help="Remplace les fichiers existants.")]
Final = Annotated[
    bool, typer.Option("--final", help="Pièces définitives : refuse toute mention à compléter.")
]


def command(name: str, examples: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a verb, with the examples that end its help."""
    return app.command(name, cls=FrenchCommand, epilog=f"Exemples : {examples}")


Declare = Callable[[str, str], Callable[[Callable[..., None]], Callable[..., None]]]


def family(name: str, told: str, examples: str) -> Declare:
    """Declare a verb that has verbs of its own, and return what declares them."""
    group = typer.Typer(
        cls=FrenchGroup,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode="rich",
        subcommand_metavar="COMMANDE [ARGUMENTS]...",
        help=told,
        epilog=f"Exemples : {examples}",
    )
    app.add_typer(group, name=name)

    def declare(verb: str, examples: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
        return group.command(verb, cls=FrenchCommand, epilog=f"Exemples : {examples}")

    return declare


class Reported:
    """Turns our errors into a report and an exit code, once, at the border."""

    def __init__(self, as_json: bool, empty: dict[str, Any]) -> None:
        self.as_json = as_json
        self.empty = empty

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ClausierError):
            if self.as_json:
                reports.print_json(answers.error_document(error, self.empty))
            reports.print_faults(error)
            raise typer.Exit(error.exit_code) from None


class Working:
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
