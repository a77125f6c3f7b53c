"""Rows of a list of planned contracts: each cell reaches its field, each bound has two sides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from insertion.contract import ContractType
from insertion.errors import InvalidInput, fault
from insertion.programme import (
    LONGEST_MONTHS,
    MAX_CONTRACTS,
    MAX_HOURLY_COST,
    Period,
    PlannedContract,
    Programme,
    RawProgramme,
    build_programme,
    columns,
    read_duration,
    read_period,
)
from insertion.reading import RawCell, Unreadable
from insertion.typography import plain

COLUMNS = list(columns())


def raw(*rows: dict[str, Any]) -> RawProgramme:
    """Return a list as a sheet gives it: the first row under the headings is row 2."""
    return RawProgramme(
        [
            {
                name: RawCell(value, f"Liste!{chr(65 + COLUMNS.index(name))}{line}")
                for name, value in row.items()
            }
            for line, row in enumerate(rows, start=2)
        ],
        [f"Liste!A{line}" for line in range(2, 2 + len(rows))],
        "Liste",
    )


def read(*rows: dict[str, Any]) -> Programme:
    return build_programme(raw(*rows))


def told(*rows: dict[str, Any]) -> list[str]:
    return [plain(each) for each in read(*rows).warnings]


def faults(*rows: dict[str, Any]) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidInput) as caught:
        read(*rows)
    return [(each.code, plain(each.cause), plain(each.remedy)) for each in caught.value.faults]


def test_each_cell_of_a_row_reaches_its_field():
    full = {
        "subject": "Nettoyage\n des  écoles",
        "number": "2027-04",
        "cpv": "90910000-9",
        "contract_type": "Services",
        "consultation_date": "mars 2027",
        "duration": "2 ans",
        "amount_excl_tax": "1 250 000 €",
        "labour_share": "70 %",
        "insertion_rate": "5 %",
        "hourly_cost": "25,50",
    }
    first, second = read(full, {"subject": "Peinture"}).contracts
    assert first == PlannedContract(
        rank=1,
        place="Liste!A2",
        subject="Nettoyage des écoles",
        number="2027-04",
        cpv="90910000",
        contract_type=ContractType.SERVICES,
        period=Period(date(2027, 3, 1), date(2027, 3, 31)),
        duration=Decimal(24),
        amount_excl_tax=Decimal(1_250_000),
        labour_share=Decimal("0.7"),
        insertion_rate=Decimal("0.05"),
        hourly_cost=Decimal("25.5"),
    )
    assert second == PlannedContract(rank=2, place="Liste!A3", subject="Peinture")


def test_what_the_file_already_said_comes_first():
    known = fault("CLE_EN_DOUBLE", "ici", key="a")
    rows = raw({"subject": "a", "amount_excl_tax": "x"}, {"number": "3"})
    with pytest.raises(InvalidInput) as caught:
        build_programme(RawProgramme(rows.rows, rows.places, "Liste", [known], ["Total laissé."]))
    codes = [each.code for each in caught.value.faults]
    assert codes == ["CLE_EN_DOUBLE", "MONTANT_ILLISIBLE", "MARCHE_SANS_OBJET"]
    assert caught.value.faults[2].place == "Liste!A3"
    one = raw({"subject": "a"})
    kept = RawProgramme(one.rows, one.places, "Liste", (), ["Total : laissé."])
    assert build_programme(kept).warnings == ("Total\u00a0: laissé.",)


def test_the_longest_list_is_read_and_one_row_more_is_refused():
    rows = raw(*[{"subject": "a"}] * MAX_CONTRACTS)
    assert len(build_programme(rows).contracts) == MAX_CONTRACTS
    ((code, cause, _),) = faults(*[{"subject": "a"}] * (MAX_CONTRACTS + 1))
    assert code == "PROGRAMME_TROP_LONG"
    assert "5001" in cause.replace(" ", "")


@pytest.mark.parametrize(
    ("unknown", "words"),
    [
        (1, "Liste!{}2 : « NC » est lu comme inconnu."),
        (2, "Liste!{}2 et 1 autre : « NC » est lu comme inconnu."),
        (3, "Liste!{}2 et 2 autres : « NC » est lu comme inconnu."),
    ],
)
def test_figures_said_unknown_are_counted(unknown: int, words: str):
    column = chr(65 + COLUMNS.index("amount_excl_tax"))
    rows: list[dict[str, Any]] = [{"subject": "a", "amount_excl_tax": "NC"}] * unknown
    assert told(*rows, {"subject": "b", "amount_excl_tax": 5}) == [words.format(column)]
    contracts = read(*rows, {"subject": "b", "amount_excl_tax": 5}).contracts
    assert [each.amount_excl_tax for each in contracts] == [*[None] * unknown, Decimal(5)]


def test_only_a_cell_with_several_whole_codes_is_told():
    column = chr(65 + COLUMNS.index("cpv"))
    assert told({"subject": "a", "cpv": "45214200-2 : école"}) == []
    assert told({"subject": "a", "cpv": "45214200 ; 45000000"}) == [
        f"Liste!{column}2 : plusieurs codes CPV, le premier est lu."
    ]


def test_a_cost_of_nothing_is_refused_with_its_bounds():
    ((code, cause, remedy),) = faults({"subject": "a", "hourly_cost": 0})
    assert code == "HORS_BORNES"
    assert cause == "« 0 » est hors des bornes : de plus de 0 à 1 000 €/h."
    assert remedy == f"Corriger la valeur de « {columns()['hourly_cost'].label} »."


@pytest.mark.parametrize(("cost", "accepted"), [(MAX_HOURLY_COST, True), ("1000,01", False)])
def test_the_cost_of_an_hour_has_a_highest_figure(cost: Any, accepted: bool):
    row = {"subject": "a", "hourly_cost": cost}
    if accepted:
        assert read(row).contracts[0].hourly_cost == MAX_HOURLY_COST
    else:
        ((code, cause, _),) = faults(row)
        assert (code, cause) == (
            "HORS_BORNES",
            "« 1000,01 » est hors des bornes : de plus de 0 à 1 000 €/h.",
        )


def duration(value: str) -> Decimal:
    return read_duration(RawCell(value, "X"), columns()["duration"])


def test_a_duration_has_two_ends():
    assert [duration(text) for text in ("0,5 mois", "600 mois", "50 ans")] == [
        Decimal("0.5"), LONGEST_MONTHS, LONGEST_MONTHS,
    ]  # fmt: skip
    for text in ("0 mois", "600,01 mois", "51 ans"):
        with pytest.raises(Unreadable) as caught:
            duration(text)
        assert caught.value.fault.code == "HORS_BORNES"
        assert plain(caught.value.fault.cause) == (
            f"« {text} » est hors des bornes : de plus de 0 à 600 mois."
        )


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        (1990, date(1990, 1, 1), date(1990, 12, 31)),
        (2099, date(2099, 1, 1), date(2099, 12, 31)),
        (2027.0, date(2027, 1, 1), date(2027, 12, 31)),
        ("01/2027", date(2027, 1, 1), date(2027, 1, 31)),
        ("12/2027", date(2027, 12, 1), date(2027, 12, 31)),
        ("02/2028", date(2028, 2, 1), date(2028, 2, 29)),
        ("T4 2027", date(2027, 10, 1), date(2027, 12, 31)),
        ("2e trimestre 2027", date(2027, 4, 1), date(2027, 6, 30)),
        ("S2 2027", date(2027, 7, 1), date(2027, 12, 31)),
        ("semestre 1 2027", date(2027, 1, 1), date(2027, 6, 30)),
        (date(2027, 5, 3), date(2027, 5, 3), date(2027, 5, 3)),
    ],
)
def test_a_period_has_its_first_and_last_day(value: Any, first: date, last: date):
    found = read_period(RawCell(value, "X"), columns()["consultation_date"])
    assert found == Period(first, last)


@pytest.mark.parametrize("value", [1989, 2100, "00/2027", "13/2027", True])
def test_what_is_no_month_or_no_year_is_no_period(value: Any):
    with pytest.raises(Unreadable):
        read_period(RawCell(value, "X"), columns()["consultation_date"])


def test_a_day_out_of_range_is_told_by_the_name_of_its_column():
    term = columns()["consultation_date"]
    with pytest.raises(Unreadable) as caught:
        read_period(RawCell(date(2100, 1, 1), "X"), term)
    assert term.label in plain(caught.value.fault.remedy)
