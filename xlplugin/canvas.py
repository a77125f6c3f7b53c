"""The only module that knows XlsxWriter: a book of pages, with the house's styles.

Cells are addressed by zero-based row and column. Nothing here knows what is written.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from xlplugin.charts import Chart, Series
from xlplugin.pairing import Paired
from xlplugin.styles import ACCENT, BORDER, GREY, STYLES

BORN = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The date every built workbook bears, so that building again gives the same bytes."""
LANGUAGE = "fr-FR"
_LANDSCAPE_MARGINS = {"left": 0.3, "right": 0.3, "top": 0.7, "bottom": 0.6}
_LONGEST_HEADER = 150
_LONGEST_MESSAGE = 255
_LONGEST_TITLE = 32
_CHART_FONT = {"name": "Calibri", "size": 10, "color": "#333333"}
_CHART_TITLE = {"name": "Calibri", "size": 12, "bold": True, "color": ACCENT}


def column_letter(column: int) -> str:
    """Return the letters of a zero-based column."""
    return str(xl_col_to_name(column))


def _absolute(area: str) -> str:
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", area)


def _header_text(text: str) -> str:
    """Return a text as a page header takes it: « & » doubled, no digit glued to the size."""
    short = text if len(text) <= _LONGEST_HEADER else text[: _LONGEST_HEADER - 1] + "…"
    return " " + short.replace("&", "&&").replace("\n", " ")


class _Sheet(Worksheet):  # type: ignore[misc]  # the library publishes no types
    """A sheet whose formulas are already in file form.

    XlsxWriter searches each formula for the thirty functions newer than those we allow ourselves,
    which costs more than all the rest of a workbook of thousands of rows.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        del expand_future_functions
        return formula.removeprefix("=")


class Book:
    """A workbook being written in memory; ``styles`` adds formats to the house's own."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._buffer,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self._styles: dict[str, Any] = {}

    def describe(self, title: str, subject: str, keywords: str) -> None:
        """Set the document's properties; no author, a fixed date."""
        self._book.set_properties(
            {"title": title, "subject": subject, "keywords": keywords, "created": BORN}
        )

    def page(self, name: str) -> Page:
        """Add a sheet."""
        return Page(self._book.add_worksheet(name, _Sheet), self)

    def define(self, name: str, reference: str) -> None:
        """Give a name of the whole workbook to ``reference`` (« 'Lots'!$A$1 »)."""
        self._book.define_name(name, f"={reference}")

    def style(self, name: str) -> Any:
        """Return a style of the house as a format of this book."""
        if name not in self._styles:
            self._styles[name] = self._book.add_format(STYLES[name])
        return self._styles[name]

    def carry_macros(self, project: bytes) -> None:
        """Carry a VBA project, whose documents are « ThisWorkbook », « Sheet1 » and so on."""
        self._book.add_vba_project(io.BytesIO(project), is_stream=True)

    def blank_chart(self, kind: str, *, stacked: bool) -> Any:
        """Return a chart that no sheet holds yet."""
        options = {"type": kind} | ({"subtype": "stacked"} if stacked else {})
        return self._book.add_chart(options)

    def content(self) -> bytes:
        """Close the book and return its bytes, with the language stated in its properties."""
        self._book.close()
        return _with_language(self._buffer.getvalue())


def _with_language(package: bytes) -> bytes:
    """Add ``dc:language``, which XlsxWriter has no way to set."""
    mark = "</cp:coreProperties>"
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as before,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            data = before.read(entry)
            if entry.filename == "docProps/core.xml":
                text = data.decode("utf-8")
                data = text.replace(mark, f"<dc:language>{LANGUAGE}</dc:language>{mark}").encode()
            after.writestr(entry, data)
    return written.getvalue()


