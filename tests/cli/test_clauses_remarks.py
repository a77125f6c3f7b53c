"""Remarks on clauses: written in a plain file, sent, merged and listed; no server, no person."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from docgen.library import builtin_library
from insertion.typography import plain
from tests.cli.command import clausier

DAY = ("--le", "2026-12-01")


def note(file: Path, clause: str, text: str, *options: str) -> int:
    given = (clause, "--texte", text, "--sortie", file, *DAY, *options)
    return clausier("clauses", "remarque", *given, "--json").code


def test_a_remark_names_the_clause_as_it_was_read_and_nobody(tmp_path: Path):
    file = tmp_path / "remarques.yaml"
    assert note(file, "CS-0003-Z", "Le jalon manque : à 5 % près.") == 0
    (kept,) = yaml.safe_load(file.read_text("utf-8"))["remarques"]
    clause = builtin_library().clauses["volume-fixe"]
    assert (kept["clause"], kept["numero"]) == ("volume-fixe", "CS-0003-Z")
    assert (kept["version"], kept["empreinte"]) == (clause.sheet.version, clause.sha256)
    assert kept["texte"] == "Le jalon manque : à 5 % près."
    assert "organisation" not in kept


def test_remarks_are_added_each_once(tmp_path: Path):
    file = tmp_path / "remarques.yaml"
    for text in ("Un.", "Deux.", "Un."):
        assert note(file, "volume-fixe", text, "--organisation", "Ville exemple") == 0
    told = yaml.safe_load(file.read_text("utf-8"))["remarques"]
    assert sorted(each["texte"] for each in told) == ["Deux.", "Un."]


def test_files_of_several_buyers_are_merged_and_listed_by_clause(tmp_path: Path):
    note(tmp_path / "a.yaml", "volume-fixe", "Commune.")
    note(tmp_path / "b.yaml", "volume-fixe", "Commune.")
    note(tmp_path / "b.yaml", "insertion-objet", "Trop longue.", "--organisation", "Région")
    files = (tmp_path / "a.yaml", tmp_path / "b.yaml")
    shown = clausier("clauses", "remarques", *files, "--sortie", tmp_path / "c.yaml", "--json")
    assert shown.code == 0
    told = {
        each["identifiant"]: [one["texte"] for one in each["remarques"]]
        for each in shown.document["clauses"]
    }
    assert told == {"insertion-objet": ["Trop longue."], "volume-fixe": ["Commune."]}
    again = clausier("clauses", "remarques", tmp_path / "c.yaml", "--json").document
    assert again["clauses"] == shown.document["clauses"]
    text = plain(clausier("clauses", "remarques", *files).out)
    assert "2 remarques sur 2 clauses." in text
    assert "(version en cours), Région" in text


def test_an_older_version_is_told_with_the_current_one(tmp_path: Path):
    note(tmp_path / "a.yaml", "volume-fixe", "Commune.")
    file = tmp_path / "a.yaml"
    current = builtin_library().clauses["volume-fixe"].sheet.version
    file.write_text(
        file.read_text("utf-8").replace(f"version: {current}", "version: 0.1.0"), "utf-8"
    )
    assert f"version 0.1.0 (version en cours : {current})" in plain(
        clausier("clauses", "remarques", file).out
    )


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Écrire à qui@exemple.fr", ()),
        ("Appeler le 01 23 45 67 89", ()),
        ("   ", ()),
        ("\x1b[31mRouge", ()),
        ("a" * 2001, ()),
        ("Bien.", ("--organisation", "moi@exemple.fr")),
    ],
)
def test_a_remark_that_names_a_person_or_says_nothing_is_refused(
    text: str, options: tuple[str, ...], tmp_path: Path
):
    file = tmp_path / "remarques.yaml"
    assert note(file, "volume-fixe", text, *options) == 3
    assert not file.exists()


@pytest.mark.parametrize(
    "content",
    ["schema: autre/1\n", "schema: remarques/1\nremarques: 3\n", "a: &x 1\nb: *x\n", "- 1\n",
     "schema: remarques/1\nremarques: [{clause: Essai}]\n", "\x00"],
)  # fmt: skip
def test_a_file_that_is_not_one_of_remarks_is_refused_and_kept(content: str, tmp_path: Path):
    file = tmp_path / "remarques.yaml"
    file.write_text(content, "utf-8")
    assert note(file, "volume-fixe", "Bien.") == 3
    assert clausier("clauses", "remarques", file, "--json").code == 3
    assert file.read_text("utf-8") == content


def test_merged_remarks_never_write_over_what_was_read(tmp_path: Path):
    file = tmp_path / "a.yaml"
    note(file, "volume-fixe", "Bien.")
    refused = clausier("clauses", "remarques", file, "--sortie", file, "--ecraser", "--json")
    assert (refused.code, refused.codes) == (2, ["SORTIE_EST_LA_SOURCE"])
