"""A clause goes to Word and comes back: the same blocks, whatever a word processor adds."""

from __future__ import annotations

import re

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
from docgen.clause_export import export_clause
from docgen.clause_import import import_clause
from docgen.clause_word import folded, variants_by_body
from docgen.library import builtin_library
from insertion.typography import french
from tests.docgen.docx_reading import parts_of, repacked
from tests.docgen.word_clauses import (
    edited,
    exported,
    read_sample,
    said,
    sample,
    shipped,
    there_and_back,
)

CLAUSES = sorted(builtin_library().clauses)


@pytest.mark.parametrize("identifier", CLAUSES)
def test_every_clause_of_the_library_comes_back_as_it_went(identifier: str):
    library, words = shipped()
    clause = library.clauses[identifier]
    found = import_clause(export_clause(clause, words), "x.docx", library, words)
    assert dict(found.variants) == {name: clause.blocks[name] for name in variants_by_body(clause)}
    assert found.remarks == ()


WORD = st.text("bcdéèçœ«» ,;:!?()'", max_size=20).map(lambda text: " ".join(["la", *text.split()]))
NAME = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
IDENTIFIER = st.from_regex(r"[a-z][a-z]{0,6}(-[a-z]{1,4})?", fullmatch=True)
ARTICLES = st.sampled_from(["ccp:L2112-2", "ctrav:L5132-1", "ccag-fcs:16.1", "ccag-pi:16.1"])


def spoken(strong: bool) -> st.SearchStrategy[Inline]:
    return st.one_of(
        NAME.map(lambda name: Variable(name, strong)),
        ARTICLES.map(lambda article: Citation(article, strong)),
        IDENTIFIER.map(lambda clause: Reference(clause, strong)),
    )


@st.composite
def inlines(draw: st.DrawFn) -> tuple[Inline, ...]:
    """Return words with things among them, bold or not, side by side or apart."""
    made: list[Inline] = [Text(draw(WORD) + " ")]
    for _ in range(draw(st.integers(0, 3))):
        made.append(draw(spoken(draw(st.booleans()))))
        if draw(st.booleans()):
            made.append(Text(" " + draw(WORD) + " "))
            if draw(st.booleans()):
                made.append(Text(draw(WORD), strong=True))
                made.append(Text(" " + draw(WORD) + " "))
    made.append(draw(spoken(strong=False)))
    return tuple(made)


flat = st.builds(
    ListBlock,
    ordered=st.booleans(),
    items=st.lists(st.builds(Item, inlines()), min_size=1, max_size=2).map(tuple),
)
lists = st.builds(
    ListBlock,
    ordered=st.booleans(),
    items=st.lists(
        st.builds(Item, inlines(), st.none() | flat), min_size=1, max_size=3
    ).map(tuple),
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 3))
    row = st.lists(inlines(), min_size=width, max_size=width).map(tuple)
    numeric = st.lists(st.booleans(), min_size=width, max_size=width).map(tuple)
    rows = st.lists(row, min_size=1, max_size=2).map(tuple)
    return Table(draw(row), draw(rows), draw(numeric))


simple: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.sampled_from([2, 3]), inlines()),
    st.builds(Paragraph, inlines()),
    st.builds(Note, inlines()),
    tables(),
    lists,
)


several = st.lists(simple, min_size=1, max_size=4).map(tuple)
conditions = st.builds(Condition, flag=NAME, negated=st.booleans(), blocks=several)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(simple | conditions, min_size=1, max_size=4).map(tuple))
def test_any_blocks_come_back_as_they_went(found: tuple[Block, ...]):
    assert there_and_back(found) == found


def test_two_exports_have_the_same_bytes():
    assert exported("insertion-penalites") == exported("insertion-penalites")


# --- What a word processor adds ---------------------------------------------------------------


@given(st.text("a'’ \u00a0\u202f\u2009«»:;!?%€0123n°LR.-lotaricehus", max_size=40))
def test_folding_takes_off_all_that_typography_puts_on(text: str):
    assert folded(french(text)) == folded(text)
    assert folded(folded(text)) == folded(text)


BODY = "## Titre\n\nLe titulaire remet le relevé : « il est signé » ; l'acheteur le lit.\n"
SENTENCE = french("Le titulaire remet le relevé : « il est signé » ; l'acheteur le lit.")


