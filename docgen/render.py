"""A clause and the published values become blocks that hold only words, blanks and references."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docgen.blocks import (
    Blank,
    Block,
    Citation,
    Condition,
    Entry,
    Heading,
    Inline,
    Inlines,
    Item,
    ListBlock,
    Note,
    Paragraph,
    Table,
    Text,
    Variable,
    inline_text,
)
from docgen.clause import Clause
from docgen.entries import labelled, labelled_list, labelled_table
from docgen.environment import print_placeholder
from docgen.placeholders import Placeholders
from docgen.standing import status_refusal
from insertion.errors import Fault, InvalidInput, fault
from insertion.law import articles
from insertion.typography import date_text, french

NUMBERS_PRINTED = "numeros_imprimes"
"""The fact by which a buyer does without the printed numbers."""


@dataclass(frozen=True, slots=True)
class RenderedClause:
    """A clause ready for a document; ``mark`` is the identity printed under it, empty for none."""

    clause: Clause
    variant: str
    blocks: tuple[Block, ...]
    mark: str = ""

    @property
    def title(self) -> str:
        """Return the heading the clause prints."""
        for block in self.blocks:
            if isinstance(block, Heading):
                return inline_text(block.inlines)
        return french(self.clause.sheet.title)


def applies(clause: Clause, places: Placeholders) -> bool:
    """Tell whether the clause has anything to say in this contract."""
    when = clause.sheet.when
    return when is None or places.flag(when) is not False


def render_clause(
    clause: Clause, places: Placeholders, on: date | None, *, notes: bool = True
) -> RenderedClause:
    """Return the clause worded for these values, as of the consultation date ``on``.

    ``notes`` keeps drafting notes. A draft without a date leaves a blank where an article is cited.

    Raises:
        InvalidInput: when the clause is withdrawn or does not serve that date, or cites an article
            not in force.
    """
    unserved = status_refusal(clause, final=False)
    if unserved is None and on is not None:
        unserved = out_of_force(clause, on)
    if unserved is not None:
        raise InvalidInput([unserved])
    places = places.seen_by(clause.sheet.applies_to.documents)
    variant = _variant(clause, places)
    blocks = _Renderer(clause, places, on, notes).blocks(clause.blocks[variant])
    marked = NUMBERS_PRINTED not in places.values or places.flag(NUMBERS_PRINTED) is not False
    return RenderedClause(clause, variant, tuple(blocks), clause.mark if marked else "")


def out_of_force(clause: Clause, on: date) -> Fault | None:
    """Return why the clause does not serve a consultation of that day, ``None`` when it does."""
    validity = clause.sheet.validity
    told = {"clause": clause.id, "date": date_text(on)}
    if on < validity.start:
        start = date_text(validity.start)
        return fault("CLAUSE_PAS_ENCORE_VALABLE", clause.id, **told, start=start)
    if validity.end is not None and on > validity.end:
        return fault("CLAUSE_PLUS_VALABLE", clause.id, **told, end=date_text(validity.end))
    return None


def _variant(clause: Clause, places: Placeholders) -> str:
    default = ""
    for name, variant in clause.sheet.variants.items():
        if variant.when is not None and places.flag(variant.when) is True:
            return name
        if variant.default:
            default = name
    return default


@dataclass(frozen=True, slots=True)
class _Renderer:
    clause: Clause
    places: Placeholders
    on: date | None
    notes: bool

    def blocks(self, blocks: tuple[Block, ...]) -> list[Block]:
        found: list[Block] = []
        for block in blocks:
            for made in self.block(block):
                last = found[-1] if found else None
                if (
                    isinstance(made, ListBlock)
                    and isinstance(last, ListBlock)
                    and made.ordered == last.ordered
                ):
                    # a condition split one list in two: its items read as one again
                    found[-1] = ListBlock(made.ordered, last.items + made.items)
                elif made != last or not _asks(made):  # one missing fact is asked for once
                    found.append(made)
        return found

    def block(self, block: Block) -> list[Block]:
        match block:
            case Condition(flag, negated, inner):
                value = self.places.flag(flag)
                if isinstance(value, Blank):
                    return [] if negated else [Paragraph((value,))]
                return self.blocks(inner) if value is not negated else []
            case Heading(level, inlines):
                return [Heading(level, self.inlines(inlines))]
            case Note(inlines):
                return [Note(self.inlines(inlines))] if self.notes else []
            case ListBlock():
                return [labelled_list(self.list_block(block))]
            case Table():
                header = tuple(self.inlines(cell) for cell in block.header)
                rows = tuple(tuple(self.inlines(c) for c in row) for row in block.rows)
                made = Table(
                    header, rows, block.numeric, block.widths, block.total, block.row_height
                )
                return [labelled_table(made)]
            case Paragraph((Variable(name, strong),)):
                return self.whole(name, strong=strong)
            case Paragraph(inlines):
                return [Paragraph(labelled(self.inlines(inlines)))]

    def whole(self, name: str, *, strong: bool) -> list[Block]:
        """Print a variable that stands alone: a table, a list, or an ordinary paragraph."""
        value = self.places.values[name].value
        if isinstance(value, Table):
            return [labelled_table(value)] if value.rows else []
        if isinstance(value, tuple):
            items = tuple(
                Item((*line, Text(" ;" if i < len(value) - 1 else ".")))
                for i, line in enumerate(value)
            )
            return [
                ListBlock(ordered=False, items=tuple(Item(_set(item.inlines)) for item in items))
            ]
        return [Paragraph(labelled(self.inlines((Variable(name, strong),))))]

    def list_block(self, block: ListBlock) -> ListBlock:
        return ListBlock(
            block.ordered,
            tuple(
                Item(
                    self.inlines(item.inlines),
                    None if item.nested is None else self.list_block(item.nested),
                )
                for item in block.items
            ),
        )

    def inlines(self, inlines: Inlines) -> Inlines:
        worded: list[Inline] = []
        for inline in inlines:
            match inline:
                case Variable(name, strong):
                    worded.extend(self.variable(name, strong))
                case Citation(article, strong):
                    worded.append(self.citation(article, strong))
                case _:
                    worded.append(inline)
        return _set(tuple(worded))

    def variable(self, name: str, strong: bool) -> list[Inline]:
        value = self.places.values[name].value
        match value:
            case Blank(key, label):
                return [Blank(key, label, strong)]
            case Entry(kind, label):
                return [Entry(kind, label, strong)]
            case str():
                return [Text(print_placeholder(name, value), strong)]
            case tuple():
                spoken: list[Inline] = []
                for index, line in enumerate(value):
                    link = "" if index == 0 else (" et " if index == len(value) - 1 else ", ")
                    spoken += [Text(link, strong), *line] if link else list(line)
                return spoken
            case _:
                raise TypeError(f"{self.clause.id}: {name} cannot stand inside a sentence")

    def citation(self, article: str, strong: bool) -> Inline:
        if self.on is None:
            return Blank("date_lancement", "article, selon la date de lancement", strong)
        try:
            return Text(articles()[article].citation(self.on), strong)
        except (KeyError, LookupError) as error:
            raise InvalidInput(
                [
                    fault(
                        "ARTICLE_PAS_EN_VIGUEUR",
                        self.clause.id,
                        article=article,
                        date=date_text(self.on),
                        clause=self.clause.id,
                    )
                ]
            ) from error


def _asks(block: Block) -> bool:
    """Tell whether a block is nothing but a missing fact."""
    match block:
        case Paragraph((Blank(),)):
            return True
        case _:
            return False


def _set(inlines: Inlines) -> Inlines:
    """Merge neighbouring words and give them French typography, once."""
    merged: list[Inline] = []
    for inline in inlines:
        last = merged[-1] if merged else None
        if isinstance(inline, Text) and isinstance(last, Text) and inline.strong == last.strong:
            merged[-1] = Text(last.text + inline.text, last.strong)
        else:
            merged.append(inline)
    return tuple(
        Text(french(each.text), each.strong) if isinstance(each, Text) else each for each in merged
    )


def plain_text(blocks: tuple[Block, ...]) -> str:
    """Return rendered blocks as text, for golden files and for comparing versions."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Heading(level, inlines):
                lines.append(f"{'#' * level} {inline_text(inlines)}")
            case Paragraph(inlines):
                lines.append(inline_text(inlines))
            case Note(inlines):
                lines.append(f"> {inline_text(inlines)}")
            case ListBlock():
                lines.extend(_list_lines(block, ""))
            case Table(header, rows):
                lines.extend(" | ".join(map(inline_text, row)) for row in (header, *rows))
            case Condition():
                raise TypeError("not rendered")
    return "\n".join(lines) + "\n"


def _list_lines(block: ListBlock, indent: str) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(block.items, start=1):
        mark = f"{number}." if block.ordered else "-"
        lines.append(f"{indent}{mark} {inline_text(item.inlines)}")
        if item.nested is not None:
            lines.extend(_list_lines(item.nested, indent + "  "))
    return lines
