"""The whole site: every page worded by its template, the styles, the scripts, the index of words.

The same library on the same day gives the same bytes; nothing in them tells of a machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from clausier.catalogue import shelf as site
from clausier.catalogue.changes import changes_by_day
from clausier.catalogue.clause_view import LEVELS, card_of, clause_view
from clausier.catalogue.examples import usual_facts
from clausier.catalogue.law_views import article_views
from clausier.catalogue.shelf import Shelf, mechanism_keys, piece_label
from clausier.catalogue.word_index import index_script
from clausier.clauses_words import document_label, field_label
from docgen.clause import DOCUMENTS, Clause
from docgen.pack import ABOUT, publication
from docgen.stack import Stack
from insertion import vocabulary
from insertion.contract import ContractType
from insertion.typography import counted, date_text, french

STYLES, SCRIPT, INDEX = "catalogue.css", "catalogue.js", "catalogue-index.js"
MENU = (
    (site.HOME, "Chercher"),
    (site.MECHANISMS, "Par mécanisme"),
    (site.PIECES_PAGE, "Par pièce"),
    (site.ARTICLES, "Articles de droit"),
    (site.CHANGES, "Ce qui a changé"),
    (site.READING, "Comment lire"),
    (site.LICENCE, "Licence"),
)
UNTITLED = "Bibliothèque de clauses"


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a filter, and how many clauses it keeps."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A question of the first page and its answers."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A titled part of a list of clauses; ``when`` says on what condition it is printed."""

    title: str
    when: str
    names: tuple[str, ...]


def catalogue_files(shelf: Shelf, told: Callable[[str], None] = lambda _: None) -> dict[str, bytes]:
    """Return each file of the site by its address; ``told`` hears which clause is under way."""
    pages = _Pages(shelf)
    found = dict(pages.general())
    for name, clause in shelf.clauses.items():
        told(name)
        found[shelf.page_of(name)] = pages.page(
            "clause.html",
            "../",
            french(clause.sheet.title),
            [(site.HOME, "Catalogue")],
            view=clause_view(clause, shelf),
        )
    found[INDEX] = index_script(shelf)
    for name in (STYLES, SCRIPT):
        found[name] = _asset(name)
    return {path: text.encode() for path, text in sorted(found.items())}


