"""A buyer's list of planned contracts: its columns, its reading rules, its rows.

What is unknown stays unknown: an empty cell, « à définir » or « NC » is never filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from insertion import vocabulary
from insertion.contract import ContractType
from insertion.datafiles import load_data
from insertion.errors import Fault, InvalidInput, fault
from insertion.quantities import from_cell
from insertion.reading import READERS, RawCell, Unreadable, read_date, read_number, read_shares
from insertion.typography import MONTHS, counted, date_text, decimal_text, french, plain
from insertion.vocabulary import Term

DATA = "screening.yaml"
MAX_CONTRACTS = 5_000
LONGEST_MONTHS = 600
MAX_HOURLY_COST = 1_000
"""Euros an hour: above, an amount was typed for a cost."""
RawRow = Mapping[str, RawCell]


@dataclass(frozen=True, slots=True)
class Period:
    """When a consultation is planned: from the first possible day to the last, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PlannedContract:
    """One row of the list. ``cpv`` is digits only, two to eight; ``duration`` is in months.

    ``rank`` is the row's place in the list, from 1; ``place`` is where it was read.
    """

    rank: int
    place: str
    subject: str
    number: str | None = None
    trade: str | None = None
    cpv: str | None = None
    contract_type: ContractType | None = None
    period: Period | None = None
    duration: Decimal | None = None
    amount_excl_tax: Decimal | None = None
    labour_share: Decimal | None = None
    insertion_rate: Decimal | None = None
    hourly_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RawProgramme:
    """What a file says before reading: one mapping a row, by English field identifier."""

    rows: Sequence[RawRow]
    places: Sequence[str]
    place: str
    faults: Sequence[Fault] = ()
    warnings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """The planned contracts, in the order of the list, and what was read with a reservation."""

    contracts: tuple[PlannedContract, ...]
    warnings: tuple[str, ...] = ()


@cache
def columns() -> dict[str, Term]:
    """Return the columns of the list, by English identifier, with every heading they go by."""
    known = {"contract": vocabulary.contract_terms(), "lot": vocabulary.lot_terms()}
    found: dict[str, Term] = {}
    for row in load_data(DATA)["columns"]:
        more = tuple(row["headings"])
        if "term" in row:
            term = known[row["term"]][row["id"]]
            kind = row.get("type", term.type)
            found[row["id"]] = replace(term, type=kind, headings=(*term.headings, *more))
        else:
            found[row["id"]] = Term(**{**row, "headings": more})
    return found


@cache
def _unknown_words() -> frozenset[str]:
    return frozenset(vocabulary.folded(each) for each in load_data(DATA)["unknown"])


def says_unknown(cell: RawCell) -> bool:
    """Tell whether a cell says, in words, that the figure is not known: « à définir », « NC »."""
    return isinstance(cell.value, str) and vocabulary.folded(cell.value) in _unknown_words()


def build_programme(raw: RawProgramme) -> Programme:
    """Read every cell of the list.

    Raises:
        InvalidInput: with every fault found; with ``PROGRAMME_VIDE`` when no row is a contract.
    """
    if len(raw.rows) > MAX_CONTRACTS:
        count = len(raw.rows)
        raise InvalidInput(
            [fault("PROGRAMME_TROP_LONG", raw.place, count=count, limit=MAX_CONTRACTS)]
        )
    intake = _Intake(list(raw.faults), list(raw.warnings))
    table = {name: intake.column(raw, name, term) for name, term in columns().items()}
    contracts = [
        intake.contract(index, place, {name: cells[index] for name, cells in table.items()})
        for index, place in enumerate(raw.places)
    ]
    kept = tuple(each for each in contracts if each is not None)
    if not raw.rows:
        intake.faults.append(fault("PROGRAMME_VIDE", raw.place))
    if intake.faults:
        raise InvalidInput(intake.faults)
    return Programme(kept, tuple(french(each) for each in intake.warnings))


