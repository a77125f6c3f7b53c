"""LibreOffice shares hours between periods and beneficiaries as the domain does, to the hour."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from insertion.allocation import allocate
from insertion.contract import AmountBase, Contract, Lot, Period, PeriodKind, Retained
from insertion.errors import InvalidInput
from insertion.hours import compute
from insertion.intake import build_record
from insertion.periods import split_by_period
from insertion.quantities import MAX_HOURS, Direction, from_cell
from insertion.typography import plain
from tests.office.libreoffice import recalculated
from tests.office.test_workbook_recalculation import differences
from xlplugin.limits import shown_label
from xlplugin.period_columns import CHOICE, FIRST, NAME, PREPARED, STATUS, TOTAL
from xlplugin.period_grid import LONGEST_BLANK
from xlplugin.sheet import read_any
from xlplugin.sheet_split import (
    BY_CONTRACT,
    BY_FIGURE,
    BY_LOT,
    LOT,
    PLACES,
    TYPED,
    WHAT,
)
from xlplugin.sheet_split import FIRST as FIRST_PLACE
from xlplugin.sheet_split import HOURS as HOURS_ROW
from xlplugin.sheet_split import NAME as SPLIT
from xlplugin.sheet_split import STATUS as SPLIT_STATUS
from xlplugin.workbook import build_workbook

pytestmark = pytest.mark.needs("soffice", "uno")

SEED = 20261121
RANDOM_SPLITS = 120
RANDOM_PERIODS = 40
CAPACITY = 6
PLACES_AREA = f"{SPLIT}!A{FIRST_PLACE}:F{FIRST_PLACE + PLACES - 1}"
TOLD = f"{SPLIT}!A{SPLIT_STATUS}:A{SPLIT_STATUS}"
PERIODS_AREA = f"{NAME}!A{FIRST}:H{FIRST + PREPARED - 1}"
PERIODS_TOTAL = f"{NAME}!A{TOTAL}:H{TOTAL}"
PERIODS_STATUS = f"{NAME}!A{STATUS}:A{STATUS}"

WORKS: dict[str, Any] = {
    "amount_excl_tax": Decimal(1_000_000), "labour_share": Decimal("0.5"),
    "insertion_rate": Decimal("0.05"), "hourly_cost": Decimal(30),
}  # fmt: skip
LOTS = (
    Lot(number="1", title="Gros œuvre", **WORKS),
    Lot(number="2*", title="Peinture", **{**WORKS, "amount_excl_tax": Decimal(210_000)}),
    Lot(number="3", title="Ascenseur", mechanism="aucun"),
    Lot(
        number="4",
        title="Nettoyage",
        retained=Retained(hours=801, reason="Accès", author="Service", decided_on="2026-09-01"),
    ),
)
TWO = (
    Period(title="Ferme", period_kind="ferme", duration_months=12),
    Period(title="Suite", period_kind="reconduction", duration_months=12),
)


@pytest.fixture(scope="module")
def four_lots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("repartition") / "marche.xlsx"
    build_workbook(path, Contract(lots=LOTS), capacity=CAPACITY)
    return path


# --- Répartition --------------------------------------------------------------------------------


def typed_split(hours: int | None, weights: list[float | int | str | None]) -> dict[str, Any]:
    """Return the cells of a split between unnamed people, those of the last case emptied."""
    rows = [*weights, *([None] * (PLACES - len(weights)))]
    cells: dict[str, Any] = {f"{SPLIT}!B{WHAT}": BY_FIGURE, f"{SPLIT}!B{TYPED}": hours}
    for index, weight in enumerate(rows):
        name = None if weight is None else f"Bénéficiaire {index + 1}"
        cells |= {f"{SPLIT}!A{FIRST_PLACE + index}": name,
                  f"{SPLIT}!B{FIRST_PLACE + index}": weight}  # fmt: skip
    return cells


def _random_splits() -> list[tuple[int, list[float | int]]]:
    rng = random.Random(SEED)
    kinds: list[Any] = [
        lambda: rng.randrange(1, 4),  # ties
        lambda: rng.randrange(10**12),  # euros
        lambda: rng.randrange(10**9) / 100,  # cents
        lambda: rng.randrange(101) / 100,  # shares
        lambda: rng.randrange(1, 10) / 10**6,  # tiny
        lambda: 0,
    ]
    found: list[tuple[int, list[float | int]]] = [
        (100, [1] * 3),
        (MAX_HOURS, [1] * 20),
        (MAX_HOURS, [10**12] * 20),
        (MAX_HOURS - 1, [10**12, 1]),
        (1, [1, 1]),
        (1, [0, 0, 5, 5]),
        (0, [1, 2]),
        (7, [0.000001, 0.000002]),
        (833, [0.6, 0.4]),
        (999_999_999, [33.33, 33.33, 33.34]),
        (1000, [1 / 3, 1 / 3, 1 / 3]),
    ]
    while len(found) < RANDOM_SPLITS:
        kind = rng.choice(kinds[:5])
        weights = [rng.choice([kind, kind, kind, kinds[5]])() for _ in range(rng.randint(1, 20))]
        if any(weights):
            hours = rng.choice([rng.randrange(50), rng.randrange(10**4), rng.randrange(10**9)])
            found.append((hours, weights))
    return found


@pytest.mark.slow
def test_a_figure_is_shared_to_the_hour_as_the_domain_shares_it(four_lots: Path):
    splits = _random_splits()
    cases = [
        {"set": typed_split(hours, [*weights]), "read": [PLACES_AREA, TOLD]}
        for hours, weights in splits
    ]
    for (hours, weights), answer in zip(splits, recalculated(four_lots, cases), strict=True):
        wanted = allocate(hours, [Fraction(from_cell(each)) for each in weights])
        rows = answer[PLACES_AREA]
        shown = [row[4] for row in rows]
        assert tuple(shown[: len(weights)]) == wanted, (hours, weights)
        assert set(shown[len(weights) :]) <= {""}
        whole = sum(map(Fraction, map(from_cell, weights)))
        for row, weight in zip(rows, weights, strict=False):
            exact = float(hours * Fraction(from_cell(weight)) / whole)
            assert abs(row[3] - exact) <= 1e-9 * max(1.0, exact)
        assert plain(answer[TOLD][0][0]).startswith("Total conservé")


def test_a_lot_or_the_whole_contract_is_shared_too(four_lots: Path):
    def asked(what: str, lot: str | None) -> dict[str, Any]:
        return {f"{SPLIT}!B{WHAT}": what, f"{SPLIT}!B{LOT}": lot}

    cells = f"{SPLIT}!B{LOT}:C{HOURS_ROW}"
    choices = [
        (BY_CONTRACT, None, 1809.0, ""),
        (BY_LOT, "1", 833.0, "Gros œuvre"),
        (BY_LOT, "2*", 175.0, "Peinture"),
        (BY_LOT, "4", 801.0, "Nettoyage"),
        (BY_LOT, "3", "", "Attention : ce lot n'a pas d'heures au marché."),
        (BY_LOT, "*", "", "Attention : ce lot n'est pas dans la feuille « Lots »."),
        (BY_LOT, None, "", "Attention : choisir le numéro du lot."),
        (BY_FIGURE, None, "", ""),
    ]
    cases = [{"set": asked(what, lot), "read": [cells]} for what, lot, _, _ in choices]
    for (what, lot, hours, told), answer in zip(
        choices, recalculated(four_lots, cases), strict=True
    ):
        rows = answer[cells]
        assert rows[HOURS_ROW - LOT][0] == hours, (what, lot)
        assert plain(str(rows[0][1])) == told


@pytest.mark.parametrize(
    ("weights", "row", "told"),
    [
        ([1, -1], 1, "saisir un poids de 0 à"),
        ([1, "60 %"], 1, "saisir le poids en nombre seul"),
        ([1, "x"], 1, "saisir le poids en nombre seul"),
        ([1, {"formula": "=1/0"}], 1, "une cellule affiche une erreur"),
    ],
)
def test_a_weight_that_cannot_be_used_stops_the_split(
    four_lots: Path, weights: list[Any], row: int, told: str
):
    answer = recalculated(
        four_lots, [{"set": typed_split(100, weights), "read": [PLACES_AREA, TOLD]}]
    )[0]
    assert told in plain(answer[PLACES_AREA][row][5])
    assert {each[4] for each in answer[PLACES_AREA]} == {""}
    assert plain(answer[TOLD][0][0]).startswith("À corriger")


def test_weights_of_nothing_share_nothing(four_lots: Path):
    answer = recalculated(four_lots, [{"set": typed_split(100, [0, 0]), "read": [TOLD]}])[0]
    assert plain(answer[TOLD][0][0]) == "À corriger : aucun poids n'est plus grand que zéro."


# --- Périodes -----------------------------------------------------------------------------------


def _typed_periods(periods: tuple[Period, ...]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for index in range(PREPARED):
        period = periods[index] if index < len(periods) else None
        values: list[Any] = [None] * 4
        if period is not None:
            amount = period.amount_excl_tax
            kind = shown_label("period_kind", period.period_kind)
            cost = None if amount is None else float(amount)
            values = [period.title, kind, period.duration_months, cost]
        for letter, value in zip("ABCD", values, strict=True):
            cells[f"{NAME}!{letter}{FIRST + index}"] = value
    return cells


def _random_contracts() -> list[Contract]:
    rng = random.Random(SEED)
    found = []
    for _ in range(RANDOM_PERIODS):
        with_amounts = rng.random() < 0.6
        cents = rng.choice([10**3, 10**8, 10**11])
        periods = tuple(
            Period(
                title=f"Période {index}",
                period_kind=PeriodKind.FIRM if index == 0 else rng.choice(list(PeriodKind)),
                duration_months=rng.choice([12, 12, rng.randint(1, 600)]),
                amount_excl_tax=Decimal(rng.randint(1, cents)) / 100 if with_amounts else None,
            )
            for index in range(rng.randint(1, PREPARED))
        )
        base = rng.choice([None, AmountBase.FIRM, AmountBase.MAXIMUM])
        found.append(
            Contract(
                lots=LOTS,
                periods=periods,
                amount_base=base,
                rounding_direction=rng.choice(list(Direction)),
                rounding_multiple=rng.choice([1, 1, 7]),
            )
        )
    return found


@pytest.mark.slow
def test_the_hours_of_periods_are_those_of_the_domain(four_lots: Path):
    names = _fact_cells(four_lots)
    contracts = _random_contracts()
    cases = []
    for index, each in enumerate(contracts):
        base = each.amount_base
        facts = {
            names["montant_base"]: None if base is None else shown_label("amount_base", base),
            names["arrondi"]: shown_label("rounding_direction", each.rounding_direction),
            names["arrondi_multiple"]: each.rounding_multiple,
            f"{NAME}!B{CHOICE}": ["1", "2*", "4"][index % 3],
        }
        read = [PERIODS_AREA, PERIODS_TOTAL, PERIODS_STATUS]
        cases.append({"set": facts | _typed_periods(each.periods), "read": read})
    for index, (each, answer) in enumerate(
        zip(contracts, recalculated(four_lots, cases), strict=True)
    ):
        lots = {lot.lot.number: lot for lot in compute(each).lots if lot.periods}
        chosen = lots[["1", "2*", "4"][index % 3]]
        count = len(each.periods)
        rows = answer[PERIODS_AREA]
        assert [row[4] for row in rows[:count]] == [
            sum(lot.periods[at].hours for lot in lots.values()) for at in range(count)
        ], each.periods
        assert [row[5] for row in rows[:count]] == [part.hours for part in chosen.periods], (
            each.periods,
            chosen.exact,
        )
        assert {row[4] for row in rows[count:]} | {row[5] for row in rows[count:]} <= {""}
        assert plain(answer[PERIODS_STATUS][0][0]).startswith("Rien à corriger")
        total = answer[PERIODS_TOTAL][0]
        assert total[4] == sum(lot.contract_hours or 0 for lot in lots.values())
        assert total[5] == chosen.contract_hours


def _fact_cells(path: Path) -> dict[str, str]:
    names = openpyxl.load_workbook(path).defined_names
    wanted = ("montant_base", "arrondi", "arrondi_multiple")
    return {each: names[each].attr_text.replace("$", "").replace("'", "") for each in wanted}


def test_a_third_of_an_hour_times_three_loses_nothing_beyond_the_firm_part(four_lots: Path):
    names = _fact_cells(four_lots)
    periods = (
        Period(title="Ferme", period_kind="ferme", duration_months=1),
        Period(title="Suite", period_kind="reconduction", duration_months=3),
    )
    facts = {
        names["montant_base"]: shown_label("amount_base", AmountBase.FIRM),
        names["arrondi"]: shown_label("rounding_direction", Direction.DOWN),
        f"{NAME}!B{CHOICE}": "1",
    }
    contract = Contract(
        lots=LOTS[:1],
        periods=periods,
        amount_base=AmountBase.FIRM,
        rounding_direction=Direction.DOWN,
    )
    wanted = [part.hours for part in split_by_period(contract, 833, Fraction(2500, 3))]
    assert wanted == [833, 2500]
    case = {"set": facts | _typed_periods(periods), "read": [PERIODS_AREA]}
    answer = recalculated(four_lots, [case])[0]
    assert [row[5] for row in answer[PERIODS_AREA][:2]] == wanted


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"amount_base": AmountBase.FIRM, "rounding_direction": Direction.UP},
        {"amount_base": AmountBase.FIRM, "rounding_direction": Direction.DOWN},
    ],
)
def test_every_cached_value_of_a_workbook_with_periods_is_what_recalculation_finds(
    tmp_path: Path, facts: dict[str, Any]
):
    amounts = (Decimal("900000.01"), Decimal("333333.33"), Decimal(0))
    kinds = ("ferme", "tranche", "reconduction")
    periods = tuple(
        Period(title=f"P{i}", period_kind=kind, duration_months=i + 1, amount_excl_tax=amount)
        for i, (kind, amount) in enumerate(zip(kinds, amounts, strict=True))
    )
    path = tmp_path / "periodes.xlsx"
    build_workbook(path, Contract(lots=LOTS, periods=periods, **facts), capacity=CAPACITY)
    assert differences(path) == []


# What is typed over two good periods, and whether both the sheet and the reader must refuse it.
PERIODS: dict[str, tuple[dict[str, Any], bool]] = {
    "nothing wrong": ({}, False),
    "no title": ({"A7": None}, True),
    "no-break spaces for a title": ({"A7": "\u00a0"}, True),
    "a title too long": ({"A7": "x" * 301}, True),
    "no kind": ({"B8": None}, True),
    "a kind in lower case": ({"B8": "reconduction"}, False),
    "a synonym of a kind": ({"B8": "optionnelle"}, True),
    "an unknown kind": ({"B8": "parfois"}, True),
    "months as a text": ({"C8": "12 mois"}, True),
    "half a month": ({"C8": 12.5}, True),
    "no month": ({"C8": 0}, True),
    "one month": ({"C8": 1}, False),
    "fifty years": ({"C8": 600}, False),
    "fifty years and a month": ({"C8": 601}, True),
    "an amount as a text": ({"D8": "1 000 €"}, True),
    "a negative amount": ({"D8": -1}, True),
    "an amount for one period only": ({"D8": 1000}, False),
    "an error for an amount": ({"D8": {"formula": "=1/0"}}, True),
    "an error for a title": ({"A8": {"formula": "=1/0"}}, True),
    "a duration missing and no amounts": ({"C8": None}, True),
    "no firm period where the amounts cover the firm part": (
        {"B7": "Reconduction", "base": "Partie ferme seule"}, True,
    ),
    "a period under the table": ({"A22": "Suite", "B22": "Reconduction", "C22": 12}, True),
    "an empty row but for a space": ({"A9": " "}, False),
    "no period at all": (dict.fromkeys(("A7", "B7", "C7", "A8", "B8", "C8")), False),
}  # fmt: skip


@pytest.mark.slow
def test_the_sheet_and_the_command_refuse_the_same_periods(four_lots: Path, tmp_path: Path):
    names = _fact_cells(four_lots)
    firm = shown_label("amount_base", AmountBase.FIRM)
    clean = dict.fromkeys(f"{NAME}!{letter}22" for letter in "ABCD")
    cases = []
    paths = [tmp_path / f"{index}.xlsx" for index in range(len(PERIODS))]
    for (values, _), path in zip(PERIODS.values(), paths, strict=True):
        base = firm if "base" in values else None
        typed = {f"{NAME}!{place}": value for place, value in values.items() if place != "base"}
        cells = {**clean, **_typed_periods(TWO), names["montant_base"]: base, **typed}
        cases.append({"set": cells, "read": [PERIODS_STATUS, PERIODS_AREA], "save": str(path)})
    disagreements = []
    for (name, (_, wanted)), path, answer in zip(
        PERIODS.items(), paths, recalculated(four_lots, cases), strict=True
    ):
        told = plain(str(answer[PERIODS_STATUS][0][0]))
        try:
            record = build_record(read_any(path))
            compute(record.contract, record.lot_places)
            refused = False
        except InvalidInput:
            refused = True
        if (told.startswith("À corriger"), refused) != (wanted, wanted):
            disagreements.append(f"{name}: sheet « {told} », reader {refused}, wanted {wanted}")
    assert disagreements == []


@pytest.mark.slow
def test_lots_that_the_sheet_does_not_count_are_told_and_a_workbook_built_again_counts_them(
    tmp_path: Path,
):
    many = tuple(Lot(number=str(i), title="a", **WORKS) for i in range(1, LONGEST_BLANK + 2))
    path = tmp_path / "avant.xlsx"
    build_workbook(path, Contract(lots=many), capacity=len(many))
    after = tmp_path / "apres.xlsx"
    cases = [{"set": _typed_periods(TWO), "read": [PERIODS_STATUS], "save": str(after)}]
    told = plain(recalculated(path, cases)[0][PERIODS_STATUS][0][0])
    assert told.startswith("Attention : des lots insérés après coup, ou au-delà du 200e")
    again = tmp_path / "refait.xlsx"
    build_workbook(again, build_record(read_any(after)).contract, capacity=len(many))
    answer = recalculated(again, [{"read": [PERIODS_STATUS, PERIODS_TOTAL]}])[0]
    assert plain(answer[PERIODS_STATUS][0][0]).startswith("Rien à corriger")
    assert answer[PERIODS_TOTAL][0][4] == 833 * len(many)
