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


_STEP = 11
"""Replacements nested in one cell: more could be neither read nor, beyond sixty, opened."""
_FOLDING = (
    *_SIGNS,
    *((each, unicodedata.normalize("NFD", each)[0]) for each in _LETTERS),
    *((each, " ") for each in _SEPARATORS),
)
_SPACING = (
    tuple((f"{digit} ", f"{digit}{_AFTER}") for digit in _DIGITS),
    tuple((f"{_AFTER}{digit}", f"{_BETWEEN}{digit}") for digit in _DIGITS),
    (*((f" {digit}", digit) for digit in _DIGITS), (_AFTER, "")),
)
READING_STEPS = -(-len(_FOLDING) // _STEP)
KEY_STEPS = 1 + len(_SPACING)
"""Cells that each of the two results takes, its own included."""


def _replaced(pair: Paired, changes: Sequence[tuple[str, str]]) -> Paired:
    formula, value = pair.formula, str(pair.value)
    for before, after in changes:
        formula = f"SUBSTITUTE({formula},{literal(before)},{literal(after)})"
        value = value.replace(before, after)
    return Paired(formula, value)


def _trimmed(pair: Paired) -> Paired:
    words = [word for word in str(pair.value).split(" ") if word]
    return Paired(f"TRIM({pair.formula})", " ".join(words))


def folded_number(cell: str, number: str, steps: Sequence[str]) -> list[Paired]:
    """Return, in :data:`READING_STEPS` steps, a number without case, accent nor punctuation.

    ``steps`` are the cells of the steps: each reads the one before, the first one reads ``cell``.
    """
    text = Paired(f"LOWER({seen(cell)})", number.replace("\u00a0", " ").strip(" ").lower())
    found: list[Paired] = []
    for start, place in zip(range(0, len(_FOLDING), _STEP), steps, strict=True):
        step = _replaced(text, _FOLDING[start : start + _STEP])
        found.append(step if found else Paired(f'IFERROR({step.formula},"")', step.value))
        text = Paired(place, step.value)
    return [*found[:-1], _trimmed(found[-1])]


def number_key(folded_cell: str, folded: str, steps: Sequence[str]) -> list[Paired]:
    """Return, in :data:`KEY_STEPS` steps, what two equal numbers share.

    ``folded`` is the last value of :func:`folded_number`; ``steps`` are as there.
    """
    found = [_without_prefix(Paired(folded_cell, folded))]
    for changes, before in zip(_SPACING, steps[:-1], strict=True):
        found.append(_replaced(Paired(before, found[-1].value), changes))
    zeros, bare = "0" * _PADDED, found[-1]
    padded = f"{zeros}{bare.value}"[-_PADDED:]
    formula = f'IF({folded_cell}="","",RIGHT({literal(zeros)}&{bare.formula},{_PADDED}))'
    return [*found[:-1], Paired(formula, padded if folded else "")]


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
