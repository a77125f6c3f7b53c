"""Published figures with their source and age, and what every method gives: functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from insertion import vocabulary
from insertion.errors import InvalidInput, fault
from insertion.reading import READERS, RawCell
from insertion.reference import (
    Figure,
    Reference,
    age_words,
    all_references,
    newest,
    references,
)
from insertion.typography import french
from xlplugin.excel_function import Argument, ExcelFunction, argument, field_term
from xlplugin.function_columns import BLANK, Taken, as_grid, by_row, filled, single

if TYPE_CHECKING:
    from insertion.outcomes import Comparison

AGES = "Sert à compter l'âge des sources."
TITLES = ("Groupe", "Méthode", "Heures", "Données", "Source", "Âge", "À savoir")
COMPARED = ("amount_excl_tax", "labour_share", "insertion_rate", "hourly_cost")


def reference_functions() -> tuple[ExcelFunction, ...]:
    """Return the functions that answer with published figures."""
    return (_comparison(), _figure("part_mo", Figure.LABOUR_SHARE), _cost())


def _cost() -> ExcelFunction:
    return _figure("cout_horaire", Figure.HOURLY_COST)


def _figure(name: str, figure: Figure) -> ExcelFunction:
    words = {"part_mo": "Part de main-d'œuvre", "cout_horaire": "Coût horaire"}[name]
    doc = french(
        f"{words} : le repère publié le plus récent pour un métier, sa source, son âge et sa"
        " certitude, en quatre cellules. Un ordre de grandeur sans source est donné en texte : il"
        " ne peut pas entrer dans un calcul sans être ressaisi."
    )
    on = argument("consultation_date", optional=True, name="le", told=AGES, area=False)
    taken = (
        Taken(field_term("trade")),
        Taken(field_term("consultation_date"), optional=True),
    )

    def answer(trade: str, on: date | None) -> tuple[Any, ...]:
        found = _best(figure, trade)
        if found is None:
            label = french(vocabulary.label_of("trade", trade))
            raise InvalidInput([fault("REPERE_INCONNU", label, trade=label, figure=figure.label)])
        value = found.value
        shown = found.value_words if value is None or found.order_of_magnitude else value
        return shown, found.source, age_words(found, on), french(found.certainty.label)

    def call(trade: Any, on: Any = None) -> Any:
        return by_row(taken, (trade, on), answer, wide=4)

    return ExcelFunction(name, doc, (argument("trade", name="metier"), on), call)


def _best(figure: Figure, trade: str) -> Reference | None:
    """Return the newest sourced figure of a trade, else an order of magnitude, if any."""
    usable = tuple(each for each in references(figure, trade) if each.sizing and not each.scope)
    return newest(usable, trade) or next(iter(usable), None)


def _comparison() -> ExcelFunction:
    doc = french(
        "Ce que donnent toutes les méthodes et tous les repères publiés pour un lot, avec leur"
        " source et leur âge : un tableau avec ses titres."
    )
    others = Argument(
        "autres_donnees",
        french(
            "Données des autres méthodes (facultatif) : deux colonnes, l'intitulé puis la valeur,"
            " par exemple « Heures travaillées » et 10 050."
        ),
        optional=True,
    )
    arguments = (
        *(argument(name, optional=True, area=False) for name in COMPARED),
        argument("consultation_date", optional=True, name="le", told=AGES, area=False),
        argument("trade", optional=True, name="metier", area=False),
        others,
    )
    return ExcelFunction("comparer_methodes", doc, arguments, _compared)


def _compared(*arguments: Any) -> list[list[Any]]:
    """Return the table of every method for one lot.

    Raises:
        InvalidInput: when a figure cannot be read, or when none is given.
    """
    # The model of a contract stands on a compiled library: only what needs it loads it.
    from insertion.comparison import compare_methods  # noqa: PLC0415
    from insertion.contract import Contract, Lot  # noqa: PLC0415

    *cells, on, trade, others = filled(arguments, len(COMPARED) + 3)
    names = (*COMPARED, "consultation_date", "trade")
    taken = [Taken(field_term(name), optional=True) for name in names]
    *figures, day, trade_key = single(taken, [*cells, on, trade])
    known = {n: v for n, v in zip(COMPARED, figures, strict=True) if v is not None}
    further = _others(others)
    if twice := [field_term(name).label for name in further if name in known]:
        raise InvalidInput([fault("CLE_EN_DOUBLE", "", key=each) for each in twice])
    known |= further
    if not known:
        labels = [field_term(name).label for name in COMPARED]
        raise InvalidInput([fault("ARGUMENT_MANQUANT", "", label=" », « ".join(labels))])
    fields = {name: value for name, value in known.items() if name in Lot.model_fields}
    inputs = tuple((name, value) for name, value in known.items() if name not in fields)
    lot = Lot(number="1", title="Lot", trade=trade_key, inputs=inputs, **fields)
    counted = day or _newest_year()
    comparison = compare_methods(lot, Contract(lots=(lot,)), all_references(), counted)
    return [list(TITLES), *_rows(comparison, dated=day is not None)]


def _newest_year() -> date:
    """Return the first day of the newest source's year: without a date, no age is told."""
    return date(max(each.year or 0 for each in all_references()), 1, 1)


def _others(area: Any) -> dict[str, Decimal]:
    """Return the inputs of two columns, a label and its value, by identifier."""
    found: dict[str, Decimal] = {}
    for row in as_grid(area):
        if all(RawCell(cell, "").empty for cell in row):
            continue
        heading = "" if RawCell(row[0], "").empty else str(row[0])
        name = vocabulary.find_lot_heading(heading)
        if name is None or len(row) != 2 or field_term(name).type not in NUMBERS:
            labels = [vocabulary.quantity(each).label for each in _further_inputs()]
            told = {"value": heading, "label": "Autres données", "choices": labels}
            raise InvalidInput([fault("CHOIX_INCONNU", "", **told)])
        cell = RawCell(row[1], field_term(name).label)
        if cell.empty:
            continue
        if name in found:
            raise InvalidInput([fault("CLE_EN_DOUBLE", "", key=field_term(name).label)])
        (found[name],) = single((Taken(field_term(name)),), (cell.value,))
    return found


NUMBERS = frozenset(READERS) & {"money", "hours", "number"} | {"share"}


def _further_inputs() -> Sequence[str]:
    from insertion.methods import METHODS  # noqa: PLC0415  read when asked: a test changes it

    return tuple(dict.fromkeys(n for e in METHODS for n in e.inputs if n not in COMPARED))


def _rows(comparison: Comparison, *, dated: bool) -> Iterator[list[Any]]:
    from insertion.outcomes import Group  # noqa: PLC0415

    for group in Group:
        for each in comparison.of(group):
            lent = each.replaced
            yield [
                group.label,
                each.label,
                each.hours,
                " ; ".join(f"{used.label} {used.shown}" for used in each.inputs),
                " ; ".join(dict.fromkeys(used.source for used in lent)) or "données du lot",
                " ; ".join(dict.fromkeys(_age(used.reference, used.age, dated) for used in lent)),
                " ".join(each.warnings),
            ]
    for told in comparison.excluded:
        yield ["Sans résultat", told.label, BLANK, BLANK, BLANK, BLANK, told.reason]
    for asked in comparison.asked:
        yield ["À renseigner", asked.label, BLANK, BLANK, BLANK, BLANK, asked.sentence]


def _age(ref: Reference | None, age: str, dated: bool) -> str:
    return age if dated or ref is None else age_words(ref, None)
