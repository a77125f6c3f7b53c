"""Rows of raw cells become a contract; what is wrong is left aside to look at the rest."""

from __future__ import annotations

from typing import Any

import pytest

from insertion.contract import Mechanism
from insertion.errors import InvalidInput, fault
from insertion.intake import RawRecord, build_record, readable_part
from insertion.reading import RawCell


def cells(row: int, **values: Any) -> dict[str, RawCell]:
    return {
        name: RawCell(value, f"Lots!{column}{row}")
        for column, (name, value) in zip("ABCDEFGH", values.items(), strict=False)
    }


def raw(*lots: dict[str, RawCell], **facts: Any) -> RawRecord:
    return RawRecord(
        {name: RawCell(value, f"Marché!{name}") for name, value in facts.items()},
        lots,
        [f"Lots!A{row}" for row in range(2, 2 + len(lots))],
        "classeur.xlsx",
    )


def refused(record: RawRecord) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        build_record(record)
    return [(each.code, each.place) for each in caught.value.faults]


FIRST = cells(2, number="1", title="Gros œuvre", amount_excl_tax=1000)
SECOND = cells(3, number="2", title="Peinture", amount_excl_tax="douze")
THIRD = cells(4, number="3", title="Sols")


def test_a_faulty_lot_and_a_faulty_fact_are_left_aside_and_the_rest_is_read():
    record = raw(FIRST, SECOND, THIRD, contract_type="troc", subject="École")
    with pytest.raises(InvalidInput) as caught:
        build_record(record)
    assert [each.place for each in caught.value.faults] == ["Marché!contract_type", "Lots!C3"]
    rest = readable_part(record, caught.value.faults)
    assert rest is not None
    assert rest.lot_places == ["Lots!A2", "Lots!A4"]
    assert rest.place == "classeur.xlsx"
    read = build_record(rest)
    assert [lot.number for lot in read.contract.lots] == ["1", "3"]
    assert read.contract.subject == "École"
    assert read.contract.contract_type is None
    assert read.lot_places == ("Lots!A2", "Lots!A4")


def test_a_lot_refused_as_a_whole_is_left_aside_by_its_own_place():
    rest = readable_part(raw(FIRST, THIRD), [fault("LOT_SANS_NUMERO", "Lots!A3")])
    assert rest is not None
    assert list(rest.lots) == [FIRST]


def test_nothing_is_left_when_every_lot_is_faulty():
    assert readable_part(raw(SECOND), [fault("MONTANT_ILLISIBLE", "Lots!C3", value="x")]) is None


def test_without_a_fault_everything_is_kept():
    record = raw(FIRST, THIRD, subject="École")
    rest = readable_part(record, [])
    assert rest is not None
    assert (list(rest.lots), dict(rest.contract)) == ([FIRST, THIRD], dict(record.contract))


def test_what_the_file_already_said_is_kept_with_what_reading_finds():
    known = fault("CLE_EN_DOUBLE", "ici", key="nature")
    record = RawRecord({}, [SECOND], ["Lots!A3"], "x", [known], ["Ligne de total laissée."])
    assert refused(record) == [("CLE_EN_DOUBLE", "ici"), ("MONTANT_ILLISIBLE", "Lots!C3")]
    fine = RawRecord({}, [FIRST], ["Lots!A2"], "x", (), ["Ligne de total laissée."])
    assert build_record(fine).warnings == ("Ligne de total laissée.",)


def test_the_place_of_a_fault_is_the_cell_or_else_the_row():
    no_number = cells(2, title="a")
    blank_number = cells(3, number=" ", title="a")
    no_title = cells(4, number="4")
    blank_title = cells(5, number="5", title="")
    assert refused(raw(no_number, blank_number, no_title, blank_title)) == [
        ("LOT_SANS_NUMERO", "Lots!A2"),
        ("LOT_SANS_NUMERO", "Lots!A3"),
        ("LOT_SANS_INTITULE", "Lots!A4"),
        ("LOT_SANS_INTITULE", "Lots!B5"),
    ]


def test_a_repeated_number_names_where_it_was_first_met():
    record = raw(FIRST, cells(3, number="01", title="b"), cells(4, number="Lot 1", title="c"))
    with pytest.raises(InvalidInput) as caught:
        build_record(record)
    assert [(each.code, each.place) for each in caught.value.faults] == [
        ("LOT_EN_DOUBLE", "Lots!A3"),
        ("LOT_EN_DOUBLE", "Lots!A4"),
    ]
    assert all("Lots!A2" in each.cause for each in caught.value.faults)


KEPT = {"retained_hours": 800, "retained_reason": "Négocié", "retained_author": "Service"}


@pytest.mark.parametrize(
    ("mechanism", "accepted"),
    [
        (None, True),
        (Mechanism.EXECUTION_CONDITION, True),
        (Mechanism.CLAUSE_AND_CRITERION, True),
        (Mechanism.AWARD_CRITERION, False),
        (Mechanism.RESERVED, False),
        (Mechanism.INSERTION_SERVICE, False),
        (Mechanism.NONE, False),
    ],
)
def test_hours_are_retained_only_for_a_lot_with_a_clause(
    mechanism: Mechanism | None, accepted: bool
):
    kept = KEPT | {"retained_date": "2026-09-22"}
    chosen = None if mechanism is None else mechanism.value
    row = cells(2, number="1", title="a", mechanism=chosen, **kept)
    if accepted:
        (lot,) = build_record(raw(row)).contract.lots
        assert lot.retained is not None
        assert lot.retained.hours == 800
    else:
        assert refused(raw(row)) == [("RETENUE_SANS_CLAUSE", "Lots!D2")]


@pytest.mark.parametrize(
    ("left_out", "code", "column", "words"),
    [
        ("retained_reason", "RETENUE_INCOMPLETE", "A", "motif"),
        ("retained_author", "RETENUE_INCOMPLETE", "A", "auteur"),
        ("retained_hours", "RETENUE_SANS_HEURES", "C", "motif, auteur, date"),
    ],
)
def test_a_retained_figure_is_whole_or_refused(left_out: str, code: str, column: str, words: str):
    kept = KEPT | {"retained_date": "2026-09-22"}
    row = cells(2, number="7", title="a", **{k: v for k, v in kept.items() if k != left_out})
    with pytest.raises(InvalidInput) as caught:
        build_record(raw(row))
    (found,) = caught.value.faults
    assert (found.code, found.place) == (code, f"Lots!{column}2")
    assert words in found.cause
    assert "7" in found.cause


def test_all_that_a_retained_figure_lacks_is_named_at_the_cell_to_fill():
    row = cells(2, number="1", title="a", retained_hours=8, retained_reason=" ")
    with pytest.raises(InvalidInput) as caught:
        build_record(raw(row))
    (found,) = caught.value.faults
    assert (found.code, found.place) == ("RETENUE_INCOMPLETE", "Lots!D2")
    assert "motif, auteur, date" in found.cause
