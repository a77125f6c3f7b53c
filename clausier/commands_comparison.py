"""The verb that shows what every method would give for the lots of a contract."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clausier.command import (
    AsJson,
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
from clausier.comparison_answers import EMPTY, comparison_document
from clausier.comparison_report import print_comparisons
from clausier.comparisons import asked_lots, compared, references_of
from clausier.consultation_day import day_of
from clausier.files import check_suffix, read_contract, read_set, write_all
from clausier.reports import print_json
from insertion.typography import french
from xlplugin.workbook import workbook_bytes


@command(
    "comparer",
    "clausier comparer marche.xlsx --lot 1"
    " · clausier comparer marche.yaml --bareme bareme.yaml --sortie comparaison.xlsx",
)
def comparer(
    fichier: Source,
    lot: Annotated[
        str | None,
        typer.Option(
            "--lot",
            metavar="NUMERO",
            help="Lot à comparer ; tous à défaut.",
            show_default=False,
        ),
    ] = None,
    bareme: Territory = None,
    le: Launch = None,
    acheteur: Kind = None,
    nature: Nature = None,
    feuille: Sheet = None,
    sortie: Annotated[
        Path | None,
        typer.Option(
            "--sortie",
            metavar="SORTIE.xlsx",
            help="Classeur à écrire : le marché, avec ses feuilles « Comparaison » et « Barèmes ».",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Compare ce que donne chaque méthode, et dit pourquoi. Ne modifie jamais FICHIER."""
    with Reported(as_json, EMPTY):
        if sortie is not None:
            check_suffix(sortie, ".xlsx", "un classeur")
        typed = {"consultation_date": le, "buyer_kind": acheteur, "contract_type": nature}
        facts = {name: value for name, value in typed.items() if value is not None}
        record = read_contract(fichier, feuille, facts)
        territory = None if bareme is None else read_set(bareme)
        chosen = asked_lots(record.contract, lot)
        known = references_of(record.contract, territory)
        on = record.contract.consultation_date or day_of(None)
        found = compared(record, chosen, known, on, () if territory is None else territory.warnings)
        if sortie is not None:
            with Working() as say:
                say(french("Classeur"))
                content = workbook_bytes(
                    record.contract, references=known, compared=chosen[0].number
                )
            read = [fichier] if bareme is None else [fichier, bareme]
            write_all({sortie: content}, overwrite=ecraser, sources=read)
        if as_json:
            print_json(comparison_document(found, sortie))
        else:
            print_comparisons(found, fichier.name, sortie)
