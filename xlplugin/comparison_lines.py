"""The lines a comparison may show: each method as the lot states it, then with published figures.

The list holds for any lot: which lines apply to the lot chosen is a formula's business. The lines
and their order are those of :mod:`insertion.comparison`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from insertion import vocabulary
from insertion.comparison import REPLACEABLE, WORKS_FAMILIES, compare_methods, same_source
from insertion.contract import Contract
from insertion.method import HoursKind, Method, Statement
from insertion.outcomes import Comparison, Group, Outcome
from insertion.reference import Figure, Reference
from insertion.typography import french
from xlplugin import methods_list
from xlplugin.limits import EARLIEST, shown_label
from xlplugin.lot_formulas import LotRow
from xlplugin.sheet_references import HIGHS, LOWS, TYPICALS

Key = tuple[str, tuple[tuple[str, str, str], ...]]
"""A method, and what it borrows: input, reference, bound."""
_BOUNDS = {"borne basse": LOWS, "borne haute": HIGHS}


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A published figure in place of an input of the lot; ``bound`` is empty for a single one."""

    name: str
    reference: Reference
    bound: str

    @property
    def column(self) -> str:
        """Return the name of the column of « Barèmes » that holds the figure."""
        if self.bound:
            return _BOUNDS[self.bound]
        if self.reference.typical is not None:
            return TYPICALS
        return LOWS if self.reference.low is not None else HIGHS

    @property
    def value(self) -> float:
        """Return the figure: a share from 0 to 1, or euros an hour."""
        known = self.reference
        figure = {LOWS: known.low, TYPICALS: known.typical, HIGHS: known.high}[self.column]
        assert figure is not None
        return float(figure)

    @property
    def published_year(self) -> int:
        """Return the year it was published, zero when undated or of a territory's own set."""
        return 0 if self.reference.territory else self.reference.year or 0

    @property
    def origin(self) -> str:
        """Return which figure it is, in few words."""
        return french(", ".join(each for each in (self.reference.label, self.bound) if each))

    @property
    def source(self) -> str:
        """Return which figure it is and who published it; nobody did for one from memory."""
        if self.reference.order_of_magnitude:
            return self.origin
        parts = (self.reference.label, self.bound, self.reference.source)
        return french(" – ".join(each for each in parts if each))


@dataclass(frozen=True, slots=True)
class Line:
    """One calculation; ``place`` counts from 1, ``group`` says what it may be compared with."""

    place: int
    method: Method
    borrowed: tuple[Borrowed, ...]
    group: Group

    @property
    def key(self) -> Key:
        """Return what tells the line from the others."""
        return self.method.id, tuple((e.name, e.reference.id, e.bound) for e in self.borrowed)

    @property
    def label(self) -> str:
        """Return the method in words."""
        return methods_list.label(self.method)

    @property
    def one_source(self) -> bool:
        """Tell whether a share and a cost are borrowed from one source, which is used whole."""
        if len(self.borrowed) < len(REPLACEABLE):
            return False
        share, cost = self.borrowed
        return same_source(share.reference, cost.reference)

    @property
    def dated_cost(self) -> int:
        """Return the year of the one published cost the line borrows, zero for any other line."""
        cost = self.borrows("hourly_cost")
        alone = len(self.borrowed) == 1 and self.group is Group.COMPARABLE
        return cost.published_year if cost is not None and alone else 0

    def borrows(self, name: str) -> Borrowed | None:
        """Return the figure that stands for an input, ``None`` for the lot's own."""
        return next((each for each in self.borrowed if each.name == name), None)


def lines_of(references: Sequence[Reference]) -> tuple[Line, ...]:
    """Return every line: each method with the lot's own figures, then with those it borrows."""
    known = usable(references)
    own: tuple[Borrowed, ...] = ()
    made = [(each, found) for each in methods_list.every() for found in (own, *_loans(each, known))]
    return tuple(
        Line(place, method, borrowed, _group(method, borrowed))
        for place, (method, borrowed) in enumerate(made, start=1)
    )


def usable(references: Sequence[Reference]) -> tuple[Reference, ...]:
    """Return the figures a method may borrow for one lot or another."""
    figures = set(REPLACEABLE.values())
    return tuple(e for e in references if e.figure in figures and e.sizing and not e.scope)