@pytest.mark.parametrize(
    "noise",
    [
        pytest.param(lambda t: t.replace("\u202f", "\u00a0"), id="ordinary no-break spaces"),
        pytest.param(lambda t: t.replace("\u202f", " ").replace("\u00a0", " "), id="plain spaces"),
        pytest.param(lambda t: t.replace("\u202f", "\u2009"), id="thin spaces"),
        pytest.param(lambda t: t.replace("’", "'"), id="straight apostrophes"),
        pytest.param(lambda t: t.replace(" ", "  "), id="double spaces"),
        pytest.param(lambda t: t.replace("le relevé", "le re\u00adleve\u0301"), id="marks"),
        pytest.param(lambda t: " " + t + "\u200b ", id="spaces at both ends"),
        pytest.param(
            lambda t: t.replace(
                "remet",
                'rem</w:t></w:r><w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="7" '
                'w:name="_GoBack"/><w:bookmarkEnd w:id="7"/><w:r w:rsidR="00A1"><w:rPr>'
                '<w:lang w:val="fr-CA"/><w:sz w:val="21"/><w:rFonts w:ascii="Arial"/></w:rPr>'
                "<w:lastRenderedPageBreak/><w:t>et",
            ),
            id="cut runs, marks of spelling, direct fonts",
        ),
        pytest.param(
            lambda t: t.replace("signé", "si</w:t><w:softHyphen/><w:t>gné"), id="soft hyphen"
        ),
        pytest.param(
            lambda t: t.replace(
                "signé",
                '</w:t></w:r><w:smartTag w:uri="u" w:element="e"><w:r><w:t>signé</w:t></w:r>'
                '</w:smartTag><w:r><w:t xml:space="preserve">',
            ),
            id="smart tag",
        ),
    ],
)
def test_what_a_word_processor_adds_is_not_a_change(noise):
    content = sample(BODY)
    assert said(edited(content, SENTENCE, noise(SENTENCE))) == BODY


def test_word_names_styles_in_its_own_language():
    content = sample("## Titre\n\n### Partie\n\n- un\n  - deux\n- trois\n")
    parts = parts_of(content)
    renamed = {}
    for name in ("word/document.xml", "word/styles.xml", "word/numbering.xml"):
        text = parts[name].decode()
        for old, new in (("Heading2", "Titre2"), ("Heading3", "Titre3"),
                         ("ListParagraph", "Paragraphedeliste")):  # fmt: skip
            text = text.replace(f'"{old}"', f'"{new}"')
        renamed[name.replace("/", "__")] = text.encode()
    assert said(repacked(content, **renamed)) == (
        "## Titre\n\n### Partie\n\n- un\n  - deux\n- trois\n"
    )


def test_a_strict_file_is_read_as_well():
    content = sample(BODY)
    usual = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    changed = {
        name.replace("/", "__"): part.replace(usual.encode(), strict.encode())
        for name, part in parts_of(content).items()
        if name.startswith("word/") and name.endswith(".xml")
    }
    assert said(repacked(content, **changed)) == BODY


# --- What a person does -----------------------------------------------------------------------


def test_a_field_an_article_and_a_reference_may_be_typed():
    content = sample(BODY, date_limite="date")
    typed = edited(
        content,
        "il est signé",
        "il est remis avant le {{ date_limite }}, selon l’[ccp:L2112-2] et l’[clause:autre]",
    )
    assert (
        "il est remis avant le {{ date_limite }}, selon l'[ccp:L2112-2] et l'[clause:autre]"
    ) in said(typed, date_limite="date")


def test_controls_lost_by_a_word_processor_are_read_by_their_styles():
    body = "## Titre\n\nSelon l'[ccp:L2112-2] et l'[clause:autre], **le {{ jour }}** compte.\n"
    content = sample(body, jour="date")
    text = parts_of(content)["word/document.xml"].decode()
    bare = re.sub(r"<w:sdtPr>.*?</w:sdtPr>|</?w:sdt>|</?w:sdtContent>", "", text)
    assert "w:sdt" not in bare
    assert said(_with_document(content, bare), jour="date") == body


def _with_document(content: bytes, text: str) -> bytes:
    return repacked(content, **{"word__document.xml": text.encode()})


def test_styles_lost_by_a_word_processor_leave_the_controls():
    body = "## Titre\n\nSelon l'[ccp:L2112-2] et l'[clause:autre], le {{ jour }} compte.\n"
    content = sample(body, jour="date")
    text = parts_of(content)["word/document.xml"].decode()
    assert said(
        _with_document(content, re.sub(r"<w:rStyle [^>]*/>", "", text)), jour="date"
    ) == body  # fmt: skip


