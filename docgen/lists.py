"""Fresh numberings in a document's own numbering part, so that each list starts again at 1."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from docgen.gate import MAIN_PART, parse_xml
from docgen.wordml import STRICT, W

NUMBERING = "word/numbering.xml"
_RELS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
BULLET_MARKS = ("–", "•")


def numbering_part(parts: dict[str, bytes]) -> str | None:
    """Return the name of the numbering part, found through the document's relationships."""
    root = parse_xml(parts[_RELS]) if _RELS in parts else None
    if root is None:
        return None
    for link in root.iterfind("{*}Relationship"):
        if (link.get("Type") or "").endswith("/numbering"):
            target = (link.get("Target") or "").lstrip("/")
            return target if target.startswith("word/") else f"word/{target}"
    return None


def first_free_numbering(parts: dict[str, bytes]) -> int:
    """Return a list number no paragraph uses yet."""
    name = numbering_part(parts)
    if name is None or name not in parts:
        return 1
    root = parse_xml(parts[name])
    own = etree.QName(root).namespace
    numbers = [int(each.get(f"{{{own}}}numId", "0")) for each in root.iterfind(f"{{{own}}}num")]
    return max(numbers, default=0) + 1


def add_lists(parts: dict[str, bytes], lists: Sequence[tuple[int, bool]]) -> None:
    """Define every list (number, ordered) in ``parts``, creating the part if need be."""
    if not lists:
        return
    name = numbering_part(parts)
    if name is None:
        name = NUMBERING
        _declare(parts)
    own = _namespace(parts)
    root = (
        parse_xml(parts[name])
        if name in parts
        else etree.Element(f"{{{own}}}numbering", nsmap={"w": own})
    )
    abstract_ids = [
        int(each.get(f"{{{own}}}abstractNumId", "0"))
        for each in root.iterfind(f"{{{own}}}abstractNum")
    ]
    free = max(abstract_ids, default=-1) + 1
    first_instance = root.find(f"{{{own}}}num")
    for offset, ordered in enumerate((False, True)):
        definition = _abstract(free + offset, ordered, own)
        if first_instance is not None:
            first_instance.addprevious(definition)
        else:
            root.append(definition)
    last = root.find(f"{{{own}}}numIdMacAtCleanup")
    for number, ordered in lists:
        instance = _instance(number, free + int(ordered), own)
        if last is not None:
            last.addprevious(instance)
        else:
            root.append(instance)
    parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _namespace(parts: dict[str, bytes]) -> str:
    """Return the namespace the document is written in: usual or strict."""
    return STRICT if etree.QName(parse_xml(parts[MAIN_PART])).namespace == STRICT else W


def _abstract(number: int, ordered: bool, own: str) -> etree._Element:
    forms = (
        (("decimal", "%1."), ("lowerLetter", "%2)"))
        if ordered
        else tuple(("bullet", mark) for mark in BULLET_MARKS)
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{425 * (i + 1)}" w:hanging="425"/></w:pPr></w:lvl>'
        for i, (form, text) in enumerate(forms)
    )
    return parse_xml(
        f'<w:abstractNum xmlns:w="{own}" w:abstractNumId="{number}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'.encode()
    )


def _instance(number: int, abstract: int, own: str) -> etree._Element:
    return parse_xml(
        f'<w:num xmlns:w="{own}" w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'.encode()
    )


def _declare(parts: dict[str, bytes]) -> None:
    """Add the numbering part to the content types and to the document's relationships."""
    types = parse_xml(parts[_TYPES])
    override = etree.SubElement(types, f"{{{_PACKAGE}/content-types}}Override")
    override.set("PartName", f"/{NUMBERING}")
    override.set("ContentType", _TYPE)
    parts[_TYPES] = etree.tostring(types, xml_declaration=True, encoding="UTF-8", standalone=True)
    rels = parts.get(_RELS, f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode())
    root = parse_xml(rels)
    known = {each.get("Id") for each in root}
    identifier = next(
        f"rIdListe{n}" for n in range(1, len(known) + 2) if f"rIdListe{n}" not in known
    )
    link = etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship")
    link.set("Id", identifier)
    strict = _namespace(parts) == STRICT
    link.set("Type", f"{_STRICT_OFFICE if strict else _OFFICE}/numbering")
    link.set("Target", "numbering.xml")
    parts[_RELS] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
