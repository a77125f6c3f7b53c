"""The checks every generated set goes through: a set that contradicts itself is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docgen.reading.docx_text import read_own
from docgen.reading.pieces import ReadSet, read_set
from docgen.reading.review import review
from docgen.reading.text import Place
from docgen.reading.verdicts import Outcome
from insertion.errors import Fault, fault

CONSISTENT = (
    "heures_egales",
    "volume_unique",
    "date_limite_unique",
    "penalites",
    "rythme_unique",
    "renvois",
    "ccag_juste",
)
"""The checks that find a set at odds with itself."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction: which check, what, and the places where it is read."""

    check: str
    text: str
    places: tuple[Place, ...]

    def as_fault(self) -> Fault:
        """Return the fault that refuses the set, at the first place, naming the others."""
        first = str(self.places[0]) if self.places else "pièces"
        others = " ; ".join(map(str, self.places[1:]))
        return fault(
            "PIECES_CONTRADICTOIRES", first, detail=self.text, advice=others and f"Voir {others}."
        )


def consistency(pieces: Iterable[tuple[str, bytes]]) -> tuple[Finding, ...]:
    """Return what the pieces of one set contradict, from the bytes of each; names are shown."""
    return contradictions(read_set(read_own(content, name) for name, content in pieces))


def contradictions(pieces: ReadSet) -> tuple[Finding, ...]:
    """Return what documents already read contradict."""
    return tuple(
        Finding(each.check.id, remark.text, remark.places)
        for each in review(pieces, CONSISTENT)
        if each.blocks and each.outcome is Outcome.FAIL
        for remark in each.remarks
    )
