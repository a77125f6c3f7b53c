"""A document against the library: same, changed, missing; never « same » for another's words."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from clausier.records import hours_of
from docgen.library import builtin_library
from docgen.reading.docx_text import read_document
from docgen.reading.harmonisation import Harmonisation, differences, harmonise
from docgen.reading.likeness import Part, aligned
from docgen.reading.nearness import ClauseState, PointState
from docgen.reading.pieces import read_set
from docgen.reading.points import tokens
from docgen.reading.review import review
from docgen.reading.text import Kind
from insertion.hours import HoursResult
from insertion.typography import plain
from tests.docgen.contracts import CONTRACTS, contract_record
from tests.docgen.reading_documents import built, cases

ON = date(2026, 9, 15)


def laid(content: bytes, result: HoursResult | None = None, name: str = "CCAP.docx"):
    (piece,) = read_set([read_document(content, name)]).pieces
    return harmonise(piece, builtin_library(), ON, result)


def ccap(folder: Path) -> bytes:
    (path,) = (folder / "DCE").glob("*_CCAP_*.docx")
    return path.read_bytes()


def edited(content: bytes, old: str, new: str) -> bytes:
    """Return a document with some words of one paragraph replaced."""
    document = Document(io.BytesIO(content))
    for paragraph in document.element.body.iter("{*}p"):
        texts = list(paragraph.iter("{*}t"))
        whole = "".join(each.text or "" for each in texts)
        if plain(old) in plain(whole):
            texts[0].text = plain(whole).replace(plain(old), new)
            for each in texts[1:]:
                each.text = ""
            buffer = io.BytesIO()
            document.save(buffer)
            return buffer.getvalue()
    raise AssertionError(old)


def state(found: Harmonisation, clause: str) -> ClauseState:
    return next(e.state for e in found.nearness.clauses if e.wording.clause.id == clause)


@pytest.fixture(scope="module")
def own(final_set: Callable[[str], Path]) -> bytes:
    return ccap(final_set("exemple"))


@pytest.fixture(scope="module")
def result() -> HoursResult:
    return hours_of(contract_record(**CONTRACTS["exemple"]))


def test_our_own_piece_is_the_shared_wording_word_for_word(own, result):
    found = laid(own, result)
    expected = [each for each in found.nearness.clauses if each.expected]
    assert len(expected) > 12
    assert {each.state for each in expected} == {ClauseState.SAME}
    assert found.nearness.overall == 1
    assert found.nearness.missing == ()
    assert found.differing == ()


def test_our_own_piece_is_the_shared_wording_even_without_the_contract(own):
    found = laid(own)
    assert {e.state for e in found.nearness.clauses if e.expected} == {ClauseState.SAME}


@pytest.mark.parametrize(
    ("old", "new", "clause"),
    [
        ("ne vaut pas validation", "vaut validation", "eligibilite-validation"),
        ("L’employeur remet", "L’employeur refuse", "donnees-personnelles"),
    ],
)
def test_one_word_changed_is_one_sentence_changed(own, result, old, new, clause):
    found = laid(edited(own, old, new), result)
    assert state(found, clause) is not ClauseState.SAME
    match = next(
        m for each in found.nearness.clauses if each.wording.clause.id == clause
        for m in each.matches if m.state is PointState.CHANGED
    )  # fmt: skip
    told = dict(differences(match))
    assert Part.OURS in told or Part.THEIRS in told
    others = [
        each for each in found.nearness.clauses
        if each.expected and each.wording.clause.id != clause
    ]  # fmt: skip
    assert {each.state for each in others} == {ClauseState.SAME}


def test_a_figure_that_is_not_the_contract_s_comes_first_and_is_no_change_of_wording(own, result):
    found = laid(edited(own, "24 mois à compter de la date d’effet", "36 mois à compter de la "
                             "date d’effet"), result)  # fmt: skip
    (figure,) = found.differing
    assert found.figures[0] is figure
    assert (figure.expected, figure.read) == ("24 mois", "36 mois")
    assert state(found, figure.clause) is ClauseState.SAME


def test_an_article_taken_out_is_missing(own, result):
    document = Document(io.BytesIO(own))
    for control in list(document.element.body.iter("{*}sdt")):
        tag = control.find("{*}sdtPr/{*}tag")
        if tag is not None and "suites-emploi" in str(tag.values()):
            control.getparent().remove(control)
    buffer = io.BytesIO()
    document.save(buffer)
    found = laid(buffer.getvalue(), result)
    assert [each.wording.clause.id for each in found.nearness.missing] == ["suites-emploi"]


@pytest.mark.parametrize("name", [key for key in cases() if key != "07-marche-reserve"])
def test_another_author_s_clause_is_never_the_same_text(name):
    for file, text in cases()[name]["pieces"].items():
        found = laid(built(text), None, file)
        assert {each.state for each in found.nearness.clauses if each.expected}.isdisjoint(
            {ClauseState.SAME}
        )
        assert found.nearness.overall < 0.5


def test_another_author_s_sentence_is_brought_near_the_right_clause():
    case = cases()["01-voirie-numeros-tapes"]
    found = laid(built(case["pieces"]["CCAP.docx"]))
    by_clause = {each.wording.clause.id: each for each in found.nearness.clauses}
    assert by_clause["publics-eligibles"].state is not ClauseState.ABSENT
    assert any("9.3" in each.article for each in by_clause["publics-eligibles"].places)
    assert by_clause["suites-emploi"].state is ClauseState.ABSENT
    assert by_clause["insertion-resiliation"].state is ClauseState.ABSENT
    assert found.nearness.own


def test_the_figures_of_a_document_are_listed_even_without_a_contract(own):
    read = {each.variable: each.read for each in laid(own).figures}
    assert read["duree_eligibilite_mois"] == "24 mois"
    assert read["delai_validation"] == "5 jours ouvrés"


def test_the_same_document_always_gives_the_same_report(own, result):
    first, second = laid(own, result), laid(own, result)
    assert first.figures == second.figures
    assert [(e.wording.clause.id, e.nearness) for e in first.nearness.clauses] == [
        (e.wording.clause.id, e.nearness) for e in second.nearness.clauses
    ]


WORDS = st.lists(
    st.sampled_from(
        ["le", "titulaire", "remet", "un", "relevé", "chaque", "mois", "au", "facilitateur"]
    )
)


@given(WORDS)
def test_a_wording_is_like_itself(words):
    text = tuple(words)
    assert aligned(text, text).score == (1.0 if text else 0.0)


@given(WORDS, WORDS)
def test_likeness_goes_from_nothing_to_the_same(ours, theirs):
    score = aligned(tuple(ours), tuple(theirs)).score
    assert 0 <= score <= 1
    if score == 1:
        assert ours == theirs


@given(WORDS, WORDS, WORDS)
def test_every_word_of_both_sides_is_in_the_comparison_once(before, after, value):
    ours = (*before, "⟦date:date_limite⟧", *after)
    theirs = (*before, *value, *after)
    pieces = aligned(ours, theirs).pieces
    covered = [at for each in pieces for at in range(*each.theirs)]
    assert sorted(covered) == list(range(len(theirs)))
    assert sorted(at for each in pieces for at in range(*each.ours)) == list(range(len(ours)))


@pytest.mark.parametrize("value", ["31 décembre 2028", "1er mars 2027", "terme du marché"])
def test_what_a_variable_stands_for_is_no_difference(value):
    ours = tokens("au plus tard le ⟦date:date_limite⟧, sauf report")
    found = aligned(ours, tokens(f"au plus tard le {value}, sauf report"))
    assert found.score == 1
    assert [each.name for each in found.pieces if each.part is Part.VALUE] == ["date_limite"]


def test_a_negation_added_is_a_difference():
    ours = tokens("le silence vaut validation")
    assert aligned(ours, tokens("le silence ne vaut pas validation")).score < 1


def test_a_document_of_sixty_pages_is_read_and_laid_in_three_seconds(own, result):
    document = Document(io.BytesIO(own))
    for article in range(1, 61):
        document.add_heading(f"Prescriptions n° {article}", level=1)
        for rank in range(18):
            document.add_paragraph(
                f"Le titulaire exécute la prestation n° {rank} selon le présent article, sous le "
                "contrôle de l'acheteur, dans les conditions de délai et de prix prévues aux "
                "pièces du marché, et en rend compte chaque semaine par écrit."
            )
    buffer = io.BytesIO()
    document.save(buffer)
    start = time.perf_counter()
    pieces = read_set([read_document(buffer.getvalue(), "CCAP.docx")], ON, result)
    verdicts = review(pieces)
    harmonise(pieces.pieces[0], builtin_library(), ON, result)
    assert time.perf_counter() - start < 3
    assert len(pieces.pieces[0].lines) > 1000
    assert sum(each.kind is Kind.HEADING for each in pieces.pieces[0].lines) > 60
    assert not any(each.blocks for each in verdicts)


def test_each_passage_names_the_clause_it_follows_in_the_document_s_order(own, result):
    found = laid(own, result).nearness
    assert found.own == ()
    assert [each.place.rank for each in found.passages] == sorted(
        each.place.rank for each in found.passages
    )
    control = {each.rank: each.clause for each in found.piece.insertion if each.clause}
    told = [each for each in found.passages if each.place.rank in control]
    same = sum(each.clause == control[each.place.rank] for each in told)
    assert len(told) > 150
    assert same / len(told) > 0.95  # a sentence two clauses share may name either


@pytest.mark.parametrize(
    ("written", "differs"),
    [
        ("dix jours ouvrés", False),
        ("10 jours ouvrés", False),
        ("10 jours calendaires", True),
        ("12 jours ouvrés", True),
        ("10 mois", True),
    ],
)
def test_a_delay_differs_by_its_figure_its_unit_or_its_kind_of_days(own, result, written, differs):
    sentence = "dans un délai de 10 jours ouvrés à compter de la réception de l'alerte"
    changed = edited(own, sentence, sentence.replace("10 jours ouvrés", written))
    found = [each for each in laid(changed, result).differing if each.variable == "delai_decision"]
    assert bool(found) is differs


def test_the_numbers_a_document_prints_name_its_clauses_and_their_versions(own):
    numbers = laid(own).numbers
    assert len(numbers) > 12
    assert not [each for each in numbers if each.outdated or not each.clause]
    number, version = numbers[0].number, numbers[0].current
    old = f"# 1. Clause d'insertion\nTexte.\n{number} · 0.9\n{number.lower()} · {version}"
    (printed,) = laid(built(old)).numbers
    assert printed.outdated
    mistaken = number[:-1] + ("A" if number[-1] != "A" else "B")
    (unknown,) = laid(built(f"# 1. Clause d'insertion\n{mistaken} · 1.0")).numbers
    assert unknown.clause == ""


FOREIGN = """# CCAP
## 7. Clause d'insertion
Le titulaire réalise au moins 500 heures d'insertion avant le 31 décembre 2027.
### 7.1 Bénéficiaires
Il convient de privilégier des profils fragilisés, sur 18 mois au plus.
### 7.2 Suivi
Un point intervient tous les 45 jours.
### 7.3 Pénalités
Chaque heure manquante coûte 60 euros, dans la limite de 5 %.
### 7.4 Facilitateur
Une structure relais épaule tout le monde.
### 7.5 Difficultés
On se parle.
"""


def test_every_figure_of_a_stranger_is_listed_with_its_place():
    found = laid(built(FOREIGN))
    read = {plain(each.read): each.place.article for each in found.figures}
    assert read == {
        "500 heures": "7", "31 décembre 2027": "7", "18 mois": "7.1", "45 jours": "7.2",
        "60 euros": "7.3", "5 %": "7.3",
    }  # fmt: skip


def test_the_figures_of_a_stranger_are_compared_with_the_contract():
    result = hours_of(contract_record(**CONTRACTS["exemple"]))
    read = {plain(e.read): plain(e.expected) for e in laid(built(FOREIGN), result).differing}
    assert read == {"31 décembre 2027": "31 décembre 2028", "60 euros": "36,06 €"}


@pytest.mark.parametrize(
    ("clause", "article"),
    [
        ("publics-eligibles", "7.1"),
        ("suivi-justificatifs", "7.2"),
        ("insertion-penalites", "7.3"),
        ("facilitateur-role", "7.4"),
        ("difficultes-adaptation", "7.5"),
    ],
)
def test_an_article_titled_as_a_clause_is_other_words_of_it(clause, article):
    found = laid(built(FOREIGN))
    (match,) = [e for e in found.nearness.clauses if e.wording.clause.id == clause]
    assert match.state is ClauseState.OTHER_WORDS
    assert article in [each.article for each in match.places]
