"""A new workbook filled beforehand: the contract's own facts, then a profile's, then a set's.

Only what the contract does not state is filled, and what came from where is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clausier.files import read_contract, read_raw, read_text
from clausier.profiles_store import find_profile
from insertion import vocabulary
from insertion.completeness import condition_of
from insertion.contract import Contract, Lot
from insertion.hours import choose_method
from insertion.shared_files import tables
from insertion.territory import TerritorySet, load_set
from insertion.typography import counted, date_text, french
from insertion.vocabulary import Term

WAITING_FOR_LOTS = (
    "Ses parts, coûts et taux se reprennent lot par lot : donner les lots avec --depuis."
)


@dataclass(frozen=True, slots=True)
class Borrowed:
    """What one source filled: its name, then for each value its group, French key and label."""

    source: str
    values: tuple[tuple[str, str, str], ...]
    note: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return what to tell, group by group: never a value filled in silence."""
        note = [f"  {self.note}"] if self.note else []
        if not self.values:
            return tuple(french(each) for each in (f"{self.source} : rien à reprendre.", *note))
        count = counted(len(self.values), "valeur reprise", "valeurs reprises")
        groups: dict[str, list[str]] = {}
        for group, _, label in self.values:
            groups.setdefault(group, []).append(label)
        told = [f"  {group} : {', '.join(labels)}." for group, labels in groups.items()]
        return tuple(french(each) for each in (f"{self.source} : {count}.", *told, *note))

    def as_record(self) -> dict[str, Any]:
        """Return it under its published French keys."""
        return {"origine": self.source, "champs": [key for _, key, _ in self.values]}


@dataclass(frozen=True, slots=True)
class Prefilled:
    """The contract of a new workbook, ``None`` for a blank one, and where its values come from.

    ``warnings`` are those of the profile and of the set.
    """

    contract: Contract | None
    borrowed: tuple[Borrowed, ...] = ()
    warnings: tuple[str, ...] = ()


def prefilled(source: Path | None, profile: str | None, territory: Path | None) -> Prefilled:
    """Return the facts of a new workbook.

    ``source`` is a contract file, ``profile`` a saved name or a file, ``territory`` a set's file.
    The contract wins over the profile, which wins over the set.

    Raises:
        InvalidInput: with the faults of whichever file cannot be read.
        WrongUsage: when no saved profile bears the name.
    """
    contract = None if source is None else read_contract(source).contract
    if profile is None and territory is None:
        return Prefilled(contract)
    stated = set() if source is None else _stated(source)
    habits = None if profile is None else find_profile(profile)[0]
    parameters = None if territory is None else load_set(read_text(territory), territory.name)
    of_profile = {} if habits is None else _without(habits.facts, stated)
    of_set = {} if parameters is None else _without(parameters.facts, {*stated, *of_profile})
    of_profile, of_set = _called_for(contract, of_profile, of_set)
    contract = _filled(contract, {**of_profile, **of_set})
    warnings: list[str] = []
    borrowed: list[Borrowed] = []
    if habits is not None:
        borrowed.append(_told(f"Profil « {habits.name} »", of_profile))
        warnings += habits.warnings
    if parameters is not None:
        contract, lines = _with_figures(contract, parameters, stated)
        told = _told(f"Barème « {parameters.name} »", of_set)
        waiting = not contract.lots and any(parameters.figures.values())
        note = WAITING_FOR_LOTS if waiting else ""
        borrowed.append(replace(told, values=(*told.values, *lines), note=note))
        warnings += parameters.warnings
    return Prefilled(contract, tuple(borrowed), tuple(warnings))


def _stated(source: Path) -> set[str]:
    """Return the facts a contract file fills itself, be it with the usual value."""
    return {name for name, cell in read_raw(source).contract.items() if not cell.empty}


def _without(facts: Mapping[str, Any], stated: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in stated}


def _called_for(contract: Contract | None, *sources: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Leave out a fact whose own condition fails: a lump sum where the penalty is an index."""
    terms = vocabulary.contract_terms()
    merged = _filled(contract, {name: value for facts in sources for name, value in facts.items()})
    for facts in sources:
        yield {
            name: value
            for name, value in facts.items()
            if (condition := condition_of(terms[name])) is None or condition.holds(merged)
        }


def _told(source: str, facts: Mapping[str, Any]) -> Borrowed:
    terms = vocabulary.contract_terms()
    return Borrowed(source, tuple(_value(term) for name, term in terms.items() if name in facts))


def _value(term: Term) -> tuple[str, str, str]:
    return vocabulary.groups()[term.group], term.key, term.label


def _filled(contract: Contract | None, facts: Mapping[str, Any]) -> Contract:
    """Return the contract with more facts; without a contract, one that has no lot yet."""
    if contract is not None and contract.lots:
        return Contract(**{**_fields(contract), **facts})
    known = {} if contract is None else _fields(contract)
    unborn = Contract(**{**known, **facts, "lots": (Lot(number="1", title="1"),)})
    return unborn.model_copy(update={"lots": ()})


def _fields(contract: Contract) -> dict[str, Any]:
    return {name: getattr(contract, name) for name in Contract.model_fields}


def _with_figures(
    contract: Contract, parameters: TerritorySet, stated: Collection[str]
) -> tuple[Contract, list[tuple[str, str, str]]]:
    """Fill the inputs that a lot's own method lacks, and return them with their place."""
    told: list[tuple[str, str, str]] = []
    lots = tuple(_lot_with_figures(lot, contract, parameters, told) for lot in contract.lots)
    if not told:
        return contract, told
    update: dict[str, Any] = {"lots": lots}
    if not {"values_source", "values_date"} & set(stated):
        source = f"{parameters.name} ({parameters.author}), {date_text(parameters.set_date)}"
        update |= {"values_source": source, "values_date": parameters.set_date}
        terms = vocabulary.contract_terms()
        told += [_value(terms[name]) for name in ("values_source", "values_date")]
    return contract.model_copy(update=update), told


def _lot_with_figures(
    lot: Lot, contract: Contract, parameters: TerritorySet, told: list[tuple[str, str, str]]
) -> Lot:
    chosen, _ = choose_method(lot)
    if chosen is None or not lot.has_hours or lot.retained is not None:
        return lot
    found: dict[str, Any] = {}
    for table in tables():
        if table.field not in chosen.inputs or lot.value(table.field) is not None:
            continue
        by_trade = table.named_after == "trade"
        key = lot.trade if by_trade else contract.contract_type and contract.contract_type.value
        figure = parameters.figure(table.field, key)
        if figure is not None:
            found[table.field] = figure.value
            term = vocabulary.lot_terms()[table.field]
            told.append((f"Lot {lot.number}", f"lots.{lot.number}.{term.key}", term.label))
    return lot.model_copy(update=found)
