"""Number formats: what a person sees around a figure, and the day a figure stands for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import openpyxl.utils.datetime as reference
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.number_format import NumberFormat, moment_of, number_format

DAY = number_format("dd/mm/yyyy")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", NumberFormat()),
        ("@", NumberFormat()),
        ("0%", NumberFormat(percent=True)),
        ('0.0" %"', NumberFormat(text=" %")),
        ("# ##0", NumberFormat()),
        ("#,##0.00_-", NumberFormat()),
        ("#,##0;[Red]-#,##0", NumberFormat()),
        ("0.00E+00", NumberFormat()),
        ("#,##0,", NumberFormat(thousands=1)),
        ("#,##0.0,,", NumberFormat(thousands=2)),
        ('#,##0," k€"', NumberFormat(text=" k€", thousands=1)),
        ("#,##0.00\\ [$€-40C]", NumberFormat(text=" €")),
        ('"a;b"0', NumberFormat(text="a;b")),
        (";;;", NumberFormat(hidden=True)),
        ("dd/mm/yyyy", NumberFormat(moment=True)),
        ("[$-40C]d mmmm yyyy;@", NumberFormat(moment=True)),
        ("mmm-yy", NumberFormat(moment=True)),
        ("hh:mm", NumberFormat(moment=True, duration=True)),
        ("[h]:mm:ss", NumberFormat(moment=True, duration=True)),
        ("dd/mm/yyyy hh:mm", NumberFormat(moment=True)),
    ],
)
def test_a_number_format_says_what_it_shows(code: str, expected: NumberFormat):
    assert number_format(code) == expected


@given(st.dates(date(1900, 3, 1), date(9999, 12, 30)), st.booleans())
def test_any_day_comes_back_from_its_number_in_both_calendars(day: date, since_1904: bool):
    if since_1904 and day < date(1904, 1, 1):
        return
    epoch = reference.CALENDAR_MAC_1904 if since_1904 else reference.CALENDAR_WINDOWS_1900
    serial = reference.to_excel(day, epoch)
    assert moment_of(serial, DAY, since_1904=since_1904) == datetime.combine(day, time())


@pytest.mark.parametrize(
    ("serial", "shown"), [(1, date(1900, 1, 1)), (59, date(1900, 2, 28)), (61, date(1900, 3, 1))]
)
def test_the_day_that_never_was_is_counted_by_the_1900_calendar(serial: int, shown: date):
    assert moment_of(serial, DAY, since_1904=False) == datetime.combine(shown, time())


@pytest.mark.parametrize("serial", [-1, -0.5, 9e9, 10**30, float("inf"), float("nan")])
@pytest.mark.parametrize("since_1904", [False, True])
def test_a_figure_no_calendar_has_is_no_date(serial: float, since_1904: bool):
    assert moment_of(serial, DAY, since_1904=since_1904) is None
    duration = number_format("[h]:mm")
    if not serial > 0 or serial == float("inf"):
        assert moment_of(serial, duration, since_1904=since_1904) is None


@given(st.integers(0, 10**6))
def test_a_duration_is_shown_in_hours_and_minutes(minutes: int):
    length = timedelta(minutes=minutes)
    shown = moment_of(length / timedelta(days=1), number_format("[h]:mm"), since_1904=False)
    assert shown == f"{minutes // 60}:{minutes % 60:02d}"
