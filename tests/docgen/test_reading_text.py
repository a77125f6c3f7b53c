"""The text of a .docx as people see it: numbering, tables, deletions, places."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from docgen.reading.docx_text import read_document
from docgen.reading.pieces import Role, read_set, role_of
from docgen.reading.stated import lot_key
from docgen.reading.text import Kind, ReadDocument, place_of
from insertion.errors import InvalidInput, Refused
from insertion.typography import plain
from tests.docgen.reading_documents import built


def made(fill: Callable[[Any], None], name: str = "CCAP.docx") -> ReadDocument:
    """Return a document ``fill`` wrote with python-docx, read back."""
    document = Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return read_document(buffer.getvalue(), name)


def read(text: str, name: str = "CCAP.docx") -> ReadDocument:
    return read_document(built(text), name)


def paragraph(document: Any, inner: str) -> None:
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_deleted_and_hidden_words_are_not_read_inserted_ones_are():
    inner = (
        run("Le titulaire ")
        + f'<w:del w:id="1" w:author="x">{run("remet ").replace("w:t", "w:delText")}</w:del>'
        + f'<w:ins w:id="2" w:author="x">{run("transmet ")}</w:ins>'
        + run("secret ", "<w:vanish/>")
        + run("un relevé.")
    )
    document = made(lambda each: paragraph(each, inner))
    assert document.lines[0].text == "Le titulaire transmet un relevé."


def test_rows_and_cells_deleted_under_tracked_changes_are_not_read():
    def fill(document: Any) -> None:
        table = document.add_table(rows=3, cols=3)
        for at, row in enumerate(table.rows):
            for cell, text in zip(row.cells, ("Lot", "Heures", "Ancien"), strict=True):
                cell.text = f"{text} {at}"
        deleted = parse_xml(f'<w:del {nsdecls("w")} w:id="7" w:author="x"/>')
        table.rows[1]._tr.get_or_add_trPr().append(deleted)
        for row in table.rows:
            gone = parse_xml(f'<w:cellDel {nsdecls("w")} w:id="8" w:author="x"/>')
            row.cells[2]._tc.get_or_add_tcPr().append(gone)

    document = made(fill)
    assert [each.cells for each in document.lines] == [("Lot 0", "Heures 0"), ("Lot 2", "Heures 2")]


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("!Article 12 - Insertion", "12"),
        ("!ARTICLE IV : INSERTION", "4"),
        ("!12.3 Insertion", "12.3"),
        ("!12.3. Insertion", "12.3"),
        ("!7 – Insertion", "7"),
        ("# Article 9 – Insertion", "9"),
        ("# 9.1 Insertion", "9.1"),
        ("Article 5 : Insertion", "5"),
    ],
)
def test_an_article_numbered_by_hand_gives_its_number_to_what_follows(heading, number):
    document = read(heading + "\nLe titulaire réalise une action.")
    assert (document.lines[0].kind, document.lines[0].text.lower()) == (Kind.HEADING, "insertion")
    assert document.lines[1].article == number
    assert document.lines[1].titles[-1].lower() == "insertion"


@pytest.mark.parametrize(
    "text",
    [
        "Article 5 du CCAG : le titulaire est responsable de ses sous-traitants.",
        "1 200 heures sont réalisées.",
        "Le titulaire remet un relevé.",
    ],
)
def test_a_sentence_is_no_heading(text):
    assert read(text).lines[0].kind is Kind.PARAGRAPH


def test_headings_numbered_by_word_are_counted_as_word_does():
    document = read("# A\n## B\n## C\n# D\n## E")
    levels = [(each.level, each.styled) for each in document.lines]
    assert levels == [(1, True), (2, True), (2, True), (1, True), (2, True)]


def test_a_list_numbered_by_word_restarts_where_the_document_says():
    def fill(document: Any) -> None:
        for text in ("un", "deux"):
            document.add_paragraph(text, style="List Number")

    assert [each.kind for each in made(fill).lines] == [Kind.ITEM, Kind.ITEM]


def test_a_table_gives_rows_with_their_header_and_a_frame_gives_paragraphs():
    document = read("| Lot | Heures |\n| 1 | 100 |")
    row = document.lines[1]
    assert (row.kind, row.cells, row.header, row.row) == (
        Kind.ROW, ("1", "100"), ("Lot", "Heures"), 2,
    )  # fmt: skip
    assert read("| Le titulaire signe. |").lines[0].kind is Kind.PARAGRAPH


def test_a_cell_merged_downwards_repeats_what_it_covers():
    def fill(document: Any) -> None:
        table = document.add_table(rows=3, cols=2)
        for at, text in enumerate(["Lot", "Heures", "1", "100", "", "200"]):
            table.cell(at // 2, at % 2).text = text
        table.cell(1, 0).merge(table.cell(2, 0))

    assert [each.cells for each in made(fill).lines][1:] == [("1", "100"), ("1", "200")]


def test_a_cell_merged_across_keeps_the_columns_in_place():
    def fill(document: Any) -> None:
        table = document.add_table(rows=2, cols=3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Lot"
        table.cell(0, 2).text = "Heures"
        for at, text in enumerate(["1", "A", "100"]):
            table.cell(1, at).text = text

    document = made(fill)
    assert document.lines[1].header == ("Lot", "", "Heures")


def test_a_text_box_is_read_once():
    box = (
        "<w:r><w:pict><w:txbxContent>"
        f"<w:p>{run('Clause d’insertion en encadré')}</w:p>"
        "</w:txbxContent></w:pict></w:r>"
    )
    document = made(lambda each: paragraph(each, box))
    assert [each.text for each in document.lines if "encadré" in each.text] == [
        "Clause d'insertion en encadré"
    ]


def test_a_line_of_the_contents_states_nothing():
    def fill(document: Any) -> None:
        document.add_paragraph("Article 9 Insertion\t12")
        document.add_paragraph("Article 9 Insertion")

    document = made(fill)
    assert [each.kind for each in document.lines] == [Kind.CONTENTS, Kind.HEADING]
    assert len(document.body) == 1


def test_a_field_that_points_at_an_absent_bookmark_is_known():
    def fill(document: Any) -> None:
        field = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            "<w:r><w:instrText> REF absent \\h </w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + run("1.2")
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        paragraph(document, run("Voir l'article ") + field)

    document = made(fill)
    assert document.lines[0].text == "Voir l'article 1.2"
    assert set(document.pointed) - document.bookmarks == {"absent"}


def test_margins_are_read_apart():
    def fill(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "[nom de l'acheteur]"
        document.add_paragraph("Texte.")

    document = made(fill)
    assert [each.kind for each in document.lines] == [Kind.PARAGRAPH, Kind.MARGIN]


def test_a_place_says_the_file_the_article_and_the_first_words():
    document = read("!12.3 Insertion\n" + "Le titulaire remet un relevé " * 10)
    told = plain(str(place_of(document, document.lines[1])))
    assert told == (
        "CCAP.docx, article 12.3, paragraphe 2 : « Le titulaire remet un relevé Le titulaire "
        "remet un … »"
    )


@pytest.mark.parametrize(
    ("name", "opening", "role"),
    [
        ("CCAP_v3.docx", "Bonjour", Role.CCAP),
        ("2026-RC.docx", "Bonjour", Role.RC),
        ("doc.docx", "Règlement de la consultation", Role.RC),
        ("doc.docx", "Cahier des clauses administratives particulières", Role.CCAP),
        ("doc.docx", "Annexe à l'acte d'engagement", Role.ANNEX),
        ("document.docx", "Bonjour", Role.OTHER),
        ("AAPC.docx", "", Role.NOTICE),
    ],
)
def test_a_piece_is_known_by_its_name_or_its_title(name, opening, role):
    assert role_of(read(opening or "Texte", name)) is role


@pytest.mark.parametrize(
    ("cell", "key"),
    [("1", "1"), ("Lot n° 01", "1"), ("2 - Peinture", "2"), ("Lots 1 à 8", ""), ("Total", "")],
)
def test_a_lot_is_known_by_its_number(cell, key):
    assert lot_key(cell) == key


def test_only_what_speaks_of_insertion_is_kept_and_the_list_it_announces():
    text = (
        "# 1. Objet\nTravaux de voirie.\n# 2. Clause sociale\nLe titulaire choisit.\n"
        "# 3. Divers\nLe facilitateur oriente notamment :\n- les jeunes ;\n- les seniors.\n"
        "Les prix sont fermes.\nLe délai est de deux mois.\nLes travaux sont reçus.\nFin."
    )
    (piece,) = read_set([read(text)]).pieces
    assert [each.text for each in piece.insertion] == [
        "Clause sociale", "Le titulaire choisit.", "Le facilitateur oriente notamment :",
        "les jeunes ;", "les seniors.",
    ]  # fmt: skip


def test_a_file_that_is_no_word_document_is_refused_as_such():
    with pytest.raises(InvalidInput, match="DOCUMENT_ILLISIBLE"):
        read_document(b"pas un docx", "CCAP.docx")


def test_a_document_with_a_macro_is_refused():
    document = Document()
    part = document.part.package.main_document_part
    assert part is not None
    buffer = io.BytesIO()
    document.save(buffer)
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    with pytest.raises(Refused, match="macro"):
        read_document(buffer.getvalue(), "CCAP.docx")


def test_a_numbering_the_document_does_not_define_prints_nothing():
    def fill(document: Any) -> None:
        line = document.add_paragraph("Texte.")
        properties = line._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="99"/><w:numId w:val="777"/></w:numPr>'
            )
        )
        assert properties.find(qn("w:numPr")) is not None

    assert made(fill).lines[0].number == ""


def test_a_paragraph_without_end_is_read_in_several_lines_of_one_rank():
    document = read("Le titulaire remet un relevé. " * 400)
    assert len(document.lines) > 1
    assert {each.rank for each in document.lines} == {1}
    assert max(len(each.text) for each in document.lines) <= 5_000


def test_a_document_of_too_many_paragraphs_is_refused(monkeypatch):
    monkeypatch.setattr("docgen.reading.docx_text.MOST_LINES", 3)
    assert len(read("a\nb\nc").lines) == 3
    with pytest.raises(InvalidInput, match="paragraphes"):
        read("a\nb\nc\nd")
