"""Markdown for the built pages of ``docs/``: a page, its prose, its tables, set in French."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from insertion.typography import french

BUILT = "<!-- Page produite par « make construire » : ne pas la modifier à la main. -->"


def page(title: str, *parts: str) -> str:
    """Return a built page: its warning, its title, its parts."""
    return "\n\n".join([BUILT, f"# {french(title)}", *parts]) + "\n"


def heading(level: int, text: str) -> str:
    """Return a heading of ``level`` 1 to 6."""
    return f"{'#' * level} {prose(text)}"


def prose(text: str) -> str:
    """Return ``text`` with French spaces, except in code spans, which people copy and type."""
    pieces = text.split("`")
    return "`".join(french(each) if index % 2 == 0 else each for index, each in enumerate(pieces))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar inside a cell is escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(each) for each in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return prose(text).replace("|", "\\|").replace("\n", " ")
