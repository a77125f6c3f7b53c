"""How long a buyer's workbook of 5 000 lots takes to be read and computed, the process included.

Run from the root of the project: ``python benchmarks/read_5000_lots.py [runs]``. Prints seconds of
clock and of processor, and memory, for the table and for ``--json``; then for a million rows, which
must be refused in bounded time and memory. The clock depends on what else the machine does: the
processor's seconds are those to compare.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

LOTS = 5_000
ROWS = 1_048_575
HEAD = ["N°", "Désignation", "Montant (€ HT)", "Part MO (%)", "Taux d'insertion", "Coût horaire"]
ROOT = Path(__file__).resolve().parent.parent
CALL = "from clausier.cli import main; main()"


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


def measured(*arguments: str) -> tuple[float, float, int, int]:
    """Run a command; return clock seconds, processor seconds, memory in MB, and the exit code."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", CALL, *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    elapsed = time.perf_counter() - started
    return elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, process.returncode


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
            best = min((measured(*arguments) for _ in range(runs)), key=lambda each: each[1])
            clock, processor, memory, code = best
            print(
                f"{name:24}{clock:7.2f} s clock {processor:7.2f} s processor"
                f" {memory:5} MB  exit {code}"
            )


if __name__ == "__main__":
    main()
