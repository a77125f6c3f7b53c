"""Classic xlwings: its own engine imports our functions into a played Excel."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clausier.classic_install import OURS
from insertion import methods
from tests.unit.hours_cases import HoursCase, hours_cases
from xlplugin import classic, host
from xlplugin.excel_function import Argument, ExcelFunction
from xlplugin.function_catalogue import FUNCTIONS, function
from xlplugin.function_methods import function_name

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS_MODULE, MACROS_MODULE = OURS
HOURS = "clausier_heures_insertion"
TABLE = [
    ["Lot", "Intitulé", "Montant HT (€)", "Part MO", "Taux insertion", "Coût horaire (€)",
     "Heures d'insertion"],
    ["1", "Gros œuvre", 1_000_000, 0.5, 0.05, 30, None],
    ["2", "Peinture", 500_000, 0.45, 0.07, 25, None],
]  # fmt: skip
"""A buyer's own table, open beside the workbook that carries the macros."""
DIRECT = "montant_main_oeuvre"
RESERVED = """
and as boolean byref byte byval call case const currency date decimal declare dim do
double each else elseif empty end enum erase error event exit false for friend function
get global gosub goto if imp implements in input integer is let like lock long loop lset
me mod name new next not nothing null object on open option optional or paramarray print
private property public put raiseevent redim rem resume return rset seek select set single
static stop string sub then time to true type until variant wend while with write xor
"""
"""Words of VBA that can name no argument."""


@dataclass(frozen=True)
class Session:
    """What the played Excel received and answered."""

    vba: str
    help: dict[str, dict[str, Any]]
    answers: dict[str, Any]
    book: dict[str, dict[str, Any]]
    paid: list[str]
    keyed: bool


def cell(value: Any) -> dict[str, Any]:
    """Return a range of one cell, or of several rows, as VBA passes it."""
    return {"cells": value}


def typed(text: str) -> Any:
    """Return a figure of a case as a cell holds it."""
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else text


def shared_cases() -> dict[str, tuple[HoursCase, ExcelFunction]]:
    """Return the shared hours cases a method's function answers, by name."""
    found = {}
    for case in hours_cases():
        chosen = methods.method(case.method or DIRECT)
        asked = function(function_name(chosen))
        names = {each.name for each in asked.arguments}
        if case.hours is not None and case.fault is None and set(case.inputs) <= names:
            found[case.name] = (case, asked)
    return found


SHARED = shared_cases()
MISSING = {"missing": True}
AREA: list[list[Any]] = [[1_000_000, 0.5], ["beaucoup", 0.5], [None, None], [500_000, 0.45]]
CALLS: dict[str, tuple[str, list[Any]]] = {
    "numbers": (HOURS, [1_000_000, 0.5, 0.05, 30, MISSING]),
    "cells": (HOURS, [cell(1_000_000), cell(0.5), cell(0.05), cell(30), MISSING]),
    "currency": (HOURS, [cell({"currency": "1000000"}), 0.5, 0.05, {"currency": "30"}, MISSING]),
    "french text": (HOURS, [cell("1 000 000,00 €"), cell("50 %"), "5 %", "30,00 €", MISSING]),
    "empty rule": (HOURS, [1_000_000, 0.5, 0.05, 30, cell(None)]),
    "rule": (HOURS, [1_000_000, 0.5, 0.05, 30, cell("Vers le haut ; 35")]),
    "empty": (HOURS, [cell(None), 0.5, 0.05, 30, MISSING]),
    "left out": (HOURS, [1_000_000, MISSING, 0.05, 30, MISSING]),
    "words": (HOURS, [cell("beaucoup"), 0.5, 0.05, 30, MISSING]),
    "division by zero": (HOURS, [cell({"error": -2146826281}), 0.5, 0.05, 30, MISSING]),
    "spill error": (HOURS, [cell({"error": -2146826243}), 0.5, 0.05, 30, MISSING]),
    "date": (HOURS, [cell({"date": "2026-12-01"}), 0.5, 0.05, 30, MISSING]),
    "column": (
        HOURS,
        [cell([[row[0]] for row in AREA]), cell([[row[1]] for row in AREA]), 0.05, 30, MISSING],
    ),
    "error in a column": (
        HOURS,
        [cell([[1_000_000], [{"error": -2146826246}]]), 0.5, 0.05, 30, MISSING],
    ),
    "row": (HOURS, [cell([[1_000_000, 500_000]]), 0.5, 0.05, 30, MISSING]),
    "array": (HOURS, [[[1_000_000], [500_000]], 0.5, 0.05, 30, MISSING]),
    "huge": (HOURS, [999_999_999, "100 %", "100 %", 0.01, MISSING]),
    "varargs": ("clausier_expliquer", ["montant_main_oeuvre", 1_000_000, cell(0.5), "5 %", 30]),
    "no varargs": ("clausier_expliquer", ["montant_main_oeuvre"]),
}


