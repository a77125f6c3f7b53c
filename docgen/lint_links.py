"""The rules of what clauses say of one another: links that lead somewhere, and never in a ring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from docgen.clause import Clause, references_of
from docgen.library import PLANS, Library
from docgen.lint_finding import Finding, Ground, finding, on_line, on_sheet
from docgen.lint_text import line_of
from docgen.standing import WITHDRAWN

_CORRECT = "Corriger l'identifiant."


def links(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C006: clauses required, excluded or referred to exist; requirements make no ring."""
    known = ground.library.clauses.keys()
    sheet = clause.sheet
    for key, named in (("requires", sheet.requires), ("conflicts", sheet.conflicts)):
        for each in sorted(set(named) - known):
            detail = "n'est pas dans la bibliothèque"
            yield on_sheet(clause, "C006", key, detail, _CORRECT, name=each)
    referred = set(chain.from_iterable(references_of(each) for each in clause.blocks.values()))
    for each in sorted(referred - known):
        yield _referred(clause, each)
    if ring := _ring(clause, ground.library):
        detail = f"s'exige elle-même : {' → '.join(ring)}"
        advice = "Ôter une exigence ; un renvoi dans le texte suffit."
        yield on_sheet(clause, "C006", "requires", detail, advice, name=clause.id)
    needed = {clause.id, *_needed(clause, ground.library)}
    for each in sorted(needed):
        against = needed & set(ground.library.clauses[each].sheet.conflicts)
        if against and each == clause.id:
            detail = f"exclut {', '.join(sorted(against))}, qu'elle exige"
            yield on_sheet(clause, "C006", "conflicts", detail, "Choisir.", name=clause.id)


def plans_lead_somewhere(library: Library) -> Iterator[Finding]:
    """C006: the plans name clauses of the library, none withdrawn."""
    for document, sections in library.plans.items():
        for each in chain.from_iterable(section.clauses for section in sections):
            clause = library.clauses.get(each)
            if clause is None:
                detail = f"la clause {each} n'existe pas"
                yield finding("C006", PLANS, document, detail, "Corriger le plan.")
            elif clause.sheet.status == WITHDRAWN:
                detail = f"la clause {each} est retirée"
                yield finding("C006", PLANS, document, detail, "L'ôter du plan.")


def _referred(clause: Clause, name: str) -> Finding:
    detail = f"« {name} » : n'est pas dans la bibliothèque"
    for body, text in clause.bodies.items():
        line = line_of(f"[clause:{name}]", text)
        if line:
            return on_line("C006", f"{clause.id}/{body}", line, detail, _CORRECT)
    return on_sheet(clause, "C006", "", detail, _CORRECT, name="")


def _needed(clause: Clause, library: Library) -> set[str]:
    """Return the clauses a clause requires, step by step."""
    found: set[str] = set()
    waiting = [*clause.sheet.requires]
    while waiting:
        name = waiting.pop()
        if name not in found and name in library.clauses:
            found.add(name)
            waiting.extend(library.clauses[name].sheet.requires)
    return found


def _ring(clause: Clause, library: Library) -> Sequence[str]:
    """Return the shortest way a clause's requirements come back to it, if it is its first name.

    A ring is told once, by the first of its clauses in alphabetical order.
    """
    ways: list[tuple[str, ...]] = [(clause.id,)]
    seen: set[str] = set()
    for way in ways:
        for name in library.clauses[way[-1]].sheet.requires:
            if name == clause.id:
                return (*way, name) if min(way) == clause.id else ()
            if name not in seen and name in library.clauses:
                seen.add(name)
                ways.append((*way, name))
    return ()
