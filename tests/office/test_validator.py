"""The validator finds faults: otherwise "no Open XML SDK error" would prove nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from tests.office.validator import sdk_errors_by_file

pytestmark = pytest.mark.needs("node", "ooxml-validate")


def with_document(source: Path, target: Path, old: bytes, new: bytes) -> Path:
    """Copy a package, replacing some bytes of its main part."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "word/document.xml":
                assert old in content
                content = content.replace(old, new)
            after.writestr(name, content)
    return target


def test_a_sound_document_passes_and_each_kind_of_fault_is_told(tmp_path: Path) -> None:
    sound = tmp_path / "sain.docx"
    document = docx.Document()
    document.add_paragraph("Article 1")
    document.save(str(sound))
    unknown = with_document(sound, tmp_path / "inconnu.docx", b"<w:body>", b"<w:body><w:clause/>")
    valueless = with_document(
        sound, tmp_path / "valeur.docx", b"<w:p>", b"<w:p><w:pPr><w:jc/></w:pPr>"
    )
    not_a_package = tmp_path / "texte.docx"
    not_a_package.write_text("pas un document", encoding="utf-8")

    found = sdk_errors_by_file([sound, unknown, valueless, not_a_package])

    assert found[sound] == []
    assert any("clause" in error for error in found[unknown])
    assert any("val" in error for error in found[valueless])
    assert found[not_a_package] == ["the package cannot be opened: File contains corrupted data."]


def test_asking_about_no_file_starts_nothing() -> None:
    assert sdk_errors_by_file([]) == {}
