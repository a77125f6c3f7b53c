"""Versions, numbers and reviews: an older consultation finds its wording."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.clause import Clause
from docgen.clause_number import WrongNumber, is_mark, numbered, read_number
from docgen.freezing import freeze
from docgen.frozen import frozen, served_days, serving, wording_hash
from docgen.library import Library, builtin_library, load_library
from docgen.lint import check_library
from docgen.pieces import prepare
from docgen.production import make_set
from docgen.standing import review_lapsed, review_lapses, standing_words
from insertion.errors import InvalidInput
from insertion.hours import compute
from insertion.typography import plain
from tests.cli.command import clausier
from tests.docgen.contracts import contract_record
from tests.docgen.test_library_rules import BASE, HISTORY, SHEET

LUMP_SUM: dict[str, Any] = {"penalite_base": "forfait", "penalite_forfait_heure": "30"}
PLANS = "ccap:\n  - {title: Insertion, clauses: [essai]}\n"
OLD_BODY = "## Essai\n\nAncien texte, au plus tard le {{ date_limite }}.\n"
NEW_BODY = "## Essai\n\nNouveau texte, au plus tard le {{ date_limite }}.\n"
PLAIN = SHEET.replace("  alloti: boolean\n", "")
OLD = PLAIN
NEW = PLAIN.replace("1.0.0", "2.0.0").replace("from: 2024-01-01", "from: 2026-08-21")
NEW_CASES = """
- name: Veille
  "on": 2026-08-20
  refuse: CLAUSE_PAS_ENCORE_VALABLE
- name: Premier jour
  "on": 2026-08-21
  expect: {contains: ["Nouveau texte"]}
