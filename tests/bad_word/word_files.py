"""Word files made for a test: a host of a few paragraphs, and the same with a fault in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import docx

from tests.docgen.docx_reading import W, packed, parts_of

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PLACES = ("body", "header", "footer", "footnotes", "title")


def host(*paragraphs: str, title: str = "", header: str = "", footer: str = "") -> bytes:
    """Return a Word file with these paragraphs."""
    document = docx.Document()
    for each in paragraphs:
        document.add_paragraph(each)
    document.core_properties.title = title
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_expression(expression: str, place: str) -> bytes:
    """Return an otherwise harmless host that says ``expression`` in one of ``PLACES``."""
    match place:
        case "body":
            return host("Article 1", expression)
        case "header":
            return host("Article 1", header=expression)
        case "footer":
            return host("Article 1", footer=expression)
        case "title":
            return host("Article 1", title=expression)
        case _:
            return with_footnote(host("Article 1"), expression)


def with_footnote(content: bytes, text: str) -> bytes:
    """Return the file with a footnotes part that holds ``text``."""
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1"><w:p><w:r>'
        f"<w:t>{escape(text)}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    return with_part(content, "footnotes", notes.encode())


def with_part(content: bytes, kind: str, part: bytes) -> bytes:
    """Return the file with ``word/<kind>.xml`` declared and related to the main part."""
    parts = parts_of(content)
    parts[f"word/{kind}.xml"] = part
    declared = f'<Override PartName="/word/{kind}.xml" ContentType="{WORD_TYPE}.{kind}+xml"/>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", f"{declared}</Types>".encode()
    )
    return packed(related(parts, kind, f"{kind}.xml"))


def related(
    parts: dict[str, bytes],
    kind: str,
    target: str,
    *,
    external: bool = False,
    part: str = "word/_rels/document.xml.rels",
) -> dict[str, bytes]:
    """Return the parts with one more relationship of the main part, or of another."""
    mode = ' TargetMode="External"' if external else ""
    link = f'<Relationship Id="rIdTest" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
    empty = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b"</Relationships>"
    )
    known = parts.get(part, empty)
    return parts | {part: known.replace(b"</Relationships>", f"{link}</Relationships>".encode())}


def with_link(kind: str, target: str, *, external: bool = True, part: str = "") -> bytes:
    """Return a host with a link of ``kind`` to ``target``."""
    where = part or "word/_rels/document.xml.rels"
    return packed(related(parts_of(host("Article 1")), kind, target, external=external, part=where))


def with_field(instruction: str, *, spread: bool = False) -> bytes:
    """Return a host with a Word field; ``spread`` cuts its instruction over two runs."""
    half = len(instruction) // 2 if spread else len(instruction)
    instructions = "".join(
        f'<w:r><w:instrText xml:space="preserve">{escape(piece)}</w:instrText></w:r>'
        for piece in (instruction[:half], instruction[half:])
    )
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'{instructions}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    return with_markup(field)


def with_simple_field(instruction: str) -> bytes:
    """Return a host with a field written in one element."""
    return with_markup(f'<w:p><w:fldSimple w:instr="{escape(instruction)}"/></w:p>')


def with_markup(markup: str) -> bytes:
    """Return a host whose body begins with ``markup``."""
    parts = parts_of(host("Article 1"))
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"<w:body>", f"<w:body>{markup}".encode()
    )
    return packed(parts)


def raw_package(entries: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a zip with these members, names repeated or hostile as they come."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()
