"""A row of « Comparaison »: which line it shows, its label, its figures and their gap.

Which line it is, and what that borrows, stand in hidden columns of the row: the words read them.
"""

from __future__ import annotations

from dataclasses import dataclass

from insertion.contract import Contract
from insertion.outcomes import Group
from insertion.typography import french
from xlplugin.canvas import Page, column_letter
from xlplugin.comparison_lines import Found, Line
from xlplugin.comparison_words import NOTHING, Shown, age_of, label_of
from xlplugin.comparison_working import Working, round_exact
from xlplugin.pairing import Paired, Value, either, joined, words

WHAT, FROM, AGE, EXACT, HOURS, GAP = range(6)
"""The columns people read, from zero."""
ASIDE = 7
"""First hidden column: what the cells of a row read."""
PLACE, SHARE, COST, SHARE_YEAR, SHARE_WORDS, COST_YEAR, COST_WORDS = range(ASIDE, ASIDE + 7)


@dataclass(frozen=True)
class Looks:
    """The styles of a row of results."""

    text: str
    exact: str
    hours: str
    gap: str


FRAMED = Looks("label", "cell_exact", "output_hours", "cell_gap")
FREE = Looks("note_small", "note_exact", "note_result", "note_gap")
"""For a place that may stay empty: no border until it is filled."""


@dataclass(frozen=True)
class Rows:
    """Writes rows; ``base`` is the cell of the hours of the lot's own calculation."""

    page: Page
    working: Working
    contract: Contract | None
    base: str

    @property
    def found(self) -> Found:
        """Return what the domain finds."""
        return self.working.found

    def aside(self, row: int, place: Paired, line: Line | None) -> Shown:
        """Write, in the hidden columns of a row, which line it shows and what that borrows."""
        page, working = self.page, self.working
        shown = Shown(line, *(f"${column_letter(c)}${row + 1}" for c in (PLACE, SHARE, COST)))
        page.compute(row, PLACE, place, "plain")
        for column, name, mark in (
            (SHARE, "labour_share", "part"),
            (COST, "hourly_cost", "cout"),
        ):
            figure = working.figure(Paired(shown.place, 0), f"{mark}_repere")
            page.compute(row, column, Paired(figure, shown.loan(name)), "plain")
        return shown

    def read(self, place: str, line: Line | None, column: str) -> Paired:
        """Return a figure of a line, nothing when the line does not apply."""
        working = self.working
        outcome = None if line is None else self.found.of(line)
        value: Value = ""
        if outcome is not None:
            value = outcome.hours if column == "heures" else round_exact(outcome.exact)
        there = f'COUNTIFS({working.at("place")},{place},{working.at("exactes")},">=0")=1'
        figure = working.figure(Paired(place, 0), column)
        return Paired(f'IF({there},{figure},"")', value)

    def named(self, shown: Shown) -> Paired:
        """Return the label of a line, and whether it is the lot's own calculation."""
        outcome = None if shown.line is None else self.found.of(shown.line)
        own = Paired(
            f"{self.working.figure(Paired(shown.place, 0), 'choisi')}=1",
            outcome is not None and outcome.chosen,
        )
        mark = either(own, words(" – calcul du lot"), NOTHING)
        return joined(label_of(shown, self.working), mark)

    def results(self, row: int, shown: Shown, looks: Looks, *, compared: bool) -> None:
        """Write the hours of a line and their gap to the lot's own, or that they have none."""
        exact = self.read(shown.place, shown.line, "exactes")
        hours = self.read(shown.place, shown.line, "heures")
        self.page.compute(row, EXACT, exact, looks.exact)
        self.page.compute(row, HOURS, hours, looks.hours)
        if not compared:
            self.page.put(row, GAP, french("hors écart"), "cell_center")
            return
        own = self.own_hours()
        cell, base = f"${column_letter(HOURS)}${row + 1}", self.base
        value = "" if "" in (own, hours.value) else int(hours.value) - int(own)
        gap = Paired(f'IF(OR({cell}="",{base}=""),"",{cell}-{base})', value)
        self.page.compute(row, GAP, gap, looks.gap)

    def section(self, row: int, title: str, style: str = "section") -> int:
        """Write a title; return the row after it."""
        for column in range(GAP + 1):
            self.page.put(row, column, french(title) if column == 0 else None, style)
        self.page.height(row, 24)
        return row + 1

    def heads(self, row: int, *titles: str) -> int:
        """Write the headings of a table of results; return the row after them."""
        for column, title in enumerate((*titles, "Exactes", "Heures", "Écart au calcul")):
            style = "head_left" if column < EXACT else "head"
            self.page.put(row, column, french(title), style)
        self.page.height(row, 21)
        return row + 1

    def own_hours(self) -> Value:
        """Return the hours of the lot's own calculation."""
        comparison = self.found.comparison
        chosen = None if comparison is None else comparison.chosen
        return "" if chosen is None else chosen.hours

    def borrowing(self, row: int, slots: int, group: Group, ranks: str) -> int:
        """Write the lines of a group that borrow figures; return the row after them."""
        looks = FREE
        found = self.found.shown(group, borrowing=True)
        working = self.working
        column = working.at(ranks)
        for rank in range(1, slots + 1):
            line = found[rank - 1] if rank <= len(found) else None
            place = Paired(
                f'IF(COUNT({column})<{rank},"",SUMIF({column},{rank},{working.at("place")}))',
                "" if line is None else line.place,
            )
            shown = self.aside(row, place, line)
            self.page.compute(row, WHAT, self.named(shown), looks.text)
            source = Paired(
                f'IF({shown.place}="","",{working.constant(Paired(shown.place, 0), "source")})',
                "" if line is None else french(" ; ".join(e.source for e in line.borrowed)),
            )
            self.page.compute(row, FROM, source, looks.text)
            self.page.compute(row, AGE, self._age(row, shown), looks.text)
            self.results(row, shown, looks, compared=True)
            self.page.height(row, 34 if group is Group.COMPARABLE else 30)
            row += 1
        return row

    def _age(self, row: int, shown: Shown) -> Paired:
        """Return how old what a line borrows is, each figure in turn."""
        working = self.working
        day = None if self.contract is None else self.contract.consultation_date
        told: list[Paired] = []
        places = (
            ("labour_share", "part", SHARE_YEAR, SHARE_WORDS),
            ("hourly_cost", "cout", COST_YEAR, COST_WORDS),
        )
        for name, mark, year_column, words_column in places:
            borrowed = None if shown.line is None else shown.line.borrows(name)
            known = None if borrowed is None else borrowed.reference
            dated = 0 if known is None or known.order_of_magnitude else known.year or 0
            year = working.figure(Paired(shown.place, 0), f"annee_{mark}")
            self.page.compute(row, year_column, Paired(year, dated), "plain")
            cells = [f"${column_letter(c)}${row + 1}" for c in (year_column, words_column)]
            said = working.constant(Paired(shown.place, 0), f"age_{mark}")
            text = age_of(cells[0], cells[1], shown.line, name, None if day is None else day.year)
            undated = "" if dated or borrowed is None else str(text.value)
            self.page.compute(
                row, words_column, Paired(f'IF({shown.place}="","",{said}&"")', undated), "plain"
            )
            borrows = Paired(
                f"{shown.share if mark == 'part' else shown.cost}>0", borrowed is not None
            )
            told.append(either(borrows, text, NOTHING))
        both = Paired(
            f"AND({shown.share}>0,{shown.cost}>0)",
            bool(shown.loan("labour_share") and shown.loan("hourly_cost")),
        )
        return joined(told[0], either(both, words(" ; "), NOTHING), told[1])
