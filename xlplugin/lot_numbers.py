"""Lot numbers compared in the sheet as the domain compares them: « Lot 01 », « 01 » and « 1 ».

A spreadsheet has no search pattern: each step replaces one text by another, in Excel and here, so
that the cached value is what recalculation finds. The result follows
:func:`insertion.intake.comparable_number`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from xlplugin.cell_rules import seen
from xlplugin.pairing import Paired, literal

_LETTERS = "àâäãáçéèêëîïíñôöóùûüú"
_SEPARATORS = ".-–—/\\_,;:()[]+*?~!<>#&'’\"°\u202f\n"
_SIGNS = (("n°", "no "), ("œ", "oe"))
_PREFIXES = (("lot no ", False), ("lot no", True), ("lot ", False), ("lot", True))
"""What may stand before a number, and whether only before a digit."""
_PADDED = 40
_DIGITS = "0123456789"
_AFTER, _BETWEEN = "<", ">"
"""Marks for a space that follows a digit, and for one between two digits."""


def _replaced(pair: Paired, changes: Sequence[tuple[str, str]]) -> Paired:
    formula, value = pair.formula, str(pair.value)
    for before, after in changes:
        formula = f"SUBSTITUTE({formula},{literal(before)},{literal(after)})"
        value = value.replace(before, after)
    return Paired(formula, value)


def _trimmed(pair: Paired) -> Paired:
    words = [word for word in str(pair.value).split(" ") if word]
    return Paired(f"TRIM({pair.formula})", " ".join(words))


def folded_number(cell: str, number: str) -> Paired:
    """Return a typed number without case, accent nor punctuation."""
    text = Paired(f"LOWER({seen(cell)})", number.replace("\u00a0", " ").strip(" ").lower())
    accents = [(each, unicodedata.normalize("NFD", each)[0]) for each in _LETTERS]
    signs = [(each, " ") for each in _SEPARATORS]
    # Excel nests sixty-four functions at most: the list stops where it does.
    found = _trimmed(_replaced(text, [*_SIGNS, *accents, *signs]))
    return Paired(f'IFERROR({found.formula},"")', found.value)


def number_key(folded_cell: str, folded: str) -> Paired:
    """Return what two equal numbers share; ``folded`` is the value of :func:`folded_number`."""
    text = _without_prefix(Paired(folded_cell, folded))
    after = [(f"{digit} ", f"{digit}{_AFTER}") for digit in _DIGITS]
    between = [(f"{_AFTER}{digit}", f"{_BETWEEN}{digit}") for digit in _DIGITS]
    before = [(f" {digit}", digit) for digit in _DIGITS]
    bare = _replaced(text, [*after, *between, *before, (_AFTER, "")])
    zeros = "0" * _PADDED
    padded = f"{zeros}{bare.value}"[-_PADDED:]
    formula = f'IF({folded_cell}="","",RIGHT({literal(zeros)}&{bare.formula},{_PADDED}))'
    return Paired(formula, padded if folded else "")


def _without_prefix(text: Paired) -> Paired:
    """Drop « lot » and « lot no » before a number, as the domain does."""
    cell, value = text.formula, str(text.value)
    formula, rest = cell, value
    for prefix, before_digit in reversed(_PREFIXES):
        size = len(prefix)
        starts, after = f'LEFT({cell},{size})="{prefix}"', f"MID({cell},{size + 1},1)"
        if before_digit:
            starts = f'AND({starts},ISNUMBER(FIND({after},"{_DIGITS}")))'
        formula = f"IF({starts},MID({cell},{size + 1},300),{formula})"
        if value.startswith(prefix) and (not before_digit or value[size : size + 1] in _DIGITS):
            rest = value[size:]
    return Paired(formula, rest)
