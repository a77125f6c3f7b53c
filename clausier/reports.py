"""What a command says: a table for people, a stable document for machines."""

from __future__ import annotations

import codecs
import io
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from clausier.aligned import aligned_lines
from clausier.answers import summary_sentence
from clausier.documents import GeneratedSet, hours_warnings, lot_warnings
from insertion import vocabulary
from insertion.errors import ClausierError, Fault
from insertion.hours import HoursResult, LotHours
from insertion.intake import Record
from insertion.obligations import Level
from insertion.periods import PeriodHours, split_sentence
from insertion.typography import counted, decimal_text, french, hours_text

FIGURES = ("Exactes", "Calculées", "Retenues", "Au marché")
MANY_LOTS = 200
"""Beyond, lots are printed line by line, without a layout that takes longer than computing."""
WIDE = 120  # columns when the output is not a terminal


def speak_utf8() -> None:
    """Let standard output carry French spaces where the system's encoding cannot.

    A terminal keeps its encoding, with « ? » for what it lacks; a file or a pipe gets UTF-8.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


def console(*, to_errors: bool = False) -> Console:
    """Return a console; colours and progress only on a terminal, NO_COLOR respected.

    What it prints is never read as markup: « [v2] lots.yaml » and « :fire: » are names of files.
    """
    stream = sys.stderr if to_errors else sys.stdout
    width = None if stream.isatty() else WIDE
    return Console(
        file=stream,
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=not stream.isatty(),
    )


def print_json(document: dict[str, Any]) -> None:
    """Print a document for machines on standard output."""
    print(json.dumps(document, ensure_ascii=False, indent=2))


def print_hours(result: HoursResult, record: Record, name: str) -> None:
    """Print the hours of a contract, one line a lot, the summary first."""
    out = console()
    out.print(Text(name + french(f" : {summary_sentence(result)}")), soft_wrap=True)
    titles = ("Lot", "Intitulé", "Méthode", *FIGURES, "Obligation")
    if len(result.lots) > MANY_LOTS:
        for line in aligned_lines(titles, [_cells(each) for each in result.lots], FIGURES):
            out.file.write(line + "\n")
    else:
        out.print(_hours_table(titles, result))
    for line in _period_lines(result):
        out.file.write(line + "\n")
    for reason in dict.fromkeys(_doubts(result)):
        out.print(Text(reason), soft_wrap=True)
    print_warnings(out, (*lot_warnings(result), *hours_warnings(record, result)))


def _hours_table(titles: Sequence[str], result: HoursResult) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in titles:
        figure = title in FIGURES
        table.add_column(title, justify="right" if figure else "left", no_wrap=figure)
    for each in result.lots:
        table.add_row(*(Text(cell) for cell in _cells(each)))
    return table


def _period_lines(result: HoursResult) -> Iterator[str]:
    """Yield the hours of each lot by period, a line a lot, then how they were split."""
    split = [each for each in result.lots if each.periods]
    if not split:
        return
    yield ""
    for each in split:
        parts = " ; ".join(_period_words(part) for part in each.periods)
        yield french(f"Lot {each.lot.number} par période – {parts}.")
    yield split_sentence(split[0].periods)


def _period_words(part: PeriodHours) -> str:
    hours = hours_text(part.hours)
    if not part.included:
        return f"{part.period.title} : {hours} en plus, si elle a lieu"
    due = ", dues si elle a lieu" if part.conditional else ""
    return f"{part.period.title} : {hours}{due}"


def _doubts(result: HoursResult) -> list[str]:
    """Return why an obligation is uncertain."""
    uncertain = [e.obligation for e in result.lots if e.obligation.level is Level.UNCERTAIN]
    return [french(f"Obligation incertaine : {each.reason}") for each in uncertain]


def print_warnings(out: Console, warnings: Sequence[str]) -> None:
    """Print each reservation once, on a line of its own."""
    for warning in dict.fromkeys(warnings):
        out.print(Text(french(f"À vérifier : {warning}"), style="yellow"), soft_wrap=True)


def _cells(each: LotHours) -> tuple[str, ...]:
    method = vocabulary.label_of("method", each.method.id) if each.method else "–"
    if not each.lot.has_hours:
        method = vocabulary.label_of("mechanism", each.lot.mechanism.value)
    return (
        each.lot.number,
        french(each.lot.title),
        french(method),
        "" if each.exact is None else decimal_text(each.exact),
        "" if each.calculated is None else decimal_text(each.calculated),
        "" if each.retained is None else decimal_text(each.retained.hours),
        "–" if each.contract_hours is None else decimal_text(each.contract_hours),
        vocabulary.label_of("obligation", each.obligation.level.value),
    )


def print_set(made: GeneratedSet) -> None:
    """Print the files written, then what is left to fill."""
    out = console()
    out.print(Text(french(f"{len(made.files)} fichiers écrits :")))
    for each in made.files:
        out.print(Text(f"  {each.path}"), soft_wrap=True)
    if made.missing:
        count = counted(len(made.missing), "mention")
        told = french(f"Projet : {count} à compléter, en surbrillance dans les pièces :")
        out.print(Text(told, style="yellow"))
        for fact in made.missing:
            out.print(Text(french(f"  {fact.label}")))
    print_warnings(out, made.warnings)


def print_faults(error: ClausierError) -> None:
    """Print every fault on standard error: where, why, what to do."""
    out = console(to_errors=True)
    count = len(error.faults)
    out.print(
        Text(french(f"{count} point{'s' if count > 1 else ''} à corriger :"), style="bold red")
    )
    for each in error.faults:
        print_fault(out, each)


def print_fault(out: Console, each: Fault) -> None:
    """Print one fault."""
    out.print(Text(each.place + french(f" : {each.cause}")), soft_wrap=True)
    out.print(Text(french(f"    {each.remedy} [{each.code}]"), style="dim"), soft_wrap=True)
