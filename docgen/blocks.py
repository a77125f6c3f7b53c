"""Blocks: the narrow waist between wording and Word.

A body of a clause is read into blocks; rendering replaces variables and citations by text; Word,
plain text and the comparison of two versions are views of the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they will be read; ``locked`` words of a form cannot be changed in Word."""

    text: str
    strong: bool = False
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """A published placeholder, printed by its type."""

    name: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """An article of law, worded as of the consultation date."""

    article: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference to another clause."""

    clause: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """A fact still missing; ``key`` is its French key, ``label`` what the buyer must supply."""

    key: str
    label: str
    strong: bool = False


EntryKind = Literal["text", "long_text", "date", "number", "yes_no", "tick"]
"""What a reader writes in a place of a form."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place for the reader to fill, by hand or in Word; never a missing fact of the buyer.

    ``label`` says in French what is asked, for whoever cannot see the form.
    """

    kind: EntryKind
    label: str = ""
    strong: bool = False


Inline = Text | Variable | Citation | Reference | Blank | Entry
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 2 is the clause's own title, level 3 a part of it."""

    level: int
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Item:
    """An element of a list, with at most one list nested in it."""

    inlines: Inlines
    nested: ListBlock | None = None


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A numbered or bulleted list."""

    ordered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row.

    ``numeric`` marks right-aligned columns, ``total`` a last row that
    sums; ``row_height`` is a minimum, in twentieths of a point.
    """

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    numeric: tuple[bool, ...] = ()
    widths: tuple[int, ...] = ()
    total: bool = False
    row_height: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A drafting note: a comment in drafts, absent from final pieces."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Condition:
    """Blocks kept only when a declared boolean holds (or, negated, does not)."""

    flag: str
    negated: bool
    blocks: tuple[Block, ...]


Block = Heading | Paragraph | ListBlock | Table | Note | Condition


def inline_text(inlines: Inlines) -> str:
    """Return rendered inlines as plain text.

    Raises:
        TypeError: when a variable or a citation has not been rendered.
    """
    parts: list[str] = []
    for inline in inlines:
        match inline:
            case Text(text, _):
                parts.append(text)
            case Blank(_, label, _):
                parts.append(blank_text(label))
            case Reference(clause, _):
                parts.append(f"[{clause}]")
            case Entry(kind):
                parts.append(ENTRY_TEXTS[kind])
            case _:
                raise TypeError(f"not rendered: {inline!r}")
    return "".join(parts)


ENTRY_TEXTS: dict[EntryKind, str] = {
    "text": "………………",
    "long_text": "………………",
    "date": "…… / …… / …………",
    "number": "…………",
    "yes_no": "oui / non",
    "tick": "\N{BALLOT BOX}",
}
"""What stands for a place to fill where there is no control: text, print."""

BLANK_OPENING = "[À compléter"


def blank_text(label: str) -> str:
    """Return what stands for a missing fact; the brackets survive black-and-white printing."""
    return f"{BLANK_OPENING} : {label}]"
