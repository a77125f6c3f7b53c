"""Draws the icons of Excel's ribbon: one line style, one accent colour, four sizes.

Run by hand after a change of a drawing: ``python tools/icons.py`` (Chromium must be installed).
Office wants PNG files on a transparent ground; the drawings below are their only source.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "clausier" / "panes" / "icones"
SIZES = (16, 32, 64, 80)
INK, ACCENT, PAPER = "#3b4652", "#1f6fb5", "#ffffff"
CHROMIUM = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")

SHEET = f'<path fill="{PAPER}" d="M7 3h12l6 6v20H7Z"/><path d="M19 3v6h6"/>'
"""A page with a folded corner, which three drawings share."""
DRAWINGS = {
    "volet": f"""
        <rect x="3" y="5" width="26" height="22" rx="2" fill="{PAPER}"/>
        <path d="M3 11h26"/>
        <path fill="{ACCENT}" stroke="{ACCENT}" d="M20 12.5h7.5v13H20Z"/>
        <path d="M7 16h8M7 21h8"/>""",
    "verifier": f"""
        <path fill="{PAPER}" d="M6 6h20v23H6Z"/>
        <path fill="{INK}" d="M12 3h8v5h-8Z"/>
        <path class="a" d="m11 18 4 4 7-8"/>""",
    "calculer": f"""
        <rect x="6" y="3" width="20" height="26" rx="2" fill="{PAPER}"/>
        <path fill="{ACCENT}" stroke="{ACCENT}" d="M11 8h10v3H11Z"/>
        <path class="p" d="M11.5 17h1M19.5 17h1M11.5 23h1M19.5 23h1"/>""",
    "comparer": f"""
        <path d="M3 29h26"/>
        <path fill="{PAPER}" d="M5 17h5v12H5Z"/>
        <path fill="{ACCENT}" stroke="{ACCENT}" d="M13.5 5h5v23h-5Z"/>
        <path fill="{PAPER}" d="M22 12h5v17h-5Z"/>""",
    "generer": f"""{SHEET}
        <path d="M11 14h10"/>
        <path class="a" d="M16 17.5v8m-4-4 4 4 4-4"/>""",
    "inserer": f"""{SHEET}
        <path d="M11 24.5h10"/>
        <path class="a" d="M16 12v9m-4.5-4.5h9"/>""",
}
MARK = f"""
    <rect width="32" height="32" rx="6" fill="#1f4e79" stroke="none"/>
    <path stroke="{PAPER}" d="M8 8h16M8 14h16M8 20h9"/>
    <path stroke="#9fd0ff" d="m19 22 3 3 5-6"/>"""
STYLE = (
    f"svg{{stroke:{INK};stroke-width:2;fill:none;stroke-linejoin:round;stroke-linecap:round}}"
    f".a{{stroke:{ACCENT};stroke-width:3}}.p{{stroke-width:4}}body{{margin:0}}"
)


def drawn(drawing: str, size: int) -> bytes:
    """Return a drawing as a PNG of ``size`` pixels a side."""
    page = (
        f"<!doctype html><style>{STYLE}</style>"
        f'<svg width="{size}" height="{size}" viewBox="0 0 32 32">{drawing}</svg>'
    )
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "i.html", Path(folder) / "i.png"
        source.write_text(page, encoding="utf-8")
        subprocess.run(  # noqa: S603  our own drawing, our own arguments
            [*CHROMIUM, "--default-background-color=00000000", "--window-size=256,256",
             f"--screenshot={target}", source.as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        return cropped(target.read_bytes(), size)


def cropped(png: bytes, size: int) -> bytes:
    """Return the upper left square of a PNG, without the notes Chromium leaves in it."""
    width, height = struct.unpack(">II", png[16:24])
    rows = _rows(zlib.decompress(b"".join(_chunks(png, b"IDAT"))), width, height)
    flat = b"".join(b"\0" + bytes(row[: 4 * size]) for row in rows[:size])
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(flat, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def _chunks(png: bytes, wanted: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == wanted:
            found.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return found


def _rows(flat: bytes, width: int, height: int) -> list[bytearray]:
    """Return the rows of a picture of 4 bytes a pixel, once PNG's filters are undone."""
    rows: list[bytearray] = []
    before = bytearray(4 * width)
    for number in range(height):
        start = number * (4 * width + 1)
        kind, row = flat[start], bytearray(flat[start + 1 : start + 1 + 4 * width])
        for at in range(4 * width):
            left = row[at - 4] if at >= 4 else 0
            corner = before[at - 4] if at >= 4 else 0
            row[at] = (row[at] + _guess(kind, left, before[at], corner)) % 256
        rows.append(row)
        before = row
    return rows


def _guess(kind: int, left: int, above: int, corner: int) -> int:
    if kind == 4:
        near = left + above - corner
        return min((left, above, corner), key=lambda each: abs(near - each))
    return (0, left, above, (left + above) // 2)[kind]


def main() -> int:
    """Write every icon in every size."""
    FOLDER.mkdir(exist_ok=True)
    for name, drawing in {**DRAWINGS, "clausier": MARK}.items():
        for size in SIZES:
            path = FOLDER / f"{name}-{size}.png"
            path.write_bytes(drawn(drawing, size))
            sys.stderr.write(f"{path.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
