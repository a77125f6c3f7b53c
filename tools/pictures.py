"""Draw docs/images: each page of the example's pieces, as LibreOffice shows them.

Run by ``make images``. The pictures are of real output: nothing is retouched, and a piece that the
example no longer writes loses its pictures.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PREFIX = "piece-"  # only these are ours to replace
RESOLUTION = 80  # dots per inch: an A4 page is 661 pixels wide, readable on a web page
MOST_PAGES = 4  # of one piece; the reader wants to see it, not to read it all
DRAWN = {".docx", ".xlsx"}


def picture_name(stem: str) -> str:
    """Return a name a guide can link to: without the consultation's number, nor the version.

    >>> picture_name("2026-TVX-014_NOTE-CALCUL_insertion_v1")
    'piece-note-calcul'
    """
    return PREFIX + re.sub(r"^.*?_(.+?)_insertion_v\d+$", r"\1", stem).lower()


def convert(pieces: list[Path], folder: Path) -> None:
    """Turn ``pieces`` into PDF files of the same stem in ``folder``.

    Raises:
        SystemExit: when LibreOffice is missing or leaves a piece out.
    """
    office = shutil.which("soffice")
    if office is None:
        sys.exit("LibreOffice est introuvable : make outils")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(  # noqa: S603 - our own arguments
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *pieces],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    lost = [piece.name for piece in pieces if not (folder / f"{piece.stem}.pdf").is_file()]
    if lost:
        sys.exit(f"LibreOffice n'a pas su dessiner : {', '.join(lost)}")


def draw(pdf: Path) -> list[Path]:
    """Write one PNG per page of ``pdf`` into ``docs/images`` and return them.

    Raises:
        SystemExit: when pdftoppm is missing.
    """
    command = shutil.which("pdftoppm")
    if command is None:
        sys.exit("pdftoppm est introuvable : make outils")
    pages = pdf.with_suffix("")
    subprocess.run(  # noqa: S603 - our own arguments
        [command, "-png", "-r", str(RESOLUTION), "-l", str(MOST_PAGES), pdf, pages],
        check=True,
    )
    pictures = []
    for number, page in enumerate(sorted(pages.parent.glob(f"{pages.name}-*.png")), start=1):
        picture = IMAGES / f"{picture_name(pdf.stem)}-{number}.png"
        shutil.move(page, picture)
        pictures.append(picture)
    return pictures


def main() -> None:
    """Write the example in a temporary folder, draw it, and name the pictures."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        clausier = Path(sys.executable).with_name("clausier")
        subprocess.run(  # noqa: S603 - our own command
            [clausier, "exemple", work / "exemple"], check=True, stdout=subprocess.DEVNULL
        )
        pieces = sorted(
            path for path in (work / "exemple").rglob("*") if path.suffix.lower() in DRAWN
        )
        if len({piece.stem for piece in pieces}) != len(pieces):
            sys.exit("Deux pièces de l'exemple portent le même nom.")
        convert(pieces, work)
        IMAGES.mkdir(parents=True, exist_ok=True)
        for old in IMAGES.glob(f"{PREFIX}*.png"):
            old.unlink()
        for piece in pieces:
            for picture in draw(work / f"{piece.stem}.pdf"):
                sys.stdout.write(f"{picture.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
