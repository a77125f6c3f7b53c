"""The sheet « Comparaison »: what every method gives for the lot chosen, and why they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from insertion import vocabulary
from insertion.contract import Contract
from insertion.outcomes import Group
from insertion.reference import newest
from insertion.typography import french
from insertion.vocabulary import options
from xlplugin.canvas import Book, Page, column_letter
from xlplugin.charts import Chart, Series
from xlplugin.comparison_lines import Found, Line, newest_candidates
from xlplugin.comparison_reasons import Ends, sentences
from xlplugin.comparison_rows import (
    AGE,
    ASIDE,
    COST_WORDS,
    COST_YEAR,
    FRAMED,
    FREE,
    FROM,
    GAP,
    HOURS,
    SHARE_YEAR,
    WHAT,
    Rows,
)
from xlplugin.comparison_words import COMPLETE, NOTHING, Shown, lacking
from xlplugin.comparison_working import CHOSEN, Working
from xlplugin.lot_columns import area
from xlplugin.lot_formulas import LotRow
from xlplugin.lot_messages import LOTS
from xlplugin.pairing import Paired, Rule, either, first, joined, words
from xlplugin.sheet_contract import header
from xlplugin.styles import ACCENT

NAME = "Comparaison"
RANKED = 10
"""Comparable calculations listed and drawn."""
_WIDTHS = (52, 62, 38, 14, 12, 16)
_SLOT, _SENTENCE, _LONG_SENTENCE = 27.0, 19.0, 33.0
_CHOICE_ROW, _CARDS, _RANKING = 3, 5, 8
"""Rows, from zero."""
_FIGURES = "[$-40C]#,##0;;"
"""A slot without calculation is drawn as nothing, not as a zero."""


def row_of(number: str | None, rows: Sequence[LotRow]) -> LotRow:
    """Return the row of a lot, the first one when no lot bears the number."""
    return next((r for r in rows if r.lot is not None and r.lot.number == number), rows[0])


def write_comparison(book: Book, page: Page, working: Working) -> None:
    """Write the sheet, which reads the hidden one."""
    _Writer(book, page, working, working.found.contract).write()


@dataclass(frozen=True)
class _Writer:
    book: Book
    page: Page
    working: Working
    contract: Contract | None

    @property
    def found(self) -> Found:
        return self.working.found

    @property
    def rows(self) -> Rows:
        return Rows(self.page, self.working, self.contract, f"$A${_CARDS + 2}")

    def write(self) -> None:
        page = self.page
        page.look(ACCENT)
        page.widths(_WIDTHS)
        self._top()
        ends = self._cards()
        after = self._ranking(_RANKING)
        why = self._reasons(after + 1, ends)
        methods = self._methods(why + 1)
        after = self._magnitudes(self._loans(methods + 1) + 1)
        page.conceal(ASIDE, COST_WORDS)
        page.highlight("A3", 'LEFT($A$3,10)="À corriger"', "if_wrong")
        page.freeze(_CHOICE_ROW + 1)
        page.start_at(_CHOICE_ROW, 1)
        page.print_as(
            header=header(self.contract),
            repeated=(_CHOICE_ROW, _CHOICE_ROW),
            areas=[
                f"A{first}:{column_letter(GAP)}{last}"
                for first, last in ((1, why), (why + 2, methods), (methods + 2, after))
            ],
        )

    # --- The lot -------------------------------------------------------------------------------

    def _top(self) -> None:
        page, working = self.page, self.working
        lot = self.found.row.lot
        page.height(0, 28)
        page.put(0, 0, "Comparaison des méthodes", "title")
        page.put(1, 0, french(
            "Ce que donne chaque méthode pour un même lot, d'où vient chaque chiffre, et pourquoi "
            "les résultats diffèrent. Choisir le lot dans la cellule jaune."), "lead")  # fmt: skip
        numbers = f"{LOTS}!{area('number', working.rows[0].row, working.rows[-1].row)}"
        there = Paired(f'{working.at("ligne")}<>""', lot is not None)
        missing = either(
            Paired(f'TRIM({CHOSEN})=""', lot is None),
            words(
                "Aucun lot sur la première ligne de « Lots » : y saisir un lot, ou en choisir un."
            ),
            words("À corriger : ce numéro n'est pas dans « Lots » ; choisir un lot dans la liste."),
        )
        count = self._count()
        told = joined(words("Calculs comparables : "), count, ".")
        page.compute(2, 0, either(there, told, missing), "status")
        page.height(_CHOICE_ROW, 24)
        page.put(_CHOICE_ROW, 0, french("Lot à comparer"), "label_strong")
        page.put(_CHOICE_ROW, 1, lot.number if lot is not None else None, "input_short")
        self.book.define(CHOSEN, f"'{NAME}'!$B${_CHOICE_ROW + 1}")
        message = french("Choisir le numéro d'un lot de « Lots ».")
        page.validate(
            _CHOICE_ROW,
            1,
            {
                "validate": "list",
                "source": f"={numbers}",
                "ignore_blank": True,
                "input_title": french("Lot à comparer"),
                "input_message": message,
                "error_title": "Saisie refusée",
                "error_message": message,
            },
            _CHOICE_ROW,
        )
        trade = working.value("trade")
        named = either(
            Paired(f'{trade.formula}<>""', trade.value != ""),
            joined(words(" – métier : "), trade),
            NOTHING,
        )
        page.spread(_CHOICE_ROW, 2, GAP, "label_strong")
        page.compute(_CHOICE_ROW, 2, joined(working.value("title"), named), "label_strong")

    def _count(self) -> Paired:
        return Paired(f"COUNT({self.working.at('cle')})", len(self.found.ranked))

    # --- Low, high, spread, ratio --------------------------------------------------------------

    def _cards(self) -> Ends:
        page, working = self.page, self.working
        count, ranked = self._count(), self.found.ranked
        keys = working.at("cle")
        low = self._ended(_CARDS, f"MIN({keys})", ranked[0] if ranked else None)
        high = self._ended(_CARDS + 1, f"MAX({keys})", ranked[-1] if ranked else None)
        low_hours, high_hours = (
            self.rows.read(each.place, each.line, "heures") for each in (low, high)
        )
        chosen = self._chosen()
        lows, highs = f"$B${_CARDS + 2}", f"$C${_CARDS + 2}"
        comparison = self.found.comparison
        ratio = None if comparison is None else comparison.ratio
        exact = [working.figure(Paired(each.place, 0), "exactes") for each in (low, high)]
        ratio_value = "" if ratio is None or not ranked else float(round_ratio(ratio))
        times = Paired(
            f'IF({lows}="","",IF({exact[0]}=0,"",ROUND({exact[1]}/{exact[0]},2)))', ratio_value
        )
        spread = Paired(
            f'IF({lows}="","",{highs}-{lows})',
            "" if comparison is None or not ranked else comparison.spread,
        )
        cards: list[tuple[str, str, int, int, Paired, str]] = [
            ("calcul", "Calcul du lot, en heures", 0, 0, chosen, "card_whole"),
            ("bas", "Plus bas", 1, 1, low_hours, "card_whole"),
            ("haut", "Plus haut", 2, 2, high_hours, "card_whole"),
            ("ecart", "Écart, en heures", 3, 4, spread, "card_whole"),
            ("rapport", "Rapport", 5, 5, times, "card_ratio"),
        ]
        page.height(_CARDS, 18)
        page.height(_CARDS + 1, 30)
        for name, label, start, end, paired, style in cards:
            if end > start:
                page.spread(_CARDS, start, end, "card_name")
                page.spread(_CARDS + 1, start, end, style)
            page.put(_CARDS, start, french(label), "card_name")
            page.compute(_CARDS + 1, start, paired, style)
            cell = f"'{NAME}'!${column_letter(start)}${_CARDS + 2}"
            self.book.define(f"comparaison_{name}", cell)
        ends = Paired(lows, low_hours.value), Paired(highs, high_hours.value)
        ratio_cell = Paired(f"${column_letter(GAP)}${_CARDS + 2}", ratio_value)
        return Ends(low, high, *ends, count, ratio_cell)

    def _chosen(self) -> Paired:
        working = self.working
        marks, hours = working.at("choisi"), working.at("heures")
        formula = f'IF(COUNTIFS({marks},1,{hours},">=0")=1,SUMIF({marks},1,{hours}),"")'
        return Paired(formula, self.rows.own_hours())

    def _ended(self, row: int, key: str, line: Line | None) -> Shown:
        """Write, aside, which line is at an end of the spread."""
        place = f"{key}-INT({key}/10000)*10000"
        count = self._count()
        paired = Paired(f'IF({count.formula}=0,"",{place})', "" if line is None else line.place)
        return self.rows.aside(row, paired, line)

    # --- The ranking and its chart -------------------------------------------------------------

    def _ranking(self, row: int) -> int:
        row = self.rows.section(row, "Calculs comparables, du plus bas au plus haut")
        row = self.rows.heads(row, "Calcul", "Diagramme", "")
        ranked, keys, count = self.found.ranked, self.working.at("cle"), self._count()
        start = row
        for rank in range(1, RANKED + 1):
            line = ranked[rank - 1] if rank <= len(ranked) else None
            key = f"SMALL({keys},{rank})"
            place = Paired(
                f'IF({rank}>{count.formula},"",{key}-INT({key}/10000)*10000)',
                "" if line is None else line.place,
            )
            shown = self.rows.aside(row, place, line)
            self.page.compute(row, WHAT, self.rows.named(shown), FREE.text)
            self.rows.results(row, shown, FREE, compared=True)
            self.page.height(row, _SLOT)
            row += 1
        self._filled(start, row, "if_filled")
        self._chart(start, row - 1)
        over = Paired(f"({count.formula}-{RANKED})", len(ranked) - RANKED)
        more = joined(words("Calculs plus élevés, non listés ici : "), over, ".")
        beyond = Paired(f"{count.formula}>{RANKED}", len(ranked) > RANKED)
        self.page.compute(row, 0, either(beyond, more, NOTHING), "lead")
        return row + 1

    def _chart(self, top: int, last: int) -> None:
        series = Series(
            french("Heures d'insertion"),
            (top, WHAT, last, WHAT),
            (top, HOURS, last, HOURS),
        )
        self.page.chart(
            top,
            FROM,
            Chart(
                title=french("Heures selon la méthode"),
                description=french(
                    "Barres horizontales : les heures de chaque calcul comparable pour le lot "
                    "choisi, du plus bas au plus haut ; les chiffres sont dans le tableau à gauche "
                    "et à droite du diagramme."
                ),
                series=(series,),
                unit="heures",
                figures=_FIGURES,
                width=(_WIDTHS[FROM] + _WIDTHS[AGE]) * 7 + 6,
                height=int(_SLOT * RANKED * 4 / 3),
            ),
        )

    # --- Why, then every line ------------------------------------------------------------------

    def _reasons(self, row: int, ends: Ends) -> int:
        """Write the sentences that hold, one below the other."""
        row = self.rows.section(row, "Pourquoi ces écarts")
        told = sentences(self.working, ends)
        # Each is computed aside, with its rank; a row shows the one whose rank is its own.
        cells: list[tuple[str, str]] = []
        for index, each in enumerate(told):
            text = f"${column_letter(SHARE_YEAR)}${row + index + 1}"
            rank = f"${column_letter(COST_YEAR)}${row + index + 1}"
            self.page.compute(row + index, SHARE_YEAR, each, "plain")
            above = ",".join(f'IF({before}="",0,1)' for before, _ in cells)
            order = sum(bool(one.value) for one in told[:index]) + 1
            counted = f"1+SUM({above})" if above else "1"
            paired = Paired(f'IF({text}="","",{counted})', order if each.value else "")
            self.page.compute(row + index, COST_YEAR, paired, "plain")
            cells.append((text, rank))
        kept = [str(each.value) for each in told if each.value]
        for index in range(
            len(told) - 2
        ):  # « bases » and what one method borrows exclude each other
            shown = kept[index] if index < len(kept) else ""
            pieces = "&".join(f'IF({rank}={index + 1},{text},"")' for text, rank in cells)
            self.page.spread(row + index, 0, GAP, "wrapped")
            self.page.compute(row + index, 0, Paired(pieces, shown), "wrapped")
            self.page.height(row + index, _LONG_SENTENCE if index == 1 else _SENTENCE)
        return row + len(told)

    def _methods(self, row: int) -> int:
        """Write every method as the lot states it: what it needs, what is missing."""
        row = self.rows.section(row, "Chaque méthode, avec les données du lot")
        heads = (
            "Méthode",
            "Données nécessaires",
            "Ce qui manque",
            "Exactes",
            "Heures",
            "Écart au calcul",
        )
        row = self.rows.heads(row, *heads)
        own = [each for each in self.found.lines if not each.borrowed]
        for line in sorted(own, key=lambda each: each.group is not Group.COMPARABLE):
            shown = self.rows.aside(row, Paired(str(line.place), line.place), line)
            self.page.compute(row, WHAT, self.rows.named(shown), "label_strong")
            needs = ", ".join(vocabulary.quantity(name).label for name in line.method.inputs)
            apart = {
                Group.TRAINING: "Heures de formation. ",
                Group.APART: "Repère, sans clause. ",
            }.get(line.group, "")
            self.page.put(row, FROM, french(f"{apart}{needs}"), "message")
            self.page.compute(row, AGE, self._missing(row, line), "message")
            self.rows.results(row, shown, FRAMED, compared=line.group is Group.COMPARABLE)
            self.page.height(row, _height(line))
            row += 1
        return row

    def _missing(self, row: int, line: Line) -> Paired:
        lot = self.found.row.lot
        complete = Paired(f'$E${row + 1}<>""', self.found.of(line) is not None)
        nobody = Rule(Paired(f'{self.working.at("ligne")}=""', lot is None), NOTHING)
        why = first([nobody], lacking(line.method, lot, self.working))
        return either(complete, words(COMPLETE), why)

    def _filled(self, first: int, last: int, style: str) -> None:
        """Give places of results their look once they are filled."""
        area_ = f"A{first + 1}:{column_letter(GAP)}{last}"
        self.page.highlight(area_, f'${column_letter(HOURS)}{first + 1}<>""', style)

    def _loans(self, row: int) -> int:
        row = self.rows.section(row, "Avec les repères publiés, à la place des données du lot")
        heads = (
            "Calcul",
            "Repère et source",
            "Âge au lancement",
            "Exactes",
            "Heures",
            "Écart au calcul",
        )
        row = self.rows.heads(row, *heads)
        slots = _most(self.found, Group.COMPARABLE)
        after = self.rows.borrowing(row, slots, Group.COMPARABLE, "rang_repere")
        self._filled(row, after, "if_filled")
        return after

    def _magnitudes(self, row: int) -> int:
        title = "Ordres de grandeur à confirmer, sans source lue : hors de l'écart"
        row = self.rows.section(row, title, "section_magnitude")
        row = self.rows.heads(row, "Calcul", "Ordre de grandeur", "À savoir")
        slots = _most(self.found, Group.UNCONFIRMED)
        after = self.rows.borrowing(row, slots, Group.UNCONFIRMED, "rang_grandeur")
        self._filled(row, after, "if_doubtful")
        return after


def _height(line: Line) -> float:
    """Return the height of a method's row, for what it may ask and why it may give nothing."""
    lines = 5 if line.method.ceiling else max(2, len(line.method.inputs) - 1)
    return 5 + 14.0 * lines


def _most(found: Found, group: Group) -> int:
    """Return how many lines of a group a lot of any trade may borrow for, at most."""
    costs = newest_candidates(found.references)

    def possible(line: Line, trade: str) -> bool:
        latest = newest(costs, trade)
        known = [each.reference for each in line.borrowed]
        joined_ = len(known) > 1
        return all(not e.trades or trade in e.trades for e in known) and (
            not joined_ or latest in known or line.one_source
        )

    lines = [each for each in found.lines if each.borrowed and each.group is group]
    return max(sum(possible(each, trade) for each in lines) for trade in options("trade"))


def round_ratio(ratio: Fraction) -> Fraction:
    """Return a ratio to the hundredth, half away from zero."""
    return Fraction(int(ratio * 100 + Fraction(1, 2)), 100)
