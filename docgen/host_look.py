"""How our Word hosts look: styles, page, header, footer and the numbering of articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from docgen.table_xml import RULE_COLOUR
from docgen.wordml import W
from insertion.presentation import ArticleNumbers
from insertion.typography import NO_BREAK, french

FONT = "Calibri"
BLUE = RGBColor(0x1F, 0x38, 0x64)
GREY = RGBColor(0x59, 0x59, 0x59)
HEADING_STYLES = frozenset({"title", "subtitle", "heading 1", "heading 2", "heading 3"})
"""The styles that bear the font of headings, by lower-case name."""
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = Cm(21), Cm(29.7), Cm(2.5)


CONSULTATION = "{{ acheteur_nom }}\t" + french("Consultation n° ") + "{{ numero_consultation }}"
VERSION = french(", version ") + "{{ version_pieces }}{{ mention_projet }}"


@dataclass(frozen=True, slots=True)
class HostPage:
    """What a host shows around its content; ``header`` and ``edition`` may hold placeholders.

    ``brief`` leaves to the running header what it already says, so that a form holds on its page.
    """

    name: str
    title: str
    subtitle: str
    footer: str
    landscape: bool = False
    internal: bool = False
    numbered: bool = True
    header: str = CONSULTATION
    edition: str = VERSION
    margin: Length = MARGIN
    brief: bool = False


def strip_default_parts(document: DocumentObject) -> None:
    """Drop what the library's default file brings: thumbnail, bibliography, sample properties."""
    for paragraph in list(document.paragraphs):
        document.element.body.remove(paragraph._element)
    package = document.part.package
    for key, rel in list(package.rels.items()):
        if rel.reltype.endswith(("/thumbnail", "/extended-properties")):
            del package.rels[key]
    for key, rel in list(document.part.rels.items()):
        if rel.reltype.endswith(("/customXml", "/stylesWithEffects")):
            del document.part.rels[key]


