"""The shared hours cases of ``tests/cases/hours``, loaded for whichever engine runs them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from insertion.intake import Record
from insertion.record import load_record

FOLDER = Path(__file__).parents[1] / "cases" / "hours"
CASE_KEYS = {"name", "source", "consultation_date", "method", "inputs", "rounding", "expected"}
EXPECTED_KEYS = {"exact", "hours", "warning", "fault"}


@dataclass(frozen=True)
class HoursCase:
    """One lot, its rounding rule, and what every engine must find."""

    name: str
    source: str
    consultation_date: date
    method: str | None
    inputs: dict[str, str]
    direction: str
    multiple: int
    exact: Fraction | None
    hours: int | None
    warning: str | None
    fault: str | None

    def record(self) -> Record:
        """Return the case read as ``marche.yaml``, the way a user's file is."""
        facts = {
            "date_lancement": self.consultation_date.isoformat(),
            "arrondi": self.direction,
            "arrondi_multiple": str(self.multiple),
        }
        lot = {"numero": "1", "intitule": "Lot du cas"} | self.inputs
        if self.method is not None:
            lot["methode"] = self.method
        lines = [f"{key}: {_quoted(value)}" for key, value in facts.items()]
        first, *others = [f"{key}: {_quoted(value)}" for key, value in lot.items()]
        lines += ["lots:", f"  - {first}", *(f"    {each}" for each in others)]
        return load_record("\n".join(lines) + "\n")


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def hours_cases() -> list[HoursCase]:
    """Return every case of the folder, in file order."""
    return [
        _case(row)
        for path in sorted(FOLDER.glob("*.yaml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _case(row: dict[str, Any]) -> HoursCase:
    expected = row["expected"]
    unknown = row.keys() - CASE_KEYS | expected.keys() - EXPECTED_KEYS
    if unknown:
        raise ValueError(f"{row['name']}: unknown keys {sorted(unknown)}")
    return HoursCase(
        name=row["name"],
        source=row["source"],
        consultation_date=row["consultation_date"],
        method=row.get("method"),
        inputs=row["inputs"],
        direction=row["rounding"]["direction"],
        multiple=row["rounding"]["multiple"],
        exact=Fraction(expected["exact"]) if "exact" in expected else None,
        hours=expected.get("hours"),
        warning=expected.get("warning"),
        fault=expected.get("fault"),
    )
