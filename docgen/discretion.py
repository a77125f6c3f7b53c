"""What a finished piece must not say of its making: who wrote the template, where, with what.

A buyer's own template brings its author, company, paths and reviewers along; none of it goes to
firms.
"""

from __future__ import annotations

from typing import cast

from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from lxml import etree

from docgen.gate import parse_xml
from docgen.wordml import W

AUTHOR, INITIALS = "Note au rédacteur", "NR"
"""Who signs the comments of a draft."""

_DROPPED = (
    "/extended-properties", "/custom-properties", "/thumbnail", "/people", "/attachedTemplate",
    "/recipientData", "/mailMergeSource", "/mailMergeHeaderSource",
)  # fmt: skip
_PROPERTIES = ("cp:lastPrinted", "cp:version", "dc:identifier")
_SETTINGS = tuple(f"{{{W}}}{name}" for name in ("attachedTemplate", "docVars", "mailMerge"))

_SIGNED = "//*[@w:author or @w:initials or @*[local-name() = 'dateUtc']]"
"""The elements someone signed: a piece holds thousands of others."""


def drop_traces(document: DocumentObject) -> None:
    """Drop what tells of the template's making: application, company, reviewers, mailing, path."""
    package = document.part.package
    for holder in (package.rels, *(part.rels for part in list(package.iter_parts()))):
        for key, link in list(holder.items()):
            if link.reltype.endswith(_DROPPED):
                del holder[key]
    properties = document.core_properties._element
    for name in _PROPERTIES:
        for element in list(properties.iterfind(_qualified(name))):
            properties.remove(element)


def _qualified(name: str) -> str:
    return str(qn(name))


def anonymous(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts with comments and revisions signed by nobody, on no date.

    Variables of the document, its mailing and its attached template leave the settings.
    """
    return {
        name: _unsigned(content) if name.startswith("word/") and name.endswith(".xml") else content
        for name, content in parts.items()
    }


def _unsigned(content: bytes) -> bytes:
    root = parse_xml(content)
    changed = False
    for element in list(root.iter(*_SETTINGS)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
            changed = True
    signed = root.xpath(_SIGNED, namespaces={"w": W})
    for element in cast("list[etree._Element]", signed):
        changed |= _sign_by_nobody(element)
    if not changed:
        return content
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _sign_by_nobody(element: etree._Element) -> bool:
    """Replace who signed an element, take off when; tell whether anything was there."""
    own = element.attrib
    before = own.items()
    if f"{{{W}}}author" in own:
        own[f"{{{W}}}author"] = AUTHOR
        if f"{{{W}}}date" in own:
            del own[f"{{{W}}}date"]
    if f"{{{W}}}initials" in own:
        own[f"{{{W}}}initials"] = INITIALS
    for name, _ in before:
        if etree.QName(name).localname == "dateUtc":  # of several extensions of Word
            del own[name]
    return own.items() != before