@dataclass
class _Intake:
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def column(self, raw: RawProgramme, name: str, term: Term) -> list[Any]:
        """Read one column; shares are judged together."""
        blank = [RawCell(None, place) for place in raw.places]
        cells = [row.get(name, none) for row, none in zip(raw.rows, blank, strict=True)]
        unknown = [each for each in cells if not each.empty and says_unknown(each)]
        if unknown and name not in ("number", "subject"):
            first = unknown[0]
            others = f" et {counted(len(unknown) - 1, 'autre')}" if len(unknown) > 1 else ""
            self.warnings.append(
                f"{first.place}{others} : « {plain(str(first.value))} » est lu comme inconnu."
            )
            cells = [RawCell(None, each.place) if says_unknown(each) else each for each in cells]
        if term.type == "share":
            values, faults, warnings = read_shares(cells, term)
            self.faults += faults
            self.warnings += warnings
            return list(values)
        if term.type == "cpv":
            for cell in cells:
                if len(_WHOLE_CPV.findall(_cpv_text(cell))) > 1:
                    self.warnings.append(f"{cell.place} : plusieurs codes CPV, le premier est lu.")
        return [self._one(cell, name, term) for cell in cells]

    def _one(self, cell: RawCell, name: str, term: Term) -> Any:
        if cell.empty:
            return None
        try:
            value = _reader(name, term)(cell, term)
        except Unreadable as error:
            self.faults.append(error.fault)
            return None
        return value

    def contract(self, index: int, place: str, values: dict[str, Any]) -> PlannedContract | None:
        """Return the contract of a row, or note that it has no subject."""
        if values["subject"] is None:
            self.faults.append(fault("MARCHE_SANS_OBJET", place))
            return None
        kind = values.pop("contract_type")
        period = values.pop("consultation_date")
        subject = " ".join(values.pop("subject").split())
        return PlannedContract(
            rank=index + 1,
            place=place,
            subject=subject,
            contract_type=None if kind is None else ContractType(kind),
            period=period,
            **values,
        )


def _out_of_bounds(cell: RawCell, term: Term, low: object, high: object) -> Fault:
    shown = plain(str(cell.value))
    return fault("HORS_BORNES", cell.place, value=shown, low=low, high=high, label=term.label)


def read_hourly_cost(cell: RawCell, term: Term) -> Decimal:
    """Return the cost of an hour in euros, above 0 and up to :data:`MAX_HOURLY_COST`."""
    cost = read_number(cell, term)
    if not 0 < cost <= MAX_HOURLY_COST:
        highest = f"{decimal_text(MAX_HOURLY_COST)} €/h"
        raise Unreadable(_out_of_bounds(cell, term, "plus de 0", highest))
    return cost


