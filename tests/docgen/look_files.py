"""Looks made for tests: a logo drawn by code, a profile and its files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

HEAD = "schema: profil/1\nnom: Ville d'essai\n"
BURGUNDY = """presentation:
  logo: images/logo.png
  logo_texte: Armes de la ville
  police: Georgia
  police_titres: Verdana
  couleur: "#7A1F2B"
  articles: romain
  derogations: phrases
  noms_fichiers: "{consultation}_{piece}_v{version}"
  premiers_articles: {ccap: 14}
  noms_pieces: {avis: Avis}
"""
GREEN = """presentation:
  police: Verdana
  couleur: "#1E5631"
  articles: decimal
  derogations: phrases
"""
Colour = tuple[int, int, int]


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG file."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def a_disc(x: int, y: int) -> Colour:
    """Return the colour of a point of a red disc beside a bar."""
    inside = (x - 30) ** 2 + (y - 30) ** 2 < 27**2
    return (122, 31, 43) if inside or (65 < x < 150 and 24 < y < 36) else (255, 255, 255)


def png(
    width: int = 160, height: int = 60, paint: Callable[[int, int], Colour] = a_disc,
    *, extra: bytes = b"",
) -> bytes:  # fmt: skip
    """Return a PNG image; ``extra`` chunks come before its data."""
    rows = (b"\0" + b"".join(bytes(paint(x, y)) for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    image = chunk(b"IDAT", zlib.compress(b"".join(rows)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + image + chunk(b"IEND", b"")


def segment(marker: int, data: bytes) -> bytes:
    """Return a segment of a JPEG file."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg(width: int = 160, height: int = 60, *, extra: bytes = b"") -> bytes:
    """Return the frame of a JPEG image, its picture left out; ``extra`` segments come first."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\x34"
    jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    return b"\xff\xd8" + jfif + extra + frame + scan + b"\xff\xd9"


def profile_file(folder: Path, look: str = BURGUNDY, name: str = "ville.yaml") -> Path:
    """Write a profile with its logo and return its file."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    (folder / "images" / "logo.png").write_bytes(png())
    path = folder / name
    path.write_text(HEAD + look, encoding="utf-8")
    return path
