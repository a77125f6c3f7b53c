"""How long the clause library takes to load and to check: python -m benchmarks.library.

Budgets of issue 5: loaded and checked without cases in 300 ms, with its cases in 5 s. The seconds
are those of the processor: the clock depends on what else the machine does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import resources

from docgen.cases import cases_of
from docgen.library import load_library
from docgen.lint import check_library

RULES_BUDGET, CASES_BUDGET = 0.3, 5.0  # seconds
ROUNDS = 5


def best(job: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the seconds of the quickest of several runs: the others waited for the machine."""
    times: list[float] = []
    for _ in range(rounds):
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return min(times)


def main() -> int:
    """Print the times beside their budgets; 1 when one is exceeded."""
    root = resources.files("clause_templates")
    loading = best(lambda: load_library(root))
    rules = best(lambda: check_library(load_library(root), cases=False))
    whole = best(lambda: check_library(load_library(root)), rounds=2)
    library = load_library(root)
    cases = sum(len(cases_of(each, library)) for each in library.clauses.values())
    sys.stdout.write(
        f"{len(library.clauses)} clauses, {cases} cases\n"
        f"loaded: {loading * 1000:.0f} ms\n"
        f"loaded and checked, cases apart: {rules * 1000:.0f} ms"
        f" (budget {RULES_BUDGET * 1000:.0f})\n"
        f"loaded and checked with its cases: {whole:.2f} s (budget {CASES_BUDGET:.0f})\n"
    )
    return 1 if rules > RULES_BUDGET or whole > CASES_BUDGET else 0


if __name__ == "__main__":
    raise SystemExit(main())
