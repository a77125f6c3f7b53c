"""``cases.yaml``: examples that are tests, run from the record to the text of the clause."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from docgen.clause import Clause, sheet_errors
from docgen.library import CASES, Library, malformed, read_text, read_yaml
from docgen.placeholders import Placeholders, published
from docgen.render import applies, plain_text, render_clause
from insertion.errors import Fault, InvalidInput
from insertion.hours import compute
from insertion.intake import PERIODS_KEY, RawRecord, build_record
from insertion.record import LOTS_KEY, parse_record
from insertion.typography import plain

BASE = "base.yaml"
_STRICT = ConfigDict(frozen=True, extra="forbid")


class Expected(BaseModel):
    """Words the text must hold, and words it must lack."""

    model_config = _STRICT
    contains: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


class Case(BaseModel):
    """An example: facts laid over the base contract, and what the text must hold or lack."""

    model_config = _STRICT
    name: str
    on: date
    given: Mapping[str, Any] | None = None
    expect: Expected = Expected()
    refuse: str | None = None


_CASES = TypeAdapter(tuple[Case, ...])


def cases_of(clause: Clause, library: Library) -> tuple[Case, ...]:
    """Return the cases of a clause, in file order.

    Raises:
        InvalidInput: with everything malformed in the file.
    """
    known: tuple[Case, ...] | None = library.memory.get((CASES, clause.id))
    if known is None:
        known = library.memory[CASES, clause.id] = _read_cases(clause, library)
    return known


def _read_cases(clause: Clause, library: Library) -> tuple[Case, ...]:
    place = f"{clause.id}/{CASES}"
    file = library.root / clause.id / CASES
    if not file.is_file():
        return ()
    try:
        return _CASES.validate_python(read_yaml(read_text(file, place), place))
    except ValidationError as error:
        raise InvalidInput(
            malformed(f"{place}:{path}", f"« {path} » : {detail}" if path else detail)
            for path, detail in sheet_errors(error)
        ) from error


def base_facts(library: Library) -> Mapping[str, Any]:
    """Return the contract every case starts from.

    Raises:
        InvalidInput: when the library has none.
    """
    known: Mapping[str, Any] | None = library.memory.get(BASE)
    if known is None:
        known = read_yaml(read_text(library.root / BASE, BASE), BASE)
        if not isinstance(known, Mapping):
            raise InvalidInput([malformed(BASE, "des clés et leurs valeurs sont attendues")])
        library.memory[BASE] = known
    return known


def case_values(case: Case, clause: Clause, library: Library) -> Placeholders:
    """Return the published values of a case: the base contract with the case's facts over it.

    Raises:
        InvalidInput: when these facts make no contract.
    """
    facts = _as_yaml({"date_lancement": case.on, **(case.given or {})})
    key = (BASE, facts)  # many cases of many clauses share their facts
    known: Placeholders | InvalidInput | None = library.memory.get(key)
    if known is None:
        try:
            record = build_record(_laid_over(_base_record(library), facts, case))
            known = published(compute(record.contract, record.lot_places))
        except InvalidInput as error:
            known = error
        library.memory[key] = known
    if isinstance(known, InvalidInput):
        raise known
    return known.seen_by(clause.sheet.applies_to.documents)


def _base_record(library: Library) -> RawRecord:
    key = (BASE, "cells")
    known: RawRecord | None = library.memory.get(key)
    if known is None:
        known = library.memory[key] = parse_record(_as_yaml(base_facts(library)), BASE)
    return known


def _laid_over(base: RawRecord, facts: str, case: Case) -> RawRecord:
    """Return the base contract where the facts of the case win; its lots and periods are whole."""
    own = parse_record(facts, case.name)
    given = case.given or {}
    lots = own if LOTS_KEY in given else base
    periods = own if PERIODS_KEY in given else base
    return RawRecord(
        {**base.contract, **own.contract},
        lots.lots,
        lots.lot_places,
        case.name,
        (*base.faults, *own.faults),
        periods=periods.periods,
        period_places=periods.period_places,
    )


def _as_yaml(facts: Mapping[str, Any]) -> str:
    """Write facts back as text, so that a case goes through the same reading as a file."""

    def shown(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(key): shown(each) for key, each in value.items()}
        if isinstance(value, list):
            return [shown(each) for each in value]
        if isinstance(value, bool):
            return "oui" if value else "non"
        return None if value is None else str(value)

    return json.dumps(shown(facts), ensure_ascii=False, indent=0)  # JSON is YAML, written faster


def case_text(clause: Clause, case: Case, library: Library) -> str:
    """Return the text of the clause in this case; empty when the clause does not apply."""
    places = case_values(case, clause, library)
    if not applies(clause, places):
        return ""
    return plain_text(render_clause(clause, places, case.on).blocks)


def run_case(clause: Clause, case: Case, library: Library) -> list[Fault]:
    """Return what differs between the case's expectations and the text produced."""
    place = f"{clause.id}/{CASES}:{case.name}"
    try:
        text = plain(case_text(clause, case, library))
    except InvalidInput as error:
        codes = {each.code for each in error.faults}
        if case.refuse in codes:
            return []
        detail = "; ".join(str(each) for each in error.faults)
        return [_differs(place, f"refusé : {detail}")]
    except KeyError as error:
        return [_differs(place, f"le champ {error} n'est pas publié dans ce cas")]
    except TypeError:
        detail = (
            "un tableau est dans une phrase, ou une condition porte sur autre chose que oui/non"
        )
        return [_differs(place, detail)]
    if case.refuse is not None:
        return [_differs(place, f"le refus {case.refuse} était attendu")]
    folded = text.lower()
    faults = [
        _differs(place, f"« {each} » devait apparaître")
        for each in case.expect.contains
        if plain(each).lower() not in folded
    ]
    faults += [
        _differs(place, f"« {each} » ne devait pas apparaître")
        for each in case.expect.absent
        if plain(each).lower() in folded
    ]
    return faults


def _differs(place: str, detail: str) -> Fault:
    name = place.partition(":")[2]
    return malformed(place, f"cas « {name} » : {detail}", "Corriger la clause ou le cas.")
