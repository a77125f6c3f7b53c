"""The verb of reference figures: every figure with its source, its age and its certainty."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clausier import answers, reports
from clausier.command import AsJson, Reported, Territory, command
from clausier.consultation_day import day_of
from clausier.files import read_set
from insertion import vocabulary
from insertion.errors import WrongUsage, fault
from insertion.facts import published
from insertion.reference import (
    UNCONFIRMED,
    Figure,
    LeftOut,
    Reference,
    age_words,
    left_out,
    references,
)
from insertion.typography import date_text, french

On = Annotated[
    str | None,
    typer.Option(
        "--le",
        metavar="DATE",
        help="Jour où compter l'âge des sources ; aujourd'hui à défaut.",
        show_default=False,
    ),
]
EMPTY: dict[str, Any] = {"le": None, "references": [], "ecartees": [], "avertissements": []}
"""The keys of the document of a refused command."""
VALUE_WIDTH, AGE_WIDTH = 28, 24  # columns of a terminal: what a person compares stays on one line
NOT_FOR_SIZING = "ne dimensionne pas des heures"


@command(
    "references",
    "clausier references · clausier references --figure part_mo --metier peinture --le 2026-09-01",
)
def show_references(
    figure: Annotated[
        str | None,
        typer.Option(
            "--figure",
            metavar="FIGURE",
            help="part_mo, taux_insertion, cout_horaire, conversion_heures ou tarif_facture.",
            show_default=False,
        ),
    ] = None,
    metier: Annotated[
        str | None,
        typer.Option(
            "--metier", metavar="METIER", help="Par exemple peinture.", show_default=False
        ),
    ] = None,
    bareme: Territory = None,
    le: On = None,
    as_json: AsJson = False,
) -> None:
    """Montre les valeurs de référence, avec leur source, leur âge et leur certitude."""
    with Reported(as_json, EMPTY):
        on = day_of(le)
        wanted, trade = _figure(figure), _trade(metier)
        territory = None if bareme is None else read_set(bareme)
        own = () if territory is None else territory.as_references()
        warnings = () if territory is None else territory.warnings
        found = [
            *(each for each in own if wanted in (None, each.figure) and _concerns(each, trade)),
            *references(wanted, trade),
        ]
        aside = [each for each in left_out() if wanted in (None, each.figure)]
        if as_json:
            reports.print_json(_document(found, aside, on, warnings))
        else:
            out = reports.console()
            _print(out, found, aside, on)
            reports.print_warnings(out, warnings)


def _figure(word: str | None) -> Figure | None:
    if word is None:
        return None
    keys = {vocabulary.folded(name): each for each in Figure for name in (each.value, each.label)}
    if (found := keys.get(vocabulary.folded(word))) is None:
        choices = [each.value for each in Figure]
        raise _no_choice("--figure", word, "Valeur de référence", choices)
    return found


def _trade(word: str | None) -> str | None:
    if word is None:
        return None
    found = vocabulary.find_option("trade", word)
    if found is None:
        trades = vocabulary.options("trade")
        near = difflib.get_close_matches(vocabulary.folded(word).replace(" ", "_"), trades, n=3)
        raise _no_choice("--metier", word, "Métier", [*(near or trades)])
    return found


def _no_choice(option: str, word: str, label: str, choices: list[str]) -> WrongUsage:
    place = f"option {option}"
    return WrongUsage([fault("CHOIX_INCONNU", place, value=word, label=label, choices=choices)])


def _concerns(each: Reference, trade: str | None) -> bool:
    return trade is None or not each.trades or trade in each.trades


def _document(
    found: Sequence[Reference], aside: Sequence[LeftOut], on: date, warnings: Sequence[str]
) -> dict[str, Any]:
    return {
        "version": answers.VERSION,
        "le": on.isoformat(),
        "references": [_reference_document(each, on) for each in found],
        "ecartees": [
            {"figure": each.figure.value, "libelle": each.label, "motif": each.reason}
            for each in aside
        ],
        "avertissements": list(warnings),
        "erreurs": [],
    }


def _reference_document(each: Reference, on: date) -> dict[str, Any]:
    return {
        "id": each.id,
        "figure": each.figure.value,
        "libelle": each.label,
        "metiers": list(each.trades),
        "bas": published(each.low),
        "usuel": published(each.typical),
        "haut": published(each.high),
        "source": each.source,
        "adresse": each.url,
        "annee": each.year,
        "anterieure_a": each.before,
        "age": each.age(on),
        "age_en_clair": age_words(each, on),
        "certitude": each.certainty.label,
        "ordre_de_grandeur": each.order_of_magnitude,
        "dimensionne": each.sizing,
        "portee": each.scope,
        "note": each.note,
    }


def _print(out: Console, found: Sequence[Reference], aside: Sequence[LeftOut], on: date) -> None:
    """Print sourced figures, then orders of magnitude under a title that says what they are."""
    out.print(Text(french(f"Valeurs de référence au {date_text(on)}"), style="bold"))
    for figure in Figure:
        own = [each for each in found if each.figure is figure]
        sourced = [each for each in own if not each.order_of_magnitude]
        guessed = [each for each in own if each.order_of_magnitude]
        if sourced:
            out.print()
            out.print(Text(figure.label, style="bold"))
            _print_sourced(out, sourced, on)
        if guessed:
            out.print()
            title = f"{figure.label} : {UNCONFIRMED}, sans source, jamais repris d'office"
            out.print(Text(french(title), style="bold yellow"))
            _print_guessed(out, guessed)
    if aside:
        out.print()
        out.print(Text(french("Lu et non repris"), style="bold"))
        for each in aside:
            out.print(Text(french(f"{each.label} : {each.reason}")), soft_wrap=True)
    if not found:
        out.print(Text(french("Aucune valeur pour ce choix.")))


def _print_sourced(out: Console, sourced: Sequence[Reference], on: date) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Objet, source et réserves", ratio=1)
    table.add_column("Valeur", max_width=VALUE_WIDTH)
    table.add_column("Âge", max_width=AGE_WIDTH)
    table.add_column("Certitude", no_wrap=True)
    for each in sourced:
        reserves = [each.source + "."]
        if not each.sizing:
            reserves.append(f"{NOT_FOR_SIZING[0].upper()}{NOT_FOR_SIZING[1:]}.")
        if each.scope:
            reserves.append(f"Ne vaut que pour : {each.scope}.")
        reserves.append(each.note)
        said = Text(french(" ".join(filter(None, reserves))), style="dim")
        what = Group(Text(each.label), Padding(said, (0, 0, 0, 2)))
        age = Text(age_words(each, on))
        table.add_row(what, Text(each.value_words), age, Text(each.certainty.label))
    out.print(table)


def _print_guessed(out: Console, guessed: Sequence[Reference]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for each in guessed:
        cells = (each.label, each.value_words, each.note)
        table.add_row(*(Text(cell, style="italic yellow") for cell in cells))
    out.print(table)
