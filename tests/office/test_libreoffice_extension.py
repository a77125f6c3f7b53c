"""What the Calc extension carries, its component in a bare Python, its wheels and its command."""

from __future__ import annotations

import ast
import functools
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from clausier.libreoffice import Extension, extension
from clausier.libreoffice_wheels import LARGEST_WHEEL
from insertion.errors import ClausierError, InvalidInput, catalogue
from insertion.typography import plain
from tests.cli.command import clausier
from tests.office.calc_calls import CALLS, NEED_MODELS, day_of, in_python
from xlplugin.function_catalogue import FUNCTIONS, function
from xlplugin.function_columns import sentence

ROOT = Path(__file__).resolve().parents[2]
COMPONENT = ROOT / "xlplugin" / "libreoffice" / "component.py"
CORE = metadata.version("pydantic_core")


@functools.cache
def plain_extension() -> Extension:
    return extension()


def unpacked(folder: Path, content: bytes | None = None) -> Path:
    with zipfile.ZipFile(io.BytesIO(content or plain_extension().content)) as archive:
        archive.extractall(folder)
    return folder


def test_the_same_environment_gives_the_same_extension():
    assert extension() == plain_extension()


def test_every_library_comes_with_its_licence(tmp_path: Path):
    folder = unpacked(tmp_path)
    libraries = json.loads((folder / "contents.json").read_text(encoding="utf-8"))["libraries"]
    for name in ("clausier", *libraries):
        assert list((folder / "LICENCES" / name).iterdir()), name
    packages = {each.name.removesuffix(".py") for each in (folder / "python").iterdir()}
    assert packages == {
        "_yaml", "annotated_types", "insertion", "pydantic", "typing_extensions",
        "typing_inspection", "xlplugin", "yaml",
    }  # fmt: skip


def test_only_the_compiled_library_depends_on_the_computer(tmp_path: Path):
    folder = unpacked(tmp_path)
    binary = [each for each in folder.rglob("*") if each.suffix in {".so", ".pyd", ".dylib"}]
    assert [each.relative_to(folder).parts[0] for each in binary] == ["compiled"]


def test_the_component_can_be_read_by_an_old_python_to_say_it_is_too_old():
    ast.parse(COMPONENT.read_text(encoding="utf-8"), feature_version=(3, 8))


RUN = """
import json, os, runpy, sys, types
sys.path.append(os.getcwd())
uno, helper = types.ModuleType("uno"), types.ModuleType("unohelper")
uno.getClass = lambda name: type(name.rpartition(".")[2], (), {})
helper.Base = type("Base", (), {})
helper.ImplementationHelper = lambda: types.SimpleNamespace(addImplementation=lambda *_: None)
sys.modules.update(uno=uno, unohelper=helper)
functions = runpy.run_path("clausier_calc.py")["Functions"](None)
answers = [getattr(functions, name.upper())(*given) for name, given in json.load(sys.stdin)]
print(json.dumps(answers))
"""


