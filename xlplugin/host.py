"""The scripts behind the ribbon and the task pane, declared once for every xlwings runtime.

Over our workbook or over any table of lots: the sheet one looks at, or the one chosen. Writes go
only to the cells that wait for hours; a runtime without a pane gets a sheet of its own.
"""

# ruff: noqa: PLR0917 - a pane sends the arguments of a script by position

from __future__ import annotations

import xlwings as xw

from xlplugin.host_desk import Desk
from xlplugin.host_work import Asked, done
from xlplugin.period_columns import NAME as PERIODS_SHEET
from xlplugin.sheet import needed_names
from xlplugin.sheet_contract import NAME as CONTRACT_SHEET
from xlplugin.sheet_lots import HEADINGS_NAME as MARK
from xlplugin.sheet_lots import NAME as LOTS_SHEET

SCRIPTS = ("calculer", "verifier", "comparer", "generer", "inserer")
SHEETS = (CONTRACT_SHEET, PERIODS_SHEET, LOTS_SHEET)
"""The sheets of our workbook that travel, under the names they are built with."""
__all__ = ["MARK", "SCRIPTS", "SHEETS", "needed_names", "serve", *SCRIPTS]  # noqa: PLE0604

_desks: list[Desk] = []


def serve(desk: Desk) -> None:
    """Take the roof's desk: called once, before any script runs."""
    _desks[:] = [desk]


def desk_served() -> Desk:
    """Return the roof's desk.

    Raises:
        RuntimeError: when :func:`serve` was not called, a mistake of ours.
    """
    if not _desks:
        raise RuntimeError("xlplugin.host.serve was not called")
    return _desks[0]


def _facts(le: str, acheteur: str, nature: str) -> dict[str, str]:
    return {"le": le, "acheteur": acheteur, "nature": nature}


async def _do(
    book: xw.Book,
    action: str,
    facts: dict[str, str],
    sheet: str,
    look: str,
    pane: str,
    **options: str,
) -> None:
    asked = Asked.of(book, action, facts, sheet=sheet, look=look, pane=pane, **options)
    await done(desk_served(), asked)


@xw.script(name="Calculer")
async def calculer(
    book: xw.Book,
    le: str = "",
    acheteur: str = "",
    nature: str = "",
    feuille: str = "",
    apercu: str = "",
    remplacer: str = "",
    volet: str = "",
) -> None:
    """Calcule les heures de chaque lot et les écrit dans la colonne qui les attend."""
    facts = _facts(le, acheteur, nature)
    await _do(book, "calculer", facts, feuille, apercu, volet, remplacer=remplacer)


@xw.script(name="Vérifier")
async def verifier(
    book: xw.Book,
    le: str = "",
    acheteur: str = "",
    nature: str = "",
    feuille: str = "",
    apercu: str = "",
    volet: str = "",
) -> None:
    """Dit ce qui manque ou ne va pas, sans rien écrire dans vos cellules."""
    await _do(book, "verifier", _facts(le, acheteur, nature), feuille, apercu, volet)


@xw.script(name="Comparer")
async def comparer(
    book: xw.Book,
    lot: str = "",
    le: str = "",
    acheteur: str = "",
    nature: str = "",
    feuille: str = "",
    apercu: str = "",
    volet: str = "",
) -> None:
    """Compare ce que donne chaque méthode pour un lot, et dit pourquoi."""
    facts = _facts(le, acheteur, nature)
    await _do(book, "comparer", facts, feuille, apercu, volet, lot=lot)


@xw.script(name="Générer les documents")
async def generer(
    book: xw.Book,
    final: str = "",
    le: str = "",
    acheteur: str = "",
    nature: str = "",
    feuille: str = "",
    apercu: str = "",
    volet: str = "",
) -> None:
    """Produit les pièces Word : DCE/ pour les entreprises, interne/ pour l'acheteur."""
    facts = _facts(le, acheteur, nature)
    await _do(book, "generer", facts, feuille, apercu, volet, final=final)


@xw.script(name="Insérer dans mon CCAP")
async def inserer(
    book: xw.Book,
    nom: str = "",
    contenu_base64: str = "",
    final: str = "",
    le: str = "",
    acheteur: str = "",
    nature: str = "",
    feuille: str = "",
    apercu: str = "",
    volet: str = "",
) -> None:
    """Remplace le repère [CLAUSE INSERTION] d'un document par les articles, dans ses styles."""
    facts = _facts(le, acheteur, nature)
    sent = {"nom": nom, "contenu_base64": contenu_base64}
    await _do(book, "inserer", facts, feuille, apercu, volet, final=final, **sent)
