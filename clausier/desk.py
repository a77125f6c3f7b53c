"""The desk: what a pane shows of a contract, as documents; the command says the same in a terminal.

A file, or a book open in a spreadsheet, is received once as a :class:`Sent`; each question about it
gets a document with French keys and French texts, ready to be shown. Nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from clausier.desk_comparison import comparison_document as compared_document
from clausier.desk_files import (
    Archive,
    archive_of_set,
    copy_of_workbook,
    document_with_articles,
    written,
)
from clausier.desk_folder import delivered, fetched
from clausier.desk_places import Places, places_of
from clausier.desk_state import Found, blank_state, faults_listed, state_of
from clausier.files import is_yaml, text_of
from clausier.records import Understood, hours_of, record_of, understood, with_facts
from clausier.results import workbook_suffix
from insertion import vocabulary
from insertion.errors import ClausierError, Fault, InvalidInput
from insertion.hours import HoursResult
from insertion.intake import RawRecord, Record
from insertion.reading import RawCell
from insertion.record import parse_record
from insertion.typography import french
from xlplugin.opening import Opened, open_content
from xlplugin.sheet import is_ours, needed_columns, read_opened

__all__ = [
    "Archive",
    "Sent",
    "comparison_document",
    "deliver",
    "error_document",
    "fetch",
    "hours_with",
    "inserted",
    "read_book",
    "read_upload",
    "set_archive",
    "state_document",
    "with_hours",
    "written",
]
VERSION = 1
FACTS = {"le": "consultation_date", "acheteur": "buyer_kind", "nature": "contract_type"}
"""The facts a person may give beside the file, by the name of their field in a form."""
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Sent:
    """A contract as it arrived.

    ``opened`` is ``None`` for a text file, ``content`` for a book open in a spreadsheet. ``raw`` is
    ``None`` when no table of lots could be chosen: ``faults`` then say why.
    """

    file: str
    opened: Opened | None
    raw: RawRecord | None
    faults: tuple[Fault, ...] = ()
    content: bytes | None = None

    @property
    def ours(self) -> bool:
        """Tell whether it is the product's own workbook."""
        return self.opened is not None and is_ours(self.opened)

    @property
    def places(self) -> Places:
        """Return what its places lead to."""
        return places_of(self.opened, self.raw)

    @property
    def readable(self) -> RawRecord:
        """Return its cells.

        Raises:
            InvalidInput: with the reasons why no table of lots could be chosen.
        """
        if self.raw is None:
            raise InvalidInput(self.faults)
        return self.raw


def read_upload(content: bytes, name: str, sheet: str | None = None) -> Sent:
    """Receive a file: a workbook or a ``marche.yaml``, told apart by the end of ``name``.

    Raises:
        InvalidInput: when it is no contract file at all; a workbook without a table of lots is one,
            and its state says what it lacks.
    """
    bare = bare_name(name)
    if is_yaml(bare):
        return Sent(bare, None, parse_record(text_of(content, bare), bare), content=content)
    opened = open_content(content, bare, needed_columns if sheet is None else None)
    return _sent(opened, sheet, content)


def read_book(opened: Opened, sheet: str | None = None) -> Sent:
    """Receive a book open in a spreadsheet; ``sheet`` is the one whose table is looked at."""
    return _sent(opened, sheet, None)


def bare_name(name: str) -> str:
    """Return the name of a file without the folders some browsers send with it."""
    bare = PureWindowsPath(PurePosixPath(name).name).name.strip() or "fichier"
    return bare[-LONGEST_NAME:]


def _sent(opened: Opened, sheet: str | None, content: bytes | None) -> Sent:
    try:
        return Sent(opened.file, opened, read_opened(opened, sheet or None), content=content)
    except InvalidInput as error:
        return Sent(opened.file, opened, None, error.faults, content)


def raw_with(sent: Sent, facts: Mapping[str, str]) -> RawRecord:
    """Return the cells of ``sent``, where the facts given in a form win.

    Raises:
        InvalidInput: when no table of lots could be chosen.
    """
    terms = vocabulary.contract_terms()
    given = {
        field: RawCell(facts[name], french(terms[field].label))
        for name, field in FACTS.items()
        if facts.get(name, "").strip()
    }
    return with_facts(sent.readable, given)


