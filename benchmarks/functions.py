"""How long Excel waits for its functions: our server and xlwings-server as it ships, side by side.

Run from the root of the project: ``python benchmarks/functions.py [runs]``. Both servers run for
the whole measure, each in one process, and each task is given to one, then to the other; what they
answer is compared. The clock counts what Excel waits for: the JSON made, sent, computed, received
and read, over six connections opened for it, as many as a browser's.

The processor's seconds, client's and server's, depend less on what else the machine does.

- A column: 100 000 rows of four arguments, one request.
- Cells: 6 000 formulas, each with its own amount. As it ships, one request a cell, up to 1 000 at
  a time; ours gathers them by 1 000 as ``batch.js`` does.
- A spilled column: 6 000 rows, one request.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from running import Server, machine, ours, stock

RUNS = 3
COLUMN, CELLS = 100_000, 6_000
CONNECTIONS = 6
"""What a browser opens towards one server."""
TOGETHER, AT_ONCE = 1_000, 1_000
"""Calls that ``batch.js`` gathers in a request; calls that xlwings' JavaScript lets out at once."""
ONE, MANY = "/xlwings/custom-functions-call", "/api/fonctions"


def body(*arguments: Any) -> dict[str, Any]:
    """Return what Excel posts for a cell."""
    return {
        "client": "Office.js", "func_name": "heures_insertion", "args": list(arguments),
        "caller_address": "[marche.xlsx]Feuil1!B6", "session_id": "s1",
        "culture_info_name": "fr-FR", "date_format": "jj/mm/aaaa", "version": "0.37.8",
        "runtime": "1.4",
    }  # fmt: skip


@cache
def area(rows: int) -> dict[str, Any]:
    """Return a call over whole columns: amounts that all differ, shares and costs that repeat."""
    return body(
        [[50_000 + 10 * row] for row in range(rows)],
        [[(30 + row % 40) / 100] for row in range(rows)],
        [[(5 + row % 3) / 100] for row in range(rows)],
        [[28 + row % 7] for row in range(rows)],
    )


@cache
def cells(count: int) -> list[dict[str, Any]]:
    """Return as many calls of one cell."""
    return [
        body([[50_000 + 10 * n]], [[(30 + n % 40) / 100]], [[0.07]], [[30]]) for n in range(count)
    ]


class Browser:
    """Requests over a few connections kept open, each taking the next as soon as it is free."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = (
            asyncio.Queue()
        )

    async def open(self) -> Browser:
        for _ in range(CONNECTIONS):
            self.free.put_nowait(await asyncio.open_connection("127.0.0.1", self.port))
        return self

    def close(self) -> None:
        while not self.free.empty():
            self.free.get_nowait()[1].close()

    async def post(self, path: str, payload: Any) -> Any:
        content = json.dumps(payload).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        reader, writer = await self.free.get()
        try:
            writer.write(head.encode() + content)
            await writer.drain()
            status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            length = next(
                int(line.split(":")[1])
                for line in lines
                if line.lower().startswith("content-length:")
            )
            answer = json.loads(await reader.readexactly(length))
        finally:
            self.free.put_nowait((reader, writer))
        if " 200 " not in status:
            sys.exit(f"{path}: {status} {str(answer)[:300]}")
        return answer


async def one_area(browser: Browser, rows: int) -> list[Any]:
    answer = await browser.post(ONE, area(rows))
    return [row[0] for row in answer["result"]]


async def cell_by_cell(browser: Browser) -> list[Any]:
    """Return the hours of each cell, asked as the JavaScript of xlwings does."""
    allowed = asyncio.Semaphore(AT_ONCE)

    async def asked(payload: dict[str, Any]) -> Any:
        async with allowed:
            return (await browser.post(ONE, payload))["result"][0][0]

    return await asyncio.gather(*map(asked, cells(CELLS)))


async def gathered(browser: Browser) -> list[Any]:
    """Return the hours of each cell, asked as ``batch.js`` does."""
    calls = cells(CELLS)
    groups = [calls[start : start + TOGETHER] for start in range(0, CELLS, TOGETHER)]
    answers = await asyncio.gather(*(browser.post(MANY, {"appels": each}) for each in groups))
    return [reply["result"][0][0] for answer in answers for reply in answer["reponses"]]


Asked = Callable[[Browser], Coroutine[Any, Any, list[Any]]]


@dataclass
class Task:
    """Something Excel asks, the two ways, and the seconds it may take us."""

    name: str
    target: float
    stock: Asked
    ours: Asked
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"livré": [], "clausier": []})
    processor: dict[str, list[float]] = field(default_factory=lambda: {"livré": [], "clausier": []})


TASKS = (
    Task(
        f"colonne de {COLUMN} lignes", 4.0,
        lambda browser: one_area(browser, COLUMN), lambda browser: one_area(browser, COLUMN),
    ),
    Task(f"{CELLS} cellules séparées", 5.0, cell_by_cell, gathered),
    Task(
        f"colonne propagée de {CELLS}", 1.0,
        lambda browser: one_area(browser, CELLS), lambda browser: one_area(browser, CELLS),
    ),
)  # fmt: skip


async def measure(runs: int, servers: dict[str, Server]) -> None:
    """Give each task to each server in turn, and compare what they answer."""
    for made in (area(COLUMN), area(CELLS), cells(CELLS)):  # a spreadsheet has them already
        assert made
    for server in servers.values():  # what a first call loads is not what is measured
        await one_area(await Browser(server.port).open(), 2)
    for run in range(runs):
        for task in TASKS:
            answers = {}
            for name in sorted(servers, reverse=bool(run % 2)):
                asked = task.ours if name == "clausier" else task.stock
                server = servers[name]
                started, spent = time.perf_counter(), server.processor() + time.process_time()
                browser = await Browser(server.port).open()
                answers[name] = await asked(browser)
                task.seconds[name].append(time.perf_counter() - started)
                spent = server.processor() + time.process_time() - spent
                task.processor[name].append(spent)
                browser.close()
            if answers["clausier"] != answers["livré"]:
                sys.exit(f"{task.name}: the two servers do not answer the same hours")
            print(f"tour {run + 1} : {task.name}", file=sys.stderr, flush=True)


def show(runs: int) -> bool:
    """Print the table; tell whether every target is met."""
    print(
        f"{'Secondes, du clic au résultat':32}{'':10}{'min':>8}{'médiane':>9}{'max':>8}"
        f"{'processeur':>12}  cible"
    )
    met = True
    for task in TASKS:
        for name in ("livré", "clausier"):
            times = task.seconds[name]
            middle = statistics.median(times)
            line = f"{task.name if name == 'livré' else '':32}{name:10}"
            line += f"{min(times):8.2f}{middle:9.2f}{max(times):8.2f}"
            line += f"{statistics.median(task.processor[name]):12.2f}"
            if name == "clausier":
                fine = middle <= task.target
                met &= fine
                line += f"  ≤ {task.target:g} s {'tenue' if fine else 'MANQUÉE'}"
            print(line.replace(".", ","))
    print(f"{runs} tours, alternés ; processeur : client et serveur, médiane. {machine()}")
    return met


def main() -> None:
    """Measure; leave with 1 when a target is missed."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder, stock(Path(folder)) as theirs, ours() as own:
        asyncio.run(measure(runs, {"livré": theirs, "clausier": own}))
    sys.exit(0 if show(runs) else 1)


if __name__ == "__main__":
    main()
