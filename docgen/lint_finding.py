"""What a rule of the library finds, and where: a file, a key or a line of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from docgen.clause import Clause
from docgen.library import SHEET, Library, malformed
from insertion.errors import Fault


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found; the place of its fault is a file of the library and a key in it.

    ``line`` counts from 1; 0 when the finding is about the whole file, or one that is not there.
    """

    rule: str
    fault: Fault
    line: int = 0

    @property
    def file(self) -> str:
        """Return the file, by its path in the library."""
        return self.fault.place.partition(":")[0]

    @property
    def key(self) -> str:
        """Return where in the file: a key, a case's name, a line; empty for the whole file."""
        return self.fault.place.partition(":")[2]

    @property
    def place(self) -> str:
        """Return the file and the line, or the key when no line is known."""
        return f"{self.file}:{self.line}" if self.line else self.fault.place

    def __str__(self) -> str:
        return f"{self.place} : {self.fault.cause} {self.fault.remedy} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules read: a library, and the day up to which changes in law count (``None``: all).

    ``cases`` tells whether its cases are run, which takes longer than all the rest.
    """

    library: Library
    on: date | None = None
    cases: bool = True


Rule = Callable[[Clause, Ground], Iterable[Finding]]


def finding(rule: str, file: str, key: str, detail: str, advice: str) -> Finding:
    """Return a finding about a key of a file, or about the whole file when ``key`` is empty."""
    return Finding(rule, malformed(f"{file}:{key}" if key else file, detail, advice))


def on_line(rule: str, file: str, line: int, detail: str, advice: str) -> Finding:
    """Return a finding about a line of a text."""
    fault = malformed(f"{file}:ligne {line}" if line else file, detail, advice)
    return Finding(rule, fault, line)


def on_sheet(
    clause: Clause, rule: str, key: str, detail: str, advice: str, *, name: str | None = None
) -> Finding:
    """Return a finding of the clause's sheet; ``name`` opens the sentence, or the key's end."""
    named = key.rpartition(".")[2] if name is None else name
    said = f"« {named} » : {detail}" if named else detail
    return finding(rule, f"{clause.id}/{SHEET}", key, said, advice)
