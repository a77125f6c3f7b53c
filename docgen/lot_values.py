"""The placeholders that speak of lots: their lists, their rules and their tables.

Lots are told apart by what the contract states of them: a volume, a share of worked hours, or an
hour a slice invoiced. A lot whose method no clause states is refused before anything is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from docgen.lot_tables import (
    firm_hours,
    for_information,
    scope_table,
    share_table,
    volume_table,
    volume_text,
)
from docgen.slices import (
    READINGS,
    example_table,
    reading_of,
    rule_words,
    slice_of,
    slices_table,
    trigger_of,
)
from insertion import vocabulary
from insertion.contract import Contract, Lot, Mechanism
from insertion.equivalents import HOURS_A_DAY, HOURS_A_WEEK
from insertion.formula_french import rounding_phrase
from insertion.hours import HoursResult, LotHours
from insertion.method import NUMBERED, Statement
from insertion.typography import (
    counted,
    decimal_text,
    french,
    hours_text,
    money_text,
    numbered,
    share_text,
)

EXAMPLE_WORKED_HOURS = Fraction(10_050)  # an example must show the rounding of a real total
STATED_FLAGS = {
    "volume_fixe": (Statement.VOLUME,),
    "part_heures": (Statement.WORKED_SHARE,),
    "tranches_facturees": (Statement.INVOICED_SLICES,),
    "volume_accord_cadre": (Statement.FRAMEWORK,),
    "volume_postes": (Statement.POSTS,),
    "heures_formation": (Statement.TRAINING_TABLE, Statement.TRAINING),
}
"""The booleans that are true when some lot states its hours so: a clause each."""
PUBLISHED_HOURS = (
    *NUMBERED,
    Statement.WORKED_SHARE,
    Statement.YEARLY,
)
"""What states a number of employment hours that firms may read; a rule's forecast stays inside."""
Published = tuple[str, str, Any]
"""A name, its type and its value."""


def stated(result: HoursResult, *statements: Statement) -> list[LotHours]:
    """Return the lots whose hours the contract states in one of these ways, in order."""
    return [each for each in result.lots if each.statement in statements]


def lot_flags(result: HoursResult) -> dict[str, bool]:
    """Return what is true of the lots of the contract."""
    kinds = {name: bool(stated(result, *each)) for name, each in STATED_FLAGS.items()}
    fixed = stated(result, *NUMBERED)
    parts = [part for each in fixed for part in each.periods]
    slices = stated(result, Statement.INVOICED_SLICES)
    readings = {
        reading.id: any(reading_of(each) is reading for each in slices) for reading in READINGS
    }
    return {
        **kinds,
        **readings,
        "avec_periodes": bool(parts),
        "periodes_comprises": any(each.conditional and each.included for each in parts),
        "periodes_en_plus": any(not each.included for each in parts),
        "lots_mixtes": sum(kinds.values()) > 1,
        "avec_lots_sans_clause": any(_bare(each) for each in result.lots),
        "arrondi_au_multiple": result.contract.rounding.multiple != 1,
    }


def lot_values(result: HoursResult) -> Iterator[Published]:
    """Yield the name, type and value of everything published of the lots as a whole.

    Every name exists in every contract, empty where it has no meaning: a template tests it by its
    flag, never by whether the field is known.
    """
    fixed = stated(result, Statement.VOLUME)
    shares = stated(result, Statement.WORKED_SHARE)
    slices = stated(result, Statement.INVOICED_SLICES)
    others = stated(result, Statement.POSTS, Statement.YEARLY)
    yield "nombre_lots", "number", str(len(result.lots))
    yield from _lists(result, fixed, shares, slices)
    yield "heures_total", "hours", hours_text(_total([*fixed, *shares, *others]))
    yield from _volumes(fixed, stated(result, *NUMBERED))
    yield from _shares(shares, result.contract)
    yield from _slices(slices, result.contract)
    phrase = rounding_phrase(result.contract.rounding, halves=True)
    yield "arrondi_phrase", "text", french(phrase)
    yield "tableau_perimetre", "lot_table", scope_table(result.lots)


