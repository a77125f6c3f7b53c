"""The Calc extension as one file: declarations, functions, libraries, licences."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from clausier.libreoffice_wheels import (
    COMPILED,
    Library,
    own_compiled,
    own_licences,
    plain_libraries,
    wheels_of,
)
from clausier.lite_archive import needed_files
from xlplugin.function_catalogue import FUNCTIONS
from xlplugin.libreoffice.declarations import declared_files

ENTRY = "xlplugin.function_catalogue"
DATA = "insertion/data"
LIBRARY = "pydantic_core/_pydantic_core"
"""The compiled module, without the ending that says which Python loads it."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_RIGHTS = 0o644 << 16


@dataclass(frozen=True, slots=True)
class Extension:
    """A Calc extension: the content of the file, and the tags of the Pythons it serves whole."""

    content: bytes
    tags: tuple[str, ...]


def extension(wheels: Path | None = None) -> Extension:
    """Return the extension; ``wheels`` is a folder of wheels for other Pythons and systems.

    The same environment always gives the same bytes.

    Raises:
        InvalidInput: when a wheel cannot be used.
    """
    plain = plain_libraries()
    own = own_compiled()
    others = () if wheels is None else wheels_of(wheels, own.version)
    compiled = {each.tag: each for each in (*others, own)}
    python = dict(needed_files([ENTRY], [DATA]).files)
    for each in plain:
        python |= each.files
    code = {f"python/{path}": content for path, content in python.items()}
    for tag, each in compiled.items():
        code |= {f"compiled/{tag}/{path}": content for path, content in each.files.items()}
    contents = {
        "packages": sorted(
            {path.split("/")[0].removesuffix(".py") for path in python} | {COMPILED}
        ),
        "libraries": {each.name: each.version for each in (*plain, own)},
        "library": LIBRARY,
        "compiled": sorted(compiled),
    }
    declared = declared_files(FUNCTIONS, metadata.version("clausier"), contents)
    licences = _licences((*plain, own))
    return Extension(_packed({**declared, **code, **licences}), tuple(sorted(compiled)))


def _licences(libraries: tuple[Library, ...]) -> dict[str, bytes]:
    found = {f"LICENCES/clausier/{name}": text for name, text in own_licences().items()}
    for each in libraries:
        found |= {f"LICENCES/{each.name}/{name}": text for name, text in each.licences.items()}
    return found


def _packed(files: Mapping[str, bytes]) -> bytes:
    """Return a zip whose bytes depend on the files only."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _RIGHTS
            archive.writestr(entry, content, compresslevel=9)
    return stream.getvalue()
