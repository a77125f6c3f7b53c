"""From prepared clauses to finished documents, each in its host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from markupsafe import Markup

from docgen.blocks import (
    ENTRY_TEXTS,
    Blank,
    Block,
    Entry,
    Item,
    ListBlock,
    Paragraph,
    Table,
    Text,
    blank_text,
    inline_text,
)
from docgen.clause import inlines_of
from docgen.heading_numbers import heading_numbers
from docgen.hosts import PAGES
from docgen.lists import first_free_numbering
from docgen.note import note_context
from docgen.note_calculation import calculation_blocks
from docgen.note_counting import counting_blocks
from docgen.note_periods import period_blocks
from docgen.note_pooling import pooling_blocks
from docgen.note_references import reference_blocks
from docgen.package import finish, open_docx, unpacked
from docgen.piece_list import INTERNAL, TENDER, Piece
from docgen.pieces import Composition, Dossier
from docgen.publication import publication_blocks
from docgen.render import RenderedClause
from docgen.template import names_used, render_host, styles_by_name, unknown_field
from docgen.wordml import Ledger, Look, Writer
from insertion.completeness import missing_facts
from insertion.contract import Contract
from insertion.errors import InvalidInput, fault
from insertion.hours import HoursResult
from insertion.typography import counted, french
from insertion.vocabulary import contract_terms

NUMBERED = tuple(page.name for page in PAGES if page.numbered)
CANDIDATE = "À compléter par le candidat"
SIGNING = 850  # twentieths of a point: room for a hand
OFFICE = "À remplir par le service"
INTERNAL_PARTS: dict[str, Callable[[HoursResult], tuple[Block, ...]]] = {
    "periodes_heures": period_blocks,
    "mutualisation": pooling_blocks,
    "calculs": calculation_blocks,
    "reperes": reference_blocks,
    "decompte": counting_blocks,
}
"""Parts of the note whose columns depend on the contract, by hole of its host."""


@dataclass(frozen=True, slots=True)
class MadePiece:
    """A produced document, and the facts it still lacks."""

    piece: Piece
    content: bytes
    blanks: tuple[Blank, ...]


def make_set(
    dossier: Dossier,
    hosts: Mapping[str, bytes] | None = None,
    dress: Callable[[Piece, bytes], bytes] = lambda _, host: host,
) -> Iterator[MadePiece]:
    """Yield every piece; ``hosts`` replaces our own hosts by piece key.

    ``dress`` gives our own hosts the buyer's look.
    """
    for piece in dossier.pieces:
        theirs = (hosts or {}).get(piece.key)
        host = theirs or dress(piece, builtin_host(piece.host_name))
        numbered = theirs is None and piece.host_name in NUMBERED
        yield make_piece(dossier, piece, host, f"{piece.key}.docx", numbered=numbered)


def planned(dossier: Dossier) -> Iterator[MadePiece]:
    """Yield the pieces of :func:`make_set` without content: what each lacks is known sooner."""
    for piece in dossier.pieces:
        names = names_used(builtin_host(piece.host_name), f"{piece.host_name}.docx")
        composition = dossier.composition(piece.key)
        shown = composition.clauses or (_main(dossier) if "articles" in names else [])
        yield MadePiece(piece, b"", tuple(_blanks(dossier, names, shown)))


def own_piece(name: str) -> Piece:
    """Return the piece a buyer's own host makes; ``name`` is its file name, suffix apart."""
    return Piece(f"modele:{name}", TENDER, name, name)


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact still unknown, and the pieces that print it."""

    key: str
    label: str
    pieces: tuple[str, ...]


def still_missing(contract: Contract, made: Iterable[MadePiece]) -> tuple[Missing, ...]:
    """Return what final pieces still wait for: what they print, and what the record asks."""
    labels = {term.key: term.label for term in missing_facts(contract)}
    pieces: dict[str, list[str]] = {key: [] for key in labels}
    for each in made:
        for blank in each.blanks:
            labels.setdefault(blank.key, blank.label)
            pieces.setdefault(blank.key, []).append(each.piece.label)
    return tuple(Missing(key, labels[key], tuple(pieces[key])) for key in labels)


def check_final(missing: Iterable[Missing]) -> None:
    """Refuse a final set in which a fact is missing.

    Raises:
        InvalidInput: with one fault a missing fact, and the pieces that need it.
    """
    faults = [
        fault(
            "CHAMP_VIDE",
            each.key,
            label=each.label,
            key=each.key,
            pieces=each.pieces or ("contrôles du dossier",),
        )
        for each in missing
    ]
    if faults:
        raise InvalidInput(faults)


def builtin_host(name: str) -> bytes:
    """Return one of our own hosts; ``name`` is its file's, suffix apart."""
    return (resources.files("clause_templates") / "hotes" / f"{name}.docx").read_bytes()


