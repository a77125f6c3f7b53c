"""The grammar of bodies: each construct, each refusal with its line, reading what was written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.blocks import (
    Block,
    Citation,
    Condition,
    Heading,
    Inline,
    Item,
    ListBlock,
    Note,
    Paragraph,
    Reference,
    Table,
    Text,
    Variable,
)
from docgen.markup import MarkupError, parse, write

CONSTRUCTS: dict[str, Block] = {
    "## Titre": Heading(2, (Text("Titre"),)),
    "### Partie": Heading(3, (Text("Partie"),)),
    "Un\ndeux": Paragraph((Text("Un deux"),)),
    "Voir **gras** ici": Paragraph((Text("Voir "), Text("gras", strong=True), Text(" ici"))),
    "{{ nom }}": Paragraph((Variable("nom"),)),
    "**{{ nom }}**": Paragraph((Variable("nom", strong=True),)),
    "[ccp:L2112-2]": Paragraph((Citation("ccp:L2112-2"),)),
    "[ccag-travaux:20.1]": Paragraph((Citation("ccag-travaux:20.1"),)),
    "[clause:volume-fixe]": Paragraph((Reference("volume-fixe"),)),
    "> Note": Note((Text("Note"),)),
    "> Note\n> suite": Note((Text("Note suite"),)),
    "- un\n- deux": ListBlock(ordered=False, items=(Item((Text("un"),)), Item((Text("deux"),)))),
    "1. un\n2. deux": ListBlock(ordered=True, items=(Item((Text("un"),)), Item((Text("deux"),)))),
    "- un\n  - sous": ListBlock(
        ordered=False,
        items=(Item((Text("un"),), ListBlock(ordered=False, items=(Item((Text("sous"),)),))),),
    ),
    "| A | B |\n|---|---:|\n| a | b |": Table(
        ((Text("A"),), (Text("B"),)), (((Text("a"),), (Text("b"),)),), (False, True)
    ),
    ":::if alloti\nUn\n:::": Condition("alloti", negated=False, blocks=(Paragraph((Text("Un"),)),)),
    ":::unless x\nUn\n:::": Condition("x", negated=True, blocks=(Paragraph((Text("Un"),)),)),
}


@pytest.mark.parametrize("text", CONSTRUCTS)
def test_each_construct_is_read(text: str):
    assert parse(text) == (CONSTRUCTS[text],)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# Titre", 1, "titres"),
        ("#### Titre", 1, "titres"),
        ("##Titre", 1, "titres"),
        ("a\n\n:::", 3, "sans condition"),
        (":::if a\nb", 2, "pas fermée"),
        (":::si a\nb\n:::", 1, ":::if"),
        (":::if A\nb\n:::", 1, ":::if"),
        (":::if a\n:::if b\nc\n:::\n:::", 2, "une autre"),
        ("a\n\n{% if x %}", 3, "grammaire"),
        ("{{ a|upper }}", 1, "grammaire"),
        ("{{ a.b }}", 1, "grammaire"),
        ("{{ A }}", 1, "grammaire"),
        ("{# x #}", 1, "grammaire"),
        ("<b>x</b>", 1, "grammaire"),
        ("![x](y)", 1, "grammaire"),
        ("a\tb", 1, "grammaire"),
        ("un ** seul", 1, "grammaire"),
        ("[clause:Volume]", 1, "grammaire"),
        ("un `code`", 1, "grammaire"),
        ("a\n\n| A |\n| a |", 4, ""),
        ("| A | B |\n|---|---|\n| a |", 3, "nombre de cellules"),
        ("| A | B\n|---|---|\n| a | b |", 1, "se termine"),
        ("- a\n      - b", 2, "imbriquée"),
        ("- a\n  - b\n    - c", 3, "imbriquée"),
        ("a\n  b", 2, "espace"),
    ],
)
def test_what_is_outside_the_grammar_is_refused_with_its_line(text: str, line: int, words: str):
    with pytest.raises(MarkupError) as caught:
        parse(text)
    assert caught.value.line == line
    assert words in caught.value.detail
    assert f"ligne {line}" in str(caught.value)


def test_windows_line_ends_read_the_same():
    assert parse("## A\r\n\r\nb\r\nc\r\n") == parse("## A\n\nb\nc\n")


WORD = st.text("abcdéèçœ’«» ,;:!?()€%0123456789&", max_size=25).map(
    lambda text: "a" + " ".join(text.split())
)
NAME = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
IDENTIFIER = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?", fullmatch=True)


def spoken(strong: bool) -> st.SearchStrategy[Inline]:
    return st.one_of(
        NAME.map(lambda name: Variable(name, strong)),
        st.sampled_from(["ccp:L2112-2", "ctrav:L5132-1", "ccag-fcs:16.1"]).map(
            lambda article: Citation(article, strong)
        ),
        IDENTIFIER.map(lambda clause: Reference(clause, strong)),
    )


@st.composite
def inlines(draw: st.DrawFn) -> tuple[Inline, ...]:
    """Return words with things among them, as a body could say them."""
    made: list[Inline] = [Text(draw(WORD) + " ")]
    for _ in range(draw(st.integers(0, 3))):
        strong = draw(st.booleans())
        made += [draw(spoken(strong)), Text(" " + draw(WORD) + " ")]
    made.append(draw(spoken(strong=False)))
    return tuple(made)


flat = inlines().map(lambda each: ListBlock(ordered=False, items=(Item(each),)))
items = st.builds(Item, inlines(), st.none() | flat)
lists = st.builds(
    ListBlock, ordered=st.booleans(), items=st.lists(items, min_size=1, max_size=4).map(tuple)
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 4))
    row = st.lists(inlines(), min_size=width, max_size=width).map(tuple)
    return Table(
        draw(row),
        tuple(draw(st.lists(row, min_size=1, max_size=3))),
        tuple(draw(st.lists(st.booleans(), min_size=width, max_size=width))),
    )


simple: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.sampled_from([2, 3]), inlines()),
    st.builds(Paragraph, inlines()),
    st.builds(Note, inlines()),
    tables(),
    lists,
)


def apart_from_each_other(found: list[Block]) -> tuple[Block, ...]:
    """Put a title before each block: two lists, notes or tables side by side read as one."""
    title = Heading(3, (Text("Partie"),))
    return tuple(each for block in found for each in (title, block))


apart = st.lists(simple, min_size=1, max_size=4).map(apart_from_each_other)
blocks = simple | st.builds(Condition, flag=NAME, negated=st.booleans(), blocks=apart)


@settings(max_examples=300)
@given(st.lists(blocks, max_size=5).map(apart_from_each_other))
def test_reading_what_was_written_gives_the_same_blocks(found: tuple[Block, ...]):
    assert parse(write(found)) == found
