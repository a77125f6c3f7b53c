"""What « clausier comparer » prints: a table a lot, for people."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.console import Group as Lines
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clausier import reports
from clausier.comparison_answers import Compared, gap_of, signed, times
from insertion import vocabulary
from insertion.comparison import job_months
from insertion.differences import reasons
from insertion.methods import ESTIMATOR
from insertion.outcomes import Asked, Comparison, Group, InputUsed, Outcome
from insertion.typography import counted, date_text, decimal_text, french, hours_text

BAR = 24
"""Characters of the longest bar of a lot."""
MANY_LOTS = 20
"""Beyond, only the summary is printed: nobody reads a hundred tables in a terminal."""
NAMED = 9
"""Lots named in the note on the public estimator."""


def print_comparisons(found: Compared, name: str, workbook: Path | None) -> None:
    """Print a line a lot when there are several, then each lot, then the whole contract."""
    out = reports.console()
    on = found.lots[0].on
    told = f" : {counted(len(found.lots), 'lot comparé', 'lots comparés')}."
    out.print(Text(name + french(told), style="bold"), soft_wrap=True)
    out.print(Text(french(f"Âge des repères au {date_text(on)}.")), soft_wrap=True)
    if len(found.lots) > 1:
        out.print()
        _print_summary(out, found)
    if len(found.lots) > MANY_LOTS:
        out.print(Text(french("Le détail d'un lot : ajouter --lot NUMERO.")), soft_wrap=True)
    else:
        for each in found.lots:
            _print_lot(out, each, alone=len(found.lots) == 1)
    _print_contract(out, found)
    reports.print_warnings(out, found.warnings)
    if workbook is not None:
        out.print()
        out.print(Text(french("Classeur écrit : ") + str(workbook)), soft_wrap=True)


def _print_summary(out: Console, found: Compared) -> None:
    table = _table()
    table.add_column("Lot", no_wrap=True)
    table.add_column(french("Intitulé"), ratio=1)
    for title in ("Calcul du lot", "Plus bas", "Plus haut", "Rapport"):
        table.add_column(title, justify="right", no_wrap=True)
    for each in found.lots:
        figures = (each.chosen, each.low, each.high)
        hours = ("–" if one is None else decimal_text(one.hours) for one in figures)
        table.add_row(
            *(Text(cell) for cell in (each.lot.number, french(each.lot.title), *hours)),
            Text("–" if each.ratio is None else times(each.ratio)),
        )
    out.print(table)


def _table(**options: Any) -> Table:
    return Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0), **options)


def _print_lot(out: Console, each: Comparison, *, alone: bool) -> None:
    out.print()
    title = french(f"Lot {each.lot.number} – {each.lot.title}")
    out.print(Text(title, style="bold reverse"), soft_wrap=True)
    for source in dict.fromkeys(
        _sourced(used) for one in each.outcomes for used in one.inputs if used.reference is None
    ):
        out.print(Text(source, style="dim"), soft_wrap=True)
    longest = max((one.hours for one in each.outcomes), default=0)
    for group in Group:
        outcomes = each.of(group)
        if outcomes:
            table = _table(expand=True)
            table.add_column(group.label, ratio=1)
            table.add_column("Heures", justify="right", no_wrap=True)
            table.add_column(french("Écart"), justify="right", no_wrap=True)
            table.add_column("", min_width=BAR, no_wrap=True)
            for one in outcomes:
                table.add_row(*_cells(one, each, longest))
            out.print(table)
            out.print()
    for reason in reasons(each):
        out.print(Text(f"• {reason}"), soft_wrap=True)
    _print_unused(out, each, alone=alone)


def _cells(one: Outcome, comparison: Comparison, longest: int) -> tuple[Any, ...]:
    style = "bold" if one.chosen else "italic" if one.group is Group.UNCONFIRMED else ""
    mark = french(" – calcul du lot") if one.chosen else ""
    what = Lines(
        Text(one.label + mark, style=style),
        *(Padding(Text(line, style="dim"), (0, 0, 0, 2)) for line in _inputs(one)),
    )
    gap = gap_of(one, comparison)
    shown = "" if gap is None or one.chosen else signed(gap)
    return what, Text(decimal_text(one.hours), style=style), Text(shown), Text(_bar(one, longest))


def _inputs(one: Outcome) -> Iterator[str]:
    """Yield the lot's own figures, whose source is told once above, then each borrowed one."""
    own = [_figure(each) for each in one.inputs if each.reference is None]
    if own:
        yield french(", ".join(own))
    for each in one.replaced:
        yield french(f"{_figure(each)} : {_sourced(each)}")


