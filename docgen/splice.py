"""Articles put into a buyer's own document: one paragraph replaced, every other byte kept.

The marker's paragraph is found by its exact byte range in ``document.xml``; what stands before and
after is copied as it is. The articles take the document's own heading styles, found by name, one
level below the title they come under, and the marker's own paragraph and run properties.
"""

from __future__ import annotations

import re

from lxml import etree

from docgen.anchor import Range, find_marker
from docgen.gate import MAIN_PART, Package, parse_xml
from docgen.lists import add_lists, first_free_numbering
from docgen.package import write_spliced
from docgen.pieces import Composition
from docgen.target_look import target_look
from docgen.wordml import STRICT, Ledger, W, Writer, bookmark_name
from insertion.errors import InvalidInput, fault

MARKER = "[CLAUSE INSERTION]"


def insert_articles(
    package: Package, composition: Composition, place: str, marker: str = MARKER
) -> bytes:
    """Return the document with the marker's paragraph replaced by the articles of ``composition``.

    Raises:
        InvalidInput: when the marker is absent, repeated, or shares its paragraph with other words;
            when the document already holds articles of ours, or cannot receive any.
    """
    source = package.parts[MAIN_PART]
    if _holds_articles(source):
        raise InvalidInput([fault("ARTICLES_DEJA_PRESENTS", place)])
    found = find_marker(source, place, marker)
    parts = dict(package.parts)
    look, level = target_look(parts, source, found)
    titles = {each.clause.id: each.title for each in composition.clauses}
    ledger = Ledger(
        first_numbering=first_free_numbering(parts),
        first_bookmark=_first_bookmark(source),
        titles=titles,
    )
    markup = _articles(composition, Writer(look, ledger), level)
    before, within = _range_marks(source, found)
    first_end = markup.index("</w:p>")
    markup = before + markup[:first_end] + within + markup[first_end:]
    markup += _section_break(source, found)
    if found.in_cell:
        markup += f'<w:p xmlns:w="{W}"/>'
    if STRICT.encode() in source[:20_000]:
        markup = markup.replace(W, STRICT)
    changed = source[: found.start] + markup.encode() + source[found.end :]
    try:
        parse_xml(changed)
    except etree.XMLSyntaxError as error:
        detail = "le paragraphe du repère ne peut pas être remplacé ; le récrire"
        raise InvalidInput([fault("DOCUMENT_ILLISIBLE", place, detail=detail)]) from error
    kept = dict(parts)
    add_lists(parts, ledger.lists)
    parts[MAIN_PART] = changed
    replaced = {name: content for name, content in parts.items() if content != kept.get(name)}
    return write_spliced(package.source, replaced)


def _articles(composition: Composition, writer: Writer, level: int) -> str:
    """Write the clauses under the title they come under; without one, sections have their own."""
    parts: list[str] = []
    titled = level == 1
    for title, clauses in composition.sections:
        if titled:
            parts.append(writer.title(1, title))
        shift = 0 if titled else level - 2
        parts.extend(writer.clause(each, shift=shift) for each in clauses)
    return "".join(parts)


_RANGE_MARK = re.compile(
    rb"<(?:\w+:)?(?:bookmarkStart|bookmarkEnd|commentRangeStart|commentRangeEnd|permStart|permEnd)\b[^>]*/>"
)
_SECTION = re.compile(rb"<((?:\w+:)?)sectPr\b.*?</\1sectPr>|<(?:\w+:)?sectPr\b[^>]*/>", re.DOTALL)


_COMMENT = re.compile(rb"<((?:\w+:)?)commentReference\b[^>]*/>")
_IDENTITY = re.compile(rb"""\bid=["']([^"']*)["']""")


def _range_marks(source: bytes, found: Range) -> tuple[str, str]:
    """Return the ends of ranges the marker's paragraph held: their other end may be elsewhere.

    They come before the articles; but a comment attached to the marker now ends, and has its
    reference, in the first paragraph of the articles, the second string.
    """
    paragraph = source[found.start : found.end]
    references = list(_COMMENT.finditer(paragraph))
    attached = {_identity(each.group()) for each in references}
    before: list[bytes] = []
    within: list[bytes] = []
    for mark in _RANGE_MARK.findall(paragraph):
        ends = b"commentRangeEnd" in mark and _identity(mark) in attached
        (within if ends else before).append(mark)
    within += [
        b"<%br>%b</%br>" % (each.group(1), each.group(), each.group(1)) for each in references
    ]
    return b"".join(before).decode(), b"".join(within).decode()


def _identity(mark: bytes) -> bytes:
    found = _IDENTITY.search(mark)
    return found.group(1) if found else b""


_OUR_TAG = re.compile(r"clause:[a-z][a-z0-9-]*@\d")


def _holds_articles(source: bytes) -> bool:
    """Tell whether articles of ours stand there: their names may not be given twice."""
    root = parse_xml(source)
    own = etree.QName(root).namespace
    tags = (each.get(f"{{{own}}}val") or "" for each in root.iter(f"{{{own}}}tag"))
    names = (each.get(f"{{{own}}}name") or "" for each in root.iter(f"{{{own}}}bookmarkStart"))
    return any(map(_OUR_TAG.match, tags)) or any(n.startswith(bookmark_name("")) for n in names)


def _section_break(source: bytes, found: Range) -> str:
    """Return a paragraph that keeps the section the marker's paragraph ended, if it did."""
    section = _SECTION.search(source[found.start : found.end])
    if section is None:
        return ""
    return f'<w:p xmlns:w="{W}"><w:pPr>{section.group().decode()}</w:pPr></w:p>'


def _first_bookmark(source: bytes) -> int:
    numbers = re.findall(rb'bookmarkStart[^>]*?:id="(\d{1,9})"', source)
    return max((int(each) for each in numbers), default=0) + 1
