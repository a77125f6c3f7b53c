"""What a custom function does with cells or columns: read by the common rules, answer by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from insertion import vocabulary
from insertion.errors import Fault, InvalidInput, fault
from insertion.formula import Values, evaluate
from insertion.formula_french import steps
from insertion.method import Method
from insertion.methods import method
from insertion.quantities import Direction, Rounding
from insertion.reading import READERS, RawCell, Scalar, Unreadable, read_shares, read_whole
from insertion.typography import french
from xlplugin import methods_list
from xlplugin.limits import limits

Grid = list[list[Any]]
Answer = Callable[[Method, Values, Rounding], int | str]
"""What a function says of one row: its inputs by identifier, and the rounding rule."""


def hours(chosen: Method, values: Values, rounding: Rounding) -> int:
    """Return the whole hours of a row."""
    return int(evaluate(chosen.rounded, values, rounding))


def explanation(chosen: Method, values: Values, rounding: Rounding) -> str:
    """Return the method in words, then each step with its figures, one a line."""
    sentence = methods_list.sentence(chosen, rounding)
    lines = [french(f"{methods_list.label(chosen)} : {sentence}.")]
    lines += [str(step) for step in steps(chosen.rounded, values, rounding)]
    return "\n".join(lines)


def as_grid(argument: Any) -> Grid:
    """Return a cell, a column or an area as rows of cells."""
    if not isinstance(argument, list | tuple):
        return [[argument]]
    return [list(row) if isinstance(row, list | tuple) else [row] for row in argument]


@dataclass
class _Inputs:
    """The values of one input, row by row, and the fault of each row that has one."""

    values: list[Fraction | None]
    blank: list[bool]
    is_area: bool
    faults: dict[int, list[Fault]] = field(default_factory=dict)


def spread(method_id: str, grids: Sequence[Grid], rule: Any, answer: Answer) -> Any:
    """Return the answer for single cells, or the grid of answers for areas.

    In an area, a row that cannot be read shows its fault in words and spoils no other; an empty row
    stays empty.

    Raises:
        InvalidInput: for single cells, or when the areas or the rounding rule do not hold.
    """
    rounding = read_rounding(rule)
    height, width = _size(grids)
    chosen = method(method_id)
    count = height * width
    read = {
        name: _read(name, _stretched(grid, count), is_area=_is_area(grid))
        for name, grid in zip(chosen.inputs, grids, strict=True)
    }
    answers: list[Any] = []
    for index in range(count):
        faults = [each for inputs in read.values() for each in inputs.faults.get(index, ())]
        if count > 1 and all(inputs.blank[index] for inputs in read.values() if inputs.is_area):
            answers.append("")
            continue
        values = {name: inputs.values[index] for name, inputs in read.items()}
        result = _one(chosen, values, rounding, faults, answer)
        if isinstance(result, list):
            if count == 1:
                raise InvalidInput(result)
            answers.append(_shown(result))
        else:
            answers.append(result)
    if count == 1:
        return answers[0]
    return [answers[start : start + width] for start in range(0, count, width)]


def _one(
    chosen: Method,
    values: dict[str, Fraction | None],
    rounding: Rounding,
    faults: list[Fault],
    answer: Answer,
) -> int | str | list[Fault]:
    told = {each.place for each in faults}
    missing = [
        fault("ARGUMENT_MANQUANT", name, label=vocabulary.quantity(name).label)
        for name, value in values.items()
        if value is None and vocabulary.quantity(name).label not in told
    ]
    if faults or missing:
        return faults + missing
    known = {name: value for name, value in values.items() if value is not None}
    try:
        return answer(chosen, known, rounding)
    except ZeroDivisionError:
        label = vocabulary.quantity(chosen.inputs[-1]).label
        zero = next((name for name in chosen.divisors if known[name] == 0), None)
        shown = vocabulary.quantity(zero).label if zero else label
        return [fault("ARGUMENT_NUL", shown, label=shown)]


def _shown(faults: Sequence[Fault]) -> str:
    return " ".join(f"{each.cause} {each.remedy}" for each in faults)


def _size(grids: Sequence[Grid]) -> tuple[int, int]:
    sizes = {(len(grid), len(grid[0]) if grid else 0) for grid in grids} - {(1, 1)}
    ragged = any(len(row) != len(grid[0]) for grid in grids for row in grid)
    if len(sizes) > 1 or ragged:
        shown = ", ".join(f"{height} × {width}" for height, width in sorted(sizes))
        raise InvalidInput([fault("PLAGES_INEGALES", "", sizes=shown)])
    return sizes.pop() if sizes else (1, 1)


def _stretched(grid: Grid, count: int) -> list[Any]:
    flat = [cell for row in grid for cell in row]
    return flat * count if len(flat) == 1 and count != 1 else flat


def _is_area(grid: Grid) -> bool:
    return len(grid) > 1 or len(grid[0]) > 1


def _read(name: str, cells: Sequence[Scalar], *, is_area: bool) -> _Inputs:
    """Read a whole column; shares are settled by the column, as everywhere."""
    term = vocabulary.lot_terms()[name]
    raw = [RawCell(cell, term.label) for cell in cells]
    inputs = _Inputs([None] * len(raw), [cell.empty for cell in raw], is_area)
    if term.type == "share":
        placed = [RawCell(cell.value, str(index)) for index, cell in enumerate(raw)]
        found, faults, _ = read_shares(placed, term)
        inputs.values = [None if each is None else Fraction(each) for each in found]
        for each in faults:
            said = Fault(each.code, term.label, each.cause, each.remedy)
            inputs.faults.setdefault(int(each.place), []).append(said)
        return inputs
    for index, cell in enumerate(raw):
        if cell.empty:
            continue
        try:
            inputs.values[index] = Fraction(READERS[term.type](cell, term))
        except Unreadable as error:
            inputs.faults[index] = [error.fault]
    return inputs


def read_rounding(rule: Any) -> Rounding:
    """Return a rounding rule: a direction, a multiple of hours, or both with a semicolon.

    Raises:
        InvalidInput: when it is neither.
    """
    while isinstance(rule, list | tuple) and len(rule) == 1:
        rule = rule[0]
    term = vocabulary.contract_terms()["rounding_direction"]
    direction, multiple = Direction.NEAREST, 1
    parts: list[Any] = re.split(r"\s*;\s*", rule) if isinstance(rule, str) else [rule]
    for part in parts:
        cell = RawCell(part, term.label)
        if cell.empty:
            continue
        found = vocabulary.find_option(term.id, part) if isinstance(part, str) else None
        if found is not None:
            direction = Direction(found)
        else:
            multiple = _multiple(cell)
    return Rounding(direction, multiple)


def _multiple(cell: RawCell) -> int:
    term = vocabulary.contract_terms()["rounding_multiple"]
    low, high = limits(term)
    written = isinstance(cell.value, str) and not re.search(r"\d", cell.value)
    try:
        if written or isinstance(cell.value, bool):
            labels = [o.label for o in vocabulary.options("rounding_direction").values()]
            raise InvalidInput(
                [fault("CHOIX_INCONNU", cell.place, value=cell.value, label=cell.place,
                       choices=labels)]
            )  # fmt: skip
        return read_whole(cell, term, int(low), int(high), "heures")
    except Unreadable as error:
        raise InvalidInput([error.fault]) from error
