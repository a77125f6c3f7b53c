"""A stranger's pack, read in memory and judged whole before anything is written or believed.

A pack can only be read: its entries are stored files of known kinds, its text is plain, its YAML
names no type, its Word forms pass the gate. A pack is accepted only when its bytes are exactly
those its own content gives: nothing hides between, before or after the entries.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Never

from pydantic import ValidationError

from docgen.clause import sheet_errors
from docgen.clause_source import check_grammar
from docgen.gate import open_document
from docgen.library import Library, load_library, read_yaml
from docgen.memory_folder import MemoryFolder
from docgen.pack import (
    ABOUT,
    KNOWN_FILE,
    MANIFEST,
    Manifest,
    Pack,
    PackedClause,
    PackedFile,
    manifest_bytes,
    packed_clauses,
    packed_files,
    publication,
    write_pack,
)
from insertion.errors import ClausierError, Fault, InvalidInput, Refused, fault
from insertion.typography import size_text

MAX_PACK = 30_000_000  # bytes: some hundred times the library shipped
MAX_ENTRIES = 5_000
MAX_TOLD = 50  # faults told of one archive: enough to judge it
MAX_ATTACHMENT = 5_000_000
MAX_TEXT = 400_000  # bytes of a text; the library itself counts characters
MAX_YAML = 4_000_000  # bytes of all the YAML of a pack: reading it takes seconds, not minutes
LONGEST_PATH = 150  # characters: Windows stops at 260, the buyer's own folders included
_PLAIN_PATH = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ENCRYPTED = 0x1 | 0x40 | 0x2000


def open_pack(content: bytes, place: str) -> Pack:
    """Return the pack these bytes are; ``place`` is the file's name, for messages.

    Raises:
        InvalidInput: when it is no pack, is damaged, or its library is malformed.
        Refused: when it could do harm, or is not what its manifest says.
    """
    if len(content) > MAX_PACK:
        shown = {"size": size_text(len(content)), "limit": size_text(MAX_PACK)}
        raise InvalidInput([fault("FICHIER_TROP_GROS", place, **shown)])
    entries = _entries(content, place)
    written = entries.pop(MANIFEST, None)
    if written is None:
        raise InvalidInput([fault("PAQUET_SANS_MANIFESTE", place)])
    manifest = _manifest(written, place)
    faults = list(_file_faults(manifest, entries, place))
    if faults:
        raise Refused(faults)
    if write_pack({MANIFEST: written, **entries}) != content:
        raise Refused([fault("PAQUET_NON_CANONIQUE", place)])
    _judge_contents(entries, place)
    library = _library(entries, place)
    faults = list(_clause_faults(manifest, library, place))
    if faults:
        raise Refused(faults)
    return Pack(manifest, written, hashlib.sha256(content).hexdigest(), entries, library)


# --- The archive ------------------------------------------------------------------------------


def _entries(content: bytes, place: str) -> dict[str, bytes]:
    """Return the content of each entry, once their names and kinds are all harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = archive.infolist()
            if not any(entry.filename == MANIFEST for entry in found):
                raise InvalidInput([fault("PAQUET_SANS_MANIFESTE", place)])
            faults = [*_whole_faults(found[: MAX_ENTRIES + 1], place)]
            for entry in found[:MAX_ENTRIES]:
                faults += _entry_faults(entry, place)
            if faults:
                raise Refused(dict.fromkeys(faults[:MAX_TOLD]))
            return {entry.filename: archive.read(entry) for entry in found}
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise InvalidInput([fault("PAQUET_ILLISIBLE", place)]) from error


def _whole_faults(entries: Sequence[zipfile.ZipInfo], place: str) -> Iterator[Fault]:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        yield fault("PAQUET_DEMESURE", place, detail=f"{len(entries)} fichiers")
    if total > MAX_PACK:
        yield fault("PAQUET_DEMESURE", place, detail=f"{size_text(total)} une fois ouvert")
    if sum(e.file_size for e in entries if e.filename.endswith(".yaml")) > MAX_YAML:
        yield fault("PAQUET_DEMESURE", place, detail=f"plus de {size_text(MAX_YAML)} de YAML")
    folded = Counter(_folded(entry.filename) for entry in entries)
    for entry in entries:
        if folded[_folded(entry.filename)] > 1:
            yield fault("PAQUET_DOUBLON", f"{place}:{entry.filename}")


def _folded(name: str) -> str:
    """Return a name as a system that ignores case and accents' spelling holds it."""
    return unicodedata.normalize("NFC", name).casefold()


