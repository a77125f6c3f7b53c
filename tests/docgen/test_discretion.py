"""A buyer's own template tells firms nothing of who made it, where, or with what."""

from __future__ import annotations

import io
import zipfile
from typing import get_args

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from docgen.clause import VariableType
from docgen.discretion import anonymous
from docgen.formats import PRINTERS
from docgen.library import builtin_library
from docgen.pieces import prepare
from docgen.production import make_piece, own_piece
from insertion.hours import compute
from tests.docgen.contracts import contract_record
from tests.docgen.docx_reading import W, packed, parts_of

TRACES = ("Jeanne Secrète", "JSX", "Cabinet Discret", r"C:\Users\jeanne", "2019-05-06T07")
ATTACHED_TEMPLATE = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
)
EXTENDED = """<?xml version="1.0" encoding="UTF-8"?><Properties
xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">
<Company>Cabinet Discret</Company><Manager>Jeanne Secrète</Manager></Properties>"""


def telling_template() -> bytes:
    document = Document()
    paragraph = document.add_paragraph("{{ objet_marche }}")
    comment = document.add_comment(paragraph.runs, "À voir", "Jeanne Secrète", "JSX")
    comment._comment_elm.set(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}date", "2019-05-06T07:00:00Z"
    )
    document.core_properties.last_modified_by = "Jeanne Secrète"
    document.core_properties.category = "Cabinet Discret"
    document.core_properties.content_status = "Jeanne Secrète"
    package = document.part.package
    for key, link in list(package.rels.items()):
        if link.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            del package.rels[key]
    name = PackURI("/docProps/app.xml")
    kind = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    part = Part(name, kind, EXTENDED.encode(), package)
    package.relate_to(part, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
    document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).relate_to(
        r"file:///C:\Users\jeanne\Normal.dotm",
        ATTACHED_TEMPLATE,
        is_external=True,
    )
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def everything(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(n).decode("utf-8", "replace") for n in archive.namelist())


def test_the_template_of_the_test_does_tell_all_of_it():
    told = everything(telling_template())
    assert all(trace in told for trace in TRACES)


def test_a_piece_made_from_it_tells_none_of_it():
    dossier = prepare(compute(contract_record().contract), builtin_library())
    made = make_piece(dossier, own_piece("mien"), telling_template(), "mien.docx")
    told = everything(made.content)
    assert [trace for trace in TRACES if trace in told] == []
    assert "À voir" in told


CORE = (
    b"<cp:lastPrinted>2019-05-06T07:00:00Z</cp:lastPrinted><cp:version>JSX</cp:version>"
    b"<dc:identifier>Cabinet Discret</dc:identifier></cp:coreProperties>"
)
SETTINGS = (
    rb'<w:docVars><w:docVar w:name="a" w:val="Cabinet Discret"/></w:docVars><w:mailMerge>'
    rb'<w:query w:val="SELECT * FROM C:\Users\jeanne"/></w:mailMerge></w:settings>'
)


def test_a_mailing_variables_of_the_document_and_old_properties_are_dropped():
    parts = parts_of(telling_template())
    for name, end, more in (
        ("docProps/core.xml", b"</cp:coreProperties>", CORE),
        ("word/settings.xml", b"</w:settings>", SETTINGS),
    ):
        assert end in parts[name]
        parts[name] = parts[name].replace(end, more)
    dossier = prepare(compute(contract_record().contract), builtin_library())
    made = make_piece(dossier, own_piece("mien"), packed(parts), "mien.docx")
    told = everything(made.content)
    assert [trace for trace in TRACES if trace in told] == []
    left = ("docVar", "mailMerge", "lastPrinted", "cp:version", "dc:identifier")
    assert [name for name in left if name in told] == []


def test_every_signed_element_of_every_part_loses_its_author_and_its_date():
    signed = (
        f"""<a:x xmlns:a="{W}" xmlns:c="urn:cex"><a:tblPrChange a:date='2019-05-06T07:00:00Z'
        a:author='Jeanne Secr&#232;te'/><a:date a:fullDate="2026-01-01"/><c:y c:durableId="1"
        c:dateUtc="2019-05-06T07:00:00Z"/></a:x>"""
    ).encode()
    silent = f'<w:x xmlns:w="{W}"/>'.encode()
    made = anonymous({"word/footnotes.xml": signed, "word/a.xml": silent, "docProps/b.xml": signed})
    assert b"2019" not in made["word/footnotes.xml"]
    assert "Secrète" not in made["word/footnotes.xml"].decode()
    assert b'fullDate="2026-01-01"' in made["word/footnotes.xml"]
    assert made["word/a.xml"] == silent
    assert made["docProps/b.xml"] == signed


def test_there_are_fifteen_types_of_variables_and_each_that_prints_has_its_printer():
    types = set(get_args(VariableType))
    assert len(types) == 15
    assert types - PRINTERS.keys() == {"boolean", "choices", "lot_table"}
    assert PRINTERS.keys() <= types
