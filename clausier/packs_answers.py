"""What the verbs of sharing say to machines: stable documents, under French keys."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clausier import answers
from docgen.clause_lock import Change, LockedClause, change_words
from docgen.pack import Manifest, Pack
from insertion.errors import Fault
from insertion.typography import french

WRITTEN: dict[str, Any] = {"fichiers": [], "paquet": None, "ecartes": []}
SIGNED: dict[str, Any] = {"fichiers": [], "cle": None}
VERIFIED: dict[str, Any] = {
    "fichier": None, "sain": False, "empreinte": None, "paquet": None, "signe_par": None,
    "remarques": [],
}  # fmt: skip
LOCKED: dict[str, Any] = {"fichiers": [], "clauses": None, "changements": [],
                          "adaptations_a_revoir": [], "signe_par": None}  # fmt: skip
DERIVED: dict[str, Any] = {"fichiers": [], "clause": None, "origine": None}
"""The keys of the documents of refused commands: those of done ones."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Files a signature or a key was written to, and the fingerprint of the key."""

    files: tuple[Path, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A pack judged: ``pack`` is ``None`` when it could not be opened, ``key`` without proof."""

    name: str
    sha256: str
    pack: Pack | None
    key: str | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Locked:
    """What a stack's files became: those written, how many clauses, and what changed in them."""

    files: tuple[Path, ...]
    clauses: int
    changes: tuple[Change, ...]
    stale: tuple[str, ...] = ()
    """Adapted clauses whose base is no longer the one they were adapted from."""
    pack: Verified | None = None
    """The pack just added, when one was."""


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file, as every system's own tool prints it."""
    return hashlib.sha256(content).hexdigest()


def signing_key(signature: bytes) -> str:
    """Return the fingerprint a signature of ours names."""
    found = re.search(r"^key: ([0-9a-f]{64})$", signature.decode("ascii"), re.MULTILINE)
    assert found is not None  # written by sign
    return found[1]


def _document(content: dict[str, Any]) -> dict[str, Any]:
    return {"version": answers.VERSION, **content, "erreurs": []}


def _pack(manifest: Manifest, sha256: str) -> dict[str, Any]:
    return {
        "editeur": manifest.publisher,
        "version_paquet": manifest.version,
        "licence": manifest.license,
        "empreinte": sha256,
        "clauses": [
            {"identifiant": each.id, "version": each.version, "empreinte": each.content_sha256}
            for each in manifest.clauses
        ],
        "nombre_fichiers": len(manifest.files),
    }


def written_document(pack: Pack, path: Path, left: Sequence[str]) -> dict[str, Any]:
    """Return a pack written, and the files of the folder it leaves aside."""
    entry = answers.file_document(path, "paquet", french("Paquet de clauses"))
    return _document(
        {"fichiers": [entry], "paquet": _pack(pack.manifest, pack.sha256), "ecartes": list(left)}
    )


def signed_document(made: Signed) -> dict[str, Any]:
    """Return what a signature or a new key was written to."""
    return _document({"fichiers": [each.as_posix() for each in made.files], "cle": made.key})


def verified_document(checked: Verified) -> dict[str, Any]:
    """Return a pack judged, and every fault found."""
    pack = checked.pack
    return _document(
        {
            "fichier": checked.name,
            "sain": not checked.faults,
            "empreinte": checked.sha256,
            "paquet": None if pack is None else _pack(pack.manifest, pack.sha256),
            "signe_par": checked.key,
            "remarques": [each.as_record() for each in checked.faults],
        }
    )


def locked_document(made: Locked) -> dict[str, Any]:
    """Return the files of a stack written, and the clauses whose wording changed."""
    return _document(
        {
            "fichiers": [each.as_posix() for each in made.files],
            "clauses": made.clauses,
            "changements": [_change(each) for each in made.changes],
            "adaptations_a_revoir": list(made.stale),
            "signe_par": None if made.pack is None else made.pack.key,
        }
    )


def _change(change: Change) -> dict[str, Any]:
    return {
        "identifiant": change.id,
        "avant": _locked(change.before),
        "apres": _locked(change.after),
        "explication": french(change_words(change)),
    }


def _locked(clause: LockedClause | None) -> dict[str, Any] | None:
    if clause is None:
        return None
    return {
        "version": clause.version,
        "bibliotheque": clause.library,
        "empreinte": clause.content_sha256,
    }


def derived_document(files: Sequence[Path], clause: str, origin: str) -> dict[str, Any]:
    """Return the files of an adaptation, and what it comes from."""
    return _document(
        {"fichiers": [each.as_posix() for each in files], "clause": clause, "origine": origin}
    )
