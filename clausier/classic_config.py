"""The text of ``xlwings.conf``: our lines put in and taken out, every other byte left alone.

Each line is ``"KEY","value"``. Excel's side reads it in the local code page, keys in any case, and
takes the first line that bears a key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

NEW_LINE = b"\r\n"
"""What ends a line in the files of Windows; a file that has its own ends is followed."""
_LINE = re.compile(rb'^\s*"?(?P<key>[^",]*)"?\s*,\s*"?(?P<value>[^"\r\n]*)')


def value_of(content: bytes, key: str, encoding: str) -> str | None:
    """Return the value Excel would find under a key, or nothing."""
    found = next((line for line in content.splitlines() if _bears(line, key)), None)
    if found is None:
        return None
    match = _LINE.match(found)
    assert match is not None
    return match["value"].decode(encoding, errors="replace")


def with_values(content: bytes, values: Mapping[str, str | None], encoding: str) -> bytes:
    """Return the text with each key at its value, on its line; ``None`` takes the key out.

    Raises:
        UnicodeEncodeError: when a value has characters the code page lacks.
    """
    for key, value in values.items():
        if value is not None and value_of(content, key, encoding) == value:
            continue
        line = None if value is None else f'"{key}","{value}"'.encode(encoding)
        content = _with_lines(content, key, [] if line is None else [line])
    return content


def put_back(content: bytes, before: bytes, keys: Collection[str]) -> bytes:
    """Return the text with the lines of these keys as they were ``before``; the others stay."""
    for key in keys:
        content = _with_lines(content, key, [e for e in before.splitlines() if _bears(e, key)])
    return content


def _with_lines(content: bytes, key: str, wanted: list[bytes]) -> bytes:
    """Return the text where the lines of a key, the first place of which is kept, are these."""
    end = NEW_LINE if b"\r\n" in content or not content else b"\n"
    lines = content.splitlines(keepends=True)
    places = [index for index, line in enumerate(lines) if _bears(line, key)]
    at = places[0] if places else len(lines)
    rest = [line for index, line in enumerate(lines) if index not in places]
    if wanted and at == len(rest) and rest and not rest[-1].endswith((b"\n", b"\r")):
        rest[-1] += end
    return b"".join([*rest[:at], *(line + end for line in wanted), *rest[at:]])


def _bears(line: bytes, key: str) -> bool:
    match = _LINE.match(line)
    return match is not None and match["key"].strip().lower() == key.lower().encode()
