"""Number formats: what a person sees around a stored figure – a date, a percentage, a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS, FORMAT_DATE_XLSX14, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

_LOCAL_CURRENCY = (5, 6, 7, 8, 42, 44)
"""openpyxl writes them in dollars; a French spreadsheet shows euros under the same numbers."""
_EASTERN_DATES = (*range(27, 37), *range(50, 59))
"""Dates in the spreadsheets of East Asia, which openpyxl leaves out."""
BUILT_IN = {
    number: code for number, code in BUILTIN_FORMATS.items() if number not in _LOCAL_CURRENCY
} | dict.fromkeys(_EASTERN_DATES, FORMAT_DATE_XLSX14)
"""The formats a workbook names by number alone, when they say the same thing in every country."""

MOST_REMEMBERED = 500
"""Formats kept: a server reads those of strangers for months."""
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]\-]*)(?:-[^\]]*)?\]')
_BRACKETS = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_MINUTE = timedelta(minutes=1)


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


@lru_cache(MOST_REMEMBERED)
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
    moment = is_date_format(bare)
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


_LAST_DAY = 2_958_465
"""The 31 December 9999 in the 1900 calendar: no spreadsheet shows a moment beyond."""
_DAYS_TO_1904 = 1462


def moment_of(serial: float, shown: NumberFormat, *, since_1904: bool) -> datetime | str | None:
    """Return the date a figure stands for, or its hours and minutes as text.

    ``None`` when no date bears this number: the spreadsheet shows « #### ».
    """
    last = _LAST_DAY - (_DAYS_TO_1904 if since_1904 else 0)
    if not 0 <= serial < last + 1:  # nor a figure that is no number
        return None
    try:
        if shown.duration or (serial < 1 and not since_1904):
            minutes = (from_excel(serial, timedelta=True) + _MINUTE / 2) // _MINUTE
            return f"{minutes // 60}:{minutes % 60:02d}"
        calendar = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
        found = from_excel(serial, calendar)
    except (OverflowError, ValueError):
        return None
    # openpyxl gives the first day of 1904 as an hour alone.
    return datetime.combine(calendar, found) if isinstance(found, time) else found
