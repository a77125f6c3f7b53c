"""What people type, turned into exact values: one set of reading rules for every source.

Nothing uncertain is guessed: a value that can be read two ways is a fault that asks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from insertion import vocabulary
from insertion.errors import Fault, fault
from insertion.number_text import (
    EXACT,
    LONGEST,
    NumberRefused,
    expected_of,
    is_percentage,
    number_in,
)
from insertion.quantities import MAX_AMOUNT, MAX_DAYS, MAX_HOURS, DayKind, Days, from_cell
from insertion.typography import MONTHS, plain, share_text
from insertion.vocabulary import Term

Scalar = str | int | float | Decimal | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class RawCell:
    """A value as found, and where; ``percent`` when it is shown as a percentage."""

    value: Scalar | list[str]
    place: str
    percent: bool = False

    @property
    def empty(self) -> bool:
        """Tell whether a person sees nothing there."""
        if isinstance(self.value, str):
            return not plain(self.value.translate(_INVISIBLE))
        return self.value is None


class Unreadable(Exception):
    """Internal: a value that cannot be read; carries the fault."""

    def __init__(self, found: Fault) -> None:
        super().__init__(str(found))
        self.fault = found


def _refuse(code: str, cell: RawCell, **values: object) -> Unreadable:
    return Unreadable(fault(code, cell.place, value=_shown(cell.value), **values))


def _shown(value: object) -> str:
    if isinstance(value, float):
        return str(from_cell(value)).replace(".", ",")
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, date):
        return value.strftime(_DATE_FORMAT)
    return plain(value) if isinstance(value, str) else str(value)


EARLIEST_DATE, LATEST_DATE = date(1990, 1, 1), date(2099, 12, 31)
_SPACE = r"[\s\u00a0\u2007\u2009\u202f']"


def read_number(cell: RawCell, term: Term) -> Decimal:
    """Return a non-negative number written the French way, the international way or as a cell.

    Accepts any kind of space between thousands, a comma, « € », « HT », « k€ » and « M€ ».
    """
    value = cell.value
    if isinstance(value, bool | date | list):
        expected = expected_of(term.type)
        raise _refuse("TYPE_INATTENDU", cell, label=term.label, expected=expected)
    number = _number_from_text(cell, term) if isinstance(value, str) else _number_from_value(cell)
    if number < 0:
        raise _refuse("NOMBRE_NEGATIF", cell)
    limit = MAX_AMOUNT if term.type == "money" else Decimal(MAX_HOURS)
    if number > limit:
        raise _refuse("NOMBRE_DEMESURE", cell, limit=f"{limit:f}")
    return number


def _number_from_value(cell: RawCell) -> Decimal:
    value = cell.value
    assert isinstance(value, int | float | Decimal)
    if isinstance(value, int) and abs(value) >= 10**LONGEST:
        raise _refuse("NOMBRE_DEMESURE", cell, limit="quarante chiffres")
    number = value if isinstance(value, Decimal) else from_cell(value)
    if not number.is_finite():
        raise _refuse("MONTANT_ILLISIBLE", cell)
    return number


def _number_from_text(cell: RawCell, term: Term) -> Decimal:
    assert isinstance(cell.value, str)
    try:
        return number_in(cell.value, term.type)
    except NumberRefused as error:
        raise _refuse(error.code, cell, label=term.label, **error.values) from None


def read_whole(cell: RawCell, term: Term, low: int, high: int, unit: str) -> int:
    """Return a whole number between ``low`` and ``high``, both included."""
    number = read_number(cell, term)
    if number != number.to_integral_value():
        raise _refuse("ENTIER_ATTENDU", cell, unit=unit)
    if not low <= number <= high:
        raise _refuse("HORS_BORNES", cell, low=low, high=high, label=term.label)
    return int(number)


def read_shares(
    cells: Sequence[RawCell], term: Term
) -> tuple[list[Decimal | None], list[Fault], list[str]]:
    """Read a whole column of shares together.

    A figure with a percent sign or a percent format is settled. Bare figures above 1 are
    percentages only if every bare figure of the column is; the figure 1, or a mixture, is a fault
    that asks. So are figures between 1 and 2 alone: 120 % reaches a function as 1,2.
    """
    read: list[Decimal | None] = [None] * len(cells)
    bare: dict[int, Decimal] = {}
    faults: list[Fault] = []
    for index, cell in enumerate(cells):
        if cell.empty:
            continue
        try:
            number = read_number(cell, term)
        except Unreadable as error:
            faults.append(error.fault)
            continue
        if isinstance(cell.value, str) and is_percentage(cell.value):
            read[index] = EXACT.divide(number, 100)
        elif cell.percent or number == 0:
            read[index] = number
        else:
            bare[index] = number
    above = {index for index, number in bare.items() if number > 1}
    ones = {index for index, number in bare.items() if number == 1}
    mixed = bool(above) and len(above) < len(bare) - len(ones)
    if all(bare[index] < 2 for index in above):
        ones |= above
    asking = set(bare) if mixed else ones
    faults += [
        fault("PART_AMBIGUE", cells[i].place, value=_shown(cells[i].value), label=term.label)
        for i in sorted(asking)
    ]
    warnings: list[str] = []
    for index in bare.keys() - asking:
        read[index] = EXACT.divide(bare[index], 100) if index in above else bare[index]
    if above - asking:
        first = min(above - asking)
        warnings.append(
            f"{cells[first].place} : « {term.label} » a été lu en pourcentage "
            f"({_shown(cells[first].value)} pour {share_text(read[first] or Decimal(0))})."
        )
    for index, share in enumerate(read):
        if share is not None and share > 1:
            read[index] = None
            faults.append(
                fault("PART_HORS_BORNES", cells[index].place, value=_shown(cells[index].value))
            )
    return read, faults, warnings


def read_date(cell: RawCell, term: Term) -> date:
    """Return a date: a date cell, 2026-09-01, 01/09/2026 or « 1er septembre 2026 »."""
    value = cell.value
    if isinstance(value, date):
        return _in_range(value.date() if isinstance(value, datetime) else value, cell, term)
    if not isinstance(value, str):
        raise _refuse("DATE_ILLISIBLE", cell)
    text = unicodedata.normalize("NFC", plain(value)).lower()
    parts: tuple[str, ...] = ()
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        parts = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        parts = match.groups()[::-1]
    elif match := re.fullmatch(r"(\d{1,2})(?:er)? (\w+) (\d{4})", text):
        months = [vocabulary.folded(month) for month in MONTHS]
        if (name := vocabulary.folded(match[2])) in months:
            parts = (match[3], str(months.index(name) + 1), match[1])
    try:
        found = date(*(int(part) for part in parts)) if parts else _no_date(cell)
    except ValueError:
        return _no_date(cell)
    return _in_range(found, cell, term)


def _in_range(found: date, cell: RawCell, term: Term) -> date:
    """Refuse a day no contract of today can bear: a slip of the finger in the year."""
    if EARLIEST_DATE <= found <= LATEST_DATE:
        return found
    span = {"low": _shown(EARLIEST_DATE), "high": _shown(LATEST_DATE)}
    raise _refuse("HORS_BORNES", cell, label=term.label, **span)


def _no_date(cell: RawCell) -> date:
    raise _refuse("DATE_ILLISIBLE", cell)


_YES = {"oui", "o", "x", "vrai", "true"}
_NO = {"non", "n", "faux", "false"}


def read_boolean(cell: RawCell) -> bool:
    """Return yes or no."""
    if isinstance(cell.value, bool):
        return cell.value
    word = vocabulary.folded(str(cell.value))
    if word in _YES or word in _NO:
        return word in _YES
    raise _refuse("OUI_NON_ATTENDU", cell)


def read_choice(cell: RawCell, term: Term) -> str:
    """Return the key of the option named by its key, label or a synonym."""
    key = vocabulary.find_option(term.id, str(cell.value))
    if key is None:
        labels = [option.label for option in vocabulary.options(term.id).values()]
        raise _refuse("CHOIX_INCONNU", cell, label=term.label, choices=labels)
    return key


def read_choices(cell: RawCell, term: Term) -> tuple[str, ...]:
    """Return several options, each once, in the order of the vocabulary."""
    words: list[str] = []
    for part in cell.value if isinstance(cell.value, list) else [str(cell.value)]:
        for line in re.split(r"[;\n]", part):
            # A label may itself contain a comma.
            words += [line] if vocabulary.find_option(term.id, line) else line.split(",")
    keys = {
        read_choice(RawCell(word, cell.place), term) for word in words if vocabulary.folded(word)
    }
    return tuple(key for key in vocabulary.options(term.id) if key in keys)


_DELAY = re.compile(r"(\d{1,4}) ?j(?:ours?)? ?(calendaires?|ouvr[eé]s?|ouvrables?)")


def read_days(cell: RawCell, term: Term) -> Days:
    """Return a delay such as « 10 jours ouvrés »; without the kind of day it is a fault."""
    match = _DELAY.fullmatch(plain(str(cell.value)).lower())
    if match is None or int(match[1]) < 1:
        raise _refuse("DELAI_ILLISIBLE", cell)
    if int(match[1]) > MAX_DAYS:
        raise _refuse("HORS_BORNES", cell, low=1, high=MAX_DAYS, label=term.label)
    kinds = {"c": DayKind.CALENDAR, "ouvre": DayKind.WORKED, "ouvra": DayKind.WORKING}
    word = vocabulary.folded(match[2])
    kind = kinds["c"] if word.startswith("c") else kinds[word[:5]]
    return Days(count=int(match[1]), kind=kind)


TEXT_LIMITS = {"text": 300, "long_text": 4000}
_DATE_FORMAT = "%d/%m/%Y"


def read_text(cell: RawCell, term: Term) -> str:
    """Return a text a document can carry: trimmed, without control characters."""
    value = cell.value
    if isinstance(value, list):
        raise _refuse("TEXTE_ATTENDU", cell, label=term.label)
    if isinstance(value, bool | date):  # a spreadsheet turns « 2026-09 » into a date by itself
        raise _refuse("TYPE_INATTENDU", cell, label=term.label, expected="un texte")
    if isinstance(value, float):
        value = format(from_cell(value), "f").replace(".", ",")
    lines = str(value).replace("\r\n", "\n").replace("\r", "\n")
    lines = lines.translate(_INVISIBLE).strip()
    limit = TEXT_LIMITS.get(term.type, 300)
    if len(lines) > limit:
        raise _refuse("TEXTE_TROP_LONG", cell, label=term.label, limit=limit)
    if any(_forbidden(c) for c in lines):
        raise _refuse("CARACTERE_INTERDIT", cell, label=term.label)
    return lines if term.type == "long_text" else " ".join(lines.split("\n"))


# Nobody sees them: a title made of them is empty.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
# Marks that make a text read otherwise than it is stored: no place in a contract.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def _forbidden(character: str) -> bool:
    if character in "\n\t":
        return False
    # Not the category Cn: an emoji newer than this Python's tables is a character all the same.
    nonentity = ord(character) & 0xFFFE == 0xFFFE
    return (
        nonentity
        or character in _REORDERING
        or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
    )


def read_siret(cell: RawCell, term: Term) -> str:
    """Return fourteen digits that satisfy the Luhn rule (or La Poste's own rule)."""
    digits = siret_in(read_text(cell, term))
    if digits is None:
        raise _refuse("SIRET_INVALIDE", cell)
    return digits


def siret_in(text: str) -> str | None:
    """Return the fourteen digits a text holds, or nothing when they are no SIRET."""
    digits = re.sub(_SPACE, "", text)
    return digits if re.fullmatch(r"[0-9]{14}", digits) and _siret_holds(digits) else None


def _siret_holds(digits: str) -> bool:
    numbers = [int(digit) for digit in digits]
    if digits.startswith("356000000") and sum(numbers) % 5 == 0:
        return True
    doubled = [n * 2 if i % 2 == 0 else n for i, n in enumerate(numbers)]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def read_email(cell: RawCell, term: Term) -> str:
    """Return an electronic address."""
    text = read_text(cell, term)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        raise _refuse("ADRESSE_ELECTRONIQUE_INVALIDE", cell)
    return text


_LOT_WORD = re.compile(r"^lot(?![^\W\d_])\s*(?:n\s*[°º]|no\b\.?|no(?=\d))?\s*", re.IGNORECASE)
"""« Lot n° » before a number; the « No » of « Lot Nord » is no number sign."""


def read_lot_number(cell: RawCell, term: Term) -> str:
    """Return a lot number as text: « 1 », « 1bis », « 010 »; « Lot 3 » is read « 3 »."""
    if isinstance(cell.value, date):
        raise _refuse("NUMERO_CONVERTI", cell)
    text = read_text(cell, term)
    return _LOT_WORD.sub("", text).strip() or text


READERS: dict[str, Callable[[RawCell, Term], Any]] = {
    "text": read_text,
    "long_text": read_text,
    "lot_number": read_lot_number,
    "siret": read_siret,
    "email": read_email,
    "date": read_date,
    "boolean": lambda cell, term: read_boolean(cell),
    "choice": read_choice,
    "choices": read_choices,
    "days": read_days,
    "money": read_number,
    "hours": read_number,
    "number": read_number,
    "whole_hours": lambda cell, term: read_whole(cell, term, 0, MAX_HOURS, "heures"),
    "month_count": lambda cell, term: read_whole(cell, term, 1, 600, "mois"),
    "age": lambda cell, term: read_whole(cell, term, 15, 99, "années"),
    "headcount": lambda cell, term: read_whole(cell, term, 1, 100_000, "personnes"),
}
"""The closed list of field types and how each is read; shares are read by column."""
