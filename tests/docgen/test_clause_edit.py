"""A changed clause is written back with every untouched line as it was."""

from __future__ import annotations

from difflib import ndiff

import pytest

from docgen.blocks import Block, Condition, Paragraph, Text, Variable
from docgen.body_layout import laid_out
from docgen.clause import ClauseSheet
from docgen.clause_edit import edited_files, known_fields, with_variables
from docgen.library import SHEET, builtin_library, read_text, read_yaml
from docgen.markup import parse
from tests.docgen.word_clauses import sample_library

BODIES = [
    (clause.id, name, text)
    for clause in builtin_library().clauses.values()
    for name, text in clause.bodies.items()
]
NEW = Paragraph((Text("Une phrase. Une autre phrase."),))


@pytest.mark.parametrize(("identifier", "name", "text"), BODIES)
def test_a_new_paragraph_anywhere_leaves_the_other_lines_alone(
    identifier: str, name: str, text: str
):
    blocks = parse(text)
    before = [line for line in text.split("\n") if line.strip()]
    for at in range(len(blocks) + 1):
        changed = laid_out((*blocks[:at], NEW, *blocks[at:]), text)
        assert parse(changed) == (*blocks[:at], NEW, *blocks[at:])
        lines = [line for line in changed.split("\n") if line.strip()]
        told = [each for each in ndiff(before, lines) if each[0] in "+-"]
        assert told == ["+ Une phrase.", "+ Une autre phrase."], (identifier, name, at)


@pytest.mark.parametrize("text", [text for _, _, text in BODIES])
def test_the_same_blocks_are_the_same_text(text: str):
    assert laid_out(parse(text), text) == text


def test_a_sentence_that_would_read_as_a_list_stays_on_its_line():
    blocks: tuple[Block, ...] = (Paragraph((Text("Un. - Deux. « Trois. »"),)),)
    assert parse(laid_out(blocks, "## Titre\n")) == blocks


def test_a_condition_is_written_a_sentence_a_line():
    inner: tuple[Block, ...] = (NEW, Paragraph((Variable("jour"), Text(" est un jour."))))
    text = laid_out((Condition("alloti", negated=True, blocks=inner),), "## Titre\n")
    assert text == (
        ":::unless alloti\nUne phrase.\nUne autre phrase.\n\n{{ jour }} est un jour.\n:::\n"
    )


@pytest.mark.parametrize("identifier", sorted(builtin_library().clauses))
def test_declaring_the_same_fields_changes_no_meaning(identifier: str):
    library = builtin_library()
    sheet = read_text(library.root / identifier / SHEET, SHEET)
    for wanted in ({"jour": "date", "prix": "money"}, {}):
        changed = with_variables(sheet, wanted)
        read = ClauseSheet.model_validate(read_yaml(changed, SHEET))
        was = library.clauses[identifier].sheet
        assert dict(read.variables) == wanted
        assert read.model_copy(update={"variables": was.variables}) == was


def test_a_field_no_longer_printed_is_no_longer_declared_unless_it_chooses():
    clause, library = sample_library(
        "## Titre\n\nLe {{ jour }}, {{ prix }}.\n", jour="date", prix="money", choisi="boolean"
    )
    sheet = "a: b\nvariables:\n  jour: date\n  prix: money\n  choisi: boolean\nz: y\n"
    texts = {"standard": parse("## Titre\n\nLe {{ jour }}.\n")}
    files = edited_files(clause, sheet, texts, library)
    assert files[SHEET] == "a: b\nvariables:\n  jour: date\n  choisi: boolean\nz: y\n"
    assert files["body.md"] == "## Titre\n\nLe {{ jour }}.\n"


def test_a_field_of_another_clause_is_known_with_its_type():
    library = builtin_library()
    clause = library.clauses["insertion-penalites"]
    known = known_fields(clause, library)
    assert known.items() >= dict(clause.sheet.variables).items()
    assert known["date_limite"] == "date"
