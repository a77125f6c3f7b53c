"""What a body cannot hold is told with its paragraph: an obstacle if words are at stake."""

from __future__ import annotations

import re

import pytest

from docgen.clause_import import import_clause
from insertion.errors import InvalidInput, Refused
from tests.bad_word.word_files import related
from tests.docgen.docx_reading import packed, parts_of, repacked
from tests.docgen.word_clauses import (
    FILE,
    codes,
    edited,
    read_sample,
    said,
    sample,
    sample_library,
    sample_words,
)

BODY = (
    "## Titre\n\nLe titulaire remet le relevé.\n\n- un point\n- un autre\n\n| A | B |\n|---|---|\n"
    "| la case | le reste |\n\n:::if alloti\nSelon l'[ccp:L2112-2], voir l'[clause:autre].\n:::\n"
)
FLAG = {"alloti": "boolean"}
WORDS = "Le titulaire remet le relevé."
RUN_END = "</w:t></w:r>"
RUN = '<w:r><w:t xml:space="preserve">'
PICTURE = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"/></w:drawing></w:r>'
)
BOX = (
    '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p>'
    "<w:r><w:t>dans la marge</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)
NESTED = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>"


def with_run(markup: str, properties: str = "") -> bytes:
    """Return the sample with markup added in its first paragraph, or its words so formatted."""
    words = WORDS if not properties else ""
    own = f"<w:r><w:rPr>{properties}</w:rPr><w:t>{WORDS}</w:t></w:r>" if properties else ""
    return edited(sample(BODY, **FLAG), WORDS, f"{words}{RUN_END}{own}{markup}{RUN}")


def with_words(old: str, new: str) -> bytes:
    return edited(sample(BODY, **FLAG), old, new)


def with_paragraph(properties: str, words: str = "Un passage") -> bytes:
    """Return the sample with one more paragraph after the first."""
    own = f"<w:p><w:pPr>{properties}</w:pPr>{RUN}{words}{RUN_END}</w:p><w:p>{RUN}"
    return edited(sample(BODY, **FLAG), WORDS, f"{WORDS}{RUN_END}</w:p>{own}")


LET_GO = {
    "italics": (lambda: with_run("", "<w:i/>"), "WORD_MISE_EN_FORME", "italique"),
    "underline": (lambda: with_run("", '<w:u w:val="single"/>'), "WORD_MISE_EN_FORME", "souligné"),
    "colour": (lambda: with_run("", '<w:color w:val="FF0000"/>'), "WORD_MISE_EN_FORME", "couleur"),
    "highlight": (
        lambda: with_run("", '<w:highlight w:val="yellow"/>'),
        "WORD_MISE_EN_FORME",
        "surlignage",
    ),
    "superscript": (
        lambda: with_run("", '<w:vertAlign w:val="superscript"/>'),
        "WORD_MISE_EN_FORME",
        "exposant",
    ),
    "a picture": (lambda: with_run(PICTURE), "WORD_LAISSE", "image"),
    "a page break": (
        lambda: with_run('<w:r><w:br w:type="page"/></w:r>'),
        "WORD_LAISSE",
        "saut de page",
    ),
    "a tab": (lambda: with_run("<w:r><w:tab/></w:r>"), "WORD_LAISSE", "tabulation"),
    "a line break": (lambda: with_run("<w:r><w:br/></w:r>"), "WORD_LAISSE", "retour à la ligne"),
    "a link": (
        lambda: with_words(
            WORDS, f'{RUN_END}<w:hyperlink w:anchor="x">{RUN}{WORDS}{RUN_END}</w:hyperlink>{RUN}'
        ),
        "WORD_LAISSE",
        "lien",
    ),
}


@pytest.mark.parametrize("name", LET_GO)
def test_the_words_are_kept_and_what_is_let_go_is_told(name: str):
    make, code, words = LET_GO[name]
    found = read_sample(make(), **FLAG)
    assert said(make(), **FLAG) == BODY
    assert [each.code for each in found.remarks] == [code]
    assert words in found.remarks[0].cause
    assert "Le titulaire remet" in found.remarks[0].place


OBSTACLES = {
    "a footnote": (lambda: with_run('<w:r><w:footnoteReference w:id="2"/></w:r>'),
                   "WORD_HORS_GRAMMAIRE", "note de bas de page"),
    "an endnote": (lambda: with_run('<w:r><w:endnoteReference w:id="2"/></w:r>'),
                   "WORD_HORS_GRAMMAIRE", "note de fin"),
    "a text box": (lambda: with_run(BOX), "WORD_HORS_GRAMMAIRE", "dans la marge"),
    "a symbol": (lambda: with_run('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'),
                 "WORD_HORS_GRAMMAIRE", "symbole"),
    "words struck out": (lambda: with_run("", "<w:strike/>"), "WORD_HORS_GRAMMAIRE", "barré"),
    "hidden words": (lambda: with_run("", "<w:vanish/>"), "WORD_HORS_GRAMMAIRE", "masqué"),
    "merged cells": (
        lambda: with_words("la case", f"{RUN_END}</w:p></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
                                      f"<w:p>{RUN}x"),
        "WORD_HORS_GRAMMAIRE", "fusionnées"),
    "a table in a table": (
        lambda: with_words("la case", f"la case{RUN_END}</w:p>{NESTED}<w:p>{RUN}"),
        "WORD_HORS_GRAMMAIRE", "tableau dans un tableau"),
    "rows of different widths": (
        lambda: with_words("la case", f"{RUN_END}</w:p></w:tc><w:tc><w:p>{RUN}la case"),
        "WORD_TABLEAU", "cellules"),
    "two paragraphs in a cell": (
        lambda: with_words("la case", f"la case{RUN_END}</w:p><w:p>{RUN}et plus"),
        "WORD_CELLULE", "paragraphes"),
    "a deep title": (lambda: with_paragraph('<w:pStyle w:val="Heading4"/>'),
                     "WORD_TITRE", "niveau 4"),
    "a title of the first level": (lambda: with_paragraph('<w:pStyle w:val="Heading1"/>'),
                                   "WORD_TITRE", "niveau 1"),
    "a number typed by hand": (lambda: with_paragraph("", "a) Il signe"),
                               "WORD_NUMEROTATION", "main"),
    "a dash typed by hand": (lambda: with_paragraph("", "– il signe"),
                             "WORD_NUMEROTATION", "main"),
    "a list of three levels": (
        lambda: with_paragraph('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="100"/></w:numPr>',
                               f"un{RUN_END}</w:p>" + "".join(
            f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="100"/></w:numPr>'
            f"</w:pPr>{RUN}deux{RUN_END}</w:p>" for level in (1, 2)) + f"<w:p>{RUN}"),
        "WORD_LISTE", "deux niveaux"),
    "an unknown field": (lambda: with_words(WORDS, "Le {{ date_limitte }} compte."),
                         "WORD_CHAMP", "date_limitte"),
    "an unknown article": (lambda: with_words(WORDS, "Selon l’[ccp:L9999-1]."),
                           "WORD_ARTICLE", "ccp:L9999-1"),
    "an unknown clause": (lambda: with_words(WORDS, "Selon l’[clause:autrement]."),
                          "WORD_RENVOI", "autrement"),
    "a figure": (lambda: with_words(WORDS, "Il remet 30 relevés."), "WORD_CHIFFRE", "30"),
    "a percentage": (lambda: with_words(WORDS, "Il remet cinq % des relevés."),
                     "WORD_CHIFFRE", "%"),
    "an article typed by hand": (lambda: with_words(WORDS, "Selon l’article L. 2112-2."),
                                 "WORD_CHIFFRE", "2112-2"),
    "marks of the grammar": (lambda: with_words(WORDS, "Le **titulaire."), "WORD_ECRITURE", "**"),
    "a broken field": (lambda: with_words(WORDS, "Le {{ alloti } compte."), "WORD_ECRITURE", "{{"),
    "what reads as a title": (lambda: with_words(WORDS, "## Le relevé"), "WORD_ECRITURE", ""),
    "a bar in a cell": (lambda: with_words("la case", "la | case"), "WORD_ECRITURE", "cellules"),
    "a reworded citation": (lambda: with_words("du code de la commande publique", "du code"),
                            "WORD_RENVOI_MODIFIE", "du code"),
    "a reworded reference": (lambda: with_words("Titre de autre", "Titre nouveau"),
                             "WORD_RENVOI_MODIFIE", "Titre nouveau"),
    "a condition left open": (lambda: with_words(">Fin si<", "><"), "WORD_SI_OUVERT", "pas fermée"),
    "an end without a beginning": (lambda: with_paragraph("", "Fin si"),
                                   "WORD_FIN_SANS_SI", "ne ferme"),
    "a condition in a condition": (
        lambda: with_words("Selon l’", f"Si alloti : oui{RUN_END}</w:p><w:p>{RUN}Selon l’"),
        "WORD_SI_IMBRIQUE", "une autre"),
    "a condition nobody can read": (lambda: with_words(">Si alloti", ">Si plusieurs lots"),
                                    "WORD_SI_ILLISIBLE", "ne se lit plus"),
    "words before the text": (
        lambda: edited(sample(BODY, **FLAG), "<w:tbl>", f"<w:p>{RUN}Un mot{RUN_END}</w:p><w:tbl>"),
        "WORD_HORS_TEXTE", "Un mot"),
}  # fmt: skip


@pytest.mark.parametrize("name", OBSTACLES)
def test_what_would_lose_or_change_words_is_refused_with_its_place(name: str):
    make, code, words = OBSTACLES[name]
    with pytest.raises(InvalidInput) as caught:
        read_sample(make(), **FLAG)
    found = [each for each in caught.value.faults if each.code == code]
    assert found, [str(each) for each in caught.value.faults]
    assert any(words in each.cause for each in found)
    assert all(each.place.startswith(FILE) for each in found)
    assert all("paragraphe" in each.place for each in found)


def test_an_untouched_sample_has_neither_remark_nor_obstacle():
    assert codes(sample(BODY, **FLAG), **FLAG) == []


def test_every_obstacle_is_told_at_once():
    content = with_words(WORDS, "Il remet 30 relevés.")
    content = edited(content, "un point", "un point, selon l’[clause:autrement]")
    assert codes(content, **FLAG) == ["WORD_CHIFFRE", "WORD_RENVOI"]


def test_a_place_names_the_text_the_paragraph_and_its_first_words():
    with pytest.raises(InvalidInput) as caught:
        read_sample(with_words(WORDS, "Il remet 30 relevés dans le délai fixé par l’acheteur."),
                    **FLAG)  # fmt: skip
    (only,) = caught.value.faults
    assert re.search(r"texte standard, paragraphe \d+ « Il remet 30 relevés dans", only.place)


def test_a_file_without_its_box_is_refused():
    content = sample(BODY, **FLAG)
    text = parts_of(content)["word/document.xml"].decode()
    boxless = text.replace("Identifiant", "Identité", 1)
    assert codes(_with(content, boxless), **FLAG) == ["WORD_SANS_FICHE"]


def test_a_file_without_its_opening_title_is_refused():
    content = edited(sample(BODY, **FLAG), ">Texte standard", ">Mon texte")
    assert "WORD_SANS_TEXTE" in codes(content, **FLAG)


def test_a_clause_of_another_library_is_refused():
    content = edited(sample(BODY, **FLAG), ">clause-d-essai<", ">clause-d-ailleurs<")
    assert codes(content, **FLAG) == ["CLAUSE_INCONNUE"]


def _with(content: bytes, text: str) -> bytes:
    return repacked(content, **{"word__document.xml": text.encode()})


HOSTILE = {
    "a macro": lambda: packed(parts_of(sample(BODY, **FLAG)) | {"word/vbaProject.bin": b"x"}),
    "a type declaration": lambda: _with(
        sample(BODY, **FLAG), '<!DOCTYPE x [<!ENTITY a "b">]><w:document/>'
    ),
    "a remote part": lambda: packed(
        related(parts_of(sample(BODY, **FLAG)), "frame", "http://ailleurs.example/x", external=True)
    ),
    "a path out of the file": lambda: packed(parts_of(sample(BODY, **FLAG)) | {"../x": b""}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_the_gate(name: str):
    _, library = sample_library(**FLAG)
    with pytest.raises(Refused):
        import_clause(HOSTILE[name](), FILE, library, sample_words())


@pytest.mark.parametrize("content", [b"", b"pas un docx", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_word_file_is_refused_without_a_trace(content: bytes):
    _, library = sample_library(**FLAG)
    with pytest.raises(InvalidInput):
        import_clause(content, FILE, library, sample_words())