"""


def write(root: Path, files: dict[str, str]) -> Path:
    """Write a library of one clause, « essai », under ``root``."""
    own = {"clause.yaml": NEW, "body.md": NEW_BODY, "cases.yaml": NEW_CASES,
           "CHANGELOG.md": HISTORY + "\n## 2.0.0, 21 novembre 2026\n\n- Effet.\n"}  # fmt: skip
    for name, text in {f"essai/{key}": value for key, value in own.items()}.items():
        files.setdefault(name, text)
    files.setdefault("base.yaml", BASE)
    files.setdefault("plans.yaml", PLANS)
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def two_versions(root: Path, **sheets: str) -> Library:
    old = {"essai/versions/1.0.0/clause.yaml": sheets.get("old", OLD),
           "essai/versions/1.0.0/body.md": OLD_BODY}  # fmt: skip
    return load_library(write(root, {"essai/clause.yaml": sheets.get("new", NEW), **old}))


def found(library: Library) -> list[str]:
    return [plain(str(each)) for each in check_library(library)]


# --- Versions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "version", "words"),
    [("2026-08-20", "1.0.0", "Ancien texte"), ("2026-08-21", "2.0.0", "Nouveau texte")],
)
def test_a_consultation_relaunched_under_older_law_finds_its_wording(
    day: str, version: str, words: str, tmp_path: Path
):
    library = two_versions(tmp_path)
    assert serving(library, "essai", date.fromisoformat(day)).sheet.version == version
    dossier = prepare(compute(contract_record(date_lancement=day).contract), library)
    (piece,) = [each for each in make_set(dossier) if each.piece.key == "ccap"]
    (tmp_path / "ccap.docx").write_bytes(piece.content)
    with zipfile.ZipFile(tmp_path / "ccap.docx") as archive:
        text = archive.read("word/document.xml").decode()
    assert words in plain(re.sub("<[^>]+>", "", text))
    assert f"clause:essai@{version}" in text


def test_the_first_day_of_the_oldest_version_is_served_and_not_the_day_before(tmp_path: Path):
    library = two_versions(tmp_path)
    assert serving(library, "essai", date(2024, 1, 1)).sheet.version == "1.0.0"
    with pytest.raises(InvalidInput) as caught:
        prepare(compute(contract_record(date_lancement="2023-12-31", **LUMP_SUM).contract), library)
    assert {each.code for each in caught.value.faults} == {"CLAUSE_PAS_ENCORE_VALABLE"}


def test_each_version_tells_the_days_it_serves(tmp_path: Path):
    library = two_versions(tmp_path)
    told = [(c.sheet.version, start, end) for c, start, end in served_days(library, "essai")]
    assert told == [
        ("1.0.0", date(2024, 1, 1), date(2026, 8, 20)), ("2.0.0", date(2026, 8, 21), None),
    ]  # fmt: skip
    assert found(library) == []


def test_a_day_not_yet_known_takes_the_current_version(tmp_path: Path):
    assert serving(two_versions(tmp_path), "essai", None).sheet.version == "2.0.0"


BROKEN: dict[str, tuple[dict[str, str], str]] = {
    "a gap": (
        {"old": OLD.replace("to: null", "to: 2026-08-01")}, "aucune version ne sert le 2 août 2026",
    ),
    "an overlap": (
        {"old": OLD.replace("to: null", "to: 2026-09-01")},
        "deux versions servent le 21 août 2026",
    ),
    "the same first day": ({"new": PLAIN.replace("1.0.0", "2.0.0")}, "aucun jour servi"),
    "a frozen version after the current one": (
        {"new": NEW.replace("2.0.0", "0.9.0")}, "une version figée suit",
    ),
    "a folder that is not its version": (
        {"old": OLD.replace("1.0.0", "1.1.0")}, "le dossier d'une version porte son numéro",
    ),
    "another clause in the folder": (
        {"old": OLD.replace("id: essai", "id: autre")}, "le dossier d'une version porte",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_days_and_folders_of_versions_are_checked(name: str, tmp_path: Path):
    sheets, words = BROKEN[name]
    told = [each for each in found(two_versions(tmp_path, **sheets)) if "[C008]" in each]
    assert any(words in each for each in told), told


def test_a_frozen_version_that_cannot_be_read_is_a_finding(tmp_path: Path):
    library = two_versions(tmp_path)
    (tmp_path / "essai/versions/1.0.0/clause.yaml").write_text(OLD + "couleur: bleu\n", "utf-8")
    library = load_library(tmp_path)
    assert any("couleur" in each and "versions/1.0.0" in each for each in found(library))


# --- Registers --------------------------------------------------------------------------------


def put(root: Path, made: dict[str, bytes]) -> Library:
    for path, content in made.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return load_library(root)


def test_a_published_version_may_not_say_anything_else(tmp_path: Path):
    library = two_versions(tmp_path)
    library = put(tmp_path, freeze(library, letters="EX", texts=True).files)
    assert found(library) == []
    changes = {
        "essai/body.md": (NEW_BODY.replace("Nouveau", "Autre"), "2.0.0"),
        "essai/versions/1.0.0/body.md": (OLD_BODY.replace("Ancien", "Autre"), "1.0.0"),
    }
    for path, (text, version) in changes.items():
        before = (tmp_path / path).read_text("utf-8")
        (tmp_path / path).write_text(text, "utf-8")
        changed = load_library(tmp_path)
        told = [each for each in found(changed) if "[C008]" in each]
        assert told
        assert all(f"la version {version}, publiée, ne dit plus" in each for each in told)
        with pytest.raises(InvalidInput):
            freeze(changed)
        (tmp_path / path).write_text(before, "utf-8")


def test_a_new_review_or_a_point_of_vigilance_is_no_new_version(tmp_path: Path):
    library = two_versions(tmp_path)
    put(tmp_path, freeze(library, letters="EX", texts=True).files)
    sheet = (tmp_path / "essai/clause.yaml").read_text("utf-8")
    sheet = sheet.replace('"on": 2026-11-20', '"on": 2026-11-21').replace(
        "status: published", "status: published\nvigilance: [À vérifier.]\nsituations: [essai]"
    )
    (tmp_path / "essai/clause.yaml").write_text(sheet, "utf-8")
    assert found(load_library(tmp_path)) == []


def test_a_version_not_recorded_and_a_clause_without_number_are_found(tmp_path: Path):
    library = two_versions(tmp_path)
    put(tmp_path, freeze(library, letters="EX", texts=True).files)
    for name, (path, old, new, words) in {
        "version": ("essai/clause.yaml", "version: 2.0.0", "version: 2.1.0", "n'est pas au reg"),
        "number": ("essai/clause.yaml", f"number: {numbered('EX', 1)}\n", "", "n'a pas de numéro"),
        "other": ("numeros.yaml", ": essai", ": autre", "a été donné à autre"),
        "absent": ("numeros.yaml", numbered("EX", 1), numbered("EX", 2), "n'est pas au registre"),
        "entry": ("versions.lock", "essai 1.0.0 sha256:", "essai 1.0.0 md5:", "n'est pas « ident"),
    }.items():
        before = (tmp_path / path).read_text("utf-8")
        assert old in before, name
        (tmp_path / path).write_text(before.replace(old, new), "utf-8")
        assert any(words in each for each in found(load_library(tmp_path))), name
        (tmp_path / path).write_text(before, "utf-8")


def test_a_number_is_given_once_and_never_again(tmp_path: Path):
    library = two_versions(tmp_path)
    library = put(tmp_path, freeze(library, letters="EX").files)
    assert library.clauses["essai"].sheet.number == numbered("EX", 1)
    assert freeze(library).files == {}
    (tmp_path / "numeros.yaml").write_text(
        f"schema: numeros/1\nprefix: EX\nnumbers:\n  {numbered('EX', 1)}: essai\n"
        f"  {numbered('EX', 7)}: retiree\n",
        "utf-8",
    )
    (tmp_path / "autre").mkdir()
    (tmp_path / "autre/clause.yaml").write_text(OLD.replace("id: essai", "id: autre"), "utf-8")
    (tmp_path / "autre/body.md").write_text(OLD_BODY, "utf-8")
    made = freeze(load_library(tmp_path))
    assert made.numbers == {"autre": numbered("EX", 8)}


def test_the_current_version_is_kept_before_it_changes(tmp_path: Path):
    write(tmp_path, {"essai/clause.yaml": OLD, "essai/body.md": OLD_BODY})
    made = freeze(load_library(tmp_path), letters="EX", archive=["essai"])
    assert made.archived == ["essai"]
    write(tmp_path, {})
    library = put(tmp_path, made.files)
    (old,) = frozen(library, "essai")
    assert old.sheet.version == "1.0.0"
    assert old.sheet.number == numbered("EX", 1)
    with pytest.raises(InvalidInput):
        freeze(library, archive=["essai"])
    with pytest.raises(InvalidInput):
        freeze(library, archive=["rien"])


def test_the_hash_forgets_only_what_no_contract_prints(tmp_path: Path):
    def hashed(sheet: str) -> str:
        return wording_hash(
            load_library(write(tmp_path, {"essai/clause.yaml": sheet})).clauses["essai"]
        )

    same = hashed(NEW)
    assert hashed(NEW.replace("2026-11-20", "2026-11-21")) == same
    assert hashed(NEW + "vigilance: [Oui.]\n") == same
    for old, new in (
        ("Une clause d'essai", "Une autre"),
        ("2026-08-21", "2026-08-22"),
        ("[works]", "[services]"),
    ):
        assert hashed(NEW.replace(old, new)) != same


# --- Status and review ------------------------------------------------------------------------


def test_a_withdrawn_clause_never_serves_and_a_draft_never_in_a_final_set(tmp_path: Path):
    contract = contract_record(date_lancement="2026-09-01").contract
    withdrawn = two_versions(tmp_path, new=NEW.replace("published", "withdrawn"))
    with pytest.raises(InvalidInput) as caught:
        prepare(compute(contract), withdrawn)
    assert [each.code for each in caught.value.faults] == ["CLAUSE_RETIREE"]
    assert any("la clause essai est retirée" in each for each in found(withdrawn))
    draft = two_versions(tmp_path, new=NEW.replace("published", "draft"))
    warned = prepare(compute(contract), draft).warnings
    assert any("en projet, non publiée : essai" in plain(each) for each in warned)
    with pytest.raises(InvalidInput) as caught:
        prepare(compute(contract), draft, final=True)
    assert "CLAUSE_EN_PROJET" in {each.code for each in caught.value.faults}


def test_a_review_is_good_for_eighteen_months_and_not_a_day_more(tmp_path: Path):
    clause = two_versions(tmp_path).clauses["essai"]
    assert review_lapses(clause) == date(2028, 5, 20)
    assert not review_lapsed(clause, date(2028, 5, 20))
    assert review_lapsed(clause, date(2028, 5, 21))
    for day, warned in (("2028-05-20", False), ("2028-05-21", True)):
        contract = contract_record(date_lancement=day).contract
        told = prepare(compute(contract), two_versions(tmp_path)).warnings
        assert any("relue il y a plus de 18 mois" in plain(each) for each in told) is warned


def test_a_review_of_the_end_of_august_ends_with_february(tmp_path: Path):
    sheet = NEW.replace("2026-11-20", "2026-08-31")
    clause = two_versions(tmp_path, new=sheet).clauses["essai"]
    assert review_lapses(clause) == date(2028, 2, 29)


def test_an_article_changed_since_the_review_is_told_from_its_day_on(tmp_path: Path):
    basis = '  - {article: "ccp:L2112-2", role: founds}\n'
    later = basis + '  - {article: "ccp:L2112-2-1", role: completes}\n'
    sheet = OLD.replace(basis, later).replace("2026-11-20", "2026-01-10")
    clause = load_library(write(tmp_path, {"essai/clause.yaml": sheet})).clauses["essai"]
    for day, told in ((date(2026, 8, 20), False), (date(2026, 8, 21), True)):
        assert any("L. 2112-2-1" in plain(each) for each in standing_words(clause, day)) is told


# --- Numbers ----------------------------------------------------------------------------------

SERIALS = st.integers(min_value=1, max_value=9999)
LETTERS = st.from_regex("[A-Z]{2,4}", fullmatch=True)


@given(LETTERS, SERIALS)
def test_a_number_is_read_however_it_is_typed(letters: str, serial: int):
    number = numbered(letters, serial)
    for typed in (
        number,
        number.lower(),
        number.replace("-", " "),
        number.replace("-", "–"),
        number.replace("-", ""),
    ):
        assert read_number(typed) == number


@given(LETTERS, SERIALS, st.data())
def test_one_wrong_character_is_always_found(letters: str, serial: int, data: st.DataObject):
    number = numbered(letters, serial)
    places = [index for index, each in enumerate(number) if each != "-"]
    index = data.draw(st.sampled_from(places))
    alphabet = "0123456789" if number[index].isdigit() and index < len(number) - 1 else None
    other = data.draw(
        st.sampled_from(alphabet or "ABCDEFGHIJKLMNOPQRSTUVWXYZ").filter(
            lambda c: c != number[index]
        )
    )
    with pytest.raises(WrongNumber):
        read_number(number[:index] + other + number[index + 1 :])


@given(SERIALS)
def test_two_digits_exchanged_are_found(serial: int):
    number = numbered("CS", serial)
    swapped = number[:4] + number[5] + number[4] + number[6:]
    if swapped != number:
        with pytest.raises(WrongNumber):
            read_number(swapped)


@pytest.mark.parametrize("word", ["insertion-objet", "CS", "CS-12-X", "CS-00012-X", "", "12"])
def test_what_has_not_the_shape_of_a_number_is_no_number(word: str):
    assert read_number(word) is None


def test_the_number_and_the_version_are_printed_under_each_clause_unless_refused(tmp_path: Path):
    for wanted in ("oui", "non"):
        record = contract_record(numeros_imprimes=wanted)
        dossier = prepare(compute(record.contract), builtin_library())
        for each in make_set(dossier):
            with zipfile.ZipFile(_file(tmp_path, each.content)) as archive:
                markup = archive.read("word/document.xml").decode()
            paragraphs = [re.sub("<[^>]+>", "", p) for p in re.findall("<w:p[ >].*?</w:p>", markup)]
            marks = [text for text in paragraphs if is_mark(text)]
            named = [c.clause for c in dossier.composition(each.piece.key).clauses]
            assert marks == ([c.mark for c in named if c.mark] if wanted == "oui" else []), (
                each.piece.key
            )


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "piece.docx"
    path.write_bytes(content)
    return path


def test_an_adapted_text_says_so_beside_the_number_it_comes_from(tmp_path: Path):
    derived = f"derived_from: exemple/essai@1.0.0 sha256:{'0' * 64}\n  reason: Usage local."
    sheet = NEW.replace("provenance:\n", f"provenance:\n  {derived}\n").replace(
        "version: 2.0.0", f"number: {numbered('CS', 12)}\nversion: 2.0.0"
    )
    clause: Clause = load_library(write(tmp_path, {"essai/clause.yaml": sheet})).clauses["essai"]
    assert clause.mark == "CS-0012-X · 2.0 · texte adapté"
    assert is_mark(clause.mark)
    assert not is_mark("CS-0012-X")


# --- Verbs ------------------------------------------------------------------------------------


def test_a_clause_is_shown_by_the_number_read_on_paper():
    for typed in ("CS-0003-Z", "cs 0003 z"):
        shown = clausier("clauses", "montrer", typed, "--json")
        assert shown.document["clause"]["identifiant"] == "volume-fixe"
    wrong = clausier("clauses", "montrer", "CS-0003-Y", "--json")
    assert (wrong.code, wrong.codes) == (2, ["CLAUSE_INCONNUE"])
    assert "faute de frappe" in plain(wrong.err)


def test_freezing_writes_the_registers_and_then_has_nothing_to_say(tmp_path: Path):
    two_versions(tmp_path)
    first = clausier("clauses", "figer", tmp_path, "--lettres", "EX", "--textes", "--json")
    assert first.code == 0, first.err
    assert first.document["versions"] == ["essai@1.0.0", "essai@2.0.0"]
    assert first.document["numeros"] == {"essai": numbered("EX", 1)}
    assert (tmp_path / "essai/golden/standard.txt").is_file()
    again = clausier("clauses", "figer", tmp_path, "--textes", "--json").document
    assert (again["fichiers"], again["versions"]) == ([], [])
    assert clausier("clauses", "controler", tmp_path, "--json").code == 0
    refused = clausier("clauses", "figer", tmp_path, "--lettres", "trop", "--json")
    assert (refused.code, refused.codes) == (2, ["LETTRES_DE_NUMERO"])


def test_numbers_are_given_while_texts_may_still_change(tmp_path: Path):
    two_versions(tmp_path)
    given = ("figer", tmp_path, "--lettres", "EX", "--numeros", "--json")
    made = clausier("clauses", *given).document
    assert made["numeros"] == {"essai": numbered("EX", 1)}
    assert made["versions"] == []
    assert not (tmp_path / "versions.lock").exists()


def test_old_reviews_are_told_without_failing_the_check(tmp_path: Path):
    two_versions(tmp_path)
    for day, due in (("2028-05-20", []), ("2028-05-21", ["essai"])):
        checked = clausier("clauses", "controler", tmp_path, "--le", day, "--json")
        assert checked.code == 0
        assert [each["identifiant"] for each in checked.document["a_relire"]] == due
        shown = clausier("clauses", "montrer", "essai", "--bibliotheque", tmp_path, "--le", day)
        assert ("À relire" in plain(shown.out)) is bool(due)


def test_an_older_day_is_shown_the_text_that_served_it(tmp_path: Path):
    two_versions(tmp_path)
    for day, version in (("2026-08-20", "1.0.0"), ("2026-08-21", "2.0.0")):
        given = ("essai", "--bibliotheque", tmp_path, "--le", day, "--json")
        shown = clausier("clauses", "montrer", *given).document["clause"]
        assert shown["version_clause"] == version
        assert shown["sert_a_cette_date"] is True
    assert [each["version"] for each in shown["versions"]] == ["1.0.0", "2.0.0"]


LEVELS: dict[str, tuple[str, str]] = {
    "without a word": ("level: renforce, when: niveau_renforce", "asks"),
    "chosen otherwise": (
        "level: renforce, asks: A., hours_effect: B., when: alloti", "niveau_renforce",
    ),
    "beside a variant without level": (
        "level: renforce, asks: A., hours_effect: B., when: niveau_renforce", "chacune a le sien",
    ),
    "a base that is not the default": (
        "level: base, asks: A., hours_effect: B., when: niveau_base", "par défaut",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LEVELS)
def test_a_level_says_what_it_asks_and_is_the_only_axis(name: str, tmp_path: Path):
    keys, words = LEVELS[name]
    sheet = NEW.rstrip("\n") + f"\n  plus: {{body: body.md, label: Plus, {keys}}}\n"
    write(tmp_path, {"essai/clause.yaml": sheet})
    with pytest.raises(InvalidInput) as caught:
        load_library(tmp_path)
    assert words in plain(caught.value.faults[0].cause)
