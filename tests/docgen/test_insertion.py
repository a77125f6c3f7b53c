"""Articles put into a buyer's own document: their styles, and every other byte as it was."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree

from docgen.anchor import find_marker
from docgen.gate import open_document
from docgen.library import builtin_library
from docgen.pieces import Composition, prepare
from docgen.splice import MARKER, insert_articles
from insertion.errors import InvalidInput
from insertion.hours import compute
from insertion.typography import french
from tests.bad_word.word_files import with_markup
from tests.docgen.contracts import contract_record
from tests.docgen.docx_reading import (
    STRICT,
    W,
    body_of,
    body_text,
    headings_of,
    packed,
    parts_of,
    tables_of,
    w,
)
from tests.office.validator import sdk_errors_by_file

FIRST_ARTICLE = french("Objet de la clause d'insertion")
CHANGED = {
    "word/document.xml",
    "word/numbering.xml",
    "[Content_Types].xml",
    "word/_rels/document.xml.rels",
}


@pytest.fixture(scope="module")
def ccap() -> Composition:
    dossier = prepare(compute(contract_record().contract), builtin_library(), final=True)
    return dossier.compositions["ccap"]


def target(*before: tuple[str, str | None], marker: str = MARKER) -> bytes:
    """Return a buyer's document: titles, the marker, then another article."""
    document = docx.Document()
    document.core_properties.author = "Service achats"
    for text, style in before:
        document.add_paragraph(text, style=style)
    document.add_paragraph(marker)
    document.add_paragraph("Article suivant", style="Heading 1")
    document.add_paragraph("Texte qui suit, “inchangé” : l'acheteur & le titulaire.")
    return saved(document)


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def inserted(content: bytes, ccap: Composition) -> bytes:
    return insert_articles(open_document(content, "ccap.docx"), ccap, "ccap.docx")


def changed_bytes(content: bytes, **replaced: tuple[bytes, bytes]) -> bytes:
    """Return the file with some bytes of some parts changed; ``__`` stands for a slash."""
    parts = parts_of(content)
    for key, (old, new) in replaced.items():
        name = key.replace("__", "/") + ".xml"
        assert old in parts[name], key
        parts[name] = parts[name].replace(old, new)
    return packed(parts)


def strict(content: bytes) -> bytes:
    """Return the file as « Strict Open XML » writes its namespaces."""
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    return packed(
        {
            name: part.replace(old + b"wordprocessingml/2006/main", new + b"wordprocessingml/main")
            for name, part in parts_of(content).items()
        }
    )


def without_numbering(content: bytes) -> bytes:
    parts = {k: v for k, v in parts_of(content).items() if k != "word/numbering.xml"}
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        parts[name] = re.sub(rb"<(Override|Relationship)\b[^>]*numbering[^>]*/>", b"", parts[name])
    return packed(parts)