def answers_in(folder: Path, *calls: tuple[str, Sequence[Any]]) -> list[Any]:
    """Return what the component answers outside LibreOffice, in a Python without any library."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", RUN], input=json.dumps(calls), cwd=folder,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def given(name: str) -> tuple[str, list[Any]]:
    """Return a call as Calc makes it: every argument present, the repeated ones together."""
    arguments = function(name).arguments
    values = [day_of(each) for each in CALLS[name]]
    if arguments[-1].repeated:
        last = len(arguments) - 1
        values = [*values[:last], values[last:]]
    return name, values + [None] * (len(arguments) - len(values))


def words_of(code: str) -> str:
    return plain(catalogue()[code]["cause"].partition("{")[0]).replace("’", "'")


def test_without_the_compiled_library_only_what_stands_on_it_says_so(tmp_path: Path):
    folder = unpacked(tmp_path)
    for each in (folder / "compiled").rglob("*.so"):
        each.unlink()
    names = [each.name for each in FUNCTIONS]
    found = dict(zip(names, answers_in(folder, *map(given, names)), strict=True))
    said = {name for name, rows in found.items() if "bibliothèque" in str(rows[0][0])}
    assert said == NEED_MODELS
    for name in said:
        text = plain(found[name][0][0])
        assert text.startswith(f"Erreur : {words_of('CALC_BIBLIOTHEQUE_ABSENTE')}")
        assert f"Python {sys.version_info[0]}.{sys.version_info[1]}" in text
    for name in names:
        if name not in said:
            assert found[name] == in_python(name, CALLS[name]), name


def test_a_compiled_library_of_another_version_is_never_taken_from_elsewhere(tmp_path: Path):
    folder = unpacked(tmp_path)
    for each in (folder / "compiled").rglob("*.so"):
        each.unlink()
    elsewhere = folder / "pydantic_core.py"  # beside the script: on the path of that Python
    elsewhere.write_text("__version__ = '0.1'\n", encoding="utf-8")
    found = answers_in(folder, given("obligation"), given("obligation"), given("en_etp"))
    assert all("bibliothèque" in answer[0][0] for answer in found[:2])
    assert found[2] == [[0.5]]


def test_an_old_python_is_told_from_the_cell(tmp_path: Path):
    folder = unpacked(tmp_path)
    path = folder / "contents.json"
    contents = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**contents, "python": [3, 99]}), encoding="utf-8")
    ((text,),) = answers_in(folder, given("en_etp"))[0]
    assert plain(text).startswith(f"Erreur : {words_of('CALC_PYTHON_ANCIEN')}")
    assert text.endswith("Installer une version plus récente de LibreOffice.")


def test_what_nobody_foresaw_is_told_too(tmp_path: Path):
    folder = unpacked(tmp_path)
    (folder / "python" / "xlplugin" / "function_law.py").unlink()
    ((text,),) = answers_in(folder, given("en_etp"))[0]
    assert plain(text).startswith(f"Erreur : {words_of('CALC_IMPREVU')}")
    assert "function_law" in text


# --- Wheels for other computers -----------------------------------------------------------------

OTHER = "cp399-cp399-win_amd64"


def wheel(
    folder: Path, *, name: str = "pydantic_core", version: str = CORE, tag: str = OTHER,
    extra: str = "", compiled: bool = True,
) -> Path:  # fmt: skip
    """Write a wheel of the compiled library for another computer; its binary is a word."""
    path = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        if compiled:
            archive.writestr(f"{name}/_pydantic_core.cp399-win_amd64.pyd", b"binary")
        archive.writestr(f"{name}-{version}.dist-info/WHEEL", f"Wheel-Version: 1.0\nTag: {tag}\n")
        if extra:
            archive.writestr(extra, "")
    return path


def test_wheels_of_other_computers_are_carried_and_the_right_one_is_loaded(tmp_path: Path):
    wheels = tmp_path / "roues"
    wheels.mkdir()
    wheel(wheels)
    wheel(wheels, name="annotated_types")
    made = extension(wheels)
    assert OTHER in made.tags
    assert len(made.tags) == 2
    folder = unpacked(tmp_path / "extension", made.content)
    carried = [path.name for path in (folder / "compiled" / OTHER / "pydantic_core").iterdir()]
    assert sorted(carried) == ["__init__.py", "_pydantic_core.cp399-win_amd64.pyd"]
    (answer,) = answers_in(folder, given("seuil_europeen"))
    assert answer == in_python("seuil_europeen", CALLS["seuil_europeen"])


@pytest.mark.parametrize(
    ("options", "detail"),
    [
        ({"version": "0.1"}, "c'est la version 0.1"),
        ({"name": "numpy"}, "c'est numpy"),
        ({"compiled": False}, "ne contient pas la bibliothèque compilée"),
        ({"tag": "cp399"}, "ne contient pas la bibliothèque compilée"),
        ({"extra": "../ailleurs.py"}, "hors de son dossier"),
        ({"extra": "/etc/ailleurs"}, "hors de son dossier"),
        ({"extra": "C:ailleurs"}, "hors de son dossier"),
    ],
)
def test_a_wheel_that_does_not_fit_is_refused_by_name(
    tmp_path: Path, options: dict[str, Any], detail: str
):
    path = wheel(tmp_path, **options)
    with pytest.raises(InvalidInput) as caught:
        extension(tmp_path)
    assert [(each.code, each.place) for each in caught.value.faults] == [
        ("ROUE_INUTILISABLE", path.name)
    ]
    assert detail in plain(caught.value.faults[0].cause)


def test_a_broken_or_oversized_wheel_is_refused_with_the_others(tmp_path: Path):
    (tmp_path / f"pydantic_core-{CORE}-a-b-c.whl").write_bytes(b"not a zip")
    swollen = tmp_path / f"pydantic_core-{CORE}-d-e-f.whl"
    with zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pydantic_core/_pydantic_core.pyd", b"0" * (LARGEST_WHEEL + 1))
    with pytest.raises(ClausierError) as caught:
        extension(tmp_path)
    causes = plain(sentence(caught.value.faults))
    assert "elle est abîmée" in causes
    assert "elle est trop grosse" in causes


def test_a_wheel_damaged_inside_is_refused_by_name(tmp_path: Path):
    path = tmp_path / f"pydantic_core-{CORE}-{OTHER}.whl"
    name = "pydantic_core/_pydantic_core.cp399-win_amd64.pyd"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(range(256)) * 400)
    content = bytearray(path.read_bytes())
    start = 30 + len(name)  # the list of the files stays whole: only what is compressed is not
    content[start : start + 10] = b"\xff" * 10
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        extension(tmp_path)
    assert [each.place for each in caught.value.faults] == [path.name]
    assert "elle est abîmée" in plain(caught.value.faults[0].cause)


# --- The command --------------------------------------------------------------------------------


def test_the_command_writes_the_extension_and_says_how_to_install_it(tmp_path: Path):
    path = tmp_path / "clausier.oxt"
    done = clausier("libreoffice", path)
    assert done.code == 0, done.err
    assert path.read_bytes() == plain_extension().content
    assert f"{len(FUNCTIONS)} fonctions" in plain(done.out)
    assert "unopkg add" in done.out
    assert clausier("libreoffice", path).code == 2
    again = clausier("libreoffice", path, "--ecraser", "--json")
    assert again.document["fonctions"] == [each.name for each in FUNCTIONS]
    assert again.document["pythons"] == list(plain_extension().tags)


def test_the_command_refuses_what_it_cannot_use(tmp_path: Path):
    assert clausier("libreoffice", tmp_path / "clausier.zip", "--json").codes == [
        "SORTIE_MAL_NOMMEE"
    ]
    path = tmp_path / "clausier.oxt"
    asked = ("libreoffice", path, "--json", "--roues")
    assert clausier(*asked, tmp_path).codes == ["ROUES_ABSENTES"]
    assert clausier(*asked, tmp_path / "absent").codes == ["FICHIER_ABSENT"]
    assert not path.exists()
