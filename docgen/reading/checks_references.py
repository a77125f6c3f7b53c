"""Checks on references: every article referred to exists, derogations are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.reading.citations import ccag_articles, own_references
from docgen.reading.pieces import ReadPiece, ReadSet, Role
from docgen.reading.text import Kind, Line, folded
from docgen.reading.verdicts import Answer, Remark, failing, not_applicable, remark, to_read
from insertion.typography import counted

_BROKEN = re.compile(r"source du renvoi introuvable|reference source not found|signet non defini")
_CCAG_COLUMN = re.compile(r"\bccag\b|\bcode\b|texte de reference")
FEWEST = 3
"""Numbered articles below which a document's numbering is not read surely enough."""


def references(pieces: ReadSet) -> Answer:
    """Check that every article referred to exists, in the same piece or in one delivered."""
    known = {piece.role: _numbers(piece) for piece in pieces.pieces}
    remarks: list[Remark] = []
    doubts: list[Remark] = []
    count = 0
    for piece in pieces.pieces:
        remarks += _broken(piece)
        for line, number, within in _own(piece):
            count += 1
            target = _target(pieces, piece, within)
            numbers = known.get(target.role, frozenset()) if target else frozenset()
            if number in numbers:
                continue
            at = (piece.document, line)
            if target is None:
                doubts.append(remark(f"Article {number} d'une pièce non fournie.", at))
            elif len(numbers) < FEWEST:
                doubts.append(
                    remark(
                        f"Article {number} : la numérotation de {target.name} ne se lit pas.", at
                    )
                )
            else:
                remarks.append(remark(f"L'article {number} n'existe pas dans {target.name}.", at))
    if remarks:
        return failing(remarks)
    if doubts:
        return to_read("des renvois visent ce qui n'a pas pu être lu", doubts)
    if not count:
        return not_applicable("aucun renvoi à un article")
    return failing([], f"{counted(count, 'renvoi lu', 'renvois lus')}, sans écart")


def _numbers(piece: ReadPiece) -> frozenset[str]:
    own = piece.document.numbers
    above = {
        number.rsplit(".", depth)[0] for number in own for depth in range(number.count(".") + 1)
    }
    return frozenset(own | above)


def _target(pieces: ReadSet, piece: ReadPiece, within: str) -> ReadPiece | None:
    if not within or within == piece.role.value:
        return piece
    return next((each for each in pieces.pieces if each.role.value == within), None)


def _own(piece: ReadPiece) -> Iterator[tuple[Line, str, str]]:
    for line in piece.lines:
        if line.kind is Kind.ROW:
            for at, cell in enumerate(line.cells):
                header = folded(line.header[at]) if at < len(line.header) else ""
                if line.row > 1 and not _CCAG_COLUMN.search(header):
                    yield from ((line, e.number, e.within) for e in own_references(cell))
        else:
            yield from ((line, e.number, e.within) for e in own_references(line.text))


def _broken(piece: ReadPiece) -> Iterator[Remark]:
    for line in piece.document.lines:
        if _BROKEN.search(folded(line.text)):
            yield remark("Renvoi cassé dans Word.", (piece.document, line))
    for mark, rank in piece.document.pointed.items():
        if mark not in piece.document.bookmarks:
            for line in (each for each in piece.lines if each.rank == rank):
                yield remark("Un champ de renvoi vise un signet absent.", (piece.document, line))


_DEROGATES = re.compile(r"\bderog(?:e|ent|eant|ation a l'|ations? (?:a l'|aux)|e a)")
_RECAP = re.compile(r"derogation")


def derogations(pieces: ReadSet) -> Answer:
    """Check that what derogates from the CCAG is in the recapitulation, and the reverse."""
    remarks: list[Remark] = []
    count = 0
    for piece in pieces.pieces:
        if piece.role in (Role.CCAP, Role.CCP, Role.OTHER, Role.ANNEX):
            listed, stated = _derogations(piece)
            count += len(listed) + len(stated)
            remarks += _unlisted(piece, listed, stated)
    if not count:
        return not_applicable("aucune dérogation au CCAG n'est lue")
    return failing(remarks, "dérogations et récapitulatif concordent")


def _derogations(piece: ReadPiece) -> tuple[dict[str, Line], dict[str, Line]]:
    """Return the CCAG articles the recapitulation lists, and those the body derogates from."""
    listed: dict[str, Line] = {}
    stated: dict[str, Line] = {}
    for line in piece.lines:
        plain = folded(line.text)
        title = folded(line.titles[-1]) if line.titles else ""
        recap = bool(_RECAP.search(title)) and line.kind is not Kind.HEADING
        if recap:
            for number in (*ccag_articles(line.text), *_recap_cells(line)):
                if not re.search(r"sans (?:y )?derog", plain):
                    listed.setdefault(number, line)
        elif _DEROGATES.search(plain) and "ccag" in plain.replace(
            "cahier des clauses administratives generales", "ccag"
        ):
            for number in ccag_articles(line.text):
                stated.setdefault(number, line)
    return listed, stated


def _recap_cells(line: Line) -> list[str]:
    return [
        number
        for at, cell in enumerate(line.cells)
        if line.row > 1 and at < len(line.header) and "ccag" in folded(line.header[at])
        for number in re.findall(r"\b\d+(?:\.\d+)*\b", cell)[:3]
    ]


def _unlisted(
    piece: ReadPiece, listed: dict[str, Line], stated: dict[str, Line]
) -> Iterator[Remark]:
    for number, line in stated.items():
        if not any(_within(number, other) for other in listed):
            yield remark(
                f"Dérogation à l'article {number} du CCAG absente du récapitulatif.",
                (piece.document, line),
            )
    body = "\n".join(
        folded(each.text) for each in piece.lines
        if not _RECAP.search(folded(each.titles[-1]) if each.titles else "")
    )  # fmt: skip
    if "ccag" in body or "clauses administratives generales" in body:
        return
    for number, line in listed.items():
        yield remark(
            f"Le récapitulatif annonce une dérogation à l'article {number} du CCAG que le cahier "
            "ne contient pas.", (piece.document, line),
        )  # fmt: skip


def _within(number: str, other: str) -> bool:
    """Tell whether one article is the other, or holds it."""
    longer, shorter = sorted((number, other), key=len, reverse=True)
    return longer == shorter or longer.startswith(shorter + ".")
