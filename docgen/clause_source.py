"""One clause read from a folder: a frozen version, or the copy of a base an adaptation keeps."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from pydantic import ValidationError

from docgen.clause import Clause, ClauseSheet, citations_of, sheet_errors
from docgen.library import SHEET, Library, content_hash, malformed, read_text, read_yaml
from docgen.markup import MarkupError, parse
from insertion.errors import InvalidInput
from insertion.law import articles

VERSIONS = "versions"
BASE_COPY = "base"
"""The folder, in an adapted clause, of the text it was adapted from."""


def read_clause(folder: Traversable, place: str) -> Clause:
    """Return the clause of a folder whatever its name; ``place`` is the folder's path.

    Raises:
        InvalidInput: with everything malformed in its sheet, or a body that is not there.
    """
    file = f"{place}/{SHEET}"
    text = read_text(folder / SHEET, file)
    try:
        sheet = ClauseSheet.model_validate(read_yaml(text, file))
    except ValidationError as error:
        raise InvalidInput(
            malformed(f"{file}:{path}", f"« {path} » : {detail}" if path else detail)
            for path, detail in sheet_errors(error)
        ) from error
    names = dict.fromkeys(variant.body for variant in sheet.variants.values())
    bodies = {name: read_text(folder / name, f"{place}/{name}") for name in names}
    return Clause(sheet, bodies, content_hash(text, bodies.items()))


def frozen_clauses(library: Library, identifier: str) -> Iterator[Clause]:
    """Yield the frozen versions of a clause, oldest first.

    Raises:
        InvalidInput: when one of them is malformed.
    """
    folder = library.root / identifier / VERSIONS
    if not folder.is_dir():
        return
    numbered = [each for each in folder.iterdir() if (each / SHEET).is_file()]
    for each in sorted(numbered, key=lambda entry: version_rank(entry.name)):
        yield read_clause(each, f"{identifier}/{VERSIONS}/{each.name}")


def clause_of_version(library: Library, identifier: str, version: str) -> Clause | None:
    """Return one version of a clause, current or frozen; ``None`` when the library lacks it."""
    current = library.clauses.get(identifier)
    if current is not None and current.sheet.version == version:
        return current
    folder = library.root / identifier / VERSIONS / version
    if not (folder / SHEET).is_file():
        return None
    return read_clause(folder, f"{identifier}/{VERSIONS}/{version}")


def check_grammar(library: Library) -> None:
    """Check that every body of a library belongs to the grammar: nothing else is ever rendered.

    Raises:
        InvalidInput: with the file and the line of each body that leaves it.
    """
    faults = [
        malformed(f"{clause.id}/{name}:ligne {error.line}", error.detail, "Corriger ce corps.")
        for clause in library.clauses.values()
        for name, text in clause.bodies.items()
        if (error := _grammar_error(text)) is not None
    ]
    if faults:
        raise InvalidInput(faults)


def _grammar_error(text: str) -> MarkupError | None:
    try:
        parse(text)
    except MarkupError as error:
        return error
    return None


def check_articles(library: Library) -> None:
    """Check that the law data knows every article a library cites: what is cited is worded by it.

    Raises:
        InvalidInput: with the clause of each unknown article.
    """
    advice = "Mettre clausier à jour, ou écarter cette clause."
    faults = [
        malformed(f"{clause.id}:[{each}]", f"l'article {each} n'est pas connu ici", advice)
        for clause in library.clauses.values()
        for blocks in clause.blocks.values()
        for each in sorted(citations_of(blocks) - articles().keys())
    ]
    if faults:
        raise InvalidInput(dict.fromkeys(faults))


def version_rank(version: str) -> tuple[int, ...]:
    """Return what orders versions: 1.10.0 comes after 1.9.0; what is no version comes first."""
    parts = version.split(".")
    return tuple(int(each) for each in parts) if all(map(str.isdecimal, parts)) else ()
