"""A buyer's own template tells firms nothing of who made it, where, or with what."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from docgen.library import builtin_library
from docgen.pieces import prepare
from docgen.production import make_piece, own_piece
from insertion.hours import compute
from tests.docgen.contracts import contract_record

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
