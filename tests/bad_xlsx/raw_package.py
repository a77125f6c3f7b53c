"""A workbook written byte by byte: what a writer's library would never put in one, included."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_FIRST_CUSTOM = 164


@dataclass(frozen=True)
class RawSheet:
    """A sheet: its cells as XML by address, and what people do not see of it."""

    name: str
    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    state: str = "visible"
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merged: tuple[str, ...] = ()

    def xml(self) -> str:
        """Return the part."""
        columns = "".join(
            f'<col min="{first}" max="{last}" width="9" hidden="1"/>'
            for first, last in self.hidden_columns
        )
        rows = sorted({row for row, _ in self.cells} | self.hidden_rows)
        lines = "".join(
            f'<row r="{row}"{" hidden=" + quoteattr("1") if row in self.hidden_rows else ""}>'
            + "".join(xml for (at, _), xml in sorted(self.cells.items()) if at == row)
            + "</row>"
            for row in rows
        )
        merged = "".join(f'<mergeCell ref="{each}"/>' for each in self.merged)
        return (
            f'<worksheet xmlns="{_MAIN}">{f"<cols>{columns}</cols>" if columns else ""}'
            f"<sheetData>{lines}</sheetData>"
            f"{f'<mergeCells>{merged}</mergeCells>' if merged else ''}</worksheet>"
        )


@dataclass(frozen=True)
class RawBook:
    """A workbook. ``formats``: one cell style each, a code or the number of a built-in one."""

    sheets: Sequence[RawSheet]
    formats: Sequence[str | int] = ("General",)
    strings: Sequence[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    since_1904: bool = False
    extension: str = ""
    """What an ``extLst`` of the workbook holds."""

    def write(self, path: Path) -> None:
        """Write the file."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for name, xml in self._parts().items():
                target.writestr(name, xml.encode())

    def _parts(self) -> dict[str, str]:
        sheets = {f"xl/worksheets/sheet{n}.xml": e.xml() for n, e in enumerate(self.sheets, 1)}
        kinds = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
        kinds |= {"xl/sharedStrings.xml": "sharedStrings"} | dict.fromkeys(sheets, "worksheet")
        overrides = "".join(
            f'<Override PartName="/{name}" ContentType="{_KIND}{kind}+xml"/>'
            for name, kind in kinds.items()
        )
        listed = [f"worksheets/sheet{n}.xml" for n in range(1, len(self.sheets) + 1)]
        targets = [*((each, "worksheet") for each in listed), ("styles.xml", "styles")]
        targets.append(("sharedStrings.xml", "sharedStrings"))
        return sheets | {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}content-types"><Default '
            'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml'
            f'"/><Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
            "_rels/.rels": _relations([("xl/workbook.xml", "officeDocument")]),
            "xl/_rels/workbook.xml.rels": _relations(targets),
            "xl/workbook.xml": self._book(),
            "xl/styles.xml": self._styles(),
            "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{"".join(self.strings)}</sst>',
        }

    def _book(self) -> str:
        sheets = "".join(
            f'<sheet name={quoteattr(each.name)} sheetId="{n}" state="{each.state}" r:id="rId{n}"/>'
            for n, each in enumerate(self.sheets, 1)
        )
        names = "".join(
            f"<definedName name={quoteattr(name)}>{escape(reference)}</definedName>"
            for name, reference in self.names.items()
        )
        return (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
            f'<workbookPr date1904="{int(self.since_1904)}"/><sheets>{sheets}</sheets>'
            f"{f'<definedNames>{names}</definedNames>' if names else ''}"
            f"{f'<extLst>{self.extension}</extLst>' if self.extension else ''}</workbook>"
        )

    def _styles(self) -> str:
        codes = {code: _FIRST_CUSTOM + n for n, code in enumerate(self.formats)}
        custom = "".join(
            f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
            for code, number in codes.items()
            if isinstance(code, str)
        )
        numbers = [each if isinstance(each, int) else codes[each] for each in self.formats]
        styles = "".join(
            f'<xf numFmtId="{each}" fontId="0" fillId="0" borderId="0"/>' for each in numbers
        )
        return (
            f'<styleSheet xmlns="{_MAIN}"><numFmts>{custom}</numFmts><fonts><font/></fonts>'
            f"<fills><fill><patternFill/></fill></fills><borders><border/></borders><cellXfs>{styles}</cellXfs>"
            "</styleSheet>"
        )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{path}"/>'
        for n, (path, kind) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}relationships">{links}</Relationships>'
