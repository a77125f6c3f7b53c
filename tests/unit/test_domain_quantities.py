"""Rounding that bears a name, exact figures, and French typography."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from insertion.bounded import Hours, Money, Share
from insertion.quantities import (
    MAX_AMOUNT,
    MAX_DAYS,
    NINE_DECIMALS,
    DayKind,
    Days,
    Direction,
    Rounding,
    exact_text,
    from_cell,
    round_half_up,
    round_money,
)
from insertion.typography import (
    NARROW,
    NO_BREAK,
    counted,
    date_text,
    decimal_text,
    french,
    hours_text,
    listed,
    money_text,
    months_text,
    numbered,
    plain,
    share_text,
    size_text,
)

hours = st.fractions(0, 10**9)
steps = st.integers(1, 1000)


@given(exact=hours, step=steps)
def test_the_nearest_step_is_at_most_half_a_step_away(exact: Fraction, step: int):
    rounded = Rounding(Direction.NEAREST, step).apply(exact)
    assert rounded % step == 0
    assert abs(rounded - exact) <= Fraction(step, 2)


@given(exact=hours, step=steps)
def test_up_is_never_below_and_down_never_above_and_both_within_a_step(exact: Fraction, step: int):
    up = Rounding(Direction.UP, step).apply(exact)
    down = Rounding(Direction.DOWN, step).apply(exact)
    assert up % step == down % step == 0
    noise = Fraction(step, NINE_DECIMALS)  # what the workbook cannot see, Python does not either
    assert down - noise <= exact <= up + noise
    assert up - exact < step + noise
    assert exact - down < step + noise


@pytest.mark.parametrize(
    ("share", "direction", "hours"),
    [
        ("0.333333333333333", Direction.DOWN, 1000),
        ("0.666666666666667", Direction.UP, 2000),
        ("0.333333333333333", Direction.NEAREST, 1000),
    ],
)
def test_a_third_typed_in_a_cell_loses_no_hour(share: str, direction: Direction, hours: int):
    exact = Fraction(900_000) * Fraction(share) * Fraction(1, 10) / 30
    assert Rounding(direction).apply(exact) == hours


@given(count=st.integers(0, 10**6), step=steps, direction=st.sampled_from(Direction))
def test_a_whole_number_of_steps_stays_what_it_is(count: int, step: int, direction: Direction):
    assert Rounding(direction, step).apply(Fraction(count * step)) == count * step


@given(count=st.integers(0, 10**6), step=steps)
def test_an_exact_half_goes_away_from_zero_even_after_an_even_number(count: int, step: int):
    half = (Fraction(count) + Fraction(1, 2)) * step
    assert Rounding(Direction.NEAREST, step).apply(half) == (count + 1) * step
    assert round_half_up(-half / step) == -(count + 1)


@pytest.mark.parametrize(
    ("exact", "cents"), [("0.005", "0.01"), ("0.0049", "0.00"), ("24.045", "24.05"), ("2", "2.00")]
)
def test_money_is_rounded_to_the_cent_half_up(exact: str, cents: str):
    assert str(round_money(Fraction(exact))) == cents


def test_exact_hours_are_printed_with_twenty_eight_digits_and_no_exponent():
    assert exact_text(Fraction(2500, 3)) == "833." + "3" * 25
    assert exact_text(Fraction(2000, 3)) == "666." + "6" * 24 + "7"
    assert exact_text(Fraction(1200)) == "1200"
    assert exact_text(Fraction(0)) == "0"
    assert exact_text(Fraction(5, 2)) == "2.5"
    assert exact_text(2 + Fraction(1, 10**40)) == "2"
    assert exact_text(20 + Fraction(1, 10**40)) == "20"
    assert exact_text(Fraction(1, 10**16)) == "0.0000000000000001"
    assert exact_text(Fraction(10**14)) == "100000000000000"


def test_exact_hours_may_be_printed_with_fewer_digits_a_half_going_up():
    assert exact_text(Fraction(2, 3), 5) == "0.66667"
    assert exact_text(Fraction(5, 2), 1) == "3"


@given(number=st.decimals(0, 10**12, places=2))
def test_a_decimal_amount_is_printed_whole(number: Decimal):
    assert Decimal(exact_text(Fraction(number))) == number


@given(number=st.decimals("0.0001", 10**9, places=4))
def test_a_cell_gives_back_the_decimal_that_was_typed(number: Decimal):
    assert from_cell(float(number)) == number


def test_a_cell_drops_the_noise_beyond_fifteen_digits():
    assert from_cell(0.1 + 0.2) == Decimal("0.3")
    assert from_cell(0.07) == Decimal("0.07")
    assert from_cell(10**20) == Decimal(10) ** 20


def test_a_whole_number_keeps_all_its_digits():
    assert from_cell(12345678901234567890) == 12345678901234567890


@pytest.mark.parametrize(
    ("kind", "value", "accepted"),
    [
        (Money, "0", True),
        (Money, MAX_AMOUNT, True),
        (Money, MAX_AMOUNT + 1, False),
        (Money, "-0.01", False),
        (Money, "NaN", False),
        (Money, "Infinity", False),
        (Share, "1", True),
        (Share, "1.0001", False),
        (Share, "-0.1", False),
        (Share, "sNaN", False),
        (Hours, "1000000000", True),
        (Hours, "1000000000.01", False),
    ],
)
def test_quantities_have_ranges(kind: Any, value: Any, accepted: bool):
    adapter: TypeAdapter[Decimal] = TypeAdapter(kind)
    if accepted:
        assert adapter.validate_python(Decimal(value)) == Decimal(value)
    else:
        with pytest.raises(ValidationError):
            adapter.validate_python(Decimal(value))


@pytest.mark.parametrize(
    ("count", "accepted"), [(0, False), (1, True), (MAX_DAYS, True), (MAX_DAYS + 1, False)]
)
def test_a_delay_has_at_least_a_day_and_at_most_ten_years(count: int, accepted: bool):
    if accepted:
        assert Days(count, DayKind.WORKED).count == count
    else:
        with pytest.raises(ValueError, match="not a number of days"):
            Days(count, DayKind.WORKED)


# --- Typography -------------------------------------------------------------------------------

french_text = st.text(
    st.sampled_from("aé0123 \u00a0\u202f\u2009'’«»:;!?%€°nNLRD.,-—heurs")
    | st.characters(codec="utf-8"),
    max_size=60,
)


@given(french_text)
def test_french_typography_applied_twice_changes_nothing_more(text: str):
    assert french(french(text)) == french(text)


@given(french_text)
def test_texts_compare_equal_whichever_spaces_and_apostrophes_they_use(text: str):
    assert plain(french(text)) == plain(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'heure", "l’heure"),
        ("Qui ? Quoi ! Non ; si", "Qui\u202f? Quoi\u202f! Non\u202f; si"),
        ("note : 5 %", "note\u00a0: 5\u00a0%"),
        ("30 €", "30\u00a0€"),
        ("« clause »", "«\u00a0clause\u00a0»"),
        ("n° 3 et N° 4", "n°\u00a03 et N°\u00a04"),
        ("L. 2112-2, R. 2113-7", "L.\u00a02112-2, R.\u00a02113-7"),
        ("article L. 2112-2", "article\u00a0L.\u00a02112-2"),
        ("Article 20.1", "Article\u00a020.1"),
        ("article premier", "article premier"),
        ("12 heures, 1 heure, 5 jours", "12\u00a0heures, 1\u00a0heure, 5\u00a0jours"),
        ("24 mois, 3 semaines, 50 ans, 2 euros",
         "24\u00a0mois, 3\u00a0semaines, 50\u00a0ans, 2\u00a0euros"),
        ("lot 3, Lots 4 et 5, lot Nord", "lot\u00a03, Lots\u00a04 et 5, lot Nord"),
        ("3 fois, 12 h, 12 ha", "3\u00a0fois, 12\u00a0h, 12 ha"),
        ("1 250 000", "1\u00a0250\u00a0000"),
        ("12 heureux", "12 heureux"),
        ("OL. 3", "OL. 3"),
    ],
)  # fmt: skip
def test_each_french_rule_does_its_one_thing(typed: str, printed: str):
    assert french(typed) == printed


@pytest.mark.parametrize(
    ("value", "at_least", "at_most", "printed"),
    [
        ("0", 0, 2, "0"),
        ("1234567.5", 2, 2, "1 234 567,50"),
        ("999", 0, 2, "999"),
        ("1000", 0, 2, "1 000"),
        ("0.005", 0, 2, "0,01"),
        ("-0.005", 0, 2, "−0,01"),
        ("-0.004", 0, 2, "0"),
        ("0.994", 0, 0, "1"),
        ("2.50", 0, 2, "2,5"),
        ("1e12", 0, 2, "1 000 000 000 000"),
    ],
)
def test_numbers_are_written_the_french_way(value: str, at_least: int, at_most: int, printed: str):
    text = decimal_text(Decimal(value), at_least=at_least, at_most=at_most)
    assert plain(text) == printed
    assert " " not in text


def test_figures_carry_their_unit_with_the_right_spaces():
    assert money_text(Decimal("1234.5")) == f"1{NARROW}234,50{NO_BREAK}€"
    assert share_text(Decimal("0.075")) == f"7,5{NO_BREAK}%"
    assert share_text(Decimal("0.12345678")) == f"12,345678{NO_BREAK}%"
    assert share_text(Fraction(1, 3)) == f"33,333333{NO_BREAK}%"
    assert months_text(1) == f"1{NO_BREAK}mois"
    assert months_text(24) == f"24{NO_BREAK}mois"
    assert date_text(date(2026, 9, 1)) == f"1er{NO_BREAK}septembre 2026"
    assert date_text(date(2026, 8, 22)) == f"22{NO_BREAK}août 2026"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0, "0 heure"),
        (1, "1 heure"),
        (Fraction(3, 2), "1,5 heure"),
        (Fraction(1999, 1000), "2 heures"),
        (Fraction(1989, 1000), "1,99 heure"),
        (2, "2 heures"),
        (1820, "1 820 heures"),
    ],
)
def test_a_noun_agrees_with_the_figure_that_is_printed(value: Fraction, printed: str):
    assert plain(hours_text(value)) == printed


def test_an_irregular_plural_is_given():
    assert plain(counted(2, "cheval", "chevaux")) == "2 chevaux"


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")],
)
def test_a_list_is_read_as_a_sentence(items: list[str], text: str):
    assert listed(items) == text


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ("", ""),
        ("3", "3"),
        ("1 2 3", "1, 2 et 3"),
        ("1 2 3 4", "1 à 4"),
        ("8 9 10 11 12", "8 à 12"),
        ("1 3 4 5 6 12", "1, 3 à 6 et 12"),
        ("1 2 4 5", "1, 2, 4 et 5"),
        ("4 3 2 1", "4, 3, 2 et 1"),
        ("1 3 5 7", "1, 3, 5 et 7"),
        ("1 2 3 4 6 7 8 9", "1 à 4 et 6 à 9"),
        ("1 1bis 2 3 4 5", "1, 1bis et 2 à 5"),
        ("A B C D", "A, B, C et D"),
        ("1 2 3 A", "1, 2, 3 et A"),
    ],
)
def test_lot_numbers_in_a_row_are_shortened_from_four(numbers: str, text: str):
    assert numbered(numbers.split()) == text


@pytest.mark.parametrize(
    ("count", "shown"), [(5_000_000, "5 Mo"), (5_000_001, "5,1 Mo"), (99_999, "0,1 Mo")]
)
def test_a_size_over_a_limit_never_shows_the_limit(count: int, shown: str):
    assert plain(size_text(count)) == shown
