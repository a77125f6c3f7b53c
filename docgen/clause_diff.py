"""Two states of clauses compared: what their sources say, and what that changes on paper.

*Source* is the text a person edits; *effect* is the same example worded by both states, so that a
change of form that prints the same shows nothing, and a change that prints otherwise shows all.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from docgen.cases import BASE, Case, case_values, cases_of
from docgen.clause import Clause
from docgen.library import SHEET, Library, builtin_library, read_text
from docgen.markup import MarkupError
from docgen.memory_folder import LayeredFolder
from docgen.placeholders import Placeholders
from docgen.render import applies, plain_text, render_clause
from docgen.text_diff import LineChange, line_changes
from insertion.errors import InvalidInput
from insertion.typography import french


class Fate(StrEnum):
    """What became of a clause from one side to the other; the value is its French key."""

    SAME = "identique"
    CHANGED = "modifiee"
    ADDED = "ajoutee"
    REMOVED = "retiree"


@dataclass(frozen=True, slots=True)
class Side:
    """Clauses to compare: their name for people, the folder of each one's source, their library.

    ``folders`` gives the path of a clause's folder under the library's root, by identifier.
    """

    name: str
    library: Library
    clauses: Mapping[str, Clause]
    folders: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a clause that differs, in the unified form every tool reads."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes on paper in some examples: their names, and the lines that differ."""

    cases: tuple[str, ...]
    changes: tuple[LineChange, ...]


@dataclass(frozen=True, slots=True)
class ClauseDiff:
    """A clause on both sides; an absent side is ``None``. ``cases`` counts the examples run."""

    id: str
    fate: Fate
    before: Clause | None
    after: Clause | None
    source: tuple[SourceFile, ...] = ()
    effects: tuple[Effect, ...] = ()
    cases: int = 0


def whole_side(name: str, library: Library) -> Side:
    """Return every current clause of a library as a side."""
    return Side(name, library, library.clauses, {each: each for each in library.clauses})


def compare(before: Side, after: Side) -> list[ClauseDiff]:
    """Return every clause of both sides and what became of it, by identifier.

    Raises:
        InvalidInput: when the examples of a clause cannot be read.
    """
    return [
        _compare(name, before, after)
        for name in sorted(before.clauses.keys() | after.clauses.keys())
    ]


def _compare(name: str, before: Side, after: Side) -> ClauseDiff:
    old, new = before.clauses.get(name), after.clauses.get(name)
    if old is None or new is None:
        fate = Fate.ADDED if old is None else Fate.REMOVED
        return ClauseDiff(name, fate, old, new)
    if old.sha256 == new.sha256:
        return ClauseDiff(name, Fate.SAME, old, new)
    source = tuple(_source(name, before, after))
    effects, count = _effects(old, new, before.library, after.library)
    return ClauseDiff(name, Fate.CHANGED, old, new, source, effects, count)


# --- Source -----------------------------------------------------------------------------------


def _source(name: str, before: Side, after: Side) -> Iterator[SourceFile]:
    old, new = _files(name, before), _files(name, after)
    for file in dict.fromkeys((*old, *new)):
        lines = tuple(
            difflib.unified_diff(
                old.get(file, "").splitlines(),
                new.get(file, "").splitlines(),
                f"{before.name}/{name}/{file}",
                f"{after.name}/{name}/{file}",
                lineterm="",
            )
        )
        if lines:
            yield SourceFile(file, lines)


def _files(name: str, side: Side) -> dict[str, str]:
    path = side.folders[name]
    sheet = read_text(side.library.root / path / SHEET, f"{path}/{SHEET}")
    return {SHEET: sheet, **side.clauses[name].bodies}


# --- Effect -----------------------------------------------------------------------------------


def _effects(
    before: Clause, after: Clause, old_library: Library, new_library: Library
) -> tuple[tuple[Effect, ...], int]:
    """Return what changes on paper, the same change once with every example that shows it."""
    found: dict[tuple[LineChange, ...], list[str]] = {}
    count = 0
    for case, places in _examples(after.id, (new_library, old_library)):
        count += 1
        changes = line_changes(
            worded(before, case, places, old_library).splitlines(),
            worded(after, case, places, new_library).splitlines(),
        )
        if changes:
            found.setdefault(tuple(changes), []).append(case.name)
    return tuple(Effect(tuple(names), changes) for changes, names in found.items()), count


def _examples(name: str, libraries: Iterable[Library]) -> Iterator[tuple[Case, Placeholders]]:
    """Yield the examples of both sides, each once, with the values they stand for."""
    seen: list[Case] = []
    for each in libraries:
        if name not in each.clauses:
            continue
        library = _with_base(each)
        clause = each.clauses[name]
        for case in cases_of(clause, library):
            if any((one.on, one.given) == (case.on, case.given) for one in seen):
                continue
            seen.append(case)
            try:
                yield case, case_values(case, clause, library)
            except InvalidInput:
                continue  # facts that make no contract word nothing on either side


def _with_base(library: Library) -> Library:
    """Return a library whose examples have a contract to start from, the shipped one if need be."""
    if (library.root / BASE).is_file():
        return library
    known: Library | None = library.memory.get(BASE + ":library")
    if known is None:
        root = LayeredFolder([library.root, builtin_library().root], library.root.name)
        known = library.memory[BASE + ":library"] = Library(library.clauses, library.plans, root)
    return known


_REFERENCE = re.compile(r"\[([a-z][a-z0-9-]*)\]")


def worded(clause: Clause, case: Case, places: Placeholders, library: Library) -> str:
    """Return the text of a clause in an example; why there is none, in brackets, when it refuses.

    An example that does not call for the clause gives no text.
    """
    try:
        if not applies(clause, places):
            return ""
        text = plain_text(render_clause(clause, places, case.on).blocks)
        return _REFERENCE.sub(lambda found: _title(found[1], library), text)
    except InvalidInput as error:
        return f"[{error.faults[0].cause}]"
    except (KeyError, TypeError, MarkupError):  # a field or a condition this state cannot have
        return "[Ce texte ne peut pas être produit pour cet exemple.]"


def _title(identifier: str, library: Library) -> str:
    """Return a reference to a clause as people read it."""
    known = library.clauses.get(identifier)
    return f"[{identifier}]" if known is None else french(f"article « {known.sheet.title} »")
