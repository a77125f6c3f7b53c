"""The sheet « Repérage »: one planned contract a row, its hours, its verdict, and their inputs.

Hours, verdict and reason are native formulas: a share corrected in the sheet changes all three.
What people read comes first and prints first; what is computed from stands on the right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from insertion import vocabulary
from insertion.contract import ContractType
from insertion.formula_excel import to_excel
from insertion.methods import LABOUR_AMOUNT
from insertion.obligations import Level
from insertion.programme import period_words
from insertion.screening import (
    ROUNDING,
    Ground,
    Screened,
    Screening,
    Verdict,
)
from insertion.screening_figures import hours_a_month
from insertion.typography import french
from xlplugin.canvas import Page, column_letter
from xlplugin.pairing import Paired, Rule, either, first, joined, literal, words
from xlplugin.styles import ACCENT

NAME = "Repérage"
TOTAL_ROW, HEAD_ROW, FIRST_ROW = 3, 4, 5
MINIMUM, SHORTEST, A_MONTH = "Minimum_utile", "Duree_minimale", "Heures_par_mois"
"""Names of the cells of « Hypothèses » that the formulas read."""
_TITLE_LENGTH = 46


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its identifier here, its heading, its width in characters."""

    id: str
    heading: str
    width: float


COLUMNS = (
    Column("rank", "Rang", 6),
    Column("subject", "Objet du marché", 38),
    Column("period", "Lancement prévu", 17),
    Column("amount", "Montant HT estimé", 18),
    Column("low", "Heures, au moins", 10),
    Column("high", "Heures, au plus", 10),
    Column("months", "Mois d'une personne", 11),
    Column("obligation", "Obligation", 13),
    Column("verdict", "Verdict", 19),
    Column("reason", "Pourquoi", 46),
    Column("number", "N°", 11),
    Column("trade", "Métier", 24),
    Column("family", "Famille", 18),
    Column("cpv", "Code CPV", 11),
    Column("nature", "Nature", 12),
    Column("duration", "Durée (mois)", 9),
    Column("share_low", "Part MO, au moins", 11),
    Column("share_high", "Part MO, au plus", 11),
    Column("origin", "D'où vient la part", 19),
    Column("rate", "Taux d'insertion", 10),
    Column("cost", "Coût horaire", 13),
    Column("basis", "Obligation : pourquoi", 86),
)
READ_FIRST = 10
"""Columns of the first printed area; the others print after, the object repeated."""
POSITION = {each.id: index for index, each in enumerate(COLUMNS)}


def column(name: str) -> str:
    """Return the letters of a column of the sheet."""
    return column_letter(POSITION[name])


def area_of(name: str, count: int) -> str:
    """Return the absolute area of a column's rows, for the formulas of other sheets."""
    letter = column(name)
    return f"'{NAME}'!${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + max(count, 1)}"


def write_screening(page: Page, screening: Screening, title: str) -> None:
    """Write the sheet; ``title`` names the list."""
    count = len(screening.contracts)
    last = FIRST_ROW + max(count, 1) - 1
    page.look(ACCENT)
    page.widths([each.width for each in COLUMNS])
    page.put(0, 0, french("Repérage des marchés"), "title")
    page.put(1, 0, french(title), "strong")
    told = (
        "Le plus d'heures d'abord. Les cases jaunes se corrigent : heures et verdict suivent ;"
        " l'obligation demande un nouveau repérage."
    )
    page.put(2, 0, french(told), "lead")
    page.height(HEAD_ROW, 48)
    for index, each in enumerate(COLUMNS):
        style = "head_result" if each.id in ("low", "high", "months", "verdict") else "head"
        page.put(HEAD_ROW, index, french(each.heading), style)
    _write_totals(page, screening, last)
    for index, contract in enumerate(screening.contracts):
        _write_row(page, FIRST_ROW + index, index + 1, contract)
    page.filter(HEAD_ROW, 0, last, len(COLUMNS) - 1)
    page.freeze(FIRST_ROW, 2)
    page.start_at(FIRST_ROW, POSITION["share_low"])
    page.accept_text_numbers(f"{column('number')}1:{column('cpv')}{last + 1}")
    _highlight(page, last)
    ends = column_letter(READ_FIRST - 1), column_letter(READ_FIRST), column_letter(len(COLUMNS) - 1)
    page.print_as(
        header=title,
        repeated=(HEAD_ROW, HEAD_ROW),
        first_columns=2,
        areas=(f"A1:{ends[0]}{last + 1}", f"{ends[1]}1:{ends[2]}{last + 1}"),
    )


