"""The hidden sheet behind « Comparaison »: the lot chosen, every line and its hours.

Other formulas read a line by its place, with SUMIF on a column of figures and INDEX on one of
constants only: while it recalculates, LibreOffice may find through INDEX a cell it has not computed
yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from insertion import vocabulary
from insertion.comparison import REPLACEABLE, own_lines_first
from insertion.contract import ContractType
from insertion.formula import Rounded, Variable
from insertion.formula_excel import to_excel
from insertion.outcomes import Group
from insertion.quantities import round_half_up
from insertion.record import lot_value
from insertion.reference import Reference, age_words
from insertion.typography import french, listed
from xlplugin import methods_list
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.cell_rules import seen, spelled
from xlplugin.comparison_lines import (
    Borrowed,
    Found,
    Line,
    holds_for_all_works,
    newest_candidates,
    trades_listed,
    usable,
)
from xlplugin.limits import shown_label
from xlplugin.lot_columns import area, method_exact
from xlplugin.lot_formulas import EXACT_DECIMALS, ROUNDING_CELLS, LotRow
from xlplugin.lot_messages import LOTS
from xlplugin.pairing import Paired, Value, literal
from xlplugin.sheet_contract import cell_value
from xlplugin.sheet_references import IDS

NAME = "Calcul comparaison"
PREFIX = "comparer_"
"""How the names of this sheet's cells and columns begin."""
CHOSEN = f"{PREFIX}lot"
"""The cell of « Comparaison » where people choose a lot."""
RANKING = 10_000
"""More than the lines there are: a sorting key is a figure, then a place."""
THOUSANDTHS = 1000
_FIRST = 2
"""First spreadsheet row under the headings."""
LINE_COLUMNS = (
    "place", "nom", "groupe", "origine_part", "origine_cout", "annee_part", "annee_cout",
    "age_part", "age_cout", "source", "base", "part_repere", "cout_repere", "part", "cout",
    "exactes", "heures", "choisi", "cle", "rang_repere", "rang_grandeur", "annee_cout_vu",
)  # fmt: skip
"""The columns of the lines; constants first, « place » from 1."""
_LOT, _REFERENCES, _LINES = 0, 4, 12
"""First columns, from zero, of the three tables."""


@dataclass(frozen=True)
class Working:
    """Where the hidden sheet keeps what other formulas read; every part bears a defined name."""

    found: Found
    rows: Sequence[LotRow]

    def at(self, name: str) -> str:
        """Return the name of a cell about the lot chosen."""
        return f"{PREFIX}{name}"

    def field(self, name: str) -> str:
        """Return the name of the cell of an input of the lot chosen."""
        return self.at(vocabulary.lot_terms()[name].key)

    def value(self, name: str) -> Paired:
        """Return an input of the lot chosen, empty when it is not filled."""
        lot = self.found.row.lot
        given = None if lot is None else lot_value(lot, name)
        shown = cell_value(vocabulary.lot_terms()[name], given)
        return Paired(self.field(name), "" if shown is None else _plain(shown))

    def figure(self, place: Paired, column: str) -> str:
        """Return the figure of a line, zero when it has none."""
        return f"SUMIF({self.at('place')},{place.formula},{self.at(column)})"

    def constant(self, place: Paired, column: str) -> str:
        """Return a text of a line that no formula computes."""
        return f"INDEX({self.at(column)},{place.formula})"


def _plain(value: Any) -> Value:
    return value if isinstance(value, str | int | float) else float(value)


def write_working(book: Book, page: Page, found: Found, rows: Sequence[LotRow]) -> Working:
    """Write the hidden sheet for the lots of ``rows``."""
    working = Working(found, rows)
    _write_lot(book, page, working)
    concerned, newest = _write_references(page, working)
    _write_lines(book, page, working, concerned, newest)
    page.hide()
    return working


def needed() -> tuple[str, ...]:
    """Return the lot fields that a comparison reads."""
    inputs = [name for each in methods_list.every() for name in each.inputs]
    return tuple(dict.fromkeys([*inputs, "title", "trade", "retained_hours"]))


