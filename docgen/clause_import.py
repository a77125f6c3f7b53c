"""A clause read back from the Word file a lawyer edited, and what the file holds beyond a clause.

Law: reading back what was exported gives the same blocks. What a body cannot hold is told with its
place: an obstacle when words would be lost or changed, a remark when only their look is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from docgen.blocks import Block
from docgen.clause import Clause, flags_of, variables_of
from docgen.clause_assembly import Assembly
from docgen.clause_word import (
    IDENTIFIER,
    NOTE_AUTHOR,
    PRINT,
    PUBLISHER,
    VERSION,
    Words,
    folded,
    print_of,
    start_of,
)
from docgen.gate import open_document
from docgen.library import Library
from docgen.word_lines import Comment, Grid, Line, read_comments, read_lines
from docgen.word_remarks import Remarks
from insertion.errors import Fault, InvalidInput, fault

_TITLE = "title"


@dataclass(frozen=True, slots=True)
class ImportedClause:
    """What a Word file says of a clause: the blocks of each variant it holds, and the remarks.

    ``version`` is that of the clause when it was exported.
    """

    clause: Clause
    version: str
    variants: Mapping[str, tuple[Block, ...]]
    remarks: tuple[Fault, ...]


def import_clause(content: bytes, place: str, library: Library, words: Words) -> ImportedClause:
    """Return the clause a Word file made by ``export_clause`` holds; ``place`` names the file.

    Raises:
        Refused: when the file could do harm.
        InvalidInput: with every obstacle: nothing of the clause is then to be written.
    """
    package = open_document(content, place)
    lines = read_lines(package)
    clause, said = _identity(lines, place, library)
    version, own_print = said.get(VERSION, ""), said.get(PRINT, "")
    remarks = Remarks(place)
    comments = read_comments(package)
    variants: dict[str, tuple[Block, ...]] = {}
    sections = _sections(lines, clause, remarks)
    for name, found in sections.items():
        assembly = Assembly(clause, library, words, remarks.of(name), comments)
        variants[name] = assembly.blocks(found)
    _tell_strangers(lines, comments, remarks)
    if remarks.obstacles:
        raise InvalidInput(remarks.obstacles)
    for name in _new_fields(clause, variants):
        remarks.tell("WORD_CHAMP_AJOUTE", place, name=name, label=words.field(name))
    publisher = clause.sheet.provenance.publisher
    theirs = said.get(PUBLISHER, folded(publisher))  # absent from the files of earlier exports
    if theirs != folded(publisher):
        remarks.tell("WORD_AUTRE_EDITEUR", place, clause=clause.id, then=theirs, now=publisher)
    elif version != clause.sheet.version:
        now = clause.sheet.version
        remarks.tell("WORD_VERSION", place, clause=clause.id, then=version, now=now)
    elif own_print != print_of(clause):
        remarks.tell("WORD_TEXTE_CHANGE", place, clause=clause.id, version=version)
    return ImportedClause(clause, version, variants, tuple(remarks.told))


def _new_fields(clause: Clause, variants: Mapping[str, tuple[Block, ...]]) -> list[str]:
    """Return the fields the texts use and the clause neither declares nor used so far."""
    now = _fields(variants.values())
    return sorted(now - clause.sheet.variables.keys() - _fields(clause.blocks.values()))


def _fields(bodies: Iterable[tuple[Block, ...]]) -> set[str]:
    return set(chain.from_iterable(variables_of(each) | flags_of(each) for each in bodies))


def _identity(
    lines: Sequence[Line | Grid], place: str, library: Library
) -> tuple[Clause, Mapping[str, str]]:
    """Return the clause the box at the top names, and all the box says."""
    box = next((each for each in lines if isinstance(each, Grid)), None)
    said: dict[str, str] = {}
    for row in box.rows if box is not None else []:
        cells = [" ".join(folded(line.text).strip() for line in cell) for cell in row]
        if len(cells) == 2:
            said.setdefault(cells[0], cells[1])
    identifier = said.get(IDENTIFIER, "")
    if not identifier:
        raise InvalidInput([fault("WORD_SANS_FICHE", place)])
    if identifier not in library.clauses:
        advice = "Donner avec --bibliotheque la bibliothèque d'où vient cette clause."
        raise InvalidInput([fault("CLAUSE_INCONNUE", place, value=identifier, advice=advice)])
    return library.clauses[identifier], said


def _sections(
    lines: Sequence[Line | Grid], clause: Clause, remarks: Remarks
) -> dict[str, list[Line | Grid]]:
    """Return the lines of each variant; the opening line of a text is kept, for its comments."""
    found: dict[str, list[Line | Grid]] = {}
    current: list[Line | Grid] | None = None
    boxes = 0
    for each in lines:
        if isinstance(each, Line) and each.heading == 1:
            name = start_of(each.text)
            if name is None or name not in clause.sheet.variants or name in found:
                remarks.block_line("WORD_TITRE", each, level=1)
                continue
            current = found.setdefault(name, [])
            current.append(each)
        elif current is not None:
            current.append(each)
        elif isinstance(each, Grid):
            boxes += 1
            if boxes > 1:
                remarks.block("WORD_HORS_TEXTE", remarks.place, words="un tableau")
        elif each.text.strip() and each.style != _TITLE:
            remarks.block_line("WORD_HORS_TEXTE", each, words=each.text)
    if not found:
        remarks.block("WORD_SANS_TEXTE", remarks.place)
    return found


def _tell_strangers(
    lines: Sequence[Line | Grid], comments: Mapping[str, Comment], remarks: Remarks
) -> None:
    """List the comments of reviewers: they are advice, not words of the clause."""
    for each in lines:
        for line in each.lines() if isinstance(each, Grid) else (each,):
            for key in line.comments:
                comment = comments.get(key)
                if comment is not None and comment.author != NOTE_AUTHOR:
                    said = folded("".join(span.text for span in comment.spans)).strip()
                    remarks.tell_line("WORD_COMMENTAIRE", line, said=said)
