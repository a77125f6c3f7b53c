"""Dates, delays, choices and texts: what people write in words, read or refused."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion import vocabulary
from insertion.quantities import DayKind, Days
from insertion.reading import EARLIEST_DATE, LATEST_DATE
from insertion.typography import date_text, plain
from tests.unit.domain_cells import read, refused

LOT, CONTRACT = vocabulary.lot_terms(), vocabulary.contract_terms()
DATE = CONTRACT["consultation_date"]


@given(st.dates(EARLIEST_DATE, LATEST_DATE))
def test_a_date_has_four_spellings(day: date):
    spellings = [
        day,
        datetime.combine(day, time(15, 30)),
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        date_text(day),
        plain(date_text(day)).upper(),
    ]
    assert {read(each, DATE) for each in spellings} == {day}


def test_a_month_may_come_with_a_separate_accent():
    assert read("22 aou\u0302t 2026", DATE) == date(2026, 8, 22)
    assert read("22 aout 2026", DATE) == date(2026, 8, 22)


@pytest.mark.parametrize(
    "typed",
    ["31/02/2026", "2026-13-01", "01/09/26", "2026", "septembre 2026", "1 brumaire 2026", 46266,
     "0000-01-01", "2026-09-01T00:00", True, "32 août 2026"],
)  # fmt: skip
def test_what_is_not_a_day_is_refused(typed: Any):
    assert refused(typed, DATE) == "DATE_ILLISIBLE"


@given(st.builds(Days, count=st.integers(1, 3660), kind=st.sampled_from(DayKind)))
def test_a_delay_is_read_as_it_is_printed(days: Days):
    assert read(str(days), CONTRACT["alert_days"]) == days


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("10 jours", "DELAI_ILLISIBLE"),
        ("10", "DELAI_ILLISIBLE"),
        ("0 jour ouvré", "DELAI_ILLISIBLE"),
        ("dix jours ouvrés", "DELAI_ILLISIBLE"),
        ("3661 jours ouvrés", "HORS_BORNES"),
        ("9999 jours calendaires", "HORS_BORNES"),
    ],
)
def test_a_delay_without_its_kind_of_days_or_too_long_is_refused(typed: str, code: str):
    assert refused(typed, CONTRACT["alert_days"]) == code


def test_worked_and_working_days_are_not_confused():
    kinds = {text: read(f"5 {text}", CONTRACT["alert_days"]).kind for text in
             ("jours ouvrés", "j ouvres", "jours ouvrables", "jours calendaires")}  # fmt: skip
    assert list(kinds.values()) == [
        DayKind.WORKED,
        DayKind.WORKED,
        DayKind.WORKING,
        DayKind.CALENDAR,
    ]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("oui", True), ("OUI", True), ("x", True), (True, True), ("non", False), (False, False)],
)
def test_yes_and_no_are_read(typed: Any, value: bool):
    assert read(typed, CONTRACT["defence"]) is value


@pytest.mark.parametrize("typed", ["peut-être", 1, "ouinon"])
def test_neither_yes_nor_no_is_refused(typed: Any):
    assert refused(typed, CONTRACT["defence"]) == "OUI_NON_ATTENDU"


@pytest.mark.parametrize("name", vocabulary.choice_lists())
def test_every_option_is_found_by_its_key_its_label_and_its_synonyms(name: str):
    assert len(vocabulary.options(name)) > 1
    for option in vocabulary.options(name).values():
        for word in (option.key, option.label, option.label.upper(), *option.synonyms):
            assert vocabulary.find_option(name, word) == option.key


def test_several_choices_come_once_each_in_the_order_of_the_list():
    term = CONTRACT["publics"]
    assert read("qpv ; iae, iae\nhandicap", term) == ("iae", "handicap", "qpv")
    assert read(["qpv", "iae"], term) == ("iae", "qpv")
    assert read([], term) == ()
    assert refused("iae, martiens", term) == "CHOIX_INCONNU"


def test_a_label_with_a_comma_is_one_choice():
    labels = [option.label for option in vocabulary.options("publics").values()]
    everyone = tuple(vocabulary.options("publics"))
    assert any("," in label for label in labels)
    assert read(" ; ".join(labels), CONTRACT["publics"]) == everyone
    assert read(labels, CONTRACT["publics"]) == everyone


def test_a_text_is_trimmed_put_on_one_line_and_limited():
    assert read("  a\r\nb  ", CONTRACT["subject"]) == "a b"
    assert read("a\r\nb", CONTRACT["activities"]) == "a\nb"
    assert read("a" * 300, CONTRACT["subject"]) == "a" * 300
    assert refused("a" * 301, CONTRACT["subject"]) == "TEXTE_TROP_LONG"
    assert read("a" * 4000, CONTRACT["activities"]) == "a" * 4000
    assert refused("a" * 4001, CONTRACT["activities"]) == "TEXTE_TROP_LONG"
    assert refused(["a"], CONTRACT["subject"]) == "TEXTE_ATTENDU"
    assert refused(date(2026, 9, 1), CONTRACT["subject"]) == "TYPE_INATTENDU"
    assert read(12.5, CONTRACT["subject"]) == "12,5"


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x1b", "\x7f", "\ud800", "\u2028", "\uffff"]
)
def test_what_a_document_cannot_carry_is_refused(character: str):
    assert refused(f"a{character}b", CONTRACT["subject"]) == "CARACTERE_INTERDIT"


@pytest.mark.parametrize("character", ["\t", "\u00a0", "🫠", "\U0001fae9", "\u200d", "中"])
def test_a_character_newer_than_this_python_is_still_a_character(character: str):
    assert read(f"a{character}b", CONTRACT["subject"]) == f"a{character}b"


@pytest.mark.parametrize(
    ("typed", "valid"),
    [
        ("732 829 320 00074", True),
        ("73282932000074", True),
        ("73282932000075", False),
        ("50000000000009", True),  # a five, doubled, counts for one
        ("50000000000000", False),
        ("7328293200007", False),
        ("35600000000048", True),
        ("35600000000001", True),  # La Poste: a sum that is a multiple of five
        ("35600000000002", False),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", False),
    ],
)
def test_a_siret_keeps_the_luhn_rule_or_that_of_the_post(typed: str, valid: bool):
    term = CONTRACT["buyer_siret"]
    if valid:
        assert read(typed, term) == typed.replace(" ", "")
    else:
        assert refused(typed, term) == "SIRET_INVALIDE"


@pytest.mark.parametrize("typed", ["clauses@exemple.fr", "a.b+c@d.e.org", "é@exemple.fr"])
def test_an_address_is_kept_as_typed(typed: str):
    assert read(f" {typed} ", CONTRACT["facilitator_email"]) == typed


@pytest.mark.parametrize("typed", ["abc", "a@b", "a b@c.fr", "a@@c.fr", "a@c.", "@c.fr"])
def test_what_is_no_address_is_refused(typed: str):
    assert refused(typed, CONTRACT["facilitator_email"]) == "ADRESSE_ELECTRONIQUE_INVALIDE"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1", "1"),
        ("Lot 3", "3"),
        ("LOT n° 3", "3"),
        ("lot n°3", "3"),
        ("Lot no 3", "3"),
        ("lot no. 3", "3"),
        ("Lot3", "3"),
        ("Lot", "Lot"),
        ("Lot Nord", "Nord"),
        ("Lotissement A", "Lotissement A"),
        ("010", "010"),
        (3, "3"),
        (3.0, "3"),
        ("1 bis", "1 bis"),
    ],
)
def test_a_lot_number_is_text_without_the_word_lot(typed: Any, number: str):
    assert read(typed, LOT["number"]) == number
