"""Hidden columns of « Lots » that the summary counts, adds and ranks; one thing of a row each.

They stand in « Lots » so that a row copied and inserted by hand brings its own along.
"""

from __future__ import annotations

from insertion import vocabulary
from insertion.contract import Lot, Mechanism
from insertion.method import HoursKind
from xlplugin import methods_list
from xlplugin.cell_rules import spelled
from xlplugin.limits import shown_label
from xlplugin.lot_columns import FIRST, area
from xlplugin.lot_formulas import LotRow, contract_value, is_wrong, shown_calculated
from xlplugin.lot_messages import is_caution, is_one_of
from xlplugin.lot_totals import of_employment
from xlplugin.obligation_formulas import UNCERTAIN_CASES, Ground
from xlplugin.pairing import Paired, literal

RANKS = 100_000
"""More than the lots a contract may have: hours times this, plus a place, never tie."""
_DEFAULT = Lot(number="1", title="1").mechanism


def marks(row: LotRow, ground: Ground) -> dict[str, Paired]:
    """Return the hidden columns that the summary reads, by name."""
    return {
        "applied_mechanism": applied_mechanism(row),
        "employment_hours": employment_hours(row),
        "agreed_calculated": agreed_calculated(row),
        "rank_key": rank_key(row),
        "wrong_place": _place_if(row, is_wrong(row.cell("message")), row.wrong),
        "caution_place": _place_if(row, is_caution(row.cell("message")), row.warned),
        "uncertain_place": _uncertain(row, ground),
        "small_place": _small(row, ground),
    }


def place(row: LotRow) -> Paired:
    """Return the place of a row in the table, from 1; it follows when rows are inserted above."""
    return Paired(f"ROWS({area('number', FIRST, row.row)})", row.row - FIRST + 1)


def employment_value(row: LotRow) -> int | None:
    """Return the hours of the row that add to those of the contract."""
    return contract_value(row) if of_employment(row) else None


def applied_mechanism(row: LotRow) -> Paired:
    """Return the mechanism as the list spells it, the default one when none is chosen."""
    typed = spelled(row.cell("mechanism"))
    default = literal(shown_label("mechanism", _DEFAULT))
    shown = "" if row.lot is None else shown_label("mechanism", Mechanism(row.lot.mechanism))
    return Paired(
        f'IF({row.unused.formula},"",IFERROR(IF({typed}="",{default},{typed}),""))', shown
    )


def employment_hours(row: LotRow) -> Paired:
    """Return the hours of the contract, those of training left out."""
    hours, used = row.cell("contract_hours"), row.cell("applied_method")
    apart = is_one_of([literal(each) for each in methods_list.labels_of(HoursKind.TRAINING)], used)
    value = employment_value(row)
    return Paired(f'IF({hours}="","",IF({apart},"",{hours}))', "" if value is None else value)


def agreed_calculated(row: LotRow) -> Paired:
    """Return the calculated hours that agreed ones replace, nothing elsewhere."""
    agreed, calculated = row.agreed(), shown_calculated(row)
    there = bool(agreed.value) and employment_value(row) is not None and calculated is not None
    own, figure = row.cell("employment_hours"), row.cell("calculated_hours")
    return Paired(
        f'IFERROR(IF(AND({agreed.formula},{own}<>""),{figure},""),"")',
        calculated if there and calculated is not None else "",
    )


def rank_key(row: LotRow) -> Paired:
    """Return a whole number that sorts the used rows: most hours first, then in their order.

    A row without hours comes after one of zero hour.
    """
    own, at = row.cell("employment_hours"), place(row)
    value = employment_value(row)
    key = (0 if value is None else value + 1) * RANKS + RANKS - int(at.value)
    return Paired(
        f'IF({row.unused.formula},"",IF({own}="",0,{own}+1)*{RANKS}+{RANKS}-{at.formula})',
        "" if row.lot is None else key,
    )


def _place_if(row: LotRow, condition: str, holds: bool) -> Paired:
    at = place(row)
    return Paired(f'IF({condition},{at.formula},"")', at.value if holds else "")


def _uncertain(row: LotRow, ground: Ground) -> Paired:
    """Give the place of a row whose own case leaves its obligation uncertain."""
    case = row.cell("obligation_case")
    holds = row.lot is not None and ground.case_of(row.lot) in UNCERTAIN_CASES
    return _place_if(row, is_one_of([str(int(each)) for each in UNCERTAIN_CASES], case), holds)


def _small(row: LotRow, ground: Ground) -> Paired:
    """Give the place of a row whose hours are fewer than the minimum useful ones."""
    minimum = None if ground.contract is None else ground.contract.minimum_useful_hours
    value = employment_value(row)
    key = vocabulary.contract_terms()["minimum_useful_hours"].key
    own = row.cell("employment_hours")
    condition = f"IF(ISNUMBER({key}),IF(ISNUMBER({own}),{own}<{key},FALSE),FALSE)"
    holds = value is not None and minimum is not None and value < minimum
    return _place_if(row, condition, holds)
