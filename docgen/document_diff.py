"""A piece against the library: what became of each clause it holds, by its content controls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lxml import etree

from docgen.clause import Clause
from docgen.clause_number import is_mark
from docgen.clause_pattern import (
    Free,
    Step,
    Wanted,
    answers,
    is_blank,
    matches,
    pattern_of,
    wanted_lines,
)
from docgen.clause_source import version_rank
from docgen.frozen import frozen, serving
from docgen.gate import MAIN_PART, Package, parse_xml
from docgen.library import Library
from docgen.markup import MarkupError
from docgen.origin import origin_of
from docgen.package import PROVENANCE
from docgen.placeholders import Placeholders
from docgen.render import render_clause
from docgen.stack import Stack
from docgen.standing import WITHDRAWN
from docgen.text_diff import ALIKE, LineChange, Mark, likeness, words_between
from docgen.text_diff import Words as Kept
from insertion.errors import InvalidInput
from insertion.typography import plain

MAX_LINES = 1_000
"""Lines of a clause set against the library's: what a stranger adds beyond is not told apart."""
MIXED = "Des passages qui s'excluent sont réunis, ou l'ordre des paragraphes a changé."
_TAG = re.compile(r"clause:([a-z][a-z0-9-]*)@(\d+\.\d+\.\d+)")


class State(StrEnum):
    """Where a clause of a document stands; the value is its published French key."""

    CONFORMING = "conforme"
    CHANGED = "modifiee"
    OUTDATED = "perimee"
    """The library has a later version of it."""
    REPLACED = "remplacee"
    """The library now gives another text in its place: an adaptation, or it was withdrawn."""
    UNKNOWN = "inconnue"


@dataclass(frozen=True, slots=True)
class Held:
    """A clause a document holds: the identity it bears, the lines of its text."""

    id: str
    version: str
    sha256: str | None
    variant: str | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A clause of a document, judged.

    ``reference`` is the clause its text was read against, ``None`` when the library keeps no such
    text; ``as_written`` tells whether it says what that version says. ``current`` is the clause the
    library gives now.
    """

    held: Held
    state: State
    current: Clause | None
    reference: Clause | None
    as_written: bool | None
    changes: tuple[LineChange, ...]


def held_clauses(package: Package) -> list[Held]:
    """Return the clauses of a document, in order."""
    known = _provenance(package)
    root = parse_xml(package.parts[MAIN_PART])
    found: list[Held] = []
    for control in root.iter("{*}sdt"):
        tag = control.find("{*}sdtPr/{*}tag")
        named = _TAG.fullmatch(_value(tag))
        content = control.find("{*}sdtContent")
        if named is None or content is None:
            continue
        identifier, version = named.groups()
        sha256, variant = known.get((identifier, version), (None, None))
        lines = tuple(filter(_worded, (_text(each) for each in content.iter("{*}p"))))
        found.append(Held(identifier, version, sha256, variant, lines))
    return found


def _value(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return element.get(f"{{{etree.QName(element).namespace}}}val") or ""


def _worded(line: str) -> bool:
    return bool(line.strip()) and not is_mark(line)


def _text(paragraph: etree._Element) -> str:
    """Return the words of a paragraph as they are read, tracked changes accepted."""
    parts: list[str] = []
    for each in paragraph.iter("{*}t", "{*}br", "{*}tab", "{*}noBreakHyphen"):
        name = etree.QName(each).localname
        owner = next(each.iterancestors("{*}p"), None)
        if owner is paragraph:  # not that of a text box inside it
            parts.append(
                each.text or "" if name == "t" else "-" if name == "noBreakHyphen" else " "
            )
    return "".join(parts)


def _provenance(package: Package) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """Return the hash and variant the document's own part gives for each clause."""
    found: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    for name, part in package.parts.items():
        if not (name.startswith("customXml/") and PROVENANCE.encode() in part):
            continue
        try:
            root = parse_xml(part)
        except etree.XMLSyntaxError:
            continue  # anyone's part, damaged: the controls still name the clauses
        for each in root.iter(f"{{{PROVENANCE}}}clause"):
            key = (each.get("id") or "", each.get("version") or "")
            found[key] = (each.get("sha256"), each.get("variante"))
    return found


# --- Judging ----------------------------------------------------------------------------------


def judge(
    held: Held, library: Library, on: date | None, places: Placeholders | None = None
) -> Judged:
    """Return where a clause of a document stands in a library, for a consultation of that day.

    With the values of a contract the text is read word for word; without, the facts of the
    contract are holes, and each condition may be kept or left out.
    """
    if held.id not in library.clauses:
        return Judged(held, State.UNKNOWN, None, None, None, ())
    current = serving(library, held.id, on)
    same = held.version == current.sheet.version and (
        held.sha256 in (None, current.sha256) or origin_of(current) is None
    )  # under one number, an original has one text: what else differs is found by reading it
    reference = current if same else _version(held, library)
    changes = None if reference is None else _changes(held, reference, on, places)
    as_written = None if changes is None else not changes
    return Judged(
        held,
        _state(held, current, reference, as_written),
        current,
        reference,
        as_written,
        tuple(changes or ()),
    )


