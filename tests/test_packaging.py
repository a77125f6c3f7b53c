"""The wheel alone, in an empty environment, without network, from an empty folder, does the job."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

ROOT = Path(__file__).resolve().parent.parent
# Filled by "make test" from the run lock, so that the installation itself needs no network.
WHEELHOUSE = Path(sys.prefix) / "wheelhouse"
DATA_FOLDERS = ("clause_templates", "workbooks", "insertion/data")
BIN = "Scripts" if os.name == "nt" else "bin"

pytestmark = pytest.mark.slow


def bare_environment(home: Path) -> dict[str, str]:
    """Neither this checkout, nor this machine's pip settings, nor a way out to the network."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "LANG") if key in os.environ}
    nowhere = "http://127.0.0.1:9"
    return kept | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "COLUMNS": "250",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONUTF8": "1",
        "HTTP_PROXY": nowhere,
        "HTTPS_PROXY": nowhere,
        "http_proxy": nowhere,
        "https_proxy": nowhere,
    }


def without_network() -> list[str]:
    """Return the prefix that runs a command in a network namespace of its own, if the system can.

    Elsewhere the dead proxies of ``bare_environment`` are all there is.
    """
    unshare = shutil.which("unshare")
    for options in (["--net"], ["--map-root-user", "--net"]):
        if unshare:
            probe = subprocess.run([unshare, *options, "true"], capture_output=True, check=False)
            if probe.returncode == 0:
                return [unshare, *options]
    return []


def run(
    command: Sequence[object], folder: Path, home: Path, *, check: bool = True
) -> subprocess.CompletedProcess[str]:
    finished = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=bare_environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    if check:
        assert finished.returncode == 0, f"{command}\n{finished.stdout}\n{finished.stderr}"
    return finished


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline from the sources git knows: what a stranger would build."""
    sources = tmp_path_factory.mktemp("sources") / "clausier"
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-zco", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (sources / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, sources / name)
    out = tmp_path_factory.mktemp("wheel")
    run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-index",
            "--no-deps",
            "--no-build-isolation",
            "--wheel-dir",
            out,
            sources,
        ],
        out,
        out,
    )
    (built,) = out.glob("clausier-*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an empty environment in which only the wheel was installed, offline."""
    if not any(WHEELHOUSE.glob("*.whl")):
        reason = f"no wheels in {WHEELHOUSE}: run make test, which downloads them"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    home = tmp_path_factory.mktemp("home")
    run([sys.executable, "-m", "venv", home / "env"], home, home)
    programs = home / "env" / BIN
    run(
        [
            *without_network(),
            programs / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-index",
            "--find-links",
            WHEELHOUSE,
            wheel,
        ],
        home,
        home,
    )
    return programs


@pytest.fixture(scope="module")
def example(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder, empty before ``clausier exemple`` ran twice in it, and what the first run said."""
    folder = tmp_path_factory.mktemp("vide")
    command = [*without_network(), environment / "clausier", "exemple"]
    home = tmp_path_factory.mktemp("maison")
    first = run(command, folder, home)
    before = fingerprints(folder)
    run(command, folder, home)
    after = fingerprints(folder)
    assert {name: after[name] for name in before} == before, "the second run changed the first"
    assert len(after) == 2 * len(before), "the second run writes as much, beside"
    for name in after.keys() - before.keys():
        assert name.split("/")[0] not in {each.split("/")[0] for each in before}
    return folder / next(iter(before)).split("/")[0], first.stdout + first.stderr


def fingerprints(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_wheel_holds_every_clause_workbook_and_datum_and_nothing_of_the_workshop(
    wheel: Path,
) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        path.relative_to(ROOT).as_posix()
        for folder in DATA_FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not path.name.startswith(("~", "."))
    }
    assert len(expected) > 10
    assert expected - names == set()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"insertion", "docgen", "xlplugin", "clausier", "clause_templates", "workbooks"}
    licences = {Path(name).name for name in names if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "LICENCE-CLAUSES.md"}


def test_the_wheel_tells_nothing_of_the_machine_that_built_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        telling = [
            name
            for name in archive.namelist()
            if str(ROOT).encode() in (content := archive.read(name))
            or str(Path.home()).encode() + b"/" in content
        ]
    assert telling == []


def test_the_data_folders_are_found_from_the_wheel(environment: Path, tmp_path: Path) -> None:
    code = (
        "from importlib import resources\n"
        "clauses = resources.files('clause_templates')\n"
        "assert (clauses / 'library.yaml').read_text(encoding='utf-8')\n"
        "books = resources.files('workbooks')\n"
        "print(*sorted(entry.name for entry in books.iterdir()))\n"
    )
    told = run([environment / "python", "-c", code], tmp_path, tmp_path)
    assert "exemple-renovation-ecole.yaml" in told.stdout.split()


def test_the_example_names_every_file_it_wrote(example: tuple[Path, str]) -> None:
    folder, said = example
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert [path.name for path in written if path.name not in said] == []


def test_the_example_writes_pieces_that_open_in_both_folders(example: tuple[Path, str]) -> None:
    folder, _ = example
    pieces = {name: sorted((folder / name).glob("*.docx")) for name in ("DCE", "interne")}
    assert len(pieces["DCE"]) >= 4, pieces
    assert pieces["interne"], pieces
    for path in pieces["DCE"] + pieces["interne"]:
        assert any(paragraph.text for paragraph in docx.Document(str(path)).paragraphs), path


def test_the_workbook_of_the_example_is_read_back_with_its_nine_lots(
    example: tuple[Path, str], environment: Path, tmp_path: Path
) -> None:
    folder, _ = example
    books = sorted(folder.rglob("*.xlsx"))
    assert books
    told = run(
        [*without_network(), environment / "clausier", "calculer", books[0], "--json"],
        tmp_path,
        tmp_path,
    )
    answer = json.loads(told.stdout)
    assert answer["erreurs"] == []
    assert len(answer["lots"]) == 9
    negotiated = [(lot["heures"], lot["heures_retenues"]) for lot in answer["lots"]]
    assert (833, 800) in negotiated
