"""LibreOffice recalculates the workbook and finds what Python finds."""

from __future__ import annotations

import random
import subprocess
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from insertion import methods, vocabulary
from insertion.contract import Contract, Lot
from insertion.errors import InvalidInput
from insertion.formula import Variable
from insertion.hours import compute
from insertion.method import Method
from insertion.methods import (
    ESTIMATOR,
    METHODS,
    SLICES_ABOVE,
    SLICES_FROM_FIRST,
    TRAINING_TABLE,
    WORKED_HOURS_SHARE,
)
from insertion.quantities import Direction, Rounding, from_cell
from insertion.record import load_record, lot_value
from tests.external_tools import require_tool
from tests.office.libreoffice import recalculated
from tests.office.lots_sheet import address, close, results_area, shown, typed
from tests.unit.hours_cases import hours_cases
from xlplugin.limits import shown_label
from xlplugin.lot_columns import TOTAL, columns
from xlplugin.rebuild import BLANK, EXAMPLE, FOLDER
from xlplugin.sheet_contract import cell_value
from xlplugin.sheet_lots import BLANK_PRINTED
from xlplugin.workbook import build_workbook

pytestmark = pytest.mark.needs("soffice", "uno")

RANDOM_ROWS = 300
ROUNDINGS = [Rounding(d, m) for d in Direction for m in (1, 5, 7, 10, 35)]
TOTALS = f"Lots!A{TOTAL}:{columns()['message'].letter}{TOTAL}"
RULE_CELLS = ("arrondi", "arrondi_multiple")


