"""The headings of buyers' own tables: which lot field a column holds, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from insertion import vocabulary
from insertion.typography import plain
from xlplugin.opening import Cell, Row

LONGEST_HEADING = 80
AMOUNT = "amount_excl_tax"
_IDENTITY = {"number", "title"}
_QUANTITY = {AMOUNT, "worked_hours", "retained_hours"}
_WITH_TAX = re.compile(r"\bt\.?\s?t\.?\s?c\b\.?", re.IGNORECASE)
_BEFORE_TAX = re.compile(r"\bh\.\s?t\b\.?", re.IGNORECASE)
_SCALE = re.compile(
    r"(?P<k>\bk\s?(?:€|euros?|eur\b)|milliers d'euros)"
    r"|(?P<m>\bm\s?(?:€|euros?|eur\b)|millions d'euros)",
    re.IGNORECASE,
)
_UNIT_WORDS = re.compile(
    r"\b(?:exprimée?s? )?en (?:[km]?\s?€|[km]?\s?euros?|%|heures?)|[km]?\s?€\s*(?:ht)?|%",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A recognised heading: its field, « k€ » or « M€ » when it says so, and whether « % »."""

    field: str
    cell: Cell
    scale: str = ""
    percent: bool = False
    with_tax: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A row of headings: where it is, and what its columns hold."""

    row: int
    headings: tuple[Heading, ...]
    doubled: dict[str, list[Heading]] = field(default_factory=dict)

    @property
    def fields(self) -> dict[int, str]:
        """Return column → field, for the columns kept."""
        return {each.cell.column: each.field for each in self.headings}

    def of(self, name: str) -> Heading | None:
        """Return the heading of a field."""
        return next((each for each in self.headings if each.field == name), None)


def read_heading(cell: Cell) -> Heading | None:
    """Return what a heading announces, or ``None``.

    Units in brackets, line breaks, accents and case do not matter; « TTC » does.
    """
    if not isinstance(cell.value, str) or len(cell.value) > LONGEST_HEADING:
        return None
    text = _BEFORE_TAX.sub("HT", plain(cell.value))
    with_tax = _WITH_TAX.search(text) is not None
    bare = plain(_WITH_TAX.sub(" ", text))
    scale = _SCALE.search(text)
    found = _field_of(bare)
    if found is None:
        return None
    if with_tax and found != AMOUNT:
        return None
    name = "" if scale is None else ("k€" if scale["k"] else "M€")
    return Heading(found, cell, name, "%" in text or "pourcent" in text.lower(), with_tax)


def _field_of(text: str) -> str | None:
    without_brackets = plain(re.sub(r"[(\[][^)\]]*[)\]]", " ", text))
    without_units = plain(_UNIT_WORDS.sub(" ", without_brackets))
    for candidate in (text, without_brackets, without_units):
        found = vocabulary.find_lot_heading(candidate) if candidate else None
        if found is not None:
            return found
    return None


def find_head(rows: Sequence[tuple[int, Row]]) -> Head | None:
    """Return the first row that heads a table of lots."""
    return next((head for number, row in rows if (head := head_of(number, row))), None)


def head_of(number: int, row: Row) -> Head | None:
    """Return the headings of a row, if they are those of a table of lots."""
    found = [heading for cell in row if (heading := read_heading(cell)) is not None]
    names = {each.field for each in found}
    if not names & _IDENTITY or not names & _QUANTITY:
        return None
    found = _title_among(found)
    before_tax = [each for each in found if not each.with_tax]
    if any(each.field == AMOUNT for each in before_tax):
        found = before_tax
    by_field: dict[str, list[Heading]] = {}
    for each in found:
        by_field.setdefault(each.field, []).append(each)
    doubled = {name: group for name, group in by_field.items() if len(group) > 1}
    return Head(number, tuple(group[0] for group in by_field.values()), doubled)


def _title_among(found: list[Heading]) -> list[Heading]:
    """Read « Lot » beside « N° » as the title, when no other column is one."""
    numbers = [each for each in found if each.field == "number"]
    if len(numbers) < 2 or any(each.field == "title" for each in found):
        return found
    named = [each for each in numbers if vocabulary.folded(str(each.cell.value)) in ("lot", "lots")]
    if len(named) != 1:
        return found
    return [Heading("title", each.cell) if each is named[0] else each for each in found]
