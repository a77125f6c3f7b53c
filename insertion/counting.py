"""What counts as an insertion hour, for how long and on what proof, as of the consultation date.

The rules are dated data shared by the clause, the calculation note and the follow-up: an hour is
worth an hour, whatever the person, the route and the contract.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from insertion.contract import Contract
from insertion.datafiles import load_data
from insertion.dated import Certainty, version_at

FILE = "counting_rules.yaml"


@dataclass(frozen=True, slots=True)
class CountingRule:
    """What becomes of the hours of one situation.

    ``counted`` is the answer, or the field of the contract that gives it; ``cap`` the field that
    bounds, in months from the hiring, how long such hours count.
    """

    id: str
    start: date
    situation: str
    counted: bool | str
    counted_words: str
    not_counted_words: str
    cap: str | None
    certainty: Certainty
    source: str
    checked_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ProofRule:
    """What proves the hours made by one route."""

    id: str
    start: date
    route: str
    proof: str
    certainty: Certainty
    source: str
    checked_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A rule applied to a contract.

    ``counted`` is ``None`` while the contract does not answer; ``months`` bounds the period, and is
    ``None`` without a bound or while it is not stated (``bounded`` tells which).
    """

    rule: CountingRule
    counted: bool | None
    months: int | None
    bounded: bool

    @property
    def words(self) -> str:
        """Return the French answer; empty while the contract does not give it."""
        if self.counted is None:
            return ""
        return self.rule.counted_words if self.counted else self.rule.not_counted_words


@cache
def _rules() -> tuple[tuple[CountingRule, ...], ...]:
    return tuple(
        tuple(
            CountingRule(
                id=name,
                start=each["from"],
                situation=each["situation"],
                counted=each["counted"],
                counted_words=each.get("counted_words", ""),
                not_counted_words=each.get("not_counted_words", ""),
                cap=each.get("cap"),
                certainty=Certainty(each["certainty"]),
                source=each["source"],
                checked_on=each["checked_on"],
            )
            for each in row["versions"]
        )
        for name, row in _section("situations")
    )


@cache
def _proofs() -> tuple[tuple[ProofRule, ...], ...]:
    return tuple(
        tuple(
            ProofRule(
                id=name,
                start=each["from"],
                route=each["route"],
                proof=each["proof"],
                certainty=Certainty(each["certainty"]),
                source=each["source"],
                checked_on=each["checked_on"],
            )
            for each in row["versions"]
        )
        for name, row in _section("proofs")
    )


def _section(name: str) -> list[tuple[str, dict[str, Any]]]:
    rows: dict[str, dict[str, Any]] = load_data(FILE)[name]
    return list(rows.items())


def counting_rules(contract: Contract) -> tuple[Counted, ...]:
    """Return every rule that serves the contract's consultation date, the latest without a date."""
    applied = []
    for versions in _rules():
        rule = _serving(versions, contract.consultation_date)
        if rule is None:
            continue
        answer = rule.counted if isinstance(rule.counted, bool) else getattr(contract, rule.counted)
        months = None if rule.cap is None else getattr(contract, rule.cap)
        applied.append(Counted(rule, answer, months, rule.cap is not None))
    return tuple(applied)


def proof_rules(on: date | None) -> tuple[ProofRule, ...]:
    """Return what proves the hours of each route on a consultation date, the latest without one."""
    found = (_serving(versions, on) for versions in _proofs())
    return tuple(each for each in found if each is not None)


def _serving(versions: tuple[Any, ...], on: date | None) -> Any:
    if on is None:
        return versions[-1]
    found = version_at(versions, on)
    return None if found is None else found.version
