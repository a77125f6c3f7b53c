"""The XML parts of a workbook that are not sheets: its sheets' names, its names, styles and texts.

Relations and ``workbook.xml`` become openpyxl's objects; styles and texts, which may be tens of
thousands, are read directly (docs/decisions.md says why). Elements are known by their name whatever
the namespace: the transitional and the strict formats are alike.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

from openpyxl.packaging.relationship import RelationshipList, get_rels_path
from openpyxl.packaging.workbook import WorkbookPackage
from openpyxl.utils.escape import unescape
from openpyxl.xml.constants import ARC_ROOT_RELS, ARC_WORKBOOK

from xlplugin.gate import Package
from xlplugin.number_format import BUILT_IN

_RELATION_ID = "/relationships id"
"""How the identifier of a relation ends, in both formats."""
_RELATIONS = ("Relationship",)
_BOOK = ("workbookPr", "sheets", "sheet", "definedNames", "definedName")


MOST_TEXT = 100_000_000
"""Characters of the texts of a workbook, each written once: three thousand novels."""


class TooMuchText(Exception):
    """The texts of a workbook are more than any table of lots could hold."""


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


class LocalNames(dict[str, str]):
    """The names of elements without their namespace, each worked out once."""

    def __missing__(self, tag: str) -> str:
        self[tag] = tag.rpartition(" ")[2]
        return self[tag]


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def safe_parser() -> expat.XMLParserType:
    """Return a parser that refuses document types; it joins namespace and name by a space."""

    def doctype(*_: object) -> None:
        raise ForbiddenType

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = doctype
    return parser


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
    known = LocalNames()
    parser = safe_parser()
    parser.StartElementHandler = lambda tag, attributes: start(known[tag], attributes)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(known[tag])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.ParseFile(source)


def _made(kind: Any, package: Package, path: str, kept: Collection[str]) -> Any:
    """Return a part as openpyxl's object, made of the elements ``kept`` and of nothing else.

    openpyxl refuses a part for an attribute it does not expect anywhere in it; and an extension
    may hold an element of the same name, such as a second ``workbookPr``.
    """
    builder = TreeBuilder()
    skipped = depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal skipped, depth
        if skipped or (depth and tag not in kept):
            skipped += 1
            return
        builder.start(tag, _own(attributes) if depth else {})
        depth += 1

    def end(tag: str) -> None:
        nonlocal skipped, depth
        if skipped:
            skipped -= 1
            return
        builder.end(tag)
        depth -= 1

    def text(found: str) -> None:
        if not skipped:
            builder.data(found)

    with package.open(path) as source:
        walk(source, start, end, text)
    try:
        return kind.from_tree(builder.close())
    except TypeError as error:  # a missing or an unknown attribute: a damage like another
        raise ValueError(path) from error


def _own(attributes: dict[str, str]) -> dict[str, str]:
    """Return the attributes without namespace, and the identifier of a relation."""
    return {
        "id" if " " in name else name: value
        for name, value in attributes.items()
        if " " not in name or name.endswith(_RELATION_ID)
    }


def read_parts(package: Package) -> BookParts:
    """Return what the workbook says of itself.

    Raises:
        KeyError: when a part it announces is not there.
        ForbiddenType, expat.ExpatError: see :func:`walk`.
        TooMuchText: when its texts are beyond measure.
    """
    book = BookParts()
    main = ARC_WORKBOOK
    if ARC_ROOT_RELS in package:
        relations = _relations(package, ARC_ROOT_RELS, "")
        main = next((each.path for each in relations if each.kind == "officeDocument"), main)
    if main not in package:
        raise KeyError(main)
    relations = _relations(package, get_rels_path(main), posixpath.dirname(main))
    _read_book(package, main, relations, book)
    for each in relations:
        if each.path in package and each.kind == "styles":
            _read_styles(package, each.path, book)
        elif each.path in package and each.kind == "sharedStrings":
            _read_strings(package, each.path, book)
    return book


@dataclass(frozen=True, slots=True)
class _Relation:
    """A link to another part. ``kind``: the last word of its type, the same in both formats."""

    identifier: str
    kind: str
    path: str


def _relations(package: Package, path: str, folder: str) -> list[_Relation]:
    """Return the links of a part to the other parts of the file."""
    listed = _made(RelationshipList, package, path, _RELATIONS)
    return [
        _Relation(
            each.Id,
            each.Type.rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, each.Target)).lstrip("/"),
        )
        for each in listed
        if each.TargetMode != "External"
    ]


def _read_book(package: Package, path: str, relations: list[_Relation], book: BookParts) -> None:
    found = _made(WorkbookPackage, package, path, _BOOK)
    by_id = {each.identifier: each for each in relations}
    for sheet in found.sheets:
        relation = by_id[sheet.id]
        if relation.kind == "worksheet":
            visible = sheet.state == "visible"
            book.sheets.append(SheetPart(sheet.name, visible, relation.path))
    book.starts_in_1904 = bool(found.properties.date1904)
    if found.definedNames is not None:
        names = found.definedNames.by_sheet()["global"]
        book.names = {name: each.value or "" for name, each in names.items()}


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
    length = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal reading, phonetic
        del attributes
        if tag == "t":
            reading = not phonetic
        elif tag == "rPh":
            phonetic = True

    def text(found: str) -> None:
        nonlocal length
        if reading:
            length += len(found)
            if length > MOST_TEXT:
                raise TooMuchText
            pieces.append(found)

    def end(tag: str) -> None:
        nonlocal reading, phonetic
        if tag == "t":
            reading = False
        elif tag == "rPh":
            phonetic = False
        elif tag == "si":
            book.strings.append(unescape("".join(pieces)))
            pieces.clear()

    with package.open(path) as source:
        walk(source, start, end, text)
