"""What the pieces state of each lot: hours, a share of the hours worked, or a slice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from docgen.reading.figures import Unit, figures, number_of, of_unit
from docgen.reading.pieces import ReadPiece, ReadSet
from docgen.reading.text import Line, Place, folded, place_of, said

HOURS, HOURS_A_YEAR, SHARE, SLICE, TOTAL = (
    "heures", "heures par an", "part des heures travaillées", "tranche", "total",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure a piece states of a lot; ``lot`` is empty when the piece speaks of no lot."""

    lot: str
    measure: str
    value: Fraction
    place: Place


_LOT_COLUMN = re.compile(r"^(?:n ?[°o]?\.? ?(?:d[eu]s? )?)?lots?(?: n ?[°o]| concernes?)?(?:\W.*)?$"
                         r"|^(?:numero|designation|intitule) d[eu]s? lots?$")  # fmt: skip
_HOURS_COLUMN = re.compile(
    r"heures?|volume|\bnb h\b|condition d'insertion|engagement d'insertion"
    r"|obligation d'insertion|^insertion$|clause (?:sociale|d'insertion)"
)
_OTHER_COLUMN = re.compile(
    r"jour|semaine|offert|offre|propos|realis|valid|taux|cout|travaillees|estim|previs|ecart"
    r"|reste|formation|montant|retenu|candidat|par mois|personne|etp"
)
_OTHER_TABLE = re.compile(
    r"periode|phase|tranche|montant|annee|membre|cotraitant|exemple|bon de commande|reconduction"
)
_WORTH_COLUMN = re.compile(r"(?:montant|tranche) valant une heure")
_AN_HOUR_FOR = r"\b(?:une|1) heure (?:d'insertion )?pour (?=\d[\d ,.]*(?:€|euros?))"
"""A framework's ratio: an amount that is worth an hour, whatever is ordered."""
_LOT = re.compile(r"\blots? (?:n ?[°o]s? ?)?0*(\d{1,3})\b(?! (?:a|et|,|au) \d)")
_SEVERAL = re.compile(r"\blots? (?:n ?[°o]s? ?)?\d+(?:,| et| a| au| ou) ")
_OTHER_SENTENCE = re.compile(
    r"exemple|penalit|par tranche|tuteur|par semaine|hebdo|heures? par|plafond|offre|propos|estim"
    r"|\btranche|reconduction|phase|formation|par mois|manquant|indicatif|seuil|au-dela|h/sem"
    r"|horaire|equivalent|estime|minimum de parcours|par personne|retard|deduct|neutralis"
)
_MINIMUM = re.compile(
    r"au moins|minim|volume|nombre|realis|reserv|consacr|effectu|assur|correspond|fixe a|s'eleve"
    r"|total (?:des |d')heures"
)

_KEEPS = re.compile(r"\b(?:reserv|consacr)(?:e|ent|era|er)\b[^.]*\bheures?\b")
"""« Le titulaire réserve 500 heures », in an article on insertion."""


def stated(piece: ReadPiece) -> list[Stated]:
    """Return what a piece states of its lots, in tables then in sentences."""
    if "stated" not in piece.memory:
        piece.memory["stated"] = _stated(piece)
    found: list[Stated] = piece.memory["stated"]
    return found


def _stated(piece: ReadPiece) -> list[Stated]:
    found: list[Stated] = []
    for table, group in groupby(piece.insertion, key=lambda each: each.table):
        lines = list(group)
        told = list(_table(piece, lines)) if table else []
        found += told
        if not told and not (table and _of_lots(lines)):
            for line, sentence in said(lines):
                found += _sentence(piece, line, sentence)
    return found


def _of_lots(rows: list[Line]) -> bool:
    return any(_LOT_COLUMN.match(folded(each)) for each in rows[0].header)


def stated_by_all(pieces: ReadSet) -> list[Stated]:
    """Return what every piece of a set states of its lots."""
    return [each for piece in pieces.speaking for each in stated(piece)]


def _table(piece: ReadPiece, rows: list[Line]) -> Iterator[Stated]:
    header = [folded(each) for each in rows[0].header]
    if any(_WORTH_COLUMN.match(each) for each in header):
        yield from _worth(piece, rows, header)
        return
    lot = next((i for i, each in enumerate(header) if _LOT_COLUMN.match(each)), None)
    columns = [
        i for i, each in enumerate(header)
        if i != lot and not _OTHER_COLUMN.search(each)
        and (_HOURS_COLUMN.search(each) or _holds_hours(rows, i))
    ]  # fmt: skip
    share = next(
        (i for i, each in enumerate(header) if re.match(r"(?:part|taux).*heures", each)), None
    )
    if lot is None or not (columns or share is not None):
        return
    if any(_OTHER_TABLE.search(each) for each in header):
        return
    body = [each for each in rows if each.row > 1 and len(each.cells) > lot]
    keys = [lot_key(each.cells[lot]) for each in body]
    if len(set(keys)) < len(keys):
        return  # a lot on several lines: its figures are parts of something
    for line, key in zip(body, keys, strict=True):
        whole = folded(line.cells[lot]).startswith(("total", "ensemble"))
        if not key and not whole:
            continue
        for at in columns[:1]:
            if at < len(line.cells):
                yield from _cell(piece, line, key, line.cells[at], header[at], total=whole)
        if share is not None and share < len(line.cells) and not whole:
            for each in of_unit(line.cells[share], Unit.SHARE)[:1]:
                if isinstance(each.value, Fraction):
                    yield Stated(key, SHARE, each.value, place_of(piece.document, line))


