"""What the page for elected members says of a contract: its amount, and one figure to remember.

Amounts and forecasts stay inside: only an internal note prints them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from docgen.lot_tables import firm_hours, waiting_hours
from docgen.lot_values import Published
from insertion.contract import Lot, Mechanism
from insertion.equivalents import HOURS_A_WEEK
from insertion.hours import HoursResult
from insertion.method import HoursKind, Statement
from insertion.reserved_rules import is_reserved
from insertion.service_rules import service_lots
from insertion.typography import (
    counted,
    decimal_text,
    french,
    hours_text,
    money_text,
    months_text,
    numbered,
)

UNKNOWN = "non saisi"
HOURS = "risques_heures"
RISKS: dict[str, Callable[[Lot], bool]] = {
    HOURS: lambda lot: lot.has_insertion,
    "risques_parcours": lambda lot: lot.mechanism is Mechanism.INSERTION_SERVICE,
    "risques_reserve": is_reserved,
    "risques_condition": lambda lot: lot.mechanism is Mechanism.SOCIAL_CONDITION,
}
"""The risks the page may tell: those of the first of these that some lot has, and no other."""


def internal_values(result: HoursResult) -> Iterator[Published]:
    """Yield what an internal page may print of the contract as a whole."""
    contract = result.contract
    missing = contract.lots_without_amount
    amount = UNKNOWN
    if len(missing) < len(contract.lots):
        amount = f"{money_text(contract.known_amount)} hors taxes"
        if missing:
            plural = "s" if len(missing) > 1 else ""
            amount += f", sans compter le{plural} lot{plural} {numbered(missing)}"
    yield "montant_estime", "text", french(amount)
    yield "chiffre_cle", "long_text", french(_figure(result))
    told = next((name for name, test in RISKS.items() if any(map(test, contract.lots))), HOURS)
    for name in RISKS:
        yield name, "boolean", name == told


def _figure(result: HoursResult) -> str:
    """Return the hours of the contract in one sentence, with what they are worth in weeks."""
    yearly = result.contract.yearly_hours
    if result.contract.concession and yearly:
        return f"{hours_text(yearly)} de travail par an, soit {_weeks(yearly)}."
    counted_in = [
        each for each in result.lots if each.contract_hours and each.kind is HoursKind.EMPLOYMENT
    ]
    total = sum(map(firm_hours, counted_in))
    waiting = sum(map(waiting_hours, counted_in))
    training = result.total_of(HoursKind.TRAINING)
    apart = f" Et {hours_text(training)} de formation, comptées à part." if training else ""
    bought = _pathways(result)
    if not total and bought:
        return bought
    if not total:
        return apart.strip().removeprefix("Et ") or "Aucun volume d'heures n'est fixé d'avance."
    estimated = sum(each.contract_hours or 0 for each in counted_in if each.states_a_rule)
    said = f"{hours_text(total)} de travail, soit {_weeks(total)}."
    if waiting:
        said += f" Plus {hours_text(waiting)} si toutes les tranches et reconductions ont lieu."
    if estimated == total:
        said += " Ce nombre est une estimation."
    elif estimated:
        said += f" Dans ce nombre, {decimal_text(estimated)} sont une estimation."
    if any(each.statement is Statement.FRAMEWORK for each in counted_in):
        said += " Dans l'accord-cadre, aucune heure n'est due sans commande."
    return said + apart


def _pathways(result: HoursResult) -> str:
    """Return the insertion pathways bought; empty without any, or while a fact is missing."""
    contract = result.contract
    number, hours = contract.pathways, contract.pathway_hours
    if not service_lots(result) or number is None or hours is None:
        return ""
    length = (
        "" if contract.pathway_months is None else f" de {months_text(contract.pathway_months)}"
    )
    bought = counted(number, "parcours", "parcours") + length
    return f"{bought}, soit {hours_text(number * hours)} en tout."


def _weeks(hours: int) -> str:
    weeks = counted(Fraction(hours, HOURS_A_WEEK), "semaine", at_most=0)
    return f"environ {weeks} de travail d'une personne à temps plein"