def modern_settings(document: DocumentObject) -> None:
    """Ask for the layout rules of current Word, and a readable zoom."""
    settings = document.settings.element
    for old in list(settings.iterfind(qn("w:compat"))):
        settings.remove(old)
    for zoom in settings.iterfind(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")
    compat = parse_xml(
        f'<w:compat xmlns:w="{W}"><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    after = ("rsids", "mathPr", "attachedSchema", "themeFontLang", "clrSchemeMapping")
    place = next((each for each in settings if each.tag.rsplit("}", 1)[-1] in after), None)
    if place is None:
        settings.append(compat)
    else:
        place.addprevious(compat)


def define_styles(document: DocumentObject) -> None:
    """Set every style the hosts use: one sans-serif family, French, real headings."""
    styles = document.styles
    for element in list(styles.element.iterfind(qn("w:style"))):
        for numbering in element.iter(qn("w:numPr")):
            numbering.getparent().remove(numbering)
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:val"), "fr-FR")
    language.set(qn("w:eastAsia"), "fr-FR")
    normal = _style(document, "Normal", size=10.5, after=6)
    normal.paragraph_format.line_spacing = 1.15
    normal.paragraph_format.widow_control = True
    _style(document, "Title", size=20, bold=True, colour=BLUE, after=2, keep=True)
    _style(document, "Subtitle", size=13, colour=GREY, after=8, keep=True)
    for level, (size, before) in enumerate(((14, 18), (11.5, 12), (10.5, 8)), start=1):
        _style(
            document,
            f"Heading {level}",
            size=size,
            bold=True,
            colour=BLUE,
            before=before,
            after=4,
            keep=True,
        )
    _style(document, "List Paragraph", size=10.5, after=3)
    _style(document, "Header", size=9, colour=GREY)
    _style(document, "Footer", size=9, colour=GREY)
    for name, size in (
        ("Acheteur", 11.0),
        ("Identité", 10.5),
        ("Cellule", 9.5),
        ("Cellule dense", 8.5),
        ("À compléter", 10.0),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.quick_style = True
        _style(document, name, size=size, after=0 if name.startswith("Cellule") else 2)
    styles["Acheteur"].font.bold = True
    for name in ("Cellule", "Cellule dense"):
        styles[name].paragraph_format.line_spacing = 1.0


def _style(
    document: DocumentObject,
    name: str,
    *,
    size: float,
    bold: bool = False,
    colour: RGBColor | None = None,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    paragraph = style.element.get_or_add_pPr()
    for tag in ("w:pBdr", "w:contextualSpacing", "w:spacing", "w:ind", "w:tabs"):
        for child in list(paragraph.iterfind(qn(tag))):
            paragraph.remove(child)
    style.font.name = FONT
    properties.rFonts.set(qn("w:cs"), FONT)
    style.font.size = Pt(size)
    style.font.bold = bold
    if colour is not None:
        style.font.color.rgb = colour
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.keep_with_next = keep
    return style


def _level(index: int, form: str, text: str, *, style: str, first: int = 1) -> Any:
    return parse_xml(
        f'<w:lvl xmlns:w="{W}" w:ilvl="{index}"><w:start w:val="{first}"/>'
        f'<w:numFmt w:val="{form}"/><w:pStyle w:val="{style}"/><w:suff w:val="space"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:hanging="0"/></w:pPr></w:lvl>'
    )


ARTICLE_FORMS = {
    ArticleNumbers.ARTICLE: ("decimal", f"Article{NO_BREAK}%1 –"),
    ArticleNumbers.DECIMAL: ("decimal", "%1."),
    ArticleNumbers.ROMAN: ("upperRoman", "%1 –"),
    ArticleNumbers.LETTER: ("upperLetter", "%1 –"),
}
"""How the number of an article is counted, and printed before its title."""


def article_levels(
    document: DocumentObject, habit: ArticleNumbers = ArticleNumbers.ARTICLE, first: int = 1
) -> list[Any]:
    """Return the levels that number articles through their heading styles, from ``first``."""
    ids = [document.styles[f"Heading {level}"].style_id for level in (1, 2, 3)]
    form, text = ARTICLE_FORMS[habit]
    return [
        _level(0, form, text, style=ids[0], first=first),
        _level(1, "decimal", "%1.%2", style=ids[1]),
        _level(2, "decimal", "%1.%2.%3", style=ids[2]),
    ]


def define_numbering(document: DocumentObject, page: HostPage) -> None:
    """Number articles through their heading styles, in the pieces that have articles."""
    part = document.part.numbering_part
    root = parse_xml(
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1">'
        '<w:multiLevelType w:val="multilevel"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    root[0].extend(article_levels(document))
    part._element = root
    for level in (1, 2, 3) if page.numbered else ():
        properties = document.styles[f"Heading {level}"].element.get_or_add_pPr()
        number = parse_xml(
            f'<w:numPr xmlns:w="{W}"><w:ilvl w:val="{level - 1}"/><w:numId w:val="1"/></w:numPr>'
        )
        properties._insert_numPr(number)


def lay_out(document: DocumentObject, page: HostPage) -> None:
    """Set the page, and the running header and footer with their fields."""
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    if page.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = PAGE_HEIGHT, PAGE_WIDTH
    margin = Cm(2) if page.landscape else page.margin
    section.left_margin = section.right_margin = margin
    section.top_margin = section.bottom_margin = page.margin
    section.header_distance = section.footer_distance = Cm(1.2)
    width = section.page_width - 2 * margin
    header = section.header.paragraphs[0]
    _tabs(header, width)
    header.add_run(page.header)
    border(header, "bottom")
    footer = section.footer.paragraphs[0]
    _tabs(footer, width)
    footer.add_run(f"{french(page.footer)}{page.edition}\t" + french("page "))
    _field(footer, "PAGE")
    footer.add_run(french(" sur "))
    _field(footer, "NUMPAGES")
    border(footer, "top")


def _tabs(paragraph: Paragraph, width: int) -> None:
    stops = paragraph._p.get_or_add_pPr()
    for old in list(stops.iterfind(qn("w:tabs"))):
        stops.remove(old)
    tabs = parse_xml(
        f'<w:tabs xmlns:w="{W}"><w:tab w:val="right" w:pos="{width // 635}"/></w:tabs>'
    )
    stops.append(tabs)


def border(paragraph: Paragraph, edge: str) -> None:
    """Draw a thin rule on one edge of a paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    border = parse_xml(
        f'<w:pBdr xmlns:w="{W}">'
        f'<w:{edge} w:val="single" w:sz="4" w:space="4" w:color="{RULE_COLOUR}"/></w:pBdr>'
    )
    tabs = properties.find(qn("w:tabs"))
    if tabs is not None:
        tabs.addprevious(border)
    else:
        properties.append(border)


def _field(paragraph: Paragraph, instruction: str) -> None:
    for kind, text in (
        ("begin", ""),
        ("", instruction),
        ("separate", ""),
        ("text", "1"),
        ("end", ""),
    ):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind in ("begin", "separate", "end"):
            run._r.append(parse_xml(f'<w:fldChar xmlns:w="{W}" w:fldCharType="{kind}"/>'))
        elif not kind:
            run._r.append(
                parse_xml(f'<w:instrText xmlns:w="{W}" xml:space="preserve"> {text} </w:instrText>')
            )
