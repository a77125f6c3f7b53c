"""Where buyers depart from the shared wording, why, and what several of them changed alike."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from docgen.clause import Clause
from docgen.clause_source import BASE_COPY, clause_of_version, read_clause
from docgen.library import SHEET, Library
from docgen.origin import Origin, origin_of
from insertion.typography import plain

ALIKE = 85
"""Likeness of two wordings, out of 100, from which they are one change: a word or two differ."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A changed passage of a body: lines of the base, and the buyer's in their place.

    ``line`` counts from 1 in the base; ``follows`` is the line of the base just above. Nothing
    before is an addition, nothing after a removal.
    """

    body: str
    line: int
    follows: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """A clause a buyer adapted, with the reason given; ``passages`` is ``None`` without its base.

    ``library`` is the name of the library it was read in; the buyer is who publishes the clause.
    """

    library: str
    buyer: str
    clause: Clause
    origin: Origin
    reason: str
    passages: tuple[Passage, ...] | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change several buyers made alike to one clause: a variant the library might offer.

    ``likeness`` is that of the two least alike wordings, out of 100.
    """

    clause: str
    wordings: tuple[tuple[Deviation, Passage], ...]
    likeness: int

    @property
    def buyers(self) -> tuple[str, ...]:
        """Return who made the change, each once, in order of reading."""
        return tuple(dict.fromkeys(deviation.buyer for deviation, _ in self.wordings))


def deviations(library: Library, name: str, base: Library) -> Iterator[Deviation]:
    """Yield the adapted clauses of a library, ``name`` being what it is called.

    ``base`` is where the shared wording is looked for when the adaptation kept no copy of it.

    Raises:
        InvalidInput: when the copy of a base cannot be read.
    """
    for clause in library.clauses.values():
        origin = origin_of(clause)
        if origin is None:
            continue
        then = _base_of(clause, origin, library, base)
        passages = None if then is None else tuple(_changes(then, clause))
        provenance = clause.sheet.provenance
        reason = provenance.reason or ""
        yield Deviation(name, provenance.publisher, clause, origin, reason, passages)


def _base_of(clause: Clause, origin: Origin, library: Library, base: Library) -> Clause | None:
    copy = library.root / clause.id / BASE_COPY
    kept = read_clause(copy, f"{clause.id}/{BASE_COPY}") if (copy / SHEET).is_file() else None
    known = clause_of_version(base, origin.id, origin.version)
    return next((each for each in (kept, known) if each and each.sha256 == origin.sha256), None)


def _changes(base: Clause, clause: Clause) -> Iterator[Passage]:
    for body in dict.fromkeys((*base.bodies, *clause.bodies)):
        ours = clause.bodies.get(body, "").split("\n")
        theirs = base.bodies.get(body, "").split("\n")
        steps = difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes()
        for kind, start, end, own_start, own_end in steps:
            before, after = _said(theirs[start:end]), _said(ours[own_start:own_end])
            if kind != "equal" and before != after:
                above = [line for line in theirs[:start] if line.strip()]
                yield Passage(body, start + 1, above[-1] if above else "", before, after)


def _said(lines: Sequence[str]) -> str:
    return "\n".join(line for line in lines if line.strip())


def candidates(found: Iterable[Deviation]) -> list[Candidate]:
    """Return the changes at least two buyers made alike, the most shared first.

    A change joins the first group whose every wording it is like; so the order of reading, the same
    for the same libraries, gives the same groups.
    """
    groups: list[list[tuple[Deviation, Passage]]] = []
    for deviation in found:
        for passage in deviation.passages or ():
            own = (deviation, passage)
            group = next((each for each in groups if all(_alike(own, one) for one in each)), None)
            if group is None:
                groups.append([own])
            else:
                group.append(own)
    told = [
        Candidate(group[0][0].origin.id, tuple(group), _least(group))
        for group in groups
        if len({deviation.buyer for deviation, _ in group}) > 1
    ]
    return sorted(told, key=lambda each: (-len(each.buyers), each.clause, each.wordings[0][1].line))


def _alike(one: tuple[Deviation, Passage], other: tuple[Deviation, Passage]) -> bool:
    (first, ours), (second, theirs) = one, other
    if (first.origin.publisher, first.origin.id) != (second.origin.publisher, second.origin.id):
        return False
    if ours.body != theirs.body or bool(ours.before) != bool(theirs.before):
        return False
    same_place = (
        _likeness(ours.before, theirs.before) if ours.before
        else _likeness(ours.follows, theirs.follows)
    )  # fmt: skip
    return same_place >= ALIKE and _likeness(ours.after, theirs.after) >= ALIKE


def _likeness(one: str, other: str) -> float:
    """Return how alike two texts are, out of 100; spaces, accents' forms and capitals apart."""
    return fuzz.ratio(plain(one).lower(), plain(other).lower()) if one or other else 100.0


def _least(group: Sequence[tuple[Deviation, Passage]]) -> int:
    scores = [
        _likeness(ours.after, theirs.after)
        for index, (_, ours) in enumerate(group)
        for _, theirs in group[index + 1 :]
    ]
    return int(min(scores, default=100.0))  # never says 100 of wordings that differ
