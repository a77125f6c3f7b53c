"""The harmonisation report: a document, a library, and the figures that differ first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from docgen.library import Library
from docgen.pieces import explain
from docgen.placeholders import Placeholders, published
from docgen.reading.figures import figures
from docgen.reading.likeness import Part
from docgen.reading.loose_figures import loose_figures
from docgen.reading.marks import Printed, printed_numbers
from docgen.reading.nearness import SAME, Nearness, PointMatch, nearness
from docgen.reading.pieces import ReadPiece, Role
from docgen.reading.points import Wording, spans, wording
from docgen.reading.text import Place, cleaned, folded
from docgen.render import out_of_force
from docgen.selection import Outcome
from insertion.contract import ContractType, Mechanism
from insertion.hours import HoursResult

FIGURES = frozenset(
    ("date", "month_count", "days", "hours", "headcount", "number", "money", "ratio")
)
"""Types of variables whose value binds by its figure."""


@dataclass(frozen=True, slots=True)
class FigureRead:
    """What the document writes where a clause has a variable.

    ``expected`` is what the contract gives, empty when no contract was given; ``differs`` when
    both have figures and these are not the same. A figure that stands in no wording of ours has
    neither clause nor variable, and its ``unit``.
    """

    clause: str
    variable: str
    expected: str
    read: str
    place: Place
    differs: bool
    unit: str = ""


@dataclass(frozen=True)
class Harmonisation:
    """A document against the library: how near, the figures it gives, the numbers it prints."""

    nearness: Nearness
    figures: tuple[FigureRead, ...]
    document: str
    numbers: tuple[Printed, ...] = ()

    @property
    def differing(self) -> tuple[FigureRead, ...]:
        """Return the figures that are not those of the contract."""
        return tuple(each for each in self.figures if each.differs)


def harmonise(
    piece: ReadPiece, library: Library, on: date, result: HoursResult | None = None
) -> Harmonisation:
    """Return how a document stands against the library.

    With a contract, the clauses expected are those its own piece would take, its conditions are
    settled and its figures compared; without one, those of a contract with an execution condition.

    Raises:
        InvalidInput: when the contract can have no piece at all.
    """
    document = _plan_of(piece.role, library)
    places = None if result is None else published(result)
    if result is None:
        wordings, expected = _without_contract(library, document, on)
    else:
        wordings, expected = _with_contract(library, document, on, result, places)
    near = nearness(piece, wordings, expected)
    numbers = printed_numbers(piece, library)
    fields = _figures(near, places)
    found = [*fields, *_others(piece, near, fields, places, result)]
    found.sort(key=lambda each: not each.differs)
    return Harmonisation(near, tuple(found), document, numbers)


def _others(
    piece: ReadPiece,
    near: Nearness,
    fields: list[FigureRead],
    places: Placeholders | None,
    result: HoursResult | None,
) -> list[FigureRead]:
    """Return the figures that stand for no field of ours, in the order of the document."""
    ours = {
        (match.place, meant)
        for clause in near.clauses for match in clause.matches if match.score >= SAME
        for meant in _meaning(match.point.text)
    }  # fmt: skip
    told = {(each.place, meant) for each in fields for meant in _meaning(each.read)}
    return [
        FigureRead("", "", each.expected, each.written, each.place, each.differs, each.unit.value)
        for each in dict.fromkeys(loose_figures(piece, places, result))
        if not any((each.place, meant) in told | ours for meant in _meaning(each.written))
    ]


def _plan_of(role: Role, library: Library) -> str:
    """Return the piece of the library a document is compared to; a CCAP when nothing says."""
    return role.value if role.value in library.plans else "ccap"


def _all_variants(library: Library, document: str, on: date) -> list[Wording]:
    return [
        wording(clause, variant, on)
        for clause in library.clauses.values()
        if document in clause.sheet.applies_to.documents
        and clause.sheet.status != "withdrawn"
        and out_of_force(clause, on) is None
        for variant in clause.sheet.variants
    ]


def _without_contract(
    library: Library, document: str, on: date
) -> tuple[list[Wording], dict[str, bool]]:
    planned = {each for section in library.plans.get(document, ()) for each in section.clauses}
    condition = Mechanism.EXECUTION_CONDITION.name.lower()
    expected = {
        key: key in planned
        and clause.sheet.when is None
        and condition in clause.sheet.applies_to.mechanisms
        and clause.sheet.applies_to.contract_types != (ContractType.CONCESSION.name.lower(),)
        for key, clause in library.clauses.items()
    }
    return _all_variants(library, document, on), expected


def _with_contract(
    library: Library,
    document: str,
    on: date,
    result: HoursResult,
    places: Placeholders | None,
) -> tuple[list[Wording], dict[str, bool]]:
    kept = {
        each.clause.id: each.rendered.variant
        for each in explain(result, library, document)
        if each.outcome is Outcome.KEPT and each.rendered is not None
    }
    own = [wording(library.clauses[key], variant, on, places) for key, variant in kept.items()]
    others = [e for e in _all_variants(library, document, on) if e.clause.id not in kept]
    return [*own, *others], dict.fromkeys(kept, True)


def _figures(near: Nearness, places: Placeholders | None) -> list[FigureRead]:
    best: dict[int, tuple[tuple[float, bool], PointMatch]] = {}
    for clause in near.clauses:
        for match in clause.matches:
            if match.score:  # a sentence gives its figures to the clause it follows best
                rank = (match.score, clause.expected)
                kept = best.get(id(match.unit))
                if kept is None or rank > kept[0]:
                    best[id(match.unit)] = (rank, match)
    found = [each for _, match in best.values() for each in _of_point(match, places)]
    return sorted(dict.fromkeys(found), key=lambda each: not each.differs)


def _of_point(match: PointMatch, places: Placeholders | None) -> list[FigureRead]:
    assert match.unit is not None
    assert match.alignment is not None
    assert match.place is not None
    read: list[FigureRead] = []
    for piece in match.alignment.pieces:
        if piece.part is not Part.VALUE or piece.type not in FIGURES:
            continue
        written = as_written(match.unit.text, piece.theirs)
        expected = _expected(piece.name, places)
        meant = _meaning(expected)
        differs = bool(meant) and meant != _meaning(written)
        if differs or _meaning(written):
            read.append(
                FigureRead(match.point.clause, piece.name, expected, written, match.place, differs)
            )
    return read


def _expected(name: str, places: Placeholders | None) -> str:
    if places is None or name not in places.values:
        return ""
    value = places.values[name].value
    return cleaned(value) if isinstance(value, str) else ""


def as_written(text: str, words: tuple[int, int]) -> str:
    """Return some words of a sentence as it spells them, a sign of unit after them included."""
    first, last = words
    if first >= last:
        return ""
    where = spans(text)
    start, end = where[first][0], where[last - 1][1]
    sign = re.match(r" ?[€%]", text[end:])
    return text[start : end + (sign.end() if sign else 0)]


_DAYS = re.compile(r"ouvrables?|ouvres?|calendaires?|francs?")


def _meaning(text: str) -> tuple[str, ...]:
    """Return what binds in a value: its figures and units, « quinze jours » as « 15 jours ».

    Working days are not calendar days.
    """
    found = [f"{each.value} {each.unit.value}" for each in figures(text)]
    if not found:
        bare = re.findall(r"\d+(?: \d{3})*(?:,\d+)?", text)
        found = [str(Fraction(each.replace(" ", "").replace(",", "."))) for each in bare]
    kinds = {each.rstrip("s") for each in _DAYS.findall(folded(text))}
    return tuple(sorted((*found, *kinds)))


def differences(match: PointMatch) -> tuple[tuple[Part, str], ...]:
    """Return a point and its sentence as runs of words: common, ours, theirs, or a value.

    Runs of ours keep their variables between ⟦ ⟧.
    """
    if match.unit is None or match.alignment is None:
        return ()
    found: list[tuple[Part, str]] = []
    ours = spans(match.point.text)
    for piece in match.alignment.pieces:
        if piece.part is Part.OURS:
            a, b = piece.ours
            found.append((piece.part, match.point.text[ours[a][0] : ours[b - 1][1]]))
        else:
            found.append((piece.part, as_written(match.unit.text, piece.theirs)))
    return tuple((part, text) for part, text in found if text)
