"""Mutation testing of ``insertion/``: change the code a little; at least one test must notice.

Run by ``make mutation`` (all modules) or ``.venv-mutation/bin/python tools/mutation.py hours law``
(these only). The score of a module is the part of its mutants that a test kills; a mutant that no
test calls counts as a survivor. Exit code 1 below the threshold.

The work is done on a copy, ``.mutation/``, never on the sources.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / ".mutation"
MOST_MUTANTS = 1000  # of one function
THRESHOLD = 85  # per cent of mutants killed, over the package
PACKAGES = ("clausier", "docgen", "xlplugin", "clause_templates", "workbooks")
COPIED = ("insertion", *PACKAGES, "tests", "docs", "pyproject.toml")
PLUGIN = "mutation_plugin"
UNWRAPPED = {"cache", "property", "cached_property"}
KILLED = {"killed", "timeout", "segfault"}
READ_THE_SOURCE = (
    # These tests read the text of insertion/, where mutmut writes all its mutants side by side.
    "test_every_raiser_fills_the_holes_of_its_sentences",
    "test_every_fault_is_raised_somewhere",
    "test_every_result_and_unit_of_the_vocabulary_is_used",
    "test_every_code_the_domain_raises_on_a_file_has_its_fixture",
    "test_the_examples_of_the_docstrings_hold",
)
SETTINGS = r"""
[tool.mutmut]
source_paths = ["insertion"]
only_mutate = [{modules}]
also_copy = [{also}]
pytest_add_cli_args = ["-p", "{plugin}", "-p", "no:cacheprovider", "-k", "not ({unread})"]
pytest_add_cli_args_test_selection = [{tests}]
use_git_change_detection = false
track_dependencies = false
timeout_constant = 4.0  # a busy machine is slow, not endless
do_not_mutate_patterns = [
  # Texts for developers: a mistake of ours, whose wording nobody relies on.
  '^\s*raise (ValueError|TypeError|KeyError|AssertionError|NotImplementedError)\(',
  # mutmut would write « case +1 », which Python does not accept in a pattern.
  '^\s*case .*-\d',
  # An assert narrows a type for mypy (house rule).
  '^\s*assert ',
]
"""


@dataclass(frozen=True, slots=True)
class Score:
    """What became of a module's mutants."""

    module: str
    killed: int
    survived: int
    uncalled: int  # mutants of code that no test calls

    @property
    def total(self) -> int:
        """Return how many mutants were judged."""
        return self.killed + self.survived + self.uncalled

    @property
    def tenths(self) -> int:
        """Return the score in tenths of a per cent, rounded down."""
        return 1000 * self.killed // self.total if self.total else 1000


def unwrapped(source: str) -> str:
    """Return a module's text where ``@cache`` and ``@property`` are applied after the function.

    mutmut leaves decorated functions alone. ``name = cache(name)`` on the line below means the
    same thing and lets it in.
    """
    lines = source.splitlines()
    for node in sorted(
        (each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.FunctionDef)),
        key=lambda each: each.lineno,
        reverse=True,
    ):
        names = [each.id for each in node.decorator_list if isinstance(each, ast.Name)]
        if len(names) != 1 or len(node.decorator_list) != 1 or names[0] not in UNWRAPPED:
            continue
        after = f"{' ' * node.col_offset}{node.name} = {names[0]}({node.name})"
        lines.insert(node.end_lineno or node.lineno, after)
        lines[node.decorator_list[0].lineno - 1] = ""
    return "\n".join(lines) + "\n"


