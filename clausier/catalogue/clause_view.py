"""A clause as its page shows it: every sentence ready, nothing left to decide in the template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from clausier.catalogue.comparing import (
    SideBySide,
    VersionChange,
    variants_compared,
    versions_compared,
)
from clausier.catalogue.examples import Example, examples_of
from clausier.catalogue.law_views import Sourced, certainty_kind, web_address
from clausier.catalogue.shelf import Shelf, mechanism_keys
from clausier.catalogue.wording import Wording
from clausier.clauses_words import (
    Basis,
    Change,
    basis_certainty,
    document_label,
    document_short,
    field_label,
    field_source,
    field_type,
    history,
    legal_basis,
    mechanism_label,
    nature_label,
    selection_words,
    variant_words,
)
from docgen.clause import Clause, Variant
from docgen.frozen import served_days
from docgen.origin import origin_of
from docgen.remarks import remark_on, remarks_text
from docgen.render import out_of_force
from docgen.stack import Stack
from docgen.standing import review_lapses, standing_words
from insertion import vocabulary
from insertion.typography import date_text, french

LEVELS = {"base": "essentiel", "renforce": "renforcé", "ambitieux": "ambitieux"}
ROOT = "../"
TO_WRITE = "Écrire ici la remarque, sans nommer personne."


@dataclass(frozen=True, slots=True)
class Card:
    """A clause in a list."""

    name: str
    number: str
    title: str
    summary: str
    pieces: tuple[str, ...]
    mechanisms: tuple[str, ...]
    levels: tuple[str, ...]
    certainty: str
    certainty_kind: str
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VariantView:
    """A wording of the clause: what it asks, its effect, when it is chosen, its text."""

    name: str
    label: str
    level: str
    asks: str
    hours_effect: str
    chosen: str
    text: Markup


@dataclass(frozen=True, slots=True)
class BasisView:
    """An article the clause rests on, as of the day; ``days`` says since when."""

    article: str
    citation: str
    role: str
    days: str
    sourced: Sourced | None


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field the clause prints or asks about."""

    label: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class OriginView:
    """Where an adapted clause comes from, and why it was adapted."""

    base: str
    reason: str


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """How to say what is wrong: a line to copy, a file ready to fill."""

    line: str
    file_name: str
    address: str
    template: str


@dataclass(frozen=True, slots=True)
class ClauseView:
    """Everything the page of a clause shows."""

    card: Card
    version: str
    status: str
    conditions: tuple[str, ...]
    documents: tuple[str, ...]
    natures: tuple[str, ...]
    mechanisms: tuple[tuple[str, str], ...]
    situations: tuple[str, ...]
    variants: tuple[VariantView, ...]
    compared: tuple[SideBySide, ...]
    fields: tuple[FieldView, ...]
    examples: tuple[Example, ...]
    basis: tuple[BasisView, ...]
    vigilance: tuple[str, ...]
    findings: tuple[str, ...]
    requires: tuple[str, ...]
    conflicts: tuple[str, ...]
    refers_to: tuple[str, ...]
    referred_by: tuple[str, ...]
    history: tuple[Change, ...]
    versions: tuple[tuple[str, str], ...]
    version_changes: tuple[VersionChange, ...]
    reviewed: str
    reviewed_by: str
    review_until: str
    review_until_iso: str
    publisher: str
    licence: str
    origin: OriginView | None
    library: str
    feedback: FeedbackView
    sha256: str


def card_of(clause: Clause, shelf: Shelf) -> Card:
    """Return what lists show of a clause."""
    sheet = clause.sheet
    certainty = basis_certainty(clause, shelf.on)
    return Card(
        clause.id,
        sheet.number or "",
        french(sheet.title),
        french(sheet.summary),
        tuple(document_short(each) for each in sheet.applies_to.documents),
        tuple(french(mechanism_label(each)) for each in sheet.applies_to.mechanisms),
        tuple(LEVELS[each.level] for each in sheet.variants.values() if each.level),
        certainty.label if certainty else "",
        certainty_kind(certainty),
        tuple(_alarms(clause, shelf)),
    )


def _alarms(clause: Clause, shelf: Shelf) -> Iterable[str]:
    yield from standing_words(clause, shelf.on)
    fault = out_of_force(clause, shelf.on)
    if fault is not None:
        yield french(fault.cause)
    current = shelf.library.clauses[clause.id].sheet
    if current.version != clause.sheet.version:
        start = date_text(current.validity.start)
        yield french(
            f"Version en cours au {date_text(shelf.on)} ; la version {current.version} sert les"
            f" consultations lancées à partir du {start}."
        )


