"""Malformed, strange and endless calls: refused with a French sentence, never an error of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausier.server_answers import HttpFault
from clausier.server_calls import MAX_CELLS, _bounded
from insertion.typography import plain
from tests.server.calls import call
from tests.server.serving import ROOT, Served
from tests.unit.open_books import payload

FUNCTION = "/xlwings/custom-functions-call"
SCRIPT = "/xlwings/custom-scripts-call/calculer"
BATCH = "/api/fonctions"
GOOD = call("heures_insertion", 1_000_000, 0.5, 0.05, 30, left_out=1)
DEEP = "[" * 100_000 + "]" * 100_000


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in GOOD.items() if name != key}


def with_argument(value: Any) -> dict[str, Any]:
    return {**GOOD, "args": [value, *GOOD["args"][1:]]}


BAD_CALLS: list[tuple[str, Any]] = [
    ("FONCTION_INCONNUE", {**GOOD, "func_name": "__class__"}),
    ("FONCTION_INCONNUE", {**GOOD, "func_name": "Any"}),
    ("FONCTION_INCONNUE", {**GOOD, "func_name": "adapter"}),
    ("FONCTION_INCONNUE", {**GOOD, "func_name": "heures_insertion.__globals__"}),
    ("FONCTION_INCONNUE", {**GOOD, "func_name": ""}),
    ("REQUETE_ILLISIBLE", {**GOOD, "func_name": None}),
    ("REQUETE_ILLISIBLE", {**GOOD, "func_name": "x" * 5000}),
    ("REQUETE_ILLISIBLE", without("func_name")),
    ("REQUETE_ILLISIBLE", without("args")),
    ("REQUETE_ILLISIBLE", {**GOOD, "args": {"0": 1}}),
    ("REQUETE_ILLISIBLE", {**GOOD, "runtime": "nouveau"}),
    ("REQUETE_ILLISIBLE", []),
    ("REQUETE_ILLISIBLE", None),
    ("ARGUMENTS_EN_NOMBRE", {**GOOD, "args": []}),
    ("ARGUMENTS_EN_NOMBRE", {**GOOD, "args": GOOD["args"][:3]}),
    ("ARGUMENTS_EN_NOMBRE", {**GOOD, "args": GOOD["args"] * 2}),
    ("REQUETE_ILLISIBLE", with_argument([1, 2])),
    ("REQUETE_ILLISIBLE", with_argument([])),
    ("REQUETE_ILLISIBLE", with_argument([[[[1]]]])),
    ("REQUETE_ILLISIBLE", with_argument([[{"type": "Entity", "properties": {}}]])),
    ("REQUETE_ILLISIBLE", with_argument([[{"sans": "type"}]])),
    ("REQUETE_ILLISIBLE", with_argument(["__xlwings_not_an_object_handle__"])),
    ("REQUETE_ILLISIBLE", call("expliquer", "Montant", 3)),
]


@pytest.mark.parametrize(("code", "sent"), BAD_CALLS)
def test_a_call_that_excel_never_sends_is_refused_in_french(code: str, sent: Any, served: Served):
    answer = served.client.post(FUNCTION, json=sent)
    assert answer.status_code in {400, 404}
    (found,) = answer.json()["erreurs"]
    assert found["code"] == code
    assert answer.json()["detail"] == f"{found['cause']} {found['remede']}"


BAD_BODIES = [
    b"", b"{", b"null", b"[]", b"pas du json", b'"texte"', b"\xff\xfe\x00", b"{" * 10_000,
    DEEP.encode(), b'{"func_name":"en_jours","args":' + DEEP.encode() + b"}",
    b'{"appels":' + DEEP.encode() + b"}", b'{"func_name":"en_jours","args":[NaN]}',
    b'{"func_name":"en_jours","args":[[[Infinity]],null]}',
    b'{"func_name":"en_jours","args":[[[' + b"9" * 10_000 + b"]],null]}",
]  # fmt: skip


@pytest.mark.parametrize("path", [FUNCTION, SCRIPT, BATCH])
@pytest.mark.parametrize("body", BAD_BODIES, ids=lambda each: each[:24].decode("latin-1"))
def test_a_body_that_is_no_message_is_refused(path: str, body: bytes, served: Served):
    answer = served.client.post(path, content=body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["erreurs"][0]["code"] == "REQUETE_ILLISIBLE"


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1e308", "0.1e-400"])
def test_a_number_beyond_measure_is_answered(number: str, served: Served):
    body = json.dumps(GOOD).replace("1000000", number)
    assert served.client.post(FUNCTION, content=body).status_code in {200, 400}
    batch = served.client.post(BATCH, content=f'{{"appels":[{body}]}}')
    assert batch.status_code == 200
    assert set(batch.json()["reponses"][0]) <= {"result", "error", "statut"}


def test_half_a_character_is_answered(served: Served):
    body = json.dumps(with_argument([["\ud800"]]))
    assert served.client.post(FUNCTION, content=body).status_code == 400


def test_an_unknown_command_is_refused(served: Served):
    for name in ("serve", "desk_served", "__doc__", "inconnue", "xw", "SCRIPTS"):
        answer = served.client.post(f"/xlwings/custom-scripts-call/{name}", json=payload({"A": []}))
        assert answer.status_code == 404
        assert answer.json()["erreurs"][0]["code"] == "COMMANDE_INCONNUE"


BOOK = payload({"Lots": [["Lot"]]})
BAD_BOOKS = [
    {},
    {**BOOK, "book": None},
    {**BOOK, "book": {}},
    {**BOOK, "sheets": []},
    {**BOOK, "sheets": [{"name": "Lots"}]},
    {**BOOK, "sheets": [{"name": 3, "values": [[]]}]},
    {**BOOK, "sheets": [{"name": "Lots", "values": "x"}]},
    {**BOOK, "book": {**BOOK["book"], "active_sheet_index": -1}},
    {**BOOK, "book": {**BOOK["book"], "active_sheet_index": 40}},
    {**BOOK, "book": {**BOOK["book"], "name": "../../etc/marche.xlsx"}},
    {**BOOK, "args": "x"},
    {**BOOK, "args": [{"a": 1}]},
    {**BOOK, "args": [""] * 15},
    {**BOOK, "names": "x"},
    {**BOOK, "names": [3]},
]


@pytest.mark.parametrize("book", BAD_BOOKS, ids=range(len(BAD_BOOKS)))
def test_a_workbook_of_another_shape_is_refused(book: Any, served: Served):
    answer = served.client.post(SCRIPT, json=book)
    assert answer.status_code == 400, answer.text
    assert answer.json()["detail"]


# In a process of its own: xlwings settles for good, at its import, whether it has a key.
BROKEN = """
import json, sys
from types import ModuleType
from typing import Any
from xlwings import server
from clausier.server_calls import Calls

