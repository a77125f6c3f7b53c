"""The words of a Word paragraph, read as a body says them: text, fields, citations, references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from docgen.blocks import Citation, Inline, Inlines, Reference, Text, Variable
from docgen.clause_word import Words, field_words, folded, wordings
from docgen.markup import CITED_CODES
from docgen.word_lines import Span
from insertion.law import articles

_TYPED = re.compile(
    r"\{\{ ?(?P<variable>[a-z][a-z0-9_]*) ?\}\}"
    rf"|\[(?P<citation>(?:{'|'.join(CITED_CODES)}):[^\]\s]+)\]"
    r"|\[clause:(?P<clause>[a-z0-9-]+)\]"
)


class Altered(ValueError):
    """The words of a field, a citation or a reference were changed inside it.

    ``words`` is what stands there, ``expected`` what should.
    """

    def __init__(self, words: str, expected: str) -> None:
        super().__init__(words)
        self.words = words
        self.expected = expected


def read_inlines(spans: Sequence[Span], words: Words) -> Inlines:
    """Return what a body says for these words, spaces and apostrophes as bodies type them.

    Raises:
        Altered: when a field, a citation or a reference no longer says what it stands for.
    """
    return tidy([each for group in _merged(spans) for each in _read(group, words)])


def tidy(inlines: Sequence[Inline]) -> Inlines:
    """Return inlines as the grammar holds them: one space at a time, none at either end."""
    found: list[Inline] = []
    for inline in inlines:
        last = found[-1] if found else None
        if not isinstance(inline, Text):
            found.append(inline)
        elif isinstance(last, Text) and last.strong == inline.strong:
            found[-1] = Text(folded(last.text + inline.text), last.strong)
        else:
            after_space = last is None or (isinstance(last, Text) and last.text.endswith(" "))
            text = folded(inline.text)
            text = text.lstrip(" ") if after_space else text
            if text:
                found.append(Text(text, inline.strong))
    while found:
        last = found.pop()
        if not isinstance(last, Text):
            return (*found, last)
        if text := last.text.rstrip(" "):
            return (*found, Text(text, last.strong))
    return ()


def _merged(spans: Sequence[Span]) -> Iterator[Span]:
    """Join the runs a word processor cut; a space inside a control is bold as its neighbours."""
    said = [each for each in spans if each.text]
    for (names, holder), group in groupby(said, key=lambda each: (each.names, each.holder)):
        parts = list(group)
        if names:
            strong = all(each.strong for each in parts if each.text.strip())
            yield Span("".join(each.text for each in parts), strong, names, holder)
            continue
        for strong, alike in groupby(parts, key=lambda each: each.strong):
            yield Span("".join(each.text for each in alike), strong)


def _read(span: Span, words: Words) -> Iterator[Inline]:
    text = folded(span.text)
    kind, _, name = span.names.partition(":")
    if not span.names or kind == "var":
        yield from _typed(text, span.strong)
        return
    known = _known_words(kind, name, words)
    shown = next((each for each in known if each in text), None)
    if shown is None:
        if text.strip():
            raise Altered(text.strip(), known[0] if known else name)
        return
    for index, between in enumerate(text.split(shown)):
        if index:
            yield Citation(name, span.strong) if kind == "cite" else Reference(name, span.strong)
        if between:
            yield from _typed(between, span.strong)


def _known_words(kind: str, name: str, words: Words) -> tuple[str, ...]:
    if kind == "ref":
        return (folded(words.reference(name)),)
    return wordings(articles()[name]) if name in articles() else ()


def _typed(text: str, strong: bool) -> Iterator[Inline]:
    """Read what is written the way bodies write it."""
    at = 0
    for found in _TYPED.finditer(text):
        yield from [Text(text[at : found.start()], strong)] if found.start() > at else []
        at = found.end()
        if found["variable"] is not None:
            yield Variable(found["variable"], strong)
        elif found["citation"] is not None:
            yield Citation(found["citation"], strong)
        else:
            yield Reference(found["clause"], strong)
    if at < len(text):
        yield Text(text[at:], strong)


def plain_words(inlines: Inlines) -> str:
    """Return inlines as a body writes them, without bold; to name a passage in a message."""
    return "".join(_plain(replace(each, strong=False)) for each in inlines)


def _plain(inline: Inline) -> str:
    match inline:
        case Text(text, _):
            return text
        case Variable(name, _):
            return field_words(name)
        case Citation(article, _):
            return f"[{article}]"
        case Reference(clause, _):
            return f"[clause:{clause}]"
        case _:
            raise TypeError(f"a body has no {inline!r}")
