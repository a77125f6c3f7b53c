"""The modules and data some entry points need, found by their imports, and packed as text."""

from __future__ import annotations

import ast
import base64
import bz2
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

PACKAGES = ("insertion", "xlplugin", "docgen", "clausier")
LINE = 100
"""Characters of a line of the packed text: an editor stays at ease."""
MARK_LENGTH = 12
PARTS = "parts"
"""The folder of the parts of Word documents, beside our packages in the archive."""
OF_AUTHORS = frozenset(
    {
        "__pycache__",
        "README.md",
        "CHANGELOG.md",
        "cases.yaml",
        "base.yaml",
        "golden",
        "versions.lock",
    }
)
"""What only the authors of clauses read: their cases weigh more than the clauses."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What must travel: each file's content by path, and the libraries its imports name."""

    files: Mapping[str, bytes]
    libraries: frozenset[str]


def needed_files(entries: Iterable[str], folders: Iterable[str]) -> Needed:
    """Return the modules that ``entries`` import, one through the other, and whole data folders.

    Imports made inside functions count: what is loaded late must be there too. A folder gives what
    it holds besides modules: those come by their imports.

    Raises:
        ModuleNotFoundError: when an entry is no module of ours.
    """
    files: dict[str, bytes] = {}
    libraries: set[str] = set()
    waiting = list(entries)
    for entry in waiting:
        if _source(entry) is None:
            raise ModuleNotFoundError(entry, name=entry)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        found = None if name in seen else _source(name)
        seen.add(name)
        if found is None:
            continue
        path, content = found
        files[path] = content
        waiting.append(name.rpartition(".")[0])
        for imported in _imports(ast.parse(content, filename=path)):
            if imported.partition(".")[0] in PACKAGES:
                waiting.append(imported)
            else:
                libraries.add(imported.partition(".")[0])
    for folder in folders:
        package, *inside = folder.split("/")
        root = resources.files(package)
        files |= _folder(root.joinpath(*inside) if inside else root, folder)
    return Needed(dict(sorted(files.items())), frozenset(libraries))


def _source(name: str) -> tuple[str, bytes] | None:
    """Return the path and text of a module of ours, nothing for a name that is no module."""
    package, *inside = name.split(".")
    if package not in PACKAGES:
        return None
    root = resources.files(package)
    path = "/".join((package, *inside))
    if inside:
        file = root.joinpath(*inside[:-1], f"{inside[-1]}.py")
        if file.is_file():
            return f"{path}.py", file.read_bytes()
    opening = root.joinpath(*inside, "__init__.py")
    return (f"{path}/__init__.py", opening.read_bytes()) if opening.is_file() else None


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            # « from xlplugin import limits » names a module as well as a function.
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _folder(folder: Traversable, path: str) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for each in folder.iterdir():
        if each.name in OF_AUTHORS:
            continue
        if each.is_dir():
            files |= _folder(each, f"{path}/{each.name}")
        elif each.is_file() and not each.name.endswith(".py"):
            files[f"{path}/{each.name}"] = each.read_bytes()
    return files


@dataclass(frozen=True, slots=True)
class Packed:
    """Files as lines of text, and the mark that tells them whole."""

    text: str
    mark: str


def pack(files: Mapping[str, bytes]) -> Packed:
    """Return files compressed together, then written with characters any editor keeps.

    The same files give the same text: no date, no name of a person or of a machine is in it.
    Files of one kind stand together, and the parts Word documents share stand once: what repeats
    is then near enough for the compression to see it. :mod:`clausier.lite_start` puts them back.
    """
    plain = {path: content for path, content in files.items() if not path.endswith(".docx")}
    documents = {path: content for path, content in files.items() if path.endswith(".docx")}
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, content in sorted((plain | _in_parts(documents)).items(), key=_by_kind):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    content = bz2.compress(stream.getvalue())
    text = base64.b85encode(content).decode("ascii")
    lines = [text[start : start + LINE] for start in range(0, len(text), LINE)]
    return Packed("\n".join(lines), hashlib.sha256(content).hexdigest()[:MARK_LENGTH])


def _by_kind(file: tuple[str, bytes]) -> tuple[str, str]:
    path, _ = file
    return path.rpartition(".")[2], path


def _in_parts(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return each distinct part once, named by its hash, and the list of each document's parts."""
    found: dict[str, bytes] = {}
    for path, content in documents.items():
        listed = {}
        with zipfile.ZipFile(io.BytesIO(content)) as document:
            for name in document.namelist():
                part = document.read(name)
                mark = hashlib.sha256(part).hexdigest()[:MARK_LENGTH]
                kept = f"{PARTS}/{mark}.{name.rpartition('.')[2]}"
                listed[name] = kept
                found[kept] = part
        found[path] = json.dumps(listed, ensure_ascii=False).encode()
    return found
