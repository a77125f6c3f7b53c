"""Two territories' sets, line by line: what each fixes, and the gap between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    hundredths), ``None`` when one is silent or is no number.
    """

    key: str
    label: str
    a: str
    b: str
    gap: Decimal | None
    gap_words: str

    @property
    def same(self) -> bool:
        """Tell whether both sets say the same."""
        return self.a == self.b


def compare(a: TerritorySet, b: TerritorySet) -> tuple[Line, ...]:
    """Return every parameter that one of the sets states, in the order of their file."""
    return tuple(line for line in _lines(a, b) if line.a or line.b)


def _lines(a: TerritorySet, b: TerritorySet) -> Iterator[Line]:
    for table in tables():
        term = vocabulary.lot_terms()[table.field]
        ours, theirs = (each.figures.get(table.field, {}) for each in (a, b))
        for key in (everyone()[0], *vocabulary.options(table.named_after)):
            label = f"{term.label} : {line_label(table, key)}"
            values = (_value(ours.get(key)), _value(theirs.get(key)))
            yield _line(f"{table.key}.{key}", label, term, *values)
    for name, term in fact_terms().items():
        yield _line(term.key, term.label, term, a.facts.get(name), b.facts.get(name))


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
