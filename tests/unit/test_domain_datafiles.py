"""The package's own data: a folder of files read as one, without a key lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from insertion import datafiles
from insertion.datafiles import load_data, load_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return an empty folder that stands for ``insertion/data/law/``."""
    monkeypatch.setattr(datafiles, "DATA", tmp_path)
    (tmp_path / "law").mkdir()
    load_data.cache_clear()
    load_folder.cache_clear()
    yield tmp_path / "law"
    load_data.cache_clear()
    load_folder.cache_clear()


def test_the_files_of_a_folder_are_read_as_one_in_the_order_of_their_names(folder: Path):
    (folder / "2-b.yaml").write_text("zone: été\n", encoding="utf-8")
    (folder / "1-a.yaml").write_text("jour: 2026-09-01\n", encoding="utf-8")
    (folder / "0-notes.md").write_text("zone: ailleurs\n", encoding="utf-8")
    (folder / "3-c.yaml").write_text("autre: 3\n", encoding="utf-8")
    read = load_folder("law")
    assert list(read.items()) == [("jour", date(2026, 9, 1)), ("zone", "été"), ("autre", 3)]


def test_a_key_defined_in_two_files_of_a_folder_is_a_mistake_of_ours(folder: Path):
    (folder / "a.yaml").write_text("un: 1\ndeux: 2\n", encoding="utf-8")
    (folder / "b.yaml").write_text("trois: 3\nun: 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"defined twice in law/: \['un'\]"):
        load_folder("law")


def test_a_data_file_is_parsed_once(folder: Path):
    file = folder / "a.yaml"
    file.write_text("œuvre: 1\n", encoding="utf-8")
    first = load_data("law/a.yaml")
    file.write_text("œuvre: 2\n", encoding="utf-8")
    assert load_data("law/a.yaml") is first == {"œuvre": 1}
