"""What makes a spreadsheet compute again on opening: an attribute of the workbook, no more.

Formulas that read a written cell keep, in the file, the value of before. The workbook asks for a
full calculation; the chain of calculation, when it has to go, is rebuilt by the spreadsheet.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from urllib.parse import unquote
from xml.parsers import expat

from xlplugin.patch_tags import (
    NotEditable,
    Tag,
    encoding_of,
    from_utf8,
    spliced,
    tag_at,
    to_utf8,
)

_BEFORE_CALC = {
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets",
    "functionGroups", "externalReferences", "definedNames",
}  # fmt: skip
"""The children of a workbook that the schema puts before ``calcPr``."""


def recalculating(workbook: bytes) -> bytes:
    """Return ``workbook.xml`` asking for a full calculation on opening.

    Raises:
        NotEditable: when it is not the XML of a workbook.
    """
    codec = encoding_of(workbook)
    source = to_utf8(workbook, codec)
    children = _children(source)
    found = next((start for name, start, _ in children if name == "calcPr"), None)
    if found is not None:
        tag = tag_at(source, found)
        asking = tag.having("fullCalcOnLoad", "1")
        return from_utf8(spliced(source, [(found, found + len(tag.text), asking.text)]), codec)
    before = [(start, end) for name, start, end in children if name in _BEFORE_CALC]
    if not before:
        raise NotEditable("le classeur n'annonce aucune feuille")
    start, end = before[-1]
    element = b"<" + tag_at(source, start).prefix + b'calcPr fullCalcOnLoad="1"/>'
    return from_utf8(spliced(source, [(end, end, element)]), codec)


def without_relation(relations: bytes, identity: str) -> bytes:
    """Return a part of relations without the one that bears ``identity``."""
    return _without(relations, lambda tag: tag.attribute("Id") == identity)


def without_part(types: bytes, part: str) -> bytes:
    """Return ``[Content_Types].xml`` without the line of a part."""

    def announces(tag: Tag) -> bool:
        name = unquote(tag.attribute("PartName") or "").lstrip("/")
        return posixpath.normpath(name).lower() == part.lower()

    return _without(types, announces)


def _without(part: bytes, unwanted: Callable[[Tag], bool]) -> bytes:
    codec = encoding_of(part)
    source = to_utf8(part, codec)
    edits = [
        (start, end, b"") for _, start, end in _children(source) if unwanted(tag_at(source, start))
    ]
    return from_utf8(spliced(source, edits), codec)


def _children(source: bytes) -> list[tuple[str, int, int]]:
    """Return the local name, the start and the end of each child of the root, in order."""
    found: list[tuple[str, int, int]] = []
    depth = 0
    begun = 0
    parser = expat.ParserCreate("utf-8", " ")

    def start(_tag: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, begun
        depth += 1
        if depth == 2:
            begun = parser.CurrentByteIndex

    def end(tag: str) -> None:
        nonlocal depth
        if depth == 2:
            here = parser.CurrentByteIndex  # after an empty tag, else before the closing one
            closed = here if tag_at(source, begun).empty else source.index(b">", here) + 1
            found.append((tag.rpartition(" ")[2], begun, closed))
        depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(source, True)  # noqa: FBT003 - expat takes no name for « final »
    except expat.ExpatError as error:
        raise NotEditable("une partie du classeur est endommagée") from error
    return found
