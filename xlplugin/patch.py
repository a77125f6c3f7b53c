"""A copy of a user's workbook with some cells changed: every other part keeps its bytes.

Charts, slicers, macros, comments, validations and data models are never read, so never lost. Two
parts follow a change: ``workbook.xml`` asks the spreadsheet to recalculate on opening, and the
calculation chain, which spreadsheets rebuild, leaves when a formula it lists is replaced.
"""

from __future__ import annotations

import io
import posixpath
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from insertion.errors import InvalidInput, fault
from xlplugin.patch_cells import NewValue, with_values
from xlplugin.patch_recalculation import recalculating, without_part, without_relation
from xlplugin.patch_sheet import At, SheetScan, scan_sheet
from xlplugin.patch_styles import misleading_styles, whole_number_styles
from xlplugin.patch_tags import NotEditable
from xlplugin.sheet_xml import Area, area_of

CONTENT_TYPES = "[content_types].xml"
_MAIN = "officeDocument"
_ZIP64 = 1
_SIGNED = re.compile(r"_xmlsignatures/|package/services/digital-signature/")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What comes out of a part whose bytes are not those announced, or that is encrypted."""
_AREAS = {"table": "ref", "pivotTable": "ref"}
"""The parts of a sheet that own an area of it, by the end of their relation's type."""


@dataclass(frozen=True, slots=True)
class Owned:
    """An area of a sheet that a table or a pivot table owns; ``header``: rows of headings."""

    area: Area
    kind: str
    header: int = 0


