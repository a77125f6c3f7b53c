"""The files of a clause after its text changed: bodies, and the fields its sheet declares."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import yaml

from docgen.blocks import Block
from docgen.body_layout import laid_out
from docgen.clause import Clause, flags_of, variables_of
from docgen.library import SHEET, Library


def known_fields(clause: Clause, library: Library) -> dict[str, str]:
    """Return the type of every field a clause of the library prints or tests, its own first."""
    found: dict[str, str] = dict(clause.sheet.variables)
    for each in library.clauses.values():
        for name, kind in each.sheet.variables.items():
            found.setdefault(name, kind)
    return found


def edited_files(
    clause: Clause, sheet: str, variants: Mapping[str, tuple[Block, ...]], library: Library
) -> dict[str, str]:
    """Return the bodies and the sheet of a clause once some variants say something else.

    ``sheet`` is the text of its ``clause.yaml``, in which only the declared fields change.
    """
    bodies = dict(clause.bodies)
    for name, blocks in variants.items():
        file = clause.sheet.variants[name].body
        bodies[file] = laid_out(blocks, bodies[file])
    return {SHEET: _redeclared(clause, sheet, variants, library), **bodies}


def _redeclared(
    clause: Clause, sheet: str, variants: Mapping[str, tuple[Block, ...]], library: Library
) -> str:
    """Return the sheet with the fields its texts use: new ones added, dropped ones removed."""
    changed = {clause.sheet.variants[name].body: each for name, each in variants.items()}
    texts = [
        changed.get(clause.sheet.variants[name].body, blocks)
        for name, blocks in clause.blocks.items()
    ]
    used = set(chain.from_iterable(variables_of(each) | flags_of(each) for each in texts))
    before = set(
        chain.from_iterable(variables_of(each) | flags_of(each) for each in clause.blocks.values())
    )
    declared = clause.sheet.variables
    dropped = (before - used) & declared.keys() - _choosing(clause)
    added = sorted(used - declared.keys())
    if not dropped and not added:
        return sheet
    types = known_fields(clause, library)
    kept = {name: kind for name, kind in declared.items() if name not in dropped}
    return with_variables(sheet, kept | {name: types[name] for name in added})


def _choosing(clause: Clause) -> set[str]:
    """Return the booleans that choose the clause or one of its variants."""
    chosen = {each.when for each in clause.sheet.variants.values()} | {clause.sheet.when}
    return {each for each in chosen if each is not None}


def with_variables(sheet: str, variables: Mapping[str, str]) -> str:
    """Return a sheet that declares these fields; every other character is kept."""
    written = "".join(f"  {name}: {kind}\n" for name, kind in variables.items())
    root = yaml.compose(sheet, Loader=yaml.SafeLoader)
    entries = root.value if isinstance(root, yaml.MappingNode) else []
    for key, node in entries:
        if key.value == "variables":
            start, end = key.start_mark.index, node.end_mark.index
            after = sheet[end:].lstrip("\n")
            text = f"variables:\n{written}" if written else "variables: {}\n"
            return sheet[:start] + text + after
    return sheet.rstrip("\n") + f"\nvariables:\n{written}"