def _write_lot(book: Book, page: Page, working: Working) -> None:
    rows, row = working.rows, working.found.row
    there = row.lot is not None
    numbers = _column("number", rows)
    page.put(0, _LOT, "Lot choisi", "strong")
    position = (
        f'IF({seen(CHOSEN)}="",1,IFERROR(MATCH({CHOSEN},{numbers},0),'
        f'IFERROR(MATCH({CHOSEN}*1,{numbers},0),IFERROR(MATCH({CHOSEN}&"",{numbers},0),""))))'
    )
    at, line = working.at("rang"), working.at("ligne")
    titles = _column("title", rows)
    filled = f"{seen(f'INDEX({numbers},{at})')}&{seen(f'INDEX({titles},{at})')}"
    place = f'IF({at}="","",IFERROR(IF({filled}="","",ROW(INDEX({numbers},{at}))),""))'
    cells = {
        "rang": Paired(position, row.row - rows[0].row + 1),
        "ligne": Paired(place, row.row if there else ""),
        "numero": Paired(
            f'IF({line}="","",IFERROR({seen(f"INDEX({numbers},{at})")},""))',
            row.lot.number if row.lot is not None else "",
        ),
    }
    for name in needed():
        one = f"INDEX({_column(name, rows)},{at})"
        read = spelled(one) if name == "trade" else one
        formula = f'IF({line}="","",IFERROR(IF({seen(one)}="","",{read}),""))'
        cells[vocabulary.lot_terms()[name].key] = Paired(formula, working.value(name).value)
    for index, (name, paired) in enumerate(cells.items(), start=1):
        page.put(index, _LOT, name, "plain")
        page.compute(index, _LOT + 1, paired, "plain")
        book.define(working.at(name), _cell(_LOT + 1, index))


def _column(name: str, rows: Sequence[LotRow]) -> str:
    return f"{LOTS}!{area(name, rows[0].row, rows[-1].row)}"


def _cell(column: int, row: int) -> str:
    return f"'{NAME}'!${column_letter(column)}${row + 1}"


def _write_references(page: Page, working: Working) -> tuple[dict[str, Paired], dict[str, Paired]]:
    """Write the figures that lots may borrow; return which hold, and which cost is the newest."""
    found = working.found
    lot, contract = found.row.lot, found.contract
    trade = working.value("trade")
    nature = vocabulary.contract_terms()["contract_type"].key
    works = f"{nature}={literal(shown_label('contract_type', ContractType.WORKS.value))}"
    is_works = contract is not None and contract.contract_type is ContractType.WORKS
    candidates, known = newest_candidates(found.references), usable(found.references)
    own_trade = None if lot is None else lot.trade
    held = own_lines_first([e for e in known if _holds(e, own_trade, works=is_works)], own_trade)
    for offset, title in enumerate(("Clé", "Métiers", "Tous travaux", "Vaut pour le lot", "Rang")):
        page.put(0, _REFERENCES + offset, title, "strong")
    holding: dict[str, Paired] = {}
    ranks: dict[str, Paired] = {}
    last = _FIRST + len(known) - 1
    trades, all_works, holds, rank = (column_letter(_REFERENCES + n) for n in (1, 2, 3, 4))
    for index, each in enumerate(known):
        row = _FIRST + index
        page.put(row - 1, _REFERENCES, each.id, "plain")
        page.put(row - 1, _REFERENCES + 1, trades_listed(each), "plain")
        page.put(row - 1, _REFERENCES + 2, int(holds_for_all_works(each)), "plain")
        own = f'ISNUMBER(FIND("|"&{trade.formula}&"|",${trades}${row}))'
        formula = (
            f'IF(${trades}${row}="",1,IF({trade.formula}<>"",IF({own},1,0),'
            f"IF(AND(${all_works}${row}=1,IFERROR({works},FALSE)),1,0)))"
        )
        if each.territory and not each.trades:
            # What a territory says of any trade gives way to what it says of the lot's own.
            own_rows = [
                f"${holds}${_FIRST + place}"
                for place, other in enumerate(known)
                if other.territory and other.trades and other.figure is each.figure
            ]
            formula = f"IF({'+'.join(own_rows)}>0,0,1)" if own_rows else "1"
        value = int(each in held)
        page.compute(row - 1, _REFERENCES + 3, Paired(formula, value), "plain")
        holding[each.id] = Paired(f"${holds}${row}", value)
        if each in candidates:
            specific = lot is not None and lot.trade is not None and lot.trade in each.trades
            before = last - row
            key = f"IF({own},10000,0)+{each.year or 0}+{before}/{RANKING}"
            number = 10000 * specific + (each.year or 0) + before / RANKING
            paired = Paired(f'IF(${holds}${row}=1,{key},"")', number if value else "")
            page.compute(row - 1, _REFERENCES + 4, paired, "plain")
            ranks[each.id] = Paired(f"${rank}${row}", paired.value)
    span = f"${rank}${_FIRST}:${rank}${last}"
    numbers = [float(each.value) for each in ranks.values() if each.value != ""]
    newest = {
        key: Paired(f"({each.formula}=MAX({span}))", bool(numbers) and each.value == max(numbers))
        for key, each in ranks.items()
    }
    return holding, newest


