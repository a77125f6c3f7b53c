"""A formula and the value it must show, composed together so that neither can change alone.

The workbook is opened by programs that do not compute (previews, readers): each formula cell
carries its result. Both are built by the same expression here; a test recalculates every cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from insertion.errors import fault
from insertion.quantities import round_money
from insertion.typography import NARROW, decimal_text, french

Value = str | int | float | bool
LONGEST_LITERAL = 250
"""Characters Excel accepts in one text between quotes, with a margin (its limit is 255)."""


@dataclass(frozen=True, slots=True)
class Paired:
    """An Excel expression in file form, without « = », and its value at the time of building."""

    formula: str
    value: Value


@dataclass(frozen=True, slots=True)
class Rule:
    """``then`` is shown when ``when`` holds; the value of ``when`` is a truth."""

    when: Paired
    then: Paired


def literal(text: str) -> str:
    """Return ``text`` as an Excel constant, cut in several when it is long."""
    pieces = [text[i : i + LONGEST_LITERAL] for i in range(0, len(text), LONGEST_LITERAL)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def words(text: str) -> Paired:
    """Return a constant French text, its typography set."""
    shown = french(text)
    return Paired(literal(shown), shown)


def joined(*parts: Paired | str) -> Paired:
    """Return texts and values one after the other; a bare ``str`` is a constant, left as it is."""
    pairs = [Paired(literal(part), part) if isinstance(part, str) else part for part in parts]
    kept = [pair for pair in pairs if pair.formula != '""']
    return Paired(
        "&".join(pair.formula for pair in kept), "".join(str(pair.value) for pair in kept)
    )


def either(when: Paired, then: Paired, otherwise: Paired) -> Paired:
    """Return ``then`` or ``otherwise``."""
    return Paired(
        f"IF({when.formula},{then.formula},{otherwise.formula})",
        then.value if when.value else otherwise.value,
    )


def first(rules: Sequence[Rule], otherwise: Paired) -> Paired:
    """Return the consequence of the first rule that holds."""
    result = otherwise
    for rule in reversed(rules):
        result = either(rule.when, rule.then, result)
    return result


def filled_in(pattern: str, values: dict[str, Paired | str]) -> Paired:
    """Return ``pattern``, whose ``⟦name⟧`` marks are replaced by values."""
    parts: list[Paired | str] = []
    rest = pattern
    while "⟦" in rest:
        before, _, tail = rest.partition("⟦")
        name, _, rest = tail.partition("⟧")
        parts += [before, values[name]]
    return joined(*parts, rest)


def grouped(whole: Paired) -> Paired:
    """Return a whole number below a thousand million in French groups of three.

    TEXT() and FIXED() would follow the reader's own language, and the cached text could not.
    """
    cell = whole.formula

    def three(power: int) -> str:
        scaled = f"INT({cell}/{10**power})" if power else cell
        return f'RIGHT("00"&MOD({scaled},1000),3)'

    space = literal(NARROW)
    formula = (
        f"IF({cell}<1000,{cell},IF({cell}<1000000,INT({cell}/1000),"
        f"INT({cell}/1000000)&{space}&{three(3)})&{space}&{three(0)})"
    )
    return Paired(formula, decimal_text(int(whole.value or 0)))


def decimal_shown(figure: Paired) -> Paired:
    """Return a number of at most two decimals, below a thousand million, in French.

    As :func:`grouped`, and for the same reason.
    """
    cell = figure.formula
    value = Fraction(figure.value or 0)
    whole = grouped(Paired(f"INT({cell})", int(value)))
    cents = f"ROUND(({cell}-INT({cell}))*100,0)"
    decimals = f'IF(MOD({cents},10)=0,{cents}/10,RIGHT("0"&{cents},2))'
    return Paired(
        f'{whole.formula}&IF({cents}=0,"",","&{decimals})', decimal_text(round_money(value))
    )


def fault_words(code: str, prefix: str, **values: Paired | str) -> Paired:
    """Return a fault of the common catalogue in the words of a cell, ``prefix`` before."""
    marks = {name: f"⟦{name}⟧" for name in values}
    found = fault(code, "", **marks)
    return filled_in(f"{french(prefix)}{found.cause} {found.remedy}", dict(values))
