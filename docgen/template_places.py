"""A host's paragraphs, each with the words it holds and where a person finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from docgen.gate import parse_xml
from docgen.wordml import W

NS = f"{{{W}}}"
FILLED = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes)\.xml")
UNFILLED = re.compile(r"word/(?:endnotes|comments)\.xml")
"""Parts of words that docxtpl never fills."""
CORE = "docProps/core.xml"
_WHERE = {"header": "en-tête", "footer": "pied de page", "footnotes": "note de bas de page",
          "endnotes": "note de fin", "comments": "commentaire"}  # fmt: skip
_IDLE_FORMAT = ("lang", "noProof", "rtl", "cs")
_PROPERTIES = {"title": "titre", "creator": "auteur", "subject": "objet", "keywords": "mots clés",
               "description": "commentaires", "category": "catégorie"}  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """A paragraph of a part, or a property; ``element`` is ``None`` for the latter."""

    part: str
    where: str
    text: str
    element: etree._Element | None = None

    @property
    def place(self) -> str:
        """Return where a person looks: « tableau 2, ligne 3 », « en-tête »."""
        return self.where

    @cached_property
    def row(self) -> etree._Element | None:
        """Return the table row that holds it."""
        return None if self.element is None else next(self.element.iterancestors(f"{NS}tr"), None)

    @cached_property
    def looks(self) -> list[str]:
        """Return the formatting of each character of its words."""
        if self.element is None:
            return [""] * len(self.text)
        return [look for text, look in _runs(self.element) for _ in text]


def spots(parts: Mapping[str, bytes]) -> Iterator[Spot]:
    """Yield every paragraph of words, part by part in the order a reader meets them."""
    order = sorted(parts, key=lambda name: (name != "word/document.xml", name))
    for name in order:
        if FILLED.fullmatch(name) or UNFILLED.fullmatch(name):
            yield from _paragraphs(name, parse_xml(parts[name]))
    for each in _properties(parts.get(CORE, b"")):
        label = _PROPERTIES.get(etree.QName(each).localname)
        if label and (each.text or "").strip():
            yield Spot(CORE, f"propriétés du document, {label}", each.text or "")


def _properties(part: bytes) -> Iterator[etree._Element]:
    try:
        yield from parse_xml(part).iterchildren(etree.Element)
    except etree.XMLSyntaxError:  # absent or damaged: the trial tells the latter
        return


def _paragraphs(part: str, root: etree._Element) -> Iterator[Spot]:
    rows = {
        row: f"tableau {rank}, ligne {line}"
        for rank, table in enumerate(root.iter(f"{NS}tbl"), start=1)
        for line, row in enumerate(table.iterfind(f".//{NS}tr"), start=1)
    }
    rank = 0
    for paragraph in root.iter(f"{NS}p"):
        row = next(paragraph.iterancestors(f"{NS}tr"), None)
        rank += row is None
        inside = "" if row is None else rows.get(row, "tableau")
        yield Spot(part, _where(part, inside, rank), text_of(paragraph), paragraph)


def _where(part: str, inside: str, rank: int) -> str:
    kind = re.sub(r"\d", "", part.rpartition("/")[2].partition(".")[0])
    named = _WHERE.get(kind, "")
    if not inside:
        return named or f"paragraphe {rank}"
    return f"{named}, {inside}" if named else inside


def text_of(paragraph: etree._Element) -> str:
    """Return the words of a paragraph, those of a text box it anchors apart."""
    return "".join(text for text, _ in _runs(paragraph))


def _runs(paragraph: etree._Element) -> Iterator[tuple[str, str]]:
    for run in paragraph.iter(f"{NS}r"):
        if next(run.iterancestors(f"{NS}p")) is not paragraph:
            continue
        properties = run.find(f"{NS}rPr")
        look = "" if properties is None else _look(properties)
        for each in run:
            if each.tag == f"{NS}t":
                yield each.text or "", look
            elif each.tag in (f"{NS}tab", f"{NS}br"):
                yield " ", look


def _look(properties: etree._Element) -> str:
    kept = [each for each in properties if etree.QName(each).localname not in _IDLE_FORMAT]
    return "".join(
        f"{each.tag}{sorted((str(key), str(value)) for key, value in each.attrib.items())}"
        for each in kept
    )
