"""Workbooks as people really send them: the right hours, or the exact fault at its cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from insertion.errors import catalogue
from tests.bad_xlsx.case import Case
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
