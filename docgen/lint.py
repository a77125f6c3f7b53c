"""The checks a library must pass: one function a rule, one visible list, all findings at once."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import chain

from docgen.blocks import Heading, Text
from docgen.cases import base_facts, case_values, cases_of, run_case
from docgen.clause import (
    Clause,
    citations_of,
    flags_of,
    inlines_of,
    references_of,
    variables_of,
)
from docgen.library import CASES, HISTORY, PLANS, SHEET, Library, load_library, malformed
from docgen.markup import MarkupError, parse, write
from docgen.placeholders import Placeholders
from insertion.errors import Fault, InvalidInput
from insertion.law import articles
from insertion.typography import date_text

_LITERAL = re.compile(r"\d|€|%|\b[LRD]\. ?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found; the place of its fault is a file of the library and a key in it."""

    rule: str
    fault: Fault

    @property
    def file(self) -> str:
        """Return the file, by its path in the library."""
        return self.fault.place.partition(":")[0]

    @property
    def key(self) -> str:
        """Return where in the file: a key, a case's name, a line; empty for the whole file."""
        return self.fault.place.partition(":")[2]

    def __str__(self) -> str:
        return f"{self.fault.place} : {self.fault.cause} {self.fault.remedy} [{self.rule}]"


def _finding(rule: str, file: str, key: str, detail: str, advice: str) -> Finding:
    return Finding(rule, malformed(f"{file}:{key}" if key else file, detail, advice))


def _at(
    clause: Clause, rule: str, key: str, detail: str, advice: str, *, name: str | None = None
) -> Finding:
    """Return a finding of the clause's sheet; ``name`` opens the sentence, or the key's end."""
    named = key.rpartition(".")[2] if name is None else name
    said = f"« {named} » : {detail}" if named else detail
    return _finding(rule, f"{clause.id}/{SHEET}", key, said, advice)


def grammar(clause: Clause, library: Library) -> Iterable[Finding]:
    """C001: every body belongs to the grammar, and writing it back gives the same blocks."""
    for body, text in clause.bodies.items():
        file = f"{clause.id}/{body}"
        try:
            blocks = parse(text)
        except MarkupError as error:
            advice = "Revenir à la grammaire des corps."
            yield _finding("C001", file, f"ligne {error.line}", error.detail, advice)
            continue
        if parse(write(blocks)) != blocks:
            yield _finding("C001", file, "", "ne se réécrit pas à l'identique", "Simplifier.")


def declared_and_used(clause: Clause, library: Library) -> Iterable[Finding]:
    """C002: variables declared are variables used, and each is published with that type."""
    blocks = list(clause.blocks.values())
    chosen = {each.when for each in clause.sheet.variants.values() if each.when}
    chosen |= {clause.sheet.when} if clause.sheet.when else set()
    tested = set(chain.from_iterable(flags_of(each) for each in blocks))
    used = tested.union(*(variables_of(each) for each in blocks))
    declared = clause.sheet.variables
    for name in sorted(used - declared.keys()):
        yield _at(clause, "C002", f"variables.{name}", "sert sans être déclaré", "Le déclarer.")
    for name in sorted(declared.keys() - used - chosen):
        yield _at(clause, "C002", f"variables.{name}", "est déclaré sans servir", "Le retirer.")
    known = {name: each for run in _runs(clause, library) for name, each in run.values.items()}
    if not known:
        return
    for name in sorted((used | chosen) - known.keys()):
        detail, advice = "n'est pas un champ publié", "Voir le guide des champs."
        yield _at(clause, "C002", f"variables.{name}", detail, advice)
    for name in sorted((tested | chosen) & known.keys()):
        if known[name].type != "boolean":
            detail, advice = "sert de condition sans être vrai ou faux", "Prendre un autre champ."
            yield _at(clause, "C002", f"variables.{name}", detail, advice)
    for name, kind in declared.items():
        if name in known and known[name].type != kind:
            detail = f"est de type {known[name].type}"
            yield _at(clause, "C002", f"variables.{name}", detail, "Corriger le type.")


