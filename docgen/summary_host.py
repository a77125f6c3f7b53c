"""The host of the one page for elected members: few figures, plain words, what the law asks."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.shared import Cm, Pt

from docgen.host_look import (
    BLUE,
    HostPage,
    border,
    define_numbering,
    define_styles,
    lay_out,
    modern_settings,
    strip_default_parts,
)
from docgen.host_tables import fields, loop_table, row_xml
from docgen.package import reproducible
from docgen.table_xml import table_opening
from docgen.wordml import W
from insertion.typography import french

SUMMARY = "synthese-elus"
FIGURE = "Chiffre"
BULLETS = 2  # after the numbering of articles
PAGE = HostPage(
    SUMMARY,
    "Nos marchés peuvent-ils créer de l'emploi ?",
    "Une page pour décider où placer des clauses sociales",
    "Synthèse du repérage",
    numbered=False,
    header="{{ titre }}",
    edition=french(", établie le ") + "{{ etablie_le }}",
    margin=Cm(2),
)
LEAD = (
    "Une clause sociale demande à l'entreprise qui obtient un marché de confier une part du travail"
    " à des personnes éloignées de l'emploi. Cette page dit, pour les marchés prévus, où la loi"
    " demande une condition sociale et où le volume de travail en vaut la peine."
)
KEY_FIGURES = {
    "marches_examines": "Marchés examinés",
    "marches_a_etudier": "Méritent d'être étudiés",
    "marches_obligatoires": "Concernés par une obligation",
    "heures_possibles": "Heures de travail possibles",
    "personnes_un_an": "Personnes à temps plein pendant un an",
}
"""The figures of the page: placeholder and what it counts."""


def summary_host() -> bytes:
    """Return the host: A4 upright, meant to hold on one page."""
    document = Document()
    strip_default_parts(document)
    modern_settings(document)
    define_styles(document)
    define_numbering(document, PAGE)
    _define_bullets(document)
    _tighten(document)
    lay_out(document, PAGE)
    document.add_paragraph(french(PAGE.title), style="Title")
    subtitle = document.add_paragraph(french(PAGE.subtitle), style="Subtitle")
    border(subtitle, "bottom")
    document.add_paragraph(french(LEAD))
    _key_figures(document)
    document.add_paragraph("{{ conversion }}", style="Cellule").paragraph_format.space_before = Pt(
        3
    )
    document.add_paragraph(french("À regarder d'abord"), style="Heading 1")
    document.add_paragraph("{%p if premiers %}")
    loop_table(
        document,
        ("Marché", "Lancement", "Heures possibles", "Pourquoi"),
        fields("m", "objet", "lancement", "heures", "pourquoi"),
        "m in premiers",
        widths=(37, 18, 26, 19),
        right=(2,),
    )
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{{ suite_premiers }}", style="Cellule")
    document.add_paragraph(french("Ce que la loi impose"), style="Heading 1")
    document.add_paragraph("{{ loi }}")
    document.add_paragraph(french("Ce que nous ne savons pas encore"), style="Heading 1")
    document.add_paragraph("{%p for texte in inconnues %}")
    _item(document, "{{ texte }}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph(french("Ce que nous pouvons faire"), style="Heading 1")
    document.add_paragraph("{%p for texte in suites %}")
    _item(document, "{{ texte }}")
    document.add_paragraph("{%p endfor %}")
    properties = document.core_properties
    properties.title = f"{french(PAGE.title)} {french(PAGE.subtitle)}"
    properties.language = "fr-FR"
    for name in ("author", "comments", "keywords", "subject", "last_modified_by", "category"):
        setattr(properties, name, "")
    buffer = io.BytesIO()
    document.save(buffer)
    return reproducible(buffer.getvalue())


def _define_bullets(document: DocumentObject) -> None:
    """Add a real list to the numberings: a typed dash is no list for a screen reader."""
    numbering = document.part.numbering_part._element
    bullets = parse_xml(
        f'<w:abstractNum xmlns:w="{W}" w:abstractNumId="{BULLETS}"><w:multiLevelType '
        'w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt '
        'w:val="bullet"/><w:lvlText w:val="–"/><w:lvlJc w:val="left"/><w:pPr><w:ind '
        'w:left="284" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum>'
    )
    numbering.insert(1, bullets)
    numbering.append(
        parse_xml(
            f'<w:num xmlns:w="{W}" w:numId="{BULLETS}"><w:abstractNumId w:val="{BULLETS}"/></w:num>'
        )
    )


def _item(document: DocumentObject, text: str) -> None:
    paragraph = document.add_paragraph(text, style="List Paragraph")
    properties: Any = paragraph._p.get_or_add_pPr()
    numbering = properties.get_or_add_numPr()
    numbering.get_or_add_ilvl().val = 0
    numbering.get_or_add_numId().val = BULLETS


def _tighten(document: DocumentObject) -> None:
    """Leave less air than in a contract, and set the big figures."""
    styles = document.styles
    for name, before, after in (("Heading 1", 10, 3), ("Normal", 0, 4), ("List Paragraph", 0, 2)):
        styles[name].paragraph_format.space_before = Pt(before)
        styles[name].paragraph_format.space_after = Pt(after)
    styles["Normal"].paragraph_format.line_spacing = 1.1
    styles["Heading 1"].font.size = Pt(13)
    figure = styles.add_style(FIGURE, WD_STYLE_TYPE.PARAGRAPH)
    figure.base_style = styles["Cellule"]
    figure.font.size = Pt(15)
    figure.font.bold = True
    figure.font.color.rgb = BLUE
    figure.paragraph_format.space_before = figure.paragraph_format.space_after = Pt(3)


def _key_figures(document: DocumentObject) -> None:
    section = document.sections[0]
    assert section.page_width
    assert section.left_margin
    assert section.right_margin
    available = (section.page_width - section.left_margin - section.right_margin) // 635
    shares = (16, 18, 20, 25, 21)
    sizes = [available * each // sum(shares) for each in shares]
    header = row_xml(
        [french(each) for each in KEY_FIGURES.values()], sizes, (), "Cellule", header=True
    )
    figures = row_xml([f"{{{{ {each} }}}}" for each in KEY_FIGURES], sizes, (), FIGURE)
    table = parse_xml(f'<w:tbl xmlns:w="{W}">{table_opening(sizes)}{header}{figures}</w:tbl>')
    document.element.body._insert_tbl(table)
