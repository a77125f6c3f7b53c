"""The hours of each lot by period, in the internal note: what binds, what waits for a decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.blocks import Block, Inlines, Paragraph, Table, Text
from insertion import vocabulary
from insertion.hours import HoursResult, LotHours
from insertion.method import HoursKind
from insertion.periods import PeriodHours, split_sentence
from insertion.typography import decimal_text, french, money_text, months_text

AT_ONCE = 6
"""Periods side by side: more columns would not be read."""


def period_blocks(result: HoursResult) -> tuple[Block, ...]:
    """Return the periods, the hours of each lot in them, and how they were split."""
    lots = [each for each in result.lots if each.periods]
    if not lots:
        return ()
    first = lots[0].periods
    tables = [
        _hours_table(lots, range(start, min(start + AT_ONCE, len(first))))
        for start in range(0, len(first), AT_ONCE)
    ]
    return (_period_table(first), Paragraph(_words(split_sentence(first))), *_apart(tables))


def _apart(tables: Sequence[Table]) -> Iterator[Block]:
    """Yield tables with words between them: two that touch would be one for Word."""
    for index, table in enumerate(tables):
        if index:
            yield Paragraph(_words("Suite des périodes :"))
        yield table


def _period_table(periods: Sequence[PeriodHours]) -> Table:
    header = ("Période", "Nature", "Durée", "Montant HT", "Heures de la période")
    return Table(
        header=tuple(_words(text) for text in header),
        rows=tuple(
            (
                _words(each.period.title),
                _words(vocabulary.label_of("period_kind", each.period.period_kind.value)),
                _words(_duration(each)),
                _words(_amount(each)),
                _words(_standing(each)),
            )
            for each in periods
        ),
        numeric=(False, False, True, True, False),
        widths=(24, 20, 12, 16, 28),
    )


def _duration(each: PeriodHours) -> str:
    months = each.period.duration_months
    return "" if months is None else months_text(months)


def _amount(each: PeriodHours) -> str:
    amount = each.period.amount_excl_tax
    return "" if amount is None else money_text(amount)


def _standing(each: PeriodHours) -> str:
    where = "comprises dans les heures au marché" if each.included else "en plus, si elle a lieu"
    return f"{where}, dues si elle a lieu" if each.included and each.conditional else where


def _hours_table(lots: Sequence[LotHours], shown: Sequence[int]) -> Table:
    titles = [lots[0].periods[index].period.title for index in shown]
    rows = [
        (
            _words(each.lot.number),
            _words(each.lot.title),
            *(_words(_hours(each.periods[index])) for index in shown),
            _words(decimal_text(each.contract_hours or 0)),
        )
        for each in lots
    ]
    counted_in = [each for each in lots if each.kind is HoursKind.EMPLOYMENT]
    sums = [sum(each.periods[index].hours for each in counted_in) for index in shown]
    total = sum(each.contract_hours or 0 for each in counted_in)
    rows.append(
        (
            _words("Total"),
            _words("Heures d'emploi"),
            *(_words(decimal_text(hours)) for hours in sums),
            _words(decimal_text(total)),
        )
    )
    return Table(
        header=tuple(_words(text) for text in ("Lot", "Intitulé", *titles, "Heures au marché")),
        rows=tuple(rows),
        numeric=(False, False, *(True for _ in shown), True),
        widths=(6, 24, *(10 for _ in shown), 10),
        total=True,
    )


def _hours(each: PeriodHours) -> str:
    text = decimal_text(each.hours)
    return text if each.included else f"+ {text}"


def _words(text: str) -> Inlines:
    return (Text(french(text)),)
