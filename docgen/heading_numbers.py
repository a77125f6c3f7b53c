"""The numbers a host will print before the articles it is given, as its own styles count them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from docgen.gate import parse_xml
from docgen.reading.numbering import read_numbering
from docgen.reading.styles import Style, read_styles


def heading_numbers(parts: Mapping[str, bytes], sections: Sequence[int]) -> Iterator[list[str]]:
    """Yield, section by section, the number of each article; ``sections`` counts their articles.

    Word prints a section's number before its title; a host whose second level is not numbered by
    its style gives empty numbers.
    """
    numbering = read_numbering(
        parse_xml(parts["word/numbering.xml"]) if "word/numbering.xml" in parts else None
    )
    by_level: dict[int, Style] = {}
    for style in read_styles(parse_xml(parts["word/styles.xml"])).values():
        by_level.setdefault(style.level, style)

    def count(level: int) -> str:
        style = by_level.get(level, Style())
        return numbering.label(style.number, style.depth)[0] if style.number else ""

    for articles in sections:
        count(1)
        yield [count(2).rstrip(".") for _ in range(articles)]
