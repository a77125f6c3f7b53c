"""What the page for elected members says of a contract: its amount, and one figure to remember.

Amounts and forecasts stay inside: only an internal note prints them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from docgen.lot_values import Published
from insertion.equivalents import HOURS_A_WEEK
from insertion.hours import HoursResult
from insertion.method import HoursKind, Statement
from insertion.typography import counted, decimal_text, french, hours_text, money_text, numbered

UNKNOWN = "non saisi"


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


def _figure(result: HoursResult) -> str:
    """Return the hours of the contract in one sentence, with what they are worth in weeks."""
    yearly = result.contract.yearly_hours
    if result.contract.concession and yearly:
        return f"{hours_text(yearly)} de travail par an, soit {_weeks(yearly)}."
    counted_in = [
        each for each in result.lots if each.contract_hours and each.kind is HoursKind.EMPLOYMENT
    ]
    total = sum(each.contract_hours or 0 for each in counted_in)
    training = result.total_of(HoursKind.TRAINING)
    apart = f" Et {hours_text(training)} de formation, comptées à part." if training else ""
    if not total:
        return apart.strip().removeprefix("Et ") or "Aucun volume d'heures n'est fixé d'avance."
    estimated = sum(each.contract_hours or 0 for each in counted_in if each.states_a_rule)
    said = f"{hours_text(total)} de travail, soit {_weeks(total)}."
    if estimated == total:
        said += " Ce nombre est une estimation."
    elif estimated:
        said += f" Dans ce nombre, {decimal_text(estimated)} sont une estimation."
    if any(each.statement is Statement.FRAMEWORK for each in counted_in):
        said += " Dans l'accord-cadre, aucune heure n'est due sans commande."
    return said + apart


def _weeks(hours: int) -> str:
    weeks = counted(Fraction(hours, HOURS_A_WEEK), "semaine", at_most=0)
    return f"environ {weeks} de travail d'une personne à temps plein"