def _worth(piece: ReadPiece, rows: list[Line], header: list[str]) -> Iterator[Stated]:
    """Return the amount worth an hour in each lot; other columns tell what it counts."""
    lot = next((i for i, each in enumerate(header) if _LOT_COLUMN.match(each)), None)
    worth = next(i for i, each in enumerate(header) if _WORTH_COLUMN.match(each))
    for line in rows:
        if line.row < 2 or max(lot or 0, worth) >= len(line.cells):
            continue
        key = "" if lot is None else lot_key(line.cells[lot])
        for each in of_unit(line.cells[worth], Unit.MONEY)[:1]:
            if (key or lot is None) and isinstance(each.value, Fraction):
                yield Stated(key, SLICE, each.value, place_of(piece.document, line))


def _holds_hours(rows: list[Line], at: int) -> bool:
    """Tell whether the cells of a column say hours, whatever its header says."""
    cells = [each.cells[at] for each in rows if each.row > 1 and at < len(each.cells)]
    return any(re.match(r"\d[\d ]*(?:heures|h)\b", folded(each)) for each in cells)


def _cell(
    piece: ReadPiece, line: Line, key: str, cell: str, header: str, *, total: bool
) -> Iterator[Stated]:
    place = place_of(piece.document, line)
    plain = folded(cell)
    if "tranche entiere de" in plain or re.search(
        rf"heure.{{0,20}} par tranche|{_AN_HOUR_FOR}", plain
    ):
        for each in of_unit(cell, Unit.MONEY)[:1]:
            if isinstance(each.value, Fraction):
                yield Stated(key, SLICE, each.value, place)
        return
    if shares := of_unit(cell, Unit.SHARE):
        if "heure" in plain + header and isinstance(shares[0].value, Fraction):
            yield Stated(key, SHARE, shares[0].value, place)
        return
    yearly = re.search(r"par an\b|/ ?an\b|annuel", plain + " " + header)
    measure = TOTAL if total else HOURS_A_YEAR if yearly else HOURS
    hours = of_unit(cell, Unit.HOURS)
    value = hours[0].value if hours else None
    if value is None and re.search(r"heure|\bh\b|volume", header):
        value = number_of(cell)
    if isinstance(value, Fraction):
        yield Stated("" if total else key, measure, value, place)


def _sentence(piece: ReadPiece, line: Line, sentence: str) -> Iterator[Stated]:
    plain = folded(sentence)
    rule = _slice_or_share(piece, line, sentence)
    if rule is not None:
        yield rule
        return
    if _OTHER_SENTENCE.search(plain):
        return
    hours = [each for each in figures(sentence) if each.unit is Unit.HOURS]
    lots = list(_LOT.finditer(plain))
    if not hours or _SEVERAL.search(plain):
        return
    place = place_of(piece.document, line, sentence)
    if lots:
        for at, lot in enumerate(lots):
            end = lots[at + 1].start() if at + 1 < len(lots) else len(plain)
            own = [each for each in hours if lot.end() <= each.start < end]
            if not own and len(lots) == 1:
                own = hours
            if own and len({each.value for each in own}) == 1:
                yield _of_lot(lot[1], plain, own[0].value, place)
    elif (
        (_KEEPS.search(plain) or "insertion" in plain)
        and _MINIMUM.search(plain)
        and len({e.value for e in hours}) == 1
    ):
        yield _of_lot("", plain, hours[0].value, place)


_SLICE = re.compile(rf"heures? (?:d'insertion )?par tranche (?:entiere )?de |{_AN_HOUR_FOR}")
_SHARE_OF = re.compile(
    r"% (?:du (?:nombre |volume |total )(?:total )?(?:d'|des )|des |du total des )heures "
    r"(?:travail|total|de (?:travail|main)|prest|realis|necess|execut|d'execut)"
)
_ASIDE = re.compile(
    r"exemple|penalit|plafond|offre|propos|formation|neutralis"
    r"|domicilie|jeunes du territoire|charte"
)
"""What speaks of other hours than those of the insertion condition, or of another source of it."""


def _slice_or_share(piece: ReadPiece, line: Line, sentence: str) -> Stated | None:
    """Return the rule a sentence states: an hour by slice, or a share of the hours worked."""
    plain = folded(sentence)
    if _ASIDE.search(plain) or _SEVERAL.search(plain):
        return None
    lots = {match[1] for match in _LOT.finditer(plain)}
    if len(lots) > 1:
        return None
    lot = next(iter(lots), "")
    place = place_of(piece.document, line, sentence)
    for pattern, unit, measure in (
        (_SLICE, Unit.MONEY, SLICE), (_SHARE_OF, Unit.SHARE, SHARE),
    ):  # fmt: skip
        match = pattern.search(plain)
        found = [e.value for e in of_unit(sentence, unit)] if match else []
        if match and unit is Unit.MONEY:
            found = [e.value for e in of_unit(sentence, unit) if e.start >= match.end() - 1]
        owed = measure == SLICE or _MINIMUM.search(plain) or "confie" in plain
        if owed and found and isinstance(found[0], Fraction):
            return Stated(lot, measure, found[0], place)
    return None


def _of_lot(lot: str, plain: str, value: object, place: Place) -> Stated:
    assert isinstance(value, Fraction)
    yearly = re.search(r"par an\b|/ ?an\b|chaque annee|annuel", plain)
    return Stated(lot, HOURS_A_YEAR if yearly else HOURS, value, place)


def lot_key(cell: str) -> str:
    """Return the number of a lot as a cell writes it: « Lot n° 01 – Gros œuvre » is « 1 »."""
    found = re.match(
        r"(?:lots? ?)?(?:n ?[°o]s? ?)?0*(\d{1,3}[a-z]?)\b(?! ?(?:a|au|et) )", folded(cell)
    )
    return found[1] if found else ""
