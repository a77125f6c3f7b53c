"""Sets of pieces generated once for all the tests that read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clausier.documents import GeneratedSet, generate
from clausier.files import write_all
from tests.docgen.contracts import CONTRACTS, contract_record

Generator = Callable[..., Path]


@pytest.fixture(scope="session")
def final_set(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the folder of a contract's final pieces, made at its first use."""
    made: dict[str, Path] = {}

    def folder_of(name: str) -> Path:
        if name not in made:
            folder = tmp_path_factory.mktemp(name)
            write_set(generate(contract_record(**CONTRACTS[name]), folder, final=True))
            made[name] = folder
        return made[name]

    return folder_of


@pytest.fixture
def generated(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the pieces of the sample, some facts changed."""

    def made(*, final: bool = False, lots: Any = None, **changes: Any) -> Path:
        folder = tmp_path / "pieces"
        write_set(generate(contract_record(lots, **changes), folder, final=final))
        return folder

    return made


def write_set(made: GeneratedSet) -> None:
    """Write a set as the command does."""
    write_all({each.path: each.content for each in made.files}, overwrite=True)
