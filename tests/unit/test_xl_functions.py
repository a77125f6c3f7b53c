"""The custom functions: as plain Python without key, and through the xlwings server protocol."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from insertion import methods, vocabulary
from insertion.dated import Certainty
from insertion.errors import ClausierError, InvalidInput
from insertion.formula import Rounded, Variable
from insertion.hours import choose_method
from insertion.method import Method
from insertion.methods import METHODS
from insertion.quantities import Direction, Rounding
from insertion.typography import french
from tests.unit.function_calls import SHARED, case_call, check_announced
from tests.unit.hours_cases import HoursCase
from xlplugin import functions
from xlplugin.function_catalogue import FUNCTIONS
from xlplugin.function_methods import function_name, read_rounding

heures_insertion: Any = vars(functions)["heures_insertion"]
expliquer: Any = vars(functions)["expliquer"]
METHOD = "Montant et main-d'œuvre"

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ("montant_ht", "part_mo", "taux_insertion", "cout_horaire")


def explained(*arguments: Any) -> Any:
    return expliquer(METHOD, *arguments)


def test_single_cells_give_whole_hours():
    assert heures_insertion(1_000_000, 0.5, 0.05, 30) == 833


def test_a_column_gives_a_column_and_single_cells_serve_every_row():
    column = [[1_000_000], [500_000]]
    assert heures_insertion(column, [[0.5], [0.45]], 0.07, 25) == [[1400], [630]]


def test_an_empty_row_of_a_column_stays_empty():
    column = [[1_000_000], [None]]
    assert heures_insertion(column, [[0.5], [None]], 0.05, 30) == [[833], [""]]


def test_one_bad_row_says_so_and_spoils_no_other():
    good, bad = heures_insertion([[1_000_000], ["beaucoup"]], 0.5, 0.05, 30)
    assert good == [833]
    assert "n’est pas un nombre" in bad[0]


def test_a_share_typed_as_a_percentage_is_settled_by_its_column():
    assert heures_insertion([[1_000_000], [1_000_000]], [[50], [45]], 0.05, 30) == [[833], [750]]
    assert heures_insertion(1_000_000, "50 %", "5 %", 30) == 833


def test_texts_are_read_by_the_common_rules():
    assert heures_insertion("1 000 000,00 €", "50 %", "5 %", "30,00 €") == 833


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((None, 0.5, 0.05, 30), "Montant HT estimé (€) » n’est pas renseigné"),
        (("beaucoup", 0.5, 0.05, 30), "n’est pas un nombre"),
        ((-1, 0.5, 0.05, 30), "négatif"),
        ((1000, 1, 0.05, 30), "une part ou comme un pourcentage"),
        ((1000, "150 %", 0.05, 30), "dépasse 100"),
        ((1000, 0.5, 0.05, 0), "Coût horaire (€/h) » est nul"),
        ((1000, 0.5, 0.05, True), "n’est pas du bon genre"),
        ((1000, 0.5, 0.05, 30, "au hasard"), "Règle d’arrondi"),
        ((1000, 0.5, 0.05, 30, 0), "hors des bornes"),
        (([[1], [2]], [[0.5], [0.5], [0.5]], 0.05, 30), "même taille"),
    ],
)
@pytest.mark.parametrize("function", [heures_insertion, explained])
def test_an_input_that_cannot_be_used_raises_the_french_words_of_the_fault(
    function: Any, arguments: tuple[Any, ...], words: str
):
    with pytest.raises(xw.XlwingsError) as caught:
        function(*arguments)
    assert words in str(caught.value).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((None, 0.5, 0.05, 30), "ARGUMENT_MANQUANT"),
        ((1000, 0.5, 0.05, 0), "ARGUMENT_NUL"),
        (([[1], [2]], [[0.5], [0.5], [0.5]], 0.05, 30), "PLAGES_INEGALES"),
    ],
)
def test_a_fault_of_the_functions_has_its_own_code(arguments: tuple[Any, ...], code: str):
    with pytest.raises(xw.XlwingsError) as caught:
        heures_insertion(*arguments)
    cause = caught.value.__cause__
    assert isinstance(cause, ClausierError)
    assert [each.code for each in cause.faults] == [code]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (None, Rounding()),
        ("", Rounding()),
        ("Vers le haut", Rounding(Direction.UP)),
        ("inferieur", Rounding(Direction.DOWN)),
        (7, Rounding(Direction.NEAREST, 7)),
        ("Vers le haut ; 35", Rounding(Direction.UP, 35)),
        ([["Vers le bas"]], Rounding(Direction.DOWN)),
    ],
)
def test_a_rounding_rule_is_a_direction_a_multiple_or_both(rule: Any, expected: Rounding):
    assert read_rounding(rule) == expected


@pytest.mark.parametrize(
    "rule",
    [
        "au hasard", 0, 1001, 2.5, True, "7 ; n'importe quoi", "7 ; 35",
        "Vers le haut ; Vers le bas", "Vers le haut ; 7 ; Vers le haut",
    ],
)  # fmt: skip
def test_any_other_rounding_rule_is_refused(rule: Any):
    with pytest.raises(InvalidInput):
        read_rounding(rule)


def test_the_explanation_has_the_sentence_the_steps_and_the_result():
    text = explained(1_000_000, 0.5, 0.05, 30).replace("\u00a0", " ").replace("\u202f", " ")
    lines = text.split("\n")
    assert "montant HT × part de main-d’œuvre × taux d’insertion ÷ coût horaire" in lines[0]
    assert "1 000 000,00 € × 50 % = 500 000,00 €" in lines[1]
    assert lines[-1].endswith("= 833 heures")


def test_the_help_is_made_of_the_words_of_the_product():
    assert "montant HT × part de main-d’œuvre" in heures_insertion.__doc__


@pytest.mark.parametrize("method", METHODS, ids=[each.id for each in METHODS])
def test_every_method_has_a_function_whose_arguments_are_its_inputs(method: Method):
    (function,) = [each for each in FUNCTIONS if each.name == function_name(method)]
    keys = [vocabulary.quantity(name).key for name in method.inputs]
    assert [each.name for each in function.arguments] == [*keys, "arrondi"]
    assert function.name in vars(functions)
    if method.caution:
        assert french(method.caution) in function.doc


def test_a_method_that_awaits_a_text_says_so_in_its_help():
    doubtful = [each for each in METHODS if each.certainty is Certainty.TO_VERIFY]
    assert doubtful
    docs = {each.name: each.doc for each in FUNCTIONS}
    assert all("à vérifier" in docs[function_name(each)] for each in doubtful)


def test_names_are_distinct_and_every_argument_has_a_help():
    assert len({each.name for each in FUNCTIONS}) == len(FUNCTIONS)
    for each in FUNCTIONS:
        assert each.doc.endswith("."), each.name
        assert all(argument.doc.endswith((".", "…")) for argument in each.arguments), each.name


def test_changing_the_method_changes_the_function(monkeypatch: pytest.MonkeyPatch):
    first = METHODS[0]
    assert heures_insertion(1_000_000, 0.5, 0.05, 30) == 833
    changed = replace(first, exact=first.exact * Variable("labour_share"))
    assert isinstance(changed.rounded, Rounded)
    monkeypatch.setattr(methods, "METHODS", (changed, *METHODS[1:]))
    assert heures_insertion(1_000_000, 0.5, 0.05, 30) == 417
    assert "× part de main-d’œuvre." in explained(1_000_000, 0.5, 0.05, 30).replace("]", "")


@pytest.mark.parametrize("case", SHARED, ids=[case.name for case in SHARED])
def test_the_shared_hours_cases_give_the_same_hours(case: HoursCase):
    name, cells = case_call(case)
    assert vars(functions)[name](*cells) == case.hours


def test_the_shared_cases_reach_every_method():
    reached = {choose_method(case.record().contract.lots[0])[0] for case in SHARED}
    assert reached == set(METHODS)


SERVER = """
import asyncio, json, sys
from xlplugin import functions
assert sys.modules["pyodide"] is None, "the slow import is spared on the server"
import xlwings as xw
import xlwings.server as server

