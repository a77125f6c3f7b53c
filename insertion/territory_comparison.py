"""Two territories' sets, line by line: what each fixes, and the gap between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from insertion import vocabulary
from insertion.facts import fact_text
from insertion.shared_files import everyone, tables
from insertion.territory import SetFigure, TerritorySet, fact_terms, line_label
from insertion.typography import counted, french
from insertion.vocabulary import Term


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter in two sets.

    ``key`` is its path in the file (``parts_mo.peinture``); ``a`` and ``b`` are what people read,
    empty when a set is silent. ``gap`` is ``b`` less ``a`` in the figure's own unit (a share's in
    hundredths), ``None`` when one is silent or is no number. ``origin_changed`` names what differs
    in where a figure comes from, in French: its source, its date, or both; empty when nothing does.
    """

    key: str
    label: str
    a: str
    b: str
    gap: Decimal | None
    gap_words: str
    origin_changed: str = ""

    @property
    def same_value(self) -> bool:
        """Tell whether both sets state the same value, whatever it comes from."""
        return self.a == self.b

    @property
    def same(self) -> bool:
        """Tell whether both sets say the same: the value, its source and its date."""
        return self.same_value and not self.origin_changed

    @property
    def change_words(self) -> str:
        """Return what differs, in French: the gap, or that only the origin does."""
        if self.same_value and self.origin_changed:
            return french(f"même valeur, {self.origin_changed}")
        return self.gap_words


def compare(a: TerritorySet, b: TerritorySet) -> tuple[Line, ...]:
    """Return every parameter that one of the sets states, in the order of their file."""
    return tuple(line for line in _lines(a, b) if line.a or line.b)


def _lines(a: TerritorySet, b: TerritorySet) -> Iterator[Line]:
    for table in tables():
        term = vocabulary.lot_terms()[table.field]
        ours, theirs = (each.figures.get(table.field, {}) for each in (a, b))
        for key in (everyone()[0], *vocabulary.options(table.named_after)):
            label = f"{term.label} : {line_label(table, key)}"
            pair = ours.get(key), theirs.get(key)
            line = _line(f"{table.key}.{key}", label, term, *(_value(each) for each in pair))
            yield replace(line, origin_changed=_origin_changed(*pair))
    for name, term in fact_terms().items():
        yield _line(term.key, term.label, term, a.facts.get(name), b.facts.get(name))


def _origin_changed(a: SetFigure | None, b: SetFigure | None) -> str:
    """Name what differs in where two figures come from; nothing when a set has none."""
    if a is None or b is None or (a.source, a.dated) == (b.source, b.dated):
        return ""
    if a.source != b.source:
        return "source changée" if a.dated == b.dated else "source et date changées"
    return "date changée"


def _value(figure: SetFigure | None) -> Decimal | None:
    return None if figure is None else figure.value


def _line(key: str, label: str, term: Term, a: Any, b: Any) -> Line:
    numbers = all(isinstance(each, int | Decimal) and not isinstance(each, bool) for each in (a, b))
    gap = Decimal(b) - Decimal(a) if numbers else None
    if gap is not None and term.type == "share":
        gap = (gap * 100).normalize()
    words = "" if not gap else _gap_words(gap, term)
    return Line(key, french(label), fact_text(term, a), fact_text(term, b), gap, words)


def _gap_words(gap: Decimal, term: Term) -> str:
    size = abs(gap)
    shown = counted(size, "point") if term.type == "share" else fact_text(term, size)
    return f"{'+' if gap > 0 else '−'}{shown}"
