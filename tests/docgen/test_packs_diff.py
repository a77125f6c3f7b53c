"""Texts compared word by word; clauses compared on paper; pieces compared with the library."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausier.records import hours_of
from docgen.blocks import Condition, Paragraph, Text, Variable
from docgen.clause_diff import Fate, compare, whole_side
from docgen.clause_pattern import matches, pattern_of
from docgen.document_diff import Judged, State, held_clauses, judge
from docgen.gate import MAIN_PART, open_document
from docgen.library import builtin_library, load_library
from docgen.markup import parse
from docgen.package import unpacked, write_package
from docgen.placeholders import published
from docgen.text_diff import (
    LineChange,
    Mark,
    Row,
    Words,
    line_changes,
    three_columns,
    words_between,
)
from insertion.typography import french, plain
from tests.cli.command import clausier
from tests.docgen.contracts import CONTRACTS, contract_file, contract_record
from tests.docgen.pack_buyers import CLAUSE, edited, library_folder, published_again, sentence_added

TEXTS = st.text("ab \u00a0'’.", max_size=30)
LINES = st.lists(st.sampled_from(["un deux trois", "un deux quatre", "six", "sept huit", ""]))
CONDITION_DAY = date(2026, 12, 1)


# --- Words ------------------------------------------------------------------------------------


@given(TEXTS, TEXTS)
def test_the_words_kept_and_added_are_the_new_text_those_kept_and_removed_the_old(a: str, b: str):
    words = words_between(a, b)
    after = "".join(each.text for each in words if each.mark is not Mark.REMOVED)
    before = "".join(each.text for each in words if each.mark is not Mark.ADDED)
    assert after == b
    assert plain(before) == plain(a)


def test_neither_space_nor_apostrophe_is_a_difference():
    assert words_between("L'état : 5 %", french("L'état : 5 %")) == (
        Words(Mark.KEPT, french("L'état : 5 %")),
    )
    assert line_changes(["L'état : 5 %"], [french("L'état : 5 %")]) == []


def test_words_changed_together_read_as_one_change():
    assert words_between("dans dix jours ouvrés.", "dans une semaine.") == (
        Words(Mark.KEPT, "dans "),
        Words(Mark.REMOVED, "dix jours ouvrés"),
        Words(Mark.ADDED, "une semaine"),
        Words(Mark.KEPT, "."),
    )


@given(LINES, LINES)
def test_changes_of_lines_lose_nothing_and_invent_nothing(before: list[str], after: list[str]):
    changes = line_changes(before, after)
    assert all(each.before is not None or each.after is not None for each in changes)
    gone = [each.before for each in changes if each.before is not None]
    come = [each.after for each in changes if each.after is not None]
    assert len(before) - len(gone) == len(after) - len(come)
    assert (not changes) == (before == after)


@given(LINES, LINES, LINES)
def test_three_columns_hold_each_text_whole_and_in_order(
    then: list[str], now: list[str], ours: list[str]
):
    rows = three_columns(then, now, ours)
    assert [row.then for row in rows if row.then is not None] == then
    assert [row.now for row in rows if row.now is not None] == now
    assert [row.ours for row in rows if row.ours is not None] == ours


def test_what_two_texts_add_alike_stands_on_one_line():
    assert three_columns(["a"], ["a", "le mot neuf"], ["a", "le mot neuf"]) == [
        Row("a", "a", "a"),
        Row(None, "le mot neuf", "le mot neuf"),
    ]


# --- Clauses ----------------------------------------------------------------------------------


def test_a_sentence_added_shows_in_the_source_and_on_paper_in_every_example(tmp_path: Path):
    folder = library_folder(tmp_path)
    sentence_added(folder, "Une phrase de la ville.")
    found = compare(
        whole_side("avant", builtin_library()), whole_side("après", load_library(folder))
    )
    (diff,) = [each for each in found if each.fate is not Fate.SAME]
    assert (diff.id, diff.fate) == (CLAUSE, Fate.CHANGED)
    assert any("+Une phrase de la ville." in each.lines for each in diff.source)
    assert diff.cases > 0
    changes = {each.changes for each in diff.effects}
    added = LineChange(
        None, "Une phrase de la ville.", (Words(Mark.ADDED, "Une phrase de la ville."),)
    )
    assert changes == {(added,)}


def test_a_change_of_form_that_prints_the_same_has_no_effect(tmp_path: Path):
    folder = library_folder(tmp_path)
    body = folder / CLAUSE / "body.md"
    body.write_text(body.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    found = compare(
        whole_side("avant", builtin_library()), whole_side("après", load_library(folder))
    )
    (diff,) = [each for each in found if each.fate is not Fate.SAME]
    assert (diff.id, diff.effects) == (CLAUSE, ())
    assert diff.cases > 0


def test_clauses_added_and_removed_are_told(tmp_path: Path):
    one = load_library(library_folder(tmp_path / "a", CLAUSE, "volume-fixe"))
    other = load_library(library_folder(tmp_path / "b", CLAUSE, "insertion-objet"))
    found = {e.id: e.fate for e in compare(whole_side("a", one), whole_side("b", other))}
    assert found == {
        "insertion-objet": Fate.ADDED, CLAUSE: Fate.SAME, "volume-fixe": Fate.REMOVED,
    }  # fmt: skip


def test_a_body_outside_the_grammar_is_compared_all_the_same(tmp_path: Path):
    folder = library_folder(tmp_path)
    (folder / CLAUSE / "body.md").write_text("## T\n\n<script>\n", encoding="utf-8")
    found = compare(
        whole_side("avant", builtin_library()), whole_side("après", load_library(folder))
    )
    (diff,) = [each for each in found if each.fate is not Fate.SAME]
    assert any("ne peut pas être produit" in str(each) for each in diff.effects)


def test_two_versions_of_a_clause_are_compared_by_name(tmp_path: Path):
    folder = library_folder(tmp_path)
    old = builtin_library().clauses[CLAUSE].sheet.version
    published_again(folder, "Une phrase.", "9.0.0")
    compared = clausier(
        "clauses", "comparer", f"{CLAUSE}@{old}", f"{CLAUSE}@9.0.0",
        "--bibliotheque", folder, "--json",
    )  # fmt: skip
    assert compared.code == 0
    (clause,) = compared.document["clauses"]
    assert (clause["avant"]["version"], clause["apres"]["version"]) == (old, "9.0.0")
    assert clause["effet"][0]["lignes"][0]["apres"] == "Une phrase."
    for word in (f"{CLAUSE}@8.0.0", "nulle-part", "absent.clauses"):
        refused = clausier("clauses", "comparer", CLAUSE, word, "--json")
        assert refused.code in (2, 3)
        assert set(refused.codes) <= {"A_COMPARER_INCONNU", "CLAUSE_INCONNUE", "FICHIER_ABSENT"}
    for arguments in ((), (CLAUSE,), (CLAUSE, "--document", folder / "x.docx")):
        told = clausier("clauses", "comparer", *arguments, "--json")
        assert (told.code, told.codes) == (2, ["COMPARER_QUOI"])


# --- Patterns ---------------------------------------------------------------------------------

BODY = """\
## Titre