@pytest.fixture(scope="module")
def excel(tmp_path_factory: pytest.TempPathFactory) -> Session:
    calls = dict(CALLS)
    for name, (case, asked) in SHARED.items():
        rule = f"{case.direction} ; {case.multiple}"
        given = {key: cell(typed(value)) for key, value in case.inputs.items()} | {"arrondi": rule}
        arguments = [given.get(each.name, MISSING) for each in asked.arguments]
        calls[name] = (classic.PREFIX + asked.name, arguments)
    made = [[FUNCTIONS_MODULE, name, arguments] for name, arguments in calls.values()]
    made += [[MACROS_MODULE, classic.PREFIX + name, []] for name in ("calculer", "verifier")]
    home = str(tmp_path_factory.mktemp("home"))
    without_key = {key: value for key, value in os.environ.items() if "XLWINGS" not in key}
    ended = subprocess.run(
        [sys.executable, ROOT / "tests" / "unit" / "classic_excel.py"],
        input=json.dumps({"modules": ";".join(OURS), "calls": made, "book": {"Lots": TABLE}}),
        cwd=ROOT,
        env=without_key | {"HOME": home, "USERPROFILE": home, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout.splitlines()[-1])
    answers = dict(zip(calls, found.pop("answers"), strict=False))
    return Session(answers=answers, **found)


def test_no_licence_is_needed_and_the_paid_part_is_not_loaded(excel: Session):
    assert excel.keyed is False
    assert excel.paid == []


def as_vba(argument: Argument) -> str:
    if argument.repeated:
        return f"ParamArray {argument.name}()"
    return f"Optional {argument.name}" if argument.optional else argument.name


@pytest.mark.parametrize("each", FUNCTIONS, ids=[each.name for each in FUNCTIONS])
def test_every_function_becomes_a_vba_function_with_its_arguments(
    excel: Session, each: ExcelFunction
):
    arguments = ", ".join(map(as_vba, each.arguments))
    name = classic.PREFIX + each.name
    assert f"Function {name}({arguments})\n" in excel.vba
    assert f'{name} = XLPy.CallUDF("xlplugin.classic", "{name}", ' in excel.vba


def test_nothing_else_is_given_to_vba(excel: Session):
    for kind, ours in (("Function", [each.name for each in FUNCTIONS]), ("Sub", host.SCRIPTS)):
        declared = re.findall(rf"^{kind} (\w+)\(", excel.vba, re.MULTILINE)
        assert sorted(declared) == sorted(classic.PREFIX + name for name in ours)


def test_every_name_is_one_that_vba_and_excel_take():
    for each in FUNCTIONS:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", each.name), each.name
        assert len(classic.PREFIX + each.name) <= 64
        for argument in each.arguments:
            assert re.fullmatch(r"[a-z][a-z0-9_]*", argument.name), argument.name
            assert argument.name not in RESERVED.split(), f"{each.name}({argument.name})"


def test_no_vba_line_is_longer_than_the_editor_takes(excel: Session):
    assert max(map(len, excel.vba.splitlines())) <= 1023


@pytest.mark.parametrize("each", FUNCTIONS, ids=[each.name for each in FUNCTIONS])
def test_the_wizard_shows_the_french_help_of_each_function(excel: Session, each: ExcelFunction):
    shown = excel.help[classic.PREFIX + each.name]
    assert shown["Category"] == "clausier"
    texts = [shown["Description"], *(shown["ArgumentDescriptions"] or [])]
    wanted = [each.doc, *(argument.doc for argument in each.arguments)]
    assert [classic.shortened(text) for text in wanted] == texts
    assert all(0 < len(text) <= 255 for text in texts)


def test_a_long_help_is_cut_after_a_word():
    assert classic.shortened("mot " * 100) == "mot " * 62 + "mot…"
    assert len(classic.shortened("m" * 300)) == 255
    assert classic.shortened("é" * 255) == "é" * 255


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("numbers", 833),
        ("cells", 833),
        ("currency", 833),
        ("french text", 833),
        ("empty rule", 833),
        ("rule", 840),
    ],
)
def test_a_cell_holds_whole_hours_however_its_arguments_come(
    excel: Session, call: str, expected: int
):
    assert excel.answers[call] == expected


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("empty", "n’est pas renseigné"),
        ("left out", "n’est pas renseigné"),
        ("words", "« beaucoup » n’est pas un nombre"),
        ("division by zero", "#DIV/0!"),
        ("spill error", "#ERREUR!"),
        ("date", "n’est pas du bon genre"),
        ("no varargs", "n’est pas renseigné"),
    ],
)
def test_a_fault_is_a_french_sentence_in_the_cell_and_never_a_traceback(
    excel: Session, call: str, words: str
):
    assert words in excel.answers[call].replace("\u00a0", " ")


