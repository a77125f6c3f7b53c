"""Excel's COM objects as far as classic xlwings reaches for them: workbooks, sheets, cells."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self
from unittest.mock import MagicMock

from openpyxl.utils.cell import get_column_letter

RANGE_IID = "{00020846-0000-0000-C000-000000000046}"
MISSING = -2147352572
"""What COM gives for an optional argument left out (DISP_E_PARAMNOTFOUND)."""
At = tuple[int, int]


class ComError(Exception):
    """What pywin32 raises when Excel refuses."""


class ComCollection:
    """Sheets, names or tables: counted, walked through, taken by rank or by name."""

    def __init__(self, items: list[Any], add: Callable[..., Any] | None = None) -> None:
        self._items = items
        self.Add = add

    @property
    def Count(self) -> int:  # noqa: N802  COM's own names
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __call__(self, key: int | str) -> Any:
        if isinstance(key, int):
            return self._items[key - 1]
        found = [each for each in self._items if each.Name.lower() == key.lower()]
        if not found:
            raise ComError(key)
        return found[0]


class ComCells:
    """A rectangle of cells of a sheet."""

    def __init__(self, sheet: ComSheet, first: At, size: At) -> None:
        self.Worksheet = sheet
        self.Row, self.Column = first
        self._height, self._width = size
        self._oleobj_ = MagicMock()
        self._oleobj_.GetTypeInfo().GetTypeAttr().iid = RANGE_IID
        self.Font, self.Interior = MagicMock(), MagicMock()  # looks are seen in Excel, not here

    @classmethod
    def holding(cls, value: Any) -> Self:
        """Return cells of a sheet of their own that hold a value, or a tuple of rows."""
        rows = value if isinstance(value, tuple) else ((value,),)
        sheet = ComApplication().open(ComWorkbook("a.xlsx", {"Feuil1": ()})).sheets[0]
        found = cls(sheet, (1, 1), (len(rows), len(rows[0])))
        found.Value = value
        return found

    def __call__(self, row: int, column: int) -> ComCells:
        return ComCells(self.Worksheet, (self.Row + row - 1, self.Column + column - 1), (1, 1))

    @property
    def Rows(self) -> Any:  # noqa: N802
        return MagicMock(Count=self._height)

    @property
    def Columns(self) -> Any:  # noqa: N802
        return MagicMock(Count=self._width)

    @property
    def Count(self) -> int:  # noqa: N802
        return self._height * self._width

    def _given(self, told: Callable[[At], Any]) -> Any:
        """Return a value for one cell, a tuple of rows for several, as COM does."""
        rows = tuple(
            tuple(told((row, column)) for column in range(self.Column, self.Column + self._width))
            for row in range(self.Row, self.Row + self._height)
        )
        return rows[0][0] if rows and self.Count == 1 else rows

    @property
    def Value(self) -> Any:  # noqa: N802
        return self._given(self.Worksheet.cells.get)

    @Value.setter
    def Value(self, value: Any) -> None:  # noqa: N802
        rows = value if isinstance(value, list | tuple) else [[value]]
        for down, row in enumerate(rows):
            for right, cell in enumerate(row if isinstance(row, list | tuple) else [row]):
                at = (self.Row + down, self.Column + right)
                self.Worksheet.cells[at] = cell
                self.Worksheet.written.append(at)

    @property
    def Formula(self) -> Any:  # noqa: N802
        cells, formulas = self.Worksheet.cells, self.Worksheet.formulas
        return self._given(lambda at: formulas.get(at, str(cells.get(at) or "")))

    NumberFormat = "General"
    MergeCells = False

    @property
    def Address(self) -> str:  # noqa: N802
        last = self.Row + self._height - 1, self.Column + self._width - 1
        ends = [(self.Row, self.Column)] + [last] * (self.Count > 1)
        return ":".join(f"${get_column_letter(column)}${row}" for row, column in ends)

    def Clear(self) -> None:  # noqa: N802
        self.Worksheet.cells.clear()


class ComSheet:
    """A worksheet; ``cells`` are its values by row and column."""

    Visible = -1

    def __init__(self, name: str, cells: dict[At, Any]) -> None:
        self.Name = name
        self.cells = cells
        self.formulas: dict[At, str] = {}
        self.written: list[At] = []
        self.Parent: Any = None
        self.ListObjects = self.Names = ComCollection([])

    @property
    def Index(self) -> int:  # noqa: N802
        return list(self.Parent.Worksheets).index(self) + 1

    @property
    def UsedRange(self) -> ComCells:  # noqa: N802
        rows, columns = zip(*self.cells or [(1, 1)], strict=True)
        size = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
        return ComCells(self, (min(rows), min(columns)), size)

    @property
    def Cells(self) -> ComCells:  # noqa: N802
        return ComCells(self, (1, 1), (1_048_576, 16_384))

    def Range(self, first: ComCells, last: ComCells) -> ComCells:  # noqa: N802
        size = last.Row - first.Row + 1, last.Column - first.Column + 1
        return ComCells(self, (first.Row, first.Column), size)

    def Activate(self) -> None:  # noqa: N802
        self.Parent.ActiveSheet = self

    def Move(self, Before: ComSheet) -> None:  # noqa: N802, N803
        self.Parent.sheets.remove(self)
        self.Parent.sheets.insert(self.Parent.sheets.index(Before), self)

    def shown(self) -> dict[str, Any]:
        """Return what was written, by address."""
        return {ComCells(self, at, (1, 1)).Address: self.cells.get(at) for at in self.written}


class ComWorkbook:
    """A workbook, and the VBA project that keeps the modules and the help it is given."""

    def __init__(self, name: str, sheets: dict[str, Any]) -> None:
        self.Name = name
        self.FullName = f"C:\\marches\\{name}"
        self.sheets: list[ComSheet] = []
        self.vba = ""
        self.help: dict[str, dict[str, Any]] = {}
        self.Names = ComCollection([])
        self.Application: Any = None
        for title, rows in sheets.items():
            cells = {
                (row, column): value
                for row, values in enumerate(rows, start=1)
                for column, value in enumerate(values, start=1)
                if value is not None
            }
            self._append(ComSheet(title, cells))
        self.ActiveSheet = self.sheets[0]
        components = MagicMock(side_effect=ComError)
        components.Import = self._import
        components.Remove = MagicMock(side_effect=ComError)
        self.VBProject = types.SimpleNamespace(VBComponents=components)

    @property
    def Worksheets(self) -> ComCollection:  # noqa: N802
        found = ComCollection(self.sheets, self._add)
        found.Parent = self  # type: ignore[attr-defined]
        return found

    Sheets = Worksheets

    def _append(self, sheet: ComSheet) -> ComSheet:
        sheet.Parent = self
        self.sheets.append(sheet)
        return sheet

    def _add(self, Before: ComSheet) -> ComSheet:  # noqa: N803
        sheet = self._append(ComSheet(f"Feuil{len(self.sheets) + 1}", {}))
        sheet.Move(Before)
        return sheet

    def _import(self, path: str) -> None:
        self.vba = Path(path).read_text(encoding="ascii")  # VBA reads the local code page

    def Activate(self) -> None:  # noqa: N802
        self.Application.ActiveWorkbook = self

    def describe(self, macro: str, **options: Any) -> None:
        """Keep the help of a macro, given as « 'book'!name »."""
        self.help[macro.rpartition("!")[2]] = options


class ComApplication:
    """Excel; the last workbook opened is the one a person looks at."""

    Version = "16.0"
    Hwnd = 1

    def __init__(self) -> None:
        self.ActiveWorkbook: Any = None
        self._books: list[ComWorkbook] = []

    @property
    def Application(self) -> Self:  # noqa: N802
        return self

    @property
    def Workbooks(self) -> ComCollection:  # noqa: N802
        found = ComCollection(list(self._books))
        found.Application = self  # type: ignore[attr-defined]
        return found

    def MacroOptions(self, macro: str, **options: Any) -> None:  # noqa: N802
        name = macro.partition("!")[0].strip("'")
        self.Workbooks(name).describe(macro, **options)

    def open(self, book: ComWorkbook) -> ComWorkbook:
        """Open a workbook and look at it."""
        book.Application = self
        self._books.append(book)
        self.ActiveWorkbook = book
        return book
