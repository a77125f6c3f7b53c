"""The scripts of xlwings Lite: the buttons of its pane, over the open book."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LiteScript:
    """A button: its Python name, its words, and its fields (name, type as written, default)."""

    name: str
    title: str
    told: str
    arguments: tuple[tuple[str, str, object], ...] = ()


SCRIPTS: tuple[LiteScript, ...] = ()
