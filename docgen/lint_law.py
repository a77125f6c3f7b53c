"""The rules of law: articles exist, hold as long as the clause, and were read since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain

from docgen.blocks import Condition
from docgen.clause import Clause, citations_of
from docgen.lint_finding import Finding, Ground, on_line, on_sheet
from docgen.lint_text import line_of
from docgen.standing import changed_since_review, relied_on
from insertion.law import Article, articles
from insertion.typography import date_text


def articles_in_force(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C004: every article exists; those always relied upon hold on each day the clause serves."""
    basis = {each.article for each in clause.sheet.legal_basis}
    for article in relied_on(clause):
        if article not in articles():
            detail, advice = "article inconnu", "Compléter les données de droit."
            if article in basis:
                yield on_sheet(clause, "C004", f"legal_basis.{article}", detail, advice)
            else:
                yield _cited(clause, article, f"« {article} » : {detail}", advice)
    for each in clause.sheet.legal_basis:
        known = articles().get(each.article)
        day = None if known is None or each.role != "founds" else _lapse(known, clause)
        if day is not None:
            detail = (
                f"article qui n'est pas en vigueur le {date_text(day)}, jour que la clause sert"
            )
            advice = "Revoir les dates de validité, ou le fondement."
            yield on_sheet(clause, "C004", f"legal_basis.{each.article}", detail, advice)
    for article in sorted(_always_cited(clause) & articles().keys()):
        day = _lapse(articles()[article], clause)
        if day is not None:
            detail = f"« {article} » : cité sans condition, il n'est pas en vigueur le "
            advice = "Citer sous une condition, ou revoir les dates de validité."
            yield _cited(clause, article, detail + date_text(day), advice)


def freshness(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C005: no article relied upon changed between the last review and the day it is used."""
    for article, start in changed_since_review(clause, ground.on):
        detail = f"{article} change le {date_text(start)}, après la relecture"
        yield on_sheet(
            clause, "C005", "provenance.reviewed.on", detail, "Relire la clause.", name=""
        )


def _cited(clause: Clause, article: str, detail: str, advice: str) -> Finding:
    for body, text in clause.bodies.items():
        line = line_of(f"[{article}]", text)
        if line:
            return on_line("C004", f"{clause.id}/{body}", line, detail, advice)
    return on_sheet(clause, "C004", f"[{article}]", detail, advice, name="")


def _always_cited(clause: Clause) -> set[str]:
    """Return the articles cited outside any condition."""
    plain = (
        tuple(block for block in blocks if not isinstance(block, Condition))
        for blocks in clause.blocks.values()
    )
    return set(chain.from_iterable(map(citations_of, plain)))


def _lapse(article: Article, clause: Clause) -> date | None:
    """Return the first day the clause serves on which the article is not in force, if any."""
    return next((day for day in _days(article, clause) if article.at(day) is None), None)


def _days(article: Article, clause: Clause) -> Iterator[date]:
    """Yield the days on which something may have ended, in the clause's own days."""
    validity = clause.sheet.validity
    last = validity.end or date.max
    yield validity.start
    ends = sorted(each.until for each in article.versions if each.until is not None)
    for day in ends:
        if validity.start <= day < last:
            yield day + timedelta(days=1)
    yield last