def _loans(method: Method, known: Sequence[Reference]) -> Iterator[tuple[Borrowed, ...]]:
    names = [name for name in REPLACEABLE if name in method.inputs]
    single = {
        name: [loan for ref in known if ref.figure is REPLACEABLE[name] for loan in _of(name, ref)]
        for name in names
    }
    for loans in single.values():
        yield from ((each,) for each in loans)
    if len(names) == len(REPLACEABLE):
        first, second = (single[name] for name in REPLACEABLE)
        for share in first:
            for cost in second:
                goes = not cost.bound or same_source(share.reference, cost.reference)
                together = goes and _together(share.reference, cost.reference)
                if together and not share.reference.order_of_magnitude:
                    yield share, cost


def _of(name: str, ref: Reference) -> Iterator[Borrowed]:
    if ref.value is not None:
        yield Borrowed(name, ref, "")
        return
    yield Borrowed(name, ref, "borne basse")
    yield Borrowed(name, ref, "borne haute")


def _together(share: Reference, cost: Reference) -> bool:
    """Tell whether some lot may borrow both, the cost being sourced."""
    meet = not share.trades or not cost.trades or bool(set(share.trades) & set(cost.trades))
    return meet and not cost.order_of_magnitude


def _group(method: Method, borrowed: Sequence[Borrowed]) -> Group:
    if method.kind is HoursKind.TRAINING:
        return Group.TRAINING
    if method.statement is Statement.UNWRITTEN:
        return Group.APART
    doubtful = any(each.reference.order_of_magnitude for each in borrowed)
    return Group.UNCONFIRMED if doubtful else Group.COMPARABLE


def trades_listed(ref: Reference) -> str:
    """Return the trades of a figure as one text to search, nothing when it holds for all."""
    names = "|".join(shown_label("trade", key) for key in ref.trades)
    return f"|{names}|" if names else ""


def holds_for_all_works(ref: Reference) -> bool:
    """Tell whether a figure holds for every trade of works: a lot without trade may borrow it."""
    trades = vocabulary.options("trade").values()
    works = {option.key for option in trades if option.details["family"] in WORKS_FAMILIES}
    return works <= set(ref.trades)


def newest_candidates(references: Sequence[Reference]) -> tuple[Reference, ...]:
    """Return the costs that a share may be joined with: the newest of those that hold is."""
    return tuple(
        each
        for each in usable(references)
        if each.figure is Figure.HOURLY_COST
        and not each.order_of_magnitude
        and each.value is not None
    )


@dataclass(frozen=True)
class Found:
    """What the domain finds for the row chosen: the values that the formulas must show."""

    row: LotRow
    contract: Contract | None
    references: Sequence[Reference]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Return every line."""
        return lines_of(self.references)

    @cached_property
    def comparison(self) -> Comparison | None:
        """Return the comparison of the lot, ``None`` on a row that holds none."""
        if self.row.lot is None or self.contract is None:
            return None
        # The workbook counts ages by itself: the day changes no hours.
        on = self.contract.consultation_date or EARLIEST
        return compare_methods(self.row.lot, self.contract, self.references, on)

    @cached_property
    def outcomes(self) -> dict[Key, Outcome]:
        """Return the outcomes of the lot by line."""
        if self.comparison is None:
            return {}
        return {
            (
                each.method.id,
                tuple((u.name, u.reference.id, u.bound) for u in each.replaced if u.reference),
            ): each
            for each in self.comparison.outcomes
        }

    def of(self, line: Line) -> Outcome | None:
        """Return what a line gives, ``None`` when it does not apply."""
        return self.outcomes.get(line.key)

    def shown(self, *groups: Group, borrowing: bool) -> list[Line]:
        """Return the lines that apply, of some groups, with or without published figures."""
        return [
            each
            for each in self.lines
            if each.group in groups and bool(each.borrowed) is borrowing and self.of(each)
        ]

    @cached_property
    def dated_costs(self) -> list[Line]:
        """Return the lines that borrow one published and dated cost, and nothing else.

        The lot may state the very figure: the line gives nothing then, its year still counts.
        """
        known = () if self.comparison is None else self.comparison.costs
        held = {each.reference.id for each in known if each.reference is not None}
        return [
            each
            for each in self.lines
            if each.dated_cost
            and each.borrowed[0].reference.id in held
            and (each.method.id, ()) in self.outcomes
        ]

    @cached_property
    def ranked(self) -> list[Line]:
        """Return the comparable lines from the fewest hours to the most."""
        found = [
            (outcome.exact, line)
            for line in self.lines
            if line.group is Group.COMPARABLE and (outcome := self.of(line)) is not None
        ]
        return [line for _, line in sorted(found, key=lambda each: (each[0], each[1].place))]
