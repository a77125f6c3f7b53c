"""The permanent numbers a document prints: which clause it says it holds, and in which version."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docgen.clause_number import WrongNumber, read_number
from docgen.library import Library
from docgen.reading.pieces import ReadPiece
from docgen.reading.text import Place, place_of

_MARK = re.compile(
    r"\b(?P<number>[A-Z]{2,4}[ .-]?\d{4}[ .-]?[0-9A-Z])\b(?: ?[·.-] ?v?\.? ?(?P<version>\d+\.\d+))?"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A number read in a document.

    ``clause`` is empty when the library gave that number to none, or when a character of it was
    mistaken. ``version`` is the one printed, ``current`` the library's; both have two parts.
    """

    number: str
    version: str
    clause: str
    current: str
    place: Place

    @property
    def outdated(self) -> bool:
        """Tell whether the document prints another version than the library's."""
        return bool(self.clause and self.version) and self.version != self.current


def printed_numbers(piece: ReadPiece, library: Library) -> tuple[Printed, ...]:
    """Return the numbers a document prints, in its order; what only looks like one is left out."""
    given = {each.sheet.number: each for each in library.clauses.values() if each.sheet.number}
    prefixes = tuple({number.partition("-")[0] for number in given})
    found: list[Printed] = []
    for line in piece.lines:
        for match in _MARK.finditer(line.text):
            if not match["number"].startswith(prefixes):
                continue
            try:
                number = read_number(match["number"]) or ""
            except WrongNumber:
                number = ""
            clause = given.get(number)
            current = "" if clause is None else ".".join(clause.sheet.version.split(".")[:2])
            name = "" if clause is None else clause.id
            place = place_of(piece.document, line)
            found.append(
                Printed(number or match["number"], match["version"] or "", name, current, place)
            )
    return tuple(found)
