"""Hours in days, weeks and posts, and hours shared out: functions of every day."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from insertion.allocation import RULE, allocate
from insertion.equivalents import FULL_TIME_YEAR, HOURS_A_DAY, HOURS_A_WEEK
from insertion.errors import Fault, InvalidInput, fault
from insertion.number_text import is_percentage
from insertion.reading import READERS, RawCell, Unreadable
from insertion.reference import reference
from insertion.typography import decimal_text, french, hours_text
from xlplugin.excel_function import Argument, ExcelFunction, argument, field_term
from xlplugin.function_columns import (
    BLANK,
    Grid,
    Taken,
    as_grid,
    by_row,
    plain_cell,
    sentence,
    single,
)

OTHER_YEAR = "conversion_heures.etp_annuel_legal"
"""The other base in use: named beside the first one with its certainty, never counted with."""


def conversion_functions() -> tuple[ExcelFunction, ...]:
    """Return the functions on hours already known."""
    post = reference(FULL_TIME_YEAR)
    assert post.value is not None
    return (
        ExcelFunction(
            "repartir",
            french(f"Heures réparties au prorata des poids, sans en perdre ni en ajouter. {RULE}"),
            (
                argument("split_hours", area=False),
                Argument("poids", french("Poids de chaque bénéficiaire : une colonne.")),
            ),
            _split,
        ),
        _conversion("en_jours", "jours de travail", "hours_a_day", Fraction(HOURS_A_DAY)),
        _conversion("en_semaines", "semaines de travail", "hours_a_week", Fraction(HOURS_A_WEEK)),
        _conversion(
            "en_etp",
            "postes à temps plein d'une année",
            "fte_hours",
            Fraction(post.value),
            f"{post.label} ; l'usage retient aussi {_other_post()}.",
        ),
    )


def _other_post() -> str:
    """Return the other year of work in use, and how sure it is."""
    other = reference(OTHER_YEAR)
    assert other.typical is not None
    return f"{hours_text(Fraction(other.typical))} ({other.certainty.label})"


def _conversion(
    name: str, unit: str, term_id: str, usual: Fraction, told: str = ""
) -> ExcelFunction:
    size = argument(
        term_id, optional=True, told=f"{decimal_text(usual)} si rien n'est donné. {told}".rstrip()
    )
    taken = (Taken(field_term("given_hours")), Taken(field_term(term_id), optional=True))

    def answer(hours: Decimal, hours_each: Decimal | None) -> Fraction:
        each = usual if hours_each is None else Fraction(hours_each)
        if each == 0:
            label = field_term(term_id).label
            raise InvalidInput([fault("ARGUMENT_NUL", label, label=label)])
        return Fraction(hours) / each

    def call(hours: Any, hours_each: Any = None) -> Any:
        return by_row(taken, (hours, hours_each), answer)

    doc = french(f"Heures d'insertion converties en {unit}.")
    return ExcelFunction(name, doc, (argument("given_hours"), size), call)


def _split(hours: Any, weights: Any) -> Any:
    """Return the hours of each weight, in the shape of the weights; an empty cell gets none.

    Raises:
        InvalidInput: when one weight cannot be read: no other share would be right.
    """
    (total,) = single((Taken(field_term("split_hours")),), (hours,))
    grid = as_grid(weights)
    figures = _weights(grid)
    if not any(figures.values()):
        raise InvalidInput([_unusable("aucun n'est plus grand que zéro")])
    shares = dict(zip(figures, allocate(total, list(figures.values())), strict=True))
    return [
        [shares.get((row, column), BLANK) for column in range(len(cells))]
        for row, cells in enumerate(grid)
    ]


def _weights(grid: Grid) -> dict[tuple[int, int], Decimal]:
    """Return the weight of each cell that has one."""
    term = field_term("weight")
    found: dict[tuple[int, int], Decimal] = {}
    faults: list[Fault] = []
    percentages = 0
    for row, cells in enumerate(grid):
        for column, each in enumerate(cells):
            value = plain_cell(each)
            cell = RawCell(value, term.label)
            if cell.empty:
                continue
            percentage = isinstance(value, str) and is_percentage(value)
            percentages += percentage
            kind = field_term("labour_share") if percentage else term
            try:
                found[row, column] = READERS["number"](cell, kind)
            except Unreadable as error:
                rank = row * len(cells) + column + 1
                told = sentence([error.fault])
                faults.append(_unusable(f"celui de rang {rank}. {told}".rstrip(".")))
    if faults:
        raise InvalidInput(faults)
    if 0 < percentages < len(found):
        raise InvalidInput([_unusable("des pourcentages et d'autres nombres s'y mêlent")])
    return found


def _unusable(detail: str) -> Fault:
    return fault("POIDS_INUTILISABLES", field_term("weight").label, detail=detail)