def _asset(name: str) -> str:
    return (resources.files("clausier") / "catalogue" / "assets" / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("clausier", "catalogue/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["capitalized"] = _capital
    made.globals["parts"] = made.get_template("parts.html").module
    return made


class _Pages:
    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.library_title = _title(shelf)
        self.cards = {name: card_of(each, shelf) for name, each in shelf.clauses.items()}

    def page(
        self, template: str, root: str, title: str, trail: Iterable[tuple[str, str]], **content: Any
    ) -> str:
        """Return a page; ``trail`` leads to it from the first one."""
        return _environment().get_template(template).render(
            root=root,
            title=title,
            trail=[(address, french(label)) for address, label in trail],
            menu=[(address, french(label)) for address, label in MENU],
            library_title=self.library_title,
            day=date_text(self.shelf.on),
            shelf=self.shelf,
            cards=self.cards,
            count=counted(len(self.cards), "clause"),
            **content,
        )  # fmt: skip

    def general(self) -> Iterable[tuple[str, str]]:
        home = [(site.HOME, "Catalogue")]
        yield site.HOME, self.page("home.html", "", self.library_title, [], filters=self.filters())
        yield from self._mechanisms(home)
        yield from self._pieces(home)
        views = article_views(self.shelf)
        yield site.ARTICLES, self.page("articles.html", "", "Articles de droit", home, views=views)
        for view in views:
            trail = [*home, (site.ARTICLES, "Articles de droit")]
            address = self.shelf.article_pages[view.id]
            yield address, self.page("article.html", "../", view.title, trail, view=view)
        title = french("Ce qui a changé")
        days = changes_by_day(self.shelf)
        yield site.CHANGES, self.page("changes.html", "", title, home, days=days)
        reading = {"levels": list(LEVELS.values()), "facts": usual_facts(self.shelf)}
        yield site.READING, self.page("reading.html", "", "Comment lire", home, **reading)
        yield site.LICENCE, self.page("licence.html", "", "Licence", home, **self._licence())

    def _mechanisms(self, home: list[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        title = french("Par mécanisme")
        contents = []
        for key, address in self.shelf.mechanism_pages.items():
            label = french(vocabulary.label_of("mechanism", key))
            names = [
                name for name, each in self.shelf.clauses.items() if key in mechanism_keys(each)
            ]
            parts = [
                Part(piece_label(piece), "", kept)
                for piece, listed in self.shelf.pieces.items()
                if (kept := tuple(each for each in listed if each in names))
            ]
            contents.append((address, label, counted(len(names), "clause")))
            trail = [*home, (site.MECHANISMS, "Par mécanisme")]
            yield address, self.page("ordered.html", "../", label, trail, sections=parts)
        told = french("Ce que le marché prévoit pour un lot décide des clauses qu'il reprend.")
        more = {"contents": contents, "told": told}
        yield site.MECHANISMS, self.page("contents.html", "", title, home, **more)

    def _pieces(self, home: list[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        title = french("Par pièce")
        contents = []
        for piece, address in self.shelf.piece_pages.items():
            names = self.shelf.pieces[piece]
            contents.append((address, piece_label(piece), counted(len(names), "clause")))
            trail = [*home, (site.PIECES_PAGE, "Par pièce")]
            parts = list(self._sections(piece, names))
            yield (
                address,
                self.page("ordered.html", "../", piece_label(piece), trail, sections=parts),
            )
        told = french("Les clauses de chaque pièce, dans l'ordre où elle les imprime.")
        more = {"contents": contents, "told": told}
        yield site.PIECES_PAGE, self.page("contents.html", "", title, home, **more)

    def _sections(self, piece: str, names: list[str]) -> Iterable[Part]:
        placed: set[str] = set()
        for section in self.shelf.library.plans.get(piece, ()):
            kept = tuple(each for each in section.clauses if each in self.shelf.clauses)
            placed.update(kept)
            when = french(f"Si {field_label(section.when)}.") if section.when else ""
            if kept:
                yield Part(french(section.title) or piece_label(piece), when, kept)
        rest = tuple(each for each in names if each not in placed)
        if rest:
            yield Part("Autres clauses" if placed else piece_label(piece), "", rest)

    def _licence(self) -> dict[str, Any]:
        licences: dict[tuple[str, str], int] = {}
        for each in self.shelf.clauses.values():
            key = (each.sheet.provenance.publisher, each.sheet.provenance.license)
            licences[key] = licences.get(key, 0) + 1
        rows = [(*key, counted(number, "clause")) for key, number in sorted(licences.items())]
        return {"rows": rows}

    def filters(self) -> list[Filter]:
        """Return the questions of the first page; a question without a choice is left out."""
        clauses = list(self.shelf.clauses.values())
        natures = {each.name.lower(): each.value for each in ContractType}
        situations = sorted(
            {french(word) for each in clauses for word in each.sheet.situations},
            key=lambda word: (vocabulary.folded(word), word),
        )
        asked = (
            ("mecanisme", "Mécanisme", mechanism_keys, _options("mechanism")),
            ("piece", "Pièce", lambda each: each.sheet.applies_to.documents,
             [(key, _capital(document_label(key))) for key in DOCUMENTS]),
            ("nature", "Nature du contrat",
             lambda each: [natures[one] for one in each.sheet.applies_to.contract_types],
             _options("contract_type")),
            ("niveau", "Niveau d'exigence",
             lambda each: [one.level for one in each.sheet.variants.values()],
             [(key, _capital(label)) for key, label in LEVELS.items()]),
            ("situation", "Situation",
             lambda each: [french(one) for one in each.sheet.situations],
             [(word, word) for word in situations]),
        )  # fmt: skip
        return [
            Filter(name, french(label), found)
            for name, label, held, listed in asked
            if (found := _choices(clauses, held, listed))
        ]


def _choices(
    clauses: list[Clause], held: Callable[[Clause], Iterable[Any]], listed: list[tuple[str, str]]
) -> tuple[Choice, ...]:
    sets = [set(held(each)) for each in clauses]
    counts = ((value, label, sum(value in each for each in sets)) for value, label in listed)
    return tuple(Choice(*each) for each in counts if each[2])


def _options(name: str) -> list[tuple[str, str]]:
    return [(key, french(each.label)) for key, each in vocabulary.options(name).items()]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title(shelf: Shelf) -> str:
    library = shelf.library
    if isinstance(library, Stack):
        return french(UNTITLED)
    if not (library.root / ABOUT).is_file():
        return french(UNTITLED)
    about: Mapping[str, Any] = publication(library.root)
    return french(str(about.get("title") or UNTITLED))