async def answer(payload):
    try:
        return await server.custom_functions_call(payload, functions)
    except xw.XlwingsError as error:
        return {"error": str(error)}

payloads = json.load(sys.stdin)
answers = [asyncio.run(answer(payload)) for payload in payloads]
print(json.dumps({"answers": answers, "meta": server.custom_functions_meta(functions)}))
"""


def payload(name: str, *arguments: Any) -> dict[str, Any]:
    """Return what Excel in French sends to an xlwings server for one function cell."""
    return {
        "client": "Office.js",
        "func_name": name,
        "args": [each if isinstance(each, list) else [[each]] for each in arguments],
        "caller_address": "[marche.xlsx]Feuil1!B6",
        "session_id": "s1",
        "culture_info_name": "fr-FR",
        "date_format": "jj/mm/aaaa",
        "version": xw.__version__,
        "runtime": "1.4",
    }


@pytest.fixture(scope="module")
def server() -> dict[str, Any]:
    """Return the answers of a server process that has a key, to the payloads below."""
    sent = [
        payload("heures_insertion", 500000, 0.45, 0.07, 25),
        payload("heures_insertion", [[1000000], [500000], [""]], [[50], [45], [""]], 0.05, 30),
        payload("heures_insertion", 1000000, 0.5, 0.05, 30, "Vers le haut"),
        payload("heures_insertion", 1000000, 0.5, 0.05, 0),
        {
            **payload("expliquer", "M1"),
            "args": [[["M1"]], [[[1000000]], [[0.5]], [[0.05]], [[30]]]],
        },
    ]
    environment = {
        **os.environ, "XLWINGS_LICENSE_KEY": "noncommercial", "XLWINGS_ON_SERVER": "true",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", SERVER], input=json.dumps(sent), env=environment, cwd=ROOT,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def test_the_server_protocol_gives_the_documented_answer(server: dict[str, Any]):
    assert server["answers"][0] == [[630]]


def test_the_server_spills_a_column(server: dict[str, Any]):
    assert server["answers"][1] == [[833], [375], [""]]


def test_the_server_passes_the_rounding_rule(server: dict[str, Any]):
    assert server["answers"][2] == [[834]]


def test_the_server_answers_an_error_in_french(server: dict[str, Any]):
    assert "est nul" in server["answers"][3]["error"]


def test_the_server_explains_in_a_single_cell(server: dict[str, Any]):
    ((text,),) = server["answers"][4]
    assert "833" in text


def test_the_server_announces_the_functions_under_their_namespace_with_french_help(
    server: dict[str, Any],
):
    check_announced(server["meta"]["functions"])


def test_the_functions_are_imported_without_any_key_and_touch_no_module_of_the_process():
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XLWINGS")}
    code = (
        "import sys; from xlplugin import functions; f = functions.heures_insertion; "
        "assert 'pyodide' not in sys.modules; print(f(1000000, .5, .05, 30))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "833"), done.stderr
