"""The shares, rates and costs that a territory's set lends to the lots of a new workbook.

Only what a lot's own method lacks is filled. Each value is told with the line it comes from, what
the lot states otherwise is told too, and the contract's source names exactly what the set gave.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from insertion import vocabulary
from insertion.contract import Contract, Lot
from insertion.hours import choose_method
from insertion.reference import Figure
from insertion.shared_files import Table, everyone, tables
from insertion.territory import SetFigure, TerritorySet, line_label
from insertion.typography import counted, date_text, french, numbered

LONGEST_LIST = 120
"""Characters of lot numbers in the source; beyond, they are counted."""


@dataclass(frozen=True, slots=True)
class Lent:
    """One figure of the set that concerns a lot: ``stated`` is the lot's own, if it has one."""

    lot: Lot
    table: Table
    line: str
    figure: SetFigure
    stated: Any

    @property
    def label(self) -> str:
        """Return what is measured, in few words."""
        return vocabulary.lot_terms()[self.table.field].short

    @property
    def words(self) -> str:
        """Return the figure with its unit."""
        return self._measure.words(self.figure.value)

    @property
    def stated_words(self) -> str:
        """Return the lot's own figure with its unit."""
        return self._measure.words(self.stated)

    @property
    def _measure(self) -> Figure:
        return Figure(vocabulary.lot_terms()[self.table.field].key)

    @property
    def origin(self) -> str:
        """Return the line of the set, with the source and the date it bears."""
        dated = "" if self.figure.dated is None else date_text(self.figure.dated)
        parts = (f"ligne « {self.line} »", self.figure.source, dated)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class WithFigures:
    """A contract filled from a set: what was taken, and what a person must know of it.

    ``source_filled`` and ``date_filled`` tell which of the contract's own facts were written.
    """

    contract: Contract
    taken: tuple[Lent, ...] = ()
    notes: tuple[str, ...] = ()
    source_filled: bool = False
    date_filled: bool = False


@dataclass
class _Filling:
    contract: Contract
    parameters: TerritorySet
    taken: list[Lent] = field(default_factory=list)
    otherwise: list[Lent] = field(default_factory=list)
    refused: dict[str, Table] = field(default_factory=dict)


def with_figures(
    contract: Contract, parameters: TerritorySet, stated: Collection[str]
) -> WithFigures:
    """Fill the inputs that each lot's own method lacks; ``stated`` are the contract's own facts."""
    filling = _Filling(contract, parameters)
    lots = tuple(_filled(lot, filling) for lot in contract.lots)
    notes = (*_refusals(filling), *_differences(filling.otherwise))
    if not filling.taken:
        return WithFigures(contract, notes=notes)
    alone = _all_lent(lots, filling.taken) and contract.values_source is None
    update: dict[str, Any] = {"lots": lots, "values_source": _source(filling, alone=alone)}
    day = _day(filling) if alone and "values_date" not in stated else None
    if day is not None:
        update["values_date"] = day
    return WithFigures(
        contract.model_copy(update=update),
        tuple(filling.taken),
        notes,
        source_filled=True,
        date_filled=day is not None,
    )


def _filled(lot: Lot, filling: _Filling) -> Lot:
    chosen, _ = choose_method(lot)
    if chosen is None or not lot.has_hours or lot.retained is not None:
        return lot
    found: dict[str, Any] = {}
    for table in tables():
        if table.field not in chosen.inputs:
            continue
        stated = lot.value(table.field)
        if _needs_nature(table, filling):
            if stated is None:
                filling.refused[table.field] = table
            continue
        line = _line(lot, table, filling)
        if line is None:
            continue
        figure = filling.parameters.figures[table.field][line]
        lent = Lent(lot, table, line_label(table, line), figure, stated)
        if stated is None:
            filling.taken.append(lent)
            found[table.field] = figure.value
        elif stated != figure.value:
            filling.otherwise.append(lent)
    return lot.model_copy(update=found)


def _needs_nature(table: Table, filling: _Filling) -> bool:
    """Tell whether the set parts natures while the contract's is unknown: none may be chosen."""
    lines = filling.parameters.figures.get(table.field, {})
    unknown = table.named_after == "contract_type" and filling.contract.contract_type is None
    return unknown and bool(lines.keys() - {everyone()[0]})


def _line(lot: Lot, table: Table, filling: _Filling) -> str | None:
    nature = filling.contract.contract_type
    own = lot.trade if table.named_after == "trade" else nature and nature.value
    lines = filling.parameters.figures.get(table.field, {})
    return next((key for key in (own, everyone()[0]) if key in lines), None)


def _all_lent(lots: Collection[Lot], taken: Collection[Lent]) -> bool:
    """Tell whether every share, rate and cost of the contract comes from the set."""
    lent = {(each.lot.number, each.table.field) for each in taken}
    return all(
        lot.value(table.field) is None or (lot.number, table.field) in lent
        for lot in lots
        for table in tables()
    )


def _day(filling: _Filling) -> date | None:
    """Return the one date of every value taken, ``None`` when some bear another."""
    own = {each.figure.dated or filling.parameters.set_date for each in filling.taken}
    return own.pop() if len(own) == 1 else None


def _source(filling: _Filling, *, alone: bool) -> str:
    """Return the contract's source, completed: which values the set gave, and of which lots."""
    parameters = filling.parameters
    name = f"{parameters.name} ({parameters.author}), {date_text(parameters.set_date)}"
    if alone:
        return french(name)
    whole = [lot.number for lot in filling.contract.lots]
    by_field = ([e for e in filling.taken if e.table == table] for table in tables())
    values = " ; ".join(
        f"{lent[0].label}, {_lots_words([e.lot.number for e in lent], whole)}"
        for lent in by_field
        if lent
    )
    told = f"{name}, pour : {values}."
    before = filling.contract.values_source
    if before is None:
        return french(f"{told} Autres valeurs : source à indiquer.")
    return french(f"{before.rstrip('. ')}. {told}")


def _lots_words(numbers: list[str], whole: list[str]) -> str:
    if numbers == whole and len(whole) > 1:
        return "tous les lots"
    shown = numbered(numbers)
    if len(shown) > LONGEST_LIST:
        return counted(len(numbers), "lot")
    return f"{'lots' if len(numbers) > 1 else 'lot'} {shown}"


def _refusals(filling: _Filling) -> Iterator[str]:
    for name, table in filling.refused.items():
        term = vocabulary.lot_terms()[name]
        lines = ", ".join(
            f"{line_label(table, key)} {Figure(term.key).words(figure.value)}"
            for key, figure in filling.parameters.figures[name].items()
        )
        yield (
            f"{term.label} : rien de repris. Le barème en donne un par nature de marché ({lines}),"
            " et celle du marché n'est pas connue : la renseigner."
        )


def _differences(otherwise: Collection[Lent]) -> Iterator[str]:
    """Say what the contract keeps although the set says otherwise, the same words once."""
    by_words: dict[str, list[str]] = {}
    for each in otherwise:
        told = f"{each.label} {each.stated_words} au marché, conservé ; barème {each.words}"
        by_words.setdefault(f"{told} ({each.origin}).", []).append(each.lot.number)
    for words, numbers in by_words.items():
        yield f"{'Lots' if len(numbers) > 1 else 'Lot'} {numbered(numbers)} : {words}"
