"""Custom functions for Excel, decorated once for every xlwings runtime; only here is xlwings used.

Without a licence key the decorator does nothing and the functions are plain Python. The calculation
is the domain's: nothing is retyped here.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

if os.environ.get("XLWINGS_ON_SERVER") == "true" and "pyodide" not in sys.modules:
    # On its server, xlwings retries « from pyodide.ffi import … » for every cell; saying once that
    # it is absent makes a call five times faster. The process is then the server's own: everywhere
    # else (someone's interpreter, the browser, where it exists) nothing is touched.
    sys.modules["pyodide"] = None  # type: ignore[assignment]
    sys.modules["pyodide.ffi"] = None  # type: ignore[assignment]

import xlwings as xw

from insertion import vocabulary
from insertion.errors import ClausierError
from xlplugin.function_columns import Answer, as_grid, explanation, hours, spread
from xlplugin.function_help import argument_help, described

__xlwings_func_namespace__ = "CLAUSIER"

METHOD_ID = "montant_main_oeuvre"
"""The method behind these two functions; its inputs are their arguments."""

Amount = Annotated[Any, {"doc": argument_help("amount_excl_tax"), "ndim": 2}]
LabourShare = Annotated[Any, {"doc": argument_help("labour_share"), "ndim": 2}]
InsertionRate = Annotated[Any, {"doc": argument_help("insertion_rate"), "ndim": 2}]
HourlyCost = Annotated[Any, {"doc": argument_help("hourly_cost"), "ndim": 2}]
RoundingRule = Annotated[Any, {"doc": argument_help("rounding_direction")}]


def _answered(answer: Answer, arguments: tuple[Any, ...], rule: Any) -> Any:
    """Return one value for single cells, a grid for columns; a fault becomes Excel's own error."""
    try:
        return spread(METHOD_ID, [as_grid(each) for each in arguments], rule, answer)
    except ClausierError as error:
        message = " ".join(f"{each.cause} {each.remedy}" for each in error.faults)
        raise xw.XlwingsError(message) from error


@xw.func
@described(METHOD_ID, vocabulary.quantity("calculated_hours").label)
def heures_insertion(  # noqa: D103  its help is generated
    montant_ht: Amount,
    part_mo: LabourShare,
    taux_insertion: InsertionRate,
    cout_horaire: HourlyCost,
    arrondi: RoundingRule = None,
) -> Any:
    return _answered(hours, (montant_ht, part_mo, taux_insertion, cout_horaire), arrondi)


@xw.func
@described(METHOD_ID, "Explication du calcul")
def expliquer(  # noqa: D103  its help is generated
    montant_ht: Amount,
    part_mo: LabourShare,
    taux_insertion: InsertionRate,
    cout_horaire: HourlyCost,
    arrondi: RoundingRule = None,
) -> Any:
    return _answered(explanation, (montant_ht, part_mo, taux_insertion, cout_horaire), arrondi)
