"""What is let in: an honest .xlsx or .xlsm; anything else is refused with the precise reason."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from openpyxl.xml.constants import ARC_ROOT_RELS, ARC_WORKBOOK

from insertion.errors import InvalidInput, fault
from insertion.typography import size_text

LARGEST_FILE = 50_000_000
LARGEST_CONTENT = 600_000_000
LARGEST_RATIO = 250
RATIO_MATTERS_FROM = 30_000_000
"""A small part may be compressed a thousand times; beyond this size such a ratio is an attack."""
MOST_PARTS = 20_000
PROLOG = 100_000
"""Where a document type would stand, even after a long comment."""
EXPECTED = ".xlsx ou .xlsm"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
_HTML = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<div", b"<body")
_SIGNATURES = {
    b"%pdf": "c'est un document PDF",
    b"\x89png": "c'est une image",
    b"\xff\xd8\xff": "c'est une image",
    b"7z\xbc\xaf": "c'est une archive compressée",
    b"rar!": "c'est une archive compressée",
    b"\x1f\x8b": "c'est une archive compressée",
    b"{\\rtf": "c'est un document RTF",
}
# Parts that betray another kind of document, and what it is.
_OTHERS = {
    "word/document.xml": "c'est un document Word",
    "ppt/presentation.xml": "c'est une présentation PowerPoint",
}
_TO_CONVERT = {
    "mimetype": "c'est un classeur OpenDocument (.ods)",
    "xl/workbook.bin": "c'est un classeur binaire (.xlsb)",
    "index/document.iwa": "c'est un classeur Numbers",
}


class Package:
    """The parts of a workbook, by path; paths are compared without case, as Excel does."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {_normal(each.filename): each for each in archive.infolist()}

    def __contains__(self, path: str) -> bool:
        return _normal(path) in self._entries

    def open(self, path: str) -> IO[bytes]:
        """Return a part to be read; ``KeyError`` when it is not there."""
        return self._archive.open(self._entries[_normal(path)])


def _normal(path: str) -> str:
    return path.replace("\\", "/").lstrip("/").lower()


def unreadable(place: str, detail: str) -> InvalidInput:
    """Return the refusal of a file; ``detail`` completes « ne peut pas être lu : »."""
    return InvalidInput([fault("FICHIER_ILLISIBLE", place, detail=detail, expected=EXPECTED)])


def admitted(content: bytes, name: str) -> Package:
    """Return the parts of a workbook; ``name`` is the file's, for messages.

    Raises:
        InvalidInput: when it is too large, or not a workbook this product reads.
    """
    if len(content) > LARGEST_FILE:
        raise _too_large(name, len(content), LARGEST_FILE)
    _judge_beginning(content, name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _judge_parts(archive, name)
    except _DAMAGED as error:
        raise unreadable(name, "l'archive est tronquée ou endommagée") from error
    except RuntimeError as error:  # how zipfile says that a part is encrypted
        raise _protected(name) from error
    return Package(archive)


def content_of(source: Path) -> bytes:
    """Return the bytes of the file at ``source``, its size judged before they are read.

    Raises:
        InvalidInput: when it is absent, too large or refused by the system.
    """
    try:
        if not source.is_file():
            raise InvalidInput([fault("FICHIER_ABSENT", source.name)])
        size = source.stat().st_size
        if size > LARGEST_FILE:
            raise _too_large(source.name, size, LARGEST_FILE)
        return source.read_bytes()
    except OSError as error:
        raise unreadable(source.name, "l'ouverture est refusée par le système") from error


def _too_large(place: str, size: int, limit: int) -> InvalidInput:
    shown = {"size": size_text(size), "limit": size_text(limit)}
    return InvalidInput([fault("FICHIER_TROP_GROS", place, **shown)])


def _to_convert(place: str, kind: str) -> InvalidInput:
    return InvalidInput([fault("CLASSEUR_A_CONVERTIR", place, kind=kind)])


def _protected(place: str) -> InvalidInput:
    return InvalidInput([fault("CLASSEUR_PROTEGE", place)])


def _judge_beginning(content: bytes, name: str) -> None:
    if not content.strip(b"\0 \t\r\n"):
        raise unreadable(name, "il est vide")
    if content.startswith(_OLE):
        raise _ole_refusal(content, name)
    if not content.startswith(b"PK"):
        raise _text_refusal(content, name)


def _ole_refusal(content: bytes, name: str) -> InvalidInput:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _protected(name)
    if "WordDocument".encode("utf-16-le") in content:
        return unreadable(name, "c'est un document Word ancien (.doc)")
    return _to_convert(name, "c'est un classeur Excel ancien (.xls)")


def _text_refusal(content: bytes, name: str) -> InvalidInput:
    head = content[:4000]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, as « Texte Unicode » saves it
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    head = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for signature, detail in _SIGNATURES.items():
        if head.startswith(signature):
            return unreadable(name, detail)
    if b"\0" in head:
        return unreadable(name, "ce n'est pas un classeur")
    if head.startswith(b"mime-version"):
        return _to_convert(name, "c'est une page web archivée (.mht)")
    if head.startswith(b"<"):
        beginning = re.sub(rb"<\?.*?\?>|<!--.*?-->", b"", head, flags=re.DOTALL).lstrip()
        if beginning.startswith(_HTML):
            return _to_convert(name, "c'est une page HTML renommée")
        return _to_convert(name, "c'est un fichier XML")
    return _to_convert(name, "c'est un fichier texte ou CSV")


def _judge_parts(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    _judge_sizes(entries, name)
    _judge_kind({_normal(entry.filename) for entry in entries}, name)
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            with archive.open(entry) as part:
                # Without its zeros, UTF-16 or UTF-32 reads like ASCII.
                if _DOCTYPE.search(part.read(PROLOG).replace(b"\0", b"")):
                    raise unreadable(name, "il contient une définition XML interdite")


def _judge_sizes(entries: Sequence[zipfile.ZipInfo], name: str) -> None:
    content = sum(entry.file_size for entry in entries)
    if content > LARGEST_CONTENT:
        raise _too_large(name, content, LARGEST_CONTENT)
    if len(entries) > MOST_PARTS:
        raise unreadable(name, "il est fait d'un nombre démesuré de parties")
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > RATIO_MATTERS_FROM and ratio > LARGEST_RATIO:
            raise unreadable(name, "son contenu compressé est démesuré")


def _judge_kind(names: set[str], name: str) -> None:
    for other, kind in _TO_CONVERT.items():
        if other in names:
            raise _to_convert(name, kind)
    for other, detail in _OTHERS.items():
        if other in names:
            raise unreadable(name, detail)
    if not names & {ARC_ROOT_RELS, ARC_WORKBOOK}:
        raise unreadable(name, "ce n'est pas un classeur")
