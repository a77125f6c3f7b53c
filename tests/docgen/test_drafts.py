"""A draft shows what is left to fill, in the text and at its head; a final set lacks nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from lxml import etree

from clausier.documents import generate
from docgen.blocks import BLANK_OPENING
from insertion.errors import InvalidInput
from insertion.record import load_record
from insertion.typography import french, plain
from tests.docgen.contracts import contract_record, sample_facts
from tests.docgen.docx_reading import (
    WORD_PARTS,
    body_of,
    body_text,
    paragraph_text,
    parts_of,
    text_of,
    w,
)

MISSING = {
    "acheteur_nom": "Nom de l'acheteur",
    "numero_consultation": "Numéro de consultation",
    "activites": "Activités où l'insertion s'exécute",
    "date_limite": "Date limite de réalisation des heures",
    "penalite_base": "Base de la pénalité par heure manquante",
    "delai_alerte": "Délai d'alerte en cas de difficulté",
    "formation_comptee": "Heures de formation liées au poste comptées",
    "facilitateur_structure": "Structure du facilitateur",
    "publics": "Personnes éligibles",
    "rythme_suivi": "Rythme du relevé d'heures",
}
Generated = Callable[..., Path]


@pytest.fixture
def draft(generated: Generated) -> Path:
    return generated(**dict.fromkeys(MISSING))


def word_files(folder: Path) -> list[Path]:
    files = sorted(folder.rglob("*.docx"))
    assert len(files) == 17
    return files


def runs_of(path: Path) -> list[etree._Element]:
    return [
        run
        for name, part in parts_of(path).items()
        if WORD_PARTS.fullmatch(name)
        for run in etree.fromstring(part).iter(w("r"))
    ]


def highlight(run: etree._Element) -> str | None:
    found = run.find(f"{w('rPr')}/{w('highlight')}")
    return None if found is None else found.get(w("val"))


def run_text(run: etree._Element) -> str:
    return "".join(each.text or "" for each in run.iter(w("t")))


def test_every_blank_of_a_draft_is_bracketed_and_highlighted_and_nothing_else_is(draft: Path):
    seen = 0
    for path in word_files(draft):
        for run in runs_of(path):
            words = run_text(run)
            blank = words.startswith(BLANK_OPENING) and words.endswith("]")
            assert (BLANK_OPENING in words) == blank, f"{path.name}: {words}"
            assert highlight(run) == ("yellow" if blank else None), f"{path.name}: {words}"
            seen += blank
    assert seen > 30


def test_every_missing_fact_is_printed_somewhere_with_its_label(draft: Path):
    words = plain("\n".join(text_of(path) for path in word_files(draft)))
    for label in MISSING.values():
        assert f"[À compléter : {label}]" in words


def test_the_note_says_of_amounts_that_their_base_is_unknown(generated: Generated):
    folder = generated(montant_base=None)
    words = plain("\n".join(text_of(path) for path in word_files(folder)))
    assert "Montants : base non précisée. Règle : " in words


def test_what_is_missing_is_listed_once_at_the_head_of_each_piece(draft: Path):
    for path in word_files(draft):
        paragraphs = list(body_of(path).iter(w("p")))
        texts = [plain(paragraph_text(p)) for p in paragraphs]
        start = next(i for i, text in enumerate(texts) if text.startswith("Projet : "))
        count = int(texts[start].split()[2])
        listed = texts[start + 1 : start + 1 + count]
        assert start < 8
        assert max(Counter(listed).values()) == 1
        body = plain(body_text(path))
        labels = {
            label
            for label in MISSING.values()
            if f"[À compléter : {label}]" in plain(text_of(path))
        }
        assert labels <= set(listed), path.name
        assert f"{count} mention" in body


def test_the_list_of_the_command_is_the_list_of_the_pieces():
    made = generate(contract_record(**dict.fromkeys(MISSING)), Path("x"))
    assert {each.key: each.label for each in made.missing}.items() >= MISSING.items()
    assert len({each.key for each in made.missing}) == len(made.missing)


def test_a_final_set_names_every_missing_fact_once_and_makes_nothing(
    generated: Generated, tmp_path
):
    with pytest.raises(InvalidInput) as caught:
        generated(final=True, **dict.fromkeys(MISSING))
    faults = caught.value.faults
    drafted = generate(contract_record(**dict.fromkeys(MISSING)), Path("x")).missing
    assert {each.code for each in faults} == {"CHAMP_VIDE"}
    assert sorted(each.place for each in faults) == sorted(each.key for each in drafted)
    for each in faults:
        assert each.place in each.remedy
        assert "pièces" not in each.cause
        assert "CCAP" in each.cause or "Avis" in each.cause or "Note" in each.cause
        assert "…" not in each.cause
    everywhere = max((plain(each.cause) for each in faults), key=len)
    assert "CCAP, articles ; Acte d'engagement, annexe" in everywhere
    assert list(tmp_path.iterdir()) == []


def test_final_pieces_hold_no_comment_highlight_bracket_or_mention_of_a_draft(
    final_set: Callable[[str], Path],
):
    for path in word_files(final_set("exemple")):
        parts = parts_of(path)
        assert not [name for name in parts if "comments" in name]
        assert all(highlight(run) is None for run in runs_of(path)), path.name
        words = text_of(path)
        assert BLANK_OPENING not in words
        assert "projet" not in words.lower(), path.name
        assert "Note au rédacteur" not in words
        assert b"commentRangeStart" not in parts["word/document.xml"]


def test_a_draft_has_its_drafting_notes_as_comments_without_date_or_person(generated: Generated):
    folder = generated()
    (ccap,) = folder.glob("DCE/*_CCAP_*")
    root = etree.fromstring(parts_of(ccap)["word/comments.xml"])
    comments = list(root.iter(w("comment")))
    assert comments
    for each in comments:
        assert each.get(w("author")) == "Note au rédacteur"
        assert each.get(w("date")) is None
        assert len("".join(paragraph_text(p) for p in each.iter(w("p")))) > 20
    ids = {each.get(w("id")) for each in comments}
    document = body_of(ccap)
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert {each.get(w("id")) for each in document.iter(w(tag))} == ids, tag


def test_a_draft_says_so_in_its_footer_and_a_final_piece_does_not(
    generated: Generated, final_set: Callable[[str], Path]
):
    (drafted,) = generated().glob("DCE/*_CCAP_*")
    (final,) = final_set("exemple").glob("DCE/*_CCAP_*")
    for path, expected in ((drafted, True), (final, False)):
        footer = etree.fromstring(parts_of(path)["word/footer1.xml"])
        assert ("projet" in "".join(map(paragraph_text, footer.iter(w("p"))))) is expected


def test_a_bare_table_of_lots_makes_a_draft_whose_every_other_fact_is_blank(tmp_path: Path):
    text = yaml.safe_dump({"lots": sample_facts()["lots"]}, allow_unicode=True)
    made = generate(load_record(text), tmp_path)
    words = {
        each.key: plain(text_of(each.content)) for each in made.files if each.path.suffix == ".docx"
    }
    assert "[À compléter : Date limite de réalisation des heures]" in words["ccap"]
    assert "800 heures" in words["ccap"]
    assert len(made.missing) > 25
    for text in words.values():
        assert "None" not in text
        assert "article L." not in text


@pytest.mark.parametrize("key", ["formation_comptee", "role_donnees_facilitateur"])
def test_an_unanswered_question_leaves_a_blank_and_neither_answer(generated: Generated, key: str):
    (ccap,) = generated(**{key: None}).glob("DCE/*_CCAP_*")
    words = body_text(ccap)
    assert words.count(BLANK_OPENING) >= 1
    assert french("liées au poste et payées") not in words or key != "formation_comptee"
    assert "ne sont pas comptées, même" not in words or key != "formation_comptee"
