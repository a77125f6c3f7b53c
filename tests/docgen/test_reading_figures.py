"""Figures read in French text: units, dates, numbers in words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.reading.figures import Unit, figures, number_of, of_unit, spelled_value, written_twice
from docgen.reading.text import cleaned, folded, sentences
from insertion.typography import decimal_text, french

UNITS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


def spelled(value: int) -> str:
    """Spell a number as French does, written here apart from the code that reads it."""
    if value >= 1000:
        head = "" if value < 2000 else spelled(value // 1000) + " "
        rest = "" if value % 1000 == 0 else " " + spelled(value % 1000)
        return f"{head}mille{rest}"
    if value >= 100:
        head = "" if value < 200 else UNITS[value // 100] + " "
        end = "s" if value % 100 == 0 and value >= 200 else ""
        rest = "" if value % 100 == 0 else " " + spelled(value % 100)
        return f"{head}cent{end}{rest}"
    if value <= 16:
        return UNITS[value]
    if value < 20:
        return f"dix-{UNITS[value - 10]}"
    if value >= 80:
        return "quatre-vingts" if value == 80 else f"quatre-vingt-{spelled(value - 80)}"
    if value >= 70:
        return "soixante et onze" if value == 71 else f"soixante-{spelled(value - 60)}"
    ten, unit = value // 10 * 10, value % 10
    link = {0: "", 1: " et un"}.get(unit, f"-{UNITS[unit]}")
    return TENS[ten] + link


@given(st.integers(min_value=2, max_value=99_999))
def test_a_number_spelled_in_french_is_read_back(value):
    assert spelled_value(spelled(value)) == value
    (found,) = of_unit(f"au moins {spelled(value)} heures d'insertion", Unit.HOURS)
    assert (found.value, found.in_words) == (value, True)


@given(st.fractions(min_value=0, max_value=10**9, max_denominator=100))
def test_a_number_printed_by_the_house_is_read_back(value):
    printed = Fraction(decimal_text(value).replace("\u202f", "").replace(",", "."))
    (found,) = figures(cleaned(french(f"de {decimal_text(value)} €")))
    assert (found.unit, found.value) == (Unit.MONEY, printed)


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault(text):
    figures(cleaned(text))
    assert len(folded(cleaned(text))) == len(cleaned(text))
    assert "".join(sentences(cleaned(text))).replace(" ", "") == cleaned(text).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1 200 heures", Unit.HOURS, 1200),
        ("1.250.000 euros", Unit.MONEY, 1_250_000),
        ("2,7 millions d'euros", Unit.MONEY, 2_700_000),
        ("36,06 € HT", Unit.MONEY, Fraction(3606, 100)),
        ("7,5 pour cent", Unit.SHARE, Fraction(15, 2)),
        ("quinze (15) jours", Unit.DAYS, 15),
        ("140 h d'insertion", Unit.HOURS, 140),
        ("1er septembre 2026", Unit.DATE, date(2026, 9, 1)),
        ("31/12/2028", Unit.DATE, date(2028, 12, 31)),
        ("2028-12-31", Unit.DATE, date(2028, 12, 31)),
    ],
)
def test_a_figure_is_read_with_its_unit(text, unit, value):
    (found,) = figures(text)
    assert (found.unit, found.value) == (unit, value)


@pytest.mark.parametrize("text", ["9h30", "de 9 h à 12 h 30", "31/02/2026", "un mois", "lot 3"])
def test_what_is_no_figure_is_left_alone(text):
    assert [each.text for each in figures(text) if each.text not in ("9 h", "12 h")] == []


def test_a_number_written_twice_gives_both():
    (found,) = written_twice("dans un délai de quinze (20) jours")
    assert found == (15, Fraction(20), "quinze (20)")


@pytest.mark.parametrize(
    ("cell", "value"), [("1 200 h", 1200), ("800", 800), ("Sans condition", None), ("", None)]
)
def test_a_cell_holds_a_number_or_nothing(cell, value):
    assert number_of(cell) == value


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("L'article L. 2112-2 s'applique. Le titulaire signe.", 2),
        ("Voir art. 3. Le délai court.", 2),
        ("M. Le Goff et n. 5 ne coupent rien", 1),
        ("Il remet 1 200,50 € HT. Fin", 2),
    ],
)
def test_an_abbreviation_ends_no_sentence(text, count):
    assert len(sentences(text)) == count
