"""LibreOffice finds the obligation the domain finds, and the summary follows what is typed."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from insertion import law, vocabulary
from insertion.contract import BuyerKind, Contract, ContractType, Lot, Retained
from insertion.obligations import Level, obligation_of, threshold_category
from tests.office.libreoffice import recalculated
from tests.office.lots_sheet import address, typed
from tests.office.test_workbook_recalculation import differences
from xlplugin.limits import NO, YES, shown_label
from xlplugin.lot_columns import FIRST, columns
from xlplugin.obligation_formulas import Ground, level_label
from xlplugin.sheet_summary import DRAWN, NAME, PREFIX
from xlplugin.workbook import build_workbook

pytestmark = pytest.mark.needs("soffice", "uno")

CENT = Decimal("0.01")
ROWS = 4
DRAWN_AT_RANDOM = 300
DAYS = [
    date(2019, 4, 1), date(2026, 8, 20), date(2026, 8, 21), date(2026, 8, 22),
    date(2027, 12, 31), date(2028, 1, 1), date(2031, 6, 1),
]  # fmt: skip
SIMPLE_FACTS = ("buyer_kind", "contract_type", "consultation_date")
FLAGS = ("defence", "social_services", "contracting_entity")


@dataclass(frozen=True)
class Situation:
    """A contract to type: its facts, and the amounts of its lots."""

    facts: tuple[tuple[str, Any], ...]
    amounts: tuple[Decimal | None, ...]

    @property
    def contract(self) -> Contract:
        lots = tuple(
            Lot(number=str(index), title="Lot", amount_excl_tax=amount)
            for index, amount in enumerate(self.amounts, start=1)
        )
        return Contract(**{k: v for k, v in self.facts if v is not None}, lots=lots)

    def cells(self, places: dict[str, str]) -> dict[str, Any]:
        """Return what to type, every other cell of the situation being emptied."""
        found: dict[str, Any] = {}
        for name, value in self.facts:
            match value:
                case bool():
                    shown: Any = YES if value else NO
                case date():
                    shown = {"date": value.isoformat()}
                case None:
                    shown = None
                case _:
                    shown = shown_label(name, value)
            found[places[name]] = shown
        for line in range(ROWS):
            lot: dict[str, Any] = {"number": None, "title": None, "amount_excl_tax": None}
            if line < len(self.amounts):
                amount = self.amounts[line]
                lot = {
                    "number": str(line + 1),
                    "title": "Lot",
                    "amount_excl_tax": None if amount is None else float(amount),
                }
            found |= typed(line, **lot)
        return found


def amounts_around(limit: Decimal) -> list[tuple[Decimal | None, ...]]:
    """Return the lots that meet the threshold, or the whole contract does, to the cent."""
    tenth = limit / 10
    return [
        (limit,),
        (limit - CENT,),
        (None,),
        (limit, None),
        (limit - CENT, None, CENT),
        (limit - CENT, CENT),
        (limit - 2 * CENT, CENT),
        (Decimal("0.10"), Decimal("0.20"), limit - Decimal("0.30")),
        (Decimal("0.10"), Decimal("0.20"), limit - Decimal("0.31")),
        (tenth, tenth * 3, tenth * 6),
        (Decimal(0), limit + CENT, None, limit - CENT),
    ]


def limit_of(
    kind: BuyerKind | None, nature: ContractType | None, entity: bool, on: date | None
) -> Decimal:
    known = Contract(
        buyer_kind=kind or BuyerKind.PUBLIC_BODY,
        contract_type=nature or ContractType.WORKS,
        contracting_entity=entity,
        lots=(Lot(number="1", title="1"),),
    )
    day = on if on is not None and on >= date(2024, 1, 1) else date(2026, 12, 1)
    return law.european_threshold(threshold_category(known), day).figure.value


def situation(
    kind: BuyerKind | None,
    nature: ContractType | None,
    on: date | None,
    flags: tuple[bool, ...],
    choice: int,
) -> Situation:
    limit = limit_of(kind, nature, flags[2], on)
    around = amounts_around(limit)
    facts = {**dict(zip(SIMPLE_FACTS, (kind, nature, on), strict=True)),
             **dict(zip(FLAGS, flags, strict=True))}  # fmt: skip
    return Situation(tuple(facts.items()), around[choice % len(around)])


def situations() -> list[Situation]:
    """Return every kind of amounts on the days that matter, then contracts drawn at random."""
    plain = (False, False, False)
    found = [
        situation(BuyerKind.LOCAL_AUTHORITY, nature, on, plain, choice)
        for nature in (ContractType.WORKS, ContractType.CONCESSION)
        for on in DAYS
        for choice in range(11)
    ]
    found += [
        situation(BuyerKind.STATE, ContractType.SERVICES, date(2026, 9, 1), flags, choice)
        for flags in itertools.product((False, True), repeat=3)
        for choice in range(11)
    ]
    generator = random.Random(20260821)
    for _ in range(DRAWN_AT_RANDOM):
        flags = (generator.random() < 0.15, generator.random() < 0.4, generator.random() < 0.4)
        found.append(
            situation(
                generator.choice([None, *BuyerKind]),
                generator.choice([None, *ContractType]),
                generator.choice([None, *DAYS]),
                flags,
                generator.randrange(11),
            )
        )
    return found


def places_in(path: Path) -> dict[str, str]:
    """Return the cell of each fact, by field."""
    names = openpyxl.load_workbook(path).defined_names
    return {
        name: names[term.key].attr_text.replace("$", "").replace("'", "")
        for name, term in vocabulary.contract_terms().items()
        if term.key in names
    }


def obligation_area(rows: int) -> str:
    letter = columns()["obligation"].letter
    return f"Lots!{letter}{FIRST}:{letter}{FIRST + rows - 1}"


def case_area(rows: int) -> str:
    letter = columns()["obligation_case"].letter
    return f"Lots!{letter}{FIRST}:{letter}{FIRST + rows - 1}"


def compared(path: Path, every: list[Situation]) -> set[Level]:
    """Type each situation and compare; return the levels met."""
    places = places_in(path)
    areas = [obligation_area(ROWS), case_area(ROWS)]
    cases = [{"set": each.cells(places), "read": areas} for each in every]
    answers = recalculated(path, cases)
    met: set[Level] = set()
    for each, answer in zip(every, answers, strict=True):
        contract = each.contract
        found = [row[0] for row in answer[areas[0]]]
        levels = [obligation_of(lot, contract).level for lot in contract.lots]
        blank = [""] * (ROWS - len(levels))
        assert found == [level_label(level) for level in levels] + blank, each
        ground = Ground(contract)
        expected = [int(ground.case_of(lot)) for lot in contract.lots]
        assert [row[0] for row in answer[areas[1]]] == expected + blank, each
        met |= set(levels)
    return met


@pytest.mark.slow
def test_hundreds_of_contracts_around_the_boundaries_have_the_obligation_of_the_domain(
    tmp_path: Path,
):
    path = tmp_path / "petit.xlsx"
    build_workbook(path, capacity=ROWS)
    every = situations()
    assert len(every) > 500
    assert compared(path, every) == set(Level)


def test_another_period_of_the_thresholds_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    known = law._figures

    def longer(file: str, name: str) -> tuple[str, tuple[law.Figure, ...]]:
        label, figures = known(file, name)
        more = law.Figure(date(2028, 1, 1), date(2029, 12, 31), figures[-1].value + 100_000,
                          figures[-1].certainty, "", date(2027, 12, 1))  # fmt: skip
        return label, (*figures, more)

    monkeypatch.setattr(law, "_figures", longer)
    path = tmp_path / "periodes.xlsx"
    build_workbook(path, capacity=ROWS)
    days = (date(2027, 12, 31), date(2028, 1, 1), date(2029, 12, 31), date(2030, 1, 1))
    plain = (False, False, False)
    every = [
        situation(BuyerKind.SEMI_PUBLIC, ContractType.SUPPLIES, on, plain, choice)
        for on in days
        for choice in range(11)
    ]
    assert compared(path, every) == set(Level)


# A cell typed wrongly: what is not read is not known, and no cell shows an error.
UNREADABLE: list[tuple[str, Any]] = [
    ("buyer_kind", "C*"),
    ("buyer_kind", "mairie"),
    ("contract_type", "T?avaux"),
    ("contract_type", {"formula": "=1/0"}),
    ("consultation_date", "01/12/2026"),
    ("consultation_date", {"formula": "=1/0"}),
    ("consultation_date", -5),
    ("amount_excl_tax", "6000000"),
    ("amount_excl_tax", "6 000 000 €"),
    ("amount_excl_tax", -6_000_000),
    ("amount_excl_tax", 2e12),
    ("amount_excl_tax", {"formula": "=1/0"}),
]


def test_what_cannot_be_read_leaves_the_obligation_uncertain(tmp_path: Path):
    path = tmp_path / "petit.xlsx"
    build_workbook(path, capacity=ROWS)
    places = places_in(path)
    good = situation(
        BuyerKind.INTERMUNICIPAL, ContractType.WORKS, date(2026, 12, 1), (False,) * 3, 0
    )
    areas = [obligation_area(ROWS), f"{NAME}!*", "Seuils!*"]
    cases = []
    for name, value in UNREADABLE:
        over = {address(name, 0) if name == "amount_excl_tax" else places[name]: value}
        cases.append({"set": {**good.cells(places), **over}, "read": areas})
    cases.append({"set": good.cells(places), "read": areas})
    *answers, clean = recalculated(path, cases)
    for (name, value), answer in zip(UNREADABLE, answers, strict=True):
        assert answer[areas[0]][0][0] == level_label(Level.UNCERTAIN), (name, value)
        errors = [c for a in areas[1:] for row in answer[a] for c in row if isinstance(c, dict)]
        assert errors == [], (name, value)
    assert clean[areas[0]][0][0] == level_label(Level.MANDATORY)


def test_an_error_typed_in_a_lot_never_reaches_the_summary(tmp_path: Path):
    path = tmp_path / "petit.xlsx"
    build_workbook(path, capacity=ROWS)
    lot = {"number": "1", "title": "Peinture", "worked_hours": 4000, "insertion_rate": 0.1}
    fields = [each.term.id for each in columns().values() if each.is_input]
    blank = dict.fromkeys(fields)
    cases = [
        {
            "set": typed(0, **{**blank, **lot, name: {"formula": "=1/0"}}),
            "read": [f"{NAME}!*", "Seuils!*"],
        }
        for name in fields
    ]
    for name, answer in zip(fields, recalculated(path, cases), strict=True):
        errors = [c for page in answer.values() for r in page for c in r if isinstance(c, dict)]
        assert errors == [], name
        assert "À corriger dans" in answer[f"{NAME}!*"][2][0], name


def lots_of_every_kind(count: int) -> tuple[Lot, ...]:
    """Return lots that meet each line of the summary, ties included."""
    agreed = Retained(hours=900, reason="Accord", author="Service", decided_on=date(2026, 9, 1))
    special: dict[int, dict[str, Any]] = {
        2: {"amount_excl_tax": None},
        3: {"mechanism": "aucun", "no_clause_reason": "Volume trop faible"},
        4: {"mechanism": "reserve"},
        5: {"mechanism": "clause_et_critere", "retained": agreed},
        6: {"method": "bareme_formation"},
        7: {"hourly_cost": Decimal(0)},
        8: {"offered_hours": 120},
        9: {"insertion_rate": Decimal(0)},
        10: {"amount_excl_tax": Decimal(5_404_000)},
        12: {"amount_excl_tax": Decimal(90_000) * 11},
    }
    base = {"labour_share": Decimal("0.45"), "insertion_rate": Decimal("0.07"),
            "hourly_cost": Decimal(38)}  # fmt: skip
    return tuple(
        Lot(
            **{
                "number": f"{index}bis" if index % 7 == 0 else str(index),
                "title": f"Lot {index} " + "x" * (index * 3 % 70),
                "amount_excl_tax": Decimal(90_000) * index,
                **base,
                **special.get(index, {}),
            }
        )
        for index in range(1, count + 1)
    )


@pytest.mark.parametrize("count", [1, 15, 16, 62])
def test_every_cached_value_holds_whatever_the_number_of_lots(tmp_path: Path, count: int):
    path = tmp_path / "lots.xlsx"
    contract = Contract(
        buyer_kind=BuyerKind.SOCIAL_LANDLORD,
        contract_type=ContractType.WORKS,
        consultation_date=date(2026, 8, 21),
        minimum_useful_hours=300,
        lots=lots_of_every_kind(count),
    )
    build_workbook(path, contract)
    assert differences(path) == []


def named_cells(path: Path) -> dict[str, str]:
    """Return the named cells of the summary, without their prefix."""
    return {
        name.removeprefix(PREFIX): found.attr_text.replace("$", "").replace("'", "")
        for name, found in openpyxl.load_workbook(path).defined_names.items()
        if name.startswith(PREFIX)
    }


def test_the_summary_says_what_the_lots_hold(tmp_path: Path):
    """Figures counted by hand from the lots above: 15 lots, rate 7 %, 45 % labour, 38 €/h."""
    path = tmp_path / "lots.xlsx"
    contract = Contract(
        buyer_kind=BuyerKind.SOCIAL_LANDLORD,
        contract_type=ContractType.WORKS,
        consultation_date=date(2026, 12, 1),
        minimum_useful_hours=200,
        lots=lots_of_every_kind(15),
    )
    build_workbook(path, contract)
    cells = named_cells(path)
    found = {name: value[0][0] for name, value in zip(
        cells, (recalculated(path, [{"read": list(cells.values())}])[0][c] for c in cells.values()),
        strict=True)}  # fmt: skip
    # Hours of a lot of 90 000 × n: 74,605 × n. Lots 2 (no amount) and 7 (cost zero) are wrong.
    hours = {1: 75, 5: 900, 8: 597, 9: 0, 10: 4480, 11: 821, 12: 821, 13: 970, 14: 1044, 15: 1119}
    total = sum(hours.values())
    assert found["heures"] == total
    assert found["jours"] == pytest.approx(total / 7)
    assert found["semaines"] == pytest.approx(total / 35)
    assert found["etp_1820_h"] == pytest.approx(total / 1820)
    assert found["etp_1607_h"] == pytest.approx(total / 1607)
    assert found["lots_avec_heures"] == 13
    assert found["obligatoire"] == 1
    assert found["incertain"] == 14  # one amount is unknown: no total to compare
    assert found["facultatif"] == 0
    assert found["ecart_negocie"] == 900 - 373
    assert found["formation"] == 900  # the table: 540 000 € gives 900 hours
    assert found["offertes"] == 120
    assert found["sous_minimum"] == 2  # lots 1 and 9
    page = recalculated(path, [{"read": [f"{NAME}!*"]}])[0][f"{NAME}!*"]
    assert str(page[2][0]).endswith("2, 7bis.")
    head = next(i for i, row in enumerate(page) if row[0] == "N°")
    listed = [(row[0], row[3]) for row in page[head + 1 : head + 1 + DRAWN]]
    ranked = sorted(hours.items(), key=lambda each: -each[1])  # stable: the order of the lots
    expected = [(f"{n}bis" if n % 7 == 0 else str(n), value) for n, value in ranked]
    assert listed[: len(expected)] == expected
    assert [number for number, _ in listed[len(expected) :]] == ["2", "3", "4", "6", "7bis"]
    assert all(value == "" for _, value in listed[len(expected) :])


def test_the_summary_follows_a_lot_typed_by_hand(tmp_path: Path):
    path = tmp_path / "vide.xlsx"
    build_workbook(path, capacity=20)
    cells = named_cells(path)
    lot = {"title": "Peinture", "worked_hours": 4000, "insertion_rate": 0.1}
    fill: dict[str, Any] = {}
    for line in range(17):
        fill |= typed(line, **lot, number=str(line + 1))
    fill |= typed(16, worked_hours=9000)
    read = [cells["heures"], cells["lots_avec_heures"], f"{NAME}!*"]
    before, after = recalculated(path, [{"read": read}, {"set": fill, "read": read}])
    assert (before[read[0]], before[read[1]]) == ([[0]], [[0]])
    assert (after[read[0]], after[read[1]]) == ([[16 * 400 + 900]], [[17]])
    page = after[f"{NAME}!*"]
    head = next(i for i, row in enumerate(page) if row[0] == "N°")
    assert page[head + 1][:4] == ["17", "Peinture", "Condition d’exécution", 900]
    assert page[head + 2][0] == "1"
    told = str(page[head + DRAWN + 1][0]).replace("\u00a0", " ").replace("\u202f", " ")
    assert told == "Autres lots : 2, pour 800 h."
    assert not [cell for row in page for cell in row if isinstance(cell, dict)]
