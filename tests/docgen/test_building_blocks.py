"""The clauses of a library as Quick Parts: the glossary part, entry by entry."""

from __future__ import annotations

import re
from functools import cache

import pytest
from lxml import etree

from docgen.blocks import Condition
from docgen.building_blocks import BuildingBlock, building_blocks, entries
from docgen.clause import Clause, variables_of
from docgen.library import builtin_library
from tests.docgen.docx_reading import paragraphs_of, parts_of, w
from tests.docgen.word_clauses import shipped


def category(clause: Clause) -> str:
    return clause.sheet.applies_to.documents[0].upper()


@cache
def shipped_entries() -> tuple[BuildingBlock, ...]:
    library, words = shipped()
    return tuple(entries(list(library.clauses.values()), words, category))


@cache
def shipped_blocks() -> bytes:
    """Return the building blocks of the shipped library."""
    return building_blocks(shipped_entries(), shipped()[1])


@cache
def glossary() -> etree._Element:
    return etree.fromstring(parts_of(shipped_blocks())["word/glossary/document.xml"])


def parts_by_clause() -> dict[tuple[str, str], etree._Element]:
    found = list(glossary().iter(w("docPart")))
    assert len(found) == len(shipped_entries())
    return {
        (each.clause.id, each.variant): part
        for each, part in zip(shipped_entries(), found, strict=True)
    }


def value(part: etree._Element, path: str) -> str:
    element = part.find("/".join(w(name) for name in path.split("/")))
    assert element is not None, path
    return element.get(w("val"), "")


def test_there_is_an_entry_for_each_clause_and_variant():
    wanted = {
        (clause.id, variant)
        for clause in builtin_library().clauses.values()
        for variant in clause.sheet.variants
    }
    assert set(parts_by_clause()) == wanted


def test_the_same_library_gives_the_same_bytes():
    assert building_blocks(shipped_entries(), shipped()[1]) == shipped_blocks()


def test_an_entry_says_what_it_is_and_stays_the_same_entry():
    part = parts_by_clause()["insertion-penalites", "standard"]
    clause = builtin_library().clauses["insertion-penalites"]
    own = value(part, "docPartPr/description")
    assert own.startswith(f"insertion-penalites@{clause.sheet.version} · ")
    assert "valable au 21\u00a0novembre 2026" in own
    assert "L.\u00a02112-2" in own
    assert value(part, "docPartPr/category/gallery") == "docParts"
    assert value(part, "docPartPr/behaviors/behavior") == "p"
    # uuid5 of urn:clausier:clausier/insertion-penalites#standard: a new one would make a double
    assert value(part, "docPartPr/guid") == "{04F950E8-B1CD-5E9B-8389-C3C4694881E2}"


def test_no_two_entries_bear_one_identity_or_one_name_in_a_category():
    entries = shipped_entries()
    assert len({each.identity for each in entries}) == len(entries)
    assert len({(each.category, each.name) for each in entries}) == len(entries)


def test_no_gallery_name_has_a_comma_which_word_refuses():
    for part in parts_by_clause().values():
        assert "," not in value(part, "docPartPr/name")
        assert "," not in value(part, "docPartPr/category/name")


def test_the_body_is_one_control_of_the_clause_then_an_empty_paragraph():
    for (identifier, _), part in parts_by_clause().items():
        body = part.find(w("docPartBody"))
        assert body is not None
        assert [each.tag for each in body] == [w("sdt"), w("p")]
        clause = builtin_library().clauses[identifier]
        assert value(body, "sdt/sdtPr/tag") == f"clause:{identifier}@{clause.sheet.version}"
        assert "".join(str(each) for each in body[1].itertext()) == ""


def test_each_field_is_a_control_that_asks_for_its_value():
    library, words = shipped()
    for (identifier, variant), part in parts_by_clause().items():
        named = {}
        for control in part.iter(w("sdt")):
            tag = value(control, "sdtPr/tag")
            if tag.startswith("var:"):
                assert control.find(f"{w('sdtPr')}/{w('showingPlcHdr')}") is not None
                named[tag.removeprefix("var:")] = "".join(
                    t.text or "" for t in control.iter(w("t"))
                )
        used = variables_of(library.clauses[identifier].blocks[variant])
        assert set(named) == used
        assert named == {name: f"[{words.field(name)}]" for name in used}


def test_no_two_controls_bear_one_number():
    numbers = [each.get(w("val")) for each in glossary().iter(w("id"))]
    assert len(set(numbers)) == len(numbers)


def test_each_list_has_a_numbering_of_its_own_that_starts_again():
    parts = parts_of(shipped_blocks())
    numbering = etree.fromstring(parts["word/glossary/numbering.xml"])
    defined = {
        each.get(w("numId")): each.find(f"{w('lvlOverride')}/{w('startOverride')}")
        for each in numbering.iter(w("num"))
    }
    holders: dict[str, str] = {}
    for (identifier, variant), part in parts_by_clause().items():
        for each in part.iter(w("numId")):
            number = each.get(w("val"), "")
            assert defined[number] is not None
            assert (
                holders.setdefault(number, f"{identifier}/{variant}") == f"{identifier}/{variant}"
            )
    assert len(holders) > 20
    page = etree.fromstring(parts["word/numbering.xml"])
    assert not {each.get(w("numId")) for each in page.iter(w("num"))} & holders.keys()


def test_conditions_are_sentences_and_notes_stay_home():
    text = "\n".join(paragraphs_of(glossary()))
    assert "{{" not in text
    assert re.search(r"^\[Si .+\u00a0:\]$", text, re.MULTILINE)
    conditions = sum(
        isinstance(block, Condition)
        for clause in builtin_library().clauses.values()
        for blocks in clause.blocks.values()
        for block in blocks
    )
    assert len(re.findall(r"^\[Fin si\]$", text, re.MULTILINE)) == conditions
    assert "Note au rédacteur" not in text
    assert not list(glossary().iter(w("commentReference")))


def test_styles_are_those_of_the_entries_and_headings_keep_their_names():
    parts = parts_of(shipped_blocks())
    own = etree.fromstring(parts["word/glossary/styles.xml"])
    names = {
        each.get(w("styleId")): name.get(w("val"))
        for each in own.iter(w("style"))
        if (name := each.find(w("name"))) is not None
    }
    used = {each.get(w("val")) for tag in ("pStyle", "rStyle") for each in glossary().iter(w(tag))}
    assert used <= names.keys()
    assert {"heading 2", "heading 3"} <= {(names[each] or "").lower() for each in used if each}


def test_the_file_is_a_template_whose_glossary_is_linked():
    parts = parts_of(shipped_blocks())
    types = parts["[Content_Types].xml"].decode()
    assert "wordprocessingml.template.main+xml" in types
    assert "wordprocessingml.document.glossary+xml" in types
    assert "glossary/document.xml" in parts["word/_rels/document.xml.rels"].decode()


def test_a_gallery_without_entries_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="without entries"):
        building_blocks([], shipped()[1])


def test_whoever_inserts_a_clause_can_remove_it():
    assert list(glossary().iter(w("sdt")))
    assert not list(glossary().iter(w("lock")))
