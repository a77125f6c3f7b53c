"""The built workbooks are honest Open XML: nothing for Office to repair."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.office import validator
from xlplugin.rebuild import rebuild
from xlplugin.workbook import build_workbook


@pytest.mark.slow
@pytest.mark.needs("ooxml-validate")
def test_the_open_xml_sdk_finds_nothing_wrong_in_the_workbooks(tmp_path: Path):
    large = tmp_path / "grand.xlsx"
    build_workbook(large, capacity=400)
    paths = [*rebuild(tmp_path), large]
    found = validator.sdk_errors_by_file(paths)
    assert {path.name: errors for path, errors in found.items() if errors} == {}
    assert len(found) == 3