def _runs(clause: Clause, library: Library) -> list[Placeholders]:
    """Return the values of each case that is not a refusal; one that fails is told by C007."""
    found: list[Placeholders] = []
    for case in cases_of(clause, library):
        if case.refuse is None:
            with contextlib.suppress(InvalidInput):
                found.append(case_values(case, clause, library))
    return found


def no_literals(clause: Clause, library: Library) -> Iterable[Finding]:
    """C003: no number, amount, percentage or article is typed in a body."""
    for name, variant in clause.sheet.variants.items():
        for inline in inlines_of(clause.blocks[name]):
            if isinstance(inline, Text) and (found := _LITERAL.search(inline.text)):
                yield _finding(
                    "C003",
                    f"{clause.id}/{variant.body}",
                    _line_of(inline.text, clause.bodies[variant.body]),
                    f"« {found.group()} » dans « {inline.text.strip()[:60]} »",
                    "Passer par une variable ou par une donnée de droit.",
                )


def _line_of(words: str, body: str) -> str:
    """Return where a body says ``words``, which stand on one line."""
    lines = body.split("\n")
    number = next((n for n, line in enumerate(lines, start=1) if words.strip() in line), None)
    return "" if number is None else f"ligne {number}"


def articles_in_force(clause: Clause, library: Library) -> Iterable[Finding]:
    """C004: every article cited or invoked exists; the basis is in force from the first day on."""
    cited = set(chain.from_iterable(citations_of(each) for each in clause.blocks.values()))
    basis = {each.article for each in clause.sheet.legal_basis}
    for article in sorted(cited | basis):
        if article not in articles():
            key = f"legal_basis.{article}" if article in basis else f"[{article}]"
            detail, advice = "article inconnu", "Compléter les données de droit."
            yield _at(clause, "C004", key, detail, advice)
    for each in clause.sheet.legal_basis:
        known = articles().get(each.article)
        if known and each.role == "founds" and known.at(clause.sheet.validity.start) is None:
            detail = "article qui n'est pas en vigueur au début de validité"
            yield _at(clause, "C004", f"legal_basis.{each.article}", detail, "Revoir la date.")


def freshness(clause: Clause, library: Library) -> Iterable[Finding]:
    """C005: no cited article changed between the last review and the day it is relied upon."""
    reviewed = clause.sheet.provenance.reviewed.on
    for article in sorted({each.article for each in clause.sheet.legal_basis}):
        for version in articles()[article].versions if article in articles() else ():
            if version.start is not None and version.start > reviewed:
                detail = f"{article} change le {date_text(version.start)}, après la relecture"
                yield _at(
                    clause, "C005", "provenance.reviewed.on", detail, "Relire la clause.", name=""
                )


def links(clause: Clause, library: Library) -> Iterable[Finding]:
    """C006: clauses required, excluded or referred to exist in the library."""
    sheet = clause.sheet
    places = {
        "requires": sheet.requires,
        "conflicts": sheet.conflicts,
        "[clause:…]": chain.from_iterable(references_of(each) for each in clause.blocks.values()),
    }
    for key, named in places.items():
        for each in sorted(set(named) - library.clauses.keys()):
            detail, advice = "n'est pas dans la bibliothèque", "Corriger l'identifiant."
            yield _at(clause, "C006", key, detail, advice, name=each)


def covered_by_cases(clause: Clause, library: Library) -> Iterable[Finding]:
    """C007: a case for each variant, both sides of each flag, a boundary pair; all hold."""
    cases = cases_of(clause, library)
    for case in cases:
        for each in run_case(clause, case, library):
            yield Finding("C007", each)
    start = clause.sheet.validity.start
    days = {case.on for case in cases}
    file = f"{clause.id}/{CASES}"
    for day in (start - timedelta(days=1), start):
        if day not in days:
            advice = "Ajouter la paire de dates limites."
            yield _finding("C007", file, "on", f"aucun cas au {day.isoformat()}", advice)
    runs = _runs(clause, library)
    for flag in sorted(set(chain.from_iterable(flags_of(b) for b in clause.blocks.values()))):
        seen = {each.values[flag].value for each in runs if flag in each.values}
        for wanted, word in ((True, "vrai"), (False, "faux")):
            if wanted not in seen:
                detail = f"aucun cas où « {flag} » est {word}"
                yield _finding("C007", file, "given", detail, "Ajouter un cas.")
    for name, variant in clause.sheet.variants.items():
        if variant.when and not any(_is_true(variant.when, each) for each in runs):
            detail = f"aucun cas de la variante {name}"
            yield _finding("C007", file, "given", detail, "Ajouter un cas.")