def marker_markup(markup: str) -> bytes:
    return with_markup(f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:p>{markup}')


PARAGRAPH = f"<w:p><w:r><w:t>{MARKER}</w:t></w:r></w:p>"
SPLIT = (
    '<w:p><w:r><w:t>[CLA</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr>'
    '<w:t>USE</w:t></w:r><w:r><w:t xml:space="preserve"> INSER</w:t></w:r><w:r><w:t>TION]</w:t></w:r></w:p>'  # noqa: E501
)
SECTION = (
    f'<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr><w:r><w:t>{MARKER}'
    "</w:t></w:r></w:p>"
)
BOOKMARK = (
    '<w:p><w:bookmarkStart w:id="7" w:name="avant"/><w:r><w:t>Avant</w:t></w:r></w:p>'
    '<w:p><w:bookmarkEnd w:id="7"/><w:bookmarkStart w:id="8" w:name="apres"/><w:r>'
    f"<w:t>{MARKER}</w:t></w:r></w:p>"
    '<w:p><w:r><w:t>Après</w:t></w:r><w:bookmarkEnd w:id="8"/></w:p>'
)
CELL = (
    '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid>'  # noqa: E501
    f'<w:tr><w:tc><w:tcPr><w:tcW w:w="9000" w:type="dxa"/></w:tcPr>{PARAGRAPH}</w:tc></w:tr></w:tbl><w:p/>'  # noqa: E501
)
CONTROL = (
    f'<w:sdt><w:sdtPr><w:id w:val="5"/></w:sdtPr><w:sdtContent>{PARAGRAPH}</w:sdtContent></w:sdt>'
)
STYLED = [("Article 1", "Heading 1"), ("Exécution", "Heading 2")]
TARGETS: dict[str, bytes] = {
    "under a title": target(*STYLED),
    "without any title": target(("Texte", None)),
    "split over runs": marker_markup(SPLIT),
    "in a table cell": marker_markup(CELL),
    "in a content control": marker_markup(CONTROL),
    "with a section break": marker_markup(SECTION),
    "with crossing bookmarks": marker_markup(BOOKMARK),
    "without a numbering part": without_numbering(target(*STYLED)),
    "in other letters and spaces": target(marker="\u00a0[Clause  insertion] "),
    "with a localised style": changed_bytes(
        target(*STYLED),
        word__document=(b'w:val="Heading2"', b'w:val="Titre2"'),
        word__styles=(b'w:styleId="Heading2"', b'w:styleId="Titre2"'),
    ),
    "without heading styles": changed_bytes(
        target(("Texte", None)), word__styles=(b'w:val="heading ', b'w:val="autre ')
    ),
}


@pytest.mark.parametrize("name", TARGETS)
def test_every_other_part_and_every_other_byte_stays_as_it_was(name: str, ccap: Composition):
    before, after = parts_of(TARGETS[name]), parts_of(inserted(TARGETS[name], ccap))
    assert before.keys() <= after.keys()
    for part in after:
        if before.get(part) != after[part]:
            assert part in CHANGED, part
    assert after.keys() - before.keys() <= {"word/numbering.xml"}
    old, new = before["word/document.xml"], after["word/document.xml"]
    found = find_marker(old, "x", MARKER)
    assert new.startswith(old[: found.start])
    assert new.endswith(old[found.end :])


@pytest.mark.parametrize("name", TARGETS)
def test_the_articles_stand_where_the_marker_stood_and_it_is_gone(name: str, ccap: Composition):
    words = body_text(inserted(TARGETS[name], ccap))
    assert "[CLAUSE INSERTION]" not in words.upper().replace("\u00a0", " ")
    assert words.count(f"\n{FIRST_ARTICLE}\n") + words.startswith(FIRST_ARTICLE) == 1
    assert "833" not in words
    rows = [row for table in tables_of(inserted(TARGETS[name], ccap)) for row in table]
    assert any(row[-1] == french("800 heures") or row[2:3] == ["800"] for row in rows)


@pytest.mark.parametrize("name", TARGETS)
def test_styles_exist_and_identifiers_are_unique(name: str, ccap: Composition):
    parts = parts_of(inserted(TARGETS[name], ccap))
    document = etree.fromstring(parts["word/document.xml"])
    styles = set(re.findall(rb'w:styleId="([^"]*)"', parts["word/styles.xml"]))
    used = {
        str(each.get(w("val"))).encode()
        for tag in ("pStyle", "rStyle", "tblStyle")
        for each in document.iter(w(tag))
    }
    assert used <= styles
    for tag, attribute in (("bookmarkStart", "id"), ("bookmarkStart", "name"), ("id", "val")):
        values = [each.get(w(attribute)) for each in document.iter(w(tag))]
        assert len(set(values)) == len(values), tag
    starts = {each.get(w("id")) for each in document.iter(w("bookmarkStart"))}
    assert starts == {each.get(w("id")) for each in document.iter(w("bookmarkEnd"))}
    numbering = etree.fromstring(parts["word/numbering.xml"])
    defined = {each.get(w("numId")) for each in numbering.iter(w("num"))} | {"0"}  # no number
    assert {each.get(w("val")) for each in document.iter(w("numId"))} <= defined
    anchors = {each.get(w("anchor")) for each in document.iter(w("hyperlink"))} - {None}
    assert anchors <= {each.get(w("name")) for each in document.iter(w("bookmarkStart"))}


@pytest.mark.parametrize(
    ("before", "level"),
    [
        ([], 2),
        ([("Chapitre", "Heading 1")], 2),
        ([("Chapitre", "Heading 1"), ("Article", "Heading 2")], 3),
        ([("Chapitre", "Heading 1"), ("Article", "Heading 2"), ("Autre", "Heading 1")], 2),
        ([("Chapitre", "Heading 3")], 4),
    ],
)
def test_articles_come_one_level_under_the_title_above_them(
    before: list[tuple[str, str | None]], level: int, ccap: Composition
):
    headings = headings_of(inserted(target(*before), ccap))
    assert (level, FIRST_ARTICLE) in headings
    assert headings[-1] == (1, "Article suivant")


def test_localised_style_identifiers_are_found_by_name(ccap: Composition):
    made = inserted(TARGETS["with a localised style"], ccap)
    assert (3, FIRST_ARTICLE) in headings_of(made)
    document = parts_of(made)["word/document.xml"]
    assert b'w:val="Heading2"' not in document


def test_without_heading_styles_titles_are_bold_outline_paragraphs(ccap: Composition):
    made = body_of(inserted(TARGETS["without heading styles"], ccap))
    for paragraph in made.iter(w("p")):
        if "".join(t.text or "" for t in paragraph.iter(w("t"))) == FIRST_ARTICLE:
            assert paragraph.find(f"{w('pPr')}/{w('outlineLvl')}") is not None
            assert paragraph.find(f"{w('r')}/{w('rPr')}/{w('b')}") is not None
            return
    pytest.fail("no title")


def test_a_section_break_of_the_markers_paragraph_is_kept(ccap: Composition):
    before = parts_of(TARGETS["with a section break"])["word/document.xml"]
    after = parts_of(inserted(TARGETS["with a section break"], ccap))["word/document.xml"]
    assert after.count(b"<w:sectPr") == before.count(b"<w:sectPr") == 2


@pytest.mark.parametrize("bare", [False, True], ids=["numbered", "without numbering"])
def test_a_strict_document_receives_strict_markup(bare: bool, ccap: Composition):
    made = inserted(
        without_numbering(strict(target(*STYLED))) if bare else strict(target(*STYLED)), ccap
    )
    document = parts_of(made)["word/document.xml"]
    assert W.encode() not in document
    assert STRICT.encode() in document
    assert FIRST_ARTICLE in body_text(made)
    assert W.encode() not in parts_of(made)["word/numbering.xml"]


def test_a_document_with_another_prefix_is_understood(ccap: Composition):
    parts = parts_of(target(("Texte", None)))
    source = parts["word/document.xml"].replace(b"xmlns:w=", b"xmlns:mot=")
    source = re.sub(rb"(</?|\s)w:", rb"\1mot:", source)
    made = inserted(packed(parts | {"word/document.xml": source}), ccap)
    assert FIRST_ARTICLE in body_text(made)
    assert parts_of(made)["word/document.xml"].startswith(source[:200])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (saved(docx.Document()), "REPERE_ABSENT"),
        (target(("[CLAUSE INSERTION]", None)), "REPERE_MULTIPLE"),
        (target(marker="Voir [CLAUSE INSERTION] ici"), "REPERE_ACCOMPAGNE"),
        (target(marker="[CLAUSE INSERTION"), "REPERE_ABSENT"),
    ],
)
def test_a_marker_absent_repeated_or_not_alone_is_refused(
    content: bytes, code: str, ccap: Composition
):
    with pytest.raises(InvalidInput) as caught:
        inserted(content, ccap)
    (found,) = caught.value.faults
    assert found.code == code
    assert found.place == "ccap.docx"
    assert "repère" in found.cause.lower()


