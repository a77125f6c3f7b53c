"""The permanent number of a clause: printed, rekeyed from paper, never given to another clause.

« CS-0012-X »: the letters of its library, a serial number, and the check character of ISO 7064
(MOD 37,36), which finds a wrong character or two swapped ones.
"""

from __future__ import annotations

import re

from stdnum.exceptions import ValidationError as WrongCheck
from stdnum.iso7064 import mod_37_36

_SHAPE = re.compile(r"([A-Z]{2,4})(\d{4})([0-9A-Z])")
_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212]+")
"""What separates the parts on paper, in a PDF or under a hurried hand."""


class WrongNumber(ValueError):
    """What was given has the shape of a number and is none; its message is French."""


def numbered(prefix: str, serial: int) -> str:
    """Return the number of a library's clause; ``serial`` goes from 1 to 9999."""
    body = f"{prefix}{serial:04d}"
    return f"{prefix}-{serial:04d}-{mod_37_36.calc_check_digit(body)}"


def read_number(word: str) -> str | None:
    """Return the number in its printed form, ``None`` when ``word`` has not the shape of one.

    Capitals, spaces and hyphens do not count.

    Raises:
        WrongNumber: when the check character tells that a character was mistaken.
    """
    compact = _SEPARATORS.sub("", word).upper()
    shape = _SHAPE.fullmatch(compact)
    if shape is None:
        return None
    try:
        mod_37_36.validate(compact)
    except WrongCheck:
        raise WrongNumber(f"le numéro {word} comporte une faute de frappe") from None
    return "-".join(shape.groups())


def serial_of(number: str) -> int:
    """Return the serial of a number in its printed form."""
    return int(number.split("-")[1])


_MARK = re.compile(r"[A-Z]{2,4}-\d{4}-[0-9A-Z] · \d+\.\d+( · .+)?")
ADAPTED = "texte adapté"


def mark(number: str, version: str, *, adapted: bool) -> str:
    """Return what a piece prints of a clause's identity: « CS-0012-X · 1.2 ».

    The third part of the version changes nothing on paper, and is left out. ``adapted`` tells that
    the wording is another one than that of the library which gave the number.
    """
    short = ".".join(version.split(".")[:2])
    return f"{number} · {short}" + (f" · {ADAPTED}" if adapted else "")


def is_mark(line: str) -> bool:
    """Tell whether a paragraph of a piece is the identity of a clause and none of its wording."""
    return _MARK.fullmatch(" ".join(line.split())) is not None
