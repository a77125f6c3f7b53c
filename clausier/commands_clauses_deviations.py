"""The verb that tells where several buyers depart from the shared wording, and where alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from clausier import answers, reports
from clausier.command import AsJson, Reported
from clausier.commands_clauses import clauses
from clausier.libraries import Libraries, open_library
from docgen.deviations import ALIKE, Candidate, Deviation, Passage, candidates, deviations
from insertion.typography import counted, french, listed

DEVIATIONS: dict[str, Any] = {"bibliotheques": [], "nombre": None, "ecarts": [], "candidats": []}


@clauses(
    "ecarts",
    "clausier clauses ecarts acheteur-a acheteur-b.clauses · clausier clauses ecarts clauses.toml",
)
def ecarts(
    librairies: Annotated[
        list[Path],
        typer.Argument(
            metavar="LIBRAIRIES...",
            help="Dossiers, paquets .clauses ou piles de plusieurs acheteurs.",
            show_default=False,
        ),
    ],
    bibliotheque: Libraries = None,
    as_json: AsJson = False,
) -> None:
    """Liste les écarts des acheteurs avec la bibliothèque commune, et ceux qu'ils partagent."""
    with Reported(as_json, DEVIATIONS):
        base = open_library(bibliotheque)
        found = [
            each for path in librairies for each in deviations(open_library(path), path.name, base)
        ]
        shared = candidates(found)
        if as_json:
            reports.print_json(_document(librairies, found, shared))
        else:
            _print(found, shared)


def _document(
    paths: Sequence[Path], found: Sequence[Deviation], shared: Sequence[Candidate]
) -> dict[str, Any]:
    return {
        "version": answers.VERSION,
        "bibliotheques": [each.as_posix() for each in paths],
        "nombre": len(found),
        "ecarts": [
            {
                "acheteur": each.buyer,
                "bibliotheque": each.library,
                "clause": each.clause.id,
                "base": each.origin.name,
                "motif": each.reason,
                "passages": None
                if each.passages is None
                else [_passage(passage) for passage in each.passages],
            }
            for each in found
        ],
        "candidats": [
            {
                "clause": each.clause,
                "acheteurs": list(each.buyers),
                "ressemblance": each.likeness,
                "redactions": [
                    {"acheteur": deviation.buyer, "motif": deviation.reason, **_passage(passage)}
                    for deviation, passage in each.wordings
                ],
            }
            for each in shared
        ],
        "erreurs": [],
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "fichier": passage.body,
        "ligne": passage.line,
        "avant": passage.before or None,
        "apres": passage.after or None,
    }


def _print(found: Sequence[Deviation], shared: Sequence[Candidate]) -> None:
    out = reports.console()
    buyers = list(dict.fromkeys(each.buyer for each in found))
    whose = f", de {counted(len(buyers), 'acheteur')}" if buyers else ""
    _say(out, f"{counted(len(found), 'écart')}{whose}.")
    for each in found:
        out.print()
        _say(out, f"{each.buyer} : {each.clause.id}, d'après {each.origin.name}", "bold")
        _say(out, f"  Motif : {each.reason}", "dim")
        if each.passages is None:
            _say(out, "  Texte de départ introuvable : il n'est ni gardé, ni dans la bibliothèque.")
        elif not each.passages:
            _say(out, "  Le texte n'a pas changé : seule la fiche diffère.")
        for passage in each.passages or ():
            _print_passage(out, passage)
    out.print()
    if not shared:
        _say(out, "Aucun changement commun à deux acheteurs.")
        return
    _say(out, f"Variantes candidates, changements semblables à {ALIKE} % au moins :", "bold")
    for one in shared:
        out.print()
        _say(out, f"{one.clause}, {listed(list(one.buyers))} (ressemblance : {one.likeness} %)")
        _print_passage(out, one.wordings[0][1])
        for deviation, passage in one.wordings[1:]:
            same = passage.after == one.wordings[0][1].after
            said = "même texte" if same else passage.after.replace("\n", " ")
            _say(out, f"    {deviation.buyer} : {said}", "dim")


def _print_passage(out: Console, passage: Passage) -> None:
    _say(out, f"  {passage.body}, ligne {passage.line}", "dim")
    for mark, text, style in (("-", passage.before, "red"), ("+", passage.after, "green")):
        for line in filter(None, text.split("\n")):
            out.print(Text(f"    {mark} {line}", style=style), soft_wrap=True)


def _say(out: Console, text: str, style: str = "") -> None:
    out.print(Text(french(text), style=style), soft_wrap=True)
