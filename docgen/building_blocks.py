"""The clauses of a library as Word building blocks (Quick Parts), in one template file.

A building block is inserted by hand, outside any contract: fields are controls that ask for their
value, a passage kept under a condition stands between two lines that say which, articles are cited
as of the day the file is made for. Drafting notes stay in the library.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml as parse_for_docx
from docx.shared import Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from lxml import etree

from docgen.blocks import Block, Condition, Inline, Inlines, Note, Table, Text, Variable
from docgen.building_blocks_package import BLOCKS_PART, as_template
from docgen.clause import Clause
from docgen.clause_controls import (
    Control,
    ControlWriter,
    MarkerLook,
    paragraph_of,
    run_markup,
)
from docgen.clause_word import HEADER_STYLE, OPENING_STYLE, Words, number_of
from docgen.host_look import (
    GREY,
    HostPage,
    define_numbering,
    define_styles,
    lay_out,
    modern_settings,
    strip_default_parts,
)
from docgen.package import finish, unpacked
from docgen.template import styles_by_name
from docgen.wordml import Ledger, Look, W, Writer
from insertion.law import articles
from insertion.typography import counted, date_text, french

PLACEHOLDER_STYLE = "Placeholder Text"
TITLE = "Clauses d'insertion à insérer"
_FIRST_LIST = 100


@dataclass(frozen=True, slots=True)
class BuildingBlock:
    """An entry of the gallery: a clause in one variant, under a name and a category.

    ``identity`` never changes: Word replaces the entry of the same identity.
    """

    clause: Clause
    variant: str
    name: str
    category: str
    description: str

    @property
    def identity(self) -> str:
        """Return the stable identifier of the entry, as Word writes it."""
        publisher = self.clause.sheet.provenance.publisher
        named = f"urn:clausier:{publisher}/{self.clause.id}#{self.variant}"
        return f"{{{str(uuid.uuid5(uuid.NAMESPACE_URL, named)).upper()}}}"


def entries(
    clauses: Sequence[Clause], words: Words, category: Callable[[Clause], str]
) -> Iterator[BuildingBlock]:
    """Yield an entry for each clause and variant; no two bear the same name in a category."""
    taken: set[tuple[str, str]] = set()
    for clause in clauses:
        several = len(clause.sheet.variants) > 1
        for name, variant in clause.sheet.variants.items():
            own = clause.sheet.short_title + (f" ({variant.label})" if several else "")
            shown, group = _gallery_name(own), _gallery_name(category(clause))
            if (group, shown) in taken:
                shown = f"{shown} [{clause.id}]"
            taken.add((group, shown))
            yield BuildingBlock(clause, name, shown, group, _description(clause, words))


def _gallery_name(text: str) -> str:
    """Return a name Word takes in a gallery, where a comma separates names."""
    return french(re.sub(r", *", " – ", text))


def _description(clause: Clause, words: Words) -> str:
    founding = [
        words.citation(each.article)
        for each in clause.sheet.legal_basis
        if each.role == "founds" and each.article in articles()
    ]
    parts = [
        f"{clause.id}@{clause.sheet.version}",
        *([number_of(clause)] if number_of(clause) else []),
        french(f"valable au {date_text(words.on)}"),
        *founding,
    ]
    return " · ".join(parts)


def building_blocks(found: Sequence[BuildingBlock], words: Words) -> bytes:
    """Return the template file that holds these entries; always the same bytes.

    Raises:
        ValueError: without any entry.
    """
    if not found:
        raise ValueError("a gallery without entries")
    document = Document()
    strip_default_parts(document)
    modern_settings(document)
    define_styles(document)
    page = HostPage(
        "blocs",
        TITLE,
        "",
        "Blocs de construction",
        numbered=False,
        header=french(TITLE),
        edition="",
    )
    define_numbering(document, page)
    lay_out(document, page)
    look, markers = _styles(document)
    _fill(document, found, words, look)
    ledger = Ledger(first_numbering=_FIRST_LIST, titles=words.titles)
    writer = _BlockWriter(look, ledger, words, markers, lambda each: _control(each, words))
    glossary = _glossary(found, writer)
    ledger.comments.clear()
    lists = list(ledger.lists)
    ledger.lists.clear()  # they belong to the entries, not to the page
    content = finish(document, ledger, [], title=french(TITLE), author="")
    return as_template(unpacked(content), {BLOCKS_PART: glossary}, lists)


def _styles(document: DocumentObject) -> tuple[Look, MarkerLook]:
    marker = document.styles.add_style(OPENING_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    header = document.styles.add_style(HEADER_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    placeholder = document.styles.add_style(PLACEHOLDER_STYLE, WD_STYLE_TYPE.CHARACTER)
    assert isinstance(marker, ParagraphStyle)
    assert isinstance(header, ParagraphStyle)
    assert isinstance(placeholder, CharacterStyle)
    marker.base_style, header.base_style = document.styles["Normal"], document.styles["Cellule"]
    marker.font.size, marker.font.bold, header.font.bold = Pt(9), True, True
    marker.font.color.rgb = GREY
    placeholder.font.color.rgb = RGBColor(0x59, 0x59, 0x59)
    known = styles_by_name(document)
    look = Look(
        headings={level: known.get(f"heading {level}") for level in range(1, 7)},
        list_style=known.get("list paragraph"),
        cell_style=known.get("cellule"),
    )
    style = str(marker.style_id)
    return look, MarkerLook(style, style, str(header.style_id))


def _control(inline: Inline, words: Words) -> Control | None:
    """Show a field as a control that waits for its value; articles and titles are words."""
    match inline:
        case Variable(name, _):
            label = words.field(name)
            return Control(
                f"var:{name}", label, f"[{label}]", "PlaceholderText", lock="", placeholder=True
            )
        case _:
            return None


class _BlockWriter(ControlWriter):
    """Shows a condition as a sentence, which whoever inserts the clause reads and removes."""

    def opening(self, condition: Condition) -> str:
        word = "Sauf si" if condition.negated else "Si"
        return french(f"[{word} {self.words.condition(condition.flag)} :]")

    def marker(
        self,
        text: str,
        tag: str,  # noqa: ARG002 - nothing here is read back
        style: str,
        into: etree._Element,
    ) -> None:
        shown = text if text.startswith("[") else f"[{text}]"
        into.append(paragraph_of(run_markup(shown), style))


def _glossary(found: Sequence[BuildingBlock], writer: ControlWriter) -> bytes:
    root = etree.Element(f"{{{W}}}glossaryDocument", nsmap={"w": W})
    parts = etree.SubElement(root, f"{{{W}}}docParts")
    for each in found:
        parts.append(_entry(each, writer))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _entry(block: BuildingBlock, writer: ControlWriter) -> etree._Element:
    entry = parse_for_docx(
        f'<w:docPart xmlns:w="{W}"><w:docPartPr><w:name w:val={quoteattr(block.name)}/>'
        f"<w:category><w:name w:val={quoteattr(block.category)}/>"
        '<w:gallery w:val="docParts"/></w:category>'
        '<w:behaviors><w:behavior w:val="p"/></w:behaviors>'
        f"<w:description w:val={quoteattr(block.description)}/>"
        f'<w:guid w:val="{block.identity}"/></w:docPartPr><w:docPartBody/></w:docPart>'
    )
    body: etree._Element = entry[1]
    clause = block.clause
    writer.write(_without_notes(clause.blocks[block.variant]), body)
    # No lock: whoever inserts the clause by hand must be able to remove it.
    writer.around(list(body), clause.tag, french(clause.sheet.title), "")
    # The last paragraph's mark merges into the point of insertion: an empty one takes its place.
    etree.SubElement(body, f"{{{W}}}p")
    return entry


def _without_notes(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(
        Condition(each.flag, each.negated, _without_notes(each.blocks))
        if isinstance(each, Condition)
        else each
        for each in blocks
        if not isinstance(each, Note)
    )


HOW_TO = """\
Ce modèle contient {count} prêts à insérer, d'après des clauses valables au {date}.
Dans Word, menu Insertion, QuickPart, Organisateur de blocs de construction : choisir une clause \
par sa catégorie, puis Insérer.
Pour que Word les propose dans tous les documents, placer ce fichier dans le dossier de démarrage \
de Word ; le service informatique peut aussi le partager comme modèle de groupe.
Après l'insertion : remplir les champs entre crochets, garder ou retirer les passages placés entre \
« [Si…] » et « [Fin si] », puis retirer ces deux lignes."""


def _fill(
    document: DocumentObject, found: Sequence[BuildingBlock], words: Words, look: Look
) -> None:
    """Write the page a person sees who opens the file itself."""
    document.add_paragraph(french(TITLE), style="Title")
    count = counted(len(found), "bloc")
    for sentence in HOW_TO.format(count=count, date=date_text(words.on)).split("\n"):
        document.add_paragraph(french(sentence))
    rows = sorted((each.category, each.name, each.description) for each in found)
    table = Table(
        header=_cells("Catégorie", "Bloc", "Origine"),
        rows=tuple(_cells(*row) for row in rows),
        widths=(26, 30, 44),
    )
    end = document.element.body.sectPr
    end.addprevious(parse_for_docx(Writer(look, Ledger()).table(table)))


def _cells(*texts: str) -> tuple[Inlines, ...]:
    return tuple((Text(french(text)),) for text in texts)