def test_the_same_insertion_gives_the_same_bytes(ccap: Composition):
    content = TARGETS["under a title"]
    assert inserted(content, ccap) == inserted(content, ccap)


@pytest.mark.needs("node", "ooxml-validate")
def test_the_open_xml_sdk_finds_no_error_that_was_not_there(tmp_path: Path, ccap: Composition):
    paths: list[tuple[str, Path, Path]] = []
    for index, (name, content) in enumerate(TARGETS.items()):
        before, after = tmp_path / f"{index}-avant.docx", tmp_path / f"{index}-apres.docx"
        before.write_bytes(content)
        after.write_bytes(inserted(content, ccap))
        paths.append((name, before, after))
    found = sdk_errors_by_file(path for _, *pair in paths for path in pair)
    for name, before, after in paths:
        assert len(found[after]) <= len(found[before]), f"{name}: {found[after][:3]}"


COMMENTED = (
    '<w:p><w:commentRangeStart w:id="4"/><w:r><w:t>Avant</w:t></w:r></w:p>'
    f'<w:p><w:r><w:t>{MARKER}</w:t></w:r><w:commentRangeEnd w:id="4"/>'
    '<w:r><w:rPr><w:b/></w:rPr><w:commentReference w:id="4"/></w:r></w:p>'
)


