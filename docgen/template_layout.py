"""How a host is laid out: styles the articles will take, numbers of headings, fonts, fields left.

Nothing here stops a host from serving: these are what a careful colleague would point out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from lxml import etree

from docgen.gate import parse_xml
from docgen.reading.styles import Style, outline, read_styles
from docgen.template_finding import TemplateFinding, found, words
from docgen.template_places import NS, Spot

COMMON_FONTS = frozenset(
    each.casefold()
    for each in (
        "Aptos", "Aptos Display", "Arial", "Arial Black", "Arial Narrow", "Book Antiqua",
        "Bookman Old Style", "Calibri", "Calibri Light", "Cambria", "Cambria Math", "Candara",
        "Century", "Century Gothic", "Comic Sans MS", "Consolas", "Constantia", "Corbel", "Courier",
        "Courier New", "Franklin Gothic Medium", "Garamond", "Georgia", "Helvetica", "Impact",
        "Liberation Sans", "Liberation Serif", "Liberation Mono", "Lucida Console",
        "Lucida Sans Unicode", "Palatino Linotype", "Segoe UI", "Segoe UI Symbol", "Symbol",
        "Tahoma", "Times", "Times New Roman", "Trebuchet MS", "Verdana", "Webdings", "Wingdings",
        "Wingdings 2", "Wingdings 3", "MS Gothic", "MS Mincho",
    )
)  # fmt: skip
"""Fonts of Windows, of Office and of free suites: any computer shows them, or a twin."""
_TYPED = re.compile(r"^\s*(?:(?:article|art\.)\s*)?(?:\d+(?:\.\d+)*|[IVXLC]+|[A-Z])\s*[.):–-]\s*\S",
                    re.IGNORECASE)  # fmt: skip
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"


def read_layout(
    parts: Mapping[str, bytes], spots: Sequence[Spot], names: Collection[str]
) -> Iterator[TemplateFinding]:
    """Yield what to improve in the layout; ``names`` are the fields the host prints."""
    styles = parse_xml(parts["word/styles.xml"]) if "word/styles.xml" in parts else None
    known = read_styles(styles)
    articles = "articles" in names
    if articles:
        yield from _missing_styles(styles)
    yield from _headings(spots, known, articles=articles)
    yield from _language(styles)
    yield from _fonts(parts, styles)
    yield from _fields(parts)
    yield from _running(parts, names)
    yield from _leftovers(parts)
    yield from _accessible(parts)


def _missing_styles(styles: etree._Element | None) -> Iterator[TemplateFinding]:
    names = {
        (name.get(f"{NS}val") or "").lower()
        for name in (styles.iterfind(f"{NS}style/{NS}name") if styles is not None else ())
    }
    for style, row in words()["styles"].items():
        if style not in names:
            yield found("style_absent", "styles", style=row["label"], detail=row["detail"])


def _headings(
    spots: Sequence[Spot], styles: Mapping[str, Style], *, articles: bool
) -> Iterator[TemplateFinding]:
    numbered = any(each.level in (1, 2) and each.number for each in styles.values())
    typed = False
    before = 0
    for spot in spots:
        if spot.part != "word/document.xml" or spot.element is None or not spot.text.strip():
            continue
        properties = spot.element.find(f"{NS}pPr")
        named = None if properties is None else properties.find(f"{NS}pStyle")
        style = styles.get(named.get(f"{NS}val", ""), Style()) if named is not None else Style()
        level = style.level or outline(properties)
        if not level:
            continue
        if not style.number and _TYPED.match(spot.text):
            typed = True
            yield found("titres_tapes", spot.place, text=spot.text.strip()[:60])
        if before and level > before + 1:
            yield found("titre_saute", spot.place, level=level, before=before, expected=before + 1)
        before = level
    if articles and not numbered and not typed:
        yield found("titres_sans_numero", "styles")


def _language(styles: etree._Element | None) -> Iterator[TemplateFinding]:
    if styles is None:
        return
    lang = styles.find(f"{NS}docDefaults/{NS}rPrDefault/{NS}rPr/{NS}lang")
    value = "" if lang is None else lang.get(f"{NS}val", "")
    if value and not value.lower().startswith("fr"):
        yield found("langue", "styles", value=value)


def _fonts(parts: Mapping[str, bytes], styles: etree._Element | None) -> Iterator[TemplateFinding]:
    used: dict[str, None] = {}
    roots = [styles] if styles is not None else []
    roots += [parse_xml(part) for name, part in parts.items() if _WORDS.fullmatch(name)]
    for root in roots:
        for fonts in root.iter(f"{NS}rFonts"):
            for key in ("ascii", "hAnsi"):
                used |= dict.fromkeys(filter(None, [fonts.get(f"{NS}{key}")]))
    embedded: set[str] = set()
    if "word/fontTable.xml" in parts:
        for font in parse_xml(parts["word/fontTable.xml"]).iterfind(f"{NS}font"):
            if font.find(f"{NS}embedRegular") is not None:
                embedded.add((font.get(f"{NS}name") or "").casefold())
    if "word/theme/theme1.xml" in parts:
        theme = parse_xml(parts["word/theme/theme1.xml"])
        for latin in theme.iterfind(".//{*}fontScheme/*/{*}latin"):
            used |= dict.fromkeys(filter(None, [latin.get("typeface")]))
    for name in used:
        if name.casefold() not in COMMON_FONTS | embedded and not name.startswith("+"):
            yield found("police", "polices", font=name)


_WORDS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")


def _instructions(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for name, part in parts.items():
        if not _WORDS.fullmatch(name):
            continue
        for each in parse_xml(part).iter(f"{NS}instrText", f"{NS}fldSimple"):
            text = each.text if each.tag == f"{NS}instrText" else each.get(f"{NS}instr")
            yield name, (text or "").strip().partition(" ")[0].upper()


def _place(part: str) -> str:
    if "header" in part:
        return "en-tête"
    return "pied de page" if "footer" in part else "texte"


def _fields(parts: Mapping[str, bytes]) -> Iterator[TemplateFinding]:
    for name, field in dict.fromkeys(_instructions(parts)):
        if field in words()["word_fields"]:
            yield found("champ_word", _place(name), name=field, **words()["word_fields"][field])


def _running(parts: Mapping[str, bytes], names: Collection[str]) -> Iterator[TemplateFinding]:
    running = {field for name, field in _instructions(parts) if _place(name) != "texte"}
    if "PAGE" not in running:
        yield found("sans_pages", "en-tête et pied de page")
    if "numero_consultation" not in names:
        yield found("sans_consultation", "en-tête et pied de page")


def _leftovers(parts: Mapping[str, bytes]) -> Iterator[TemplateFinding]:
    for name, part in parts.items():
        if not _WORDS.fullmatch(name):
            continue
        root = parse_xml(part)
        if (
            next(root.iter(f"{NS}ins", f"{NS}del", f"{NS}moveFrom", f"{NS}moveTo"), None)
            is not None
        ):
            yield found("revisions", _place(name))
        hidden = (each for each in root.iter(f"{NS}vanish") if each.get(f"{NS}val") not in _NO)
        if any(_in_a_run(each) for each in hidden):
            yield found("texte_cache", _place(name))
    if "word/comments.xml" in parts and len(parse_xml(parts["word/comments.xml"])):
        yield found("commentaires", "commentaires")


_NO = ("0", "false", "off")


def _in_a_run(element: etree._Element) -> bool:
    above = element.getparent()
    run = None if above is None else above.getparent()
    return run is not None and run.tag == f"{NS}r" and run.find(f"{NS}t") is not None


def _accessible(parts: Mapping[str, bytes]) -> Iterator[TemplateFinding]:
    for name, part in parts.items():
        if not _WORDS.fullmatch(name):
            continue
        root = parse_xml(part)
        tables = root.iter(f"{NS}tbl") if _place(name) == "texte" else ()  # a header's lays out
        for rank, table in enumerate(tables, start=1):
            rows = table.findall(f"{NS}tr")
            if len(rows) > 1 and rows[0].find(f"{NS}trPr/{NS}tblHeader") is None:
                yield found("tableau_sans_entete", f"tableau {rank}")
        for picture in root.iter(_DRAWING):
            decorative = next(picture.iter(_DECORATIVE), None)
            if not (picture.get("descr") or "").strip() and decorative is None:
                yield found("image_muette", _place(name))
