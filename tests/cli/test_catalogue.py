"""The catalogue: a site made from a library, whole, the same each time, and harmless."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from clausier.catalogue.pages import catalogue_files
from clausier.catalogue.shelf import Shelf, latest_review
from docgen.cases import cases_of
from docgen.clause_number import numbered
from docgen.library import builtin_library, load_library
from docgen.remarks import read_remarks
from docgen.stack import load_stack
from docgen.standing import review_lapses
from insertion.law import articles
from insertion.typography import date_text, french, plain
from tests.cli.command import clausier
from tests.cli.site_reading import Page, files_of, pages_of
from tests.docgen.pack_buyers import library_folder, published_again, stack_file, version_of
from tests.docgen.test_packs import TODAY, derived

LEVELLED = "condition-sociale-egalite"
FIXED = "volume-fixe"
START = "from clausier.cli import main; main()"
EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp; javascript:alert(1)"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    library = builtin_library()
    return catalogue_files(Shelf(library, latest_review(library)))


@pytest.fixture(scope="module")
def pages(files: dict[str, bytes]) -> dict[str, Page]:
    return pages_of(files)


def small_library(folder: Path, *names: str) -> Path:
    """Write a library of a few of the shipped clauses, without plans."""
    target = library_folder(folder / "bibliotheque", *names)
    (target / "base.yaml").write_bytes((builtin_library().root / "base.yaml").read_bytes())
    return target


def site(folder: Path, library: Path, *options: str) -> dict[str, Page]:
    out = folder / "site"
    made = clausier("clauses", "catalogue", out, "--bibliotheque", library, *options)
    assert made.code == 0, made.err
    return pages_of(files_of(out))


# --- The whole site ---------------------------------------------------------------------------


def test_every_clause_and_every_cited_article_has_its_page(pages: dict[str, Page]):
    library = builtin_library()
    for clause in library.clauses.values():
        text = plain(pages[f"clauses/{clause.id}.html"].text)
        sheet = clause.sheet
        told = (sheet.title, sheet.summary, sheet.number or "", *sheet.vigilance)
        variants = sheet.variants.values()
        told += tuple(each.label for each in variants) if len(variants) > 1 else ()
        told += tuple(each.asks or "" for each in variants)
        told += tuple(each.hours_effect or "" for each in variants)
        told += tuple(case.name for case in cases_of(clause, library))
        for each in told:
            assert plain(french(each)) in text, (clause.id, each)
    cited = {each.article for one in library.clauses.values() for each in one.sheet.legal_basis}
    law = plain(" ".join(page.text for path, page in pages.items() if "articles/" in path))
    assert cited
    for article in cited:
        for version in articles()[article].versions:
            assert plain(french(version.summary)) in law, article


def test_the_whole_library_takes_less_than_ten_seconds():
    library = load_library(builtin_library().root)  # nothing of it is in memory
    start = time.process_time()  # not the clock: other people share the machine
    catalogue_files(Shelf(library, TODAY))
    assert time.process_time() - start < 10


def test_every_link_leads_somewhere(files: dict[str, bytes], pages: dict[str, Page]):
    followed = 0
    for page in pages.values():
        for link in page.links:
            if link.startswith(("https://", "http://", "data:application/yaml")):
                continue
            path, place = page.target(link)
            assert path in files, (page.path, link)
            if place and "=" not in place:
                assert place in pages[path].ids, (page.path, link)
            followed += 1
    assert followed > 1000


def test_nothing_is_asked_of_another_machine_and_the_policy_forbids_it(pages: dict[str, Page]):
    for page in pages.values():
        root = "../" * page.path.count("/")
        own = {f"{root}catalogue.css", f"{root}catalogue.js", f"{root}catalogue-index.js"}
        assert set(page.loaded) <= own, page.path
        (policy,) = [
            known["content"]
            for tag, known in page.tags
            if tag == "meta" and known.get("http-equiv") == "Content-Security-Policy"
        ]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy


def test_pages_are_well_formed_and_their_titles_are_in_order(pages: dict[str, Page]):
    for page in pages.values():
        assert (page.unbalanced, page.inside) == ([], []), page.path
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1, page.path
        jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert jumps == [], page.path
        assert ("html", {"lang": "fr"}) in page.tags


def test_the_pages_speak_typographic_french(pages: dict[str, Page]):
    for page in pages.values():
        text = re.sub(r'clausier clauses remarque \S+ --texte "…"', "", page.text)
        assert re.findall(r".{20} [;:!?»%€](?!\w).{5}|« .{5}", text) == [], page.path
        assert re.findall(r"\w+'[a-zà-ÿ]+", text) == [], page.path


def test_the_filters_count_what_they_keep(files: dict[str, bytes], pages: dict[str, Page]):
    told = files["catalogue-index.js"].decode()
    index = json.loads(told.removeprefix("globalThis.CATALOGUE=").removesuffix(";\n"))
    names = [each["id"] for each in index["clauses"]]
    assert sorted(names) == sorted(builtin_library().clauses)
    options: dict[str, dict[str, str]] = {}
    current = ""
    for tag, known in pages["index.html"].tags:
        if tag == "select":
            current = known["name"]
        elif tag == "option" and known["value"]:
            options.setdefault(current, {})[known["value"]] = known["data-libelle"]
    assert list(options) == ["mecanisme", "piece", "nature", "niveau", "situation"]
    home = plain(pages["index.html"].text)
    for name, labels in options.items():
        for value, label in labels.items():
            count = sum(value in each[name] for each in index["clauses"])
            assert count > 0
            assert plain(f"{label} ({count})") in home
    place = names.index(FIXED)
    held = index["mots"]["volume"]
    assert place in held[::2]


def test_levels_show_what_differs(files: dict[str, bytes]):
    page = files[f"clauses/{LEVELLED}.html"].decode()
    table = page[page.index('class="textes"') : page.index('id="texte"')]
    added = [plain(re.sub(r"<[^>]+>", "", each)) for each in re.findall(r"<ins>(.*?)</ins>", table)]
    assert any(each.startswith("Comparer, par sexe") for each in added)
    assert any(each.startswith("Comparer la rémunération") for each in added)
    assert not any("signalement" in each for each in added), "the levels share this line"


def test_the_file_of_a_remark_is_one_the_command_reads(pages: dict[str, Page]):
    clause = builtin_library().clauses[FIXED]
    (link,) = [each for each in pages[f"clauses/{FIXED}.html"].links if each.startswith("data:")]
    (remark,) = read_remarks(unquote(link.partition(",")[2]), "remarque.yaml")
    assert (remark.clause, remark.numero) == (FIXED, clause.sheet.number)
    assert remark.empreinte == clause.sha256


# --- The command ------------------------------------------------------------------------------


def test_the_command_writes_the_site_and_says_where_it_begins(tmp_path: Path):
    library = small_library(tmp_path, FIXED, LEVELLED)
    out = tmp_path / "site"
    given = ("clauses", "catalogue", out, "--bibliotheque", library, "--json")
    made = clausier(*given)
    assert made.code == 0
    assert made.document["clauses"] == 2
    assert Path(made.document["entree"]).is_file()
    assert made.document["pages"] == len(pages_of(files_of(out)))
    again = clausier(*given)
    assert (again.code, again.codes) == (2, ["SORTIE_EXISTANTE"])
    shutil.rmtree(library / LEVELLED)
    third = clausier(*given, "--ecraser")
    assert (third.code, third.document["clauses"]) == (0, 1)
    assert f"clauses/{LEVELLED}.html" in third.document["restes"], "told, and never removed"


def test_without_a_day_the_latest_review_is_shown(tmp_path: Path):
    library = small_library(tmp_path, FIXED)
    reviewed = load_library(library).clauses[FIXED].sheet.provenance.reviewed.on
    assert plain(date_text(reviewed)) in plain(site(tmp_path, library)["index.html"].text)


def test_the_same_library_gives_the_same_bytes_on_any_machine(tmp_path: Path):
    library = small_library(tmp_path, FIXED, LEVELLED, "insertion-penalites")
    made: list[dict[str, bytes]] = []
    for seed, home in (("1", "une"), ("2", "autre")):
        folder = tmp_path / home
        folder.mkdir()
        command = [sys.executable, "-c", START, "clauses", "catalogue", "site"]
        subprocess.run(
            [*command, "--bibliotheque", str(library)],
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        )
        made.append(files_of(folder / "site"))
    assert made[0] == made[1]
    assert not any(str(tmp_path).encode() in content for content in made[0].values())


def test_a_review_too_old_is_told_the_day_after_eighteen_months(tmp_path: Path):
    library = small_library(tmp_path, FIXED)
    clause = load_library(library).clauses[FIXED]
    last = review_lapses(clause)
    for day, told in ((last, False), (last.replace(day=last.day + 1), True)):
        page = site(tmp_path / day.isoformat(), library, "--le", day.isoformat())
        text = plain(page["index.html"].text)
        assert ("À relire : dernière relecture" in text) is told, day


def test_an_adaptation_says_its_base_and_its_reason(tmp_path: Path):
    own = derived(tmp_path / "notre", FIXED)
    stack = stack_file(tmp_path, f'path = "{own.name}"', "builtin = true")
    files = catalogue_files(Shelf(load_stack(stack), TODAY))
    text = plain(pages_of(files)[f"clauses/{FIXED}.html"].text)
    base = builtin_library().clauses[FIXED].sheet
    assert f"clausier/{FIXED}@{base.version}" in text
    assert "Notre usage." in text
    assert "ville-b, bibliothèque « 0 »" in text


def test_a_version_says_what_it_changed_in_the_text_of_the_one_before(tmp_path: Path):
    folder = library_folder(tmp_path, FIXED)
    before = version_of(folder, FIXED)
    published_again(folder, "Une phrase de plus, tout à fait reconnaissable.", "9.0.0", FIXED)
    page = site(tmp_path, folder)[f"clauses/{FIXED}.html"]
    text = plain(page.text)
    assert f"De {before} à 9.0.0" in text
    added = [known for tag, known in page.tags if tag == "ins"]
    assert added
    assert "Une phrase de plus, tout à fait reconnaissable." in text


def test_a_day_before_the_current_version_shows_the_one_that_served_and_says_so(tmp_path: Path):
    folder = small_library(tmp_path, FIXED)
    before = version_of(folder, FIXED)
    added = "Une phrase qui ne sert pas encore."
    published_again(folder, added, "9.0.0", FIXED)
    sheet = folder / FIXED / "clause.yaml"
    text, changed = re.subn(
        r"(validity: \{from:) [\d-]+", r"\1 2027-01-01", sheet.read_text("utf-8")
    )
    assert changed == 1
    sheet.write_text(text, encoding="utf-8")
    for day, version in (("2026-12-31", before), ("2027-01-01", "9.0.0")):
        page = site(tmp_path / day, folder, "--le", day)[f"clauses/{FIXED}.html"]
        told = plain(page.text)
        assert f"Version {version}, publiée" in told
        served = told[told.index("Entre crochets") : told.index("Les champs de cette clause")]
        assert (added in served) is (version == "9.0.0")
        assert ("la version 9.0.0 sert les consultations" in told) is (version == before)


# --- A stranger's library ---------------------------------------------------------------------


def hostile_library(folder: Path) -> Path:
    """Write a library whose every text tries to be markup."""
    library = small_library(folder, LEVELLED)
    (library / "library.yaml").write_text(
        yaml.safe_dump({"publisher": EVIL, "license": EVIL, "title": EVIL}), encoding="utf-8"
    )
    place = library / LEVELLED
    sheet = yaml.safe_load(
        (place / "clause.yaml").read_text("utf-8").replace('"on"', "reviewed_on")
    )
    sheet["provenance"]["reviewed"] = {"on": sheet["provenance"]["reviewed"]["reviewed_on"]}
    sheet["provenance"]["reviewed"]["by"] = EVIL
    sheet["provenance"]["publisher"] = sheet["provenance"]["license"] = EVIL
    sheet["provenance"]["derived_from"] = (
        f"{EVIL.replace('/', '')}/{LEVELLED}@1.0.0 sha256:{'0' * 64}"
    )
    sheet["provenance"]["reason"] = EVIL
    sheet["title"] = sheet["summary"] = EVIL
    sheet["short_title"] = EVIL[:40]
    sheet["situations"] = [EVIL[:40], '"><script>x</script>']
    sheet["vigilance"] = [EVIL]
    sheet["number"] = numbered("XY", 1)
    sheet["variables"][f"a{EVIL}"] = "text"
    for variant in sheet["variants"].values():
        variant["label"] = variant["asks"] = variant["hours_effect"] = EVIL
    (place / "clause.yaml").write_text(
        yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    words = "Une phrase \"'> & javascript:alert(1) onload=x &lt;script&gt; [x](javascript:y)."
    for body in place.glob("body*.md"):
        body.write_text(body.read_text("utf-8") + f"\n{words}\n", encoding="utf-8")
    (place / "CHANGELOG.md").write_text(f"# {EVIL}\n\n## {EVIL}\n\n- {EVIL}\n", encoding="utf-8")
    cases = (place / "cases.yaml").read_text("utf-8")
    (place / "cases.yaml").write_text(
        f'- name: {json.dumps(EVIL)}\n  "on": 2026-12-01\n  given:\n'
        f"    objet: {json.dumps(EVIL)}\n    {json.dumps(EVIL)}: {json.dumps(EVIL)}\n{cases}",
        encoding="utf-8",
    )
    key = f"../../{EVIL}"
    plans = {key: [{"title": EVIL, "clauses": [LEVELLED], "when": EVIL}]}
    (library / "plans.yaml").write_text(yaml.safe_dump(plans, width=10_000), encoding="utf-8")
    return library


@pytest.mark.parametrize(
    "words", ["a b " * 8_000 + "fin.", "\n\n".join(f"Mot {n}." for n in range(900))]
)
def test_texts_written_to_be_compared_without_end_are_shown_uncompared(tmp_path: Path, words: str):
    library = small_library(tmp_path, LEVELLED)
    for number, body in enumerate(sorted((library / LEVELLED).glob("body*.md"))):
        text = body.read_text("utf-8")
        body.write_text(f"{text}\n{words.replace('b', 'b' + ' c' * number)}\n", encoding="utf-8")
    start = time.process_time()
    page = site(tmp_path, library)[f"clauses/{LEVELLED}.html"]
    assert time.process_time() - start < 10
    assert "Comparer les textes" not in page.text
    assert "Ce qu’elle demande à l’entreprise" in page.text


def test_the_words_of_a_stranger_never_become_markup_nor_a_path(tmp_path: Path):
    out = tmp_path / "profond" / "site"
    library = hostile_library(tmp_path)
    made = clausier("clauses", "catalogue", out, "--bibliotheque", library)
    assert made.code == 0, made.err
    assert [each.name for each in out.parent.iterdir()] == ["site"]
    files = files_of(out)
    assert all(re.fullmatch(r"[a-z0-9./-]+", path) for path in files)
    pages = pages_of(files)
    for page in pages.values():
        assert (page.unbalanced, page.inside) == ([], []), page.path
        for tag, known in page.tags:
            assert tag not in {"img", "iframe", "object", "embed", "base", "svg", "style"}
            assert tag != "script" or "src" in known
            assert not any(name.startswith("on") or name == "style" for name in known), known
            address = known.get("href", known.get("src", "")).strip().lower()
            assert not address.startswith("javascript"), known
    shown = plain(pages[f"clauses/{LEVELLED}.html"].text)
    assert shown.count(plain(EVIL)) > 10, "the words are shown, as words"
    assert "Ce que le contrôle signale" in shown, "and what the rules find is told"
    assert b"<" not in files["catalogue-index.js"]
