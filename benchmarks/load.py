"""Fifty people at once for a minute: does every request get its right answer, and how fast.

Run from the root of the project: ``python benchmarks/load.py`` (``make charge`` does), with locust
installed; ``--secondes``, ``--personnes``, ``--processus`` and ``--sortie FICHIER.json`` change the
measure. Each person waits two to six seconds between two requests, as between two clicks: the
state of the sample workbook, functions of Excel one by one and gathered, a comparison, the pieces.
Every answer is read: a wrong figure counts as a failure. Leaves with 1 if there is one.
"""

from __future__ import annotations

from locust import HttpUser, between, events, task  # first: it makes the sockets cooperative
from locust.env import Environment
from locust.stats import stats_history

# isort: split
import argparse
import io
import json
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import gevent
from functions import MANY, ONE, body
from running import ROOT, machine, ours

from clausier.files import read_contract
from insertion.hours import compute

WORKBOOK = "exemple-renovation-ecole.xlsx"
SAMPLE = (ROOT / "workbooks" / WORKBOOK).read_bytes()
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOURS_OF_SAMPLE = compute(read_contract(ROOT / "workbooks" / WORKBOOK).contract).total
GATHERED = 200
SHARES = (50, 95, 99)


def call(amount: int) -> dict[str, Any]:
    return body([[amount]], [[0.5]], [[0.05]], [[30]])


def hours(amount: int) -> int:
    return int(amount / 1200 + 0.5)


class Person(HttpUser):
    """Someone at work."""

    wait_time = between(2, 6)

    def ask(self, path: str, name: str, judge: Any, **content: Any) -> None:
        """Post, and let ``judge`` say what is wrong with the answer, if anything is."""
        with self.client.post(path, name=name, catch_response=True, **content) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code} {answer.text[:200]}")
            elif wrong := judge(answer):
                answer.failure(wrong)

    @property
    def contract(self) -> dict[str, Any]:
        return {"fichier": (WORKBOOK, SAMPLE, KIND)}

    @task(4)
    def state(self) -> None:
        self.ask("/api/etat", "état", _state, files=self.contract)

    @task(8)
    def one_cell(self) -> None:
        amount = 100_000 + 1200 * int(time.time() * 1000 % 1000)
        self.ask(
            ONE, "une cellule", lambda each: _cells([each.json()], [amount]), json=call(amount)
        )

    @task(4)
    def many_cells(self) -> None:
        start = int(time.time() * 1000 % 1000)
        amounts = [100_000 + 1200 * (start + each) for each in range(GATHERED)]
        self.ask(
            MANY, f"{GATHERED} cellules",
            lambda each: _cells(each.json()["reponses"], amounts),
            json={"appels": [call(amount) for amount in amounts]},
        )  # fmt: skip

    @task(2)
    def comparison(self) -> None:
        self.ask("/api/comparer", "comparaison", _comparison, files=self.contract)

    @task(1)
    def pieces(self) -> None:
        self.ask("/api/pieces", "pièces", _pieces, files=self.contract)


def _state(answer: Any) -> str:
    found = answer.json()["total_heures"]
    return "" if found == HOURS_OF_SAMPLE else f"{found} heures"


def _cells(replies: list[dict[str, Any]], amounts: list[int]) -> str:
    found = [reply["result"][0][0] for reply in replies]
    return "" if found == [hours(amount) for amount in amounts] else f"{found[:3]}…"


def _comparison(answer: Any) -> str:
    return "" if answer.json()["comparaison"] else "rien n'est comparé"


def _pieces(answer: Any) -> str:
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    return "" if any(name.endswith(".docx") for name in names) else f"{len(names)} fichiers"


def run(port: int, people: int, seconds: int) -> Environment:
    """Let people work for a while; return what was counted."""
    address = f"http://127.0.0.1:{port}"
    environment = Environment(user_classes=[Person], host=address, events=events)
    runner = environment.create_local_runner()
    gevent.spawn(stats_history, runner)
    runner.start(people, spawn_rate=people / 5)
    gevent.spawn_later(seconds, runner.quit)
    runner.greenlet.join()
    return environment


def document(environment: Environment, people: int, seconds: int, workers: int) -> dict[str, Any]:
    """Return what was counted, by request, times in milliseconds."""
    entries = sorted(environment.stats.entries.values(), key=lambda each: each.name)
    return {
        "version": 1,
        "personnes": people,
        "secondes": seconds,
        "processus": workers,
        "machine": machine(),
        "requetes": [_entry(each) for each in [*entries, environment.stats.total]],
        "echecs": [
            {"requete": each.name, "raison": str(each.error)[:300], "nombre": each.occurrences}
            for each in environment.stats.errors.values()
        ],
    }


def _entry(each: Any) -> dict[str, Any]:
    times = {f"p{share}": each.get_response_time_percentile(share / 100) for share in SHARES}
    return {
        "requete": "ensemble" if each.name == "Aggregated" else each.name,
        "nombre": each.num_requests,
        "echecs": each.num_failures,
        "par_seconde": round(each.total_rps, 1),
        **times,
        "max": round(each.max_response_time),
    }


def show(found: dict[str, Any]) -> None:
    """Print the table."""
    print(f"{'':16}{'requêtes':>9}{'échecs':>8}{'par s':>8}", end="")
    print("".join(f"{name:>8}" for name in ("p50", "p95", "p99", "max")), "  (ms)")
    for each in found["requetes"]:
        figures = [each[name] for name in ("p50", "p95", "p99", "max")]
        rate = f"{each['par_seconde']:.1f}".replace(".", ",")
        print(f"{each['requete']:16}{each['nombre']:>9}{each['echecs']:>8}{rate:>8}", end="")
        print("".join(f"{figure:>8.0f}" for figure in figures))
    for each in found["echecs"]:
        print(f"échec ({each['nombre']} fois) : {each['requete']} : {each['raison']}")
    print(
        f"{found['personnes']} personnes, {found['secondes']} s, serveur à"
        f" {found['processus']} processus. Secondes de processeur : serveur"
        f" {found['processeur']['serveur']:.0f}, client {found['processeur']['client']:.0f}."
        f" {found['machine']}"
    )


def main() -> None:
    """Measure; leave with 1 when an answer was wrong or missing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--secondes", type=int, default=60)
    parser.add_argument("--personnes", type=int, default=50)
    parser.add_argument("--processus", type=int, default=2)
    parser.add_argument("--sortie", type=Path, default=ROOT / "build" / "charge.json")
    asked = parser.parse_args()
    with ours(asked.processus) as server:
        environment = run(server.port, asked.personnes, asked.secondes)
        spent = {"serveur": server.processor(), "client": time.process_time()}
    found = document(environment, asked.personnes, asked.secondes, asked.processus)
    found["processeur"] = {name: round(seconds, 1) for name, seconds in spent.items()}
    asked.sortie.parent.mkdir(parents=True, exist_ok=True)
    asked.sortie.write_text(json.dumps(found, ensure_ascii=False, indent=2), encoding="utf-8")
    show(found)
    total = found["requetes"][-1]
    sys.exit(1 if total["echecs"] or not total["nombre"] else 0)


if __name__ == "__main__":
    main()
