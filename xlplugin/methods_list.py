"""The methods as the workbook meets them: always asked of the domain, never copied at import."""

from __future__ import annotations

from insertion import methods, vocabulary
from insertion.formula_french import to_french
from insertion.method import Method
from insertion.quantities import Rounding
from insertion.typography import french
from xlplugin.limits import shown_label


def every() -> tuple[Method, ...]:
    """Return the methods, in the order of the drop-down."""
    return methods.METHODS


def label(method: Method) -> str:
    """Return the label of a method as the workbook shows it."""
    return shown_label("method", method.id)


def sentence(method: Method, rounding: Rounding | None = None) -> str:
    """Return the method in words, with the rounding rule when one is given."""
    return french(to_french(method.rounded, rounding))


def is_share(name: str) -> bool:
    """Tell whether a lot input is a share."""
    return vocabulary.quantity(name).type == "share"
