"""From a contract file to a folder of pieces: the two wings meet here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clausier.files import file_stem, read_bytes
from clausier.profile_look import PLAIN, Look, with_profile
from clausier.records import hours_of
from docgen.gate import MAX_FILE, open_document
from docgen.library import Library, builtin_library
from docgen.piece_list import INTERNAL, PIECES, TENDER
from docgen.pieces import Dossier, prepare
from docgen.placeholders import published
from docgen.printable import check_printable
from docgen.production import (
    MadePiece,
    Missing,
    check_final,
    make_piece,
    make_set,
    own_piece,
    planned,
    still_missing,
)
from docgen.reading.consistency import consistency
from docgen.splice import MARKER, insert_articles
from insertion.contract import Contract
from insertion.errors import ClausierError, InvalidInput
from insertion.guardrails import reservations
from insertion.hours import HoursResult
from insertion.intake import Record
from insertion.record import dump_record
from insertion.typography import french


@dataclass(frozen=True, slots=True)
class SetFile:
    """One file of the set: where it goes, what it is."""

    path: Path
    content: bytes
    folder: str
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class GeneratedSet:
    """Every file of a contract, what is left to fill, and reservations."""

    files: tuple[SetFile, ...]
    missing: tuple[Missing, ...]
    warnings: tuple[str, ...]


def generate(
    record: Record,
    folder: Path,
    *,
    final: bool = False,
    templates: Sequence[Path] = (),
    library: Library | None = None,
    look: Look = PLAIN,
    progress: Callable[[str], None] = lambda label: None,
) -> GeneratedSet:
    """Return the whole set of pieces, ready to be written under ``folder``, in the buyer's look.

    Raises:
        InvalidInput: with every reason why the set cannot be made.
        Refused: when a buyer's template could do harm.
    """
    record = with_profile(record, look)
    result = hours_of(record)
    used = _usable(library, result)
    dossier = prepare(result, used, final=final, warnings=record.warnings)
    # A stranger's template that could do harm is refused before anything else is made.
    theirs = _own_pieces(dossier, templates, progress)
    made: list[MadePiece] = []
    for piece in make_set(dossier, look.hosts, look.dress):
        progress(piece.piece.label)
        made.append(look.finished(piece))
    made += theirs
    missing = still_missing(record.contract, made)
    if final:
        check_final(missing)
    _check_consistent(made)
    files = (*_files(record.contract, made, folder, look), _inputs(record.contract, folder))
    return GeneratedSet(files, missing, (*lot_warnings(result), *dossier.warnings))


def _check_consistent(made: Sequence[MadePiece]) -> None:
    """Refuse a set that contradicts itself, as read from its very pieces.

    Raises:
        InvalidInput: with each contradiction, and the places where it is read.
    """
    sent = [each for each in made if each.piece.folder == TENDER]
    ours = {each.key for each in PIECES}
    found = consistency(
        [(each.piece.file_suffix, each.content) for each in sent if each.piece.key in ours],
        [(each.piece.file_suffix, each.content) for each in sent if each.piece.key not in ours],
    )
    if found:
        raise InvalidInput(each.as_fault() for each in found)


def planned_set(record: Record, result: HoursResult, folder: Path) -> GeneratedSet:
    """Return the set :func:`generate` would make, its files still empty, and what it lacks.

    Raises:
        InvalidInput: with every reason why not even a draft can be made.
    """
    dossier = prepare(result, builtin_library(), warnings=record.warnings)
    made = list(planned(dossier))
    inputs = replace(_inputs(record.contract, folder), content=b"")
    files = (*_files(record.contract, made, folder), inputs)
    return GeneratedSet(files, still_missing(record.contract, made), dossier.warnings)


def _files(
    contract: Contract, made: Sequence[MadePiece], folder: Path, look: Look = PLAIN
) -> tuple[SetFile, ...]:
    return tuple(_distinct([_file(each, folder, contract, look) for each in made]))


def _inputs(contract: Contract, folder: Path) -> SetFile:
    stem = file_stem(contract.consultation_number)
    name = "marche.yaml" if stem == "marche" else f"{stem}_marche.yaml"
    content = dump_record(contract).encode()
    return SetFile(folder / INTERNAL / name, content, INTERNAL, "marche", "Données du marché")


def lot_warnings(result: HoursResult) -> tuple[str, ...]:
    """Return the warnings of every lot, each with its number."""
    return tuple(
        french(f"Lot {each.lot.number} : {text}") for each in result.lots for text in each.warnings
    )


def hours_warnings(record: Record, result: HoursResult) -> tuple[str, ...]:
    """Return what was read or computed with a reservation, lots apart."""
    return (*record.warnings, *reservations(result))


def _own_pieces(
    dossier: Dossier, templates: Sequence[Path], progress: Callable[[str], None]
) -> list[MadePiece]:
    """Render the buyer's own hosts; their faults are reported together."""
    made: list[MadePiece] = []
    errors: list[ClausierError] = []
    for path in templates:
        progress(path.name)
        try:
            host = read_bytes(path, MAX_FILE)
            made.append(make_piece(dossier, own_piece(path.stem), host, path.name))
        except ClausierError as error:
            errors.append(error)
    if errors:
        worst = max(errors, key=lambda each: each.exit_code)
        raise type(worst)([each for error in errors for each in error.faults])
    return made


