"""What the repository derives is what a rebuild gives: nobody edits it by hand."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from clausier import build, reference, template_page
from clausier.markdown import BUILT, prose, table
from insertion.errors import catalogue
from insertion.law import articles
from insertion.methods import METHODS
from insertion.vocabulary import contract_terms, lot_terms

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)[^)]*\)|<img[^>]+src=\"([^\"]+)\"")

GUIDES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "LICENCE-CLAUSES.md")),
    *(ROOT / folder / "README.md" for folder in ("clause_templates", "workbooks")),
    *sorted((ROOT / "docs").glob("*.md")),
]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_committed_derived_file_is_what_a_rebuild_gives() -> None:
    derived = build.derived_files()
    assert len(derived) > 10
    stale = [
        name_of(path)
        for path, content in derived.items()
        if not path.is_file() or path.read_bytes() != content
    ]
    assert stale == [], "make construire"


def test_rebuilding_writes_every_derived_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {name_of(path) for path in build.derived_files()}
    monkeypatch.setattr(build, "ROOT", tmp_path)
    assert build.main() == 0
    written = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert written == expected


def test_every_built_page_says_that_it_is_built() -> None:
    assert {text.splitlines()[0] for text in reference.reference_pages().values()} == {BUILT}


def test_every_fault_method_article_and_key_has_its_line() -> None:
    pages = reference.reference_pages()
    assert [code for code in catalogue() if f"`{code}`" not in pages["erreurs.md"]] == []
    assert [each.id for each in METHODS if f"methode: {each.id}" not in pages["methodes.md"]] == []
    assert [key for key in articles() if f"`{key}`" not in pages["droit.md"]] == []
    terms = [*contract_terms().values(), *lot_terms().values()]
    record = pages["format-marche-yaml.md"]
    assert [term.key for term in terms if f"| `{term.key}` |" not in record] == []


def test_the_guide_to_templates_names_no_internal_figure() -> None:
    guide = reference.reference_pages()["guide-modeles.md"]
    internal = {t.key for t in [*contract_terms().values(), *lot_terms().values()] if t.internal}
    assert len(internal) > 5
    assert [key for key in internal if re.search(rf"\{{\s*(lot\.)?{key}\s*\}}", guide)] == []


def test_a_published_name_without_meaning_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(template_page.MEANINGS, "heures_total")
    with pytest.raises(KeyError, match="heures_total"):
        template_page.template_page()


def test_a_meaning_without_published_name_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(template_page.LOT_MEANINGS, "couleur", "la couleur du lot")
    with pytest.raises(KeyError, match="couleur"):
        template_page.template_page()


def test_prose_keeps_what_people_copy_and_tables_keep_their_columns() -> None:
    assert prose("L'essai : `a : 'b'`") == "L’essai\u00a0: `a : 'b'`"
    assert table(("A", "B"), [("x|y", "1")]).splitlines()[-1] == "| x\\|y | 1 |"


@pytest.mark.parametrize(
    "path",
    GUIDES,
    ids=name_of,
)
def test_every_link_and_picture_of_the_guides_leads_somewhere(path: Path) -> None:
    found = [a or b for a, b in LINK.findall(path.read_text(encoding="utf-8"))]
    assert [target for target in found if not (path.parent / target).exists()] == []


def test_every_dependency_is_explained() -> None:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = content["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    text = (ROOT / "docs" / "dependances.md").read_text(encoding="utf-8")
    names = {Requirement(each).name for each in wanted} - {project["name"]}
    assert {name for name in names if f"| {name} |" not in text} == set()
    listed = set(re.findall(r"^\| ([A-Za-z0-9._-]+) \| ", text, re.MULTILINE))
    assert listed - names - {"Bibliothèque", "---"} == set()
