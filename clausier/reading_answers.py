"""What the reading verbs say to machines: stable documents, under French keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from clausier import answers
from clausier.clauses_words import field_label
from docgen.reading.harmonisation import FigureRead, Harmonisation, differences
from docgen.reading.nearness import ClauseMatch, PointMatch
from docgen.reading.pieces import ReadSet
from docgen.reading.points import ARTICLE, CLOSE, OPEN
from docgen.reading.review import Question, Verdict, beyond
from docgen.reading.text import Place
from docgen.reading.verdicts import Outcome, Remark
from insertion.quantities import round_half_up
from insertion.typography import french

HARMONISED: dict[str, Any] = {
    "le": None, "fichier": None, "piece": None, "proximite": None, "chiffres": [],
    "numeros_imprimes": [], "clauses": [], "manquantes": [], "passages": [],
}  # fmt: skip
REVIEWED: dict[str, Any] = {
    "le": None, "documents": [], "synthese": None, "controles": [], "grille": None,
    "hors_texte": [],
}  # fmt: skip
"""The keys of the documents of refused commands: those of done ones."""


def percent(share: float) -> int:
    """Return a share as a whole percentage, a full one only when nothing differs."""
    value = round_half_up(Fraction(share) * 100)
    return 99 if value == 100 and share < 1 else value


def shown_point(text: str) -> str:
    """Return a sentence of ours as people read it, its variables named between brackets."""
    parts = text.split(OPEN)
    shown = parts[0]
    for each in parts[1:]:
        variable, _, rest = each.partition(CLOSE)
        name = variable.partition(":")[2]
        shown += ("…" if name == ARTICLE else f"[{field_label(name)}]") + rest
    return french(shown)


def _places(places: Sequence[Place]) -> list[dict[str, object]]:
    return [each.as_record() for each in places]


# --- Rapprocher -------------------------------------------------------------------------------


def harmonisation_document(found: Harmonisation, on: date) -> dict[str, Any]:
    """Return how far a document is from the shared wording."""
    near = found.nearness
    own = set(near.own)
    return {
        "version": answers.VERSION,
        "le": on.isoformat(),
        "fichier": near.piece.name,
        "piece": found.document,
        "proximite": percent(near.overall),
        "chiffres": [_figure(each) for each in found.figures],
        "numeros_imprimes": [
            {
                "numero": each.number,
                "version": each.version or None,
                "clause": each.clause or None,
                "version_de_la_bibliotheque": each.current or None,
                "lieu": each.place.as_record(),
            }
            for each in found.numbers
        ],
        "clauses": [_clause(each) for each in near.clauses],
        "manquantes": [each.wording.clause.id for each in near.missing],
        "passages": [
            {
                "lieu": each.place.as_record(),
                "clause": each.clause or None,
                "etat": "propre_au_document" if each in own else each.state.value,
                "proximite": percent(each.score),
            }
            for each in near.passages
        ],
        "erreurs": [],
    }


def _figure(each: FigureRead) -> dict[str, Any]:
    return {
        "clause": each.clause or None,
        "champ": each.variable or None,
        "unite": each.unit or None,
        "attendu": each.expected or None,
        "lu": each.read,
        "differe": each.differs,
        "lieu": each.place.as_record(),
    }


def _clause(each: ClauseMatch) -> dict[str, Any]:
    return {
        "identifiant": each.wording.clause.id,
        "titre": french(each.wording.clause.sheet.title),
        "variante": each.wording.variant,
        "attendue": each.expected,
        "etat": each.state.value,
        "proximite": percent(each.nearness),
        "lieux": _places(each.places),
        "points": [_point(match) for match in each.matches],
    }


def _point(match: PointMatch) -> dict[str, Any]:
    return {
        "texte": shown_point(match.point.text),
        "selon_le_marche": match.point.optional,
        "etat": match.state.value,
        "proximite": percent(match.score),
        "lieu": None if match.place is None else match.place.as_record(),
        "differences": [
            {"partie": part.value, "texte": shown_point(text)} for part, text in differences(match)
        ],
    }


# --- Noter ------------------------------------------------------------------------------------


def review_document(
    pieces: ReadSet, verdicts: Sequence[Verdict], questions: Sequence[Question]
) -> dict[str, Any]:
    """Return what a review of pieces finds, and the grid as far as it goes."""
    return {
        "version": answers.VERSION,
        "le": None if pieces.on is None else pieces.on.isoformat(),
        "documents": [
            {
                "fichier": each.name,
                "piece": each.role.value,
                "lignes": len(each.lines),
                "lignes_sur_l_insertion": len(each.insertion),
            }
            for each in pieces.pieces
        ],
        "synthese": {
            **{one.value: sum(e.outcome is one for e in verdicts) for one in Outcome},
            "bloquants": sum(each.blocks for each in verdicts),
        },
        "controles": [_verdict(each) for each in verdicts],
        "grille": _grid(questions),
        "hors_texte": [{"numero": key, "texte": french(text)} for key, text in beyond().items()],
        "erreurs": [],
    }


def _verdict(each: Verdict) -> dict[str, Any]:
    return {
        "identifiant": each.check.id,
        "numero": each.check.number,
        "titre": french(each.check.title),
        "niveau": each.level.value,
        "verdict": each.outcome.value,
        "rien_trouve": each.sought,
        "explication": each.answer.reason,
        "remarques": [_remark(one) for one in each.remarks],
    }


def _remark(one: Remark) -> dict[str, Any]:
    return {
        "texte": one.text,
        "niveau": None if one.level is None else one.level.value,
        "lieux": _places(one.places),
    }


def most_points(questions: Sequence[Question]) -> int:
    """Return the most a person could give on the grid: two points a question nothing lowers."""
    return sum(each.most for each in questions)


def _grid(questions: Sequence[Question]) -> dict[str, Any]:
    return {
        "note_au_plus": most_points(questions),
        "sur": 2 * len(questions),
        "questions": [
            {
                "question": each.number,
                "texte": french(each.text),
                "etoile": each.starred,
                "note_au_plus": each.most,
                "controles": list(each.informed),
                "a_lire_en_entier": not each.informed,
            }
            for each in questions
        ],
    }
