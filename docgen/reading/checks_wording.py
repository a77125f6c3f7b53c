"""Checks on words: forbidden data, stale names, local preference, vague turns, long sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from docgen.library import read_yaml
from docgen.reading.checks_volume import NO_CLAUSE
from docgen.reading.pieces import ReadPiece, ReadSet
from docgen.reading.text import Kind, Line, folded, said, sentences
from docgen.reading.verdicts import Answer, Level, Remark, failing, not_applicable, remark

LEXICON = "lexicon.fr.yaml"
LONGEST_SENTENCE = 30
"""Words of a sentence, from the drafting rules."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A turn of phrase sought, what excuses the sentence, and what to tell."""

    find: re.Pattern[str]
    unless: re.Pattern[str] | None
    say: str


@cache
def lexicon() -> dict[str, tuple[Entry, ...]]:
    """Return the turns of phrase sought, by list."""
    return {
        name: tuple(
            Entry(
                re.compile(each["find"]),
                re.compile(each["unless"]) if "unless" in each else None,
                each["say"],
            )
            for each in entries
        )
        for name, entries in _file().items()
        if name != "sigles_connus"
    }


@cache
def _file() -> dict[str, list[dict[str, str]]]:
    text = (resources.files("docgen.reading") / LEXICON).read_text(encoding="utf-8")
    content: dict[str, list[dict[str, str]]] = read_yaml(text, LEXICON)
    return content


def _found(pieces: ReadSet, name: str) -> Iterator[tuple[ReadPiece, Line, str, Entry]]:
    for piece in pieces.speaking:
        for line, sentence in said(piece.insertion):
            plain = folded(sentence)
            for entry in lexicon()[name]:
                if entry.find.search(plain) and not (entry.unless and entry.unless.search(plain)):
                    yield piece, line, sentence, entry


def worded(name: str, otherwise: str) -> Callable[[ReadSet], Answer]:
    """Return the check that no turn of phrase of a list is used about insertion."""

    def check(pieces: ReadSet) -> Answer:
        if not pieces.speaking:
            return not_applicable(NO_CLAUSE)
        return failing(
            (
                remark(_quoted(entry, sentence), (piece.document, line))
                for piece, line, sentence, entry in _found(pieces, name)
            ),
            otherwise,
        )

    return check


def _quoted(entry: Entry, sentence: str) -> str:
    match = entry.find.search(folded(sentence))
    assert match is not None
    words = sentence[match.start() : match.end()].strip(" .")
    return f"« {words if len(words) < 60 else words[:57] + '…'} » : {entry.say}"


_ALLOWED = re.compile(r"donnees (?:personnelles|interdites|a caractere)|confidentialit|rgpd")
_FORBIDS = re.compile(
    r"\b(?:ne|n'|ni|aucune?|jamais|sans|interdit\w*|exclu\w*|proscri\w*|masqu\w*)\b|\bn'"
)
_FIFTEEN = re.compile(
    r"(?<!\d)[12][ .]?\d{2}[ .]?\d{2}[ .]?\d[\dAB][ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})(?!\d)"
)
_EMAIL = re.compile(r"\b([a-z]{2,})[.-]([a-z]{2,})@[\w.-]+\.\w+", re.IGNORECASE)
_GENERIC = re.compile(
    r"clause|insertion|achat|marche|emploi|service|contact|accueil|facilit|direction|commande"
    r"|secretariat|mairie|ville|maison|mission|plie|relation|entreprise|social|rh|juridique|info"
)


def forbidden_data(pieces: ReadSet) -> Answer:
    """Check that no piece asks for data nobody should see, nor shows a person's number."""
    remarks: list[Remark] = []
    for piece, line, sentence, entry in _found(pieces, "motifs_interdits"):
        titles = folded(" ".join((*line.titles, line.text if line.kind is Kind.HEADING else "")))
        if not _ALLOWED.search(titles) and not _FORBIDS.search(folded(sentence)):
            remarks.append(remark(_quoted(entry, sentence), (piece.document, line)))
    for piece in pieces.pieces:
        for line in piece.document.lines:
            if _FIFTEEN.search(line.text):
                told = "Une suite de quinze chiffres a la forme d'un numéro de sécurité sociale."
                remarks.append(remark(told, (piece.document, line)))
    for piece in pieces.speaking:
        for line in piece.insertion:
            for match in _EMAIL.finditer(line.text):
                if not _GENERIC.search(folded(match[0].partition("@")[0])):
                    told = (
                        f"« {match[0]} » semble nommer une personne : donner une adresse générique."
                    )
                    remarks.append(remark(told, (piece.document, line), level=Level.WARNS))
    if not remarks and not pieces.speaking:
        return not_applicable(NO_CLAUSE)
    return failing(remarks, "aucune donnée interdite n'est demandée")


_WORD = re.compile(r"[^\W\d]\w*(?:['-]\w+)*")


def long_sentences(pieces: ReadSet) -> Answer:
    """Check that no sentence on insertion has more than thirty words."""
    if not pieces.speaking:
        return not_applicable(NO_CLAUSE)
    remarks = []
    for piece in pieces.speaking:
        for line in piece.insertion:
            if line.kind is Kind.ROW:
                continue
            for sentence in sentences(line.text):
                count = max(len(_WORD.findall(part)) for part in re.split(r" : | ; ", sentence))
                if count > LONGEST_SENTENCE:
                    remarks.append(remark(f"Phrase de {count} mots.", (piece.document, line)))
    return failing(remarks, "aucune phrase de plus de trente mots")


_ACRONYM = re.compile(r"(?<![\w@./-])[A-ZÉ][A-ZÉ&]{1,5}(?![\w@-]|\.\w)")
_ROMAN = re.compile(r"^[IVXLC]+$")


def acronyms(pieces: ReadSet) -> Answer:
    """Check that an acronym is spelled out where a piece first uses it."""
    if not pieces.speaking:
        return not_applicable(NO_CLAUSE)
    known = {str(each) for each in _file()["sigles_connus"]}
    remarks: list[Remark] = []
    for piece in pieces.speaking:
        whole = "\n".join(each.text for each in piece.lines)
        seen: Counter[str] = Counter()
        for line in piece.insertion:
            if line.text.isupper() or line.kind is Kind.HEADING:
                continue
            for acronym in _ACRONYM.findall(line.text):
                seen[acronym] += 1
                if seen[acronym] > 1 or acronym in known or _ROMAN.match(acronym):
                    continue
                if not _spelled_out(acronym, whole):
                    told = f"« {acronym} » n'est pas développé."
                    remarks.append(remark(told, (piece.document, line)))
    return failing(remarks, "les sigles sont développés")


def _spelled_out(acronym: str, whole: str) -> bool:
    """Tell whether an acronym stands beside its words: « … (SIAE) », « SIAE (…) »."""
    escaped = re.escape(acronym)
    return bool(
        re.search(rf"[a-zà-ÿ]{{3,}} ?\((?:« ?)?{escaped}s?(?: ?»)?[),;/ ]", whole)
        or re.search(rf"\b{escaped}s? ?(?:\(|: |= |, c'est-à-dire|– )[A-Za-zÀ-ÿ']{{3,}} ", whole)
    )