En application de l'[ccp:L2112-2], le titulaire réalise {{ volume }} selon l'[clause:x].

:::if option
Le délai est de {{ delai }}.
:::

:::unless option
Aucun délai.
:::

- un point, {{ nom }} ;
- un autre.
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Titre", "A {r}", "Le délai est de dix jours.", "un point, x ;", "un autre."], True),
        (["Titre", "A {r}", "Aucun délai.", "un point, y ;", "un autre."], True),
        (["Titre", "A {r}", "[À compléter : option]", "Aucun délai.", "un point, y ;",
          "un autre."], True),
        (["Titre", "A {r}", "Le délai est de dix jours.", "Aucun délai.", "un point, x ;",
          "un autre."], False),
        (["Titre", "A {r}", "un point, x ;", "un autre."], False),
        (["Titre", "A {r}", "Aucun délai.", "un point, y ;"], False),
        (["Titre", "A {r} Une phrase de plus.", "Aucun délai.", "un point, y ;", "un autre."],
         False),
        (["Titre", "A {r}", "Aucun délai.", "un point, y ;", "un autre.", "Ajout."], False),
        (["Titre", "A {r}", "Aucun délai. Le titulaire en est d'accord.", "un point, y ;",
          "un autre."], False),
        (["Titre", "A {r}", "Le délai est de dix jours. Il se prolonge.", "un point, x ;",
          "un autre."], False),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "reference", ["article 4.2", "article « Le titre »", "article « Le titre » du CCAP"]
)
def test_a_text_is_a_clause_s_own_when_only_its_holes_and_conditions_differ(
    lines: list[str], expected: bool, reference: str
):
    words = (
        "En application de l'article L. 2112-2 du code de la commande publique, le titulaire"
        f" réalise 833 heures selon l'{reference}."
    )
    said = [french(each.replace("A {r}", words)) for each in lines]
    assert matches(pattern_of(parse(BODY)), said) is expected


