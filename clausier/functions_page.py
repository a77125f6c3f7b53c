"""The page of the custom functions, written from their catalogue, with examples it computes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from clausier.markdown import heading, page, prose, table
from insertion import vocabulary
from insertion.methods import METHODS
from insertion.typography import date_text, decimal_text, share_text
from xlplugin.excel_function import ExcelFunction
from xlplugin.function_catalogue import FUNCTIONS, NAMESPACE
from xlplugin.function_methods import function_name

DAY = date(2026, 9, 1)
EXAMPLES: dict[str, tuple[Any, ...]] = {
    "expliquer": ("Montant et main-d'œuvre", 1_000_000, "50 %", "5 %", 30),
    "comparer_methodes": (1_000_000, "50 %", "5 %", 30, DAY, "Peinture intérieure"),
    "part_mo": ("Peinture intérieure", DAY),
    "cout_horaire": ("Peinture intérieure", DAY),
    "repartir": (833, [[60], [40]]),
    "en_jours": (833,),
    "en_semaines": (833,),
    "en_etp": (833,),
    "seuil_europeen": ("Travaux", "Collectivité territoriale", DAY),
    "obligation": (
        [[5_404_000], [200_000]], "Travaux", "Collectivité territoriale", DAY,
    ),
    "siret_valide": ("50000000000009",),
}  # fmt: skip
SHOWN_ROWS = 6
"""Rows of a spread answer that the page shows."""


def functions_page() -> str:
    """Return « docs/fonctions.md »."""
    return page(
        "Les fonctions du tableur",
        prose(
            "Les mêmes fonctions servent dans Excel (serveur, xlwings Lite, complément classique) "
            "et dans LibreOffice Calc. Cette page est faite de leur définition, et ses exemples "
            "sont calculés. Une fonction prend des cellules ou des colonnes entières ; une colonne "
            "donne une colonne, et une ligne fautive dit sa faute sans gêner les autres. Les "
            "nombres, parts et dates se lisent comme dans le classeur : « 1 000 000,00 € », "
            "« 50 % », une date du tableur."
        ),
        prose(
            f"Leur nom commence par `{NAMESPACE}.` ; par `{NAMESPACE}_` dans le complément "
            "classique, qui ne connaît pas les espaces de noms."
        ),
        *(_function(each) for each in FUNCTIONS),
    )


def _function(function: ExcelFunction) -> str:
    arguments = [(f"`{each.name}`", each.doc) for each in function.arguments]
    typed = _example(function)
    formula = "; ".join(_typed(each) for each in typed)
    full = f"{NAMESPACE}.{function.name.upper()}"
    return "\n\n".join(
        (
            heading(2, f"`{full}`"),
            prose(function.doc),
            table(("Argument", "Ce qu'il prend"), arguments),
            f"{prose('Exemple :')} `={full}({formula})`",
            _answer(function.call(*typed)),
        )
    )


def _example(function: ExcelFunction) -> tuple[Any, ...]:
    for method in METHODS:
        if function_name(method) == function.name:
            keys = [vocabulary.quantity(name).key for name in method.inputs]
            return tuple(Decimal(method.example[key]) for key in keys)
    return EXAMPLES[function.name]


def _typed(value: Any) -> str:
    """Return an argument as a person types it in a formula."""
    match value:
        case list():
            return "{" + "; ".join(_typed(row[0]) for row in value) + "}"
        case Decimal() if 0 < value < 1:
            return share_text(value).replace("\u00a0", "")
        case Decimal() | int():
            return decimal_text(value, at_most=9).replace("\u202f", "")
        case date():
            return f"DATE({value.year};{value.month};{value.day})"
        case str() if value.endswith(" %"):
            return value.replace(" ", "")
        case _:
            return f'"{value}"'


def _answer(answer: Any) -> str:
    """Return what the cells show: a value, or the first rows of a table."""
    if not isinstance(answer, list):
        lines = _shown(answer).split("\n")
        return "\n".join(f"- {line}" for line in lines)
    rows = [[_shown(cell) for cell in row] for row in answer]
    head, body = ([""] * len(rows[0]), rows) if len(rows) < 3 else (rows[0], rows[1:])
    left = len(body) - SHOWN_ROWS
    text = table(head, body[:SHOWN_ROWS])
    return text + (f"\n\n{prose(f'… et {left} autres lignes.')}" if left > 0 else "")


def _shown(cell: Any) -> str:
    match cell:
        case bool():
            return "VRAI" if cell else "FAUX"
        case date():
            return date_text(cell)
        case str():
            return cell
        case _:
            return decimal_text(cell, at_most=4)
