"""A host template checked before use: gate, tags, layout, and a trial on a contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.gate import MAIN_PART, open_template, parse_xml
from docgen.library import builtin_library
from docgen.note import note_context
from docgen.piece_list import INTERNAL, Piece
from docgen.pieces import Dossier
from docgen.production import INTERNAL_PARTS, facts, make_piece
from docgen.template_finding import TemplateFinding, found
from docgen.template_layout import read_layout
from docgen.template_places import spots
from docgen.template_tags import BLOCKS, Known, read_tags
from docgen.wordml import W
from insertion import vocabulary
from insertion.errors import ClausierError

HOST_FIELDS = frozenset({"articles", "signature", "a_completer", "piece_titre", "piece_sous_titre"})
"""What a host may name besides the facts of the contract."""


@dataclass(frozen=True, slots=True)
class CheckedTemplate:
    """What is found in a host, and what it prints; ``tried`` are the states it was filled in."""

    findings: tuple[TemplateFinding, ...]
    names: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()

    @property
    def serves(self) -> bool:
        """Tell whether the host can be used as it is."""
        return not any(each.blocks for each in self.findings)


def check_template(
    content: bytes, name: str, piece: Piece, dossiers: Sequence[Dossier]
) -> CheckedTemplate:
    """Return what is found in a host that makes ``piece``; ``name`` is its file's, in messages.

    It is filled for each of ``dossiers``, draft or final; nothing is written.
    """
    try:
        parts = open_template(content, name).parts
    except ClausierError as error:
        return CheckedTemplate(
            tuple(
                found("fichier", _inside(each.place, name), detail=each.cause, advice=each.remedy)
                for each in error.faults
            )
        )
    if parse_xml(parts[MAIN_PART]).tag != f"{{{W}}}document":
        return CheckedTemplate((found("format_strict", "fichier"),))
    here = list(spots(parts))
    known = _known(dossiers[0], internal=piece.folder == INTERNAL)
    read = read_tags(here, known)
    findings = list(read.findings)
    if not read.names and not read.clauses:
        findings.append(found("aucun_champ", "document"))
    elif "articles" not in read.names and not read.clauses and piece.folder != INTERNAL:
        findings.append(found("sans_articles", "document"))
    if read.names and "a_completer" not in read.names:
        findings.append(found("sans_a_completer", "document"))
    tried: list[str] = []
    foreign = read.clauses - _worded(dossiers[0])
    findings += [found("clause_hors_essai", "document", name=each) for each in sorted(foreign)]
    if not foreign and not any(each.blocks for each in findings):
        for dossier in dossiers:
            failed = list(_trial(content, name, piece, dossier))
            findings += failed
            if failed:  # the final piece would fail the same way
                break
            tried.append(_state(dossier))
    findings += read_layout(parts, here, read.names)
    ordered = sorted(dict.fromkeys(findings), key=lambda each: not each.blocks)
    return CheckedTemplate(
        tuple(ordered), tuple(sorted(read.names)), tuple(sorted(read.clauses)), tuple(tried)
    )


def _state(dossier: Dossier) -> str:
    return "pièce définitive" if dossier.final else "projet"


def _inside(place: str, name: str) -> str:
    rest = place.removeprefix(name).lstrip(":")
    return rest or "fichier"


def _trial(content: bytes, name: str, piece: Piece, dossier: Dossier) -> Iterator[TemplateFinding]:
    """Fill the host for a contract, and tell why it could not be."""
    state = _state(dossier)
    try:
        make_piece(dossier, piece, content, name)
    except ClausierError as error:
        for each in error.faults:
            where, told = _inside(each.place, name), each.cause
            yield found("essai_manque", where, state=state, detail=told, advice=each.remedy)


def _worded(dossier: Dossier) -> set[str]:
    return {each.clause.id for one in dossier.compositions.values() for each in one.clauses}


def _known(dossier: Dossier, *, internal: bool) -> Known:
    """Return what a host may name; an internal piece has the fields of the note besides."""
    published = set(facts(dossier)) | HOST_FIELDS
    lot_fields = set(dossier.places.lots[0]) if dossier.places.lots else set()
    hidden = {
        term.key
        for terms in (vocabulary.contract_terms(), vocabulary.lot_terms())
        for term in terms.values()
        if term.internal
    }
    blocks = set(BLOCKS)
    lists = {"lots"}
    if internal:
        note = note_context(dossier.result, dossier.warnings)
        lists |= {name for name, value in note.items() if isinstance(value, list | tuple)}
        lot_fields |= set(note["lots"][0]) if note["lots"] else set()
        published |= note.keys() | INTERNAL_PARTS.keys() | {"publication", "visa"}
        published |= {f"avec_{each}" for each in INTERNAL_PARTS}
        blocks |= INTERNAL_PARTS.keys()
    clauses = set(builtin_library().clauses)
    return Known(published, lot_fields, hidden - published, clauses, blocks, lists)
