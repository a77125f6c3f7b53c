"""The verb that shows what every method would give for the lots of a contract."""

from __future__ import annotations

from datetime import date
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
from clausier.commands_reference import day_of
from clausier.comparison_report import EMPTY, Compared, comparison_document, print_comparisons
from clausier.documents import hours_of
from clausier.files import check_suffix, read_contract, read_set, write_all
from clausier.reports import print_json
from insertion.comparison import compare_methods
from insertion.contract import Contract, Lot
from insertion.errors import Fault, InvalidInput, WrongUsage, fault
from insertion.intake import Record, comparable_number
from insertion.lot_pooling import PoolingProposal, pooling_proposal
from insertion.reference import Reference, all_references
from insertion.territory import TerritorySet
from insertion.typography import french
from xlplugin.workbook import workbook_bytes

SHOWN_CHOICES = 20
"""Lot numbers told to who asked for another one."""


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
        chosen = _asked(record.contract, lot)
        known = _references(record.contract, territory)
        on = record.contract.consultation_date or day_of(None)
        found = _compared(
            record, chosen, known, on, () if territory is None else territory.warnings
        )
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


def _asked(contract: Contract, number: str | None) -> tuple[Lot, ...]:
    """Return the lots to compare.

    Raises:
        WrongUsage: when no lot bears the number asked for.
    """
    if number is None:
        return contract.lots
    wanted = comparable_number(number)
    found = tuple(each for each in contract.lots if comparable_number(each.number) == wanted)
    if not found:
        known = [each.number for each in contract.lots]
        more = ["…"] if len(known) > SHOWN_CHOICES else []
        choices = ", ".join(known[:SHOWN_CHOICES] + more)
        raise WrongUsage(
            [fault("CHOIX_INCONNU", "option --lot", value=number, label="Lot", choices=choices)]
        )
    return found


def _compared(
    record: Record,
    lots: tuple[Lot, ...],
    known: tuple[Reference, ...],
    on: date,
    warnings: tuple[str, ...],
) -> Compared:
    """Compare the lots; hours that cannot be computed yet stop nothing, and are told."""
    contract = record.contract
    comparisons = tuple(compare_methods(each, contract, known, on) for each in lots)
    proposal: PoolingProposal | None = None
    waiting: tuple[Fault, ...] = ()
    try:
        proposal = pooling_proposal(hours_of(record))
    except InvalidInput as error:
        waiting = tuple(error.faults)
    return Compared(contract, comparisons, proposal, waiting, (*record.warnings, *warnings))


def _references(contract: Contract, territory: TerritorySet | None) -> tuple[Reference, ...]:
    """Return the published figures, those of a territory first."""
    own = () if territory is None else territory.as_references(contract.contract_type)
    return (*own, *all_references())
