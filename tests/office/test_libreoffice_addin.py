"""The Calc extension in a real Calc, where an ordinary user installed it beside another one.

Expected figures are the domain's: the functions themselves, called in Python.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
import pytest

from clausier.libreoffice import extension
from insertion.typography import plain
from tests.office.calc_addin import calculated, rival_extension
from tests.office.calc_calls import CALLS, in_python
from tests.unit.function_calls import SHARED, case_call
from xlplugin.function_catalogue import FUNCTIONS, NAMESPACE

pytestmark = pytest.mark.needs("soffice", "unopkg", "uno")


# --- Sheets of calls --------------------------------------------------------------------------


def letter(column: int) -> str:
    return chr(ord("A") + column)


def area_of(rows: Sequence[Sequence[Any]], column: int) -> str:
    last = f"{letter(column + len(rows[0]) - 1)}{len(rows)}"
    return f"{letter(column)}1" if last == f"{letter(column)}1" else f"{letter(column)}1:{last}"


def sheet_of(name: str, arguments: Sequence[Any]) -> dict[str, Any]:
    """Return the sheet of one call: its arguments in cells, its answer as an array formula."""
    cells: dict[str, Any] = {}
    areas: list[str] = []
    column = 0
    for each in arguments:
        rows = each if isinstance(each, list) else [[each]]
        areas.append(area_of(rows, column))
        for y, row in enumerate(rows, start=1):
            for x, value in enumerate(row):
                cells[f"{letter(column + x)}{y}"] = value
        column += len(rows[0])
    formula = f"={NAMESPACE}.{name.upper()}({';'.join(areas)})"
    answer = area_of(in_python(name, arguments), column + 1)
    return {"set": cells, "arrays": {answer: formula}, "read": [answer]}


def sheet_of_cases() -> dict[str, Any]:
    """Return a sheet with a shared case a row: its inputs from B, its hours in A."""
    cells: dict[str, Any] = {}
    for row, case in enumerate(SHARED, start=1):
        name, values = case_call(case)
        places = [f"{letter(column)}{row}" for column in range(1, len(values) + 1)]
        cells |= dict(zip(places, values, strict=True))
        cells[f"A{row}"] = formula(f"{NAMESPACE}.{name.upper()}({';'.join(places)})")
    return {"set": cells, "read": [f"A1:A{len(SHARED)}"]}


def formula(text: str) -> dict[str, str]:
    return {"formula": f"={text}"}


HOURS = "CLAUSIER.HEURES_INSERTION"
SINGLE_CELLS = {
    "a refusal": f"{HOURS}(1000000;0.5;0.05;Z1)",
    "an empty area": f"{HOURS}(1000000;0.5;0.05;Z1:Z1)",
    "an empty amount": f"{HOURS}(Z1;0.5;0.05;30)",
    "an optional argument that is empty": f"{HOURS}(1000000;0.5;0.05;30;Z1)",
    "a text": f'{HOURS}("beaucoup";0.5;0.05;30)',
    "a missing argument": f"{HOURS}(1000000;0.5)",
    "an argument in error": f"{HOURS}(1000000;0.5;0.05;1/0)",
    "a result in a sum": f"{HOURS}(1000000;0.5;0.05;30)+1",
    "a result in a condition": f'IF({HOURS}(1000000;0.5;0.05;30)>800;"oui";"non")',
    "true": 'IF(CLAUSIER.SIRET_VALIDE("73282932000074");"bon";"mauvais")',
    "false": 'IF(CLAUSIER.SIRET_VALIDE("73282932000075");"bon";"mauvais")',
    "small letters": "clausier.heures_insertion(1000000;0.5;0.05;30)",
    "a date typed in a formula": (
        'CLAUSIER.SEUIL_EUROPEEN("travaux";"etat";DATE(2026;9;1))=CLAUSIER.SEUIL_EUROPEEN('
        '"travaux";"etat";"01/09/2026")'
    ),
    "a law true for calc": ('CLAUSIER.SEUIL_EUROPEEN("services";"commune";"01/09/2026";TRUE())'),
    "a law false for calc": ('CLAUSIER.SEUIL_EUROPEEN("services";"commune";"01/09/2026";FALSE())'),
    "the law for an empty amount": (
        'INDEX(CLAUSIER.OBLIGATION(Z1;"travaux";"commune";"01/09/2026");1;1)'
    ),
    "every method explained": (
        'CLAUSIER.EXPLIQUER("Part des heures travaillées";10050;0.07;"Vers le haut")'
    ),
    "the first cell of a table": 'INDEX(CLAUSIER.PART_MO("Peinture intérieure");1;4)',
}
RIVAL = {
    "yaml": 'RIVAL.OWNER("yaml")',
    "pydantic": 'RIVAL.OWNER("pydantic")',
    "seen": "RIVAL.SEEN(1)",
}


def in_a_column(formulas: Mapping[str, str]) -> dict[str, Any]:
    cells = {f"A{row}": formula(each) for row, each in enumerate(formulas.values(), start=1)}
    return {"set": cells, "read": [f"A1:A{len(formulas)}"]}


def from_excel() -> str:
    """Return a workbook as Excel saves a function of its own add-in: under a name of its own."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "=_xldudf_CLAUSIER_HEURES_INSERTION(B1,0.5,0.05,30)"
    book.active["B1"] = 1_000_000
    stream = io.BytesIO()
    book.save(stream)
    return base64.b64encode(stream.getvalue()).decode()