def test_words_typed_at_the_edge_of_a_citation_are_kept():
    body = "## Titre\n\nSelon l'[ccp:L2112-2], il compte.\n"
    content = sample(body)
    cited = french("article L. 2112-2 du code de la commande publique")
    longer = edited(content, cited, f"{cited} et l’usage")
    assert said(longer) == "## Titre\n\nSelon l'[ccp:L2112-2] et l'usage, il compte.\n"


def test_revisions_are_read_as_accepted_and_told():
    content = sample(BODY)
    revised = edited(
        content,
        "il est signé",
        'il est </w:t></w:r><w:del w:id="90" w:author="A"><w:r><w:delText>signé</w:delText></w:r>'
        '</w:del><w:ins w:id="91" w:author="A"><w:r><w:t>daté et signé</w:t></w:r></w:ins><w:r>'
        '<w:t xml:space="preserve">',
    )
    found = read_sample(revised)
    assert "il est daté et signé" in said(revised)
    assert [each.code for each in found.remarks] == ["WORD_REVISION"]


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next():
    content = sample("## Titre\n\nUn.\n\nDeux.\n")
    properties = '<w:pPr><w:rPr><w:del w:id="90" w:author="A"/></w:rPr></w:pPr>'
    text = parts_of(content)["word/document.xml"].decode()
    at = text.rindex("<w:p", 0, text.index("Un."))
    start = text.index(">", at) + 1
    merged = _with_document(content, text[:start] + properties + text[start:])
    assert said(merged) == "## Titre\n\nUn.Deux.\n"


def test_notes_come_back_where_they_were_even_reworded():
    body = (
        "> Avant tout.\n\n## Titre\n\nUn.\n\n> Après **un**, voir {{ jour }}.\n\n"
        ":::if alloti\n> Au début.\n\nDeux.\n\n> À la fin.\n:::\n\n> Après la condition.\n\n"
        "- point\n\n> Après la liste.\n\n| A |\n|---|\n| b |\n\n> Après le tableau.\n"
    )
    content = sample(body, jour="date", alloti="boolean")
    assert said(content, jour="date", alloti="boolean") == body
    reworded = edited(content, "À la fin.", "Tout à la fin.", part="word/comments.xml")
    assert "> Tout à la fin.\n:::" in said(reworded, jour="date", alloti="boolean")


def test_a_reviewer_s_comment_is_a_remark_and_no_part_of_the_clause():
    content = sample("## Titre\n\nUn.\n\n> Vérifier.\n")
    asked = edited(
        content, 'w:author="Note au rédacteur"', 'w:author="Relecteur"', part="word/comments.xml"
    )
    found = read_sample(asked)
    assert said(asked) == "## Titre\n\nUn.\n"
    assert [each.code for each in found.remarks] == ["WORD_COMMENTAIRE"]
    assert "Vérifier" in found.remarks[0].cause


def test_a_list_and_a_table_made_in_word_are_read():
    content = sample("## Titre\n\nUn.\n")
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    made = (
        "Un.</w:t></w:r></w:p><w:tbl><w:tr>" + cell.format("A") + cell.format("B") + "</w:tr><w:tr>"
        + cell.format("a") + cell.format("") + "</w:tr></w:tbl><w:p><w:r><w:t>"
    )  # fmt: skip
    assert said(edited(content, "Un.", made)) == (
        "## Titre\n\nUn.\n\n| A | B |\n|---|---|\n| a |  |\n"
    )


def test_only_the_variants_of_the_file_are_read():
    library, words = shipped()
    clause = next(
        each for each in library.clauses.values() if len(variants_by_body(each)) > 1
    )  # fmt: skip
    name = list(variants_by_body(clause))[1]
    found = import_clause(export_clause(clause, words, (name,)), "x.docx", library, words)
    assert dict(found.variants) == {name: clause.blocks[name]}


def test_a_text_corrected_since_its_export_is_told():
    content = edited(sample(BODY), ">000000000000<", ">123456789abc<")
    assert [each.code for each in read_sample(content).remarks] == ["WORD_TEXTE_CHANGE"]


def test_a_file_of_an_older_version_is_told():
    content = edited(sample(BODY), "1.0.0", "0.9.0")
    assert [each.code for each in read_sample(content).remarks] == ["WORD_VERSION"]
