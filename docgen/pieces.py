"""The pieces of a contract: the clauses each holds, worded, and the folder it goes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from docgen.blocks import Blank
from docgen.clause import citations_of, inlines_of
from docgen.coherence import incoherences
from docgen.library import Library
from docgen.piece_list import ALWAYS_MADE, Piece, document_of, pieces_of
from docgen.placeholders import CCAG_ARTICLES, Placeholders, published
from docgen.render import RenderedClause
from docgen.selection import Choice, Selected, select, uncalled
from docgen.standing import standing_reservations, status_refusal
from insertion.contract import Contract
from insertion.dated import Certainty
from insertion.errors import InvalidInput, fault
from insertion.guardrails import blocking, reservations
from insertion.hours import HoursResult
from insertion.law import articles
from insertion.penalties import penalty_warning
from insertion.typography import date_text, french
from insertion.vocabulary import label_of


@dataclass(frozen=True, slots=True)
class Composition:
    """The clauses of one document, section by section."""

    sections: tuple[tuple[str, tuple[RenderedClause, ...]], ...]

    @property
    def clauses(self) -> list[RenderedClause]:
        """Return every clause, in order."""
        return [each for _, clauses in self.sections for each in clauses]

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """Return the facts the clauses still lack, each once."""
        found: dict[str, Blank] = {}
        for each in self.clauses:
            for inline in inlines_of(each.blocks):
                if isinstance(inline, Blank):
                    found.setdefault(inline.key, Blank(inline.key, inline.label))
        return tuple(found.values())


@dataclass(frozen=True)
class Dossier:
    """A contract ready to be written: its values, and the clauses of each document."""

    result: HoursResult
    places: Placeholders
    compositions: Mapping[str, Composition]
    warnings: tuple[str, ...] = ()
    final: bool = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Return the pieces this contract has: those in which a clause stands, and the note."""
        return tuple(
            each
            for each in self._named
            if each.key == ALWAYS_MADE or self.composition(each.key).clauses
        )

    @property
    def _named(self) -> tuple[Piece, ...]:
        return pieces_of(concession=self.result.contract.concession)

    def composition(self, piece: str) -> Composition:
        """Return the clauses of a piece, by its key; none when the plans leave it out."""
        return self.compositions.get(piece, Composition(()))

    def holder(self, clause: str) -> Piece | None:
        """Return the piece where a clause is read, the CCAP and its annex first."""
        order = sorted(self._named, key=lambda each: each.key not in ("ccap", "annexe-insertion"))
        for piece in order:
            composition = self.compositions.get(piece.key)
            if composition and any(each.clause.id == clause for each in composition.clauses):
                return piece
        return None


def prepare(
    result: HoursResult,
    library: Library,
    *,
    final: bool = False,
    notes: bool = True,
    warnings: tuple[str, ...] = (),
) -> Dossier:
    """Select and word the clauses of every piece.

    Raises: InvalidInput: when a guard-rail refuses the contract, when a clause does not serve the
    date, lacks one it requires or meets one it excludes, or, for a final set, is only a draft.
    """
    places = _publishable(result, final=final)
    selected = select(library, result, places, notes=notes and not final)
    faults = dict.fromkeys(chain.from_iterable(each.faults for each in _choices(selected)))
    if final:
        kept = (each.clause for each in _choices(selected) if each.rendered is not None)
        drafts = (status_refusal(each, final=True) for each in kept)
        faults |= dict.fromkeys(each for each in drafts if each is not None)
    faults |= dict.fromkeys(incoherences(_choices(selected)))
    if faults:
        raise InvalidInput(faults)
    compositions = {document: _composition(sections) for document, sections in selected.items()}
    reservations = (*warnings, *_reservations(result, compositions))
    return Dossier(result, places, compositions, reservations, final)


def explain(result: HoursResult, library: Library, document: str | None = None) -> list[Choice]:
    """Return what is decided of each clause of the library, in ``document`` or in every piece.

    These are the very choices the pieces are made of, and the clauses no plan calls.

    Raises: InvalidInput: when the contract has no piece at all, as :func:`prepare` does.
    """
    selected = select(library, result, _publishable(result, final=False))
    called = [
        each
        for each in _choices(selected)
        if document in (None, each.document, document_of(each.document))
    ]
    return called + uncalled(library, {each.clause.id for each in called}, document)


def _publishable(result: HoursResult, *, final: bool) -> Placeholders:
    refused = blocking(result, final=final)
    if refused:
        raise InvalidInput(refused)
    return _published(result)


def _choices(selected: Selected) -> Iterator[Choice]:
    for sections in selected.values():
        for _, choices in sections:
            yield from choices


def _composition(sections: tuple[tuple[str, tuple[Choice, ...]], ...]) -> Composition:
    worded = [
        (title, tuple(each.rendered for each in choices if each.rendered is not None))
        for title, choices in sections
    ]
    return Composition(tuple((title, clauses) for title, clauses in worded if clauses))


def _reservations(result: HoursResult, compositions: Mapping[str, Composition]) -> list[str]:
    """Return what a person must check before signing: dated figures, articles not verified."""
    index = penalty_warning(result.contract)
    found = reservations(result) + ([index] if index else [])
    on = result.contract.consultation_date
    cited = {
        article
        for composition in compositions.values()
        for each in composition.clauses
        for article in citations_of(each.clause.blocks[each.variant])
    }
    ccag = CCAG_ARTICLES.get(result.contract.ccag) if result.contract.ccag else None
    if ccag:
        cited.add(ccag)
    worded = (each.clause for one in compositions.values() for each in one.clauses)
    found += standing_reservations(worded, on)
    for article in sorted(cited):
        version = articles()[article].at(on) if on else None
        if version is not None and version.certainty is Certainty.TO_VERIFY:
            found.append(french(f"{articles()[article].cite} : à vérifier avant signature."))
    return found


def _day(contract: Contract) -> str:
    on = contract.consultation_date
    return "date inconnue" if on is None else date_text(on)


def _published(result: HoursResult) -> Placeholders:
    try:
        return published(result)
    except LookupError as error:
        contract = result.contract
        label = (
            label_of("penalty_base", contract.penalty_base.value) if contract.penalty_base else ""
        )
        raise InvalidInput(
            [fault("INDICE_INCONNU", "penalite_base", label=label, date=_day(contract))]
        ) from error
