"""Faults a person can act upon: a stable code, a place, a cause and a remedy, in French.

Every module collects its faults and raises them together, so that a user corrects a file once.
The words live in ``data/errors.fr.yaml``; code only names a fault and supplies its values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from insertion.datafiles import load_data
from insertion.typography import counted, french


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to correct.

    ``code`` is stable and may be searched for; ``place`` is where a person looks
    (``Lots!D14``, ``marche.yaml:lots[2].montant_ht``); ``cause`` and ``remedy`` are sentences.
    ``pane`` is the remedy where there is no command line, when the usual one names an option.
    """

    code: str
    place: str
    cause: str
    remedy: str
    pane: str = ""

    @property
    def at_the_desk(self) -> str:
        """Return the remedy for someone who sees a pane or a page."""
        return self.pane or self.remedy

    def as_record(self) -> dict[str, str]:
        """Return the fault under its published French keys."""
        return {
            "code": self.code,
            "lieu": self.place,
            "cause": self.cause,
            "remede": self.remedy,
        }

    def __str__(self) -> str:
        return f"{self.place} : {self.cause} {self.remedy} [{self.code}]"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return every known fault code with its French cause and remedy patterns."""
    return load_data("errors.fr.yaml")  # type: ignore[no-any-return]


def fault(code: str, place: str, **values: object) -> Fault:
    """Build the fault ``code`` met at ``place``; ``values`` fill its sentences.

    A list or a tuple is named item by item; ``advice`` is a sentence of ours, left whole.

    Raises:
        KeyError: when the code is not in the catalogue, which is a mistake of ours.
    """
    entry = catalogue()[code]
    shown = {name: _shown(name, value) for name, value in values.items()}
    return Fault(
        code=code,
        place=_shortened(place, limit=200),
        cause=french(entry["cause"].format(**shown)),
        remedy=french(entry["remedy"].format(**shown)),
        pane=french(entry.get("pane", "").format(**shown)),
    )


LONGEST_LIST = 600
"""Characters of a list in a sentence: the methods and the publics are named whole."""


def named_items(items: Sequence[str]) -> str:
    """Return items in a row, never cut inside one: those in excess are counted.

    They are parted by semicolons when one of them holds a comma.
    """
    clean = [_shortened(each) for each in items]
    link = " ; " if any("," in each for each in clean) else ", "
    kept: list[str] = []
    for each in clean:
        if kept and len(link.join([*kept, each])) > LONGEST_LIST:
            break
        kept.append(each)
    left = len(clean) - len(kept)
    return link.join(kept) + (f" et {counted(left, 'autre')}" if left else "")


def _shown(name: str, value: object) -> str:
    if isinstance(value, list | tuple):
        return named_items([str(each) for each in value])
    if name == "advice":
        return _shortened(str(value), limit=2 * LONGEST_LIST)
    return _shortened(str(value))


def _shortened(value: str, limit: int = 120) -> str:
    """Keep a stranger's value readable: no control character, no endless text."""
    visible = "".join(" " if c.isspace() else c if c.isprintable() else "·" for c in value)
    return visible if len(visible) <= limit else visible[: limit - 1] + "…"


class ClausierError(Exception):
    """Root of everything this product refuses; carries all the faults found."""

    exit_code = 1

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        if not self.faults:
            raise ValueError("an error without a fault teaches nothing")
        super().__init__("\n".join(str(each) for each in self.faults))


class WrongUsage(ClausierError):
    """The command was asked something it cannot do as asked."""

    exit_code = 2


class InvalidInput(ClausierError):
    """A file, a cell or a value cannot be used as it stands."""

    exit_code = 3


class Refused(ClausierError):
    """Refused for safety: the file could do harm."""

    exit_code = 4
