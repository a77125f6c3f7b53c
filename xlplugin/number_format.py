"""Number formats: what a person sees around a stored figure – a date, a percentage, a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from insertion.quantities import from_cell

_DATES = (*range(14, 18), 22, *range(27, 37), *range(50, 59))
BUILT_IN = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys(_DATES, "dd/mm/yyyy"),
    **dict.fromkeys((18, 19, 20, 21, 45, 47), "hh:mm"),
    46: "[h]:mm",
}
"""The formats a workbook names by number alone; the others say nothing to a reader."""

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]\-]*)(?:-[^\]]*)?\]')
_BRACKETS = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_FIRST_DAY = datetime.combine(date(1899, 12, 30), time())
_FIRST_DAY_1904 = datetime.combine(date(1904, 1, 1), time())
_FALSE_LEAP_DAY = 60
"""The 29 February 1900 that the 1900 system counts and that never was."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a format shows; ``text`` is what it writes around the figure, such as « k€ »."""

    percent: bool = False
    moment: bool = False
    """A date, a time, or both."""
    duration: bool = False
    """Hours and minutes without any day."""
    hidden: bool = False
    """Nothing is shown of a positive figure."""
    text: str = ""
    thousands: int = 0
    """How many times the figure shown is divided by a thousand."""


@cache
def number_format(code: str) -> NumberFormat:
    """Return what a number format shows of a positive figure.

    >>> number_format('#,##0.0,"k€"')
    NumberFormat(percent=False, moment=False, duration=False, hidden=False, text='k€', thousands=1)
    """
    section = _first_section(code)
    if ";" in code and not section.strip():
        return NumberFormat(hidden=True)
    text = "".join("".join(found) for found in _LITERAL.findall(section))
    bare = _BRACKETS.sub("", _LITERAL.sub("", section))
    bare = re.sub(r"[_*].", "", bare)
    if re.sub(r"\s", "", bare).lower() in ("general", "standard", "@"):
        return NumberFormat(text=text)
    moment = re.search(r"[dmhys]", bare, re.IGNORECASE) is not None
    duration = moment and not re.search(r"[dy]|m{3}", bare, re.IGNORECASE)
    duration = duration and re.search(r"[hs]", bare, re.IGNORECASE) is not None
    commas = re.search(r"[0#?](,+)(?![0#?,])", bare)
    shown = "" if moment else text + "".join(re.findall(r"[^0#?.,\-+()%eE/\s@]", bare))
    return NumberFormat(
        percent="%" in bare,
        moment=moment,
        duration=duration,
        text=shown,
        thousands=0 if moment or commas is None else len(commas[1]),
    )


def _first_section(code: str) -> str:
    """Return the format of positive figures; a semicolon in quotes separates nothing."""
    for found in re.finditer(r'"[^"]*"|\\.|;', code):
        if found[0] == ";":
            return code[: found.start()]
    return code


def moment_of(serial: float, shown: NumberFormat, *, since_1904: bool) -> datetime | str | None:
    """Return the date a figure stands for, or its hours and minutes as text.

    ``None`` when no date bears this number: the spreadsheet shows « #### ».
    """
    if not serial >= 0:  # neither a negative figure nor one that is no number
        return None
    try:
        if shown.duration or (serial < 1 and not since_1904):
            minutes = int(from_cell(serial) * 24 * 60 + Decimal("0.5"))
            return f"{minutes // 60}:{minutes % 60:02d}"
        start = _FIRST_DAY_1904 if since_1904 else _FIRST_DAY
        if not since_1904 and serial < _FALSE_LEAP_DAY:
            start += timedelta(days=1)
        return start + timedelta(seconds=int(serial * 86400 + 0.5))
    except (OverflowError, ValueError):
        return None
