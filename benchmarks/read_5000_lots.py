"""How long a buyer's workbook of 5 000 lots takes to be read and computed, the process included.

Run from the root of the project: ``python benchmarks/read_5000_lots.py [runs]``. Prints seconds of
clock and of processor, and memory, for the table and for ``--json``; then for a million rows, which
must be refused in bounded time and memory. Then the same table read by openpyxl and by our reader,
and our own workbook of 1 000 lots, each in its own process, imports included. The clock depends on
what else the machine does: the processor's seconds are those to compare.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

import openpyxl

from insertion.record import load_record
from xlplugin.rebuild import EXAMPLE, FOLDER
from xlplugin.workbook import workbook_bytes

LOTS = 5_000
ROWS = 1_048_575
HEAD = ["N°", "Désignation", "Montant (€ HT)", "Part MO (%)", "Taux d'insertion", "Coût horaire"]
ROOT = Path(__file__).resolve().parent.parent
OWN_LOTS = 1_000
CALL = "from clausier.cli import main; main()"
READINGS = {
    "openpyxl, import": "import openpyxl",
    "openpyxl, read-only": """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
for sheet in book.worksheets:
    for row in sheet.iter_rows(): pass
""",
    "openpyxl, full, twice": """
import sys, openpyxl
for values in (True, False): openpyxl.load_workbook(sys.argv[1], data_only=values)
""",
    "ours, import": "import xlplugin.sheet",
    "ours, whole": """
import sys
from xlplugin.opening import open_workbook
open_workbook(sys.argv[1])
""",
    "ours, to a record": """
import sys
from xlplugin.sheet import read_any
read_any(sys.argv[1])
""",
}
"""Read-only tells neither what is hidden nor which formulas lack a result: full, twice, does."""


def workbook_of_lots(path: Path) -> None:
    """Write an ordinary table of lots."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Estimation")
    sheet.append(HEAD)
    for number in range(1, LOTS + 1):
        sheet.append([number, f"Corps d'état {number}", 100_000 + number, 50, "5 %", 30])
    book.save(path)


def workbook_of_a_million_rows(path: Path) -> None:
    """Write a sheet full to its last row."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Estimation")
    sheet.append(HEAD[:3])
    for number in range(1, ROWS + 1):
        sheet.append([number, "Corps d'état", 100_000 + number])
    book.save(path)


def our_workbook(path: Path) -> None:
    """Write our own workbook, filled with the lots of the example over and over."""
    contract = load_record((FOLDER / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")).contract
    lots = [
        contract.lots[number % len(contract.lots)].model_copy(update={"number": str(number + 1)})
        for number in range(OWN_LOTS)
    ]
    filled = contract.model_copy(update={"lots": tuple(lots)})
    path.write_bytes(workbook_bytes(filled, capacity=OWN_LOTS))


def measured(code: str, *arguments: str) -> tuple[float, float, int, int]:
    """Run some Python; return clock seconds, processor seconds, memory in MB, and the exit code."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    elapsed = time.perf_counter() - started
    return elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, process.returncode


def show(name: str, runs: int, code: str, *arguments: str) -> None:
    """Print the best of a few runs."""
    best = min((measured(code, *arguments) for _ in range(runs)), key=lambda each: each[1])
    clock, processor, memory, status = best
    print(
        f"{name:24}{clock:7.2f} s clock {processor:7.2f} s processor {memory:5} MB  exit {status}",
        flush=True,
    )


def main() -> None:
    """Print the best of a few runs of each."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        lots, rows = Path(folder) / "lots.xlsx", Path(folder) / "million.xlsx"
        workbook_of_lots(lots)
        workbook_of_a_million_rows(rows)
        for name, arguments in (
            (f"{LOTS} lots, table", ("calculer", str(lots), "--le", "2026-09-01")),
            (f"{LOTS} lots, --json", ("calculer", str(lots), "--le", "2026-09-01", "--json")),
            (f"{ROWS + 1} rows", ("calculer", str(rows))),
        ):
            show(name, runs, CALL, *arguments)
        own = Path(folder) / "classeur.xlsx"
        # In another process: the memory of this one would count as that of its children.
        writing = get_context("spawn").Process(target=our_workbook, args=(own,))
        writing.start()
        writing.join()
        for title, path in ((f"{LOTS} lots", lots), (f"our workbook, {OWN_LOTS} lots", own)):
            print(title)
            for name, code in READINGS.items():
                show(f"  {name}", runs, code, str(path))


if __name__ == "__main__":
    main()
