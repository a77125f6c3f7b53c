"""Golden texts: what the first case of each variant reads like, kept so that a change is seen."""

from __future__ import annotations

from docgen.cases import case_values, cases_of
from docgen.clause import Clause
from docgen.library import Library, read_text
from docgen.render import applies, plain_text, render_clause
from insertion.errors import InvalidInput

GOLDEN = "golden"


def kept_golden(clause: Clause, variant: str, library: Library) -> str | None:
    """Return the text kept for a variant, ``None`` when none is."""
    file = library.root / clause.id / GOLDEN / f"{variant}.txt"
    return read_text(file, f"{clause.id}/{GOLDEN}/{variant}.txt") if file.is_file() else None


def golden_text(clause: Clause, variant: str, library: Library) -> str | None:
    """Return the text of the first case that gives this variant, ``None`` when no case does.

    Raises:
        InvalidInput: when the cases cannot be read.
    """
    texts: dict[str, str] | None = library.memory.get((GOLDEN, clause.id))
    if texts is None:
        texts = library.memory[GOLDEN, clause.id] = _texts(clause, library)
    return texts.get(variant)


def _texts(clause: Clause, library: Library) -> dict[str, str]:
    found: dict[str, str] = {}
    for case in cases_of(clause, library):
        if case.refuse is not None or len(found) == len(clause.sheet.variants):
            continue
        try:
            places = case_values(case, clause, library)
            if applies(clause, places):
                rendered = render_clause(clause, places, case.on)
                found.setdefault(rendered.variant, plain_text(rendered.blocks))
        except (InvalidInput, KeyError, TypeError):  # a case that fails is told by C007
            continue
    return found


def golden_files(library: Library) -> dict[str, str]:
    """Return every golden text of a library by its path in it."""
    return {
        f"{name}/{GOLDEN}/{variant}.txt": text
        for name, clause in library.clauses.items()
        for variant in clause.sheet.variants
        if (text := golden_text(clause, variant, library)) is not None
    }
