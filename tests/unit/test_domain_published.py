"""Every worked example of the domain study is a case, checked elsewhere, or documented."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from insertion.contract import Contract, Lot, PenaltyBase
from insertion.methods import METHODS
from insertion.penalties import hour_penalty
from tests.unit.hours_cases import HoursCase, hours_cases

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parents[1] / "cases"
ROWS: list[dict[str, Any]] = yaml.safe_load((CASES / "published.yaml").read_text("utf-8"))
BY_SOURCE: dict[str, list[HoursCase]] = defaultdict(list)
for _case in hours_cases():
    BY_SOURCE[_case.source].append(_case)


def test_the_study_counts_forty_four_examples_each_once():
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids)) == 44
    assert set(BY_SOURCE) - {"ours"} <= set(ids)
    assert all(row["source"] and row["year"] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_an_example_is_a_case_with_its_hours_or_is_checked_or_documented(row: dict[str, Any]):
    assert ("hours" in row) != ("documented" in row)
    if "documented" in row:
        assert row["id"] not in BY_SOURCE
    elif "elsewhere" in row:
        assert f'"{row["id"]}"' in (ROOT / row["elsewhere"]).read_text("utf-8")
    else:
        found = BY_SOURCE[row["id"]]
        assert {case.hours for case in found if case.fault is None} == set(row["hours"])
        assert {case.fault for case in found} - {None} == {row.get("fault")} - {None}


def test_what_is_documented_is_explained_to_readers():
    readme = (CASES / "README.md").read_text("utf-8")
    documented = {row["id"]: row["documented"] for row in ROWS if "documented" in row}
    statistics = {name for name, why in documented.items() if why == "statistique"}
    assert statistics == {f"R{number}" for number in range(13, 20)}
    assert documented.keys() - statistics == {"D12", "D13", "D14"}
    for word in ("R13–R19", "D11", "D12", "D13", "D14", "half-open"):
        assert word in readme


def test_each_method_read_in_a_source_has_an_example_of_the_study():
    with_example = {case.method for cases in BY_SOURCE.values() for case in cases if cases}
    published = {
        case.method for source, cases in BY_SOURCE.items() if source != "ours" for case in cases
    }
    assert with_example >= {method.id for method in METHODS}
    # The second reading of the State contract, and habits without text, have our cases only.
    assert {method.id for method in METHODS} - published == {
        "tranches_seuil_atteint", "masse_salariale", "postes", "heures_par_million",
        "plancher_offre", "avenant",
    }  # fmt: skip


def test_the_published_penalties_keep_their_rate_an_hour():
    lots = (Lot(number="1", title="a"),)
    fixed = Contract(lots=lots, penalty_base=PenaltyBase.LUMP_SUM, penalty_lump_sum=Decimal(200))
    ceiling = Contract(
        lots=lots,
        penalty_base=PenaltyBase.SOCIAL_SECURITY_CEILING,
        penalty_coefficient=Decimal(4),
        consultation_date=date(2026, 3, 2),
    )
    rates = [hour_penalty(each) for each in (fixed, ceiling)]
    assert [each and each.amount for each in rates] == [Decimal(200), Decimal(120)]
