"""Pytest plugin of ``make mutation``: no test may answer from what an earlier one left in a cache.

mutmut forks every mutant from one process in which the tests have already run: a value cached there
was computed by the original code, and the mutant would survive without having been called. The same
caches would hide, when mutmut records which tests call which function, all tests but the first.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path

import pytest

RECORDING = "stats"  # what mutmut calls the run that records who calls what
LOADING = Path("mutation-loading.json")  # functions called only while modules are loaded
PARSED_FILES = "insertion.datafiles"  # slow to fill again: emptied once per test file is enough


def recording() -> bool:
    """Tell whether this run records which tests call which function."""
    return os.environ.get("MUTANT_UNDER_TEST") == RECORDING


def pytest_configure() -> None:
    """Load the modules anew when the mutant is of a function called while they are loaded."""
    function = os.environ.get("MUTANT_UNDER_TEST", "").rpartition("__mutmut_")[0]
    if function and LOADING.exists() and function in json.loads(LOADING.read_text("utf-8")):
        for name in tuple(sys.modules):
            if name.partition(".")[0] == "insertion" or name.startswith("tests.unit."):
                del sys.modules[name]


def pytest_collection_finish() -> None:
    """Set apart what was called while the tests were collected: no test called it."""
    if recording():
        calls = importlib.import_module("mutmut.state").state()._stats  # noqa: SLF001
        pytest_sessionfinish.while_loading = set(calls)  # type: ignore[attr-defined]
        calls.clear()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let every test judge the functions that are called only while modules are loaded."""
    if recording():
        tests = importlib.import_module("mutmut.state").state().tests_by_mangled_function_name
        called: set[str] = pytest_sessionfinish.while_loading  # type: ignore[attr-defined]
        alone = sorted(called - tests.keys())
        for function in alone:
            tests[function] = {item.nodeid for item in session.items}
        LOADING.write_text(json.dumps(alone), encoding="utf-8")


def empty_caches(*, parsed_files: bool) -> None:
    """Empty the caches of ``insertion``, those of its parsed data files only if asked."""
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] != "insertion" or (name == PARSED_FILES and not parsed_files):
            continue
        for value in tuple(vars(module).values()):
            # Each function in the module that defines it: what is imported is a shared object.
            if hasattr(value, "cache_clear") and (
                parsed_files or getattr(value, "__module__", "") != PARSED_FILES
            ):
                value.cache_clear()


def pytest_runtestloop() -> None:
    """Begin without anything computed by another version of the code."""
    empty_caches(parsed_files=True)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> None:  # noqa: ARG001
    """While calls are recorded, begin every test afresh."""
    if recording():
        first_of_file = getattr(empty_caches, "last_file", None) != item.path
        empty_caches.last_file = item.path  # type: ignore[attr-defined]
        empty_caches(parsed_files=first_of_file)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quickest tests first: a mutant is killed by the first failure."""
    measured = Path("mutmut-stats.json")  # written by mutmut beside the mutants, where pytest runs
    if measured.exists():
        durations = json.loads(measured.read_text(encoding="utf-8"))["duration_by_test"]
        items.sort(key=lambda item: float(durations.get(item.nodeid, 0)))
