"""The editable file and the building blocks seen by others: LibreOffice, the Open XML SDK."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.blocks import (
    Citation,
    Condition,
    Heading,
    ListBlock,
    Note,
    Paragraph,
    Reference,
    Table,
    Text,
    Variable,
)
from docgen.clause import inlines_of
from docgen.clause_import import import_clause
from docgen.clause_word import variants_by_body
from docgen.library import builtin_library
from tests.docgen.test_building_blocks import shipped_blocks
from tests.docgen.word_clauses import exported, shipped
from tests.external_tools import require_tool
from tests.office.validator import sdk_errors_by_file

pytestmark = pytest.mark.slow
CLAUSES = sorted(builtin_library().clauses)
SAVED = [
    "modalites-execution",  # a list in a list
    *sorted(
        CLAUSES, key=lambda name: -sum(map(len, builtin_library().clauses[name].bodies.values()))
    )[:10],
]
"""Those LibreOffice saves: together they hold every construct."""
TO_WORD = "docx:MS Word 2007 XML"


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folders of every clause once LibreOffice saved it, straight and through .odt."""
    require_tool("soffice")
    home = tmp_path_factory.mktemp("office")
    folders = {name: home / name for name in ("source", "odt", "direct", "through")}
    for each in folders.values():
        each.mkdir()
    for name in SAVED:
        (folders["source"] / f"{name}.docx").write_bytes(exported(name))
    save = _saver(home / "profil")
    save("odt", folders["odt"], folders["source"])
    save(TO_WORD, folders["direct"], folders["source"])
    save(TO_WORD, folders["through"], folders["odt"])
    return folders


def _saver(profile: Path) -> Callable[[str, Path, Path], None]:
    def save(form: str, into: Path, source: Path) -> None:
        subprocess.run(
            ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
             form, "--outdir", str(into), *map(str, sorted(source.iterdir()))],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip

    return save


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("way", ["direct", "through"])
def test_a_clause_saved_by_libreoffice_comes_back_as_it_went(way: str, converted: dict[str, Path]):
    library, words = shipped()
    for name in SAVED:
        content = (converted[way] / f"{name}.docx").read_bytes()
        found = import_clause(content, f"{name}.docx", library, words)
        clause = library.clauses[name]
        went = {each: clause.blocks[each] for each in variants_by_body(clause)}
        assert dict(found.variants) == went, name
        assert [str(each) for each in found.remarks] == [], name


def test_the_clauses_saved_by_libreoffice_hold_every_construct():
    library = builtin_library()
    held = [block for name in SAVED for body in library.clauses[name].blocks.values()
            for block in body]  # fmt: skip
    kinds = {type(block) for block in held}
    assert kinds == {Heading, Paragraph, ListBlock, Table, Note, Condition}
    inlines = {type(each) for each in inlines_of(tuple(held))}
    assert inlines == {Text, Variable, Citation, Reference}
    lists = [block for block in held if isinstance(block, ListBlock)]
    assert {each.ordered for each in lists} == {True, False}
    assert any(item.nested for each in lists for item in each.items)


@pytest.mark.needs("node", "ooxml-validate")
def test_the_open_xml_sdk_finds_nothing_wrong(tmp_path: Path):
    for name in CLAUSES:
        (tmp_path / f"{name}.docx").write_bytes(exported(name))
    (tmp_path / "blocs.dotx").write_bytes(shipped_blocks())
    found = sdk_errors_by_file(sorted(tmp_path.iterdir()))
    assert {path.name: errors for path, errors in found.items() if errors} == {}


@pytest.mark.needs("soffice")
def test_libreoffice_opens_the_building_blocks(tmp_path: Path):
    source, pages = tmp_path / "source", tmp_path / "pages"
    source.mkdir()
    (source / "blocs.dotx").write_bytes(shipped_blocks())
    _saver(tmp_path / "profil")("pdf", pages, source)
    assert (pages / "blocs.pdf").read_bytes().startswith(b"%PDF")