def _state(held: Held, current: Clause, reference: Clause | None, as_written: bool | None) -> State:
    if current.sheet.status == WITHDRAWN:
        return State.REPLACED
    if reference is current:
        return State.CONFORMING if as_written else State.CHANGED
    adapted = origin_of(current) is not None
    if adapted and (reference is None or origin_of(reference) is None):
        return State.REPLACED
    older = version_rank(held.version) < version_rank(current.sheet.version)
    return State.OUTDATED if older else State.UNKNOWN


def _version(held: Held, library: Library) -> Clause | None:
    """Return the text a document's clause was made of, wherever the library keeps it."""
    candidates: list[Clause] = [library.clauses[held.id], *frozen(library, held.id)]
    if isinstance(library, Stack):
        for layer, clause in library.below(held.id):
            candidates += [clause, *frozen(layer.library, held.id)]
    if held.sha256 is not None:
        return next((each for each in candidates if each.sha256 == held.sha256), None)
    return next((each for each in candidates if each.sheet.version == held.version), None)


def _changes(
    held: Held, reference: Clause, on: date | None, places: Placeholders | None
) -> list[LineChange]:
    """Return what a document's clause says otherwise; nothing when it says what was written."""
    try:
        patterns = _patterns(held, reference, on, places)
    except MarkupError:
        return [LineChange(None, line, words_between("", line)) for line in held.lines]
    if any(matches(each, held.lines) for each in patterns):
        return []
    found = [_against(each, held.lines) for each in patterns]
    return min(found, key=len)


def _patterns(
    held: Held, reference: Clause, on: date | None, places: Placeholders | None
) -> list[tuple[Step, ...]]:
    """Return the wordings a text may be: the contract's own, or every variant with its holes."""
    if places is not None:
        try:
            return [pattern_of(render_clause(reference, places, on).blocks)]
        except (InvalidInput, KeyError, TypeError):
            pass  # the clause cannot be worded for this contract: its general form is what is left
    named = reference.blocks.get(held.variant or "")
    types = reference.sheet.variables
    return [pattern_of(each, types) for each in ([named] if named else reference.blocks.values())]


def _against(pattern: Sequence[Step], lines: Sequence[str]) -> list[LineChange]:
    """Return the lines that are none of the pattern's, each beside the one it resembles."""
    wanted = list(wanted_lines(pattern))
    lines = lines[:MAX_LINES]
    pairs = _common(wanted, lines)
    missing = [each for index, each in enumerate(wanted) if index not in pairs]
    placed = {j: wanted[i].at for i, j in pairs.items()}
    found: list[tuple[int, LineChange]] = []
    for j, line in enumerate(lines):
        if j in placed or is_blank(plain(line)):
            continue
        scores = [(likeness(each.words.shown(line), line), -at) for at, each in enumerate(missing)]
        best, at = max(scores, default=(0.0, 0))
        if best >= ALIKE:
            shown = missing.pop(-at).words.shown(line)
            found.append((j, LineChange(shown, line, words_between(shown, line))))
        elif not _free_between(pattern, placed, j):
            found.append((j, LineChange(None, line, words_between("", line))))
    for each in missing:
        if not each.optional:
            gone = each.words.shown()
            place = max((j for j, at in placed.items() if at < each.at), default=-1)
            found.append((place, LineChange(gone, None, words_between(gone, ""))))
    changes = [each for _, each in sorted(found, key=lambda change: change[0])]
    return changes or [LineChange(None, None, (Kept(Mark.KEPT, MIXED),))]


def _free_between(pattern: Sequence[Step], placed: Mapping[int, int], line: int) -> bool:
    """Tell whether the contract's own lines stand in the pattern where ``line`` is."""
    start = max((at for j, at in placed.items() if j < line), default=-1)
    end = min((at for j, at in placed.items() if j > line), default=len(pattern))
    return any(isinstance(step, Free) for step in pattern[start + 1 : end])


def _common(wanted: Sequence[Wanted], lines: Sequence[str]) -> dict[int, int]:
    """Return the longest run of lines in their order that both hold: pattern line to line."""
    folded = [plain(each) for each in lines]
    rows, columns = len(wanted), len(lines)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    same = [[answers(wanted[i].words, folded[j]) for j in range(columns)] for i in range(rows)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            taken = 1 + best[i + 1][j + 1] if same[i][j] else 0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
    return dict(_walked(best, same))


def _walked(best: list[list[int]], same: list[list[bool]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(same) and j < len(best[0]) - 1:
        if same[i][j] and best[i][j] == 1 + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
