"""The sheet that goes with our example hosts: which piece each makes, and what to keep in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.oxml import parse_xml

from docgen.host_look import (
    HostPage,
    define_numbering,
    define_styles,
    lay_out,
    modern_settings,
    strip_default_parts,
)
from docgen.host_tables import CELL, row_xml
from docgen.package import reproducible
from docgen.table_xml import table_opening
from docgen.wordml import W
from insertion.typography import french

_PAGE = HostPage(
    "lisez-moi",
    "Partir de nos modèles",
    "Ce que fait chaque fichier, ce qu'il faut y garder",
    "Modèles Word",
    numbered=False,
    header="Modèles Word",
    edition="",
)
_STEPS = (
    "Ouvrir le modèle de la pièce voulue, l'enregistrer sous un autre nom.",
    "Changer ce qui est à vous : logo, polices, marges, en-tête, formules.",
    "Garder les champs entre accolades entiers, avec une seule mise en forme chacun.",
    "Vérifier : clausier modele verifier MON-MODELE.docx. Chaque constat dit lieu et remède.",
    "L'inscrire au profil, sous « modeles », en face de la clé de la pièce.",
)
_HOLES = (
    ("{{ acheteur_nom }}", "une valeur du marché, dans la mise en forme du champ"),
    ("{{p articles }}", "tous les articles de la pièce ; seul dans son paragraphe"),
    ("{{p a_completer }}", "la liste des mentions à compléter d'un projet ; rien ensuite"),
    ("{{p signature }}", "le tableau de signature de l'acte d'engagement"),
    ("{%tr for lot in lots %}", "une ligne de tableau par lot, jusqu'à {%tr endfor %}"),
    ("{%p if alloti %}", "les paragraphes gardés sous condition, jusqu'à {%p endif %}"),
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A host's file, and the key and label of each piece it makes."""

    file: str
    pieces: tuple[tuple[str, str], ...]


def reading_sheet(rows: Sequence[SheetRow]) -> bytes:
    """Return the sheet, a Word document without any field of a contract."""
    document = Document()
    strip_default_parts(document)
    modern_settings(document)
    define_styles(document)
    define_numbering(document, _PAGE)
    lay_out(document, _PAGE)
    document.add_paragraph(french(_PAGE.title), style="Title")
    document.add_paragraph(french(_PAGE.subtitle), style="Subtitle")
    document.add_paragraph(french("Cinq gestes"), style="Heading 1")
    for number, step in enumerate(_STEPS, start=1):
        document.add_paragraph(french(f"Geste {number} : {step}"))
    section = document.sections[0]
    assert section.page_width
    assert section.left_margin
    assert section.right_margin
    width = (section.page_width - section.left_margin - section.right_margin) // 635

    def table(
        header: tuple[str, ...], lines: Sequence[tuple[str, ...]], shares: Sequence[int]
    ) -> None:
        sizes = [width * each // sum(shares) for each in shares]
        written = [row_xml([french(each) for each in header], sizes, (), CELL, header=True)]
        written += [row_xml(line, sizes, (), CELL) for line in lines]
        xml = f'<w:tbl xmlns:w="{W}">{table_opening(sizes)}{"".join(written)}</w:tbl>'
        document.element.body._insert_tbl(parse_xml(xml))

    document.add_paragraph(french("Les fichiers"), style="Heading 1")
    table(
        ("Fichier", "Clé de la pièce", "Pièce"),
        [
            (row.file if rank == 0 else "", key, french(label))
            for row in rows
            for rank, (key, label) in enumerate(row.pieces)
        ],
        (28, 32, 40),
    )
    document.add_paragraph(french("Ce qu'il faut reconnaître"), style="Heading 1")
    table(
        ("Écrit dans le modèle", "Ce qui paraît dans la pièce"),
        [(hole, french(words)) for hole, words in _HOLES],
        (38, 62),
    )
    properties = document.core_properties
    properties.title = french(_PAGE.title)
    properties.language = "fr-FR"
    for name in ("author", "comments", "keywords", "subject", "last_modified_by", "category"):
        setattr(properties, name, "")
    buffer = io.BytesIO()
    document.save(buffer)
    return reproducible(buffer.getvalue())
