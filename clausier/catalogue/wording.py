"""Blocks as HTML: the wording before any contract, its fields as chips, and rendered examples.

Every word is escaped: a clause comes from anyone. Titles bear the level they have in Word.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from clausier.catalogue.shelf import Shelf
from clausier.clauses_words import condition_words, field_label, field_source
from docgen.blocks import (
    ENTRY_TEXTS,
    Blank,
    Block,
    Citation,
    Condition,
    Entry,
    Heading,
    Inline,
    Inlines,
    ListBlock,
    Note,
    Paragraph,
    Reference,
    Table,
    Text,
    Variable,
    blank_text,
)
from insertion.law import articles
from insertion.typography import date_text, french

TOP = 1
"""A clause's own title is of level 2 in Word, and comes under a title of level 2 on its page."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What words blocks on a page; ``root`` leads from the page to the site's root."""

    shelf: Shelf
    root: str

    def html(self, blocks: tuple[Block, ...]) -> Markup:
        """Return blocks as HTML, rendered or not."""
        return Markup("\n").join(self._block(each) for each in blocks)

    def _block(self, block: Block) -> Markup:
        match block:
            case Heading(level, inlines):
                tag = f"h{min(level + TOP, 6)}"
                return Markup('<{} data-titre="{}">{}</{}>').format(
                    tag, level, self._words(inlines), tag
                )
            case Paragraph(inlines):
                return Markup("<p>{}</p>").format(self._words(inlines))
            case Note(inlines):
                opening = french("Note au rédacteur : ")
                return Markup('<p class="note-redacteur"><strong>{}</strong>{}</p>').format(
                    opening, self._words(inlines)
                )
            case ListBlock():
                return self._list(block)
            case Table():
                return self._table(block)
            case Condition(flag, negated, inner):
                told = french(f"{'Sauf si' if negated else 'Si'} {condition_words(flag)} :")
                return Markup(
                    '<div class="condition"><p class="condition-mots">{}</p>\n{}</div>'
                ).format(told, self.html(inner))

    def _list(self, block: ListBlock) -> Markup:
        tag = "ol" if block.ordered else "ul"
        items = Markup("").join(
            Markup("<li>{}{}</li>").format(
                self._words(item.inlines), self._list(item.nested) if item.nested else ""
            )
            for item in block.items
        )
        return Markup("<{}>{}</{}>").format(tag, items, tag)

    def _table(self, block: Table) -> Markup:
        head = Markup("").join(
            Markup('<th scope="col">{}</th>').format(self._words(each)) for each in block.header
        )
        rows = Markup("\n").join(
            Markup("<tr>{}</tr>").format(
                Markup("").join(Markup("<td>{}</td>").format(self._words(cell)) for cell in row)
            )
            for row in block.rows
        )
        return Markup(
            '<div class="defile" tabindex="0" role="group" aria-label="Tableau">'
            "<table><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table></div>"
        ).format(head, rows)

    def _words(self, inlines: Inlines) -> Markup:
        return Markup("").join(self._inline(each) for each in inlines)

    def _inline(self, inline: Inline) -> Markup:
        match inline:
            case Text(text, _):
                said = escape(french(text))
            case Variable(name, _):
                said = Markup('<span class="champ" title="{}">[{}]</span>').format(
                    field_source(name), field_label(name)
                )
            case Citation(article, _):
                said = self._cited(article)
            case Reference(clause, _):
                said = Markup("article {}").format(self.linked(clause))
            case Blank(_, label, _):
                said = Markup('<mark class="blanc">{}</mark>').format(french(blank_text(label)))
            case Entry(kind):
                said = Markup('<span class="saisie">{}</span>').format(ENTRY_TEXTS[kind])
        return Markup("<strong>{}</strong>").format(said) if inline.strong else said

    def linked(self, clause: str) -> Markup:
        """Return the title of a clause in quotes, leading to its page when the library has it."""
        title = french(f"« {self.shelf.title_of(clause)} »")
        if clause not in self.shelf.clauses:
            return escape(title)
        return Markup('<a href="{}{}">{}</a>').format(self.root, self.shelf.page_of(clause), title)

    def _cited(self, name: str) -> Markup:
        article = articles().get(name)
        if article is None:
            return escape(french(f"{name} (article inconnu)"))
        if article.at(self.shelf.on) is None:
            day = date_text(self.shelf.on)
            said = french(f"{article.cite} (pas en vigueur au {day})")
        else:
            said = french(article.citation(self.shelf.on))
        address = self.shelf.article_pages.get(name)
        if address is None:
            return escape(said)
        return Markup('<a href="{}{}">{}</a>').format(self.root, address, said)
