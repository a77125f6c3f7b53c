"""What a command says: a table for people, a stable document for machines."""

from __future__ import annotations

import codecs
import io
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from clausier.aligned import aligned_lines
from clausier.documents import GeneratedSet, hours_warnings, lot_warnings
from insertion import vocabulary
from insertion.errors import ClausierError, Fault
from insertion.hours import HoursResult, LotHours
from insertion.intake import Record
from insertion.method import HoursKind
from insertion.obligations import Level, Obligation
from insertion.periods import PeriodHours, split_sentence
from insertion.quantities import exact_text
from insertion.typography import counted, decimal_text, french, hours_text

VERSION = "1"
"""Version of every JSON document printed; it changes when a key changes its meaning."""

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


def hours_document(result: HoursResult, record: Record) -> dict[str, Any]:
    """Return the computed hours under their published keys."""
    return {
        "version": VERSION,
        "lots": [lot_document(each) for each in result.lots],
        "total_heures": result.total,
        "total_heures_formation": result.total_of(HoursKind.TRAINING),
        "heures_offertes": result.offered,
        "avertissements": list(hours_warnings(record, result)),
        "erreurs": [],
    }


def obligation_document(obligation: Obligation) -> dict[str, Any]:
    """Return what the law asks, and on what ground, under its published keys."""
    return {
        "obligation": obligation.level.value,
        "fondement": {
            "article": obligation.article,
            "citation": obligation.citation,
            "certitude": obligation.certainty.label,
            "explication": obligation.reason,
            "seuil": None if obligation.threshold is None else f"{obligation.threshold:f}",
        },
    }


def lot_document(each: LotHours) -> dict[str, Any]:
    """Return the hours of one lot and their ground, under its published keys."""
    obligation = each.obligation
    retained = each.retained
    return {
        "numero": each.lot.number,
        "intitule": each.lot.title,
        "mecanisme": each.lot.mechanism.value,
        "methode": None if each.method is None else each.method.id,
        "heures_exactes": None if each.exact is None else exact_text(each.exact),
        "heures": each.calculated,
        "heures_retenues": each.contract_hours,
        "nature_heures": each.kind.value,
        "retenue": None
        if retained is None
        else {
            "motif": retained.reason,
            "auteur": retained.author,
            "date": retained.decided_on.isoformat(),
        },
        **obligation_document(obligation),
        "periodes": [_period_document(part) for part in each.periods],
        "etapes": [str(step) for step in each.steps],
        "avertissements": list(each.warnings),
    }


def _period_document(part: PeriodHours) -> dict[str, Any]:
    """Return hours of a period; those not ``comprise`` come on top of the lot's own."""
    return {
        "intitule": part.period.title,
        "nature": part.period.period_kind.value,
        "heures": part.hours,
        "comprise": part.included,
        "conditionnelle": part.conditional,
    }


def file_document(path: Path, key: str, label: str, folder: str = "") -> dict[str, str]:
    """Return a file written, under its published keys; ``folder`` is its place in a set."""
    return {"chemin": path.as_posix(), "dossier": folder, "piece": key, "libelle": label}


def set_document(made: GeneratedSet, folder: str) -> dict[str, Any]:
    """Return the list of generated files under its published keys."""
    return {
        "version": VERSION,
        "dossier": folder,
        "fichiers": [
            file_document(each.path, each.key, each.label, each.folder) for each in made.files
        ],
        "a_completer": [
            {"cle": each.key, "libelle": each.label, "pieces": list(each.pieces)}
            for each in made.missing
        ],
        "avertissements": list(made.warnings),
        "erreurs": [],
    }


def error_document(error: ClausierError, empty: dict[str, Any]) -> dict[str, Any]:
    """Return the faults of a refused command, beside the empty keys of its usual document."""
    return {"version": VERSION, **empty, "erreurs": [each.as_record() for each in error.faults]}


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


def summary_sentence(result: HoursResult) -> str:
    """Return the hours in one sentence, telling apart those a share of worked hours estimates."""
    rules = [each.contract_hours or 0 for each in result.lots if each.states_a_rule]
    estimated = sum(rules)
    if estimated and estimated == result.total:
        among = ", toutes estimées" if estimated > 1 else ", estimée"
    else:
        among = f", dont {counted(estimated, 'estimée')}" if estimated else ""
    hours = counted(result.total, "heure")
    return f"{hours} d'insertion{among}, {counted(len(result.lots), 'lot')}."


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
