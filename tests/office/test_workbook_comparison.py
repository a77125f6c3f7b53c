"""LibreOffice finds on « Comparaison » what the domain finds, lot by lot and after typing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from insertion.comparison import compare_methods
from insertion.contract import Contract, ContractType, Lot
from insertion.methods import METHODS
from insertion.outcomes import Comparison, Group, Outcome
from insertion.quantities import Direction, Rounding
from insertion.reference import all_references
from insertion.territory import load_set
from insertion.typography import plain
from tests.comparison_sheet import Calculation, Read, read_comparison
from tests.office.libreoffice import recalculated
from tests.office.lots_sheet import address
from tests.office.test_workbook_recalculation import _example_of, _rule, differences
from xlplugin.limits import shown_label
from xlplugin.sheet_comparison import NAME, RANKED
from xlplugin.workbook import build_workbook, workbook_bytes

pytestmark = pytest.mark.needs("soffice", "uno")

DAY = date(2026, 12, 1)
CHOICE = f"{NAME}!B4"
WHOLE = f"{NAME}!*"
WORKS: dict[str, Any] = {
    "amount_excl_tax": Decimal(1_000_000),
    "labour_share": Decimal("0.5"),
    "insertion_rate": Decimal("0.05"),
    "hourly_cost": Decimal(30),
    "method": "montant_main_oeuvre",
}


TERRITORY = """schema: bareme/1
nom: Barème
territoire: Vaurelle
auteur: Mission
date: 2026-09-01
parts_mo: {tous: 40 %, peinture: 65 %}
couts_horaires: {tous: 38, peinture: 36.50}
"""


def many_lots() -> Contract:
    """Return a lot of every method, lots of several trades, and lots that lack something."""
    slices = {"inputs": {"slice_amount": Decimal(2000), "trigger": Decimal(300_000)}}
    lots: list[dict[str, Any]] = [_example_of(each) for each in METHODS]
    lots += [{**_example_of(each), "trade": "batiment_tce"} for each in METHODS]
    lots += [
        {**WORKS, "trade": trade, **slices}
        for trade in ("batiment_tce", "gros_oeuvre", "peinture", "vrd", "nettoyage", "fournitures")
    ]
    agreed = {"hours": 100, "reason": "Accord", "author": "Service", "decided_on": DAY}
    lots += [
        {**WORKS, "hourly_cost": Decimal("35.20"), "trade": "batiment_tce", "retained": agreed},
        {**WORKS, "hourly_cost": Decimal(25), "labour_share": Decimal("0.3")},
        {**WORKS, "hourly_cost": Decimal(0), "trade": "peinture"},
        {**WORKS, "amount_excl_tax": Decimal(0), "trade": "peinture"},
        {"amount_excl_tax": Decimal(500), "trade": "peinture"},
        {"trade": "peinture"},
        {},
        {**WORKS, "inputs": {"payroll": Decimal(400_000)}, "trade": "batiment_tce"},
        {**WORKS, "method": None, "worked_hours": Decimal(9000)},
    ]
    made = [Lot(number=str(i), title=f"Lot {i}", **lot) for i, lot in enumerate(lots, start=1)]
    return Contract(lots=tuple(made), contract_type=ContractType.WORKS, consultation_date=DAY)


def of_domain(contract: Contract, index: int) -> Comparison:
    return compare_methods(contract.lots[index], contract, all_references(), DAY)


def mismatches(seen: Read, found: Comparison) -> list[str]:
    """Return where the sheet does not show what the domain finds."""
    comparable = found.of(Group.COMPARABLE)
    borrowed = [e for e in found.outcomes if e.group is Group.COMPARABLE and e.replaced]
    doubtful = [e for e in found.outcomes if e.group is Group.UNCONFIRMED]
    own = {plain(e.label): e for e in found.outcomes if not e.replaced}
    wrong: list[str] = []

    def check(name: str, shown: Any, expected: Any) -> None:
        if shown != expected:
            wrong.append(f"{name}: {shown!r}, domain {expected!r}")

    check("low", seen.low, None if found.low is None else found.low.hours)
    check("high", seen.high, None if found.high is None else found.high.hours)
    check("spread", seen.spread, None if found.low is None else found.spread)
    ratio = None if found.ratio is None else round(float(found.ratio), 2)
    if seen.ratio is None or ratio is None or abs(seen.ratio - ratio) > 0.0051:
        check("ratio", seen.ratio, ratio)
    check("chosen", seen.chosen, None if found.chosen is None else found.chosen.hours)
    check("ranked", _lines(seen.ranked), _expected(comparable[:RANKED]))
    check("borrowed", _lines(seen.borrowed), _expected(borrowed))
    check("doubtful", _lines(seen.magnitudes), _expected(doubtful))
    for each in seen.methods:
        outcome = own.get(_name(each.label))
        check(each.label, each.hours, None if outcome is None else outcome.hours)
        if outcome is not None and each.exact is not None:
            exact = float(outcome.exact)
            assert abs(each.exact - exact) <= 1e-9 * max(1.0, exact), each
    return wrong


def _name(label: str) -> str:
    return plain(label).removesuffix(" – calcul du lot")


def _lines(shown: list[Calculation]) -> list[tuple[str, int | None]]:
    return [(_name(each.label), each.hours) for each in shown]


def _expected(outcomes: Sequence[Outcome]) -> list[tuple[str, int | None]]:
    return [(plain(each.label), each.hours) for each in outcomes]


def shown_after(path: Path, *cases: dict[str, Any]) -> list[Read]:
    orders = [{"set": case, "read": [WHOLE]} for case in cases]
    return [read_comparison(each[WHOLE]) for each in recalculated(path, orders)]


def test_every_lot_chosen_shows_what_the_domain_finds(tmp_path: Path):
    contract = many_lots()
    path = tmp_path / "comparaison.xlsx"
    build_workbook(path, contract)
    seen = shown_after(path, *({CHOICE: each.number} for each in contract.lots))
    wrong = {
        lot.number: found
        for index, (lot, read) in enumerate(zip(contract.lots, seen, strict=True))
        if (found := mismatches(read, of_domain(contract, index)))
    }
    assert wrong == {}
    spreads = {each.spread for each in seen}
    assert len(spreads) > 8


def test_the_figures_of_a_territory_are_taken_as_the_domain_takes_them(tmp_path: Path):
    """Its line of the trade wins over its line for all; its costs are not called published."""
    known = (*load_set(TERRITORY).as_references(), *all_references())
    painting = {**WORKS, "amount_excl_tax": Decimal(100_000), "labour_share": Decimal("0.6")}
    stated: list[tuple[str | None, str]] = [
        ("peinture", "40"), ("peinture", "35.20"), ("gros_oeuvre", "40"), ("nettoyage", "33"),
        (None, "40"),
    ]  # fmt: skip
    lots = [
        Lot(
            number=str(place),
            title="Lot",
            **{**painting, "trade": trade, "hourly_cost": Decimal(cost)},
        )
        for place, (trade, cost) in enumerate(stated, start=1)
    ]
    contract = Contract(lots=tuple(lots), contract_type=ContractType.WORKS, consultation_date=DAY)
    path = tmp_path / "territoire.xlsx"
    path.write_bytes(workbook_bytes(contract, capacity=6, references=known))
    seen = shown_after(path, *({CHOICE: each.number} for each in lots))
    for lot, read in zip(lots, seen, strict=True):
        found = compare_methods(lot, contract, known, DAY)
        assert mismatches(read, found) == [], lot.number
        newest = [each for each in read.reasons if "publié le plus récent" in plain(each)]
        assert len(newest) == (lot.trade != "nettoyage")
        assert all("35,20 €/h, date de 2020" in plain(each) for each in newest)


@pytest.mark.parametrize("index", [0, 12, 13, 28, 29, 34, 36, 38, 40, 41])
def test_the_cached_values_are_those_recalculated(tmp_path: Path, index: int):
    contract = many_lots()
    alone = contract.model_copy(update={"lots": (contract.lots[index],)})
    path = tmp_path / "un-lot.xlsx"
    build_workbook(path, alone, capacity=2)
    assert differences(path) == []


@pytest.mark.parametrize("rounding", [Rounding(Direction.UP, 7), Rounding(Direction.DOWN, 35)])
def test_hours_follow_the_rounding_rule_of_the_contract(tmp_path: Path, rounding: Rounding):
    contract = many_lots().model_copy(
        update={"rounding_direction": rounding.direction, "rounding_multiple": rounding.multiple}
    )
    path = tmp_path / "arrondi.xlsx"
    build_workbook(path, many_lots())
    choices = [{CHOICE: contract.lots[index].number} for index in (28, 29, 33, 41)]
    seen = shown_after(path, _rule(path, rounding) | choices[0], *choices[1:])
    for index, read in zip((28, 29, 33, 41), seen, strict=True):
        assert mismatches(read, of_domain(contract, index)) == []


def test_typed_changes_are_followed(tmp_path: Path):
    contract = many_lots()
    path = tmp_path / "saisie.xlsx"
    build_workbook(path, contract)
    index = 28
    lot = contract.lots[index]
    changes: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({}, {CHOICE: lot.number}),
        ({"labour_share": Decimal("0.4")}, {address("labour_share", index): 0.4}),
        ({"hourly_cost": Decimal("35.2")}, {address("hourly_cost", index): 35.2}),
        ({"trade": "gros_oeuvre"}, {address("trade", index): shown_label("trade", "gros_oeuvre")}),
        ({"worked_hours": Decimal(12_000)}, {address("worked_hours", index): 12_000}),
        ({"insertion_rate": None}, {address("insertion_rate", index): None}),
    ]
    seen = shown_after(path, *(cells for _, cells in changes))
    for (values, _), read in zip(changes, seen, strict=True):
        lot = lot.model_copy(update=values)
        found = compare_methods(lot, contract, all_references(), DAY)
        assert mismatches(read, found) == [], values


def test_a_figure_changed_in_the_references_changes_what_borrows_it(tmp_path: Path):
    contract = many_lots()
    path = tmp_path / "baremes.xlsx"
    build_workbook(path, contract)
    found = [r.id for r in all_references() if not r.order_of_magnitude]
    row = found.index("cout_horaire.construction_2020") + 5
    before, after = shown_after(path, {CHOICE: "29"}, {f"Barèmes!E{row}": 50})
    assert 710 in [each.hours for each in before.ranked]
    hours = {plain(each.label): each.hours for each in after.ranked}
    # 1 000 000 × 50 % × 5 % ÷ 50
    assert hours["Montant et main-d'œuvre – repère : coût horaire 50,00 €/h"] == 500


def test_the_launch_date_removed_stops_the_count_of_ages(tmp_path: Path):
    path = tmp_path / "dates.xlsx"
    build_workbook(path, many_lots(), capacity=45)
    day = _cell_named(path, "date_lancement")

    def told(read: Read) -> str:
        return " ".join(plain(each.third) for each in read.borrowed)

    dated, later, undated = shown_after(path, {CHOICE: "29"}, {day: 47484}, {day: None})
    assert "source de 2020, 6 ans" in told(dated)
    assert "source de 2020, 10 ans" in told(later)  # 1 January 2030
    assert "âge non compté, date de lancement à renseigner" in told(undated)


def test_a_number_that_is_not_there_is_said_and_nothing_is_shown(tmp_path: Path):
    path = tmp_path / "inconnu.xlsx"
    build_workbook(path, many_lots())
    (seen,) = shown_after(path, {CHOICE: "999"})
    assert plain(seen.status).startswith("À corriger : ce numéro n'est pas dans « Lots »")
    assert not [each for each in (*seen.ranked, *seen.methods) if each.hours is not None]


def _cell_named(path: Path, name: str) -> str:
    text: str = openpyxl.load_workbook(path).defined_names[name].attr_text
    return text.replace("$", "").replace("'", "")
