"""The headings of lists of planned contracts: which fact a column holds, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from insertion import vocabulary
from insertion.datafiles import load_data
from insertion.programme import DATA, columns
from insertion.typography import plain
from xlplugin.headings import (
    AMOUNT,
    LONGEST_HEADING,
    Head,
    Heading,
    read_heading,
    says_tax,
    says_with_tax,
    scale_of,
)
from xlplugin.opening import Cell, Row

MONTHS, YEARS = "mois", "ans"
_FIGURES = (AMOUNT, "labour_share", "insertion_rate", "hourly_cost")
_TELLING = {AMOUNT, "cpv", "trade", "contract_type", "labour_share"}
"""What tells a list of contracts from any other table with an « objet »."""
_TAX_WORDS = re.compile(r"\bt\.?\s?t\.?\s?c\b", re.IGNORECASE)
_EUROS = re.compile(r"€|\beuros?\b", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_UNIT_WORDS = re.compile(
    r"\ben (?:mois|ann[ée]es?|ans|[km]?\s?€|[km]?\s?euros?|%)|\b(?:mois|ann[ée]es?|ans)$|[km]?€|%",
    re.IGNORECASE,
)
_FIRST_WORDS = {
    "objet": "subject",
    "intitule": "subject",
    "libelle": "subject",
    "designation": "subject",
    "duree": "duration",
    "cpv": "cpv",
}
"""What a heading is about whatever follows: « Intitulé du besoin », « Durée prévue au marché »."""
_YES_OR_NO = ("oui non", "o n")
_MONTHLY = re.compile(r"\bmois\b", re.IGNORECASE)
_YEARLY = re.compile(r"\b(?:ann[ée]es?|ans?)\b", re.IGNORECASE)


@cache
def _index() -> dict[str, str]:
    found: dict[str, str] = {}
    for term in columns().values():
        for word in (term.key, term.label, *term.headings):
            known = found.setdefault(vocabulary.folded(word), term.id)
            if known != term.id:
                raise ValueError(f"the heading {word!r} names both {known} and {term.id}")
    return found


@cache
def _weak() -> frozenset[str]:
    return frozenset(vocabulary.folded(each) for each in load_data(DATA)["weak_subjects"])


def programme_heading(cell: Cell) -> Heading | None:
    """Return what a heading announces, or ``None``; units in brackets or after « en » are read."""
    if not isinstance(cell.value, str) or len(cell.value) > LONGEST_HEADING:
        return None
    text = plain(cell.value)
    if vocabulary.folded(text).endswith(_YES_OR_NO):
        return None
    name = next((found for each in _wordings(text) if (found := _index().get(each))), None)
    name = name or _FIRST_WORDS.get(vocabulary.folded(text).partition(" ")[0])
    if name is None:
        # What buyers write above the amounts of lots, they write above those of contracts.
        same = read_heading(cell)
        return same if same is not None and same.field in _FIGURES else None
    with_tax = says_with_tax(text)
    if with_tax and name != AMOUNT:
        return None
    percent = name in ("labour_share", "insertion_rate") and "%" in text
    return Heading(
        name,
        cell,
        _unit(name, text),
        percent,
        with_tax,
        before_tax=says_tax(text) and not with_tax,
        euros=_EUROS.search(text) is not None,
        text=text,
    )


def _wordings(text: str) -> Iterator[str]:
    """Yield a heading as it stands, then without its brackets, then without its unit."""
    bare = plain(_TAX_WORDS.sub(" ", text))
    outside = plain(_BRACKETS.sub(" ", bare))
    yield vocabulary.folded(bare)
    yield vocabulary.folded(outside)
    yield vocabulary.folded(_UNIT_WORDS.sub(" ", outside))


def _unit(name: str, text: str) -> str:
    if name == "duration":
        monthly, yearly = _MONTHLY.search(text), _YEARLY.search(text)
        return (MONTHS if monthly else YEARS) if bool(monthly) != bool(yearly) else ""
    return scale_of(text) if name == AMOUNT else ""


def programme_head(number: int, row: Row) -> Head | None:
    """Return the headings of a row, if they are those of a list of contracts."""
    found = [each for cell in row if (each := programme_heading(cell)) is not None]
    found = _one_subject(found)
    names = {each.field for each in found}
    if "subject" not in names or not names & _TELLING:
        return None
    before_tax = [each for each in found if not each.with_tax]
    if any(each.field == AMOUNT for each in before_tax):
        found = before_tax
    groups: dict[str, list[Heading]] = {}
    for each in found:
        groups.setdefault(each.field, []).append(each)
    doubled = {name: group for name, group in groups.items() if len(group) > 1}
    return Head(number, tuple(group[0] for group in groups.values()), doubled)


def _one_subject(found: list[Heading]) -> list[Heading]:
    """Drop « Marché » beside « Objet »: it is then a number or a reference."""

    def words(each: Heading) -> str:
        return vocabulary.folded(str(each.cell.value))

    subjects = [each for each in found if each.field == "subject"]
    strong = [each for each in subjects if words(each) not in _weak()]
    if strong:
        return [each for each in found if each.field != "subject" or each in strong]
    return found