def _holds(each: Reference, trade: str | None, *, works: bool) -> bool:
    if not each.trades:
        return True
    return trade in each.trades if trade is not None else works and holds_for_all_works(each)


def _write_lines(
    book: Book,
    page: Page,
    working: Working,
    holding: dict[str, Paired],
    newest: dict[str, Paired],
) -> None:
    lines = working.found.lines
    last = _FIRST + len(lines) - 1
    for offset, name in enumerate(LINE_COLUMNS):
        page.put(0, _LINES + offset, name, "strong")
        letter = column_letter(_LINES + offset)
        book.define(working.at(name), f"'{NAME}'!${letter}${_FIRST}:${letter}${last}")
    for line in lines:
        writer = _LineWriter(page, working, line)
        writer.constants()
        writer.figures()
        writer.hours([holding[e.reference.id] for e in line.borrowed], _latest(line, newest))
        writer.ranks()


def _latest(line: Line, newest: dict[str, Paired]) -> Paired | None:
    """Return the condition that a share is joined with the newest cost, or one of its source."""
    cost = line.borrows("hourly_cost")
    if cost is None or len(line.borrowed) < len(REPLACEABLE) or line.one_source:
        return None
    return newest[cost.reference.id]


@dataclass(frozen=True)
class _LineWriter:
    page: Page
    working: Working
    line: Line

    @property
    def row(self) -> int:
        return _FIRST + self.line.place - 1

    def cell(self, name: str) -> str:
        return f"${column_letter(_LINES + LINE_COLUMNS.index(name))}${self.row}"

    def above(self, name: str) -> str:
        """Return the lines before this one; the heading stands in for those of the first."""
        letter = column_letter(_LINES + LINE_COLUMNS.index(name))
        return f"${letter}${_FIRST - 1}:${letter}${self.row - 1}"

    def put(self, name: str, value: Any) -> None:
        self.page.put(self.row - 1, _LINES + LINE_COLUMNS.index(name), value, "plain")

    def compute(self, name: str, paired: Paired) -> None:
        self.page.compute(self.row - 1, _LINES + LINE_COLUMNS.index(name), paired, "plain")

    @property
    def hours_found(self) -> tuple[float, int] | None:
        outcome = self.working.found.of(self.line)
        if outcome is None:
            return None
        scaled = round_exact(outcome.exact)
        return scaled, outcome.hours

    def constants(self) -> None:
        line = self.line
        self.put("place", line.place)
        self.put("nom", line.label)
        self.put("groupe", line.group.value)
        for name, mark in (("labour_share", "part"), ("hourly_cost", "cout")):
            each = line.borrows(name)
            if each is not None:
                self.put(f"origine_{mark}", each.origin)
                dated = None if each.reference.order_of_magnitude else each.reference.year
                self.put(f"annee_{mark}", dated)
                self.put(f"age_{mark}", undated_words(each) if dated is None else None)
        self.put("source", french(" ; ".join(each.source for each in line.borrowed)))
        self.put("base", base_words(line))

    def figures(self) -> None:
        """Write what is borrowed from « Barèmes », then what the line computes with."""
        for name, mark in (("labour_share", "part"), ("hourly_cost", "cout")):
            each = self.line.borrows(name)
            if each is not None:
                formula = f"SUMIF({IDS},{literal(each.reference.id)},{each.column})"
                self.compute(f"{mark}_repere", Paired(formula, each.value))
            own = self.working.value(name)
            if name not in self.line.method.inputs:
                self.put(mark, 0)
            elif each is not None:
                self.compute(mark, Paired(self.cell(f"{mark}_repere"), each.value))
            else:
                self.compute(mark, own)

    def hours(self, holding: list[Paired], latest: Paired | None) -> None:
        """Write the hours of the line, nothing when it does not apply or repeats another one."""
        line, found = self.line, self.hours_found
        if line.borrowed:
            alike = (
                f"COUNTIFS({self.above('nom')},{self.cell('nom')},{self.above('part')},"
                f"{self.cell('part')},{self.above('cout')},{self.cell('cout')},"
                f'{self.above("exactes")},">=0")=0'
            )
            own = (
                f'COUNTIFS({self.above("nom")},{self.cell("nom")},{self.above("exactes")},">=0")>0'
            )
            tests = [f"{each.formula}=1" for each in holding]
            if line.dated_cost:
                age = line.dated_cost * RANKING + RANKING - line.place
                there = line in self.working.found.dated_costs
                dated = Paired(f'IF(AND({",".join([*tests, own])}),{age},"")', age if there else "")
                self.compute("annee_cout_vu", dated)
            tests += [] if latest is None else [latest.formula]
            tree = to_excel(line.method.exact, self._inputs(), ROUNDING_CELLS)
            formula = (
                f"IF(AND({','.join([*tests, own, alike])}),"
                f'IFERROR(ROUND({tree},{EXACT_DECIMALS}),""),"")'
            )
        else:
            span = _column(method_exact(line.method.id), self.working.rows)
            here = f"--(ROW({span})={self.working.at('ligne')})"
            formula = (
                f'IF({self.working.at("ligne")}="","",IF(SUMPRODUCT({here},--ISNUMBER({span}))=1,'
                f'SUMPRODUCT({here},{span}),""))'
            )
        self.compute("exactes", Paired(formula, "" if found is None else found[0]))
        exact = self.cell("exactes")
        rounding = to_excel(Rounded(Variable("exact")), {"exact": exact}, ROUNDING_CELLS)
        formula = f'IF({exact}="","",{rounding})'
        self.compute("heures", Paired(formula, "" if found is None else found[1]))

    def _inputs(self) -> dict[str, str]:
        marks = {"labour_share": "part", "hourly_cost": "cout"}
        return {
            name: self.cell(marks[name]) if name in marks else self.working.field(name)
            for name in self.line.method.inputs
        }

    def ranks(self) -> None:
        """Write whether it is the lot's own calculation, and its places in the lists shown."""
        line, found = self.line, self.hours_found
        outcome = self.working.found.of(line)
        exact = self.cell("exactes")
        if not line.borrowed:
            rows = self.working.rows
            applied = _column("applied_method", rows)
            same = (
                f"SUMPRODUCT(--(ROW({applied})={self.working.at('ligne')}),"
                f"--({applied}={self.cell('nom')}))"
            )
            value = int(outcome is not None and outcome.chosen)
            self.compute("choisi", Paired(f'IF({exact}="",0,{same})', value))
        if line.group is Group.COMPARABLE:
            key = f"ROUND({exact}*{THOUSANDTHS},0)*{RANKING}+{line.place}"
            number = "" if found is None else sorting_key(found[0], line.place)
            self.compute("cle", Paired(f'IF({exact}="","",{key})', number))
        for group, name in (
            (Group.COMPARABLE, "rang_repere"),
            (Group.UNCONFIRMED, "rang_grandeur"),
        ):
            if line.borrowed and line.group is group:
                shown = self.working.found.shown(group, borrowing=True)
                rank = shown.index(line) + 1 if line in shown else ""
                formula = f'IF({exact}="","",COUNT({self.above(name)})+1)'
                self.compute(name, Paired(formula, rank))


def round_exact(exact: Fraction) -> float:
    """Return unrounded hours with the decimals a cell keeps."""
    return float(Fraction(round_half_up(exact * 10**EXACT_DECIMALS), 10**EXACT_DECIMALS))


def sorting_key(exact: float, place: int) -> int:
    """Return what sorts the lines: their hours to a thousandth, then their place."""
    return int(exact * THOUSANDTHS + 0.5) * RANKING + place


def undated_words(each: Borrowed) -> str:
    """Return what is said of the age of a figure that has no year."""
    return age_words(each.reference, date.max)


def base_words(line: Line) -> str:
    """Return the figures a method rests on."""
    shorts = [f"« {vocabulary.quantity(name).short} »" for name in line.method.inputs]
    return french(listed(shorts))
