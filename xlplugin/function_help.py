"""The French help of the custom functions, made from the vocabulary and the methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from insertion import vocabulary
from insertion.methods import method
from insertion.typography import french
from xlplugin import limits, methods_list

F = TypeVar("F", bound=Callable[..., Any])


def argument_help(name: str) -> str:
    """Return the help of one argument: its label, and what it takes."""
    terms = vocabulary.lot_terms() | vocabulary.contract_terms()
    term = terms[name]
    if term.type == "choice":
        labels = ", ".join(option.label for option in vocabulary.options(name).values())
        return french(
            f"{term.label} (facultatif) : {labels} ; un nombre arrondit à ce multiple d'heures ; "
            "les deux se séparent par un point-virgule. Au plus proche si rien n'est donné."
        )
    text = f"{term.label} : une cellule ou une colonne."
    if term.type == "share":
        text += f" Part {limits.range_words(term)}."
    return french(text)


def described(method_id: str, what: str) -> Callable[[F], F]:
    """Give a function its help: what it returns, and the method in words."""

    def inner(function: F) -> F:
        sentence = methods_list.sentence(method(method_id))
        function.__doc__ = french(f"{what} : {sentence}.")
        return function

    return inner
