"""What the internal note prints: estimates, reasons and sources, never sent to firms."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from insertion import vocabulary
from insertion.formula_french import rounding_phrase, to_french
from insertion.hours import HoursResult, LotHours
from insertion.method import Method
from insertion.methods import METHODS
from insertion.obligations import Obligation
from insertion.typography import (
    date_text,
    decimal_text,
    french,
    money_text,
    numbered,
    share_text,
)

NOTHING = "sans objet"


def note_context(result: HoursResult, warnings: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the fields of the calculation note's host, as plain data."""
    contract = result.contract
    used = [each for each in METHODS if any(lot.method is each for lot in result.lots)]
    return {
        "lots": [_lot(each) for each in result.lots],
        "methodes": [_method(each, result) for each in used],
        "retenues": [_retained(each) for each in result.lots if each.retained is not None],
        "lots_ecartes": [_left_out(each) for each in result.lots if not each.lot.has_hours],
        "total_heures": decimal_text(result.total),
        "total_calcule": decimal_text(sum(each.calculated or 0 for each in result.lots)),
        "base_montants": french(vocabulary.label_of("amount_base", contract.amount_base.value))
        if contract.amount_base
        else "non précisée",
        "source_valeurs": french(contract.values_source or "non précisée").rstrip(". "),
        "date_valeurs": date_text(contract.values_date) if contract.values_date else "non précisée",
        "regle_arrondi": french(rounding_phrase(contract.rounding)),
        "obligations": _obligations(result),
        "avertissements": [french(each) for each in (*warnings, *_lot_warnings(result))],
    }


def _lot_warnings(result: HoursResult) -> list[str]:
    return [f"Lot {each.lot.number} : {text}" for each in result.lots for text in each.warnings]


def _or_nothing(value: Any, show: Any) -> str:
    return "" if value is None else str(show(value))


def _lot(each: LotHours) -> dict[str, Any]:
    lot = each.lot
    return {
        "numero": french(lot.number),
        "intitule": french(lot.title),
        "mecanisme": french(vocabulary.label_of("mechanism", lot.mechanism.value)),
        "methode": french(vocabulary.label_of("method", each.method.id)) if each.method else "–",
        "montant_ht": _or_nothing(lot.amount_excl_tax, money_text),
        "part_mo": _or_nothing(lot.labour_share, share_text),
        "taux_insertion": _or_nothing(lot.insertion_rate, share_text),
        "cout_horaire": _or_nothing(lot.hourly_cost, money_text),
        "heures_travaillees": _or_nothing(lot.worked_hours, decimal_text),
        "heures_exactes": _or_nothing(each.exact, decimal_text),
        "heures_calculees": _or_nothing(each.calculated, decimal_text),
        "heures_retenues": _or_nothing(each.retained, lambda r: decimal_text(r.hours)),
        "heures_marche": _or_nothing(each.contract_hours, decimal_text) or NOTHING,
        "etapes": [str(step) for step in each.steps],
    }


def _obligations(result: HoursResult) -> list[dict[str, str]]:
    """Return the legal obligation, lots that share the same answer on one line."""
    answers: dict[Obligation, list[str]] = {}
    for each in result.lots:
        answers.setdefault(each.obligation, []).append(each.lot.number)
    return [
        {
            "lots": numbered(numbers),
            "obligation": french(vocabulary.label_of("obligation", answer.level.value)),
            "fondement": _capital(answer.citation or NOTHING),
            "certitude": answer.certainty.label,
            "motif": answer.reason,
        }
        for answer, numbers in answers.items()
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _retained(each: LotHours) -> dict[str, str]:
    retained = each.retained
    assert retained is not None
    calculated = "sans calcul" if each.calculated is None else decimal_text(each.calculated)
    gap = "" if each.calculated is None else _gap(retained.hours - each.calculated)
    return {
        "numero": french(each.lot.number),
        "calcul": calculated,
        "retenu": decimal_text(retained.hours),
        "ecart": gap,
        "motif": french(retained.reason),
        "auteur": french(retained.author),
        "date": date_text(retained.decided_on),
    }


def _gap(hours: int) -> str:
    return ("+" if hours > 0 else "") + decimal_text(Fraction(hours))


def _left_out(each: LotHours) -> dict[str, str]:
    return {
        "numero": french(each.lot.number),
        "intitule": french(each.lot.title),
        "motif": french(each.lot.no_clause_reason or "motif non renseigné"),
        "obligation": french(vocabulary.label_of("obligation", each.obligation.level.value)),
    }


def _method(each: Method, result: HoursResult) -> dict[str, Any]:
    return {
        "libelle": french(vocabulary.label_of("method", each.id)),
        "phrase": french(to_french(each.rounded, result.contract.rounding)),
        "certitude": each.certainty.label,
        "sources": french(" ; ".join(f"{source.text} ({source.url})" for source in each.sources)),
    }
