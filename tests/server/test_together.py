"""Several people at once, long columns, a sheet of many cells: right answers, and in time."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from clausier.example import WORKBOOK
from tests.server.calls import call
from tests.server.serving import ROOT, Served
from tests.unit.open_books import Sent, payload

FUNCTION = "/xlwings/custom-functions-call"
BATCH = "/api/fonctions"
# Generous for a machine that others share; benchmarks/ measure the promised times.
LONG_COLUMN_SECONDS, MANY_CELLS_SECONDS, HEALTH_SECONDS = 20, 20, 3


def test_the_same_pieces_asked_at_once_are_the_same_files(served: Served):
    content = (ROOT / "workbooks" / WORKBOOK).read_bytes()

    def made(_: int) -> str:
        with httpx.Client(base_url=served.address, timeout=60, trust_env=False) as client:
            answer = client.post("/api/pieces", files={"fichier": (WORKBOOK, content)})
            assert answer.status_code == 200, answer.text
            return hashlib.sha256(answer.content).hexdigest()

    with ThreadPoolExecutor(6) as people:
        assert len(set(people.map(made, range(8)))) == 1


def test_two_people_never_receive_the_cells_of_each_other(served: Served):
    ours = Sent(ROOT / "workbooks" / WORKBOOK).payload

    def lots(number: int) -> tuple[int, list[str]]:
        book: dict[str, Any] = ours
        if number % 2:
            rows: list[list[Any]] = [
                ["Lot", "Intitulé", "Montant HT (€)"],
                [str(number), f"Lot de {number}", 1000],
            ]
            book = payload({"Lots": rows})
        with httpx.Client(base_url=served.address, timeout=60, trust_env=False) as client:
            answer = client.post("/xlwings/custom-scripts-call/verifier", json=book)
            assert answer.status_code == 200, answer.text
            return number, answer.text.split("Lot de ")[1:]

    with ThreadPoolExecutor(6) as people:
        for number, others in people.map(lots, range(12)):
            assert all(each.startswith(str(number)) for each in others)


def test_a_long_column_is_computed_while_the_server_still_answers(served: Served):
    rows = 100_000
    column = [[1_000_000 + each] for each in range(rows)]
    shares = [[0.5]] * rows
    sent = call("heures_insertion", column, shares, [[0.05]] * rows, [[30]] * rows, left_out=1)
    with ThreadPoolExecutor(1) as other:
        begun = time.perf_counter()
        answer = other.submit(served.client.post, FUNCTION, json=sent)
        waits = []
        while not answer.done():
            asked = time.perf_counter()
            assert httpx.get(f"{served.address}/sante", timeout=30).status_code == 200
            waits.append(time.perf_counter() - asked)
            time.sleep(0.05)
        taken = time.perf_counter() - begun
    result = answer.result().json()["result"]
    assert (len(result), result[0]) == (rows, [833])
    assert taken < LONG_COLUMN_SECONDS
    assert max(waits) < HEALTH_SECONDS


@pytest.mark.parametrize("distinct", [6_000, 1])
def test_a_sheet_of_many_function_cells_is_one_request(distinct: int, served: Served):
    calls = [
        call("heures_insertion", 1_000_000 + each % distinct, 0.5, 0.05, 30, left_out=1)
        for each in range(6_000)
    ]
    begun = time.perf_counter()
    answers = served.client.post(BATCH, json={"appels": calls}).json()["reponses"]
    assert time.perf_counter() - begun < MANY_CELLS_SECONDS
    assert len(answers) == 6_000
    assert answers[0] == {"result": [[833]]}
