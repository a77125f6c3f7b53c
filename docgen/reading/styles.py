"""What a document's styles say of a paragraph: heading or not, at which level, numbered how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from docgen.reading.numbering import NS, whole

_HEADING = re.compile(r"^(?:heading|titre|überschrift|encabezado) ?([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|tm|table of contents|tdm) ?[1-9]?$", re.IGNORECASE)
_DEEPEST = 20  # styles based on styles: a loop in a stranger's file ends


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style, what it is based on included; ``level`` 0 is no heading."""

    level: int = 0
    contents: bool = False
    number: str = ""
    depth: int = 0
    bold: bool = False


def read_styles(root: etree._Element | None) -> Mapping[str, Style]:
    """Return the paragraph styles by identifier."""
    if root is None:
        return {}
    rows = {
        each.get(f"{NS}styleId", ""): each
        for each in root.iterfind(f"{NS}style")
        if each.get(f"{NS}type", "paragraph") == "paragraph"
    }
    return {key: _style(key, rows) for key in rows}


def _style(key: str, rows: Mapping[str, etree._Element]) -> Style:
    level = depth = 0
    number = ""
    bold = contents = False
    at: str | None = key
    for _ in range(_DEEPEST):
        row = rows.get(at or "")
        if row is None:
            break
        name = _name(row)
        heading = _HEADING.match(name)
        contents = contents or bool(_CONTENTS.match(name))
        if not level:
            level = int(heading[1]) if heading else outline(row.find(f"{NS}pPr"))
        if not number:
            number, depth = numbered(row.find(f"{NS}pPr"))
        bold = bold or row.find(f"{NS}rPr/{NS}b") is not None
        based = row.find(f"{NS}basedOn")
        at = None if based is None else based.get(f"{NS}val")
    return Style(0 if contents else level, contents, number, depth, bold)


def _name(row: etree._Element) -> str:
    name = row.find(f"{NS}name")
    return (row.get(f"{NS}styleId", "") if name is None else name.get(f"{NS}val", "")).strip()


def outline(properties: etree._Element | None) -> int:
    """Return the outline level of paragraph properties, 1 to 9; 0 for body text."""
    found = None if properties is None else properties.find(f"{NS}outlineLvl")
    level = 9 if found is None else whole(found.get(f"{NS}val"), 9)
    return level + 1 if 0 <= level < 9 else 0


def numbered(properties: etree._Element | None) -> tuple[str, int]:
    """Return the numbering paragraph properties ask for, and its level; empty for none."""
    found = None if properties is None else properties.find(f"{NS}numPr")
    if found is None:
        return "", 0
    number, depth = found.find(f"{NS}numId"), found.find(f"{NS}ilvl")
    key = "" if number is None else number.get(f"{NS}val", "")
    return key, 0 if depth is None else whole(depth.get(f"{NS}val"), 0)
