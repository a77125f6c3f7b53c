"""A clause in an editable Word file: the names, tags and sentences both directions agree upon.

What a lawyer must not retype (fields, citations, cross-references, conditions) is named twice: by
the tag of a content control, which Word keeps, and by a style or by its own words, which every
word processor keeps. Either is enough to read the clause back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from docgen.clause import Clause
from insertion.law import Article, articles
from insertion.typography import french

FIELD_STYLE = "Champ du marché"
CITATION_STYLE = "Article cité "
REFERENCE_STYLE = "Renvoi "
OPENING_STYLE = "Condition"
CLOSING_STYLE = "Fin de condition"
HEADER_STYLE = "En-tête de tableau"
IDENTIFIER, PUBLISHER, VERSION, PRINT = "Identifiant", "Publiée par", "Version", "Empreinte"
NOTE_AUTHOR = "Note au rédacteur"
CLOSING_WORDS = "Fin si"
_OPENING = re.compile(r"(?P<word>Si|Sauf si) (?P<flag>[a-z][a-z0-9_]*) ?:.*")
_START = re.compile(r"Texte (?P<variant>[^ :]+) ?:.*")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LETTERS = str.maketrans(
    {"’": "'", "\N{MODIFIER LETTER APOSTROPHE}": "'", "\N{NON-BREAKING HYPHEN}": "-"}
)


@dataclass(frozen=True, slots=True)
class Words:
    """How a person reads identifiers, as of the consultation date ``on``.

    ``field`` labels a field, ``condition`` says a boolean so as to follow « si », ``titles`` gives
    the title of each clause of the library.
    """

    on: date
    field: Callable[[str], str]
    condition: Callable[[str], str]
    titles: Mapping[str, str]

    def citation(self, name: str) -> str:
        """Return how an article is cited on that day, or without regard to the day."""
        article = articles()[name]
        return french(article.cite if article.at(self.on) is None else article.citation(self.on))

    def reference(self, clause: str) -> str:
        """Return how another clause is named before it has a number."""
        return french(f"article « {self.titles.get(clause, clause)} »")


def wordings(article: Article) -> tuple[str, ...]:
    """Return every way of citing an article, folded, the longest first."""
    known = {folded(article.cite), folded(article.cite_without_number or article.cite)}
    return tuple(sorted(known, key=lambda each: (-len(each), each)))


def folded(text: str) -> str:
    r"""Return ``text`` as bodies are typed: what French typography or a word processor adds is off.

    Every space becomes an ordinary one, runs of spaces one; apostrophes are straight; marks nobody
    sees are gone. ``folded(french(text)) == folded(text)``.
    """
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).translate(_LETTERS)
    return _SPACES.sub(" ", seen)


def field_words(name: str) -> str:
    """Return what stands in the text for a field."""
    return f"{{{{ {name} }}}}"


def opening_words(flag: str, *, negated: bool, condition: str) -> str:
    """Return the line that opens a passage kept under a condition."""
    return french(f"{'Sauf si' if negated else 'Si'} {flag} : {condition}")


def opening_of(text: str) -> tuple[str, bool] | None:
    """Return the flag a line opens a condition on and whether it is negated; else ``None``."""
    found = _OPENING.fullmatch(folded(text).strip())
    return None if found is None else (found["flag"], found["word"] == "Sauf si")


def is_closing(text: str) -> bool:
    """Tell whether a line closes a condition."""
    return folded(text).strip() == CLOSING_WORDS


def start_words(variant: str, label: str) -> str:
    """Return the title under which a variant's text begins."""
    return french(f"Texte {variant} : {label}")


def start_of(text: str) -> str | None:
    """Return the variant whose text a title opens, ``None`` for any other words."""
    found = _START.fullmatch(folded(text).strip())
    return None if found is None else found["variant"]


def variants_by_body(clause: Clause) -> dict[str, str]:
    """Return one variant for each body file, in the order of the sheet."""
    found: dict[str, str] = {}
    for name, variant in clause.sheet.variants.items():
        found.setdefault(variant.body, name)
    return {name: body for body, name in found.items()}


def print_of(clause: Clause) -> str:
    """Return the first characters of the hash of a clause: enough to tell one text from another."""
    return clause.sha256[:12]


def number_of(clause: Clause) -> str:
    """Return the permanent printed number of a clause, empty before it has one."""
    return str(getattr(clause.sheet, "number", None) or "")
