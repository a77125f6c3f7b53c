"""Adapted clauses and their bases: made, then compared when the base moved."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import yaml

from docgen.clause import Clause
from docgen.clause_source import BASE_COPY, clause_of_version, read_clause
from docgen.library import CASES, HISTORY, SHEET, Library, read_text
from docgen.origin import Origin, origin_from, origin_of
from docgen.stack import Stack, holders
from insertion.typography import date_text, plain

TO_REVIEW = "adaptation à relire par un juriste"


# --- Adapting ---------------------------------------------------------------------------------


def adapted(
    clause: Clause, library: Library, *, publisher: str, reason: str, on: date
) -> dict[str, bytes]:
    """Return the files of an adaptation of ``clause``, by their path in the adapter's folder.

    The wording is the base's, ready to be edited; a copy of the base stays beside it, so that one
    can always be compared with the other. ``on`` dates the first line of its history.

    Raises:
        InvalidInput: when the sheet of the base cannot be read again.
    """
    folder = library.root / clause.id
    reviewed = clause.sheet.provenance.reviewed  # of the base: nobody read the adaptation yet
    sheet = read_text(folder / SHEET, f"{clause.id}/{SHEET}")
    changed = with_provenance(
        sheet,
        {
            "publisher": publisher,
            "derived_from": str(origin_from(clause)),
            "reason": reason,
            "reviewed": {"on": reviewed.on.isoformat(), "by": TO_REVIEW},
        },
    )
    files = {SHEET: changed, **clause.bodies}
    if (folder / CASES).is_file():
        files[CASES] = read_text(folder / CASES, f"{clause.id}/{CASES}")
    files[HISTORY] = _history(clause, reason, on)
    files |= {f"{BASE_COPY}/{name}": text for name, text in {SHEET: sheet, **clause.bodies}.items()}
    return {f"{clause.id}/{path}": text.encode() for path, text in files.items()}


def _history(clause: Clause, reason: str, on: date) -> str:
    sheet = clause.sheet
    origin = origin_from(clause).name
    return (
        f"# {sheet.title} : historique\n\n"
        f"## {sheet.version}, adaptation du {plain(date_text(on))}\n\n"
        f"- Effet : texte de départ {origin}, à modifier.\n- Motif : {reason}\n"
    )


def with_reason(history: str, reason: str, on: date) -> str:
    """Return the history of an adaptation, ended by one more dated reason."""
    line = f"- Correction du {plain(date_text(on))}, motif : {reason}\n"
    return f"{history.rstrip()}\n{line}".lstrip()


def with_provenance(text: str, values: Mapping[str, Any]) -> str:
    """Return a sheet whose provenance says ``values``; every other character is kept.

    Raises:
        ValueError: when the sheet has no provenance to change.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    found = _entries(root).get("provenance")
    if not isinstance(found, yaml.MappingNode) or not found.value:
        raise ValueError("a sheet without provenance")
    present = _entries(found)
    edits: list[tuple[int, int, str]] = []
    added: list[str] = []
    for key, value in values.items():
        written = json.dumps(value, ensure_ascii=False)  # a JSON string is a YAML string
        if key in present:
            node = present[key]
            start, end = node.start_mark.index, node.end_mark.index
            edits.append((start, start + len(text[start:end].rstrip()), written))
        else:
            added.append(f"{key}: {written}")
    first = found.value[0][0].start_mark  # new keys come before the first one, aligned
    between = ", " if found.flow_style else "\n" + " " * first.column
    edits.append((first.index, first.index, "".join(each + between for each in added)))
    for opening, closing, written in sorted(edits, reverse=True):
        text = text[:opening] + written + text[closing:]
    return text


def _entries(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value}


# --- Bases that moved -------------------------------------------------------------------------


class Standing(StrEnum):
    """Where an adaptation stands with its base; the value is its published French key."""

    CURRENT = "a_jour"
    MOVED = "perimee"
    GONE = "sans_base"
    """No library below holds the base any more, or another publisher's clause is there."""


@dataclass(frozen=True, slots=True)
class Adaptation:
    """An adapted clause, its base now, and its base as it was when it was adapted.

    ``base_then`` is ``None`` when nobody kept that text; ``base_now`` when no library has it.
    """

    library: str
    clause: Clause
    origin: Origin
    standing: Standing
    base_library: str | None
    base_now: Clause | None
    base_then: Clause | None


def adaptations(stack: Stack) -> Iterator[Adaptation]:
    """Yield every adapted clause of a stack that is in use, and where it stands.

    Raises:
        InvalidInput: when the copy of a base cannot be read.
    """
    for clause in stack.clauses.values():
        origin = origin_of(clause)
        if origin is None:
            continue
        held = [
            (layer, each)
            for layer, each in holders(stack.layers, origin.id)
            if each is not clause and each.sheet.provenance.publisher == origin.publisher
        ]
        layer, now = held[0] if held else (None, None)
        if now is None:
            standing = Standing.GONE
        else:
            standing = Standing.CURRENT if now.sha256 == origin.sha256 else Standing.MOVED
        yield Adaptation(
            stack.origin(clause.id),
            clause,
            origin,
            standing,
            None if layer is None else layer.name,
            now,
            _base_then(stack, clause, origin),
        )


def _base_then(stack: Stack, clause: Clause, origin: Origin) -> Clause | None:
    """Return the text a clause was adapted from: the copy it kept, or a frozen version."""
    copy = stack.root / clause.id / BASE_COPY
    found: list[Clause] = []
    if (copy / SHEET).is_file():
        found.append(read_clause(copy, f"{clause.id}/{BASE_COPY}"))
    for layer, _ in holders(stack.layers, origin.id):
        frozen = clause_of_version(layer.library, origin.id, origin.version)
        if frozen is not None:
            found.append(frozen)
    return next((each for each in found if each.sha256 == origin.sha256), None)
