"""The files of ``clausier excel lite``, and ``main.py`` in an ordinary Python."""

from __future__ import annotations

import base64
import bz2
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from clausier.desk import read_upload, set_archive
from clausier.example import example_record
from clausier.lite import BROUGHT, ENTRIES, FOLDERS, LIBRARIES
from clausier.lite_archive import PACKAGES, PARTS, needed_files
from tests.cli.command import clausier
from tests.unit.open_books import Sent
from xlplugin.workbook import workbook_bytes

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 600_000
"""Bytes of main.py: what an editor in a pane takes without pain, some 5,000 lines of a hundred.

The clauses, the pieces they make and the checks of a set before it is given are all of use there.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lite") / "complement"
    assert clausier("excel", "lite", made).code == 0
    return made


def archive_of(main: Path) -> dict[str, bytes]:
    """Return the files that a main.py carries, and the parts of its Word documents."""
    text = main.read_text(encoding="utf-8").rpartition('ARCHIVE = """')[2].rstrip().rstrip('"')
    content = bz2.decompress(base64.b85decode("".join(text.split())))
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        files = {each.name: archive.extractfile(each) for each in archive.getmembers()}
        return {name: file.read() for name, file in files.items() if file is not None}


def test_the_folder_holds_the_text_its_packages_and_how_to_paste_them(folder: Path):
    names = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    assert names == {
        "LISEZ-MOI.txt", "main.py", "personal/clausier_excel.py", "requirements.txt",
    }  # fmt: skip
    personal = (folder / "personal" / "clausier_excel.py").read_bytes()
    assert personal == (folder / "main.py").read_bytes()


def test_the_text_stays_small_enough_to_paste(folder: Path):
    content = (folder / "main.py").read_bytes()
    assert len(content) < LARGEST
    compile(content, "main.py", "exec")


