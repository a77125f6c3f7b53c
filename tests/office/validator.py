"""Microsoft's Open XML SDK validator, as a Python function.

The SDK is compiled to WebAssembly in the npm package ``@ooxml-tools/validate``, which ``make test``
installs beside this file. Starting it takes about five seconds whatever the number of files: give
it every file of a test at once.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = HERE / "node_modules" / "@ooxml-tools" / "validate"
OFFICE_VERSION = "Microsoft365"
LONGEST_RUN = 300  # seconds


def is_installed() -> bool:
    """Tell whether Node.js and the validator are there."""
    return shutil.which("node") is not None and PACKAGE.is_dir()


def sdk_errors_by_file(paths: Iterable[Path | str]) -> dict[Path, list[str]]:
    """Return, for each file, what the Open XML SDK finds wrong: ``part xpath: description [id]``.

    A valid file has an empty list; a file that is no Office package has one line saying so.

    Raises:
        RuntimeError: when the validator itself fails (not installed, no answer).
    """
    files = [Path(path).resolve() for path in paths]
    if not files:
        return {}
    run = subprocess.run(
        ["node", str(HERE / "validate.mjs"), OFFICE_VERSION, *map(str, files)],
        cwd=HERE,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONGEST_RUN,
        check=False,
    )
    if run.returncode != 0:
        raise RuntimeError(f"Open XML SDK validator: {run.stderr.strip()[:2000]}")
    report: dict[str, list[str]] = json.loads(run.stdout)
    return {path: report[str(path)] for path in files}


def sdk_errors(path: Path | str) -> list[str]:
    """Return what the Open XML SDK finds wrong in one file; empty when it is valid.

    Raises:
        RuntimeError: when the validator itself fails (not installed, no answer).
    """
    (errors,) = sdk_errors_by_file([path]).values()
    return errors
