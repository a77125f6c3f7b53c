"""What a change of text leads to beyond the text: readers it loses, examples it no longer meets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from docgen.cases import cases_of, run_case
from docgen.clause import Clause, ClauseSheet
from docgen.library import SHEET, Library, content_hash, read_yaml
from docgen.lint_finding import Ground
from docgen.lint_text import legible
from insertion.errors import Fault


def consequences(clause: Clause, texts: Mapping[str, str], library: Library) -> list[Fault]:
    """Return what a rule or an example finds in the changed clause and did not find before.

    ``texts`` are its new sheet and bodies by file name. Places are files of the clause, and lines
    of its new text.

    Raises:
        InvalidInput: when the library's examples cannot be read.
    """
    bodies = {name: text for name, text in texts.items() if name != SHEET}
    sheet = ClauseSheet.model_validate(read_yaml(texts[SHEET], f"{clause.id}/{SHEET}"))
    changed = Clause(sheet, bodies, content_hash(texts[SHEET], bodies.items()))
    before = _found(clause, library)
    after = _found(changed, library)
    known = {(each.code, each.cause) for each in before}
    return [each for each in after if (each.code, each.cause) not in known]


def _found(clause: Clause, library: Library) -> list[Fault]:
    own = replace(library, clauses={**library.clauses, clause.id: clause}, memory={})
    found = [each.fault for each in legible(clause, Ground(own))]
    for case in cases_of(clause, own):
        found.extend(run_case(clause, case, own))
    return found
