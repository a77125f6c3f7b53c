"""A headless LibreOffice for the tests: open a copy, set cells, recalculate, read values."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("libreoffice_session.py")
SYSTEM_PYTHON = "/usr/bin/python3"
SECONDS = 300


def missing() -> str | None:
    """Say what LibreOffice needs and lacks here, or nothing."""
    if shutil.which("soffice") is None:
        return "soffice is not installed (Debian: libreoffice-calc)"
    if not Path(SYSTEM_PYTHON).exists():
        return f"{SYSTEM_PYTHON} is not installed"
    probe = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return None if probe.returncode == 0 else "uno is not installed (Debian: python3-uno)"


def require() -> None:
    """Skip the test with the reason; fail instead when the machine is meant to be complete."""
    reason = missing()
    if reason is None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def recalculated(path: Path, cases: list[dict[str, Any]]) -> list[dict[str, list[list[Any]]]]:
    """Return what each case reads; see ``libreoffice_session.py`` for the orders."""
    require()
    done = subprocess.run(
        [SYSTEM_PYTHON, str(SCRIPT)],
        input=json.dumps({"path": str(path), "cases": cases}),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, list[list[Any]]]] = json.loads(done.stdout)
    return answers
