"""What a person names on the command line to compare: libraries, or versions of one clause."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clausier.clauses_named import named_clause
from clausier.clauses_text import Kind, readable
from clausier.libraries import open_library
from docgen.clause import Clause
from docgen.clause_diff import Side, whole_side
from docgen.clause_source import VERSIONS, clause_of_version, frozen_clauses
from docgen.derivation import Adaptation, Standing
from docgen.frozen import wording_hash
from docgen.library import Library, builtin_library
from docgen.markup import MarkupError
from docgen.text_diff import Row, three_columns
from insertion.errors import WrongUsage, fault
from insertion.typography import listed

SHIPPED = "fournie"
"""The word that names the library shipped with the product."""
_VERSION = re.compile(r"(?P<id>[^@\s]+)@(?P<version>\d+\.\d+\.\d+)")


def side_of(word: str, library: Library) -> Side:
    """Return what ``word`` names; a clause is looked for in ``library``.

    Raises:
        InvalidInput, Refused: when what it names cannot be read.
        WrongUsage: when it names nothing.
    """
    if word == SHIPPED:
        return whole_side("bibliothèque fournie", builtin_library())
    path = Path(word)
    versioned = _VERSION.fullmatch(word)
    if path.exists() or path.suffix.lower() in (".toml", ".clauses"):
        return whole_side(path.name or word, open_library(path))
    if versioned is None:
        return _of_clause(named_clause(word, library, "à comparer"), library)
    known = named_clause(versioned["id"], library, "à comparer")
    found = clause_of_version(library, known.id, versioned["version"])
    if found is None:
        held = [each.sheet.version for each in frozen_clauses(library, known.id)]
        held.append(known.sheet.version)
        advice = f"Versions connues de {known.id} : {listed(held)}."
        raise WrongUsage([fault("A_COMPARER_INCONNU", word, value=word, advice=advice)])
    return _of_clause(found, library)


def _of_clause(clause: Clause, library: Library) -> Side:
    current = library.clauses[clause.id]
    folder = clause.id
    if clause.sheet.version != current.sheet.version:
        folder = f"{clause.id}/{VERSIONS}/{clause.sheet.version}"
    name = f"{clause.id}@{clause.sheet.version}"
    return Side(name, library, {clause.id: clause}, {clause.id: folder})


# --- Bases that moved -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VariantColumns:
    """The three texts of a variant, line by line: the base then, the base now, ours."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """An adaptation and its three texts; ``only_sheet`` when the base moved without its words."""

    adaptation: Adaptation
    only_sheet: bool
    variants: tuple[VariantColumns, ...]


def stale_of(adaptation: Adaptation, library: Library, on: date) -> Stale:
    """Return an adaptation with its three texts as people read them, articles as of ``on``."""
    then, now = adaptation.base_then, adaptation.base_now
    only_sheet = (
        adaptation.standing is Standing.MOVED
        and then is not None
        and now is not None
        and wording_hash(then) == wording_hash(now)
    )
    texts = [_texts(each, library, on) for each in (then, now, adaptation.clause)]
    labels = dict.fromkeys(label for each in texts for label in each)
    variants = (
        VariantColumns(label, tuple(three_columns(*(each.get(label, []) for each in texts))))
        for label in labels
    )
    return Stale(adaptation, only_sheet, tuple(variants))


def _texts(clause: Clause | None, library: Library, on: date) -> Mapping[str, list[str]]:
    """Return the lines of each variant of a clause, by its label."""
    if clause is None:
        return {}
    try:
        blocks = clause.blocks
    except MarkupError:  # outside the grammar: the source is all there is to read
        sheet = clause.sheet.variants
        return {each.label: clause.bodies[each.body].splitlines() for each in sheet.values()}
    return {
        variant.label: [
            _shown(each.kind, each.text) for each in readable(blocks[name], library, on)
        ]
        for name, variant in clause.sheet.variants.items()
    }


def _shown(kind: Kind, text: str) -> str:
    return f"({text})" if kind is Kind.CONDITION else text
