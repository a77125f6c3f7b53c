"""What every page of the catalogue shares: the clauses on a day, where each page lies, who cites.

Addresses are relative to the site's root; a stranger's words never name a file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from clausier.clauses_words import document_label
from docgen.clause import Clause, citations_of, references_of
from docgen.frozen import serving
from docgen.library import Library
from docgen.lint import check_library
from docgen.piece_list import PIECES, document_of
from insertion import vocabulary
from insertion.contract import Mechanism
from insertion.law import articles
from insertion.typography import french

HOME, MECHANISMS, PIECES_PAGE = "index.html", "mecanismes.html", "pieces.html"
ARTICLES, CHANGES = "articles.html", "changements.html"
READING, LICENCE = "lire.html", "licence.html"


def latest_review(library: Library) -> date:
    """Return the day of the last review of any clause: what a catalogue without a date shows."""
    return max(each.sheet.provenance.reviewed.on for each in library.clauses.values())


def mechanism_keys(clause: Clause) -> list[str]:
    """Return the French keys of the mechanisms a clause serves."""
    return [Mechanism[each.upper()].value for each in clause.sheet.applies_to.mechanisms]


def piece_label(key: str) -> str:
    """Return what a piece of the plans is called; its own key when we know no such piece."""
    known = {each.key for each in PIECES} | vocabulary.options("clause_document").keys()
    label = document_label(key) if key in known else french(key)
    return label[:1].upper() + label[1:]


@dataclass(frozen=True)
class Shelf:
    """A library as read on a day. ``clauses`` are those that serve it, in reading order."""

    library: Library
    on: date

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """Return each clause by identifier, in the order of the plans, the others last."""
        names = dict.fromkeys(name for _, _, name in self.planned() if name in self.library.clauses)
        names.update(dict.fromkeys(self.library.clauses))
        return {name: serving(self.library, name, self.on) for name in names}

    def planned(self) -> Iterator[tuple[str, int, str]]:
        """Yield each place of a clause in a plan: the piece, the section's rank, the clause."""
        for piece, sections in self.library.plans.items():
            for rank, section in enumerate(sections):
                for name in section.clauses:
                    yield piece, rank, name

    @cached_property
    def pieces(self) -> dict[str, list[str]]:
        """Return the clauses of each piece, in reading order; by document without any plan."""
        found: dict[str, dict[str, None]] = {}
        placed: set[tuple[str, str]] = set()
        for piece, _, name in self.planned():
            if name in self.clauses:
                found.setdefault(piece, {})[name] = None
                placed.add((document_of(piece), name))
        for name, clause in self.clauses.items():
            for document in clause.sheet.applies_to.documents:
                if (document, name) not in placed:
                    found.setdefault(document, {})[name] = None
        return {piece: list(names) for piece, names in found.items()}

    @cached_property
    def cited(self) -> dict[str, list[str]]:
        """Return the clauses that rest on, or cite, each article, by article, in its order."""
        found: dict[str, list[str]] = {}
        for name, clause in self.clauses.items():
            for article in self._articles(clause):
                found.setdefault(article, []).append(name)
        return {each: found[each] for each in articles() if each in found}

    def _articles(self, clause: Clause) -> Iterable[str]:
        told = [each.article for each in clause.sheet.legal_basis]
        texts = sorted(set().union(*(citations_of(each) for each in clause.blocks.values())))
        return dict.fromkeys([*told, *texts])

    def references(self, clause: Clause) -> list[str]:
        """Return the clauses the texts of a clause refer to."""
        return sorted(set().union(*(references_of(each) for each in clause.blocks.values())))

    @cached_property
    def referrers(self) -> Mapping[str, list[str]]:
        """Return, for each clause, those that refer to it or ask for it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name, clause in self.clauses.items():
            for other in dict.fromkeys((*clause.sheet.requires, *self.references(clause))):
                if other != name:
                    found[other].append(name)
        return found

    @cached_property
    def findings(self) -> Mapping[str, list[str]]:
        """Return what the rules of the library find in each clause, its cases apart."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for each in check_library(self.library, self.on, cases=False):
            told = f"{each.fault.cause} {each.fault.remedy} [{each.rule}]"
            found[each.file.partition("/")[0]].append(french(told))
        return found

    @cached_property
    def article_pages(self) -> dict[str, str]:
        """Return the address of the page of each article a clause cites."""
        return _addresses("articles", self.cited)

    @cached_property
    def piece_pages(self) -> dict[str, str]:
        """Return the address of the page of each piece."""
        return _addresses("pieces", self.pieces)

    @cached_property
    def mechanism_pages(self) -> dict[str, str]:
        """Return the address of the page of each mechanism that a clause serves."""
        served = {each for clause in self.clauses.values() for each in mechanism_keys(clause)}
        keys = [each for each in vocabulary.options("mechanism") if each in served]
        return _addresses("mecanismes", keys)

    def page_of(self, name: str) -> str:
        """Return the address of a clause's page; its identifier has no other sign than a dash."""
        return f"clauses/{name}.html"

    def title_of(self, name: str) -> str:
        """Return the title of a clause; its identifier when the library lacks it."""
        clause = self.clauses.get(name)
        return french(clause.sheet.title) if clause else name


def _addresses(folder: str, keys: Iterable[str]) -> dict[str, str]:
    """Return a file for each key: its letters and figures, with a number when two are alike."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for key in keys:
        stem = re.sub(r"[^a-z0-9]+", "-", vocabulary.folded(key)).strip("-")[:60] or "sans-nom"
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name)
        found[key] = f"{folder}/{name}.html"
    return found
