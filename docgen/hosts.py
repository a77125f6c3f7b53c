"""Our own Word hosts, built: styles, page, header and footer, holes and loops.

The files under ``clause_templates/hotes/`` are what this module writes; a test rebuilds and
compares. A buyer may replace any of them by a host of their own with the same placeholders.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from docx import Document
from docx.document import Document as DocumentObject
from docx.shared import Cm, Pt

from docgen.host_look import (
    HostPage,
    border,
    define_numbering,
    define_styles,
    lay_out,
    modern_settings,
    strip_default_parts,
)
from docgen.host_tables import DENSE_CELL, fields, loop_table
from docgen.package import reproducible
from docgen.summary_host import SUMMARY, summary_host
from insertion.typography import french

FOLDER = "hotes"
PIECE_TITLE, PIECE_SUBTITLE = "{{ piece_titre }}", "{{ piece_sous_titre }}"
"""What heads a host that several pieces share."""


PAGES = (
    HostPage(
        "avis",
        "Avis de marché",
        "Extrait relatif aux clauses sociales",
        "Avis, extrait des clauses sociales",
        numbered=False,
    ),
    HostPage(
        "rc",
        "Règlement de la consultation",
        "Articles relatifs aux clauses sociales",
        "RC, clauses sociales",
    ),
    HostPage(
        "ccap",
        "Cahier des clauses administratives particulières",
        "Articles relatifs aux clauses sociales",
        "CCAP, clauses sociales",
    ),
    HostPage("contrat", PIECE_TITLE, PIECE_SUBTITLE, PIECE_TITLE),
    HostPage(
        "annexe-insertion",
        "Annexe d'insertion",
        "Clause d'insertion du marché",
        "Annexe d'insertion",
    ),
    HostPage(
        "cctp",
        "Cahier des clauses techniques particulières",
        "Articles relatifs aux services d'insertion",
        "CCTP, articles insertion",
    ),
    HostPage("ae", "Acte d'engagement", "Annexe : engagement d'insertion", "AE, annexe insertion"),
    HostPage(
        "annexe",
        PIECE_TITLE,
        PIECE_SUBTITLE,
        PIECE_TITLE,
        numbered=False,
        margin=Cm(2),
        brief=True,
    ),
    HostPage(
        "annexe-paysage",
        PIECE_TITLE,
        PIECE_SUBTITLE,
        PIECE_TITLE,
        landscape=True,
        numbered=False,
        margin=Cm(1.8),
        brief=True,
    ),
    HostPage(
        "courrier",
        PIECE_TITLE,
        PIECE_SUBTITLE,
        PIECE_TITLE,
        numbered=False,
        margin=Cm(2),
        brief=True,
    ),
    HostPage(
        "fiche",
        PIECE_TITLE,
        PIECE_SUBTITLE,
        PIECE_TITLE + ", document interne",
        internal=True,
        numbered=False,
        margin=Cm(2),
        brief=True,
    ),
    HostPage(
        "note",
        "Note de calcul",
        "Document interne, à ne pas joindre à la consultation",
        "Note de calcul, document interne",
        landscape=True,
        internal=True,
        numbered=False,
    ),
)


NOTE_COLUMNS = {
    "numero": "Lot",
    "intitule": "Intitulé",
    "methode": "Méthode",
    "enonce": "Énoncé au marché",
    "heures_exactes": "Heures exactes",
    "heures_calculees": "Heures calculées",
    "heures_retenues": "Heures retenues",
    "heures_marche": "Heures au marché",
}
"""Columns of the calculation note, by field of its lots."""


def build_hosts() -> dict[str, bytes]:
    """Return every host by file name."""
    pieces = {f"{page.name}.docx": _build(page) for page in PAGES}
    return pieces | {f"{SUMMARY}.docx": summary_host()}


def _build(page: HostPage) -> bytes:
    document = Document()
    strip_default_parts(document)
    modern_settings(document)
    define_styles(document)
    define_numbering(document, page)
    lay_out(document, page)
    _title_block(document, page)
    CONTENT[page.name](document)
    _neutral_properties(document, page)
    buffer = io.BytesIO()
    document.save(buffer)
    return reproducible(buffer.getvalue())


def _title_block(document: DocumentObject, page: HostPage) -> None:
    if not page.brief:
        document.add_paragraph("{{ acheteur_nom }}", style="Acheteur")
    document.add_paragraph(french(page.title), style="Title")
    document.add_paragraph(french(page.subtitle), style="Subtitle")
    last = document.add_paragraph(french("Objet : ") + "{{ objet_marche }}", style="Identité")
    if not page.brief:
        number = french("Consultation n° ") + "{{ numero_consultation }}"
        if page.internal:  # the date decides the law, and has no place in a contract
            number += french(", lancement prévu le ") + "{{ date_lancement }}"
        last = document.add_paragraph(number, style="Identité")
    border(last, "bottom")
    last.paragraph_format.space_after = Pt(10)
    document.add_paragraph("{{p a_completer }}")


def _articles(document: DocumentObject) -> None:
    document.add_paragraph("{{p articles }}")


def _commitment(document: DocumentObject) -> None:
    document.add_paragraph("{{p articles }}")
    space = document.add_paragraph()
    space.paragraph_format.space_after = Pt(4)
    document.add_paragraph("{{p signature }}")


def _note(document: DocumentObject) -> None:
    _heading(document, "Heures par lot")
    document.add_paragraph(french("Montants : {{ base_montants }}. Règle : {{ regle_arrondi }}."))
    loop_table(
        document,
        tuple(NOTE_COLUMNS.values()),
        fields("lot", *NOTE_COLUMNS),
        "lot in lots",
        widths=(6, 22, 18, 22, 8, 8, 8, 8),
        right=tuple(range(4, 8)),
        style=DENSE_CELL,
        total=("Total", *[""] * 4, "{{ total_calcule }}", "", "{{ total_heures }}"),
    )
    document.add_paragraph(
        french(
            "Le total compte les heures d'emploi des lots soumis à une condition, prévisions "
            "comprises."
        )
    ).paragraph_format.space_before = Pt(4)
    _optional(
        document,
        "heures_formation",
        french("Heures de formation, comptées à part : {{ heures_formation }}."),
    )
    _optional(
        document,
        "heures_offertes",
        french("Heures offertes en plus, comptées à part : {{ heures_offertes }}."),
    )
    _part(document, "Heures par période", "periodes_heures")
    _part(document, "Minimum d'heures utiles", "mutualisation")
    _heading(document, "Heures retenues après échange")
    document.add_paragraph("{%p if retenues %}")
    loop_table(
        document,
        ("Lot", "Calcul", "Retenu", "Écart", "Motif", "Décidé par", "Le"),
        fields("r", "numero", "calcul", "retenu", "ecart", "motif", "auteur", "date"),
        "r in retenues",
        widths=(6, 9, 9, 8, 38, 16, 14),
        right=(1, 2, 3),
    )  # fmt: skip
    document.add_paragraph("{%p else %}")
    document.add_paragraph(french("Aucune : les heures au marché sont les heures calculées."))
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if lots_ecartes %}")
    _heading(document, "Lots sans heures d'insertion")
    loop_table(
        document,
        ("Lot", "Intitulé", "Motif", "Obligation légale"),
        fields("e", "numero", "intitule", "motif", "obligation"),
        "e in lots_ecartes",
        widths=(8, 30, 42, 20),
    )
    document.add_paragraph("{%p endif %}")
    _heading(document, "Raisonnement par méthode")
    document.add_paragraph(
        french("Source des parts, taux et coûts : {{ source_valeurs }}. ")
        + french("Date des valeurs : {{ date_valeurs }}.")
    )
    document.add_paragraph("{{p calculs }}")
    _part(document, "Repères des données saisies", "reperes")
    _part(document, "Règles de décompte des heures", "decompte")
    _heading(document, "Obligation légale")
    loop_table(
        document,
        ("Lots", "Obligation", "Fondement", "Certitude", "Pourquoi"),
        fields("o", "lots", "obligation", "fondement", "certitude", "motif"),
        "o in obligations",
        widths=(14, 12, 24, 12, 38),
    )
    document.add_paragraph("{%p if avertissements %}")
    _heading(document, "À vérifier")
    document.add_paragraph("{%p for texte in avertissements %}")
    document.add_paragraph("{{ texte }}", style="List Paragraph")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if acheteur_public %}")
    _heading(document, "Valeurs à saisir dans l'avis et dans les données essentielles")
    document.add_paragraph("{{p publication }}")
    document.add_paragraph("{%p endif %}")
    _heading(document, "Décision et visa")
    document.add_paragraph("{{p visa }}")


def _part(document: DocumentObject, title: str, hole: str) -> None:
    """Add a titled part, left out when the contract has nothing for it."""
    document.add_paragraph(f"{{%p if avec_{hole} %}}")
    _heading(document, title)
    document.add_paragraph(f"{{{{p {hole} }}}}")
    document.add_paragraph("{%p endif %}")


def _optional(document: DocumentObject, field: str, text: str) -> None:
    """Add a paragraph kept only when a field has something to say."""
    document.add_paragraph(f"{{%p if {field} %}}")
    document.add_paragraph(text)
    document.add_paragraph("{%p endif %}")


def _heading(document: DocumentObject, text: str) -> None:
    document.add_paragraph(french(text), style="Heading 1")


def _neutral_properties(document: DocumentObject, page: HostPage) -> None:
    properties = document.core_properties
    properties.title = f"{french(page.title)} : {french(page.subtitle)}"
    properties.author = "{{ acheteur_nom }}"
    properties.language = "fr-FR"
    for name in ("comments", "keywords", "subject", "last_modified_by", "category"):
        setattr(properties, name, "")


CONTENT: dict[str, Callable[[DocumentObject], None]] = {
    "avis": _articles,
    "rc": _articles,
    "ccap": _articles,
    "contrat": _articles,
    "annexe-insertion": _articles,
    "cctp": _articles,
    "ae": _commitment,
    "annexe": _articles,
    "annexe-paysage": _articles,
    "courrier": _articles,
    "fiche": _articles,
    "note": _note,
}