def steps() -> dict[str, dict[str, Any]]:
    """Return the sheets to fill, by name, in order."""
    kept = ["A1", "C1:D2", "E1:E2"]
    return {
        "first": in_a_column({"first": f"{HOURS}(1000000;0.5;0.05;30)"}),
        "rival before": in_a_column({"inside": 'RIVAL.OWNER("yaml.inside")'}),
        **{name: sheet_of(name, arguments) for name, arguments in CALLS.items()},
        "rival after": in_a_column(RIVAL),
        "cases": sheet_of_cases(),
        "single": in_a_column(SINGLE_CELLS),
        "wizard": {"describe": f"{NAMESPACE}."},
        "kept": {
            "set": {
                "A1": formula(f"{HOURS}(B1;0.5;0.05;30)"), "B1": 1_000_000, "B2": 500_000,
                "B3": "Peinture intérieure", "B4": "Maçonnerie",
            },
            "arrays": {
                "C1:D2": "=CLAUSIER.COUT_HORAIRE(B3:B4)",
                "E1:E2": f"={HOURS}(B1:B2;0.5;0.05;30)",
            },
            "read": kept,
        },
        "ods": {"save": ".ods", "filter": "calc8", "read": kept},
        "xlsx": {"save": ".xlsx", "filter": "Calc MS Excel 2007 XML", "read": kept},
        "excel": {
            "open": from_excel(), "suffix": ".xlsx",
            "replace": ["_xldudf_CLAUSIER_", "CLAUSIER."], "read": ["A1"],
        },
    }  # fmt: skip


@pytest.fixture(scope="module")
def calc() -> Callable[[str], Any]:
    """Return what a step answered; one LibreOffice does them all."""
    asked = steps()
    answers = calculated([extension().content, rival_extension()], list(asked.values()))
    found = dict(zip(asked, answers, strict=True))

    def read(step: str) -> Any:
        answer = found[step]
        if not isinstance(answer, dict) or "values" not in answer:
            return answer
        values = list(answer["values"].values())
        return values[0] if len(values) == 1 else answer["values"]

    return read


def single(calc: Callable[[str], Any], name: str) -> Any:
    return dict(zip(SINGLE_CELLS, (row[0] for row in calc("single")), strict=True))[name]


# --- In Calc ----------------------------------------------------------------------------------


def test_a_formula_gives_the_hours(calc: Callable[[str], Any]):
    assert calc("first") == [[833]]


def test_every_function_has_a_call_below():
    assert CALLS.keys() == {each.name for each in FUNCTIONS}


@pytest.mark.parametrize("name", CALLS)
def test_every_function_answers_in_calc_what_it_answers_in_python(
    calc: Callable[[str], Any], name: str
):
    assert calc(name) == in_python(name, CALLS[name])


def test_the_shared_hours_cases_give_the_same_hours(calc: Callable[[str], Any]):
    found = {case.name: row[0] for case, row in zip(SHARED, calc("cases"), strict=True)}
    assert found == {case.name: case.hours for case in SHARED}


