"""Every figure a document writes about insertion, whoever wrote it, beside what the contract says.

A stranger's clause follows none of ours: its figures are read as they stand, not by our fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.placeholders import Placeholders
from docgen.reading.figures import Unit, figures, shown
from docgen.reading.pieces import ReadPiece
from docgen.reading.stated import HOURS, stated
from docgen.reading.text import Place, cleaned, folded, place_of, said
from insertion.hours import HoursResult
from insertion.typography import decimal_text

_KNOWN = (
    (Unit.MONEY, "penalite_heure",
     re.compile(r"penalit.*(?:par heure|heures? (?:d'insertion )?(?:manquant|non))")),
    (Unit.SHARE, "penalite_plafond", re.compile(r"penalit.*(?:dans la limite|plafon|au plus)")),
    (Unit.DATE, "date_limite", re.compile(r"(?:au plus tard|avant le|jusqu'au|date limite)")),
    (Unit.MONTHS, "duree_eligibilite_mois", re.compile(
        r"eligib\w* (?:dure|est acquise|vaut|reste)|duree (?:de l'|d')eligib|eligibles? .*pendant"
    )),
)  # fmt: skip
"""Which field of the contract a figure answers, by its unit and its sentence."""
_OTHER_DEADLINE = re.compile(r"offre|candidat|releve|bilan|remis|depot|question|transmet|penalit")


@dataclass(frozen=True, slots=True)
class LooseFigure:
    """A figure as written, its unit, what the contract gives (empty when not known)."""

    unit: Unit
    written: str
    expected: str
    differs: bool
    place: Place


def loose_figures(
    piece: ReadPiece, places: Placeholders | None = None, result: HoursResult | None = None
) -> Iterator[LooseFigure]:
    """Yield the figures of the sentences on insertion, in the order of the document."""
    hours = _hours_by_place(piece, result)
    for line, sentence in said(piece.insertion):
        found = [each for each in figures(sentence) if each.unit is not Unit.POINTS]
        plain = folded(sentence)
        about = folded(" ".join((*line.titles[-1:], sentence)))
        for each in found:
            place = place_of(piece.document, line, sentence)
            row = place_of(piece.document, line)
            expected = ""
            differs = False
            if each.unit is Unit.HOURS:
                known = hours.get((place, each.value)) or hours.get((row, each.value))
                if known is not None:
                    expected, differs = known
            elif places is not None:
                expected = _expected(
                    each.unit, about if each.unit in (Unit.MONEY, Unit.SHARE) else plain, places
                )
                meant = [one.value for one in figures(expected)]
                differs = bool(meant) and each.value not in meant
                expected = expected if meant else ""
            yield LooseFigure(each.unit, shown(each), expected, differs, place)


def _hours_by_place(
    piece: ReadPiece, result: HoursResult | None
) -> dict[tuple[Place, object], tuple[str, bool]]:
    """Return, by place and figure, the hours the contract asks of the lot, and if they differ."""
    if result is None:
        return {}
    lots = {each.lot.number.lstrip("0") or each.lot.number: each for each in result.lots}
    found: dict[tuple[Place, object], tuple[str, bool]] = {}
    for each in stated(piece):
        lot = next(iter(lots.values())) if len(lots) == 1 else lots.get(each.lot)
        if each.measure == HOURS and lot is not None and lot.contract_hours is not None:
            told = f"{decimal_text(lot.contract_hours)} heures"
            found[(each.place, each.value)] = (told, each.value != lot.contract_hours)
    return found


def _expected(unit: Unit, plain: str, places: Placeholders) -> str:
    for known, name, pattern in _KNOWN:
        if known is unit and name in places.values and pattern.search(plain):
            if unit is Unit.DATE and (
                _OTHER_DEADLINE.search(plain) or not re.search(r"heure|realis", plain)
            ):
                continue
            value = places.values[name].value
            return cleaned(value) if isinstance(value, str) else ""
    return ""
