"""The package's own data files, read once and safely."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

DATA = resources.files("insertion") / "data"


@cache
def load_data(name: str) -> Any:
    """Return the parsed content of ``insertion/data/<name>`` (dates become ``datetime.date``)."""
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


@cache
def load_folder(name: str) -> dict[str, Any]:
    """Return the merged mappings of every YAML file of ``insertion/data/<name>/``.

    Raises:
        ValueError: when two files define the same key.
    """
    merged: dict[str, Any] = {}
    for entry in sorted((DATA / name).iterdir(), key=lambda each: each.name):
        if not entry.name.endswith(".yaml"):
            continue
        content = yaml.safe_load(entry.read_text(encoding="utf-8"))
        twice = merged.keys() & content.keys()
        if twice:
            raise ValueError(f"defined twice in {name}/: {sorted(twice)}")
        merged.update(content)
    return merged