def test_a_column_gives_a_column_and_a_bad_row_spoils_no_other(excel: Session):
    first, bad, empty, last = excel.answers["column"]
    assert (first, empty, last) == ([833], [""], [375])
    assert "n’est pas un nombre" in bad[0]


def test_an_error_cell_of_a_column_is_told_and_not_taken_for_an_empty_one(excel: Session):
    good, bad = excel.answers["error in a column"]
    assert good == [833]
    assert "#N/A" in bad[0]


def test_a_row_gives_a_row_and_an_array_that_is_no_range_is_read_alike(excel: Session):
    assert excel.answers["row"] == [833, 417]
    assert excel.answers["array"] == [[833], [417]]


def test_an_integer_beyond_what_com_carries_is_a_float(excel: Session):
    assert isinstance(excel.answers["huge"], float)
    assert excel.answers["huge"] == 99_999_999_900


def test_any_number_of_values_reaches_the_explanation(excel: Session):
    assert "833" in excel.answers["varargs"]
    assert "argsArray" in excel.vba


@pytest.mark.parametrize("name", list(SHARED))
def test_the_shared_hours_cases_give_the_same_hours(excel: Session, name: str):
    assert excel.answers[name] == SHARED[name][0].hours


def test_the_shared_cases_reach_every_method():
    assert {asked.name for _, asked in SHARED.values()} == {
        function_name(each) for each in methods.METHODS
    }


def test_elsewhere_than_in_excel_they_are_plain_functions():
    assert getattr(classic, HOURS)(1_000_000, 0.5, 0.05, 30) == 833


# --- The macros ----------------------------------------------------------------------------------


def test_the_macros_work_on_the_book_one_looks_at_and_write_only_the_hours(excel: Session):
    assert excel.book["Lots"] == {"$G$2": 833, "$G$3": 630}


def test_what_a_macro_says_is_on_a_sheet_of_its_own(excel: Session):
    assert list(excel.book) == ["Lots", "Vérification"]
    said = " ".join(str(each) for each in excel.book["Vérification"].values())
    assert "Gros œuvre" in said
