"""Packs as someone who means harm, or an honest tool that went wrong, could make them."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from docgen.pack import MANIFEST, PackedFile, make_pack, pack_files, write_pack
from tests.bad_word.word_files import host
from tests.docgen.docx_reading import repacked

CLAUSE = "insertion-resiliation"


@cache
def small_files() -> Mapping[str, bytes]:
    """Return the files of a library of one clause."""
    files, _ = pack_files(resources.files("clause_templates"))
    return {
        name: content
        for name, content in files.items()
        if name == "library.yaml" or name.startswith(f"{CLAUSE}/")
    }


@cache
def sound_pack() -> bytes:
    """Return a pack nothing is wrong with."""
    return make_pack(small_files(), version="1")


def manifest() -> dict[str, Any]:
    """Return the manifest of the sound pack."""
    with zipfile.ZipFile(io.BytesIO(sound_pack())) as archive:
        content: dict[str, Any] = json.loads(archive.read(MANIFEST))
    return content


def written(content: Mapping[str, Any]) -> bytes:
    """Return a manifest as a pack writes it."""
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def entry_of(path: str, content: bytes) -> dict[str, Any]:
    """Return what a manifest says of a file."""
    said = PackedFile(
        path=path[:200], size=len(content), sha256=hashlib.sha256(content).hexdigest()
    )
    return said.model_dump() | {"path": path}


def holding(held: Mapping[str, bytes], **stated: Any) -> bytes:
    """Return a pack of these files whose manifest names them all, with keys changed."""
    listed = [entry_of(path, held[path]) for path in sorted(held)]
    return write_pack({MANIFEST: written({**manifest(), "files": listed, **stated}), **held})


def with_file(path: str, content: bytes = b"texte\n") -> bytes:
    """Return the sound pack with one more file, duly named by the manifest."""
    return holding({**small_files(), path: content})


def with_nul() -> bytes:
    """Return a pack in which a name holds a NUL, where many a tool stops reading."""
    return with_file(f"{CLAUSE}/body.md#.exe").replace(b"body.md#.exe", b"body.md\x00.exe")


def changed(path: str, content: bytes) -> bytes:
    """Return the sound pack with a file changed, duly named by the manifest."""
    return holding({**small_files(), f"{CLAUSE}/{path}": content})


def zipped(
    alter: Callable[[zipfile.ZipInfo], None] = lambda entry: None,
    extra: tuple[tuple[str, bytes], ...] = (),
) -> bytes:
    """Return the entries of the sound pack, each altered, and others after them."""
    buffer = io.BytesIO()
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(io.BytesIO(sound_pack())) as source,
        zipfile.ZipFile(buffer, "w") as target,
    ):
        warnings.simplefilter("ignore")  # zipfile warns of a name given twice: that is the point
        for each in source.infolist():
            content = source.read(each)
            entry = zipfile.ZipInfo(each.filename, each.date_time)
            entry.external_attr = each.external_attr
            alter(entry)
            target.writestr(entry, content)
        for name, content in extra:
            target.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def as_link(entry: zipfile.ZipInfo) -> None:
    """Make a symbolic link of an entry."""
    entry.external_attr = 0o120777 << 16


def compressed(entry: zipfile.ZipInfo) -> None:
    """Compress an entry."""
    entry.compress_type = zipfile.ZIP_DEFLATED


def bomb() -> bytes:
    """Return a small archive that would fill a disk."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(MANIFEST, written(manifest()))
        for number in range(3):
            target.writestr(f"{CLAUSE}/golden/{number}.txt", b"0" * 12_000_000)
    assert buffer.tell() < 100_000
    return buffer.getvalue()


def encrypted() -> bytes:
    """Return the sound pack with its first entry said to be under a password."""
    content = bytearray(sound_pack())
    local = content.index(b"PK\x03\x04")
    central = content.index(b"PK\x01\x02")
    content[local + 6] |= 1
    content[central + 8] |= 1
    return bytes(content)


def renamed_in_the_directory() -> bytes:
    """Return a pack whose directory gives a file another name than the file itself."""
    content = bytearray(sound_pack())
    at = content.rindex(b"library.yaml")
    content[at : at + 12] = b"librarz.yaml"
    return bytes(content)


def overlapping() -> bytes:
    """Return a pack in which two entries share their bytes."""
    content = bytearray(sound_pack())
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    offset = content[first + 42 : first + 46]
    content[second + 42 : second + 46] = offset
    return bytes(content)


def lying_size() -> bytes:
    """Return a pack whose directory says an entry unpacks to four gigabytes."""
    content = bytearray(sound_pack())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)
    return bytes(content)


def with_comment() -> bytes:
    """Return a pack with words hidden in the archive's comment."""
    buffer = io.BytesIO(sound_pack())
    with zipfile.ZipFile(buffer, "a") as target:
        target.comment = b"cache"
    return buffer.getvalue()


def many() -> bytes:
    """Return a pack of more files than any library has."""
    files = {f"{CLAUSE}/golden/{number:05}.txt": b"x" for number in range(5001)}
    return holding({**small_files(), **files})


def deep(depth: int) -> bytes:
    """Return YAML nested beyond reason."""
    return b"a: " + b"[" * depth + b"]" * depth + b"\n"


def nested_pack() -> bytes:
    """Return a pack that holds another."""
    return with_file(f"{CLAUSE}/attachments/autre.zip", sound_pack())


def macro_form() -> bytes:
    """Return a pack whose form to fill has a macro."""
    return with_file(
        f"{CLAUSE}/attachments/fiche.docx", repacked(host("Fiche"), word__vbaProject=b"x")
    )


def restated(**keys: Any) -> bytes:
    """Return the sound pack with keys of its manifest changed."""
    return write_pack({MANIFEST: written({**manifest(), **keys}), **small_files()})


def with_manifest(content: bytes) -> bytes:
    """Return the sound pack under another manifest."""
    return write_pack({MANIFEST: content, **small_files()})


def false_clause() -> bytes:
    """Return a pack whose manifest gives a clause the hash of another text."""
    clauses = [{**each, "content_sha256": "0" * 64} for each in manifest()["clauses"]]
    return restated(clauses=clauses)


def zipped_without_manifest() -> bytes:
    """Return the files of the sound pack as an archive of one's own."""
    return write_pack(small_files())


def zipped_at_another_date() -> bytes:
    """Return the sound pack as a person who unpacked and packed it again would send it."""

    def dated(entry: zipfile.ZipInfo) -> None:
        entry.date_time = (2026, 11, 21, 9, 0, 0)

    return zipped(dated)
