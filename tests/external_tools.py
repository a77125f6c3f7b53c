"""Which programs outside Python a test needs, and what happens when one is missing.

On a contributor's machine a missing program skips the test and says which program; with ``CI=true``
the same absence is a failure, so that nothing goes untested unnoticed.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess

import pytest

from tests.browser import journeys
from tests.office import validator
from tests.pyodide import browser

# The Python that carries LibreOffice's UNO bridge is the system's, not the environment's.
SYSTEM_PYTHON = "/usr/bin/python3"


def _has_uno() -> bool:
    if not os.access(SYSTEM_PYTHON, os.X_OK):
        return False
    probe = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return probe.returncode == 0


# Tools that are more than a command on the PATH.
SPECIAL = {
    "uno": _has_uno,
    "ooxml-validate": validator.is_installed,
    "pyodide": browser.is_installed,
    "browser": journeys.is_installed,
}


@functools.cache
def is_there(tool: str) -> bool:
    """Tell whether ``tool`` can be used: a command name, or a word of ``SPECIAL``."""
    return SPECIAL[tool]() if tool in SPECIAL else shutil.which(tool) is not None


def require_tool(*tools: str) -> None:
    """Skip the running test, or fail it in CI, unless every one of ``tools`` is there."""
    missing = [tool for tool in tools if not is_there(tool)]
    if not missing:
        return
    reason = f"missing: {', '.join(missing)} (make test says how to install it)"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
