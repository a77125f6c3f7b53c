"""What people type, read exactly or refused: never guessed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion import vocabulary
from insertion.reading import RawCell, Unreadable, read_shares
from insertion.typography import decimal_text, money_text, plain, share_text
from tests.unit.domain_cells import read, refused

LOT, CONTRACT = vocabulary.lot_terms(), vocabulary.contract_terms()
AMOUNT, WORKED, SHARE = LOT["amount_excl_tax"], LOT["worked_hours"], LOT["labour_share"]
SPACES = " \u00a0\u2007\u2009\u202f'"


@given(
    number=st.decimals(0, 10**12, places=2),
    space=st.sampled_from(SPACES),
    unit=st.sampled_from(["", " €", "€", " € HT", " euros", " EUR", " HT", "\u00a0€"]),
)
def test_an_amount_printed_the_french_way_is_read_back(number: Decimal, space: str, unit: str):
    text = plain(decimal_text(number)).replace(" ", space) + unit
    assert read(text, AMOUNT) == number


@given(number=st.decimals(0, 10**9, places=3))
def test_an_international_number_is_read_with_its_point(number: Decimal):
    text = format(number, "f")
    two_readings = re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text)
    assert read(f"{text}0" if two_readings else text, WORKED) == number
    assert read(str(number).replace(".", ","), WORKED) == number


@given(number=st.decimals(0, 10**9, places=3))
def test_a_cell_number_is_read_as_typed(number: Decimal):
    assert read(float(number), WORKED) == number
    assert read(number, WORKED) == number


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1 250 000,00", "1250000"),
        ("1.250.000", "1250000"),
        ("1.250.000,50", "1250000.5"),
        ("1,250,000.50", "1250000.5"),
        ("1250,5", "1250.5"),
        ("1250.5", "1250.5"),
        ("0.125", "0.125"),
        ("12.34", "12.34"),
        ("1 250 k€", "1250000"),
        ("1,25 M€", "1250000"),
        ("1,25M", "1250000"),
        ("30 €/h", "30"),
        ("30 €/heure", "30"),
        ("30 € h.t.", "30"),
        ("-0", "0"),
        (" 12 ", "12"),
        ("007", "7"),
        ("1000000000000", "1000000000000"),
    ],
)
def test_an_amount_has_many_spellings(typed: str, amount: str):
    assert read(typed, AMOUNT) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1.250", "NOMBRE_AMBIGU"),
        ("12.500", "NOMBRE_AMBIGU"),
        ("douze", "MONTANT_ILLISIBLE"),
        ("1,2,3", "MONTANT_ILLISIBLE"),
        ("1.25.000", "MONTANT_ILLISIBLE"),
        ("1e6", "MONTANT_ILLISIBLE"),
        ("NaN", "MONTANT_ILLISIBLE"),
        ("inf", "MONTANT_ILLISIBLE"),
        ("--5", "MONTANT_ILLISIBLE"),
        ("٣٠", "MONTANT_ILLISIBLE"),
        ("€", "MONTANT_ILLISIBLE"),
        (float("nan"), "MONTANT_ILLISIBLE"),
        (float("inf"), "MONTANT_ILLISIBLE"),
        (Decimal("sNaN"), "MONTANT_ILLISIBLE"),
        ("-1", "NOMBRE_NEGATIF"),
        ("−1", "NOMBRE_NEGATIF"),
        (-0.5, "NOMBRE_NEGATIF"),
        ("1000000000000,01", "NOMBRE_DEMESURE"),
        ("9" * 41, "NOMBRE_DEMESURE"),
        ("9" * 400, "NOMBRE_DEMESURE"),
        ("9" * 401, "NOMBRE_DEMESURE"),
        (10**50, "NOMBRE_DEMESURE"),
        (1e300, "NOMBRE_DEMESURE"),
        ("1 200 € TTC", "MONTANT_TTC"),
        ("50 %", "TYPE_INATTENDU"),
        ("12 mois", "TYPE_INATTENDU"),
        ("12 h", "TYPE_INATTENDU"),
        (True, "TYPE_INATTENDU"),
        (date(2026, 1, 1), "TYPE_INATTENDU"),
        (["1", "2"], "TYPE_INATTENDU"),
    ],
)
def test_a_doubtful_amount_is_refused(typed: Any, code: str):
    assert refused(typed, AMOUNT) == code


def test_a_number_may_be_forty_characters_long_and_keeps_them_all():
    longest = "0," + "1" * 38
    assert str(read(longest, WORKED)) == longest.replace(",", ".")
    assert refused(longest + "1", WORKED) == "NOMBRE_DEMESURE"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-0.07, "« -0,07 »"),
        ("-1\u202f000", "« -1 000 »"),
        (["1", "2"], "« 1, 2 »"),
        (True, "« True »"),
    ],
)
def test_the_fault_shows_the_value_as_a_person_typed_it(value: Any, shown: str):
    with pytest.raises(Unreadable) as caught:
        read(value, AMOUNT)
    assert shown in plain(caught.value.fault.cause)


def test_hours_have_their_own_limit_and_units():
    assert read("1 607,5 heures", WORKED) == Decimal("1607.5")
    assert read("1607 h", WORKED) == 1607
    assert read(10**9, WORKED) == 10**9
    assert refused(10**9 + 1, WORKED) == "NOMBRE_DEMESURE"
    assert refused("30 €", WORKED) == "TYPE_INATTENDU"
    assert refused("30 k", WORKED) == "TYPE_INATTENDU"
    assert read("24 mois", CONTRACT["duration_months"]) == 24
    assert read("26 ans", CONTRACT["youth_age"]) == 26
    assert refused("24 ans", CONTRACT["duration_months"]) == "TYPE_INATTENDU"
    assert refused("5 %", CONTRACT["masking_threshold"]) == "TYPE_INATTENDU"


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [
        ("duration_months", 1, 600),
        ("youth_age", 15, 99),
        ("masking_threshold", 1, 100_000),
    ],
)
def test_whole_numbers_have_bounds_both_included(field: str, low: int, high: int):
    term = CONTRACT[field]
    assert [read(low, term), read(high, term)] == [low, high]
    assert refused(low - 1, term) == refused(high + 1, term) == "HORS_BORNES"
    assert refused("15,5", term) == "ENTIER_ATTENDU"


def test_retained_hours_are_whole_and_may_be_zero():
    term = LOT["retained_hours"]
    assert read("800,0", term) == 800
    assert read("0", term) == 0
    assert refused("8,5", term) == "ENTIER_ATTENDU"
    assert type(read("800,0", term)) is int


# --- Shares, by column ------------------------------------------------------------------------


def column(*values: Any, percent: bool = False) -> tuple[list[Any], list[str], list[str]]:
    cells = [RawCell(value, f"D{row}", percent=percent) for row, value in enumerate(values, 2)]
    read_values, faults, warnings = read_shares(cells, SHARE)
    return read_values, [f"{each.place} {each.code}" for each in faults], warnings


bare_percentages = st.lists(st.integers(2, 100), min_size=1, max_size=8)
bare_shares = st.lists(st.decimals("0.01", "0.99", places=2), min_size=1, max_size=8)


@given(bare_percentages)
def test_a_column_of_figures_above_one_is_read_as_percentages_and_says_so(figures: list[int]):
    values, faults, warnings = column(*figures)
    assert values == [Decimal(each) / 100 for each in figures]
    assert faults == []
    (warning,) = warnings
    assert warning.startswith("D2 : « Part de main-d'œuvre » a été lu en pourcentage")
    assert share_text(values[0]) in warning


@given(bare_shares)
def test_a_column_of_figures_below_one_is_read_as_shares(figures: list[Decimal]):
    assert column(*figures) == (figures, [], [])


@given(bare_percentages, bare_shares)
def test_a_mixed_column_asks_about_every_bare_figure(above: list[int], below: list[Decimal]):
    figures = [*above, *below]
    _, faults, warnings = column(*figures)
    assert faults == [f"D{row} PART_AMBIGUE" for row in range(2, 2 + len(figures))]
    assert warnings == []


@pytest.mark.parametrize("others", [(), (50, 60), (Decimal("0.5"),), ("50 %",)])
def test_a_bare_one_always_asks(others: tuple[Any, ...]):
    _, faults, _ = column(*others, 1)
    assert faults == [f"D{2 + len(others)} PART_AMBIGUE"]


@pytest.mark.parametrize("figure", ["1.0001", "1.2", "1.5", "1.99"])
def test_figures_between_one_and_two_alone_ask(figure: str):
    """« 120 % » in a cell reaches a function as 1.2: nothing says it is no « 1,2 % »."""
    assert column(Decimal(figure)) == ([None], ["D2 PART_AMBIGUE"], [])
    assert column(Decimal(figure), 7)[0] == [Decimal(figure) / 100, Decimal("0.07")]
    assert column(2)[0] == [Decimal("0.02")]


def test_a_sign_or_a_format_settles_a_figure_whatever_the_column():
    assert column("1 %", "50 %", Decimal("0.3"), "100 %")[:2] == (
        [Decimal("0.01"), Decimal("0.5"), Decimal("0.3"), Decimal(1)],
        [],
    )
    assert column(1, 0.5, 0.01, percent=True) == ([1, Decimal("0.5"), Decimal("0.01")], [], [])
    assert column(0, 50, None, " ")[:2] == ([0, Decimal("0.5"), None, None], [])


def test_more_than_everything_is_refused():
    assert column("100,5 %")[1] == ["D2 PART_HORS_BORNES"]
    assert column(150, 50)[1] == ["D2 PART_HORS_BORNES"]
    assert column(1.5, percent=True)[1] == ["D2 PART_HORS_BORNES"]
    assert column("-5 %", "5 €", "abc")[1] == [
        "D2 NOMBRE_NEGATIF",
        "D3 TYPE_INATTENDU",
        "D4 PART_ILLISIBLE",
    ]


@given(st.decimals("0.0001", 100, places=6))
def test_a_percentage_loses_no_digit(figure: Decimal):
    text = f"{figure:f} %".replace(".", ",")
    (value,), faults, _ = column(text)
    assert faults == []
    assert Fraction(value) == Fraction(figure) / 100


def test_printed_money_is_read_back():
    assert read(money_text(Decimal("1234567.8")), AMOUNT) == Decimal("1234567.8")
