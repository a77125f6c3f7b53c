"""Our own hosts dressed in a buyer's look: fonts, colour, logo, numbers of articles.

Only styles, numbering and the running header change: the placeholders of a host stay where they
are, so that two looks print the same words.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt

from docgen.host_look import BLUE, HEADING_STYLES, article_levels
from docgen.logo import Logo
from docgen.package import reproducible, unpacked, write_package
from docgen.table_xml import RULE_COLOUR, SHADE
from insertion.colours import tinted
from insertion.presentation import ArticleNumbers

LOGO_HEIGHT, LOGO_WIDTH = Cm(1), Cm(6)
_LOGO_DISTANCE = Cm(0.6)
"""From the edge of the page to the header: a logo and a line hold above the text of a form."""
SHADE_SHARE, RULE_SHARE = 10, 45
"""What is left of the accent, in per cent, in the ground of a table's header and in its rules."""


@dataclass(frozen=True, slots=True)
class Dressing:
    """What of a look our hosts wear; ``None`` leaves what they have."""

    body_font: str | None = None
    heading_font: str | None = None
    accent: str | None = None
    article_numbers: ArticleNumbers | None = None
    first_article: int = 1
    logo: Logo | None = None

    @property
    def bare(self) -> bool:
        """Tell whether it changes nothing."""
        return self == Dressing()


def dressed(host: bytes, dressing: Dressing) -> bytes:
    """Return one of our hosts in a buyer's look; the same look gives the same bytes."""
    if dressing.bare:
        return host
    document = Document(io.BytesIO(host))
    _fonts(document, dressing)
    _number(document, dressing)
    if dressing.logo is not None:
        _place_logo(document, dressing.logo)
    buffer = io.BytesIO()
    document.save(buffer)
    content = reproducible(buffer.getvalue())
    return recoloured(content, dressing.accent) if dressing.accent else content


def _fonts(document: DocumentObject, dressing: Dressing) -> None:
    body = dressing.body_font
    headings = dressing.heading_font or body
    for style in document.styles.element.iterfind(qn("w:style")):
        name = style.find(qn("w:name")).get(qn("w:val")).lower()
        font = headings if name in HEADING_STYLES else body
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if font is None or fonts is None:
            continue
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        for key in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{key}"), font)


def recoloured(content: bytes, accent: str) -> bytes:
    """Return a document of ours with the accent in the place of our blue, its tints of our greys.

    A finished piece has tables that its host had not: it is coloured once made.
    """
    shades = {
        str(BLUE): accent,
        SHADE: tinted(accent, SHADE_SHARE),
        RULE_COLOUR: tinted(accent, RULE_SHARE),
    }
    parts = {
        name: _COLOURED.sub(lambda found: _shade(found, shades), part.decode()).encode()
        if _WORD_PART.fullmatch(name)
        else part
        for name, part in unpacked(content).items()
    }
    return write_package(parts)


_WORD_PART = re.compile(r"word/(?:document|styles|header\d*|footer\d*)\.xml")
_COLOURED = re.compile(
    r'(<w:(?:shd|color|top|bottom|left|right|insideH|insideV)\b[^<>]*\bw:(?:fill|val|color)=")'
    r'([0-9A-F]{6})(")'
)
"""A colour of ours in a tag: words a person typed hold no « < »."""


def _shade(found: re.Match[str], shades: Mapping[str, str]) -> str:
    return found[1] + shades.get(found[2], found[2]) + found[3]


def _number(document: DocumentObject, dressing: Dressing) -> None:
    """Write the levels anew: the styles stay tied to them, a reference follows."""
    if dressing.article_numbers is None and dressing.first_article == 1:
        return
    numbering: Any = document.part.numbering_part._element
    abstract = numbering.find(qn("w:abstractNum"))
    habit = dressing.article_numbers or ArticleNumbers.ARTICLE
    for old in list(abstract.iterfind(qn("w:lvl"))):
        abstract.remove(old)
    for level in article_levels(document, habit, dressing.first_article):
        abstract.append(level)


def _place_logo(document: DocumentObject, logo: Logo) -> None:
    """Set the logo above the words of the running header, with its words for those who listen."""
    section = document.sections[0]
    section.header_distance = _LOGO_DISTANCE
    words = section.header.paragraphs[0]
    words.paragraph_format.space_after = Pt(4)
    paragraph = words.insert_paragraph_before(style="Header")
    paragraph.paragraph_format.space_after = Pt(2)
    scale = min(LOGO_HEIGHT / logo.height, LOGO_WIDTH / logo.width)
    width, height = Emu(int(logo.width * scale)), Emu(int(logo.height * scale))
    picture: Any = paragraph.add_run().add_picture(io.BytesIO(logo.content), width, height)
    properties = picture._inline.docPr
    properties.set("name", "Logo")
    properties.set("descr", logo.words)
    for own in picture._inline.iter(qn("pic:cNvPr")):
        own.set("name", f"logo{logo.suffix}")
