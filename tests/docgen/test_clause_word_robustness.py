"""Whatever was done to the file, a person reads a sentence: never an error of the program."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docgen.clause_import import import_clause
from insertion.errors import ClausierError, Fault
from tests.docgen.docx_reading import parts_of, repacked
from tests.docgen.word_clauses import exported, shipped

CLAUSES = ("insertion-penalites", "volume-tranches", "modalites-execution")
PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/comments.xml")


def damaged(content: bytes, name: str, chance: random.Random, times: int) -> bytes:
    """Return the file with elements of a part removed, moved, emptied or renamed at random."""
    parts = parts_of(content)
    if name not in parts:
        return content
    root = etree.fromstring(parts[name])
    for _ in range(times):
        elements = list(root.iter(etree.Element))[1:]
        if not elements:
            break
        one, other = chance.choice(elements), chance.choice(elements)
        parent = one.getparent()
        assert parent is not None
        match chance.randrange(5):
            case 0:
                parent.remove(one)
            case 1:
                for key in one.attrib:
                    one.set(key, chance.choice(["", "0", "-1", "zz", "9" * 30]))
            case 2:
                one.tag = other.tag
            case 3:
                parent.insert(0, etree.fromstring(etree.tostring(other)))
            case 4:
                for key in list(one.attrib):
                    del one.attrib[key]
    return repacked(content, **{name.replace("/", "__"): etree.tostring(root)})


@pytest.mark.slow
@settings(max_examples=60)
@given(st.sampled_from(CLAUSES), st.sampled_from(PARTS), st.integers(0, 10**9), st.integers(1, 12))
def test_a_damaged_file_is_read_or_refused_in_french(clause: str, part: str, seed: int, times: int):
    library, words = shipped()
    content = damaged(exported(clause), part, random.Random(seed), times)
    told: tuple[Fault, ...] = ()
    try:
        told = import_clause(content, "x.docx", library, words).remarks
    except ClausierError as error:
        told = error.faults
    assert all(each.cause and each.remedy for each in told)
