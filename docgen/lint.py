"""The checks a library must pass: one function a rule, one visible list, all findings at once."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import chain

from docgen.blocks import Heading, Text
from docgen.cases import case_values, cases_of, run_case
from docgen.clause import (
    Clause,
    citations_of,
    flags_of,
    inlines_of,
    references_of,
    variables_of,
)
from docgen.library import Library, builtin_library
from docgen.markup import MarkupError, parse, write
from docgen.placeholders import Placeholders
from insertion.errors import Fault, InvalidInput, fault
from insertion.law import articles

_LITERAL = re.compile(r"\d|€|%|\b[LRD]\. ?\d", re.IGNORECASE)


def _finding(clause: Clause, rule: str, detail: str, advice: str) -> Fault:
    return fault("CLAUSE_MAL_FORMEE", f"{clause.id} ({rule})", detail=detail, advice=advice)


def grammar(clause: Clause, library: Library) -> Iterable[Fault]:
    """C001: every body belongs to the grammar, and writing it back gives the same blocks."""
    for body, text in clause.bodies.items():
        try:
            blocks = parse(text)
        except MarkupError as error:
            yield _finding(clause, "C001", f"{body}, {error}", "Revenir à la grammaire des corps.")
            continue
        if parse(write(blocks)) != blocks:
            yield _finding(clause, "C001", f"{body} ne se réécrit pas à l'identique", "Simplifier.")


def declared_and_used(clause: Clause, library: Library) -> Iterable[Fault]:
    """C002: variables declared are variables used, and each is published with that type."""
    blocks = list(clause.blocks.values())
    tested = {each.when for each in clause.sheet.variants.values() if each.when}
    tested |= {clause.sheet.when} if clause.sheet.when else set()
    used = set(chain.from_iterable(variables_of(each) | flags_of(each) for each in blocks))
    declared = clause.sheet.variables
    for name in sorted(used - declared.keys()):
        yield _finding(clause, "C002", f"« {name} » sert sans être déclaré", "Le déclarer.")
    for name in sorted(declared.keys() - used - tested):
        yield _finding(clause, "C002", f"« {name} » est déclaré sans servir", "Le retirer.")
    known = _reference_values(clause, library)
    if known is None:
        return
    for name in sorted((used | tested) - known.values.keys()):
        yield _finding(
            clause, "C002", f"« {name} » n'est pas un champ publié", "Voir le guide des champs."
        )
    for name, kind in declared.items():
        if name in known.values and known.values[name].type != kind:
            published = known.values[name].type
            yield _finding(
                clause, "C002", f"« {name} » est de type {published}", "Corriger le type."
            )


def _reference_values(clause: Clause, library: Library) -> Placeholders | None:
    """Return every placeholder some case publishes: a few exist only in some contracts."""
    fullest = Placeholders()
    for case in cases_of(clause, library):
        if case.refuse is None:
            values = case_values(case, library)
            fullest.values.update(values.values)
    return fullest if fullest.values else None


def no_literals(clause: Clause, library: Library) -> Iterable[Fault]:
    """C003: no number, amount, percentage or article is typed in a body."""
    for name, blocks in clause.blocks.items():
        for inline in inlines_of(blocks):
            if isinstance(inline, Text) and (found := _LITERAL.search(inline.text)):
                yield _finding(
                    clause,
                    "C003",
                    f"variante {name} : « {found.group()} » dans « {inline.text.strip()[:60]} »",
                    "Passer par une variable ou par une donnée de droit.",
                )


def articles_in_force(clause: Clause, library: Library) -> Iterable[Fault]:
    """C004: every article cited or invoked exists; the basis is in force from the first day on."""
    cited = set(chain.from_iterable(citations_of(each) for each in clause.blocks.values()))
    basis = {each.article for each in clause.sheet.legal_basis}
    for article in sorted(cited | basis):
        if article not in articles():
            yield _finding(
                clause,
                "C004",
                f"l'article {article} est inconnu",
                "Compléter les données de droit.",
            )
    for each in clause.sheet.legal_basis:
        known = articles().get(each.article)
        if known and each.role == "founds" and known.at(clause.sheet.validity.start) is None:
            yield _finding(
                clause,
                "C004",
                f"{each.article} n'est pas en vigueur au début de validité",
                "Revoir la date.",
            )


def freshness(clause: Clause, library: Library) -> Iterable[Fault]:
    """C005: no cited article changed between the last review and the day it is relied upon."""
    reviewed = clause.sheet.provenance.reviewed.on
    for article in {each.article for each in clause.sheet.legal_basis}:
        for version in articles()[article].versions if article in articles() else ():
            if version.start is not None and version.start > reviewed:
                yield _finding(
                    clause,
                    "C005",
                    f"{article} change le {version.start}, après la relecture",
                    "Relire la clause.",
                )


def links(clause: Clause, library: Library) -> Iterable[Fault]:
    """C006: clauses required, excluded or referred to exist in the library."""
    sheet = clause.sheet
    named = {*sheet.requires, *sheet.conflicts}
    named |= set(chain.from_iterable(references_of(each) for each in clause.blocks.values()))
    for each in sorted(named - library.clauses.keys()):
        yield _finding(
            clause,
            "C006",
            f"la clause {each} n'est pas dans la bibliothèque",
            "Corriger l'identifiant.",
        )


def covered_by_cases(clause: Clause, library: Library) -> Iterable[Fault]:
    """C007: a case for each variant, both sides of each flag, a boundary pair; all hold."""
    cases = cases_of(clause, library)
    for case in cases:
        yield from run_case(clause, case, library)
    start = clause.sheet.validity.start
    days = {case.on for case in cases}
    for day in (start - timedelta(days=1), start):
        if day not in days:
            yield _finding(
                clause,
                "C007",
                f"aucun cas au {day.isoformat()}",
                "Ajouter la paire de dates limites.",
            )
    runs = [case_values(case, library) for case in cases if case.refuse is None]
    flags = set(chain.from_iterable(flags_of(each) for each in clause.blocks.values()))
    for flag in sorted(flags):
        seen = {each.flag(flag) for each in runs if flag in each.values}
        for wanted in (True, False):
            if wanted not in seen:
                word = "vrai" if wanted else "faux"
                yield _finding(
                    clause, "C007", f"aucun cas où « {flag} » est {word}", "Ajouter un cas."
                )
    for name, variant in clause.sheet.variants.items():
        if variant.when and not any(each.flag(variant.when) is True for each in runs):
            yield _finding(clause, "C007", f"aucun cas de la variante {name}", "Ajouter un cas.")


def titled(clause: Clause, library: Library) -> Iterable[Fault]:
    """C009: each body opens with one title of level 2, and no heading level is skipped."""
    for name, blocks in clause.blocks.items():
        headings = [block for block in blocks if isinstance(block, Heading)]
        if not blocks or blocks[0] not in headings or headings[0].level != 2:
            yield _finding(
                clause,
                "C009",
                f"variante {name} : le corps ne commence pas par « ## »",
                "Ajouter le titre.",
            )
        if sum(heading.level == 2 for heading in headings) > 1:
            yield _finding(
                clause, "C009", f"variante {name} : deux titres de niveau 2", "Découper la clause."
            )


def told(clause: Clause, library: Library) -> Iterable[Fault]:
    """C012: the clause says in French what it does, and keeps its history."""
    if not clause.sheet.summary.strip() or not clause.sheet.short_title.strip():
        yield _finding(clause, "C012", "le résumé ou le titre court est vide", "Les écrire.")
    if not (library.root / clause.id / "CHANGELOG.md").is_file():
        yield _finding(clause, "C012", "CHANGELOG.md manque", "L'écrire, en français.")


RULES: tuple[Callable[[Clause, Library], Iterable[Fault]], ...] = (
    grammar,
    declared_and_used,
    no_literals,
    articles_in_force,
    freshness,
    links,
    covered_by_cases,
    titled,
    told,
)


def check_library(library: Library) -> list[Fault]:
    """Return every finding of every rule on every clause."""
    found: list[Fault] = []
    for clause in library.clauses.values():
        try:
            _ = clause.blocks
        except MarkupError:
            found.extend(grammar(clause, library))
            continue
        for rule in RULES:
            try:
                found.extend(rule(clause, library))
            except InvalidInput as error:
                found.extend(error.faults)
    found.extend(_plan_faults(library))
    return found


def _plan_faults(library: Library) -> Iterable[Fault]:
    for document, sections in library.plans.items():
        for each in chain.from_iterable(section.clauses for section in sections):
            if each not in library.clauses:
                yield fault(
                    "CLAUSE_MAL_FORMEE",
                    f"plans.yaml:{document}",
                    detail=f"la clause {each} n'existe pas",
                    advice="Corriger le plan.",
                )


def main() -> int:
    """Print the findings of the shipped library; for its authors."""
    try:
        findings = check_library(builtin_library())
    except InvalidInput as error:
        findings = list(error.faults)
    for each in findings:
        sys.stdout.write(f"{each}\n")
    sys.stderr.write(f"{len(findings)} remarque(s)\n")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
