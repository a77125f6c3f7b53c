"""A list of planned contracts: how its cells are read, what is refused, what stays unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from insertion.errors import InvalidInput
from insertion.programme import (
    MAX_CONTRACTS,
    Period,
    RawProgramme,
    build_programme,
    columns,
    period_words,
    read_cpv,
    read_duration,
    read_period,
)
from insertion.reading import RawCell, Unreadable
from insertion.typography import plain

DAY = date(2027, 3, 1)


def cell(value: Any) -> RawCell:
    return RawCell(value, "Liste!D4")


def wide(text: str) -> str:
    """Return a text with the digits of East Asian typing."""
    return text.translate({ord(digit): 0xFF10 + int(digit) for digit in "0123456789"})


def refused(code: str, read: Any, value: Any, column: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(cell(value), columns()[column])
    assert (caught.value.fault.code, caught.value.fault.place) == (code, "Liste!D4")


# --- Reading cells ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("45214200-2", "45214200"),
        ("45214200-2 : Travaux de construction", "45214200"),
        ("CPV 45214200", "45214200"),
        ("45 21 42 00-2", "45214200"),
        (45214200.0, "45214200"),
        ("45", "45"),
        ("45 : travaux", "45"),
        ("4521 - bâtiments", "4521"),
        ("45214200 travaux 2027", "45214200"),
        (90, "90"),
        (45, "45"),
        ("311", "311"),
        ("09", "09"),
        ("03100000-2", "03100000"),
        (31100000, "31100000"),
    ],
)
def test_a_code_is_read_in_each_of_its_usual_writings(written: Any, digits: str) -> None:
    assert read_cpv(cell(written), columns()["cpv"]) == digits


@pytest.mark.parametrize(
    "written",
    [
        "4", "travaux", 3000000, "452142001", True, DAY,
        "45.11", 45.11, "45,11", "12 mois", "45 ; 50",
        wide("45"), wide("45214200"), "00", "02", "00000000",
        31, 311, 91.0, 311000, 9110, 45214200.5, "45214200.5",
    ],
)  # fmt: skip
def test_what_is_no_code_or_lost_a_zero_is_refused(written: Any) -> None:
    refused("CPV_ILLISIBLE", read_cpv, written, "cpv")


@pytest.mark.parametrize(
    ("written", "months"),
    [("18 mois", 18), ("2 ans", 24), ("1,5 an", 18), ("1 année", 12), ("24 MOIS", 24)],
)
def test_a_duration_is_read_in_months(written: str, months: int) -> None:
    assert read_duration(cell(written), columns()["duration"]) == months


@pytest.mark.parametrize("written", ["12", 12, 12.0])
def test_a_duration_without_unit_is_asked_about(written: Any) -> None:
    refused("DUREE_AMBIGUE", read_duration, written, "duration")


@pytest.mark.parametrize(
    "written", ["3 semaines", "12 mois reconductible", "longue", wide("12 mois"), DAY]
)
def test_a_duration_that_is_no_count_of_months_is_refused(written: Any) -> None:
    refused("DUREE_ILLISIBLE", read_duration, written, "duration")


@pytest.mark.parametrize("written", ["0 mois", "601 mois"])
def test_a_duration_out_of_range_is_refused(written: str) -> None:
    refused("HORS_BORNES", read_duration, written, "duration")


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("T1 2027", date(2027, 1, 1), date(2027, 3, 31)),
        ("4e trimestre 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("1er semestre 2027", date(2027, 1, 1), date(2027, 6, 30)),
        ("S2 2027", date(2027, 7, 1), date(2027, 12, 31)),
        ("février 2028", date(2028, 2, 1), date(2028, 2, 29)),
        ("12/2026", date(2026, 12, 1), date(2026, 12, 31)),
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        (2027, date(2027, 1, 1), date(2027, 12, 31)),
        ("01/03/2027", date(2027, 3, 1), date(2027, 3, 1)),
        (DAY, DAY, DAY),
    ],
)
def test_a_period_keeps_its_first_and_last_day(written: Any, first: date, last: date) -> None:
    assert read_period(cell(written), columns()["consultation_date"]) == Period(first, last)


@pytest.mark.parametrize(
    "written",
    [
        "T5 2027", "13/2027", "bientôt", 12, "fin 2027",
        2027.5, "²/2027", wide("03/2027"), wide("2027"), "T² 2027",
    ],
)  # fmt: skip
def test_a_period_that_cannot_be_placed_is_refused(written: Any) -> None:
    refused("DATE_ILLISIBLE", read_period, written, "consultation_date")


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (None, ""),
        (Period(DAY, DAY), "1er mars 2027"),
        (Period(date(2027, 2, 1), date(2027, 2, 28)), "février 2027"),
        (Period(date(2027, 1, 1), date(2027, 3, 31)), "janvier à mars 2027"),
        (Period(date(2027, 1, 1), date(2027, 12, 31)), "2027"),
    ],
)
def test_a_period_says_itself_in_french(period: Period | None, words: str) -> None:
    assert plain(period_words(period)) == words


# --- The list ---------------------------------------------------------------------------------


def raw(*rows: dict[str, Any]) -> RawProgramme:
    places = [f"Liste!B{index}" for index in range(2, 2 + len(rows))]
    cells = [
        {name: RawCell(value, f"{place[:-2]}!{name}{place[-1]}") for name, value in row.items()}
        for row, place in zip(rows, places, strict=True)
    ]
    return RawProgramme(cells, places, "liste.xlsx")


def codes(programme: RawProgramme) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        build_programme(programme)
    return [each.code for each in caught.value.faults]


@pytest.mark.parametrize("word", ["à définir", "NC", "-", "?", "Non renseigné"])
def test_a_word_that_says_unknown_is_read_as_nothing_and_said(word: str) -> None:
    read = build_programme(raw({"subject": "Voirie", "amount_excl_tax": word, "cpv": word}))
    assert read.contracts[0].amount_excl_tax is None
    assert read.contracts[0].cpv is None
    assert len(read.warnings) == 2


def test_words_that_say_unknown_are_told_once_a_column_with_their_count() -> None:
    rows = [{"subject": f"M{i}", "amount_excl_tax": "à définir"} for i in range(3)]
    (told,) = build_programme(raw(*rows)).warnings
    assert plain(told) == (
        "Liste!!amount_excl_tax2 et 2 autres : « à définir » est lu comme inconnu."
    )


def test_an_object_keeps_its_words_even_when_they_say_unknown() -> None:
    assert build_programme(raw({"subject": "À définir"})).contracts[0].subject == "À définir"


def test_every_fault_of_a_list_is_said_at_once() -> None:
    rows = raw(
        {"amount_excl_tax": 10},
        {"subject": "Voirie", "amount_excl_tax": "beaucoup", "duration": 3},
        {"subject": "Peinture", "hourly_cost": 0, "trade": "magie"},
    )
    assert sorted(codes(rows)) == [
        "CHOIX_INCONNU",
        "DUREE_AMBIGUE",
        "HORS_BORNES",
        "MARCHE_SANS_OBJET",
        "MONTANT_ILLISIBLE",
    ]


def test_an_empty_list_and_an_endless_one_are_refused() -> None:
    assert codes(raw()) == ["PROGRAMME_VIDE"]
    row = {"subject": RawCell("Voirie", "Liste!B2")}
    endless = RawProgramme([row] * (MAX_CONTRACTS + 1), ["Liste!B2"] * (MAX_CONTRACTS + 1), "liste")
    assert codes(endless) == ["PROGRAMME_TROP_LONG"]


def test_several_codes_in_a_cell_are_told_and_the_first_is_read() -> None:
    read = build_programme(raw({"subject": "École", "cpv": "45214200-2, 45111100-9"}))
    assert read.contracts[0].cpv == "45214200"
    assert "plusieurs codes CPV" in read.warnings[0]
