"""YAML that strangers write, read as text: no anchor, no tag, no duplicate key, no endless nesting.

Scalars stay text, so that ``numero: 010`` stays « 010 » and money never passes through a float.
The reading rules turn them into values. This module handles text only; files are opened by the
roof.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import yaml

from insertion.errors import Fault, InvalidInput, fault
from insertion.quantities import Days
from insertion.reading import RawCell

SCHEMA_KEY = "schema"
"""The key of every file of ours that tells its kind and version."""
MAX_CHARACTERS = 5_000_000
MAX_DEPTH = 20
"""Nesting allowed in a file that needs four levels; deeper is refused before it costs."""
_TWO_READINGS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_OPENINGS = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSINGS = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


def compose(text: str, name: str) -> yaml.MappingNode | None:
    """Return the mapping written in ``text``, ``None`` when it is anything else.

    ``name`` is the file's name in messages.

    Raises:
        InvalidInput: when the text is too long, is no YAML, or uses what is not admitted.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidInput(
            [fault("FICHIER_TROP_GROS", name, size=f"{len(text)} signes", limit=MAX_CHARACTERS)]
        )
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
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # PyYAML lets bare errors escape on « \U00110000 » and on an endless version number.
        mark = getattr(error, "problem_mark", None)
        place = name if mark is None else f"{name}:ligne {mark.line + 1}"
        raise InvalidInput(
            [fault("YAML_ILLISIBLE", place, detail="structure ou caractère inattendu")]
        ) from error
    return root if isinstance(root, yaml.MappingNode) else None


def entries(
    node: yaml.MappingNode, place: str, faults: list[Fault]
) -> Iterator[tuple[str, yaml.Node]]:
    """Yield each key and its value once; a key that comes back is a fault."""
    seen: set[str] = set()
    for key_node, value in node.value:
        key = text_of(key_node)
        if key in seen:
            line = key_node.start_mark.line + 1
            faults.append(fault("CLE_EN_DOUBLE", f"{place}:{key} (ligne {line})", key=key))
            continue
        seen.add(key)
        yield key, value


def line_of(node: yaml.Node) -> str:
    """Return where a node begins, as messages say it: « (ligne 3) »."""
    return f"(ligne {node.start_mark.line + 1})"


def text_of(node: yaml.Node) -> str:
    """Return a scalar's text, nothing for a list or a mapping."""
    return node.value if isinstance(node, yaml.ScalarNode) else ""


def unknown_key(key: str, place: str, known: Iterable[str]) -> Fault:
    """Return the fault of a key nobody knows, with the nearest one that exists."""
    near = difflib.get_close_matches(key, list(known), n=1)
    advice = f"Vouliez-vous dire « {near[0]} » ?" if near else "La supprimer."
    return fault("CLE_INCONNUE", place, key=key, advice=advice)


def check_schema(node: yaml.Node, place: str, schema: str, faults: list[Fault]) -> None:
    """Refuse a file that announces another format than ``schema``."""
    if text_of(node) != schema:
        faults.append(fault("VERSION_INCONNUE", place, value=text_of(node), known=schema))


def cell_of(node: yaml.Node, place: str, label: str, faults: list[Fault]) -> RawCell | None:
    """Return a scalar, or a list of scalars, as a cell to read; anything else is a fault."""
    if isinstance(node, yaml.ScalarNode):
        null = node.style is None and node.value in ("", "~", "null")
        return RawCell(None if null else node.value, place)
    if isinstance(node, yaml.SequenceNode) and all(
        isinstance(each, yaml.ScalarNode) for each in node.value
    ):
        return RawCell([each.value for each in node.value], place)
    faults.append(fault("TEXTE_ATTENDU", place, label=label))
    return None


def written(value: Any, kind: str) -> str:
    """Return a value as the file writes it; reading it again gives the same value."""
    match value:
        case bool():
            return "oui" if value else "non"
        case Enum():
            return str(value.value)
        case str() if kind == "choice":
            return value
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
