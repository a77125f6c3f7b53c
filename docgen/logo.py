"""A buyer's logo: an image that really is one, bounded, and stripped of what tells its making."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from insertion.errors import InvalidInput, fault
from insertion.typography import size_text

MAX_LOGO = 1_000_000  # bytes of the file
MAX_SIDE = 6_000  # pixels
MAX_PIXELS = 12_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs"}
)
"""What a reader needs to show the image; texts, dates and places are left out."""
_JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_JPEG_KEPT_APPS = frozenset({0xE0, 0xE2, 0xEE})  # JFIF, colour profile, Adobe's colour transform
_SCAN, _END = 0xDA, 0xD9


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo fit for a header: ``words`` say what it shows to those who do not see it."""

    content: bytes
    suffix: str
    width: int
    height: int
    words: str = ""


class _NotAnImage(Exception):
    """The bytes are not a sound image; the message is French."""


def read_logo(content: bytes, place: str, words: str = "") -> Logo:
    """Return a PNG or JPEG image, judged by its bytes and not by its name.

    Texts, places and dates that cameras and drawing software leave inside are dropped.

    Raises:
        InvalidInput: when it is another thing, damaged, or too large.
    """
    try:
        kept, suffix, (width, height) = _cleaned(content)
    except _NotAnImage as error:
        raise InvalidInput([fault("IMAGE_INUTILISABLE", place, detail=str(error))]) from error
    return Logo(kept, suffix, width, height, words)


def _cleaned(content: bytes) -> tuple[bytes, str, tuple[int, int]]:
    if len(content) > MAX_LOGO:
        raise _NotAnImage(f"elle pèse {size_text(len(content))}")
    if content.startswith(_PNG):
        kept, size, suffix = *_clean_png(content), ".png"
    elif content.startswith(b"\xff\xd8\xff"):
        kept, size, suffix = *_clean_jpeg(content), ".jpg"
    else:
        raise _NotAnImage("ce n'est ni du PNG, ni du JPEG")
    width, height = size
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE) or width * height > MAX_PIXELS:
        raise _NotAnImage(f"elle mesure {width} × {height} points")
    return kept, suffix, size


_DAMAGED = "elle est endommagée"


def _clean_png(content: bytes) -> tuple[bytes, tuple[int, int]]:
    kept = [_PNG]
    size = (0, 0)
    names: list[bytes] = []
    for name, data in _png_chunks(content):
        names.append(name)
        if name == b"IHDR" and len(data) == 13:
            size = struct.unpack(">II", data[:8])
        if name == b"acTL":
            raise _NotAnImage("elle est animée")
        if name in _PNG_KEPT:
            kept.append(_chunk(name, data))
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or b"IDAT" not in names:
        raise _NotAnImage(_DAMAGED)
    return b"".join(kept), size


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(content):
        if at + 12 > len(content):
            raise _NotAnImage(_DAMAGED)
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        closing = content[at + 8 + length : at + 12 + length]
        if len(closing) < 4 or struct.unpack(">I", closing)[0] != zlib.crc32(name + data):
            raise _NotAnImage(_DAMAGED)
        yield name, data
        at += 12 + length
        if name == b"IEND":
            return  # what follows the image is no image


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _clean_jpeg(content: bytes) -> tuple[bytes, tuple[int, int]]:
    kept = [b"\xff\xd8"]
    size = (0, 0)
    at = 2
    while True:
        if at + 4 > len(content) or content[at] != 0xFF:
            raise _NotAnImage(_DAMAGED)
        marker = content[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        segment = content[at : at + 2 + length]
        if length < 2 or len(segment) < 2 + length:
            raise _NotAnImage(_DAMAGED)
        if marker in _JPEG_FRAMES and length >= 8:
            height, width = struct.unpack(">HH", segment[5:9])
            size = (width, height)
        if marker == _SCAN:
            end = content.rfind(bytes((0xFF, _END)))
            if end < at:
                raise _NotAnImage(_DAMAGED)
            return b"".join([*kept, content[at : end + 2]]), size
        if marker < 0xE0 or marker in _JPEG_KEPT_APPS:
            kept.append(segment)
        at += 2 + length