def _write_totals(page: Page, screening: Screening, last: int) -> None:
    """Write, above the headings, the sums of the rows that a filter leaves in view."""
    page.put(TOTAL_ROW, 0, None, "total_blank")
    page.put(TOTAL_ROW, 1, french("Total des lignes affichées"), "total_label")
    page.put(TOTAL_ROW, 2, None, "total_blank")
    contracts = screening.contracts
    sums: dict[str, tuple[float, str]] = {
        "amount": (float(sum(e.contract.amount_excl_tax or 0 for e in contracts)), "total_money"),
        "low": (sum(e.hours.low for e in contracts if e.hours), "total_hours"),
        "high": (sum(e.hours.high for e in contracts if e.hours), "total_hours"),
    }
    for name, (value, style) in sums.items():
        letter = column(name)
        formula = f"SUBTOTAL(109,{letter}{FIRST_ROW + 1}:{letter}{last + 1})"
        page.compute(TOTAL_ROW, POSITION[name], Paired(formula, value), style)


def _highlight(page: Page, last: int) -> None:
    letter = column("verdict")
    area = f"{letter}{FIRST_ROW + 1}:{letter}{last + 1}"
    for verdict, style in ((Verdict.TO_CONFIRM, "if_caution"), (Verdict.MISSING, "if_wrong")):
        page.highlight(area, f"${letter}{FIRST_ROW + 1}={literal(verdict.label)}", style)


def _write_row(page: Page, row: int, rank: int, each: Screened) -> None:
    contract, share = each.contract, each.share
    magnitude = share is not None and not share.firm
    share_style = "input_magnitude" if magnitude else "input_share"
    trade = "" if each.trade is None else vocabulary.label_of("trade", each.trade)
    nature = "" if each.nature is None else vocabulary.label_of("contract_type", each.nature.value)
    shown: dict[str, tuple[object, str]] = {
        "rank": (rank, "cell_center"),
        "subject": (french(contract.subject), "cell_text"),
        "period": (period_words(contract.period), "cell_center"),
        "amount": (contract.amount_excl_tax, "input_money"),
        "obligation": (
            french(vocabulary.label_of("obligation", each.obligation.level.value)),
            "cell_center",
        ),
        "number": (french(contract.number or ""), "cell_code"),
        "trade": (french(trade), "cell_text"),
        "family": (each.family, "cell_text"),
        "cpv": (contract.cpv or "", "cell_code"),
        "nature": (french(nature), "cell_center"),
        "duration": (contract.duration, "input_number"),
        "share_low": (None if share is None else share.low, share_style),
        "share_high": (None if share is None else share.high, share_style),
        "origin": ("" if share is None else share.origin.label, "cell_text"),
        "rate": (None if each.rate is None else each.rate.low, "input_share"),
        "cost": (None if each.cost is None else each.cost.low, "input_rate"),
        "basis": (
            french(f"{each.obligation.reason} Certitude : {each.obligation.certainty.label}."),
            "message",
        ),
    }
    for name, (value, style) in shown.items():
        page.put(row, POSITION[name], value, style)
    hours_style = "output_magnitude" if magnitude else "output_hours"
    page.compute(row, POSITION["low"], _hours(row, each, "low"), hours_style)
    page.compute(row, POSITION["high"], _hours(row, each, "high"), hours_style)
    page.compute(row, POSITION["months"], _months(row, each), "output_small")
    page.compute(row, POSITION["verdict"], _verdict(row, each), "output_center")
    page.compute(row, POSITION["reason"], _reason(row, each), "message")
    longest = max(
        len(each.reason) / 44, len(contract.subject) / 36, len(each.obligation.reason) / 76
    )
    page.height(row, 15 * max(2, 1 + int(longest)))


def cells_of(row: int) -> dict[str, str]:
    """Return the references of a row's cells, by column identifier."""
    return {name: f"{column_letter(index)}{row + 1}" for name, index in POSITION.items()}