def test_a_comment_on_the_marker_keeps_its_reference_with_its_range(ccap: Composition):
    document = body_of(inserted(marker_markup(COMMENTED), ccap))
    (end,), (reference,) = (
        list(document.iter(w(tag))) for tag in ("commentRangeEnd", "commentReference")
    )
    assert len(list(document.iter(w("commentRangeStart")))) == 1
    run = reference.getparent()
    assert run is not None
    assert run.getprevious() is end
    assert run.getparent() is end.getparent()
    title = run.getparent()
    assert title is not None
    assert title.tag == w("p")
    assert "".join(each.text or "" for each in title.iter(w("t")))


def refused_code(content: bytes, ccap: Composition) -> str:
    with pytest.raises(InvalidInput) as caught:
        inserted(content, ccap)
    (found,) = caught.value.faults
    assert found.place == "ccap.docx"
    return found.code


def test_a_document_that_already_holds_our_articles_is_refused(ccap: Composition):
    once = inserted(target(*STYLED), ccap)
    again = changed_bytes(once, word__document=(b"Article suivant", MARKER.encode()))
    assert refused_code(again, ccap) == "ARTICLES_DEJA_PRESENTS"
    bookmark = '<w:bookmarkStart w:id="1" w:name="clausier_insertion_objet"/>'
    left = marker_markup(f'<w:p>{bookmark}<w:bookmarkEnd w:id="1"/></w:p>{PARAGRAPH}')
    assert refused_code(left, ccap) == "ARTICLES_DEJA_PRESENTS"


@pytest.mark.parametrize("encoding", ["UTF-16", "ISO-8859-1"])
def test_a_document_in_other_letters_than_utf8_is_said_to_be_unreadable(
    encoding: str, ccap: Composition
):
    parts = parts_of(target(*STYLED))
    root = etree.fromstring(parts["word/document.xml"])
    written = etree.tostring(root, xml_declaration=True, encoding=encoding)
    assert isinstance(written, bytes)
    parts["word/document.xml"] = written
    assert refused_code(packed(parts), ccap) == "DOCUMENT_ILLISIBLE"


def test_a_document_that_begins_with_a_byte_order_mark_is_read(ccap: Composition):
    parts = parts_of(target(*STYLED))
    parts["word/document.xml"] = b"\xef\xbb\xbf" + parts["word/document.xml"]
    assert FIRST_ARTICLE in body_text(inserted(packed(parts), ccap))


def test_a_marker_whose_paragraph_alone_declares_its_names_is_refused(ccap: Composition):
    own = f'<mot:p xmlns:mot="{W}"><mot:bookmarkStart mot:id="9" mot:name="x"/>'
    content = marker_markup(f"{own}<mot:r><mot:t>{MARKER}</mot:t></mot:r></mot:p>")
    assert refused_code(content, ccap) == "DOCUMENT_ILLISIBLE"
