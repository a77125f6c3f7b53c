"""What the reading verbs say to people: what decides first, each point with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from clausier import reports
from clausier.clauses_words import document_short, field_label
from clausier.reading_answers import most_points, percent, shown_point
from docgen.reading.harmonisation import FigureRead, Harmonisation, differences
from docgen.reading.likeness import Part
from docgen.reading.nearness import ClauseMatch, ClauseState, PointMatch, PointState
from docgen.reading.pieces import ReadSet
from docgen.reading.review import Question, Verdict, beyond
from docgen.reading.verdicts import Level, Outcome, Remark
from insertion.typography import counted, date_text, french, listed

STATES = {
    ClauseState.SAME: "Même texte",
    ClauseState.CLOSE: "Proche",
    ClauseState.OTHER_WORDS: "Autre rédaction",
    ClauseState.ABSENT: "Non trouvée",
}
MEASURE = (
    "Proximité : part des mots de la bibliothèque que le document reprend, dans le même ordre, "
    "champs mis à part. 100 % veut dire le même texte ; ce n'est pas un jugement de droit."
)
MOST_SHOWN = 6
"""Remarks or points of one kind on a terminal; the JSON and the page have them all."""
PART_STYLES = {
    Part.SAME: "dim",
    Part.OURS: "red strike",
    Part.THEIRS: "green",
    Part.VALUE: "bold",
}
OUTCOMES = {
    Outcome.FAIL: "À corriger",
    Outcome.TO_READ: "À lire par une personne",
    Outcome.PASS: "Conforme",
    Outcome.NOT_APPLICABLE: "Sans objet",
}
NOTHING_FOUND = "Rien trouvé"
"""What a check that seeks words answers when it meets none."""


def _say(out: Console, text: str, style: str = "") -> None:
    out.print(Text(french(text), style=style), soft_wrap=True)


def _more(out: Console, count: int, noun: str, indent: int = 2) -> None:
    if count > 0:
        told = counted(count, f"autre {noun}", f"autres {noun}s")
        _say(out, f"{' ' * indent}… et {told}, dans le rapport et le JSON.", "dim")


# --- Rapprocher -------------------------------------------------------------------------------


def print_harmonisation(found: Harmonisation, report: Path | None) -> None:
    """Print how near a document is: figures that differ, clauses, what is missing, what is its."""
    out = reports.console()
    near = found.nearness
    expected = [each for each in near.clauses if each.expected]
    _say(
        out,
        f"{near.piece.name} : {percent(near.overall)} % du texte commun, "
        f"{counted(len(near.passages), 'phrase')} sur l'insertion, "
        f"{counted(len(expected), 'clause attendue', 'clauses attendues')} "
        f"({document_short(found.document)}).",
        "bold",
    )
    _say(out, MEASURE, "dim")
    _print_figures(out, found)
    _print_numbers(out, found)
    out.print()
    out.print(_clause_table(near.clauses))
    if near.missing:
        names = listed([each.wording.clause.sheet.short_title for each in near.missing])
        _say(out, f"Non trouvées, à vérifier par une lecture : {names}.", "yellow")
    for each in near.clauses:
        if each.expected and each.state in (ClauseState.CLOSE, ClauseState.OTHER_WORDS):
            _print_clause(out, each)
    _print_own(out, found)
    if report is not None:
        _say(out, f"Rapport : {report}")


def _print_figures(out: Console, found: Harmonisation) -> None:
    if found.differing:
        out.print()
        _say(out, "Chiffres qui diffèrent du marché :", "bold red")
        for each in found.differing:
            _print_figure(out, each)
    compared = any(each.expected for each in found.figures)
    if compared and not found.differing:
        _say(out, "Aucun chiffre comparé ne diffère du marché.")
    left = [each for each in found.figures if not each.expected]
    if left:
        out.print()
        told = "sans chiffre du marché en face" if compared else "donner --marche pour les comparer"
        _say(out, f"Chiffres lus, à vérifier ({told}) :", "bold")
        for each in left[: 2 * MOST_SHOWN]:
            _print_figure(out, each)
        _more(out, len(left) - 2 * MOST_SHOWN, "chiffre")


def _print_numbers(out: Console, found: Harmonisation) -> None:
    """Print the numbers that are not those of the library's clauses as they stand."""
    if not found.numbers:
        return
    _say(out, f"{counted(len(found.numbers), 'numéro')} de clause lus dans le document.")
    for each in found.numbers:
        if each.outdated:
            told = f"version {each.version} imprimée, {each.current} dans la bibliothèque"
            _say(out, f"  {each.number} : {told}.", "yellow")
        elif not each.clause:
            _say(out, f"  {each.number} : numéro inconnu de la bibliothèque.", "yellow")


