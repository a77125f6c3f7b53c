"""Every produced Word file is valid, accessible, and opens in another word processor."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from docgen.hosts import build_hosts
from docgen.library import builtin_library
from insertion.hours import compute
from insertion.typography import plain
from tests.docgen.contracts import CONTRACTS, contract_record
from tests.docgen.docx_reading import body_of, core_title, headings_of, parts_of, tables_of, w
from tests.office.validator import sdk_errors_by_file

Folder = Callable[[str], Path]
ROOT = Path(__file__).resolve().parents[2]
PAGES = re.compile(r"\f")
MAIN = ("AAPC", "RC", "CCAP", "AE", "NOTE-CALCUL")


@pytest.fixture
def every_file(final_set: Folder, generated: Callable[..., Path]) -> list[Path]:
    """The final pieces of every contract, and a draft with blanks and notes."""
    draft = generated(activites=None, publics=None, formation_comptee=None, acheteur_nom=None)
    folders = [final_set(name) for name in CONTRACTS] + [draft]
    files = [path for folder in folders for path in main_pieces(folder)]
    assert len(files) == len(MAIN) * len(folders)
    forms = [path for path in sorted(draft.rglob("*.docx")) if path not in files]
    assert len(forms) >= 11  # the same in every contract: once is enough
    return files + forms


def main_pieces(folder: Path) -> list[Path]:
    """Return the pieces that hold the figures of the contract."""
    return [path for name in MAIN for path in folder.glob(f"*/*_{name}_*.docx")]


@pytest.mark.needs("node", "ooxml-validate")
def test_the_open_xml_sdk_finds_no_error_in_any_piece(every_file: list[Path]):
    found = sdk_errors_by_file(every_file)
    assert {path.name: errors[:3] for path, errors in found.items() if errors} == {}


def test_language_and_title_are_set_in_every_piece(every_file: list[Path]):
    for path in every_file:
        parts = parts_of(path)
        styles = etree.fromstring(parts["word/styles.xml"])
        language = styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}/{w('lang')}")
        assert language is not None
        assert language.get(w("val")) == "fr-FR"
        others = {each.get(w("val")) for each in body_of(path).iter(w("lang"))}
        assert others <= {"fr-FR"}, path.name
        assert b"<dc:language>fr-FR</dc:language>" in parts["docProps/core.xml"]
        assert len(core_title(path)) > 10


def test_headings_follow_one_another_without_gap_and_none_is_empty(every_file: list[Path]):
    for path in every_file:
        headings = headings_of(path)
        assert headings, path.name
        assert all(text.strip() for _, text in headings), path.name
        assert headings[0][0] == 1, path.name
        for (level, _), (following, text) in pairwise(headings):
            assert following <= level + 1, f"{path.name}: {text}"


def test_tables_repeat_their_header_and_merge_no_cell(every_file: list[Path]):
    for path in every_file:
        tables = list(body_of(path).iter(w("tbl")))
        for table in tables:
            first, *others = table.findall(w("tr"))
            assert first.find(f"{w('trPr')}/{w('tblHeader')}") is not None, path.name
            assert others
            for row in others:
                assert row.find(f"{w('trPr')}/{w('tblHeader')}") is None
            for merge in ("gridSpan", "vMerge", "hMerge"):
                assert not list(table.iter(w(merge))), path.name
            assert all("".join(cell).strip() for cell in tables_of(path)[0][0])


def test_nothing_relies_on_empty_paragraphs_for_space(every_file: list[Path]):
    for path in every_file:
        texts = [
            "".join(each.text or "" for each in p.iter(w("t"))) + "…" * len(list(p.iter(w("sdt"))))
            for p in body_of(path).iter(w("p"))
        ]
        for before, after in pairwise(texts):
            cell = [each for each in (before, after) if each.strip()]
            assert cell or path.match("*AE*") or path.match("*NOTE*"), path.name


def test_identifiers_are_unique_and_links_lead_somewhere(every_file: list[Path]):
    for path in every_file:
        document = body_of(path)
        names = [each.get(w("name")) for each in document.iter(w("bookmarkStart"))]
        assert len(set(names)) == len(names), path.name
        for tag in ("bookmarkStart", "sdt"):
            ids = [
                found.get(w("id")) or found.get(w("val"))
                for each in document.iter(w(tag))
                if (found := each if tag != "sdt" else each.find(f"{w('sdtPr')}/{w('id')}"))
                is not None
            ]
            assert len(set(ids)) == len(ids), f"{path.name}: {tag}"
        anchors = {str(each.get(w("anchor"))) for each in document.iter(w("hyperlink"))}
        instructions = " ".join(each.text or "" for each in document.iter(w("instrText")))
        anchors |= set(re.findall(r"REF (\S+)", instructions))
        assert anchors <= set(names), path.name


def test_each_article_carries_its_clause_identity(final_set: Folder):
    for path in final_set("exemple").glob("DCE/**/*.docx"):
        every = {str(each.get(w("val"))) for each in body_of(path).iter(w("tag"))}
        tags = {tag for tag in every if tag.startswith("clause:")}
        assert all(tag.startswith("saisie:") for tag in every - tags)
        listed = set(
            re.findall(rb'id="([a-z-]+)" version="([\d.]+)"', parts_of(path)["customXml/item1.xml"])
        )
        assert {f"clause:{i.decode()}@{v.decode()}" for i, v in listed} == tags
        assert tags


def test_every_hash_of_the_provenance_is_that_of_the_shipped_clause(final_set: Folder):
    (ccap,) = final_set("exemple").glob("DCE/*_CCAP_*")
    provenance = parts_of(ccap)["customXml/item1.xml"].decode()
    found = dict(re.findall(r'id="([a-z-]+)"[^>]*sha256="([0-9a-f]{64})"', provenance))
    assert len(found) > 10
    assert found == {name: builtin_library().clauses[name].sha256 for name in found}


def test_the_hosts_shipped_are_those_the_code_builds():
    for name, content in build_hosts().items():
        shipped = ROOT / "clause_templates" / "hotes" / name
        assert shipped.read_bytes() == content, f"{name}: make construire"


@pytest.mark.needs("soffice", "pdftotext")
def test_libreoffice_makes_pages_of_each_piece_and_they_hold_the_hours(
    final_set: Folder, tmp_path: Path
):
    names = ("exemple", "part-des-heures")
    files: list[Path] = []
    for name in names:
        (tmp_path / name).mkdir()
        for path in main_pieces(final_set(name)):
            copy = tmp_path / name / path.name
            copy.write_bytes(path.read_bytes())
            files.append(copy)
    for name in names:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless",
             "--convert-to", "pdf", "--outdir", str(tmp_path / name),
             *[str(path) for path in files if path.parent.name == name]],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
    for path in files:
        read = subprocess.run(
            ["pdftotext", "-layout", str(path.with_suffix(".pdf")), "-"],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        pages = read.count("\f")
        assert (8 if "CCAP" in path.name else 1) <= pages <= 25, f"{path.name}: {pages} pages"
        words = plain(read)
        assert "Error" not in words
        assert "Erreur" not in words
        result = compute(contract_record(**CONTRACTS[path.parent.name]).contract)
        for lot in result.lots:
            if lot.contract_hours is not None:
                assert re.search(rf"\b{lot.contract_hours}\b", words), (
                    f"{path.name}: {lot.lot.number}"
                )