_CPV = re.compile(
    r"""(?:CPV\s*:?\s*)?(?:
    (?P<whole>[0-9]{8}) (?:\s?-\s?[0-9])? (?![0-9-]|[.,][0-9]) .*
    | (?P<beginning>[0-9]{2,6}) (?:\s*(?:[:;(–]|-\s|,\s)[^0-9]*)?
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""A whole code, words after it left aside, or a beginning followed by words without a figure."""
_SPACED_CPV = re.compile(r"[0-9 ]+(?:- ?[0-9])?")
_WHOLE_CPV = re.compile(r"[0-9]{8}")
_NO_DIVISION = ("00", "01", "02")
_LOST_ZERO = re.compile(r"[39][0-9]{2,6}|3[1-4]|9[1-3]")
"""Numbers that may be the beginning of a code of divisions 03 and 09, less its zero."""


def _cpv_text(cell: RawCell) -> str:
    value = cell.value
    text = format(from_cell(value), "f") if isinstance(value, float) else plain(str(value))
    return text.replace(" ", "") if _SPACED_CPV.fullmatch(text) else text


def read_cpv(cell: RawCell, term: Term) -> str:
    """Return the digits of a CPV code or of its beginning (two digits at least), check digit apart.

    Words after the code are left aside. Seven digits are refused, and a number that may have been
    the beginning of another code: a spreadsheet has lost a zero.
    """
    text = _cpv_text(cell)
    found = None if isinstance(cell.value, bool | date) else _CPV.fullmatch(text)
    digits = "" if found is None else found["whole"] or found["beginning"]
    lost = not isinstance(cell.value, str) and _LOST_ZERO.fullmatch(digits)
    if not digits or digits.startswith(_NO_DIVISION) or lost:
        raise Unreadable(fault("CPV_ILLISIBLE", cell.place, value=text, label=term.label))
    return digits


def _has_odd_figures(text: str) -> bool:
    """Tell whether a text bears « ² », « ½ » or full-width digits: nobody types them as figures."""
    return any(each.isnumeric() and not each.isascii() for each in text)


_DURATION = re.compile(r"(?P<count>[0-9]+(?:[.,][0-9]+)?) ?(?P<unit>mois|ans?|ann[eé]es?)?\.?")


def read_duration(cell: RawCell, term: Term) -> Decimal:
    """Return a duration in months: « 18 mois », « 2 ans ».

    A bare number could be months or years: whoever reads the table adds the unit of its heading.
    """
    value = cell.value
    text = format(from_cell(value), "f") if isinstance(value, float) else plain(str(value)).lower()
    found = None if isinstance(value, bool | date) else _DURATION.fullmatch(text)
    if found is None:
        raise Unreadable(fault("DUREE_ILLISIBLE", cell.place, value=text))
    if found["unit"] is None:
        raise Unreadable(fault("DUREE_AMBIGUE", cell.place, value=text))
    count = read_number(RawCell(found["count"], cell.place), term)
    months = count * (1 if found["unit"].startswith("m") else 12)
    if not 0 < months <= LONGEST_MONTHS:
        raise Unreadable(_out_of_bounds(cell, term, "plus de 0", f"{LONGEST_MONTHS} mois"))
    return months


_MONTH_NAMES = tuple(vocabulary.folded(each) for each in MONTHS)
_QUARTER = re.compile(
    r"(?:t ?(?P<a>[1-4])|(?P<b>[1-4])(?:er|e|eme)? trimestre|trimestre (?P<c>[1-4]))"
)
_HALF = re.compile(r"(?:s ?(?P<a>[12])|(?P<b>[12])(?:er|e|eme|nd)? semestre|semestre (?P<c>[12]))")
_YEAR = re.compile(r"(?P<rest>.*?) ?(?P<year>(?:19|20)\d\d)")


def read_period(cell: RawCell, term: Term) -> Period:
    """Return when a consultation is planned: a day, « mars 2027 », « T1 2027 » or a year.

    « 1er semestre 2027 » and « 03/2027 » are read too; the whole period is kept, no day is chosen.
    """
    value = cell.value
    if not isinstance(value, str):
        year = from_cell(value) if isinstance(value, float) else value
        if (
            isinstance(year, int | Decimal)
            and not isinstance(year, bool)
            and 1990 <= year <= 2099
            and year == int(year)
        ):
            return _months(int(year), 1, 12)
        day = read_date(cell, term)
        return Period(day, day)
    if _has_odd_figures(value):
        raise Unreadable(fault("DATE_ILLISIBLE", cell.place, value=plain(value), label=term.label))
    found = _YEAR.fullmatch(vocabulary.folded(value))
    if found is not None:
        year, rest = int(found["year"]), found["rest"]
        if not rest:
            return _months(year, 1, 12)
        if rest in _MONTH_NAMES:
            month = _MONTH_NAMES.index(rest) + 1
            return _months(year, month, month)
        if rest.isdecimal() and 1 <= int(rest) <= 12:
            return _months(year, int(rest), int(rest))
        for pattern, size in ((_QUARTER, 3), (_HALF, 6)):
            if part := pattern.fullmatch(rest):
                rank = int(next(each for each in part.groups() if each))
                return _months(year, (rank - 1) * size + 1, rank * size)
    day = read_date(cell, term)
    return Period(day, day)


def _months(year: int, first: int, last: int) -> Period:
    after = date(year + last // 12, last % 12 + 1, 1)
    return Period(date(year, first, 1), after - timedelta(days=1))


def period_words(period: Period | None) -> str:
    """Return when a consultation is planned: a day, a month, or « de janvier à mars 2027 »."""
    if period is None:
        return ""
    first, last = period.first, period.last
    if first == last:
        return date_text(first)
    if first.month == last.month:
        return f"{MONTHS[first.month - 1]} {first.year}"
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    return french(f"{MONTHS[first.month - 1]} à {MONTHS[last.month - 1]} {last.year}")


PROGRAMME_READERS: dict[str, Callable[[RawCell, Term], Any]] = {
    **READERS,
    "cpv": read_cpv,
    "duration": read_duration,
    "planned_date": read_period,
}
"""How each type of column is read; shares are read by column."""


def _reader(name: str, term: Term) -> Callable[[RawCell, Term], Any]:
    return read_hourly_cost if name == "hourly_cost" else PROGRAMME_READERS[term.type]
