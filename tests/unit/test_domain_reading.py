"""What people type, read exactly or refused: never guessed."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insertion import vocabulary
from insertion.quantities import DayKind, Days
from insertion.reading import READERS, RawCell, Unreadable, read_shares
from insertion.typography import date_text, decimal_text, money_text, plain, share_text
from insertion.vocabulary import Term

LOT, CONTRACT = vocabulary.lot_terms(), vocabulary.contract_terms()
AMOUNT, WORKED, SHARE = LOT["amount_excl_tax"], LOT["worked_hours"], LOT["labour_share"]
SPACES = " \u00a0\u2007\u2009\u202f'"


def read(value: Any, term: Term, **options: Any) -> Any:
    return READERS[term.type](RawCell(value, "Lots!D14", **options), term)


def refused(value: Any, term: Term, **options: Any) -> str:
    with pytest.raises(Unreadable) as caught:
        read(value, term, **options)
    assert caught.value.fault.place == "Lots!D14"
    return caught.value.fault.code


@given(
    number=st.decimals(0, 10**12, places=2),
    space=st.sampled_from(SPACES),
    unit=st.sampled_from(["", " €", "€", " € HT", " euros", " EUR", " HT", "\u00a0€"]),
)
def test_an_amount_printed_the_french_way_is_read_back(number: Decimal, space: str, unit: str):
    text = plain(decimal_text(number)).replace(" ", space) + unit
    assert read(text, AMOUNT) == number


@given(number=st.decimals(0, 10**9, places=3))
def test_a_machine_number_is_read_with_its_point(number: Decimal):
    assert read(format(number, "f"), WORKED, machine=True) == number
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
        "D4 MONTANT_ILLISIBLE",
    ]


@given(st.decimals("0.0001", 100, places=6))
def test_a_percentage_loses_no_digit(figure: Decimal):
    text = f"{figure:f} %".replace(".", ",")
    (value,), faults, _ = column(text)
    assert faults == []
    assert Fraction(value) == Fraction(figure) / 100


# --- Dates, delays, choices, texts ------------------------------------------------------------

DATE = CONTRACT["consultation_date"]


@given(st.dates(date(1000, 1, 1)))
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
    assert read(date(2026, 9, 1), CONTRACT["subject"]) == "01/09/2026"
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
        ("7328293200007", False),
        ("35600000000048", True),
        ("35600000000049", False),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", False),
    ],
)
def test_a_siret_keeps_the_luhn_rule_or_that_of_the_post(typed: str, valid: bool):
    term = CONTRACT["buyer_siret"]
    if valid:
        assert read(typed, term) == typed.replace(" ", "")
    else:
        assert refused(typed, term) == "SIRET_INVALIDE"


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


def test_printed_money_is_read_back():
    assert read(money_text(Decimal("1234567.8")), AMOUNT) == Decimal("1234567.8")
