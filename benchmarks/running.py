"""Servers to measure, each in a process of its own on a free port, and the machine they run on."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEY = {"XLWINGS_LICENSE_KEY": "noncommercial"}
PATIENCE = 60
"""Seconds a server may take to answer for the first time."""
STOCK_FUNCTIONS = '''
"""One function, decorated as the documentation of xlwings says, on xlwings-server as it ships."""
import sys
from typing import Annotated, Any

import xlwings as xw
from xlplugin.function_catalogue import as_cells, function

assert sys.modules.get("pyodide", ...) is ..., "the stock path imports pyodide for every cell"
Area = Annotated[Any, {"ndim": 2}]
hours = function("heures_insertion").call


@xw.func
def heures_insertion(montant_ht: Area, part_mo: Area, taux_insertion: Area, cout_horaire: Area):
    return as_cells(hours(montant_ht, part_mo, taux_insertion, cout_horaire))
'''


@dataclass(frozen=True)
class Server:
    """A server that runs: its port, and its process, the parent of the others if it has some."""

    port: int
    process: int

    def processor(self) -> float:
        """Return the seconds of processor spent so far, which others on the machine do not change.

        Those of the children too; none where the system does not tell.
        """
        total = 0.0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
                if self.process in (int(path.parent.name), int(fields[1])):
                    total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return total


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextlib.contextmanager
def ours(workers: int = 1) -> Iterator[Server]:
    """Run ``clausier serveur``."""
    port = free_port()
    command = [
        *(sys.executable, "-c", "from clausier.cli import main; main()"),
        *("serveur", "--sans-tls", "--port", str(port)),
    ]
    if workers > 1:
        command += ["--travailleurs", str(workers)]
    with _running(command, port, "/sante", KEY) as process:
        yield Server(port, process)


@contextlib.contextmanager
def stock(folder: Path) -> Iterator[Server]:
    """Run xlwings-server alone, over a project of one function."""
    for name, content in (
        ("custom_functions", STOCK_FUNCTIONS),
        ("custom_scripts", "import xlwings as xw\n"),
    ):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(content, encoding="utf-8")
    port = free_port()
    command = [
        *(sys.executable, "-m", "uvicorn", "xlwings_server.main:main_app", "--port", str(port)),
        "--log-level", "warning",
    ]  # fmt: skip
    settings = {"XLWINGS_PROJECT_DIR": str(folder), "XLWINGS_ENVIRONMENT": "prod"} | KEY
    with _running(command, port, "/", settings) as process:
        yield Server(port, process)


@contextlib.contextmanager
def _running(command: list[str], port: int, page: str, settings: dict[str, str]) -> Iterator[int]:
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XLWINGS_")}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env=kept | {"PYTHONPATH": paths} | settings,
            start_new_session=True, stdout=said, stderr=said,
        )  # fmt: skip
        try:
            _wait(process, f"http://127.0.0.1:{port}{page}")
            yield process.pid
        except BaseException:
            said.seek(0)
            sys.stderr.write(said.read()[-3000:].decode(errors="replace"))
            raise
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            sys.exit(f"the server ended with code {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"no answer at {address}")


def machine() -> str:
    """Say what the figures were taken on."""
    name = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        found = re.search(r"^model name\s*:\s*(.+)$", told, re.MULTILINE)
        name = found[1] if found else name
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{name}, {os.cpu_count()} cœurs, {memory:.0f} Go ; charge à la fin : {busy} ; "
        f"Python {platform.python_version()}, xlwings {version('xlwings')}, "
        f"xlwings-server {version('xlwings-server')}"
    )
