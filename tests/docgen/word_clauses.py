"""Clauses made for a test, taken to Word, changed there as a person would, and read back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from docgen.blocks import Block
from docgen.clause import Clause, ClauseSheet, flags_of, references_of, variables_of
from docgen.clause_export import export_clause
from docgen.clause_import import ImportedClause, import_clause
from docgen.clause_word import Words
from docgen.library import Library, builtin_library
from docgen.markup import write
from insertion.errors import ClausierError
from tests.docgen.docx_reading import parts_of, repacked

ON = date(2026, 11, 21)
FILE = "clause.docx"


def words_of(library: Library) -> Words:
    """Return plain words for the identifiers of a library."""
    return Words(
        on=ON,
        field=lambda name: name.replace("_", " "),
        condition=lambda flag: f"le marché a {flag}",
        titles={name: each.sheet.title for name, each in library.clauses.items()},
    )


@cache
def shipped() -> tuple[Library, Words]:
    """Return the shipped library and its words."""
    library = builtin_library()
    return library, words_of(library)


def made_clause(identifier: str, variables: dict[str, str], body: str) -> Clause:
    """Return a clause of one variant."""
    sheet = {
        "schema": "clause/1",
        "id": identifier,
        "version": "1.0.0",
        "title": f"Titre de {identifier}",
        "short_title": identifier[:40],
        "summary": "Un essai.",
        "status": "published",
        "language": "fr",
        "provenance": {
            "publisher": "essai",
            "authors": ["essai"],
            "license": "etalab-2.0",
            "reviewed": {"on": "2026-11-21", "by": "personne"},
        },
        "validity": {"from": "2024-01-01"},
        "applies_to": {"documents": ["ccap"], "contract_types": [], "mechanisms": []},
        "variables": variables,
        "variants": {"standard": {"body": "body.md", "label": "Essai", "default": True}},
    }
    return Clause(ClauseSheet.model_validate(sheet), {"body.md": body}, "0" * 64)


def library_of(blocks: tuple[Block, ...]) -> tuple[Clause, Library]:
    """Return a clause that says ``blocks``, in a library where all it names exists."""
    inner = list(_conditions(blocks))
    variables = dict.fromkeys(sorted(variables_of(blocks)), "text")
    variables |= dict.fromkeys(sorted(set().union(*map(flags_of, [blocks, *inner]))), "boolean")
    clause = made_clause("clause-d-essai", variables, write(blocks))
    others = {each: made_clause(each, {}, "## Titre\n") for each in references_of(blocks)}
    return clause, Library({clause.id: clause, **others}, {}, builtin_library().root)


def _conditions(blocks: Iterable[Block]) -> Iterable[tuple[Block, ...]]:
    for block in blocks:
        inner = getattr(block, "blocks", None)
        if inner is not None:
            yield inner


def there_and_back(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return blocks after a journey through a Word file."""
    clause, library = library_of(blocks)
    words = words_of(library)
    found = import_clause(export_clause(clause, words), FILE, library, words)
    assert found.remarks == ()
    return found.variants["standard"]


def exported(identifier: str) -> bytes:
    """Return the Word file of a shipped clause."""
    library, words = shipped()
    return export_clause(library.clauses[identifier], words)


def sample(body: str, **variables: str) -> bytes:
    """Return the Word file of a clause that says ``body``; its fields are given with their type."""
    clause, _ = sample_library(body, **variables)
    return export_clause(clause, sample_words())


def sample_library(body: str = "## Titre\n", **variables: str) -> tuple[Clause, Library]:
    """Return a clause and a library of two, the other one being « autre »."""
    clause = made_clause("clause-d-essai", variables, body)
    other = made_clause("autre", {}, "## Autre\n")
    return clause, Library({clause.id: clause, "autre": other}, {}, builtin_library().root)


def sample_words() -> Words:
    """Return the words of the samples."""
    return words_of(sample_library()[1])


def read_sample(content: bytes, **variables: str) -> ImportedClause:
    """Read back a sample."""
    _, library = sample_library(**variables)
    return import_clause(content, FILE, library, sample_words())


def said(content: bytes, **variables: str) -> str:
    """Return the body a sample now says."""
    return write(read_sample(content, **variables).variants["standard"])


def codes(content: bytes, **variables: str) -> list[str]:
    """Return the codes of the obstacles of a sample, or else of its remarks."""
    try:
        return [each.code for each in read_sample(content, **variables).remarks]
    except ClausierError as error:
        return [each.code for each in error.faults]


def edited(content: bytes, old: str, new: str, *, part: str = "word/document.xml") -> bytes:
    """Return the file with markup replaced in a part; ``old`` must be there."""
    text = parts_of(content)[part].decode()
    assert old in text, old
    return repacked(content, **{part.replace("/", "__"): text.replace(old, new, 1).encode()})
