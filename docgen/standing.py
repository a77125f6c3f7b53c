"""How far a clause may be trusted on a day: its status, the age of its review, changes in law."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date
from itertools import chain

from docgen.clause import Clause, citations_of
from docgen.library import Library
from insertion.errors import Fault, fault
from insertion.law import articles
from insertion.typography import date_text, french, listed, months_text

REVIEW_MONTHS = 18
"""How long a review is good for."""
_MONTHS = months_text(REVIEW_MONTHS)
DRAFT, WITHDRAWN = "draft", "withdrawn"


def status_refusal(clause: Clause, *, final: bool) -> Fault | None:
    """Return why a clause may not be printed: withdrawn, or a draft in a ``final`` set."""
    if clause.sheet.status == WITHDRAWN:
        return fault("CLAUSE_RETIREE", clause.id, clause=clause.id)
    if final and clause.sheet.status == DRAFT:
        return fault("CLAUSE_EN_PROJET", clause.id, clause=clause.id)
    return None


def review_lapses(clause: Clause) -> date:
    """Return the last day the clause's review is good for."""
    reviewed = clause.sheet.provenance.reviewed.on
    years, month = divmod(reviewed.month - 1 + REVIEW_MONTHS, 12)
    year = reviewed.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(reviewed.day, last))


def review_lapsed(clause: Clause, on: date) -> bool:
    """Tell whether the review is too old for a consultation of that day."""
    return on > review_lapses(clause)


def relied_on(clause: Clause) -> list[str]:
    """Return the articles the clause rests on or cites, by identifier.

    Raises:
        MarkupError: when a body leaves the grammar.
    """
    cited = set(chain.from_iterable(citations_of(each) for each in clause.blocks.values()))
    return sorted(cited | {each.article for each in clause.sheet.legal_basis})


def changed_since_review(clause: Clause, on: date | None) -> list[tuple[str, date]]:
    """Return each article changed after the review, and the day, up to ``on`` (or whenever)."""
    reviewed = clause.sheet.provenance.reviewed.on
    return [
        (article, version.start)
        for article in relied_on(clause)
        if article in articles()
        for version in articles()[article].versions
        if version.start is not None
        and reviewed < version.start
        and (not on or version.start <= on)
    ]


def standing_words(clause: Clause, on: date) -> list[str]:
    """Return what a reader of the clause must be told on that day, a French sentence each."""
    said: list[str] = []
    if clause.sheet.status == DRAFT:
        said.append("Projet : cette clause n'est pas publiée, une pièce définitive la refuse.")
    if clause.sheet.status == WITHDRAWN:
        said.append("Clause retirée : aucune pièce ne la reprend.")
    if review_lapsed(clause, on):
        reviewed = date_text(clause.sheet.provenance.reviewed.on)
        said.append(f"À relire : dernière relecture le {reviewed}, il y a plus de {_MONTHS}.")
    for article, start in changed_since_review(clause, on):
        changed = articles()[article].cite
        said.append(f"À relire : {changed} a changé le {date_text(start)}, après la relecture.")
    return [french(each) for each in said]


def standing_reservations(clauses: Iterable[Clause], on: date | None) -> list[str]:
    """Return what must be checked before a set of clauses is signed, a French sentence a reason."""
    whole = list({each.id: each for each in clauses}.values())
    found: list[str] = []
    drafts = [each.id for each in whole if each.sheet.status == DRAFT]
    if drafts:
        found.append(f"Clause en projet, non publiée : {listed(drafts)}.")
    if on is not None:
        old = [each.id for each in whole if review_lapsed(each, on)]
        if old:
            found.append(f"Clause relue il y a plus de {_MONTHS}, à relire : {listed(old)}.")
        for each in whole:
            for article, start in changed_since_review(each, on):
                changed = articles()[article].cite
                found.append(
                    f"Clause {each.id} à relire : {changed} a changé le {date_text(start)}."
                )
    return [french(each) for each in found]


def lapsed_reviews(library: Library, on: date) -> list[Clause]:
    """Return the clauses of a library whose review is too old on that day."""
    return [each for each in library.clauses.values() if review_lapsed(each, on)]
