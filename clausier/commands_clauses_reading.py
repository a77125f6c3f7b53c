"""Reading anyone's pieces: how far from the shared wording, and what a reviewer would find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from clausier import reading_answers, reading_page, reading_report, reports
from clausier.command import AsJson, Overwrite, Reported, Working
from clausier.commands_clauses import clauses
from clausier.consultation_day import day_of
from clausier.files import check_suffix, read_bytes, read_contract, write_all
from clausier.reading_answers import HARMONISED, REVIEWED
from clausier.records import hours_of
from docgen.gate import MAX_FILE
from docgen.library import builtin_library
from docgen.reading.docx_text import read_document
from docgen.reading.harmonisation import harmonise
from docgen.reading.pieces import read_set
from docgen.reading.review import grid, review
from docgen.reading.text import ReadDocument
from insertion.errors import ClausierError
from insertion.hours import HoursResult

Contract = Annotated[
    Path | None,
    typer.Option(
        "--marche",
        metavar="FICHIER",
        help="Classeur ou marche.yaml du marché : ses chiffres et ses clauses font référence.",
        show_default=False,
    ),
]
On = Annotated[
    str | None,
    typer.Option(
        "--le",
        metavar="DATE",
        help="Date de lancement de la consultation ; celle du marché ou aujourd'hui à défaut.",
        show_default=False,
    ),
]
Report = Annotated[
    Path | None,
    typer.Option(
        "--rapport",
        metavar="SORTIE.html",
        help="Écrit aussi un rapport à ouvrir dans un navigateur ou à imprimer.",
        show_default=False,
    ),
]


@clauses(
    "rapprocher",
    "clausier clauses rapprocher MON_CCAP.docx"
    " · clausier clauses rapprocher MON_CCAP.docx --marche marche.xlsx --rapport ecarts.html",
)
def rapprocher(
    document: Annotated[
        Path,
        typer.Argument(metavar="DOCUMENT", help="Document Word (.docx).", show_default=False),
    ],
    marche: Contract = None,
    le: On = None,
    rapport: Report = None,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Compare un cahier à la bibliothèque : chiffres d'abord, puis mots, puis ce qui manque."""
    with Reported(as_json, HARMONISED):
        _check_report(rapport)
        reference = _reference(marche, le)
        with Working(shown=not as_json) as told:
            told(document.name)
            read = _read([document])
            piece = read_set(read).pieces[0]
            found = harmonise(piece, builtin_library(), reference.on, reference.result)
        if rapport is not None:
            page = reading_page.harmonisation_page(found, reference.on)
            _write(rapport, page, [document, marche], overwrite=ecraser)
        if as_json:
            reports.print_json(reading_answers.harmonisation_document(found, reference.on))
        else:
            reading_report.print_harmonisation(found, rapport)


@clauses(
    "noter",
    "clausier clauses noter CCAP.docx RC.docx AE.docx"
    " · clausier clauses noter pieces/*.docx --marche marche.xlsx --rapport relecture.html",
)
def noter(
    documents: Annotated[
        list[Path],
        typer.Argument(
            metavar="DOCUMENTS...", help="Pièces d'un même marché (.docx).", show_default=False
        ),
    ],
    marche: Contract = None,
    le: On = None,
    rapport: Report = None,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Relit des pièces, les nôtres ou non ; code 1 si un point empêche de les publier."""
    with Reported(as_json, REVIEWED):
        _check_report(rapport)
        reference = _reference(marche, le)
        with Working(shown=not as_json) as told:
            told(", ".join(each.name for each in documents))
            pieces = read_set(_read(documents), reference.on, reference.result)
            verdicts = review(pieces)
        questions = grid(verdicts)
        if rapport is not None:
            page = reading_page.review_page(pieces, verdicts, questions)
            _write(rapport, page, [*documents, marche], overwrite=ecraser)
        if as_json:
            reports.print_json(reading_answers.review_document(pieces, verdicts, questions))
        else:
            reading_report.print_review(pieces, verdicts, questions, rapport)
        if any(each.blocks for each in verdicts):
            raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Reference:
    on: date
    result: HoursResult | None


def _reference(contract: Path | None, le: str | None) -> _Reference:
    """Return the contract the pieces are read against, if any, and the day of its law."""
    if contract is None:
        return _Reference(day_of(le), None)
    record = read_contract(contract, facts={"consultation_date": le} if le else None)
    result = hours_of(record)
    return _Reference(result.contract.consultation_date or day_of(le), result)


def _read(paths: Sequence[Path]) -> list[ReadDocument]:
    """Return the documents read; the faults of all are told together."""
    found: list[ReadDocument] = []
    errors: list[ClausierError] = []
    for path in dict.fromkeys(paths):
        try:
            found.append(read_document(read_bytes(path, MAX_FILE), path.name))
        except ClausierError as error:
            errors.append(error)
    if errors:
        worst = max(errors, key=lambda each: each.exit_code)
        raise type(worst)([each for error in errors for each in error.faults])
    return found


def _check_report(report: Path | None) -> None:
    if report is not None:
        check_suffix(report, ".html", "une page HTML")


def _write(report: Path, page: str, sources: Sequence[Path | None], *, overwrite: bool) -> None:
    given = [each for each in sources if each is not None]
    write_all({report: page.encode()}, overwrite=overwrite, sources=given)