def test_conditions_without_end_are_followed_within_bounds():
    blocks = tuple(
        Condition(f"f{n}", negated=False, blocks=(Paragraph((Variable("x"), Text(" a"))),))
        for n in range(400)
    )
    assert matches(pattern_of(blocks), ["b a"] * 300) is False


# --- Pieces -----------------------------------------------------------------------------------


def judged(piece: Path, contract: str | None = None) -> list[Judged]:
    held = held_clauses(open_document(piece.read_bytes(), piece.name))
    result = hours_of(contract_record(**CONTRACTS[contract])) if contract else None
    places = None if result is None else published(result)
    return [judge(each, builtin_library(), CONDITION_DAY, places) for each in held]


@pytest.mark.parametrize("name", ["exemple", "part-des-heures", "trois-enonces", "periodes"])
def test_every_clause_of_a_produced_piece_is_said_to_conform(
    name: str, final_set: Callable[[str], Path]
):
    pieces = sorted(final_set(name).rglob("*.docx"))
    assert pieces
    for piece in pieces:
        for contract in (None, name):
            assert [
                (each.held.id, each.changes)
                for each in judged(piece, contract)
                if each.state is not State.CONFORMING
            ] == [], piece.name


def with_words(piece: Path, old: str, new: str) -> bytes:
    """Return a piece in which a person typed over some words."""
    parts = unpacked(piece.read_bytes())
    main = parts[MAIN_PART].decode()
    assert main.count(old) == 1, (old, main.count(old))
    parts[MAIN_PART] = main.replace(old, new).encode()
    return write_package(parts)


def ccap(folder: Path) -> Path:
    return next(folder.rglob("*CCAP*.docx"))


def states(content: bytes, contract: str | None = None) -> dict[str, State]:
    piece = open_document(content, "x")
    result = hours_of(contract_record(**CONTRACTS[contract])) if contract else None
    places = None if result is None else published(result)
    return {
        each.id: judge(each, builtin_library(), CONDITION_DAY, places).state
        for each in held_clauses(piece)
    }


def test_a_sentence_changed_in_word_is_found_and_no_other(final_set: Callable[[str], Path]):
    piece = ccap(final_set("exemple"))
    words = french("La clause n'allège aucune autre obligation du titulaire.")
    content = with_words(piece, words, words.replace("aucune", "quelque"))
    found = states(content)
    assert {name for name, state in found.items() if state is not State.CONFORMING} == {
        "insertion-objet"
    }
    held = next(
        each for each in held_clauses(open_document(content, "x")) if each.id == "insertion-objet"
    )
    (change,) = judge(held, builtin_library(), CONDITION_DAY).changes
    assert [(each.mark, each.text) for each in change.words if each.mark is not Mark.KEPT] == [
        (Mark.REMOVED, "aucune"),
        (Mark.ADDED, "quelque"),
    ]


def test_a_figure_changed_in_word_shows_only_when_the_contract_is_given(
    final_set: Callable[[str], Path],
):
    piece = ccap(final_set("lot-unique"))
    text = unpacked(piece.read_bytes())[MAIN_PART].decode()
    figure = french("833 heures")
    assert figure in text
    parts = unpacked(piece.read_bytes())
    parts[MAIN_PART] = text.replace(figure, french("832 heures")).encode()
    content = write_package(parts)
    assert set(states(content).values()) == {State.CONFORMING}
    changed = {n for n, s in states(content, "lot-unique").items() if s is State.CHANGED}
    assert "volume-fixe" in changed


