"""A new workbook filled beforehand: the contract's own facts, then a profile's, then a set's.

Only what the contract does not state is filled, and what came from where is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clausier.files import read_contract, read_raw, read_set
from clausier.profiles_store import find_profile
from clausier.set_figures import Lent, WithFigures, with_figures
from insertion import vocabulary
from insertion.completeness import condition_of
from insertion.contract import Contract, Lot
from insertion.facts import fact_text
from insertion.territory import TerritorySet
from insertion.typography import counted, french, numbered

WAITING_FOR_LOTS = (
    "Ses parts, coûts et taux se reprennent lot par lot : donner les lots avec --depuis."
)
LOT = "Lot "
"""How the group of a lot's values begins."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value filled: where in the workbook, its French key, its label, and what was written."""

    group: str
    key: str
    label: str
    words: str

    @property
    def told(self) -> str:
        """Return it in words; a sentence stands alone, after the name of its group."""
        return f"{self.label} ({self.words})" if self.label else self.words.rstrip(".")


@dataclass(frozen=True, slots=True)
class Borrowed:
    """What one source filled: its name, the values, and what a person must know of them."""

    source: str
    values: tuple[Value, ...]
    notes: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return what to tell, group by group: never a value filled in silence."""
        notes = [f"  {each}" for each in self.notes]
        if not self.values:
            return tuple(french(each) for each in (f"{self.source} : rien à reprendre.", *notes))
        count = counted(len(self.values), "valeur reprise", "valeurs reprises")
        groups: dict[str, list[str]] = {}
        for each in self.values:
            groups.setdefault(each.group, []).append(each.told)
        alike: dict[str, list[str]] = {}
        for group, told in groups.items():
            alike.setdefault(", ".join(told), []).append(group)
        lines = [f"  {_together(named)} : {told}." for told, named in alike.items()]
        return tuple(french(each) for each in (f"{self.source} : {count}.", *lines, *notes))

    def as_record(self) -> dict[str, Any]:
        """Return it under its published French keys."""
        return {
            "origine": self.source,
            "champs": [each.key for each in self.values],
            "valeurs": [{"cle": each.key, "en_clair": french(each.words)} for each in self.values],
            "remarques": [french(each) for each in self.notes],
        }


def _together(groups: Sequence[str]) -> str:
    """Return several lots in few words; a group of facts stands alone."""
    if len(groups) == 1:
        return groups[0]
    return f"Lots {numbered([each.removeprefix(LOT) for each in groups])}"


@dataclass(frozen=True, slots=True)
class Prefilled:
    """The contract of a new workbook, ``None`` for a blank one, and where its values come from.

    ``warnings`` are those of the contract's reading, of the profile and of the set.
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
    record = None if source is None else read_contract(source)
    contract = None if record is None else record.contract
    warnings: list[str] = [] if record is None else list(record.warnings)
    if profile is None and territory is None:
        return Prefilled(contract, warnings=tuple(warnings))
    stated = set() if source is None else _stated(source)
    habits = None if profile is None else find_profile(profile)[0]
    parameters = None if territory is None else read_set(territory)
    of_profile = {} if habits is None else _without(habits.facts, stated)
    of_set = {} if parameters is None else _without(parameters.facts, {*stated, *of_profile})
    of_profile, of_set = _called_for(contract, of_profile, of_set)
    contract = _filled(contract, {**of_profile, **of_set})
    borrowed: list[Borrowed] = []
    if habits is not None:
        borrowed.append(Borrowed(f"Profil « {habits.name} »", _facts(of_profile)))
        warnings += habits.warnings
    if parameters is not None:
        found = with_figures(contract, parameters, stated)
        contract = found.contract
        borrowed.append(_of_set(parameters, of_set, found))
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


def _of_set(parameters: TerritorySet, facts: Mapping[str, Any], found: WithFigures) -> Borrowed:
    contract = found.contract
    dated = {"values_date": contract.values_date} if found.date_filled else {}
    values = [*_facts({**facts, **dated}), *(_figure(each) for each in found.taken)]
    if found.source_filled:
        term = vocabulary.contract_terms()["values_source"]
        values.append(Value(term.label, term.key, "", contract.values_source or ""))
    waiting = not contract.lots and any(parameters.figures.values())
    notes = (*found.notes, WAITING_FOR_LOTS) if waiting else found.notes
    return Borrowed(f"Barème « {parameters.name} »", tuple(values), notes)


def _facts(facts: Mapping[str, Any]) -> tuple[Value, ...]:
    return tuple(
        Value(vocabulary.groups()[term.group], term.key, term.label, fact_text(term, facts[name]))
        for name, term in vocabulary.contract_terms().items()
        if name in facts
    )


def _figure(lent: Lent) -> Value:
    term = vocabulary.lot_terms()[lent.table.field]
    key = f"lots.{lent.lot.number}.{term.key}"
    return Value(f"{LOT}{lent.lot.number}", key, lent.label, f"{lent.words}, {lent.origin}")


def _filled(contract: Contract | None, facts: Mapping[str, Any]) -> Contract:
    """Return the contract with more facts; without a contract, one that has no lot yet."""
    if contract is not None and contract.lots:
        return Contract(**{**_fields(contract), **facts})
    known = {} if contract is None else _fields(contract)
    unborn = Contract(**{**known, **facts, "lots": (Lot(number="1", title="1"),)})
    return unborn.model_copy(update={"lots": ()})


def _fields(contract: Contract) -> dict[str, Any]:
    return {name: getattr(contract, name) for name in Contract.model_fields}
