"""« rapprocher » and « noter » as people run them: exit codes, JSON, the page, refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docgen.reading.review import CHECKS
from tests.cli.command import clausier
from tests.docgen.contracts import contract_file
from tests.docgen.reading_documents import built, cases


@pytest.fixture
def pieces(tmp_path: Path) -> Callable[[str], list[Path]]:
    """Return a function that writes the documents of a labelled case."""

    def written(name: str) -> list[Path]:
        found = []
        for file, text in cases()[name]["pieces"].items():
            path = tmp_path / file
            path.write_bytes(built(text))
            found.append(path)
        return found

    return written


def test_a_set_in_order_passes(pieces):
    done = clausier("clauses", "noter", *pieces("09-critere-juste"), "--le", "2026-09-15")
    assert done.code == 0
    assert "0 contrôle bloque" in done.out.replace("\u00a0", " ")
    assert "Grille de relecture" in done.out


def test_a_set_that_contradicts_itself_fails_with_both_places(pieces):
    paths = pieces("03-espaces-verts-heures-contraires")
    done = clausier("clauses", "noter", *paths, "--le", "2026-09-15")
    assert done.code == 1
    for path in paths:
        assert f"{path.name}, article" in done.out


def test_the_json_has_every_check_with_its_verdict_and_its_places(pieces):
    paths = pieces("03-espaces-verts-heures-contraires")
    done = clausier("clauses", "noter", *paths, "--le", "2026-09-15", "--json")
    document = done.document
    assert document["version"]
    assert document["erreurs"] == []
    assert document["le"] == "2026-09-15"
    assert [each["identifiant"] for each in document["controles"]] == [key for key, _ in CHECKS]
    (hours,) = (each for each in document["controles"] if each["identifiant"] == "heures_egales")
    assert (hours["verdict"], hours["niveau"], hours["numero"]) == ("non_conforme", "bloque", 2)
    (remark,) = hours["remarques"]
    assert [each["fichier"] for each in remark["lieux"]] == [path.name for path in paths]
    assert document["synthese"]["bloquants"] == 1
    assert len(document["grille"]["questions"]) == 20
    assert document["grille"]["note_au_plus"] == sum(
        each["note_au_plus"] for each in document["grille"]["questions"]
    )
    assert {each["numero"] for each in document["hors_texte"]} >= {1, 12, 28}


class Parsed(HTMLParser):
    """What a page asks for, and its structure."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.asked += [value for name, value in attrs if name in ("src", "href", "data")]


@pytest.mark.parametrize(
    ("verb", "name"),
    [("noter", "03-espaces-verts-heures-contraires"), ("rapprocher", "01-voirie-numeros-tapes")],
)
def test_the_page_stands_alone_and_has_one_title(verb, name, pieces, tmp_path):
    report = tmp_path / "rapport.html"
    paths = pieces(name) if verb == "noter" else pieces(name)[:1]
    clausier("clauses", verb, *paths, "--le", "2026-09-15", "--rapport", report)
    text = report.read_text(encoding="utf-8")
    page = Parsed(text)
    assert text.startswith('<!DOCTYPE html>\n<html lang="fr">')
    assert page.asked == []
    assert page.tags.count("h1") == 1
    assert "script" not in page.tags
    assert page.tags.count("caption") == page.tags.count("table") > 0


def test_the_page_escapes_what_a_stranger_wrote(tmp_path):
    path = tmp_path / "CCAP.docx"
    path.write_bytes(
        built("# 6. Clause d'insertion\nLe titulaire <script>alert(1)</script> s'efforce d'agir.")
    )
    report = tmp_path / "rapport.html"
    for verb in ("noter", "rapprocher"):
        clausier("clauses", verb, path, "--rapport", report, "--ecraser")
        assert "<script" not in report.read_text(encoding="utf-8")


def test_figures_that_differ_from_the_contract_come_first(tmp_path, final_set_of_sample):
    changed = tmp_path / "CCAP.docx"
    changed.write_bytes(final_set_of_sample)
    marche = contract_file(tmp_path, duree_eligibilite_mois="18")
    done = clausier("clauses", "rapprocher", changed, "--marche", marche, "--json")
    document = done.document
    assert done.code == 0
    assert document["chiffres"][0]["champ"] == "duree_eligibilite_mois"
    assert document["chiffres"][0]["differe"] is True
    assert document["chiffres"][0]["attendu"].replace("\u00a0", " ") == "18 mois"
    assert document["proximite"] == 100
    assert {each["etat"] for each in document["clauses"] if each["attendue"]} == {"meme_texte"}


@pytest.fixture(scope="module")
def final_set_of_sample(tmp_path_factory) -> bytes:
    from clausier.documents import generate  # noqa: PLC0415
    from tests.docgen.contracts import contract_record  # noqa: PLC0415

    made = generate(contract_record(), tmp_path_factory.mktemp("set"), final=True)
    return next(each.content for each in made.files if each.key == "ccap")


def test_a_foreign_clause_is_brought_near_and_what_it_lacks_is_listed(pieces):
    (ccap, _) = pieces("01-voirie-numeros-tapes")
    done = clausier("clauses", "rapprocher", ccap, "--le", "2026-09-15")
    assert done.code == 0
    assert "Autre rédaction" in done.out
    assert "Non trouvées" in done.out
    assert "conforme" not in done.out.lower()


@pytest.mark.parametrize("verb", ["noter", "rapprocher"])
def test_what_cannot_be_read_is_said_in_one_report(verb, tmp_path):
    wrong = tmp_path / "CCAP.docx"
    wrong.write_bytes(b"rien")
    done = clausier("clauses", verb, wrong, "--json")
    assert (done.code, done.codes) == (3, ["DOCUMENT_ILLISIBLE"])
    missing = clausier("clauses", verb, tmp_path / "absent.docx", "--json")
    assert (missing.code, missing.codes) == (3, ["FICHIER_ABSENT"])


def test_all_unreadable_documents_are_told_at_once(tmp_path):
    paths = [tmp_path / "a.docx", tmp_path / "b.docx"]
    for path in paths:
        path.write_bytes(b"rien")
    done = clausier("clauses", "noter", *paths, "--json")
    assert done.codes == ["DOCUMENT_ILLISIBLE"] * 2


def test_the_report_never_replaces_a_source_nor_another_kind_of_file(pieces, tmp_path):
    (ccap, _) = pieces("01-voirie-numeros-tapes")
    wrong = clausier("clauses", "noter", ccap, "--rapport", tmp_path / "r.docx", "--json")
    assert (wrong.code, wrong.codes) == (2, ["SORTIE_MAL_NOMMEE"])
    report = tmp_path / "r.html"
    report.write_text("déjà là", encoding="utf-8")
    kept = clausier("clauses", "noter", ccap, "--rapport", report, "--json")
    assert kept.codes == ["SORTIE_EXISTANTE"]
    assert report.read_text(encoding="utf-8") == "déjà là"


def test_a_refused_command_still_prints_every_key(tmp_path):
    for verb in ("noter", "rapprocher"):
        refused = json.loads(clausier("clauses", verb, tmp_path / "x.docx", "--json").out)
        done = tmp_path / "CCAP.docx"
        done.write_bytes(built("# 1. Clause d'insertion\nTexte."))
        ok = json.loads(clausier("clauses", verb, done, "--json").out)
        assert set(refused) == set(ok)
