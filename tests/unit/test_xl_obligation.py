"""The obligation in the workbook as a file: dated figures, cases, no figure of law elsewhere."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insertion import law
from insertion.contract import BuyerKind, Contract, ContractType, Lot
from insertion.datafiles import load_data
from insertion.law import european_thresholds
from insertion.obligations import Level, obligation_of
from xlplugin.lot_columns import FIRST, columns
from xlplugin.obligation_formulas import LEVEL_OF, Case, Ground, level_label, serial, whole_euros
from xlplugin.obligation_reasons import reason
from xlplugin.sheet_thresholds import NAME
from xlplugin.workbook import workbook_bytes

CENT = Decimal("0.01")
WORKS = Decimal(5_404_000)


def contract(*amounts: Decimal | int | None, **facts: Any) -> Contract:
    facts = {
        "buyer_kind": BuyerKind.LOCAL_AUTHORITY,
        "contract_type": ContractType.WORKS,
        "consultation_date": date(2026, 12, 1),
    } | facts
    lots = tuple(
        Lot(
            number=str(index),
            title="Lot",
            amount_excl_tax=None if amount is None else Decimal(amount),
        )
        for index, amount in enumerate(amounts, start=1)
    )
    return Contract(**facts, lots=lots)


CASES: dict[Case, Contract] = {
    Case.PRIVATE: contract(WORKS, buyer_kind=BuyerKind.PRIVATE, consultation_date=None),
    Case.MISSING_FACT: contract(WORKS, contract_type=None),
    Case.DEFENCE: contract(WORKS, defence=True),
    Case.TOO_EARLY: contract(WORKS, consultation_date=date(2026, 8, 20)),
    Case.NO_AMOUNT: contract(None),
    Case.SOCIAL_SERVICES: contract(
        216_000, contract_type=ContractType.SERVICES, social_services=True
    ),
    Case.REACHED: contract(WORKS, consultation_date=date(2026, 8, 21)),
    Case.UNKNOWN_TOTAL: contract(1000, None),
    Case.TOTAL_REACHED: contract(WORKS - CENT, CENT),
    Case.BELOW: contract(WORKS - 2 * CENT, CENT),
}
"""The first lot of each contract is in the case."""


def cells(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_every_case_has_a_contract_here():
    assert set(CASES) == set(Case) == set(LEVEL_OF)


@pytest.mark.parametrize("case", Case)
def test_each_case_is_found_and_has_the_level_of_the_domain(case: Case):
    whole = CASES[case]
    assert Ground(whole).case_of(whole.lots[0]) is case
    assert obligation_of(whole.lots[0], whole).level is LEVEL_OF[case]


@given(
    amounts=st.lists(
        st.none() | st.decimals(0, 10**7, places=2) | st.sampled_from([WORKS, WORKS - CENT]),
        min_size=1, max_size=4,
    ),
    kind=st.none() | st.sampled_from(BuyerKind),
    nature=st.none() | st.sampled_from(ContractType),
    on=st.none() | st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)  # fmt: skip
@settings(max_examples=300)
def test_the_case_of_any_lot_has_the_level_of_the_domain(
    amounts: list[Decimal | None],
    kind: BuyerKind | None,
    nature: ContractType | None,
    on: date | None,
    flags: tuple[bool, bool, bool],
):
    whole = contract(
        *amounts, buyer_kind=kind, contract_type=nature, consultation_date=on,
        defence=flags[0], social_services=flags[1], contracting_entity=flags[2],
    )  # fmt: skip
    ground = Ground(whole)
    for lot in whole.lots:
        assert LEVEL_OF[ground.case_of(lot)] is obligation_of(lot, whole).level


def test_no_formula_holds_a_threshold_or_the_day_the_rule_began():
    forbidden = [f"{each.value:f}" for rows in european_thresholds().values() for each in rows]
    forbidden += [str(serial(date(2026, 8, 21))), "DATE(2026,8"]
    found = [
        cell.value
        for sheet in cells(workbook_bytes(CASES[Case.REACHED])).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
        and any(re.search(rf"(?<!\d){re.escape(each)}(?!\d)", cell.value) for each in forbidden)
    ]
    assert forbidden
    assert found == []


def test_the_hidden_sheet_holds_every_period_of_every_threshold_of_the_data():
    sheet = cells(workbook_bytes())[NAME]
    assert sheet.sheet_state == "hidden"
    written = {
        (row[0].value, row[1].value, row[2].value, row[3].value)
        for row in sheet.iter_rows(min_row=3, max_col=4)
        if row[0].value
    }
    data = load_data("parameters/european_thresholds.yaml")
    expected = {
        (name, serial(each["from"]), serial(each["until"]), int(each["value"]))
        for name, row in data.items()
        for each in row["values"]
    }
    assert len(expected) >= 8
    assert written == expected


def test_a_new_period_is_one_more_row_of_the_hidden_sheet(monkeypatch: pytest.MonkeyPatch):
    known = law._figures  # the reader of the data file, which gets one more period

    def longer(file: str, name: str) -> tuple[str, tuple[law.Figure, ...]]:
        label, figures = known(file, name)
        more = law.Figure(date(2028, 1, 1), date(2029, 12, 31), Decimal(5_600_000),
                          figures[-1].certainty, "", date(2027, 12, 1))  # fmt: skip
        return label, (*figures, more)

    whole = contract(5_500_000, consultation_date=date(2028, 3, 1))
    before = Ground(whole)
    assert (before.limit.value, before.stale.value) == (5_404_000, True)
    assert before.case_of(whole.lots[0]) is Case.REACHED
    monkeypatch.setattr(law, "_figures", longer)
    after = Ground(whole)
    assert (after.limit.value, after.stale.value) == (5_600_000, False)
    assert after.case_of(whole.lots[0]) is Case.BELOW
    column = [row[3].value for row in cells(workbook_bytes())[NAME].iter_rows(min_row=3)]
    assert column.count(5_600_000) == len(european_thresholds())


def test_a_threshold_with_cents_is_refused_rather_than_cut():
    assert whole_euros(Decimal("216000.00")) == 216_000
    with pytest.raises(ValueError, match="whole euros"):
        whole_euros(Decimal("216000.50"))


@pytest.mark.parametrize(
    ("day", "told"),
    [(date(2027, 12, 31), False), (date(2028, 1, 1), True)],
)
def test_the_reason_asks_for_a_new_check_after_the_last_day_known(day: date, told: bool):
    for case in Case:
        if case.value > Case.TOO_EARLY:
            words = str(reason(Ground(contract(WORKS, consultation_date=day)), case).value)
            assert ("à reconfirmer" in words) is told


@pytest.mark.parametrize(
    ("day", "told"),
    [(date(2026, 8, 20), False), (date(2026, 8, 21), True), (date(2026, 8, 22), False)],
)
def test_the_reason_says_which_first_day_is_contested(day: date, told: bool):
    ground = Ground(contract(WORKS, consultation_date=day))
    assert ground.contested.value is told
    assert ("jour à vérifier" in str(reason(ground, Case.REACHED).value)) is told


def test_the_column_stands_between_the_weeks_and_the_message_and_shows_the_label():
    names = list(columns())
    at = names.index("obligation")
    assert (names[at - 1], names[at + 1]) == ("contract_weeks", "message")
    found = openpyxl.load_workbook(
        io.BytesIO(workbook_bytes(contract(WORKS, 1000))), data_only=True
    )["Lots"]
    letter = columns()["obligation"].letter
    shown = [found[f"{letter}{FIRST + i}"].value for i in range(3)]
    assert shown == [level_label(Level.MANDATORY), level_label(Level.UNCERTAIN), None]
