"""The values a notice and the essential data ask for: codes to key in, not sentences.

Code lists: eForms SDK 1.16 and DECP schema 2.0.3. An insertion condition never marks a lot as
reserved.
"""

from __future__ import annotations

from docgen.blocks import Block, Inlines, Paragraph, Table, Text
from insertion.hours import HoursResult
from insertion.typography import french, numbered

STRATEGIC, SOCIAL, NOT_RESERVED, NO = "soc-obj", "opp", "none", "no"
DECP_CLAUSE = "Clause sociale"


def publication_blocks(result: HoursResult) -> tuple[Block, ...]:
    """Return the table of values to key in, one row a field; empty for a buyer outside the code."""
    if not result.contract.under_the_code:
        return ()
    lots = [each.lot.number for each in result.lots if each.lot.has_hours]
    which = "le marché"
    if result.contract.allotted:
        which = ("le lot " if len(lots) == 1 else "les lots ") + numbered(lots)
    rows = [
        ("BT-06", "Achat stratégique", STRATEGIC),
        ("BT-775", "Objectif social", SOCIAL),
        ("BT-777", "Description", "Reprendre le texte de l'extrait d'avis"),
        (
            "BT-70",
            "Conditions d'exécution",
            "Reprendre le texte de l'extrait d'avis",
        ),
        ("BT-71", "Participation réservée", NOT_RESERVED),
        ("BT-736", "Exécution réservée", NO),
        ("DECP", "Considérations sociales", DECP_CLAUSE),
    ]
    table = Table(
        header=(_cell("Champ"), _cell("Libellé"), _cell("Valeur")),
        rows=tuple(tuple(_cell(text) for text in row) for row in rows),
        widths=(14, 36, 50),
    )
    return (
        Paragraph(
            _cell(f"Ces valeurs concernent {which}. Elles ne font pas partie du texte de l'avis.")
        ),
        table,
    )


def _cell(text: str) -> Inlines:
    return (Text(french(text)),)
