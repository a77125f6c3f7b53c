"""A wheel of the modules xlwings Lite needs, for who hosts one: the standard format, by hand.

The building tool of the project is not among what people install; a wheel is a zip of files, three
texts that describe it, and the hash of each.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence

DISTRIBUTION = "clausier_lite"
"""Not « clausier »: it lacks the command, and what the command needs."""
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every file: the same files give the same wheel."""


def wheel_file(
    version: str, files: Mapping[str, bytes], requirements: Sequence[str]
) -> tuple[str, bytes]:
    """Return the name and content of the wheel."""
    information = f"{DISTRIBUTION}-{version}.dist-info"
    described = dict(sorted(files.items())) | {
        f"{information}/METADATA": _metadata(version, requirements).encode(),
        f"{information}/WHEEL": (
            b"Wheel-Version: 1.0\nGenerator: clausier\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    record = [f"{path},{_hash(content)},{len(content)}" for path, content in described.items()]
    described[f"{information}/RECORD"] = (
        "\n".join((*record, f"{information}/RECORD,,")) + "\n"
    ).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in described.items():
            entry = zipfile.ZipInfo(path, FIRST_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return f"{DISTRIBUTION}-{version}-py3-none-any.whl", stream.getvalue()


def _metadata(version: str, requirements: Sequence[str]) -> str:
    head = (
        "Metadata-Version: 2.1\n"
        f"Name: {DISTRIBUTION.replace('_', '-')}\n"
        f"Version: {version}\n"
        "Summary: Les fonctions et les commandes de clausier pour xlwings Lite\n"
        "License: MIT AND etalab-2.0\n"
        "Requires-Python: >=3.11\n"
    )
    return head + "".join(f"Requires-Dist: {each}\n" for each in requirements)


def _hash(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return f"sha256={digest.rstrip(b'=').decode('ascii')}"
