"""The checks every generated set goes through: a set that contradicts itself is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docgen.reading.docx_text import read_own
from docgen.reading.pieces import ReadSet, read_set
from docgen.reading.review import review
from docgen.reading.text import Place
from docgen.reading.verdicts import Level, Outcome
from insertion.errors import Fault, fault

CONSISTENT = (
    "heures_egales",
    "volume_unique",
    "date_limite_unique",
    "penalites",
    "rythme_unique",
    "ccag_juste",
)
"""The checks that find a set at odds with itself, whoever wrote its pieces."""
OURS = ("renvois",)
"""The checks our own pieces owe besides: what a buyer's template refers to is the buyer's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction: which check, what, and the places where it is read."""

    check: str
    text: str
    places: tuple[Place, ...]

    def as_fault(self) -> Fault:
        """Return the fault that refuses the set, at the first place, naming the others."""
        first, *others = self.places
        return fault(
            "PIECES_CONTRADICTOIRES",
            str(first),
            detail=self.text.rstrip("."),
            others=[str(each) for each in others] or "le reste de la pièce",
        )


Pieces = Sequence[tuple[str, bytes]]
"""Pieces of a set: the name people know each by, and its bytes."""


def consistency(ours: Pieces, theirs: Pieces = ()) -> tuple[Finding, ...]:
    """Return what the pieces of one set contradict, read from their bytes.

    ``theirs`` are made from a buyer's own templates.
    """
    own = [read_own(content, name) for name, content in ours]
    others = [read_own(content, name) for name, content in theirs]
    return (
        *contradictions(read_set([*own, *others]), CONSISTENT),
        *contradictions(read_set(own), OURS),
    )


def contradictions(pieces: ReadSet, checks: Sequence[str] = CONSISTENT) -> tuple[Finding, ...]:
    """Return what documents already read contradict."""
    return tuple(
        Finding(each.check.id, remark.text, remark.places)
        for each in review(pieces, checks)
        if each.blocks and each.outcome is Outcome.FAIL
        for remark in each.remarks
        if remark.level is Level.BLOCKS
    )