def clause_view(clause: Clause, shelf: Shelf) -> ClauseView:
    """Return what the page of a clause shows, as of the catalogue's day."""
    sheet = clause.sheet
    wording = Wording(shelf, ROOT)
    applies = sheet.applies_to
    origin = origin_of(clause)
    reason = french(sheet.provenance.reason or "")
    review = sheet.provenance.reviewed
    shown = {*sheet.requires, *sheet.conflicts}
    return ClauseView(
        card=card_of(clause, shelf),
        version=sheet.version,
        status=vocabulary.label_of("clause_status", sheet.status),
        conditions=tuple(selection_words(clause)),
        documents=tuple(document_label(each) for each in applies.documents),
        natures=tuple(french(nature_label(each)) for each in applies.contract_types),
        mechanisms=tuple(
            (french(mechanism_label(each)), shelf.mechanism_pages[key])
            for each, key in zip(applies.mechanisms, mechanism_keys(clause), strict=True)
        ),
        situations=tuple(french(each) for each in sheet.situations),
        variants=tuple(
            VariantView(
                name,
                french(each.label),
                LEVELS[each.level] if each.level else "",
                french(each.asks or ""),
                french(each.hours_effect or ""),
                variant_words(each),
                wording.html(clause.blocks[name]),
            )
            for name, each in _usual_first(clause)
        ),
        compared=tuple(variants_compared(clause, shelf)),
        fields=tuple(
            FieldView(field_label(name), field_type(kind), field_source(name))
            for name, kind in sheet.variables.items()
        ),
        examples=tuple(examples_of(clause, shelf, wording)),
        basis=tuple(_basis(each) for each in legal_basis(clause, shelf.on)),
        vigilance=tuple(french(each) for each in sheet.vigilance),
        findings=tuple(shelf.findings.get(clause.id, ())),
        requires=sheet.requires,
        conflicts=sheet.conflicts,
        refers_to=tuple(each for each in shelf.references(clause) if each not in shown),
        referred_by=tuple(shelf.referrers.get(clause.id, ())),
        history=tuple(history(clause, shelf.library)),
        versions=tuple(_served(clause, shelf)),
        version_changes=tuple(versions_compared(clause, shelf)),
        reviewed=date_text(review.on),
        reviewed_by=french(review.by),
        review_until=date_text(review_lapses(clause)),
        review_until_iso=review_lapses(clause).isoformat(),
        publisher=french(sheet.provenance.publisher),
        licence=sheet.provenance.license,
        origin=None if origin is None else OriginView(origin.name, reason),
        library=shelf.library.origin(clause.id) if isinstance(shelf.library, Stack) else "",
        feedback=_feedback(clause, shelf),
        sha256=clause.sha256,
    )


def _usual_first(clause: Clause) -> list[tuple[str, Variant]]:
    return sorted(clause.sheet.variants.items(), key=lambda each: not each[1].default)


def _served(clause: Clause, shelf: Shelf) -> Iterable[tuple[str, str]]:
    for each, start, end in served_days(shelf.library, clause.id):
        until = f" jusqu'au {date_text(end)}" if end else ""
        yield each.sheet.version, french(f"à partir du {date_text(start)}{until}")


def _basis(each: Basis) -> BasisView:
    if each.certainty is None or each.checked_on is None:
        days = (
            f"pas en vigueur avant le {date_text(each.start)}" if each.start else "pas en vigueur"
        )
        return BasisView(each.article, each.citation, each.role, french(days), None)
    start = f"à partir du {date_text(each.start)}" if each.start else "depuis une date inconnue"
    until = f" jusqu'au {date_text(each.until)}" if each.until else ""
    sourced = Sourced(
        each.certainty.label,
        certainty_kind(each.certainty),
        web_address(each.source),
        date_text(each.checked_on),
    )
    return BasisView(each.article, each.citation, each.role, french(f"{start}{until}"), sourced)


def _feedback(clause: Clause, shelf: Shelf) -> FeedbackView:
    remark = remark_on(clause, shelf.library, TO_WRITE, None, shelf.on)
    content = remarks_text([remark])
    named = clause.sheet.number or clause.id
    return FeedbackView(
        line=f'clausier clauses remarque {named} --texte "…"',
        file_name=f"remarque-{named}.yaml",
        address=f"data:application/yaml;charset=utf-8,{quote(content)}",
        template=content,
    )