def parts_of(document: bytes) -> list[tuple[str, bytes]]:
    """Return the parts of a Word document, in order."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return [(each, archive.read(each)) for each in archive.namelist()]


def each_part(files: dict[str, bytes]) -> set[str]:
    return {each for each in files if each.startswith(f"{PARTS}/")}


def test_the_archive_is_the_product_s_own_files_as_they_are(folder: Path):
    files = archive_of(folder / "main.py")
    assert {"insertion/hours.py", "xlplugin/functions.py", "docgen/render.py"} <= files.keys()
    assert "clause_templates/hotes/ccap.docx" in files
    parts: set[str] = set()
    for name in files.keys() - each_part(files):
        original = (ROOT / name).read_bytes()
        if name.endswith(".docx"):
            listed = json.loads(files[name])
            assert [(part, files[kept]) for part, kept in listed.items()] == parts_of(original)
            parts |= set(listed.values())
        else:
            assert files[name] == original, name
    assert parts == each_part(files)
    assert len({files[each] for each in parts}) == len(parts), "each part stands once"
    for name in files:
        assert ".." not in name
        assert not name.startswith("/")


def test_every_module_an_archived_module_imports_is_there(folder: Path):
    files = archive_of(folder / "main.py")
    again = needed_files(
        [name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
         for name in files if name.endswith(".py")], FOLDERS,
    )  # fmt: skip
    assert again.files.keys() == files.keys() - each_part(files)


def test_every_library_the_modules_import_is_asked_of_lite(folder: Path):
    needed = needed_files(ENTRIES, FOLDERS).libraries - set(sys.stdlib_module_names)
    assert needed - {"js", "pyodide"} - set(PACKAGES) <= LIBRARIES.keys() | BROUGHT
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").split()
    names = {each.partition("==")[0] for each in lines}
    assert names == {LIBRARIES[each] for each in needed if each in LIBRARIES}
    assert {"pydantic", "PyYAML", "lxml"} <= set(lines), "versions of the browser's own: not pinned"


def test_the_same_version_gives_the_same_bytes(folder: Path, tmp_path: Path):
    # Another process, another day and order of sets: this one keeps what it has packed.
    done = subprocess.run(
        [sys.executable, "-c", "from clausier.cli import main; main()",
         "excel", "lite", str(tmp_path / "again")],
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)},
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    compared = [each for each in folder.rglob("*") if each.is_file()]
    assert len(compared) == 4
    for each in compared:
        assert each.read_bytes() == (tmp_path / "again" / each.relative_to(folder)).read_bytes()


def test_the_instructions_are_ten_lines_that_name_the_files(folder: Path):
    text = (folder / "LISEZ-MOI.txt").read_text(encoding="utf-8")
    numbered = [line for line in text.splitlines() if line[:1].isdigit()]
    assert len(numbered) == 10
    assert "main.py" in text
    assert "requirements.txt" in text


def test_an_existing_folder_is_kept_unless_asked(folder: Path):
    refused = clausier("excel", "lite", folder, "--json")
    assert refused.code == 2
    assert set(refused.codes) == {"SORTIE_EXISTANTE"}
    assert refused.document["fichiers"] == []
    assert clausier("excel", "lite", folder, "--ecraser").code == 0


def test_the_document_lists_the_files_and_their_size(tmp_path: Path):
    document = clausier("excel", "lite", tmp_path / "complement", "--json").document
    assert document["version"] == "1"
    assert len(document["fichiers"]) == 4
    for each in document["fichiers"]:
        assert Path(each["chemin"]).stat().st_size == each["octets"]


@pytest.mark.parametrize(
    "address",
    [
        "http://exemple.fr", "exemple.fr/roues", "https://", "a b", "https://[",
        "https://exemple.fr:port/roues", "https://exemple.fr/a b", "https://exemple.fr/a\nautre==1",
        "https://qui:secret@exemple.fr/roues",
    ],
)  # fmt: skip
def test_a_wheel_is_only_fetched_over_https(tmp_path: Path, address: str):
    refused = clausier("excel", "lite", tmp_path / "roue", "--roue", address, "--json")
    assert (refused.code, refused.codes) == (2, ["ADRESSE_DU_SERVEUR"])
    assert "secret" not in refused.out + refused.err
    assert not (tmp_path / "roue").exists()


@pytest.fixture(scope="module")
def wheel_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("roue") / "complement"
    done = clausier("excel", "lite", made, "--roue", "https://exemple.fr/roues/")
    assert done.code == 0
    return made


def test_with_a_wheel_the_text_to_paste_is_short(wheel_folder: Path):
    (wheel,) = wheel_folder.glob("*.whl")
    assert (wheel_folder / "main.py").stat().st_size < 60_000
    assert not (wheel_folder / "personal").exists()
    lines = (wheel_folder / "requirements.txt").read_text(encoding="utf-8").split()
    assert lines[-1] == f"https://exemple.fr/roues/{wheel.name}"
    assert wheel.name in (wheel_folder / "LISEZ-MOI.txt").read_text(encoding="utf-8")


def test_the_wheel_describes_each_of_its_files(wheel_folder: Path):
    (wheel,) = wheel_folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        record = archive.read(next(each for each in names if each.endswith("RECORD"))).decode()
        rows = [line.rsplit(",", 2) for line in record.splitlines()]
        assert [row[0] for row in rows] == names
        for name, told, size in rows[:-1]:
            content = archive.read(name)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            assert (told, int(size)) == (f"sha256={digest.decode()}", len(content)), name


RUN = """
import contextlib, json, sys, types
sys.path[:] = [each for each in sys.path if each != {root!r}]
sys.path[:0] = {added!r}
import xlwings as xw

def load(text):
    module = types.ModuleType("main")
    exec(compile(text, "main.py", "exec"), module.__dict__)
    sys.modules["main"] = module
    return module

def said(function, *arguments):
    try:
        return function(*arguments)
    except xw.XlwingsError as error:
        return str(error)

text = open({main!r}, encoding="utf-8").read()
answers = {{}}
{body}
print(json.dumps(answers))
"""


def run(
    main: Path,
    body: str,
    temporary: Path,
    added: Sequence[str] = (),
    *,
    server: bool = False,
) -> Any:
    """Run a main.py in a process of its own, where this repository is not on the path.

    With ``server``, xlwings registers functions and scripts as it does in Lite.
    """
    code = RUN.format(root=str(ROOT), added=list(added), main=str(main), body=body)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XLWINGS", "PYTHON"))}
    environment |= {"TMPDIR": str(temporary)}
    if server:
        environment |= {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=temporary,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_pasted_text_stands_alone(folder: Path, tmp_path: Path):
    body = """
module = load(text)
answers["hours"] = module.heures_insertion(1_000_000, 0.5, 0.05, 30)
answers["files"] = [sys.modules[each].__file__ for each in ("insertion.reading", "xlplugin.limits")
                    if each in sys.modules]
