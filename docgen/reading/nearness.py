"""How far a document is from the shared wording: clause by clause, point by point.

Every number here is a share of words, from 0 to 1: the words of the library the document has, in
order, variables apart. It ranks passages for a reader; it decides nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from docgen.reading.likeness import Alignment, aligned
from docgen.reading.pieces import ReadPiece
from docgen.reading.points import Point, Wording, tokens
from docgen.reading.text import Kind, Line, Place, place_of, sentences
from docgen.reading.themes import stems, themes, titled

SAME, CLOSE, NEAR = 1.0, 0.6, 0.42
"""From which likeness a sentence is the same, a version of ours, or merely on the same subject.

One word apart is not the same: it may be « ne ».
"""
SHORT = 4
"""Words of a point below which only the same words count: « un manque de candidats »."""
CANDIDATES = 24
LABEL = 8
"""Words below which a sentence that follows nothing is a label, not a rule of the buyer's."""


class PointState(StrEnum):
    """What became of a point of ours; the value is its published key."""

    SAME = "identique"
    CHANGED = "modifie"
    ELSEWHERE = "a_rapprocher"
    """Something is said on the subject, in other words: a person compares."""
    ABSENT = "absent"


class ClauseState(StrEnum):
    """What became of a clause; the value is its published key. « conforme » is no such word."""

    SAME = "meme_texte"
    CLOSE = "proche"
    OTHER_WORDS = "autre_redaction"
    ABSENT = "absente"


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of the document, with its line."""

    line: Line
    text: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PointMatch:
    """A point of ours and what answers to it."""

    point: Point
    state: PointState
    unit: Unit | None = None
    alignment: Alignment | None = None
    place: Place | None = None

    @property
    def score(self) -> float:
        """Return the likeness that counts: nothing below a version of ours."""
        counted = self.state in (PointState.SAME, PointState.CHANGED)
        return self.alignment.score if counted and self.alignment else 0.0


@dataclass(frozen=True, slots=True)
class ClauseMatch:
    """A clause and the document: what it has of it, where, and how near."""

    wording: Wording
    matches: tuple[PointMatch, ...]
    nearness: float
    state: ClauseState
    places: tuple[Place, ...]
    expected: bool = True

    @property
    def missing(self) -> tuple[PointMatch, ...]:
        """Return the points nothing answers to, those that depend on an unknown fact apart."""
        return tuple(
            each for each in self.matches
            if each.state is PointState.ABSENT
            and not each.point.optional and not each.point.heading
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the document and the clause it follows, or else the nearest on its subject.

    ``state`` is that of the point it follows; :attr:`PointState.ABSENT` when it follows none.
    """

    place: Place
    clause: str
    state: PointState
    score: float


@dataclass(frozen=True)
class Nearness:
    """A document against a library."""

    piece: ReadPiece
    clauses: tuple[ClauseMatch, ...]
    passages: tuple[Passage, ...]
    """What the document says of insertion, in its order; short labels that follow nothing apart."""

    @property
    def own(self) -> tuple[Passage, ...]:
        """Return what the document alone says."""
        return tuple(each for each in self.passages if each.state is PointState.ABSENT)

    @property
    def overall(self) -> float:
        """Return the share of the words of the expected clauses that the document has."""
        expected = [each for each in self.clauses if each.expected]
        words = sum(each.wording.words for each in expected)
        had = sum(each.nearness * each.wording.words for each in expected)
        return had / words if words else 0.0

    @property
    def missing(self) -> tuple[ClauseMatch, ...]:
        """Return the expected clauses of which the document has nothing."""
        return tuple(
            each for each in self.clauses if each.expected and each.state is ClauseState.ABSENT
        )


