"""The comparisons as a page a lawyer opens, prints or files: one file, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from markupsafe import Markup, escape

from clausier.packs_answers_diff import Document
from clausier.packs_page import Page, cells, whole_page
from clausier.packs_report_diff import (
    FATES,
    HEADINGS,
    STANDINGS,
    STATES,
    clause_line,
    differing,
    example_words,
    judged_words,
    scope_words,
    stale_line,
)
from clausier.packs_sides import Stale
from docgen.clause import Clause
from docgen.clause_diff import ClauseDiff, Fate, SourceFile
from docgen.derivation import Standing
from docgen.document_diff import Judged, State
from docgen.text_diff import LineChange, Mark, Row, Words, words_between
from insertion.typography import counted, french, listed

BEFORE_AFTER = ("Avant", "Après")
EMPTY = Markup('<span class="vide">–</span>')


def _words(words: Iterable[Words], *, without: Mark | None = None) -> Markup:
    """Return words in which what went and what came is told to eyes and to ears alike."""
    parts: list[Markup] = []
    for each in words:
        if each.mark is without:
            continue
        text = escape(each.text)
        match each.mark:
            case Mark.REMOVED:
                parts.append(Markup('<del><span class="dit">retiré : </span>{}</del>').format(text))
            case Mark.ADDED:
                parts.append(Markup('<ins><span class="dit">ajouté : </span>{}</ins>').format(text))
            case Mark.KEPT:
                parts.append(text)
    return Markup("").join(parts)


def _changes(changes: Sequence[LineChange], caption: str, titles: Sequence[str]) -> Markup:
    rows = [
        (
            EMPTY if each.before is None else _words(each.words, without=Mark.ADDED),
            EMPTY if each.after is None else _words(each.words, without=Mark.REMOVED),
        )
        for each in changes
    ]
    return cells(caption, titles, rows)


# --- Two sides --------------------------------------------------------------------------------


def comparison_page(before: str, after: str, found: Sequence[ClauseDiff], on: date) -> bytes:
    """Return the page of two sides compared: each clause that differs, on paper then in source."""
    page = Page(french("Comparaison de clauses"), on)
    page.lead(f"{before} → {after}")
    tally = {word: sum(each.fate is fate for each in found) for fate, word in FATES.items()}
    told = listed([counted(count, word) for word, count in tally.items() if count])
    page.lead(french(f"{counted(len(found), 'clause')} : {told or 'aucune'}."))
    different = [each for each in found if each.fate is not Fate.SAME]
    page.contents([(each.id, clause_line(each)) for each in different])
    for each in different:
        clause = each.after or each.before
        assert clause is not None  # one side at least holds it
        page.section(each.id, french(clause.sheet.title), french(clause_line(each)))
        _provenance(page, each.after)
        if each.fate is Fate.CHANGED:
            _effects(page, each)
            page.add(_source(each.source))
    return whole_page(page)


def _provenance(page: Page, clause: Clause | None) -> None:
    if clause is not None and clause.sheet.provenance.reason:
        page.paragraph(french(f"Motif de l'adaptation : {clause.sheet.provenance.reason}"))


def _effects(page: Page, each: ClauseDiff) -> None:
    page.heading(french("Sur le papier"))
    if not each.effects:
        told = (
            f"Aucun des {each.cases} exemples de la clause ne change."
            if each.cases
            else "Aucun exemple ne permet de dire ce qui change."
        )
        page.paragraph(french(told))
    for effect in each.effects:
        page.add(_changes(effect.changes, french(example_words(effect.cases)), BEFORE_AFTER))


def _source(files: Sequence[SourceFile]) -> Markup:
    texts = Markup("").join(
        Markup('<h4>{}</h4><pre tabindex="0">{}</pre>').format(each.name, "\n".join(each.lines))
        for each in files
    )
    told = french("Dans la source (pour qui rédige)")
    return Markup("<details><summary>{}</summary>{}</details>").format(told, texts)


# --- A piece ----------------------------------------------------------------------------------


def document_page(judged: Document, on: date) -> bytes:
    """Return the page of a piece judged: a table of its clauses, then what each says otherwise."""
    page = Page(french("Pièce et bibliothèque"), on)
    tally = {
        word: sum(each.state is state for each in judged.clauses) for state, word in STATES.items()
    }
    told = listed([counted(count, word) for word, count in tally.items() if count])
    page.lead(judged.name + french(f" : {counted(len(judged.clauses), 'clause')}, {told}."))
    page.lead(french(scope_words(judged)))
    rows = [
        (_named(each), escape(each.held.version), escape(french(judged_words(each))))
        for each in judged.clauses
    ]
    titles = ("Clause", "Version de la pièce", "État")
    page.add(cells(french("Clauses de la pièce, dans son ordre"), titles, rows))
    for index, each in enumerate(judged.clauses):
        if each.changes:
            title = each.held.id if each.current is None else french(each.current.sheet.title)
            page.section(f"{each.held.id}-{index}", title, french(judged_words(each)))
            names = (french("Bibliothèque"), french("Pièce"))
            page.add(_changes(each.changes, french("Lignes qui diffèrent"), names))
    if all(each.state is State.CONFORMING for each in judged.clauses):
        page.paragraph(french("Chaque clause de la pièce dit ce que dit la bibliothèque."))
    return whole_page(page)


def _named(each: Judged) -> Markup:
    if each.current is None:
        return escape(each.held.id)
    title = french(each.current.sheet.title)
    return Markup('{}<br><span class="sort">{}</span>').format(title, each.held.id)


# --- Bases that moved -------------------------------------------------------------------------


def stale_page(name: str, found: Sequence[Stale], on: date) -> bytes:
    """Return the page of adaptations: for each whose base moved, its three texts side by side."""
    page = Page(french("Adaptations et base"), on)
    tally = {
        word: sum(each.adaptation.standing is standing for each in found)
        for standing, word in STANDINGS.items()
    }
    told = " ; ".join(f"{word} : {count}" for word, count in tally.items() if count)
    count = counted(len(found), "clause adaptée", "clauses adaptées")
    page.lead(name + french(f" : {count}{f' ({told})' if told else ''}."))
    page.contents([(each.adaptation.clause.id, stale_line(each)) for each in found])
    for each in found:
        clause = each.adaptation.clause
        page.section(clause.id, french(clause.sheet.title), french(stale_line(each)))
        _provenance(page, clause)
        _three_texts(page, each)
    return whole_page(page)


def _three_texts(page: Page, each: Stale) -> None:
    if each.adaptation.standing is Standing.CURRENT:
        page.paragraph(french("La base n'a pas changé : rien à faire."))
        return
    if each.only_sheet:
        page.paragraph(french("Seule la fiche de la base a changé : ses mots sont les mêmes."))
        return
    if each.adaptation.base_then is None:
        page.paragraph(french("Le texte de départ n'a pas été gardé."))
    titles = [french(title) for title in HEADINGS]
    for variant in each.variants:
        different = [_row(row) for row in differing(variant.rows)]
        label = french(variant.label)
        if not different:
            page.paragraph(french(f"{label} : les trois textes sont les mêmes."))
            continue
        page.add(cells(french(f"{label} : ce qui diffère"), titles, different))
        whole = [_row(row) for row in variant.rows]
        changed = {index for index, row in enumerate(variant.rows) if differing([row])}
        table = cells(french(f"{label} : texte entier"), titles, whole, marked=changed)
        told = french("Lire le texte entier")
        page.add(Markup("<details><summary>{}</summary>{}</details>").format(told, table))


def _row(row: Row) -> tuple[Markup, ...]:
    return tuple(_against(row.then, line) for line in (row.then, row.now, row.ours))


def _against(then: str | None, line: str | None) -> Markup:
    if line is None:
        return EMPTY if then is None else Markup('<span class="vide">(retiré)</span>')
    if then is None:
        return _words((Words(Mark.ADDED, line),))
    return _words(words_between(then, line))
