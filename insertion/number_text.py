"""Numbers as people type them: every kind of space, « k€ », « 35 % », a comma – or a refusal.

Nothing uncertain is guessed: « 1.250 » and « 1,250 » euros may each mean two things.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal

LONGEST = 40
"""Digits of the longest number read."""
EXACT = Context(prec=3 * LONGEST)
"""Wide enough that no digit of a number read is lost; the default context keeps twenty-eight."""
_TOO_LONG = "quarante chiffres"
# Spaces of every kind, apostrophes between thousands, and what nobody sees.
_SPACE = re.compile(r"[\s\u00a0\u2007\u2009\u202f'\u2019\u200b\u2060\ufeff\u00ad]")
_WITH_TAX = re.compile(r"t\.?t\.?c|toutestaxes", re.IGNORECASE)
_HUNDREDTHS = re.compile(r"(?:pourcents?|p\.?100|pct)$", re.IGNORECASE)
_UNIT = re.compile(
    r"(?P<euros>(?P<scale>[km]|milliersd|millionsd)?(?:€|euros?|eur)?(?:ht|h\.t\.|horstaxes?)?"
    r"(?:/h|/heure)?)$"
    r"|(?P<hours>heures?|h)$|(?P<months>mois)$|(?P<years>ans)$|(?P<percent>%)$",
    re.IGNORECASE,
)
_SCALES = {"k": 1_000, "m": 1_000_000, "milliersd": 1_000, "millionsd": 1_000_000}
UNITS_OF_TYPE = {
    "money": ("euros", "un montant en euros"),
    "share": ("percent", "une part ou un pourcentage"),
    "hours": ("hours", "un nombre d'heures"),
    "whole_hours": ("hours", "un nombre d'heures"),
    "month_count": ("months", "un nombre de mois"),
    "age": ("years", "un âge en années"),
}
"""The one kind of unit a field may carry, and what to type there; others carry none."""


class NumberRefused(Exception):
    """Why a text is no number: the code of the fault and what its sentences need."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def is_percentage(text: str) -> bool:
    """Tell whether a text bears a percent sign, or says so in words."""
    return _compact(text).endswith("%")


def expected_of(kind: str) -> str:
    """Return what to type in a field of this type, in French."""
    return UNITS_OF_TYPE.get(kind, ("", "un nombre"))[1]


def number_in(text: str, kind: str) -> Decimal:
    """Return the number a text holds, its unit applied; ``kind`` is the type of the field.

    A negative number is returned as such. A percentage is returned as typed: 35 for « 35 % ».

    Raises:
        NumberRefused: when it is no number, may be read two ways, or bears another unit.
    """
    if len(text) > 10 * LONGEST:
        raise NumberRefused("NOMBRE_DEMESURE", limit=_TOO_LONG)
    bare = _compact(text)
    if _WITH_TAX.search(bare):
        raise NumberRefused("MONTANT_TTC")
    if between := re.fullmatch(r"\((.+)\)", bare):  # how accountants write a negative
        bare = f"-{between[1]}"
    unit = _UNIT.search(bare)
    scale = 1
    if unit and unit.group():
        allowed, expected = UNITS_OF_TYPE.get(kind, ("", "un nombre"))
        if not (allowed and unit.group(allowed)):
            raise NumberRefused("TYPE_INATTENDU", expected=expected)
        bare = bare[: unit.start()]
        scale = _SCALES.get((unit.group("scale") or "").lower(), 1)
    if len(bare) > LONGEST:
        raise NumberRefused("NOMBRE_DEMESURE", limit=_TOO_LONG)
    if not re.fullmatch(r"-?\d[\d.,]*", bare) or not bare.isascii():
        raise NumberRefused("PART_ILLISIBLE" if kind == "share" else "MONTANT_ILLISIBLE")
    if kind == "money" and scale == 1 and re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", bare):
        raise NumberRefused("NOMBRE_AMBIGU")
    return EXACT.multiply(Decimal(_with_decimal_point(bare)), scale)


def _compact(text: str) -> str:
    """Return a text without spaces, its currency after the figure, its minus sign ordinary."""
    bare = _HUNDREDTHS.sub("%", _SPACE.sub("", text).replace("−", "-"))
    return bare[1:] + "€" if re.fullmatch(r"€-?\d[\d.,]*", bare) else bare


def _with_decimal_point(text: str) -> str:
    """Settle what points and commas mean; a lone point before three digits is ambiguous."""
    if re.fullmatch(r"-?\d+", text):
        return text
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})*,\d+", text) or re.fullmatch(r"-?\d+,\d+", text):
        return text.replace(".", "").replace(",", ".")
    if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text):
        raise NumberRefused("NOMBRE_AMBIGU")
    if re.fullmatch(r"-?\d+\.\d+", text):
        return text
    if re.fullmatch(r"-?\d{1,3}(\.\d{3}){2,}", text):
        return text.replace(".", "")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+\.\d+", text):
        return text.replace(",", "")
    raise NumberRefused("MONTANT_ILLISIBLE")
