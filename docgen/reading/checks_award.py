"""Checks on the award: weights add up, and what is scored is what is promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from docgen.reading.figures import Unit, figures, number_of
from docgen.reading.pieces import ReadPiece, ReadSet, Role
from docgen.reading.text import Kind, Line, folded
from docgen.reading.verdicts import Answer, Remark, failing, not_applicable, remark, to_read
from insertion.typography import decimal_text

_WEIGHT = re.compile(r"pond|poids|coeff|%|points?|note max|bareme")
_CRITERION = re.compile(r"critere|libelle|intitule")
_UNDER = re.compile(r"^(?:sous[- ]?critere|dont|[-–•] ?|\d+\.\d+|[a-z]\))")
WHOLE = (Fraction(100), Fraction(20), Fraction(10), Fraction(40), Fraction(60), Fraction(1000))
"""Sums an award is scored on: a percentage, or points."""


def weights(pieces: ReadSet) -> Answer:
    """Check that criteria make 100 %, and sub-criteria the weight of their criterion."""
    remarks: list[Remark] = []
    count = 0
    for piece in pieces.pieces:
        if piece.role not in (Role.RC, Role.NOTICE, Role.OTHER):
            continue
        for _, group in groupby(piece.lines, key=lambda each: each.table):
            rows = list(group)
            if rows[0].table and (found := _weights(rows)):
                count += 1
                remarks += _wrong(piece, found)
        for found in _lists(piece):
            count += 1
            remarks += _wrong(piece, found)
    if not count:
        return not_applicable("aucune pondération n'est lue")
    return failing(remarks, "les poids font 100 %")


Weighted = list[tuple[Line, Fraction, bool]]
"""A line, its weight, and whether it is a sub-criterion."""


def _weights(rows: list[Line]) -> Weighted:
    header = [folded(each) for each in rows[0].header]
    if not any(_CRITERION.search(each) for each in header):
        return []
    column = next((i for i, each in enumerate(header) if _WEIGHT.search(each)
                   and not re.match(r"sous", each)), None)  # fmt: skip
    if column is None:
        return []
    found: Weighted = []
    for line in rows[1:] if rows[0].row == 1 else rows:
        label = folded(line.cells[0] if line.cells else "")
        if column >= len(line.cells) or label.startswith("total"):
            continue
        value = _weight(line.cells[column])
        if value is not None:
            found.append((line, value, bool(_UNDER.match(label)) or not label))
    return found if len(found) > 1 else []


def _weight(text: str) -> Fraction | None:
    for each in figures(text):
        if each.unit in (Unit.SHARE, Unit.POINTS) and isinstance(each.value, Fraction):
            return each.value
    return number_of(text)


_LISTED = re.compile(r"critere|valeur technique|prix|insertion|social|environnement|delai|qualite")


def _lists(piece: ReadPiece) -> Iterator[Weighted]:
    """Yield the criteria written as a list, one weight a line, under a title that says so."""

    def titled(line: Line) -> bool:
        return any("critere" in folded(each) for each in line.titles[-1:])

    for inside, group in groupby(piece.lines, key=titled):
        found: Weighted = []
        for line in group if inside else ():
            shares = [e for e in figures(line.text) if e.unit is Unit.SHARE]
            if line.kind in (Kind.ROW, Kind.HEADING) or len(shares) != 1:
                continue
            plain = folded(line.text)
            value = shares[0].value
            if isinstance(value, Fraction) and _LISTED.search(plain) and len(plain) < 160:
                found.append((line, value, bool(_UNDER.match(plain)) and "sous" in plain))
        if len(found) > 1:
            yield found


def _wrong(piece: ReadPiece, found: Weighted) -> Iterator[Remark]:
    top = [each for each in found if not each[2]]
    total = sum((value for _, value, _ in top), Fraction(0))
    whole = sum((value for _, value, _ in found), Fraction(0))
    percent = any("%" in each.text or "%" in " ".join(each.header) for each, _, _ in found)
    expected = (Fraction(100),) if percent else WHOLE
    if total not in expected and whole not in expected:
        unit = " %" if percent else ""
        yield remark(
            f"Les poids des critères font {decimal_text(total or whole)}{unit}, non 100{unit}.",
            (piece.document, found[0][0]),
        )
        return
    for at, (line, value, under) in enumerate(found):
        if under or total not in expected:
            continue
        own = []
        for _, weight, below in found[at + 1 :]:
            if not below:
                break
            own.append(weight)
        if own and sum(own) not in (value, Fraction(100)):
            yield remark(
                f"Les sous-critères font {decimal_text(sum(own, Fraction(0)))}, pour un critère de "
                f"{decimal_text(value)}.", (piece.document, line),
            )  # fmt: skip


_SOCIAL = re.compile(r"insertion|performance sociale|critere social|valeur sociale|volet social")
_FRAME = re.compile(r"cadre de (?:reponse|memoire)|memoire social|annexe|fiche|notice d'insertion")
_KEPT = re.compile(
    r"engag|contractuel|offre (?:retenue|du titulaire)|heures (?:offertes|proposees)"
)


def social_criterion(pieces: ReadSet) -> Answer:
    """Check that a social criterion comes with an answer frame, and is owed once promised."""
    at = next(
        ((piece, line) for piece in pieces.pieces
         if piece.role in (Role.RC, Role.NOTICE)
         for line in piece.lines
         if _SOCIAL.search(folded(line.text))
         and any(each.unit in (Unit.SHARE, Unit.POINTS) for each in figures(line.text))
         and any(re.search(r"criter|jugement|attribution", folded(each))
                 for each in (*line.titles, *line.header))), None,
    )  # fmt: skip
    if at is None:
        return not_applicable("aucun critère social n'est noté")
    piece, line = at
    text = "\n".join(folded(each.text) for each in piece.lines)
    remarks = []
    if not _FRAME.search(text):
        remarks.append(
            remark("Le critère social n'annonce aucun cadre de réponse.", (piece.document, line))
        )
    if not pieces.binding:
        return (
            failing(remarks)
            if remarks
            else to_read("le cahier des charges, où l'offre notée devient due, n'est pas fourni")
        )
    if not _KEPT.search(pieces.text):
        told = "Le cahier ne dit pas que l'offre notée devient une obligation."
        remarks.append(remark(told, (piece.document, line)))
    return failing(remarks, "cadre de réponse et engagement présents")
