"""A changed body written back as its author lays it out: only what changed is written anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from docgen.blocks import Block, Condition, Paragraph
from docgen.markup import MarkupError, parse, write

_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-ZÀ-ÖØ-Þ«\[{])")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block of a body with its own text, and what separates it from the block before."""

    block: Block
    text: str
    before: str


def laid_out(blocks: tuple[Block, ...], previous: str) -> str:
    """Return the text of ``blocks``: what ``previous`` already says keeps its lines.

    A new paragraph has a sentence a line. ``parse(laid_out(blocks, previous)) == blocks``.
    """
    if parse(previous) == blocks:
        return previous
    pieces = list(_pieces(previous))
    before = [each.block for each in pieces]
    parts: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, blocks, autojunk=False).get_opcodes():
        if kind == "equal":
            for rank, piece in enumerate(pieces[a:b]):
                near = rank > 0 or (a == 0 and c == 0)
                parts.append((piece.before if near else "\n\n", piece.text))
        else:
            parts.extend(("\n\n", _fresh(each)) for each in blocks[c:d])
    text = "".join(before + own for before, own in parts).lstrip("\n") + "\n"
    return text if parse(text) == blocks else write(blocks)


def _pieces(text: str) -> Iterator[_Piece]:
    """Cut a body into its blocks: the most lines that still read as one."""
    lines = text.rstrip("\n").split("\n")
    at = 0
    blank = 0
    while at < len(lines):
        if not lines[at].strip():
            blank += 1
            at += 1
            continue
        end, block = _one_block(lines, at)
        yield _Piece(block, "\n".join(lines[at:end]).rstrip("\n"), "\n" * (blank + 1))
        at, blank = end, 0


def _one_block(lines: Sequence[str], at: int) -> tuple[int, Block]:
    found: tuple[int, Block] | None = None
    for end in range(at + 1, len(lines) + 1):
        if found is not None and not lines[end - 1].strip():
            break
        try:
            read = parse("\n".join(lines[at:end]))
        except MarkupError:  # a condition or a table not finished yet
            continue
        if len(read) > 1:
            break
        found = (end, read[0])
    assert found is not None, "the body was parsed"
    return found


def _fresh(block: Block) -> str:
    """Return a block's text, a sentence a line."""
    match block:
        case Paragraph():
            plain = write((block,)).rstrip("\n")
            cut = _SENTENCE.sub("\n", plain)
            return cut if parse(cut) == (block,) else plain
        case Condition(flag, negated, inner):
            opening = f":::{'unless' if negated else 'if'} {flag}"
            return "\n".join([opening, "\n\n".join(map(_fresh, inner)), ":::"])
        case _:
            return write((block,)).rstrip("\n")
