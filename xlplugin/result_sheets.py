"""What a workbook must answer for hours to be written in it: a file's copy, or an open book."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from xlplugin.opening import Opened
from xlplugin.patch import Owned
from xlplugin.patch_sheet import At, FoundCell, FoundRow
from xlplugin.sheet_xml import Area


class Scan(Protocol):
    """The wanted rows of a sheet, and what holds their cells."""

    @property
    def merged(self) -> list[Area]:
        """The merged areas."""

    @property
    def arrays(self) -> list[Area]:
        """The areas a formula fills at once."""

    @property
    def rows(self) -> Mapping[int, FoundRow]:
        """The rows, by number."""

    def cell(self, at: At) -> FoundCell | None:
        """A cell, if it is written."""

    def orphaned_by(self, replaced: Collection[At]) -> set[At]:
        """The cells among ``replaced`` whose formula others go on borrowing."""


class Sheets(Protocol):
    """A workbook where cells are written: a file's copy, or a book open in a spreadsheet."""

    keeps_formulas: bool
    """Whether a formula stays even where its cell is to be replaced."""

    def scan(self, sheet: str, rows: Collection[int]) -> Scan:
        """Look at some rows of a sheet."""

    def owned(self, sheet: str) -> tuple[Owned, ...]:
        """The areas that tables own."""

    def locks(self, sheet: str, at: At) -> bool:
        """Whether the sheet's protection forbids a cell."""

    @property
    def whole_number_styles(self) -> frozenset[str]:
        """The styles under which a number of hours reads as one."""

    @property
    def misleading_styles(self) -> frozenset[str]:
        """The styles under which hours would read as something else."""


class Destination(Protocol):
    """A workbook to look at, and where to write."""

    @property
    def opened(self) -> Opened:
        """Its cells."""

    @property
    def book(self) -> Sheets:
        """What its cells can receive."""
