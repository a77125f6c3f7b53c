"""Which clause an article is about, whoever wrote it: rare words shared, titles first."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from docgen.reading.pieces import ReadPiece
from docgen.reading.points import Wording, is_variable, tokens
from docgen.reading.text import Kind, Line, Place, folded, place_of, sentences

LEAST = 0.16
"""Likeness of an article and a clause below which nothing is said: most words are common."""
BESIDE = 0.7
"""Share of the best likeness from which another clause is also meant."""
TITLE = 3.0
"""How many times a word of a title counts."""
SEVERAL = 6
"""Words of a sentence from which it may have its own subject."""
STEM = 6
EMPTY_WORDS = frozenset({
    "a", "au", "aux", "avec", "ce", "ces", "cette", "d", "dans", "de", "des", "du", "elle", "en",
    "est", "et", "il", "l", "la", "le", "les", "leur", "lui", "n", "ne", "ou", "par", "pas", "pour",
    "qu", "que", "qui", "s", "sa", "se", "ses", "si", "son", "sont", "sous", "sur", "un", "une",
    "y", "article",
})  # fmt: skip

_TITLED = {
    "publics-eligibles": r"beneficiaires?|publics?\b|personnes? (?:eligibles?|concernees?|visees?)",
    "eligibilite-validation": r"eligibilite|validation des (?:publics|candidatures|personnes)",
    "suivi-justificatifs": r"\bsuivi|justificatifs?|controle|evaluation|compte[- ]rendu",
    "insertion-penalites": r"penalites?|sanctions?|manquements?",
    "insertion-resiliation": r"resiliation",
    "facilitateur-role": r"facilitat|accompagnement du titulaire|guichet",
    "difficultes-adaptation": r"difficultes?|adaptation|empechement",
    "modalites-execution": r"modalites? (?:d'execution|de mise en œuvre|de mise en oeuvre"
    r"|de realisation)|mise en (?:œuvre|oeuvre)|voies? d'execution",
    "comptage-heures": r"(?:decompte|comptage|comptabilisation|calcul) des heures",
    "globalisation-heures": r"globalisation|mutualisation|regroupement",
    "donnees-personnelles": r"donnees (?:personnelles|a caractere)|confidentialite",
    "titulaire-referent": r"referent|interlocuteur",
    "insertion-objet": r"objet (?:de la clause|de la demarche|de l'action)",
    "insertion-perimetre": r"perimetre|champ d'application",
    "repartition-groupement": r"groupement|cotraitan",
    "formation-alternance": r"\bformation|alternance|tutorat",
}
"""What others title the article on the subject of a clause of ours."""


def titled(piece: ReadPiece, lines: Sequence[Line]) -> Mapping[str, Place]:
    """Return, by clause, the first article on insertion whose title names the clause's subject."""
    found: dict[str, Place] = {}
    for line in lines:
        if line.kind is Kind.HEADING or not line.titles:
            continue
        title = folded(line.titles[-1])
        for clause, pattern in _TITLED.items():
            if clause not in found and re.search(rf"\b(?:{pattern})", title):
                found[clause] = place_of(piece.document, line)
    return found


def stems(words: Iterable[str]) -> list[str]:
    """Return the openings of the words that tell one subject from another."""
    return [
        each[:STEM] for each in words
        if not is_variable(each) and each not in EMPTY_WORDS and not each[0].isdigit()
    ]  # fmt: skip


Vector = dict[str, float]


def themes(
    piece: ReadPiece, lines: Sequence[Line], wordings: Sequence[Wording]
) -> Mapping[str, Place]:
    """Return, by clause, the article of the document that is most about it, if one is.

    ``lines`` are those that follow no wording of ours: what they are about is not known yet.

    An article is about the clause it resembles most, and those it resembles as much.
    """
    clauses: dict[str, Vector] = {}
    for wording in wordings:
        vector = clauses.setdefault(wording.clause.id, {})
        for point in wording.points:
            _add(vector, point.tokens, TITLE if point.heading else 1.0)
        _add(vector, tokens(wording.clause.sheet.title), TITLE)
    rarity = _rarity(clauses.values())
    weighted = {key: _weighted(vector, rarity) for key, vector in clauses.items()}
    found: dict[str, tuple[float, Place]] = {}
    for vector, place in _subjects(piece, lines):
        own = _weighted(vector, rarity)
        scores = {key: _likeness(own, other) for key, other in weighted.items()}
        enough = max(LEAST, BESIDE * max(scores.values(), default=0.0))
        for key, score in scores.items():
            if score >= enough and (key not in found or score > found[key][0]):
                found[key] = (score, place)
    return {key: place for key, (_, place) in found.items()}


def _subjects(piece: ReadPiece, told: Sequence[Line]) -> Iterator[tuple[Vector, Place]]:
    """Yield what is about one thing: an article, a row, a long sentence."""
    for _, group in groupby(told, key=lambda each: (each.article, each.titles)):
        lines = list(group)
        title = tokens(lines[0].titles[-1] if lines[0].titles else "")
        vector: Vector = {}
        _add(vector, title, TITLE)
        for line in lines:
            _add(vector, tokens(line.text), TITLE if line.kind is Kind.HEADING else 1.0)
        stating = next((each for each in lines if each.kind is not Kind.HEADING), lines[0])
        yield vector, place_of(piece.document, stating)
        for line in lines:
            yield from _parts(piece, line)


def _parts(piece: ReadPiece, line: Line) -> Iterator[tuple[Vector, Place]]:
    if line.kind is Kind.ROW and line.row > 1:
        vector: Vector = {}
        _add(vector, tokens(line.cells[0]), TITLE)
        _add(vector, tokens(line.text), 1.0)
        yield vector, place_of(piece.document, line)
    elif line.kind is not Kind.ROW:
        for sentence in sentences(line.text):
            vector = {}
            _add(vector, tokens(sentence), 1.0)
            if len(vector) >= SEVERAL:
                yield vector, place_of(piece.document, line, sentence)


def _add(vector: Vector, words: Iterable[str], weight: float) -> None:
    for stem in stems(words):
        vector[stem] = max(weight, vector.get(stem, 0.0))


def _rarity(vectors: Iterable[Vector]) -> Vector:
    holders: dict[str, int] = defaultdict(int)
    count = 0
    for vector in vectors:
        count += 1
        for stem in vector:
            holders[stem] += 1
    return {stem: math.log(1 + count / held) for stem, held in holders.items()}


def _weighted(vector: Vector, rarity: Vector) -> Vector:
    return {stem: weight * rarity.get(stem, 0.0) for stem, weight in vector.items()}


def _likeness(one: Vector, other: Vector) -> float:
    shared = sum(weight * other[stem] for stem, weight in one.items() if stem in other)
    norm = math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
    return shared / norm if norm else 0.0