@dataclass
class _Index:
    """Sentences by the words they hold, rare words first."""

    bags: list[Counter[str]]
    holders: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    weight: dict[str, float] = field(default_factory=dict)
    total: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        for at, bag in enumerate(self.bags):
            for stem in bag:
                self.holders[stem].append(at)
        count = max(1, len(self.bags))
        self.weight = {
            stem: math.log(1 + count / len(found)) for stem, found in self.holders.items()
        }
        self.total = [sum(self.weight[stem] for stem in bag) or 1.0 for bag in self.bags]

    def nearest(self, bag: Counter[str], most: int) -> list[tuple[int, float]]:
        """Return the sentences that share most, with the share of this one's weight they hold."""
        scores = self._scores(bag)
        own = sum(self.weight.get(stem, 1.0) for stem in bag) or 1.0
        ranked = sorted(scores.items(), key=lambda each: (-each[1], each[0]))[:most]
        return [(at, score / own) for at, score in ranked]

    def candidates(self, bag: Counter[str], most: int) -> list[int]:
        """Return the sentences to compare: those that share most, those most wholly shared.

        A sentence that is nearly all variables shares little, and all it has.
        """
        scores = self._scores(bag)
        sharing = sorted(scores, key=lambda at: (-scores[at], at))[:most]
        held = sorted(scores, key=lambda at: (-scores[at] / self.total[at], at))[:most]
        return list(dict.fromkeys((*sharing, *held)))

    def _scores(self, bag: Counter[str]) -> dict[int, float]:
        scores: dict[int, float] = defaultdict(float)
        for stem in bag:
            for at in self.holders.get(stem, ()):
                scores[at] += self.weight[stem]
        return scores


def _bag(words: Iterable[str]) -> Counter[str]:
    return Counter(stems(words))


def units_of(piece: ReadPiece) -> list[Unit]:
    """Return the sentences of a document on insertion; each cell of a row is one."""
    found: list[Unit] = []
    for line in piece.insertion:
        for part in line.cells or (line.text,):
            for sentence in sentences(part):
                words = tokens(sentence)
                if len(words) >= 2:
                    found.append(Unit(line, sentence, words))
    return found


def nearness(
    piece: ReadPiece, wordings: Sequence[Wording], expected: Mapping[str, bool]
) -> Nearness:
    """Return how near a document is to ``wordings``; of a clause in variants, the nearest is kept.

    ``expected`` tells, by clause, whether the document should have it.
    """
    units = units_of(piece)
    points = [each for wording in wordings for each in wording.points]
    index = _Index([_bag(each.tokens) for each in points])
    found = _pairs(units, points, index)
    by_unit = _Index([_bag(each.tokens) for each in units])
    followed = {id(unit.line) for _, unit in found.values()}
    left = [each for each in piece.insertion if id(each) not in followed]
    wanted = [each for each in wordings if expected.get(each.clause.id, False)]
    about = {**themes(piece, left, wanted), **titled(piece, piece.insertion)}
    best: dict[str, ClauseMatch] = {}
    start = 0
    for wording in wordings:
        ranks = range(start, start + len(wording.points))
        start += len(wording.points)
        made = _clause(piece, wording, [found.get(at) for at in ranks], units, by_unit,
                       expected=expected.get(wording.clause.id, False))  # fmt: skip
        place = about.get(wording.clause.id)
        if made.state is ClauseState.ABSENT and place is not None:
            made = replace(made, state=ClauseState.OTHER_WORDS, places=(place,))
        kept = best.get(wording.clause.id)
        if kept is None or made.nearness > kept.nearness:
            best[wording.clause.id] = made
    clauses = tuple(best.values())
    return Nearness(piece, clauses, tuple(_passages(piece, units, points, index, clauses)))


def _pairs(
    units: Sequence[Unit], points: Sequence[Point], index: _Index
) -> dict[int, tuple[Alignment, Unit]]:
    """Return, by point, the sentence that follows it best."""
    found: dict[int, tuple[Alignment, Unit]] = {}
    exact: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, point in enumerate(points):
        exact[point.tokens].append(at)
    for unit in units:
        near = index.candidates(_bag(unit.tokens), CANDIDATES)
        for at in dict.fromkeys((*exact.get(unit.tokens, ()), *near)):
            alignment = aligned(points[at].tokens, unit.tokens)
            enough = SAME if points[at].words <= SHORT else CLOSE
            if alignment.score >= enough and (
                at not in found or alignment.score > found[at][0].score
            ):
                found[at] = (alignment, unit)
    settled = {id(unit) for alignment, unit in found.values() if alignment.score >= SAME}
    # a sentence that is one of ours word for word is no version of another
    return {
        at: (alignment, unit) for at, (alignment, unit) in found.items()
        if alignment.score >= SAME or id(unit) not in settled
    }  # fmt: skip


