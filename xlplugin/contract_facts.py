"""The facts of « Marché » as other sheets show them: as typed, or said to be missing."""

from __future__ import annotations

from insertion import vocabulary
from insertion.contract import Contract
from xlplugin.pairing import Paired, either, words
from xlplugin.sheet_contract import cell_value


def fact_shown(name: str, contract: Contract | None) -> Paired:
    """Return a fact of « Marché », or the words for its absence or for an error in its cell."""
    term = vocabulary.contract_terms()[name]
    value = None if contract is None else getattr(contract, name)
    shown = cell_value(term, value)
    there = Paired(f'TRIM({term.key})<>""', value is not None)
    found = either(there, Paired(term.key, "" if shown is None else shown), words("à renseigner"))
    return Paired(f"IFERROR({found.formula},{words('à corriger').formula})", found.value)


def date_shown(name: str, contract: Contract | None) -> Paired:
    """Return a day of « Marché » in figures, or the words for its absence."""
    term = vocabulary.contract_terms()[name]
    value = None if contract is None else getattr(contract, name)
    shown = "" if value is None else f"{value:%d/%m/%Y}"
    there = Paired(f"ISNUMBER({term.key})", value is not None)
    return either(there, Paired(date_formula(term.key), shown), words("à renseigner"))


def date_formula(cell: str) -> str:
    """Write a date in figures: TEXT() would need the codes of the reader's own language."""
    day, month = f'RIGHT("0"&DAY({cell}),2)', f'RIGHT("0"&MONTH({cell}),2)'
    return f'{day}&"/"&{month}&"/"&YEAR({cell})'
