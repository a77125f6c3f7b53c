"""What each document of a set is, and which of its lines speak of insertion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import Any

from docgen.reading.text import Kind, Line, ReadDocument, folded
from insertion.hours import HoursResult


class Role(StrEnum):
    """Which tender document a file is; the value is its published key."""

    NOTICE = "avis"
    RC = "rc"
    CCAP = "ccap"
    CCP = "ccp"
    AE = "ae"
    CCTP = "cctp"
    ANNEX = "annexe"
    FORM = "formulaire"
    """A page of blanks for someone to fill in while the contract runs."""
    OTHER = "autre"


BINDING = (Role.CCAP, Role.CCP, Role.ANNEX, Role.OTHER)
"""Where the clause itself is written, and may bind the firm."""
ANSWERED = (Role.AE, Role.RC, Role.ANNEX, Role.FORM)
"""What the candidate fills in, wholly or in part."""
_NAMED = (
    (Role.AE, r"\bae\b|attri ?1|acte.d.?engagement"),
    (Role.CCTP, r"\bcctp\b|clauses techniques particulieres"),
    (Role.CCP, r"\bccp\b|cahier des clauses particulieres"),
    (Role.CCAP, r"\bccap\b|clauses administratives particulieres"),
    (Role.RC, r"\brc\b|\brdc\b|reglement.de.(?:la.)?consultation"),
    (Role.NOTICE, r"\baapc\b|\bavis\b|avis.de.(?:marche|concession)|appel public"),
    (Role.ANNEX, r"\bannexe\b|\banx\b"),
)
_NAMES = tuple((role, re.compile(pattern)) for role, pattern in _NAMED)
OPENING = 15
"""Lines of a document in which its title is looked for."""


def role_of(document: ReadDocument) -> Role:
    """Return which piece a document is: its file's name tells, else the title it opens with."""
    name = re.sub(r"[^a-z0-9]+", " ", folded(document.name.rpartition("/")[2]))
    for role, pattern in _NAMES:
        if pattern.search(name):
            return role
    if _is_form(document):
        return Role.FORM
    opening = folded(" . ".join(each.text for each in document.lines[:OPENING]))
    found = [(at.start(), role) for role, pattern in _NAMES if (at := pattern.search(opening))]
    return min(found, default=(0, Role.OTHER), key=lambda each: each[0])[1]


_DOTS = re.compile(r"\.{4,}|…{2,}|_{4,}|[☐□]")
FORM_LINES, FORM_SHARE = 4, 0.1
"""Lines of dots, boxes or answers to come, in number and in share, from which it is a form."""


def _is_form(document: ReadDocument) -> bool:
    dotted = sum(
        bool(_DOTS.search(each.text)) or bool(each.row > 1 and not each.cells[-1])
        for each in document.body
    )
    return dotted >= max(FORM_LINES, FORM_SHARE * len(document.body))


INSERTION = re.compile(
    r"insertion (?:professionnel|sociale|par l'(?:activite|emploi)|des? (?:publics|personnes))"
    r"|(?:heures?|clauses?|actions?|demarches?|conditions?|objectifs?|volumes?|parcours"
    r"|engagements?|penalites?|obligations?|dispositifs?|structures?|entreprises?|chantiers?"
    r"|manquement a) (?:sociales? )?(?:d'|de l'|a l')insertion(?! paysag| urbain| dans)"
    r"|clauses? sociales?|personnes? eligibles?|publics? (?:eligibles?|prioritaires?|cibles?|vises)"
    r"|eloigne(?:e|s|es)? (?:de l'emploi|du marche du travail)|\bfacilitat(?:eur|rice)s?\b"
    r"|entreprises? adaptees?|accompagnement par le travail|\besat\b"
    r"|\bsiae\b|social(?:es?)? et professionnelle|insertion sociale|heures? d'insertion"
)
_TITLE = re.compile(
    r"\binsertion\b(?! paysag| urbain| dans (?:le|l'))|clauses? sociales?"
    r"|publics? (?:eligibles?|prioritaires?)|volet social|\bfacilitat"
)
RESERVED = re.compile(
    r"\b(?:marches?|(?:sous-)?lots?|participation|procedure|consultation|attribution|acces)\b"
    r"(?: (?!heures?\b|volumes?\b|parts?\b|comport|comprend|prevoi)[^\s.;:]+){0,6} "
    r"reservee?s? (?:aux|a des|a l'une des|a une|par priorite aux) "
    r"(?:\w+ ){0,2}(?:entreprises|entreprise|structures?|operateurs?|etablissements?|organismes?"
    r"|esat\b|siae\b|ea\b|associations?)"
)
"""A contract kept for some operators: « le titulaire du lot réserve 300 heures » is none."""
LARGEST_SHARE = 0.3
"""Share of an article's lines that speak of insertion from which the whole article does."""


