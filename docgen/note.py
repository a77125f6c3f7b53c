"""What the internal note prints: estimates, reasons and sources, never sent to firms."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from docgen.lot_tables import volume_text
from docgen.note_pooling import pooling_sentences
from docgen.slices import slice_of
from insertion import vocabulary
from insertion.contract import Mechanism
from insertion.formula_french import rounding_phrase
from insertion.hours import HoursResult, LotHours
from insertion.method import HoursKind, Statement
from insertion.obligations import Obligation
from insertion.typography import (
    date_text,
    decimal_text,
    french,
    hours_text,
    money_text,
    numbered,
    share_text,
)

NOTHING = "sans objet"


def note_context(result: HoursResult, warnings: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the fields of the calculation note's host, as plain data."""
    contract = result.contract
    counted_in = [each for each in result.lots if _counts(each)]
    training = [each for each in result.lots if each.kind is HoursKind.TRAINING]
    offering = [each for each in result.lots if each.lot.offered_hours]
    trained = result.total_of(HoursKind.TRAINING)
    return {
        "lots": [_lot(each) for each in result.lots],
        "retenues": [_retained(each) for each in result.lots if each.retained is not None],
        "lots_ecartes": [_left_out(e) for e in result.lots if e.lot.mechanism is Mechanism.NONE],
        "total_heures": decimal_text(result.total),
        "total_calcule": decimal_text(sum(each.calculated or 0 for each in counted_in)),
        "heures_formation": _apart(trained, training),
        "heures_offertes": _apart(result.offered, offering),
        "base_montants": french(vocabulary.label_of("amount_base", contract.amount_base.value))
        if contract.amount_base
        else "base non précisée",
        "source_valeurs": french(contract.values_source or "non précisée").rstrip(". "),
        "date_valeurs": date_text(contract.values_date) if contract.values_date else "non précisée",
        "regle_arrondi": french(rounding_phrase(contract.rounding)),
        "obligations": _obligations(result),
        "avertissements": _warnings(result, warnings),
    }


def _warnings(result: HoursResult, warnings: tuple[str, ...]) -> list[str]:
    """Return what is left to check; the lots to pool have a part of their own."""
    told = pooling_sentences(result)
    every = (french(each) for each in (*warnings, *_lot_warnings(result)))
    return [each for each in every if each not in told]


def _counts(each: LotHours) -> bool:
    """Tell whether a lot's hours enter the total: asked of the firm, and of employment."""
    return each.lot.has_hours and each.kind is HoursKind.EMPLOYMENT


def _apart(hours: int, lots: list[LotHours]) -> str:
    """Return hours that no total adds, with their lots; empty when there are none."""
    return french(f"{hours_text(hours)} ({_lots(lots)})") if hours else ""


def _lots(lots: list[LotHours]) -> str:
    return f"lot{'s' if len(lots) > 1 else ''} {numbered([each.lot.number for each in lots])}"


def _lot_warnings(result: HoursResult) -> list[str]:
    """Return the warnings of lots, each once with the lots it concerns.

    What a method asks to know beforehand is printed with the method.
    """
    told: dict[str, list[LotHours]] = {}
    for each in result.lots:
        known = french(each.method.caution) if each.method else ""
        for text in each.warnings:
            if text != known:
                told.setdefault(text, []).append(each)
    return [f"{_capital(_lots(lots))} : {text}" for text, lots in told.items()]


def _or_nothing(value: Any, show: Any) -> str:
    return "" if value is None else str(show(value))


def _lot(each: LotHours) -> dict[str, Any]:
    lot = each.lot
    return {
        "numero": french(lot.number),
        "intitule": french(lot.title),
        "mecanisme": french(vocabulary.label_of("mechanism", lot.mechanism.value)),
        "methode": french(vocabulary.label_of("method", each.method.id)) if each.method else "–",
        "enonce": _statement(each),
        "heures_exactes": _or_nothing(each.exact, decimal_text),
        "heures_calculees": _or_nothing(each.calculated, decimal_text),
        "heures_retenues": _or_nothing(each.retained, lambda r: decimal_text(r.hours)),
        "heures_marche": _or_nothing(each.contract_hours, decimal_text) or NOTHING,
    }


def _statement(each: LotHours) -> str:
    """Return what the pieces state, in few words: the hours of a rule are only expected."""
    match each.statement:
        case Statement.VOLUME:
            floor = each.lot.mechanism is Mechanism.CLAUSE_AND_CRITERION
            return french("Volume fixe, plancher de l'offre" if floor else "Volume fixe")
        case Statement.WORKED_SHARE:
            share = share_text(each.lot.insertion_rate or Fraction(0))
            return french(f"{share} des heures travaillées (estimation)")
        case Statement.INVOICED_SLICES:
            return french(f"Tranches de {money_text(slice_of(each))} (prévision)")
        case _:
            return volume_text(each)


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