def every_formula(path: Path) -> list[tuple[str, str, Any]]:
    """Return sheet, cell and cached value of each formula."""
    written, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return [
        (sheet.title, cell.coordinate, cached[sheet.title][cell.coordinate].value)
        for sheet in written.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def differences(path: Path) -> list[str]:
    """Return the formulas whose cached value is not the recalculated one."""
    formulas = every_formula(path)
    assert len(formulas) > 500
    sheets = dict.fromkeys(sheet for sheet, _, _ in formulas)
    answer = recalculated(path, [{"read": [f"{sheet}!*" for sheet in sheets]}])[0]
    found = []
    for sheet, coordinate, cached in formulas:
        column, row = openpyxl.utils.cell.coordinate_from_string(coordinate)
        area = answer[f"{sheet}!*"]
        value = area[row - 1][openpyxl.utils.column_index_from_string(column) - 1]
        expected = "" if cached is None else cached
        if isinstance(value, float) and isinstance(expected, int | float):
            same = abs(value - expected) <= 1e-9 * max(1.0, abs(expected))
        else:
            same = value == expected
        if not same:
            found.append(f"{sheet}!{coordinate}: cached {expected!r}, recalculated {value!r}")
    return found


@pytest.mark.parametrize("name", [BLANK, f"{EXAMPLE}.xlsx"])
def test_every_cached_value_of_a_shipped_workbook_is_what_recalculation_finds(name: str):
    assert differences(FOLDER / name) == []


def _example_of(method: Method) -> dict[str, Any]:
    """Return the facts of a lot sized by the method's own worked example."""
    keys = {term.key: name for name, term in vocabulary.lot_terms().items()}
    stated = {keys[key]: Decimal(text) for key, text in method.example.items()}
    facts: dict[str, Any] = {n: v for n, v in stated.items() if n in Lot.model_fields}
    facts["inputs"] = {n: v for n, v in stated.items() if n not in Lot.model_fields}
    return {**facts, "method": method.id}


def _lots_of_every_kind() -> Contract:
    """Return lots that meet each branch of the row's formulas, faults of hours included."""
    base = {"amount_excl_tax": Decimal(100000), "labour_share": Decimal("0.5")}
    whole = {**base, "insertion_rate": Decimal("0.05"), "hourly_cost": Decimal(30)}
    agreed = {"hours": 120, "reason": "Accord", "author": "Service", "decided_on": "2026-09-01"}
    lots: list[dict[str, Any]] = [
        {**whole},
        {**whole, "hourly_cost": Decimal(0)},
        {**base},
        {"worked_hours": Decimal(4000), "insertion_rate": Decimal("0.05")},
        {"worked_hours": Decimal("4000.5"), **whole},
        {"insertion_rate": Decimal("0.05")},
        {},
        {"retained": agreed},
        {**whole, "retained": agreed},
        {"worked_hours": Decimal(4000), "insertion_rate": Decimal("0.05"), "retained": agreed},
        {**whole, "mechanism": "aucun"},
        {**whole, "mechanism": "aucun", "no_clause_reason": "Volume trop faible"},
        {**whole, "mechanism": "clause_et_critere"},
        {**whole, "mechanism": "critere"},
        {**whole, "mechanism": "reserve", "retained": agreed},
        {**whole, "insertion_rate": Decimal(0)},
        {**whole, "method": "heures_travaillees"},
        {"retained": {**agreed, "hours": 0}},
    ]
    lots += [_example_of(each) for each in METHODS]
    lots += [
        {**_example_of(ESTIMATOR), "amount_excl_tax": Decimal(3700)},
        {**_example_of(SLICES_FROM_FIRST), "inputs": {"slice_amount": Decimal(0)}},
        {**_example_of(SLICES_ABOVE), "retained": agreed},
        {**_example_of(TRAINING_TABLE), "offered_hours": 40},
        {"inputs": {"fte": Decimal(3)}},
        {**whole, "inputs": {"fte": Decimal(3)}},
        {"method": "effectif", "inputs": {"fte": Decimal("2.5")}, **whole},
    ]
    made = [Lot(number=str(i), title=f"Lot {i}", **lot) for i, lot in enumerate(lots, start=1)]
    return Contract(lots=(*made, Lot(number="01", title="Doublon du premier")))


def test_cached_values_hold_for_lots_of_every_kind(tmp_path: Path):
    path = tmp_path / "tous.xlsx"
    build_workbook(path, _lots_of_every_kind())
    messages = {
        str(cached).partition(" : ")[0]
        for sheet, coordinate, cached in every_formula(path)
        if sheet == "Lots" and coordinate.startswith(columns()["message"].letter) and cached
    }
    assert len(messages) > 5, messages
    assert differences(path) == []


@pytest.mark.parametrize("rounding", [Rounding(Direction.UP, 7), Rounding(Direction.DOWN, 35)])
def test_cached_values_hold_under_another_rounding_rule(tmp_path: Path, rounding: Rounding):
    contract = load_record((FOLDER / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")).contract
    changed = contract.model_copy(
        update={"rounding_direction": rounding.direction, "rounding_multiple": rounding.multiple}
    )
    path = tmp_path / "arrondi.xlsx"
    build_workbook(path, changed)
    assert differences(path) == []


def _rule(path: Path, rounding: Rounding) -> dict[str, Any]:
    """Return the cells to set on « Marché » for a rounding rule."""
    names = openpyxl.load_workbook(path).defined_names
    direction, multiple = (
        names[key].attr_text.replace("$", "").replace("'", "") for key in RULE_CELLS
    )
    label = shown_label("rounding_direction", rounding.direction)
    return {direction: label, multiple: rounding.multiple}


def _random_inputs(generator: random.Random, index: int) -> dict[str, float]:
    """Return the inputs of one lot; a third give an exact half hour by one method or the other."""
    share = Decimal(generator.choice([100, 250, 333, 450, 500, 625, 700, 1000])) / 1000
    rate = Decimal(generator.choice([50, 70, 75, 100, 125, 200])) / 1000
    cost = Decimal(generator.randrange(1500, 9000)) / 100
    amount = Decimal(generator.randrange(10_000, 900_000_000)) / 100
    if index % 3 == 0:
        share, rate = Decimal("0.5"), Decimal("0.05")
        half = Decimal(generator.randrange(1, 8000)) + Decimal("0.5")
        amount = half * cost * 40
    if index % 2:
        worked = Decimal(generator.randrange(100, 9_000_000)) / 10
        if index % 3 == 0:
            worked = (Decimal(generator.randrange(1, 8000)) + Decimal("0.5")) * 20
        return {"worked_hours": float(worked), "insertion_rate": float(rate)}
    return {
        "amount_excl_tax": float(amount),
        "labour_share": float(share),
        "insertion_rate": float(rate),
        "hourly_cost": float(cost),
    }


def _expected(inputs: dict[str, float], rounding: Rounding) -> tuple[Fraction, int]:
    values = {name: from_cell(value) for name, value in inputs.items()}
    lot = Lot(number="1", title="x", **values)
    contract = Contract(
        lots=(lot,),
        rounding_direction=rounding.direction,
        rounding_multiple=rounding.multiple,
    )
    found = compute(contract).lots[0]
    assert found.exact is not None
    assert found.calculated is not None
    return found.exact, found.calculated


@pytest.mark.slow
def test_random_lots_give_the_hours_of_python_in_every_rounding_rule(tmp_path: Path):
    generator = random.Random(20260901)
    rows = [_random_inputs(generator, index) for index in range(RANDOM_ROWS)]
    path = tmp_path / "grand.xlsx"
    build_workbook(path, capacity=RANDOM_ROWS)
    fill: dict[str, Any] = {}
    for line, inputs in enumerate(rows):
        fill |= typed(line, number=str(line + 1), title="Lot", **inputs)
    area = results_area(RANDOM_ROWS)
    cases = [{"set": fill, "read": [area]}]
    cases += [{"set": _rule(path, rounding), "read": [area]} for rounding in ROUNDINGS]
    answers = recalculated(path, cases)
    halves = 0
    for rounding, answer in zip([Rounding(), *ROUNDINGS], answers, strict=True):
        for inputs, row in zip(rows, answer[area], strict=True):
            exact, hours = _expected(inputs, rounding)
            found = shown(row)
            assert close(found.exact, exact), (inputs, found)
            assert found.calculated == hours, (inputs, rounding, found)
            halves += exact.denominator == 2
    assert halves > RANDOM_ROWS


def test_a_tenth_lot_typed_by_hand_is_computed_totalled_and_explained():
    path = FOLDER / f"{EXAMPLE}.xlsx"
    lot = typed(
        9, number="10", title="Espaces verts", amount_excl_tax=250000,
        labour_share=0.6, insertion_rate=0.07, hourly_cost=35,
    )  # fmt: skip
    before, after = recalculated(
        path,
        [
            {"read": [TOTALS, "Note de calcul!*"]},
            {"set": lot, "read": [results_area(10), TOTALS, "Note de calcul!*"]},
        ],
    )
    added = shown(after[results_area(10)][9])
    assert (added.calculated, added.contract, added.message) == (300, 300, "")
    column = columns()["contract_hours"].index
    assert after[TOTALS][0][column] - before[TOTALS][0][column] == 300
    note = [row for row in after["Note de calcul!*"] if "Espaces verts" in row]
    assert len(note) == 1
    assert 300 in note[0]


# What is typed on the first line, and a word its message must contain.
MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"title": "Sans numéro"}, "numéro"),
    ({"number": "1"}, "intitulé"),
    ({"number": "1", "title": "a"}, "aucune méthode"),
    ({"number": "1", "title": "a", "amount_excl_tax": 1000}, "il manque"),
    ({"number": "1", "title": "a", "amount_excl_tax": "1 000 000 €"}, "est un texte"),
    ({"number": "1", "title": "a", "labour_share": 1.5}, "100 %"),
    ({"number": "1", "title": "a", "amount_excl_tax": -5}, "saisir un nombre"),
    ({"number": "1", "title": "a", "amount_excl_tax": 1000, "labour_share": 0.5,
      "insertion_rate": 0.05, "hourly_cost": 0}, "nul"),
    ({"number": "1", "title": "a", "amount_excl_tax": 1000, "labour_share": 0.5,
      "insertion_rate": 0.05, "hourly_cost": 30, "worked_hours": 10}, "plusieurs méthodes"),
    ({"number": "1", "title": "a", "retained_hours": 10}, "motif"),
    ({"number": "1", "title": "a", "retained_hours": 10, "retained_reason": "b"}, "auteur"),
    ({"number": "1", "title": "a", "retained_hours": 10, "retained_reason": "b",
      "retained_author": "c"}, "date"),
    ({"number": "1", "title": "a", "retained_hours": 10.5}, "entier"),
    ({"number": "1", "title": "a", "retained_reason": "b"}, "sans heures retenues"),
    ({"number": "1", "title": "a", "mechanism": "Sans clause d’insertion",
      "retained_hours": 10}, "sans heures d’insertion"),
    ({"number": "1", "title": "a", "mechanism": "autre"}, "liste"),
    ({"number": "1", "title": "a", "method": "autre"}, "liste"),
]  # fmt: skip