def _entry_faults(entry: zipfile.ZipInfo, place: str) -> Iterator[Fault]:
    name = entry.orig_filename  # zipfile cuts a name at its first NUL
    at = f"{place}:{name}"
    parts = name.split("/")
    if not _PLAIN_PATH.fullmatch(name) or any(not part.strip(".") for part in parts):
        yield fault("PAQUET_CHEMIN", at)
    if any(_DEVICE.fullmatch(part) or part.endswith(".") for part in re.split(r"[/\\]", name)):
        yield fault("PAQUET_NOM_RESERVE", at)
    if len(name) > LONGEST_PATH:
        yield fault("PAQUET_CHEMIN_LONG", at, count=len(name), limit=LONGEST_PATH)
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        yield fault("PAQUET_LIEN", at)
    if entry.flag_bits & _ENCRYPTED:
        yield fault("PAQUET_CHIFFRE", at)
    if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size:
        yield fault("PAQUET_COMPRIME", at)
    if name != MANIFEST and not KNOWN_FILE.fullmatch(name):
        yield fault("PAQUET_TYPE_INCONNU", at)
    limit = MAX_ATTACHMENT if name.endswith(".docx") else MAX_TEXT
    if entry.file_size > (MAX_YAML if name == MANIFEST else limit):
        yield fault("PAQUET_DEMESURE", at, detail=f"un fichier de {size_text(entry.file_size)}")


# --- The manifest -----------------------------------------------------------------------------


def _manifest(written: bytes, place: str) -> Manifest:
    at = f"{place}:{MANIFEST}"
    try:
        content = json.loads(
            written.decode("utf-8"), object_pairs_hook=_single_keys, parse_constant=_no_constant
        )
        manifest = Manifest.model_validate(content)
    except ValidationError as error:
        raise InvalidInput(
            fault("PAQUET_MANIFESTE", f"{at}:{path}", detail=f"« {path} » : {detail}")
            for path, detail in sheet_errors(error)
        ) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput([fault("PAQUET_MANIFESTE", at, detail="JSON inattendu")]) from error
    if manifest_bytes(manifest) != written:
        raise InvalidInput([fault("PAQUET_MANIFESTE", at, detail="une autre mise en forme")])
    return manifest


def _single_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key written twice")
    return found


def _no_constant(word: str) -> Never:
    raise ValueError(word)  # NaN and infinities are not JSON


def _file_faults(manifest: Manifest, entries: Mapping[str, bytes], place: str) -> Iterator[Fault]:
    """Yield what differs between the manifest and the files: absent, added, changed."""

    def differs(path: str, detail: str) -> Fault:
        return fault("PAQUET_DIFFERENT", f"{place}:{path}", detail=detail)

    stated: dict[str, PackedFile] = {each.path: each for each in manifest.files}
    if len(stated) < len(manifest.files):
        yield differs(MANIFEST, "il nomme deux fois un fichier")
    found = {each.path: each for each in packed_files(entries)}
    for path in sorted(stated.keys() | found.keys()):
        if path not in found:
            yield differs(path, "ce fichier manque")
        elif path not in stated:
            yield differs(path, "ce fichier est en trop")
        elif stated[path] != found[path]:
            yield differs(path, "le contenu de ce fichier a changé")


def _clause_faults(manifest: Manifest, library: Library, place: str) -> Iterator[Fault]:
    """Yield the clauses whose identity is not the one the manifest gives."""

    def key(each: PackedClause) -> tuple[str, str, str]:
        return each.id, each.version, each.content_sha256

    stated = Counter(map(key, manifest.clauses))
    found = Counter(map(key, packed_clauses(library)))
    about = publication(library.root) if (library.root / ABOUT).is_file() else None
    if about is not None and about["publisher"] != manifest.publisher:
        detail = "le manifeste et library.yaml ne nomment pas le même éditeur"
        yield fault("PAQUET_DIFFERENT", f"{place}:{MANIFEST}", detail=detail)
    for identifier, version, _ in sorted((stated - found) + (found - stated)):
        detail = f"la clause {identifier}, version {version}, n'est pas celle annoncée"
        yield fault("PAQUET_DIFFERENT", f"{place}:{MANIFEST}", detail=detail)


# --- What the files hold ----------------------------------------------------------------------


def _judge_contents(entries: Mapping[str, bytes], place: str) -> None:
    """Judge every file by its kind, and raise all the faults together.

    Raises:
        InvalidInput, Refused: with every fault found; refused when one of them is dangerous.
    """
    errors: list[ClausierError] = []
    for path, content in entries.items():
        judge: Callable[[bytes, str], object] = (
            open_document if path.endswith(".docx") else _judge_text
        )
        try:
            judge(content, f"{place}:{path}")
        except ClausierError as error:
            errors.append(error)
    if errors:
        worst = max(errors, key=lambda each: each.exit_code)
        raise type(worst)([each for error in errors for each in error.faults])


def _judge_text(content: bytes, at: str) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput([fault("PAQUET_TEXTE", at, detail="il n'est pas en UTF-8")]) from error
    if found := _CONTROL.search(text):
        sign = f"U+{ord(found.group()):04X}"
        raise Refused([fault("PAQUET_TEXTE", at, detail=f"il porte un caractère caché ({sign})")])
    if at.endswith(".yaml"):
        read_yaml(text, at)


def _library(entries: Mapping[str, bytes], place: str) -> Library:
    try:
        library = load_library(MemoryFolder(entries, called=place))
        check_grammar(library)
    except InvalidInput as error:
        raise InvalidInput(
            Fault(each.code, f"{place}:{each.place}", each.cause, each.remedy, each.pane)
            for each in error.faults
        ) from error
    return library