def _clause(
    piece: ReadPiece,
    wording: Wording,
    found: Sequence[tuple[Alignment, Unit] | None],
    units: Sequence[Unit],
    by_unit: _Index,
    *,
    expected: bool,
) -> ClauseMatch:
    matches: list[PointMatch] = []
    for point, pair in zip(wording.points, found, strict=True):
        if pair is not None:
            alignment, unit = pair
            found_as = PointState.SAME if alignment.score >= SAME else PointState.CHANGED
            place = place_of(piece.document, unit.line, unit.text)
            matches.append(PointMatch(point, found_as, unit, alignment, place))
        else:
            matches.append(_elsewhere(piece, point, units, by_unit))
    counted = [
        each for each in matches
        if not each.point.heading and (not each.point.optional or each.score)
    ]  # fmt: skip
    words = sum(each.point.words for each in counted)
    had = sum(each.score * each.point.words for each in counted)
    near = had / words if words else 0.0
    state = _state(matches, near)
    places = () if state is ClauseState.ABSENT else _places(matches)
    return ClauseMatch(wording, tuple(matches), near, state, places, expected)


def _elsewhere(
    piece: ReadPiece, point: Point, units: Sequence[Unit], by_unit: _Index
) -> PointMatch:
    """Return what is said on the subject of a point in other words, if anything is."""
    bag = _bag(point.tokens)
    if point.heading or len(bag) < 2:
        return PointMatch(point, PointState.ABSENT)
    for at, share in by_unit.nearest(bag, 1):
        shared = sum(1 for each in bag if each in by_unit.bags[at])
        if share >= NEAR and shared >= min(3, len(bag)):
            unit = units[at]
            return PointMatch(
                point, PointState.ELSEWHERE, unit, None,
                place_of(piece.document, unit.line, unit.text),
            )  # fmt: skip
    return PointMatch(point, PointState.ABSENT)


def _state(matches: Sequence[PointMatch], near: float) -> ClauseState:
    stating = [each for each in matches if not each.point.heading and not each.point.optional]
    if stating and all(each.state is PointState.SAME for each in stating):
        return ClauseState.SAME
    if near >= CLOSE:
        return ClauseState.CLOSE
    told = [each for each in stating if each.state is not PointState.ABSENT]
    if near >= 0.15 or (stating and len(told) >= max(2, 0.35 * len(stating))):
        return ClauseState.OTHER_WORDS
    return ClauseState.ABSENT


def _places(matches: Sequence[PointMatch]) -> tuple[Place, ...]:
    """Return where a clause is read: the first place of each article, the surest first."""
    ranked = sorted(
        (each for each in matches if each.place is not None and not each.point.heading),
        key=lambda each: -each.score,
    )
    by_article: dict[str, Place] = {}
    for each in ranked:
        assert each.place is not None
        by_article.setdefault(each.place.article, each.place)
    return tuple(by_article.values())[:3]


def _passages(
    piece: ReadPiece,
    units: Sequence[Unit],
    points: Sequence[Point],
    index: _Index,
    clauses: Sequence[ClauseMatch],
) -> Iterator[Passage]:
    """Yield each sentence with the clause it follows best, or the nearest on its subject."""
    followed: dict[int, PointMatch] = {}
    for each in (match for clause in clauses for match in clause.matches if match.score):
        if each.score > (followed[id(each.unit)].score if id(each.unit) in followed else 0):
            followed[id(each.unit)] = each
    for unit in units:
        place = place_of(piece.document, unit.line, unit.text)
        match = followed.get(id(unit))
        if match is not None:
            yield Passage(place, match.point.clause, match.state, match.score)
        elif unit.line.kind not in (Kind.HEADING, Kind.ROW) and len(unit.tokens) >= LABEL:
            near = index.nearest(_bag(unit.tokens), 1)
            at, share = near[0] if near else (-1, 0.0)
            clause = points[at].clause if share >= NEAR else ""
            yield Passage(place, clause, PointState.ABSENT, 0.0)
