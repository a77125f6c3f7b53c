"""The libraries a Calc extension carries: those of this environment, and wheels for other ones.

All but one are plain Python, good for any computer. ``pydantic_core`` is compiled: the extension
holds it once for each Python and each system it must run on.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath

from clausier.files import read_bytes
from insertion.errors import Fault, InvalidInput, fault

COMPILED = "pydantic_core"
PLAIN = ("annotated-types", "pydantic", "PyYAML", "typing-extensions", "typing-inspection")
LARGEST_WHEEL = 50_000_000
"""Bytes: ten times the size of the wheels of this library."""
_LICENCE = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
_BINARY = (".so", ".pyd", ".dylib")
_LEFT_OUT = (".pyc", ".pyi", "py.typed")
_TAG = re.compile(r"[\w.]+-[\w.]+-[\w.]+")


@dataclass(frozen=True, slots=True)
class Library:
    """A library: its files and its licences, by path; ``tag`` names the Python and the system."""

    name: str
    version: str
    tag: str
    files: Mapping[str, bytes]
    licences: Mapping[str, bytes]


def plain_libraries() -> tuple[Library, ...]:
    """Return the libraries that run anywhere, without the compiled parts they can do without."""
    return tuple(_installed(name, compiled=False) for name in PLAIN)


def own_compiled() -> Library:
    """Return the compiled library for the Python and the system clausier now runs on."""
    return _installed(COMPILED, compiled=True)


def _installed(name: str, *, compiled: bool) -> Library:
    found = metadata.distribution(name)
    contents: dict[str, bytes] = {}
    for each in found.files or ():
        path = str(PurePosixPath(each))
        if ".." in each.parts or (not compiled and path.endswith(_BINARY)):
            continue
        if _is_carried(path) or _is_licence(path):
            contents[path] = Path(str(found.locate_file(each))).read_bytes()
    tags = found.read_text("WHEEL") or ""
    return _library(found.name, found.version, tags, contents)


def _is_carried(path: str) -> bool:
    inside = path.split("/")
    kept = not path.endswith(_LEFT_OUT) and "__pycache__" not in inside
    return kept and not inside[0].endswith((".dist-info", ".data"))


def _is_licence(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return ".dist-info" in folder and _LICENCE.search(name) is not None


def _library(name: str, version: str, tags: str, contents: Mapping[str, bytes]) -> Library:
    tag = re.search(r"(?m)^Tag: *(\S+)", tags)
    return Library(
        name=name,
        version=version,
        tag=tag[1] if tag and _TAG.fullmatch(tag[1]) else "",
        files={path: each for path, each in contents.items() if _is_carried(path)},
        licences={
            path.rpartition("/")[2]: each for path, each in contents.items() if _is_licence(path)
        },
    )


def own_licences() -> Mapping[str, bytes]:
    """Return the licences of clausier itself."""
    return _installed("clausier", compiled=False).licences


def wheels_of(folder: Path, version: str) -> tuple[Library, ...]:
    """Return the wheels of the compiled library a folder holds, in ``version``.

    Wheels of the plain libraries, which come with it when one downloads it, are left aside.

    Raises:
        InvalidInput: with every wheel that cannot be used; when there is none.
    """
    if not folder.is_dir():
        raise InvalidInput([fault("FICHIER_ABSENT", str(folder))])
    faults: list[Fault] = []
    found: list[Library] = []
    known = {_normal(each) for each in PLAIN}
    for path in sorted(folder.glob("*.whl")):
        if _normal(path.name.split("-")[0]) in known:
            continue
        try:
            found.append(_wheel(path, version))
        except InvalidInput as error:
            faults += error.faults
    if faults:
        raise InvalidInput(faults)
    if not found:
        raise InvalidInput([fault("ROUES_ABSENTES", str(folder), version=version)])
    return tuple(found)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()


def _wheel(path: Path, version: str) -> Library:
    def unusable(detail: str) -> InvalidInput:
        return InvalidInput([fault("ROUE_INUTILISABLE", path.name, detail=detail, version=version)])

    name, given, *_ = [*path.stem.split("-"), ""]
    if _normal(name) != COMPILED:
        raise unusable(f"c'est {name}")
    if given != version:
        raise unusable(f"c'est la version {given}, et le clausier d'ici emploie la {version}")
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path, LARGEST_WHEEL))) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if sum(each.file_size for each in entries) > LARGEST_WHEEL:
                raise unusable("elle est trop grosse")
            contents = {each.filename: archive.read(each) for each in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise unusable("elle est abîmée") from error
    if any(_escapes(each) for each in contents):
        raise unusable("elle écrit hors de son dossier")
    tags = next((text for each, text in contents.items() if each.endswith("/WHEEL")), b"")
    made = _library(COMPILED, version, tags.decode("utf-8", "replace"), contents)
    if not made.tag or not any(each.endswith(_BINARY) for each in made.files):
        raise unusable("elle ne contient pas la bibliothèque compilée")
    return made


def _escapes(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return ".." in parts or "\\" in path or ":" in path or path.startswith("/")
