"""From raw values, wherever found, to a contract: every fault at once, with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from insertion import vocabulary
from insertion.contract import (
    MAX_LOTS,
    MAX_PERIODS,
    Contract,
    Lot,
    Mechanism,
    Period,
    Retained,
)
from insertion.errors import Fault, InvalidInput, fault
from insertion.periods import period_faults
from insertion.reading import READERS, RawCell, Unreadable, read_shares
from insertion.typography import plain
from insertion.vocabulary import Term

RawRow = Mapping[str, RawCell]
PERIODS_KEY = "periodes"
RETAINED_FIELDS = ("retained_reason", "retained_author", "retained_date")


@dataclass(frozen=True, slots=True)
class RawRecord:
    """What a file says, before reading: cells by English field identifier, and one row a lot.

    ``periods`` are rows too, when the contract has any.

    ``warnings`` tells what was left aside or completed, such as a total row that is not a lot.
    """

    contract: RawRow
    lots: Sequence[RawRow]
    lot_places: Sequence[str]
    place: str
    faults: Sequence[Fault] = ()
    warnings: Sequence[str] = ()
    periods: Sequence[RawRow] = ()
    period_places: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A contract, where each of its lots was read, and what was understood with a reservation."""

    contract: Contract
    lot_places: tuple[str, ...]
    warnings: tuple[str, ...] = ()


@dataclass
class Intake:
    """Reads cells by their field, keeping every fault and every reservation met on the way."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def one(self, cell: RawCell, term: Term) -> Any:
        """Return a cell's value, ``None`` when it is empty or at fault."""
        if cell.empty:
            return None
        if isinstance(cell.value, list) and term.type != "choices":
            self.faults.append(fault("TEXTE_ATTENDU", cell.place, label=term.label))
            return None
        if term.type == "share":
            return self.shares([cell], term)[0]
        try:
            return READERS[term.type](cell, term)
        except Unreadable as error:
            self.faults.append(error.fault)
            return None

    def shares(self, cells: Sequence[RawCell], term: Term) -> list[Any]:
        """Return a column of shares read together, ``None`` where empty or at fault."""
        values, faults, warnings = read_shares(cells, term)
        self.faults += faults
        self.warnings += warnings
        return list(values)


def build_record(raw: RawRecord) -> Record:
    """Read every value of ``raw`` and return the contract.

    Raises:
        InvalidInput: with all the faults found, field by field, then column by column.
    """
    if len(raw.lots) > MAX_LOTS:
        raise InvalidInput(
            [fault("LOTS_TROP_NOMBREUX", raw.place, count=len(raw.lots), limit=MAX_LOTS)]
        )
    intake = Intake(faults=list(raw.faults), warnings=list(raw.warnings))
    facts = read_facts(raw.contract, intake)
    periods = _read_periods(raw, intake)
    lots = _read_lots(raw, intake)
    if not raw.lots:
        intake.faults.append(fault("AUCUN_LOT", raw.place))
    if intake.faults:
        raise InvalidInput(intake.faults)
    contract = Contract(**facts, periods=periods, lots=tuple(lots))
    if unsplit := period_faults(contract, _periods_place(raw)):
        raise InvalidInput(unsplit)
    return Record(contract, tuple(raw.lot_places), tuple(intake.warnings))


def readable_part(raw: RawRecord, faults: Sequence[Fault]) -> RawRecord | None:
    """Return ``raw`` without what ``faults`` are about, or ``None`` when no lot is left.

    A second look at the rest finds what computing will refuse, so that all is said at once.
    """
    places = {each.place for each in faults}
    kept = [
        index
        for index, row in enumerate(raw.lots)
        if not places & {raw.lot_places[index], *(cell.place for cell in row.values())}
    ]
    if not kept:
        return None
    facts = {name: cell for name, cell in raw.contract.items() if cell.place not in places}
    sound = not places & {
        _periods_place(raw),
        *raw.period_places,
        *(cell.place for row in raw.periods for cell in row.values()),
    }
    return RawRecord(
        facts,
        [raw.lots[i] for i in kept],
        [raw.lot_places[i] for i in kept],
        raw.place,
        warnings=raw.warnings,  # what was left aside explains faults, too
        # A period left out would change every weight: all or none.
        periods=raw.periods if sound else (),
        period_places=raw.period_places if sound else (),
    )


def read_facts(cells: RawRow, intake: Intake) -> dict[str, Any]:
    """Return the facts of a contract that ``cells`` state, by English field name, lots apart."""
    facts: dict[str, Any] = {}
    for name, term in vocabulary.contract_terms().items():
        cell = cells.get(name)
        value = None if cell is None else intake.one(cell, term)
        if value is None:
            continue
        if name == "rounding_multiple":
            value = _multiple(cell, value, term, intake)
        if name == "penalty_coefficient" and not 0 < value <= 100:
            assert cell is not None
            intake.faults.append(
                fault(
                    "HORS_BORNES",
                    cell.place,
                    value=cell.value,
                    low="plus de 0",
                    high=100,
                    label=term.label,
                )
            )
            continue
        facts[name] = value
    return facts


def _multiple(cell: RawCell | None, value: Any, term: Term, intake: Intake) -> int:
    assert cell is not None
    shown = str(cell.value)
    if value != int(value):
        intake.faults.append(fault("ENTIER_ATTENDU", cell.place, value=shown, unit="heures"))
    elif not 1 <= value <= 1000:
        intake.faults.append(
            fault("HORS_BORNES", cell.place, value=shown, low=1, high=1000, label=term.label)
        )
    else:
        return int(value)
    return 1


