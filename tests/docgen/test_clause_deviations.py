"""Deviations of several buyers: told with their reason; those made alike are candidates."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.deviations import ALIKE, candidates, deviations
from docgen.library import load_library
from insertion.typography import plain
from tests.cli.command import clausier
from tests.docgen.test_clause_versions import PLAIN, write

BASE_BODY = (
    "## Essai\n\nLe titulaire agit au plus tard le {{ date_limite }}.\n"
    "Il rend compte à l'acheteur.\n\nLe bilan est remis à la fin.\n"
)
CASES = "[]\n"
ADDED = "Il prévient aussi le facilitateur de tout retard prévisible."


def base(root: Path) -> Path:
    return write(root, {"essai/clause.yaml": PLAIN, "essai/body.md": BASE_BODY})


def buyer(root: Path, name: str, body: str, reason: str) -> Path:
    """Adapt « essai » as a buyer does, through the command line, then edit its text."""
    folder = root / name
    given = ("essai", "--dans", folder, "--motif", reason, "--editeur", name,
             "--bibliotheque", root / "base")  # fmt: skip
    made = clausier("clauses", "deriver", *given, "--json")
    assert made.code == 0, made.err
    (folder / "essai/body.md").write_text(body, "utf-8")
    return folder


@pytest.fixture
def common(tmp_path: Path) -> Path:
    base(tmp_path / "base")
    return tmp_path


def added(sentence: str) -> str:
    return BASE_BODY.replace("à l'acheteur.\n", f"à l'acheteur.\n{sentence}\n")


def test_each_deviation_is_told_with_its_reason_and_the_lines_that_changed(common: Path):
    folder = buyer(common, "ville", BASE_BODY.replace("à la fin", "chaque année"), "Usage local.")
    (told,) = deviations(load_library(folder), "ville", load_library(common / "base"))
    assert (told.buyer, told.reason, told.origin.name) == (
        "ville",
        "Usage local.",
        "clausier/essai@1.0.0",
    )
    (passage,) = told.passages or ()
    assert (passage.body, passage.line) == ("body.md", 6)
    assert passage.before == "Le bilan est remis à la fin."
    assert passage.after == "Le bilan est remis chaque année."


def test_an_adapted_clause_is_shown_with_what_it_comes_from_and_why(common: Path):
    folder = buyer(common, "ville", added(ADDED), "Usage local.")
    shown = clausier("clauses", "montrer", "essai", "--bibliotheque", folder, "--json").document
    adapted = {"base": "clausier/essai@1.0.0", "motif": "Usage local."}
    assert shown["clause"]["adaptation"] == adapted
    text = plain(clausier("clauses", "montrer", "essai", "--bibliotheque", folder).out)
    assert "Texte adapté de clausier/essai@1.0.0. Motif : Usage local." in text


def test_the_same_change_by_two_buyers_is_a_candidate_and_by_one_is_not(common: Path):
    near = ADDED.replace("tout retard", "chaque retard")
    first = buyer(common, "ville", added(ADDED), "Suivi de près.")
    second = buyer(common, "region", added(near), "Demande du facilitateur.")
    third = buyer(common, "agglo", BASE_BODY.replace("à la fin", "chaque année"), "Marché long.")
    shown = clausier(
        "clauses", "ecarts", first, second, third, "--bibliotheque", common / "base", "--json"
    )
    assert shown.code == 0, shown.err
    assert shown.document["nombre"] == 3
    (candidate,) = shown.document["candidats"]
    assert (candidate["clause"], candidate["acheteurs"]) == ("essai", ["ville", "region"])
    assert ALIKE <= candidate["ressemblance"] < 100
    assert {each["motif"] for each in candidate["redactions"]} == {
        "Suivi de près.",
        "Demande du facilitateur.",
    }
    text = plain(
        clausier("clauses", "ecarts", first, second, third, "--bibliotheque", common / "base").out
    )
    assert "3 écarts, de 3 acheteurs." in text
    assert f"+ {ADDED}" in text
    alone = clausier("clauses", "ecarts", first, third, "--bibliotheque", common / "base", "--json")
    assert alone.document["candidats"] == []


def test_two_copies_of_one_buyer_are_one_buyer(common: Path):
    first = buyer(common, "ville", added(ADDED), "Suivi.")
    library, shared = load_library(first), load_library(common / "base")
    twice = [*deviations(library, "a", shared), *deviations(library, "b", shared)]
    assert candidates(twice) == []


def test_like_words_at_another_place_or_for_other_words_are_no_common_change(common: Path):
    elsewhere = BASE_BODY.rstrip("\n") + f"\n{ADDED}\n"
    replaced = BASE_BODY.replace("Le bilan est remis à la fin.", ADDED)
    folders = [
        buyer(common, name, body, "Motif.")
        for name, body in (("ville", added(ADDED)), ("region", elsewhere), ("agglo", replaced))
    ]
    shared = load_library(common / "base")
    found = [
        each for folder in folders for each in deviations(load_library(folder), folder.name, shared)
    ]
    assert len(found) == 3
    assert candidates(found) == []


def test_a_base_that_nobody_kept_is_said_and_nothing_is_guessed(common: Path):
    folder = buyer(common, "ville", added(ADDED), "Suivi.")
    for each in (folder / "essai/base").iterdir():
        each.unlink()
    (told,) = deviations(load_library(folder), "ville", load_library(common / "base"))
    assert told.passages is not None  # the library still has that very version
    other = base(common / "autre")
    (other / "essai/body.md").write_text(BASE_BODY.replace("agit", "travaille"), "utf-8")
    (told,) = deviations(load_library(folder), "ville", load_library(other))
    assert told.passages is None
    text = plain(clausier("clauses", "ecarts", folder, "--bibliotheque", other).out)
    assert "Texte de départ introuvable" in text
