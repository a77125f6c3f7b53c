"""The headings of buyers' own tables: which lot field a column holds, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cache, lru_cache

from insertion import vocabulary
from insertion.typography import plain
from xlplugin.opening import Cell

LONGEST_HEADING = 80
MOST_REMEMBERED = 2_000
"""Readings of headings kept: a server reads the words of strangers for months."""
AMOUNT = "amount_excl_tax"
_IDENTITY = {"number", "title"}
_QUANTITY = {AMOUNT, "worked_hours", "retained_hours"}
_WITH_TAX = re.compile(r"\bt\.?\s?t\.?\s?c\b\.?|toutes taxes", re.IGNORECASE)
_BEFORE_TAX = re.compile(r"\bh\.?\s?t\b\.?|hors tax", re.IGNORECASE)
_DOTTED = re.compile(r"\bh\.\s?t\b\.?", re.IGNORECASE)
_SCALE = re.compile(
    r"(?P<k>\bk\s?(?:€|euros?|eur\b)|milliers(?: d'(?:euros?|€))?)"
    r"|(?P<m>\bm\s?(?:€|euros?|eur\b)|millions(?: d'(?:euros?|€))?)",
    re.IGNORECASE,
)
_EUROS = re.compile(r"€|\beuros?\b|\beur\b", re.IGNORECASE)
_UNIT_WORDS = re.compile(
    r"\b(?:exprimée?s? )?en "
    r"(?:(?:k|m|milliers d'|millions d')?\s?(?:€|euros?)|milliers|millions|%|heures?)"
    r"|\b[km]?\s?€\s*(?:ht)?|%",
    re.IGNORECASE,
)
_FILLING = re.compile(r"\b(?:de|du|des|d|la|le|les|l)\b")
# Words that say what only together with the group above them: « Montant » under « Main d'œuvre ».
_VAGUE = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A recognised heading, possibly written over several rows; ``cell`` is its lowest one.

    ``scale``: « k€ » or « M€ » when it says so; ``euros``: when it names euros, with or without a
    scale; ``before_tax`` and ``with_tax``: what it says of taxes.
    """

    field: str
    cell: Cell
    scale: str = ""
    percent: bool = False
    with_tax: bool = False
    before_tax: bool = False
    euros: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The headings of a table: their last row, what the columns hold, and those nobody knows."""

    row: int
    headings: tuple[Heading, ...]
    doubled: dict[str, list[Heading]] = dataclass_field(default_factory=dict)
    unknown: tuple[Cell, ...] = ()
    first_row: int = 0

    @property
    def fields(self) -> dict[int, str]:
        """Return column → field, for the columns kept."""
        return {each.cell.column: each.field for each in self.headings}

    @property
    def complete(self) -> bool:
        """Tell whether it heads lots: who they are, and what their hours come from."""
        names = {each.field for each in self.headings}
        return bool(names & _IDENTITY) and bool(names & _QUANTITY)

    def of(self, name: str) -> Heading | None:
        """Return the heading of a field."""
        return next((each for each in self.headings if each.field == name), None)


def read_heading(cell: Cell, above: Sequence[str] = ()) -> Heading | None:
    """Return what a heading announces, or ``None``; ``above``: what stands over it, from the top.

    Units in brackets, line breaks, accents and case do not matter; « TTC » does.
    """
    if not isinstance(cell.value, str):
        return None
    pieces = [plain(each) for each in (*above, cell.value) if each and len(each) <= LONGEST_HEADING]
    if not pieces or len(cell.value) > LONGEST_HEADING:
        return None
    found = _field_of_pieces(tuple(_without_tax(each) for each in pieces))
    if found is None:
        return None
    taxed = next((each for each in reversed(pieces) if says_tax(each)), "")
    with_tax = says_with_tax(taxed)
    if with_tax and found != AMOUNT:
        return None
    text = " ".join(pieces)
    unit = next((each for each in reversed(pieces) if _EUROS.search(each) or scale_of(each)), "")
    return Heading(
        found,
        cell,
        text=text,
        scale=scale_of(unit),
        euros=bool(unit),
        percent="%" in text or "pourcent" in text.lower(),
        before_tax=bool(taxed) and not with_tax,
        with_tax=with_tax,
    )


def scale_of(text: str) -> str:
    """Return « k€ » or « M€ » when a text says so."""
    found = _SCALE.search(text)
    return "" if found is None else ("k€" if found["k"] else "M€")


def says_with_tax(text: str) -> bool:
    """Tell whether a text says « TTC », and not « HT » too."""
    return _WITH_TAX.search(text) is not None and _BEFORE_TAX.search(text) is None


def says_tax(text: str) -> bool:
    """Tell whether a text says anything of taxes."""
    return _WITH_TAX.search(text) is not None or _BEFORE_TAX.search(text) is not None


def _without_tax(text: str) -> str:
    return plain(_WITH_TAX.sub(" ", _DOTTED.sub("HT", text)))


@lru_cache(MOST_REMEMBERED)
def _field_of_pieces(pieces: tuple[str, ...]) -> str | None:
    """Return the field that pieces of a heading name together, or the lowest ones alone."""
    for words in _readings(pieces):
        found = _field_of(words)
        if found is not None:
            return found
    for start in range(1, len(pieces)):
        rest, over = " ".join(pieces[start:]), _field_of(" ".join(pieces[:start]))
        found = _field_of(rest)
        if found is not None and (over in (None, found) or not _VAGUE.fullmatch(rest)):
            return found
    return None


def _readings(pieces: tuple[str, ...]) -> Iterator[str]:
    """Yield « Insertion Taux », then « Taux Insertion »: groups are written either way."""
    yield " ".join(pieces)
    if len(pieces) > 1:
        yield " ".join(reversed(pieces))


_TITLES_OF_OTHERS = {"metier"}
"""Our own key for the trade of a reference; in a buyer's table, any word in any sense."""


@lru_cache(MOST_REMEMBERED)
def _field_of(text: str) -> str | None:
    if vocabulary.folded(text) in _TITLES_OF_OTHERS:
        return None
    if vocabulary.find_result_heading(text) is not None:
        return None  # « Insertion (heures) » waits for a result: it is no rate
    without_brackets = plain(re.sub(r"[(\[][^)\]]*[)\]]", " ", text))
    without_units = plain(_UNIT_WORDS.sub(" ", without_brackets))
    for candidate in (text, without_brackets, without_units):
        found = vocabulary.find_lot_heading(candidate) if candidate else None
        if found is not None:
            return found
    return _loose_headings().get(_bare(without_units))


def _bare(text: str) -> str:
    """Return a heading without its small words: « taux main œuvre » is « taux de main d'œuvre »."""
    return " ".join(_FILLING.sub(" ", vocabulary.folded(text)).split())


@cache
def _loose_headings() -> dict[str, str]:
    """Return the headings of more than one word without their small words, where one field fits."""
    found: dict[str, set[str]] = {}
    for term in vocabulary.lot_terms().values():
        for word in (term.label, *term.headings):
            bare = _bare(word)
            if " " in bare:
                found.setdefault(bare, set()).add(term.id)
    return {bare: names.copy().pop() for bare, names in found.items() if len(names) == 1}
