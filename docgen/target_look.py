"""How inserted articles should look in a buyer's document: its own styles, found by name."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from lxml import etree

from docgen.anchor import Range, paragraphs
from docgen.gate import parse_xml
from docgen.wordml import STRICT, TEXT_WIDTH, Look, W

_DEEPEST = 9
_KEPT_PARAGRAPH = ("spacing", "ind", "jc")
_KEPT_RUN = ("rFonts", "sz", "szCs", "lang")


def target_look(parts: dict[str, bytes], source: bytes, found: Range) -> tuple[Look, int]:
    """Return the styles to use, and the heading level of what is inserted."""
    styles = _Styles(parts)
    level = min(_enclosing_level(source, found, styles) + 1, _DEEPEST)
    paragraph = parse_xml(source)
    marker = _element_at(paragraph, source, found)
    style, body, run = _marker_properties(marker)
    if style is not None and styles.outline(style) is not None:
        style, body = styles.default, ""
    look = Look(
        headings={n: styles.by_name(f"heading {n}") for n in range(1, _DEEPEST + 1)},
        body_style=None if style == styles.default else style,
        list_style=styles.by_name("list paragraph"),
        body=body,
        run=run,
        width=_text_width(paragraph),
    )
    return look, level


class _Styles:
    """The target's styles by name, and the outline level each gives a paragraph."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._names: dict[str, str] = {}
        self.default: str | None = None
        if "word/styles.xml" not in parts:
            return
        for style in parse_xml(parts["word/styles.xml"]).iterfind("{*}style"):
            identifier = _value(style, "styleId") or ""
            self._elements[identifier] = style
            if _value(style, "type") != "paragraph":
                continue
            name = style.find("{*}name")
            if name is not None:
                self._names.setdefault((_value(name) or "").lower(), identifier)
            if _value(style, "default") in ("1", "true", "on"):
                self.default = identifier

    def by_name(self, name: str) -> str | None:
        """Return a paragraph style's identifier; French converters also write « titre 2 »."""
        alias = name.replace("heading", "titre")
        return self._names.get(name) or self._names.get(alias)

    def outline(self, identifier: str | None, depth: int = 0) -> int | None:
        """Return the heading level (1 to 9) a style gives, itself or through its base."""
        style = self._elements.get(identifier or "")
        if style is None or depth > 20:
            return None
        level = style.find("{*}pPr/{*}outlineLvl")
        if level is not None:
            number = int(_value(level) or 9)
            return number + 1 if number < 9 else None
        name = style.find("{*}name")
        match = (
            re.fullmatch(r"(?:heading|titre) ([1-9])", (_value(name) or "").lower())
            if name is not None
            else None
        )
        if match:
            return int(match[1])
        base = style.find("{*}basedOn")
        return None if base is None else self.outline(_value(base), depth + 1)


def _value(element: etree._Element, name: str = "val") -> str | None:
    for key, value in element.attrib.items():
        if str(key).endswith(f"}}{name}"):
            return str(value)
    return None


def _enclosing_level(source: bytes, found: Range, styles: _Styles) -> int:
    """Return the level of the nearest heading before the marker, 0 without one."""
    level = 0
    head = source[: found.start]
    for match in re.finditer(
        rb"<(?:\w+:)?pStyle\b[^>]*?val=\"([^\"]*)\"|<(?:\w+:)?outlineLvl\b[^>]*?val=\"(\d)\"", head
    ):
        if match[1] is not None:
            level = styles.outline(match[1].decode("utf-8", "replace")) or level
        elif int(match[2]) < 9:
            level = int(match[2]) + 1
    return level


def _element_at(root: etree._Element, source: bytes, found: Range) -> etree._Element:
    """Return the parsed paragraph at a byte range: the one with the same rank."""
    rank = [each.start for each in _paragraphs_in_order(source)].index(found.start)
    found_in_tree = [
        each
        for each in root.iter(f"{{{W}}}p", f"{{{STRICT}}}p")
        if not any(etree.QName(above).localname == "txbxContent" for above in each.iterancestors())
    ]
    return found_in_tree[rank]


def _paragraphs_in_order(source: bytes) -> list[Range]:
    return sorted(paragraphs(source), key=lambda each: each.start)


def _marker_properties(marker: etree._Element) -> tuple[str | None, str, str]:
    """Return the marker's style, layout and font; its highlight, colour or frame are not kept."""
    style: str | None = None
    body = ""
    properties = marker.find("{*}pPr")
    if properties is not None:
        named = properties.find("{*}pStyle")
        style = None if named is None else _value(named)
        body = "".join(_written(properties, name) for name in _KEPT_PARAGRAPH)
    run = marker.find(".//{*}r/{*}rPr")
    kept = "" if run is None else "".join(_written(run, name) for name in _KEPT_RUN)
    return style, body, kept


def _written(parent: etree._Element, name: str) -> str:
    child = parent.find(f"{{*}}{name}")
    if child is None:
        return ""
    attributes = "".join(
        f" w:{etree.QName(key).localname}={quoteattr(str(value))}"
        for key, value in child.attrib.items()
        if isinstance(key, str) and etree.QName(key).namespace in (W, STRICT)
    )
    return f"<w:{name}{attributes}/>"


def _text_width(root: etree._Element) -> int:
    """Return the width of the text in twentieths of a point, from the last section."""
    sections = list(root.iter("{*}sectPr"))
    if not sections:
        return TEXT_WIDTH
    size, margins = sections[-1].find("{*}pgSz"), sections[-1].find("{*}pgMar")
    if size is None or margins is None:
        return TEXT_WIDTH
    try:
        width = (
            int(_value(size, "w") or 0)
            - int(_value(margins, "left") or 0)
            - int(_value(margins, "right") or 0)
        )
    except ValueError:
        return TEXT_WIDTH
    return width if 2_000 < width < 30_000 else TEXT_WIDTH