def test_each_mistake_typed_is_named_in_words_beside_the_lot_and_no_cell_shows_an_error():
    blank = dict.fromkeys(vocabulary.lot_terms())
    area = results_area(1)
    cases = [
        {"set": typed(0, **{**blank, **values}), "read": [area, "Lots!A3:A3"]}
        for values, _ in MISTAKES
    ]
    answers = recalculated(FOLDER / BLANK, cases)
    for (values, word), answer in zip(MISTAKES, answers, strict=True):
        row = answer[area][0]
        assert not [cell for cell in row if isinstance(cell, dict)], (values, row)
        message = shown(row).message.replace("\u00a0", " ")
        assert message.startswith("À corriger"), (values, message)
        assert word in message, (values, message)
        assert "corriger" in answer["Lots!A3:A3"][0][0]


def test_a_number_used_twice_is_reported_on_the_second_lot_with_the_place_of_the_first():
    usable = {"title": "a", "worked_hours": 4000, "insertion_rate": 0.05}
    cells = typed(0, number="1", **usable) | typed(1, number="Lot 01", **usable)
    area = results_area(2)
    answer = recalculated(FOLDER / BLANK, [{"set": cells, "read": [area]}])[0]
    first, second = (shown(row) for row in answer[area])
    assert (first.contract, second.contract) == (200, None)
    assert "figure déjà sur une autre ligne\u00a0: Lots!A7." in second.message