def _figure(used: InputUsed) -> str:
    return f"{used.label[0].lower()}{used.label[1:]} {used.shown}"


def _sourced(used: InputUsed) -> str:
    """Return the source of a figure and its age; a figure from memory has but its warning."""
    source = used.source.rstrip(".")
    if used.reference is None:
        source = f"{source[0].upper()}{source[1:]}"
    elif used.reference.order_of_magnitude:
        source = ", ".join(each for each in (used.reference.label, used.bound) if each)
    return french(", ".join(each for each in (source, used.age) if each))


def _bar(one: Outcome, longest: int) -> str:
    """Return a bar as long as the hours; hours that do not compare are drawn paler."""
    size = 0 if longest == 0 else int(Fraction(one.hours * BAR, longest) + Fraction(1, 2))
    full = "█" if one.group is Group.COMPARABLE else "░"
    return full * max(size, 1 if one.hours else 0)


def _print_unused(out: Console, each: Comparison, *, alone: bool) -> None:
    """Print the methods that gave nothing; ``alone``: what each one asks for, too."""
    excluded = [one for one in each.excluded if one.method is not ESTIMATOR]
    if excluded:
        out.print()
        out.print(Text(french("Sans résultat avec ces données"), style="bold"))
        for one in excluded:
            out.print(Text(french(f"  {one.label} : {one.reason}")), soft_wrap=True)
    if not each.asked:
        return
    out.print()
    if not alone:
        names = ", ".join(f"« {asked.label} »" for asked in each.asked)
        more = f"Sans données pour : {names}. Ce qu'il faut saisir : --lot {each.lot.number}."
        out.print(Text(french(more), style="dim"), soft_wrap=True)
        return
    out.print(Text(french("Pour appliquer les autres méthodes, renseigner"), style="bold"))
    for asked in each.asked:
        out.print(Text(_asked_words(asked)), soft_wrap=True)
        for hint in asked.hints:
            out.print(Text(french(f"    repère publié, {hint}"), style="dim"), soft_wrap=True)


def _asked_words(asked: Asked) -> str:
    return french(f"  {asked.label} : {', '.join(asked.missing)}")


def _print_estimator(out: Console, found: Compared) -> None:
    """Print once what the public estimator says of the lots above its ceiling: months, not hours.

    It sizes no clause: a line a lot would drown the methods that do.
    """
    above = [e.lot for e in found.lots if any(one.method is ESTIMATOR for one in e.excluded)]
    if not above:
        return
    told = ", ".join(
        f"lot {each.number} {decimal_text(job_months(each))}" for each in above[:NAMED]
    )
    more = len(above) - NAMED
    rest = f" et {counted(more, 'autre lot', 'autres lots')}" if more > 0 else ""
    out.print()
    label = vocabulary.label_of("method", ESTIMATOR.id)
    text = f"« {label} » compte en postes d'un mois à temps plein, et non en heures : {told}{rest}."
    out.print(Text(french(text), style="dim"), soft_wrap=True)


def _print_contract(out: Console, found: Compared) -> None:
    """Print what concerns the whole contract: pooling, or what keeps its hours from being known."""
    _print_estimator(out, found)
    if found.proposal is not None and found.proposal.sentences:
        out.print()
        minimum = hours_text(found.proposal.minimum)
        out.print(Text(french(f"Mutualisation, minimum utile {minimum}"), style="bold"))
        for sentence in found.proposal.sentences:
            out.print(Text(sentence), soft_wrap=True)
    if found.waiting:
        out.print()
        told = "Heures du marché encore incalculables, la comparaison emploie ce qui est saisi"
        out.print(Text(french(f"{told} :"), style="bold yellow"), soft_wrap=True)
        for each in found.waiting:
            reports.print_fault(out, each)
