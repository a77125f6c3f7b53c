"""The command, run in this process: its exit code and what it says."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from typing import Any

from clausier.cli import main


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: exit code, results, talk."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Return the JSON document printed on standard output."""
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def codes(self) -> list[str]:
        """Return the fault codes of the JSON document, in order."""
        return [each["code"] for each in self.document["erreurs"]]


def clausier(*arguments: object) -> Outcome:
    """Run ``clausier`` with these arguments."""
    out, err = io.StringIO(), io.StringIO()
    code: Any = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(each) for each in arguments])
        except SystemExit as ended:
            code = ended.code
    assert isinstance(code, int), code
    assert "Traceback" not in out.getvalue() + err.getvalue()
    assert "Erreur interne" not in err.getvalue(), err.getvalue()
    return Outcome(code, out.getvalue(), err.getvalue())
