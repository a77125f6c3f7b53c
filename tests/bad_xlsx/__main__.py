"""Prints the catalogue and what reading each workbook gives: ``python -m tests.bad_xlsx``."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.bad_xlsx.catalogue import CATALOGUE, Outcome, outcome_of


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> int:
    """Return 1 when a verdict is wrong."""
    counts: Counter[str] = Counter()
    for family, cases in CATALOGUE.items():
        _say(f"\n## {family}")
        for case in cases:
            with tempfile.TemporaryDirectory() as folder:
                found: Outcome = outcome_of(case, Path(folder))
            problem = found.problem(case)
            verdict = "WRONG" if problem else ("read" if case.hours is not None else "told")
            counts[verdict] += 1
            _say(f"{verdict:6}{case.name}{' : ' + problem if problem else ''}")
    _say(f"\n{sum(counts.values())} workbooks: {dict(counts)}")
    return 1 if counts["WRONG"] else 0


sys.exit(main())
