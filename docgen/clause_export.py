"""A clause as a plain Word file a lawyer edits, and from which it is read back word for word."""

from __future__ import annotations

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml as parse_for_docx
from docx.shared import Pt
from docx.styles.style import CharacterStyle, ParagraphStyle
from lxml import etree

from docgen.blocks import Citation, Inline, Inlines, Reference, Table, Text, Variable
from docgen.clause import Clause, inlines_of
from docgen.clause_controls import (
    WHOLE,
    Control,
    ControlWriter,
    MarkerLook,
    body_of,
    paragraph_of,
    run_markup,
)
from docgen.clause_word import (
    CITATION_STYLE,
    CLOSING_STYLE,
    FIELD_STYLE,
    HEADER_STYLE,
    IDENTIFIER,
    NOTE_AUTHOR,
    OPENING_STYLE,
    PRINT,
    PUBLISHER,
    REFERENCE_STYLE,
    VERSION,
    Words,
    field_words,
    number_of,
    print_of,
    start_words,
    variants_by_body,
)
from docgen.discretion import INITIALS
from docgen.host_look import (
    HostPage,
    define_numbering,
    define_styles,
    lay_out,
    modern_settings,
    strip_default_parts,
)
from docgen.package import finish
from docgen.table_xml import RULE_COLOUR, SHADE
from docgen.template import styles_by_name
from docgen.wordml import Ledger, Look, W, Writer
from insertion.typography import date_text, french

EDIT = (
    "corriger, ajouter ou supprimer des phrases, des listes à un ou deux niveaux, des tableaux"
    " simples, des mots en gras"
)
LEAVE = (
    "le grisé : champs entre accolades, articles cités, renvois, lignes « Si… » et « Fin si »."
    " Ils se déplacent ou se suppriment entiers"
)
NEW_FIELD = "écrire son nom entre accolades, par exemple {example}"
_SHADING = f'<w:shd xmlns:w="{W}" w:val="clear" w:color="auto" w:fill="{SHADE}"/>'
_RULE = (
    f'<w:pBdr xmlns:w="{W}"><w:top w:val="single" w:sz="4" w:space="1" w:color="{RULE_COLOUR}"/>'
    "</w:pBdr>"
)
NEW_NOTE = "les commentaires signés « Note au rédacteur » font partie de la clause"


def export_clause(clause: Clause, words: Words, variants: tuple[str, ...] | None = None) -> bytes:
    """Return the Word file of a clause, all its variants or some, always the same bytes.

    Raises:
        KeyError: for a variant the clause has not.
    """
    bodies = variants_by_body(clause)
    chosen = tuple(bodies) if variants is None else variants
    document = Document()
    strip_default_parts(document)
    modern_settings(document)
    define_styles(document)
    page = _page(clause)
    define_numbering(document, page)
    lay_out(document, page)
    blocks = [(name, clause.blocks[name]) for name in chosen]
    styles = _Styles(document, [inline for _, each in blocks for inline in inlines_of(each)])
    ledger = Ledger(first_numbering=100, titles=words.titles)
    writer = _SheetWriter(_look(document), ledger, words, styles)
    body = etree.Element(f"{{{W}}}body", nsmap={"w": W})
    _box(clause, words, styles, writer, body)
    for name, each in blocks:
        title = start_words(name, clause.sheet.variants[name].label)
        writer.marker(title, f"texte:{name}", styles.start, body)
        writer.write(each, body)
    _fill(document, body)
    writer.add_comments(document)
    ledger.comments.clear()  # written above, with their bold
    return finish(document, ledger, [], title=french(clause.sheet.title), author="")


def _page(clause: Clause) -> HostPage:
    named = french(f"{clause.sheet.short_title}\tversion {clause.sheet.version}")
    return HostPage(
        "clause",
        clause.sheet.title,
        "",
        "Texte de travail de la clause",
        numbered=False,
        header=named,
        edition="",
    )


def _look(document: DocumentObject) -> Look:
    styles = styles_by_name(document)
    return Look(
        headings={level: styles.get(f"heading {level}") for level in range(1, 4)},
        list_style=styles.get("list paragraph"),
        cell_style=styles.get("cellule"),
    )


