"""The verbs of classic xlwings, for Excel under Windows: ``clausier excel installer|retirer``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from clausier import answers, reports
from clausier.command import AsJson, Overwrite, Reported
from clausier.commands_excel import excel
from clausier.files import check_suffix, write_all
from insertion.errors import WrongUsage, fault
from insertion.typography import french
from xlplugin.function_catalogue import function

INSTALLED: dict[str, Any] = {
    "complement": None, "configuration": None, "python": None, "python_remplace": None,
    "deja_en_place": None, "classeur": None, "etapes": [],
}  # fmt: skip
REMOVED: dict[str, Any] = {"complement": None, "configuration": None, "retire": None}
"""The keys of the documents of refused commands: those of done ones."""
TRUST = (
    "Dans Excel : Fichier > Options > Centre de gestion de la confidentialité > Paramètres du"
    " Centre > Paramètres des macros, cocher « Accès approuvé au modèle d'objet du projet VBA »."
)
OPEN_OURS = "Ouvrir {workbook} et accepter les macros."
OPEN_ONE = (
    "Ouvrir un classeur enregistré en .xlsm ; dans l'éditeur VBA (Alt+F11), Outils > Références,"
    " cocher « xlwings ». Le classeur de --classeur l'a déjà."
)
IMPORT = "Ruban « xlwings », bouton « Import Functions » : une fois par classeur."
WRITE = "Écrire par exemple =clausier_heures_insertion(1000000;50%;5%;30), qui donne {hours}."
_TRIED = (1_000_000, "50 %", "5 %", 30)


@excel("installer", "clausier excel installer · clausier excel installer --classeur fonctions.xlsm")
def installer(
    classeur: Annotated[
        Path | None,
        typer.Option(
            "--classeur",
            metavar="SORTIE.xlsm",
            help="Écrit aussi un classeur prêt à recevoir les fonctions.",
            show_default=False,
        ),
    ] = None,
    remplacer: Annotated[
        bool,
        typer.Option("--remplacer", help="Remplace un autre Python déjà choisi pour xlwings."),
    ] = False,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Installe les fonctions par le complément xlwings classique, sous Windows."""
    with Reported(as_json, INSTALLED):
        from clausier.classic_install import install  # noqa: PLC0415  xlwings takes its time

        if classeur is not None:
            check_suffix(classeur, ".xlsm", "un classeur à macros")
            if classeur.exists() and not ecraser:  # said before anything is installed
                raise WrongUsage([fault("SORTIE_EXISTANTE", str(classeur))])
        made = install(replace=remplacer)
        if classeur is not None:
            from xlplugin.classic_workbook import classic_workbook  # noqa: PLC0415  as above

            write_all({classeur: classic_workbook()}, overwrite=ecraser)
        opened = OPEN_ONE if classeur is None else OPEN_OURS.format(workbook=classeur)
        hours = function("heures_insertion").call(*_TRIED)
        steps = [TRUST, opened, IMPORT, WRITE.format(hours=hours)]
        if as_json:
            document = {
                "complement": str(made.addin),
                "configuration": str(made.config),
                "python": str(made.python),
                "python_remplace": made.replaced,
                "deja_en_place": not made.new,
                "classeur": None if classeur is None else str(classeur),
                "etapes": [french(each) for each in steps],
            }
            reports.print_json({"version": answers.VERSION, **document, "erreurs": []})
            return
        lines = [
            "Complément xlwings en place : " if made.new else "Déjà en place : ",
            "Configuration : ",
            "Python appelé par Excel : ",
        ]
        for told, path in zip(lines, (made.addin, made.config, made.python), strict=True):
            _say(french(told) + str(path))
        if made.replaced is not None:
            _say(french("Il remplace : ") + made.replaced)
        _say(french("À faire dans Excel :"))
        for number, step in enumerate(steps, start=1):
            _say(french(f"  {number}. {step}"))
        _say(french("Pour tout remettre comme avant : clausier excel retirer"))


@excel("retirer", "clausier excel retirer · clausier excel retirer --json")
def retirer(as_json: AsJson = False) -> None:
    """Retire ce que « installer » a mis, et remet ce qu'il y avait avant."""
    with Reported(as_json, REMOVED):
        from clausier.classic_install import remove  # noqa: PLC0415  xlwings takes its time

        done = remove()
        if as_json:
            document = {
                "complement": None if done is None else str(done.addin),
                "configuration": None if done is None else str(done.config),
                "retire": done is not None,
            }
            reports.print_json({"version": answers.VERSION, **document, "erreurs": []})
            return
        if done is None:
            _say(french("Rien à retirer : clausier n'est pas installé dans Excel."))
            return
        told = "Complément xlwings laissé, il était là avant : "
        _say(french(told if done.addin_stays else "Complément xlwings retiré : ") + str(done.addin))
        _say(french("Configuration remise comme avant : ") + str(done.config))
        _say(
            french(
                "Les classeurs où les fonctions ont été importées gardent leurs formules, qui ne"
                " calculent plus."
            )
        )


def _say(text: str) -> None:
    reports.console().print(Text(text), soft_wrap=True)