def make_piece(
    dossier: Dossier, piece: Piece, host: bytes, place: str, *, numbered: bool = False
) -> MadePiece:
    """Return one piece, rendered in ``host``; ``place`` names the host in messages.

    ``numbered`` tells that the host holds no other article, so that a reference may print a number;
    without it a reference names the title, which is right wherever the clause stands.

    Raises:
        Refused, InvalidInput: when the host cannot be used.
    """
    names = names_used(host, place)
    composition = dossier.composition(piece.key)
    available = {each.clause.id: each for each in _available(dossier, piece)}
    ledger = _ledger(dossier, composition, host, numbered=numbered)
    writer = Writer(_look(host), ledger)
    used: list[RenderedClause] = []

    def clause(identifier: str) -> Markup:
        if identifier not in available:
            detail = f"la clause « {identifier} » n'est pas dans ce dossier"
            raise InvalidInput([fault("MODELE_FAUTIF", place, detail=detail)])
        used.append(available[identifier])
        return Markup(writer.clause(available[identifier]))  # noqa: S704 - our own markup, values escaped

    clause.published_name = "clause"  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        **facts(dossier),
        "piece_titre": french(piece.title or piece.label),
        "piece_sous_titre": french(piece.subtitle),
        "clause": clause,
        "signature": _markup(writer, _signature()),
    }
    if "articles" in names:
        used.extend(composition.clauses or _main(dossier))
        articles = _articles(
            composition if composition.sections else dossier.compositions["ccap"], writer
        )
        context["articles"] = articles
    if piece.folder == INTERNAL:
        context |= note_context(dossier.result, dossier.warnings)
        context |= _internal_parts(dossier, Writer(_dense(writer.look, host), ledger))
        context["publication"] = _markup(writer, publication_blocks(dossier.result))
        context["visa"] = _markup(writer, _visa())
    blanks = _blanks(dossier, names, used or composition.clauses)
    context["a_completer"] = (
        "" if dossier.final or not blanks else _markup(writer, _to_fill(blanks))
    )
    _refuse_unknown(names - context.keys(), context, place)
    document = render_host(host, context, place)
    content = finish(
        document,
        ledger,
        used,
        title=french(f"{piece.label} : {dossier.result.contract.subject or ''}".strip(" :")),
        author=dossier.result.contract.buyer_name or "",
    )
    return MadePiece(piece, content, tuple(blanks))


def _internal_parts(dossier: Dossier, writer: Writer) -> dict[str, Any]:
    """Return the parts of the note whose columns depend on the methods used."""
    parts: dict[str, Any] = {}
    for name, blocks_of in INTERNAL_PARTS.items():
        blocks = blocks_of(dossier.result)
        parts |= {name: _markup(writer, blocks), f"avec_{name}": bool(blocks)}
    return parts


def _refuse_unknown(names: frozenset[str], context: Mapping[str, Any], place: str) -> None:
    """Refuse every unpublished field of a host at once, each with the name it resembles."""
    if names:
        raise InvalidInput(
            fault("MODELE_FAUTIF", place, detail=unknown_field(name, context))
            for name in sorted(names)
        )


def facts(dossier: Dossier) -> dict[str, Any]:
    """Return the published placeholders as plain data: text, booleans, and the lots."""
    plain: dict[str, Any] = {}
    for name, place in dossier.places.values.items():
        match place.value:
            case Blank(_, label):
                plain[name] = french(blank_text(label))
            case Entry(kind):
                plain[name] = ENTRY_TEXTS[kind]
            case tuple():
                plain[name] = ", ".join(inline_text(line) for line in place.value)
            case Table():
                continue
            case _:
                plain[name] = place.value
    plain["lots"] = dossier.places.lots
    plain["mention_projet"] = "" if dossier.final else ", projet"
    return plain


def _main(dossier: Dossier) -> list[RenderedClause]:
    return dossier.compositions["ccap"].clauses


def _available(dossier: Dossier, piece: Piece) -> list[RenderedClause]:
    """Return the clauses a host may call: its own document's first."""
    own = dossier.compositions.get(piece.key)
    found = list(own.clauses) if own else []
    for composition in dossier.compositions.values():
        found += [each for each in composition.clauses if each not in found]
    return found[::-1]


