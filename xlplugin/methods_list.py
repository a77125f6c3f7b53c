"""The methods as the workbook meets them: always asked of the domain, never copied at import."""

from __future__ import annotations

from insertion import methods, vocabulary
from insertion.formula_french import to_french
from insertion.hours import method_warnings
from insertion.method import HoursKind, Method
from insertion.quantities import Rounding
from insertion.typography import french
from xlplugin.limits import shown_label


def every() -> tuple[Method, ...]:
    """Return the methods, in the order of the drop-down."""
    return methods.METHODS


def everyday() -> tuple[Method, ...]:
    """Return the methods that a row may get without naming one."""
    return tuple(each for each in every() if each.inferred)


def own_inputs() -> tuple[str, ...]:
    """Return the inputs that only a named method reads: filling one asks for its name."""
    known = {name for each in everyday() for name in each.inputs}
    return tuple(dict.fromkeys(n for each in every() for n in each.inputs if n not in known))


def to_know(method: Method) -> str:
    """Return what a person must know of a method, as the domain warns of it."""
    return french(" ".join(method_warnings(method)))


def label(method: Method) -> str:
    """Return the label of a method as the workbook shows it."""
    return shown_label("method", method.id)


def labels_of(kind: HoursKind) -> tuple[str, ...]:
    """Return the labels of the methods whose hours are of one kind."""
    return tuple(label(each) for each in every() if each.kind is kind)


def sentence(method: Method, rounding: Rounding | None = None) -> str:
    """Return the method in words, with the rounding rule when one is given."""
    return french(to_french(method.rounded, rounding))


def is_share(name: str) -> bool:
    """Tell whether a lot input is a share."""
    return vocabulary.quantity(name).type == "share"
