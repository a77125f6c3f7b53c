"""The hours of every method, and their explanation: functions made from the methods."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from insertion import methods, vocabulary
from insertion.dated import Certainty
from insertion.errors import Fault, InvalidInput, fault
from insertion.formula import Ratio, Ratios
from insertion.formula_french import steps, to_french
from insertion.method import HoursKind, Method
from insertion.quantities import Direction, Rounding
from insertion.reading import RawCell, Unreadable, read_whole
from insertion.refusals import Refusal, refusals_of
from insertion.typography import french
from xlplugin.excel_function import Argument, ExcelFunction, argument, field_term
from xlplugin.function_columns import Taken, by_row, filled, single, single_cell

Told = Callable[[Method, Ratios, Rounding], int | str]
"""What is said of a row: its inputs by identifier, and the rounding rule."""
LARGEST_MULTIPLE = 1000
"""The largest step of a rounding rule, in hours, as the contract takes it."""
EXPLAIN = "expliquer"


def hours(chosen: Method, ratios: Ratios, rounding: Rounding) -> int:
    """Return the whole hours of a row."""
    return chosen.compute(ratios, rounding)[0]


def explanation(chosen: Method, ratios: Ratios, rounding: Rounding) -> str:
    """Return the method in words, then each step with its figures, one a line."""
    lines = [french(f"{label_of(chosen)} : {to_french(chosen.rounded, rounding)}.")]
    values = {name: Fraction(*ratio) for name, ratio in ratios.items()}
    lines += [str(step) for step in steps(chosen.rounded, values, rounding)]
    return "\n".join(lines)


def label_of(chosen: Method) -> str:
    """Return the label of a method."""
    return french(vocabulary.label_of("method", chosen.id))


def function_name(chosen: Method) -> str:
    """Return the name of a method's function: that of the vocabulary, else its own key's."""
    own = vocabulary.options("method")[chosen.id].details.get("function")
    return str(own) if own else f"heures_{chosen.id}"


def rounding_argument() -> Argument:
    """Return the last argument of every method."""
    labels = ", ".join(option.label for option in vocabulary.options("rounding_direction").values())
    return Argument(
        "arrondi",
        french(
            f"{field_term('rounding_direction').label} (facultatif) : {labels} ; un nombre arrondit"
            " à ce multiple d'heures ; les deux se séparent par un point-virgule. Au plus proche si"
            " rien n'est donné."
        ),
        optional=True,
    )


def method_functions() -> tuple[ExcelFunction, ...]:
    """Return one function a method, in the order people meet them."""
    return tuple(_function(each) for each in methods.METHODS)


def _function(chosen: Method) -> ExcelFunction:
    kind = "Heures de formation" if chosen.kind is HoursKind.TRAINING else "Heures d'insertion"
    doc = f"{kind} – {label_of(chosen)} : {to_french(chosen.rounded)}. {chosen.caution}".rstrip()
    if chosen.certainty is not Certainty.VERIFIED:
        doc += f" Méthode : {chosen.certainty.label}."
    inputs = tuple(argument(name) for name in chosen.inputs)
    method_id = chosen.id

    def call(*arguments: Any) -> Any:
        *cells, rule = filled(arguments, len(inputs) + 1)
        return spread(methods.method(method_id), cells, rule, hours)

    return ExcelFunction(function_name(chosen), french(doc), (*inputs, rounding_argument()), call)


def explain_function() -> ExcelFunction:
    """Return the function that explains the hours of any method."""
    labels = " ; ".join(label_of(each) for each in methods.METHODS)
    which = Argument("methode", french(f"Méthode : {labels}."))
    inputs = Argument(
        "donnees",
        french(
            "Données de la méthode, dans l'ordre de sa fonction, puis la règle d'arrondi si elle"
            " n'est pas « au plus proche » : des cellules ou des colonnes."
        ),
        repeated=True,
    )
    doc = french("Explication du calcul : la méthode en une phrase, puis chaque étape chiffrée.")
    return ExcelFunction(EXPLAIN, doc, (which, inputs), _explained)


def _explained(which: Any, *inputs: Any) -> Any:
    (key,) = single((Taken(field_term("method")),), (which,))
    chosen = methods.method(key)
    wanted = len(chosen.inputs)
    if len(inputs) > wanted + 1:
        labels = [vocabulary.quantity(name).label for name in chosen.inputs]
        raise InvalidInput([fault("ARGUMENTS_EN_TROP", "", method=label_of(chosen), labels=labels)])
    *cells, rule = filled(inputs, wanted + 1)
    return spread(chosen, cells, rule, explanation)


def spread(chosen: Method, cells: Sequence[Any], rule: Any, told: Told) -> Any:
    """Return what is ``told`` of each row of a method's inputs.

    Raises:
        InvalidInput: for single cells, or when the areas or the rounding rule do not hold.
    """
    rounding = read_rounding(rule)
    names = chosen.inputs
    refused = [(names.index(each.name), each) for each in refusals_of(chosen)]

    def answer(*values: Ratio) -> int | str:
        for index, each in refused:
            if each.stops(values[index]):
                raise InvalidInput([_refused(each)])
        return told(chosen, dict(zip(names, values, strict=True)), rounding)

    taken = [Taken(field_term(name), turned=Decimal.as_integer_ratio) for name in names]
    return by_row(taken, cells, answer)


def _refused(found: Refusal) -> Fault:
    label = vocabulary.quantity(found.name).label
    if found.from_ is None:
        return fault("ARGUMENT_NUL", label, label=label)
    return fault("ARGUMENT_HORS_DOMAINE", label, **{**found.values, "label": label})


def read_rounding(rule: Any) -> Rounding:
    """Return a rounding rule: a direction, a multiple of hours, or both with a semicolon.

    Raises:
        InvalidInput: when it is neither.
    """
    term = field_term("rounding_direction")
    rule = single_cell(rule, term)
    direction: Direction | None = None
    multiple: int | None = None
    parts: list[Any] = re.split(r"\s*;\s*", rule) if isinstance(rule, str) else [rule]
    for part in parts:
        cell = RawCell(part, term.label)
        if cell.empty:
            continue
        found = vocabulary.find_option(term.id, part) if isinstance(part, str) else None
        if (direction if found is not None else multiple) is not None:
            raise _no_rule(rule, term.label)  # two directions, or two multiples
        if found is not None:
            direction = Direction(found)
        else:
            multiple = _multiple(cell)
    return Rounding(direction or Direction.NEAREST, 1 if multiple is None else multiple)


def _no_rule(value: Any, label: str) -> InvalidInput:
    labels = [each.label for each in vocabulary.options("rounding_direction").values()]
    told = {"value": value, "label": label, "choices": labels}
    return InvalidInput([fault("CHOIX_INCONNU", label, **told)])


def _multiple(cell: RawCell) -> int:
    if isinstance(cell.value, bool) or (
        isinstance(cell.value, str) and not re.search(r"\d", cell.value)
    ):
        raise _no_rule(cell.value, cell.place)
    try:
        return read_whole(cell, field_term("rounding_multiple"), 1, LARGEST_MULTIPLE, "heures")
    except Unreadable as error:
        raise InvalidInput([error.fault]) from error