def test_something_typed_below_the_last_prepared_row_is_reported_at_the_top():
    cells = {address("title", 60): "Un lot de trop"}
    answer = recalculated(FOLDER / BLANK, [{"set": cells, "read": ["Lots!A3:A3"]}])[0]
    assert "sous le tableau" in answer["Lots!A3:A3"][0][0].replace("\u00a0", " ")


def _typed_lot(line: int, lot: Lot) -> dict[str, Any]:
    values = {
        name: cell_value(term, value)
        for name, term in vocabulary.lot_terms().items()
        if (value := lot_value(lot, name)) is not None and name not in ("number", "title")
    }
    return typed(line, number=str(line + 1), title="Cas", **values)


def test_the_shared_hours_cases_give_the_same_hours_in_the_workbook(tmp_path: Path):
    """One row a case, typed in a blank workbook; every rounding rule in the same session."""
    readable = []
    for case in hours_cases():
        try:
            readable.append((case, case.record().contract.lots[0]))
        except InvalidInput:
            continue  # a value refused on reading is not typed in a workbook
    path = tmp_path / "cas.xlsx"
    build_workbook(path, capacity=len(readable))
    fill: dict[str, Any] = {}
    for line, (_, lot) in enumerate(readable):
        fill |= _typed_lot(line, lot)
    rules = list(dict.fromkeys((case.direction, case.multiple) for case, _ in readable))
    area = results_area(len(readable))
    settings = [_rule(path, Rounding(Direction(d), m)) for d, m in rules]
    settings[0] |= fill
    cases = [{"set": each, "read": [area]} for each in settings]
    answers = dict(zip(rules, recalculated(path, cases), strict=True))
    seen: set[str] = set()
    for line, (case, _) in enumerate(readable):
        found = shown(answers[case.direction, case.multiple][area][line])
        if case.fault:
            assert found.message.startswith("À corriger"), case.name
            continue
        assert found.calculated == case.hours, case.name
        assert case.exact is None or close(found.exact, case.exact), case.name
        seen.add(found.method)
    assert {shown_label("method", each.id) for each in METHODS} <= seen


