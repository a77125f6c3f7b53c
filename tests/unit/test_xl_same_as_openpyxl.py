"""Our reader and openpyxl see the same things in a workbook, save the exceptions listed."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.utils.cell import get_column_letter

from insertion.errors import InvalidInput
from tests.bad_xlsx.case import FILE, Case
from tests.bad_xlsx.catalogue import CATALOGUE
from tests.bad_xlsx.raw_package import RawBook, RawSheet
from tests.bad_xlsx.reference import EXCEPTIONS, Seen, by_openpyxl, by_us, differences
from xlplugin.opening import open_workbook
from xlplugin.rebuild import FOLDER

_REFUSED_BY_OPENPYXL = (
    AttributeError, IndexError, KeyError, LookupError, OSError, ValueError, zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip
ONLY_OURS = {
    "Amounts: nine thousand digits": "Python limits the digits turned into an integer",
    "Amounts: no number stored": "« NaN » is told at its cell, not for the whole file",
    "Amounts: letters stored as a number": "they are told at their cell",
    "Packages: by XlsxWriter, with a chart and a chart sheet": "a chart sheet without drawing",
    "Packages: only charts": "a chart sheet without drawing",
    "Packages: strict format": "openpyxl knows one of the two namespaces",
    "Packages: paths with backslashes": "some compressors write them, spreadsheets accept them",
    "Packages: a part in capitals": "spreadsheets compare paths without case",
    "Packages: styles of an unknown kind": "openpyxl judges every style, of no use here",
}
"""Workbooks that openpyxl does not load, or loads without their sheets, and that we read."""
ONLY_THEIRS = {
    "Packages: no sheet at all": "nothing to read is told",
    "Packages: a style before the first": "openpyxl takes it from the end of the list",
    "Packages: a row beyond the last": "no spreadsheet could have written it",
    "Packages: a column beyond the last": "no spreadsheet could have written it",
    "Packages: a cell written twice": "either value could be meant",
    "Packages: a row written twice": "either row could be meant",
    "Packages: an entity": "no honest workbook declares a document type",
    "Packages: too many parts": "opening it would wait",
    "Packages: a bomb": "opening it would fill the disk or the memory",
}
"""Workbooks that openpyxl loads and that we refuse."""
CASES = [
    pytest.param(case, id=f"{family}: {case.name}")
    for family, cases in CATALOGUE.items()
    for case in cases
]


def day(year: int, month: int, number: int) -> datetime:
    return datetime.combine(date(year, month, number), time())


def ours(path: Path) -> Seen | None:
    try:
        return by_us(path)
    except InvalidInput:
        return None


def theirs(path: Path) -> Seen | None:
    try:
        return by_openpyxl(path)
    except _REFUSED_BY_OPENPYXL:
        return None


@pytest.mark.parametrize("case", CASES)
def test_a_workbook_of_the_catalogue_holds_what_openpyxl_finds_in_it(
    case: Case, tmp_path: Path, request: pytest.FixtureRequest
):
    name = request.node.callspec.id
    path = tmp_path / FILE
    case.build(path)
    one, other = ours(path), theirs(path)
    if name in ONLY_OURS:
        assert one is not None
        assert other is None or (one.visible and not other.visible)
    elif name in ONLY_THEIRS:
        assert one is None
        assert other is not None
    else:
        assert (one is None) == (other is None)
        assert one is None or other is None or differences(one, other) == []


def test_each_workbook_read_by_one_only_is_in_the_catalogue():
    assert {*ONLY_OURS, *ONLY_THEIRS} <= {each.id for each in CASES}
    assert not ONLY_OURS.keys() & ONLY_THEIRS.keys()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xlsx")), ids=lambda path: path.stem)
def test_our_own_workbooks_hold_what_openpyxl_finds_in_them(path: Path):
    one = by_us(path)
    assert differences(one, by_openpyxl(path)) == []
    assert len(one.cells) > 100


FORMATS: list[str | int] = [
    *range(5), 9, 10, 11, 12, *range(14, 23), 37, 40, 45, 46, 47, 48, 49,
    "General", "# ##0", "#,##0.00\\ [$€-40C]", '#,##0.0,"k€"', "0.0\\ %", '0" %"', "0.00%;[Red]-0%",
    "dd/mm/yyyy", "[$-40C]d\\ mmmm\\ yyyy;@", "yyyy-mm-dd\\ hh:mm", "hh:mm", "[h]:mm", "mmm-yy",
    '#,##0" jours"', '"du "dd/mm', ";;;",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["C"]), max_size=20),
    st.sampled_from(["_x000D_", "a_x0041_", "_x00e9_", " 12 500 € ", "5 %", "0", "TRUE", "#REF!"]),
)
NUMBERS = st.one_of(
    st.integers(-(10**17), 10**17).map(str),
    st.integers(0, 60_000).map(str),
    st.decimals(-100_000, 3_000_000, places=4).map(str),
    # -1e-300 is before the calendar for us; openpyxl rounds it to the first day.
    st.floats(allow_nan=False, allow_infinity=False)
    .filter(lambda each: each >= 0 or each < -1e-4)
    .map(repr),
)
ERRORS = st.sampled_from(["#DIV/0!", "#N/A", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#VALUE!"])
DAYS = st.datetimes(day(1904, 1, 1), day(2200, 1, 1)).map(
    lambda each: each.isoformat(timespec="seconds")
)
TITLES = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="[]:*?/\\'"),
    min_size=1, max_size=20,
).map(lambda text: f"{text}'s".strip())  # fmt: skip


def _text(found: str) -> str:
    return f'<t xml:space="preserve">{escape(found)}</t>'


CONTENTS = st.one_of(
    NUMBERS.map(lambda each: ("n", f"<v>{each}</v>")),
    NUMBERS.map(lambda each: ("n", f"<f>A1*2</f><v>{each}</v>")),
    st.integers(0, 4).map(lambda each: ("s", f"<v>{each}</v>")),
    TEXTS.map(lambda each: ("inlineStr", f"<is>{_text(each)}</is>")),
    TEXTS.map(lambda each: ("inlineStr", f"<is><r>{_text(each)}</r><r>{_text('b')}</r></is>")),
    TEXTS.map(lambda each: ("str", f"<f>B1</f><v>{escape(each)}</v>")),
    st.sampled_from(["0", "1"]).map(lambda each: ("b", f"<v>{each}</v>")),
    ERRORS.map(lambda each: ("e", f"<f>1/0</f><v>{each}</v>")),
    DAYS.map(lambda each: ("d", f"<v>{each}</v>")),
    st.just(("n", "<f>SUM(A1:A9)</f>")),
    st.just(("n", "")),
)


@st.composite
def raw_sheets(draw: st.DrawFn, name: str) -> RawSheet:
    places = draw(st.sets(st.tuples(st.integers(1, 40), st.integers(1, 60)), max_size=15))
    cells = {}
    for row, column in places:
        kind, content = draw(CONTENTS)
        # A date stored as such is one, whatever its format: spreadsheets give it a plain one.
        style = 0 if kind == "d" else draw(st.integers(0, len(FORMATS) - 1))
        at = f"{get_column_letter(column)}{row}"
        cells[row, column] = f'<c r="{at}" t="{kind}" s="{style}">{content}</c>'
    first = draw(st.integers(1, 50))
    return RawSheet(
        name,
        cells,
        draw(st.sampled_from(["visible", "hidden", "veryHidden"])),
        draw(st.frozensets(st.integers(1, 40), max_size=3)),
        draw(st.sampled_from([(), ((first, first),), ((first, first + 4),)])),
        draw(st.sampled_from([(), ("B2:D5",), ("A1:C1", "F9:F12")])),
    )


@st.composite
def raw_books(draw: st.DrawFn) -> RawBook:
    titles = draw(
        st.lists(
            TITLES | st.sampled_from(["Lots", "l'été"]), min_size=1, max_size=3, unique_by=str.lower
        )
    )
    strings = draw(st.lists(TEXTS, min_size=5, max_size=5))
    plain = [f"<si>{_text(each)}</si>" for each in strings[:3]]
    rich = [f"<si><r>{_text(each)}</r><r>{_text(' ')}</r></si>" for each in strings[3:4]]
    spoken = f'<si>{_text(strings[4])}<rPh sb="0" eb="1">{_text("lu")}</rPh></si>'
    areas = st.sampled_from(["$A$1", "$B$2:$D$40", "A1", "$AB12"])
    quoted = [each.replace("'", "''") for each in titles]
    references = st.tuples(st.sampled_from(quoted), areas).map(
        lambda each: f"'{each[0]}'!{each[1]}"
    )
    return RawBook(
        [draw(raw_sheets(each)) for each in titles],
        FORMATS,
        [*plain, *rich, spoken],
        draw(st.dictionaries(st.from_regex(r"[a-z]{3}_[a-z]{2}", fullmatch=True),
                             references | st.just("#REF!$A$1"), max_size=4)),
        draw(st.booleans()),
    )  # fmt: skip


@settings(
    max_examples=200,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(book=raw_books())
def test_whatever_a_workbook_holds_both_read_it_alike(book: RawBook, tmp_path: Path):
    path = tmp_path / FILE
    book.write(path)
    assert differences(by_us(path), by_openpyxl(path)) == []


def cell(at: str, content: str, kind: str = "n", style: int = 0) -> str:
    return f'<c r="{at}" t="{kind}" s="{style}">{content}</c>'


_PLAIN = RawBook(
    [RawSheet("Lots", {(1, 1): cell("A1", "<v>45000</v>"), (1, 2): cell("B1", "<v>2</v>", "b")})],
    ("General", "dd/mm/yyyy", "0%", "[h]:mm"),
    names={"taux": "Lots!$A$1"},
)
_SHEET = replace(_PLAIN.sheets[0], cells={(1, 1): cell("A1", "<v>45000</v>")})


def _with(**changes: Any) -> RawBook:
    return replace(_PLAIN, sheets=[replace(_SHEET, **changes)])


CHANGES: dict[str, RawBook] = {
    "another value": _with(cells={(1, 1): cell("A1", "<v>45001</v>")}),
    "another place": _with(cells={(1, 2): cell("B1", "<v>45000</v>")}),
    "a text": _with(cells={(1, 1): cell("A1", "<v>45000</v>", "str")}),
    "a boolean": _with(cells={(1, 1): cell("A1", "<v>1</v>", "b")}),
    "a date": _with(cells={(1, 1): cell("A1", "<v>45000</v>", style=1)}),
    "a percentage": _with(cells={(1, 1): cell("A1", "<v>45000</v>", style=2)}),
    "a duration": _with(cells={(1, 1): cell("A1", "<v>45000</v>", style=3)}),
    "an error": _with(cells={(1, 1): cell("A1", "<v>#N/A</v>", "e")}),
    "a formula without result": _with(cells={(1, 1): cell("A1", "<f>1</f>")}),
    "nothing": _with(cells={}),
    "another name": _with(name="Lot"),
    "a hidden sheet": _with(state="hidden"),
    "a hidden row": _with(hidden_rows=frozenset({1})),
    "a hidden column": _with(hidden_columns=((1, 2),)),
    "merged cells": _with(merged=("A1:B2",)),
    "a name elsewhere": replace(_with(), names={"taux": "Lots!$A$2"}),
    "a name less": replace(_with(), names={}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_one_thing_changed_in_a_workbook_is_a_difference(change: str, tmp_path: Path):
    """The comparison can fail: each kind of change is seen, and by both readers."""
    before, after = tmp_path / "avant.xlsx", tmp_path / "apres.xlsx"
    _with().write(before)
    CHANGES[change].write(after)
    assert differences(by_us(before), by_openpyxl(before)) == []
    assert differences(by_us(before), by_openpyxl(after)) != []
    assert differences(by_us(after), by_openpyxl(before)) != []
    assert differences(by_us(after), by_openpyxl(after)) == []


def _dated(value: str, style: int = 0, *, since_1904: bool = False) -> RawBook:
    sheet = RawSheet("Lots", {(1, 1): cell("A1", f"<v>{value}</v>", style=style)})
    return RawBook([sheet], ("dd/mm/yyyy", "[h]:mm"), since_1904=since_1904)


_ESTIM = RawSheet("Estim'", {(1, 1): cell("A1", "<v>a_x0041_</v>", "str")})
MEETING: dict[str, tuple[RawBook, Any]] = {
    "escapes": (RawBook([_ESTIM]), "aA"),
    "hours": (_dated("1.25", 1), "30:00"),
    "first day": (_dated("0", since_1904=True), day(1904, 1, 1)),
    "before the calendar": (_dated("-5"), None),
    "beyond the calendar": (_dated("2958466", 1), None),
    "doubled apostrophes": (RawBook([_ESTIM], names={"a_b": "'Estim'''!$A$1"}), "aA"),
}


@pytest.mark.parametrize("exception", EXCEPTIONS)
def test_each_exception_is_met_by_a_workbook_and_gives_what_people_see(
    exception: str, tmp_path: Path
):
    book, value = MEETING[exception]
    path = tmp_path / FILE
    book.write(path)
    seen = by_openpyxl(path)
    assert exception in seen.met
    assert differences(by_us(path), seen) == []
    assert open_workbook(path).grids[0].rows[0][1][0].value == value


@pytest.mark.parametrize("since_1904", [False, True])
def test_an_extension_of_the_workbook_does_not_change_its_calendar(
    since_1904: bool, tmp_path: Path
):
    """Excel writes a second ``workbookPr`` in an extension, without any calendar."""
    extension = '<ext uri="{140A7094-0E35-4892-8432-C4D2E57EDEB5}"><x15:workbookPr xmlns:x15='
    extension += '"http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"/></ext>'
    path = tmp_path / FILE
    replace(_dated("40000", since_1904=since_1904), extension=extension).write(path)
    assert differences(by_us(path), by_openpyxl(path)) == []
    found = open_workbook(path).grids[0].rows[0][1][0].value
    assert found == (day(2013, 7, 7) if since_1904 else day(2009, 7, 6))


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("Standard", 45000),
        ('"d;a"0', 45000),
        (27, day(2023, 3, 15)),
        (58, day(2023, 3, 15)),
    ],
)
def test_what_openpyxl_takes_for_a_date_or_not_against_what_people_see(
    code: str | int, shown: Any, tmp_path: Path
):
    """A word of a format holds a « d »; the formats of East Asia bear a number alone."""
    path = tmp_path / FILE
    RawBook([_SHEET], (code,)).write(path)
    assert open_workbook(path).grids[0].rows[0][1][0].value == shown
    assert differences(by_us(path), by_openpyxl(path)) != []


@pytest.mark.parametrize("stored", ["1_000", "1_0.5", "0x10", "12 000", "1,5"])
def test_what_is_no_number_for_a_spreadsheet_is_left_as_a_text(stored: str, tmp_path: Path):
    """openpyxl, or Python, makes a thousand of the first; the reading rules will tell it."""
    path = tmp_path / FILE
    _dated(stored).write(path)
    assert open_workbook(path).grids[0].rows[0][1][0].value == stored