def _ledger(dossier: Dossier, composition: Composition, host: bytes, *, numbered: bool) -> Ledger:
    shown = composition if composition.sections else dossier.compositions["ccap"]
    parts = unpacked(host)
    here = {each.clause.id for each in shown.clauses}
    numbers: dict[str, str] = {}
    if numbered:
        counted_so = heading_numbers(parts, [len(clauses) for _, clauses in shown.sections])
        for (_, clauses), section in zip(shown.sections, counted_so, strict=True):
            numbers |= {
                each.clause.id: number for each, number in zip(clauses, section, strict=True)
            }
    titles: dict[str, str] = {}
    elsewhere: dict[str, str] = {}
    for other in dossier.compositions.values():
        for each in other.clauses:
            titles.setdefault(each.clause.id, each.title)
            holder = dossier.holder(each.clause.id)
            if each.clause.id not in here and holder is not None:
                elsewhere[each.clause.id] = holder.within
    return Ledger(
        first_numbering=first_free_numbering(parts),
        first_bookmark=_first_bookmark(host),
        numbers=numbers,
        titles=titles,
        elsewhere=elsewhere,
    )


def _first_bookmark(host: bytes) -> int:
    """Return an identifier above every bookmark the host may hold."""
    return 10_000 + unpacked(host)["word/document.xml"].count(b"bookmarkStart")


def _look(host: bytes) -> Look:
    document = open_docx(host)
    styles = styles_by_name(document)
    section = document.sections[-1]
    width = Look(headings={}).width
    if section.page_width and section.left_margin is not None and section.right_margin is not None:
        width = (section.page_width - section.left_margin - section.right_margin) // 635
    return Look(
        headings={level: styles.get(f"heading {level}") for level in range(1, 7)},
        list_style=styles.get("list paragraph"),
        cell_style=styles.get("cellule"),
        width=width,
    )


def _dense(look: Look, host: bytes) -> Look:
    """Return the look of wide tables, in smaller type."""
    smaller = styles_by_name(open_docx(host)).get("cellule dense")
    return replace(look, cell_style=smaller or look.cell_style)


def _articles(composition: Composition, writer: Writer) -> Markup:
    parts: list[str] = []
    for title, clauses in composition.sections:
        if title:
            parts.append(writer.title(1, title))
        # without a title of their own, as in a form, clauses head the document themselves
        parts.extend(writer.clause(each, shift=0 if title else -1) for each in clauses)
    return Markup("".join(parts))  # noqa: S704 - our own markup, values escaped


def _markup(writer: Writer, blocks: tuple[Block, ...]) -> Markup:
    return Markup(writer.blocks(blocks))  # noqa: S704 - our own markup, values escaped


def _line(*cells: str) -> tuple[tuple[Text, ...], ...]:
    return tuple((Text(french(cell)),) for cell in cells)


def _visa() -> tuple[Block, ...]:
    """Return the lines by which the buyer's office takes the figures as its own."""
    rows = (
        _line("Décision sur les heures", OFFICE),
        _line("Auteur de la note", OFFICE),
        _line("Visa et date", OFFICE),
    )
    header = _line("Mention", "Le service acheteur")
    return (Table(header=header, rows=rows, widths=(45, 55), row_height=SIGNING),)


def _signature() -> tuple[Block, ...]:
    rows = (
        _line("Candidat, ou mandataire du groupement", CANDIDATE),
        _line("Nom et qualité du signataire", CANDIDATE),
        _line("Fait à …, le …", CANDIDATE),
        _line("Signature", CANDIDATE),
    )
    header = _line("Le candidat", "Mention")
    return (Table(header=header, rows=rows, widths=(45, 55), row_height=SIGNING),)


def _blanks(dossier: Dossier, names: frozenset[str], clauses: list[RenderedClause]) -> list[Blank]:
    """Return the facts still missing, each once: in the host, its own parts, the clauses."""
    found: dict[str, Blank] = {}
    parts = [INTERNAL_PARTS[name](dossier.result) for name in names & INTERNAL_PARTS.keys()]
    for name in names & dossier.places.values.keys():
        value = dossier.places.values[name].value
        if isinstance(value, Blank):
            found.setdefault(value.key, Blank(value.key, value.label))
    for blocks in (*parts, *(each.blocks for each in clauses)):
        for inline in inlines_of(blocks):
            if isinstance(inline, Blank):
                found.setdefault(inline.key, Blank(inline.key, inline.label))
    order = [term.key for term in contract_terms().values()]
    last = len(order)  # a fact of a lot
    return sorted(
        found.values(), key=lambda each: order.index(each.key) if each.key in order else last
    )


def _to_fill(blanks: list[Blank]) -> tuple[Block, ...]:
    intro = (
        f"Projet : {counted(len(blanks), 'mention')} à compléter avant publication."
        " Cette liste est à retirer."
    )
    items = tuple(Item((Text(french(each.label)),)) for each in blanks)
    return (
        Paragraph((Text(french(intro), strong=True),)),
        ListBlock(ordered=False, items=items),
    )
