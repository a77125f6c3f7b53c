"""The verbs that compare: two libraries, two versions, a piece and the library, a moved base."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from clausier import packs_answers_diff, packs_report_diff, packs_report_html, reports
from clausier.command import AsJson, Kind, Launch, Nature, Overwrite, Reported, Sheet
from clausier.commands_clauses import On, clauses
from clausier.commands_clauses_stack import StackFile
from clausier.consultation_day import day_of
from clausier.files import check_suffix, read_bytes, read_contract, write_all
from clausier.libraries import Libraries, open_library
from clausier.packs_answers_diff import COMPARED, DOCUMENT, STALE, Document
from clausier.packs_sides import side_of, stale_of
from clausier.records import hours_of
from docgen.clause_diff import compare
from docgen.derivation import Standing, adaptations
from docgen.document_diff import State, held_clauses, judge
from docgen.gate import MAX_FILE, open_document
from docgen.library import Library
from docgen.placeholders import published
from docgen.stack import load_stack
from insertion.errors import InvalidInput, WrongUsage, fault

Report = Annotated[
    Path | None,
    typer.Option(
        "--rapport",
        metavar="R.html",
        help="Écrit aussi un rapport à lire dans un navigateur, ou à imprimer.",
        show_default=False,
    ),
]


@clauses(
    "comparer",
    "clausier clauses comparer fournie clauses.toml"
    " · clausier clauses comparer insertion-objet@1.1.0 insertion-objet@1.2.0"
    " · clausier clauses comparer --document CCAP.docx --marche marche.xlsx",
)
def comparer(
    a: Annotated[
        str | None,
        typer.Argument(
            metavar="[A]",
            help="Dossier, paquet, pile, « fournie », ou clause (id, id@version).",
            show_default=False,
        ),
    ] = None,
    b: Annotated[
        str | None,
        typer.Argument(metavar="[B]", help="Ce qui vient après A.", show_default=False),
    ] = None,
    document: Annotated[
        Path | None,
        typer.Option(
            "--document",
            metavar="X.docx",
            help="Pièce à comparer à la bibliothèque, clause par clause.",
            show_default=False,
        ),
    ] = None,
    marche: Annotated[
        Path | None,
        typer.Option(
            "--marche",
            metavar="FICHIER",
            help="Marché de la pièce : ses valeurs sont alors comparées aussi.",
            show_default=False,
        ),
    ] = None,
    bibliotheque: Libraries = None,
    rapport: Report = None,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
    feuille: Sheet = None,
    le: Launch = None,
    acheteur: Kind = None,
    nature: Nature = None,
) -> None:
    """Montre ce qui diffère : dans la source, sur le papier, ou entre une pièce et les clauses."""
    with Reported(as_json, COMPARED if document is None else DOCUMENT):
        if rapport is not None:
            check_suffix(rapport, ".html", "un rapport")
        library = open_library(bibliotheque)
        if document is None:
            if a is None or b is None or marche is not None:
                raise WrongUsage([fault("COMPARER_QUOI", "clausier clauses comparer")])
            _compare(a, b, library, rapport, as_json=as_json, overwrite=ecraser)
            return
        if a is not None:
            raise WrongUsage([fault("COMPARER_QUOI", "clausier clauses comparer")])
        facts = {"consultation_date": le, "buyer_kind": acheteur, "contract_type": nature}
        given = {name: value for name, value in facts.items() if value}
        judged = _judged(document, marche, feuille, given, library)
        if rapport is not None:
            page = packs_report_html.document_page(judged, day_of(None))
            write_all({rapport: page}, overwrite=ecraser, sources=[document])
        if as_json:
            reports.print_json(packs_answers_diff.document_document(judged))
        else:
            packs_report_diff.print_document(judged)
        if any(each.state is not State.CONFORMING for each in judged.clauses):
            raise typer.Exit(1)


def _compare(
    a: str, b: str, library: Library, report: Path | None, *, as_json: bool, overwrite: bool
) -> None:
    before, after = side_of(a, library), side_of(b, library)
    found = compare(before, after)
    if report is not None:
        page = packs_report_html.comparison_page(before.name, after.name, found, day_of(None))
        write_all({report: page}, overwrite=overwrite)
    if as_json:
        reports.print_json(packs_answers_diff.compared_document(before.name, after.name, found))
    else:
        packs_report_diff.print_comparison(before.name, after.name, found)


def _judged(
    path: Path, contract: Path | None, sheet: str | None, facts: Mapping[str, str], library: Library
) -> Document:
    """Return the clauses of a piece, judged; the values of a contract are read when given.

    Raises:
        InvalidInput, Refused: when the piece or the contract cannot be used, or holds no clause.
    """
    held = held_clauses(open_document(read_bytes(path, MAX_FILE), path.name))
    if not held:
        raise InvalidInput([fault("DOCUMENT_SANS_CLAUSE", path.name)])
    places = None
    on = day_of(facts["consultation_date"]) if "consultation_date" in facts else None
    if contract is not None:
        result = hours_of(read_contract(contract, sheet, facts))
        places = published(result)
        on = result.contract.consultation_date
    return Document(
        path.name, on, tuple(judge(each, library, on, places) for each in held), places is not None
    )


@clauses(
    "perimees",
    "clausier clauses perimees clauses.toml"
    " · clausier clauses perimees clauses.toml --rapport adaptations.html",
)
def perimees(
    pile: StackFile,
    rapport: Report = None,
    le: On = None,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Montre les adaptations dont la base a changé : base d'alors, base du jour, notre texte."""
    with Reported(as_json, STALE):
        if rapport is not None:
            check_suffix(rapport, ".html", "un rapport")
        stack = load_stack(pile)
        on = day_of(le)
        found = [stale_of(each, stack, on) for each in adaptations(stack)]
        if rapport is not None:
            page = packs_report_html.stale_page(pile.name, found, on)
            write_all({rapport: page}, overwrite=ecraser, sources=[pile])
        if as_json:
            reports.print_json(packs_answers_diff.stale_document(pile.name, found))
        else:
            packs_report_diff.print_stale(pile.name, found)
        if any(each.adaptation.standing is not Standing.CURRENT for each in found):
            raise typer.Exit(1)
