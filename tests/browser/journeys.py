"""The journeys of the browser: a real server, a real Chromium, and what each journey came to."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LONGEST_START = 60  # seconds; imports are slow on a busy machine
LONGEST_RUN = 300
START = "from clausier.cli import main; main()"
INSTALLED = HERE / "node_modules" / "playwright-core"


def is_installed() -> bool:
    """Tell whether Node.js, Chromium and what drives it are there."""
    return shutil.which("node") is not None and chromium() is not None and INSTALLED.is_dir()


def chromium() -> str | None:
    """Return the browser to drive."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Run ``clausier serveur`` on a free port, its own folder apart; yield its address."""
    port = _free_port()
    address = f"http://localhost:{port}/"
    command = [sys.executable, "-c", START, "serveur", "--sans-tls", "--port", str(port)]
    environment = {
        **os.environ,
        "XLWINGS_LICENSE_KEY": "noncommercial",
        "CLAUSIER_DOSSIER": str(folder / "clausier"),
    }
    log = folder / "serveur.log"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=folder)
    try:
        _await(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}sante", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")


def run(address: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Run every journey; return, by name, its failure, what it told, who else was called.

    Raises:
        RuntimeError: when the browser itself fails.
    """
    ended = subprocess.run(
        ["node", str(HERE / "run.mjs"), address, str(folder)],
        env={**os.environ, "CHROMIUM": chromium() or ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONGEST_RUN,
        check=False,
    )
    if ended.returncode != 0:
        raise RuntimeError(f"the browser failed: {ended.stderr[-3000:]}")
    report: dict[str, dict[str, Any]] = json.loads(ended.stdout)
    return report