class PatchedWorkbook:
    """The bytes of a workbook, and what has to be known to write in some of its cells.

    The workbook was judged by :func:`xlplugin.opening.open_workbook` before: no hostile archive
    comes here. ``place`` is its name, for messages. Parts are named without case, as Excel does.
    """

    keeps_formulas = False

    def __init__(self, content: bytes, place: str) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._content = content
        self.place = place
        self._scans: dict[str, SheetScan] = {}
        self._entries = {_plain(each.filename): each for each in self._archive.infolist()}
        if len(self._entries) < len(self._archive.infolist()):
            raise self.refused("deux de ses parties portent le même nom")
        if any(_SIGNED.match(each) for each in self._entries):
            raise InvalidInput([fault("CLASSEUR_SIGNE", place)])
        heads = [target for kind, target in self._relations("").values() if kind == _MAIN]
        self._book = heads[0] if heads else "xl/workbook.xml"

    def refused(self, detail: str) -> InvalidInput:
        """Return the fault of a workbook that cannot be edited with certainty."""
        return InvalidInput([fault("CLASSEUR_NON_MODIFIABLE", self.place, detail=detail)])

    def scan(self, sheet: str, rows: Collection[int]) -> SheetScan:
        """Return where the cells of some rows stand; :meth:`with_values` needs this scan.

        Raises:
            InvalidInput: when the sheet cannot be edited with certainty.
        """
        try:
            scan = scan_sheet(self._read(self._part(sheet)), rows)
        except NotEditable as error:
            raise self.refused(f"dans « {sheet} », {error}") from error
        self._scans[sheet] = scan
        return scan

    def owned(self, sheet: str) -> tuple[Owned, ...]:
        """Return the areas that tables and pivot tables own in a sheet."""
        part = self._part(sheet)
        found: list[Owned] = []
        for kind, target in self._relations(part).values():
            if kind in _AREAS and target in self._entries:
                root = self._tree(target)
                holders = [root, *(each for each in root if _local(each) == "location")]
                area = next((a for each in holders if (a := area_of(each.get("ref", "")))), None)
                if area is not None:
                    rows = root.get("headerRowCount", "1") if kind == "table" else "0"
                    found.append(Owned(area, kind, int(rows) if rows.isdecimal() else 1))
        return tuple(found)

    def locks(self, sheet: str, at: At) -> bool:
        """Tell that nothing is locked: protection binds who types, not who copies a file."""
        del sheet, at
        return False

    @cached_property
    def whole_number_styles(self) -> frozenset[str]:
        """Return the cell styles under which a number of hours reads as one."""
        return frozenset() if self._styles is None else whole_number_styles(self._styles)

    @cached_property
    def misleading_styles(self) -> frozenset[str]:
        """Return the cell styles under which hours would read as a percentage, a date, nothing."""
        return frozenset() if self._styles is None else misleading_styles(self._styles)

    @cached_property
    def _styles(self) -> Element | None:
        parts = [t for kind, t in self._relations(self._book).values() if kind == "styles"]
        return self._tree(parts[0]) if parts and parts[0] in self._entries else None

    def with_values(self, values: Mapping[str, Iterable[NewValue]]) -> bytes:
        """Return the workbook with ``values`` written, by sheet; nothing to write, nothing changes.

        Raises:
            InvalidInput: when a part cannot be edited with certainty.
        """
        written = {sheet: list(each) for sheet, each in values.items()}
        written = {sheet: each for sheet, each in written.items() if each}
        if not written:
            return self._content
        try:
            parts: dict[str, bytes | None] = {
                self._part(sheet): with_values(self._scans[sheet], each)
                for sheet, each in written.items()
            }
            parts[self._book] = recalculating(self._read(self._book))
            if any(self._loses_a_formula(sheet, each) for sheet, each in written.items()):
                parts |= self._without_chain()
            return _copied(self._archive, parts)
        except NotEditable as error:
            raise self.refused(str(error)) from error
        except _DAMAGED as error:
            raise self.refused("une de ses parties est endommagée") from error

    def _loses_a_formula(self, sheet: str, values: Iterable[NewValue]) -> bool:
        cells = (self._scans[sheet].cell((each.row, each.column)) for each in values)
        return any(cell is not None and cell.formula for cell in cells)

    def _without_chain(self) -> dict[str, bytes | None]:
        """Return the parts that change when the calculation chain leaves, if there is one.

        A chain that lists a cell without formula makes Excel offer to repair the file.
        """
        chains = {
            identity: target
            for identity, (kind, target) in self._relations(self._book).items()
            if kind == "calcChain"
        }
        if not chains:
            return {}
        relations = self._read(_relations_of(self._book))
        types = self._read(CONTENT_TYPES)
        for identity, target in chains.items():
            relations = without_relation(relations, identity)
            types = without_part(types, target)
        removed = dict.fromkeys(chains.values())
        return {**removed, _relations_of(self._book): relations, CONTENT_TYPES: types}

    def _part(self, sheet: str) -> str:
        """Return the part of a sheet."""
        relations = self._relations(self._book)
        for each in self._tree(self._book).iter():
            if _local(each) == "sheet" and each.get("name") == sheet:
                identity = next((v for k, v in each.items() if k.endswith("}id")), "")
                _, target = relations.get(identity, ("", ""))
                if target in self._entries:
                    return target
        raise self.refused(f"la feuille « {sheet} » n'y est pas retrouvée")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return identifier → end of the type and part, for the inner relations of a part."""
        folder = posixpath.dirname(part)
        path = _relations_of(part)
        if path not in self._entries:
            return {}
        return {
            each.get("Id", ""): (
                each.get("Type", "").rpartition("/")[2],
                _resolved(folder, each.get("Target", "")),
            )
            for each in self._tree(path)
            if each.get("TargetMode") != "External"
        }

    def _read(self, part: str) -> bytes:
        if part not in self._entries:
            raise self.refused(f"la partie {part} manque")
        try:
            return self._archive.read(self._entries[part])
        except _DAMAGED as error:
            raise self.refused(f"la partie {part} est endommagée") from error

    def _tree(self, part: str) -> Element:
        try:
            return ElementTree.fromstring(self._read(part))  # noqa: S314 - no DTD: judged
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise self.refused(f"la partie {part} est endommagée") from error


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _plain(path: str) -> str:
    return path.replace("\\", "/").lstrip("/").lower()


def _relations_of(part: str) -> str:
    return posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels")


def _resolved(folder: str, target: str) -> str:
    """Return the part a relation leads to; a target from the root leaves the folder aside."""
    return _plain(posixpath.normpath(posixpath.join("/", folder, unquote(target))))


def _copied(source: zipfile.ZipFile, parts: Mapping[str, bytes | None]) -> bytes:
    """Return the archive with some parts replaced, or left out when ``None``.

    Order, names, dates, comments and ways of compressing stay.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.comment = source.comment
        for entry in source.infolist():
            name = _plain(entry.filename)
            content = parts.get(name, b"")
            if content is None:
                continue
            copy = _same_entry(entry)
            copy.file_size = len(content) if name in parts else entry.file_size
            with target.open(copy, "w") as out:
                if name in parts:
                    out.write(content)
                else:
                    with source.open(entry) as kept:
                        shutil.copyfileobj(kept, out, 1 << 20)
    return buffer.getvalue()


def _same_entry(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    copy = zipfile.ZipInfo(entry.filename, entry.date_time)
    copy.compress_type = entry.compress_type
    copy.external_attr = entry.external_attr
    copy.internal_attr = entry.internal_attr
    copy.create_system = entry.create_system
    copy.comment = entry.comment
    copy.extra = b"".join(_extra_fields(entry.extra))
    return copy


def _extra_fields(extra: bytes) -> Iterator[bytes]:
    """Yield the extra fields of an entry but the one for large sizes, which zipfile writes."""
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, position)
        if kind != _ZIP64:
            yield extra[position : position + 4 + size]
        position += 4 + size
