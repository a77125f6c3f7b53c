"""What the summary says of the lots: counts, hours and names, each a formula with its value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from insertion.contract import Contract, Mechanism
from insertion.equivalents import HOURS_A_DAY, HOURS_A_WEEK
from insertion.obligations import Level
from xlplugin.limits import shown_label
from xlplugin.lot_columns import TOTAL_NAME, area
from xlplugin.lot_formulas import (
    LotRow,
    contract_value,
    mechanisms_with_hours,
)
from xlplugin.lot_marks import (
    agreed_calculated,
    applied_mechanism,
    employment_value,
    rank_key,
)
from xlplugin.lot_messages import LOTS
from xlplugin.lot_totals import USABLE, contract_total
from xlplugin.obligation_formulas import (
    UNCERTAIN_CASES,
    Ground,
    level_label,
    obligation_level,
)
from xlplugin.pairing import Paired, Value, joined, literal

NAMED_LOTS = 8
"""Lots named in a sentence before it ends in « … »."""
PLACES = ("caution_place", "uncertain_place", "small_place")
"""The hidden columns of « Lots » that give the place of the rows to look at."""


@dataclass(frozen=True)
class Figures:
    """The figures of the rows of « Lots »; ``contract`` is ``None`` for a blank workbook."""

    rows: list[LotRow]
    contract: Contract | None

    @cached_property
    def ground(self) -> Ground:
        """Return what the contract says of its obligation."""
        return Ground(self.contract)

    @cached_property
    def used(self) -> list[LotRow]:
        """Return the rows that hold a lot."""
        return [row for row in self.rows if row.lot is not None]

    def of(self, name: str) -> str:
        """Return the area of a column of « Lots »."""
        return f"{LOTS}!{area(name, self.rows[0].row, self.rows[-1].row)}"

    @cached_property
    def lots(self) -> Paired:
        """Count the lots."""
        return Paired(f'COUNTIF({self.of("row_used")},">0")', len(self.used))

    @cached_property
    def total(self) -> Paired:
        """Return the hours of employment of the contract."""
        return Paired(TOTAL_NAME, contract_total(self.rows))

    def total_over(self, unit: Decimal, cell: str) -> Paired:
        """Return the total in units of so many hours, which ``cell`` holds."""
        return Paired(
            f"{TOTAL_NAME}/{cell}", float(Fraction(int(self.total.value)) / Fraction(unit))
        )

    @cached_property
    def days(self) -> Paired:
        """Return the total in days."""
        return self.total_over(Decimal(HOURS_A_DAY), str(HOURS_A_DAY))

    @cached_property
    def weeks(self) -> Paired:
        """Return the total in weeks."""
        return self.total_over(Decimal(HOURS_A_WEEK), str(HOURS_A_WEEK))

    def of_mechanism(self, mechanism: Mechanism) -> tuple[Paired, Paired]:
        """Return how many lots bear a mechanism, and their hours of employment."""
        label = shown_label("mechanism", mechanism)
        chosen = [row for row in self.used if applied_mechanism(row).value == label]
        bearing = self.of("applied_mechanism")
        return (
            Paired(f"COUNTIF({bearing},{literal(label)})", len(chosen)),
            Paired(
                f"SUMIF({bearing},{literal(label)},{self.of('employment_hours')})",
                sum(employment_value(row) or 0 for row in chosen),
            ),
        )

    @cached_property
    def asking(self) -> Paired:
        """Count the lots whose mechanism asks hours of the firm."""
        counts = [self.of_mechanism(each)[0] for each in mechanisms_with_hours()]
        return Paired(
            "+".join(each.formula for each in counts), sum(int(each.value) for each in counts)
        )

    def of_level(self, level: Level) -> Paired:
        """Count the lots of a level of obligation."""
        label = level_label(level)
        value = sum(obligation_level(row, self.ground).value == label for row in self.used)
        return Paired(f"COUNTIF({self.of('obligation')},{literal(label)})", value)

    def _is_uncertain(self, row: LotRow) -> bool:
        return row.lot is not None and self.ground.case_of(row.lot) in UNCERTAIN_CASES

    def _flagged(self, name: str) -> list[LotRow]:
        minimum = None if self.contract is None else self.contract.minimum_useful_hours

        def is_small(row: LotRow) -> bool:
            value = employment_value(row)
            return value is not None and minimum is not None and value < minimum

        tests: dict[str, Callable[[LotRow], bool]] = {
            "wrong_place": lambda row: row.wrong,
            "caution_place": lambda row: row.warned,
            "uncertain_place": self._is_uncertain,
            "small_place": is_small,
        }
        return [row for row in self.used if tests[name](row)]

    def count(self, name: str) -> Paired:
        """Count the lots to look at for one ground, by the hidden column that marks them."""
        return Paired(f"COUNT({self.of(name)})", len(self._flagged(name)))

    def names(self, name: str) -> Paired:
        """Return the numbers of the lots to look at, the first ones only when there are many."""
        places, numbers = self.of(name), self.of("number")
        found = self._flagged(name)
        parts: list[Paired | str] = []
        for k in range(1, NAMED_LOTS + 1):
            comma = "" if k == 1 else '", "&'
            one = f'IFERROR(INDEX({numbers},SMALL({places},{k})),"?")'
            lot = found[k - 1].lot if len(found) >= k else None
            shown = "" if lot is None else ("" if k == 1 else ", ") + lot.number
            parts.append(Paired(f'IF(COUNT({places})>={k},{comma}{one},"")', shown))
        more = f'IF(COUNT({places})>{NAMED_LOTS},"…","")'
        parts.append(Paired(more, "…" if len(found) > NAMED_LOTS else ""))
        return joined(*parts)

    def hours_of_small(self) -> Paired:
        """Add the hours of the lots below the minimum useful ones."""
        value = sum(employment_value(row) or 0 for row in self._flagged("small_place"))
        criteria = f'{self.of("small_place")},">0"'
        return Paired(f"SUMIF({criteria},{self.of('employment_hours')})", value)

    @cached_property
    def negotiated(self) -> tuple[Paired, Paired, Paired]:
        """Return how many calculated figures were replaced, by how many hours, instead of which."""
        replaced = self.of("agreed_calculated")
        found = [row for row in self.used if agreed_calculated(row).value != ""]
        return (
            Paired(f"COUNT({replaced})", len(found)),
            Paired(
                f'SUMIF({replaced},">=0",{self.of("employment_hours")})',
                sum(employment_value(row) or 0 for row in found),
            ),
            Paired(f"SUM({replaced})", sum(int(agreed_calculated(row).value) for row in found)),
        )

    @cached_property
    def training(self) -> Paired:
        """Return the hours of training, which never add to those of employment."""
        every, own = self.of("contract_hours"), self.of("employment_hours")
        apart = ((contract_value(row) or 0) - (employment_value(row) or 0) for row in self.used)
        return Paired(f"SUM({every})-SUM({own})", sum(apart))

    @cached_property
    def offered(self) -> Paired:
        """Return the hours that firms offered beyond those asked."""
        value = sum(
            0 if row.wrong or row.lot is None else row.lot.offered_hours or 0 for row in self.used
        )
        message, offered = self.of("message"), self.of("offered_hours")
        return Paired(f"SUMIF({message},{USABLE},{offered})", value)

    @cached_property
    def ranked(self) -> list[LotRow]:
        """Return the lots by decreasing hours, in their order when they tie."""
        return sorted(self.used, key=lambda row: -int(rank_key(row).value))

    def place_of(self, rank: int) -> Paired:
        """Return the place in « Lots » of the lot of a rank counted from 1, nothing beyond."""
        keys = self.of("rank_key")
        value: Value = ""
        if rank <= len(self.ranked):
            value = self.ranked[rank - 1].row - self.rows[0].row + 1
        return Paired(f'IFERROR(MATCH(LARGE({keys},{rank}),{keys},0),"")', value)

    def at(self, rank: int, place: str, name: str, value: Callable[[LotRow], Value]) -> Paired:
        """Return what a column shows of the lot of a rank, whose place is in ``place``."""
        shown = value(self.ranked[rank - 1]) if rank <= len(self.ranked) else ""
        return Paired(f'IF({place}="","",IFERROR(INDEX({self.of(name)},{place}),""))', shown)