"""
    answers = run(folder / "main.py", body, tmp_path)
    assert answers["hours"] == 833
    assert answers["files"]
    assert all(each.startswith(str(tmp_path / "clausier-")) for each in answers["files"])


def test_another_version_pasted_since_answers_for_itself(folder: Path, tmp_path: Path):
    body = """
import base64, bz2, hashlib, io, tarfile
first = load(text)
answers["before"] = first.en_jours(70)
files = tarfile.open(fileobj=io.BytesIO(bz2.decompress(base64.b85decode(
    "".join(first.ARCHIVE.split())))))
changed = io.BytesIO()
with tarfile.open(fileobj=changed, mode="w") as archive:
    for each in files.getmembers():
        content = files.extractfile(each).read()
        if each.name == "xlplugin/functions.py":
            content += b"\\n\\ndef en_jours(*_): return 'changed'\\n"
        each.size = len(content)
        archive.addfile(each, io.BytesIO(content))
packed = bz2.compress(changed.getvalue())
second = load(text + f"\\nMARK = {hashlib.sha256(packed).hexdigest()[:12]!r}\\n"
    f"ARCHIVE = {base64.b85encode(packed).decode()!r}\\n")
answers["after"] = second.en_jours(70)
answers["roots"] = len([each for each in sys.path if "clausier-" in each])
"""
    answers = run(folder / "main.py", body, tmp_path)
    assert answers == {"before": 10, "after": "changed", "roots": 1}


def test_a_text_pasted_in_part_says_so(folder: Path, tmp_path: Path):
    body = """
head, mark, archive = text.rpartition('ARCHIVE = ')
lines = archive.splitlines()
module = load(head + mark + "\\n".join([*lines[:100], '\"\"\"']))
answers["said"] = said(module.en_jours, 70)
"""
    assert "incomplet" in run(folder / "main.py", body, tmp_path)["said"]


def test_a_package_left_out_of_the_workbook_is_named_with_what_to_do(folder: Path, tmp_path: Path):
    body = """
sys.modules["yaml"] = None
answers["said"] = said(load(text).en_jours, 70)
"""
    said = run(folder / "main.py", body, tmp_path)["said"]
    assert "« yaml »" in said
    assert "requirements.txt" in said


def test_the_short_text_finds_the_installed_wheel(wheel_folder: Path, tmp_path: Path):
    (wheel,) = wheel_folder.glob("*.whl")
    target = tmp_path / "installed"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--disable-pip-version-check", "--target", str(target), str(wheel)],
        check=True, timeout=120,
    )  # fmt: skip
    body = """
module = load(text)
answers["hours"] = module.heures_insertion(1_000_000, 0.5, 0.05, 30)
answers["file"] = sys.modules["insertion.reading"].__file__
"""
    answers = run(wheel_folder / "main.py", body, tmp_path, [str(target)])
    assert answers["hours"] == 833
    assert answers["file"].startswith(str(target))


def test_the_pieces_made_from_the_pasted_text_are_those_of_the_product(
    folder: Path, tmp_path: Path
):
    book = tmp_path / "exemple.xlsx"
    book.write_bytes(workbook_bytes(example_record().contract))
    (tmp_path / "book.json").write_text(
        json.dumps({"version": "any", **Sent(book).payload}), encoding="utf-8"
    )
    # Outside a browser a pane receives the set whole; in Lite, the folder /data does.
    body = """
import asyncio, pathlib, xlwings.server as server
book = xw.Book(json=json.loads(pathlib.Path("book.json").read_text(encoding="utf-8")))
done = asyncio.run(server.custom_scripts_call(load(text), "generer",
                                              typehint_to_value={xw.Book: book}))
answers["told"] = json.loads(done.json()["actions"][-1]["args"][1])
answers["file"] = sys.modules["docgen.production"].__file__
"""
    answers = run(folder / "main.py", body, tmp_path, server=True)
    assert answers["file"].startswith(str(tmp_path / "clausier-"))
    made = zipfile.ZipFile(io.BytesIO(base64.b64decode(answers["told"]["contenu_base64"])))
    sent = read_upload(book.read_bytes(), book.name)
    expected = zipfile.ZipFile(io.BytesIO(set_archive(sent, {}, final=False).content))
    assert made.namelist() == expected.namelist()
    assert any(each.endswith(".docx") for each in made.namelist())
    for name in made.namelist():
        ours, theirs = made.read(name), expected.read(name)
        assert name.endswith(".docx") or ours == theirs, name
        assert not name.endswith(".docx") or parts_of(ours) == parts_of(theirs), name