def _distinct(files: list[SetFile]) -> list[SetFile]:
    """Number the files that would take another's name: two models may be called the same."""
    taken: set[str] = set()
    kept: list[SetFile] = []
    for each in files:
        path, number = each.path, 2
        while str(path).casefold() in taken:
            path = each.path.with_stem(f"{each.path.stem}-{number}")
            number += 1
        taken.add(str(path).casefold())
        kept.append(replace(each, path=path))
    return kept


def _file(made: MadePiece, folder: Path, contract: Contract, look: Look) -> SetFile:
    piece = made.piece
    stem = file_stem(contract.consultation_number)
    version = file_stem(contract.document_version, "1")
    own = piece.key.startswith("modele:")
    name = f"{stem}_{file_stem(piece.file_suffix)}{'' if own else '_insertion'}_v{version}"
    path = folder / piece.folder / f"{look.named(piece, contract) or name}.docx"
    return SetFile(path, made.content, piece.folder, piece.key.partition(":")[0], piece.label)


def _usable(library: Library | None, result: HoursResult) -> Library:
    """Return the library to print from; another's is judged against this contract first."""
    if library is None:
        return builtin_library()
    check_printable(library, published(result), result.contract.consultation_date)
    return library


def insert(
    record: Record, target: Path, *, final: bool = False, library: Library | None = None
) -> tuple[bytes, tuple[Missing, ...]]:
    """Return the buyer's document with the articles at its marker, and the facts still missing.

    Raises:
        InvalidInput, Refused: when the document or the contract cannot be used.
    """
    content = read_bytes(target, MAX_FILE)
    return insert_into(record, content, target.name, final=final, library=library)


def insert_into(
    record: Record,
    content: bytes,
    name: str,
    *,
    final: bool = False,
    library: Library | None = None,
) -> tuple[bytes, tuple[Missing, ...]]:
    """Return what :func:`insert` does, from a document's bytes; ``name`` is its file's.

    Raises:
        InvalidInput, Refused: when the document or the contract cannot be used.
    """
    package = open_document(content, name)
    result = hours_of(record)
    dossier = prepare(result, _usable(library, result), final=final, notes=False)
    composition = dossier.composition("ccap")
    articles = MadePiece(own_piece(Path(name).stem), b"", composition.blanks)
    missing = still_missing(record.contract, [articles])
    if final:
        check_final(missing)
    return insert_articles(package, composition, name, MARKER), missing
