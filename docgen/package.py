"""A finished .docx: its parts, neutral properties, and the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn

from docgen.blocks import BLANK_OPENING
from docgen.discretion import AUTHOR, INITIALS, anonymous, drop_traces
from docgen.lists import add_lists
from docgen.render import RenderedClause
from docgen.wordml import Ledger, bookmark_name

_FIXED = (1980, 1, 1, 0, 0, 0)
_BLANK = re.compile(re.escape(BLANK_OPENING) + r"[^\]]*\]")
PROVENANCE = "urn:clausier:provenance:1"


def finish(
    document: DocumentObject,
    ledger: Ledger,
    clauses: list[RenderedClause],
    *,
    title: str,
    author: str,
) -> bytes:
    """Return the bytes of ``document`` with its lists, comments, provenance and properties.

    Nothing of the machine, the user or the day enters the file.
    """
    for text in ledger.comments:
        document.comments.add_comment(text=text, author=AUTHOR, initials=INITIALS)
    drop_traces(document)
    highlight_blanks(document)
    unlink_absent_clauses(document)
    _set_properties(document, title, author)
    if clauses:
        _add_provenance(document, clauses)
    buffer = io.BytesIO()
    document.save(buffer)
    parts = anonymous(unpacked(buffer.getvalue()))
    add_lists(parts, ledger.lists)
    return write_package(parts)


def highlight_blanks(document: DocumentObject) -> None:
    """Highlight every « [À compléter : …] », wherever a template printed it."""
    parts = [
        document.part,
        *(
            rel.target_part
            for rel in document.part.rels.values()
            if rel.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
        ),
    ]
    for part in parts:
        for run in list(part.element.iter(qn("w:r"))):
            if run.find(f"{qn('w:rPr')}/{qn('w:highlight')}") is None:
                _highlight_run(run)


def _highlight_run(run: Any) -> None:
    """Give each blank of a run its own highlighted run; tabs and breaks keep their place."""
    if not any(_BLANK.search(each.text or "") for each in run.findall(qn("w:t"))):
        return
    for child in list(run):
        if child.tag == qn("w:rPr"):
            continue
        for text, blank in _pieces(child.text or "") if child.tag == qn("w:t") else [(None, False)]:
            copy = deepcopy(run)
            for other in list(copy):
                if other.tag != qn("w:rPr"):
                    copy.remove(other)
            kept = deepcopy(child)
            if text is not None:
                kept.text = text
                kept.set(qn("xml:space"), "preserve")
            copy.append(kept)
            if blank:
                copy.get_or_add_rPr().highlight_val = 7  # yellow
            run.addprevious(copy)
    run.getparent().remove(run)


def _pieces(text: str) -> list[tuple[str, bool]]:
    """Return the parts of a text, blanks marked."""
    position = 0
    pieces: list[tuple[str, bool]] = []
    for match in _BLANK.finditer(text):
        pieces += [(text[position : match.start()], False), (match.group(), True)]
        position = match.end()
    pieces.append((text[position:], False))
    return [each for each in pieces if each[0]]


def unlink_absent_clauses(document: DocumentObject) -> None:
    """Turn a link into plain words when the document does not hold the clause it leads to."""
    body = document.element.body
    ours = bookmark_name("")
    present = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    for link in list(body.iter(qn("w:hyperlink"))):
        anchor = link.get(qn("w:anchor")) or ""
        if anchor.startswith(ours) and anchor not in present:
            for run in list(link):
                link.addprevious(run)
            link.getparent().remove(link)


def _set_properties(document: DocumentObject, title: str, author: str) -> None:
    properties = document.core_properties
    properties.title = title[:255]
    properties.author = author[:255]
    properties.language = "fr-FR"
    properties.subject = ""
    properties.comments = ""
    properties.keywords = ""
    properties.category = ""
    properties.content_status = ""
    properties.last_modified_by = ""
    properties.revision = 1
    for name in ("dcterms:created", "dcterms:modified"):  # a date of ours would say nothing true
        for element in list(properties._element.iterfind(qn(name))):
            properties._element.remove(element)


def _add_provenance(document: DocumentObject, clauses: list[RenderedClause]) -> None:
    """Embed which clauses the piece holds: identifiers, versions and hashes, nothing else."""
    lines = "".join(
        f"<clause id={quoteattr(each.clause.id)} version={quoteattr(each.clause.sheet.version)} "
        f"variante={quoteattr(each.variant)} sha256={quoteattr(each.clause.sha256)}/>"
        for each in clauses
    )
    xml = f'<?xml version="1.0" encoding="UTF-8"?><clauses xmlns="{PROVENANCE}">{lines}</clauses>'
    package = document.part.package
    name: PackURI = package.next_partname("/customXml/item%d.xml")  # a buyer's host may have some
    part = Part(name, "application/xml", xml.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def reproducible(content: bytes) -> bytes:
    """Return the same package with its parts in one order and one date, so that bytes repeat."""
    return write_package(unpacked(content))


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of a package of ours by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def write_package(parts: dict[str, bytes]) -> bytes:
    """Return a package of ``parts``: content types first, then by name, with a fixed date."""
    buffer = io.BytesIO()
    first = "[Content_Types].xml"
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda each: (each != first, each)):
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, parts[name])
    return buffer.getvalue()


def open_docx(content: bytes) -> DocumentObject:
    """Return a document to work on."""
    return Document(io.BytesIO(content))


def write_spliced(source: bytes, replaced: dict[str, bytes]) -> bytes:
    """Return ``source`` with some parts replaced or added; the others keep order and dates."""
    buffer = io.BytesIO()
    left = dict(replaced)
    with (
        zipfile.ZipFile(io.BytesIO(source)) as archive,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in archive.infolist():
            content = left.pop(entry.filename, None)
            target.writestr(entry, archive.read(entry) if content is None else content)
        for name, content in left.items():
            added = zipfile.ZipInfo(name, _FIXED)
            added.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(added, content)
    return buffer.getvalue()
