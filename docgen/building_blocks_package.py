"""A Word document made a template with a glossary part: the parts, their types, their links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from docgen.gate import MAIN_PART, TYPES_PART, parse_xml
from docgen.lists import NUMBERING, add_lists
from docgen.package import write_package

BLOCKS_PART = "word/glossary/document.xml"
_FOLDER = "word/glossary"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN_RELS = "word/_rels/document.xml.rels"
_OWN = ("styles", "numbering", "settings", "fontTable")
"""Parts an entry is read with: those of the glossary, never those of the page."""


def as_template(
    parts: Mapping[str, bytes], glossary: Mapping[str, bytes], lists: Sequence[tuple[int, bool]]
) -> bytes:
    """Return the template of a document's parts and of its glossary.

    ``lists`` (number, ordered) are those the entries use: each has a numbering of its own.
    """
    made = dict(parts)
    theirs = dict(parts)
    add_lists(theirs, lists)
    made |= glossary
    kept = [name for name in _OWN if f"word/{name}.xml" in theirs]
    for name in kept:
        made[f"{_FOLDER}/{name}.xml"] = theirs[f"word/{name}.xml"]
    assert NUMBERING in theirs, "hosts have a numbering part"
    made[f"{_FOLDER}/_rels/document.xml.rels"] = _links(
        [(f"rId{rank}", name, f"{name}.xml") for rank, name in enumerate(kept, start=1)]
    )
    made[_MAIN_RELS] = _linked(made[_MAIN_RELS])
    made[TYPES_PART] = _typed(made[TYPES_PART], kept)
    return write_package(made)


def _links(links: Sequence[tuple[str, str, str]]) -> bytes:
    root = parse_xml(f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode())
    for identifier, kind, target in links:
        _add_link(root, identifier, kind, target)
    return _written(root)


def _linked(rels: bytes) -> bytes:
    root = parse_xml(rels)
    _add_link(root, "rIdBlocs", "glossaryDocument", "glossary/document.xml")
    return _written(root)


def _add_link(root: etree._Element, identifier: str, kind: str, target: str) -> None:
    link = etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship")
    link.set("Id", identifier)
    link.set("Type", f"{_LINK}/{kind}")
    link.set("Target", target)


def _typed(types: bytes, kept: Sequence[str]) -> bytes:
    root = parse_xml(types)
    for each in root:
        if each.get("PartName") == f"/{MAIN_PART}":
            each.set("ContentType", f"{_TYPE}.template.main+xml")
    declared = [(BLOCKS_PART, "document.glossary")]
    declared += [(f"{_FOLDER}/{name}.xml", name) for name in kept]
    for name, kind in declared:
        override = etree.SubElement(root, f"{{{_PACKAGE}/content-types}}Override")
        override.set("PartName", f"/{name}")
        override.set("ContentType", f"{_TYPE}.{kind}+xml")
    return _written(root)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
