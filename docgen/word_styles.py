"""What the styles and lists of a Word file mean: headings, bold, lists, and our own names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from docgen.clause_word import CITATION_STYLE, FIELD_STYLE, REFERENCE_STYLE
from docgen.gate import parse_xml
from docgen.lists import numbering_part

_STYLES = "word/styles.xml"
_HEADING = re.compile(r"(?:heading|titre) ?(\d)", re.IGNORECASE)
_DEEPEST_PARENT = 12
_FIELD = "var:"


class Styles:
    """The styles of a document by identifier; names are in one language, identifiers are not."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._elements: dict[str, etree._Element] = {}
        if _STYLES in parts:
            for style in parse_xml(parts[_STYLES]).iterfind("{*}style"):
                self._elements[_value(style, "styleId")] = style

    def _chain(self, identifier: str) -> Iterator[etree._Element]:
        """Yield a style and those it rests on."""
        for _ in range(_DEEPEST_PARENT):
            style = self._elements.get(identifier)
            if style is None:
                return
            yield style
            identifier = _value(style.find("{*}basedOn"))

    def name(self, identifier: str) -> str:
        """Return a style's name, in small letters."""
        style = self._elements.get(identifier)
        return "" if style is None else _value(style.find("{*}name")).lower()

    def heading(self, identifier: str) -> int | None:
        """Return the level of a heading style, or of a style that rests on one."""
        for style in self._chain(identifier):
            found = _HEADING.fullmatch(_value(style.find("{*}name")))
            if found:
                return int(found[1])
        return None

    def bold(self, identifier: str) -> bool:
        """Tell whether a character style is bold."""
        for style in self._chain(identifier):
            bold = style.find("{*}rPr/{*}b")
            if bold is not None:
                return _value(bold).lower() not in ("0", "false", "off")
        return False

    def identity(self, identifier: str) -> str:
        """Return what a character style of ours says its words stand for; empty for any other."""
        style = self._elements.get(identifier)
        name = "" if style is None else _value(style.find("{*}name"))
        for prefix, kind in ((CITATION_STYLE, "cite:"), (REFERENCE_STYLE, "ref:")):
            if name.startswith(prefix):
                return kind + name.removeprefix(prefix)
        return _FIELD if name == FIELD_STYLE else ""

    def numbering(self, identifier: str) -> etree._Element | None:
        """Return the list properties a paragraph style brings."""
        for style in self._chain(identifier):
            found = style.find("{*}pPr/{*}numPr")
            if found is not None:
                return found
        return None


class Numbering:
    """The lists of a document: what mark each level has."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._instances: dict[str, str] = {}
        self._marks: dict[tuple[str, int], str] = {}
        name = numbering_part(dict(parts))
        if name is None or name not in parts:
            return
        root = parse_xml(parts[name])
        for abstract in root.iterfind("{*}abstractNum"):
            for level in abstract.iterfind("{*}lvl"):
                key = (_value(abstract, "abstractNumId"), _whole(_value(level, "ilvl")))
                self._marks[key] = _value(level.find("{*}numFmt"))
        for instance in root.iterfind("{*}num"):
            abstract_id = _value(instance.find("{*}abstractNumId"))
            self._instances[_value(instance, "numId")] = abstract_id

    def of(
        self, properties: etree._Element | None, styles: Styles, style: str
    ) -> tuple[int, bool] | None:
        """Return a paragraph's place in a list: its level from 0, and whether it is numbered."""
        own = None if properties is None else properties.find("{*}numPr")
        inherited = styles.numbering(style)
        number = _value(_either(own, inherited, "numId"))
        if number in ("", "0"):
            return None
        level = _whole(_value(_either(own, inherited, "ilvl")))
        mark = self._marks.get((self._instances.get(number, ""), level), "bullet")
        if mark == "none":
            return None
        return level, mark != "bullet"


def _either(
    own: etree._Element | None, inherited: etree._Element | None, name: str
) -> etree._Element | None:
    for each in (own, inherited):
        found = None if each is None else each.find(f"{{*}}{name}")
        if found is not None:
            return found
    return None


def _value(element: etree._Element | None, name: str = "val") -> str:
    if element is None:
        return ""
    return str(element.get(f"{{{etree.QName(element).namespace}}}{name}") or "")


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0
