"""What may be typed in a cell: the ranges of the model as Excel's data validation, in French."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, get_args

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from insertion import vocabulary
from insertion.contract import Contract, Lot, Retained
from insertion.quantities import MAX_AMOUNT, MAX_HOURS
from insertion.reading import EARLIEST_DATE, LATEST_DATE
from insertion.record import RETAINED
from insertion.typography import decimal_text, french
from insertion.vocabulary import Term

EARLIEST, LATEST = EARLIEST_DATE, LATEST_DATE
YES, NO = "Oui", "Non"
LISTS_PREFIX = "liste_"
_NUMERIC = {
    "money", "share", "hours", "whole_hours", "number", "month_count", "age", "headcount",
}  # fmt: skip
_WHOLE = {"whole_hours", "month_count", "age", "headcount"}
_UNITS = {
    "month_count": "mois",
    "age": "ans",
    "headcount": "personnes",
    "whole_hours": "heures",
    "hours": "heures",
}
EXPECTED = {
    "text": "Texte.",
    "long_text": "Texte, plusieurs lignes possibles.",
    "lot_number": "Numéro ou repère : 1, 2, 1bis.",
    "siret": "Quatorze chiffres.",
    "email": "Adresse générique : clauses@exemple.fr.",
    "date": "Date : 01/09/2026.",
    "boolean": "Oui ou non.",
    "choice": "À choisir dans la liste.",
    "choices": "Oui ou non pour chaque ligne.",
    "days": "Nombre et nature des jours : 10 jours ouvrés.",
    "money": "Montant en euros.",
    "share": "Pourcentage.",
    "hours": "Nombre d'heures.",
    "whole_hours": "Nombre entier d'heures.",
    "number": "Nombre.",
    "month_count": "Nombre entier de mois.",
    "age": "Nombre entier d'années.",
    "headcount": "Nombre entier de personnes.",
}
"""What to type for each type of field, in a few words."""


def is_numeric(term: Term) -> bool:
    """Tell whether the field is a number."""
    return term.type in _NUMERIC


def is_whole(term: Term) -> bool:
    """Tell whether the field only takes whole numbers."""
    return term.type in _WHOLE or term.id == "rounding_multiple"


_GREATEST = {"money": MAX_AMOUNT, "share": Decimal(1)}


@cache
def limits(term: Term) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number a field takes, read in the contract's model."""
    low, high = Decimal(0), _GREATEST.get(term.type, Decimal(MAX_HOURS))
    for mark in _marks(_model_field(term.id)):
        if isinstance(mark, Ge | Gt):
            low = Decimal(str(getattr(mark, "ge", getattr(mark, "gt", 0))))
        elif isinstance(mark, Le):
            high = Decimal(str(mark.le))
    return low, high


def is_bounded(term: Term) -> bool:
    """Tell whether a field has a range worth saying: not only what any amount or hours obey."""
    return is_numeric(term) and limits(term)[1] < MAX_HOURS


def is_open_below(term: Term) -> bool:
    """Tell whether the least number itself is excluded (a coefficient is more than zero)."""
    return any(isinstance(mark, Gt) for mark in _marks(_model_field(term.id)))


def _model_field(name: str) -> FieldInfo | None:
    if name in RETAINED:
        return Retained.model_fields[RETAINED[name]]
    return (Contract.model_fields | Lot.model_fields).get(name)


def _marks(info: FieldInfo | None) -> list[Any]:
    """Collect the constraints of a field, those of its optional type included."""
    if info is None:  # a number that only some methods read: its type says its range
        return []
    found = list(info.metadata)
    pending = [info.annotation]
    while pending:
        for part in get_args(pending.pop()):
            if isinstance(part, FieldInfo):
                found += part.metadata
            elif isinstance(part, Ge | Gt | Le):
                found.append(part)
            else:
                pending.append(part)
    return found


def range_words(term: Term) -> str:
    """Return the allowed range in words: « de 15 à 99 ans »."""
    low, high = limits(term)
    if term.type == "share":
        return "entre 0 % et 100 %"
    unit = _UNITS.get(term.type, "euros" if term.type == "money" else "")
    start = "plus de " if is_open_below(term) else "de "
    return f"{start}{decimal_text(low)} à {decimal_text(high)} {unit}".strip()


def validation(term: Term) -> dict[str, Any] | None:
    """Return the data validation of a field in XlsxWriter's words, or ``None`` for free text."""
    label = french(term.label)
    rule: dict[str, Any] = {
        "input_title": label,
        "input_message": french(f"{EXPECTED[term.type]} {term.help}".strip()),
        "error_title": "Saisie refusée",
        "ignore_blank": True,
    }
    if term.type == "choice":
        rule |= {"validate": "list", "source": f"={list_name(term)}"}
        return _refusing(rule, f"« {label} » : choisir une valeur de la liste.")
    if term.type == "boolean":
        rule |= {"validate": "list", "source": [YES, NO]}
        return _refusing(rule, f"« {label} » : choisir {YES} ou {NO}.")
    if term.type == "date":
        rule |= {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
        return _refusing(
            rule,
            f"« {label} » : saisir une date entre le {EARLIEST:%d/%m/%Y} et le {LATEST:%d/%m/%Y}, "
            "par exemple 01/09/2026.",
        )
    if is_numeric(term):
        low, high = limits(term)
        kind = "integer" if is_whole(term) else "decimal"
        rule |= {"validate": kind, "criteria": "between"}
        rule |= {"minimum": _number(low), "maximum": _number(high)}
        if is_open_below(term):
            rule["minimum"] = 0.01
        return _refusing(rule, f"« {label} » : saisir un nombre {range_words(term)}.")
    return None


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _refusing(rule: dict[str, Any], message: str) -> dict[str, Any]:
    return rule | {"error_message": french(message)}


def list_name(term: Term) -> str:
    """Return the defined name of a closed list of labels."""
    return f"{LISTS_PREFIX}{term.key}"


def labels(list_id: str) -> list[str]:
    """Return the labels people choose from, their typography set."""
    return [french(option.label) for option in vocabulary.options(list_id).values()]


def shown_label(list_id: str, key: str) -> str:
    """Return the label of one option as the workbook shows it."""
    return french(vocabulary.label_of(list_id, key))