def _is_true(flag: str, run: Placeholders) -> bool:
    return flag in run.values and run.values[flag].value is True


def titled(clause: Clause, library: Library) -> Iterable[Finding]:
    """C009: each body opens with one title of level 2, and no heading level is skipped."""
    for name, blocks in clause.blocks.items():
        file = f"{clause.id}/{clause.sheet.variants[name].body}"
        headings = [block for block in blocks if isinstance(block, Heading)]
        if not blocks or blocks[0] not in headings or headings[0].level != 2:
            detail = "le corps ne commence pas par « ## »"
            yield _finding("C009", file, "ligne 1", detail, "Ajouter le titre.")
        if sum(heading.level == 2 for heading in headings) > 1:
            detail = "deux titres de niveau 2"
            yield _finding("C009", file, "##", detail, "Découper la clause.")


def told(clause: Clause, library: Library) -> Iterable[Finding]:
    """C012: the clause says in French what it does, and keeps its history."""
    for key, text in (("summary", clause.sheet.summary), ("short_title", clause.sheet.short_title)):
        if not text.strip():
            yield _at(clause, "C012", key, "est vide", "L'écrire, en français.")
    if not (library.root / clause.id / HISTORY).is_file():
        file = f"{clause.id}/{HISTORY}"
        yield _finding("C012", file, "", f"{HISTORY} manque", "L'écrire, en français.")


Rule = Callable[[Clause, Library], Iterable[Finding]]
RULES: tuple[Rule, ...] = (
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
READING_CASES: dict[Rule, str] = {declared_and_used: "C002", covered_by_cases: "C007"}
"""Rules that need the library's cases, which may not be readable."""


def check_library(library: Library) -> list[Finding]:
    """Return every finding of every rule on every clause."""
    found = list(_base_findings(library))
    rules = [rule for rule in RULES if not (found and rule in READING_CASES)]
    for clause in library.clauses.values():
        try:
            _ = clause.blocks
        except MarkupError:
            found.extend(grammar(clause, library))
            continue
        for rule in rules:
            try:
                found.extend(rule(clause, library))
            except InvalidInput as error:
                found.extend(Finding(READING_CASES[rule], each) for each in error.faults)
    found.extend(_plan_findings(library))
    return list({each.fault: each for each in reversed(found)}.values())[::-1]


def check_folder(root: Traversable) -> tuple[Library | None, list[Finding]]:
    """Return the library of a folder, ``None`` when it cannot be loaded, and its findings."""
    try:
        library = load_library(root)
    except InvalidInput as error:
        return None, [Finding("C001", each) for each in error.faults]
    return library, check_library(library)


def _base_findings(library: Library) -> Iterable[Finding]:
    if not any((library.root / each / CASES).is_file() for each in library.clauses):
        return
    try:
        base_facts(library)
    except InvalidInput as error:
        yield from (Finding("C007", each) for each in error.faults)


def _plan_findings(library: Library) -> Iterable[Finding]:
    for document, sections in library.plans.items():
        for each in chain.from_iterable(section.clauses for section in sections):
            if each not in library.clauses:
                detail = f"la clause {each} n'existe pas"
                yield _finding("C006", PLANS, document, detail, "Corriger le plan.")


def main() -> int:
    """Print the findings of the shipped library; for its authors."""
    _, findings = check_folder(resources.files("clause_templates"))
    for each in findings:
        sys.stdout.write(f"{each}\n")
    sys.stderr.write(f"{len(findings)} remarque(s)\n")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
