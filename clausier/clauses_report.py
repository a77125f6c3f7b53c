"""What « clausier clauses » says to people: tables and texts, counts first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clausier import reports
from clausier.clauses_search import Hit
from clausier.clauses_text import Kind, Line, readable
from clausier.clauses_words import (
    DECISIONS,
    Basis,
    basis_certainty,
    days_words,
    document_label,
    document_short,
    field_label,
    field_source,
    field_type,
    history,
    legal_basis,
    mechanism_label,
    selection_words,
    variant_words,
    why,
)
from docgen.cases import cases_of
from docgen.clause import Clause
from docgen.frozen import served_days
from docgen.library import Library
from docgen.lint import Finding
from docgen.origin import origin_of
from docgen.render import out_of_force
from docgen.selection import Choice, Outcome
from docgen.standing import REVIEW_MONTHS, standing_words
from insertion import vocabulary
from insertion.contract import Contract
from insertion.typography import counted, date_text, french, listed, months_text

NARROW = 100  # columns of a terminal, below which a certainty takes two lines
STYLES = {
    Kind.TITLE: "bold",
    Kind.PARAGRAPH: "",
    Kind.ITEM: "",
    Kind.ROW: "",
    Kind.CONDITION: "italic",
    Kind.NOTE: "dim",
}
OUTCOME_STYLES = {Outcome.KEPT: "", Outcome.LEFT_OUT: "dim", Outcome.REFUSED: "bold red"}


def _table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in titles:
        table.add_column(title)
    return table


def _say(out: Console, text: str, style: str = "") -> None:
    out.print(Text(french(text), style=style), soft_wrap=True)


def _indented(out: Console, text: Text, indent: int) -> None:
    """Print a text under what it belongs to: wrapped on a terminal, on one line elsewhere."""
    if out.is_terminal:
        out.print(Padding(text, (0, 0, 0, indent)))
    else:
        out.print(Text(" " * indent) + text, soft_wrap=True)


# --- Lister -----------------------------------------------------------------------------------


def print_list(served: Sequence[Clause], other: Sequence[Clause], on: date) -> None:
    """Print the clauses that serve a consultation of ``on``, by mechanism, counts first."""
    out = reports.console()
    per_piece = Counter(each for one in served for each in one.sheet.applies_to.documents)
    pieces = [f"{document_short(key)} {count}" for key, count in per_piece.items()]
    told = f" ({listed(pieces)})" if pieces else ""
    _say(out, f"{counted(len(served), 'clause')} pour une consultation du {date_text(on)}{told}.")
    groups: dict[str, list[Clause]] = {}
    for each in served:
        mechanisms = listed([mechanism_label(name) for name in each.sheet.applies_to.mechanisms])
        groups.setdefault(mechanisms, []).append(each)
    for mechanisms, clauses in groups.items():
        out.print()
        _say(out, f"Mécanisme : {mechanisms}", "bold")
        out.print(_list_table(clauses, on, narrow=out.width < NARROW))
    if other:
        out.print()
        _say(out, f"Hors période au {date_text(on)} :", "yellow")
        for each in other:
            _say(out, f"  {each.id} : {days_words(each)}")
    warned = [(each.id, said) for each in served for said in standing_words(each, on)]
    if warned:
        out.print()
        _say(out, f"À savoir au {date_text(on)} :", "yellow")
        for name, said in warned:
            _say(out, f"  {name} : {said}")


def _list_table(clauses: Sequence[Clause], on: date, *, narrow: bool) -> Table:
    table = _table("Clause", "Pièce", "Version", "En vigueur", "Fondement", "Relue le")
    table.columns[0].min_width = max(len(each.id) for each in clauses)
    table.columns[0].ratio = 1
    table.columns[4].max_width = 10 if narrow else None
    for column in (1, 2, 3, 5):
        table.columns[column].no_wrap = True
    for each in clauses:
        sheet = each.sheet
        certainty = basis_certainty(each, on)
        named = f"{sheet.number} · {sheet.title}" if sheet.number else sheet.title
        title = Padding(Text(french(named), style="dim"), (0, 0, 0, 2))
        table.add_row(
            Group(Text(each.id), title),
            Text(", ".join(document_short(key) for key in sheet.applies_to.documents)),
            Text(sheet.version),
            Text(_dates(sheet.validity.start, sheet.validity.end)),
            Text("–" if certainty is None else certainty.label),
            Text(_numeric(sheet.provenance.reviewed.on)),
        )
    return table


def _dates(start: date, end: date | None) -> str:
    return _numeric(start) if end is None else f"{_numeric(start)}\n– {_numeric(end)}"


def _numeric(day: date) -> str:
    """Return a date as a column of a terminal holds it."""
    return f"{day:%d/%m/%Y}"


# --- Montrer ----------------------------------------------------------------------------------


def print_clause(clause: Clause, library: Library, on: date) -> None:
    """Print a whole clause: its text first, then what it takes and what it rests on."""
    out = reports.console()
    sheet = clause.sheet
    _say(out, sheet.title, "bold")
    status = vocabulary.label_of("clause_status", sheet.status)
    number = f", numéro {sheet.number}" if sheet.number else ""
    publisher = sheet.provenance.publisher
    _say(out, f"{clause.id}{number}, version {sheet.version}, {status} par {publisher}")
    _say(out, sheet.summary)
    origin = origin_of(clause)
    if origin is not None:
        _say(out, f"Texte adapté de {origin.name}. Motif : {sheet.provenance.reason}", "yellow")
    fault = out_of_force(clause, on)
    if fault is not None:
        _say(out, f"Attention : {fault.cause}", "yellow")
    for said in standing_words(clause, on):
        _say(out, said, "yellow")
    if sheet.vigilance:
        _heading(out, "Points de vigilance")
        for said in sheet.vigilance:
            _indented(out, Text(french(f"– {said}")), 2)
    for body in dict.fromkeys(variant.body for variant in sheet.variants.values()):
        _print_body(out, clause, body, library, on)
    _heading(out, "Quand elle est choisie")
    for said in selection_words(clause):
        _say(out, f"  {said}")
    _heading(out, f"Fondement au {date_text(on)}")
    for basis in legal_basis(clause, on):
        _say(out, f"  {_basis_words(basis)}")
    if not sheet.legal_basis:
        _say(out, "  Aucun article : la clause tient au seul contrat.")
    _heading(out, "Champs")
    out.print(_fields(clause))
    _print_record(out, clause, library)


def _print_body(out: Console, clause: Clause, body: str, library: Library, on: date) -> None:
    """Print a text once, under the name of each variant it serves: levels often share one."""
    served = {n: each for n, each in clause.sheet.variants.items() if each.body == body}
    for variant in served.values():
        _heading(out, f"Texte : {variant.label} ({variant_words(variant)})")
        if variant.level is not None:
            _say(out, f"  Demande : {variant.asks}", "italic")
            _say(out, f"  Effet sur les heures : {variant.hours_effect}", "italic")
    _print_text(out, readable(clause.blocks[next(iter(served))], library, on))


def _print_record(out: Console, clause: Clause, library: Library) -> None:
    sheet = clause.sheet
    review = sheet.provenance.reviewed
    _heading(out, "Suivi")
    cases = counted(len(cases_of(clause, library)), "cas", "cas")
    _say(out, f"  {cases} ; dernière relecture le {date_text(review.on)}, {review.by}.")
    for link, named in (("Va avec", sheet.requires), ("Exclut", sheet.conflicts)):
        if named:
            _say(out, f"  {link} : {', '.join(named)}.")
    for version, start, end in served_days(library, clause.id)[:-1]:
        until = "" if end is None else f" au {date_text(end)}"
        _say(out, f"  Version {version.sheet.version} pour une consultation du"
             f" {date_text(start)}{until}.")  # fmt: skip
    for change in history(clause, library):
        _say(out, f"  {change.title}")
        for effect in change.effects:
            _indented(out, Text(effect, style="dim"), 4)


def _heading(out: Console, title: str) -> None:
    out.print()
    _say(out, title, "bold")


def _print_text(out: Console, lines: Iterable[Line]) -> None:
    for each in lines:
        indent = 2 + 2 * each.depth + (2 if each.kind is Kind.ITEM else 0)
        _indented(out, Text(each.text, style=STYLES[each.kind]), indent)


def _basis_words(each: Basis) -> str:
    if each.certainty is None:
        start = f", il le sera le {date_text(each.start)}" if each.start else ""
        return f"{each.citation} : {each.role} ; pas en vigueur à cette date{start}."
    since = f"en vigueur depuis le {date_text(each.start)}" if each.start else "en vigueur"
    until = f", connu jusqu'au {date_text(each.until)}" if each.until else ""
    checked = f" (contrôle du {date_text(each.checked_on)})" if each.checked_on else ""
    return (
        f"{each.citation} : {each.role} ; {since}{until} ;"
        f" certitude : {each.certainty.label}{checked}."
    )


def _fields(clause: Clause) -> Table:
    table = _table("  Champ", "Ce qu’il dit", "Type", "Origine")
    table.columns[0].min_width = 2 + max((len(name) for name in clause.sheet.variables), default=0)
    for name, kind in clause.sheet.variables.items():
        cells = (f"  {name}", field_label(name), field_type(kind), field_source(name))
        table.add_row(*map(Text, cells))
    return table


# --- Chercher ---------------------------------------------------------------------------------


def print_hits(sought: Sequence[str], hits: Sequence[Hit], *, whole: bool) -> None:
    """Print the clauses found, best first, each with its passage."""
    out = reports.console()
    asked = " ".join(sought)
    if not hits:
        _say(out, f"Aucune clause ne contient « {asked} ».")
        return
    told = f"{counted(len(hits), 'clause')} pour « {asked} »"
    if not whole:
        told += ", dont aucune ne contient tous les mots"
    _say(out, f"{told} :")
    for each in hits:
        pieces = ", ".join(document_short(key) for key in each.clause.sheet.applies_to.documents)
        out.print()
        name = Text(each.clause.id)
        name.append(french(f", {pieces} : {each.clause.sheet.title}"))
        if not whole:
            name.append(french(f" (mots trouvés : {', '.join(each.words)})"))
        out.print(name, soft_wrap=True)
        passage = Text(each.passage.text)
        for start, end in each.passage.marks:
            passage.stylize("bold", start, end)
        _indented(out, passage, 4)


# --- Contrôler --------------------------------------------------------------------------------


def print_findings(
    name: str,
    library: Library | None,
    cases: int | None,
    findings: Sequence[Finding],
    due: Sequence[Clause],
) -> None:
    """Print every finding with its place, cause and remedy; the count first.

    ``due`` are the clauses whose review is too old: told, and no fault.
    """
    out = reports.console()
    size = "bibliothèque qui ne se charge pas"
    if library is not None:
        size = f"{counted(len(library.clauses), 'clause')}, {counted(cases or 0, 'cas', 'cas')}"
    noted = counted(len(findings), "remarque") if findings else "rien à corriger"
    out.print(Text(name + french(f" : {size}, {noted}.")), soft_wrap=True)
    for each in findings:
        out.print(Text(each.place + french(f" : {each.fault.cause}")), soft_wrap=True)
        _say(out, f"    {each.fault.remedy} [{each.rule}]", "dim")
    if due:
        months = months_text(REVIEW_MONTHS)
        _say(out, f"À relire, dernière relecture il y a plus de {months} :", "yellow")
        for clause in due:
            _say(out, f"  {clause.id}, {date_text(clause.sheet.provenance.reviewed.on)}")


# --- Pourquoi ---------------------------------------------------------------------------------


def print_choices(
    choices: Sequence[Choice], contract: Contract, name: str, document: str | None
) -> None:
    """Print what is decided of each clause, piece by piece, and why; counts first."""
    out = reports.console()
    words = (
        (Outcome.KEPT, "retenue"), (Outcome.LEFT_OUT, "écartée"), (Outcome.REFUSED, "refusée"),
    )  # fmt: skip
    told = [
        counted(count, word)
        for outcome, word in words
        if (count := sum(each.outcome is outcome for each in choices))
    ]
    where = "" if document is None else f", pièce « {document_label(document)} »"
    out.print(Text(name + french(f"{where} : {listed(told) or 'aucune clause'}.")), soft_wrap=True)
    day = contract.consultation_date
    if day is None:
        _say(out, "Date de lancement non renseignée : aucune clause n'est refusée par sa date.")
    else:
        _say(out, f"Consultation du {date_text(day)}.")
    if any(each.outcome is Outcome.REFUSED for each in choices):
        _say(out, "Tant qu'une clause est refusée, aucune pièce n'est produite.", "bold red")
    widest = max((len(each.clause.id) for each in choices), default=0)
    groups: dict[str, list[Choice]] = {}
    for each in choices:
        groups.setdefault(each.document, []).append(each)
    for key, listed_choices in groups.items():
        _heading(out, f"Pièce : {document_label(key)}" if key else "Dans aucune pièce")
        out.print(_choice_table(listed_choices, contract, widest))


def _choice_table(choices: Sequence[Choice], contract: Contract, widest: int) -> Table:
    table = _table("Décision", "Clause", "Pourquoi")
    table.columns[1].min_width = widest
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    table.columns[2].ratio = 1
    for each in choices:
        style = OUTCOME_STYLES[each.outcome]
        cells = (DECISIONS[each.outcome], each.clause.id, why(each, contract))
        table.add_row(*(Text(cell, style=style) for cell in cells))
    return table