def test_changing_one_operator_of_a_method_changes_the_recalculated_hours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    changed = replace(
        WORKED_HOURS_SHARE, exact=Variable("worked_hours") + Variable("insertion_rate")
    )
    listed = tuple(changed if each is WORKED_HOURS_SHARE else each for each in METHODS)
    monkeypatch.setattr(methods, "METHODS", listed)
    for module in ("hours", "comparison"):
        monkeypatch.setattr(f"insertion.{module}.METHODS", listed)
    path = tmp_path / "change.xlsx"
    lot = Lot(number="1", title="a", worked_hours=Decimal(1000), insertion_rate=Decimal("0.1"))
    build_workbook(path, Contract(lots=(lot,)))
    assert differences(path) == []
    area = results_area(1)
    answer = recalculated(path, [{"read": [area]}])[0]
    assert close(shown(answer[area][0]).exact, Fraction(10001, 10))


def test_a_row_that_lost_its_formulas_is_reported_at_the_top():
    cells = typed(0, number="1", title="a", row_used=None)
    answer = recalculated(FOLDER / BLANK, [{"set": cells, "read": ["Lots!A3:A3"]}])[0]
    assert "n’a pas de formules" in answer["Lots!A3:A3"][0][0]


def test_lots_beyond_the_printed_rows_are_said_to_be_missing_on_paper():
    usable = {"title": "a", "worked_hours": 4000, "insertion_rate": 0.05}
    fill: dict[str, Any] = {}
    for line in range(BLANK_PRINTED):
        fill |= typed(line, number=str(line + 1), **usable)
    one_more = typed(BLANK_PRINTED, number="99", **usable)
    cases = [{"set": each, "read": ["Lots!A3:A3"]} for each in (fill, one_more)]
    fits, overflows = (each["Lots!A3:A3"][0][0] for each in recalculated(FOLDER / BLANK, cases))
    assert "zone d’impression" not in fits
    assert "zone d’impression" in overflows


def test_the_example_prints_on_eighteen_pages_none_of_them_empty(tmp_path: Path):
    require_tool("pdftotext")
    copy = tmp_path / "exemple.xlsx"
    copy.write_bytes((FOLDER / f"{EXAMPLE}.xlsx").read_bytes())
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless",
               "--convert-to", "pdf", "--outdir", str(tmp_path), str(copy)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = subprocess.run(["pdftotext", "-layout", str(tmp_path / "exemple.pdf"), "-"],
                          check=True, capture_output=True, text=True).stdout  # fmt: skip
    pages = text.rstrip("\f").split("\f")
    assert len(pages) == 18
    for page in pages:
        lines = [line for line in page.splitlines() if line.strip()]
        short = lines[0].strip().endswith(("Périodes", "Comparaison"))
        assert len(lines) > (8 if short else 15), page
    # One lot at a time is compared, and trades are not lots.
    apart = ("Comparaison", "Barèmes")
    compared = [p for p in pages if p.strip().splitlines()[0].strip().endswith(apart)]
    assert len(compared) == 6
    pages = [page for page in pages if page not in compared]
    for lot in load_record((FOLDER / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")).contract.lots:
        title = lot.title.split(",")[0].replace("'", "’")
        found = [page.replace("'", "’") for page in pages]
        assert sum(title in page for page in found) == 4, title  # lots twice, summary, note
