"""Every custom function, called over HTTP with what Excel in French sends."""

from __future__ import annotations

from typing import Any

import pytest

from clausier.functions_page import _example
from insertion.errors import ClausierError
from insertion.typography import plain
from tests.server.calls import area, call, cell
from tests.server.serving import Served
from xlplugin.excel_function import ExcelFunction
from xlplugin.function_catalogue import FUNCTIONS, as_cells
from xlplugin.function_columns import sentence

CALL = "/xlwings/custom-functions-call"
BATCH = "/api/fonctions"
HOURS = (1_000_000, 0.5, 0.05, 30)


def spread(answer: Any) -> list[list[Any]]:
    """Return a direct answer as the cells it fills."""
    grid = answer if isinstance(answer, list) else [[answer]]
    return [["" if each is None else each for each in row] for row in grid]


def message(function: ExcelFunction, arguments: tuple[Any, ...]) -> dict[str, Any]:
    """Return the message of a call, its repeated argument gathered as Excel gathers it."""
    taken = function.arguments
    if taken[-1].repeated:
        first = len(taken) - 1
        sent = call(function.name, *arguments[:first])
        sent["args"].append([area(each) for each in arguments[first:]])
        return sent
    return call(function.name, *arguments, left_out=len(taken) - len(arguments))


def sheet_values(arguments: tuple[Any, ...]) -> list[Any]:
    """Return arguments as the function itself receives them from the server."""
    return [area(each) if isinstance(each, list) else cell(each) for each in arguments]


def dates_as_days(grid: list[list[Any]]) -> list[list[Any]]:
    """Return an answer where a formatted number is its number."""
    return [[e["basicValue"] if isinstance(e, dict) else e for e in row] for row in grid]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each.name)
def test_a_function_answers_over_http_what_it_answers_in_python(
    function: ExcelFunction, served: Served
):
    arguments = tuple(_example(function))
    answer = served.client.post(CALL, json=message(function, arguments))
    assert answer.status_code == 200, answer.text
    expected = spread(as_cells(function.call(*sheet_values(arguments))))
    expected = [[cell(each) for each in row] for row in expected]
    assert dates_as_days(answer.json()["result"]) == expected


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each.name)
def test_a_function_of_empty_cells_answers_or_says_in_french_what_is_missing(
    function: ExcelFunction, served: Served
):
    empty: list[Any] = [None] * len(function.arguments)
    answer = served.client.post(CALL, json=message(function, tuple(empty)))
    refusal = ""
    expected: Any = None
    try:
        expected = function.call(*[None] * len(empty))
    except ClausierError as error:
        refusal = sentence(error.faults)
    if refusal:
        assert (answer.status_code, answer.json()["detail"]) == (400, refusal)
    else:
        assert answer.json() == {"result": spread(as_cells(expected))}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each.name)
@pytest.mark.parametrize(
    "value",
    ["n'importe quoi", -1, True, 1e300, {"type": "Error", "basicValue": "#N/A"}, "x" * 20_000],
    ids=["texte", "negatif", "vrai", "demesure", "erreur", "long"],
)
def test_a_function_of_nonsense_is_never_an_error_of_the_server(
    function: ExcelFunction, value: Any, served: Served
):
    sent = message(function, (value,) * len(function.arguments))
    answer = served.client.post(CALL, json=sent)
    assert answer.status_code in {200, 400}, answer.text
    if answer.status_code == 400:
        assert answer.json()["detail"]
        assert "APPEL_EN_ECHEC" not in answer.text, served.log()[-500:]


def test_a_column_gives_a_column_where_a_bad_row_spoils_no_other(served: Served):
    column = [[1_000_000], ["beaucoup"], [None], [{"type": "Error", "basicValue": "#REF!"}]]
    sent = call("heures_insertion", column, *HOURS[1:], left_out=1)
    sent["args"][0][3] = [{"type": "Error", "basicValue": "#REF!"}]
    (good,), (text,), (empty,), (broken,) = served.client.post(CALL, json=sent).json()["result"]
    assert (good, empty) == (833, "")
    assert "n'est pas un nombre" in plain(text)
    assert "#REF!" in broken


def test_texts_of_a_french_sheet_are_numbers(served: Served):
    sent = call("heures_insertion", "1 000 000,00 €", "50 %", "5 %", "30,00 €", left_out=1)
    assert served.client.post(CALL, json=sent).json() == {"result": [[833]]}


def test_a_typed_number_is_read_by_its_value(served: Served):
    typed = {"type": "FormattedNumber", "basicValue": 30, "numberFormat": "0,00 €"}
    sent = call("heures_insertion", *HOURS[:3], left_out=2)
    sent["args"][3] = [[typed]]
    assert served.client.post(CALL, json=sent).json() == {"result": [[833]]}


def test_a_date_arrives_as_the_number_of_days_of_the_sheet(served: Served):
    by_day = call("part_mo", "Peinture intérieure", 46266)
    by_text = call("part_mo", "Peinture intérieure", "01/09/2026")
    answers = [served.client.post(CALL, json=each).json() for each in (by_day, by_text)]
    assert answers[0] == answers[1]
    assert "result" in answers[0]


def test_a_batch_answers_each_call_as_it_would_be_alone(served: Served):
    calls = [
        call("heures_insertion", *HOURS, left_out=1),
        call("heures_insertion", 1_000_000, 0.5, 0.05, 0, left_out=1),
        call("heures_insertion", *HOURS, left_out=1, caller_address="[marche.xlsx]Feuil1!B7"),
        {"func_name": "inconnue", "args": []},
        "ceci n'est pas un appel",
        call("en_jours", 833, left_out=1),
    ]
    alone = [served.client.post(CALL, json=each) for each in calls]
    together = served.client.post(BATCH, json={"appels": calls})
    assert together.status_code == 200
    for single, answer in zip(alone, together.json()["reponses"], strict=True):
        if single.status_code == 200:
            assert answer == single.json()
        else:
            assert answer == {"error": single.json()["detail"], "statut": single.status_code}


def test_equal_calls_of_a_batch_are_computed_once_and_unequal_ones_are_not_confused(served: Served):
    values: list[Any] = [1, 1.0, "1", True, None]
    calls = [call("en_jours", each, left_out=1) for each in values]
    alone = [served.client.post(CALL, json=each).status_code for each in calls]
    batch = served.client.post(BATCH, json={"appels": calls}).json()["reponses"]
    assert [each.get("statut", 200) for each in batch] == alone


def test_the_functions_are_announced_under_their_namespace_with_french_help(served: Served):
    found = served.client.get("/xlwings/custom-functions-meta.json").json()["functions"]
    assert {each["name"] for each in found} == {
        f"CLAUSIER.{each.name.upper()}" for each in FUNCTIONS
    }
    for each in found:
        assert "Positional" not in str(each)
        assert each["description"]