def prepare(modules: Sequence[str]) -> None:
    """Make the copy afresh, with mutmut's settings for ``modules``."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir()
    left_out = shutil.ignore_patterns("node_modules", "__pycache__", "*.pyc")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, COPY / name, ignore=left_out)
        else:
            shutil.copy(source, COPY / name)
    shutil.copy(ROOT / "tools" / f"{PLUGIN}.py", COPY)
    for path in sorted((COPY / "insertion").rglob("*.py")):
        path.write_text(unwrapped(path.read_text(encoding="utf-8")), encoding="utf-8")
    settings = SETTINGS.format(
        modules=quoted(f"insertion/{each}.py" for each in modules),
        plugin=PLUGIN,
        unread=" or ".join(READ_THE_SOURCE),
        also=quoted([*PACKAGES, "docs", f"{PLUGIN}.py"]),
        tests=quoted(
            str(path.relative_to(ROOT))
            for path in sorted((ROOT / "tests/unit").glob("test_domain_*.py"))
        ),
    )
    with (COPY / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(settings)


def quoted(texts: Iterable[str]) -> str:
    """Return texts as the items of a TOML list."""
    return ", ".join(f'"{each}"' for each in texts)


def mutmut(*arguments: str, capture: bool = False) -> subprocess.CompletedProcess[str]:
    """Run mutmut in the copy; hypothesis draws the same examples for every mutant."""
    return subprocess.run(  # noqa: S603
        [str(Path(sys.executable).parent / "mutmut"), *arguments],
        cwd=COPY,
        env={**os.environ, "CI": "1"},
        check=False,
        text=True,
        stdout=subprocess.PIPE if capture or not sys.stdout.isatty() else None,
    )


def sample(one_in: int) -> list[str]:
    """Return the names of one mutant in so many, spread over every function; none means all."""
    return [] if one_in == 1 else [f"*__mutmut_{n}" for n in range(1, MOST_MUTANTS, one_in)]


def verdicts() -> Iterator[tuple[str, str]]:
    """Yield each mutant's name with what mutmut says of it."""
    listed = mutmut("results", "--all", "true", capture=True).stdout
    yield from re.findall(r"^\s+(insertion\.\S+): (.+)$", listed, flags=re.MULTILINE)


def scores(results: Iterable[tuple[str, str]]) -> list[Score]:
    """Return the score of each module, in alphabetical order.

    Raises:
        SystemExit: when mutmut has left a mutant unjudged.
    """
    counts: dict[str, Counter[str]] = {}
    for name, verdict in results:
        module = name.split(".")[1]
        if verdict in KILLED:
            kind = "killed"
        elif verdict in {"survived", "no tests"}:
            kind = verdict
        else:
            raise SystemExit(f"Le mutant {name} n'a pas été jugé : {verdict}.")
        counts.setdefault(module, Counter())[kind] += 1
    return [
        Score(module, count["killed"], count["survived"], count["no tests"])
        for module, count in sorted(counts.items())
    ]


def table(rows: Sequence[Score]) -> str:
    """Return the scores as a Markdown table, the total last."""
    whole = Score(
        "**ensemble**",
        sum(row.killed for row in rows),
        sum(row.survived for row in rows),
        sum(row.uncalled for row in rows),
    )
    lines = [
        "| Module | Mutants | Tués | Survivants | Jamais appelés | Score |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for row in (*rows, whole):
        score = f"{row.tenths // 10},{row.tenths % 10} %"
        lines.append(
            f"| {row.module} | {row.total} | {row.killed} | {row.survived} | {row.uncalled} "
            f"| {score} |"
        )
    return "\n".join(lines)


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def main() -> int:
    """Run the mutants and print their scores; return 1 when the whole is below the threshold."""
    parser = argparse.ArgumentParser(description="Tests de mutation de insertion/.")
    parser.add_argument("modules", nargs="*", help="modules à éprouver (tous par défaut)")
    parser.add_argument("--processus", type=int, default=1, help="mutants à la fois (1 par défaut)")
    parser.add_argument("--survivants", action="store_true", help="montre chaque survivant")
    parser.add_argument(
        "--un-sur", type=int, default=1, metavar="N", help="un mutant sur N : une estimation"
    )
    asked = parser.parse_args()
    known = [path.stem for path in sorted((ROOT / "insertion").glob("*.py"))]
    unknown = set(asked.modules) - set(known)
    if unknown:
        parser.error(f"module inconnu : {', '.join(sorted(unknown))}")
    prepare(asked.modules or known)
    if mutmut("run", "--max-children", str(asked.processus), *sample(asked.un_sur)).returncode:
        raise SystemExit("mutmut s'est arrêté avant la fin (message ci-dessus).")
    results = [each for each in verdicts() if asked.un_sur == 1 or each[1] != "not checked"]
    if not results:
        raise SystemExit("Aucun mutant : mutmut n'a rien trouvé à changer.")
    if asked.survivants:
        for name, verdict in results:
            if verdict not in KILLED:
                say(mutmut("show", name, capture=True).stdout)
    rows = scores(results)
    say(table(rows))
    killed, total = sum(row.killed for row in rows), sum(row.total for row in rows)
    if 100 * killed < THRESHOLD * total:
        say(f"\nMoins de {THRESHOLD} % des mutants sont tués.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
