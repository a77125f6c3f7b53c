"""The verb that shares hours between firms, territories, lots or sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from clausier import answers, reports
from clausier.command import AsJson, Reported, Sheet, command
from clausier.documents import hours_warnings
from clausier.files import read_contract
from clausier.records import hours_of
from insertion.allocation import RULE, allocate
from insertion.errors import Fault, InvalidInput, WrongUsage, fault
from insertion.intake import comparable_number
from insertion.number_text import is_percentage
from insertion.quantities import MAX_HOURS, exact_text
from insertion.reading import RawCell, Unreadable, read_number, read_whole
from insertion.typography import counted, decimal_text, french, share_text
from insertion.vocabulary import Term

VERB = "clausier repartir"
JOINTLY = (
    "Ce partage ne vaut qu'entre les bénéficiaires : envers l'acheteur, les membres d'un "
    "groupement restent tenus ensemble du total, dans les conditions du marché."
)
EMPTY: dict[str, Any] = {
    "heures": None,
    "origine": None,
    "parts": [],
    "somme": None,
    "regle": None,
    "engagement": None,
    "avertissements": [],
}
"""The keys of the document of a refused command."""
SHOWN_CHOICES = 20
"""Lot numbers told to who asked for another one."""
_HOURS = Term(id="hours", key="heures", type="whole_hours", label="Heures à répartir")
_MONEY = Term(id="weight", key="poids", type="money", label="Poids")
_PERCENTAGE = Term(id="weight", key="poids", type="share", label="Poids")


@dataclass(frozen=True, slots=True)
class Shared:
    """Who receives what: a name, its weight, its exact share of the hours, its whole hours."""

    name: str
    weight: Decimal
    exact: Fraction
    hours: int


@dataclass(frozen=True, slots=True)
class Figure:
    """Hours to share, and where they come from in French; ``warnings`` are those of the file."""

    hours: int
    origin: str
    warnings: tuple[str, ...] = ()


@command(
    "repartir",
    "clausier repartir 833 Mandataire=60 Cotraitant=40"
    " · clausier repartir --fichier marche.xlsx --lot 3 Nord=600000 Sud=400000",
)
def repartir(
    arguments: Annotated[
        list[str],
        typer.Argument(
            metavar="HEURES|NOM=POIDS",
            help="Les heures, sauf avec --fichier, puis chaque bénéficiaire et son poids.",
            show_default=False,
        ),
    ],
    fichier: Annotated[
        Path | None,
        typer.Option(
            "--fichier",
            metavar="FICHIER",
            help="Classeur .xlsx ou marche.yaml dont répartir les heures.",
            show_default=False,
        ),
    ] = None,
    lot: Annotated[
        str | None,
        typer.Option(
            "--lot",
            metavar="NUMERO",
            help="Lot du fichier à répartir ; tout le marché à défaut.",
            show_default=False,
        ),
    ] = None,
    feuille: Sheet = None,
    as_json: AsJson = False,
) -> None:
    """Partage des heures entre bénéficiaires, au prorata, sans en perdre ni en ajouter."""
    with Reported(as_json, EMPTY):
        if fichier is None:
            figure, weights = _typed(arguments, lot)
        else:
            weights = _weights(arguments)
            figure = _of_file(fichier, feuille, lot)
        shares = _shared(figure.hours, weights)
        warnings = (*figure.warnings, *_repeated(shares))
        if as_json:
            reports.print_json(split_document(figure, shares, warnings))
        else:
            _print(figure, shares, warnings)


def _wrong(place: str, detail: str) -> Fault:
    return fault("COMMANDE_INCORRECTE", place, detail=french(detail), command=VERB)


def _typed(arguments: Sequence[str], lot: str | None) -> tuple[Figure, list[tuple[str, Decimal]]]:
    """Read the hours typed first, then the weights; every fault of both at once."""
    faults: list[Fault] = []
    hours, weights = 0, list[tuple[str, Decimal]]()
    if lot is not None:
        faults.append(_wrong("option --lot", "--lot ne sert qu'avec --fichier."))
    first, rest = arguments[0], arguments[1:]
    if "=" in first:
        told = "Les heures à répartir manquent : les donner en premier, ou donner --fichier."
        faults.append(_wrong("argument HEURES", told))
        rest = arguments
    else:
        try:
            cell = RawCell(first, "argument HEURES")
            hours = read_whole(cell, _HOURS, 0, MAX_HOURS, "heures")
        except Unreadable as error:
            faults.append(error.fault)
    try:
        weights = _weights(rest)
    except WrongUsage as error:
        faults += error.faults
    if faults:
        raise WrongUsage(faults)
    return Figure(hours, "heures données"), weights


def _weights(arguments: Sequence[str]) -> list[tuple[str, Decimal]]:
    """Return each name with its weight.

    Raises:
        WrongUsage: with every argument that cannot be read, or when nothing weighs.
    """
    faults: list[Fault] = []
    found: list[tuple[str, Decimal]] = []
    percentages = 0
    for each in arguments:
        name, equals, text = each.rpartition("=")
        place = f"argument {each}"
        if not equals or not name.strip() or not text.strip():
            faults.append(_wrong(place, f"« {each} » n'est pas de la forme NOM=POIDS."))
            continue
        percent = is_percentage(text)
        percentages += percent
        try:
            weight = read_number(RawCell(text, place), _PERCENTAGE if percent else _MONEY)
        except Unreadable as error:
            faults.append(error.fault)
            continue
        found.append((name.strip(), weight))
    if not faults:
        faults = _unusable(found, percentages)
    if faults:
        raise WrongUsage(faults)
    return found


def _unusable(found: Sequence[tuple[str, Decimal]], percentages: int) -> list[Fault]:
    """Return why weights that can each be read cannot share anything together."""
    place = "argument NOM=POIDS"
    if not found:
        return [_wrong(place, "Aucun bénéficiaire n'est donné.")]
    if 0 < percentages < len(found):
        told = "Des pourcentages et d'autres nombres se mêlent : donner la même unité à tous."
        return [_wrong(place, told)]
    if not any(weight for _, weight in found):
        return [_wrong(place, "Aucun poids n'est plus grand que zéro.")]
    return []


def _of_file(path: Path, sheet: str | None, number: str | None) -> Figure:
    """Return the hours of a lot of a file, or of the whole contract.

    Raises:
        InvalidInput: when the file cannot be read or its hours computed.
        WrongUsage: when no lot bears the number, or when it has no hours.
    """
    record = read_contract(path, sheet)
    result = hours_of(record)
    warnings = tuple(hours_warnings(record, result))
    if number is None:
        return Figure(_bounded(result.total, path), "tout le marché", warnings)
    wanted = comparable_number(number)
    lots = [each for each in result.lots if comparable_number(each.lot.number) == wanted]
    if not lots:
        known = [each.lot.number for each in result.lots]
        choices = ", ".join(known[:SHOWN_CHOICES] + (["…"] if len(known) > SHOWN_CHOICES else []))
        unknown = {"value": number, "label": "Lot", "choices": choices}
        raise WrongUsage([fault("CHOIX_INCONNU", "option --lot", **unknown)])
    hours = lots[0].contract_hours
    if hours is None:
        told = f"Le lot {lots[0].lot.number} ne demande pas d'heures à l'entreprise."
        raise WrongUsage([_wrong("option --lot", told)])
    return Figure(hours, f"lot {lots[0].lot.number}, {lots[0].lot.title}", warnings)


def _bounded(hours: int, path: Path) -> int:
    if hours > MAX_HOURS:
        told = {"value": hours, "limit": f"{decimal_text(MAX_HOURS)} heures"}
        raise InvalidInput([fault("NOMBRE_DEMESURE", path.name, **told)])
    return hours


def _shared(hours: int, weights: Sequence[tuple[str, Decimal]]) -> list[Shared]:
    figures = [Fraction(weight) for _, weight in weights]
    whole = sum(figures)
    return [
        Shared(name, weight, hours * figure / whole, given)
        for (name, weight), figure, given in zip(
            weights, figures, allocate(hours, figures), strict=True
        )
    ]


def _repeated(shares: Sequence[Shared]) -> list[str]:
    names = [each.name for each in shares]
    twice = dict.fromkeys(each for each in names if names.count(each) > 1)
    return [french(f"« {each} » est donné plusieurs fois.") for each in twice]


def split_document(
    figure: Figure, shares: Sequence[Shared], warnings: Sequence[str]
) -> dict[str, Any]:
    """Return the split under its published keys."""
    whole = sum(Fraction(each.weight) for each in shares)
    return {
        "version": answers.VERSION,
        "heures": figure.hours,
        "origine": french(figure.origin),
        "parts": [
            {
                "nom": each.name,
                "poids": format(each.weight, "f"),
                "part": exact_text(Fraction(each.weight) / whole),
                "prorata": exact_text(each.exact),
                "heures": each.hours,
            }
            for each in shares
        ],
        "somme": sum(each.hours for each in shares),
        "regle": french(RULE),
        "engagement": french(JOINTLY),
        "avertissements": list(warnings),
        "erreurs": [],
    }


def _print(figure: Figure, shares: Sequence[Shared], warnings: Sequence[str]) -> None:
    out = reports.console()
    told = f"{counted(figure.hours, 'heure')} à répartir ({figure.origin})."
    out.print(Text(french(told), style="bold"), soft_wrap=True)
    whole = sum(Fraction(each.weight) for each in shares)
    table = Table(show_footer=True)
    table.add_column(french("Bénéficiaire"), footer="Total")
    figures = (
        ("Poids", decimal_text(whole, at_most=6)),
        ("Part", share_text(Fraction(1))),
        ("Prorata", decimal_text(figure.hours)),
        ("Heures", decimal_text(sum(each.hours for each in shares))),
    )
    for title, footer in figures:
        table.add_column(title, justify="right", no_wrap=True, footer=footer)
    for each in shares:
        table.add_row(
            Text(each.name),
            decimal_text(each.weight, at_most=6),
            f"{decimal_text(Fraction(each.weight) * 100 / whole)}\u00a0%",
            decimal_text(each.exact),
            Text(decimal_text(each.hours), style="bold"),
        )
    out.print(table)
    out.print(Text(french(f"Règle : {RULE[0].lower()}{RULE[1:]}")), soft_wrap=True)
    out.print(Text(french(JOINTLY)), soft_wrap=True)
    reports.print_warnings(out, warnings)
