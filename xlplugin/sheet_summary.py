"""The sheet « Synthèse »: one page for a manager or an elected member; it follows the lots."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from insertion import vocabulary
from insertion.contract import Contract, Mechanism
from insertion.reference import reference
from insertion.typography import decimal_text, french
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.charts import Chart, Series
from xlplugin.contract_facts import date_shown, fact_shown
from xlplugin.limits import shown_label
from xlplugin.lot_formulas import LotRow
from xlplugin.lot_marks import applied_mechanism, employment_value
from xlplugin.obligation_formulas import REASONS, obligation_level
from xlplugin.obligation_reasons import reason
from xlplugin.pairing import Paired, Rule, Value, either, first, grouped, joined, words
from xlplugin.sheet_contract import header
from xlplugin.styles import ACCENT
from xlplugin.summary_figures import PLACES, Figures
from xlplugin.summary_marks import marks_of

NAME = "Synthèse"
PREFIX = "synthese_"
"""How the names of its cells begin, for the box that leads to them."""
DRAWN = 15
"""Lots listed and drawn on the page."""
LISTED = 60
"""Lots listed in all: a longer list is read in « Lots »."""
_NUMBER, _TITLE, _MECHANISM, _HOURS, _LEVEL, _REASON = range(6)
_SIDE = 7
"""First column of the tables and of the chart on the right."""
_PLACE, _ASIDE = 11, 12
"""Hidden columns: the place of a listed lot, and what sentences and figures read."""
_WIDTHS = (8, 42, 22, 11, 13, 53, 2, 26, 8, 11)
"""Together at least 1.6 times as wide as the page is tall: the width alone sets the scale."""
_LINE = 17.0
_LONGEST_TITLE = 50
"""Characters of a title that still read once shrunk to the width of the column."""
_CARDS, _MARKS = 6, 9
"""Rows, from zero: key figures, section titles of the counts."""
_BASES = ("conversion_heures.etp_annuel_paye", "conversion_heures.etp_annuel_legal")


def write_summary(book: Book, page: Page, contract: Contract | None, rows: list[LotRow]) -> None:
    """Write the sheet for the rows of « Lots »."""
    figures = Figures(rows, contract)
    page.look(ACCENT)
    page.widths(_WIDTHS)
    _write_top(page, figures)
    _write_cards(book, page, figures)
    below = _write_marks(book, page, figures)
    _write_mechanisms(page, figures)
    head = below + 2
    after = _write_lots(page, figures, head)
    last = _write_rest(page, figures, after + 2)
    _rule_off(page, head + 1, last)
    page.conceal(_PLACE, _ASIDE)
    page.highlight("A3", 'LEFT($A$3,10)="À corriger"', "if_wrong")
    page.freeze(3)
    page.start_at(_CARDS + 1, 0)
    letter = column_letter(_SIDE + 2)
    areas = [f"A1:{letter}{after + 1}"]
    if len(figures.used) > DRAWN:
        areas.append(f"A{after + 4}:{letter}{last}")
    page.print_as(
        header=header(contract),
        repeated=(head, head),
        tall=1 if len(areas) == 1 else 0,
        areas=areas,
    )


def _section(page: Page, row: int, first_column: int, last_column: int, title: str) -> None:
    for column in range(first_column, last_column + 1):
        page.put(row, column, french(title) if column == first_column else None, "section")
    page.height(row, 22)


def _write_top(page: Page, figures: Figures) -> None:
    contract, wrong = figures.contract, figures.count("wrong_place")
    page.height(0, 28)
    page.put(0, 0, "Synthèse du marché", "title")
    page.put(1, 0, french(
        "Une page pour décider, tirée de « Marché » et de « Lots » : rien n'est à saisir ici."),
        "lead")  # fmt: skip
    nothing = Paired(f"{figures.lots.formula}=0", not figures.lots.value)
    told = [
        Rule(nothing, words("Aucun lot : saisir le premier dans « Lots ».")),
        Rule(
            Paired(f"{wrong.formula}>0", bool(wrong.value)),
            joined(
                words("À corriger dans « Lots », hors des totaux de cette page, lot(s) n° "),
                figures.names("wrong_place"),
                ".",
            ),
        ),
    ]
    counted = joined(words("Rien à corriger. Lots comptés : "), figures.lots, words("."))
    page.compute(2, 0, first(told, counted), "status")
    page.height(3, 20)
    named = Paired(
        f'IFERROR(TRIM({_key("subject")})<>"",TRUE)',
        contract is not None and bool(contract.subject),
    )
    subject = fact_shown("subject", contract)
    page.compute(3, 0, either(named, subject, words("Objet du marché à renseigner")), "subject")
    details = joined(
        fact_shown("buyer_name", contract),
        words(" – consultation n° "),
        fact_shown("consultation_number", contract),
        words(", lancement prévu le "),
        date_shown("consultation_date", contract),
        words(" – nature : "),
        fact_shown("contract_type", contract),
    )
    page.compute(4, 0, details, "lead")
    page.height(5, 5)


def _key(name: str) -> str:
    return vocabulary.contract_terms()[name].key


def _write_cards(book: Book, page: Page, figures: Figures) -> None:
    """Write the hours and what they amount to, in figures that are read across a table."""
    cards: list[tuple[str, int, int, str, Paired, str]] = [
        ("heures", 0, 1, "Heures d'insertion (emploi)", figures.total, "card_whole"),
        ("jours", 2, 2, "Soit en jours de 7 h", figures.days, "card_number"),
        ("semaines", 3, 4, "En semaines de 35 h", figures.weeks, "card_number"),
    ]
    for places, row, base in (((5, 5), 0, _BASES[0]), ((_SIDE, _SIDE + 2), 1, _BASES[1])):
        known = reference(base)
        assert known.value is not None
        page.put(_CARDS + row, _ASIDE, float(known.value), "plain")
        cell = f"${column_letter(_ASIDE)}${_CARDS + row + 1}"
        label = f"En ETP d'un an, base {decimal_text(known.value)} h"
        style = "card_number"
        if known.order_of_magnitude:
            label, style = f"≈ ETP d'un an, base {decimal_text(known.value)} h, à confirmer", (
                "card_magnitude")  # fmt: skip
        name = f"etp_{known.value:.0f}_h"
        cards.append((name, *places, label, _over(figures, known.value, cell), style))
    page.height(_CARDS, 18)
    page.height(_CARDS + 1, 30)
    for name, start, end, label, paired, style in cards:
        if end > start:
            page.spread(_CARDS, start, end, "card_name")
            page.spread(_CARDS + 1, start, end, style)
        page.put(_CARDS, start, french(label), "card_name")
        page.compute(_CARDS + 1, start, paired, style)
        _name(book, name, _CARDS + 1, start)
    page.height(_CARDS + 2, 8)


def _over(figures: Figures, hours: Decimal, cell: str) -> Paired:
    return figures.total_over(hours, cell)


def _name(book: Book, name: str, row: int, column: int) -> None:
    book.define(f"{PREFIX}{name}", f"'{NAME}'!${column_letter(column)}${row + 1}")


def _write_marks(book: Book, page: Page, figures: Figures) -> int:
    """Write what to know beside the hours; return the row after the last one."""
    _section(page, _MARKS, 0, _REASON, "À retenir")
    names: dict[str, Paired] = {}
    for offset, place in enumerate(PLACES, start=1):
        row = _MARKS + offset
        listed = figures.names(place)
        page.compute(row, _ASIDE, listed, "plain")
        names[place] = Paired(f"${column_letter(_ASIDE)}${row + 1}", listed.value)
    row = _MARKS + 1
    for name, label, paired, style, told in marks_of(figures, names):
        page.height(row, _LINE)
        page.spread(row, 0, 1, "line_text")
        page.put(row, 0, french(label), "line_text")
        page.compute(row, 2, paired, style)
        page.spread(row, 3, _REASON, "line_text")
        page.compute(row, 3, told, "line_text")
        _name(book, name, row, 2)
        row += 1
    return row


def _write_mechanisms(page: Page, figures: Figures) -> None:
    _section(page, _MARKS, _SIDE, _SIDE + 2, "Par mécanisme")
    for offset, title in enumerate(("Mécanisme", "Lots", "Heures")):
        page.put(_MARKS + 1, _SIDE + offset, title, "head" if offset else "head_left")
    row = _MARKS + 2
    start = row + 1
    lots = hours = 0
    for mechanism in Mechanism:
        count, own = figures.of_mechanism(mechanism)
        page.put(row, _SIDE, shown_label("mechanism", mechanism), "line_text")
        page.compute(row, _SIDE + 1, count, "line_whole")
        page.compute(row, _SIDE + 2, own, "line_hours")
        lots += int(count.value)
        hours += int(own.value)
        row += 1
    page.put(row, _SIDE, "Total", "line_total")
    for offset, value in ((1, lots), (2, hours)):
        letter = column_letter(_SIDE + offset)
        total = Paired(f"SUM({letter}{start}:{letter}{row})", value)
        page.compute(row, _SIDE + offset, total, "line_total_whole")


_HEADINGS = ("N°", "Lot", "Mécanisme", "Heures", "Obligation", "Pourquoi")


def _write_heads(page: Page, row: int) -> None:
    for column, title in enumerate(_HEADINGS):
        page.put(row, column, french(title), "head" if column == _HOURS else "head_left")
    page.height(row, 20)


def _write_lots(page: Page, figures: Figures, head: int) -> int:
    """Write the first lots by hours and their chart; return the row that tells of the others."""
    page.height(head - 2, 8)
    _section(page, head - 1, 0, _REASON, "Lots, du plus grand volume au plus petit")
    _section(page, head - 1, _SIDE, _SIDE + 2, "Heures par lot")
    _write_heads(page, head)
    for rank in range(1, DRAWN + 1):
        _write_lot(page, figures, head + rank, rank)
    after = head + DRAWN + 1
    letter = column_letter(_HOURS)
    listed = sum(employment_value(row) or 0 for row in figures.ranked[:DRAWN])
    rest = Paired(
        f"({figures.total.formula}-SUM({letter}{head + 2}:{letter}{after}))",
        int(figures.total.value) - listed,
    )
    more = Paired(f"{figures.lots.formula}-{DRAWN}", int(figures.lots.value) - DRAWN)
    told = joined(words("Autres lots : "), more, words(", pour "), grouped(rest), words(" h."))
    is_more = Paired(f"{figures.lots.formula}>{DRAWN}", int(figures.lots.value) > DRAWN)
    page.compute(after, 0, either(is_more, told, words("")), "lead")
    page.height(after, _LINE)
    area_rows = (head + 1, head + DRAWN)
    # Below the headings: these are repeated on the next pages, with whatever stands beside them.
    page.chart(head + 2, _SIDE, Chart(
        title=french(f"Heures d'insertion, {DRAWN} lots au plus"),
        description=french(
            f"Barres horizontales : heures d'insertion des {DRAWN} premiers lots, du plus grand "
            "volume au plus petit. Les mêmes chiffres sont dans le tableau de gauche."),
        series=(Series(french("Heures d'insertion"),
                       (area_rows[0], _NUMBER, area_rows[1], _NUMBER),
                       (area_rows[0], _HOURS, area_rows[1], _HOURS)),),
        figures="[$-40C]#,##0;;",
        unit="heures",
        width=320,
        height=int(DRAWN * _LINE * 4 / 3),
    ))  # fmt: skip
    return after


def _rule_off(page: Page, start: int, last: int) -> None:
    """Draw a line under each lot listed: rows that wait for one stay white."""
    top, ends = start + 1, (column_letter(_NUMBER), column_letter(_REASON))
    area = f"{ends[0]}{top}:{ends[1]}{last}"
    page.highlight(area, f'${column_letter(_PLACE)}{top}<>""', "if_filled")


def _write_lot(page: Page, figures: Figures, line: int, rank: int) -> None:
    page.height(line, _LINE)
    found = figures.place_of(rank)
    page.compute(line, _PLACE, found, "plain")
    place = f"${column_letter(_PLACE)}{line + 1}"
    values: dict[int, tuple[str, Callable[[LotRow], Value], str]] = {
        _NUMBER: ("number", lambda row: "" if row.lot is None else row.lot.number, "lot_center"),
        _TITLE: ("title", lambda row: "" if row.lot is None else row.lot.title, "lot_text"),
        _MECHANISM: ("applied_mechanism", lambda row: applied_mechanism(row).value, "lot_text"),
        _HOURS: ("employment_hours", _hours, "lot_hours"),
        _LEVEL: ("obligation", lambda row: obligation_level(row, figures.ground).value,
                 "lot_text"),
    }  # fmt: skip
    for column, (name, value, style) in values.items():
        shown = figures.at(rank, place, name, value)
        page.compute(line, column, _cut(shown) if column == _TITLE else shown, style)
    case = f"INDEX({figures.of('obligation_case')},{place})"
    why: Value = ""
    if rank <= len(figures.ranked):
        lot = figures.ranked[rank - 1].lot
        assert lot is not None
        why = reason(figures.ground, figures.ground.case_of(lot)).value
    told = Paired(f'IF({place}="","",INDEX({REASONS},{case}))', why)
    page.compute(line, _REASON, told, "lot_text")


def _cut(text: Paired) -> Paired:
    """Keep the beginning of a long title: shrunk to one line, it could not be read."""
    whole = str(text.value)
    shown = whole if len(whole) <= _LONGEST_TITLE else f"{whole[: _LONGEST_TITLE - 1]}…"
    cut = f'LEFT({text.formula},{_LONGEST_TITLE - 1})&"…"'
    return Paired(f"IF(LEN({text.formula})>{_LONGEST_TITLE},{cut},{text.formula})", shown)


def _hours(row: LotRow) -> Value:
    found = employment_value(row)
    return "" if found is None else found


def _write_rest(page: Page, figures: Figures, start: int) -> int:
    """List the lots that the page leaves out; return the last spreadsheet row to print."""
    ranks = range(DRAWN + 1, min(len(figures.rows), LISTED) + 1)
    if not ranks:
        return start
    _section(page, start - 1, 0, _REASON, "Suite des lots")
    _write_heads(page, start)
    for offset, rank in enumerate(ranks, start=1):
        _write_lot(page, figures, start + offset, rank)
    return start + 1 + max(min(len(figures.used), LISTED) - DRAWN, 1)
