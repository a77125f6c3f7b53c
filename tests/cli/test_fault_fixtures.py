"""Each fault a person can meet has its test somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from insertion.errors import catalogue

TESTS = Path(__file__).resolve().parents[1]


def test_every_fault_code_has_a_fixture_or_a_test_that_expects_it():
    words: set[str] = {path.stem for path in (TESTS / "bad").glob("*.yaml")}
    for path in TESTS.rglob("*.py"):
        if path != Path(__file__) and "node_modules" not in path.parts:
            words |= set(re.findall(r"\b[A-Z][A-Z_]{4,}\b", path.read_text(encoding="utf-8")))
    assert sorted(catalogue().keys() - words) == []
