"""Libraries a command is given: a stack, a folder, a pack, or the one shipped with the product."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from clausier.files import read_bytes
from docgen.clause_lock import MAX_LOCK, check_lock, read_lock
from docgen.clause_source import check_articles, check_grammar
from docgen.library import SHEET, Library, builtin_library, load_library
from docgen.pack import SUFFIX
from docgen.pack_reading import MAX_PACK, open_pack
from docgen.placeholders import published
from docgen.printable import check_printable
from docgen.stack import Stack, load_stack
from insertion.errors import InvalidInput, fault
from insertion.hours import HoursResult
from insertion.typography import french

LOCK_SUFFIX = ".lock"
STACK_SUFFIX = ".toml"
Libraries = Annotated[
    Path | None,
    typer.Option(
        "--bibliotheque",
        metavar="clauses.toml",
        help="Pile de bibliothèques, dossier ou paquet .clauses ; la bibliothèque fournie à"
        " défaut.",
        show_default=False,
    ),
]
"""The option by which a verb works on other clauses than those shipped."""


@dataclass(frozen=True, slots=True)
class Given:
    """A library, ``None`` for the one shipped, and what a reader of its pieces should know."""

    library: Library | None
    warnings: tuple[str, ...] = ()


def open_library(path: Path | None) -> Library:
    """Return the library a command is given; the built-in one without ``path``.

    Raises:
        InvalidInput: with everything malformed.
        Refused: when a pack could do harm, or lacks a signature asked for.
    """
    if path is None:
        return builtin_library()
    library = _opened(path)
    check_grammar(library)
    check_articles(library)
    return library


def _opened(path: Path) -> Library:
    suffix = path.suffix.lower()
    if suffix == STACK_SUFFIX:
        return load_stack(path)
    if suffix == SUFFIX:
        return open_pack(read_bytes(path, MAX_PACK), path.name).library
    return load_library(library_folder(path))


def library_for(path: Path | None, result: HoursResult) -> Library:
    """Return the library a command is given, judged against a contract before any choice.

    Raises:
        InvalidInput: when a clause names what does not exist, or a file is malformed.
        Refused: when a pack could do harm, or lacks a signature asked for.
    """
    library = open_library(path)
    if path is not None:
        check_printable(library, published(result), result.contract.consultation_date)
    return library


def library_folder(path: Path) -> Path:
    """Return the folder of a library, once it is one.

    Raises:
        InvalidInput: when it is not there, or holds no clause.
    """
    if not path.is_dir():
        raise InvalidInput([fault("FICHIER_ABSENT", str(path))])
    if not any((each / SHEET).is_file() for each in path.iterdir()):
        raise InvalidInput([fault("BIBLIOTHEQUE_VIDE", str(path))])
    return path


def library_to_print(path: Path | None) -> Given:
    """Return the library pieces are made of: one that answers its lock, when it has one.

    Raises:
        InvalidInput: when a clause is no longer the one the lock names, or a file is malformed.
        Refused: when a pack could do harm, or lacks a signature asked for.
    """
    if path is None:
        return Given(None)
    library = open_library(path)
    if not library.plans:
        advice = "Ajouter en dernier la bibliothèque fournie, avec « builtin = true »."
        if path.is_dir():
            declared = f"clausier clauses ajouter {path} --bibliotheque clauses.toml"
            advice = f"Le déclarer par « {declared} », puis donner --bibliotheque clauses.toml."
        detail = "aucune bibliothèque n'a de plan : l'ordre des clauses dans les pièces est inconnu"
        raise InvalidInput([fault("PILE_MAL_FORMEE", path.name, detail=detail, advice=advice)])
    if not isinstance(library, Stack):
        return Given(library)
    lock = lock_path(path)
    if not lock.is_file():
        told = f"Pile sans verrou : « clausier clauses verrouiller {path.name} » en fait un."
        return Given(library, (french(told),))
    text = read_bytes(lock, MAX_LOCK).decode("utf-8", errors="replace")
    check_lock(library, read_lock(text, lock.name), lock.name)
    return Given(library)


def lock_path(stack: Path) -> Path:
    """Return where the lock of a stack lies: beside it, under its name."""
    return stack.with_suffix(LOCK_SUFFIX)


def files_read(path: Path | None) -> list[Path]:
    """Return the files a command read of a library, which it must not write over."""
    return [] if path is None else [path]
