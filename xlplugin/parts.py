"""The XML parts of a workbook that are not sheets: its sheets' names, its names, styles and texts.

Read by element name whatever the namespace: the transitional and the strict formats are alike.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from xlplugin.gate import Package
from xlplugin.number_format import BUILT_IN

_RELATIONS = "_rels/.rels"
_TRUE = {"1", "true", "on"}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class ForbiddenType(Exception):
    """A part declares a document type: nothing in it is read."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook announces it."""

    name: str
    visible: bool
    path: str


@dataclass(slots=True)
class BookParts:
    """What the workbook says of itself."""

    sheets: list[SheetPart] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """Names of the whole workbook, and what they refer to."""
    starts_in_1904: bool = False
    formats: list[str] = field(default_factory=list)
    """The number format of each style, by its index."""
    strings: list[str] = field(default_factory=list)


class _LocalNames(dict[str, str]):
    """The names of elements without their namespace, each worked out once."""

    def __missing__(self, tag: str) -> str:
        self[tag] = tag.rpartition(" ")[2]
        return self[tag]


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def walk(
    source: IO[bytes],
    start: Start,
    end: End | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Give each element of some XML to ``start`` and ``end``, by its name without namespace.

    Raises:
        ForbiddenType: when it declares a document type.
        expat.ExpatError: when it is not XML.
    """
    known = _LocalNames()

    def doctype(*_: object) -> None:
        raise ForbiddenType

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda tag, attributes: start(known[tag], attributes)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(known[tag])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.ParseFile(source)


def unescaped(text: str) -> str:
    """Return a stored text as people see it: « _x000D_ » stands for a character.

    >>> unescaped("a_x0041_") == "aA" and unescaped("_x005F_x0041_") == "_x0041_"
    True
    """
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def read_parts(package: Package) -> BookParts:
    """Return what the workbook says of itself.

    Raises:
        KeyError: when a part it announces is not there.
        ForbiddenType, expat.ExpatError: see :func:`walk`.
    """
    book = BookParts()
    main = _targets(package, _RELATIONS, "").get("officeDocument", ["xl/workbook.xml"])[0]
    if main not in package:
        raise KeyError(main)
    folder, name = posixpath.split(main)
    by_kind, by_id = _relations(package, f"{folder}/_rels/{name}.rels", folder)
    _read_book(package, main, by_id, book)
    for path in by_kind.get("styles", ()):
        if path in package:
            _read_styles(package, path, book)
    for path in by_kind.get("sharedStrings", ()):
        if path in package:
            _read_strings(package, path, book)
    return book


def _targets(package: Package, path: str, folder: str) -> dict[str, list[str]]:
    return _relations(package, path, folder)[0] if path in package else {}


def _relations(
    package: Package, path: str, folder: str
) -> tuple[dict[str, list[str]], dict[str, tuple[str, str]]]:
    """Return the targets by kind, and the kind and target by identifier."""
    by_kind: dict[str, list[str]] = {}
    by_id: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        full = target if target.startswith("/") else posixpath.join(folder, target)
        full = posixpath.normpath(full).lstrip("/")
        by_kind.setdefault(kind, []).append(full)
        by_id[attributes.get("Id", "")] = (kind, full)

    with package.open(path) as source:
        walk(source, start)
    return by_kind, by_id


def _read_book(
    package: Package, path: str, relations: dict[str, tuple[str, str]], book: BookParts
) -> None:
    naming: list[str] = []
    local = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal local
        if tag == "sheet":
            identifier = next((v for k, v in attributes.items() if k.endswith(" id")), "")
            kind, target = relations[identifier]
            if kind == "worksheet":
                visible = attributes.get("state", "visible") == "visible"
                book.sheets.append(SheetPart(attributes.get("name", ""), visible, target))
        elif tag == "workbookPr":
            book.starts_in_1904 = attributes.get("date1904", "0").lower() in _TRUE
        elif tag == "definedName":
            local = "localSheetId" in attributes
            naming[:] = [attributes.get("name", ""), ""]

    def text(found: str) -> None:
        if naming:
            naming[1] += found

    def end(tag: str) -> None:
        if tag == "definedName":
            if not local:
                book.names[naming[0]] = naming[1]
            naming.clear()

    with package.open(path) as source:
        walk(source, start, end, text)


def _read_styles(package: Package, path: str, book: BookParts) -> None:
    custom: dict[int, str] = {}
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt" and "formatCode" in attributes:
            custom.setdefault(int(attributes.get("numFmtId", "0")), attributes["formatCode"])
        elif tag == "cellXfs":
            inside = True
        elif inside and tag == "xf":
            number = int(attributes.get("numFmtId", "0"))
            book.formats.append(custom.get(number, BUILT_IN.get(number, "General")))

    def end(tag: str) -> None:
        nonlocal inside
        if tag == "cellXfs":
            inside = False

    with package.open(path) as source:
        walk(source, start, end)


def _read_strings(package: Package, path: str, book: BookParts) -> None:
    pieces: list[str] = []
    reading = phonetic = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal reading, phonetic
        del attributes
        if tag == "t":
            reading = not phonetic
        elif tag == "rPh":
            phonetic = True

    def text(found: str) -> None:
        if reading:
            pieces.append(found)

    def end(tag: str) -> None:
        nonlocal reading, phonetic
        if tag == "t":
            reading = False
        elif tag == "rPh":
            phonetic = False
        elif tag == "si":
            book.strings.append(unescaped("".join(pieces)))
            pieces.clear()

    with package.open(path) as source:
        walk(source, start, end, text)
