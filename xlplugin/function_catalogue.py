"""Every custom function, in the order of the help: the list each runtime reads.

Nothing here knows xlwings nor LibreOffice: they dress these functions for their own spreadsheet.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from xlplugin.excel_function import ExcelFunction
from xlplugin.function_conversions import conversion_functions
from xlplugin.function_law import law_functions
from xlplugin.function_methods import explain_function, method_functions
from xlplugin.function_references import reference_functions

NAMESPACE = "CLAUSIER"
FUNCTIONS: tuple[ExcelFunction, ...] = (
    *method_functions(),
    explain_function(),
    *reference_functions(),
    *conversion_functions(),
    *law_functions(),
)


def function(name: str) -> ExcelFunction:
    """Return a function by its name.

    Raises:
        KeyError: when no function bears it.
    """
    return {each.name: each for each in FUNCTIONS}[name]


def as_cells(answer: Any) -> Any:
    """Return an answer in the types of a spreadsheet, whose numbers are binary floats."""
    if isinstance(answer, list | tuple):
        return [as_cells(each) for each in answer]
    if isinstance(answer, Fraction | Decimal):
        return int(answer) if answer == int(answer) else float(answer)
    return answer
