"""Checks on the law cited: in force on the day, surely known, and the right CCAG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from docgen.placeholders import CCAG_ARTICLES
from docgen.reading.citations import ccag_articles, families, law_citations
from docgen.reading.pieces import ReadPiece, ReadSet
from docgen.reading.text import Line, folded, said
from docgen.reading.verdicts import Answer, Level, Remark, failing, not_applicable, remark, to_read
from insertion.contract import Ccag
from insertion.dated import Certainty
from insertion.law import articles
from insertion.obligations import OBLIGATION
from insertion.typography import counted, date_text, listed
from insertion.vocabulary import label_of


def articles_in_force(pieces: ReadSet) -> Answer:
    """Check that each article cited for insertion is in force on the day, and surely known."""
    found = list(_cited(pieces))
    if not found:
        return not_applicable("aucun article de code n'est cité à propos de l'insertion")
    if pieces.on is None:
        return to_read("sans date de lancement, la vigueur des articles ne se vérifie pas")
    remarks: list[Remark] = []
    unknown: list[Remark] = []
    for piece, line, written, key in found:
        at = (piece.document, line)
        version = articles()[key].at(pieces.on) if key else None
        if key is None:
            unknown.append(
                remark(f"Article {written} : hors des données de droit, à vérifier.", at)
            )
        elif version is None and key != OBLIGATION:  # the obligation has a check of its own
            on = date_text(pieces.on)
            if _known_later(key, pieces.on):
                told = f"Article {written} : nos données ne remontent pas au {on}, à vérifier."
                unknown.append(remark(told, at))
            else:
                remarks.append(remark(f"L'article {written} n'est plus en vigueur le {on}.", at))
        elif version is not None and version.certainty is Certainty.TO_VERIFY:
            told = f"Article {written} : texte à faire confirmer par une personne nommée."
            remarks.append(remark(told, at, level=Level.WARNS))
    if remarks:
        return failing(remarks)
    if unknown:
        return to_read("des articles cités ne sont pas dans les données", unknown)
    on = date_text(pieces.on)
    return failing([], f"{counted(len(found), 'citation')} en vigueur le {on}")


def _known_later(key: str, on: date) -> bool:
    """Tell whether our data begin after a day: what stood before is not known to be nothing."""
    starts = [each.start for each in articles()[key].versions]
    return None not in starts and on < min(each for each in starts if each is not None)


def _cited(pieces: ReadSet) -> Iterator[tuple[ReadPiece, Line, str, str | None]]:
    for piece in pieces.speaking:
        seen: set[str] = set()
        for line in piece.insertion:
            for each in law_citations(line.text):
                if each.written not in seen:
                    seen.add(each.written)
                    yield piece, line, each.written, each.key


def obligation_dated(pieces: ReadSet) -> Answer:
    """Check that the social obligation is not cited before it exists."""
    found = [each for each in _cited(pieces) if each[3] == OBLIGATION]
    if not found:
        return not_applicable("l'article L. 2112-2-1 n'est pas cité")
    if pieces.on is None:
        return to_read("sans date de lancement, l'entrée en vigueur ne se vérifie pas")
    version = articles()[OBLIGATION].at(pieces.on)
    piece, line, _, _ = found[0]
    at = (piece.document, line)
    if version is None:
        told = f"L. 2112-2-1 ne s'applique pas à une consultation du {date_text(pieces.on)}."
        return failing([remark(told, at)])
    if version.contested_day == pieces.on:
        told = "Les sources diffèrent d'un jour sur l'entrée en vigueur : à faire confirmer."
        return failing([remark(told, at, level=Level.WARNS)])
    return failing([], "l'obligation s'applique à cette date")


_CHOSEN = re.compile(r"applicable|se refere|soumis|regi|designe|reference|conformement")
_ABOUT = re.compile(r"insertion|clauses? sociale")
_ELSEWHERE = re.compile(r"penalit|resili|derog|sous-trait|difficult|retard")


def right_ccag(pieces: ReadSet) -> Answer:
    """Check that insertion is tied to the CCAG of the contract, at its own article."""
    named = list(_named(pieces))
    if not named:
        return not_applicable("aucun CCAG n'est nommé à propos de l'insertion")
    chosen = _chosen(pieces)
    remarks: list[Remark] = []
    first = named[0]
    for piece, line, family, sentence in named:
        against = chosen or first[2]
        if family is not against:
            names = listed([_name(against), _name(family)])
            other = (first[0].document, first[1])
            remarks.append(
                remark(f"Deux CCAG différents : {names}.", other, (piece.document, line))
            )
        else:
            remarks += _number(piece, line, family, sentence)
    return failing(remarks, f"CCAG {_name(chosen or first[2])}")


def _name(ccag: Ccag) -> str:
    return label_of("ccag", ccag.value)


def _named(pieces: ReadSet) -> Iterator[tuple[ReadPiece, Line, Ccag, str]]:
    for piece in pieces.speaking:
        for line, sentence in said(piece.insertion):
            for family in sorted(families(sentence)):
                yield piece, line, family, sentence


def _chosen(pieces: ReadSet) -> Ccag | None:
    """Return the CCAG of the contract: as it says, or as the pieces name it, if only one."""
    if pieces.contract is not None:
        ccag = pieces.contract.contract.ccag
        return None if ccag is Ccag.NONE else ccag
    found = {
        family
        for piece in pieces.pieces
        for line in piece.lines
        if "ccag" in (plain := folded(line.text)) or "clauses administratives generales" in plain
        if _CHOSEN.search(plain)
        for family in families(line.text)
    }
    return found.pop() if len(found) == 1 else None


def _number(piece: ReadPiece, line: Line, family: Ccag, sentence: str) -> Iterator[Remark]:
    plain = folded(sentence)
    key = CCAG_ARTICLES.get(family)
    if key is None or _ELSEWHERE.search(plain) or not _ABOUT.search(plain):
        return
    article = articles()[key]
    right = key.partition(":")[2]
    for number in ccag_articles(sentence):
        at = (piece.document, line)
        if number.split(".")[0] != right.split(".")[0]:
            told = f"Article {number} : l'insertion est à l'{article.cite}."
            yield remark(told, at)
        elif all(v.certainty is Certainty.TO_VERIFY for v in article.versions):
            told = f"Article {number} : ce numéro n'est pas vérifié ; citer la clause sans numéro."
            yield remark(told, at, level=Level.WARNS)
