"""A headless LibreOffice for the tests: open a copy, set cells, recalculate, read values."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.external_tools import SYSTEM_PYTHON, require_tool

SCRIPT = Path(__file__).with_name("libreoffice_session.py")
SECONDS = 300


def recalculated(path: Path, cases: list[dict[str, Any]]) -> list[dict[str, list[list[Any]]]]:
    """Return what each case reads; see ``libreoffice_session.py`` for the orders."""
    require_tool("soffice", "uno")
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
