"""What publishing a library adds to its registers: new versions, new numbers, texts approved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from docgen.clause import Clause
from docgen.clause_source import VERSIONS
from docgen.frozen import LOCK, Entry, lock_text, published, read_lock
from docgen.golden import golden_files
from docgen.library import SHEET, Library, malformed, read_text
from docgen.numbers import NUMBERS, Numbers, read_numbers
from insertion.errors import Fault, InvalidInput


@dataclass
class Freeze:
    """What is to be written, by path in the library, and what it adds.

    ``versions`` are those newly recorded, ``numbers`` those given, by clause; ``archived`` the
    clauses whose current version is kept whole.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    versions: list[Entry] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    archived: list[str] = field(default_factory=list)


def freeze(
    library: Library,
    *,
    letters: str | None = None,
    archive: Sequence[str] = (),
    texts: bool = False,
    versions: bool = True,
) -> Freeze:
    """Return what records the library's published versions, without writing any of it.

    ``letters`` opens a register of numbers in a library that has none. ``archive`` names clauses
    whose current version is about to change, and must go on serving older consultations. ``texts``
    keeps the text of the first case of each variant. Without ``versions``, wordings may still
    change: only numbers are given.

    Raises:
        InvalidInput: when a published version no longer says what was recorded, when a clause to
            archive is not there or is archived already, or when a register is malformed.
    """
    made = Freeze()
    if versions:
        _record_versions(library, made)
    register = read_numbers(library)
    if register is None and letters is not None:
        register = Numbers.model_validate({"schema": "numeros/1", "prefix": letters})
    if register is not None:
        _give_numbers(library, register, made)
    _archive(library, archive, made)
    if texts:
        for path, text in golden_files(library).items():
            _put(made, library, path, text)
    return made


def _put(made: Freeze, library: Library, path: str, text: str) -> None:
    """Write a file unless it says so already."""
    file = library.root
    for part in path.split("/"):
        file = file / part
    if not file.is_file() or read_text(file, path) != text:
        made.files[path] = text.encode()


def _record_versions(library: Library, made: Freeze) -> None:
    recorded = dict(read_lock(library) or {})
    now = published(library)
    faults = [
        malformed(
            f"{name}/{SHEET}:version",
            f"la version {version}, publiée, ne dit plus la même chose",
            "Rétablir ce texte et augmenter « version ».",
        )
        for (name, version), told in now.items()
        if recorded.get((name, version), told) != told
    ]
    if faults:
        raise InvalidInput(faults)
    made.versions = [entry for entry in now if entry not in recorded]
    _put(made, library, LOCK, lock_text({**recorded, **now}))


def _give_numbers(library: Library, register: Numbers, made: Freeze) -> None:
    own = {  # an adapted clause bears the number of what it was adapted from
        name: clause.sheet.number
        for name, clause in library.clauses.items()
        if clause.sheet.provenance.derived_from is None
    }
    for name, number in own.items():
        if number is not None and number not in register.numbers:
            register = register.given(number, name)
    for name in [name for name, number in own.items() if number is None]:
        given = made.numbers[name] = register.next_number()
        register = register.given(given, name)
        path = f"{name}/{SHEET}"
        text = read_text(library.root / name / SHEET, path)
        _put(made, library, path, _with_number(text, given))
    _put(made, library, NUMBERS, register.text())


def _with_number(sheet: str, number: str) -> str:
    return re.sub(r"^(id:.*)$", rf"\1\nnumber: {number}", sheet, count=1, flags=re.MULTILINE)


def _archive(library: Library, names: Sequence[str], made: Freeze) -> None:
    faults: list[Fault] = []
    for name in names:
        clause = library.clauses.get(name)
        if clause is None:
            faults.append(malformed(name, "la clause n'est pas dans la bibliothèque", "La nommer."))
        elif (library.root / name / VERSIONS / clause.sheet.version / SHEET).is_file():
            detail = f"la version {clause.sheet.version} est déjà conservée"
            faults.append(malformed(name, detail, "Augmenter « version » dans la fiche."))
        else:
            made.archived.append(name)
            made.files |= _copy(library, clause, made)
    if faults:
        raise InvalidInput(faults)


def _copy(library: Library, clause: Clause, made: Freeze) -> dict[str, bytes]:
    folder = f"{clause.id}/{VERSIONS}/{clause.sheet.version}"
    path = f"{clause.id}/{SHEET}"
    own = made.files.get(path)  # the sheet may just have been given its number
    sheet = own or read_text(library.root / clause.id / SHEET, path).encode()
    bodies = {f"{folder}/{body}": text.encode() for body, text in clause.bodies.items()}
    return {f"{folder}/{SHEET}": sheet, **bodies}
