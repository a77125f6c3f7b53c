"""Versions that no longer change: which one serves a day, and the register that proves them whole.

``versions.lock`` keeps, for each version ever published, the hash of what it prints; so a text
cannot change under a number already relied upon. A version still selectable for older consultations
stays whole in ``versions/<version>/``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, timedelta

from docgen.clause import Clause
from docgen.clause_source import frozen_clauses, version_rank
from docgen.library import Library, malformed, read_text
from insertion.errors import InvalidInput

LOCK = "versions.lock"
PUBLISHED = "published"
_OPENING = (
    "# Empreinte de chaque version publiée : clausier clauses figer ajoute les nouvelles,"
    " rien ne se retire.\n"
)
_ENTRY = re.compile(r"([a-z][a-z0-9-]*) (\d+\.\d+\.\d+) sha256:([0-9a-f]{64})")
_UNPRINTED = ("number", "status", "vigilance", "situations")
"""What may change under a version: nothing of it is printed in a contract, or binds anyone."""
Entry = tuple[str, str]
"""A clause's identifier and version."""


def frozen(library: Library, identifier: str) -> tuple[Clause, ...]:
    """Return the frozen versions of a clause, oldest first.

    Raises:
        InvalidInput: when one of them is malformed.
    """
    key = (LOCK, identifier)
    known: tuple[Clause, ...] | None = library.memory.get(key)
    if known is None:
        known = library.memory[key] = tuple(frozen_clauses(library, identifier))
    return known


def serving(library: Library, identifier: str, on: date | None) -> Clause:
    """Return the version of a clause for a consultation launched on that day.

    It is the current one, or, for a day before it, the latest frozen one whose dates hold the day.
    When none does, the current one is returned, and refuses the day by itself. ``None`` is a day
    not yet known.

    Raises:
        KeyError: when the library has no such clause.
        InvalidInput: when a frozen version cannot be read.
    """
    current = library.clauses[identifier]
    if on is None or on >= current.sheet.validity.start:
        return current
    older = [each for each in frozen(library, identifier) if _serves(each, on)]
    return max(older, key=_order, default=current)


def _serves(clause: Clause, on: date) -> bool:
    validity = clause.sheet.validity
    return validity.start <= on and (validity.end is None or on <= validity.end)


def _order(clause: Clause) -> tuple[date, tuple[int, ...]]:
    return clause.sheet.validity.start, version_rank(clause.sheet.version)


def served_days(library: Library, identifier: str) -> list[tuple[Clause, date, date | None]]:
    """Return each version with the first and last days it serves, oldest first.

    A version superseded by one of the same first day serves no day, and is left out.
    """
    versions = sorted((*frozen(library, identifier), library.clauses[identifier]), key=_order)
    found: list[tuple[Clause, date, date | None]] = []
    for index, each in enumerate(versions):
        start, end = each.sheet.validity.start, each.sheet.validity.end
        later = [one.sheet.validity.start for one in versions[index + 1 :]]
        closing = min(later) - timedelta(days=1) if later else None
        ends = [day for day in (end, closing) if day is not None]
        last = min(ends) if ends else None
        if last is None or start <= last:
            found.append((each, start, last))
    return found


def wording_hash(clause: Clause) -> str:
    """Return the SHA-256 of what a version says: sheet and bodies, what is not printed apart."""
    sheet = clause.sheet.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for name in _UNPRINTED:
        sheet.pop(name, None)
    sheet["provenance"].pop("reviewed")
    told = json.dumps([sheet, clause.bodies], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def read_lock(library: Library) -> Mapping[Entry, str] | None:
    """Return the hash recorded for each version; ``None`` when the library keeps no register.

    Raises:
        InvalidInput: with every line that is no entry, or that says again another one.
    """
    if LOCK in library.memory:
        known: Mapping[Entry, str] = library.memory[LOCK]
        return known
    if not (library.root / LOCK).is_file():
        return None
    faults = []
    found: dict[Entry, str] = {}
    for number, line in enumerate(read_text(library.root / LOCK, LOCK).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = _ENTRY.fullmatch(line.strip())
        place = f"{LOCK}:ligne {number}"
        if entry is None:
            detail = "la ligne n'est pas « identifiant version sha256:empreinte »"
            faults.append(malformed(place, detail, "Rétablir le registre d'avant."))
        elif entry.groups()[:2] in found:
            faults.append(malformed(place, "la version figure deux fois", "Garder la première."))
        else:
            found[entry[1], entry[2]] = entry[3]
    if faults:
        raise InvalidInput(faults)
    library.memory[LOCK] = found
    return found


def lock_text(entries: Mapping[Entry, str]) -> str:
    """Return the text of a register, one line a version."""
    ordered = sorted(entries, key=lambda each: (each[0], version_rank(each[1])))
    lines = (f"{name} {version} sha256:{entries[name, version]}\n" for name, version in ordered)
    return _OPENING + "".join(lines)


def published(library: Library) -> dict[Entry, str]:
    """Return the hash of every version the library publishes now, frozen ones included."""
    found: dict[Entry, str] = {}
    for name, current in library.clauses.items():
        for each in (*frozen(library, name), current):
            if each.sheet.status == PUBLISHED:
                found[name, each.sheet.version] = wording_hash(each)
    return found
