"""Articles of law in the catalogue: every known wording, and the clauses that cite it."""

from __future__ import annotations

from dataclasses import dataclass

from clausier.catalogue.shelf import Shelf
from clausier.law_page import GROUPS
from insertion import vocabulary
from insertion.dated import Certainty
from insertion.law import Article, ArticleVersion, articles
from insertion.typography import date_text, french


@dataclass(frozen=True, slots=True)
class Sourced:
    """How sure a fact is, when it was read and where; ``source`` is empty or a web address."""

    certainty: str
    kind: str
    source: str
    checked_on: str


@dataclass(frozen=True, slots=True)
class WordingView:
    """One wording of an article, in our words; ``now`` marks the one in force."""

    title: str
    summary: str
    days: str
    now: bool
    doubt: str
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class Citing:
    """A clause that cites the article, and what the article does for it; empty when only cited."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article, its wordings from the latest, and the clauses that cite it."""

    id: str
    title: str
    group: str
    wordings: tuple[WordingView, ...]
    clauses: tuple[Citing, ...]


def certainty_kind(certainty: Certainty | None) -> str:
    """Return the style of a certainty; that of what is not in force without any."""
    kinds = {
        Certainty.VERIFIED: "sur",
        Certainty.SECONDARY: "moyen",
        Certainty.TO_VERIFY: "douteux",
    }
    return "absent" if certainty is None else kinds[certainty]


def web_address(source: str | None) -> str:
    """Return a source when it is an address of the web: nothing else is ever a link."""
    return source if source and source.startswith(("https://", "http://")) else ""


def article_views(shelf: Shelf) -> list[ArticleView]:
    """Return the articles that a clause cites, in the order of the law data."""
    return [_article(articles()[each], names, shelf) for each, names in shelf.cited.items()]


def _article(article: Article, names: list[str], shelf: Shelf) -> ArticleView:
    known = sorted(article.versions, key=lambda each: (each.start is not None, each.start))
    latest_first = tuple(_wording(each, article, shelf) for each in reversed(known))
    clauses = tuple(Citing(each, _role(each, article.id, shelf)) for each in names)
    title = french(article.cite[:1].upper() + article.cite[1:])
    return ArticleView(article.id, title, _group(article.id), latest_first, clauses)


def _role(name: str, article: str, shelf: Shelf) -> str:
    for each in shelf.clauses[name].sheet.legal_basis:
        if each.article == article:
            return vocabulary.label_of("legal_role", each.role)
    return ""


def _wording(version: ArticleVersion, article: Article, shelf: Shelf) -> WordingView:
    start = (
        f"à partir du {date_text(version.start)}" if version.start else "depuis une date inconnue"
    )
    until = f" jusqu'au {date_text(version.until)}" if version.until else ""
    doubt = ""
    if version.contested_day:
        doubt = f"Les sources hésitent sur le {date_text(version.contested_day)} : une consultation"
        doubt += " de ce jour est signalée."
    return WordingView(
        french(version.title),
        french(version.summary),
        french(f"{start}{until}"),
        article.at(shelf.on) is version,
        french(doubt),
        Sourced(
            version.certainty.label,
            certainty_kind(version.certainty),
            web_address(version.source),
            date_text(version.checked_on),
        ),
    )


def _group(article: str) -> str:
    prefix = article.partition(":")[0]
    titles = dict(GROUPS)
    for group in ("ccag", "ccp", "ctrav", "casf"):
        if prefix == group or prefix.startswith(f"{group}-"):
            return french(titles[group])
    return titles["lois" if prefix.startswith("loi") else "jurisprudence"]
