"""Random contracts that a file could hold: every fact, and texts people would dread to retype."""

from __future__ import annotations

import unicodedata
from typing import Any

from hypothesis import strategies as st

from insertion import vocabulary
from insertion.contract import AmountBase, Contract, Lot, Period, PeriodKind, Retained
from insertion.intake import comparable_number
from insertion.methods import METHODS
from insertion.quantities import DayKind, Days
from insertion.reading import EARLIEST_DATE, LATEST_DATE, RawCell, read_lot_number
from insertion.vocabulary import Term

HARD_TEXTS = (
    "010", "0", "null", "~", "oui", "non", "true", "1e3", "2026-09-01", "a : b", "a # b", "# c",
    "- x", "[a, b]", "{a: b}", "« clause »", "l'école", "l’école", 'dit "ici"', "\\n", "a\\b", "'",
    '"', "%YAML", "---", "...", "&ancre", "*alias", "!tag", "| bloc", "> bloc", "? clé", "@", "`",
    "50 %",
    "1\u202f000,50 €", "👩‍🔧 chantier", "🫠", "e\u0301te\u0301", "été à l'école",
    "a\u00a0b", "<<",
    "=SOMME(A1)", "{{ acheteur_nom }}", "{% for %}",
    "</w:t>", "&amp;", "中文", "a\tb", "ÅœŒß", "/*",
)  # fmt: skip


def _canonical(text: str) -> str:
    """Return what reading keeps of a one-line text."""
    return " ".join(text.split("\n")).strip()


def _carried(character: str) -> bool:
    noncharacter = ord(character) & 0xFFFE == 0xFFFE
    unseen = character in "\u00ad\u200b\u200e\u200f\u2060\ufeff"
    reordering = "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"
    return not (noncharacter or unseen or reordering) and unicodedata.category(character) not in {
        "Cc",
        "Cs",
        "Zl",
        "Zp",
    }


carried = st.characters(codec="utf-8").filter(_carried)
one_line = (
    st.sampled_from(HARD_TEXTS)
    | st.text(carried, max_size=40)
    | st.text("' \":#-é%&*!|>[]{},@`\\", max_size=20)
).map(_canonical).filter(bool)  # fmt: skip
several_lines = st.lists(one_line, min_size=1, max_size=4).map("\n".join)
days = st.builds(Days, count=st.integers(1, 3660), kind=st.sampled_from(DayKind))
money = st.decimals(0, 10**12, places=2)
shares = st.decimals(0, 1, places=6)
numbers: dict[str, st.SearchStrategy[Any]] = {
    "rounding_multiple": st.integers(1, 1000),
    "penalty_coefficient": st.decimals("0.01", 100, places=2),
}
emails = st.sampled_from(["clauses@exemple.fr", "a+b@c.d.org", "é@exemple.example"])
sirets = st.sampled_from(["73282932000074", "00000000000000", "35600000000048"])


FIXED_TYPES: dict[str, st.SearchStrategy[Any]] = {
    "text": one_line,
    "long_text": several_lines,
    "siret": sirets,
    "email": emails,
    "date": st.dates(EARLIEST_DATE, LATEST_DATE),
    "boolean": st.booleans(),
    "days": days,
    "money": money,
    "share": shares,
    "hours": st.decimals(0, 10**9, places=3),
    "whole_hours": st.integers(0, 10**9),
    "month_count": st.integers(1, 600),
    "age": st.integers(15, 99),
    "headcount": st.integers(1, 100_000),
}


def value_of(name: str, term: Term) -> st.SearchStrategy[Any]:
    """Return the values a field may take."""
    if term.type == "number":
        return numbers[name]
    if term.type not in ("choice", "choices"):
        return FIXED_TYPES[term.type]
    keys = list(vocabulary.options(name))
    if term.type == "choice":
        return st.sampled_from(keys)
    return st.sets(st.sampled_from(keys)).map(
        lambda chosen: tuple(key for key in keys if key in chosen)
    )


def _facts() -> dict[str, st.SearchStrategy[Any]]:
    return {name: value_of(name, term) for name, term in vocabulary.contract_terms().items()}


retained = st.builds(
    Retained,
    hours=st.integers(0, 10**9),
    reason=one_line,
    author=one_line,
    decided_on=st.dates(EARLIEST_DATE, LATEST_DATE),
)


def _number_stays(text: str) -> bool:
    term = vocabulary.lot_terms()["number"]
    return read_lot_number(RawCell(text, ""), term) == text


def _other_inputs() -> dict[str, st.SearchStrategy[Any]]:
    """Return the numbers that only some methods read, by the type of their field."""
    by_type = {"money": money, "hours": FIXED_TYPES["hours"], "number": FIXED_TYPES["hours"]}
    names = dict.fromkeys(name for method in METHODS for name in method.inputs)
    return {
        name: by_type[vocabulary.lot_terms()[name].type]
        for name in names
        if name not in Lot.model_fields
    }


lot_numbers = (
    st.sampled_from(["1", "01bis", "010", "1.1", "11", "Nord", "A", "2-1", "1 000"])
    | one_line.filter(_number_stays)
)  # fmt: skip
bare_lots: dict[str, st.SearchStrategy[Any]] = {
    "title": one_line,
    "amount_excl_tax": money,
    "labour_share": shares,
    "insertion_rate": shares,
    "hourly_cost": money,
    "worked_hours": st.decimals(0, 10**9, places=3),
    "method": st.sampled_from([method.id for method in METHODS]),
    "trade": st.sampled_from(list(vocabulary.options("trade"))),
    "inputs": st.fixed_dictionaries({}, optional=_other_inputs()),
    "offered_hours": st.integers(0, 10**9),
    "no_clause_reason": one_line,
}
lots = st.fixed_dictionaries(
    {"number": lot_numbers, "title": bare_lots["title"]},
    optional={name: each for name, each in bare_lots.items() if name != "title"}
    | {"retained": retained},
).flatmap(
    lambda values: (
        st.just(values)
        if "retained" in values
        else st.sampled_from(list(vocabulary.options("mechanism"))).map(
            lambda mechanism: values | {"mechanism": mechanism}
        )
    )
)


periods = st.fixed_dictionaries(
    {
        "title": one_line,
        "period_kind": st.sampled_from(PeriodKind),
        "duration_months": st.integers(1, 600),
        "amount_excl_tax": st.none() | money,
    }
).map(lambda values: Period(**values))


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """Return any contract that reading can produce."""
    facts = draw(st.fixed_dictionaries({}, optional=_facts()))
    rows = draw(
        st.lists(
            lots, min_size=1, max_size=4, unique_by=lambda row: comparable_number(row["number"])
        )
    )
    spread = tuple(draw(st.lists(periods, max_size=3)))
    if facts.get("amount_base") == AmountBase.FIRM and spread:
        spread = (spread[0].model_copy(update={"period_kind": PeriodKind.FIRM}), *spread[1:])
    return Contract(**facts, periods=spread, lots=tuple(Lot(**row) for row in rows))