@dataclass(frozen=True)
class ReadPiece:
    """A document of the set, its role, and the lines that speak of insertion."""

    document: ReadDocument
    role: Role
    memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What several checks read of it, read once."""

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.document.name

    @property
    def binding(self) -> bool:
        """Tell whether the clause itself may be written here."""
        return self.role in BINDING

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Return what the document states."""
        return self.document.body

    @cached_property
    def insertion(self) -> tuple[Line, ...]:
        """Return the lines that speak of insertion: whole articles, or lines elsewhere."""
        kept: list[Line] = []
        for _, group in groupby(self.lines, key=_section):
            kept += _speaking(tuple(group))
        return tuple(kept)

    @cached_property
    def text(self) -> str:
        """Return what it says of insertion, folded, a line a line."""
        return "\n".join(folded(each.text) for each in self.insertion)


def _section(line: Line) -> tuple[str, ...]:
    """Return what makes one article: a heading goes with what it announces."""
    return (*line.titles, line.text) if line.kind is Kind.HEADING else line.titles


def _speaking(lines: tuple[Line, ...]) -> list[Line]:
    """Return the lines of an article that speak of insertion; a clause of ours does, whole."""
    titles = _section(lines[0])
    if all(each.clause for each in lines) or any(_TITLE.search(folded(each)) for each in titles):
        return list(lines)
    told = [bool(e.clause or INSERTION.search(folded(e.text))) for e in lines]
    stating = sum(each.kind is not Kind.HEADING for each in lines)
    if titles and sum(told) >= max(2, LARGEST_SHARE * stating):
        return list(lines)
    return [each for each, kept in zip(lines, _announced(lines, told), strict=True) if kept]


def _announced(lines: Sequence[Line], told: Sequence[bool]) -> list[bool]:
    """Keep, with a line that speaks of insertion, the list or the table it announces."""
    kept: list[bool] = []
    following = False
    for line, own in zip(lines, told, strict=True):
        inside = line.kind in (Kind.ITEM, Kind.ROW) or line.text[:1] in "-–•▪*·"
        following = inside and (following or (own and line.kind is Kind.ROW))
        kept.append(own or following)
        if own and line.text.rstrip().endswith(":"):
            following = True
        elif not inside:
            following = False
    return kept


_DENIES = re.compile(
    r"(?:ne |n')(?:demande|ajoute|impose|exige|prevoit|comporte)\w* (?:pas d'|aucune )"
    r"heures? d'insertion"
    r"|aucune heure d'insertion n'est (?:ajoutee|demandee|imposee|exigee|prevue)"
)
"""What says that no insertion hours are asked; hours « not counted » are asked all the same."""
_OTHER_HOURS = re.compile(r"ne sont pas des heures d'insertion")


@dataclass(frozen=True)
class ReadSet:
    """The documents read together, the day the law is asked for, and the contract if known."""

    pieces: tuple[ReadPiece, ...]
    on: date | None = None
    contract: HoursResult | None = None

    @cached_property
    def speaking(self) -> tuple[ReadPiece, ...]:
        """Return the pieces that say something of insertion."""
        return tuple(each for each in self.pieces if each.insertion)

    @cached_property
    def binding(self) -> tuple[ReadPiece, ...]:
        """Return the pieces where the clause itself is written."""
        return tuple(each for each in self.speaking if each.binding)

    @cached_property
    def text(self) -> str:
        """Return what the binding pieces say of insertion, folded."""
        return "\n".join(each.text for each in self.binding)

    @cached_property
    def reserved_only(self) -> bool:
        """Tell whether insertion comes here from a reserved contract, and asks no hours."""
        return bool(RESERVED.search(self._whole)) and not self.names_hours

    @cached_property
    def denies_hours(self) -> bool:
        """Tell whether the pieces say that they ask no insertion hours."""
        return bool(_DENIES.search(self._whole))

    @cached_property
    def names_hours(self) -> bool:
        """Tell whether the pieces name insertion hours other than to say they ask none."""
        asked = _OTHER_HOURS.sub("", _DENIES.sub("", self._whole))
        return bool(re.search(r"heures? d'insertion", asked))

    @cached_property
    def _whole(self) -> str:
        return "\n".join(folded(line.text) for piece in self.pieces for line in piece.lines)


def read_set(
    documents: Iterable[ReadDocument],
    on: date | None = None,
    contract: HoursResult | None = None,
) -> ReadSet:
    """Return documents as a set to be checked."""
    return ReadSet(tuple(ReadPiece(each, role_of(each)) for each in documents), on, contract)
