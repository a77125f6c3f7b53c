"""The rules of a body's text: its grammar, what may not be typed in it, whether all can read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docgen.blocks import Block, Condition, Heading, Inlines, Table, Text
from docgen.clause import Clause, inlines_of
from docgen.lint_finding import Finding, Ground, on_line
from docgen.markup import MarkupError, parse, write

LITERAL = re.compile(r"\d|€|%|\b[LRD]\. ?\d", re.IGNORECASE)
"""What no body types: a number, an amount, a share, an article."""
_CAPITALS = re.compile(r"\b[A-ZÀ-ÖØ-Þ]{4,}(?:[\s'’-]+[A-ZÀ-ÖØ-Þ]{2,})+\b")
"""Words in capitals one after the other; one alone may be an acronym."""
_SHOUTED = re.compile(r"[A-ZÀ-ÖØ-Þ]{2}[^a-zà-öø-ÿ]*")
_ADDRESS = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)


def grammar(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C001: every body belongs to the grammar, and writing it back gives the same blocks."""
    for body, text in clause.bodies.items():
        file = f"{clause.id}/{body}"
        try:
            blocks = parse(text)
        except MarkupError as error:
            advice = "Revenir à la grammaire des corps."
            yield on_line("C001", file, error.line, error.detail, advice)
            continue
        if parse(write(blocks)) != blocks:
            yield on_line("C001", file, 0, "ne se réécrit pas à l'identique", "Simplifier.")


def no_literals(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C003: no number, amount, percentage or article is typed in a body."""
    for name, variant in clause.sheet.variants.items():
        for inline in inlines_of(clause.blocks[name]):
            if isinstance(inline, Text) and (found := LITERAL.search(inline.text)):
                yield on_line(
                    "C003",
                    f"{clause.id}/{variant.body}",
                    line_of(inline.text, clause.bodies[variant.body]),
                    f"« {found.group()} » dans « {inline.text.strip()[:60]} »",
                    "Passer par une variable ou par une donnée de droit.",
                )


def legible(clause: Clause, ground: Ground) -> Iterable[Finding]:
    """C009: one title of level 2, none skipped; tables headed; no capitals; links that speak."""
    for name, blocks in clause.blocks.items():
        body = clause.sheet.variants[name].body
        file, text = f"{clause.id}/{body}", clause.bodies[body]
        yield from _titled(file, text, blocks)
        for header in _headers(blocks):
            if not all(_said(cell) for cell in header):
                line = line_of("".join(map(_words, header[:1])), text)
                detail = "une colonne du tableau n'a pas de titre"
                yield on_line("C009", file, line, detail, "Nommer chaque colonne.")
        for inline in inlines_of(blocks):
            if isinstance(inline, Text):
                yield from _legible_words(file, text, inline.text)


def _titled(file: str, text: str, blocks: tuple[Block, ...]) -> Iterator[Finding]:
    headings = [block for block in _flat(blocks) if isinstance(block, Heading)]
    if not blocks or blocks[0] not in headings or headings[0].level != 2:
        yield on_line("C009", file, 1, "le corps ne commence pas par « ## »", "Ajouter le titre.")
    if sum(heading.level == 2 for heading in headings) > 1:
        last = [heading for heading in headings if heading.level == 2][-1]
        line = line_of(f"## {_words(last.inlines)}", text)
        yield on_line("C009", file, line, "deux titres de niveau 2", "Découper la clause.")
    level = 1
    for heading in headings:
        line = line_of(_words(heading.inlines), text)
        if heading.level > level + 1 and heading is not headings[0]:
            detail = f"le titre passe du niveau {level} au niveau {heading.level}"
            yield on_line("C009", file, line, detail, "Descendre d'un niveau à la fois.")
        level = heading.level
        if _SHOUTED.fullmatch(_words(heading.inlines)):
            detail = "le titre est tout en capitales"
            yield on_line("C009", file, line, detail, "L'écrire en minuscules.")


def _legible_words(file: str, text: str, words: str) -> Iterator[Finding]:
    if found := _CAPITALS.search(words):
        detail = f"« {found.group()} » est en capitales"
        yield on_line("C009", file, line_of(words, text), detail, "L'écrire en minuscules.")
    if found := _ADDRESS.search(words):
        detail = f"« {found.group()} » n'est lisible ni à voix haute ni sur papier"
        advice = "Nommer la page, ou passer par une variable."
        yield on_line("C009", file, line_of(words, text), detail, advice)


def _flat(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Condition):
            yield from _flat(block.blocks)
        else:
            yield block


def _headers(blocks: tuple[Block, ...]) -> Iterator[tuple[Inlines, ...]]:
    return (block.header for block in _flat(blocks) if isinstance(block, Table))


def _words(inlines: Inlines) -> str:
    return "".join(each.text for each in inlines if isinstance(each, Text))


def _said(inlines: Inlines) -> bool:
    return any(not isinstance(each, Text) or each.text.strip() for each in inlines)


def line_of(words: str, body: str) -> int:
    """Return the line where a body says ``words``, which stand on one line; 0 when it does not."""
    lines = body.split("\n")
    return next((n for n, line in enumerate(lines, start=1) if words.strip() in line), 0)
