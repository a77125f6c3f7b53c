"""The verbs of the clause library: what it holds, what it says, what is wrong, what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from clausier import clauses_answers, clauses_report, reports
from clausier.clauses_answers import CHECKED, EXPLAINED, FOUND, LIST, SHOWN
from clausier.clauses_named import mechanism_keys, named_clause, option_key
from clausier.clauses_search import search
from clausier.command import AsJson, Kind, Launch, Nature, Reported, Sheet, Source, family
from clausier.consultation_day import day_of
from clausier.documents import hours_warnings
from clausier.files import read_contract
from clausier.libraries import Libraries, library_folder, library_for, open_library
from clausier.records import hours_of
from docgen.cases import cases_of
from docgen.clause import Clause
from docgen.frozen import serving
from docgen.library import Library
from docgen.lint import Finding, check_folder, check_library
from docgen.pieces import explain
from docgen.render import out_of_force
from docgen.standing import lapsed_reviews
from insertion import vocabulary
from insertion.errors import InvalidInput

clauses = family(
    "clauses",
    "Montre les clauses de la bibliothèque : leur texte, leur fondement, et pourquoi un marché"
    " les reprend.",
    "clausier clauses lister · clausier clauses montrer insertion-objet"
    " · clausier clauses pourquoi marche.xlsx",
)
BUILT_IN = "Bibliothèque fournie"
On = Annotated[
    str | None,
    typer.Option(
        "--le",
        metavar="DATE",
        help="Date de lancement de la consultation ; aujourd'hui à défaut.",
        show_default=False,
    ),
]
Document = Annotated[
    str | None,
    typer.Option(
        "--document",
        metavar="PIECE",
        help="Une seule pièce : avis, rc, ccap, ae…",
        show_default=False,
    ),
]


@clauses(
    "lister",
    "clausier clauses lister · clausier clauses lister --document ccap --le 2026-09-01",
)
def lister(
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
    situation: Annotated[
        str | None,
        typer.Option(
            "--situation",
            metavar="MOT",
            help="Les seules clauses faites pour une situation, par exemple « tranches ».",
            show_default=False,
        ),
    ] = None,
    le: On = None,
    bibliotheque: Libraries = None,
    as_json: AsJson = False,
) -> None:
    """Liste les clauses qui servent à une date de consultation."""
    with Reported(as_json, LIST):
        on = day_of(le)
        library = open_library(bibliotheque)
        piece = option_key("clause_document", "--document", "Pièce", document)
        mechanism = option_key("mechanism", "--mecanisme", "Mécanisme", mecanisme)
        wanted = [
            each
            for each in (serving(library, name, on) for name in library.clauses)
            if piece in (None, *each.sheet.applies_to.documents)
            and (mechanism is None or mechanism in mechanism_keys(each))
            and (situation is None or _made_for(each, situation))
        ]
        served = [each for each in wanted if out_of_force(each, on) is None]
        other = [each for each in wanted if out_of_force(each, on) is not None]
        if as_json:
            reports.print_json(clauses_answers.list_document(served, other, on))
        else:
            clauses_report.print_list(served, other, on)


@clauses(
    "montrer",
    "clausier clauses montrer insertion-objet · clausier clauses montrer CS-0003-Z"
    " · clausier clauses montrer volume-fixe --le 2026-09-01 --json",
)
def montrer(
    identifiant: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Identifiant de la clause, donné par lister, ou numéro imprimé sur la pièce.",
            show_default=False,
        ),
    ],
    le: On = None,
    bibliotheque: Libraries = None,
    as_json: AsJson = False,
) -> None:
    """Montre une clause entière : texte, champs, conditions, fondement, historique."""
    with Reported(as_json, SHOWN):
        on = day_of(le)
        library = open_library(bibliotheque)
        clause = serving(library, named_clause(identifiant, library).id, on)
        if as_json:
            reports.print_json(clauses_answers.clause_document(clause, library, on))
        else:
            clauses_report.print_clause(clause, library, on)


@clauses(
    "chercher",
    "clausier clauses chercher pénalités · clausier clauses chercher délai validation",
)
def chercher(
    mots: Annotated[
        list[str],
        typer.Argument(
            metavar="MOTS...", help="Mots à chercher, sans souci d'accent.", show_default=False
        ),
    ],
    le: On = None,
    bibliotheque: Libraries = None,
    as_json: AsJson = False,
) -> None:
    """Cherche des mots dans toutes les clauses, la meilleure réponse d'abord."""
    with Reported(as_json, FOUND):
        hits, whole = search(open_library(bibliotheque), mots, day_of(le))
        if as_json:
            reports.print_json(clauses_answers.search_document(mots, hits, whole=whole))
        else:
            clauses_report.print_hits(mots, hits, whole=whole)


@clauses("controler", "clausier clauses controler · clausier clauses controler mes-clauses --json")
def controler(
    dossier: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DOSSIER]",
            help="Bibliothèque à contrôler, dossier, paquet ou pile ; celle fournie à défaut.",
            show_default=False,
        ),
    ] = None,
    le: On = None,
    as_json: AsJson = False,
) -> None:
    """Contrôle une bibliothèque et rejoue ses cas ; code 1 s'il reste des points à corriger."""
    with Reported(as_json, CHECKED):
        on = day_of(le)
        library, findings = _checked(dossier, on)
        cases = None if library is None else _count_cases(library)
        due = [] if library is None else lapsed_reviews(library, on)
        if as_json:
            folder = None if dossier is None else dossier.as_posix()
            reports.print_json(
                clauses_answers.check_document(folder, library, cases, findings, due)
            )
        else:
            name = BUILT_IN if dossier is None else str(dossier)
            clauses_report.print_findings(name, library, cases, findings, due)
        if findings:
            raise typer.Exit(1)


@clauses(
    "pourquoi",
    "clausier clauses pourquoi marche.xlsx"
    " · clausier clauses pourquoi marche.yaml --document ccap --json",
)
def pourquoi(
    fichier: Source,
    document: Document = None,
    as_json: AsJson = False,
    feuille: Sheet = None,
    le: Launch = None,
    acheteur: Kind = None,
    nature: Nature = None,
    bibliotheque: Libraries = None,
) -> None:
    """Dit, pour un marché, quelles clauses sont retenues ou écartées, et pourquoi."""
    with Reported(as_json, EXPLAINED):
        piece = option_key("clause_document", "--document", "Pièce", document)
        facts = {"consultation_date": le, "buyer_kind": acheteur, "contract_type": nature}
        given: Mapping[str, str] = {name: value for name, value in facts.items() if value}
        record = read_contract(fichier, feuille, given)
        result = hours_of(record)
        choices = explain(result, library_for(bibliotheque, result), piece)
        warnings = hours_warnings(record, result)
        if as_json:
            reports.print_json(
                clauses_answers.why_document(choices, record.contract, piece, warnings)
            )
        else:
            clauses_report.print_choices(choices, record.contract, fichier.name, piece)


def _made_for(clause: Clause, word: str) -> bool:
    sought = vocabulary.folded(word)
    return any(sought in vocabulary.folded(each) for each in clause.sheet.situations)


def _checked(given: Path | None, on: date) -> tuple[Library | None, list[Finding]]:
    if given is None or not given.is_dir():
        library = open_library(given)
        return library, check_library(library, on)
    return check_folder(library_folder(given), on)


def _count_cases(library: Library) -> int | None:
    """Return how many cases were run, ``None`` when some file of cases cannot be read."""
    try:
        return sum(len(cases_of(each, library)) for each in library.clauses.values())
    except InvalidInput:  # already among the findings
        return None