def _print_figure(out: Console, each: FigureRead) -> None:
    expected = f" (marché : {each.expected})" if each.differs else ""
    told = french(f"  {figure_label(each)} : {each.read or 'rien'}{expected}")
    out.print(Text(told), soft_wrap=True)
    out.print(Text(f"    {each.place}", style="dim"), soft_wrap=True)


UNIT_LABELS = {
    "heures": "Heures", "€": "Montant", "%": "Part", "jours": "Jours", "semaines": "Semaines",
    "mois": "Mois", "ans": "Années", "date": "Date",
}  # fmt: skip
"""What a figure that stands for no field of the library is called."""


def figure_label(each: FigureRead) -> str:
    """Return what a figure is: the field it stands for, or its unit."""
    return field_label(each.variable) if each.variable else UNIT_LABELS.get(each.unit, each.unit)


def _clause_table(clauses: Iterable[ClauseMatch]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in ("Clause", "État", "Proximité", "Points absents", "Où"):
        table.add_column(title, justify="right" if title == "Proximité" else "left")
    for each in sorted(clauses, key=lambda one: not one.expected):
        if not each.expected and each.state in (ClauseState.ABSENT, ClauseState.OTHER_WORDS):
            continue
        where = each.places[0] if each.places else None
        table.add_row(
            Text(french(each.wording.clause.sheet.short_title)),
            Text(STATES[each.state]),
            Text(french(f"{percent(each.nearness)} %")),
            Text(str(len(each.missing)) if each.state is not ClauseState.ABSENT else "tous"),
            Text("–" if where is None else _short(where.article, where.rank)),
        )
    return table


def _short(article: str, rank: int) -> str:
    return f"article {article}" if article else f"paragraphe {rank}"


def _print_clause(out: Console, each: ClauseMatch) -> None:
    out.print()
    sheet = each.wording.clause.sheet
    _say(out, f"{sheet.title} – {STATES[each.state].lower()}", "bold")
    changed = [e for e in each.matches if e.state is PointState.CHANGED]
    for match in changed[:MOST_SHOWN]:
        _print_change(out, match)
    _more(out, len(changed) - MOST_SHOWN, "phrase")
    elsewhere = [
        e for e in each.matches if e.state is PointState.ELSEWHERE and not e.point.optional
    ]
    if elsewhere:
        _say(out, "  Dit autrement, à rapprocher par une personne :")
    for match in elsewhere[:MOST_SHOWN]:
        out.print(Text(f"    • {shown_point(match.point.text)}"), soft_wrap=True)
        out.print(Text(f"      {match.place}", style="dim"), soft_wrap=True)
    _more(out, len(elsewhere) - MOST_SHOWN, "point", 4)
    if each.missing:
        _say(out, "  Points absents :", "yellow")
    for match in each.missing[:MOST_SHOWN]:
        out.print(Text(f"    • {shown_point(match.point.text)}"), soft_wrap=True)
    _more(out, len(each.missing) - MOST_SHOWN, "point", 4)


def _print_change(out: Console, match: PointMatch) -> None:
    line = Text("  ")
    for part, text in differences(match):
        mark = {Part.OURS: ("[–", "–]"), Part.THEIRS: ("[+", "+]")}.get(part, ("", ""))
        line.append(f"{mark[0]}{shown_point(text)}{mark[1]} ", style=PART_STYLES[part])
    out.print(line, soft_wrap=True)
    out.print(Text(f"    {match.place}", style="dim"), soft_wrap=True)


def _print_own(out: Console, found: Harmonisation) -> None:
    own = found.nearness.own
    if not own:
        return
    out.print()
    _say(out, f"Propres au document ({counted(len(own), 'phrase')}) :", "bold")
    for each in own[:MOST_SHOWN]:
        near = f" – sujet voisin : {each.clause}" if each.clause else ""
        out.print(Text(french(f"  {each.place}{near}")), soft_wrap=True)
    _more(out, len(own) - MOST_SHOWN, "phrase")


# --- Noter ------------------------------------------------------------------------------------


def print_review(
    pieces: ReadSet,
    verdicts: Sequence[Verdict],
    questions: Sequence[Question],
    report: Path | None,
) -> None:
    """Print what blocks, what warns, what a person must read, then the grid."""
    out = reports.console()
    names = listed([f"{each.name} ({each.role.value})" for each in pieces.pieces])
    blocking = [each for each in verdicts if each.blocks]
    day = "" if pieces.on is None else f" au {date_text(pieces.on)}"
    _say(out, f"{names}{day} : {_summary(verdicts)}.", "bold")
    _group(out, "Empêche de publier :", blocking, "bold red")
    warned = [e for e in verdicts if e.outcome is Outcome.FAIL and not e.blocks]
    _group(out, "À reprendre si possible :", warned, "yellow")
    read = [each for each in verdicts if each.outcome is Outcome.TO_READ]
    _group(out, "À lire par une personne :", read, "bold")
    settled = [each for each in verdicts if each.outcome is Outcome.PASS and not each.sought]
    for label, group in (
        (OUTCOMES[Outcome.PASS], settled),
        (NOTHING_FOUND, [each for each in verdicts if each.sought]),
        (OUTCOMES[Outcome.NOT_APPLICABLE],
         [each for each in verdicts if each.outcome is Outcome.NOT_APPLICABLE]),
    ):  # fmt: skip
        titles = [each.check.title for each in group]
        if titles:
            out.print()
            _say(out, f"{label} ({len(titles)}) : {' ; '.join(titles)}.", "dim")
    _print_grid(out, questions)
    if report is not None:
        _say(out, f"Rapport : {report}")


def _summary(verdicts: Sequence[Verdict]) -> str:
    blocking = sum(each.blocks for each in verdicts)
    warned = sum(e.outcome is Outcome.FAIL and not e.blocks for e in verdicts)
    read = sum(each.outcome is Outcome.TO_READ for each in verdicts)
    passed = sum(each.outcome is Outcome.PASS and not each.sought for each in verdicts)
    sought = sum(each.sought for each in verdicts)
    return (
        f"{counted(blocking, 'contrôle bloque', 'contrôles bloquent')}, {warned} à reprendre, "
        f"{read} à lire, {counted(passed, 'conforme')}, {sought} sans rien trouver"
    )


def _group(out: Console, title: str, verdicts: Sequence[Verdict], style: str) -> None:
    if not verdicts:
        return
    out.print()
    _say(out, title, style)
    for each in verdicts:
        reason = f" – {each.answer.reason}" if each.answer.reason else ""
        _say(out, f"  {each.check.title}{reason}")
        for one in each.remarks[:MOST_SHOWN]:
            _print_remark(out, one)
        _more(out, len(each.remarks) - MOST_SHOWN, "remarque", 4)


def _print_remark(out: Console, one: Remark) -> None:
    style = "" if one.level is Level.BLOCKS else "dim"
    out.print(Text(f"    • {one.text}", style=style), soft_wrap=True)
    for place in one.places:
        out.print(Text(f"      {place}", style="dim"), soft_wrap=True)


def _print_grid(out: Console, questions: Sequence[Question]) -> None:
    unread = [each for each in questions if not each.informed]
    out.print()
    _say(
        out,
        f"Grille de relecture : au plus {most_points(questions)} sur {2 * len(questions)} ; "
        f"une personne lit en entier {counted(len(unread), 'question')} "
        f"({', '.join(str(each.number) for each in unread)}) et confirme les autres.",
        "bold",
    )
    for each in questions:
        if each.most < 2:
            star = " ★" if each.starred else ""
            _say(out, f"  {each.number}{star} – au plus {each.most} sur 2 : {each.text}")
    told = f"Au-delà du texte, {counted(len(beyond()), 'contrôle reste', 'contrôles restent')} "
    _say(out, f"{told}à faire : les voir avec --rapport ou --json.", "dim")
