"""Servers for tests: a real one in its own process, or the application alone in this one."""

from __future__ import annotations

import contextlib
import os
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from clausier import server_xlwings
from clausier.server import build
from clausier.server_settings import ServerSettings

ROOT = Path(__file__).resolve().parents[2]
START = "from clausier.cli import main; main()"
LOCAL = "http://localhost"
PAGE_LINE = re.compile(r"^Page\s:\s(\S+)/$", re.MULTILINE)


@dataclass
class Served:
    """A server under way: its address, a client of it, what it writes and its folder."""

    address: str
    client: httpx.Client
    journal: Path
    folder: Path

    def log(self) -> str:
        """Return what it wrote on standard error."""
        return self.journal.read_text(encoding="utf-8")


@contextlib.contextmanager
def serving(folder: Path, *options: str, key: bool = True, **variables: str) -> Iterator[Served]:
    """Start ``clausier serveur`` on a free port, wait for its lines, and stop it at the end."""
    out, journal = folder / "sortie.txt", folder / "journal.txt"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("XLWINGS_")
    }
    environment |= {"CLAUSIER_DOSSIER": str(folder), "PYTHONPATH": str(ROOT), **variables}
    if key:
        environment["XLWINGS_LICENSE_KEY"] = "noncommercial"
    with out.open("w") as standard, journal.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", START, "serveur", "--port", "0", *options],
            stdout=standard, stderr=errors, env=environment, cwd=ROOT,
        )  # fmt: skip
        try:
            address = _said(process, out, journal)
            trusted: Any = True
            if address.startswith("https://"):
                own = folder / "serveur" / "autorite.pem"
                trusted = ssl.create_default_context(cafile=str(own))
            with httpx.Client(base_url=address, timeout=60, verify=trusted, trust_env=False) as c:
                _wait(c)
                yield Served(address, c, journal, folder)
        finally:
            process.terminate()
            process.wait(20)


def _said(process: subprocess.Popen[bytes], out: Path, journal: Path) -> str:
    for _ in range(2400):  # two minutes: a machine that others share
        if (found := PAGE_LINE.search(out.read_text(encoding="utf-8"))) is not None:
            return found.group(1)
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(out.read_text(encoding="utf-8") + journal.read_text(encoding="utf-8"))


def _wait(client: httpx.Client) -> None:
    """Wait for the first answer: the socket listens before the application is loaded."""
    assert client.get("/sante").status_code == 200


@pytest.fixture
def without_xlwings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build the application as without a key, leaving this process's own xlwings alone."""
    monkeypatch.setattr(server_xlwings, "xlwings_state", lambda: "sans clé")


def application_client(**settings: Any) -> httpx.AsyncClient:
    """Return a client of the application in this process; ``without_xlwings`` must be asked."""
    app: Any = build(ServerSettings(**settings))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=LOCAL)
