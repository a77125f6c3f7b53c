"""The checks a library must pass: one function a rule, one visible list, all findings at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable

from docgen.cases import base_facts
from docgen.library import CASES, Library, load_library
from docgen.lint_cases import covered_by_cases, declared_and_used, golden
from docgen.lint_finding import Finding, Ground, Rule
from docgen.lint_law import articles_in_force, freshness
from docgen.lint_links import links, plans_lead_somewhere
from docgen.lint_places import with_lines
from docgen.lint_text import grammar, legible, no_literals
from docgen.lint_versions import named_to_fit, told, unchanged
from docgen.markup import MarkupError
from insertion.errors import InvalidInput

__all__ = ["RULES", "Finding", "check_folder", "check_library"]

RULES: dict[str, Rule] = {
    "C001": grammar,
    "C002": declared_and_used,
    "C003": no_literals,
    "C004": articles_in_force,
    "C005": freshness,
    "C006": links,
    "C007": covered_by_cases,
    "C008": unchanged,
    "C009": legible,
    "C010": named_to_fit,
    "C011": golden,
    "C012": told,
}
READING_CASES = ("C002", "C007", "C011")
"""Rules that need the library's cases, which may not be readable."""


def check_library(library: Library, on: date | None = None, *, cases: bool = True) -> list[Finding]:
    """Return every finding of every rule on every clause.

    ``on`` is the day up to which changes in law count: without it, those announced count too.
    ``cases`` tells whether to run the cases, which takes longer than all the rest.
    """
    ground = Ground(library, on, cases)
    found = list(_base_findings(library)) if cases else []
    rules = {code: rule for code, rule in RULES.items() if not (found and code in READING_CASES)}
    for clause in library.clauses.values():
        try:
            _ = clause.blocks
        except MarkupError:
            found.extend(grammar(clause, ground))
            continue
        for code, rule in rules.items():
            try:
                found.extend(rule(clause, ground))
            except InvalidInput as error:
                found.extend(Finding(code, each) for each in error.faults)
    found.extend(plans_lead_somewhere(library))
    once = list({each.fault: each for each in reversed(found)}.values())[::-1]
    return with_lines(once, library.root)


def check_folder(root: Traversable, on: date | None = None) -> tuple[Library | None, list[Finding]]:
    """Return the library of a folder, ``None`` when it cannot be loaded, and its findings."""
    try:
        library = load_library(root)
    except InvalidInput as error:
        return None, with_lines([Finding("C001", each) for each in error.faults], root)
    return library, check_library(library, on)


def _base_findings(library: Library) -> Iterator[Finding]:
    if not any((library.root / each / CASES).is_file() for each in library.clauses):
        return
    try:
        base_facts(library)
    except InvalidInput as error:
        yield from (Finding("C007", each) for each in error.faults)


def main() -> int:
    """Print the findings of the shipped library; for its authors."""
    _, findings = check_folder(resources.files("clause_templates"))
    for each in findings:
        sys.stdout.write(f"{each}\n")
    sys.stderr.write(f"{len(findings)} remarque(s)\n")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
