"""``marche.yaml``: the lossless text view of a contract.

The text is read by :mod:`insertion.safe_yaml` and converted by the common reading rules. This
module handles text only; files are opened by the roof.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import yaml

from insertion import vocabulary
from insertion.contract import Contract, Lot
from insertion.errors import Fault, InvalidInput, fault
from insertion.facts import fact_lines
from insertion.intake import PERIODS_KEY, RawRecord, Record, build_record
from insertion.reading import RawCell
from insertion.safe_yaml import (
    SCHEMA_KEY,
    cell_of,
    check_schema,
    compose,
    entries,
    line_of,
    text_of,
    unknown_key,
    written,
)
from insertion.vocabulary import Term

SCHEMA = "marche/1"
LOTS_KEY = "lots"
RETAINED = {
    "retained_hours": "hours",
    "retained_reason": "reason",
    "retained_author": "author",
    "retained_date": "decided_on",
}
"""Lot fields of the record held together by :class:`~insertion.contract.Retained`."""


def load_record(text: str, name: str = "marche.yaml") -> Record:
    """Return the contract written in ``text``; ``name`` is the file's name in messages.

    Raises:
        InvalidInput: with every fault found.
    """
    return build_record(parse_record(text, name))


def parse_record(text: str, name: str = "marche.yaml") -> RawRecord:
    """Return the raw cells of ``text``, each with its key and line.

    Raises:
        InvalidInput: when the text is not the plain mapping expected.
    """
    root = compose(text, name)
    faults: list[Fault] = []
    if root is None:
        raise InvalidInput([fault("AUCUN_LOT", name)])
    contract: dict[str, RawCell] = {}
    lots: list[dict[str, RawCell]] = []
    places: list[str] = []
    periods: list[dict[str, RawCell]] = []
    period_places: list[str] = []
    known = {term.key: field for field, term in vocabulary.contract_terms().items()}
    for key, node in entries(root, name, faults):
        place = f"{name}:{key} {line_of(node)}"
        if key == SCHEMA_KEY:
            check_schema(node, place, SCHEMA, faults)
        elif key == LOTS_KEY:
            _read_rows(node, f"{name}:{key}", vocabulary.lot_terms(), lots, places, faults)
        elif key == PERIODS_KEY:
            terms = vocabulary.period_terms()
            _read_rows(node, f"{name}:{key}", terms, periods, period_places, faults)
            if isinstance(node, yaml.MappingNode) or text_of(node) not in ("", "~", "null"):
                told = {"value": text_of(node) or key, "label": key, "expected": "une liste"}
                faults.append(fault("TYPE_INATTENDU", place, **told))
        elif key in known:
            term = vocabulary.contract_terms()[known[key]]
            _cell(node, place, term, contract, faults)
        else:
            faults.append(unknown_key(key, place, [*known, LOTS_KEY, PERIODS_KEY, SCHEMA_KEY]))
    return RawRecord(
        contract, lots, places, name, faults, periods=periods, period_places=period_places
    )


def _read_rows(
    node: yaml.Node,
    place: str,
    terms: Mapping[str, Term],
    rows: list[dict[str, RawCell]],
    places: list[str],
    faults: list[Fault],
) -> None:
    if not isinstance(node, yaml.SequenceNode):
        return
    known = {term.key: term for term in terms.values()}
    for index, item in enumerate(node.value, start=1):
        where = f"{place}[{index}]"
        row: dict[str, RawCell] = {}
        if isinstance(item, yaml.MappingNode):
            for key, value in entries(item, where, faults):
                at = f"{where}.{key} {line_of(value)}"
                if key in known:
                    _cell(value, at, known[key], row, faults)
                else:
                    faults.append(unknown_key(key, at, list(known)))
        rows.append(row)
        places.append(f"{where} {line_of(item)}")


def _cell(
    node: yaml.Node, place: str, term: Term, row: dict[str, RawCell], faults: list[Fault]
) -> None:
    cell = cell_of(node, place, term.label, faults)
    if cell is not None:
        row[term.id] = cell


def dump_record(contract: Contract) -> str:
    """Return ``contract`` as the text of ``marche.yaml``; loading it gives the same contract."""
    facts = {field: getattr(contract, field) for field in vocabulary.contract_terms()}
    lines = [f"{SCHEMA_KEY}: {SCHEMA}", *fact_lines(facts)]
    if contract.periods:
        lines += ["", "# Les périodes", f"{PERIODS_KEY}:"]
        for period in contract.periods:
            lines += _row_lines(vocabulary.period_terms(), partial(getattr, period))
    lines += ["", "# Les lots", f"{LOTS_KEY}:"]
    for lot in contract.lots:
        lines += _row_lines(vocabulary.lot_terms(), partial(lot_value, lot))
    return "\n".join(lines) + "\n"


def _row_lines(terms: Mapping[str, Term], value_of: Callable[[str], Any]) -> list[str]:
    rows = [
        f"{term.key}: {written(value, term.type)}"
        for field, term in terms.items()
        if (value := value_of(field)) is not None
    ]
    return [f"  {'- ' if i == 0 else '  '}{row}" for i, row in enumerate(rows)]


def lot_value(lot: Lot, field: str) -> Any:
    """Return the value of a lot's vocabulary field, the retained figure's parts included."""
    if field in RETAINED:
        return None if lot.retained is None else getattr(lot.retained, RETAINED[field])
    return lot.value(field)