def record_with(sent: Sent, facts: Mapping[str, str]) -> Record:
    """Return the contract of ``sent``.

    Raises:
        InvalidInput: with every fault found.
    """
    return record_of(raw_with(sent, facts))


def hours_with(sent: Sent, facts: Mapping[str, str]) -> tuple[HoursResult, Record]:
    """Return the hours of every lot of ``sent``.

    Raises:
        InvalidInput: with every fault found; no lot is then computed alone.
    """
    record = record_with(sent, facts)
    return hours_of(record), record


def state_document(
    sent: Sent, facts: Mapping[str, str], action: str = "calculer"
) -> dict[str, Any]:
    """Return the state of a contract: hours and why, what is wrong, what is missing."""
    head = {"version": VERSION, "action": action, "fichier": sent.file}
    head |= {"feuille": None, "notre_classeur": sent.ours, "feuilles": _sheets(sent)}
    if sent.raw is None:
        return head | blank_state() | _wrong(sent.faults, sent.places)
    raw = raw_with(sent, facts)
    if sent.opened is not None:
        head["feuille"] = raw.place
    found: Understood = understood(raw)
    return head | state_of(Found(raw, found, sent.places, ours=sent.ours))


def _sheets(sent: Sent) -> list[str]:
    """Return the sheets a person may choose among."""
    if sent.opened is None:
        return []
    return [grid.name for grid in sent.opened.grids if grid.visible]


def comparison_document(
    sent: Sent, facts: Mapping[str, str], lot: str | None = None
) -> dict[str, Any]:
    """Return what every method gives for ``lot``, the first one when none is named.

    Raises:
        ClausierError: when the contract cannot be read, or has no such lot.
    """
    return compared_document(record_with(sent, facts), sent.file, lot)


def set_archive(sent: Sent, facts: Mapping[str, str], *, final: bool = False) -> Archive:
    """Return the set of pieces in one archive.

    Raises:
        ClausierError: with every reason why it cannot be made.
    """
    return archive_of_set(record_with(sent, facts), final=final)


def inserted(
    sent: Sent, facts: Mapping[str, str], document: bytes, name: str, *, final: bool = False
) -> Archive:
    """Return the buyer's document ``name`` with the articles at its marker.

    Raises:
        ClausierError: when the document or the contract cannot be used.
    """
    return document_with_articles(record_with(sent, facts), document, bare_name(name), final=final)


def with_hours(
    sent: Sent, facts: Mapping[str, str], *, column: str | None = None, overwrite: bool = False
) -> Archive:
    """Return a copy of the workbook sent where each lot has its hours.

    Raises:
        ClausierError: with every fault of the contract, or every cell that cannot be written.
    """
    workbook_suffix(sent.file)
    result, record = hours_with(sent, facts)
    assert sent.content is not None, "a book open in a spreadsheet is written by its own script"
    return copy_of_workbook(
        sent.content, sent.file, result, record, column=column, overwrite=overwrite
    )


def deliver(made: Archive, folder: str) -> str:
    """Put a file in a folder of this computer, beside what is there; say where in a sentence.

    Raises:
        ClausierError: when there is no folder, or the disk refuses.
    """
    return delivered(made, folder)


def fetch(folder: str, name: str) -> tuple[bytes, str]:
    """Return the document ``name`` of a folder, or the only one there, and its name.

    Raises:
        InvalidInput: when none can be told, or it cannot be read.
    """
    return fetched(folder, bare_name(name) if name else "")


def error_document(error: ClausierError, sent: Sent | None = None) -> dict[str, Any]:
    """Return the faults of what was refused; ``sent`` tells where its cells are."""
    places = Places() if sent is None else sent.places
    return {"version": VERSION} | _wrong(error.faults, places)


def _wrong(faults: Sequence[Fault], places: Places) -> dict[str, Any]:
    return {"erreurs": faults_listed(faults, places)}
