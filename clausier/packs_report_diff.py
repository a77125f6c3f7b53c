"""What the verbs that compare say to people: counts first, then word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from clausier import reports
from clausier.packs_answers_diff import Document
from clausier.packs_sides import Stale
from docgen.clause_diff import ClauseDiff, Fate
from docgen.derivation import Standing
from docgen.document_diff import Judged, State
from docgen.text_diff import LineChange, Mark, Row, Words, words_between
from insertion.typography import counted, date_text, french, listed, plain

NARROW = 100  # columns of a terminal, below which three texts come one after another
MANY = 3
"""Examples named before the others are only counted."""
FATES = {
    Fate.CHANGED: "modifiée",
    Fate.ADDED: "ajoutée",
    Fate.REMOVED: "retirée",
    Fate.SAME: "identique",
}
STATES = {
    State.CONFORMING: "conforme",
    State.CHANGED: "modifiée",
    State.OUTDATED: "périmée",
    State.REPLACED: "remplacée",
    State.UNKNOWN: "inconnue",
}
STANDINGS = {
    Standing.CURRENT: "à jour",
    Standing.MOVED: "la base a changé",
    Standing.GONE: "la base n'est plus dans la pile",
}
_MARKS = {Mark.REMOVED: ("[-", "-]", "red strike"), Mark.ADDED: ("{+", "+}", "green")}
"""How words are marked: by signs first, so that nothing rests on colour."""
HEADINGS = ("Base d'alors", "Base du jour", "Notre texte")


def _say(out: Console, text: str, style: str = "") -> None:
    out.print(Text(french(text), style=style), soft_wrap=True)


def marked(words: Iterable[Words], *, hidden: Mark | None = None) -> Text:
    """Return words with what went and what came between signs; ``hidden`` leaves one out."""
    text = Text()
    for each in words:
        if each.mark is hidden:
            continue
        if each.mark is Mark.KEPT:
            text.append(each.text)
        else:
            opening, closing, style = _MARKS[each.mark]
            text.append(f"{opening}{each.text}{closing}", style=style)
    return text


def _print_lines(out: Console, changes: Sequence[LineChange]) -> None:
    for each in changes:
        out.print(Text("    ") + marked(each.words), soft_wrap=True)


def _tally(counts: Counter[str]) -> str:
    return listed([counted(count, word) for word, count in counts.items()])


# --- Two sides --------------------------------------------------------------------------------


def print_comparison(before: str, after: str, found: Sequence[ClauseDiff]) -> None:
    """Print what differs between two sides, clause by clause: on paper, then in the source."""
    out = reports.console()
    counts = Counter(FATES[each.fate] for each in found)
    out.print(Text(before + french(" → ") + after, style="bold"), soft_wrap=True)
    _say(out, f"{counted(len(found), 'clause')} : {_tally(counts)}.")
    for each in found:
        if each.fate is not Fate.SAME:
            out.print()
            _print_clause(out, each)


def _print_clause(out: Console, each: ClauseDiff) -> None:
    _say(out, clause_line(each), "bold")
    reason = each.after.sheet.provenance.reason if each.after is not None else None
    if reason:
        _say(out, f"  Motif de l'adaptation : {reason}")
    if each.fate is not Fate.CHANGED:
        return
    if each.effects:
        _say(out, "  Sur le papier :")
    elif each.cases:
        _say(out, f"  Sur le papier : aucun des {each.cases} exemples ne change.")
    else:
        _say(out, "  Sur le papier : aucun exemple ne permet de le dire.")
    for effect in each.effects:
        _say(out, f"  {example_words(effect.cases)}", "dim")
        _print_lines(out, effect.changes)
    _say(out, "  Dans la source :")
    for file in each.source:
        for line in file.lines:
            style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
            out.print(Text(f"    {line}", style=style), soft_wrap=True)


def clause_line(each: ClauseDiff) -> str:
    """Return what became of a clause, in one line."""
    versions = [one.sheet.version for one in (each.before, each.after) if one is not None]
    told = f"version {' → '.join(dict.fromkeys(versions))}"
    return f"{each.id}, {told} : {FATES[each.fate]}"


def example_words(names: Sequence[str]) -> str:
    """Return the examples that show a change, the first ones by name."""
    shown = " ; ".join(names[:MANY])
    left = len(names) - MANY
    more = f" ; et {counted(left, 'autre')}" if left > 0 else ""
    return f"Exemple{'s' if len(names) > 1 else ''} : {shown}{more}"


# --- A piece ----------------------------------------------------------------------------------


def print_document(judged: Document) -> None:
    """Print what became of each clause a piece holds, counts first."""
    out = reports.console()
    counts = Counter(STATES[each.state] for each in judged.clauses)
    total = counted(len(judged.clauses), "clause")
    out.print(Text(judged.name + french(f" : {total}, {_tally(counts)}.")), soft_wrap=True)
    _say(out, scope_words(judged), "dim")
    for each in judged.clauses:
        style = "" if each.state is State.CONFORMING else "bold"
        _say(out, f"{each.held.id} : {judged_words(each)}", style)
        _print_lines(out, each.changes)


def scope_words(judged: Document) -> str:
    """Return what was read of a piece, and what was not."""
    values = (
        "Valeurs du marché comprises"
        if judged.with_values
        else "Valeurs du marché non comparées (les donner avec --marche)"
    )
    day = f", au {date_text(judged.on)}" if judged.on else ""
    return f"{values}{day} ; le texte hors des clauses n'est pas lu."


def judged_words(each: Judged) -> str:
    """Return where a clause of a piece stands, in one sentence."""
    held, current = each.held, each.current
    said = STATES[each.state]
    now = "" if current is None else f"version {current.sheet.version}"
    if each.state is State.UNKNOWN:
        what = "cette clause" if current is None else f"la version {held.version}"
        return f"{said}, la bibliothèque n'a pas {what}."
    if each.state is State.OUTDATED:
        said += f", la pièce porte la version {held.version}, la bibliothèque la {now}"
    if each.state is State.REPLACED and current is not None:
        by = current.sheet.provenance.publisher
        withdrawn = current.sheet.status == "withdrawn"
        said += ", la bibliothèque l'a retirée" if withdrawn else f", texte adapté par {by}"
    if each.state in (State.OUTDATED, State.REPLACED):
        told = {
            True: "texte conforme à sa version",
            False: "texte modifié",
            None: "son texte d'alors n'est plus connu",
        }
        said += f" ; {told[each.as_written]}"
    return f"{said}."


# --- Bases that moved -------------------------------------------------------------------------


def print_stale(name: str, found: Sequence[Stale]) -> None:
    """Print every adaptation and where it stands, then the three texts of those whose base moved.

    Three columns on a wide terminal; on a narrow one, the three texts one after another.
    """
    out = reports.console()
    counts = Counter(STANDINGS[each.adaptation.standing] for each in found)
    told = "aucune clause adaptée"
    if found:
        kinds = " ; ".join(f"{word} : {count}" for word, count in counts.items())
        told = f"{counted(len(found), 'clause adaptée', 'clauses adaptées')} ({kinds})"
    out.print(Text(name + french(f" : {told}.")), soft_wrap=True)
    for each in found:
        out.print()
        _say(out, stale_line(each), "bold")
        _say(out, f"  Motif : {each.adaptation.clause.sheet.provenance.reason}")
        if each.only_sheet:
            _say(out, "  Seule la fiche de la base a changé : ses mots sont les mêmes.")
        elif each.adaptation.standing is Standing.MOVED:
            if each.adaptation.base_then is None:
                _say(out, "  Le texte de départ n'a pas été gardé : seuls deux textes se lisent.")
            for variant in each.variants:
                _say(out, f"  {variant.label}", "italic")
                if out.width >= NARROW:
                    out.print(_columns(variant.rows))
                else:
                    _print_in_turn(out, variant.rows)


def stale_line(each: Stale) -> str:
    """Return where an adaptation stands, in one line."""
    adaptation = each.adaptation
    now = "" if adaptation.base_now is None else f" → {adaptation.base_now.sheet.version}"
    said = STANDINGS[adaptation.standing]
    return (
        f"{adaptation.clause.id} ({adaptation.library}), de {adaptation.origin.name}{now} : {said}"
    )


def differing(rows: Sequence[Row]) -> list[Row]:
    """Return the lines on which the three texts do not agree."""
    return [row for row in rows if len({_key(row.then), _key(row.now), _key(row.ours)}) > 1]


def _key(line: str | None) -> str | None:
    return None if line is None else plain(line)


def _columns(rows: Sequence[Row]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 1, 2), header_style="bold", expand=True)
    for title in HEADINGS:
        table.add_column(french(title), ratio=1, overflow="fold")
    for row in differing(rows):
        table.add_row(*(against(row.then, each) for each in (row.then, row.now, row.ours)))
    return table


def _print_in_turn(out: Console, rows: Sequence[Row]) -> None:
    for row in differing(rows):
        for title, line in zip(HEADINGS, (row.then, row.now, row.ours), strict=True):
            _say(out, f"  {title} :", "dim")
            out.print(Text("    ") + against(row.then, line), soft_wrap=True)
        out.print()


def against(then: str | None, line: str | None) -> Text:
    """Return a line with what it adds to the base then, and what it lost of it."""
    if line is None:
        return Text("–" if then is None else "– (retiré)")
    if then is None:
        return marked((Words(Mark.ADDED, line),))
    return marked(words_between(then, line))
