"""What is found in a host template: where, why, the remedy, and whether it can still serve."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from insertion.datafiles import load_data
from insertion.typography import french


@dataclass(frozen=True, slots=True)
class TemplateFinding:
    """One finding; ``blocks`` tells that the host cannot be used as it is."""

    code: str
    place: str
    cause: str
    remedy: str
    blocks: bool


@cache
def words() -> dict[str, dict[str, Any]]:
    """Return the words of the checks: findings by code, styles and fields of Word by name."""
    return load_data("template_checks.fr.yaml")  # type: ignore[no-any-return]


def found(code: str, place: str, **values: object) -> TemplateFinding:
    """Return the finding ``code`` at ``place``; ``values`` fill its sentences.

    Raises:
        KeyError: when the code is unknown, which is a mistake of ours.
    """
    row = words()["findings"][code]
    shown = {name: french(str(v)) if name in _SENTENCES else v for name, v in values.items()}
    cause, remedy = (french(row[each]).format(**shown) for each in ("cause", "remedy"))
    return TemplateFinding(code, french(place), cause, remedy, row["blocks"])


_SENTENCES = ("advice", "detail", "near")
"""Values in words of ours; the others are shown as they are written in the host."""
