"""The shared hours cases as calls of functions, and what each runtime must announce of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from insertion import vocabulary
from insertion.hours import choose_method
from tests.unit.hours_cases import HoursCase, hours_cases
from xlplugin.function_catalogue import FUNCTIONS
from xlplugin.function_methods import function_name

SHARED = [case for case in hours_cases() if case.hours is not None and not case.fault]


def typed(text: str) -> Any:
    """Return a figure of a case as a cell holds it."""
    return float(text) if text.replace(".", "").isdigit() else text


def case_call(case: HoursCase) -> tuple[str, list[Any]]:
    """Return the function of a shared case, and what its cells hold."""
    chosen, _ = choose_method(case.record().contract.lots[0])
    assert chosen is not None
    values = [typed(case.inputs[vocabulary.quantity(name).key]) for name in chosen.inputs]
    return function_name(chosen), [*values, f"{case.direction} ; {case.multiple}"]


def check_announced(functions: Sequence[dict[str, Any]]) -> None:
    """Check that xlwings' metadata announces every function, with its arguments and its help."""
    announced = {each["name"]: each for each in functions}
    assert announced.keys() == {f"CLAUSIER.{each.name.upper()}" for each in FUNCTIONS}
    for each in FUNCTIONS:
        told = announced[f"CLAUSIER.{each.name.upper()}"]
        assert told["description"] == each.doc
        shown = [(one["name"], one["description"]) for one in told["parameters"]]
        assert shown == [(one.name, one.doc) for one in each.arguments]
        optional = [one.get("optional", False) for one in told["parameters"]]
        assert optional == [one.optional for one in each.arguments]
        repeated = [one.get("repeating", False) for one in told["parameters"]]
        assert repeated == [one.repeated for one in each.arguments]
