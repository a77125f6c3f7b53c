"""A pack: a library in one file, the same bytes wherever it is made, with the hash of each part.

A pack is a zip whose entries are *stored*: no compression means no bomb, and bytes that depend on
no version of a compressor. Only the files a library may hold enter it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from docgen.clause import Identifier
from docgen.clause_source import frozen_clauses
from docgen.library import Library, load_library, malformed, read_text, read_yaml
from docgen.memory_folder import MemoryFolder
from insertion.errors import InvalidInput, fault

SUFFIX = ".clauses"
MANIFEST = "manifest.json"
SCHEMA = "pack/1"
ABOUT = "library.yaml"
_FIXED = (1980, 1, 1, 0, 0, 0)
_STRICT = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
_CLAUSE = r"[a-z][a-z0-9-]{0,39}"
_WORDING = r"(?:clause\.yaml|cases\.yaml|CHANGELOG\.md|body(?:\.[a-z0-9-]+)?\.md)"
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
KNOWN_FILE = re.compile(
    r"[a-z][a-z0-9-]*\.yaml|README\.md|versions\.lock"
    rf"|{_CLAUSE}/(?:{_WORDING}|golden/{_NAME}\.txt|attachments/{_NAME}\.docx"
    rf"|versions/\d+\.\d+\.\d+/{_WORDING}|base/{_WORDING})"
)
"""The files a library may hold, by path; nothing else enters a pack or is read from one."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Short = Annotated[str, Field(max_length=200, pattern=r"^\P{C}+$")]
"""One line of a stranger, without any sign that drives a terminal or hides a direction."""
Version = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]{0,39}$")]


class PackedFile(BaseModel):
    """A file of a pack: its path, its size in bytes, the hash of its content."""

    model_config = _STRICT
    path: Annotated[str, Field(max_length=200)]
    size: Annotated[int, Field(ge=0)]
    sha256: Digest


class PackedClause(BaseModel):
    """A clause of a pack, current or frozen."""

    model_config = _STRICT
    id: Identifier
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    content_sha256: Digest


class Manifest(BaseModel):
    """What a pack says of itself: who publishes it, and everything it holds."""

    model_config = _STRICT
    schema_: Annotated[Literal["pack/1"], Field(alias="schema")]
    publisher: Short
    version: Version
    license: Short
    files: tuple[PackedFile, ...]
    clauses: tuple[PackedClause, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack whose every byte was verified: its manifest, the manifest's bytes, its library."""

    manifest: Manifest
    manifest_bytes: bytes
    sha256: str
    files: Mapping[str, bytes]
    library: Library


def pack_files(root: Traversable) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a library's folder that a pack takes, and the paths it leaves."""
    kept: dict[str, bytes] = {}
    left: list[str] = []
    for path, file in _walk(root, ""):
        if KNOWN_FILE.fullmatch(path):
            kept[path] = file.read_bytes()
        else:
            left.append(path)
    return kept, left


def _walk(folder: Traversable, opening: str) -> Iterator[tuple[str, Traversable]]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = opening + each.name
        is_link = getattr(each, "is_symlink", lambda: False)()
        if each.is_dir() and not is_link and not each.name.startswith((".", "__")):
            yield from _walk(each, path + "/")
        elif is_link or each.is_file():
            yield path + (" (lien)" if is_link else ""), each


def make_pack(files: Mapping[str, bytes], *, version: str | None = None) -> bytes:
    """Return the pack of a library's ``files``; the same files give the same bytes, anywhere.

    ``version`` is the pack's own; without it, the one ``library.yaml`` gives.

    Raises:
        InvalidInput: when the library is malformed, or does not say who publishes it.
    """
    folder = MemoryFolder(files)
    library = load_library(folder)
    if not library.clauses:
        raise InvalidInput([fault("BIBLIOTHEQUE_VIDE", ABOUT)])
    about = publication(folder)
    stated = version or str(about.get("version") or "")
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,39}", stated):
        raise InvalidInput([fault("PAQUET_SANS_VERSION", ABOUT)])
    manifest = Manifest(
        schema_=SCHEMA,
        publisher=str(about["publisher"]),
        version=stated,
        license=str(about["license"]),
        files=tuple(packed_files(files)),
        clauses=tuple(packed_clauses(library)),
    )
    return write_pack({MANIFEST: manifest_bytes(manifest), **files})


def publication(folder: Traversable) -> Mapping[str, Any]:
    """Return what ``library.yaml`` says of a library: at least its publisher and licence.

    Raises:
        InvalidInput: when it is absent or says neither.
    """
    about = read_yaml(read_text(folder / ABOUT, ABOUT), ABOUT)
    if not isinstance(about, Mapping):
        raise InvalidInput([malformed(ABOUT, "des clés et leurs valeurs sont attendues")])
    missing = [key for key in ("publisher", "license") if not str(about.get(key) or "").strip()]
    if missing:
        advice = "Dire qui publie la bibliothèque, et sous quelle licence."
        raise InvalidInput(
            malformed(f"{ABOUT}:{key}", f"« {key} » : clé absente", advice) for key in missing
        )
    return about


def packed_files(files: Mapping[str, bytes]) -> Iterator[PackedFile]:
    """Yield what a manifest says of each file, in the order of the paths."""
    for path in sorted(files):
        content = files[path]
        yield PackedFile(path=path, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def packed_clauses(library: Library) -> Iterator[PackedClause]:
    """Yield what a manifest says of each clause: its frozen versions, then the current one."""
    for clause in library.clauses.values():
        for each in (*frozen_clauses(library, clause.id), clause):
            version = each.sheet.version
            yield PackedClause(id=each.id, version=version, content_sha256=each.sha256)


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the one way a manifest is written, which is what a signature signs."""
    content = manifest.model_dump(mode="json", by_alias=True)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def write_pack(entries: Mapping[str, bytes]) -> bytes:
    """Return the zip of ``entries``: the manifest first, then by name, stored, at a fixed date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(entries, key=lambda each: (each != MANIFEST, each)):
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_STORED
            entry.create_system = 3  # Unix, on whichever system the pack is made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, entries[name])
    return buffer.getvalue()
