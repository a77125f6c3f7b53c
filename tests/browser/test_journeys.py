"""The page and the task pane, used in a real browser over a real server; the files they give."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from tests.browser import books, journeys
from tests.docgen.docx_reading import WORD_PARTS, paragraph_text, parts_of, w
from tests.external_tools import require_tool
from xlplugin import host

HERE = Path(__file__).parent
NAMES = tuple(
    name
    for file in ("page_journeys.mjs", "pane_journeys.mjs")
    for name in re.findall(
        r"^export async function (\w+)", (HERE / file).read_text("utf-8"), re.MULTILINE
    )
)
RETAINED = "800"  # hours of lot 1 of the example, after negotiation
SECRETS = ("1 000 000", "833", "temps scolaire")  # its amount, computed hours, reason
PIECES = ("AAPC", "RC", "CCAP", "AE")


@dataclass(frozen=True)
class Visit:
    """What every journey came to, and the folder of the files they saved."""

    report: dict[str, dict[str, Any]]
    folder: Path

    def told(self, name: str) -> dict[str, Any]:
        told: dict[str, Any] = self.report[name]["told"]
        return told


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    require_tool("browser")
    folder = tmp_path_factory.mktemp("navigateur")
    books.write_all(folder)
    with journeys.served(folder) as address:
        yield Visit(journeys.run(address, folder), folder)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_journey(visit: Visit, name: str):
    came_to = visit.report[name]
    assert came_to["failure"] is None, came_to["failure"]
    assert came_to["complaints"] == []
    assert came_to["strangers"] == [], "a request left this machine"


def test_the_pane_knows_our_workbook_by_the_marks_the_host_looks_for():
    source = (HERE.parents[1] / "clausier" / "panes" / "workbook.js").read_text("utf-8")
    found = re.search(r"OWN_MARKS = (\[.*?\]);.*?LOTS_MARK = \"(\w+)\"", source, re.DOTALL)
    assert found
    assert set(json.loads(found[1])) <= set(host.needed_names())
    assert found[2] == host.MARK


def document_texts(content: bytes) -> str:
    """Return every word of a document, headers and content controls included."""
    texts = (
        paragraph_text(paragraph)
        for name, part in parts_of(content).items()
        if WORD_PARTS.fullmatch(name)
        for paragraph in etree.fromstring(part).iter(w("p"))
    )
    return re.sub(r"[\u00a0\u202f]", " ", "\n".join(texts))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["definitif.zip", "volet.zip"])
def test_the_set_has_the_hours_and_no_estimate_reaches_the_firms(visit: Visit, name: str):
    files = parts_of(visit.folder / name)
    for_firms = {path: content for path, content in files.items() if path.startswith("DCE/")}
    assert [piece for piece in PIECES if any(f"_{piece}_" in path for path in for_firms)] == [
        *PIECES
    ]
    assert any(path.startswith("interne/") for path in files)
    clauses = document_texts(next(c for p, c in for_firms.items() if "_CCAP_" in p))
    assert RETAINED in clauses
    for path, content in for_firms.items():
        text = document_texts(content)
        assert [secret for secret in SECRETS if secret in text] == [], path


@pytest.mark.slow
def test_a_draft_is_named_as_one_and_marks_what_is_missing(visit: Visit):
    assert "projet" in visit.told("page_generates_a_draft")["name"]
    files = parts_of(visit.folder / "projet.zip")
    assert "[" in document_texts(next(c for p, c in files.items() if "_CCAP_" in p))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ccap-rempli.docx", "volet-ccap.docx"])
def test_the_articles_come_where_the_marker_was(visit: Visit, name: str):
    text = document_texts((visit.folder / name).read_bytes())
    assert books.MARKER not in text
    assert RETAINED in text
    assert "Fin du document." in text


@pytest.mark.slow
def test_the_workbook_given_back_holds_the_hours(visit: Visit):
    sheet = openpyxl.load_workbook(visit.folder / "heures.xlsx")["Estimation"]
    first = books.OFFSET + 2
    rows = range(first, first + len(books.HOURS))
    assert [sheet.cell(row=row, column=8).value for row in rows] == books.HOURS


@pytest.mark.slow
def test_the_blank_workbook_is_a_workbook_of_ours(visit: Visit):
    assert "Lots" in openpyxl.load_workbook(visit.folder / "vierge.xlsx").sheetnames


def test_no_text_of_the_page_has_an_ordinary_space_before_a_high_sign():
    panes = HERE.parents[1] / "clausier" / "panes"
    page = (panes / "index.html").read_text("utf-8")
    pane = (panes.parent / "xlwings_project" / "templates" / "taskpane.html").read_text("utf-8")
    for text in (page, pane):
        bare = re.sub(r"<(script|style|svg)\b.*?</\1>|\{#.*?#\}|<[^>]*>", "", text, flags=re.DOTALL)
        assert re.findall(r"\S* [;:!?»%€]|« \S*|\w'\w*", bare) == []


def test_every_text_of_the_pane_is_used():
    panes = HERE.parents[1] / "clausier" / "panes"
    words = (panes / "words.js").read_text("utf-8")
    keys = set(re.findall(r"^  (\w+):", words, re.MULTILINE))
    others = [each.read_text("utf-8") for each in panes.glob("*.js") if each.name != "words.js"]
    code = "\n".join(others)
    built = tuple(re.findall(r"word\(`(\w+_)\$\{", code))  # word(`etat_${state}`)
    used = set(re.findall(r"[\"'](\w+)[\"']", code))
    told = {key for key in keys if key.startswith(built) or key.removesuffix("_aide") in used}
    assert keys - used - told == set()
