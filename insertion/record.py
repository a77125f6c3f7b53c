"""``marche.yaml``: the lossless text view of a contract.

Scalars are read as text and converted by the common reading rules, so that ``numero: 010`` stays «
010 » and money never passes through a float. Anchors, tags and duplicate keys are refused. This
module handles text only; files are opened by the roof.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import yaml

from insertion import vocabulary
from insertion.contract import Contract, Lot
from insertion.errors import Fault, InvalidInput, fault
from insertion.intake import RawRecord, Record, build_record
from insertion.quantities import Days
from insertion.reading import RawCell

SCHEMA = "marche/1"
SCHEMA_KEY = "schema"
LOTS_KEY = "lots"
MAX_CHARACTERS = 5_000_000
MAX_DEPTH = 20
"""Nesting allowed in a file that needs four levels; deeper is refused before it costs."""
_TWO_READINGS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
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
    if len(text) > MAX_CHARACTERS:
        raise InvalidInput(
            [fault("FICHIER_TROP_GROS", name, size=f"{len(text)} signes", limit=MAX_CHARACTERS)]
        )
    root = _compose(text, name)
    faults: list[Fault] = []
    if not isinstance(root, yaml.MappingNode):
        raise InvalidInput([fault("AUCUN_LOT", name)])
    contract: dict[str, RawCell] = {}
    lots: list[dict[str, RawCell]] = []
    places: list[str] = []
    known = {term.key: field for field, term in vocabulary.contract_terms().items()}
    for key, node in _entries(root, name, faults):
        place = f"{name}:{key} (ligne {node.start_mark.line + 1})"
        if key == SCHEMA_KEY:
            if _text(node) != SCHEMA:
                faults.append(fault("VERSION_INCONNUE", place, value=_text(node), known=SCHEMA))
        elif key == LOTS_KEY:
            _read_lot_nodes(node, name, lots, places, faults)
        elif key in known:
            _cell(node, place, known[key], contract, faults)
        else:
            faults.append(_unknown(key, place, [*known, LOTS_KEY, SCHEMA_KEY]))
    return RawRecord(contract, lots, places, name, faults)


_OPENINGS = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSINGS = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


def _compose(text: str, name: str) -> yaml.Node | None:
    depth = 0
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            depth += isinstance(token, _OPENINGS) - isinstance(token, _CLOSINGS)
            if depth > MAX_DEPTH:
                place = f"{name}:ligne {token.start_mark.line + 1}"
                raise InvalidInput(
                    [fault("YAML_ILLISIBLE", place, detail="imbrication trop profonde")]
                )
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                line = token.start_mark.line + 1
                raise InvalidInput([fault("YAML_ANCRE", f"{name}:ligne {line}")])
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # PyYAML lets bare errors escape on « \U00110000 » and on an endless version number.
        mark = getattr(error, "problem_mark", None)
        place = name if mark is None else f"{name}:ligne {mark.line + 1}"
        raise InvalidInput(
            [fault("YAML_ILLISIBLE", place, detail="structure ou caractère inattendu")]
        ) from error


def _entries(
    node: yaml.MappingNode, place: str, faults: list[Fault]
) -> Iterator[tuple[str, yaml.Node]]:
    seen: set[str] = set()
    for key_node, value in node.value:
        key = _text(key_node)
        if key in seen:
            line = key_node.start_mark.line + 1
            faults.append(fault("CLE_EN_DOUBLE", f"{place}:{key} (ligne {line})", key=key))
            continue
        seen.add(key)
        yield key, value


def _text(node: yaml.Node) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else ""


def _unknown(key: str, place: str, known: list[str]) -> Fault:
    near = difflib.get_close_matches(key, known, n=1)
    advice = f"Vouliez-vous dire « {near[0]} » ?" if near else "La supprimer."
    return fault("CLE_INCONNUE", place, key=key, advice=advice)


def _read_lot_nodes(
    node: yaml.Node,
    name: str,
    lots: list[dict[str, RawCell]],
    places: list[str],
    faults: list[Fault],
) -> None:
    if not isinstance(node, yaml.SequenceNode):
        return
    known = {term.key: field for field, term in vocabulary.lot_terms().items()}
    for index, item in enumerate(node.value, start=1):
        where = f"{name}:lots[{index}]"
        row: dict[str, RawCell] = {}
        if isinstance(item, yaml.MappingNode):
            for key, value in _entries(item, where, faults):
                place = f"{where}.{key} (ligne {value.start_mark.line + 1})"
                if key in known:
                    _cell(value, place, known[key], row, faults)
                else:
                    faults.append(_unknown(key, place, list(known)))
        lots.append(row)
        places.append(f"{where} (ligne {item.start_mark.line + 1})")


def _cell(
    node: yaml.Node, place: str, field: str, row: dict[str, RawCell], faults: list[Fault]
) -> None:
    if isinstance(node, yaml.ScalarNode):
        null = node.style is None and node.value in ("", "~", "null")
        row[field] = RawCell(None if null else node.value, place)
    elif isinstance(node, yaml.SequenceNode) and all(
        isinstance(each, yaml.ScalarNode) for each in node.value
    ):
        row[field] = RawCell([each.value for each in node.value], place)
    else:
        label = (vocabulary.contract_terms() | vocabulary.lot_terms())[field].label
        faults.append(fault("TEXTE_ATTENDU", place, label=label))


def dump_record(contract: Contract) -> str:
    """Return ``contract`` as the text of ``marche.yaml``; loading it gives the same contract."""
    lines = [f"{SCHEMA_KEY}: {SCHEMA}"]
    group = ""
    for field, term in vocabulary.contract_terms().items():
        value = getattr(contract, field)
        if value is None or value == ():
            continue
        if term.group != group:
            group = term.group
            lines += ["", f"# {vocabulary.groups()[group]}"]
        lines.append(f"{term.key}: {_scalar(value, term.type)}")
    lines += ["", "# Les lots", f"{LOTS_KEY}:"]
    for lot in contract.lots:
        rows = [
            f"{term.key}: {_scalar(value, term.type)}"
            for field, term in vocabulary.lot_terms().items()
            if (value := lot_value(lot, field)) is not None
        ]
        lines += [f"  {'- ' if i == 0 else '  '}{row}" for i, row in enumerate(rows)]
    return "\n".join(lines) + "\n"


def lot_value(lot: Lot, field: str) -> Any:
    """Return the value of a lot's vocabulary field, the retained figure's parts included."""
    if field in RETAINED:
        return None if lot.retained is None else getattr(lot.retained, RETAINED[field])
    return lot.value(field)


def _scalar(value: Any, kind: str) -> str:
    match value:
        case bool():
            return "oui" if value else "non"
        case Enum():
            return str(value.value)
        case Days():
            return json.dumps(str(value), ensure_ascii=False)
        case Decimal() if kind == "share" and value == 1:
            return '"100 %"'
        case Decimal():
            text = format(value, "f")
            # « 1.125 » may be read as one thousand or as one: a fourth decimal settles it.
            return f"{text}0" if _TWO_READINGS.fullmatch(text) else text
        case date():
            return value.isoformat()
        case tuple():
            return "[" + ", ".join(value) + "]"
        case int():
            return str(value)
        case _:
            return json.dumps(str(value), ensure_ascii=False)
