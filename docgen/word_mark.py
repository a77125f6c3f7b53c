"""The printed number of a clause in a Word piece: a small grey line that ends the clause."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from docgen.blocks import Table
from docgen.render import RenderedClause

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MARK_COLOUR = "6B7280"
MARK_SIZE = 14  # half-points: legible, and plainly no wording
_OPENED = re.compile(r"<w:pPr>(<w:pStyle [^>]*/>)?(?!<w:keepNext/>)")


def marked(rendered: RenderedClause, content: str, style: str | None, run: str) -> str:
    """Return a clause's markup with its printed number, if any, held on the page of its end.

    ``style`` is that of the piece's paragraphs, ``run`` their run properties, for the font.
    """
    if not rendered.mark:
        return content
    at = content.rindex("<w:tr>" if isinstance(rendered.blocks[-1], Table) else "<w:p ")
    held = content[:at] + _OPENED.sub(r"<w:pPr>\1<w:keepNext/>", content[at:])
    return held + _mark(rendered.mark, style, run)


def _mark(mark: str, style: str | None, run: str) -> str:
    styled = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    properties = (
        f'{styled}<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
        '<w:spacing w:before="0" w:after="120" w:line="240" w:lineRule="auto"/>'
        '<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="right"/>'
    )
    return (
        f'<w:p xmlns:w="{W}"><w:pPr>{properties}</w:pPr><w:r><w:rPr>{_small_grey(run)}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(mark)}</w:t></w:r></w:p>'
    )


def _small_grey(run: str) -> str:
    """Return properties with the font and language of ``run``, small and grey, never bold."""
    font = re.search(r"<w:rFonts [^>]*/>", run)
    lang = re.search(r"<w:lang [^>]*/>", run)
    return (
        f"{font[0] if font else ''}<w:noProof/>"
        f'<w:color w:val="{MARK_COLOUR}"/><w:sz w:val="{MARK_SIZE}"/>'
        f'<w:szCs w:val="{MARK_SIZE}"/>{lang[0] if lang else ""}'
    )
