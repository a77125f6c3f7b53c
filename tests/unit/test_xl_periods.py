"""The sheet « Périodes » as a file: part of the record, lossless, its hours those of the domain."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insertion.contract import AmountBase, Contract, Lot, Period, PeriodKind, Retained
from insertion.errors import InvalidInput
from insertion.hours import compute
from insertion.intake import build_record
from insertion.quantities import MAX_HOURS, Direction
from insertion.record import dump_record, load_record
from xlplugin.period_columns import FIRST, NAME, PREPARED, SPARE, columns
from xlplugin.period_grid import LONGEST_BLANK
from xlplugin.period_grid import NAME as GRID
from xlplugin.sheet import read_any
from xlplugin.workbook import workbook_bytes

WORKS: dict[str, Any] = {
    "amount_excl_tax": Decimal(1_000_000), "labour_share": Decimal("0.5"),
    "insertion_rate": Decimal("0.05"), "hourly_cost": Decimal(30),
}  # fmt: skip
LOTS = (
    Lot(number="1", title="Gros œuvre", **WORKS),
    Lot(number="2", title="Peinture", **{**WORKS, "amount_excl_tax": Decimal(210_000)}),
    Lot(number="3", title="Ascenseur", mechanism="aucun"),
    Lot(
        number="4",
        title="Nettoyage",
        retained=Retained(hours=801, reason="Accès", author="Service", decided_on="2026-09-01"),
    ),
)
THREE = (
    Period(title="Tranche ferme", period_kind="ferme", duration_months=12,
           amount_excl_tax=Decimal("900000.01")),
    Period(title="Étanchéité", period_kind="tranche", duration_months=5,
           amount_excl_tax=Decimal(333_333)),
    Period(title="Deuxième année", period_kind="reconduction", duration_months=12,
           amount_excl_tax=Decimal(0)),
)  # fmt: skip


CAPACITY = 6  # rows of lots: enough here, and a workbook is written five times as fast


def contract(periods: tuple[Period, ...] = THREE, **facts: Any) -> Contract:
    return Contract(lots=LOTS, periods=periods, **facts)


def saved(folder: Path, of: Contract | None) -> Path:
    path = folder / "marche.xlsx"
    path.write_bytes(workbook_bytes(of, capacity=CAPACITY))
    return path


def without(name: str) -> tuple[Period, ...]:
    return tuple(each.model_copy(update={name: None}) for each in THREE)


@pytest.mark.parametrize(
    "periods",
    [
        (),
        THREE,
        without("amount_excl_tax"),
        without("duration_months"),
        THREE * 9,
        (Period(title="«\u00a0A\u00a0» & <B>", period_kind="ferme", duration_months=600),),
    ],
)
def test_a_record_goes_through_the_workbook_without_loss(
    tmp_path: Path, periods: tuple[Period, ...]
):
    text = dump_record(load_record(dump_record(contract(periods))).contract)
    read = build_record(read_any(saved(tmp_path, load_record(text).contract))).contract
    assert dump_record(read) == text
    assert len(read.periods) == len(periods)


def as_period(row: tuple[str, PeriodKind, int, int | None]) -> Period:
    title, kind, months, cents = row
    amount = None if cents is None else Decimal(cents) / 100
    return Period(title=title, period_kind=kind, duration_months=months, amount_excl_tax=amount)


rows = st.tuples(
    st.sampled_from(["Période", "Tranche ferme", "Année 2", "1"]),
    st.sampled_from(PeriodKind),
    st.integers(1, 600),
    st.none() | st.integers(0, 10**12),
)
periods = st.lists(rows.map(as_period), max_size=5).map(tuple)


@given(periods)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_periods_are_read_back_as_they_were(tmp_path: Path, listed: tuple[Period, ...]):
    path = saved(tmp_path, contract(listed))
    assert build_record(read_any(path)).contract.periods == listed


def cached(of: Contract) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(of, capacity=CAPACITY)), data_only=True)


def column(book: Any, name: str, count: int) -> list[Any]:
    letter = columns()[name].letter
    return [book[NAME][f"{letter}{FIRST + i}"].value for i in range(count)]


@pytest.mark.parametrize(
    ("base", "direction"),
    [(None, Direction.UP), (AmountBase.MAXIMUM, Direction.NEAREST),
     (AmountBase.FIRM, Direction.UP), (AmountBase.FIRM, Direction.DOWN)],
)  # fmt: skip
def test_the_hours_of_each_period_are_the_sum_of_those_of_the_lots(
    base: AmountBase | None, direction: Direction
):
    of = contract(amount_base=base, rounding_direction=direction)
    lots = [each.periods for each in compute(of).lots if each.periods]
    assert len(lots) == 3
    book = cached(of)
    assert column(book, "contract_hours", 3) == [
        sum(parts[index].hours for parts in lots) for index in range(3)
    ]
    assert column(book, "lot_hours", 3) == [each.hours for each in lots[0]]
    assert column(book, "contract_hours", 4)[3] is None


def test_what_a_period_waits_for_is_said():
    assert column(cached(contract()), "due", 3) == [
        "Dues",
        "Comprises, dues si la tranche est affermie",
        "Comprises, dues si le marché est reconduit",
    ]
    assert column(cached(contract(amount_base=AmountBase.FIRM)), "due", 3) == [
        "Dues",
        "En plus, si la tranche est affermie",
        "En plus, si le marché est reconduit",
    ]


def test_without_periods_the_sheet_says_that_nothing_is_split():
    sheet = cached(contract(()))[NAME]
    assert sheet["A3"].value == "Aucune période saisie\u00a0: les heures des lots restent entières."
    assert column(cached(contract(())), "contract_hours", PREPARED) == [None] * PREPARED


def test_rows_are_prepared_and_grow_with_the_periods():
    letter = columns()["contract_hours"].letter
    few = openpyxl.load_workbook(io.BytesIO(workbook_bytes()))[NAME]
    many = openpyxl.load_workbook(io.BytesIO(workbook_bytes(contract(THREE * 9))))[NAME]
    assert few[f"{letter}{FIRST + PREPARED - 1}"].data_type == "f"
    assert few[f"{letter}{FIRST + PREPARED}"].value is None
    assert many[f"{letter}{FIRST + 27 + SPARE - 1}"].data_type == "f"


def test_a_long_list_of_lots_without_periods_carries_no_shares():
    many = tuple(Lot(number=str(i), title="a") for i in range(1, LONGEST_BLANK + 2))
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(Contract(lots=many))))
    assert book[GRID].max_row == 4
    assert book[GRID].sheet_state == "hidden"


# --- What the reader refuses --------------------------------------------------------------------


def typed(folder: Path, cells: dict[str, Any], of: Contract | None = None) -> Path:
    path = saved(folder, of or contract())
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book[NAME][place] = value
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cells", "code", "place"),
    [
        ({"A7": None}, "PERIODE_INCOMPLETE", "Périodes!A7"),
        ({"B8": None}, "PERIODE_INCOMPLETE", "Périodes!A8"),
        ({"B8": "optionnelle"}, "CHOIX_HORS_LISTE", "Périodes!B8"),
        ({"B8": "peut-être"}, "CHOIX_INCONNU", "Périodes!B8"),
        ({"C8": "12 mois"}, "NOMBRE_EN_TEXTE", "Périodes!C8"),
        ({"C8": 12.5}, "ENTIER_ATTENDU", "Périodes!C8"),
        ({"C8": 0}, "HORS_BORNES", "Périodes!C8"),
        ({"C8": 601}, "HORS_BORNES", "Périodes!C8"),
        ({"D9": "333 333 €"}, "NOMBRE_EN_TEXTE", "Périodes!D9"),
        ({"D9": -1}, "NOMBRE_NEGATIF", "Périodes!D9"),
        ({"D9": MAX_HOURS * 10_000}, "NOMBRE_DEMESURE", "Périodes!D9"),
        ({f"A{FIRST + PREPARED + 2}": "Treizième", f"B{FIRST + PREPARED + 2}": "Reconduction",
          f"D{FIRST + PREPARED + 2}": 0}, "LIGNE_SANS_CALCUL",
         f"Périodes!A{FIRST + PREPARED + 2}"),
    ],
)  # fmt: skip
def test_a_period_that_cannot_be_used_is_refused_at_its_cell(
    tmp_path: Path, cells: dict[str, Any], code: str, place: str
):
    with pytest.raises(InvalidInput) as caught:
        build_record(read_any(typed(tmp_path, cells)))
    assert [(each.code, each.place) for each in caught.value.faults] == [(code, place)]


@pytest.mark.parametrize(
    ("cells", "base", "code"),
    [
        ({"B7": "Reconduction"}, AmountBase.FIRM, "PERIODES_SANS_FERME"),
        ({"C7": None, "D8": None}, None, "PERIODES_SANS_POIDS"),
    ],
)
def test_periods_that_cannot_be_split_are_refused(
    tmp_path: Path, cells: dict[str, Any], base: AmountBase | None, code: str
):
    with pytest.raises(InvalidInput) as caught:
        build_record(read_any(typed(tmp_path, cells, contract(amount_base=base))))
    assert [each.code for each in caught.value.faults] == [code]


def test_blank_rows_between_periods_are_no_periods(tmp_path: Path):
    moved = {"A12": "Année 3", "B12": "Reconduction", "C12": 12, "D12": 100, "A10": " "}
    read = build_record(read_any(typed(tmp_path, moved))).contract
    assert [each.title for each in read.periods] == [*(each.title for each in THREE), "Année 3"]


def test_columns_that_people_swapped_are_read_by_their_headings(tmp_path: Path):
    path = saved(tmp_path, contract())
    book = openpyxl.load_workbook(path)
    for row in range(FIRST - 1, FIRST + 3):
        left, right = book[NAME][f"C{row}"], book[NAME][f"D{row}"]
        left.value, right.value = right.value, left.value
    book.save(path)
    assert build_record(read_any(path)).contract.periods == THREE


def test_a_workbook_made_before_the_sheet_existed_has_no_period(tmp_path: Path):
    path = saved(tmp_path, contract(()))
    book = openpyxl.load_workbook(path)
    for name in ("periodes_entetes", "periodes_lignes"):
        del book.defined_names[name]
    book.save(path)
    assert build_record(read_any(path)).contract.periods == ()