def broken(cell: Any) -> Any:
    raise RuntimeError(f"imprévu : {cell}")

functions = ModuleType("functions")
functions.broken = server.func(broken)
calls = Calls(functions, ModuleType("scripts"), 60)
body = json.dumps({"func_name": "broken", "args": [[["secret"]]]}).encode()
reply = calls.one(body)
batch = json.loads(calls.many(b'{"appels":[' + body + b"]}"))["reponses"]
said = {"status": reply.status, "content": reply.content.decode(), "sentence": reply.sentence}
print(json.dumps(said | {"batch": batch}))
"""


def test_a_mistake_of_ours_in_a_function_is_a_sentence_that_excel_does_not_send_again():
    environment = os.environ | {"XLWINGS_LICENSE_KEY": "noncommercial", "XLWINGS_ON_SERVER": "true"}
    done = subprocess.run(
        [sys.executable, "-c", BROKEN], cwd=ROOT, env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["status"] == 400
    assert "APPEL_EN_ECHEC" in said["content"]
    assert "BROKEN" in said["sentence"]
    assert said["batch"] == [{"error": said["sentence"], "statut": 400}]
    assert "RuntimeError" in done.stderr
    assert "secret" not in done.stderr + said["content"]


def test_a_batch_beyond_its_number_is_refused(served: Served):
    assert served.client.post(BATCH, json={"appels": [0] * 10_001}).status_code == 400


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
names = st.sampled_from(["heures_insertion", "expliquer", "repartir", "obligation", "comparer"])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    path=st.sampled_from([FUNCTION, SCRIPT, BATCH, "/api/etat", "/api/pieces"]),
    body=st.binary(max_size=200) | json_values.map(lambda v: json.dumps(v).encode()),
    kind=st.sampled_from(["application/json", "multipart/form-data; boundary=x", "text/plain", ""]),
)
def test_whatever_is_posted_is_answered_without_an_error_of_the_server(
    path: str, body: bytes, kind: str, served: Served
):
    answer = served.client.post(path, content=body, headers={"content-type": kind})
    assert answer.status_code < 500, answer.text


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=names, arguments=st.lists(st.lists(st.lists(json_values, max_size=3), max_size=3)))
def test_whatever_the_arguments_are_a_function_is_answered(
    name: str, arguments: list[Any], served: Served
):
    body = json.dumps({**GOOD, "func_name": name, "args": arguments})
    answer = served.client.post(FUNCTION, content=body)
    assert answer.status_code in {200, 400, 404}, answer.text


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.lists(json_values, max_size=4), max_size=5),
    arguments=st.lists(st.text(max_size=6), max_size=8),
    book=st.dictionaries(st.sampled_from(["names", "sheets", "book", "x"]), json_values),
)
def test_whatever_the_workbook_holds_a_command_is_answered(
    rows: list[Any], arguments: list[str], book: dict[str, Any], served: Served
):
    sent = {**payload({"Lots": [["x"]]}), **book, "args": arguments}
    if "sheets" not in book:
        sent["sheets"][0]["values"] = rows
    answer = served.client.post(SCRIPT, content=json.dumps(sent))
    assert answer.status_code in {200, 400}, answer.text


@pytest.mark.parametrize("shape", ["column", "row", "areas"])
def test_more_cells_than_the_memory_holds_are_refused_before_anything_is_made_of_them(
    shape: str, served: Served
):
    half = "0," * (MAX_CELLS // 2)
    area = {
        "column": f"[{'[0],' * MAX_CELLS}[0]]",
        "row": f"[[{half}{half}0]]",
        "areas": f"[[{half}0]]",
    }[shape]
    more = f",[[{half}0]],1,1" if shape == "areas" else ",1,1,1"
    body = f'{{"func_name":"heures_insertion","args":[{area}{more}]}}'
    answer = served.client.post("/xlwings/custom-functions-call", content=body)
    assert answer.status_code == 413
    assert "1 500 000 cellules" in plain(answer.json()["erreurs"][0]["cause"])


def test_a_whole_column_of_excel_passes_and_two_do_not():
    column = [[0]] * 1_048_576
    _bounded([column, [[0.5]], [["", 30]]], "HEURES_INSERTION")
    with pytest.raises(HttpFault):
        _bounded([column, column], "HEURES_INSERTION")
    with pytest.raises(HttpFault):
        _bounded([[[]] * (MAX_CELLS + 1)], "HEURES_INSERTION")


def test_a_workbook_of_more_cells_than_the_memory_holds_is_refused(served: Served):
    book = payload({"Lots": [["ici"]]})
    text = json.dumps(book).replace('"ici"', f"{'0,' * MAX_CELLS}0")
    assert len(text) > MAX_CELLS
    answer = served.client.post("/xlwings/custom-scripts-call/verifier", content=text)
    assert answer.status_code == 413
