"""Whether another's clauses can be printed at all, before any piece is made of them.

A library received is not the one the product was tested with: what a clause names may not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from docgen.blocks import Block, Condition, Paragraph, Table, Variable
from docgen.clause import (
    Clause,
    citations_of,
    flags_of,
    inlines_of,
    references_of,
    variables_of,
)
from docgen.frozen import serving
from docgen.library import SHEET, Library, builtin_library, malformed
from docgen.markup import MarkupError
from docgen.placeholders import Placeholders
from insertion.errors import Fault, InvalidInput
from insertion.law import articles

_REMEDY = "Contrôler la bibliothèque avec « clausier clauses controler », ou écarter la clause."


def check_printable(library: Library, places: Placeholders, on: date | None) -> None:
    """Check that every clause of a library can be printed with these values, that day.

    Raises:
        InvalidInput: with each body outside the grammar, and each field, condition, article or
            clause that a body names and that does not exist.
    """
    shipped = builtin_library().clauses
    faults: list[Fault] = []
    for name in library.clauses:
        clause = serving(library, name, on)
        if clause is not shipped.get(name):
            faults.extend(_faults(clause, library, places))
    for document, sections in library.plans.items():
        called = {each for section in sections for each in section.clauses}
        for each in sorted(called - library.clauses.keys()):
            detail = f"le plan appelle la clause {each}, qui n'est pas dans la bibliothèque"
            faults.append(malformed(f"plans.yaml:{document}", detail, "Corriger le plan."))
        flags = {section.when for section in sections if section.when}
        for each in sorted(flags - _flags(_types(places))):
            detail = f"« {each} » n'est pas une condition publiée"
            faults.append(malformed(f"plans.yaml:{document}", detail, "Corriger le plan."))
    if faults:
        raise InvalidInput(faults)


def _types(places: Placeholders, documents: Iterable[str] = ()) -> dict[str, str]:
    """Return the fields a clause of these documents may name: this contract's, and the shipped.

    A field is not published for every contract; a clause that needs it is not chosen then. What is
    internal is no field for a clause that firms read.
    """
    seen = places.seen_by(documents).values
    shipped = builtin_library().clauses.values()
    known: dict[str, str] = {}
    for clause in shipped:
        known |= clause.sheet.variables
        chosen = (clause.sheet.when, *(each.when for each in clause.sheet.variants.values()))
        known |= dict.fromkeys(filter(None, chosen), "boolean")
    hidden = places.internal.keys() - seen.keys()
    known = {name: kind for name, kind in known.items() if name not in hidden}
    return known | {name: each.type for name, each in seen.items()}


def _flags(types: Mapping[str, str]) -> set[str]:
    return {name for name, kind in types.items() if kind == "boolean"}


def _faults(clause: Clause, library: Library, places: Placeholders) -> Iterator[Fault]:
    documents = clause.sheet.applies_to.documents
    types = _types(places, documents)
    chosen = {each.when for each in clause.sheet.variants.values()} | {clause.sheet.when}
    yield from _unknown(clause, SHEET, chosen - {None} - _flags(types), "une condition publiée")
    for name, variant in clause.sheet.variants.items():
        try:
            blocks = clause.blocks[name]
        except MarkupError as error:
            place = f"{clause.id}/{variant.body}:ligne {error.line}"
            yield malformed(place, error.detail, _REMEDY)
            return
        named = (
            (flags_of(blocks) - _flags(types), "une condition publiée"),
            (variables_of(blocks) - types.keys(), "un champ publié"),
            (citations_of(blocks) - articles().keys(), "un article connu"),
            (references_of(blocks) - library.clauses.keys(), "une clause de la bibliothèque"),
        )
        for names, kind in named:
            yield from _unknown(clause, variant.body, names, kind)
        for each in sorted(set(_unprintable(blocks, places.seen_by(documents)))):
            detail = f"« {each} » est un tableau, ou un vrai ou faux : il ne s'écrit pas là"
            yield malformed(f"{clause.id}/{variant.body}", detail, _REMEDY)


def _unknown(clause: Clause, file: str, names: Iterable[str | None], kind: str) -> Iterator[Fault]:
    for each in sorted(filter(None, names)):
        yield malformed(f"{clause.id}/{file}", f"« {each} » n'est pas {kind}", _REMEDY)


def _unprintable(blocks: tuple[Block, ...], places: Placeholders) -> Iterator[str]:
    """Yield the fields that cannot stand where they are: a table in a sentence, a boolean."""
    for block in blocks:
        match block:
            case Condition(_, _, inner):
                yield from _unprintable(inner, places)
                continue
            case Paragraph((Variable(name),)):
                alone = {name}
            case _:
                alone = set()
        for each in inlines_of((block,)):
            if isinstance(each, Variable) and each.name in places.values:
                value = places.values[each.name].value
                if isinstance(value, bool) or (isinstance(value, Table) and each.name not in alone):
                    yield each.name
