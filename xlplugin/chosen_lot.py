"""A lot chosen by its number in a drop-down of another sheet, and what « Lots » says of it."""

from __future__ import annotations

from dataclasses import dataclass

from xlplugin.cell_rules import seen
from xlplugin.lot_columns import FIRST, area
from xlplugin.lot_messages import LOTS


@dataclass(frozen=True, slots=True)
class ChosenLot:
    """The lot whose number is in the cell ``choice``; ``place`` is the cell of :meth:`find`."""

    choice: str
    place: str
    last: int

    def _column(self, name: str) -> str:
        return f"{LOTS}!{area(name, FIRST, self.last)}"

    def _from_below(self) -> str:
        """Return the place of each row counted from the last one: it holds when rows are added."""
        numbers = self._column("number")
        top = numbers.partition(":")[0]
        return f"ROWS({numbers})+ROW({top})-ROW({numbers})"

    def find(self) -> str:
        """Return the place of the first lot of that number, 0 when there is none."""
        # Neither MATCH nor SUMIF: « 1* » is no pattern here, and « 01 » is not the figure 1.
        same = f"{seen(self._column('number'))}={seen(self.choice)}"
        return (
            f'IF({seen(self.choice)}="",0,'
            f"IFERROR(SUMPRODUCT(MAX(({same})*({self._from_below()}))),0))"
        )

    def has(self, name: str) -> str:
        """Return the condition that a column of « Lots » holds a number for the lot."""
        return f"SUMPRODUCT(({self._from_below()}={self.place})*ISNUMBER({self._column(name)}))>0"

    def figure(self, name: str) -> str:
        """Return the number of a column of « Lots » for the lot, 0 when there is none."""
        return f"SUMPRODUCT(--({self._from_below()}={self.place}),{self._column(name)})"

    def title(self) -> str:
        """Return the title typed for the lot."""
        titles = self._column("title")
        return f'INDEX({titles},ROWS({titles})-{self.place}+1)&""'
