"""Workbooks as people really send them: the right hours, or the exact fault at its cell."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from insertion.errors import catalogue
from tests.bad_xlsx.case import FILE, TABLE, Case, table
from tests.bad_xlsx.catalogue import CATALOGUE, outcome_of

CASES = [
    pytest.param(case, id=f"{family}: {case.name}")
    for family, cases in CATALOGUE.items()
    for case in cases
]


@pytest.mark.parametrize("case", CASES)
def test_a_workbook_people_send_is_read_exactly_or_refused_at_its_cell(case: Case, tmp_path: Path):
    assert outcome_of(case, tmp_path).problem(case) == ""


@pytest.mark.parametrize("case", CASES)
def test_no_case_is_both_read_and_refused_nor_neither(case: Case):
    assert (case.hours is None) != (case.faults == ())
    assert {code for code, _ in case.faults} <= catalogue().keys()


def test_the_names_of_the_cases_differ():
    for cases in CATALOGUE.values():
        names = [case.name for case in cases]
        assert sorted(set(names)) == sorted(names)


ODD = [b'""', b'"-5"', b'"x"', b'"99999999"', b'"1.5"', b'"true"', b'"s"', b'"d"', b'"e"', b'"NaN"']


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return a workbook some bytes of which were cut, changed or put in another's place."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: bytearray(source.read(name)) for name in source.namelist()}
    for _ in range(chance.randint(1, 3)):
        part = parts[chance.choice(sorted(parts))]
        at = chance.randrange(len(part))
        match chance.randrange(3):
            case 0:
                del part[at : at + chance.randint(1, 20)]
            case 1:
                part[at] = chance.randrange(256)
            case _:
                quoted = [found.span() for found in re.finditer(rb'"[^"]*"', bytes(part))]
                start, end = chance.choice(quoted or [(at, at)])
                part[start:end] = chance.choice(ODD)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, data in parts.items():
            target.writestr(name, bytes(data))
    return packed.getvalue()


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_workbook_is_read_or_refused_in_words_never_otherwise(seed: int, tmp_path: Path):
    chance = random.Random(seed)
    whole = tmp_path / "entier.xlsx"
    table(*TABLE)(whole)
    content = whole.read_bytes()
    for _ in range(40):
        path = tmp_path / FILE
        path.write_bytes(damaged(content, chance))
        found = outcome_of(Case("damaged", lambda _: None), tmp_path)
        assert (found.hours is None) == bool(found.faults)
