"""The only module that knows openpyxl: a workbook someone sent, opened safely and never modified.

Gives sheets of plain cells. Whatever is not an honest .xlsx is refused with the reason in French.
"""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

import openpyxl
from lxml.etree import XMLSyntaxError
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from insertion.errors import InvalidInput, fault
from insertion.reading import RawCell, Scalar
from xlplugin.extent import MOST_CELLS, Extent, Unbounded, extent_of

LARGEST_FILE = 50_000_000
LARGEST_CONTENT = 600_000_000
LARGEST_RATIO = 250
RATIO_MATTERS_FROM = 30_000_000
"""A small part may be compressed a thousand times; beyond this size such a ratio is an attack."""
PROLOG = 100_000
"""Where a document type would stand, even after a long comment."""
EXPECTED = ".xlsx ou .xlsm"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_RELATIONS = "xl/_rels/workbook.xml.rels"
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_TARGET = re.compile(rb"""\bTarget\s*=\s*["'](?P<target>[^"']*)["']""")
_BROKEN = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    ExpatError,
    XMLSyntaxError,
    InvalidFileException,
)
"""What openpyxl lets out on a damaged file; it has no error of its own for most of them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as found. ``error``: the code it shows; ``pending``: a formula never computed."""

    value: Scalar
    place: str
    column: int
    percent: bool = False
    error: str = ""
    pending: bool = False

    @property
    def raw(self) -> RawCell:
        """Return the cell for the reading rules."""
        return RawCell(self.value, self.place, percent=self.percent)

    @property
    def empty(self) -> bool:
        """Tell whether nothing is there, not even an error."""
        return not self.error and not self.pending and self.raw.empty


