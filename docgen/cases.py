"""``cases.yaml``: examples that are tests, run from the record to the text of the clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from docgen.clause import Clause
from docgen.library import CASES, Library, read_text, read_yaml
from docgen.placeholders import Placeholders, published
from docgen.render import applies, plain_text, render_clause
from insertion.errors import Fault, InvalidInput, fault
from insertion.hours import compute
from insertion.intake import build_record
from insertion.record import parse_record
from insertion.typography import plain

BASE = "base.yaml"


@dataclass(frozen=True, slots=True)
class Case:
    """An example: facts laid over the base contract, and what the text must hold or lack."""

    name: str
    on: date
    given: Mapping[str, Any]
    contains: tuple[str, ...]
    absent: tuple[str, ...]
    refuse: str | None


def cases_of(clause: Clause, library: Library) -> tuple[Case, ...]:
    """Return the cases of a clause, in file order."""
    place = f"{clause.id}/{CASES}"
    file = library.root / clause.id / CASES
    if not file.is_file():
        return ()
    rows = read_yaml(read_text(file), place)
    return tuple(
        Case(
            name=row["name"],
            on=row["on"],
            given=row.get("given") or {},
            contains=tuple(row.get("expect", {}).get("contains", ())),
            absent=tuple(row.get("expect", {}).get("absent", ())),
            refuse=row.get("refuse"),
        )
        for row in rows
    )


def case_values(case: Case, library: Library) -> Placeholders:
    """Return the published values of a case: the base contract with the case's facts over it."""
    base = read_yaml(read_text(library.root / BASE), BASE)
    facts = {**base, "date_lancement": case.on, **case.given}
    record = build_record(parse_record(_as_yaml(facts), case.name))
    return published(compute(record.contract, record.lot_places))


def _as_yaml(facts: Mapping[str, Any]) -> str:
    """Write facts back as text, so that a case goes through the same reading as a file."""

    def shown(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: shown(each) for key, each in value.items()}
        if isinstance(value, list):
            return [shown(each) for each in value]
        if isinstance(value, bool):
            return "oui" if value else "non"
        return None if value is None else str(value)

    return str(yaml.safe_dump(shown(facts), allow_unicode=True, sort_keys=False))


def case_text(clause: Clause, case: Case, library: Library) -> str:
    """Return the text of the clause in this case; empty when the clause does not apply."""
    places = case_values(case, library)
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
    if case.refuse is not None:
        return [_differs(place, f"le refus {case.refuse} était attendu")]
    folded = text.lower()
    faults = [
        _differs(place, f"« {each} » devait apparaître")
        for each in case.contains
        if plain(each).lower() not in folded
    ]
    faults += [
        _differs(place, f"« {each} » ne devait pas apparaître")
        for each in case.absent
        if plain(each).lower() in folded
    ]
    return faults


def _differs(place: str, detail: str) -> Fault:
    return fault("CLAUSE_MAL_FORMEE", place, detail=detail, advice="Corriger la clause ou le cas.")
