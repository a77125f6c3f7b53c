"""The rules of the house no linter knows: directions, sizes, clocks, rounding, names, locks."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("insertion", "docgen", "xlplugin", "clausier")
LONGEST_MODULE = 400  # lines
LONGEST_PATH = 150  # characters: Windows stops at 260, the user's own folders included
FORBIDDEN_NAME = re.compile(r"(^|_)(utils?|helpers?|managers?)(_|$)", re.IGNORECASE)
CLOCK_READERS = {
    ("date", "today"),
    ("datetime", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}


def modules(*packages: str) -> list[Path]:
    """Every Python file of these packages."""
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def clock_readings(tree: ast.AST) -> Iterator[str]:
    """Where the code asks what day or time it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else None
            owner = node.value.id if isinstance(node.value, ast.Name) else owner
            if (owner, node.attr) in CLOCK_READERS:
                yield f"line {node.lineno}: {owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            for alias in node.names:
                if ("time", alias.name) in CLOCK_READERS:
                    yield f"line {node.lineno}: from time import {alias.name}"


def calls_of(tree: ast.AST, *names: str) -> Iterator[str]:
    """Where one of these built-in functions is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield f"line {node.lineno}: {node.func.id}("


def vague_names(tree: ast.AST) -> Iterator[str]:
    """Classes and functions named for nothing in particular."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            spelled_out = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name)
            if FORBIDDEN_NAME.search(spelled_out):
                yield f"line {node.lineno}: {node.name}"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command, "lint-imports is part of the dev requirements"
    return subprocess.run(
        [command, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


# --- Directions ---------------------------------------------------------------------------------


def test_imports_go_from_the_roof_to_the_ground_and_the_domain_knows_no_office_library() -> None:
    run = lint_imports(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "5 kept, 0 broken" in run.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("insertion/hours.py", "import docx"),
        ("insertion/hours.py", "import openpyxl"),
        ("insertion/hours.py", "import docgen"),
        ("docgen/clause.py", "import xlplugin"),
        ("xlplugin/__init__.py", "import docgen"),
        ("docgen/clause.py", "import clausier"),
        ("xlplugin/functions.py", "import fastapi"),
        ("docgen/clause.py", "import xlwings"),
        ("xlplugin/functions.py", "import docx"),
    ],
)
def test_an_import_in_the_wrong_direction_is_caught(tmp_path: Path, module: str, line: str) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    target = tmp_path / module
    target.write_text(target.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    run = lint_imports(tmp_path)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "broken" in run.stdout


# --- Sizes and names ----------------------------------------------------------------------------


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(*PACKAGES)
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_nothing_is_named_for_being_useful() -> None:
    """A module of utilities is where a second truth settles."""
    files = [
        p.relative_to(ROOT) for p in modules(*PACKAGES, "tests") if "node_modules" not in p.parts
    ]
    vague = [
        path.as_posix()
        for path in files
        if any(FORBIDDEN_NAME.search(part) for part in (*path.parent.parts, path.stem))
    ]
    assert vague == []


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_no_class_or_function_is_named_for_being_useful(path: Path) -> None:
    assert list(vague_names(tree_of(path))) == []


def test_paths_stay_short_enough_for_windows() -> None:
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: the list of files is unknown")
    paths = [path for path in listed.stdout.split("\0") if path]
    assert len(paths) > len(PACKAGES)
    assert [path for path in paths if len(path) > LONGEST_PATH] == []


# --- Clocks and numbers -------------------------------------------------------------------------


@pytest.mark.parametrize("path", modules("insertion", "docgen", "xlplugin"), ids=name_of)
def test_only_the_roof_knows_what_day_it_is(path: Path) -> None:
    assert list(clock_readings(tree_of(path))) == []


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_rounding_is_always_named(path: Path) -> None:
    assert list(calls_of(tree_of(path), "round")) == []


@pytest.mark.parametrize("path", modules("insertion"), ids=name_of)
def test_no_money_share_or_hour_becomes_a_float(path: Path) -> None:
    assert list(calls_of(tree_of(path), "float")) == []


@pytest.mark.parametrize(
    ("code", "findings"),
    [
        ("import datetime\ndatetime.date.today()", 1),
        ("from datetime import datetime\ndatetime.now(tz)", 1),
        ("import time\nstart = time.time()", 1),
        ("from time import time", 1),
        ("from datetime import date\ndate(2026, 12, 1)", 0),
    ],
)
def test_a_clock_is_recognised_however_it_is_read(code: str, findings: int) -> None:
    assert len(list(clock_readings(ast.parse(code)))) == findings


def test_the_built_in_functions_are_told_from_the_named_ones() -> None:
    tree = ast.parse("round(x)\nround_half_up(x)\nquantity.round(x)\nfloat(x)\n")
    assert list(calls_of(tree, "round", "float")) == ["line 1: round(", "line 4: float("]


def test_vague_names_are_recognised_in_every_spelling() -> None:
    tree = ast.parse("class LotManager: ...\ndef date_utils(): ...\ndef management(): ...")
    assert list(vague_names(tree)) == ["line 1: LotManager", "line 2: date_utils"]


# --- Locks --------------------------------------------------------------------------------------


def locked(name: str) -> dict[str, Version]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    pins = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE)
    return {canonicalize_name(project): Version(version) for project, version in pins}


def declared() -> dict[str, list[str]]:
    """What pyproject.toml asks for, by lock; an extra may stand on another one of ours."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = content["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    own = re.compile(rf"{project['name']}\[(\w+)\]")

    def asked(requirements: list[str]) -> list[str]:
        found: list[str] = []
        for each in requirements:
            match = own.fullmatch(each)
            found += asked(extras[match[1]]) if match else [each]
        return found

    to_run = project["dependencies"]
    locks = {"server": "serveur", "dev": "dev", "load": "charge", "mutation": "mutation"}
    return {
        "run.txt": to_run,
        **{f"{lock}.txt": [*to_run, *asked(extras[extra])] for lock, extra in locks.items()},
        "build.txt": content["build-system"]["requires"],
    }


@pytest.mark.parametrize(("lock", "requirements"), declared().items(), ids=declared())
def test_the_lock_answers_every_declared_requirement(lock: str, requirements: list[str]) -> None:
    pins = locked(lock)
    for requirement in map(Requirement, requirements):
        version = pins.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in {lock}: make verrous"
        assert version in requirement.specifier, f"{requirement} is not met in {lock}: make verrous"


def test_developing_happens_with_the_versions_that_run() -> None:
    run, dev, build = locked("run.txt"), locked("dev.txt"), locked("build.txt")
    assert dev.items() >= run.items()
    assert dev.items() >= build.items()
    assert dev.items() >= locked("server.txt").items() >= run.items()
    for lock in ("mutation.txt", "load.txt"):
        pins = locked(lock)
        shared = pins.keys() & dev.keys()
        assert {name: pins[name] for name in shared} == {name: dev[name] for name in shared}
        assert shared >= run.keys()


@pytest.mark.parametrize("lock", sorted(declared()))
def test_a_lock_has_a_hash_for_each_project_and_names_no_machine(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"https?://|file:|--index|--extra-index|--find-links| /\S+", text) == []


@pytest.mark.parametrize("folder", ["office", "browser", "pyodide"])
def test_what_comes_from_npm_is_locked_and_names_no_registry(folder: str) -> None:
    text = (ROOT / "tests" / folder / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in text
    assert '"resolved"' not in text