def test_a_piece_is_read_as_its_reader_sees_it(final_set: Callable[[str], Path]):
    """Tracked changes accepted, and what a text box holds left to itself."""
    piece = ccap(final_set("exemple"))
    words = french("La clause n'allège aucune autre obligation du titulaire.")
    run = f'<w:t xml:space="preserve">{words}</w:t></w:r>'
    deleted = '<w:del w:id="9001" w:author="x"><w:r><w:delText>Supprimé.</w:delText></w:r></w:del>'
    assert set(states(with_words(piece, run, run + deleted)).values()) == {State.CONFORMING}
    inserted = '<w:ins w:id="9002" w:author="x"><w:r><w:t> Ajouté.</w:t></w:r></w:ins>'
    found = states(with_words(piece, run, run + inserted))
    assert found["insertion-objet"] is State.CHANGED


def test_a_clause_blown_up_in_word_is_told_within_seconds(final_set: Callable[[str], Path]):
    piece = ccap(final_set("exemple"))
    words = french("La clause n'allège aucune autre obligation du titulaire.")
    run = f'<w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
    filler = "".join(f"<w:p><w:r><w:t>Ligne {n} de trop.</w:t></w:r></w:p>" for n in range(5_000))
    endless = f"<w:p><w:r><w:t>{'mot ' * 100_000}</w:t></w:r></w:p>"
    start = time.process_time()
    found = states(with_words(piece, run, run + filler + endless))
    assert found["insertion-objet"] is State.CHANGED
    assert time.process_time() - start < 20


def test_a_clause_the_library_no_longer_has_or_has_in_a_later_version_is_told(
    tmp_path: Path, final_set: Callable[[str], Path]
):
    piece = ccap(final_set("exemple"))
    folder = library_folder(tmp_path / "lib")
    published_again(folder, "Une phrase.", "9.0.0")
    edited(folder / "insertion-objet" / "clause.yaml", "status: published", "status: withdrawn")
    library = load_library(folder)
    found = {
        each.id: judge(each, library, CONDITION_DAY)
        for each in held_clauses(open_document(piece.read_bytes(), "x"))
    }
    assert (found[CLAUSE].state, found[CLAUSE].as_written) == (State.OUTDATED, True)
    assert found["insertion-objet"].state is State.REPLACED
    small = load_library(library_folder(tmp_path / "petite", CLAUSE))
    unknown = {
        judge(each, small, CONDITION_DAY).state
        for each in held_clauses(open_document(piece.read_bytes(), "x"))
        if each.id != CLAUSE
    }
    assert unknown == {State.UNKNOWN}


def test_the_command_judges_a_piece_and_writes_a_page(
    tmp_path: Path, final_set: Callable[[str], Path]
):
    piece = ccap(final_set("exemple"))
    contract = contract_file(tmp_path)
    page = tmp_path / "r.html"
    sound = clausier("clauses", "comparer", "--document", piece, "--marche", contract, "--json")
    assert (sound.code, set(sound.document["compte"])) == (0, {"conforme"})
    changed = tmp_path / "modifie.docx"
    words = french("La clause n'allège aucune autre obligation du titulaire.")
    changed.write_bytes(with_words(piece, words, words + " <b>Ajout</b>".replace("<", "&lt;")))
    told = clausier("clauses", "comparer", "--document", changed, "--rapport", page)
    assert told.code == 1
    assert "modifiée" in told.out
    html = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;Ajout" in html
    assert "<b>Ajout" not in html
    foreign = tmp_path / "autre.docx"
    foreign.write_bytes(write_package(unpacked(_without_controls(piece))))
    refused = clausier("clauses", "comparer", "--document", foreign, "--json")
    assert (refused.code, refused.codes) == (3, ["DOCUMENT_SANS_CLAUSE"])


def _without_controls(piece: Path) -> bytes:
    parts = unpacked(piece.read_bytes())
    parts[MAIN_PART] = parts[MAIN_PART].replace(b'w:val="clause:', b'w:val="autre:')
    return write_package(parts)