def test_the_shared_cases_reach_the_function_of_every_method():
    reached = {case_call(case)[0] for case in SHARED}
    assert reached == {each.name for each in FUNCTIONS if each.name.startswith("heures_")}


def test_a_bad_row_of_a_column_says_so_and_an_empty_one_stays_empty(calc: Callable[[str], Any]):
    first, second, empty, bad = [row[0] for row in calc("heures_insertion")]
    assert (first, second, empty) == (840, 378, "")
    assert "n'est pas un nombre" in plain(bad)


def test_a_refusal_is_a_french_sentence_in_the_cell(calc: Callable[[str], Any]):
    said = plain(single(calc, "a refusal"))
    assert said.startswith("Erreur : « Coût horaire (€/h) » est nul")
    assert plain(single(calc, "a text")).startswith("Erreur : « beaucoup » n'est pas un nombre")


def test_an_empty_cell_is_zero_for_calc_and_empty_in_an_area(calc: Callable[[str], Any]):
    assert single(calc, "an empty amount") == 0
    assert "n'est pas renseigné" in plain(single(calc, "an empty area"))
    assert single(calc, "an optional argument that is empty") == 833


def test_the_law_never_answers_for_an_empty_amount_as_for_a_small_one(
    calc: Callable[[str], Any],
):
    assert single(calc, "the law for an empty amount") == "Incertain"


def test_true_and_false_of_calc_are_yes_and_no(calc: Callable[[str], Any]):
    facts = ("services", "commune", "01/09/2026")
    for place, said in (("a law true for calc", "oui"), ("a law false for calc", "non")):
        expected = in_python("seuil_europeen", (*facts, said))[0][0]
        assert single(calc, place) == expected, place


def test_calc_itself_refuses_missing_arguments_and_passes_errors_on(calc: Callable[[str], Any]):
    assert single(calc, "a missing argument") == {"error": 504}
    assert single(calc, "an argument in error") == {"error": 532}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("a result in a sum", 834),
        ("a result in a condition", "oui"),
        ("true", "bon"),
        ("false", "mauvais"),
        ("small letters", 833),
        ("a date typed in a formula", 1),
    ],
)
def test_an_answer_enters_other_formulas(calc: Callable[[str], Any], place: str, expected: Any):
    assert single(calc, place) == expected


def test_an_explanation_takes_the_data_of_any_method(calc: Callable[[str], Any]):
    data = ("Part des heures travaillées", 10050, 0.07, "Vers le haut")
    assert single(calc, "every method explained") == in_python("expliquer", data)[0][0]


def test_a_cell_of_a_table_is_taken_with_index(calc: Callable[[str], Any]):
    expected = in_python("part_mo", ("Peinture intérieure",))[0][3]
    assert single(calc, "the first cell of a table") == expected


def test_the_function_wizard_shows_the_french_help_of_excel(calc: Callable[[str], Any]):
    shown = {name: (doc, arguments) for name, doc, arguments in calc("wizard")}
    assert shown == {
        f"{NAMESPACE}.{each.name.upper()}": (
            each.doc,
            [[one.name, one.doc, one.optional or one.repeated] for one in each.arguments],
        )
        for each in FUNCTIONS
    }


@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_a_saved_document_keeps_its_formulas_and_their_results(
    calc: Callable[[str], Any], kind: str
):
    again = calc(kind)
    assert again["A1"]["formulas"] == [[f"={HOURS}(B1;0.5;0.05;30)"]]
    assert again["C1:D2"]["formulas"][0][0] == "{=CLAUSIER.COUT_HORAIRE(B3:B4)}"
    assert {area: each["values"] for area, each in again.items()} == calc("kept")
    assert calc("kept")["E1:E2"] == [[833], [417]]


def test_a_workbook_of_the_excel_add_in_works_once_its_names_are_replaced(
    calc: Callable[[str], Any],
):
    found = calc("excel")
    assert found["before"]["A1"]["values"] == [[{"error": 525}]]
    assert found["after"]["A1"] == {
        "formulas": [[f"={HOURS}(B1;0.5;0.05;30)"]], "values": [[833]],
    }  # fmt: skip


def test_another_extension_keeps_its_own_libraries_and_sees_none_of_ours(
    calc: Callable[[str], Any],
):
    assert calc("rival before") == [["rival"]]
    assert calc("rival after") == [["rival"], ["rival"], [""]]
