"""The Python of browsers, driven from a test: one Node process, one question a line."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WHEELS = HERE / "wheels"


def is_installed() -> bool:
    """Tell whether Node.js, Pyodide and the packages of install.sh are there."""
    lock = HERE / "node_modules" / ".clausier-lock"
    return shutil.which("node") is not None and lock.is_file() and any(WHEELS.glob("*.whl"))


@dataclass
class Browser:
    """A running session."""

    process: subprocess.Popen[str]
    started: dict[str, Any]
    seconds: float = 0.0
    """What the last question took inside, without the pipe."""

    def ask(self, call: str, **data: Any) -> Any:
        """Return the answer of a function of runtime.py.

        Raises:
            RuntimeError: with the traceback of what it raised.
        """
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"call": call, "data": data}) + "\n")
        self.process.stdin.flush()
        answer = self._read()
        self.seconds = answer["seconds"]
        return answer["answer"]

    def cell(self, name: str, *arguments: Any) -> Any:
        """Return what Excel is answered for a function cell: a grid, or the words of an error."""
        answer = self.ask(
            "function",
            client="Office.js",
            func_name=name,
            args=[each if isinstance(each, list) else [[each]] for each in arguments],
            caller_address="[marche.xlsx]Feuil1!B6",
            session_id="s1",
            culture_info_name="fr-FR",
            date_format="jj/mm/aaaa",
            version="0",
            runtime="1.4",
        )
        return answer.get("error", answer.get("result"))

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            assert self.process.stderr is not None
            raise RuntimeError(f"the browser stopped: {self.process.stderr.read()[-2000:]}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer


@contextmanager
def opened() -> Iterator[Browser]:
    """Start a session, and end it."""
    command = ["node", "session.mjs", "runtime.py", str(WHEELS)]
    process = subprocess.Popen(
        command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8",
    )  # fmt: skip
    browser = Browser(process, {})
    try:
        browser.started = browser._read()["answer"]
        yield browser
    finally:
        process.kill()
        process.communicate()