def _periods_place(raw: RawRecord) -> str:
    return f"{raw.place}:{PERIODS_KEY}"


def _read_periods(raw: RawRecord, intake: Intake) -> tuple[Period, ...]:
    count = len(raw.periods)
    if count > MAX_PERIODS:
        intake.faults.append(
            fault("PERIODES_TROP_NOMBREUSES", raw.place, count=count, limit=MAX_PERIODS)
        )
        return ()
    found: list[Period] = []
    for row, place in zip(raw.periods, raw.period_places, strict=True):
        values: dict[str, Any] = {}
        for name, term in vocabulary.period_terms().items():
            cell = row.get(name, RawCell(None, place))
            values[name] = intake.one(cell, term)
            if cell.empty and not term.optional:
                intake.faults.append(fault("PERIODE_INCOMPLETE", cell.place, label=term.label))
        if all(values[name] is not None for name in ("title", "period_kind")):
            found.append(Period(**values))
    return tuple(found)


def _read_lots(raw: RawRecord, intake: Intake) -> list[Lot]:
    rows = raw.lots
    columns: dict[str, list[Any]] = {}
    for name, term in vocabulary.lot_terms().items():
        blank = [RawCell(None, place) for place in raw.lot_places]
        cells = [row.get(name, empty) for row, empty in zip(rows, blank, strict=True)]
        if term.type == "share":
            columns[name] = intake.shares(cells, term)
        else:
            columns[name] = [intake.one(cell, term) for cell in cells]
    lots: list[Lot] = []
    seen: dict[str, str] = {}
    faulty = {each.place for each in intake.faults}
    for index, place in enumerate(raw.lot_places):
        values = {name: column[index] for name, column in columns.items()}
        lot = _build_lot(values, rows[index], place, seen, faulty, intake)
        if lot is not None:
            lots.append(lot)
    return lots


def _build_lot(
    values: dict[str, Any],
    row: RawRow,
    place: str,
    seen: dict[str, str],
    faulty: Collection[str],
    intake: Intake,
) -> Lot | None:
    def where(name: str) -> str:
        return row[name].place if name in row else place

    def filled(name: str) -> bool:  # a cell already said to be faulty is not an empty one
        return name in row and (not row[name].empty or row[name].place in faulty)

    number = values["number"]
    if number is None:
        if not filled("number"):
            intake.faults.append(fault("LOT_SANS_NUMERO", where("number")))
        return None
    identity = comparable_number(number)
    if identity in seen:
        intake.faults.append(
            fault("LOT_EN_DOUBLE", where("number"), number=number, other=seen[identity])
        )
    seen.setdefault(identity, where("number"))
    if values["title"] is None:
        if not filled("title"):
            intake.faults.append(fault("LOT_SANS_INTITULE", where("title"), number=number))
        return None
    retained = _retained(values, number, row, place, faulty, intake)
    mechanism = values["mechanism"] and Mechanism(values["mechanism"])
    if retained and mechanism not in (
        None,
        Mechanism.EXECUTION_CONDITION,
        Mechanism.CLAUSE_AND_CRITERION,
    ):
        intake.faults.append(fault("RETENUE_SANS_CLAUSE", where("retained_hours"), number=number))
    stated = {
        name: value
        for name, value in values.items()
        if value is not None and name not in (*RETAINED_FIELDS, "retained_hours")
    }
    facts = {name: value for name, value in stated.items() if name in Lot.model_fields}
    inputs = {name: value for name, value in stated.items() if name not in Lot.model_fields}
    return Lot(**facts, inputs=inputs, retained=retained)


def _retained(
    values: dict[str, Any],
    number: str,
    row: RawRow,
    place: str,
    faulty: Collection[str],
    intake: Intake,
) -> Retained | None:
    """Return the retained figure; a cell filled but unreadable already has its own fault."""
    filled = [name for name in (*RETAINED_FIELDS, "retained_hours") if name in row]
    filled = [name for name in filled if not row[name].empty or row[name].place in faulty]
    given = [name for name in RETAINED_FIELDS if name in filled]
    if "retained_hours" not in filled:
        if given:
            words = ", ".join(vocabulary.lot_terms()[name].short for name in given)
            intake.faults.append(
                fault("RETENUE_SANS_HEURES", row[given[0]].place, number=number, given=words)
            )
        return None
    missing = [name for name in RETAINED_FIELDS if name not in given]
    if missing:
        where = row[missing[0]].place if missing[0] in row else place
        words = ", ".join(vocabulary.lot_terms()[name].short for name in missing)
        intake.faults.append(fault("RETENUE_INCOMPLETE", where, number=number, missing=words))
    if any(values[name] is None for name in (*RETAINED_FIELDS, "retained_hours")):
        return None
    return Retained(
        hours=values["retained_hours"],
        reason=values["retained_reason"],
        author=values["retained_author"],
        decided_on=values["retained_date"],
    )


def comparable_number(number: str) -> str:
    """Return a lot number for comparing: « 01 » equals « 1 », « 1 bis » equals « 1bis ».

    « 1.1 » and « 11 » stay apart.

    >>> comparable_number("Lot 01") == comparable_number("1") != comparable_number("1 bis")
    True
    """
    folded = vocabulary.folded(number) or plain(number)
    folded = re.sub(r"^lot(?![a-z])", "", folded).strip()
    joined = re.sub(r"(?<=\d) (?=[a-z])|(?<=[a-z]) (?=\d)", "", folded)
    return re.sub(r"^0+(?=\d)", "", joined)