def lot_row(each: LotHours) -> dict[str, Any]:
    """Return what a Word host may print of one lot; keys are published names."""
    lot = each.lot
    known = each.contract_hours is not None and each.statement in PUBLISHED_HOURS
    return {
        "numero": french(lot.number),
        "intitule": french(lot.title),
        "mecanisme": french(vocabulary.label_of("mechanism", lot.mechanism.value)),
        "clause_oui_non": "oui" if lot.has_hours else "non",
        "avec_clause": lot.has_hours,
        "volume": volume_text(each),
        "heures": decimal_text(firm_hours(each)) if known else "",
        "jours": for_information(each, HOURS_A_DAY),
        "semaines": for_information(each, HOURS_A_WEEK),
    }


def _lists(
    result: HoursResult,
    fixed: Sequence[LotHours],
    shares: Sequence[LotHours],
    slices: Sequence[LotHours],
) -> Iterator[Published]:
    yield "lots_avec_clause", "text", _hours_list(x for x in result.lots if x.lot.has_hours)
    yield "lots_sans_clause", "text", _hours_list(x for x in result.lots if _bare(x))
    yield "lots_volume_fixe", "text", _hours_list(fixed)
    yield "lots_part_heures", "text", _hours_list(shares)
    yield "lots_tranches", "text", _hours_list(slices)
    for reading in READINGS:
        same = [each for each in slices if reading_of(each) is reading]
        yield f"lots_{reading.id}", "text", _hours_list(same)


def _volumes(fixed: list[LotHours], numbered: list[LotHours]) -> Iterator[Published]:
    firm = sum(map(firm_hours, numbered))
    yield "heures_volume_fixe", "hours", hours_text(_total(fixed))
    yield "equivalent_jours", "text", _equivalent(firm, HOURS_A_DAY, "jour")
    yield "equivalent_semaines", "text", _equivalent(firm, HOURS_A_WEEK, "semaine")
    yield "tableau_volumes", "lot_table", volume_table(fixed)


def _shares(shares: list[LotHours], contract: Contract) -> Iterator[Published]:
    """Yield the share of a lone lot, and an example computed by the contract's own rounding."""
    share = Fraction(shares[0].lot.insertion_rate or 0) if shares else Fraction(0)
    alone = len(shares) == 1
    due = contract.rounding.apply(EXAMPLE_WORKED_HOURS * share)
    yield "taux_heures", "ratio", share_text(share) if alone else ""
    yield "estimation_heures", "hours", hours_text(_total(shares)) if alone else ""
    yield "exemple_taux", "ratio", share_text(share) if shares else ""
    worked = hours_text(EXAMPLE_WORKED_HOURS) if shares else ""
    yield "exemple_heures_travaillees", "hours", worked
    yield "exemple_heures_dues", "hours", hours_text(due) if shares else ""
    yield "tableau_parts", "lot_table", share_table(shares)


def _slices(slices: list[LotHours], contract: Contract) -> Iterator[Published]:
    """Yield the rule of a lone lot, and the tables of all."""
    alone = slices[0] if len(slices) == 1 else None
    yield "regle_tranches", "text", rule_words(alone) if alone else ""
    yield "tranche_montant", "money", french(money_text(slice_of(alone))) if alone else ""
    trigger = french(money_text(trigger_of(alone))) if alone and trigger_of(alone) else ""
    yield "tranche_seuil", "money", trigger
    yield "tableau_tranches", "lot_table", slices_table(slices)
    example = example_table(slices, contract.rounding, allotted=contract.allotted)
    yield "tableau_exemple_tranches", "lot_table", example


def _total(lots: Sequence[LotHours]) -> int:
    return sum(each.contract_hours or 0 for each in lots)


def _equivalent(hours: int, size: int, noun: str) -> str:
    return french(f"{counted(Fraction(hours, size), noun, at_most=1)} de {size} heures")


def _bare(each: LotHours) -> bool:
    """Tell whether the contract asks nothing social of the lot."""
    return each.lot.mechanism is Mechanism.NONE


def _hours_list(lots: Iterable[LotHours]) -> str:
    return lot_list([each.lot for each in lots])


def lot_list(lots: Sequence[Lot]) -> str:
    """Return the numbers of lots as « lots 1 et 3 »; empty without any."""
    numbers = [each.number for each in lots]
    if not numbers:
        return ""
    return french(("lot " if len(numbers) == 1 else "lots ") + numbered(numbers))
