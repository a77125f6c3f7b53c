"""``clauses.lock``: which wording of each clause a buyer took, and from which library.

A generation from a stack whose lock says otherwise is refused: nobody's pieces change because a
library did, unless somebody accepted the change.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from docgen.frozen import frozen
from docgen.pack import PackedClause
from docgen.stack import Stack
from insertion.errors import Fault, InvalidInput, fault

LOCK = "clauses.lock"
MAX_LOCK = 2_000_000
_HEADER = """\
# Écrit par clausier : le texte retenu de chaque clause, et la bibliothèque dont il vient.
# Ne pas modifier à la main ; « clausier clauses verrouiller » accepte les textes du moment.
"""


class LockedClause(PackedClause):
    """A clause of the lock, and the library of the stack it was taken from.

    ``older`` are its frozen versions, which a consultation of the past may print.
    """

    library: str
    older: tuple[str, ...] = ()


class Lock(BaseModel):
    """The content of ``clauses.lock``; ``plans_sha256`` identifies the order of the pieces."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    plans_sha256: str
    clause: tuple[LockedClause, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a clause between two locks; an absent side is ``None``."""

    id: str
    before: LockedClause | None
    after: LockedClause | None


def lock_of(stack: Stack) -> Lock:
    """Return the lock of a stack as it now stands.

    Raises:
        InvalidInput: when a frozen version cannot be read.
    """
    return Lock(
        plans_sha256=_plans_hash(stack),
        clause=tuple(
            LockedClause(
                id=clause.id,
                version=clause.sheet.version,
                content_sha256=clause.sha256,
                library=stack.origin(clause.id),
                older=tuple(f"{e.sheet.version} {e.sha256}" for e in frozen(stack, clause.id)),
            )
            for clause in stack.clauses.values()
        ),
    )


def _plans_hash(stack: Stack) -> str:
    plans = {
        document: [section.model_dump(mode="json") for section in sections]
        for document, sections in stack.plans.items()
    }
    text = json.dumps(plans, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def lock_text(lock: Lock) -> str:
    """Return the one way a lock is written."""
    lines = [f'{_HEADER}plans_sha256 = "{lock.plans_sha256}"']
    for each in lock.clause:
        library = json.dumps(each.library, ensure_ascii=False)  # a JSON string is a TOML string
        lines.append(
            f'\n[[clause]]\nid = "{each.id}"\nversion = "{each.version}"\nlibrary = {library}\n'
            f'content_sha256 = "{each.content_sha256}"'
            + (f"\nolder = {json.dumps(each.older)}" if each.older else "")
        )
    return "\n".join(lines) + "\n"


def read_lock(text: str, place: str) -> Lock:
    """Return the lock a text is.

    Raises:
        InvalidInput: when it cannot be read.
    """
    try:
        return Lock.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        detail = "ce n'est pas du TOML"
        raise InvalidInput([fault("VERROU_ILLISIBLE", place, detail=detail)]) from error
    except ValidationError as error:
        key = ".".join(str(part) for part in error.errors()[0]["loc"])
        detail = f"« {key} » n'a pas la forme attendue"
        raise InvalidInput([fault("VERROU_ILLISIBLE", place, detail=detail)]) from error


def changes_between(before: Lock, after: Lock) -> list[Change]:
    """Return the clauses whose wording, version or library differs, by identifier."""
    old = _by_id(before.clause)
    new = _by_id(after.clause)
    return [
        Change(name, old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _by_id(clauses: Iterable[LockedClause]) -> Mapping[str, LockedClause]:
    return {each.id: each for each in clauses}


def check_lock(stack: Stack, lock: Lock, place: str) -> None:
    """Check that a stack still gives what its lock says.

    Raises:
        InvalidInput: with one fault a clause that differs, and one for the plans.
    """
    now = lock_of(stack)
    faults = [_difference(each, place) for each in changes_between(lock, now)]
    if lock.plans_sha256 != now.plans_sha256:
        detail = "l'ordre ou les titres des clauses ont changé"
        faults.append(fault("VERROU_DIFFERENT", place, what="Le plan des pièces", detail=detail))
    if faults:
        raise InvalidInput(faults)


def _difference(change: Change, place: str) -> Fault:
    return fault(
        "VERROU_DIFFERENT", f"{place}:{change.id}", what=f"La clause {change.id}",
        detail=change_words(change),
    )  # fmt: skip


def change_words(change: Change) -> str:
    """Return a change in French."""
    before, after = change.before, change.after
    if before is None and after is not None:
        return f"elle est nouvelle, version {after.version} de « {after.library} »"
    if before is not None and after is None:
        return f"elle manque, la version {before.version} venait de « {before.library} »"
    assert before is not None
    assert after is not None
    if before.model_copy(update={"older": after.older}) == after:
        return "ses versions plus anciennes ont changé"
    if (before.version, before.library) == (after.version, after.library):
        return f"son texte a changé sous le même numéro de version, {after.version}"
    return (
        f"version {before.version} de « {before.library} » verrouillée,"
        f" version {after.version} de « {after.library} » trouvée"
    )