def _hours(row: int, each: Screened, bound: str) -> Paired:
    """Return the method's own formula on the row's cells, nothing while an input is missing."""
    at = cells_of(row)
    shares = f"{at['share_low']}:{at['share_high']}"
    names = {
        "amount_excl_tax": at["amount"],
        "labour_share": f"{'MIN' if bound == 'low' else 'MAX'}({shares})",
        "insertion_rate": at["rate"],
        "hourly_cost": at["cost"],
    }
    formula = to_excel(LABOUR_AMOUNT.rounded, names, ROUNDING)
    inputs = f"COUNT({at['amount']},{at['rate']},{at['cost']})=3,COUNT({shares})>0"
    value = None if each.hours is None else getattr(each.hours, bound)
    return Paired(
        f'IF(AND({inputs},N({at["cost"]})>0),{formula},"")', "" if value is None else int(value)
    )


def _months(row: int, each: Screened) -> Paired:
    low = cells_of(row)["low"]
    hours = each.hours
    value = "" if hours is None else float(Fraction(hours.low) / Fraction(hours_a_month()))
    return Paired(f'IF({low}="","",{low}/{A_MONTH})', value)


def _conditions(row: int) -> dict[Ground, str]:
    """Return each ground as a condition on the row's cells, in the order of the domain."""
    at = cells_of(row)
    mandatory = literal(french(vocabulary.label_of("obligation", Level.MANDATORY.value)))
    supplies = literal(french(vocabulary.label_of("contract_type", ContractType.SUPPLIES.value)))
    shares = f"COUNT({at['share_low']}:{at['share_high']})=0"
    return {
        Ground.OBLIGATION: f"{at['obligation']}={mandatory}",
        Ground.SUPPLIES: f"AND({at['nature']}={supplies},{shares})",
        Ground.INCOMPLETE: f'{at["low"]}=""',
        Ground.ZERO: f"{at['high']}=0",
        Ground.TOO_SHORT: f"AND(ISNUMBER({at['duration']}),{at['duration']}<{SHORTEST})",
        Ground.NO_MINIMUM: f"NOT(ISNUMBER({MINIMUM}))",
        Ground.BELOW: f"{at['high']}<{MINIMUM}",
        Ground.ACROSS: f"{at['low']}<{MINIMUM}",
    }


def _by_ground(row: int, each: Screened, then: Mapping[Ground, Paired]) -> Paired:
    rules = [
        Rule(Paired(condition, each.ground is ground), then[ground])
        for ground, condition in _conditions(row).items()
    ]
    return first(rules, then[Ground.ENOUGH])


@cache
def _verdict_words() -> dict[Ground, Paired]:
    return {ground: words(ground.verdict.label) for ground in Ground}


@cache
def _ground_words() -> dict[Ground, Paired]:
    return {ground: words(ground.text) for ground in Ground}


def _verdict(row: int, each: Screened) -> Paired:
    return _by_ground(row, each, _verdict_words())


def _reason(row: int, each: Screened) -> Paired:
    lacking = _lacking(row, each)
    texts = dict(_ground_words())
    for ground in (Ground.OBLIGATION, Ground.INCOMPLETE):
        texts[ground] = joined(texts[ground], lacking)
    return _by_ground(row, each, texts)


_NOTHING = words("")


@cache
def _and(label: str) -> Paired:
    return words(f"{label}, ")


def _lacking(row: int, each: Screened) -> Paired:
    """Return « Il manque : montant HT, coût horaire. » when the hours cannot be computed."""
    at = cells_of(row)
    absent = {
        "amount_excl_tax": f"COUNT({at['amount']})=0",
        "labour_share": f"COUNT({at['share_low']}:{at['share_high']})=0",
        "insertion_rate": f"COUNT({at['rate']})=0",
        "hourly_cost": f"COUNT({at['cost']})=0",
    }
    names: Sequence[tuple[str, str]] = [
        (condition, vocabulary.lot_terms()[name].short) for name, condition in absent.items()
    ]
    parts = [
        either(Paired(condition, label in each.missing), _and(label), _NOTHING)
        for condition, label in names
    ]
    listed = joined(*parts)
    trimmed = Paired(
        f"LEFT({listed.formula},LEN({listed.formula})-2)", str(listed.value).removesuffix(", ")
    )
    sentence = joined(french(" Il manque : "), trimmed, ".")
    return either(Paired(f'{at["low"]}=""', each.hours is None), sentence, _NOTHING)
