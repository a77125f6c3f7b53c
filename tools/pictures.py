"""Draw docs/images: the example's workbook sheet by sheet, and each page of its pieces.

Run by ``make images``. The pictures are of real output, as LibreOffice shows it: nothing is
retouched, and a piece that the example no longer writes loses its pictures.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

from insertion.vocabulary import folded

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PREFIX, SHEET_PREFIX = "piece-", "classeur-"  # only these are ours to replace
RESOLUTION = 80  # dots per inch: an A4 page is 661 pixels wide, readable on a web page
MOST_PAGES = 4  # of one piece; the reader wants to see it, not to read it all
ROWS_OF_LOTS = 12  # prepared in the workbook drawn: sixty empty rows teach nothing
SHEET_PART = 1300  # points: a wider sheet is drawn in parts, each readable on a web page
SHEET_RESOLUTION = 72
ONE_PAGE_A_SHEET = (
    'pdf:calc_pdf_Export:{"SinglePageSheets":{"type":"boolean","value":"true"}}'  # as on a screen
)


def picture_name(stem: str) -> str:
    """Return a name a guide can link to: without the consultation's number, nor the version.

    >>> picture_name("2026-TVX-014_NOTE-CALCUL_insertion_v1")
    'piece-note-calcul'
    """
    return PREFIX + re.sub(r"^.*?_(.+?)_insertion_v\d+$", r"\1", stem).lower()


def convert(pieces: list[Path], folder: Path, filter_name: str = "pdf") -> None:
    """Turn ``pieces`` into PDF files of the same stem in ``folder``.

    Raises:
        SystemExit: when LibreOffice is missing or leaves a piece out.
    """
    office = shutil.which("soffice")
    if office is None:
        sys.exit("LibreOffice est introuvable : make outils")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(  # noqa: S603 - our own arguments
        [office, profile, "--headless", "--convert-to", filter_name, "--outdir", folder, *pieces],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    lost = [piece.name for piece in pieces if not (folder / f"{piece.stem}.pdf").is_file()]
    if lost:
        sys.exit(f"LibreOffice n'a pas su dessiner : {', '.join(lost)}")


def rasterise(*arguments: object) -> None:
    """Run pdftoppm.

    Raises:
        SystemExit: when it is missing.
    """
    command = shutil.which("pdftoppm")
    if command is None:
        sys.exit("pdftoppm est introuvable : make outils")
    subprocess.run(  # noqa: S603 - our own arguments
        [command, "-png", *map(str, arguments)], check=True
    )


def draw(pdf: Path) -> list[Path]:
    """Write one PNG per page of ``pdf`` into ``docs/images`` and return them."""
    pages = pdf.with_suffix("")
    rasterise("-r", RESOLUTION, "-l", MOST_PAGES, pdf, pages)
    pictures = []
    for number, page in enumerate(sorted(pages.parent.glob(f"{pages.name}-*.png")), start=1):
        picture = IMAGES / f"{picture_name(pdf.stem)}-{number}.png"
        shutil.move(page, picture)
        pictures.append(picture)
    return pictures


def cuts(widths: list[float], longest: float) -> list[tuple[float, float]]:
    """Return where to cut a sheet between columns: offset and width of each part, in points.

    >>> cuts([300, 300, 300], 500)
    [(0, 300), (300, 300), (600, 300)]
    """
    parts: list[tuple[float, float]] = []
    start = here = 0.0
    for width in widths:
        if here + width - start > longest and here > start:
            parts.append((start, here - start))
            start = here
        here += width
    return [*parts, (start, here - start)]


def page_width(pdf: Path, number: int) -> float:
    """Return the width of a page, in points."""
    command = shutil.which("pdfinfo") or "pdfinfo"
    shown = subprocess.run(  # noqa: S603 - our own arguments
        [command, "-f", str(number), "-l", str(number), pdf],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    found = re.search(r"size:\s+([\d.]+) x", shown)
    return float(found[1]) if found else 0.0


def column_widths(workbook: Path, name: str) -> list[float]:
    """Return the relative widths of a sheet's visible columns."""
    sheet = openpyxl.load_workbook(workbook)[name]
    widths = [0.0] * sheet.max_column
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min, min(dimension.max, sheet.max_column) + 1):
            widths[column - 1] = 0.0 if dimension.hidden else dimension.width
    return widths


def draw_sheets(workbook: Path, pdf: Path) -> list[Path]:
    """Write one PNG per visible sheet, or per readable part of a wide one."""
    names = [
        each.title for each in openpyxl.load_workbook(workbook) if each.sheet_state == "visible"
    ]
    pictures: list[Path] = []
    for number, name in enumerate(names, start=1):
        total = page_width(pdf, number)
        widths = column_widths(workbook, name)
        scale = total / (sum(widths) or 1)
        slug = SHEET_PREFIX + folded(name).replace(" ", "-")
        parts = cuts([width * scale for width in widths], SHEET_PART)
        for part, (start, width) in enumerate(parts, start=1):
            picture = IMAGES / (f"{slug}-{part}.png" if len(parts) > 1 else f"{slug}.png")
            rasterise(
                "-r", SHEET_RESOLUTION, "-f", number, "-l", number, "-x", int(start), "-y", 0,
                "-W", int(width), "-H", 10_000, "-singlefile", pdf, picture.with_suffix(""),
            )  # fmt: skip
            pictures.append(picture)
    return pictures


def main() -> None:
    """Write the example in a temporary folder, draw it, and name the pictures."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        clausier = Path(sys.executable).with_name("clausier")
        example, workbook = work / "exemple", work / "classeur.xlsx"
        record = ROOT / "workbooks" / "exemple-renovation-ecole.yaml"
        commands: tuple[list[str | Path], ...] = (
            ["exemple", example],
            ["classeur", workbook, "--depuis", record, "--lots", str(ROWS_OF_LOTS)],
        )
        for arguments in commands:
            subprocess.run(  # noqa: S603 - our own command
                [clausier, *arguments], check=True, stdout=subprocess.DEVNULL
            )
        pieces = sorted(example.rglob("*.docx"))
        convert(pieces, work)
        convert([workbook], work, ONE_PAGE_A_SHEET)
        IMAGES.mkdir(parents=True, exist_ok=True)
        for prefix in (PREFIX, SHEET_PREFIX):
            for old in IMAGES.glob(f"{prefix}*.png"):
                old.unlink()
        drawn = draw_sheets(workbook, workbook.with_suffix(".pdf"))
        for piece in pieces:
            drawn += draw(work / f"{piece.stem}.pdf")
        for picture in drawn:
            sys.stdout.write(f"{picture.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