Row = tuple[Cell, ...]
"""The cells of a row that hold something, in order."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its name, whether people see it, and its non-empty rows by number (from 1)."""

    name: str
    visible: bool
    rows: tuple[tuple[int, Row], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook: its sheets in order, and its defined names as « sheet, cell or area »."""

    file: str
    grids: tuple[Grid, ...]
    names: dict[str, tuple[str, str]]

    def grid(self, name: str) -> Grid | None:
        """Return a sheet by name."""
        return next((each for each in self.grids if each.name == name), None)


def open_workbook(path: Path | str) -> Opened:
    """Return what ``path`` holds.

    Raises:
        InvalidInput: when it is absent, too large, or not a workbook this product reads.
    """
    source = Path(path)
    content = _content(source)
    _judge(content, source.name)
    try:
        return _opened(content, source.name)
    except _BROKEN as error:
        raise _unreadable(source.name, "sa structure interne est endommagée") from error


def _unreadable(place: str, detail: str) -> InvalidInput:
    return InvalidInput([fault("FICHIER_ILLISIBLE", place, detail=detail, expected=EXPECTED)])


def _content(source: Path) -> bytes:
    if not source.is_file():
        raise InvalidInput([fault("FICHIER_ABSENT", source.name)])
    size = source.stat().st_size
    if size > LARGEST_FILE:
        raise _too_large(source.name, size, LARGEST_FILE)
    try:
        return source.read_bytes()
    except OSError as error:
        raise _unreadable(source.name, "l'ouverture est refusée par le système") from error


def _too_large(place: str, size: int, limit: int) -> InvalidInput:
    return InvalidInput(
        [
            fault(
                "FICHIER_TROP_GROS",
                place,
                size=f"{size // 1_000_000} Mo",
                limit=f"{limit // 1_000_000} Mo",
            )
        ]
    )


def _judge(content: bytes, name: str) -> None:
    """Refuse, with the precise reason, what only bears the extension of a workbook."""
    if not content.strip(b"\0"):
        raise _unreadable(name, "il est vide")
    if content.startswith(_OLE):
        raise _unreadable(name, _ole_detail(content))
    if not content.startswith(b"PK"):
        raise _unreadable(name, _text_detail(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _judge_package(package, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise _unreadable(name, "l'archive est tronquée ou endommagée") from error
    except RuntimeError as error:  # how zipfile says that a part is encrypted
        raise _unreadable(name, "il est protégé par un mot de passe") from error


def _ole_detail(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "il est protégé par un mot de passe"
    if "WordDocument".encode("utf-16-le") in content:
        return "c'est un document Word ancien (.doc)"
    return "c'est un classeur Excel ancien (.xls), à enregistrer au format .xlsx"


def _text_detail(content: bytes) -> str:
    head = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        return "c'est une page HTML renommée, à enregistrer au format .xlsx"
    if head.startswith(b"<"):
        return "c'est un fichier XML, à enregistrer au format .xlsx"
    if head.startswith(b"%pdf"):
        return "c'est un document PDF"
    if b"\0" not in head:
        return "c'est un fichier texte ou CSV, à enregistrer au format .xlsx"
    return "ce n'est pas un classeur"


def _judge_package(package: zipfile.ZipFile, name: str) -> None:
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    content = sum(entry.file_size for entry in entries)
    if content > LARGEST_CONTENT:
        raise _too_large(name, content, LARGEST_CONTENT)
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > RATIO_MATTERS_FROM and ratio > LARGEST_RATIO:
            raise _unreadable(name, "son contenu compressé est démesuré")
    if "mimetype" in names:
        raise _unreadable(name, "c'est un classeur OpenDocument (.ods), à enregistrer en .xlsx")
    if "xl/workbook.bin" in names:
        raise _unreadable(name, "c'est un classeur binaire (.xlsb), à enregistrer en .xlsx")
    if "word/document.xml" in names:
        raise _unreadable(name, "c'est un document Word")
    if "xl/workbook.xml" not in names:
        raise _unreadable(name, "ce n'est pas un classeur")
    if _missing_sheets(package, names):
        raise _unreadable(name, "une feuille du classeur manque dans le fichier")
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            with package.open(entry) as part:
                # Without its zeros, UTF-16 or UTF-32 reads like ASCII.
                if _DOCTYPE.search(part.read(PROLOG).replace(b"\0", b"")):
                    raise _unreadable(name, "il contient une définition XML interdite")


def _missing_sheets(package: zipfile.ZipFile, names: set[str]) -> bool:
    """Tell whether the workbook announces a sheet that is not there; openpyxl would skip it."""
    if _RELATIONS not in names:
        return True
    targets = [
        found["target"].decode("utf-8", "replace")
        for tag in _RELATION.findall(package.read(_RELATIONS))
        if b"/relationships/worksheet" in tag and (found := _TARGET.search(tag))
    ]
    paths = [each.lstrip("/") if each.startswith("/") else f"xl/{each}" for each in targets]
    return any(posixpath.normpath(each) not in names for each in paths)


def _opened(content: bytes, file: str) -> Opened:
    with warnings.catch_warnings():
        # openpyxl warns of every extension it leaves aside; none of them holds a value read here.
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        try:
            extents = _extents(values.worksheets, file)
            grids = tuple(
                Grid(
                    sheet.title,
                    sheet.sheet_state == "visible",
                    tuple(_rows(sheet, formulas[sheet.title], extent)),
                )
                for sheet, extent in zip(values.worksheets, extents, strict=True)
            )
            names = dict(_names(values))
        finally:
            values.close()
            formulas.close()
    return Opened(file, grids, names)


def _extents(sheets: Iterable[object], file: str) -> list[Extent]:
    """Return how far each sheet goes, the cells of a workbook being counted together."""
    found: list[Extent] = []
    for sheet in sheets:
        left = MOST_CELLS - sum(each.cells for each in found)
        try:
            # The size a sheet declares may be wrong, either way. Asking openpyxl for the XML that
            # it will read itself leaves no way to show another part here.
            with sheet._get_source() as source:  # type: ignore[attr-defined]  # noqa: SLF001
                found.append(extent_of(source, left))
        except Unbounded as error:
            title = sheet.title  # type: ignore[attr-defined]
            raise _unreadable(file, f"la feuille « {title} » {error}") from error
    return found


def _rows(values: object, formulas: object, extent: Extent) -> Iterator[tuple[int, Row]]:
    """Yield the rows that hold something; formulas are looked at only where no value is stored."""
    title = values.title  # type: ignore[attr-defined]
    if not extent.last_column:
        return
    bounds = {"max_row": extent.last_row, "max_col": extent.last_column}
    pairs = zip(
        values.iter_rows(**bounds),  # type: ignore[attr-defined]
        formulas.iter_rows(**bounds),  # type: ignore[attr-defined]
        strict=False,
    )
    gap = None
    for number, (found, written) in enumerate(pairs, start=1):
        if found is gap:
            continue
        row = tuple(
            each
            for index, cell in enumerate(found)
            if cell is not EMPTY_CELL
            and (each := _cell(cell, written[index], title, number, index + 1)) is not None
        )
        if row:
            yield number, row
        elif all(cell is EMPTY_CELL for cell in found):
            gap = found  # openpyxl gives this very object for each row that is not written


def _cell(cell: object, written: object, sheet: str, row: int, column: int) -> Cell | None:
    value = getattr(cell, "value", None)
    formula = getattr(written, "data_type", "") == "f"
    if value is None:
        if not formula:
            return None
        place = f"{sheet}!{get_column_letter(column)}{row}"
        # A stored empty text and a result never stored look alike: both read as nothing.
        pending = not _stores_text(cell)
        return Cell(None, place, column, pending=pending)
    place = f"{sheet}!{get_column_letter(column)}{row}"
    if getattr(cell, "data_type", "") == "e":
        return Cell(None, place, column, error=str(value))
    shown = str(getattr(cell, "number_format", "") or "")
    return Cell(_scalar(value), place, column, percent="%" in _without_literals(shown))


def _stores_text(cell: object) -> bool:
    return getattr(cell, "data_type", "") in ("s", "str", "inlineStr")


def _scalar(value: object) -> Scalar:
    if isinstance(value, str | int | float | bool | date | datetime):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def _without_literals(number_format: str) -> str:
    """Return a number format without its quoted texts: « 0" %" » is not a percentage."""
    return re.sub(r'"[^"]*"|\\.', "", number_format)


def _names(book: object) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, defined in book.defined_names.items():  # type: ignore[attr-defined]
        reference = str(defined.attr_text or "")
        sheet, mark, area = reference.rpartition("!")
        if mark and "#REF" not in reference:
            yield name, (sheet.strip("'").replace("''", "'"), area.replace("$", ""))
