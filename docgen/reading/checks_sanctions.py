"""Checks on penalties and follow-up: one base, one direction, one rhythm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from docgen.reading.figures import Unit, of_unit
from docgen.reading.pieces import ReadPiece, ReadSet
from docgen.reading.text import Kind, Line, folded, said
from docgen.reading.verdicts import Answer, Level, Remark, failing, not_applicable, remark
from insertion.typography import decimal_text, listed

_PENALTY = re.compile(r"penalit|sanction|manquement|inexecution|non[- ]realis")
_HOUR = re.compile(
    r"par heure|l'heure|heures? (?:d'insertion )?"
    r"(?:manquant|non (?:realis|effectu|execut|justifi|accompli))"
    r"|heure due"
)
_TIMES = re.compile(
    r"(\d+(?:[.,]\d+)?) fois (?:le |la valeur du )?(?:taux )?(?:horaire du )?"
    r"(smic|plafond|salaire minimum)"
)
_INDEX = re.compile(r"\bsmic\b|salaire minimum|plafond (?:horaire )?de la securite")
_WITHOUT = re.compile(
    r"sans (?:qu'il (?:soit|y ait) (?:besoin |lieu )?(?:d'une |a )?)?(?:autre )?mise en demeure"
    r"|sans mise en demeure|aucune mise en demeure|dispens\w+ de (?:toute )?mise en demeure"
)
_WITH = re.compile(
    r"mises? en demeure|mis en demeure|met (?:\w+ ){0,4}en demeure|mettre en demeure"
)
_TERMINATION = re.compile(r"resili")

Said = tuple[ReadPiece, Line, str]


def _about_penalties(pieces: ReadSet) -> Iterator[Said]:
    """Yield what is said of insertion penalties, wherever it stands; rows are whole."""
    for piece in pieces.speaking:
        for line in piece.insertion:
            near = folded(" ".join(line.titles[-2:]))
            parts = [line.text] if line.kind is Kind.ROW else [s for _, s in said([line])]
            for part in parts:
                plain = folded(part)
                if _PENALTY.search(plain) or _PENALTY.search(near):
                    yield piece, line, part


def penalties(pieces: ReadSet) -> Answer:
    """Check that a missing hour has one price, and that formal notice goes one way."""
    found = list(_about_penalties(pieces))
    if not any("penalit" in folded(text) for _, _, text in found):
        return not_applicable("aucune pénalité d'insertion")
    remarks = [*_prices(found), *_notice(found, pieces), *_undated(found)]
    return failing(remarks, "une base, une procédure")


def _prices(found: list[Said]) -> Iterator[Remark]:
    prices: dict[str, Said] = {}
    times: dict[str, Said] = {}
    for each in found:
        plain = folded(each[2])
        if not _HOUR.search(plain) or "exemple" in plain or "valeur de cet indice" in plain:
            continue
        money = [one.value for one in of_unit(each[2], Unit.MONEY)]
        if len(money) == 1 and isinstance(money[0], Fraction) and not _INDEX.search(plain):
            prices.setdefault(f"{decimal_text(money[0])} €", each)
        if match := _TIMES.search(plain):
            times.setdefault(f"{match[1]} fois l'indice", each)
    for kinds in (prices, times):
        if len(kinds) > 1:
            (first, a), (second, b) = list(kinds.items())[:2]
            told = f"Heure manquante : {listed([first, second])} selon l'endroit."
            yield remark(told, (a[0].document, a[1]), (b[0].document, b[1]))


def _notice(found: list[Said], pieces: ReadSet) -> Iterator[Remark]:
    without: Said | None = None
    asked: Said | None = None
    for each in found:
        plain = folded(each[2])
        if _WITHOUT.search(plain):
            without = without or each
        elif _WITH.search(plain) and (not _TERMINATION.search(plain) or "penalit" in plain):
            asked = asked or each
    if without and not asked:  # the procedure may stand in an article of its own
        asked = next(
            (
                (piece, line, sentence)
                for piece in pieces.speaking
                for line, sentence in said(piece.insertion)
                if _WITH.search(plain := folded(sentence))
                and not _WITHOUT.search(plain) and not _TERMINATION.search(plain)
            ),
            None,
        )  # fmt: skip
    if without and asked:
        yield remark(
            "Mise en demeure exclue ici, exigée là.",
            (without[0].document, without[1]), (asked[0].document, asked[1]),
        )  # fmt: skip
    elif not without and not asked:
        piece, line, _ = next(each for each in found if "penalit" in folded(each[2]))
        told = "Rien ne dit si la pénalité suit une mise en demeure."
        yield remark(told, (piece.document, line), level=Level.WARNS)


def _undated(found: list[Said]) -> Iterator[Remark]:
    """Yield an index whose value is printed nowhere among the penalties."""
    index = next((each for each in found if _INDEX.search(folded(each[2]))), None)
    if index is None:
        return
    near = [e for e in found if e[0] is index[0] and e[1].article == index[1].article]
    if not any(of_unit(each[2], Unit.MONEY) for each in near):
        yield remark("La base est un indice dont la valeur n'est pas imprimée.",
                     (index[0].document, index[1]))  # fmt: skip
    elif not any(of_unit(each[2], Unit.DATE) for each in near):
        yield remark("L'indice est imprimé sans sa date de valeur.",
                     (index[0].document, index[1]), level=Level.WARNS)  # fmt: skip


_RHYTHMS = {
    "chaque mois": r"chaque mois|tous les mois|\bmensuel|par mois\b|fin de (?:chaque )?mois",
    "chaque trimestre": r"trimestr|tous les trois mois",
    "chaque semestre": r"semestr|tous les six mois",
    "chaque année": r"chaque annee|tous les ans|\bannuel",
}
_STATEMENT = re.compile(
    r"\breleves?\b|\betats? (?:d'avancement|recapitulatif|des heures|de suivi)|justificatifs?"
    r"|tableaux? de (?:suivi|bord)|fiches? de suivi|attestations? (?:d'heures|de presence|mensuel)"
    r"|declar\w+ .{0,30}heures|bordereau"
)
_NOT_STATEMENT = re.compile(r"reunion|comite|factur|penalit|revis|pourra|peut ")
_REPORT = re.compile(r"(?:\b(?:un|le|les|des) )?\b(?:bilans?|rapports?)\b[^,;.:]*")


def rhythm(pieces: ReadSet) -> Answer:
    """Check that statements of hours are due at one rhythm."""
    found: dict[str, Said] = {}
    for piece in pieces.speaking:
        for line in piece.insertion:
            whole = [line.text] if line.kind is Kind.ROW else [s for _, s in said([line])]
            for part in (each for one in whole for each in one.split(";")):
                plain = _REPORT.sub("", folded(part))  # a yearly report beside a monthly statement
                if _STATEMENT.search(plain) and not _NOT_STATEMENT.search(plain):
                    for told, pattern in _RHYTHMS.items():
                        if re.search(pattern, plain):
                            found.setdefault(told, (piece, line, part))
    if not found:
        return not_applicable("aucun rythme de suivi n'est lu")
    if len(found) == 1:
        return failing([], f"un seul rythme, {next(iter(found))}")
    (first, a), (second, b) = list(found.items())[:2]
    told = f"Relevés {first} d'un côté, {second} de l'autre."
    return failing([remark(told, (a[0].document, a[1]), (b[0].document, b[1]))])
