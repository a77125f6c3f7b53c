"""A place to fill as a Word content control: a dotted line on paper, a field on the screen.

The line is drawn by a tab with dots, so that it ends where its paragraph or its cell ends.
"""

from __future__ import annotations

import re
import unicodedata
from xml.sax.saxutils import quoteattr

from docgen.blocks import ENTRY_TEXTS, Entry, Inlines

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_COLOUR = '<w:color w:val="595959"/>'
_TICK_FONT = "MS Gothic"
_LINES = 3
"""Lines of a long answer."""
_FIRST = 500_000
"""Controls of clauses bear a checksum, those of our entries a number from here on."""
_ARTICLES = {"de", "du", "des", "d", "l", "la", "le", "les"}
_LONGEST_TAG = 64
_CHOICES = ("oui", "non")


def ruled(inlines: Inlines, width: int) -> str:
    """Return the tab stop of a line to write on, empty when the paragraph does not end by one."""
    if not _ends_by_line(inlines):
        return ""
    return f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'


def ruled_spacing(inlines: Inlines) -> str:
    """Return the spacing of lines to write on, empty for a paragraph without several."""
    if not any(isinstance(each, Entry) and each.kind == "long_text" for each in inlines):
        return ""
    return '<w:spacing w:before="60" w:after="60" w:line="400" w:lineRule="atLeast"/>'


def spaced(inlines: Inlines) -> str:
    """Return the spacing that leaves room for a hand, empty for a paragraph of words alone."""
    kinds = {each.kind for each in inlines if isinstance(each, Entry)}
    one_line = '<w:spacing w:before="80" w:after="80"/>' if kinds - {"tick"} else ""
    return ruled_spacing(inlines) or one_line


def entry_control(entry: Entry, number: int, properties: str, *, line: bool) -> str:
    """Return the control of a place to fill; ``number`` is its rank in the document.

    ``line`` tells that it ends its paragraph, whose tab stop then draws the line.
    """
    label = quoteattr(entry.label, {'"': "&quot;"})
    tag = quoteattr(f"saisie:{_slug(entry.label)}"[:_LONGEST_TAG])
    head = f'<w:alias w:val={label}/><w:tag w:val={tag}/><w:id w:val="{_FIRST + number}"/>'
    shown = "" if entry.kind == "tick" else "<w:showingPlcHdr/>"
    return (
        f"<w:sdt><w:sdtPr>{head}{shown}{_kind(entry)}</w:sdtPr>"
        f"<w:sdtContent>{_placeholder(entry, properties, line=line)}</w:sdtContent></w:sdt>"
    )


def _ends_by_line(inlines: Inlines) -> bool:
    last = inlines[-1] if inlines else None
    return isinstance(last, Entry) and last.kind in ("text", "long_text")


def _kind(entry: Entry) -> str:
    match entry.kind:
        case "long_text":
            return "<w:richText/>"  # LibreOffice begins a plain text of several lines by none
        case "date":
            return (
                '<w:date><w:dateFormat w:val="dd/MM/yyyy"/><w:lid w:val="fr-FR"/>'
                '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
            )
        case "yes_no":
            items = "".join(
                f'<w:listItem w:displayText="{each}" w:value="{each}"/>' for each in _CHOICES
            )
            return f"<w:dropDownList>{items}</w:dropDownList>"
        case "tick":
            state = f'w14:font="{_TICK_FONT}"'
            return (
                f'<w14:checkbox xmlns:w14="{W14}"><w14:checked w14:val="0"/>'
                f'<w14:checkedState w14:val="2612" {state}/>'
                f'<w14:uncheckedState w14:val="2610" {state}/></w14:checkbox>'
            )
        case _:
            return "<w:text/>"


def _placeholder(entry: Entry, properties: str, *, line: bool) -> str:
    if entry.kind == "tick":
        font = (
            f'<w:rFonts w:ascii="{_TICK_FONT}" w:eastAsia="{_TICK_FONT}" '
            f'w:hAnsi="{_TICK_FONT}" w:hint="eastAsia"/>'
        )
        kept = re.sub(r"<w:rFonts [^>]*/>", "", properties)
        return _run(f"<w:t>{ENTRY_TEXTS['tick']}</w:t>", font + kept)
    if not line:
        return _run(f'<w:t xml:space="preserve">{ENTRY_TEXTS[entry.kind]}</w:t>', _grey(properties))
    lines = _LINES if entry.kind == "long_text" else 1
    return _run("<w:br/>".join(["<w:tab/>"] * lines), _grey(properties))


def _grey(properties: str) -> str:
    """Return run properties in grey, at its place in the schema's order."""
    bare = re.sub(r"<w:color [^>]*/>", "", properties)
    after = ("spacing", "w ", "kern", "position", "sz", "highlight", "u ", "lang")
    starts = [bare.find(f"<w:{name}") for name in after]
    at = min((start for start in starts if start >= 0), default=len(bare))
    return bare[:at] + _COLOUR + bare[at:]


def _run(content: str, properties: str) -> str:
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{inner}{content}</w:r>"


def _slug(label: str) -> str:
    """Return a label as an identifier: « Date de recrutement » is ``date_recrutement``."""
    bare = unicodedata.normalize("NFKD", label.replace("’", "'")).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", bare.decode().lower())
    return "_".join(word for word in words if word not in _ARTICLES)
