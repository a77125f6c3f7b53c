"""The rules that run the cases: fields published, every branch tried, texts as approved."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import timedelta
from itertools import chain

from docgen.cases import case_values, cases_of, run_case
from docgen.clause import Clause, flags_of, variables_of
from docgen.golden import GOLDEN, golden_text, kept_golden
from docgen.library import CASES
from docgen.lint_finding import Finding, Ground, finding, on_sheet
from docgen.lint_versions import keeps_registers, publisher_of
from docgen.placeholders import Placeholders
from insertion.errors import InvalidInput


def declared_and_used(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C002: variables declared are variables used, and each is published with that type."""
    blocks = list(clause.blocks.values())
    chosen = {each.when for each in clause.sheet.variants.values() if each.when}
    chosen |= {clause.sheet.when} if clause.sheet.when else set()
    tested = set(chain.from_iterable(flags_of(each) for each in blocks))
    used = tested.union(*(variables_of(each) for each in blocks))
    declared = clause.sheet.variables
    for name in sorted(used - declared.keys()):
        detail, advice = "sert sans être déclaré", "Le déclarer."
        yield on_sheet(clause, "C002", f"variables.{name}", detail, advice)
    for name in sorted(declared.keys() - used - chosen):
        detail, advice = "est déclaré sans servir", "Le retirer."
        yield on_sheet(clause, "C002", f"variables.{name}", detail, advice)
    runs = _runs(clause, ground) if ground.cases else []
    known = {name: each for run in runs for name, each in run.values.items()}
    if not known:
        return
    for name in sorted((used | chosen) - known.keys()):
        detail, advice = "n'est pas un champ publié", "Voir le guide des champs."
        yield on_sheet(clause, "C002", f"variables.{name}", detail, advice)
    for name in sorted((tested | chosen) & known.keys()):
        if known[name].type != "boolean":
            detail, advice = "sert de condition sans être vrai ou faux", "Prendre un autre champ."
            yield on_sheet(clause, "C002", f"variables.{name}", detail, advice)
    for name, kind in declared.items():
        if name in known and known[name].type != kind:
            detail = f"est de type {known[name].type}"
            yield on_sheet(clause, "C002", f"variables.{name}", detail, "Corriger le type.")


def _runs(clause: Clause, ground: Ground) -> list[Placeholders]:
    """Return the values of each case that is not a refusal; one that fails is told by C007."""
    found: list[Placeholders] = []
    for case in cases_of(clause, ground.library):
        if case.refuse is None:
            with contextlib.suppress(InvalidInput):
                found.append(case_values(case, clause, ground.library))
    return found


def covered_by_cases(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C007: a case for each variant, both sides of each flag, a boundary pair; all hold."""
    if not ground.cases:
        return
    cases = cases_of(clause, ground.library)
    for case in cases:
        for each in run_case(clause, case, ground.library):
            yield Finding("C007", each)
    start = clause.sheet.validity.start
    days = {case.on for case in cases}
    file = f"{clause.id}/{CASES}"
    for day in (start - timedelta(days=1), start):
        if day not in days:
            advice = "Ajouter la paire de dates limites."
            yield finding("C007", file, "", f"aucun cas au {day.isoformat()}", advice)
    runs = _runs(clause, ground)
    for flag in sorted(set(chain.from_iterable(flags_of(b) for b in clause.blocks.values()))):
        seen = {each.values[flag].value for each in runs if flag in each.values}
        for wanted, word in ((True, "vrai"), (False, "faux")):
            if wanted not in seen:
                detail = f"aucun cas où « {flag} » est {word}"
                yield finding("C007", file, "", detail, "Ajouter un cas.")
    for name, variant in clause.sheet.variants.items():
        if variant.when and not any(_is_true(variant.when, each) for each in runs):
            detail = f"aucun cas de la variante {name}"
            yield finding("C007", file, "", detail, "Ajouter un cas.")


def _is_true(flag: str, run: Placeholders) -> bool:
    return flag in run.values and run.values[flag].value is True


def golden(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C011: the text of the first case of each variant is the one that was read and kept."""
    if not ground.cases:
        return
    folder = ground.library.root / clause.id / GOLDEN
    for each in sorted(folder.iterdir(), key=lambda one: one.name) if folder.is_dir() else ():
        if each.name.removesuffix(".txt") not in clause.sheet.variants:
            file = f"{clause.id}/{GOLDEN}/{each.name}"
            yield finding("C011", file, "", "n'est le texte d'aucune variante", "L'ôter.")
    for name in clause.sheet.variants:
        kept = kept_golden(clause, name, ground.library)
        if kept is None and not keeps_registers(publisher_of(clause, ground.library)):
            continue  # a buyer's own few clauses: the text is kept where somebody asked for it
        file = f"{clause.id}/{GOLDEN}/{name}.txt"
        made = golden_text(clause, name, ground.library)
        advice = "Relire le texte produit, puis le reconstruire (clausier clauses figer --textes)."
        if made is None and kept is not None:
            yield finding("C011", file, "", "aucun cas ne donne plus ce texte", advice)
        elif made is not None and kept is None:
            yield finding("C011", file, "", "le texte attendu manque", advice)
        elif made is not None and kept is not None and made != kept:
            yield finding("C011", file, f"ligne {_first_difference(made, kept)}",
                          "le texte produit n'est plus celui qui a été relu", advice)  # fmt: skip


def _first_difference(made: str, kept: str) -> int:
    pairs = zip(made.splitlines(), kept.splitlines(), strict=False)
    same = [one == other for one, other in pairs]
    return same.index(False) + 1 if False in same else len(same) + 1
