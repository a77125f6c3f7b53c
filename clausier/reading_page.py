"""The reading verbs as a page to open or print: one file, no request, readable by a screen reader.

Every text of a stranger's document is escaped; the page holds no script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape

from clausier.clauses_words import document_label
from clausier.reading_answers import most_points, percent, shown_point
from clausier.reading_report import MEASURE, NOTHING_FOUND, OUTCOMES, STATES, figure_label
from docgen.reading.harmonisation import Harmonisation, differences
from docgen.reading.likeness import Part
from docgen.reading.nearness import ClauseMatch, PointMatch, PointState
from docgen.reading.pieces import ReadSet
from docgen.reading.review import Question, Verdict, beyond, catalogue
from docgen.reading.text import Place
from docgen.reading.verdicts import Level, Outcome
from insertion.typography import counted, date_text, french

_STYLE = """
body{font:16px/1.5 system-ui,'Segoe UI',Arial,sans-serif;color:#1b1f24;background:#fff;margin:0}
main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.25rem;margin:2.25rem 0 .5rem;
border-bottom:2px solid #1f4e79;padding-bottom:.2rem}h3{font-size:1.05rem;margin:1.4rem 0 .3rem}
p{margin:.4rem 0}.quiet{color:#55606b}.big{font-size:1.15rem}
table{border-collapse:collapse;width:100%;margin:.6rem 0}caption{text-align:left;color:#55606b;
padding:.2rem 0}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid
#d5dbe1}th{background:#e8edf4;font-weight:600}td.n,th.n{text-align:right;white-space:nowrap}
ul{margin:.3rem 0 .3rem 1.2rem;padding:0}li{margin:.25rem 0}
.where{display:block;color:#55606b;font-size:.9rem}
.tag{display:inline-block;border:1px solid;border-radius:.25rem;padding:0 .4rem;font-size:.85rem;
white-space:nowrap}.bad{color:#9b1c1c}.warn{color:#7a4b00}.good{color:#17603a}.none{color:#55606b}
del{color:#9b1c1c;background:#fdecec}ins{color:#17603a;background:#e7f5ec;text-decoration:none;
border-bottom:2px solid #17603a}b.value{background:#fff4cc}
@media print{main{max-width:none;padding:0}h2{break-after:avoid}tr,li{break-inside:avoid}}
"""


def _page(title: str, body: Iterable[str]) -> str:
    told = escape(french(title))
    return (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{told}</title><style>{_STYLE}</style></head><body><main>\n"
        + "\n".join(body)
        + "\n</main></body></html>\n"
    )


def _p(text: str, kind: str = "") -> str:
    return f"<p{_class(kind)}>{escape(french(text))}</p>"


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _where(places: Sequence[Place]) -> str:
    return "".join(f'<span class="where">{escape(str(each))}</span>' for each in places)


def _table(caption: str, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are markup, titles that end with « | » head columns of numbers."""
    numeric = [each.endswith("|") for each in titles]
    head = "".join(
        f'<th scope="col"{_class("n" if right else "")}>{escape(french(each.rstrip("|")))}</th>'
        for each, right in zip(titles, numeric, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(
            f"<td{_class('n' if right else '')}>{cell}</td>"
            for cell, right in zip(row, numeric, strict=True)
        ) + "</tr>\n"
        for row in rows
    )  # fmt: skip
    return (
        f"<table><caption>{escape(french(caption))}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


# --- Rapprocher -------------------------------------------------------------------------------


def harmonisation_page(found: Harmonisation, on: date) -> str:
    """Return the harmonisation report as a page."""
    near = found.nearness
    body = [
        f"<h1>{escape(french(f'{near.piece.name} et la rédaction commune'))}</h1>",
        _p(f"{document_label(found.document)} · clauses en vigueur le {date_text(on)}", "quiet"),
        _p(f"{percent(near.overall)} % du texte commun.", "big"),
        _p(MEASURE, "quiet"),
        "<h2>Chiffres</h2>",
        *_figures(found),
        *_numbers(found),
        "<h2>Clauses</h2>",
        _clause_rows(near.clauses),
    ]
    if near.missing:
        titles = "".join(
            f"<li>{escape(french(each.wording.clause.sheet.title))} – "
            f"{escape(french(each.wording.clause.sheet.summary))}</li>"
            for each in near.missing
        )
        body += ["<h2>Clauses non trouvées</h2>", f"<ul>{titles}</ul>"]
    body.append("<h2>Phrase par phrase</h2>")
    body.append(
        "<p>Dans chaque phrase : <del>mots de la bibliothèque absents du document</del>, "
        '<ins>mots du document seul</ins>, <b class="value">valeur d’un champ</b>.</p>'
    )
    for each in near.clauses:
        if each.expected or any(match.score for match in each.matches):
            body += _clause_section(each)
    if near.own:
        body += [
            "<h2>Propres au document</h2>",
            _p("Phrases sur l'insertion qui ne suivent aucune phrase de la bibliothèque.", "quiet"),
        ]
        body += [
            "<ul>"
            + "".join(
                f"<li>{escape(str(each.place))}"
                + (
                    f'<span class="where">Sujet voisin : {escape(each.clause)}</span>'
                    if each.clause
                    else ""
                )
                + "</li>"
                for each in near.own
            )
            + "</ul>"
        ]
    return _page(f"{near.piece.name} et la rédaction commune", body)


def _figures(found: Harmonisation) -> list[str]:
    if not found.figures:
        return [_p("Aucun chiffre n'est écrit à propos de l'insertion.")]
    compared = any(each.expected for each in found.figures)
    told = "comparés au marché, différences d'abord" if compared else "lus, non comparés"
    rows = [
        (
            escape(french(figure_label(each))),
            escape(french(each.expected or "–")),
            escape(french(each.read or "–")) + _where([each.place]),
            '<span class="tag bad">diffère</span>' if each.differs
            else '<span class="tag good">identique</span>' if each.expected
            else '<span class="tag none">lu</span>',
        )
        for each in found.figures
    ]  # fmt: skip
    return [_table(f"Chiffres {told}", ("Champ", "Marché", "Document", "Verdict"), rows)]


def _numbers(found: Harmonisation) -> list[str]:
    """Return the numbers printed that are not those of the library as it stands."""
    rows = [
        (
            escape(each.number),
            escape(each.version or "–"),
            escape(each.current or "numéro inconnu"),
            _where([each.place]),
        )
        for each in found.numbers
        if each.outdated or not each.clause
    ]
    if not rows:
        return []
    titles = ("Numéro", "Version imprimée", "Bibliothèque", "Où")
    told = "Numéros imprimés qui ne sont pas ceux des clauses actuelles"
    return ["<h2>Numéros de clause</h2>", _table(told, titles, rows)]


_STATE_KINDS = ("good", "warn", "warn", "bad")


def _clause_rows(clauses: Sequence[ClauseMatch]) -> str:
    kinds = dict(zip(STATES, _STATE_KINDS, strict=True))
    rows = [
        (
            escape(french(each.wording.clause.sheet.title)),
            f'<span class="tag {kinds[each.state]}">{escape(french(STATES[each.state]))}</span>',
            escape(french(f"{percent(each.nearness)} %")),
            str(len(each.missing)),
            _where(each.places) or "–",
        )
        for each in sorted(clauses, key=lambda one: not one.expected)
        if each.expected or any(match.score for match in each.matches)
    ]
    titles = ("Clause", "État", "Proximité|", "Points absents|", "Où")
    return _table("Clauses attendues, puis autres clauses reconnues", titles, rows)


def _clause_section(each: ClauseMatch) -> list[str]:
    same = [e for e in each.matches if e.state is PointState.SAME]
    rest = [
        e for e in each.matches
        if e.state is not PointState.SAME
        and (e.score or not (e.point.optional or e.point.heading))
    ]  # fmt: skip
    title = escape(french(each.wording.clause.sheet.title))
    told = f"{counted(len(same), 'phrase identique', 'phrases identiques')}."
    if not rest:
        return [f"<h3>{title}</h3>", _p(told)]
    items = "".join(f"<li>{_point(match)}</li>" for match in rest)
    return [f"<h3>{title}</h3>", _p(told), f"<ul>{items}</ul>"]


def _point(match: PointMatch) -> str:
    if match.state is PointState.CHANGED:
        marks = {
            Part.OURS: ("<del>", "</del>"),
            Part.THEIRS: ("<ins>", "</ins>"),
            Part.VALUE: ('<b class="value">', "</b>"),
            Part.SAME: ("", ""),
        }
        words = " ".join(
            marks[part][0] + escape(shown_point(text)) + marks[part][1]
            for part, text in differences(match)
        )
        return words + _where([match.place] if match.place else [])
    text = escape(shown_point(match.point.text))
    if match.state is PointState.ELSEWHERE:
        tag = '<span class="tag warn">à rapprocher</span> '
        return tag + text + _where([match.place] if match.place else [])
    return f'<span class="tag bad">absent</span> {text}'


# --- Noter ------------------------------------------------------------------------------------


def review_page(pieces: ReadSet, verdicts: Sequence[Verdict], questions: Sequence[Question]) -> str:
    """Return the review of a set as a page."""
    day = "" if pieces.on is None else f" · droit au {date_text(pieces.on)}"
    names = ", ".join(each.name for each in pieces.pieces)
    blocking = sum(each.blocks for each in verdicts)
    told = f"{counted(blocking, 'contrôle empêche', 'contrôles empêchent')} de publier."
    body = [
        "<h1>Relecture des pièces</h1>",
        _p(names + day, "quiet"),
        _p(told if blocking else "Aucun contrôle n'empêche de publier.", "big"),
    ]
    groups = (
        ("À corriger avant de publier", [e for e in verdicts if e.blocks]),
        ("À reprendre si possible",
         [e for e in verdicts if e.outcome is Outcome.FAIL and not e.blocks]),
        ("À lire par une personne", [e for e in verdicts if e.outcome is Outcome.TO_READ]),
    )  # fmt: skip
    for title, found in groups:
        if found:
            body.append(f"<h2>{escape(french(title))}</h2>")
            body += [_verdict(each) for each in found]
    body += ["<h2>Tous les contrôles</h2>", _checks(verdicts), "<h2>Grille de relecture</h2>"]
    body += [
        _p(f"Au plus {most_points(questions)} sur {2 * len(questions)} : les contrôles abaissent "
           "la note, une personne la donne."),
        _questions(questions),
        "<h2>Au-delà du texte</h2>",
        "<ul>" + "".join(f"<li>{escape(french(t))}</li>" for t in beyond().values()) + "</ul>",
    ]  # fmt: skip
    return _page(f"Relecture de {names}", body)


def _verdict(each: Verdict) -> str:
    items = "".join(
        f'<li><span class="{"bad" if one.level is Level.BLOCKS else "warn"}">'
        f"{escape(one.text)}</span>{_where(one.places)}</li>"
        for one in each.remarks
    )
    reason = _p(each.answer.reason) if each.answer.reason else ""
    return f"<h3>{escape(french(each.check.title))}</h3>{reason}<ul>{items}</ul>"


def _checks(verdicts: Sequence[Verdict]) -> str:
    kinds = {
        Outcome.PASS: "good",
        Outcome.FAIL: "bad",
        Outcome.TO_READ: "warn",
        Outcome.NOT_APPLICABLE: "none",
    }
    rows = [
        (
            escape(french(each.check.title)),
            _tag(each, kinds),
            escape(each.answer.reason or counted(len(each.remarks), "remarque")),
        )
        for each in verdicts
    ]
    return _table("Un contrôle par ligne", ("Contrôle", "Verdict", "Pourquoi"), rows)


def _tag(each: Verdict, kinds: Mapping[Outcome, str]) -> str:
    """Return the verdict in a word; a failure that only warns is told as such."""
    if each.outcome is Outcome.FAIL and not each.blocks:
        return '<span class="tag warn">À reprendre</span>'
    if each.sought:
        return f'<span class="tag none">{NOTHING_FOUND}</span>'
    return f'<span class="tag {kinds[each.outcome]}">{escape(OUTCOMES[each.outcome])}</span>'


def _questions(questions: Sequence[Question]) -> str:
    rows = [
        (
            f"{each.number}{' ★' if each.starred else ''}",
            escape(french(each.text)),
            str(each.most),
            escape(" ; ".join(french(catalogue()[key].title) for key in each.informed))
            or "à lire en entier",
        )
        for each in questions
    ]
    titles = ("Question|", "Ce que la relecture demande", "Note au plus|", "Contrôles lus")
    return _table("★ : une note de zéro refuse la pièce", titles, rows)
