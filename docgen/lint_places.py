"""The line of a finding: a key of a YAML file is looked up in its text, only when it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources.abc import Traversable

import yaml

from docgen.library import read_text, read_yaml
from docgen.lint_finding import Finding
from insertion.errors import InvalidInput

_LINE = re.compile(r"ligne (\d+)")


def with_lines(findings: list[Finding], root: Traversable) -> list[Finding]:
    """Return the findings, each with the line of its place where there is one."""
    nodes: dict[str, yaml.Node | None] = {}
    return [
        each if each.line else replace(each, line=_line(each, root, nodes)) for each in findings
    ]


def _line(finding: Finding, root: Traversable, nodes: dict[str, yaml.Node | None]) -> int:
    told = _LINE.fullmatch(finding.key)
    if told:
        return int(told[1])
    if not finding.key or not finding.file.endswith(".yaml"):
        return 0
    if finding.file not in nodes:
        nodes[finding.file] = _node(finding.file, root)
    node = nodes[finding.file]
    return 0 if node is None else _key_line(node, finding.key)


def _node(path: str, root: Traversable) -> yaml.Node | None:
    file = root
    for part in path.split("/"):
        file = file / part
    try:
        text = read_text(file, path)
        read_yaml(text, path)
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except (InvalidInput, yaml.YAMLError, RecursionError):  # unreadable: told by its own finding
        return None


def _key_line(node: yaml.Node, key: str) -> int:
    """Return the line of a key given by its path, or of as much of the path as exists.

    A part of the path is a key, the rank of an element, or a word an element holds.
    """
    line, rest = 0, key
    while rest:
        step = next((each for each in _steps(node) if _opens(each[0], rest)), None)
        if step is None:
            break
        name, line, node = step
        rest = rest[len(name) + 1 :]
    return line


def _opens(name: str, path: str) -> bool:
    return path == name or path.startswith(f"{name}.")


def _steps(node: yaml.Node) -> Iterator[tuple[str, int, yaml.Node]]:
    """Yield the names by which one goes on from a node, each with its line and what it leads to."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode):
        for rank, element in enumerate(node.value):
            line = element.start_mark.line + 1
            yield str(rank), line, element
            if isinstance(element, yaml.MappingNode):  # an article of a basis, a case by its name
                words = (each.value for _, each in element.value)
                yield from (
                    (word, line, element) for word in words if word and isinstance(word, str)
                )
