"""Checks on the page: nothing left to fill, no empty cell, no level of heading skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.reading.pieces import ANSWERED, ReadPiece, ReadSet, Role
from docgen.reading.text import Kind, Line, folded
from docgen.reading.verdicts import Answer, Remark, failing, not_applicable, remark

_BRACKETS = re.compile(r"\[(?!\d{1,3}\]|sic\]|\.\.\.\]|…\]|non repris)[^\]]{1,120}\]")
_TEMPLATE = re.compile(r"\{\{|\{%|«\s*[A-Z_]{3,}\s*»|<[A-Z_ ]{4,}>")
_TO_FILL = re.compile(
    r"\ba (?:completer|renseigner|preciser|definir|remplir|determiner|confirmer)\b|\bxx+\b|\btbd\b"
)
_HOLES = re.compile(r"(?:\.{5,}|…{2,}|_{4,})|(?:…|\.{3,}) ?(?:heures?|€|%|jours?|mois)\b")
_ANSWER = re.compile(
    r"candidat|soumissionnaire|titulaire|entreprise|operateur|mandataire|signataire"
)
_STATES = re.compile(
    r"(?:reste|restent|seront?|est|sont|devra|qu'il|informations?|pieces?|elements?|rubriques?"
    r"|parties?|documents?|cadre|annexe|formulaire|attestation|tableau|fiche)\b[^.]{0,40}"
    r"\ba (?:completer"
    r"|renseigner|preciser|definir|remplir|determiner|confirmer)"
)


def nothing_to_fill(pieces: ReadSet) -> Answer:
    """Check that no blank is left for the buyer to fill."""
    remarks = [
        remark(f"Reste à compléter : « {told} ».", (piece.document, line))
        for piece in pieces.pieces
        for line in piece.document.lines
        for told in _blanks(piece, line)
    ]
    return failing(remarks, "aucun champ à remplir par l'acheteur")


def _blanks(piece: ReadPiece, line: Line) -> Iterator[str]:
    """Yield what is left to fill on a line, one a line; what the candidate fills in is his."""
    plain = folded(line.text)
    answered = piece.role in ANSWERED
    named = bool(_ANSWER.search(plain))
    hole = _BRACKETS.search(line.text) or _TEMPLATE.search(line.text)
    asked = _TO_FILL.search(plain)
    dots = None if answered or named or line.kind is Kind.CONTENTS else _HOLES.search(line.text)
    if hole and not (answered and named):
        yield hole[0]
    elif asked and not (named or _STATES.search(plain) or (answered and line.kind is Kind.ROW)):
        yield line.text[asked.start() : asked.end()]
    elif dots:
        yield dots[0][:20]
    elif line.highlighted and not (answered and named):
        yield "passage surligné"


def empty_cells(pieces: ReadSet) -> Answer:
    """Check that no cell of a table on insertion is empty; « sans objet » says it."""
    rows = [
        (piece, line)
        for piece in pieces.speaking
        if piece.role not in (Role.AE, Role.FORM)
        for line in piece.insertion
        if line.kind is Kind.ROW and len(line.cells) > 1
    ]
    if not rows:
        return not_applicable("aucun tableau sur l'insertion")
    remarks = [
        remark("Cellule vide : écrire « sans objet », ou la valeur.", (piece.document, line))
        for piece, line in rows
        if line.row > 1 and any(_is_empty(line, at) for at in range(1, len(line.cells)))
        and not folded(line.cells[0]).startswith(("total", "ensemble"))
    ]  # fmt: skip
    return failing(remarks, "aucune cellule vide")


def _is_empty(line: Line, at: int) -> bool:
    """Tell whether a cell says nothing; a column the candidate fills in is his."""
    header = folded(line.header[at]) if at < len(line.header) else ""
    spanned = len([each for each in line.cells if each]) <= 1  # one cell over the whole row
    return not line.cells[at] and bool(header) and not spanned and not _ANSWER.search(header)


def heading_levels(pieces: ReadSet) -> Answer:
    """Check that headings go down one level at a time, as a screen reader needs."""
    remarks: list[Remark] = []
    count = 0
    for piece in pieces.speaking:
        before = 0
        for line in piece.lines:
            if line.kind is not Kind.HEADING or not line.styled:
                continue
            count += 1
            if before and line.level > before + 1:
                told = f"Un titre de niveau {line.level} suit un titre de niveau {before}."
                remarks.append(remark(told, (piece.document, line)))
            before = line.level
    if not count:
        told = "Aucun titre n'est un titre pour Word : un lecteur d'écran ne s'y retrouve pas."
        first = next(((p.document, p.insertion[0]) for p in pieces.speaking), None)
        return failing([remark(told, first)]) if first else not_applicable("aucun titre")
    return failing(remarks, "aucun niveau sauté")