class Page:
    """One sheet being written."""

    def __init__(self, sheet: Any, book: Book) -> None:
        self._sheet = sheet
        self._book = book
        self.name = str(sheet.get_name())

    def put(self, row: int, column: int, value: Any, style: str) -> None:
        """Write a value: text, number, date, or nothing but the style."""
        look = self._book.style(style)
        match value:
            case None | "":
                self._sheet.write_blank(row, column, None, look)
            case date():
                moment = datetime(value.year, value.month, value.day, tzinfo=UTC)
                self._sheet.write_datetime(row, column, moment.replace(tzinfo=None), look)
            case str():
                self._sheet.write_string(row, column, value, look)
            case _:
                self._sheet.write_number(row, column, value, look)

    def compute(self, row: int, column: int, paired: Paired, style: str) -> None:
        """Write a formula with its cached value."""
        self._sheet.write_formula(
            row, column, f"={paired.formula}", self._book.style(style), paired.value
        )

    def link(self, row: int, column: int, sheet: str, text: str, style: str) -> None:
        """Write a link to another sheet of the book."""
        self._sheet.write_url(
            row,
            column,
            f"internal:'{sheet}'!A1",
            self._book.style(style),
            text,
            f"Aller à « {sheet} »",
        )

    def widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the first columns, in characters."""
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def conceal(self, first: int, last: int) -> None:
        """Hide columns: intermediate results that the others read."""
        self._sheet.set_column(first, last, None, None, {"hidden": True})

    def fold(self, first: int, widths: Sequence[float], after: float, *, closed: bool) -> None:
        """Group columns that people open with the « + » above them, or with their keyboard.

        ``widths`` are those of the group, from column ``first``; ``after`` that of the next one,
        which bears the « + ».
        """
        for column, width in enumerate(widths, start=first):
            self._sheet.set_column(column, column, width, None, {"level": 1, "hidden": closed})
        last = first + len(widths)
        self._sheet.set_column(last, last, after, None, {"collapsed": closed})

    def spread(self, row: int, first: int, last: int, style: str) -> None:
        """Make one cell of several in a row, for a text that must wrap; write it afterwards."""
        self._sheet.merge_range(row, first, row, last, "", self._book.style(style))

    def height(
        self, row: int, points: float, *, within: bool = False, closed: bool = False
    ) -> None:
        """Set the height of a row; ``within`` a group that opens by the row above, maybe closed."""
        options = {"level": 1, "hidden": closed} if within else None
        self._sheet.set_row(row, points, None, options)

    def opener(self, row: int, points: float, *, closed: bool) -> None:
        """Set the height of a row that bears the « + » of the group of rows below it."""
        self._sheet.outline_settings(symbols_below=False)
        self._sheet.set_row(row, points, None, {"collapsed": closed})

    def freeze(self, row: int, column: int = 0) -> None:
        """Keep the rows above and the columns before in view."""
        self._sheet.freeze_panes(row, column)

    def start_at(self, row: int, column: int) -> None:
        """Select the cell where work begins."""
        self._sheet.set_selection(row, column, row, column)

    def validate(self, first_row: int, column: int, rule: dict[str, Any], last_row: int) -> None:
        """Restrict what may be typed; the French messages must fit Excel's limits."""
        for key in ("input_message", "error_message"):
            if len(rule.get(key, "")) > _LONGEST_MESSAGE:
                raise ValueError(f"{self.name}: a validation message is too long: {rule[key]}")
        for key in ("input_title", "error_title"):
            if key in rule:
                rule = {**rule, key: rule[key][:_LONGEST_TITLE]}
        self._sheet.data_validation(first_row, column, last_row, column, rule)

    def chart(self, row: int, column: int, chart: Chart) -> None:
        """Put a native chart with its corner at a cell; it follows the cells it draws."""
        drawn = self._book.blank_chart(chart.kind, stacked=chart.stacked)
        for each in chart.series:
            drawn.add_series(self._series(each, chart))
        drawn.set_title({"name": chart.title, "name_font": _CHART_TITLE, "overlay": False})
        figures = {
            "num_font": _CHART_FONT,
            "num_format": chart.figures,
            "major_gridlines": {"visible": True, "line": {"color": BORDER, "width": 0.5}},
            "line": {"none": True},
            "name": chart.unit,
            "name_font": _CHART_FONT,
            "min": 0,
        }
        names = {"num_font": _CHART_FONT, "line": {"color": GREY}}
        names = {"num_font": _CHART_FONT, "line": {"color": GREY}}
        if chart.kind == "bar":  # drawn from the bottom: reversed, it reads as its table does
            drawn.set_x_axis({**figures, "label_position": "high"})
            drawn.set_y_axis({**names, "reverse": True})
        else:
            drawn.set_x_axis(names)
            drawn.set_y_axis(figures)
        several = len(chart.series) > 1
        drawn.set_legend({"position": "bottom", "font": _CHART_FONT} if several else {"none": True})
        drawn.set_size({"width": chart.width, "height": chart.height})
        options = {"description": chart.description, "object_position": 2}
        self._sheet.insert_chart(row, column, drawn, options)

    def _series(self, series: Series, chart: Chart) -> dict[str, Any]:
        return {
            "name": series.name,
            "categories": [self.name, *series.names],
            "values": [self.name, *series.values],
            "fill": {"color": series.colour},
            "border": {"color": ACCENT, "width": 0.75},
            "gap": 60,
            "data_labels": {"value": True, "num_format": chart.figures, "font": _CHART_FONT}
            if series.labelled
            else {},
        }

    def highlight(self, area: str, condition: str, style: str) -> None:
        """Give ``area`` another look where the formula ``condition`` holds."""
        self._sheet.conditional_format(
            area,
            {"type": "formula", "criteria": f"={condition}", "format": self._book.style(style)},
        )

    def filter(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Put the arrows that sort and filter on a row of headings, over the rows below it."""
        self._sheet.autofilter(first_row, first_column, last_row, last_column)

    def accept_text_numbers(self, area: str) -> None:
        """Spare people the green corner on lot numbers, which are texts on purpose."""
        self._sheet.ignore_errors({"number_stored_as_text": area})

    def print_as(
        self,
        *,
        header: str,
        repeated: tuple[int, int] | None,
        tall: int = 0,
        first_columns: int = 0,
        areas: Sequence[str] = (),
    ) -> None:
        """Set A4 landscape, page numbers, and what each page repeats.

        ``header`` names the contract. ``tall`` counts pages (0: as many as needed);
        ``first_columns`` are repeated. ``areas`` (« A1:N30 ») are printed one after the other, each
        one page wide; without them, the whole sheet is.
        """
        sheet = self._sheet
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(**_LANDSCAPE_MARGINS)
        sheet.fit_to_pages(1, tall)
        if repeated:
            sheet.repeat_rows(*repeated)
        if first_columns:
            sheet.repeat_columns(0, first_columns - 1)
        if areas:
            # XlsxWriter sets one area only; the format takes several.
            sheet.print_area_range = ",".join(f"'{self.name}'!{_absolute(each)}" for each in areas)
        sheet.set_header(f"&L&9{_header_text(header)}&R&9&A")
        sheet.set_footer("&R&9Page &P sur &N")

    def look(self, accent: str) -> None:
        """Set the zoom and the tab colour; cells that matter have borders, so no gridlines."""
        self._sheet.set_zoom(100)
        self._sheet.hide_gridlines(2)
        self._sheet.set_tab_color(accent)

    def hide(self) -> None:
        """Hide the sheet."""
        self._sheet.hide()
