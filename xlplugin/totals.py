"""Total rows of a buyer's table: told from lots by their words, or because they sum up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from insertion import vocabulary
from insertion.reading import RawCell, Unreadable, read_number
from xlplugin.headings import AMOUNT
from xlplugin.opening import Cell, Row

_TOTAL = re.compile(
    r"^(?:sous[ -]?totaux|sous[ -]?total|t\s?v\s?a|t\s?t\s?c|dont tva|montant tva)\b"
)
_SUM = re.compile(r"^(?:(?:montant )?(?:total|totaux)|montant ttc|ensemble|recapitulatif)\b")
"""What a total begins with, but also the title of a real lot: the rest of the text decides."""
_OF_A_SUM = re.compile(
    r"de|du|des|d|la|les?|l|un|et|en|a|totaux|total|montants?|general|generale|generaux|h|t|c|ht|ttc|"
    r"tva|hors|taxes?|toutes|comprises|euros?|eur|k|m|lots?|marches?|operation|projet|travaux|"
    r"tranches?|ferme|optionnelle|options?|variantes?|batiments?|chapitre|section|phase|pse|base|"
    r"estimation|estimee?|previsionnel|heures|insertion"
)
_CENT = Decimal("0.01")


def is_total(row: Row, cells: Mapping[str, Cell]) -> bool:
    """Tell a total row by its words: its number, its title or its first text says so."""
    number = cells.get("number")
    if number is not None and not _says_total(number):
        return False
    suspects = [cells[name] for name in ("number", "title") if name in cells]
    suspects += [cell for cell in row if isinstance(cell.value, str)][:1]
    return any(_says_total(cell) for cell in suspects)


def _says_total(cell: Cell) -> bool:
    if not isinstance(cell.value, str):
        return False
    text = vocabulary.folded(cell.value)
    if _TOTAL.match(text):
        return True
    begun = _SUM.match(text)
    if begun is None:
        return False
    rest = re.findall(r"[^\W\d_]+", text[begun.end() :])
    return all(_OF_A_SUM.fullmatch(word) for word in rest)


def begins_like_a_total(cells: Mapping[str, Cell]) -> bool:
    """Tell « Total école », which may be a total or the title of a lot: its amount decides."""
    title = cells.get("title")
    if title is None or not isinstance(title.value, str):
        return False
    return _SUM.match(vocabulary.folded(title.value)) is not None


@dataclass
class RunningSums:
    """The amounts of the lots read so far; added up only when a row may be their sum."""

    _amounts: list[RawCell | None] = field(default_factory=list)
    _since: int = 0

    def add(self, amount: RawCell | None) -> None:
        """Count the amount of a lot."""
        self._amounts.append(amount)

    def total_passed(self) -> None:
        """Start again under a total."""
        self._since = len(self._amounts)

    def gives(self, amount: RawCell | None) -> bool:
        """Tell whether an amount is the sum of the lots above, of all or since the last total."""
        return self.is_whole(amount) or _sums_up(amount, self._amounts[self._since :])

    def is_whole(self, amount: RawCell | None) -> bool:
        """Tell whether an amount is the sum of all the lots above, to a cent."""
        return _sums_up(amount, self._amounts)


def _sums_up(amount: RawCell | None, parts: Sequence[RawCell | None]) -> bool:
    """Tell whether an amount is a sum, to a cent; an amount nobody can read makes none certain."""
    whole, figures = _figure(amount), [_figure(each) for each in parts]
    known = [each for each in figures if each is not None]
    if not whole or not known or len(known) < len(figures):
        return False
    return abs(whole - sum(known)) <= _CENT


def _figure(amount: RawCell | None) -> Decimal | None:
    if amount is None or amount.empty:
        return Decimal(0)
    try:
        return read_number(amount, vocabulary.lot_terms()[AMOUNT])
    except Unreadable:
        return None
