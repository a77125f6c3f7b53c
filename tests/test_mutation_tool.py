"""The tool that judges the domain's tests: it must not flatter them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tools import mutation

ROOT = Path(__file__).parents[1]
SOURCE = '''\
from functools import cache


class Box:
    @property
    def size(self) -> int:
        """Return two."""
        return 2

    @staticmethod
    def other() -> int:
        return 3


@cache
def doubled(number: int) -> int:
    return number * 2
'''


def test_a_decorator_applied_below_its_function_means_the_same_and_lets_mutants_in():
    text = mutation.unwrapped(SOURCE)
    assert re.findall(r"^ *@.*$", text, flags=re.MULTILINE) == ["    @staticmethod"]
    names: dict[str, object] = {}
    exec(text, names)
    box, doubled = names["Box"], names["doubled"]
    assert box().size == 2  # type: ignore[operator]
    assert box.other() == 3  # type: ignore[attr-defined]
    assert doubled(4) == 8  # type: ignore[operator]
    assert isinstance(doubled, type(cache(len)))


@pytest.mark.parametrize("path", sorted((ROOT / "insertion").glob("*.py")), ids=lambda p: p.stem)
def test_every_module_of_the_domain_can_be_unwrapped(path: Path):
    text = mutation.unwrapped(path.read_text(encoding="utf-8"))
    compile(text, path.name, "exec")
    assert not re.search(r"^ *@(cache|property|cached_property)$", text, flags=re.MULTILINE)


def test_code_that_no_test_calls_counts_as_surviving_and_an_endless_loop_as_seen():
    rows = mutation.scores(
        [
            ("insertion.law.x_a__mutmut_1", "killed"),
            ("insertion.law.x_a__mutmut_2", "survived"),
            ("insertion.law.x_b__mutmut_1", "no tests"),
            ("insertion.dated.x_c__mutmut_1", "timeout"),
        ]
    )
    assert rows == [mutation.Score("dated", 1, 0, 0), mutation.Score("law", 1, 1, 1)]
    assert [row.tenths for row in rows] == [1000, 333]
    assert mutation.table(rows).splitlines()[-1] == "| **ensemble** | 4 | 2 | 1 | 1 | 50,0 % |"


def test_a_mutant_left_unjudged_stops_the_count():
    with pytest.raises(SystemExit, match="pas été jugé : not checked"):
        mutation.scores([("insertion.law.x_a__mutmut_1", "not checked")])


def test_the_tests_left_out_exist_and_read_the_sources():
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests/unit").glob("*.py")]
    for name in mutation.READ_THE_SOURCE:
        assert sum(f"def {name}(" in text for text in texts) == 1, name
