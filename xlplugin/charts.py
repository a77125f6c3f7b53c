"""What a chart of the workbook shows; how it is drawn is the canvas's business."""

from __future__ import annotations

from dataclasses import dataclass

from xlplugin.styles import ACCENT

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, from zero, on the chart's own sheet."""
WHOLE = "[$-40C]#,##0"
"""Whole figures in groups of three, without the room the cells leave on their right."""
PALE_ACCENT = "#9DB8D6"


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the legend: its French name, where its categories and its figures are.

    ``colour`` must differ in lightness from its neighbours', for paper in black and white.
    """

    name: str
    names: Area
    values: Area
    colour: str = ACCENT
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart: « bar » (horizontal, for long names) or « column ».

    ``description`` is what a screen reader says; ``unit`` names the axis of figures; the size is in
    pixels.
    """

    title: str
    description: str
    series: tuple[Series, ...]
    unit: str = ""
    kind: str = "bar"
    stacked: bool = False
    figures: str = WHOLE
    width: int = 720
    height: int = 320
