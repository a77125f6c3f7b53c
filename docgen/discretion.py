"""What a finished piece must not say of its making: who wrote the template, where, with what.

A buyer's own template brings its author, company, paths and reviewers along; none of it goes to
firms.
"""

from __future__ import annotations

import re

from docx.document import Document as DocumentObject
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

AUTHOR, INITIALS = "Note au rédacteur", "NR"
"""Who signs the comments of a draft."""

_DROPPED = ("/extended-properties", "/custom-properties", "/thumbnail")
_AUTHORS = re.compile(rb'(w:author=)"[^"]*"')
_INITIALS = re.compile(rb'(w:initials=)"[^"]*"')
_DATES = re.compile(rb'(<w:(?:comment|ins|del|rPrChange|pPrChange)\b[^>]*?) w:date="[^"]*"')


def drop_traces(document: DocumentObject) -> None:
    """Drop what tells of the template's making: application, company, reviewers, path."""
    package = document.part.package
    for holder in (package.rels, document.part.rels):
        for key, link in list(holder.items()):
            if link.reltype.endswith((*_DROPPED, "/people")):
                del holder[key]
    settings = document.settings.element
    for element in list(settings.iterfind(qn("w:attachedTemplate"))):
        settings.remove(element)
    rels = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels
    for key, link in list(rels.items()):
        if link.reltype.endswith("/attachedTemplate"):
            del rels[key]


def anonymous(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts with comments and revisions signed by nobody, on no date."""
    author, initials = f'"{AUTHOR}"'.encode(), f'"{INITIALS}"'.encode()

    def cleaned(content: bytes) -> bytes:
        content = _AUTHORS.sub(rb"\1" + author, content)
        content = _INITIALS.sub(rb"\1" + initials, content)
        return _DATES.sub(rb"\1", content)

    return {
        name: cleaned(content) if name.startswith("word/") and name.endswith(".xml") else content
        for name, content in parts.items()
    }