class _Styles:
    """The styles that name what is not to be retyped, added to a document."""

    def __init__(self, document: DocumentObject, inlines: list[Inline]) -> None:
        self.document = document
        known = styles_by_name(document)
        self.start, self.title = known["heading 1"], known["title"]
        self.cell = known["cellule"]
        self.opening = self._paragraph(OPENING_STYLE, bold=True)
        self.closing = self._paragraph(CLOSING_STYLE, bold=False)
        self.header = self._header()
        self.field = self._character(FIELD_STYLE)
        cited = sorted({each.article for each in inlines if isinstance(each, Citation)})
        named = sorted({each.clause for each in inlines if isinstance(each, Reference)})
        self.citations = {each: self._character(CITATION_STYLE + each) for each in cited}
        self.references = {each: self._character(REFERENCE_STYLE + each) for each in named}

    def _paragraph(self, name: str, *, bold: bool) -> str:
        style = self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        style.base_style = self.document.styles["Normal"]
        style.font.size = Pt(9)
        style.font.bold = bold
        style.paragraph_format.space_before = Pt(4 if bold else 0)
        style.paragraph_format.space_after = Pt(4 if bold else 8)
        style.paragraph_format.keep_with_next = bold
        edge = parse_for_docx(_SHADING if bold else _RULE)
        style.element.get_or_add_pPr().insert_element_before(
            edge, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
        )
        return str(style.style_id)

    def _header(self) -> str:
        style = self.document.styles.add_style(HEADER_STYLE, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        style.base_style = self.document.styles["Cellule"]
        style.font.bold = True
        return str(style.style_id)

    def _character(self, name: str) -> str:
        style = self.document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        assert isinstance(style, CharacterStyle)
        style.element.get_or_add_rPr().append(parse_for_docx(_SHADING))
        return str(style.style_id)


class _SheetWriter(ControlWriter):
    """Shows each field by its name between braces, and keeps the comments until the end."""

    def __init__(self, look: Look, ledger: Ledger, words: Words, styles: _Styles) -> None:
        markers = MarkerLook(styles.opening, styles.closing, styles.header)
        super().__init__(look, ledger, words, markers, self._control_of)
        self.styles = styles
        self.notes: list[Inlines] = []

    def _control_of(self, inline: Inline) -> Control | None:
        match inline:
            case Variable(name, _):
                shown = field_words(name)
                return Control(f"var:{name}", self.words.field(name), shown, self.styles.field)
            case Citation(article, _):
                style, shown = self.styles.citations[article], self.words.citation(article)
                return Control(f"cite:{article}", article, shown, style)
            case Reference(clause, _):
                style, shown = self.styles.references[clause], self.words.reference(clause)
                return Control(f"ref:{clause}", clause, shown, style)
            case _:
                return None

    def comments_written(self, number: int, inlines: Inlines) -> None:
        assert number == len(self.notes)
        self.notes.append(inlines)

    def add_comments(self, document: DocumentObject) -> None:
        """Write the drafting notes; what is not text is written as bodies write it."""
        for inlines in self.notes:
            comment = document.comments.add_comment("", author=NOTE_AUTHOR, initials=INITIALS)
            paragraph = comment.paragraphs[0]
            for inline in inlines:
                run = paragraph.add_run(_typed(inline))
                if inline.strong:
                    run.bold = True


def _typed(inline: Inline) -> str:
    match inline:
        case Text(text, _):
            return french(text)
        case Variable(name, _):
            return field_words(name)
        case Citation(article, _):
            return f"[{article}]"
        case Reference(clause, _):
            return f"[clause:{clause}]"
        case _:
            raise TypeError(f"a body has no {inline!r}")


def _box(
    clause: Clause, words: Words, styles: _Styles, writer: ControlWriter, body: etree._Element
) -> None:
    """Write the box that holds no text of the clause: what this file is, what may change."""
    rows = [
        (IDENTIFIER, clause.id),
        *([("Numéro", number_of(clause))] if number_of(clause) else []),
        (PUBLISHER, clause.sheet.provenance.publisher),
        (VERSION, clause.sheet.version),
        (PRINT, print_of(clause)),
        ("Articles cités au", date_text(words.on)),
        ("À modifier", EDIT),
        ("À laisser tel quel", LEAVE),
        ("Ajouter un champ", NEW_FIELD.format(example=field_words("date_limite"))),
        ("Commentaires", NEW_NOTE),
    ]
    table = Table(
        header=_cells("Fiche", "À garder telle quelle : elle dit de quelle clause vient ce texte"),
        rows=tuple(_cells(*row) for row in rows),
        widths=(28, 72),
    )
    body.append(paragraph_of(run_markup(french(clause.sheet.title)), styles.title))
    made = list(body_of(Writer(writer.look, writer.ledger).table(table)))
    body.extend(made)
    writer.around(made, "mode-d-emploi", "Mode d’emploi", WHOLE)


def _cells(*texts: str) -> tuple[Inlines, ...]:
    return tuple((Text(french(text)),) for text in texts)


def _fill(document: DocumentObject, body: etree._Element) -> None:
    """Move the paragraphs made into the document, before its page set-up."""
    end = document.element.body.sectPr
    for element in list(body):
        end.addprevious(parse_for_docx(etree.tostring(element)))
